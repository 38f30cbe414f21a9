DELETE FROM core.outlets;
