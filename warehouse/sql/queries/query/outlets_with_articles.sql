SELECT DISTINCT outlet FROM articles ORDER BY outlet;
