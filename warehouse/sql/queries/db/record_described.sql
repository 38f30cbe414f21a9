INSERT INTO main.described VALUES ($sha256, now());
