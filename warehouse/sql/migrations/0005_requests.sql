-- Where a robots.txt was found and why it could not be had; the other addresses under which a crawl was offered an article.
-- Receipts that were loaded before this migration have NULL here until a rebuild.
ALTER TABLE core.robots ADD COLUMN final_url VARCHAR;
ALTER TABLE core.robots ADD COLUMN detail VARCHAR;
ALTER TABLE core.fetches ADD COLUMN aliases VARCHAR[];
