"""Taghrib News Agency (TNA), one of the sites on the NewsStudio CMS."""

from spiders.cms.newsstudio import newsstudio
from spiders.outlet import Line

OUTLET = newsstudio(
    slug="taghrib",
    name="Taghrib News Agency",
    hosts=("www.taghribnews.com", "www.taghribnews.ir"),
    languages=("en", "fa", "ar"),
    # About 115 numbers a day are given out over all languages.
    volume=(20, 210),
    lines=(
        Line(rule="taghrib.name", pattern=r"Taghribnews \(TNA\)"),
        Line(rule="taghrib.source", pattern=r"Source\s*:\s*taghribnews", tail=True),
    ),
)
