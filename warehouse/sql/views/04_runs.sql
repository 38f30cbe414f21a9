-- Every run; clock is the time that it stands for, which for a replay is that of the recording.
CREATE OR REPLACE VIEW main.runs AS
SELECT run_id, kind, clock, started_at, finished_at, status, exit_status, options FROM core.runs;
