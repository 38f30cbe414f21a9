"""AI agents in robots.txt: which of those that we know the rules of a host shut out of a URL."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from spiders.ai_statements import AiSource, AiStatement

if TYPE_CHECKING:
    from scrapy.robotstxt import RobotParser

_LIST = Path(__file__).with_name("ai_agents.tsv")
#: Characters of rules of one host that are looked at, each as often as agents obey it in another company: twice
#: what counts of a robots.txt.
MOST_CHARACTERS = 1_000_000
_AGENT = re.compile(r"\s*user(?:-|\s+)?agent(?:\s*:|\s)(?P<name>[^#]*)", re.IGNORECASE)
# As Protego reads them: what it takes for a rule ends the agents of a group, unless it is of the whole site.
_RULE = re.compile(
    r"\s*(?!(?:site-?maps?|host)[\s:])(?:[^:#]*:|(?:diss?al+[oa]w|diasllow|allow|(?:crawl|request|visit)[\s-])[^#]*\s)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![\w-])")
log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def ai_agents() -> tuple[str, ...]:
    """Return the names of the AI agents that we know, each once."""
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    names = (line.partition("\t")[0] for line in lines if not line.startswith("#"))
    return tuple({name.lower(): name for name in names}.values())


def agent_named(line: str) -> str | None:
    """Return the agent that a line of a robots.txt names, without wildcards; None where it names none."""
    found = _AGENT.match(line)
    name = found["name"].strip().lower() if found else ""
    return name.replace("*", "") or "*" if name else None


def obeyed(agent: str, names: frozenset[str]) -> str:
    """Return by which of these names an agent is addressed: the longest that stands in its own at the start of a word.

    As Protego has it; `*` where it is none.
    """
    agent = agent.lower()
    starts = [found.start() for found in _WORD.finditer(agent)]
    within = {agent[start:end] for start in starts for end in range(start + 1, len(agent) + 1)}
    return max(within & names, key=len, default="*")


class AiRules:
    """The rules of a host for AI agents: made once, and cheap to ask for each URL."""

    def __init__(self, text: str, parser_of: Callable[[bytes], RobotParser]) -> None:
        self._rules = [(parser_of(rules.encode()), agents) for rules, agents in _rules_of_agents(text).items()]
        self._statements: dict[tuple[str, ...], AiStatement] = {}

    def statements(self, url: str) -> tuple[AiStatement, ...]:
        """Return that AI agents are shut out of a URL, and which; nothing where none is."""
        shut_out = [name for parser, agents in self._rules if not parser.allowed(url, "*") for name in agents]
        if not shut_out:
            return ()
        named = tuple(sorted(shut_out, key=str.lower))
        if named not in self._statements:  # the same object for every page
            self._statements[named] = AiStatement(source=AiSource.ROBOTS, statement="disallow", agents=", ".join(named))
        return (self._statements[named],)


def _rules_of_agents(text: str) -> dict[str, list[str]]:
    """Return each set of rules, as of a robots.txt for all, with the AI agents that obey it; `*` are those not named.

    An agent obeys all groups that name it, and most agents the same: rules are kept once for all that obey them.
    """
    groups = _groups(text)
    places: dict[str, list[int]] = {}
    for place, (names, _) in enumerate(groups):
        for name in names:
            places.setdefault(name, []).append(place)
    known = frozenset(places)
    company: dict[tuple[int, ...], list[str]] = {tuple(places.get("*", ())): ["*"]}
    for agent in ai_agents():
        name = obeyed(agent, known)
        if name != "*":
            company.setdefault(tuple(places[name]), []).append(agent)
    found: dict[str, list[str]] = {}
    room = MOST_CHARACTERS
    for where, agents in company.items():
        lines = [line for place in where for line in groups[place][1]]
        size = sum(map(len, lines))
        if size > room:
            log.warning("a robots.txt has more rules for AI agents than are looked at")
        elif lines:
            room -= size
            found.setdefault("\n".join(["User-agent: *", *lines]), []).extend(agents)
    return found


def _groups(text: str) -> list[tuple[set[str], list[str]]]:
    """Return the groups of a robots.txt: the agents that each names, and its lines of rules."""
    groups: list[tuple[set[str], list[str]]] = []
    is_open = False  # whether a further agent belongs to the last group
    for line in text.splitlines():
        if _AGENT.match(line):
            if not is_open:
                groups.append((set(), []))
                is_open = True
            if name := agent_named(line):
                groups[-1][0].add(name)
        elif _RULE.match(line):
            is_open = False
            if groups:
                groups[-1][1].append(line)
    return groups
