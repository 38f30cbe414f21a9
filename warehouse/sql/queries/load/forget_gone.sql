DELETE FROM core.gone WHERE outlet = $outlet AND key IN (FROM seen);
