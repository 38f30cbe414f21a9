-- Which of the steps that look at the whole archive there is anything to do for.
SELECT
    count(*) FILTER (is_read_now AND revision_before IS NOT NULL OR revision IS NULL AND revision_before IS NOT NULL) > 0
        AS some_are_none_any_more,
    count(*) FILTER (revision_before IS NOT NULL AND NOT is_read_now AND article_id IN (
        SELECT article_id FROM history WHERE revision IS DISTINCT FROM revision_before
    )) > 0 AS some_are_followed,
    count(*) FILTER (revision <> revision_before) > 0 AS some_are_renumbered
FROM history;
