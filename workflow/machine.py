"""Firing a transition: the only door to the library `transitions`.

The library moves a small object that is thrown away; what is kept, and whether the guards allow it, is not its affair.
One machine serves every dossier of a lifecycle: attaching stored dossiers to it would cost kilobytes and a strong
reference each.
"""

import logging
from functools import lru_cache

from transitions import Machine, MachineError

from workflow.errors import TransitionNotAllowed
from workflow.lifecycle import Lifecycle

logging.getLogger("transitions").setLevel(logging.WARNING)  # it writes a line for every step of every move


class _Position:
    """Where a dossier is for the length of one move."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


def fire(lifecycle: Lifecycle, state: str, trigger: str, dossier: str, phase: str = "") -> str:
    """The state that a transition leads to from `state`; `dossier`, in its phase, is what the refusal names.

    Raises UnknownTransition and UnknownName for what the lifecycle does not declare, TransitionNotAllowed where the
    transition does not leave the state.
    """
    try:
        return _move(lifecycle, state, trigger)
    except MachineError:
        label = lifecycle.state(state).label_in(phase)
        possible = [one.name for one in lifecycle.leaving(state)]
        raise TransitionNotAllowed(trigger, dossier, label, possible) from None


@lru_cache(maxsize=1024)
def _move(lifecycle: Lifecycle, state: str, trigger: str) -> str:
    """Where the machine moves a position to. It is the same for every dossier, and so it is asked once."""
    position = _Position(lifecycle.state(state).name)
    _machine(lifecycle).events[lifecycle.transition(trigger).name].trigger(position)
    return position.state


@lru_cache(maxsize=64)
def _machine(lifecycle: Lifecycle) -> Machine:
    machine = Machine(
        model=None,
        states=list(lifecycle.states),
        initial=lifecycle.initial,
        auto_transitions=False,
        send_event=True,
        queued=False,
    )
    for transition in lifecycle.transitions.values():
        machine.add_transition(transition.name, list(transition.sources), transition.target or "=")
    return machine
