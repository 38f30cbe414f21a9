-- What an outlet published, and each change of it.
CREATE OR REPLACE VIEW main.article_revisions AS
SELECT * FROM core.revisions;
