"""A map of the regions made of characters: each at about its place, with a number."""

from collections.abc import Mapping

from workflow.cli import output
from workflow.language import Text
from workflow.lifecycle import State
from workflow.regions import region

MAINLAND = (
    (None, None, None, "32", None),
    (None, "28", "11", "44", None),
    ("53", "52", "24", "27", None),
    (None, "75", None, "84", None),
    (None, "76", None, "93", "94"),
)
"""Rows from north to south, places from west to east."""
OVERSEAS = ("01", "02", "03", "04", "06")

SHORT = {
    "01": "Guad.",
    "02": "Mart.",
    "03": "Guy.",
    "04": "Réun.",
    "06": "May.",
    "11": "ÎdF",
    "24": "CVL",
    "27": "BFC",
    "28": "Norm.",
    "32": "HdF",
    "44": "Gr.Est",
    "52": "PdL",
    "53": "Bret.",
    "75": "N-Aq.",
    "76": "Occ.",
    "84": "AuRA",
    "93": "PACA",
    "94": "Corse",
}
"""What a region is called in a few characters."""
CELL = 13


def show(state: State, counts: Mapping[str, int]) -> None:
    """How many dossiers reached a state, by region; a point where there is none."""
    title = Text(f"{state.symbol} {state.label.fr}, sur la carte", f"{state.symbol} {state.label.en}, on the map")
    output.heading(title)
    for row in MAINLAND:
        output.echo("".join(_cell(code, counts) for code in row).rstrip())
    away = [code for code in OVERSEAS if counts.get(code)]
    if away:
        listed = ", ".join(f"{region(code).label} {counts[code]}" for code in away)
        output.echo(Text(f"  outre-mer : {listed}", f"  overseas: {listed}"))


def _cell(code: str | None, counts: Mapping[str, int]) -> str:
    if code is None:
        return " " * CELL
    number = str(counts[code]) if counts.get(code) else output.DOT
    return f"  {SHORT[code]:<6} {number:<{CELL - 9}}"
