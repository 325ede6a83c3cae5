"""Is what people were given as receipts still so?"""

from collections.abc import Iterator

from workflow.integrity.verify.book import Book, Chapter
from workflow.integrity.verify.finding import Finding, Layer
from workflow.language import Text


class Receipts:
    """The receipts that were kept outside, each looked for in the history."""

    def __init__(self, book: Book) -> None:
        self._left = {key: list(kept) for key, kept in book.outside.receipts.items()}
        self.count = sum(map(len, self._left.values()))

    def check(self, book: Book, chapter: Chapter) -> Iterator[Finding]:
        """The receipts about a dossier that its entries contradict."""
        for one in chapter.told if self._left else ():
            row = one.row
            for digest, place in self._left.pop((row.dossier_id, row.seq), ()):
                if digest != row.hash:
                    what = Text("l’entrée n’est pas celle du reçu", "the entry is not the one of the receipt")
                    yield Finding(Layer.RECEIPT, what, row.dossier_id, row.seq, place, row.recorded_at)

    def rest(self) -> Iterator[Finding]:
        """The receipts of entries that are not there."""
        for (dossier, seq), kept in self._left.items():
            for _, place in kept:
                what = Text("l’entrée du reçu a disparu", "the entry of the receipt is gone")
                yield Finding(Layer.RECEIPT, what, dossier, seq, place)
