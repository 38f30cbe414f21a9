-- When the last run in this copy was finished, and which it was.
SELECT max(finished_at), arg_max(run_id, finished_at) FROM runs WHERE status <> 'loading';
