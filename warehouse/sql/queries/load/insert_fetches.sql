INSERT INTO core.fetches BY NAME
SELECT
    $run_id AS run_id, $outlet AS outlet, $part AS part,
    entry.* REPLACE (nullif(entry.final_url, entry.url) AS final_url),
    if(entry.warc_offset IS NULL, NULL, $warc_file) AS warc_file
FROM (
    SELECT unnest(from_json(
        $entries,
        '[{"kind": "VARCHAR", "url": "VARCHAR", "key": "VARCHAR", "final_url": "VARCHAR", "source": "VARCHAR", "outcome": "VARCHAR", "status": "INTEGER", "bytes": "BIGINT", "seconds": "DOUBLE", "fetched_at": "TIMESTAMPTZ", "links": "INTEGER", "newest": "TIMESTAMPTZ", "etag": "VARCHAR", "last_modified": "VARCHAR", "detail": "VARCHAR", "aliases": ["VARCHAR"], "warc_offset": "BIGINT"}]'
    )) AS entry
);
