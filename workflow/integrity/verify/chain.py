"""Is every entry there, in its order, each pointing back to the one before?"""

from collections.abc import Iterator

from workflow.integrity.verify.book import Book, Chapter
from workflow.integrity.verify.finding import Finding, Layer
from workflow.language import Text


def check(book: Book, chapter: Chapter) -> Iterator[Finding]:
    """Where the chain of a dossier is broken. A gap is told once, not again by the link that it breaks."""
    before, expected = None, 0
    for one in chapter.told:
        row = one.row
        wrong = None
        if row.seq != expected:
            wrong = Text(
                f"l’entrée n° {expected} manque" if row.seq > expected else "le numéro revient en arrière",
                f"entry {expected} is missing" if row.seq > expected else "the number goes back",
            )
        elif row.prev != (before.hash if before is not None else book.genesis):
            wrong = Text(
                "elle ne suit pas celle qui la précède : une entrée a été changée, ajoutée ou ôtée",
                "it does not follow the one before it: an entry was changed, added or taken out",
            )
        elif one.entry is not None and one.intact and one.entry.log != book.log:
            wrong = Text(f"elle est d’un autre journal : {one.entry.log}", f"it is of another log: {one.entry.log}")
        elif before is not None and (row.id or 0) < (before.id or 0):
            wrong = Text("l’ordre des entrées a été changé", "the order of the entries was changed")
        elif before is not None and row.recorded_at <= before.recorded_at:
            wrong = Text(
                f"l’instant d’enregistrement recule : {row.recorded_at} après {before.recorded_at}",
                f"the recorded instant goes back: {row.recorded_at} after {before.recorded_at}",
            )
        if wrong is not None:
            place = f"history_entry {row.id}"
            yield Finding(Layer.CHAIN, wrong, row.dossier_id, row.seq, place, book.since(before or row))
        before, expected = row, row.seq + 1
