-- How many articles of a day (UTC) of publication are here.
SELECT count(*)
FROM core.revisions
WHERE outlet = $outlet AND superseded_at IS NULL AND (date_published AT TIME ZONE 'UTC')::DATE = $day;
