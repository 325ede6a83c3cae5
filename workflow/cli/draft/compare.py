"""`jalon draft compare`: two drafts, or a draft and the file that came back, in words, as a page, in Word."""

from pathlib import Path
from typing import Any

from workflow import lookup
from workflow.cli import drawing, output
from workflow.cli.draft.options import draft_argument
from workflow.cli.draft.remaining import described_left, tell_left
from workflow.cli.options import json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument, option
from workflow.cli.spoken import command as spoken_command
from workflow.dates import civil_day
from workflow.documents.compare import Change
from workflow.errors import RecordRefused, UnknownName
from workflow.issuing import comparison, drafts, files
from workflow.issuing.comparison import Compared
from workflow.issuing.drafts import Standing
from workflow.issuing.office import Office
from workflow.language import Text, current
from workflow.models import Draft
from workflow.names import nearest, shown
from workflow.store import Reading


@spoken_command(
    "compare",
    Text(
        "Ce qui diffère entre deux brouillons, ou entre un brouillon et le fichier Word qui revient.\n\n"
        "Sans second document : la dernière copie Word jointe, ou sinon la version précédente. --html écrit une page "
        "à lire, --word un fichier Word en modifications suivies.",
        "What differs between two drafts, or between a draft and the Word file that comes back.\n\n"
        "Without a second document: the last Word copy attached, or else the version before. --html writes a page to "
        "read, --word a Word file with tracked changes.",
    ),
    "jalon draft compare axe-seine-2018-contract-1 axe-seine-2018-contract-2",
    "jalon draft compare axe-seine-2018-protocol-1 protocole-corrige.docx --html ecarts.html",
)
@draft_argument
@argument(
    "other",
    Text("BROUILLON|FICHIER", "DRAFT|FILE"),
    Text("un autre brouillon, ou un fichier .docx", "another draft, or a .docx file"),
    required=False,
)
@option(
    "--html",
    "page",
    type=Path,
    value=Text("FICHIER", "FILE"),
    said=Text("Écrire une page qui montre les différences.", "Write a page that shows the differences."),
)
@option(
    "--word",
    type=Path,
    value=Text("FICHIER", "FILE"),
    said=Text(
        "Écrire un fichier Word en modifications suivies (complément jalon[compare]).",
        "Write a Word file with tracked changes (the extra jalon[compare]).",
    ),
)
@option(
    "--force",
    is_flag=True,
    said=Text("Écrire par-dessus ces fichiers.", "Write over those files."),
)
@json_option
@in_session
def command(
    session: Session, name: str, other: str | None, page: Path | None, word: Path | None, force: bool, as_json: bool
) -> None:
    """Compare two documents."""
    office = Office.of(session.workspace)
    with session.reading() as reading:
        found = _compared(reading, office, name, other)
        author = _author(session, reading)
    day = civil_day(session.engine.now)
    written = []
    for path, make in (
        (page, lambda: found.page(current())),
        (word, lambda: found.tracked(author, day)),
    ):
        if path is not None:
            written.append(files.put_one(path, make, force=force))
    if as_json:
        output.print_json({**_described(found), "files": [str(path) for path in written]})
        return
    _show(found)
    for path in written:
        output.success(Text(f"écrit : {path}", f"written: {path}"))


def _compared(reading: Reading, office: Office, name: str, other: str | None) -> Compared:
    draft = drafts.find(reading, name)
    standing = drafts.standing(reading, draft)
    if other is not None and reading.one(Draft, id=other) is not None:
        second = drafts.standing(reading, drafts.find(reading, other))
        return comparison.compared(comparison.of_stored(standing, office), comparison.of_stored(second, office))
    if other is not None:
        _demand_file(reading, other)
        return comparison.compared(comparison.as_sent(standing, office), comparison.of_file(other))
    return _with_what_came(reading, office, standing)


def _with_what_came(reading: Reading, office: Office, standing: Standing) -> Compared:
    """The draft with the last Word copy of it, or the version before with the draft."""
    copies = [copy for copy in standing.copies if copy.told.changes_found is not None and copy.sha256 is not None]
    if copies:
        side = comparison.of_copy(standing.draft, copies[-1], office.evidence)
        return comparison.compared(comparison.generated(standing, office), side)
    draft = standing.draft
    series = reading.rows(Draft, dossier_id=draft.dossier_id, document=draft.document, item=draft.item)
    before = [one for one in series if one.version < draft.version]
    if not before:
        raise RecordRefused(
            Text(
                f"{draft.id} est la première version, et aucune copie Word n’y est jointe.",
                f"{draft.id} is the first version, and no Word copy is attached to it.",
            ),
            Text(
                f"dites avec quoi comparer : jalon draft compare {draft.id} FICHIER.docx",
                f"name what to compare with: jalon draft compare {draft.id} FILE.docx",
            ),
        )
    earlier = drafts.standing(reading, max(before, key=lambda one: one.version))
    return comparison.compared(comparison.of_stored(earlier, office), comparison.of_stored(standing, office))


def _demand_file(reading: Reading, other: str) -> None:
    """Raise UnknownName for what is neither a draft nor a file."""
    if Path(other).exists():
        return
    known = [row.id for row in reading.rows(Draft)]
    raise UnknownName(
        Text("brouillon ou fichier", "draft or file"),
        shown(other, 120),
        nearest(other, known),
        Text(
            "un identifiant (jalon drafts DOSSIER) ou un fichier .docx", "an id (jalon drafts DOSSIER) or a .docx file"
        ),
    )


def _author(session: Session, reading: Reading) -> str:
    """Who the tracked changes are of: the actor by his name, or whoever types where nobody knows him."""
    try:
        return lookup.actor(reading, session.actor).label
    except UnknownName:
        return session.actor


def _described(found: Compared) -> dict[str, Any]:
    return {
        "before": found.before.name,
        "after": found.after.name,
        "same": found.comparison.same,
        "changes": [
            {
                "under": change.under,
                "before": change.before,
                "after": change.after,
                "around": change.around,
                "sentence": str(change.sentence),
            }
            for change in found.comparison.changes
        ],
        "left": [described_left(one) for one in found.left],
    }


def _show(found: Compared) -> None:
    output.fields([(Text("avant", "before"), found.before.name), (Text("après", "after"), found.after.name)])
    output.echo()
    (output.success if found.comparison.same else output.heading)(found.comparison.summary)
    under: str | None = None
    for change in found.comparison.changes:
        if change.under != under:
            under = change.under
            output.echo()
            output.heading(under or Text("Au début", "At the beginning"))
        _show_change(change)
    output.echo()
    tell_left(found.left)


def _show_change(change: Change) -> None:
    """One difference: a sign and a word say what happened, colour only repeats it."""
    sign, colour = ("~", "yellow")
    if not change.before:
        sign, colour = "+", "green"
    elif not change.after:
        sign, colour = "-", "red"
    drawing.item(sign, change.sentence, indent=2, colour=colour)
