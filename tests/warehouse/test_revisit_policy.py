"""When an article is asked for again: one policy for the crawl, whose SQL gets it as parameters, and for `explain`."""

from __future__ import annotations

from datetime import timedelta

import pytest
from archive import NIGHT

from warehouse.revisit_policy import MOST_TRIES, PASSING, RETRY_WINDOW, REVISIT_DAYS, is_retried, next_revisit

DAY = timedelta(days=1)


@pytest.mark.parametrize(("checked", "due"), [(0, 1), (0.99, 3), (1, 3), (2.99, 7), (7, 30), (29, 30)])
def test_the_next_revisit_is_the_first_that_no_check_has_come_to(checked: float, due: int) -> None:
    assert next_revisit(NIGHT, NIGHT + checked * DAY, NIGHT + 8 * DAY) == NIGHT + due * DAY


def test_after_the_last_revisit_none_is_due_nor_of_what_was_first_seen_long_ago() -> None:
    assert next_revisit(NIGHT, NIGHT + REVISIT_DAYS[-1] * DAY, NIGHT + 31 * DAY) is None
    assert next_revisit(NIGHT, NIGHT, NIGHT + 46 * DAY) is None


@pytest.mark.parametrize("outcome", PASSING)
def test_what_failed_for_a_passing_reason_is_tried_for_a_week_and_five_times(outcome: str) -> None:
    assert is_retried(["gone", outcome], NIGHT, NIGHT + DAY)
    assert not is_retried([outcome], NIGHT, NIGHT + RETRY_WINDOW)
    assert is_retried([outcome] * MOST_TRIES, NIGHT, NIGHT + DAY) == (outcome == "left_over")  # it was not tried


@pytest.mark.parametrize("outcome", ["gone", "http_4xx", "fetched", "filtered"])
def test_what_is_settled_is_not_tried_again(outcome: str) -> None:
    assert not is_retried(["timeout", outcome], NIGHT, NIGHT + DAY)
