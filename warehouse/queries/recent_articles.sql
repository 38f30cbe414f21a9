-- The articles of an outlet that were first captured in a stretch of time.
SELECT count(*)
FROM core.revisions
WHERE outlet = $outlet AND revision = 1 AND captured_at > $since AND captured_at <= $until;
