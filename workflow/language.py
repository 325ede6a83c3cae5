"""Sentences in two languages, chosen when they are read.

Jalon speaks French first and English completely. A sentence meant for a person is a `Text`: both languages written side
by side, where they are used, so that neither can be forgotten. `str(text)` gives the one in force.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

LANGUAGES = ("fr", "en")

_current: ContextVar[str] = ContextVar("language", default="fr")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label, in French and in English."""

    fr: str
    en: str

    def __str__(self) -> str:
        return self.in_language(current())

    def in_language(self, language: str) -> str:
        """The sentence in `language`, one of `LANGUAGES`."""
        return self.en if language == "en" else no_break(self.fr)


_BEFORE_HIGH = re.compile(r" (?=[;!?])")
_BEFORE_LOW = re.compile(r" (?=[:»%€])|(?<=«) |(?<=n°) ")


def no_break(french: str) -> str:
    """The same sentence with the spaces that French typography forbids to break at made no-break.

    Narrow (U+202F) before ; ! ?, full (U+00A0) before : » % €, after « and n°. Only spaces that are there are changed,
    so identifiers, times and addresses keep their form.
    """
    return _BEFORE_LOW.sub("\u00a0", _BEFORE_HIGH.sub("\u202f", french))


def current() -> str:
    """The language in force: `fr` unless `use` or `speaking` chose another."""
    return _current.get()


def use(language: str) -> None:
    """Speak `language` from now on. Raises ValueError for one that is not in `LANGUAGES`."""
    if language not in LANGUAGES:
        raise ValueError(language)
    _current.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` for the length of a `with` block."""
    before = current()
    use(language)
    try:
        yield
    finally:
        use(before)
