SELECT outlet, verdict, reason, judged_at, last_good_at FROM outlet_health ORDER BY outlet;
