"""Renders an evaluation: the extractors side by side, intervals, groups of pages, and the pages to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from rich.table import Table

from flows.pipeline.evaluation import BASELINE, OURS, Measured
from flows.render.console import terminal
from spiders.safe_text import safe_line
from transforms.confidence import interval
from transforms.scoring import Overlap, PageScore, Share, Total, total
from transforms.structure_score import GROUPS, sum_of_parts

_REPORTED = 10  # pages that a report names as the worst where no number is given
#: The ratios that have an interval: what a page adds to numerator and denominator.
_RATIOS: Mapping[str, Callable[[PageScore], tuple[float, float]]] = {
    "body F1": lambda page: _of_overlap(page.body),
    "headline exact": lambda page: _of_verdict(page.headline),
    "date same day": lambda page: _of_verdict(page.day),
    "authors exact": lambda page: _of_verdict(page.authors),
    "authors, agencies apart": lambda page: _of_verdict(page.credits),
    "segments F1": lambda page: _of_overlap(page.segments or Overlap()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """A part of an evaluation: a title, the heads of its columns, and its rows."""

    title: str = ""
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)


def show_evaluation(pages: list[Measured], worst: int, out: TextIO) -> None:
    """Print how well and how fast the pages were read, and as many as `worst` that we read worst."""
    console = terminal(out)
    for section in _sections(pages):
        if section.title:
            out.write(f"\n{section.title}\n")
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2))
        for place, head in enumerate(section.heads):
            table.add_column(head, justify="right" if place else "left", no_wrap=True)
        for cells in section.rows:
            table.add_row(*map(safe_line, cells))
        console.print(table, soft_wrap=True)
    for line in _lost(pages):
        console.print(safe_line(line), soft_wrap=True)
    for heading, named in _named(pages, worst):
        out.write(f"\n{heading}\n")
        for row in named:
            out.write(f"  {safe_line('  '.join(row))}\n")


def markdown(pages: list[Measured], worst: int) -> str:
    """Return the same as a report in Markdown."""
    parts = [f"# Evaluation of {len(pages)} pages", ""]
    for section in _sections(pages):
        parts += [f"## {section.title}", ""] if section.title else []
        parts += [_row(section.heads), _row(["---", *["---:"] * (len(section.heads) - 1)])]
        parts += [*map(_row, section.rows), ""]
    if lost := [f"- {_cell(line)}" for line in _lost(pages)]:
        parts += [*lost, ""]
    for heading, lines in _named(pages, worst or _REPORTED):
        parts += [f"## {heading[0].upper()}{heading[1:]}", "", *(f"- {_cell('  '.join(line))}" for line in lines), ""]
    return "\n".join(parts).rstrip() + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return safe_line(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _sections(pages: list[Measured]) -> Iterator[_Section]:
    names = tuple(pages[0].readings)
    columns = [_cells(pages, name) for name in names]
    measures = [measure for measure in columns[0] if any(column[measure] for column in columns)]
    rows = [(measure, *(column[measure] or "-" for column in columns)) for measure in measures]
    yield _Section(heads=("measure", *names), rows=rows)
    intervals = [(measure, *(_interval(pages, name, measure) for name in names)) for measure in _RATIOS]
    if seen := [row for row in intervals if any(row[1:])]:
        yield _Section(title="95 % intervals, drawn by site", heads=("measure", *names), rows=seen)
    for title, groups in (("language", _groups(pages, "language")), ("kind", _groups(pages, "kind"))):
        if len(groups) > 1:
            yield _by_group(title, groups)


def _groups(pages: list[Measured], by: str) -> dict[str, list[Measured]]:
    groups: dict[str, list[Measured]] = defaultdict(list)
    for page in pages:
        groups[(page.language if by == "language" else page.kind) or "not stated"].append(page)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


def _by_group(title: str, groups: Mapping[str, list[Measured]]) -> _Section:
    heads = (title, "pages", "no article", "body F1", f"{BASELINE}'s", "headline", "day", "authors")
    rows = []
    for name, pages in groups.items():
        sums = _total(pages, OURS)
        shares = (sums.headline, sums.day, sums.credits)
        rows.append(
            (
                *(name, str(sums.pages), str(sums.absent), f"{sums.body.f1:.4f}"),
                *(f"{_total(pages, BASELINE).body.f1:.4f}", *(_part(share) or "-" for share in shares)),
            )
        )
    return _Section(title=f"by {title}", heads=heads, rows=rows)


def _total(pages: list[Measured], name: str) -> Total:
    return total(page.readings[name].score for page in pages)


def _cells(pages: list[Measured], name: str) -> dict[str, str]:
    """Return what stands in a column, by the measure; empty where no page can be judged by it.

    The speed is that of the pages that were read.
    """
    sums = _total(pages, name)
    read = sum(page.lost is None for page in pages)
    parts = sum_of_parts(page.readings[name].parts for page in pages)
    cpu, baseline_cpu = (sum(page.readings[each].cpu for page in pages) for each in (name, BASELINE))
    return {
        "pages": str(sums.pages),
        "no article": str(sums.absent),
        "body F1": f"{sums.body.f1:.4f}",
        "body precision": f"{sums.body.precision:.4f}",
        "body recall": f"{sums.body.recall:.4f}",
        "segments F1": f"{sums.segments.f1:.4f}" if sums.segments else "",
        "segments precision": f"{sums.segments.precision:.4f}" if sums.segments else "",
        "segments recall": f"{sums.segments.recall:.4f}" if sums.segments else "",
        **{f"{group} found": _share(parts.get(group, Share(right=0, judged=0))) for group in GROUPS},
        "headline exact": _share(sums.headline),
        "date same day": _share(sums.day),
        "date or change same day": _share(sums.day_or_change),
        "date same minute": _share(sums.minute),
        "authors exact": _share(sums.authors),
        "authors, agencies apart": _share(sums.credits),
        "pages per CPU second": f"{read / cpu:.1f}" if cpu else "-",
        "times as fast": f"{baseline_cpu / cpu:.2f}" if cpu else "-",
    }


def _share(share: Share) -> str:
    return f"{_part(share)} ({share.right}/{share.judged})" if share.judged else ""


def _part(share: Share) -> str:
    return f"{share.right / share.judged:.3f}" if share.judged else ""


def _interval(pages: list[Measured], name: str, measure: str) -> str:
    found = interval((page.site, *_RATIOS[measure](page.readings[name].score)) for page in pages)
    return f"{found[0]:.3f} to {found[1]:.3f}" if found else ""


def _of_overlap(found: Overlap) -> tuple[float, float]:
    return 2 * found.both, 2 * found.both + found.extra + found.missed


def _of_verdict(verdict: bool | None) -> tuple[float, float]:
    return float(verdict or False), float(verdict is not None)


def _lost(pages: list[Measured]) -> Iterator[str]:
    return (f"{page.page.name} {page.lost}: it counts as no article of all" for page in pages if page.lost)


def _named(pages: list[Measured], worst: int) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Yield the pages that are worth a look, under a heading each: of few words, and as many as `worst`."""
    little = [page for page in pages if page.has_little]
    if little:
        yield (
            f"less than a third of {BASELINE}'s text: characters of {OURS}, of {BASELINE}, file, URL",
            [(*(str(page.readings[name].length) for name in (OURS, BASELINE)), *_place(page)) for page in little],
        )
    if worst:
        ranked = sorted(pages, key=lambda page: (_f1(page, OURS), page.page.name, page.page.url))[:worst]
        yield (
            f"worst pages: body F1 of {OURS}, of {BASELINE}, file, URL",
            [(*(f"{_f1(page, name):.3f}" for name in (OURS, BASELINE)), *_place(page)) for page in ranked],
        )


def _f1(page: Measured, name: str) -> float:
    return page.readings[name].score.body.f1


def _place(page: Measured) -> tuple[str, str]:
    return page.page.name, page.page.url
