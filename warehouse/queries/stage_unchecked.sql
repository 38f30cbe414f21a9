-- What has changed since the checks last passed: the runs that came in, and the articles that they touched.
CREATE OR REPLACE TEMP TABLE unchecked AS
SELECT run_id FROM core.runs ANTI JOIN core.checked USING (run_id);

CREATE OR REPLACE TEMP TABLE changed AS
SELECT DISTINCT article_id FROM core.captures SEMI JOIN unchecked USING (run_id) WHERE article_id IS NOT NULL;
