SELECT gone_at FROM core.gone WHERE outlet = $outlet AND key = $key;
