SELECT DISTINCT outlet FROM core.crawls;
