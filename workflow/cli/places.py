"""Where those who seal and verify keep what is theirs, unless the environment says otherwise."""

from pathlib import Path

from workflow.cli.session import Session
from workflow.keys import FOLDER, SEAL
from workflow.models import REGISTER, RegisterHead

SEAL_FOLDER = "seal"
"""The folder of the one who seals, in the workspace; he should have one of his own elsewhere: JALON_SEAL_FOLDER."""


def keys_folder(session: Session) -> Path:
    """The public keys of the workspace, and the private ones that are kept there."""
    return session.workspace.root / FOLDER


def seal_key(session: Session, given: Path | None = None) -> Path:
    """The seal key: the one given, else the one JALON_SEAL_KEY names, else keys/seal.key of the workspace."""
    return _place(session, given, "JALON_SEAL_KEY", keys_folder(session) / f"{SEAL}.key")


def seal_folder(session: Session, given: Path | None = None) -> Path:
    """The sealer’s memory: the one given, else the one JALON_SEAL_FOLDER names, else seal/ of the workspace."""
    return _place(session, given, "JALON_SEAL_FOLDER", session.workspace.root / SEAL_FOLDER)


def log_name(session: Session) -> str:
    """The name of the log, which its keys bear too. Raises StoreError."""
    with session.reading() as reading:
        head = reading.one(RegisterHead, id=REGISTER)
    return head.log if head is not None else "jalon"


def _place(session: Session, given: Path | None, variable: str, otherwise: Path) -> Path:
    named = session.environ.get(variable, "").strip()
    return (given or (Path(named) if named else otherwise)).expanduser()
