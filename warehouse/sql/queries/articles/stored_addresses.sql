-- Addresses that begin as one of these do: the same page with more in the query, and others.
WITH stored AS (
    SELECT unnest([url, final_url]) AS address FROM core.captures
    UNION
    SELECT unnest([url, final_url]) FROM core.fetches
)
SELECT address
FROM stored
WHERE list_bool_or(list_transform($beginnings::VARCHAR[], lambda beginning: starts_with(address, beginning)))
ORDER BY address;
