-- A hash of whole rows: each column of each row is read.
SELECT bit_xor(hash(row_of_it)) FROM query_table($name) AS row_of_it;
