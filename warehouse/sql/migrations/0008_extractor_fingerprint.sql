-- What a capture was read with has the name that the code and the glossary give it.
ALTER TABLE core.captures RENAME COLUMN reader TO extractor_fingerprint;
