"""States, transitions, phases and axes as people call them, in every lifecycle that was ever in force."""

from collections.abc import Sequence

from workflow.cli.options import Coded
from workflow.errors import InvalidValue, UnknownName
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.names import fold, nearest, shown


def state_named(known: Sequence[Lifecycle], typed: str) -> str:
    """The name of the state that somebody calls by its name or by a label, in either language. Raises UnknownName."""
    called: dict[str, str] = {}
    for lifecycle in known:
        for state in lifecycle.states.values():
            for label in (state.label, *state.labels.values()):
                called |= {label.fr: state.name, label.en: state.name}
            called[state.name] = state.name
    found = {state for words, state in called.items() if fold(words) == fold(typed)}
    if len(found) != 1:
        remedy = Text("les états : jalon lifecycle show", "the states: jalon lifecycle show")
        raise UnknownName(
            Text("état", "state"), shown(typed), nearest(typed, called), remedy, known=dict.fromkeys(called.values())
        )
    return found.pop()


def transition_named(known: Sequence[Lifecycle], typed: str) -> str:
    """The name of the only transition that somebody calls so, in either language; otherwise what was typed."""
    found = {
        transition.name
        for lifecycle in known
        for transition in lifecycle.transitions.values()
        if fold(typed) in map(fold, (transition.name, transition.label.fr, transition.label.en))
    }
    return found.pop() if len(found) == 1 else typed


def demand_phase(known: Sequence[Lifecycle], typed: str) -> None:
    """Raise InvalidValue for a phase that none of these lifecycles has."""
    codes = sorted({phase.code for lifecycle in known for phase in lifecycle.phases})
    if typed not in codes:
        listed = ", ".join(codes)
        raise InvalidValue(
            Text(f"Phase inconnue : « {shown(typed)} ».", f"Unknown phase: “{shown(typed)}”."),
            Text(f"phases : {listed}", f"phases: {listed}"),
        )


def axis_called(lifecycle: Lifecycle, typed: str) -> str:
    """The code of the axis that the lifecycle calls so; what was typed where it is none."""
    return Coded({axis.code: axis.label for axis in lifecycle.axes}).meant(typed) or typed
