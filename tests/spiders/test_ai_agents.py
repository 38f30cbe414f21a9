"""Which AI agents a robots.txt shuts out is found as Protego would find it, and bounded whatever the file."""

from __future__ import annotations

import random
import time

import pytest
from protego import Protego
from scrapy.robotstxt import ProtegoRobotParser

from spiders.ai_statements import AiSource
from spiders.downloader.ai_agents import AiRules, ai_agents

HOME = "https://velde.example/"


def _rules(text: str) -> AiRules:
    return AiRules(text, lambda rules: ProtegoRobotParser(rules, None))


def _shut_out(text: str, url: str = HOME) -> str | None:
    stated = _rules(text).statements(url)
    assert all((each.source, each.statement) == (AiSource.ROBOTS, "disallow") for each in stated)
    return stated[0].agents if stated else None


def test_the_list_of_agents_names_each_once() -> None:
    names = ai_agents()
    assert {"GPTBot", "ClaudeBot", "CCBot", "Google-Extended", "Bytespider"} <= {*names}
    assert len({name.lower() for name in names}) == len(names) > 150


@pytest.mark.parametrize(
    ("text", "agents"),
    [
        ("", None),
        ("User-agent: *\nDisallow: /search\n", None),
        ("User-agent: *\nDisallow: /\n", "*"),
        ("User-agent: Nightdesk\nAllow: /\nUser-agent: *\nDisallow: /\n", "*"),
        ("User-agent: GPTBot\nUser-agent: ccbot # of Common Crawl\nDisallow: /\n", "CCBot, GPTBot"),
        ("User-agent: GPTBot\nSitemap: /map\n\n# and\nUser-agent: CCBot\nDisallow: /\n", "CCBot, GPTBot"),
        ("User-agent: GPTBot\nDisallow:\nUser-agent: CCBot\nDisallow: /\n", "CCBot"),
        ("User-agent: GPTBot\nDisallow: /\nAllow: /$\n", None),
        ("User-agent: GPTBot\nDisallow: /b\nUser-agent: GPTBot\nDisallow: /\n", "GPTBot"),
        ("User-agent: Applebot\nDisallow: /\n", "Applebot, Applebot-Extended"),
        ("User-agent: Applebot\nDisallow: /\nUser-agent: Applebot-Extended\nAllow: /\n", "Applebot"),
        ("User-agent: GPTBot*\nDisallow: /\n", "GPTBot"),
        ("User-agent: *\nDisallow: /\nUser-agent: GPTBot\nAllow: /\n", "*"),
        ("User-agent: Lanternbot\nDisallow: /\n", None),
    ],
)
def test_the_agents_that_are_shut_out_are_named(text: str, agents: str | None) -> None:
    assert _shut_out(text) == agents


def test_a_rule_is_of_the_urls_that_it_names() -> None:
    rules = _rules("User-agent: GPTBot\nDisallow: /news/\nAllow: /news/free/\nUser-agent: CCBot\nDisallow: /*.pdf$\n")
    found = {path: rules.statements(HOME + path) for path in ("", "news/1", "news/free/1", "news/a.pdf")}
    assert [stated[0].agents if stated else None for stated in found.values()] == [
        None,
        "GPTBot",
        None,
        "CCBot, GPTBot",
    ]
    assert rules.statements(HOME + "news/2")[0] is found["news/1"][0]  # one object for all pages


def test_any_file_means_what_protego_makes_of_it() -> None:
    dice = random.Random(5)
    agents = (
        "GPTBot",
        "CCBot",
        "Applebot",
        "Applebot-Extended",
        "Google",
        "Google-Extended",
        "*",
        "gptbot*",
        "Owl",
        "",
    )
    lines = [f"User-agent: {name}" for name in agents] + [f"useragent {name}" for name in agents]
    lines += ["Disallow: /", "Disallow: /a", "Allow: /", "disalow /a", "Allow: /a$", "Disallow:", "lanterns", "", "# a"]
    lines += ["Crawl-delay: 5", "crawl delay 5", "Sitemap: /s", "Host: velde", "lanterns: 5", "lanterns # a: b"]
    for _ in range(100):
        text = "\n".join(dice.choices(lines, k=12))
        whole, ours = Protego.parse(text), _rules(text)
        for url in (HOME, f"{HOME}a", f"{HOME}b"):
            stated = ours.statements(url)
            named = set((stated[0].agents or "").split(", ")) if stated else set()
            addressed = {name for name in ai_agents() if not whole.can_fetch(url, name)}
            others = not whole.can_fetch(url, "an agent that no file names")
            assert ("*" in named) == others, text
            assert named - {"*"} <= addressed, text
            unnamed = addressed - named  # of whom nothing is said but by `*`
            assert not unnamed or others, text


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"User-agent: {name}\nDisallow: /{name}\n" for name in (f"bot{number}" for number in range(10_000))),
        "".join(f"User-agent: GPTBot-{number}\nDisallow: /a*b*c*{number}\n" for number in range(10_000)),
        "".join(f"User-agent: {name}\n" for name in ai_agents()) + "Disallow: /a\n" * 30_000,
        "".join(f"User-agent: {name}\n" for name in ai_agents())
        + "Disallow: /a\n" * 30_000
        + "".join(f"User-agent: {name}\nDisallow: /{name}\n" for name in ai_agents()),
        "User-agent: GPTBot\n" + "Disallow: /" + "a" * 500_000,
        "User-agent: " + "GPTBot" * 80_000,
    ],
    ids=["10,000 groups", "of longer names", "a rule for all", "a rule for all and each", "a long rule", "a long name"],
)
def test_no_file_takes_long(text: str) -> None:
    begin = time.perf_counter()
    rules = _rules(text)
    for number in range(20):
        rules.statements(f"{HOME}news/{number}")
    assert time.perf_counter() - begin < 5
