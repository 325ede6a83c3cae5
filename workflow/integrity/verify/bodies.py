"""Is each body the one its hash is of, and do the columns say what it says?"""

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from workflow.body import Written, columns
from workflow.canonical import leaf_hash
from workflow.integrity.verify.book import Book, Chapter, Told
from workflow.integrity.verify.finding import Finding, Layer
from workflow.language import LANGUAGES, Text
from workflow.models import HistoryEntry
from workflow.names import shown
from workflow.rows import column_names

_NAMES = tuple(name for name in column_names(HistoryEntry) if name not in ("id", "signature"))
_stored = itemgetter(*(column_names(HistoryEntry).index(name) for name in _NAMES))
"""What `workflow.body.columns` gives, in that order, as it is stored."""


def check(book: Book, chapter: Chapter) -> Iterator[Finding]:
    """What is wrong with the entries of a dossier, one by one."""
    for one in chapter.told:
        row = one.row
        if leaf_hash(row.body) != row.hash:
            one.intact = False
            yield _finding(book, one, Layer.HASH, Text("le contenu a changé", "the content was changed"))
        if one.entry is None:
            if one.intact:
                one.intact = False
                said = Text("le contenu n’est pas celui d’une entrée", "the content is not that of an entry")
                yield _finding(book, one, Layer.HASH, said)
            continue
        said_by_body = columns(one.entry, Written(row.body, row.hash, ()))
        if tuple(said_by_body.values()) != _stored(row):  # type: ignore[arg-type]  # rows are tuples
            other = [name for name, value in said_by_body.items() if getattr(row, name) != value]
            fr, en = (_instead(row, said_by_body, other, language) for language in LANGUAGES)
            said = Text(
                f"la base ne dit pas ce que dit l’entrée elle-même : {fr}",
                f"the database does not say what the entry itself says: {en}",
            )
            yield _finding(book, one, Layer.COLUMNS, said)


def _instead(row: Any, told: Mapping[str, Any], names: Sequence[str], language: str) -> str:
    """« effective_on 2019-05-02 au lieu de 2019-04-30 »: no column of an entry holds a name or free text."""
    between = Text("au lieu de", "instead of").in_language(language)
    said = (
        (f"{_CALLED[name].in_language(language)} ({name})" if name in _CALLED else name, getattr(row, name), told[name])
        for name in names
    )
    return ", ".join(f"{called} {shown(str(here))} {between} {there}" for called, here, there in said)


_CALLED = {
    "actor_id": Text("auteur", "author"),
    "actor_role": Text("rôle de l’auteur", "role of the author"),
    "effective_on": Text("jour des faits", "day it happened"),
    "effective_until": Text("dernier jour des faits", "last day it happened"),
    "from_state": Text("état de départ", "state before"),
    "kind": Text("genre d’entrée", "kind of entry"),
    "recorded_at": Text("enregistrée", "recorded"),
    "to_state": Text("état d’arrivée", "state after"),
    "trigger": Text("transition", "transition"),
}
"""What a person calls the columns that tell most."""


def _finding(book: Book, one: Told, layer: Layer, what: Text) -> Finding:
    row = one.row
    return Finding(layer, what, row.dossier_id, row.seq, f"history_entry {row.id}", book.since(row))
