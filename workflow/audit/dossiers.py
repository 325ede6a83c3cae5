"""What a dossier is called in an answer: its territory and its regions, read for a page at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from workflow import asof
from workflow.language import Text
from workflow.models import REGISTER, Dossier, Territory
from workflow.regions import region
from workflow.rows import table_of
from workflow.store import Reading


@dataclass(frozen=True, slots=True)
class Named:
    """A dossier under the name a person knows it by."""

    dossier: str
    territory: str
    """Id of the territory; empty for the register."""
    name: str
    phase: str
    regions: tuple[str, ...]
    """Codes of its regions, as known then."""

    @property
    def where(self) -> Text:
        """« Nouvelle-Aquitaine/Occitanie »: the regions as a press release names them."""
        labels = [region(code).label for code in self.regions]
        return Text("/".join(label.fr for label in labels), "/".join(label.en for label in labels))


THE_REGISTER = Named(REGISTER, "", REGISTER, "", ())


def named(reading: Reading, dossiers: Collection[str], known: datetime) -> Mapping[str, Named]:
    """The names of those dossiers; the register is called by its own."""
    wanted = sorted({name for name in dossiers if name != REGISTER})
    dossier, territory = table_of(Dossier), table_of(Territory)
    found: dict[str, Named] = {REGISTER: THE_REGISTER}
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        regions = asof.regions_of(reading, known, some)
        rows = reading.query(
            select(dossier.c.id, dossier.c.phase, territory.c.id.label("territory"), territory.c.name)
            .join(territory, dossier.c.territory_id == territory.c.id)
            .where(dossier.c.id.in_(some))
        )
        found.update(
            {row.id: Named(row.id, row.territory, row.name, row.phase, regions.get(row.id, ())) for row in rows}
        )
    return found
