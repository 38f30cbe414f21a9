-- The books of every run: found = known + skipped + fetched + failed; fetched = articles + rejected + duplicate.
CREATE OR REPLACE VIEW main.run_outlets AS
SELECT
    crawls.run_id, crawls.outlet,
    sum(found)::INTEGER AS found, sum(known)::INTEGER AS known, sum(skipped)::INTEGER AS skipped,
    sum(fetched)::INTEGER AS fetched, sum(failed)::INTEGER AS failed,
    sum(new)::INTEGER AS new, sum(revised)::INTEGER AS revised, sum(unchanged)::INTEGER AS unchanged,
    sum(rejected)::INTEGER AS rejected, sum(duplicate)::INTEGER AS duplicate,
    any_value(verdicts.verdict) AS verdict, any_value(verdicts.reason) AS reason
FROM core.crawls AS crawls
LEFT JOIN core.verdicts AS verdicts USING (run_id, outlet)
GROUP BY crawls.run_id, crawls.outlet;
