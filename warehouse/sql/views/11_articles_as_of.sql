-- Every article as it read at a moment: FROM articles_as_of('2026-03-01 12:00:00+00').
CREATE OR REPLACE MACRO main.articles_as_of(ts) AS TABLE
SELECT revisions.* EXCLUDE (superseded_at), gone.gone_at
FROM core.revisions AS revisions
LEFT JOIN core.gone AS gone
    ON gone.outlet = revisions.outlet AND gone.key = revisions.key AND gone.gone_at <= ts::TIMESTAMPTZ
WHERE captured_at <= ts::TIMESTAMPTZ AND (superseded_at IS NULL OR superseded_at > ts::TIMESTAMPTZ);

COMMENT ON MACRO TABLE main.articles_as_of IS
'Every article as it read at a moment. gone_at tells of those that were gone then and still are: of one that came back, the time between is not kept.';
