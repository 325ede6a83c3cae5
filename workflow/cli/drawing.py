"""Small pictures and lists made of characters: readable without colour, within a terminal’s width, whole in a pipe."""

import textwrap
from collections.abc import Iterable

import click

from workflow.cli import output

_COLOURS = {output.DONE: "green", output.REFUSED: "red", output.NOTICE: "yellow", output.ARROW: "cyan"}
FULL = "█"


def item(symbol: str, said: object, note: object = "", *, indent: int = 0, colour: str | None = None) -> None:
    """A symbol, what it is about, and perhaps a note after it; on a terminal, folded under the text."""
    strong, rest = str(said), str(note)
    whole = f"{strong}  {rest}" if rest else strong
    space = " " * (indent + len(symbol) + 1)
    text = whole
    if output.is_terminal():
        text = "\n".join(fold(line, space) for line in whole.splitlines()).removeprefix(space)
    if rest and text.startswith(strong):
        text = output.style(strong, bold=True) + text.removeprefix(strong)
    shown = output.style(symbol, colour=colour or _COLOURS.get(symbol), bold=True)
    output.echo(f"{' ' * indent}{shown} {text}")


def title(text: object) -> None:
    """A heading, folded within the width of a terminal."""
    lines = fold(str(text), "") if output.is_terminal() else str(text)
    for line in lines.splitlines():
        output.heading(line)


def prose(text: object, *, indent: int = 0) -> None:
    """A sentence or several, folded within the width of a terminal."""
    space = " " * indent
    for line in str(text).splitlines() or [""]:
        output.echo(fold(line, space) if output.is_terminal() else space + line)


def fold(line: str, space: str) -> str:
    """One line as several, each after `space`, broken between words alone."""
    return textwrap.fill(
        line,
        output.width(),
        initial_indent=space,
        subsequent_indent=space,
        break_on_hyphens=False,
        break_long_words=False,
    )


def struck(text: str) -> str:
    """The text with a line through it where a terminal can; never the only sign that it no longer holds."""
    return click.style(text, strikethrough=True) if output.is_coloured() else text


def bar(value: int, most: int, size: int) -> str:
    """A bar of at most `size` characters, at least one where there is anything at all."""
    if not value or not most:
        return ""
    return FULL * max(1, round(size * value / most))


def spread(spans: Iterable[tuple[int, int]], size: int) -> list[str]:
    """Each span of days as a bar at its place on one scale of `size` characters.

    A span that is too short to be seen still has one character.
    """
    found = list(spans)
    if not found:
        return []
    first, last = min(start for start, _ in found), max(end for _, end in found)
    scale = (size - 1) / max(1, last - first)
    drawn = []
    for start, end in found:
        left = round((start - first) * scale)
        right = max(left, round((end - first) * scale))
        drawn.append(" " * left + FULL * (right - left + 1))
    return drawn
