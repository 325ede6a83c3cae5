"""`jalon drafts`: the drafts of a dossier, and what is missing in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workflow import lookup
from workflow.cli import drawing, output, phrases
from workflow.cli.options import dossier_argument, json_option
from workflow.cli.session import Session, in_session
from workflow.cli.sheet import gaps_of
from workflow.cli.spoken import command, option
from workflow.engine import Engine
from workflow.issuing.drafts import Standing, standings
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import Dossier, Draft
from workflow.store import Reading


@dataclass(frozen=True, slots=True)
class Listed:
    """A draft in a list."""

    standing: Standing
    document: Text
    """What the lifecycle calls the document."""

    @property
    def draft(self) -> Draft:
        """Its own row."""
        return self.standing.draft

    @property
    def drawn_on(self) -> str:
        """When the entry that drew it was recorded."""
        return self.standing.entry.recorded

    @property
    def current(self) -> bool:
        """Whether it is the last version."""
        return self.standing.newest


def listed(engine: Engine, reading: Reading, dossier: Dossier) -> list[Listed]:
    """Every draft of a dossier, in the order in which they were drawn."""
    lifecycle = engine.lifecycle(reading, dossier.lifecycle)
    return [Listed(one, document_label(lifecycle, one.draft.document)) for one in standings(reading, dossier.id)]


def document_label(lifecycle: Lifecycle, name: str) -> Text:
    """What the lifecycle calls a document; its name where it declares none of that name any more."""
    known = lifecycle.documents.get(name)
    return known.label if known else Text(name, name)


def described(one: Listed) -> dict[str, Any]:
    """A draft as JSON has it, without its text."""
    draft = one.draft
    return {
        "id": draft.id,
        "document": draft.document,
        "label": str(one.document),
        "item": draft.item,
        "version": draft.version,
        "current": one.current,
        "final": one.standing.final is not None,
        "void": one.standing.withdrawn,
        "title": draft.title,
        "seq": draft.seq,
        "drawn": one.drawn_on,
        "gaps": gaps_of(draft),
        "text_digest": draft.text_digest,
        "template_digest": draft.template_digest,
        "data_digest": draft.data_digest,
    }


@command(
    "drafts",
    Text(
        "Les brouillons d’un dossier : la dernière version de chacun, et combien de valeurs y manquent.",
        "The drafts of a dossier: the last version of each, and how many values are missing in it.",
    ),
    "jalon drafts axe-seine",
)
@dossier_argument
@option("--all", "every", is_flag=True, said=Text("Les versions précédentes aussi.", "The earlier versions as well."))
@json_option
@in_session
def drafts_command(session: Session, dossier: str, every: bool, as_json: bool) -> None:
    """List drafts."""
    with session.reading() as reading:
        found = lookup.dossier(reading, dossier)
        drafts = listed(session.engine, reading, found)
    chosen = [one for one in drafts if every or one.current]
    if as_json:
        output.print_json({"dossier": found.id, "drafts": [described(one) for one in chosen]})
        return
    _show(found, drafts, chosen)


def _show(dossier: Dossier, drafts: Sequence[Listed], chosen: Sequence[Listed]) -> None:
    output.heading(Text(f"Brouillons du dossier {dossier.id}", f"Drafts of dossier {dossier.id}"))
    if not chosen:
        output.echo(Text("aucun : une transition en rédige", "none: a transition draws some"))
        output.remedy(Text(f"lesquelles : jalon next {dossier.id}", f"which ones: jalon next {dossier.id}"))
        return
    for one in chosen:
        missing = 0 if one.standing.final else len(gaps_of(one.draft))
        state = _state(one, missing)
        number = one.draft.version, one.draft.seq
        drawing.item(
            output.NOTICE if missing else output.DONE,
            one.draft.title,
            Text(
                f"version {number[0]} · entrée n° {number[1]} · {state.fr}",
                f"version {number[0]} · entry {number[1]} · {state.en}",
            ),
        )
        output.echo(f"    {one.draft.id}")
    output.echo()
    older = len(drafts) - len(chosen)
    if older:
        said = phrases.count(
            older, ("version précédente", "versions précédentes"), ("earlier version", "earlier versions")
        )
        output.echo(Text(f"{said.fr} : ajoutez --all", f"{said.en}: add --all"))
    output.remedy(Text("le lire : jalon draft show BROUILLON", "read one: jalon draft show DRAFT"))
    output.remedy(
        Text(f"les écrire : jalon draft write {dossier.id}", f"write their files: jalon draft write {dossier.id}")
    )


def _state(one: Listed, missing: int) -> Text:
    copies = phrases.count(len(one.standing.copies), ("copie", "copies"), ("copy", "copies"))
    joined = Text(f" · {copies.fr}", f" · {copies.en}") if one.standing.copies else Text("", "")
    if one.standing.withdrawn:
        state = Text("sans objet, son entrée est annulée", "moot, its entry is void")
    elif one.standing.final:
        state = Text("définitif", "final")
    elif missing:
        state = Text(f"{missing} à compléter", f"{missing} to be completed")
    else:
        state = Text("complet", "complete")
    return Text(f"{state.fr}{joined.fr}", f"{state.en}{joined.en}")
