SELECT sha256 FROM main.described;
