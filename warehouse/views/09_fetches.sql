-- Every request with its outcome: listings and articles, and the articles that were offered and not asked for.
CREATE OR REPLACE VIEW main.fetches AS SELECT * FROM core.fetches;
