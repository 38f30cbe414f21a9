"""A byline gives the names in it and nothing else; agencies, staffs and organisations are told from people."""

from __future__ import annotations

import time

import pytest

from transforms.people.bylines import agency, is_collective, is_full_name, is_organisation, names_in

JANE, JOHN = "Jane Roe", "John Doe"
BOTH = [JANE, JOHN]


@pytest.mark.parametrize(
    "text",
    [
        "Jane Roe", "By Jane Roe", "by: Jane Roe", "BY Jane Roe", "Written by Jane Roe", "Reported by Jane Roe",
        "Reporting by Jane Roe", "Words by Jane Roe", "Interview by Jane Roe", "Medically reviewed by Jane Roe",
        "View all posts by Jane Roe", "Posted by Jane Roe", "Author: Jane Roe", "Von Jane Roe", "Autorin: Jane Roe",
        "Par Jane Roe", "Por Jane Roe", "Por: Jane Roe", "Di Jane Roe", "Door Jane Roe", "Av Jane Roe", "Oleh Jane Roe",
        "Yazan: Jane Roe", "Автор: Jane Roe", "نویسنده: Jane Roe", "بقلم: Jane Roe", "By By Jane Roe",
    ],
)  # fmt: skip
def test_what_introduces_a_name_is_no_part_of_it(text: str) -> None:
    assert names_in(text) == [JANE]


@pytest.mark.parametrize(
    "text",
    [
        "Jane Roe in London", "By Jane Roe in Velde", "Jane Roe from Amsel", "Jane Roe at the harbour",
        "Jane Roe for The Velde Post", "Jane Roe of the Velde Post", "Jane Roe - Velde", "Jane Roe – Velde",
        "Jane Roe, Staff", "Jane Roe, Senior Correspondent", "Jane Roe, Health Editor", "Jane Roe Sports Reporter",
        "Jane Roe is an editor of the Velde Post", "Jane Roe, Redakteurin", "Jane Roe, корреспондент",
        "Jane Roe, Chefredakteurin", "Jane Roe, Auslandskorrespondent", "Jane Roe, Chefreporterin",
        "Jane Roe, Sportredaktion", "Text: Jane Roe", "Text und Fotos: Jane Roe", "Texte : Jane Roe",
        "Jane Roe, Velde", "Jane Roe, Velde, Amsel", "Jane Roe, Velde-Amsel", "Jane Roe, who covers mills",
        "Jane Roe, in Velde", "Por Jane Roe en Velde", "Por Jane Roe en Port Amsel",
        "Jane Roe, MD", "Jane Roe, Ph.D.", "Jane Roe, MD, PhD", "Jane Roe, RDN, MS", "Jane Roe MSc",
        "Jane Roe @janeroe", "Jane Roe (@janeroe)", "Jane Roe (Velde)", "Jane Roe [Velde]", "Jane RoeSenior Reporter",
        "Jane Roe | jane@velde.example", "Jane Roe <jane@velde.example>", "Jane Roe jane.roe@velde.example",
        "Jane Roe https://velde.example/jane", '<a href="/jane">Jane Roe</a>', "<b>Jane Roe</b>", "Jane&nbsp;Roe",
        "Jane Roe May 5, 2024", "Jane Roe, 5 May 2024", "Jane Roe | 5 min read", "Jane Roe Published 5 May 2024",
        "Jane Roe Last updated", "Jane Roe Follow", "Jane Roe on Monday", "Jane Roe…", " Jane Roe . ", "Jane Roe |",
        "Jane Roe,", "Jane Roe and", "Jane Roe; Jane Roe",
    ],
)  # fmt: skip
def test_titles_degrees_handles_places_and_dates_are_no_names(text: str) -> None:
    assert [name for name in names_in(text) if not is_collective(name)] == [JANE]


@pytest.mark.parametrize(
    "text",
    [
        "By Jane Roe and John Doe in London", "By Jane Roe in Velde and John Doe in Amsel", "Jane Roe, John Doe",
        "Jane Roe; John Doe", "Jane Roe | John Doe", "Jane Roe • John Doe", "Jane Roe · John Doe",
        "Jane Roe & John Doe",
        "Jane Roe + John Doe", "Jane Roe / John Doe", "Jane Roe/John Doe", "Jane Roe with John Doe",
        "Von Jane Roe und John Doe", "Par Jane Roe et John Doe", "Por Jane Roe y John Doe", "Jane Roe och John Doe",
        "Di Jane Roe e John Doe", "Jane Roe، John Doe", "Jane Roe و John Doe", "Jane Roe, MD, John Doe, PhD",
        "Jane Roe, with John Doe", "Jane Roe as told to John Doe", "By Jane Roe and by John Doe",
        "Jane Roe и John Doe", "Jane Roe ve John Doe", "Jane Roe en John Doe", "Door Jane Roe en John Doe",
        "Jane Roe, Velde, John Doe", "Por Jane Roe en Velde y John Doe",
    ],
)  # fmt: skip
def test_two_names_are_two(text: str) -> None:
    assert names_in(text) == BOTH


@pytest.mark.parametrize(
    "name",
    [
        "Tom May", "April March", "June Day", "August Jung", "Jan Vogel", "Mark March", "Dec Lane", "Sep Ruf",
        "Conan O'Neil", "Conan O’Neil", "D'Arcy Roe", "Marie-Ève Côté", "J. R. R. Roe", "J.R. Roe", "Jane Roe III",
        "Juana de la Cruz", "Juana Inés de la Cruz", "Ursula von der Leye", "Jan van der Meer", "Ali ibn Amsel",
        "Łukasz Żak", "Þór Æsir", "İsmail Şahin", "Иван Петров", "Олена Ткачук", "Νίκος Ρήγας", "علی رضایی",
        "علی‌رضا محمدی", "سارة علي", "محمد بن حسن", "王小明", "山田 太郎", "김 철수", 'Jane "Jay" Roe', "Dr. Jane Roe",
        "JANE ROE", "Sandy Andrews", "Andy Hand", "Roland Wither", "Jane Atwood", "Inge Forster", "Anders Ost",
        "Cher", "Le Thi Hoa", "Al Roker", "Bill Byrne", "Vonda Parr", "Dia Porter", "Avril Bycroft",
        "राम कुमार",
        "সুমন দাস",
        "مُحمّد حسن",
        "שָׂרָה כֹּהֵן",
        "Adé́ Ọ̀ṣun",
        "Di Stewart",
        "Von Miller",
        "Jane Roe Jr.",
        "C.J. Roe",
        "Jane R.",
        "Jane McCoach",
    ],
)  # fmt: skip
def test_a_name_stays_whole(name: str) -> None:
    assert names_in(name) == [name]
    assert (agency(name), is_collective(name), is_organisation(name)) == (None, False, False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Conan O&#39;Neil", "Conan O'Neil"),
        ("By Jane Roe, Jr., Velde", "Jane Roe Jr."),
        ("By Jane Roe III.", "Jane Roe III"),
        ("Jane RoePublished 5 May 2024", "Jane Roe"),
        ("Jane RoeMay 5, 2024", "Jane Roe"),
        ("Conan O&rsquo;Neil", "Conan O’Neil"),
        ("By Tom May May 5, 2024", "Tom May"),
        ("By Tom May in Velde", "Tom May"),
        ("Von Karl von Amsel", "Karl von Amsel"),
        ("Von DPA", "DPA"),
        ("Por Jane Roe en Ciudad de México", "Jane Roe"),
        ("Por Jane Roe en San Juan de Velde", "Jane Roe"),
        ("خبرنگار: علی رضایی", "علی رضایی"),
        ("گزارشگر علی رضایی", "علی رضایی"),
        ("كتب محمد حسن", "محمد حسن"),
        ("كتبت: سارة علي", "سارة علي"),
        ("إعداد: سارة علي", "سارة علي"),
        ("علی رضایی\u200f", "علی رضایی"),
        ("\u200eJane Roe\u200b", "Jane Roe"),
        ("\u202bعلی\u200cرضا\u200f محمدی\u202c", "علی\u200cرضا محمدی"),
        ("\u2068Jane\u2069 Roe", "Jane Roe"),
        ("\u200eBy Jane Roe", "Jane Roe"),
        ("jane@velde.example (Jane Roe)", "Jane Roe"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_what_surrounds_it(text: str, name: str) -> None:
    assert names_in(text) == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("علی رضایی و مریم کریمی", ["علی رضایی", "مریم کریمی"]),
        ("محمد حسن وسارة علي", ["محمد حسن وسارة علي"]),
        ("Juana Inés de la Cruz y Ramón del Valle", ["Juana Inés de la Cruz", "Ramón del Valle"]),
        ("Jane Roe, John Doe and Max Moe", ["Jane Roe", "John Doe", "Max Moe"]),
        ("By June July and August May", ["June July", "August May"]),
        ("Jane Roe/AP", ["Jane Roe", "AP"]),
        ("AFP/Jane Roe", ["AFP", "Jane Roe"]),
        ("By Jane Roe, AFP and Reuters", ["Jane Roe", "AFP", "Reuters"]),
        ("Jane Roe, The Associated Press", ["Jane Roe", "The Associated Press"]),
        ("Jane Roe, Velde Media Group, Amsel", ["Jane Roe", "Velde Media Group"]),
        ("Иван Петров и Олена Ткачук", ["Иван Петров", "Олена Ткачук"]),
        ("Ayşe Kaya ve İsmail Şahin", ["Ayşe Kaya", "İsmail Şahin"]),
        ("AFP, Velde", ["AFP"]),
        ("Jane Roe, AFP, Velde", ["Jane Roe", "AFP"]),
        ("Jane Roe, de la Cruz", ["Jane Roe", "de la Cruz"]),
        ("Cher, Bono", ["Cher", "Bono"]),
        ("王小明, 李四", ["王小明", "李四"]),
        ("Jane Roe, 王小明", ["Jane Roe", "王小明"]),
    ],
)
def test_names_come_in_the_order_of_the_byline(text: str, names: list[str]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", "|", '""', "and", " and , ; ", "@janeroe", "jane.roe@velde.example", "https://velde.example/jane",
        "By", "By:", "5 May 2024", "12:30", "Editor", "Staff Writer"[6:], "Senior Correspondent", "MD, PhD", "(AFP)",
        "<script>", "&nbsp;", "veldepost", "janeroe.blog",
    ],
)  # fmt: skip
def test_what_is_no_name_gives_none_that_counts(text: str) -> None:
    assert [name for name in names_in(text) if is_full_name(name)] == []


@pytest.mark.parametrize(
    ("credit", "usual"),
    [
        ("AP", "AP"), ("The Associated Press", "AP"), ("associated press", "AP"), ("Reuters Staff", "Reuters"),
        ("Agence France-Presse", "AFP"), ("dpa", "dpa"), ("Deutsche Presse-Agentur (dpa)", "dpa"), ("ТАСС", "TASS"),
        ("Xinhua News Agency", "Xinhua"), ("新华社", "Xinhua"), ("ایرنا", "IRNA"), ("خبرگزاری ایرنا", "IRNA"),
        ("Anadolu Agency", "Anadolu Ajansı"), ("İHA", "İHA"), ("Agencia EFE", "EFE"), ("وفا", "WAFA"),
        ("ANSA", "ANSA"), ("SDA", "Keystone-SDA"), ("PA Media", "PA"),
        (JANE, None), ("Paul Apfel", None), ("", None), ("apple", None), ("The Velde Post", None), ("Pa", "PA"),
    ],
)  # fmt: skip
def test_an_agency_has_its_usual_name(credit: str, usual: str | None) -> None:
    assert agency(credit) == usual


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("News Desk", True), ("Velde Staff", True), ("The Editorial Board", True), ("Newsroom", True),
        ("Redaktion Velde", True), ("La rédaction", True), ("Redacción", True), ("Редакция", True), ("تحریریه", True),
        ("Team Velde", True), (JANE, False), ("Stafford Teamer", False), ("Redak Tionov", False), ("Desk", True),
    ],
)  # fmt: skip
def test_a_staff_is_told_from_a_person(name: str, is_one: bool) -> None:
    assert is_collective(name) is is_one


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Velde Media", True), ("Amsel Times", True), ("Amsel University", True), ("veldepost.example", False),
        ("velde.org", True), ("admin", True), ("Guest", True), ("خبرگزاری لنترن", True), ("وكالة الفانوس", True),
        ("Ministry Department", True), (JANE, False), ("Newsom Groupe", False), ("Timesha Clubb", False),
    ],
)  # fmt: skip
def test_an_organisation_is_told_from_a_person(name: str, is_one: bool) -> None:
    assert is_organisation(name) is is_one


@pytest.mark.parametrize(
    ("name", "is_full"),
    [
        (JANE, True), ("Juana de la Cruz", True), ("JANE ROE", True), ("علی رضایی", True), ("王 小明", True),
        ("Cher", False), ("jane roe", False), ("Read in two minutes", False), ("Jane roe", False),
        ("Monday Morning", False), ("Friday Ade", False), ("the Sea", False),
    ],
)  # fmt: skip
def test_a_full_name_is_written_as_names_are(name: str, is_full: bool) -> None:
    assert is_full_name(name) is is_full


@pytest.mark.parametrize(
    "unit",
    [
        "@", "x@", "a ", "A. ", ",", "and ", "By ", "&amp;", "<", "1 ", "Jane Roe, ", "Jane en Roe ", "redakteur",
        "ab@cd (", "Par A en B ",
    ],
)  # fmt: skip
def test_a_byline_as_long_as_a_page_takes_no_time(unit: str) -> None:
    start = time.process_time()
    names_in(unit * (200_000 // len(unit)))
    assert time.process_time() - start < 0.5
