"""What the readings of real pages beside the repository must reach, set by set: none of it may ever be lowered."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.pipeline.evaluation import OURS, evaluate
from transforms.scoring import Share, total

#: By set: body F1, headline, day, authors with agencies apart; what was measured less three thousandths.
FLOORS = {
    "aeb": (0.974, 0.0, 0.0, 0.0),
    "aed": (0.938, 0.931, 0.880, 0.929),
    "fundus": (0.966, 0.811, 0.981, 0.862),
    "wcxb": (0.951, 0.907, 0.922, 0.852),
}


@pytest.mark.e2e
@pytest.mark.parametrize("name", FLOORS)
def test_the_quality_of_real_pages_never_falls(name: str, shared: Path) -> None:
    corpus = shared / "corpus" / name
    if not corpus.is_dir():
        pytest.skip(f"../shared holds no corpus/{name}")
    pages = evaluate(str(corpus), 2)
    sums = total(page.readings[OURS].score for page in pages)
    reached = (sums.body.f1, *map(_part, (sums.headline, sums.day, sums.credits)))
    assert [page.page.name for page in pages if page.readings[OURS].score.absent] == []
    assert all(value >= floor for value, floor in zip(reached, FLOORS[name], strict=True)), reached


def _part(share: Share) -> float:
    return share.right / share.judged if share.judged else 1.0
