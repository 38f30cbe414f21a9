CREATE OR REPLACE TEMP TABLE decided AS SELECT unnest($article_ids::VARCHAR[]) AS article_id;
