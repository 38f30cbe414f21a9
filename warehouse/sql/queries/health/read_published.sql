-- Each value that is compared, once: a damaged block shows here, and not in the middle of a check.
SELECT bit_xor(hash(run_id, article_id, warc_file, warc_offset)) FROM published;
