"""Answers that are many entries: a page of them at a time, all told in the same way."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, TypeVar

import click

from workflow.audit.pages import LARGEST, Page, Paging
from workflow.audit.scope import Scope
from workflow.audit.search import Found
from workflow.cli import output, phrases, questions, telling
from workflow.cli.questions import Asked
from workflow.cli.session import Session
from workflow.cli.spoken import option
from workflow.cli.telling import Details
from workflow.engine import Engine
from workflow.language import Text
from workflow.store import Reading

Row = TypeVar("Row")

ON_A_PAGE = 50
"""Rows of a page, unless another number is given."""


def paged(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command its `paging`, or None where nothing was said of pages."""

    @wraps(function)
    def with_paging(*args: Any, limit: int | None, after: str | None, reverse: bool, **kwargs: Any) -> Any:
        typed = limit is not None or after is not None or reverse
        paging = Paging(limit or ON_A_PAGE, after, reverse) if typed else None
        return function(*args, paging=paging, **kwargs)

    decorated: Callable[..., Any] = with_paging
    for add in reversed(_PAGES):
        decorated = add(decorated)
    return decorated


def greatest_first(paging: Paging | None, limit: int = ON_A_PAGE) -> Paging:
    """The page asked for where the ordinary order is from the greatest down, and `--reverse` from the least up."""
    if paging is None:
        return Paging(limit, descending=True)
    return Paging(paging.limit, paging.after, descending=not paging.descending)


_PAGES = (
    option(
        "--limit",
        type=click.IntRange(1, LARGEST),
        value=Text("N", "N"),
        said=Text(f"N lignes par page ; sinon {ON_A_PAGE}.", f"N rows a page; otherwise {ON_A_PAGE}."),
    ),
    option(
        "--after",
        value=Text("PLACE", "PLACE"),
        said=Text("La page suivante : ce que la précédente a donné.", "The next page: what the one before gave."),
    ),
    option("--reverse", is_flag=True, said=Text("Dans l’ordre inverse.", "In the opposite order.")),
)


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """How the rows of one question are told."""

    fr: tuple[str, str]
    """What is counted, one and several."""
    en: tuple[str, str]
    found: Callable[[Row], Found]
    more: Callable[[Row], Details] = lambda _: []
    """What is said of a row besides its entry."""
    data: Callable[[Row], dict[str, Any]] = lambda _: {}
    """The same as JSON has it."""
    symbol: str = output.DOT

    def answer(
        self, session: Session, asked: Asked, ask: Callable[[Engine, Reading, Scope], Page[Row]], as_json: bool
    ) -> None:
        """Ask, and show the page."""
        scope = asked.scope(session)
        with session.reading() as reading:
            page = ask(session.engine, reading, scope)
            told = questions.standing(reading, page.basis)
            details = [telling.found_details(session.engine, reading, self.found(row)) for row in page.rows]
        if as_json:
            output.print_json(self._described(told.as_data(), page))
        else:
            output.heading(phrases.count(page.total, self.fr, self.en))
            questions.tell(told)
            self._show(page, details)
        questions.leave(told)

    def _described(self, basis: dict[str, Any], page: Page[Row]) -> dict[str, Any]:
        rows = [{**telling.found_data(self.found(row)), **self.data(row)} for row in page.rows]
        return {"basis": basis, "total": page.total, "shown": len(rows), "next": page.next, "entries": rows}

    def _show(self, page: Page[Row], details: Sequence[Details]) -> None:
        if not page.rows:
            output.echo()
            output.echo(
                Text("Plus rien après cette place : c’était la fin.", "Nothing follows that place: it was the end.")
                if page.total
                else Text("Rien ne répond à cette question.", "Nothing answers this question.")
            )
        for row, own in zip(page.rows, details, strict=True):
            found = self.found(row)
            output.echo()
            telling.show(found, telling.place(found), [*own, *self.more(row)], self.symbol)
        tell_more(page)


def tell_more(page: Page[Any]) -> None:
    """Say how many rows there are, and how to see those that follow."""
    if page.next is None:
        return
    output.echo()
    following = shlex.quote(page.next)
    output.remedy(
        Text(
            f"{len(page.rows)} sur {page.total} ; la suite, avec les mêmes options : --after {following}",
            f"{len(page.rows)} of {page.total:,}; what follows, with the same options: --after {following}",
        )
    )
