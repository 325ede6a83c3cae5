"""The states of dossiers as the lifecycle that judges each of them declares them."""

from sqlalchemy import select

from workflow.audit.spells import Spell
from workflow.engine import Engine
from workflow.errors import UnknownName
from workflow.language import Text
from workflow.lifecycle import Lifecycle, State
from workflow.models import Dossier
from workflow.names import nearest, shown
from workflow.rows import table_of
from workflow.store import Reading


class Judged:
    """The lifecycles of all dossiers; where there is but one, no dossier is looked up."""

    def __init__(self, engine: Engine, reading: Reading) -> None:
        dossier = table_of(Dossier)
        digests = [digest for (digest,) in reading.query(select(dossier.c.lifecycle).distinct())]
        self._versions = {digest: engine.lifecycle(reading, digest) for digest in digests}
        self._all = engine.lifecycles(reading)
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
        raise UnknownName(Text("état", "state"), shown(name), nearest(name, known), known=known)

    def lead(self, source: str, target: str) -> bool:
        """Whether any lifecycle that was ever in force leads from one state to the other, or from one back to it."""
        return any(_leads(lifecycle, source, target) for lifecycle in self._all if source in lifecycle.states)


def _leads(lifecycle: Lifecycle, source: str, target: str) -> bool:
    following = {one.target_from(source) for one in lifecycle.leaving(source)} - {source}
    return any(lifecycle.path(state, target) is not None for state in following)
