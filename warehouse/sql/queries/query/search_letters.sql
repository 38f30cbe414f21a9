-- Every letter and digit that a search folds: what it becomes, and all that become the same.
SELECT core.folded(chr(code::INTEGER)) AS letter, string_agg(chr(code::INTEGER), '' ORDER BY code) AS printed
FROM (
    SELECT unnest(range(48, 1792) || range(1872, 1920) || range(7680, 7936) || range(8203, 8208)) AS code
)
GROUP BY letter;
