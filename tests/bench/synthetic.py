"""A warehouse of invented articles of real length, and nights that add to it: as large as a benchmark asks."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from spiders.capture.manifest import CrawlManifest, ListingEntry, Outcome, PageEntry
from warehouse.db.writer import writer
from warehouse.revisit_policy import REVISIT_WINDOW

OUTLETS = ("presstv", "taghrib", "velde", "lathe")
A_NIGHT = 1000  # articles
STEP = 20_000  # articles that are made at once
FIRST_NIGHT = datetime(2024, 1, 1, 2, 30, tzinfo=UTC)
NIGHTS_BEGIN = datetime(2040, 1, 1, 2, 30, tzinfo=UTC)
FINGERPRINT = "made up"

# Words of random letters, by Zipf's law: they compress no better than prose does.
_POOL = """
CREATE TEMP TABLE vocabulary AS
SELECT i::INTEGER AS i, translate(left(md5(i::VARCHAR), 2 + (hash(i) % 8)::INTEGER), '0123456789', 'ghijklmnop') AS word
FROM range(30000) AS t (i);
CREATE TEMP TABLE pool AS
SELECT number::INTEGER AS number, string_agg(word, ' ') || '.' AS sentence
FROM (
    SELECT
        n.number, p.place,
        floor(pow(30000, (hash(n.number * 100 + p.place) % 1000000)::DOUBLE / 1000000))::INTEGER AS i
    FROM range(200000) AS n (number), range(20) AS p (place)
)
JOIN vocabulary USING (i)
GROUP BY number
"""
_BODIES = """
CREATE OR REPLACE TEMP TABLE made AS
WITH paragraphs AS (
    SELECT picked.number, string_agg(sentence, ' ') AS paragraph, min(sentence) AS first_sentence
    FROM (
        SELECT a.number, p.place, (hash(a.number * 64 + p.place) % 200000)::INTEGER AS pick
        FROM range($first, $last) AS a (number), range(40) AS p (place)
    ) AS picked
    JOIN pool ON pool.number = picked.pick
    GROUP BY picked.number, picked.place // 4
),
bodies AS (
    SELECT number, string_agg(paragraph, chr(10) || chr(10)) AS body, min(first_sentence) AS first_sentence
    FROM paragraphs
    GROUP BY number
),
placed AS (
    SELECT
        *, number // $a_night AS night,
        ($outlets::VARCHAR[])[1 + (number % len($outlets::VARCHAR[]))::INTEGER] AS outlet,
        $first_night::TIMESTAMPTZ + to_days((number // $a_night)::INTEGER) AS clock
    FROM bodies
)
SELECT
    *, outlet || ':' || number AS article_id, number::VARCHAR AS key,
    clock + to_seconds(number % $a_night) AS captured_at,
    'https://www.' || outlet || '.example/news/' || number || '/' || replace(left(first_sentence, 40), ' ', '-') AS url,
    strftime(clock, '%Y%m%dT%H%M%SZ') || '-nightly-' || lpad((night % 4096)::VARCHAR, 6, '0') AS run_id
FROM placed
ORDER BY number
"""
_INSERTS = (
    """
INSERT INTO core.revisions BY NAME
SELECT
    article_id, outlet, key, 1 AS revision, captured_at, url, url AS canonical_url, first_sentence AS headline,
    first_sentence AS description, body AS article_body, 'World' AS article_section, ['News', 'World'] AS breadcrumbs,
    [{name: 'A. Miller', url: NULL}] AS authors, [split_part(first_sentence, ' ', 1)] AS keywords,
    'en' AS in_language, 'page' AS in_language_source, captured_at - INTERVAL 3 HOUR AS date_published,
    strftime(captured_at, '%d %B %Y %H:%M') AS date_published_raw, 'minute' AS date_published_precision,
    'json-ld' AS date_published_source, 'text' AS time_zone_source, captured_at AS date_downloaded,
    url || '.jpg' AS main_image, [{url: url || '.jpg', caption: left(body, 60), credit: 'AP'}] AS images,
    (length(body) // 6)::INTEGER AS word_count, sha256(body) AS body_sha256,
    [{rule: 'share', reason: 'a share label', text: 'Share this', place: 0}] AS removed,
    'trafilatura' AS extractor, 'bench' AS extractor_version, run_id,
    outlet || '/' || run_id || '.warc.gz' AS warc_file, (number % $a_night) * 20000 AS warc_offset
FROM made ORDER BY number
""",
    """
INSERT INTO core.captures BY NAME
SELECT
    run_id, outlet, key, article_id, url, 200 AS status, captured_at,
    'sha1:' || upper(left(md5(body), 32)) AS digest, 'article' AS reading, {
        headline: left(md5(first_sentence), 16), description: left(md5(first_sentence), 16),
        article_body: left(sha256(body), 16)
    } AS content,
    $fingerprint AS extractor_fingerprint, 1 AS revision,
    outlet || '/' || run_id || '.warc.gz' AS warc_file, (number % $a_night) * 20000 AS warc_offset
FROM made ORDER BY number
""",
    """
INSERT INTO core.fetches BY NAME
SELECT
    run_id, outlet, 'article' AS kind, url, key, 'Feed' AS source, 'fetched' AS outcome, 200 AS status,
    75000 AS bytes, 0.4 AS seconds, captured_at AS fetched_at,
    outlet || '/' || run_id || '.warc.gz' AS warc_file, (number % $a_night) * 20000 AS warc_offset
FROM made ORDER BY number
""",
    """
INSERT INTO core.crawls BY NAME
SELECT
    run_id, outlet, count(*) AS found, 0 AS known, 0 AS skipped, count(*) AS fetched, 0 AS failed, count(*) AS new,
    0 AS revised, 0 AS unchanged, 0 AS rejected, 0 AS duplicate, 1 AS listings, 1 AS listings_answered,
    MAP {'fetched': count(*)} AS outcomes, MAP {'fetched': 1} AS listing_outcomes, 'finished' AS finish_reason
FROM made GROUP BY run_id, outlet ORDER BY ALL
""",
    "INSERT INTO core.verdicts SELECT DISTINCT run_id, outlet, 'ok', NULL FROM made ORDER BY ALL",
    """
INSERT INTO core.runs
SELECT DISTINCT run_id, 'nightly', clock, clock, clock, 'good', 0, NULL FROM made ORDER BY ALL
""",
    "INSERT INTO core.checked SELECT DISTINCT run_id, clock FROM made ORDER BY ALL",
)


def build(path: Path, articles: int) -> None:
    """Make a warehouse of so many articles, a thousand a night."""
    facts = {"a_night": A_NIGHT, "outlets": list(OUTLETS), "first_night": FIRST_NIGHT, "fingerprint": FINGERPRINT}
    with writer(path) as connection:
        connection.execute("SET memory_limit = '2GB'")
        connection.execute(_POOL)
        for first in range(0, articles, STEP):
            _execute(connection, _BODIES, {**facts, "first": first, "last": min(first + STEP, articles)})
            connection.execute("BEGIN")
            for insert in _INSERTS:
                _execute(connection, insert, facts)
            connection.execute("COMMIT")


def _execute(connection: duckdb.DuckDBPyConnection, sql: str, facts: dict[str, Any]) -> None:
    connection.execute(sql, {name: facts[name] for name in set(re.findall(r"\$(\w+)", sql))} or None)


def night(path: Path, folder: Path, number: int) -> list[tuple[CrawlManifest, Path]]:
    """Return manifests and batch files of a night after all others: 800 articles are new, 200 of the others changed.

    Those stand in the last nights, as no article is asked for again later.
    """
    clock = NIGHTS_BEGIN + timedelta(days=number)
    run_id = f"{clock:%Y%m%dT%H%M%SZ}-nightly-{number:06d}"
    dice = random.Random(number)
    with duckdb.connect(str(path), read_only=True) as connection:
        ((total,),) = connection.execute(
            "SELECT count(*) FROM core.revisions WHERE revision = 1 AND captured_at < $clock",
            {"clock": NIGHTS_BEGIN},
        ).fetchall()
        recent = range(max(0, total - REVISIT_WINDOW.days * A_NIGHT), total)
        olds = dice.sample(recent, min(200, len(recent)))
        old = connection.execute(
            "SELECT outlet, key, url, article_body FROM core.revisions "
            "WHERE revision = 1 AND key IN (SELECT unnest($keys))",
            {"keys": [str(one) for one in olds]},
        ).fetchall()
        (text,) = connection.execute("SELECT article_body FROM core.revisions LIMIT 1").fetchone() or ("",)
    words = text.split()
    pages = {outlet: [(key, url, f"Corrected: {body}") for slug, key, url, body in old if slug == outlet]
             for outlet in OUTLETS}  # fmt: skip
    for n in range(800):
        outlet = OUTLETS[n % len(OUTLETS)]
        key = f"{number}9{n:06d}"
        body = "\n\n".join(" ".join(dice.choices(words, k=len(words) // 12)) for _ in range(12))
        pages[outlet].append((key, f"https://www.{outlet}.example/news/{key}/story", body))
    return [_manifest(folder, run_id, outlet, clock, found) for outlet, found in pages.items()]


def _manifest(
    folder: Path, run_id: str, outlet: str, clock: datetime, pages: list[tuple[str, str, str]]
) -> tuple[CrawlManifest, Path]:
    rows = list(_rows(run_id, outlet, clock, pages))
    batch = folder / f"{run_id}.{outlet}.jsonl.gz"
    with gzip.open(batch, "wt", encoding="utf-8", compresslevel=1) as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    feed = ListingEntry(url=f"https://www.{outlet}.example/feed", outcome=Outcome.FETCHED, status=200, links=1)
    manifest = CrawlManifest(
        run_id=run_id, kind="nightly", outlet=outlet, clock=clock, started_at=clock, finished_at=clock,
        finish_reason="finished", warc=f"{run_id}.warc.gz",
        listings=(feed,),
        pages=tuple(
            PageEntry(url=row["capture"]["url"], key=row["capture"]["key"], outcome=Outcome.FETCHED, status=200,
                      captured_at=datetime.fromisoformat(row["capture"]["captured_at"]),
                      warc_offset=row["capture"]["warc_offset"])
            for row in rows
        ),
    )  # fmt: skip
    return manifest, batch


def _rows(run_id: str, outlet: str, clock: datetime, pages: list[tuple[str, str, str]]) -> Iterator[dict[str, Any]]:
    for place, (key, url, body) in enumerate(pages):
        moment = (clock + timedelta(seconds=place)).isoformat()
        kept = {"outlet": outlet, "key": key, "article_id": f"{outlet}:{key}", "url": url, "run_id": run_id,
                "warc_file": f"{outlet}/{run_id}.warc.gz", "warc_offset": place * 20000}  # fmt: skip
        content = dict.fromkeys(("headline", "description", "article_body"), f"{run_id}{outlet}{place}")
        capture = {**kept, "final_url": url, "status": 200, "captured_at": moment, "reading": "article",
                   "extractor_fingerprint": FINGERPRINT, "digest": f"sha1:{run_id}{place}",
                   "content": content}  # fmt: skip
        article = {**kept, "canonical_url": url, "headline": body[:70], "description": body[:90], "article_body": body,
                   "in_language": "en", "date_published": moment, "date_published_source": "json-ld",
                   "word_count": len(body.split()), "body_sha256": f"{run_id}{place}", "extractor": "trafilatura",
                   "extractor_version": "bench", "date_downloaded": moment}  # fmt: skip
        yield {"again": False, "capture": capture, "article": article, "rejection": None}
