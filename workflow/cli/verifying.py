"""Verification as commands run it: with the keys that are believed, and a bar while it reads."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workflow.cli import output
from workflow.cli.places import keys_folder
from workflow.cli.session import Session
from workflow.errors import KeyFileError
from workflow.integrity.verify.book import Progress
from workflow.integrity.verify.verdict import Verdict
from workflow.integrity.verify.verification import verify as verify_all
from workflow.keys import PublicKey, Trust, application_path
from workflow.language import Text

_STAGES = {
    "database": Text("base de données", "database"),
    "log": Text("ordre scellé", "sealed order"),
    "entries": Text("entrées", "entries"),
    "files": Text("pièces", "evidence files"),
}


def believed(session: Session, folders: Sequence[Path] = ()) -> Trust:
    """The public keys that a verification believes. Raises KeyFileError.

    Those that were carried outside come before those of the workspace, which whoever can change the database may be
    able to change as well: of each use, the keys of `folders` are the only ones believed where there are any.
    """
    outside = Trust.read([folder for path in folders for folder in _with_keys(path)])
    inside = Trust.read([keys_folder(session)])
    return Trust(
        outside.application or (*inside.application, *_named_application(session)),
        outside.seal or inside.seal,
        outside.witnesses or inside.witnesses,
        outside.authorities or inside.authorities,
    )


def demand_keys(folders: Sequence[Path]) -> None:
    """Raise KeyFileError for a folder without a public key: those of the workspace would be believed in their place."""
    for folder in folders:
        trust = Trust.read(_with_keys(folder))
        if not (trust.application or trust.seal or trust.witnesses or trust.authorities):
            raise KeyFileError(
                Text(f"Aucune clé publique dans {folder}.", f"No public key in {folder}."),
                Text(
                    "donnez le répertoire où sont application.pub et seal.pub",
                    "give the folder in which application.pub and seal.pub are",
                ),
            )


def _with_keys(folder: Path) -> Iterator[Path]:
    """A folder and those below it that hold public keys: a kit has them in one of its own."""
    yield from sorted({path.parent for end in ("*.pub", "*.pem") for path in folder.rglob(end)})


def _named_application(session: Session) -> Iterator[PublicKey]:
    """The public form of the key that JALON_KEY names, which lies beside it."""
    path = application_path(session.workspace.root, session.environ)
    if path.parent != keys_folder(session) and path.with_suffix(".pub").exists():
        yield PublicKey.parse(path.with_suffix(".pub").read_text(encoding="utf-8").strip())


def verify(
    session: Session, trust: Trust | None = None, *, against: Path | None = None, every_signature: bool = False
) -> Verdict:
    """Verify the whole history. Raises WorkspaceError where `against` is no folder.

    `trust` is by default what `believed` says without anything from outside.
    """
    trust = trust or believed(session)
    with _bar() as progress:
        return verify_all(
            session.store,
            trust,
            evidence=session.evidence,
            against=against,
            every_signature=every_signature,
            progress=progress,
        )


@contextmanager
def _bar() -> Iterator[Progress]:
    with output.bar() as move:

        def progress(stage: str, done: int, total: int) -> None:
            move(str(_STAGES.get(stage, stage)), done, total)

        yield progress
