"""How what was left to be filled in is said: the words as they stand, and what is wrong with them."""

from collections.abc import Sequence
from typing import Any

from workflow.cli import drawing, output, phrases
from workflow.documents.placeholders import Placeholder
from workflow.language import Text
from workflow.names import shown

MOST = 20
"""How many are shown to a person; more are counted."""


def tell_left(left: Sequence[Placeholder]) -> None:
    """Say what is still to be filled in; nothing where all is."""
    if not left:
        return
    output.warning(
        phrases.count(
            len(left),
            ("passage reste à remplir", "passages restent à remplir"),
            ("place to fill in", "places to fill in"),
        )
    )
    for one in left[:MOST]:
        where = f" · {one.under}" if one.under else ""
        around = shown(one.around, 160)
        drawing.item(
            output.DOT,
            Text(f"« {around} »", f"“{around}”"),
            Text(f"{one.kind.label.fr}{where}", f"{one.kind.label.en}{where}"),
            indent=2,
        )
    if len(left) > MOST:
        more = len(left) - MOST
        output.echo(Text(f"  et {more} autres", f"  and {more} more"))


def described_left(one: Placeholder) -> dict[str, Any]:
    """One of them as JSON has it."""
    return {"kind": str(one.kind), "text": one.text, "around": one.around, "under": one.under}
