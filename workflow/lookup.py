"""From what people type to what it names: dossiers, territories and actors, with or without accents.

Who types an id as it is means that very thing. Otherwise everything that bears the name counts, and where several do
the name is ambiguous: nothing is ever chosen for a person.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import SQLModel

from workflow.errors import AmbiguousName as AmbiguousName
from workflow.errors import InvalidValue, UnknownName
from workflow.language import Text
from workflow.models import REGISTER, Actor, Dossier, Territory, TerritoryName
from workflow.names import fold, nearest, shown, slugify
from workflow.rows import table_of
from workflow.store import Reading

FEW = 5
"""How many names may all be said to somebody who named none of them."""


def territory(reading: Reading, name: str) -> Territory:
    """The territory of an id, a name, an alias or a code of the national list. Raises UnknownName, AmbiguousName."""
    found = sorted(_territories(reading, name))
    if not found:
        known = reading.query(select(table_of(TerritoryName).c.name))
        raise UnknownName(
            Text("territoire", "territory"),
            shown(name),
            nearest(name, [one for (one,) in known]),
            Text("la liste : jalon dossiers", "the list: jalon dossiers"),
        )
    if len(found) > 1:
        raise AmbiguousName(shown(name), found)
    row = reading.one(Territory, id=found[0])
    assert row is not None  # noqa: S101  # a foreign key says so
    return row


def _territories(reading: Reading, name: str) -> dict[str, set[str | None]]:
    """The territories that may be meant, each with the phases in which it bears the name; None stands for all."""
    if not _sayable(name):
        return {}
    if reading.one(Territory, id=name) is not None:
        return {name: {None}}
    found: dict[str, set[str | None]] = {}
    slug = _slug(name)
    if slug is not None and reading.one(Territory, id=slug) is not None:
        found[slug] = {None}
    for row in reading.rows(TerritoryName, folded=fold(name)):
        found.setdefault(row.territory_id, set()).add(row.phase)
    return found


def _sayable(name: str) -> bool:
    """Whether a database could hold it: a NUL or half of a character names nothing, and drivers stumble on them."""
    return "\0" not in name and not any("\ud800" <= character <= "\udfff" for character in name)


def _slug(name: str) -> str | None:
    try:
        return slugify(name)
    except InvalidValue:  # no letter of ours in it: it names nothing
        return None


def dossiers(reading: Reading, names: Sequence[str]) -> dict[str, Dossier]:
    """The dossiers that several names mean, by id. Raises UnknownName, AmbiguousName, for the first that fails."""
    exact = {row.id: row for row in reading.among(Dossier, "id", [name for name in names if _sayable(name)])}
    found = (exact.get(name) or dossier(reading, name) for name in names)
    return {row.id: row for row in found}


def dossier(reading: Reading, name: str) -> Dossier:
    """The dossier of an id, or the only one of the only territory of that name. Raises UnknownName, AmbiguousName.

    A code of the national list holds for one phase: it names the dossier of that phase.
    """
    exact = None
    if _sayable(name):
        exact = reading.one(Dossier, id=name) or reading.one(Dossier, id=_slug(name) or name)
    if exact is not None:
        return exact
    territories = _territories(reading, name)
    found = [
        row
        for territory_id, phases in territories.items()
        for row in reading.rows(Dossier, territory_id=territory_id)
        if phases & {None, row.phase}
    ]
    if len(found) == 1 and len(territories) == 1:
        return found[0]
    if found:
        without = territories.keys() - {row.territory_id for row in found}
        raise AmbiguousName(shown(name), sorted([*(row.id for row in found), *without]))
    if len(territories) == 1:
        (only,) = territories
        raise UnknownName(
            Text("dossier", "dossier"),
            shown(name),
            (),
            Text(
                f"ce territoire n’a pas encore de dossier : jalon open {only}",
                f"this territory has no dossier yet: jalon open {only}",
            ),
        )
    if territories:
        raise AmbiguousName(shown(name), sorted(territories))
    known = [one for (one,) in reading.query(select(table_of(TerritoryName).c.name))]
    known += [one for (one,) in reading.query(select(table_of(Dossier).c.id))]
    raise UnknownName(
        Text("dossier", "dossier"),
        shown(name),
        nearest(name, known),
        Text("la liste : jalon dossiers", "the list: jalon dossiers"),
    )


def subject(reading: Reading, name: str) -> str:
    """Id of what has a history of its own: the register, in either language, or a dossier. Raises as `dossier`."""
    return REGISTER if is_register(name) else dossier(reading, name).id


def is_register(name: str) -> bool:
    """Whether the register is meant rather than a dossier: in French its entries are shown as those of the registre."""
    return name in (REGISTER, "registre")


def names(reading: Reading, model: type[SQLModel], name: str, said: str) -> list[tuple[str, str]]:
    """What every row of a table is called, by one of its columns, and what another one says of it; in order."""
    table = table_of(model)
    query = select(table.c[name], table.c[said]).order_by(table.c[name])
    return [(found, told) for found, told in reading.query(query)]


def actor(reading: Reading, handle: str) -> Actor:
    """The actor of that handle or id. Raises UnknownName."""
    found = None
    if _sayable(handle):
        found = reading.one(Actor, handle=handle) or reading.one(Actor, id=handle)
    if found is None:
        known = [one for (one,) in reading.query(select(table_of(Actor).c.handle))]
        raise UnknownName(
            Text("acteur", "actor"),
            shown(handle),
            nearest(handle, known),
            Text(
                "la liste : jalon actors list ; ou choisissez avec --as",
                "the list: jalon actors list; or choose with --as",
            ),
            known=known if len(known) <= FEW else (),
        )
    return found
