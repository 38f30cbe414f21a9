"""Shows an evaluation: both extractors side by side, and the pages that ours read worst."""

from __future__ import annotations

from typing import TextIO

from rich.table import Table

from flows.pipeline.evaluation import Measured
from flows.render.console import terminal
from spiders.safe_text import safe_line
from transforms.scoring import Share, Total, total


def show_evaluation(pages: list[Measured], worst: int, out: TextIO) -> None:
    """Print how well and how fast the pages were read, and as many as `worst` that we read worst."""
    _show(pages, out)
    _show_worst(pages, worst, out)


def _show(pages: list[Measured], out: TextIO) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2))
    table.add_column("measure", no_wrap=True)
    table.add_column("nightdesk", justify="right", no_wrap=True)
    table.add_column("trafilatura", justify="right", no_wrap=True)
    read = sum(page.lost is None for page in pages)
    ours_cpu, baseline_cpu = sum(page.ours_cpu for page in pages), sum(page.baseline_cpu for page in pages)
    ours = _cells(total(page.ours for page in pages), read, ours_cpu, baseline_cpu)
    baseline = _cells(total(page.baseline for page in pages), read, baseline_cpu, baseline_cpu)
    for measure, value in ours.items():
        table.add_row(measure, value, baseline[measure])
    console = terminal(out)
    console.print(table)
    for page in pages:
        if page.lost:
            console.print(safe_line(f"{page.page.name} {page.lost}: it counts as no article of both"), soft_wrap=True)


def _cells(sums: Total, read: int, cpu: float, baseline_cpu: float) -> dict[str, str]:
    """Return what stands in a column, by the measure; the speed is that of the pages that were read."""
    return {
        "pages": str(sums.pages),
        "no article": str(sums.absent),
        "body F1": f"{sums.body.f1:.4f}",
        "body precision": f"{sums.body.precision:.4f}",
        "body recall": f"{sums.body.recall:.4f}",
        "headline exact": _share(sums.headline),
        "date same day": _share(sums.day),
        "date same minute": _share(sums.minute),
        "authors exact": _share(sums.authors),
        "pages per CPU second": f"{read / cpu:.1f}" if cpu else "-",
        "times as fast": f"{baseline_cpu / cpu:.2f}" if cpu else "-",
    }


def _share(share: Share) -> str:
    return f"{share.right / share.judged:.3f} ({share.right}/{share.judged})" if share.judged else "-"


def _show_worst(pages: list[Measured], worst: int, out: TextIO) -> None:
    if worst:
        out.write("\nworst pages: body F1 of nightdesk, of trafilatura, file, URL\n")
    for page in sorted(pages, key=lambda each: (each.ours.body.f1, each.page.name, each.page.url))[:worst]:
        line = f"  {page.ours.body.f1:.3f}  {page.baseline.body.f1:.3f}  {page.page.name}  {page.page.url}"
        out.write(safe_line(line) + "\n")
