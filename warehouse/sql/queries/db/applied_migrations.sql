SELECT name, sha256 FROM main.migrations;
