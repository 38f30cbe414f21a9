"""The names in a byline: without "By", titles, places and handles; and which of them are agencies."""

from __future__ import annotations

import re
from html import unescape

from transforms.page.text import MARKS, clean, fold

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
_AGENCY = {fold(form): name for name, forms in _AGENCIES.items() for form in forms.split("|")}

_BY = re.compile(
    r"^(?:view all posts|(?:written|reported|reporting|story|words|text|texte?|posted|published|article|report|review|"
    r"reviewed|edited|analysis|opinion|interview|created|submitted|uploaded|updated|medically reviewed)\s+)?\s*"
    r"(?:by|(?-i:von|par|por|di|da|door|av|af|(?:Von|Par|Por|Di|Da|Door|Av|Af)(?=\s*:| \S+ \S| [A-Z]{2,}$))|oleh|"
    r"autor(?:en|in|a)?|author|auteur|autore|yazan|haber|"
    r"текст|автор|نویسنده|خبرنگار|گزارش(?:گر)?|بقلم|كتبت?|کاتب|إعداد|تحرير|तहरीर|"
    r"te(?:x|ks|s)t[eio]?(?: (?:und|and|et|en|og|och|&|\+) [\w']{3,10})?(?=\s*:))"
    r"(?:\s*:\s*|\s+|$)",
    re.IGNORECASE,
)
# Between two names.
_SPLIT = re.compile(
    r"\s*(?:;|、|\||•|·|\n|\s/\s|/(?=[A-ZÀ-Þ])|\s&\s|\s\+\s|\b(?:and|und|et|og|och|with|as told to)\b|،| و (?=\S+ \S)"
    r"|(?<=\w\s)(?:[yeи]|ve|en) (?=[A-ZÀ-ÞİŞĞЁІЇЄА-Я]\S+ \S))\s*"
)
# "Por Jane Roe en Port Amsel": where Spanish or French introduces the name, this is no Dutch "and".
_ROMANCE = re.compile(r"(?:por|par)\b", re.IGNORECASE)
_ROMANCE_PLACE = re.compile(
    r"(?<=\w) en [A-ZÀ-Þ][^\s,;]*(?: (?:[A-ZÀ-Þ][^\s,;]*|de|del|la|las|los|du|des)(?=[ ,;]|$)){0,5}"
)
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?"
)
# What follows a name: a place, a date, a link's label.
_AFTER = re.compile(
    rf"\s*(?:(?:^|\s)(?:{_MONTH})\.?\s*\d.*|(?<=\s)(?:in|from|at|for|on|aus|is an?|last updated|published|updated|"
    r"posted|follow|view|contact|read more|"
    r"contributor to|of the)(?:\s.*|$)|[-–—•]\s.*|\(.*|\[.*|@.*|https?:.*|\d.*|[<>{}].*|…)$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:editor|correspondent|writer|columnist|producer|director|chief|contributor|contributing|"
    r"critic|analyst|specialist|senior|associate|assistant|deputy|managing|executive|professor|blogger|head of|"
    r"photographer|intern|fellow|host|anchor|manager|coordinator|strategist|expert|president|founder|ceo|officer|"
    r"\w{0,25}(?:(?:redakteur|redaktor|korrespondent)\w*|(?:journalist|reporter)(?:in)?)|"  # "Chefredakteurin"
    r"redacteur|journaliste|rédact\w+|redactor\w*|periodista|"
    r"corresponsal|giornalista|muhabir\w*|editör\w*|корреспондент|обозреватель|"
    r"politics|business|technology|science|sports?|health)(?:\b\.?|$)",
    re.IGNORECASE,
)
_LONGEST = 500  # characters of a byline that is read
# What may follow a name and a comma, and is none itself.
_AFTER_NAME = re.compile(r"(?:Jr|Sr|Esq|MP|MEP|MD|PhD|II|III|IV)\.?|et al\.?", re.IGNORECASE)
_DEGREE = re.compile(r"(?:(?<=\S)|^x)[\s,]+(?:Ph\.?D|M\.?D|RDN?|RN|MS|MSc|CPA|LD|MBA|MPH|CFP|CSCS|FACS|Esq)\b\.?.*$")
# A desk or the staff, which signs where no single person does.
_COLLECTIVE = re.compile(
    r"\b(?:staff|team|(?:news ?)?desk|newsroom|editors|editorial board|\w{0,25}redaktion|redazione|redacci[oó]n|"
    r"r[ée]daction|redactie|редакция|تحریریه)\b",
    re.IGNORECASE,
)
# Words that no person's name has: what is credited then is an organisation.
_ORGANISATION = re.compile(
    r"\b(?:news|newswire|press|post|herald|gazette|tribune|journal|courier|chronicle|observer|daily|weekly|"
    r"agency|agencies|agencias|agenturen|media|magazine|times|online|admin|administrator|"
    r"webmaster|guest|company|inc|llc|ltd|group|network|university|institute|association|foundation|council|services?|"
    r"wires?|reports|studio|tv|radio|club|center|centre|society|department|office|bureau|blog|presse|nachrichten|haber|"
    r"ajans\w*|agentur|agence|agencia|خبرگزاری|وكالة|وكالات|brand(?:ed)? ?(?:content|studio|voice|room)|"
    r"sponsored|partners?|com|org|net|user|anonymous|"
    r"unknown|null|none|nan|undefined|germany|developer|school|college|reporters|"
    r"fact checked|the author|view profile)\b|\.\w{2,4}$",
    re.IGNORECASE,
)
_PARTICLES = frozenset("von van de der den del della di da dos du la le el al bin ibn ben y e zu af av".split())
# What stands above and below letters, the vowel signs of Hebrew and Arabic among them, and what joins letters.
_SIGNS = rf"{MARKS}\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d"
_NAME = re.compile(rf"^[^\W\d_][\w{_SIGNS}.'’`´-]*(?:[ \u00a0]+[\w(\"“][\w{_SIGNS}.,'’`´\")”-]*){{0,5}}$")
# Spaces of no width and marks of direction, which no reader sees; not what joins letters.
_UNSEEN = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
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
    plain = without_marks(unescape(text[:_LONGEST]))
    if of := _MAIL_OF.fullmatch(plain):
        plain = of[1]
    plain = clean(_TAG_OR_MAIL.sub(" ", plain))
    if _ROMANCE.match(plain):
        plain = _ROMANCE_PLACE.sub("", plain)
    found: list[str] = []
    for part in _SPLIT.split(_BY.sub("", plain)):
        signed = False
        # "Jane Roe, The Daily Post": what follows an organisation, or a name that is missing, is a place or a title.
        for order, piece in enumerate(part.split(",")):
            if order and _AFTER_NAME.fullmatch(piece.strip()):
                continue
            if not piece.strip() and not found:
                break
            if (name := _name(piece)) and not (signed and _is_aside(name)):
                found.append(name)
                signed = signed or is_full_name(name) or agency(name) is not None
                if is_organisation(name) and not agency(name):
                    break
    return list(dict.fromkeys(found))


def without_marks(text: str) -> str:
    """Return the text without the marks that no reader sees and that join no letters."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def _is_aside(name: str) -> bool:
    """Say whether what follows a signer and a comma is a place or says what the signer does, "who covers mills".

    One word is: a second person would have two, unless the script divides no words.
    """
    if agency(name) or is_collective(name) or is_organisation(name):
        return False
    small = name[0].islower()
    return (small or name[0].isupper()) and (" " not in name or (small and not is_full_name(name)))


_DAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")


def is_full_name(name: str) -> bool:
    """Say whether the name has two words or more and is written as names are: what is no name may be marked as one."""
    words = name.split()
    if _DAY.fullmatch(words[0]) or (len(words) > 2 and words[0] in ("May", "March")):
        return False
    return len(words) > 1 and all(word[0].isupper() or not word[0].islower() or word in _PARTICLES for word in words)


def _name(piece: str) -> str | None:
    """Return the name in a piece of a byline; None where it is a title or no name at all."""
    bare = _BY.sub("", piece.strip()).strip(" .,:-–—|*")
    name = _AFTER.sub("", bare).strip(" .,:-–—|*")
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
