"""Captions and their credits, the empty ones too."""

from __future__ import annotations

import pytest

from transforms.fields.captions import image, is_caption


@pytest.mark.parametrize("credit", ["(Photo by )", "(Photo: )", "(images via )"])
def test_a_credit_without_a_name_is_never_an_empty_text(credit: str) -> None:
    assert image(None, f"A gardener counts leeks. {credit}").credit != ""


def test_a_paragraph_of_two_sentences_on_a_page_is_no_caption() -> None:
    paragraph = "The gate was shut at nine. Nobody had told the gardeners (Photo by Anna Rill)"
    assert is_caption(paragraph, page=False)
    assert not is_caption(paragraph, page=True)
    assert is_caption("Gardeners wait at the gate (Photo by Anna Rill)", page=True)
