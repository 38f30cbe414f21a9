"""Confidence intervals of an evaluation's ratios: the bootstrap, drawn by site."""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable
from hashlib import shake_128

_RESAMPLES = 1000
_TAIL = 0.025  # on either side: 95 %

#: The site of a page, and the numerator and the denominator that the page adds to a ratio.
Drawn = tuple[str, float, float]


def interval(pages: Iterable[Drawn]) -> tuple[float, float] | None:
    """Return the 95 % percentile interval of a ratio of sums over pages; None where fewer than two sites have some.

    Sites are drawn, not pages: those of one site resemble each other. Equal pages give equal intervals each time.
    """
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for site, numerator, denominator in pages:
        sums[site][0] += numerator
        sums[site][1] += denominator
    judged = [(above, below) for above, below in sums.values() if below]
    if len(judged) < 2:
        return None
    numerators, denominators = ([pair[side] for pair in judged] for side in (0, 1))
    ratios = []
    for resample in range(_RESAMPLES):
        drawn = _draw(len(judged), resample)
        ratios.append(sum(map(numerators.__getitem__, drawn)) / sum(map(denominators.__getitem__, drawn)))
    ratios.sort()
    return ratios[int(_RESAMPLES * _TAIL)], ratios[int(_RESAMPLES * (1 - _TAIL)) - 1]


def _draw(count: int, resample: int) -> list[int]:
    """Return as many places below a count, drawn with repetition; the number of the resample is the seed."""
    drawn = struct.unpack(f"<{count}I", shake_128(str(resample).encode()).digest(4 * count))
    return [number % count for number in drawn]
