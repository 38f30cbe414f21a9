-- What stands for a text where two are compared: white space and the style of quotes make no difference.
CREATE OR REPLACE MACRO core.plain_text(t) AS
    trim(regexp_replace(translate(t, '‘’‚‛“”„‟«»', '''''''''""""""'), '\s+', ' ', 'g'));
