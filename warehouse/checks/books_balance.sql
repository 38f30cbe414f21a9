-- Every URL that was found has exactly one outcome, and every page that was fetched one reading.
SELECT run_id, outlet, part
FROM core.crawls
WHERE found <> known + skipped + fetched + failed
    OR fetched <> new + revised + unchanged + rejected + duplicate;
