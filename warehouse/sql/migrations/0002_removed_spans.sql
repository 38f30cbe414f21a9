-- Why each span was taken out of a body, and what else is known of an article since then.
-- Structs are cast by name: an early span keeps rule, text and place, and its reason is NULL.
-- (In DuckDB 1.5.5, USING takes no lambda, and ADD COLUMN removed.element.reason aborts the process on 60,000 rows.)
ALTER TABLE core.readings
ALTER COLUMN removed TYPE STRUCT("rule" VARCHAR, reason VARCHAR, "text" VARCHAR, place INTEGER)[];
ALTER TABLE core.readings ADD COLUMN in_language_source VARCHAR;
ALTER TABLE core.readings ADD COLUMN dateline VARCHAR;
ALTER TABLE core.readings ADD COLUMN is_truncated BOOLEAN;
