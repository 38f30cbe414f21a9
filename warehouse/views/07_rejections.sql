-- Every page that is no article, with the reason.
CREATE OR REPLACE VIEW main.rejections AS SELECT * FROM core.rejections;
