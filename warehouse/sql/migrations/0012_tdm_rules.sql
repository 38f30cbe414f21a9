-- What the tdmrep.json of a host said, and when it was asked: no host is asked for it twice a day.
ALTER TABLE core.robots ADD COLUMN tdm_asked_at TIMESTAMPTZ;
ALTER TABLE core.robots ADD COLUMN tdm_rules JSON;
