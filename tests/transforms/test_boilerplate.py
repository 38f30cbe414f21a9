"""Lines that are boilerplate are taken out by their rule, and no sentence of a story is, wherever it stands."""

from __future__ import annotations

import time
from collections.abc import Iterable

import lxml.html
import pytest

from transforms.boilerplate.line_shapes import SHAPES
from transforms.boilerplate.lines import remove_boilerplate
from transforms.boilerplate.reasons import REASONS
from transforms.extraction import Extraction, Line

COUNTS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
#: A story of twelve sentences, long enough to have a head, a middle and a tail.
STORY = [
    f"The {count} keeper of the lamp wrote a letter to the council of Amsel, and nobody answered." for count in COUNTS
]
PLACES = {"head": 0, "middle": 6, "tail": len(STORY)}


def _lines(texts: Iterable[str], tag: str = "p") -> list[Line]:
    return [Line(text, lxml.html.Element(tag)) for text in texts]


def _rules(
    line: str, where: str, *, tag: str | None = None, is_free: bool | None = None, language: str = "en"
) -> list[str]:
    """Return by which rules something is taken out of a story with this line at its head, its middle or its tail."""
    extraction = Extraction(extractor="trafilatura", headline="The lamp of Amsel goes dark", is_free=is_free)
    element = lxml.html.Element(tag) if tag else None
    extraction.lines = [*_lines(STORY[: PLACES[where]]), Line(line, element), *_lines(STORY[PLACES[where] :])]
    remove_boilerplate(extraction, None, language=language)
    count = len(extraction.lines) + len(extraction.removed)
    assert count == len(STORY) + 1, "a line is lost, or told twice"
    assert {span.text for span in extraction.removed} <= {line}
    return [span.rule for span in extraction.removed]


BOILERPLATE: dict[tuple[str, str], tuple[str, ...]] = {
    ("advertisement", "head middle tail"): (
        "Advertisement", "ADVERTISEMENT", "- Advertisement -", "(Advertisement)", "Advertisement 3", "Ad", "Sponsored",
        "Sponsored content", "Sponsored by Amsel Rope", "Story continues below", "Article continues below this ad",
        "Scroll to continue", "Anzeige", "Werbung", "Publicité", "Publicidad", "Pubblicità", "Reklam", "Реклама",
        "إعلان", "تبلیغات", "広告", "Report this ad",
    ),
    ("share", "head middle tail"): (
        "Share", "Share this", "Share this article", "Share on Facebook", "Share via e-mail", "Tweet", "Pin it",
        "Facebook", "WhatsApp", "Copy link", "Link copied!", "Print", "E-Mail", "12 shares", "Teilen", "Drucken",
        "Partager", "Compartir", "Condividi", "Paylaş", "Поделиться", "شارك", "به اشتراک بگذارید",
    ),
    ("form", "head middle tail"): (
        "Your name", "Your email address *", "Leave a comment", "Post comment", "12 comments", "Comments (3)",
        "No comments yet", "View all comments", "Join the conversation", "Log in to comment", "Submit", "Reply",
        "Kommentare", "Einen Kommentar schreiben", "Laisser un commentaire", "Comentarios",
        "Yorumlar",
        "Комментарии", "نظرات", "التعليقات", "Back to top", "Play video", "Listen to this article",
    ),
    ("related", "head middle tail"): (
        "Read more", "READ ALSO:", "See also", "Related", "Related articles", "More from Amsel", "Recommended for you",
        "You may also like", "Trending now", "Up next", "Lesen Sie auch", "Mehr zum Thema", "À lire aussi",
        "Leggi anche",
        "Lea también", "Leia mais", "Читайте также", "По теме", "اقرأ أيضا", "بیشتر بخوانید", "関連記事", "Lees ook",
        "Read more: The ferry of Velde sinks", "READ ALSO | The ferry of Velde sinks", "Related: The ferry of Velde",
        "[Read more: The ferry of Velde]", "» Lesen Sie auch: Die Fähre von Velde sinkt", "Lire aussi : le bac coule",
        "Читайте также: паром тонет", "اقرأ أيضا: غرق العبارة", "بیشتر بخوانید: غرق شدن کشتی", ">> The ferry sinks",
    ),
    ("credit", "head middle tail"): (
        "Photo: Anna Rill", "Photo by Anna Rill", "Photo by Anna Rill/AP", "Photo credit: Anna Rill",
        "Image via AFP", "Picture courtesy of Anna Rill", "Foto: dpa", "Bild: dpa/Anna Rill", "عکس: ایرنا",
        "Featured image: Anna Rill", "Photo: A. Rill/AP", "Foto: dpa.", "Photo by Anna de la Rill / AP", "Image by dpa",
        "Image: amsel.example",
    ),
    ("newsletter", "head middle tail"): (
        "Sign up for our newsletter", "Sign up for the morning newsletter of the Amsel Post",
        "Subscribe to our WhatsApp channel", "Want more of this? Sign up for our weekly newsletter",
        "Download our free Amsel Post app", "Get the Amsel app",
    ),
    ("newsletter", "head tail"): (
        "Get the news of the day in your inbox", "Follow Amsel Post's WhatsApp channel for more",
        "Jetzt den Newsletter der Amselpost abonnieren",
    ),
    ("paywall", "head middle tail"): (
        "Subscribe to continue reading", "Sign in to read more", "Subscribe to unlock this article",
        "Log in to read the full story", "Already have an account?", "Already a subscriber – sign in",
        "Register for full access", "Continue reading",
        "This article is for subscribers only", "Already a subscriber? Log in", "Weiterlesen mit Amsel plus",
        "Cet article est réservé aux abonnés", "Il vous reste 80 % de cet article à lire.", "この記事は会員限定です。",
    ),
    ("appeal", "head tail"): ("Support our journalism", "Support independent journalism", "Please support our work"),
    ("related", "tail"): (
        "For more information, please visit amsel.example", "For more on lamps, go to amsel.example",
        "For more information on lamps visit amsel.example.",
    ),
    ("appeal", "tail"): ("Want to bookmark this article? Start a subscription now",),
    ("share", "tail"): ("Like this story? Share it with a friend!", "Enjoyed this article? Please share it"),
    ("tags", "head middle tail"): (
        "Tags: lamp, Amsel, council", "Topics: Amsel", "Filed under: Lamps", "Schlagwörter: Leuchtturm, Amsel",
        "Temas: faro, Amsel", "برچسب‌ها: فانوس", "الكلمات المفتاحية: فانوس",
    ),
    ("reading_time", "head"): ("5 min read", "3 minute read", "Reading time: 4 minutes", "4 Minuten Lesezeit"),
    ("date_line", "head"): (
        "Published 2 hours ago", "Updated 5 minutes ago", "Published 18 November 2026 at 9:30", "18 November 2026",
        "Wednesday, 18 November 2026", "Posted November 18, 2026 10:15 am", "۲۷ آبان ۱۴۰۵ - ۰۹:۰۱", "27 آبان 1405",
        "چهارشنبه ۲۷ آبان ۱۴۰۵", "۱۴۰۵/۰۸/۲۷ ۰۹:۰۱", "تاریخ انتشار: ۲۷ آبان ۱۴۰۵",
    ),
    ("news_code", "head tail"): ("کد خبر: 12345", "شناسه خبر: ۱۲۳۴۵۶", "رمز الخبر: ١٢٣٤٥"),
    ("byline", "head"): ("By Jane Roe", "By Jane Roe and John Doe", "Von Jane Roe", "Par Jane Roe", "By Jane Roe, AP"),
    ("copyright", "tail"): (
        "© 2026 The Amsel Post", "Copyright 2026 The Amsel Post. All rights reserved.", "All rights reserved",
        "© Amsel Post, all of it. Not to be copied.", "(c) 2026 The Amsel Post", "Alle Rechte vorbehalten",
        "Tous droits réservés", "Todos los derechos reservados", "کلیه حقوق محفوظ است",
    ),
    ("contact", "tail"): (
        "Contact the author: jane@amsel.example", "Follow Jane Roe on Twitter", "Email: jane@amsel.example",
        "Jane Roe can be reached at jane@amsel.example", "You can follow her on X", "Follow us @amselpost",
    ),
    ("source", "tail"): (
        "Source: AFP", "Source: U.S. Coast Guard", "Source: AFP.", "Quelle: dpa", "Fuente: EFE", "Kaynak: AA",
        "منبع: ایرنا", "المصدر: وفا",
    ),
    ("comments", "tail"): ("Have your say", "Have your say in the comments!", "Let us know in the comments"),
    ("initials", "tail"): ("JR", "(jr/dpa)", "AB/CD", "[JR]", "END", "انتهای پیام", "انتهى", "/3921", "12345"),
    ("separator", "head middle tail"): ("***", "* * *", "—", "…", "-----"),
    ("headline", "head middle tail"): ("The lamp of Amsel goes dark", "THE LAMP OF AMSEL GOES DARK!"),
    ("caption", "head middle tail"): ("The lamp on Monday (Photo by Anna Rill)",),
}  # fmt: skip
TAKEN = [
    (line, rule, where) for (rule, places), lines in BOILERPLATE.items() for line in lines for where in places.split()
]


@pytest.mark.parametrize(("line", "rule", "where"), TAKEN)
def test_a_line_of_boilerplate_is_taken_out_by_its_rule(line: str, rule: str, where: str) -> None:
    assert _rules(line, where) == [rule]


def test_every_rule_has_lines_in_the_table_above() -> None:
    assert {shape.rule for shape in SHAPES} <= {rule for rule, _ in BOILERPLATE} <= REASONS.keys()


#: Sentences of stories that begin or sound like boilerplate.
SENTENCES = (
    "Read more books, the mayor told the children, and the harbour will look after itself.",
    "See also how the river bends, he said, and pointed at the map.",
    "Watch the tide, her father used to say.",
    "Watch-making has been the pride of Amsel for ninety years.",
    "Watch: that was the only word on the note that the keeper left on the table.",
    "Related-party deals cost the harbour company a million crowns last year.",
    "Trending now is the price of rope, which has doubled since the spring.",
    "More from the budget will go to the schools of Amsel next year, the council said.",
    "More on the budget: three million crowns go to the schools.",
    "Recommended reading, the teacher told the class, is the sea.",
    "In other news, the ferry is late.",
    "Don’t miss the tide!",
    "You may like the tower or loathe it, but nobody overlooks it.",
    "Up next is the vote on the budget.",
    "For more information the islanders have to row to the mainland.",
    "Advertising is forbidden on the island.",
    "Sponsored by the bakers, the race begins on Sunday at nine.",
    "The ad ran for three weeks.",
    "Share prices of the harbour company fell by a third on Monday.",
    "Share your bread, the sign says.",
    "Print is dead, long live print, said the owner of the Amsel Courier.",
    "Save the lighthouse!",
    "Facebook's owner did not reply to questions on Monday.",
    "Twitter was where he announced it.",
    "Telegram: the last one was sent in 1971, and it said “Coming home”.",
    "Comments like these have cost him the chair.",
    "“No comment,” the mayor said.",
    "Close the gate.",
    "Register your boat by Friday or lose it, the harbour master warned.",
    "Submit or leave, he told them.",
    "Your name will be read out at noon.",
    "“We will get there in the end,” the mayor told the podcast of the Amsel Courier.",
    "She would get married in May, she said on the podcast.",
    "Ministers get nine hundred messages a day in their inbox, the court heard.",
    "Those who follow the newsletter of the diocese knew it a day before the others.",
    "The two men would join forces, one of them said in a podcast on Sunday.",
    "Subscribe to the theory or not, the fish are gone.",
    "This article of the law is only for the rich, wrote the reader.",
    "Continue reading and you will find the mistake, the professor told his students.",
    "Support for the fishermen came from the bishop, of all people.",
    "Support the weak, the bishop said in his last sermon.",
    "Header by Kane in the last minute gave Amsel the cup.",
    "Pictures bystanders took on Monday show smoke above the mill.",
    "Photo by photo, the archive of the island is being scanned.",
    "Images of the wreck were shown in court.",
    "Cover your ears, the smith told the children.",
    "Topics ranged from the weather to the price of fish.",
    "Topics: the weather, the price of fish, and the bishop.",
    "Copyright law does not protect a lighthouse, the court in Velde ruled on Monday.",
    "The court left all rights reserved for the crown to the fishermen of Amsel.",
    "Contact with the boat was lost at nine, the coast guard at Amsel said on Monday.",
    "Follow him on the path and you will see the sea.",
    "The island can be reached only by boat in the winter months, and only when the wind allows it.",
    "You can find the cave by following the white stones.",
    "You can reach the summit in three hours, the guide said.",
    "What do you think happened to the keeper?",
    "What do you think of the new bridge?",
    "Posted to the island at 18, she stayed for 40 years.",
    "Published in 1931, the novel sold nine copies.",
    "Updated plans for the bridge will be shown in the town hall.",
    "Five minutes read like an hour.",
    "By Monday the water had gone.",
    "By 5 November 2024 all of the boats were in the harbour again.",
    "The keeper was born on 4 March 1931.",
    "NATO, UNO, IAEA: he knew all of the letters and none of the words.",
    "Lesen Sie auch das Kleingedruckte, riet der Richter den Fischern von Amsel.",
    "Mehr zum Thema wollte der Bürgermeister nicht sagen.",
    "Anzeige erstattete der Leuchtturmwärter am Montag.",
    "Werbung ist auf der Insel verboten.",
    "Teilen ist schwer.",
    "Merken Sie sich das, sagte der Kapitän.",
    "Kommentare gab es keine.",
    "Themen gab es genug: das Wetter, der Fisch, der Bischof.",
    "Bild für Bild wird das Archiv der Insel gescannt.",
    "Von Montag an fahren die Fähren wieder.",
    "Lire aussi entre les lignes, voilà ce que le maire demande aux pêcheurs.",
    "Partager le pain, tel est le mot d'ordre du village.",
    "Publicité mensongère : le phare n'a jamais été rouge.",
    "Commentaires acerbes et sifflets ont accueilli le maire lundi soir.",
    "Compartir el pan es la costumbre de la isla.",
    "Lea también las letras pequeñas, dijo el juez a los pescadores.",
    "Temas hubo muchos: el tiempo, el pescado y el obispo.",
    "Leia mais livros, pediu o prefeito às crianças da ilha.",
    "Condividi il pane, dice il cartello.",
    "Leggi anche le righe piccole, disse il giudice.",
    "Reklam panoları adada yasak.",
    "Haber akşam köye ulaştı.",
    "Yorum yazmak adada yasak değil.",
    "По теме высказался только мэр.",
    "Реклама на острове запрещена.",
    "Комментарии излишни.",
    "إعلان الحرب على الجراد بدأ يوم الاثنين في القرية.",
    "شارك الصيادون في العرس.",
    "التعليقات كثيرة والحلول قليلة.",
    "انتهى العرس عند الفجر.",
    "تبلیغات در جزیره ممنوع است.",
    "نظرات مردم شنیده شد.",
    "関連記事は三つあった。",
    "広告は島で禁じられている。",
    "For more than a century people had to visit the well, or go to the river, for water.",
    "Already a subscriber to the theory of the moon, he went on to the tides.",
    "Please donate blood, the hospital of Velde asked after the accident on the bridge.",
    "Please support the crew, the captain asked the villagers in a letter.",
    "Photos by satellite show the new sandbank.",
    "Register your phone to unlock the gate, the harbour master advises.",
    "Subscribers to read more books, study finds, than those who borrow them.",
    "Download the harbour's app or pay twice, passengers were told on Monday.",
    "Contact between the two on Facebook began in May, the court heard.",
    "Email after email landed on Twitter.",
    "He would bookmark this article of the law, the judge said, and “bookmark this article” became a saying.",
    "(c) the third paragraph of the law says that sheep may graze on the dyke.",
    "© 1931, reads the stone above the door of the mill.",
    "Source: the river begins below the Hohe Kanzel, nobody knows exactly where.",
    "منبع: چشمه‌ای کوچک زیر روستا.",
    "Fuente: así llaman los pescadores al manantial de la isla.",
    "Bild: So nannten die Fischer die Karte des Kapitäns.",
    "عکس: تنها یادگار نگهبان فانوس.",
    "Published two years ago, the report was read by nobody.",
    "Have your say, have your way, the mayor sang.",
    "For more practice the crews will go to Velde next week.",
    "Photo by night: nobody had tried it before.",
    "Image: that is all she cares for, her rivals say.",
    "Register to unlock: so the sign on the gate reads, and nobody does.",
    "Please donate what you can, the bishop asked in his sermon.",
    "Follow-up letters on Facebook went unanswered.",
    "© 2019, says the map, but its coast is that of 1931.",
    "در آبان ۱۴۰۵ آسیاب دوباره چرخید و آرد داد",
    "Like this story? Share your own, the mayor asked, would you?",
    "در ۲۷ آبان ۱۴۰۵ آسیاب به کار افتاد",
    "آسیاب ولده در ۲۷ آبان ۱۴۰۵ سوخت",
    "۲۷ آبان ۱۴۰۵: آسیاب چرخید",
    "آیا آسیاب در ۲۷ آبان ۱۴۰۵ سوخت؟",
    "١٨ نوفمبر ٢٠٢٦: حريق في الطاحونة",
    "29 May 1453: Constantinople falls",
    "News ID: 12345",
    "کد خبر را از روزنامه‌نگار بپرسید",
    "News code names of 1944: 12 of them are still secret",
)


@pytest.mark.parametrize("line", ["18 نوفمبر 2026", "١٨ نوفمبر ٢٠٢٦", "الأربعاء ١٨ نوفمبر ٢٠٢٦ - ٠٩:٠١"])
def test_a_date_in_another_language_is_taken_out_too(line: str) -> None:
    assert _rules(line, "head", language="ar") == ["date_line"]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_of_the_story_is_taken_out_nowhere(sentence: str) -> None:
    assert [(where, rule) for where in PLACES for rule in _rules(sentence, where)] == []


def test_enough_sentences_are_tried_in_enough_scripts() -> None:
    assert len(set(SENTENCES)) > 60
    for first, last in (("a", "z"), ("\u0400", "\u04ff"), ("\u0600", "\u06ff"), ("\u3040", "\u30ff")):
        assert any(first <= letter <= last for sentence in SENTENCES for letter in sentence)


def test_a_question_to_the_readers_is_boilerplate() -> None:
    assert _rules("What do you think? Tell us in the comments", "tail") == ["comments"]
    assert _rules("What do you think?", "tail") == []


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize(
    "heading",
    [
        "By the numbers", "By the sea", "Von der Küste bis zur Kanzel", "Por la paz y el pan", "Par monts et par vaux",
        "What happened on 4 March 1931", "Election of 5 November 2024", "The night of 4 March 1931", "On the ferry",
    ],
)  # fmt: skip
def test_a_sub_heading_is_neither_byline_nor_date(heading: str, where: str) -> None:
    assert _rules(heading, where, tag="h2") == []


@pytest.mark.parametrize(
    "line",
    [
        "Von heute an fahren die Fähren wieder",
        "By Monday the water had gone",
        "Por la paz y el pan, de pueblo en pueblo",
        pytest.param(
            "What happened on 4 March 1931",
            marks=pytest.mark.xfail(
                strict=True, reason="what is a title beside a date is the same in no two languages"
            ),
        ),
    ],
)
def test_a_standfirst_is_neither_byline_nor_date(line: str) -> None:
    assert _rules(line, "head") == []


@pytest.mark.parametrize(
    "line", ["JR", "(jr/dpa)", "END", "1945", "Source: AFP", "© 2026 The Amsel Post", "5 min read"]
)
def test_what_counts_at_an_end_alone_stays_in_the_middle(line: str) -> None:
    assert _rules(line, "middle") == []


@pytest.mark.parametrize("line", ["Amsel wins 3:1", "Lamps of nine towns", "1945", "9 keepers", "Yes.", "“Help!”"])
def test_a_short_line_of_the_story_stays(line: str) -> None:
    assert _rules(line, "middle") == []


def test_a_list_of_codes_at_the_end_is_no_signature() -> None:
    extraction = Extraction(extractor="trafilatura", headline="Codes")
    extraction.lines = [*_lines(STORY), *_lines(["AB", "CD", "EF", "GH", "IJ"], "li")]
    remove_boilerplate(extraction, None)
    assert extraction.texts[-5:] == ["AB", "CD", "EF", "GH", "IJ"]


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ([STORY[0], STORY[0], STORY[1]], [STORY[0], STORY[1]]),
        ([STORY[0], STORY[1], STORY[0]], [STORY[0], STORY[1], STORY[0]]),
        (["No.", "No.", "No."], ["No.", "No.", "No."]),
    ],
)
def test_a_paragraph_that_is_told_twice_running_is_told_once(lines: list[str], kept: list[str]) -> None:
    extraction = Extraction(extractor="trafilatura", headline="Letters", lines=_lines(lines))
    remove_boilerplate(extraction, None)
    assert extraction.texts == kept


def test_what_is_on_offer_behind_a_prompt_to_subscribe_is_boilerplate_too() -> None:
    offer = ["Subscribe to continue reading", "3 crowns a week", "Cancel whenever you like"]
    for is_free, kept in ((False, 1), (True, 2), (None, 2)):
        extraction = Extraction(
            extractor="trafilatura", headline="Letters", lines=_lines([STORY[0], *offer[:2]]), is_free=is_free
        )
        remove_boilerplate(extraction, None)
        assert len(extraction.lines) == kept


@pytest.mark.parametrize(
    "unit",
    [
        "-", "(", ">", "get ", "a ", "1 ", "A", "© ", "sign up ", "follow me ", "photo by ", "photo by A", "Photo: A.",
        "photo: a ", "© 1931, a ", "for more ", "please donate to ", "what do you think? ", "already a subscriber ",
        "subscribe to read more ",
    ],
)  # fmt: skip
def test_a_line_as_long_as_a_page_takes_no_time(unit: str) -> None:
    line = unit * (50_000 // len(unit))
    start = time.process_time()
    for where in PLACES:
        _rules(line + "x", where)
    for length in (100, 200, 300):
        _rules(line[:length] + "x", "tail")
    assert time.process_time() - start < 0.5
