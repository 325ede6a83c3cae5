"""Are the files there, unchanged, and those that the entries rest on?"""

from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

from workflow.evidence import EvidenceFolder, media_type
from workflow.integrity.verify.book import Book, Chapter
from workflow.integrity.verify.finding import Certainty, Finding, Layer
from workflow.language import Text
from workflow.models import Evidence


class Files:
    """The files of every entry: what is said of them, what is stored of them, what lies in the folder."""

    def __init__(self, book: Book, folder: EvidenceFolder | None) -> None:
        self._folder = folder
        self._rows = {row.sha256: row for row in book.reading.rows(Evidence)}
        self._idle = set(self._rows)
        self._of: dict[str, tuple[str, int, str | None]] = {}
        """The first entry that rests on each file: dossier, number, and what the file is called there."""

    def check(self, book: Book, chapter: Chapter) -> Iterator[Finding]:
        """The files of a dossier that the database does not know as the entries do."""
        for one in chapter.told:
            for ref in one.entry.evidence if one.intact and one.entry is not None else ():
                if ref.sha256 is None:
                    continue
                self._idle.discard(ref.sha256)
                self._of.setdefault(ref.sha256, (one.row.dossier_id, one.row.seq, ref.name))
                row = self._rows.get(ref.sha256)
                if row is None or row.size != ref.size:
                    what = Text(
                        f"la pièce « {ref.name} » n’est pas connue telle que l’entrée la dit",
                        f"evidence “{ref.name}” is not known as the entry tells it",
                    )
                    place = f"evidence {ref.sha256}"
                    yield Finding(Layer.FILE, what, one.row.dossier_id, one.row.seq, place, book.since(one.row))

    def rest(self, book: Book, *, whole: bool) -> Iterator[Finding]:
        """Rows that no entry rests on, where the `whole` history could be read; and the files themselves, each read."""
        for sha256 in sorted(self._idle) if whole else ():
            what = Text("aucune entrée ne repose sur cette pièce", "no entry rests on this file")
            yield Finding(Layer.FILE, what, place=f"evidence {sha256}", certainty=Certainty.LIKELY)
        if self._folder is None:
            return
        for number, sha256 in enumerate(sorted(self._rows)):
            book.progress("files", number, len(self._rows))
            dossier, seq, name = self._of.get(sha256, (None, None, None))
            wrong = self._wrong(self._rows[sha256], Text(f" « {name} »", f" “{name}”") if name else Text("", ""))
            if wrong is not None:
                yield Finding(Layer.FILE, wrong, dossier, seq, str(self._folder.path(sha256)))
        left = 0
        for path in sorted(self._folder.folder.rglob("*")):
            if path.name.startswith(".") or path.name in self._rows or not path.is_file():
                continue
            if path == self._folder.path(path.name) and _hash_of(path) == path.name:
                left += 1
                continue
            what = Text("un fichier qu’aucune entrée ne connaît", "a file that no entry knows")
            yield Finding(Layer.FILE, what, place=str(path), certainty=Certainty.LIKELY)
        if left:
            # What a command brings is kept before it is judged: where it is refused, the file stays, and says nothing.
            book.outside.passed.append(
                Text(
                    f"{left} fichier{'s' if left > 1 else ''} du répertoire des pièces qu’aucune entrée ne connaît : "
                    "reste d’une commande refusée, ou pièce effacée qui serait revenue",
                    f"{left} file{'s' if left > 1 else ''} among the evidence that no entry knows: left by a command "
                    "that was refused, or erased evidence that came back",
                )
            )

    def _wrong(self, row: Evidence, called: Text) -> Text | None:
        assert self._folder is not None  # noqa: S101  # as the caller looked
        path: Path = self._folder.path(row.sha256)
        try:
            with path.open("rb") as file:
                start = file.read(16)
                file.seek(0)
                found, size = file_digest(file, "sha256").hexdigest(), path.stat().st_size
        except OSError:
            return Text(f"la pièce{called.fr} manque", f"the evidence file{called.en} is missing")
        if found != row.sha256 or size != row.size:
            return Text(f"la pièce{called.fr} a été changée", f"the evidence file{called.en} was changed")
        if media_type(start) != row.media_type:
            return Text(
                f"la nature de la pièce{called.fr} n’est pas celle du fichier",
                f"the type of the evidence file{called.en} is not that of the file",
            )
        return None


def _hash_of(path: Path) -> str | None:
    """SHA-256 of a file; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
