"""Line shapes of boilerplate on any site: each rule by name, with the shapes of its lines and where they count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Where = Literal["anywhere", "head", "tail", "edge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Whole lines of at most `longest` characters that one rule takes out: anywhere, or only near an end of a story."""

    rule: str
    pattern: re.Pattern[str]
    where: Where
    longest: int


def _shape(rule: str, *patterns: str, where: Where = "anywhere", longest: int = 200) -> Shape:
    return Shape(rule=rule, pattern=re.compile("|".join(patterns), re.IGNORECASE), where=where, longest=longest)


def _any(*words: str) -> str:
    return f"(?:{'|'.join(words)})"


_MORE = _any(
    r"read (?:more|also|next|this)", "see also", r"also (?:read|on \w+)", "more stories", "must read", "up next",
    r"related(?: (?:stor(?:y|ies)|articles?|content|coverage|news|posts?|links?|topics?|reading))?",
    r"more (?:from|on) [^.:]{1,40}", "recommended(?: (?:for you|stories|"
    r"reading))?", "don[’']t miss", "trending(?: now)?",
    r"you (?:may|might) (?:also )?(?:like|be interested in)[^.]{0,20}", "watch(?: (?:now|also))?", "in other news",
    r"lesen sie (?:auch|hier|dazu)[^:]{0,30}", "lies auch", r"mehr zum thema[^.]{0,40}", "zum thema",
    r"(?:das könnte sie )?auch interessan?t(?:ieren)?", r"(?:à )?lire (?:aussi|également)", "le[ae] también",
    "te puede interesar", "leia (?:também|mais)", "veja também", "leggi anche", "ayrıca okuyun", "ilgili haber(?:ler)?",
    "читайте также", "по теме", "اقرأ (?:أيضا|ايضا|أيضًا|المزيد)", "مواضيع ذات صلة", "الأكثر قراءة", "بیشتر بخوانید",
    "مطالب مرتبط", "اخبار مرتبط", "les også", "läs (?:också|mer)", "læs også", "lees ook", "zobacz też",
    "czytaj (?:też|także)", "čtěte také", "baca juga", "simak juga", "đọc thêm", "関連記事",
    "関連ニュース", "あわせて読みたい",
)  # fmt: skip
_LETTER = _any(
    "newsletters?", "inbox", "mailing list", "e-?mail (?:alerts?|updates?)", "push notifications?", "podcast",
    "whatsapp[ -](?:channel|kanal)", "telegram channel",
)  # fmt: skip
_ADS = _any(
    r"advertisement(?: \d+)?(?:story continues below)?", "advertising", "ad", r"sponsored(?: (?:content|by .{1,30}))?",
    r"(?:story|article) continues (?:below|after)(?: (?:this|the))?(?: ad\w*)?", "scroll to continue(?: with content)?",
    "anzeige", "werbung", "publicité", "publicidade?", "pubblicità", "reklame?", "annonse?", "annons", "реклама",
    "إعلان", "اعلان", "تبلیغات", "広告", "article content", "this advertisement has not loaded.{0,60}", "supported by",
    "report this ad",
)  # fmt: skip
_SHARE = _any(
    "share(?: this)?(?: (?:article|story|post|"
    "page))?(?: on:? .{1,30})?", "share via.{0,40}", "tweet(?: this)?", "pin it",
    "facebook", "twitter", "whatsapp", "telegram", "linkedin", "pinterest", "reddit", "e-?mail",
    "print(?: this)?(?: (?:article|page|story))?", "copy(?: the)? link", "link copied!?", "save(?: article)?",
    r"\d+ shares?", "teilen", "drucken", "merken", "partager(?: cet article)?", "compartir", "compartilhar",
    "condividi", "paylaş", "поделиться", "شارك", "مشاركة", "اشتراک گذاری", "به اشتراک بگذارید", "del artikkelen",
    "कॉपी लिंक", "(?:f|x|tw|fb)",
)  # fmt: skip
_FORM = _any(
    "(?:your )?(?:full )?name", "your e-?mail(?: address)?", "security code", "your comment", "post (?:a )?comment",
    "(?:leave|write|add) a (?:comment|reply)", r"comments?(?: \(\d+\))?", r"\d+ comments?", "no comments(?: yet)?",
    "(?:view|show|read|load)(?: (?:all|more|the))? comments?", "join the (?:conversation|discussion)",
    "discuss this .{1,30}", "log ?in(?: to comment)?", "sign in", "register", "submit", "reply", "kommentieren",
    "kommentare?(?: abgeben)?", "einen kommentar schreiben", "commentaires?", "laisser un commentaire", "comentarios",
    "comentar", "para comentar debes iniciar sesión", "yorumlar", "yorum yaz", "комментарии", "نظرات", "ارسال نظر",
    "التعليقات", "أضف تعليقك?", "close", "cancel", "back to (?:top|main page|front page)", "click here", "view gallery",
    "write to the editor", "open image in gallery", "play video", "listen to this article", "text to speech",
    "artikel anhören", "zur startseite", "nach oben", "hauptinhalt", "článek",
)  # fmt: skip
_PHOTO = (
    r"(?:photo(?:graph)?|image|picture|gallery|header|cover|featured image|lead image|foto|bild|fotoğraf|عکس|صورة)s?"
)
# What is credited behind a colon: words without a stop (initials and the names of sites have some), or hardly any words
# with one. More of them with one are a sentence.
_UNSTOPPED = r"(?:[^.!?؟。]|\.(?!(?-i:(?<!\b[A-Z]\.))\s))*[^.!?؟。\s]"
_CREDITED = rf"(?:(?=\S){_UNSTOPPED}|[^\s!?]+(?: [^\s!?]+){{0,2}}[.。])"
# Names as they are written, whole: in lower case the same words are those of a sentence.
_CAPITALISED = r"(?-i:[^\Wa-zß-ÿ\d_][\w.'’-]*)"
_NAME = (
    rf"{_CAPITALISED}(?:[ /]{{1,3}}(?:(?-i:da|de|del|den|der|di|du|for|la|le|of|the|van|von) ){{0,2}}"
    rf"{_CAPITALISED}){{0,4}}"
)
_NETWORK = r"(?:x|twitter|facebook|instagram|linkedin|threads|bluesky)"

SHAPES: tuple[Shape, ...] = (
    _shape("advertisement", rf"[-–—(\[]*\s*{_ADS}\s*[-–—)\]]*", longest=80),
    _shape("share", rf"{_SHARE}\s*[:!]?", longest=60),
    _shape(
        "share",
        r"(?:like|love|enjoy(?:ed)?) (?:this|the) (?:story|article|post|piece)\? (?:please )?share\b[^?]{0,60}",
        where="tail", longest=90,
    ),
    _shape("form", rf"{_FORM}\s*\*?\s*[:!.]?", longest=60),
    _shape("related", rf"[>»•*-]*\s*{_MORE}\s*[:：>»|…]*", longest=80),
    _shape("related", rf"[>»•*\[(-]*\s*{_MORE}\s*[:：|»–—]\s?\S.*[^.!?\s]", r">>+\s*\S.*", longest=220),
    _shape(
        "related",
        r"for more (?:features|news|stories)\b.*",
        # Told to do so, which whoever "had to visit" or "will go to" is not.
        r"for more (?!than\b)(?:[^.!?]{1,60},|(?:information|info|details|coverage|updates)"
        r"(?: (?:on|about) [^,.!?]{1,40})?)(?: please)? (?:visit|check out|go to|click)\b.*",
        where="tail", longest=160,
    ),
    _shape(
        "credit",
        rf"[\[(]?\s*{_PHOTO}\s*(?:credit|by|via|courtesy of|source)?s?\s*[:/|©]\s*{_CREDITED}",
        rf"[\[(]?\s*{_PHOTO} (?:by|via|courtesy of) (?:{_NAME}|[\w.-]+)[\])]?",
        longest=90,
    ),
    _shape(
        "newsletter",
        rf"(?:want .{{1,60}}\? )?(?:sign up|subscribe|register) (?:now )?(?:for|to) (?:our|"
        rf"the) .{{0,60}}\b{_LETTER}\b.{{0,40}}",
        r"(?:get|download) (?:our .{1,40}\bapp\b.*|the (?:[^,.!?]{1,40} )?app(?: (?:now|today|here|for free))?\W{0,3})",
        r"click here to (?:get|download|subscribe).{0,60}",
        r"get .{1,60} (?:app )?(?:on the go )?by clicking here", longest=160,
    ),
    _shape(
        "newsletter",
        rf"(?:.{{0,80}}[.?!:]\s+)?(?:sign up|subscribe|register now|get|join|follow) .{{0,90}}\b{_LETTER}\b.*",
        r".*\b(?:newsletter|whatsapp-kanal)\b.{0,60}\b(?:abonnieren|anmelden|bestellen|abonneer|inscri\w+|suscr\w+)\b.*",
        where="edge", longest=260,
    ),
    _shape(
        "paywall",
        r"(?:subscribe|sign in|log in|register|become a (?:member|subscriber))\b.{0,40}"
        r"\b(?:to (?:continue|keep) reading|to read the (?:full|rest)|for full access|"
        r"to (?:read|unlock)(?: (?:all|more|full|this|the|our|premium|unlimited|exclusive)){1,3}"
        r"(?: (?:access|articles?|benefits|content|features|from|of|stor(?:y|ies))\b|\W*$)|to unlock\W*$).*",
        r"this (?:article|content|story) is (?:only )?(?:for|available to|reserved for) (?:our )?(?:paid |paying )?"
        r"(?:subscribers|members).*",
        r"continue reading(?: with [^.]{1,40})?(?:…|\.\.\.)?",
        r"already (?:a subscriber|have an account)(?:\W*|\s*\?.*|\W{1,3}(?:please )?(?:log|sign) ?in\b.*)",
        "weiterlesen mit .*", "jetzt weiterlesen.*", r"lesen sie mit .{1,20}\+? weiter.*",
        "cet article est réservé aux abonnés.*",
        "il vous reste .{1,20} de cet article.*", "contenido exclusivo para suscriptores.*",
        "この記事は会員限定です。?.*",
        longest=220,
    ),
    _shape(
        "appeal",
        r"(?:want to )?bookmark (?:this article|your favou?rite articles)\b.*", "subscribe to .{1,40} premium.*",
        where="tail", longest=260,
    ),
    _shape(
        "appeal",
        r"(?:support|become a (?:member|supporter) of) (?:the|our) [^.]{2,50}",
        "(?:support|fund) (?:independent|our) journalism.*",
        # What has a comma is as often what somebody asked for, with who it was behind it.
        r"please (?:consider )?(?:donat(?:e|ing)(?: (?:to|now|today|here|via|at)\b[^,]{0,100})?|"
        r"support(?:ing)? (?:our|the|this)\b[^,]{0,100})\W?",
        where="edge", longest=160,
    ),
    _shape(
        "tags",
        r"(?:tags?|keywords?|topics?|filed under|schlagwörter|themen|etiketler|temas|mots-clés|برچسب‌?ها|"
        r"الكلمات المفتاحية|関連キーワード)\s*[:：].*[^.!?]",
        longest=220,
    ),
    _shape(
        "reading_time",
        r"(?:reading time:?\s*)?\d+\s*-?\s*(?:min(?:ute)?s?|minuten|dk\.?)\s*"
        r"(?:read|lesezeit|de lecture|de lectura|okuma)?(?: time)?\.?",
        where="head", longest=40,
    ),
    _shape(
        "date_line",
        r"(?:first )?(?:posted|published|updated|last updated|veröffentlicht|publié|publicado)\b.{0,30}"
        r"\b(?:ago|\d{1,2}[:.h]\d\d)\b(?:.*[^.!?\s]|(?: ?[ap]\.m)?\.)?",
        where="head", longest=90,
    ),
    _shape(
        "news_code",
        r"(?:کد|شناسه) خبر\s*:?\s*\d{3,12}", r"(?:کد|شناسه) مطلب\s*:\s*\d{3,12}", r"(?:رمز|رقم) الخبر\s*:\s*\d{3,12}",
        where="edge", longest=40,
    ),
    _shape(
        "copyright",
        # A year that a verb follows is what is written somewhere, not whose the story is.
        r"©(?!\s*\d{4}, (?-i:[a-zß-ÿ]+) .*[.!?]$).*", r"\(c\)\s*(?:(?:19|20)\d\d\b.*|[^.!?]+)",
        r"(?:(?:all contents )?copyright (?:©|\(c\)|by|(?:19|20)\d\d)|all rights reserved|"
        "alle rechte vorbehalten|tous droits réservés|"
        "todos os direitos|todos los derechos|tüm hakları|حقوق النشر|کلیه حقوق).*",
        r".{0,80}\ball rights reserved\.?",
        r".{0,120}\b(?:izinsiz kullanılamaz|kaynak gösterilmeden|alıntılanamaz|haber akış sistemi).*",
        where="tail", longest=400,
    ),
    _shape(
        "contact",
        r"(?:[•*–—-]\s*)?(?:e-?mail|contact|follow|reach|tweet)\b.{0,60}(?:@|e-?mail protected).*",
        rf"(?:[•*–—-]\s*)?(?:follow|reach)\b(?!-).{{0,60}}\bon {_NETWORK}\b.*",
        rf".{{0,160}}\b(?:can be (?:reached|contacted|followed)|you can (?:follow|reach|find|email)|"
        rf"follow (?:him|her|them|me|us))\b.{{0,60}}(?:@|\b(?:on|at) {_NETWORK}\b|\be-?mail|\bphone|\b\d{{3}}).*",
        where="tail", longest=320,
    ),
    _shape(
        "source",
        r"(?:source|quelle|sumber|fuente|fonte|kaynak|منبع|المصدر|källa|kilde|bron|источник|出典)\s*[:：]\s*"
        rf"{_CREDITED}",
        where="tail", longest=80,
    ),
    _shape(
        "comments",
        r"what do you think\?\s.*\b(?:in the comments?|comments? (?:below|section)|tell us|let us know)\b.*",
        r"have your say(?:\W*|\W{1,3}(?:in|on|by|below|here|now)\b.*)",
        r"(?:(?:wie )?hat ihnen dieser artikel gefallen|let us know in the comments)\b.*",
        where="tail",
    ),
)  # fmt: skip

# Initials and codes count only at the very end: within a story the same letters may be a word of it.
INITIALS = re.compile(
    r"[(/\[]?[A-Z]{2,4}(?:/[A-Z]{2,4})?[)\]]?|[A-Z]{2}/\d{6,8}|\d{3,4}\*\*\d{3,4}|/\d{2,4}|//?\w+//?(?: [A-Z]{1,3})?|"
    r"END|\([a-zäöü]{2,4}(?:/[a-zäöüA-Z]{2,5})*\)|/?انتهى/?|انتهای پیام/?.{0,12}|\d{3} \d{2,3}|\d{4,6}"
)
