CREATE OR REPLACE VIEW main.outlets AS SELECT * FROM core.outlets;
