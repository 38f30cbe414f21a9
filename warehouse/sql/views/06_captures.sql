-- Every page whose bytes are kept.
CREATE OR REPLACE VIEW main.captures AS
SELECT * REPLACE (coalesce(final_url, url) AS final_url) FROM core.captures;
