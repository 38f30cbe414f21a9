"""How requests go out: SSRF guard, robots.txt, throttle, retries, host fallback, and the replay of a recording."""
