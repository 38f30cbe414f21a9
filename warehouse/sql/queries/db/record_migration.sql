INSERT INTO main.migrations VALUES ($name, $sha256, now());
