"""The verb: a class whose docstring, examples and annotated attributes are its help and its arguments."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, NamedTuple, TypedDict, Unpack, get_type_hints


class Keywords(TypedDict, total=False):
    """What `argparse` is given of an argument, in its own words."""

    action: str
    choices: Sequence[str]
    default: object
    help: str
    metavar: str
    nargs: str
    required: bool
    type: Callable[[str], object]


class Argument(NamedTuple):
    """An argument of a verb: an option with flags, or a word in its place without any."""

    flags: tuple[str, ...]
    keywords: Keywords


def argument(*flags: str, **keywords: Unpack[Keywords]) -> Argument:
    """Return an argument, to annotate the attribute with that holds its value."""
    return Argument(flags, keywords)


class Verb:
    """The base of every verb: its name is that of its module, and the first line of its help is its docstring.

    An attribute annotated with an `Argument` is what a person types; the parser's own are `parser` and `root`.
    """

    examples: ClassVar[tuple[str, ...]]
    #: How its answer is printed, where no argument says that.
    format = "text"
    #: The parser of the whole command line.
    root: argparse.ArgumentParser

    def __init__(self, options: argparse.Namespace) -> None:
        self.__dict__.update(vars(options))

    def run(self) -> int:
        """Do it, and return the exit status."""
        raise NotImplementedError

    @classmethod
    def name(cls) -> str:
        """Return the word that is typed."""
        return cls.__module__.rpartition(".")[2]

    @classmethod
    def summary(cls) -> str:
        """Return the sentence that says what it does."""
        return " ".join((cls.__doc__ or "").split())

    @classmethod
    def arguments(cls) -> Iterator[tuple[str, Argument]]:
        """Yield its arguments by their attributes, in the order of the help."""
        for attribute, hint in get_type_hints(cls, include_extras=True).items():
            for note in getattr(hint, "__metadata__", ()):
                if isinstance(note, Argument):
                    yield attribute, note
