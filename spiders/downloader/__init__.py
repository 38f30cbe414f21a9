"""How requests go out: SSRF guard, robots.txt, throttle and retries, host fallback, and the replay of a recording."""
