-- What the tdmrep.json of each host of an outlet said that was asked for it on the day (UTC) of a clock.
SELECT host, arg_max(tdm_rules, tdm_asked_at)::VARCHAR
FROM core.robots
WHERE outlet = $outlet AND (tdm_asked_at AT TIME ZONE 'UTC')::DATE = ($clock::TIMESTAMPTZ AT TIME ZONE 'UTC')::DATE
GROUP BY host
ORDER BY host;
