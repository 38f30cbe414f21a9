-- Why: an article that was seen is not gone: its `gone_at` is later than the capture of what it reads as now.
-- Since: 2026-11-24
SELECT revisions.article_id, revisions.captured_at, gone.gone_at
FROM changed_revisions AS revisions
JOIN core.gone AS gone ON gone.outlet = revisions.outlet AND gone.key = revisions.key
WHERE revisions.superseded_at IS NULL AND gone.gone_at <= revisions.captured_at;
