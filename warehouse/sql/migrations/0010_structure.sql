-- What each paragraph of a body is on its page, and where the links of a story lead. Articles that were read before have
-- neither until they are read again: `nightdesk rebuild` does so with all.
ALTER TABLE core.revisions ADD COLUMN body_kinds VARCHAR[];
ALTER TABLE core.revisions ADD COLUMN links STRUCT(url VARCHAR, "text" VARCHAR, kind VARCHAR)[];
