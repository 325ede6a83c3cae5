"""The states of dossiers as the lifecycle that judges each of them declares them."""

from sqlalchemy import select

from workflow.audit.spells import Spell
from workflow.engine import Engine
from workflow.errors import UnknownName
from workflow.language import Text
from workflow.lifecycle import Lifecycle, State
from workflow.models import Dossier, LifecycleVersion
from workflow.names import nearest, shown
from workflow.rows import table_of
from workflow.store import Reading


class Judged:
    """The lifecycles of all dossiers; where there is but one, no dossier is looked up."""

    def __init__(self, engine: Engine, reading: Reading) -> None:
        dossier = table_of(Dossier)
        digests = [digest for (digest,) in reading.query(select(dossier.c.lifecycle).distinct())]
        self._versions = {digest: engine.lifecycle(reading, digest) for digest in digests}
        self._all = [engine.lifecycle(reading, row.digest) for row in reading.rows(LifecycleVersion)]
        self._of: dict[str, str] = {}
        if len(digests) > 1:
            self._of = dict(reading.query(select(dossier.c.id, dossier.c.lifecycle)))
        self._only = next(iter(self._versions.values()), None)

    def state(self, spell: Spell) -> State:
        """The state of a spell, as the lifecycle of the dossier has it, or else one that it had before."""
        lifecycle = self._versions[self._of[spell.dossier]] if self._of else self._only
        known = lifecycle.states.get(spell.state) if lifecycle is not None else None
        return known or self.named(spell.state)

    def named(self, name: str) -> State:
        """The state of that name in any lifecycle that was ever in force. Raises UnknownName."""
        for lifecycle in self._all:
            if name in lifecycle.states:
                return lifecycle.states[name]
        known = dict.fromkeys(state for lifecycle in self._all for state in lifecycle.states)
        raise UnknownName(Text("état", "state"), shown(name), nearest(name, known) or tuple(known))

    @property
    def lifecycles(self) -> list[Lifecycle]:
        """Those that judge dossiers."""
        return list(self._versions.values())
