"""Reads a person's SQL before any of it is run: its statements, its settings, and whether it may be run at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import duckdb

from warehouse.db.snapshot import READS_ALONE, AskError
from warehouse.db.sql_error import located
from warehouse.db.writer import rows

#: The settings that a query may change, as they are spelled in lower case, and DuckDB's name of each.
_SETTINGS = {
    "timezone": "TimeZone",
    "calendar": "Calendar",
    "default_order": "default_order",
    "default_null_order": "default_null_order",
    "null_order": "default_null_order",
    "memory_limit": "memory_limit",
    "max_memory": "memory_limit",
    "threads": "threads",
    "worker_threads": "threads",
}
#: What is said of a query that is empty.
NO_STATEMENT = "there is no statement in it; one is: FROM articles LIMIT 5"
_MAY_BE_SET = "TimeZone, Calendar, default_order, default_null_order, memory_limit and threads"
# What only says where names are looked for, or is a variable: DuckDB does it as it stands, in its turn.
_IN_TURN = {"variable", "schema", "search_path"}

_Type = duckdb.StatementType
# All other kinds are refused: those that open, write or fetch files (DuckDB counts the copy itself, and its write-ahead
# log, as files that may be written), and PREPARE, which hides another statement. CREATE and its kin reach temporary
# tables alone: the copy is open read-only. A PRAGMA that only tells is a SELECT by the time that DuckDB hands it over.
_ALLOWED = {
    _Type.SELECT, _Type.EXPLAIN, _Type.SET, _Type.CALL, _Type.TRANSACTION, _Type.CREATE, _Type.INSERT, _Type.UPDATE,
    _Type.DELETE, _Type.MERGE_INTO, _Type.ALTER, _Type.DROP,
}  # fmt: skip
# Table functions that only tell; so do those whose names begin as the second line says. The others read files, keep
# logs, write profiles or checkpoint, or hide in a text what they do (`query`); what a later DuckDB brings is refused.
_TELLING = {
    "generate_series", "range", "repeat", "repeat_row", "unnest", "json_each", "json_tree", "query_table", "summary",
    "histogram", "histogram_values", "icu_calendar_names", "pg_timezone_names", "test_all_types",
    "glob",  # is an operator, too; DuckDB itself keeps the function from all files but the copy
}  # fmt: skip
_TELLING_PREFIXES = ("duckdb_", "pragma_")

# A token of DuckDB's own reader, without the space and the remarks behind it.
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|(?:(?!--|/\*)\S)+""", re.ASCII)
_WORD = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, text or sign of SQL, and where it begins (in bytes)."""

    text: str
    offset: int

    @property
    def name(self) -> str:
        """Return it as a name: in lower case, and without quotes."""
        return self.text.removeprefix('"').removesuffix('"').lower()


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a query, its tokens, and where in the query it begins (in bytes)."""

    text: str
    tokens: tuple[Token, ...]
    offset: int

    def tail(self, first: int) -> Statement:
        """Return what is left of it from one of its tokens on."""
        offset = self.tokens[first].offset
        return Statement(self.text.encode()[offset - self.offset :].decode(), self.tokens[first:], offset)


def split_statements(sql: str) -> list[Statement]:
    """Return the statements of a query, divided where DuckDB's own reader sees a semicolon."""
    raw = sql.encode()
    tokens = _tokens(sql)
    statements, begun = [], 0
    for end in (*(token.offset for token in tokens if token.text == ";"), len(raw)):
        held = tuple(token for token in tokens if begun <= token.offset < end)
        if held:
            statements.append(Statement(raw[begun:end].decode(), held, begun))
        begun = end + 1
    return statements


def _tokens(sql: str) -> list[Token]:
    raw = sql.encode()
    offsets = [offset for offset, _ in duckdb.tokenize(sql)]
    tokens = []
    for offset, end in pairwise([*offsets, len(raw)]):
        found = _TOKEN.match(raw[offset:end].decode())
        tokens.append(Token(found[0] if found else "", offset))
    return tokens


def take_settings(statements: list[Statement]) -> tuple[dict[str, str], list[Statement]]:
    """Return the settings that a query begins with, and the statements after them.

    They are never run as they stand: whoever opens the copy makes them before the configuration is locked. Raises
    `AskError` for a setting that a query may not change, and for one that stands behind another statement.
    """
    settings: dict[str, str] = {}
    left: list[Statement] = []
    for statement in statements:
        asked = _setting(statement.tokens)
        if asked is None:
            left.append(statement)
            continue
        name, value = asked
        if left:
            raise AskError(f"{name} is set too late: settings stand before the first statement")
        settings.pop(name, None)
        if value is not None:
            settings[name] = value
    return settings, left


def _setting(tokens: tuple[Token, ...]) -> tuple[str, str | None] | None:
    """Return which setting a statement changes and to what (None: its default); None where it is no such statement."""
    verb, *words = tokens
    if verb.name == "pragma":
        if len(words) < 2 or words[1].text != "=":
            return None
    elif verb.name not in ("set", "reset"):
        return None
    if len(words) > 1 and words[0].name in ("global", "session", "local"):
        words = words[1:]
    if not words or words[0].name in _IN_TURN:
        return None
    if [word.name for word in words[:2]] == ["time", "zone"]:
        words = [Token("TimeZone", words[0].offset), *words[1:]]
    name = _SETTINGS.get(words[0].name)
    if name is None:
        raise AskError(f"{words[0].text} cannot be set by a query, which may set {_MAY_BE_SET}")
    return name, None if verb.name == "reset" else _value(name, words[2:])


def _value(name: str, tokens: list[Token]) -> str | None:
    if len(tokens) != 1 or not re.match(r"['\w.]", tokens[0].text):
        raise AskError(f"the value of {name} is read as it stands: write it as a text in quotes, a number or a word")
    text = tokens[0].text
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return None if text.lower() == "default" else text


def check_statements(connection: duckdb.DuckDBPyConnection, sql: str, statements: Iterable[Statement]) -> None:
    """Raise `AskError` for a query with a statement that does anything but read the copy, before any of it is run."""
    for statement in statements:
        for each in _check_kind(connection, sql, statement):
            if not _refused_functions().isdisjoint(_called(each.query, statement.text)):
                raise AskError(READS_ALONE)


@cache
def _refused_functions() -> frozenset[str]:
    """Return the table functions that a query may not call: they are the same for every copy."""
    return frozenset(
        name
        for (name,) in rows(duckdb.default_connection(), "query/table_functions")
        if name not in _TELLING and not name.startswith(_TELLING_PREFIXES)
    )


def _called(read: str, written: str) -> set[str]:
    """Return what may be the name of a function in a statement, which DuckDB has read otherwise than it was written.

    Some characters beyond ASCII, of no width among them, are spaces to DuckDB and letters to its reader of tokens: what
    DuckDB has read counts. Of a PIVOT it does not tell that: there each word counts.
    """
    text = read or written
    if not read and not text.isascii():
        return set(_WORD.findall(text.lower()))
    return {token.name for token, following in pairwise(_tokens(text)) if following.text.startswith("(")}


def check_condition(connection: duckdb.DuckDBPyConnection, condition: str) -> None:
    """Raise `AskError` where a condition on articles is none, and `duckdb.Error` where it has a fault."""
    parts = split_statements(condition)
    if len(parts) != 1:
        raise AskError("a condition is one expression in SQL, such as: outlet = 'presstv'")
    (part,) = parts
    asked = "SELECT * FROM articles WHERE\n"
    check_statements(connection, condition, [Statement(asked + part.text, part.tokens, part.offset - len(asked))])
    explained = f"EXPLAIN {asked}"  # which runs nothing, and says where a fault is
    with located(condition, part.offset - len(explained)):
        connection.execute(explained + part.text)


def _check_kind(connection: duckdb.DuckDBPyConnection, sql: str, statement: Statement) -> list[duckdb.Statement]:
    try:
        with located(sql, statement.offset):
            extracted = connection.extract_statements(statement.text)
    except duckdb.InternalException:  # UPDATE EXTENSIONS, to which the library has no answer
        raise AskError(READS_ALONE) from None
    if not extracted:
        raise AskError(NO_STATEMENT)
    kinds = [each.type for each in extracted]
    first = statement.tokens[0].name
    # CHECKPOINT is a CALL, too; and what is explained must be seen, as EXPLAIN ANALYZE runs it.
    named = {_Type.CALL: "call", _Type.EXPLAIN: "explain"}
    if not _ALLOWED.issuperset(kinds) or any(first != named.get(kind, first) for kind in kinds):
        raise AskError(READS_ALONE)
    if first == "explain":
        _check_kind(connection, sql, statement.tail(_explained(statement.tokens)))
    return extracted


def _explained(tokens: tuple[Token, ...]) -> int:
    """Return with which token begins what is explained."""
    names = [token.name for token in tokens]
    place = 1
    while names[place] in ("analyze", "verbose"):
        place += 1
    if names[place] == "(" and names[place + 1] in ("analyze", "verbose", "format"):
        place = names.index(")", place) + 1
    return place
