-- What has changed since the checks last passed: the runs that came in, the articles that they touched with all of their
-- captures and revisions, and the texts that were read. (By run first: the runs stand in the order of time, so that most
-- of the archive is passed over.)
CREATE OR REPLACE TEMP TABLE unchecked AS
SELECT run_id FROM core.runs ANTI JOIN core.checked USING (run_id);

CREATE OR REPLACE TEMP TABLE changed AS
SELECT DISTINCT article_id FROM core.captures SEMI JOIN unchecked USING (run_id) WHERE article_id IS NOT NULL;

CREATE OR REPLACE TEMP TABLE changed_revisions AS
SELECT article_id, outlet, key, revision, captured_at, superseded_at, warc_file, warc_offset
FROM core.revisions
SEMI JOIN changed USING (article_id);

CREATE OR REPLACE TEMP TABLE changed_captures AS
SELECT article_id, warc_file, warc_offset FROM core.captures SEMI JOIN changed USING (article_id);

CREATE OR REPLACE TEMP TABLE read_recently AS
SELECT run_id FROM unchecked UNION SELECT run_id FROM core.read_again;

CREATE OR REPLACE TEMP VIEW changed_texts AS
FROM core.revisions SEMI JOIN read_recently USING (run_id);
