INSERT INTO core.robots BY NAME
SELECT $run_id AS run_id, $outlet AS outlet, $part AS part, entry.*
FROM (
    SELECT unnest(from_json(
        $entries,
        '[{"host": "VARCHAR", "state": "VARCHAR", "status": "INTEGER", "crawl_delay": "DOUBLE", "final_url": "VARCHAR", "detail": "VARCHAR", "tdm_asked_at": "TIMESTAMPTZ", "tdm_rules": "JSON"}]'
    )) AS entry
);
