"""From what people type to what it names: dossiers, territories and actors, with or without accents."""

from collections.abc import Sequence

from sqlalchemy import select

from workflow.errors import JalonError, UnknownName
from workflow.language import Text
from workflow.models import Actor, Dossier, Territory, TerritoryName
from workflow.names import fold, nearest, shown, slugify
from workflow.rows import table_of
from workflow.store import Reading


class AmbiguousName(JalonError):
    """A name that several things bear; each is listed with the name that is its own."""

    code = "ambiguous-name"

    def __init__(self, name: str, found: Sequence[str]) -> None:
        name = shown(name)
        listed = ", ".join(found)
        super().__init__(
            Text(f"« {name} » désigne plusieurs choses : {listed}.", f"“{name}” names several things: {listed}."),
            Text("tapez l’un de ces noms", "type one of these names"),
        )


def territory(reading: Reading, name: str) -> Territory:
    """The territory of an id, a name, an alias or a code of the national list. Raises UnknownName, AmbiguousName."""
    found = _territory_ids(reading, name)
    if not found:
        known = reading.query(select(table_of(TerritoryName).c.name))
        raise UnknownName(
            Text("territoire", "territory"),
            shown(name),
            nearest(name, [one for (one,) in known]),
            Text("la liste : jalon dossiers", "the list: jalon dossiers"),
        )
    if len(found) > 1:
        raise AmbiguousName(name, found)
    row = reading.one(Territory, id=found[0])
    assert row is not None  # noqa: S101  # a foreign key says so
    return row


def _territory_ids(reading: Reading, name: str) -> list[str]:
    exact = reading.one(Territory, id=name) or reading.one(Territory, id=slugify(name))
    if exact is not None:
        return [exact.id]
    return sorted({row.territory_id for row in reading.rows(TerritoryName, folded=fold(name))})


def dossier(reading: Reading, name: str) -> Dossier:
    """The dossier of an id, or the only one of a territory. Raises UnknownName, AmbiguousName."""
    exact = reading.one(Dossier, id=name) or reading.one(Dossier, id=slugify(name))
    if exact is not None:
        return exact
    territories = _territory_ids(reading, name)
    found = [row for one in territories for row in reading.rows(Dossier, territory_id=one)]
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousName(name, sorted(row.id for row in found))
    if len(territories) == 1:
        raise UnknownName(
            Text("dossier", "dossier"),
            shown(name),
            (),
            Text(
                f"ce territoire n’a pas encore de dossier : jalon open {territories[0]}",
                f"this territory has no dossier yet: jalon open {territories[0]}",
            ),
        )
    known = [one for (one,) in reading.query(select(table_of(TerritoryName).c.name))]
    known += [one for (one,) in reading.query(select(table_of(Dossier).c.id))]
    raise UnknownName(
        Text("dossier", "dossier"),
        shown(name),
        nearest(name, known),
        Text("la liste : jalon dossiers", "the list: jalon dossiers"),
    )


def actor(reading: Reading, handle: str) -> Actor:
    """The actor of that handle or id. Raises UnknownName."""
    found = reading.one(Actor, handle=handle) or reading.one(Actor, id=handle)
    if found is None:
        known = [one for (one,) in reading.query(select(table_of(Actor).c.handle))]
        raise UnknownName(
            Text("acteur", "actor"),
            shown(handle),
            nearest(handle, known) or known[:3],
            Text(
                "la liste : jalon actors list ; ou choisissez avec --as",
                "the list: jalon actors list; or choose with --as",
            ),
        )
    return found
