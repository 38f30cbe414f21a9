-- What a site stated of the use of a page by AI when it was fetched. Of what was loaded before, nothing is known until it
-- is read again; whether robots.txt allowed a page was not noted then.
ALTER TABLE core.captures ADD COLUMN robots_allowed BOOLEAN;
ALTER TABLE core.captures ADD COLUMN ai_use VARCHAR;
ALTER TABLE core.captures ADD COLUMN ai_statements STRUCT("source" VARCHAR, statement VARCHAR, agents VARCHAR)[];
ALTER TABLE core.revisions ADD COLUMN robots_allowed BOOLEAN;
ALTER TABLE core.revisions ADD COLUMN ai_use VARCHAR;
ALTER TABLE core.revisions ADD COLUMN ai_statements STRUCT("source" VARCHAR, statement VARCHAR, agents VARCHAR)[];
