"""The OpenDocument file of a draft, made from its Word file by LibreOffice or, where that is missing, by pandoc.

A text that was edited in Word becomes a PDF in the same way.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from workflow.documents.formats import docx
from workflow.documents.formats.archive import packed, unpacked
from workflow.documents.formats.issued import Issued
from workflow.documents.formats.look import Look
from workflow.errors import DocumentError
from workflow.language import Text

SECONDS = 120
"""What a conversion may take: the first start of LibreOffice on a slow machine takes thirty."""
_CONVERTERS = ("soffice", "libreoffice", "pandoc")
_DATES = re.compile(rb"(<(?:meta:creation-date|dc:date)>)[^<]*")
_SESSION = re.compile(rb'(config:name="Rsid(?:Root)?"[^>]*>)-?[0-9]+')
_LISTS = re.compile(rb'((?:xml:id|text:continue-list)=")(list[0-9]+)')
_PDF_DATE = re.compile(rb"(/(?:CreationDate|ModDate) ?\()([^)]*)")
_PDF_CHANCE = re.compile(rb"(?<=/DocChecksum /)[0-9A-F]{32}|(?<=/ID)\s*\[\s*<[0-9A-Fa-f]+>\s*<[0-9A-Fa-f]+>\s*\]")
_EDITING = re.compile(rb"<meta:(?:editing-duration|editing-cycles|print-date|generator)>[^<]*</meta:[a-z-]+>")


def converter() -> str | None:
    """The program that will convert, or None where there is none."""
    return next((found for name in _CONVERTERS if (found := shutil.which(name))), None)


def write(issued: Issued, look: Look) -> bytes:
    """The file; dated as the draft is, but its layout is the converter's, so another version gives other bytes.

    Raises DocumentError where no converter is installed, with what to install, and where it fails.
    """
    program = converter()
    if program is None:
        raise DocumentError(
            Text(
                "le format ODT demande LibreOffice ou pandoc, et ni l’un ni l’autre n’est installé ici.",
                "the format ODT needs LibreOffice or pandoc, and neither is installed here.",
            ),
            Text(
                "installer LibreOffice (apt install libreoffice-writer-nogui), ou prendre --format docx, qu’il ouvre",
                "install LibreOffice (apt install libreoffice-writer-nogui), or take --format docx, which it opens",
            ),
        )
    return settled(converted(docx.write(issued, look), "odt", program), issued)


def converted(content: bytes, extension: str, program: str) -> bytes:
    """A Word file as `program` makes another kind of it. Raises DocumentError where it fails."""
    with tempfile.TemporaryDirectory(prefix="jalon-convert-") as name:
        folder = Path(name)
        source, target = folder / "draft.docx", folder / f"draft.{extension}"
        source.write_bytes(content)
        _run(_command(program, folder, source, target), folder)
        if not target.is_file():
            raise _failed(program)
        return target.read_bytes()


def _command(program: str, folder: Path, source: Path, target: Path) -> list[str]:
    if Path(program).name == "pandoc":
        return [program, "--sandbox", "--from=docx", f"--to={target.suffix[1:]}", f"--output={target}", str(source)]
    # A profile of its own: LibreOffice refuses to start twice on one, and a person may have it open.
    profile = (folder / "profile").as_uri()
    return [
        program,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        target.suffix[1:],
        "--outdir",
        str(folder),
        str(source),
    ]


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603  # a program found on the path, with arguments of ours
            command,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=folder,
            env=dict(os.environ, HOME=str(folder)),
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise _failed(command[0]) from fault
    if done.returncode:
        raise _failed(command[0])


def _failed(program: str) -> DocumentError:
    name = Path(program).name
    return DocumentError(
        Text(f"{name} n’a pas pu faire ce fichier.", f"{name} could not make this file."),
        Text("prendre --format docx, que LibreOffice ouvre", "take --format docx, which LibreOffice opens"),
    )


def settled(content: bytes, issued: Issued) -> bytes:
    """The same document with the dates of the draft and without what LibreOffice draws by lot.

    The same version of LibreOffice, with the same fonts, then gives the same bytes.
    """
    parts = unpacked(content)
    first = {"mimetype": parts.pop("mimetype")}
    moment = issued.made_at.strftime("%Y-%m-%dT%H:%M:%S").encode()
    parts["meta.xml"] = _EDITING.sub(b"", _DATES.sub(rb"\g<1>" + moment, parts["meta.xml"]))
    parts["settings.xml"] = _SESSION.sub(rb"\g<1>0", parts.get("settings.xml", b""))
    numbers: dict[bytes, int] = {}
    parts["content.xml"] = _LISTS.sub(
        lambda found: b"%slist%d" % (found[1], numbers.setdefault(found[2], len(numbers) + 1)), parts["content.xml"]
    )
    return packed(parts, first)


def settled_pdf(content: bytes, issued: Issued) -> bytes:
    """A PDF of LibreOffice with the day of the draft and without what it draws by lot, every byte at its place."""
    moment = issued.made_at.strftime("D:%Y%m%d%H%M%SZ'").encode()
    content = _PDF_DATE.sub(lambda found: found[1] + moment.ljust(len(found[2]))[: len(found[2])], content)
    return _PDF_CHANCE.sub(lambda found: re.sub(rb"[0-9A-Fa-f]", b"0", found[0]), content)
