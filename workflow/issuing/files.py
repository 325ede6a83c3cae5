"""The files of drafts: each whole or not at all, and never over something else that is there."""

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from workflow import system
from workflow.dates import civil_day, parse_instant
from workflow.documents.formats import FORMATS, Digests, Issued, Look, digests, named, odt
from workflow.documents.formats.many import Task, write_many
from workflow.documents.gaps import MARK
from workflow.documents.whole_file import write_file
from workflow.errors import AlreadyExists, DocumentError, JalonError
from workflow.issuing.drafts import Standing
from workflow.issuing.naming import SHORT, reference
from workflow.language import Text

if TYPE_CHECKING:
    from workflow.drafting import Plan

__all__ = ["ALL", "SHORT", "Made", "Outcome", "Wanted", "formats", "issued", "previewed", "put", "put_one"]

ALL = "all"
_BY_PEN = "…" * 12
"""What stands in a final document for the place and the day of the signature."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file that somebody wants."""

    draft: str
    format: str
    name: str
    source: Issued | Callable[[], bytes]
    """What it is written from, or what makes it."""
    note: Text | None = None
    """What is to be known of such a file."""


class Outcome(StrEnum):
    """What became of a file."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Made:
    """A file as it is now at its place, or why it is not there."""

    wanted: Wanted
    path: Path
    outcome: Outcome
    size: int = 0
    digests: Digests | None = None
    error: JalonError | None = None


def issued(standing: Standing) -> Issued:
    """A stored draft as the formats take it: nothing in it depends on when or where it is written."""
    draft, data = standing.draft, json.loads(standing.draft.data)
    return Issued(
        text=draft.text if standing.final is None else MARK.sub(_BY_PEN, draft.text),
        title=draft.title,
        dossier=draft.dossier_id,
        document=draft.document,
        version=draft.version,
        reference=reference(draft.document, data),
        short_hash=draft.text_digest[:SHORT],
        template_digest=draft.template_digest,
        data_json=draft.data,
        final=standing.final is not None,
        made_on=civil_day(parse_instant(standing.entry.recorded)),
        receipt=f"n° {standing.entry.seq} {standing.entry.hash}",
    )


def previewed(dossier: str, plan: "Plan", day: date) -> Issued:
    """A preview as the formats take it: each page says that it is one."""
    return Issued(
        text=plan.rendered.text,
        title=plan.rendered.title,
        dossier=dossier,
        document=plan.document,
        version=plan.version,
        reference=reference(plan.document, json.loads(plan.data)),
        short_hash=plan.text_digest[:SHORT],
        template_digest=plan.template_digest,
        data_json=plan.data,
        final=False,
        made_on=day,
        preview=True,
    )


def formats(asked: Sequence[str]) -> tuple[list[str], Text | None]:
    """The formats that were asked for, each once, and a sentence where one of `all` cannot be made here.

    Raises UnknownName, with the near ones.
    """
    if ALL not in asked:
        return list(dict.fromkeys(named(name).extension for name in asked)), None
    if odt.converter() is not None:
        return list(FORMATS), None
    return [name for name in FORMATS if name != "odt"], Text(
        "pas de fichier ODT : ni LibreOffice ni pandoc n’est installé ici.",
        "no ODT file: neither LibreOffice nor pandoc is installed here.",
    )


def put(
    wanted: Sequence[Wanted],
    folder: Path,
    look: Look,
    *,
    force: bool = False,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> list[Made]:
    """Make every file and put it in the folder, which is made if need be; what became of each, in the same order.

    Where there is a file of that name with another content, it is left as it is unless `force` is given. Raises
    DocumentError where the folder cannot be written.
    """
    with _staging(folder) as staged:
        tasks = [
            Task(one.source, one.format, staged / str(place))
            for place, one in enumerate(wanted)
            if isinstance(one.source, Issued)
        ]
        total = len(wanted)
        failed: dict[Path, JalonError] = {
            failure.task.path: failure.error
            for failure in write_many(tasks, look, progress=lambda done, _: progress(done, total))
        }
        done = len(tasks)
        for place, one in enumerate(wanted):
            if not isinstance(one.source, Issued):
                done += 1
                try:
                    write_file(staged / str(place), one.source())
                except JalonError as error:
                    failed[staged / str(place)] = error
                progress(done, total)
        return [
            _placed(one, staged / str(place), folder / one.name, failed.get(staged / str(place)), force=force)
            for place, one in enumerate(wanted)
        ]


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A folder inside the one the files go to, from where each is moved to its place in one step."""
    new = not folder.is_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=".jalon-", dir=folder))
    except OSError as fault:
        why = system.reason(NotADirectoryError(errno.ENOTDIR, "") if isinstance(fault, FileExistsError) else fault)
        raise DocumentError(
            Text(f"Impossible d’écrire dans « {folder} » : {why.fr}.", f"Cannot write in “{folder}”: {why.en}."),
            Text("choisissez un autre répertoire : --to RÉPERTOIRE", "choose another folder: --to FOLDER"),
        ) from fault
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)
        if new:
            with suppress(OSError):  # something was put there: it stays
                folder.rmdir()


def put_one(path: Path, make: Callable[[], bytes], *, force: bool = False) -> Path:
    """One file at the very place a person named, as `put` puts it; where it is.

    Raises DocumentError, AlreadyExists where another one is there.
    """
    wanted = Wanted("", path.suffix.removeprefix("."), path.name, make)
    with _staging(path.parent) as staged:
        write_file(staged / "0", make())
        made = _placed(wanted, staged / "0", path, None, force=force)
    if made.error is not None:
        raise made.error
    return made.path


def _placed(wanted: Wanted, staged: Path, target: Path, error: JalonError | None, *, force: bool) -> Made:
    if error is not None:
        return Made(wanted, target, Outcome.REFUSED, error=error)
    content = staged.read_bytes()
    told = (len(content), digests(content))
    try:
        there = os.path.lexists(target)
        if there and _says(target, content):
            return Made(wanted, target, Outcome.UNCHANGED, *told)
        if not there:
            there = not _linked(staged, target)
        elif force:
            staged.replace(target)
            return Made(wanted, target, Outcome.REPLACED, *told)
    except OSError as fault:
        why = system.reason(fault)
        refusal = DocumentError(
            Text(f"Impossible d’écrire « {target} » : {why.fr}.", f"Cannot write “{target}”: {why.en}.")
        )
        return Made(wanted, target, Outcome.REFUSED, error=refusal)
    if there:
        return Made(wanted, target, Outcome.REFUSED, error=_in_the_way(target))
    return Made(wanted, target, Outcome.WRITTEN, *told)


def _says(target: Path, content: bytes) -> bool:
    """Whether a file is there with that very content."""
    return target.is_file() and target.stat().st_size == len(content) and target.read_bytes() == content


def _linked(staged: Path, target: Path) -> bool:
    """Put a file where there was none; False where somebody put one there meanwhile."""
    try:
        os.link(staged, target)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        staged.replace(target)
    return True


def _in_the_way(target: Path) -> AlreadyExists:
    return AlreadyExists(
        Text(
            f"« {target} » existe déjà, avec un autre contenu : il est laissé tel quel.",
            f"“{target}” is there already, with another content: it is left as it is.",
        ),
        Text(
            "écrivez ailleurs : --to RÉPERTOIRE ; ou par-dessus : --force",
            "write elsewhere: --to FOLDER; or over it: --force",
        ),
    )
