INSERT INTO core.read_again
SELECT DISTINCT capture.run_id FROM batch WHERE again AND capture.reading = 'article';
