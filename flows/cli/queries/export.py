"""The verb `export`: writes a dataset of articles into a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from flows.cli.arguments import timeout
from flows.cli.output import spinner
from flows.cli.verb import Verb, argument
from flows.config import data_folder
from flows.errors import UsageError
from warehouse.query.output_formats import BODY_FORMATS, EXPORT_FORMATS


class Export(Verb):
    """Articles as files for others, with a manifest and a dataset card; the same data gives the same bytes."""

    examples = (
        "nightdesk export --format parquet --to dataset",
        "nightdesk export --format jsonl --body markdown --to texts",
        "nightdesk export --format warc --where \"outlet = 'presstv'\" --to pages",
        "nightdesk export --respect-ai-opt-out --to corpus",
    )
    #: Of the files: what is printed is for people.
    layout: Annotated[str, argument("--format", choices=EXPORT_FORMATS, default="parquet", help="default: parquet")]
    body: Annotated[
        str,
        argument("--body", choices=BODY_FORMATS, default="text", help="with headings and lists as Markdown, or text"),
    ]
    where: Annotated[
        str | None,
        argument(
            "--where",
            metavar="SQL",
            help="only the articles that fulfil this condition; where none does, nothing is written (exit status 3)",
        ),
    ]
    respect_ai_opt_out: Annotated[
        bool,
        argument("--respect-ai-opt-out", action="store_true", help="leave out what its outlet reserved from AI use"),
    ]
    to: Annotated[
        str,
        argument("--to", required=True, metavar="DIR", help="a new or empty folder, or that of an earlier export"),
    ]
    timeout: Annotated[float, timeout("the database", 3600)]

    def run(self) -> int:
        """Export the articles; return the exit status."""
        from warehouse.query.export import ExportRequest, export

        if self.layout == "warc" and self.body != "text":
            raise UsageError("--body is of tables: a WARC has the pages as they were served")
        data = data_folder()
        to = Path(self.to).expanduser().absolute()
        request = ExportRequest(
            layout=self.layout,
            body=self.body,
            where=self.where,
            respect_ai_opt_out=self.respect_ai_opt_out,
            seconds=self.timeout,
        )
        with spinner(f"writing to {to}"):
            done = export(data.published, data.store, to, request)
        print(f"{_counted(done.articles)} in {done.files} file{'' if done.files == 1 else 's'}: {to}")
        if done.left_out is not None:
            print(f"{_counted(done.left_out)} left out: an opt-out of AI use")
        for each in done.missing:
            place = f"{each.warc_file}, offset {each.warc_offset}"
            print(f"nightdesk: {each.article_id} is missing: {each.why} ({place})", file=sys.stderr)
        return 3 if done.missing else 0


def _counted(articles: int) -> str:
    return "1 article" if articles == 1 else f"{articles} articles"
