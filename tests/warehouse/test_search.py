"""A search finds words as people write them, best first, marks them as printed, and says how fresh it is."""

from __future__ import annotations

import json
import os
import pty
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from archive import NIGHT, Archive, Page, address, text_page
from limits import HANG
from typed_verbs import child, make_of_another_age, refused, typed

from warehouse.db.publish import publish
from warehouse.db.writer import writer
from warehouse.query.search import Within, search
from warehouse.query.search_terms import read_terms

FILLER = "Nothing else was said that day, and everybody went home before it grew dark again."
STORIES = {
    "1": (
        "A footbridge opens over the Lathe",
        "Two hundred people of the town crossed it. The café’s owner, José Núñez, cheered.",
    ),
    "2": (
        "Harbour news",
        "The bridges of the town were moved, and cities upstream are carrying on. A bridge, a bridge.",
    ),
    "3": (
        "The council votes",
        "It voted on the town's new bridge near the harbour after a fire. Covid-19 was no bridge to cross.",
    ),
    "4": ("نامه‌ای از بندر", "او هر روز به بندر می‌رود و کتاب‌های تازه می‌خرد. دانش‌آموزان در سال ۱۴۰۴ آمدند."),
    "5": ("بازار كتاب", "او هر روز به بازار مي رود و كتابهاي كهنه مي خرد. دانش آموز آمد."),
    "6": ("سوق المدينة", "قالت الحكومة إنّ المدرسةَ فُتحت، وبالحكومة مسؤولون. أُعلن القرار في القاهرة."),
    "7": ("ما در تهران", "ما در تهران بودیم و مردم شهر با ما سخن گفتند."),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive(tmp_path_factory.mktemp("library") / "data")
    manifests = []
    for number, (headline, *sentences) in STORIES.items():
        payload = text_page(headline, *sentences, FILLER)
        at = NIGHT + timedelta(days=int(number))
        page = Page(payload=payload, key=f"90000{number}", url=address(f"90000{number}"), at=at)
        manifests.append(archive.crawl(f"night-{number}", page, clock=at, finished_at=at))
    archive.load(*manifests)
    with writer(archive.warehouse) as connection:
        connection.execute("UPDATE core.runs SET status = 'good'")
        connection.execute("UPDATE core.revisions SET date_published = captured_at")
    publish(archive.warehouse, archive.published)
    return archive


def found(archive: Archive, text: str, **within: date | str) -> list[str]:
    """Return the numbers of the stories that a search finds, best first."""
    answer = search(archive.published, text, Within(**within), 20)
    assert answer.found == len(answer.hits)
    return [hit.article_id[-1] for hit in answer.hits]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("FOOTBRIDGE", "1"),
        ("cafe", "1"),
        ("CAFÉ jose nunez", "1"),
        ("footbridge lathe", "1"),
        ("footbridge harbour", ""),  # all must occur
        ("crossing", "13"),
        ("city", "2"),
        ("move", "2"),
        ("carries", "2"),
        ("bridge", "23"),
        ("bridges", "23"),
        ("bridge -fire", "2"),
        ("bridge -covid", "2"),
        ('bridge -"new bridge"', "2"),
        ('"new bridge"', "3"),
        ("“new bridge”", "3"),
        ('"bridge new"', ""),
        ('"new bridge', "3"),
        ("covid-19", "3"),
        ("covid 19", "3"),
        ("town’s", "123"),
        ("news", "2"),
        ("new", "3"),  # and not the news
        ("ridge", ""),  # the word, not a part of one
        # Persian: with the joiner, with a space, joined; the letters of either keyboard; any digits
        ("می‌رود", "45"),
        ("میرود", "45"),
        ("می رود", "45"),
        ("مي‌رود", "45"),
        ("کتاب", "45"),
        ("كتاب", "45"),
        ("کتاب‌ها", "45"),
        ("کتابهای", "45"),
        ("کتاب ها", "45"),
        ("دانش‌آموز", "5"),
        ("دانش آموز", "5"),
        ("دانشآموز", "5"),
        ("دانش", "45"),
        ("1404", "4"),
        ("١٤٠٤", "4"),
        ("بندر -بازار", "4"),
        ("مادر", ""),  # mother is not "we in"
        ("ما در", "7"),
        # Arabic: with and without the article, harakat and hamza
        ("حكومة", "6"),
        ("الحكومه", "6"),
        ("الحُكومَة", "6"),
        ("مدرسة", "6"),
        ("اعلن", "6"),
        ("إعلن", "6"),
        ("مســؤولون", "6"),
        ("القاهره", "6"),
    ],
)
def test_words_are_found_however_they_are_written(library: Archive, text: str, numbers: str) -> None:
    assert sorted(found(library, text)) == list(numbers)


@pytest.mark.parametrize(
    ("word", "found", "others"),
    [
        ("tax", "tax taxes taxed taxing tax's", "taxi taxis"),
        ("box", "box boxes boxed boxing", "boxer"),
        ("bus", "bus buses busses bused bussed busing bus's", "business busy bust"),
        ("gas", "gas gases gassed", "gasp gash"),
        ("ban", "ban bans banned banning", "bank banal bane band baning"),
        ("hit", "hit hits hitting", "hitch hiting"),
        ("aid", "aid aids aided aiding", "aide"),
        ("ash", "ash ashes", "ashen"),
        ("use", "use uses used using", "us user useful"),
        ("sue", "sue sues sued suing", "suet"),
        ("try", "try tries tried trying", "tryst"),
        ("pay", "pay pays paying", "payee"),
        ("car", "car cars", "care cared caring"),
        ("rat", "rat rats", "rate rated rating"),
        ("see", "see sees", "seed seeing seen"),
        ("the", "the", "thing them these"),
        ("not", "not", "noted noting notting"),
        ("new", "new new's", "news"),
    ],
)
def test_an_english_word_of_three_letters_has_its_endings(word: str, found: str, others: str) -> None:
    (pattern,) = read_terms(word, lambda words: words, {}).wanted
    assert [each for each in f"{found} {others}".split() if pattern.printed().fullmatch(each)] == found.split()


def test_what_is_in_a_headline_and_what_is_said_more_often_comes_first(library: Archive) -> None:
    assert found(library, "harbour") == ["2", "3"]
    assert found(library, "bridge") == ["2", "3"]


def test_days_and_outlets_narrow_it_down(library: Archive) -> None:
    ((day,),) = library.ask("SELECT date_published::DATE FROM articles WHERE key = '900001'")
    assert found(library, "footbridge", since=day, until=day) == ["1"]
    assert found(library, "footbridge", since=day + timedelta(days=1)) == []
    assert found(library, "town", outlet="presstv") != []
    assert found(library, "town", until=date(1999, 1, 1)) == []


def test_a_hit_is_shown_as_it_is_printed(library: Archive) -> None:
    for text, printed in (
        ("cafe", "**café**"),
        ("كتاب", "**کتاب‌های**"),
        ("حكومه", "**الحكومة**"),
        ("میرود", "**مي رود**"),
    ):
        shown = typed(library, "search", text).stdout.decode()
        assert printed in shown, shown
    assert "\x1b" not in shown


def test_a_terminal_shows_hits_in_bold(library: Archive) -> None:
    terminal, end = pty.openpty()
    with child(library, "search", "cafe", stdout=end) as asked:
        assert asked.wait(HANG) == 0
    os.close(end)
    shown = os.read(terminal, 10000).decode()
    os.close(terminal)
    assert "\x1b[1mcafé\x1b[0m" in shown


def test_every_answer_says_how_fresh_it_is(library: Archive) -> None:
    fresh = "2026-03-09"
    for words in (["cafe"], ["nowhere-at-all"]):
        for layout in ("table", "json", "jsonl"):
            done = typed(library, "search", *words, "--format", layout)
            assert done.returncode == 0
            assert fresh in (done.stdout + done.stderr).decode()


def test_nothing_found_says_so_and_what_to_try(library: Archive) -> None:
    done = typed(library, "search", "zeppelin")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("Nothing found in 7 articles")
    assert "Try " in done.stdout.decode()


def test_programs_get_json(library: Archive) -> None:
    whole = json.loads(typed(library, "search", "town", "--format", "json", "--limit", "2").stdout)
    assert (whole["found"], whole["searched"], len(whole["articles"])) == (3, 7, 2)
    lines = typed(library, "search", "town", "--format", "jsonl", "--limit", "2").stdout.splitlines()
    assert [json.loads(line)["article_id"] for line in lines] == [each["article_id"] for each in whole["articles"]]


def test_wrong_input_is_told_in_one_line(library: Archive) -> None:
    for words, named in (
        ([], "TERMS"),
        ([""], "name at least one word"),
        (["-fire"], "name at least one word"),
        (["?!", '""'], "name at least one word"),
        (["\udcff"], "UTF-8"),
        (["town", "--outlet", "nowhere"], "presstv"),
        (["town", "--since", "soon"], "soon"),
        (["town", "--since", "2026-03-02", "--until", "2026-03-01"], "before"),
        (["town", "--limit", "0"], "0"),
        (["town", "--limit", "9" * 30], "from 1 to 1000000"),
        (["town", "--limit", "²"], "from 1 to 1000000"),
        (["town", "--format", "xml"], "xml"),
        (["one two three four five six seven eight nine"], "too many"),
    ):
        assert named in refused(library, "search", *words), words


def test_odd_terms_are_searched_for_and_not_obeyed(library: Archive) -> None:
    for text in (".* ( [a- \\pL % $stem_1", f"' OR 1=1 -- {'a' * 2000} 東京", "\x00 _ - - town"):
        assert typed(library, "search", f"{text} zeppelin").stdout.startswith(b"Nothing found"), text


def test_a_copy_that_is_missing_damaged_or_older_is_told_in_one_line(filled: Archive, tmp_path: Path) -> None:
    assert "nightdesk nightly" in refused(Archive(tmp_path / "none"), "search", "town")
    copy = filled.published.resolve()
    copy.chmod(0o644)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("DROP MACRO core.folded")
    assert "before there was a search" in refused(filled, "search", "town")
    make_of_another_age(copy)
    assert "storage version 999" in refused(filled, "search", "town")


def test_the_macro_folds_for_everybody(library: Archive) -> None:
    sql = "SELECT count(*) AS n FROM articles WHERE contains(core.folded(article_body), core.folded('ميرود'))"
    assert typed(library, "sql", sql, "--format", "csv").stdout == b"n\n1\n"


@pytest.mark.parametrize(
    "words",
    [
        ("search", "بندر"),
        ("sql", "SELECT headline FROM articles WHERE key = '900004'"),
        ("sql", "SELECT headline FROM articles WHERE key = '900004'", "--format", "csv"),
        ("diff", "presstv:900004"),
        ("explain", "presstv:900004"),
    ],
)
def test_an_answer_is_utf_8_whatever_the_surroundings_say(
    library: Archive, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    with child(library, *words) as asked:
        out, told = asked.communicate(timeout=HANG)
    assert (asked.returncode, told) == (0, b"")
    assert "نامه‌ای" in out.decode("utf-8")
