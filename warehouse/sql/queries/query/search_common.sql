-- How common each term is, in the first two thousand of the articles: enough to tell a rare word from a common one.
SELECT
    count(*) AS articles, [
        count(*) FILTER (regexp_matches(headline, $stem_1) OR regexp_matches(article_body, $stem_1)),
        count(*) FILTER (regexp_matches(headline, $stem_2) OR regexp_matches(article_body, $stem_2)),
        count(*) FILTER (regexp_matches(headline, $stem_3) OR regexp_matches(article_body, $stem_3)),
        count(*) FILTER (regexp_matches(headline, $stem_4) OR regexp_matches(article_body, $stem_4)),
        count(*) FILTER (regexp_matches(headline, $stem_5) OR regexp_matches(article_body, $stem_5)),
        count(*) FILTER (regexp_matches(headline, $stem_6) OR regexp_matches(article_body, $stem_6)),
        count(*) FILTER (regexp_matches(headline, $stem_7) OR regexp_matches(article_body, $stem_7)),
        count(*) FILTER (regexp_matches(headline, $stem_8) OR regexp_matches(article_body, $stem_8))
    ] AS with_term
FROM (
    SELECT headline, article_body
    FROM articles
    WHERE
        ($outlet IS NULL OR outlet = $outlet)
        AND ($since IS NULL OR date_published >= $since::TIMESTAMPTZ)
        AND ($until IS NULL OR date_published < $until::TIMESTAMPTZ)
    LIMIT 2000
);
