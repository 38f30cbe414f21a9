DELETE FROM core.read_again;
