-- Whose article an address was found to be that tells no key; the newest answer counts.
WITH named AS (
    SELECT outlet, key, captured_at
    FROM core.captures
    WHERE key IS NOT NULL AND reading <> 'rejected'
        AND (url IN (SELECT unnest($urls::VARCHAR[])) OR final_url IN (SELECT unnest($urls::VARCHAR[])))
    UNION ALL
    SELECT outlet, key, captured_at
    FROM core.revisions
    WHERE canonical_url IN (SELECT unnest($urls::VARCHAR[])) OR list_has_any(aliases, $urls::VARCHAR[])
)
SELECT outlet, key FROM named ORDER BY captured_at DESC LIMIT 1;
