DELETE FROM main.described;
