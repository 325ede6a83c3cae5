"""Did the application sign each entry?

Of sealed entries in a large log one in a hundred is verified, another hundredth every day: nothing is sealed without a
signature that holds, and the seal vouches for it since.
"""

from typing import Any

from workflow.integrity import log
from workflow.integrity.verify.book import Book
from workflow.integrity.verify.finding import Certainty, Finding, Layer
from workflow.language import Text

ALL_UPTO = 20_000
"""Up to so many entries every signature is verified; above, those not yet sealed, and one sealed one in a hundred."""


class Signatures:
    """The application's signatures, verified all or in part."""

    def __init__(self, book: Book, *, every: bool) -> None:
        self._book = book
        self._every = every
        self.wanted = bool(book.trust.application)
        """Whether there is a key to verify with."""
        self.verified = 0
        """How many were verified."""
        self.passed = 0
        """How many sealed ones are left for another day."""
        self.unsigned = 0
        """Entries from before there was a key."""
        self._share = book.now.timetuple().tm_yday % 100  # every day another hundredth
        self._began = False

    def check(self, row: Any, *, sealed: bool) -> None:
        """Verify one, or pass over it."""
        if row.signature is None:
            if self._began:
                self._book.findings.add(
                    of_entry(row, Layer.SIGNATURE, Text("elle n’est pas signée", "it is not signed"))
                )
            else:
                self.unsigned += 1
            return
        self._began = True
        if sealed and not self._every and row.id % 100 != self._share:
            self.passed += 1
            return
        self.verified += 1
        signature = bytes(row.signature)
        key = self._book.trust.signer_of(signature)
        if key is None or not key.verify(signature[4:], hash_of(row.hash)):
            what = Text(
                "elle n’est pas signée par l’application : elle a été fabriquée ou changée",
                "it is not signed by the application: it was made up or changed",
            )
            self._book.findings.add(of_entry(row, Layer.SIGNATURE, what))

    def rest(self) -> None:
        """Say so where there is a key and nothing is signed at all."""
        if self.wanted and self.unsigned and not self._began:
            what = Text(
                "aucune entrée n’est signée alors qu’il y a une clé d’application",
                "no entry is signed although there is an application key",
            )
            self._book.findings.add(Finding(Layer.SIGNATURE, what, certainty=Certainty.LIKELY))


def of_entry(row: Any, layer: Layer, what: Text) -> Finding:
    """A finding about the entry of a row."""
    return Finding(layer, what, row.dossier_id, row.seq, f"history_entry {row.id}", row.recorded_at)


def hash_of(digest: str) -> bytes:
    """The 32 bytes of a stored hash; zeros for what is none, which nobody signed and no tree holds."""
    try:
        return log.raw(digest)
    except ValueError:
        return bytes(32)
