-- A text as it is compared in a search: without case, accents, diacritics, harakat, tatweel and joiners, the letters that
-- Persian and Arabic write in several ways as one, digits as 0 to 9. `contains(core.folded(headline), core.folded('می‌رود'))`
-- Beyond ASCII it costs a millisecond a page: narrow down by outlet and day first; `nightdesk search` does without it.
CREATE OR REPLACE MACRO core.folded(t) AS
    translate(
        strip_accents(lower(t)),
        'يىكڪةەۃہھٱؤئ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹øłđ’ʼ' || chr(1600) || chr(8203) || chr(8204) || chr(8205) || chr(173),
        'ییککههههها' || 'وی' || '01234567890123456789old'''''
    );

-- Whether a page was not read for a reason of ours, so that another attempt may read it.
CREATE OR REPLACE MACRO core.is_failure(reason) AS reason IN ('unreadable', 'timeout', 'extractor_error');
