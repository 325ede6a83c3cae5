"""The program, its libraries, and the programs that make files."""

import platform
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from workflow.cli.doctor.check import Check, fault, good, notice
from workflow.cli.session import Session
from workflow.documents.formats import odt
from workflow.language import Text
from workflow.version import VERSION

USES = {
    "compare": Text("comparaison de fichiers Word", "comparison of Word files"),
    "postgresql": Text("base PostgreSQL", "PostgreSQL database"),
    "signature": Text("signature électronique des PDF", "electronic signatures of PDF files"),
    "timestamp": Text("horodatage des sceaux", "time stamps of seals"),
    "word": Text("modèles Word d’un service", "Word templates of an office"),
}
"""What each extra is for."""


def checks(_session: Session) -> Iterator[Check]:
    """All of it."""
    python = f"Python {platform.python_version()} · {platform.system()} {platform.machine()}"
    yield good("program", Text("jalon", "jalon"), f"{VERSION} · {python}")
    yield from _libraries()
    yield from _office()


def needed() -> dict[str, list[str]]:
    """The libraries that Jalon asks for, by the extra that brings them; those of all installations under ''."""
    found: dict[str, list[str]] = {"": []}
    for line in requires("jalon") or ():
        name = re.split(r"[\s\[<>=!~;(]", line, maxsplit=1)[0]
        extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)['\"]", line)
        # Some are for other systems; `editables` is what an editable install itself asks for, not the program.
        if extra is None and ("sys_platform" in line or name == "editables"):
            continue
        found.setdefault(extra[1] if extra else "", []).append(name)
    return found


def _libraries() -> Iterator[Check]:
    try:
        wanted = needed()
    except PackageNotFoundError:  # the program was copied rather than installed
        wanted = {}
    for extra, names in wanted.items():
        have = {name: _version(name) for name in names}
        missing = [name for name, number in have.items() if number is None]
        told = ", ".join(f"{name} {number}" for name, number in have.items() if number)
        label = USES.get(extra, Text("bibliothèques", "libraries")) if extra else Text("bibliothèques", "libraries")
        if not missing:
            yield good(f"libraries.{extra}" if extra else "libraries", label, told)
            continue
        listed = ", ".join(missing)
        said = Text(f"il manque {listed}", f"missing: {listed}")
        if extra:
            yield notice(
                f"libraries.{extra}",
                label,
                said,
                Text(f"au besoin : pip install 'jalon[{extra}]'", f"if needed: pip install 'jalon[{extra}]'"),
            )
        else:
            yield fault("libraries", label, said, Text("réinstallez : pip install jalon", "again: pip install jalon"))


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _office() -> Iterator[Check]:
    label = Text("fichiers ODT", "ODT files")
    program = odt.converter()
    if program is None:
        yield notice(
            "office",
            label,
            Text("ni LibreOffice ni pandoc n’est installé", "neither LibreOffice nor pandoc is installed"),
            Text("au besoin, installez LibreOffice", "if needed, install LibreOffice"),
        )
    else:
        yield good("office", label, program)
