-- A run whose captures changed is judged anew, by whichever run comes next where this one is killed before.
UPDATE core.runs SET status = 'loading' WHERE run_id = $run_id AND status <> 'loading';
