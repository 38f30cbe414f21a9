"""The language of an article, and who says so: the address, the page, the outlet, or the text itself."""

from __future__ import annotations

import re

import pytest
from lanterns import FIRST, PRESSTV, SECOND, TAGHRIB, THIRD, capture

from spiders.outlet import Outlet
from transforms.language import read_language
from transforms.page.parsed_page import ParsedPage

ENGLISH = f"{FIRST} {SECOND} {THIRD}"
PERSIAN = "آسیاب کهنه‌ی ولده پس از نود سال دوباره می‌چرخد و گندم پاک را آرد می‌کند، گفت آسیابان پیر."
ARABIC = "دارت طاحونة فيلده القديمة يوم الاثنين لأول مرة منذ تسعين سنة، وصفق لها أهل القرية كلهم."
URDU = "ویلڈے کی پرانی چکی نوے سال بعد پیر کو پہلی بار چلی اور گاؤں کے لوگوں نے تالیاں بجائیں ہیں۔"
RUSSIAN = "Старая мельница Вельде впервые за девяносто лет заработала в понедельник под рукоплескания."
UKRAINIAN = "Старий млин у Вельде вперше за дев'яносто років запрацював у понеділок, і ґазди їли хліб її печі."
GREEK = "Ο παλιός μύλος του Βέλντε γύρισε τη Δευτέρα για πρώτη φορά μετά από ενενήντα χρόνια."
HEBREW = "הטחנה הישנה של ולדה הסתובבה ביום שני בפעם הראשונה זה תשעים שנה, לקול מחיאות הכפיים."
HINDI = "वेल्डे की पुरानी चक्की नब्बे साल बाद सोमवार को पहली बार चली और गाँव ने ताली बजाई।"
JAPANESE = "ヴェルデの古い水車が月曜日に九十年ぶりに回り、村じゅうから拍手が起こった。"
CHINESE = "费尔德的老磨坊星期一九十年来第一次转动起来，全村的人都来鼓掌，磨坊主说春天开始卖面粉。"
KOREAN = "벨데의 오래된 물레방아가 월요일에 구십 년 만에 처음으로 돌아 마을 전체가 박수를 쳤다."
THAI = "กังหันเก่าของเวลเดหมุนเป็นครั้งแรกในรอบเก้าสิบปีเมื่อวันจันทร์ท่ามกลางเสียงปรบมือของทั้งหมู่บ้าน"

BURMESE = "ဗယ်လ်ဒီရဲ့ စက်ဟောင်းက တနင်္လာနေ့မှာ အနှစ်ကိုးဆယ်အတွင်း ပထမဆုံးအကြိမ် လည်ပတ်ခဲ့တယ်"
GEORGIAN = "ველდეს ძველი წისქვილი ორშაბათს პირველად ოთხმოცდაათი წლის შემდეგ დატრიალდა"
AMHARIC = "የቬልዴ አሮጌ ወፍጮ ከዘጠና ዓመት በኋላ ሰኞ ዕለት ለመጀመሪያ ጊዜ ዞረ"
ODIA = "ଓଡ଼ିଶାର ପୁରୁଣା କଳ ନବେ ବର୍ଷ ପରେ ସୋମବାର ଦିନ ପ୍ରଥମ ଥର ପାଇଁ ଚାଲିଲା"
GERMAN = "Die alte Mühle von Velde hat sich am Montag zum ersten Mal seit neunzig Jahren wieder gedreht."
ZULU = (
    "Isigayo esidala saseVelde siqale ukusebenza ngoMsombuluko okokuqala ngemva kweminyaka eminingi. Umphathi wesigayo"
    " uthe abantu bendawo bajabule kakhulu ngoba bazothenga isinkwa esisha njalo ekuseni."
)


def _language(
    text: str = ENGLISH,
    attributes: str = "",
    head: str = "",
    outlet: Outlet | None = None,
    url: str = "https://veldepost.example/mill",
) -> tuple[str | None, str | None]:
    page = ParsedPage(f"<html {attributes}><head>{head}</head><body></body></html>", url)
    return read_language(capture("", url=url), outlet, page.metadata, text)


LD = '<script type=\'application/ld+json\'>{{"@type": "NewsArticle", "inLanguage": {}}}</script>'


@pytest.mark.parametrize(
    ("attributes", "head", "tag"),
    [
        ("lang='en'", "", "en"),
        ("lang='EN'", "", "en"),
        ("lang='en-us'", "", "en-US"),
        ("lang='en_GB'", "", "en-GB"),
        ("lang='sr-latn-rs'", "", "sr-Latn-RS"),
        ("lang='en-US, fr'", "", "en-US"),
        ("", LD.format('"de-DE"'), "de-DE"),
        ("", LD.format('{"@type": "Language", "name": "de"}'), "de"),
        ("", "<meta property='og:locale' content='de_AT'>", "de-AT"),
        ("", "<meta property='og:locale' content='de_AT.UTF-8'>", "de-AT"),
        ("", "<meta http-equiv='Content-Language' content='fr'>", "fr"),
        ("", "<meta name='language' content='es'>", "es"),
        ("lang='fr'", "<meta property='og:locale' content='en_US'>", "fr"),
        ("lang='English'", "<meta property='og:locale' content='en_US'>", "en-US"),
        ("lang=''", "<meta property='og:locale' content='en_US'>", "en-US"),
        ("lang='gsw'", "", "gsw"),
    ],
)
def test_the_page_says_it_in_the_usual_spelling(attributes: str, head: str, tag: str) -> None:
    assert _language("1234", attributes, head) == (tag, "page")


@pytest.mark.parametrize("attributes", ["", "lang='{{ lang }}'", "lang='???'", "lang='x'", "lang='no such language'"])
def test_a_tag_that_is_none_says_nothing(attributes: str) -> None:
    assert _language(attributes=attributes) == ("en", "text")


@pytest.mark.parametrize(
    ("text", "stated", "found"),
    [
        (PERSIAN, "en", ("fa", "text")),
        (ARABIC, "en-US", ("ar", "text")),
        (URDU, "en", ("ur", "text")),
        (RUSSIAN, "en", ("ru", "text")),
        (UKRAINIAN, "en", ("uk", "text")),
        (GREEK, "en", ("el", "text")),
        (HEBREW, "en", ("he", "text")),
        (HINDI, "en", ("hi", "text")),
        (JAPANESE, "en", ("ja", "text")),
        (CHINESE, "en", ("zh", "text")),
        (KOREAN, "en", ("ko", "text")),
        (THAI, "en", ("th", "text")),
        (PERSIAN, "", ("fa", "text")),
        (ARABIC, "", ("ar", "text")),
        (PERSIAN, "fa-IR", ("fa-IR", "page")),
        (PERSIAN, "ps", ("ps", "page")),
        (ARABIC, "ar", ("ar", "page")),
        (URDU, "ur", ("ur", "page")),
        (RUSSIAN, "bg", ("ru", "text")),
        (UKRAINIAN, "uk", ("uk", "page")),
        (JAPANESE, "ja", ("ja", "page")),
        (JAPANESE, "ja-JP", ("ja-JP", "page")),
        (CHINESE, "zh", ("zh", "page")),
        (HINDI, "mr", ("mr", "page")),
        (ENGLISH, "de", ("en", "text")),
        (ENGLISH, "", ("en", "text")),
        ("", "de", ("de", "page")),
        ("1234 — 5678", "fa", ("fa", "page")),
        (f"{ENGLISH} آسیاب", "en", ("en", "page")),
        (f"{PERSIAN} NATO, UNO", "en", ("fa", "text")),
        (ENGLISH, "fa", ("en", "text")),
        (ENGLISH, "ru-RU", ("en", "text")),
        (ENGLISH, "zh", ("en", "text")),
        (ENGLISH, "sr", ("en", "text")),
        (ENGLISH, "hi-Latn", ("en", "text")),
        (f"{ENGLISH} {JAPANESE}", "ja", ("ja", "page")),
        ("NATO, UNO", "fa", ("fa", "page")),
        ("NATO, UNO", "", (None, None)),
        (ZULU, "en-US", ("zu", "text")),
        (ZULU, "xh", ("xh", "page")),
        (GERMAN, "en", ("de", "text")),
        (GERMAN, "gsw", ("gsw", "page")),
        (BURMESE, "en", ("my", "text")),
        (GEORGIAN, "", ("ka", "text")),
        (AMHARIC, "", ("am", "text")),
        (UKRAINIAN, "ru", ("uk", "text")),
        (CHINESE, "yue", ("yue", "page")),
        (ODIA, "en", ("en", "page")),
        (ODIA, "", (None, None)),
    ],
)  # fmt: skip
def test_a_page_that_names_a_language_in_which_its_text_cannot_be_errs(
    text: str, stated: str, found: tuple[str | None, str | None]
) -> None:
    assert _language(text, f"lang='{stated}'") == found


@pytest.mark.parametrize(
    ("outlet", "attributes", "url", "found"),
    [
        (TAGHRIB, "lang='fa'", "https://www.taghribnews.com/en/news/712900/mill-of-velde", ("en", "url")),
        (PRESSTV, "", "https://www.presstv.ir/Detail/2026/11/18/780900/mill", ("en", "outlet")),
        (PRESSTV, "lang='fr'", "https://www.presstv.ir/Detail/2026/11/18/780900/mill", ("en", "outlet")),
        (PRESSTV, "lang='en-GB'", "https://www.presstv.ir/Detail/2026/11/18/780900/mill", ("en-GB", "page")),
    ],
)
def test_the_address_counts_before_the_page_and_an_outlet_of_one_language_before_a_template(
    outlet: Outlet, attributes: str, url: str, found: tuple[str, str]
) -> None:
    assert _language(ENGLISH, attributes, outlet=outlet, url=url) == found


def test_every_source_is_one_of_those_that_are_promised() -> None:
    promised = set(re.findall(r"`(\w+)`", read_language.__doc__ or ""))
    given = {_language(text, attributes)[1] for text in (ENGLISH, PERSIAN) for attributes in ("", "lang='en'")}
    assert given - {None} <= promised


@pytest.mark.parametrize(
    ("text", "address", "found"),
    [
        (PERSIAN, "fa/news/712900", ("fa", "url")),
        (PERSIAN, "en/news/712900", ("fa", "text")),
        (ENGLISH, "fa/news/712900", ("en", "text")),
        (f"{ENGLISH} “So it is”, she said.", "en/news/712900", ("en", "url")),
        (GERMAN, "en/news/712900", ("de", "text")),
        (ARABIC, "fa/news/712900", ("ar", "text")),
    ],
)
def test_a_text_confirms_or_refutes_the_language_that_its_outlet_declares(
    text: str, address: str, found: tuple[str, str]
) -> None:
    assert _language(text, "lang='de'", outlet=TAGHRIB, url=f"https://www.taghribnews.com/{address}/mill") == found
