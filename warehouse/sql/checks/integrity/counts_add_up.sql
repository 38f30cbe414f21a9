-- Why: every URL that was found has exactly one outcome, and every page that was fetched one reading (design, rule 2).
-- Since: 2026-11-21
SELECT run_id, outlet, part
FROM core.crawls
SEMI JOIN unchecked USING (run_id)
WHERE found <> known + skipped + fetched + failed
    OR fetched <> new + revised + unchanged + rejected + duplicate;
