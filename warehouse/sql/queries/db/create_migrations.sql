-- What was applied to this file: each migration once, and the text that its views and comments were last made from.
CREATE TABLE IF NOT EXISTS main.migrations (name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL);
CREATE TABLE IF NOT EXISTS main.described (sha256 VARCHAR NOT NULL, described_at TIMESTAMPTZ NOT NULL);
