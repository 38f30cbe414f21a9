-- Every page that was kept: where its bytes are, and whether they were read as an article.
CREATE OR REPLACE VIEW main.captures AS SELECT * FROM core.captures;
