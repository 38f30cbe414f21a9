-- The pages that we failed to read: whether each is read again or quarantined, why it failed, and how many they are.
SELECT disposition, reason, count(*)::INTEGER AS pages
FROM main.rejections
WHERE disposition <> 'refused'
GROUP BY ALL
ORDER BY pages DESC, reason;
