"""Was each move allowed by the lifecycle in force at the time?

The graph is judged, not the guards: what a guard asked is a matter of the program of that day, and what it found is
written in the entry. A correction moves the dossier to where its whole history puts it.
"""

from collections.abc import Iterator, Sequence

from workflow import replay
from workflow.body import Entry
from workflow.entries import Fired
from workflow.errors import JalonError
from workflow.integrity.verify.book import Book, Chapter
from workflow.integrity.verify.finding import Finding, Layer
from workflow.language import Text
from workflow.models import REGISTER


def check(book: Book, chapter: Chapter) -> Iterator[Finding]:
    """The moves of a dossier that its lifecycle does not know."""
    entries = chapter.entries
    if entries is None or chapter.subject == REGISTER:
        return
    state, unknown = "", set[str]()
    for number, entry in enumerate(entries):
        wrong = None
        try:
            if entry.lifecycle in book.lifecycles:
                wrong = _wrong(book, entry, state)
            elif entry.lifecycle not in book.unreadable | unknown:
                # Of one that was changed it is told once, not again by each entry that it judged.
                unknown.add(entry.lifecycle)
                told = entry.lifecycle[:12]
                wrong = Text(f"le cycle de vie qui l’a jugée n’est pas là : {told}…", f"no lifecycle {told}… is there")
        except JalonError as fault:
            wrong = fault.message
        if wrong is not None:
            row = chapter.told[number].row
            yield Finding(Layer.RULE, wrong, entry.dossier, entry.seq, f"history_entry {row.id}", book.since(row))
        state = _state_after(entries[: number + 1], state)


def _wrong(book: Book, entry: Entry, state: str) -> Text | None:
    """What is wrong with a move. Raises JalonError for what the lifecycle does not declare."""
    lifecycle = book.lifecycles[entry.lifecycle]
    if entry.seq == 0:
        opens = entry.kind == "opened" and entry.to_state == lifecycle.initial
        return None if opens else Text("l’histoire ne commence pas par l’ouverture", "it does not begin by opening")
    if entry.restates is not None or not isinstance(entry.payload, Fired):
        moves = entry.restates is None and entry.to_state is not None
        return Text("elle change l’état sans transition", "it moves without a transition") if moves else None
    transition = lifecycle.transition(entry.trigger or "")
    if entry.from_state != state:
        return Text(
            f"elle part de « {entry.from_state} » alors que le dossier est dans « {state} »",
            f"it leaves “{entry.from_state}” while the dossier is in “{state}”",
        )
    if state not in transition.sources or (transition.target or state) != entry.to_state:
        return Text(
            f"le cycle de vie ne mène pas de « {state} » à « {entry.to_state} » par « {entry.trigger} »",
            f"the lifecycle does not lead from “{state}” to “{entry.to_state}” by “{entry.trigger}”",
        )
    return None


def _state_after(entries: Sequence[Entry], state: str) -> str:
    last = entries[-1]
    if last.restates is None:
        return last.to_state if last.to_state is not None else state
    moves = [entry.to_state for entry in replay.live(entries) if entry.to_state is not None]
    return moves[-1] if moves else state
