SELECT outlet || '/' || run_id || coalesce('.' || part, '') FROM core.crawls;
