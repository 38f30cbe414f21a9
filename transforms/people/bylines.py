"""The names in a byline: without "By", titles, places and handles; and which of them are agencies."""

from __future__ import annotations

import re
from html import unescape

from transforms.page.text import MARKS, clean, fold
from transforms.people.unspaced_bylines import is_unspaced_name, with_label
from transforms.vocab.loader import alternatives, any_of, languages_with, words, words_of

#: Agencies by the forms in which they are credited, each with its usual name.
_AGENCIES = {
    "AP": "AP|Associated Press|The Associated Press|AP News",
    "Reuters": "Reuters|Thomson Reuters|Reuters Staff",
    "AFP": "AFP|Agence France-Presse|AFP-Relaxnews|Agence France Presse",
    "dpa": "dpa|Deutsche Presse-Agentur|dpa-infocom|dpa-AFX|Deutsche Presse-Agentur (dpa)|Mit Material von dpa",
    "Xinhua": "Xinhua|Xinhua News Agency|新华社",
    "TASS": "TASS|Tass|ТАСС|ITAR-TASS",
    "RIA Novosti": "RIA Novosti|РИА Новости",
    "Interfax": "Interfax|Интерфакс",
    "IRNA": "IRNA|Islamic Republic News Agency|ایرنا|خبرگزاری ایرنا",
    "ISNA": "ISNA|Iranian Students' News Agency|Iranian Students News Agency|ایسنا|خبرگزاری ایسنا",
    "MNA": "MNA|Mehr|Mehr News Agency|خبرگزاری مهر",
    "Fars": "Fars|Fars News Agency|FNA|خبرگزاری فارس",
    "Tasnim": "Tasnim|Tasnim News Agency|خبرگزاری تسنیم",
    "TNA": "TNA|Taghrib News Agency|Taqrib News Agency|خبرگزاری تقریب",
    "SANA": "SANA|Syrian Arab News Agency|سانا",
    "Anadolu Ajansı": "AA|Anadolu|Anadolu Agency|Anadolu Ajansı",
    "DHA": "DHA|Demirören Haber Ajansı",
    "İHA": "İHA|IHA|İhlas Haber Ajansı",
    "ANSA": "ANSA|Ansa",
    "EFE": "EFE|Agencia EFE",
    "Europa Press": "Europa Press",
    "PA": "PA|PA Media|Press Association|PA News Agency",
    "PTI": "PTI|Press Trust of India",
    "ANI": "ANI|Asian News International",
    "IANS": "IANS|Indo-Asian News Service",
    "UPI": "UPI|United Press International",
    "Kyodo": "Kyodo|Kyodo News|共同通信",
    "Jiji": "Jiji Press|時事通信",
    "Yonhap": "Yonhap|Yonhap News Agency|연합뉴스",
    "APA": "APA|Austria Presse Agentur",
    "Keystone-SDA": "SDA|Keystone-SDA|sda",
    "SID": "SID|sid",
    "epd": "epd",
    "KNA": "KNA",
    "Ritzau": "Ritzau|/ritzau/",
    "NTB": "NTB",
    "TT": "TT|TT Nyhetsbyrån",
    "Belga": "Belga",
    "ANP": "ANP",
    "Lusa": "Lusa",
    "ČTK": "ČTK|ČTK, ČTK",
    "PAP": "PAP",
    "MTI": "MTI",
    "AAP": "AAP|Australian Associated Press",
    "The Canadian Press": "Canadian Press|The Canadian Press",
    "Bloomberg": "Bloomberg|Bloomberg News",
    "WAM": "WAM",
    "SPA": "SPA|Saudi Press Agency|واس",
    "KUNA": "KUNA|كونا",
    "Petra": "Petra|بترا",
    "Field Level Media": "Field Level Media",
    "WAFA": "WAFA|وفا",
}
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_AGENCY = {fold(form): name for name, forms in _AGENCIES.items() for form in forms.split("|")}

_SMALL = words("bylines.by_small", "bylines.by_weak")
_BY = re.compile(
    rf"^(?:{any_of('bylines.made')}\s+)?\s*"
    rf"(?:{any_of('bylines.by')}|(?-i:{alternatives(_SMALL)}|"
    rf"{alternatives(tuple(map(str.capitalize, _SMALL)))}(?=\s*:| \S+ \S| [A-Z]{{2,}}$))|"
    rf"{any_of('bylines.by_label', 'bylines.by_signed')}|"
    rf"{any_of('bylines.text_label')}(?: (?:{any_of('bylines.and', 'bylines.and_before_name')}|&|\+)"
    r" [\w']{3,10})?(?=\s*:))"
    r"(?:\s*:\s*|\s+|$)",
    re.IGNORECASE,
)
# Between two names.
_SPLIT = re.compile(
    rf"\s*(?:;|、|\||•|·|\n|\s/\s|/(?=[A-ZÀ-Þ])|\s&\s|\s\+\s|\b{any_of('bylines.and')}\b|،|"
    rf" {any_of('bylines.and_before_words')} (?=\S+ \S)"
    rf"|(?<=\w\s){any_of('bylines.and_before_name')} (?=[A-ZÀ-ÞİŞĞЁІЇЄА-Я]\S+ \S))\s*"
)
# "Por Jane Roe en Port Amsel": where Spanish or French introduces the name, this is no Dutch "and".
_BEFORE_PLACE = languages_with("bylines.before_place")
_ROMANCE = re.compile(
    rf"{alternatives(tuple(word for tag in _BEFORE_PLACE for word in words_of(tag, 'bylines.by_small')))}\b",
    re.IGNORECASE,
)
_ROMANCE_PLACE = re.compile(
    rf"(?<=\w) {any_of('bylines.before_place')} [A-ZÀ-Þ][^\s,;]*"
    rf"(?: (?:[A-ZÀ-Þ][^\s,;]*|{any_of('bylines.place_particles')}(?=[ ,;]|$))){{0,5}}"
)
_MONTH = alternatives(tuple("|".join(words("dates.months")).split("|")))
# What follows a name: a place, a date, a link's label.
_AFTER = re.compile(
    rf"\s*(?:(?:^|\s)(?:{_MONTH})\.?\s*\d.*|(?<=\s){any_of('bylines.after_name')}(?:\s.*|$)|"
    r"[-–—•]\s.*|\(.*|\[.*|@.*|https?:.*|\d.*|[<>{}].*|…)$",
    re.IGNORECASE,
)


def _bounded(*keys: str) -> str:
    """Return a pattern for entries as whole words; those of scripts without spaces stand within words too."""
    spaced = tuple(word for word in words(*keys) if not _UNSPACED.search(word))
    unspaced = tuple(word for word in words(*keys) if _UNSPACED.search(word))
    return rf"(?:\b{alternatives(spaced)}\b|{alternatives(unspaced)})"


_ROLE = re.compile(rf"\b{any_of('bylines.roles')}(?:\b\.?|$)", re.IGNORECASE)
# What a link or a button says: no name, wherever it stands.
_INTERFACE = re.compile(any_of("bylines.interface"), re.IGNORECASE)
# "Jane RoeSenior Reporter", "Jane Roe5 May": layout divides them, markup does not.
_GLUED_WORDS = tuple(word for word in words("bylines.roles", "bylines.after_name") if len(word) > 4 and word.isalpha())
_GLUED = re.compile(
    rf"(?<=[a-zß-ÿ])(?<![A-Z][a-z])(?<!Mac)(?=[A-Z])(?=(?i:{alternatives(_GLUED_WORDS)})\b|(?i:{_MONTH})\.? ?\d)"
    r"|(?<=^By)(?=[A-Z][a-z])"
)
# What says that others follow, who helped the author.
_HELPED = re.compile(any_of("bylines.helped"), re.IGNORECASE)
# A point behind these is no end of a sentence.
_POINTED = re.compile(r"(?:^|[\s.])(?:Jr|Sr|[A-Z])$")
_GENERATION = re.compile(r"\s*(?:[JS]r\.?|I{2,3}|IV)\s*")
_LONGEST = 500  # characters of a byline that is read
# What may follow a name and a comma, and is none itself.
_AFTER_NAME = re.compile(rf"{any_of('bylines.suffixes')}\.?", re.IGNORECASE)
_DEGREE = re.compile(rf"(?:(?<=\S)|^x)[\s,]+{any_of('bylines.degrees')}\b\.?.*$")
# A desk or the staff, which signs where no single person does.
_COLLECTIVE = re.compile(_bounded("bylines.collectives"), re.IGNORECASE)
# Words that no person's name has, and what programs put where a name is missing: an organisation is credited then.
_ORGANISATION = re.compile(
    rf"{_bounded('bylines.organisations')}|\b(?:com|org|net|null|none|nan|undefined)\b|\.\w{{2,4}}$", re.IGNORECASE
)
_PARTICLES = frozenset(words("bylines.particles"))
_NO_FIRST_NAMES = frozenset(words("bylines.no_first_names"))
# What stands above and below letters, the vowel signs of Hebrew and Arabic among them, and what joins letters.
_SIGNS = rf"{MARKS}\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d"
_NAME = re.compile(rf"^[^\W\d_][\w{_SIGNS}.'’`´・-]*(?:[ \u00a0]+[\w(\"“][\w{_SIGNS}.,'’`´\")”-]*){{0,5}}$")
# Spaces of no width and marks of direction, which no reader sees; not what joins letters.
_UNSEEN = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_COLONS = str.maketrans({"：": ": ", "៖": ": "})
_MAIL = r"[^\s@]{1,64}@[^\s@]{1,200}"
_TAG_OR_MAIL = re.compile(rf"<[^<>]{{0,200}}>|{_MAIL}")
# "jane@velde.example (Jane Roe)": an author of RSS.
_MAIL_OF = re.compile(rf"\s*{_MAIL}\s+\(([^()]+)\)\s*")


def agency(name: str) -> str | None:
    """Return the usual name of the agency that is credited so; None where it is none."""
    return _AGENCY.get(fold(name))


def is_collective(name: str) -> bool:
    """Say whether the name is that of a staff or a desk."""
    return _COLLECTIVE.search(name) is not None


def is_organisation(name: str) -> bool:
    """Say whether the name is that of an organisation that is no agency."""
    return _ORGANISATION.search(name) is not None


def names_in(text: str) -> list[str]:
    """Return the names in a byline, in its order: people, collectives, agencies and other organisations."""
    line = without_marks(unescape(text[:_LONGEST]))
    if of := _MAIL_OF.fullmatch(line):
        line = of[1]
    line = unglued(clean(_TAG_OR_MAIL.sub(" ", line)))
    if _ROMANCE.match(line):
        line = _ROMANCE_PLACE.sub("", line)
    found: list[str] = []
    for part in _SPLIT.split(_BY.sub("", line)):
        if not (found and _HELPED.match(part)):
            _add_names(part, found)
    return list(dict.fromkeys(found))


def _add_names(part: str, found: list[str]) -> None:
    """Add the names in a part of a byline to those that are found: what commas divide.

    "Jane Roe, The Daily Post": what follows an organisation, or a name that is missing, is a place or a title; and what
    follows a role that no name precedes is where it is held.
    """
    signed = False
    for index, piece in enumerate(part.split(",")):
        bare = piece.strip()
        if index and _AFTER_NAME.fullmatch(bare):
            if found and _GENERATION.fullmatch(piece):
                found[-1] = f"{found[-1]} {bare}"
            continue
        if (not bare and not found) or (found and _HELPED.match(bare)):
            break
        if found and _ROLE.search(bare) and (index or not signed):
            if not index:
                break
            continue
        if (name := _name(piece)) and not (signed and _is_aside(name)):
            found += _without_agency(name)
            signed = signed or is_full_name(name) or agency(name) is not None
            if is_organisation(name) and not agency(found[-1]):
                break


def _without_agency(name: str) -> list[str]:
    """Return a name, and apart from it the agency that stands behind it without a comma."""
    parts = name.split()
    for at in range(2, len(parts)):
        tail = " ".join(parts[at:])
        if len(tail) > 4 and agency(tail):
            return [" ".join(parts[:at]), tail]
    return [name]


def unglued(line: str) -> str:
    """Return a byline with a space before a role, a date and a name that layout divides and markup does not."""
    return _GLUED.sub(" ", line)


def without_marks(text: str) -> str:
    """Return the text without the marks that no reader sees and that join no letters, an unspaced byline labelled."""
    return text if text.isascii() else with_label(_UNSEEN.sub("", text).translate(_COLONS))


def _is_aside(name: str) -> bool:
    """Say whether what follows a signer and a comma is a place or says what the signer does, "who covers mills".

    One word is: a second person would have two, unless the script divides no words.
    """
    if agency(name) or is_collective(name) or is_organisation(name):
        return False
    small = _is_small(name[0])
    return (small or name[0].isupper()) and (" " not in name or (small and not is_full_name(name)))


_DAYS = frozenset(words("dates.weekdays"))


def is_full_name(name: str) -> bool:
    """Say whether the name has two words, or is unspaced, and is written as names are: others may be marked as one."""
    parts = name.split()
    if is_unspaced_name(name):
        return True
    if parts[0] in _DAYS or (len(parts) > 2 and parts[0] in _NO_FIRST_NAMES):
        return False
    return len(parts) > 1 and all(not _is_small(part[0]) or part in _PARTICLES for part in parts)


def _is_small(letter: str) -> bool:
    """Say whether a letter is a small one; Georgian's, which Unicode calls so, begin names too."""
    return letter.islower() and not "ა" <= letter <= "ჿ"


def _stripped(text: str) -> str:
    """Return the text without punctuation around it, but for the point of "Jr." and of an initial."""
    bare = text.strip(" .,:-–—|*")
    return f"{bare}." if f"{bare}." in text and _POINTED.search(bare) else bare


def _name(piece: str) -> str | None:
    """Return the name in a piece of a byline; None where it is a title or no name at all."""
    bare = _stripped(_BY.sub("", piece.strip()))
    name = _stripped(_AFTER.sub("", bare))
    if _INTERFACE.fullmatch(bare) or _INTERFACE.fullmatch(name):
        return None
    if "." in name and " " not in name and name.islower():  # a site, or the name of an account
        return name if is_organisation(name) else None
    if _DEGREE.fullmatch(f"x {name}"):
        return None
    if agency(bare) or not name:
        return bare if agency(bare) else None
    if agency(name) or is_collective(name):
        return name
    name = _DEGREE.sub("", name).strip(" ,")
    if _ROLE.search(name):
        before = _ROLE.split(name)[0].split()
        name = " ".join(before) if len(before) > 1 else ""
    return name if _NAME.match(name) and len(name) < 60 else None
