-- What has changed since the checks last passed: the runs that came in, the articles that they touched with all of their
-- revisions, and the texts that were read. (By run first: the runs stand in the order of time, so that most of the
-- archive is passed over; and by row ids, so that of all revisions only the ids are read.)
CREATE OR REPLACE TEMP TABLE unchecked AS
SELECT run_id FROM core.runs ANTI JOIN core.checked USING (run_id);

CREATE OR REPLACE TEMP TABLE changed AS
SELECT DISTINCT article_id FROM core.captures SEMI JOIN unchecked USING (run_id) WHERE article_id IS NOT NULL;

CREATE OR REPLACE TEMP TABLE changed_revisions AS
SELECT
    revisions.article_id, revisions.outlet, revisions.key, revisions.revision, revisions.captured_at,
    revisions.superseded_at, revisions.warc_file, revisions.warc_offset
FROM core.revisions AS revisions
JOIN (SELECT rowid AS place FROM core.revisions SEMI JOIN changed USING (article_id)) AS found
    ON found.place = revisions.rowid;

CREATE OR REPLACE TEMP TABLE read_recently AS
SELECT run_id FROM unchecked UNION SELECT run_id FROM core.read_again;

CREATE OR REPLACE TEMP VIEW changed_texts AS
FROM core.revisions SEMI JOIN read_recently USING (run_id);

-- All captures, run by run: what is compared with the copy published last, and which runs must be there.
CREATE OR REPLACE TEMP TABLE captured_runs AS
SELECT
    run_id, any_value(outlet) AS outlet, count(*) FILTER (reading = 'article') AS captures,
    bit_xor(hash(warc_file, warc_offset)) FILTER (reading = 'article') AS places
FROM core.captures
GROUP BY run_id;
