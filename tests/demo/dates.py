"""Writes times the way each page template of the two outlets does."""

from __future__ import annotations

from datetime import datetime

import jdatetime
from story import Story

_PERSIAN_DIGITS = {ord("0") + digit: 0x06F0 + digit for digit in range(10)}


def shown(story: Story, clock_word: str) -> str:
    """Return the day and time of publication as the story's page shows them."""
    moment = story.published
    match story.template:
        case "today":
            return long_form(moment)
        case "2015-2020":
            return short_form(moment)
        case "persian":
            return _jalali(moment, clock_word)
        case "arabic":
            return f"{moment.day} {moment:%b %Y} - {moment:%H:%M}"
        case _:
            return f"{moment.day} {moment:%b %Y} - {moment.hour}:{moment:%M}"


def long_form(moment: datetime) -> str:
    """Return a time as today's Press TV page has it: `Wednesday, 18 November 2026 4:20 AM`."""
    return f"{moment:%A, %d %B %Y} {moment.hour % 12 or 12}:{moment:%M %p}"


def short_form(moment: datetime) -> str:
    """Return a time as the 2015-2020 page has it: `Mon Sep 23, 2019 09:34PM`."""
    return f"{moment:%a %b %d, %Y %I:%M%p}"


def meta_form(moment: datetime) -> str:
    """Return a time as in `DC.Date.Created`: `3/9/2026 11:50:13 AM`."""
    return f"{moment.month}/{moment.day}/{moment.year} {moment.hour % 12 or 12}:{moment:%M:%S %p}"


def _jalali(moment: datetime, clock_word: str) -> str:
    day = jdatetime.datetime.fromgregorian(datetime=moment, locale="fa_IR")
    text = f"{day.strftime('%A')} {day.day} {day.strftime('%B %Y')} {clock_word} {moment:%H:%M}"
    return text.translate(_PERSIAN_DIGITS)
