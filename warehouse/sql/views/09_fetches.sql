-- Every request with its outcome.
CREATE OR REPLACE VIEW main.fetches AS
SELECT * REPLACE (coalesce(final_url, if(status IS NULL, NULL, url)) AS final_url) FROM core.fetches;
