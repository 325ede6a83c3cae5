"""Is every text that the entries commit to there, and only that; and was what is gone erased by an entry?"""

from collections.abc import Iterator

from workflow.entries import Erasure
from workflow.integrity.verify.book import Book, Chapter, Told, digest_of
from workflow.integrity.verify.finding import Certainty, Finding, Layer
from workflow.language import Text

_Gone = dict[str, tuple[int, int, str]]
"""What was erased: digest to the erasing entry, the entry erased in, and the name."""


def check(book: Book, chapter: Chapter) -> Iterator[Finding]:
    """What is wrong with the texts of a dossier, and with what was erased in it."""
    ordered: _Gone = {}
    for one in chapter.told:
        yield from _texts(book, one)
        if one.intact and one.entry is not None and one.entry.redacts:
            ordered.update(_ordered(one))
    stored = {row.digest: (row.seq, row.target, row.name) for row in chapter.redactions}
    for digest in sorted(stored.keys() | ordered.keys()):
        if stored.get(digest) != ordered.get(digest):
            what = Text(
                "un effacement n’est pas celui qu’une entrée ordonne", "an erasure is not the one that an entry orders"
            )
            yield Finding(Layer.ERASURE, what, chapter.subject, None, f"redaction {digest}")
    for one in chapter.told:
        yield from _complete(book, one, ordered)
    for seq in sorted({text.seq for text in chapter.strays}):
        what = Text("des textes sont d’une entrée qui n’est pas là", "there are texts of an entry that is not there")
        yield Finding(
            Layer.DISCLOSURE, what, chapter.subject, seq, f"disclosure, seq {seq}", certainty=Certainty.LIKELY
        )


def _ordered(one: Told) -> _Gone:
    entry = one.entry
    if entry is None or not isinstance(entry.payload, Erasure):
        return dict.fromkeys(entry.redacts if entry else (), (one.row.seq, -1, ""))
    told = {gone["digest"]: (entry.seq, int(gone["entry"]), gone["name"]) for gone in entry.payload.gone}
    return told if sorted(told) == sorted(entry.redacts) else dict.fromkeys(entry.redacts, (entry.seq, -1, ""))


def _texts(book: Book, one: Told) -> Iterator[Finding]:
    """Each stored text is what its digest says, can be read, and is one that the body commits to."""
    committed = set(one.body.get("_sd", ())) if one.body is not None and one.intact else None
    names = set()
    for text, opened in zip(one.texts, one.opened, strict=True):
        wrong = None
        if digest_of(text.text) != text.digest:
            wrong = Text("un texte a été changé", "a text was changed")
        elif committed is not None and text.digest not in committed:
            wrong = Text("un texte n’est pas de cette entrée", "a text is not of this entry")
        elif opened is None:
            wrong = Text("un texte est illisible", "a text cannot be read")
        elif opened[0] in names:
            wrong = Text("un texte y est deux fois", "a text is there twice")
        else:
            names.add(opened[0])
        if wrong is not None:
            place = f"disclosure {text.digest}"
            yield Finding(Layer.DISCLOSURE, wrong, text.dossier_id, text.seq, place, book.since(one.row))


def _complete(book: Book, one: Told, ordered: _Gone) -> Iterator[Finding]:
    """Every digest of a body has its text, or was erased; what was erased is not there again."""
    if not one.intact or one.body is None:
        return
    there = {text.digest for text in one.texts}
    row = one.row
    for digest in one.body.get("_sd", ()):
        erased = ordered.get(digest)
        if erased is None and digest not in there:
            what = Text(
                "un texte a disparu sans qu’une entrée l’efface", "a text is gone and no entry says that it was erased"
            )
            place = f"disclosure {digest}"
            yield Finding(Layer.ERASURE, what, row.dossier_id, row.seq, place, book.since(row))
        elif erased is not None and digest in there:
            what = Text(
                f"un texte effacé par l’entrée n° {erased[0]} est revenu (sauvegarde restaurée ?)",
                f"a text that entry {erased[0]} erased is back (a backup that was restored?)",
            )
            place = f"disclosure {digest}"
            yield Finding(Layer.ERASURE, what, row.dossier_id, row.seq, place, certainty=Certainty.PROVEN)
        elif erased is not None and erased[1] != row.seq:
            what = Text("l’effacement nomme une autre entrée", "the erasure names another entry")
            yield Finding(Layer.ERASURE, what, row.dossier_id, row.seq, f"redaction {digest}")
