-- How long the WARC record of a capture is: with its offset, a range of bytes. Captures of before 0.2.0 have none.
ALTER TABLE core.captures ADD COLUMN warc_length BIGINT;
