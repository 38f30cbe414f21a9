-- What an import holds already of an outlet: URL, time and digest tell one capture from another.
SELECT url, captured_at, digest FROM core.captures WHERE outlet = $outlet;
