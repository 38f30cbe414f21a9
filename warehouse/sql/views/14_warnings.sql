CREATE OR REPLACE VIEW main.warnings AS SELECT * FROM core.warnings;
