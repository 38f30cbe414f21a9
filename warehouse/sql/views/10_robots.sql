-- What the robots.txt of each host said in each run: read, none, failed (nothing was allowed then) or unreachable.
CREATE OR REPLACE VIEW main.robots AS SELECT * FROM core.robots;
