"""How things look: on a terminal with colour and within its width, in a pipe as plain text that nothing cuts.

A symbol says what a colour says: ✓ done, ✗ refused, ! to look at, → what to type. In a pipe the no-break spaces of
French typography become ordinary ones, so that what is read there can be searched and compared.
"""

import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, TypeVar

import click

from workflow.errors import Blocker
from workflow.language import Text

Item = TypeVar("Item")

DONE, REFUSED, NOTICE, ARROW, DOT = "✓", "✗", "!", "→", "·"
_COLOURS = {DONE: "green", REFUSED: "red", NOTICE: "yellow", ARROW: "cyan", DOT: "bright_black"}
_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its title, and how its cells stand."""

    title: Text
    right: bool = False
    """Numbers stand to the right."""
    keep: bool = False
    """Never broken on a terminal: an identifier, a date."""
    colour: str | None = None
    """A colour of rich, for a terminal alone."""
    spare: bool = False
    """Left out on a terminal that has no room for it beside the others."""


_for_a_person: ContextVar[bool] = ContextVar("for_a_person", default=False)


@contextmanager
def for_a_person(yes: bool = True) -> Iterator[None]:
    """Lay things out as on a terminal, within its width, wherever they go: for a page that is read, not processed."""
    token = _for_a_person.set(yes)
    try:
        yield
    finally:
        _for_a_person.reset(token)


def is_terminal(*, err: bool = False) -> bool:
    """Whether a person is looking."""
    return _for_a_person.get() or _is_tty(err=err)


def _is_tty(*, err: bool = False) -> bool:
    stream = sys.stderr if err else sys.stdout
    return stream is not None and stream.isatty()


def is_coloured(*, err: bool = False) -> bool:
    """Whether colours are shown: to a person, who has not said NO_COLOR."""
    return _is_tty(err=err) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """How many columns there are to write in: the terminal's, a hundred at most where lines of text are broken."""
    return max(40, min(100, shutil.get_terminal_size((80, 24)).columns))


def plain(text: str) -> str:
    """The text with ordinary spaces."""
    return text.translate(_PLAIN)


def echo(text: object = "", *, err: bool = False) -> None:
    """One text as it is."""
    said = str(text)
    click.echo(said if is_terminal(err=err) else plain(said), err=err, color=is_coloured(err=err))


def style(text: object, *, colour: str | None = None, bold: bool = False, err: bool = False) -> str:
    """The text in a colour where there are colours."""
    return click.style(str(text), fg=colour, bold=bold or None) if is_coloured(err=err) else str(text)


def heading(text: object) -> None:
    """A title above what follows."""
    echo(style(text, bold=True))


def success(text: object) -> None:
    """What was done."""
    marked(DONE, text)


def warning(text: object, *, err: bool = False) -> None:
    """What is allowed but deserves a look."""
    marked(NOTICE, text, err=err)


def failure(text: object) -> None:
    """What was refused, on the error stream."""
    marked(REFUSED, text, err=True)


def remedy(text: object, *, err: bool = False, indent: int = 2) -> None:
    """What to type or do."""
    marked(ARROW, text, err=err, indent=indent)


def marked(symbol: str, text: object, *, err: bool = False, indent: int = 0) -> None:
    """A text after one of our symbols, its further lines below it."""
    shown = style(symbol, colour=_COLOURS[symbol], bold=True, err=err)
    lines = str(text)
    if is_terminal(err=err):
        space, is_remedy = " " * (indent + 2), symbol == ARROW
        broken = [
            textwrap.wrap(
                line,
                width() - len(CONTINUED) * is_remedy,
                initial_indent=space,
                subsequent_indent=space,
                break_on_hyphens=False,
                break_long_words=False,
            )
            for line in lines.splitlines()
        ]
        lines = "\n".join(_to_be_pasted(one) if is_remedy else "\n".join(one) for one in broken).removeprefix(space)
    echo(f"{' ' * indent}{shown} {lines}", err=err)


CONTINUED = " \\"
"""What tells a shell that a command goes on in the next line."""
_INSIDE_A_COMMAND = re.compile("jalon [a-z][^;]*$")


def _to_be_pasted(lines: Sequence[str]) -> str:
    """A remedy in lines, such that a command broken over several can be copied and pasted as it stands."""
    told: list[str] = []
    for line in lines:
        inside = len(told) < len(lines) - 1 and _INSIDE_A_COMMAND.search(" ".join([*told, line]))
        told.append(f"{line}{CONTINUED}" if inside else line)
    return "\n".join(told)


def mark_of(blocker: Blocker) -> str:
    """The symbol of a reason against: one that a written reason passes is only a notice."""
    return NOTICE if blocker.overridable else REFUSED


def fields(pairs: Iterable[tuple[object, object]], *, indent: int = 0) -> None:
    """Labels and values, one below the other."""
    shown = [(str(label), str(value)) for label, value in pairs]
    wide = max((len(label) for label, _ in shown), default=0)
    for label, value in shown:
        start = f"{' ' * indent}{style(label, colour='bright_black')}{' ' * (wide - len(label))}  "
        room = width() - indent - wide - 2
        lines = value.splitlines() or [""]
        if is_terminal() and room > 20:
            lines = [
                part
                for line in lines
                for part in textwrap.wrap(line, room, break_on_hyphens=False, break_long_words=False) or [""]
            ]
        echo(start + f"\n{' ' * (indent + wide + 2)}".join(lines))


def table(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
    """Rows under titles: drawn within the width of a terminal, aligned and whole in a pipe."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if is_terminal():
        for drawn in (columns, [column for column in columns if not column.spare]):
            kept = [[cell for cell, column in zip(row, columns, strict=True) if column in drawn] for row in cells]
            if _fits(drawn, kept):
                _draw(drawn, kept)
                return
        _stack(columns, cells)
        return
    titles = [str(column.title) for column in columns]
    wide = [max(len(row[place]) for row in (titles, *cells)) for place in range(len(columns))]
    lines = []
    for row in (titles, ["-" * size for size in wide], *cells):
        aligned = [
            cell.rjust(size) if column.right else cell.ljust(size)
            for cell, size, column in zip(row, wide, columns, strict=True)
        ]
        lines.append("  ".join(aligned).rstrip())
    echo("\n".join(lines))


GAP = 2
"""Characters that a drawn table leaves between two columns."""
NARROWEST = 16
"""Characters below which a column of text can no longer be read with ease."""


def _fits(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> bool:
    """Whether the columns that may be broken have room enough beside those that may not."""
    wide = [max(map(len, (str(column.title), *texts))) for column, texts in _by_column(columns, cells)]
    kept = sum(size for size, column in zip(wide, columns, strict=True) if column.keep or column.right)
    broken = [
        min(size, NARROWEST) for size, column in zip(wide, columns, strict=True) if not column.keep | column.right
    ]
    return kept + sum(broken) + GAP * (len(columns) - 1) <= width()


def _by_column(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> Iterator[tuple[Column, Sequence[str]]]:
    return zip(columns, zip(*cells, strict=True) if cells else [()] * len(columns), strict=True)


def _stack(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> None:
    """Each row as a paragraph: its first cell, then its texts, then its numbers on one line."""
    for row in cells:
        echo(style(row[0], bold=True))
        rest = list(zip(columns[1:], row[1:], strict=True))
        fields(((column.title, cell) for column, cell in rest if not column.right and cell), indent=2)
        numbers = [f"{column.title} {cell}" for column, cell in rest if column.right and cell]
        if numbers:
            echo(f"  {f' {DOT} '.join(numbers)}")


def _draw(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> None:
    from rich import box  # noqa: PLC0415  # loaded only to draw on a terminal
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text as Rich  # noqa: PLC0415

    wide = shutil.get_terminal_size((80, 24)).columns if _is_tty() else width()
    sizes = _sizes(columns, cells, wide)
    drawn = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0))
    for column, size in zip(columns, sizes, strict=True):
        drawn.add_column(
            Rich(str(column.title)),
            justify="right" if column.right else "left",
            no_wrap=column.keep,
            style=column.colour,
            overflow="fold",
            width=size,
        )
    for row in cells:
        drawn.add_row(*(Rich(_broken(cell, size)) for cell, size in zip(row, sizes, strict=True)))
    Console(file=sys.stdout, highlight=False, no_color=not is_coloured(), width=wide).print(drawn)


def _sizes(columns: Sequence[Column], cells: Sequence[Sequence[str]], room: int) -> list[int]:
    """Characters of each column: those that may be broken give way, the widest first, until all of them fit."""
    sizes = [max(map(len, (str(column.title), *texts))) for column, texts in _by_column(columns, cells)]
    yielding = [place for place, column in enumerate(columns) if not (column.keep or column.right)]
    for _ in range(sum(sizes) + GAP * (len(columns) - 1) - room):
        widest = max(yielding, key=lambda place: sizes[place], default=None)
        if widest is None or sizes[widest] == 1:
            break
        sizes[widest] -= 1
    return sizes


def _broken(cell: str, size: int) -> str:
    """A cell in lines of at most `size` characters, broken between words or after a hyphen: names are full of them."""
    return cell if len(cell) <= size else "\n".join(textwrap.wrap(cell, size))


def print_json(value: Any, *, err: bool = False) -> None:
    """One JSON document, keys in the order they were declared, letters as they are."""
    click.echo(_document(value), err=err)


MANY = 500
"""From how many items on a list is written with one item a line: to lay out JSON takes many times longer."""


def _document(value: Any) -> str:
    if not (isinstance(value, dict) and any(_is_long(one) for one in value.values())):
        return _laid_out(value)
    told = (f"  {json.dumps(name)}: {_listed(one) if _is_long(one) else _inside(one)}" for name, one in value.items())
    return "{\n" + ",\n".join(told) + "\n}"


def _is_long(value: Any) -> bool:
    return isinstance(value, list) and len(value) >= MANY


def _laid_out(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=_as_json)


def _inside(value: Any) -> str:
    return _laid_out(value).replace("\n", "\n  ")


def _listed(items: list[Any]) -> str:
    write = json.JSONEncoder(ensure_ascii=False, default=_as_json).encode
    return "[\n    " + ",\n    ".join(map(write, items)) + "\n  ]"


def _as_json(value: Any) -> Any:
    if isinstance(value, Text):
        return {"fr": value.fr, "en": value.en}
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, PurePath):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def progress(items: Iterable[Item], total: int, label: object) -> Iterator[Item]:
    """The items as they come, with a bar on the error stream where a person is looking and there are many."""
    if total < 20 or not _is_tty(err=True):
        yield from items
        return
    from rich.console import Console  # noqa: PLC0415  # loaded only to draw on a terminal
    from rich.progress import track  # noqa: PLC0415

    yield from track(items, str(label), total=total, console=Console(stderr=True), transient=True)


@contextmanager
def bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on the error stream where a person is looking; it is told a label, how much is done, and of how much."""
    if not _is_tty(err=True):
        yield lambda label, done, total: None
        return
    from rich.console import Console  # noqa: PLC0415  # loaded only to draw on a terminal
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task("", total=None)

        def move(label: str, done: int, total: int) -> None:
            drawn.update(task, description=label, completed=done, total=total)

        yield move
