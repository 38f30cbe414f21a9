-- The articles whose numbers are nearest to one, or whose keys are most like it where it is no number.
SELECT article_id
FROM core.revisions
WHERE outlet = $outlet AND revision = 1
    AND coalesce(abs(try_cast(key AS HUGEINT) - try_cast($key AS HUGEINT)) <= 1000, damerau_levenshtein(key, $key) <= 2)
ORDER BY
    coalesce(abs(try_cast(key AS HUGEINT) - try_cast($key AS HUGEINT)), damerau_levenshtein(key, $key)),
    article_id
LIMIT $most;
