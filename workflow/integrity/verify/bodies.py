"""Is each body the one its hash is of, and do the columns say what it says?"""

from collections.abc import Iterator

from workflow.body import Written, columns
from workflow.canonical import leaf_hash
from workflow.integrity.verify.book import Book, Chapter, Told
from workflow.integrity.verify.finding import Finding, Layer
from workflow.language import Text

_SELF = {"hash", "body"}


def check(book: Book, chapter: Chapter) -> Iterator[Finding]:
    """What is wrong with the entries of a dossier, one by one."""
    for one in chapter.told:
        row = one.row
        if leaf_hash(bytes(row.body)) != row.hash:
            one.intact = False
            yield _finding(book, one, Layer.HASH, Text("le contenu a changé", "the content was changed"))
        if one.entry is None:
            if one.intact:
                one.intact = False
                said = Text("le contenu n’est pas celui d’une entrée", "the content is not that of an entry")
                yield _finding(book, one, Layer.HASH, said)
            continue
        said_by_body = columns(one.entry, Written(row.body, row.hash, ()))
        other = [name for name, value in said_by_body.items() if name not in _SELF and getattr(row, name) != value]
        if other:
            listed = ", ".join(other)
            said = Text(
                f"la base ne dit pas ce que dit le contenu signé : {listed}",
                f"the database does not say what the signed content says: {listed}",
            )
            yield _finding(book, one, Layer.COLUMNS, said)


def _finding(book: Book, one: Told, layer: Layer, what: Text) -> Finding:
    row = one.row
    return Finding(layer, what, row.dossier_id, row.seq, f"history_entry {row.id}", book.since(row))
