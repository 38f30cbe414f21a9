CREATE OR REPLACE TEMP VIEW published AS SELECT article_id FROM yesterday.main.articles;
