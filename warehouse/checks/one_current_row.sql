-- An article stands once in the view of articles, under the id that its outlet and key make.
SELECT article_id
FROM main.articles
GROUP BY article_id
HAVING count(*) <> 1 OR any_value(outlet) || ':' || any_value(key) <> article_id;
