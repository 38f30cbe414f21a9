"""Questions to the published snapshot: SQL, search, and exports of its articles as a dataset."""
