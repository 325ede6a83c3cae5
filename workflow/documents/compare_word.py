"""Two Word files as one with tracked changes, to be accepted or refused one by one in Word or LibreOffice."""

import datetime as dt
import subprocess
import tempfile
from pathlib import Path

from workflow.documents.formats.archive import packed, unpacked
from workflow.documents.package import Package
from workflow.errors import DocumentError
from workflow.language import Text

SECONDS = 120
"""What a comparison may take; a contract takes one or two."""


def tracked(before: bytes, after: bytes, author: str, on: dt.date) -> bytes:
    """The file after, with what differs from the one before as changes of `author`, all dated `on`.

    The same two files give the same bytes. What only looks otherwise is no change: a word processor that saves a file
    again rewrites its formatting. Raises DocumentError where the extra is not installed, for a file that is not safe to
    read and where the comparison fails.
    """
    for content in (before, after):
        Package(content).demand_self_contained()
    engine = _engine()
    with tempfile.TemporaryDirectory(prefix="jalon-compare-") as name:
        first, second, both = (Path(name) / file for file in ("before.docx", "after.docx", "both.docx"))
        first.write_bytes(before)
        second.write_bytes(after)
        moment = dt.datetime.combine(on, dt.time(), dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        command = [engine, str(first), str(second), str(both), f"--author={author}"]
        command += ["--no-detect-format-changes", f"--date-time={moment}"]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS, cwd=name)  # noqa: S603  # the engine
            written = both.read_bytes()
        except (OSError, subprocess.SubprocessError) as fault:
            raise DocumentError(
                Text(
                    "Word ne peut pas montrer les différences de ces deux fichiers.",
                    "Word cannot show the differences of these two files.",
                ),
                Text("prendre la comparaison en texte ou en HTML", "take the comparison as text or as HTML"),
            ) from fault
    return packed(unpacked(written))


def _engine() -> str:
    """Where the program that compares is; the library unpacks it once for each account."""
    try:
        from python_redlines import (  # type: ignore[import-untyped]  # noqa: PLC0415  # an extra, without types
            DocxodusEngine,
            EngineNotInstalledError,
        )
    except ImportError as fault:
        raise _missing() from fault
    try:
        return str(DocxodusEngine().extracted_binaries_path)
    except (EngineNotInstalledError, OSError) as fault:
        raise _missing() from fault


def _missing() -> DocumentError:
    return DocumentError(
        Text(
            "la comparaison en modifications suivies de Word demande un complément qui n’est pas installé ici.",
            "the comparison as tracked changes of Word needs an extra that is not installed here.",
        ),
        Text("taper : pip install 'jalon[compare]'", "type: pip install 'jalon[compare]'"),
    )
