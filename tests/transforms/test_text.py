"""Plain text as a simple extractor left it is read with the outlet's lines; the stories here are invented."""

from __future__ import annotations

from datetime import UTC, datetime

from lanterns import FIRST, HEADLINE, PRESSTV, SECOND, STORY, TAGHRIB, THIRD, body_of, capture, read

from transforms.article import Article

TEXT = "text/plain; charset=utf-8"


def _presstv(*lines: str) -> Article:
    return read(capture("\n\n".join(lines), TEXT, url=None), PRESSTV)


def _taghrib(*lines: str) -> Article:
    return read(capture("\n".join(lines), TEXT, url=None), TAGHRIB)


def test_a_text_of_press_tv_is_read() -> None:
    article = _presstv(
        "News   /   Velde   /   Mills",
        HEADLINE,
        "The wheel of Velde, seen from the bridge on Monday. (Photo by AP)",
        FIRST,
        SECOND,
        "Two brothers from Port Amsel beside their millstone (Picture: Reuters)",
        THIRD,
        "\nPress TV’s website can also be accessed at the following alternate addresses:",
        "www.presstv.ir",
        "www.presstv.co.uk",
        "SHARE THIS ARTICLE\nPress TV News Roku",
    )
    assert article.headline == HEADLINE
    assert article.article_body == body_of(*STORY)
    assert article.breadcrumbs == ("Velde", "Mills")
    assert article.article_section == "Mills"
    assert [(image.caption, image.credit) for image in article.images or ()] == [
        ("The wheel of Velde, seen from the bridge on Monday.", "AP"),
        ("Two brothers from Port Amsel beside their millstone", "Reuters"),
    ]
    assert {span.rule for span in article.removed or ()} == {
        "presstv.breadcrumb",
        "headline",
        "caption",
        "presstv.addresses",
        "presstv.address",
        "presstv.share",
        "presstv.roku",
    }
    assert (article.outlet, article.key, article.date_published) == ("presstv", None, None)


def test_the_date_line_of_press_tv_is_read() -> None:
    article = _presstv("Mon Sep 23, 2019 09:34PM [Updated: Mon Sep 23, 2019 10:01PM ]", HEADLINE, *STORY)
    assert article.date_published == datetime(2019, 9, 23, 21, 34, tzinfo=UTC)
    assert article.date_published_raw == "Mon Sep 23, 2019 09:34PM"
    assert article.article_body == body_of(*STORY)


def test_a_text_of_taghrib_is_read() -> None:
    article = _taghrib(
        "Publish date3 May 2017 - 9:12",
        "Story Code : 267990",
        "",
        HEADLINE,
        "",
        FIRST,
        HEADLINE,
        SECOND,
        "",
        "The council will vote in March, reported Taqrib News Agency (TNA).",
        THIRD,
        "",
        "KD",
        "https://taghribnews.com/vdcabcd0jw6xyza.r7iw.html",
        "Your Name",
        "Your Email Address",
        "Security Code",
    )
    assert article.article_id == "taghrib:267990"
    assert article.headline == HEADLINE
    assert article.description == FIRST
    assert article.article_body == body_of(
        FIRST, SECOND, "The council will vote in March, reported Taqrib News Agency (TNA).", THIRD
    )
    assert article.aliases == ("https://taghribnews.com/vdcabcd0jw6xyza.r7iw.html",)
    assert article.date_published == datetime(2017, 5, 3, 4, 42, tzinfo=UTC)
    assert (article.date_published_raw, article.date_published_precision) == ("3 May 2017 - 9:12", "minute")
    assert article.time_zone_source == "assumed"


def test_a_line_that_ends_in_a_colon_above_the_headline_is_its_kicker() -> None:
    article = _taghrib("Story Code : 267990", "Miller of Velde:", HEADLINE, FIRST, HEADLINE, SECOND, THIRD)
    assert (article.alternative_headline, article.headline) == ("Miller of Velde", HEADLINE)
    assert article.article_body == body_of(*STORY)
    assert ("kicker", "Miller of Velde:", 0) in {(x.rule, x.text, x.place) for x in article.removed or ()}


def test_the_words_of_a_text_are_all_in_the_body_or_on_record() -> None:
    lines = ["News   /   Velde", HEADLINE, *STORY, "SHARE THIS ARTICLE", "More of the mill tomorrow."]
    article = _presstv(*lines)
    texts = [*article.article_body.split("\n\n"), *(span.text for span in article.removed or ())]
    assert sorted(texts) == sorted(" ".join(line.split()) for line in lines)


def test_a_text_without_an_outlet_is_a_headline_and_its_story() -> None:
    article = read(capture("\n\n".join([HEADLINE, *STORY]), TEXT, url=None), None)
    assert (article.headline, article.article_body) == (HEADLINE, body_of(*STORY))
    assert (article.article_id, article.extractor) == (None, "text")


def test_a_text_without_a_type_is_told_from_a_page() -> None:
    article = read(capture("\r\n".join([HEADLINE, "", *STORY]), None, url=None), None)
    assert (article.headline, article.article_body) == (HEADLINE, body_of(*STORY))
    assert read(capture(f"<html><h1>{HEADLINE}</h1><p>{FIRST}</p></html>", None, url=None), None).extractor != "text"
