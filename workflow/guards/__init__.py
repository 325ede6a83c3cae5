"""The guards: named questions about a dossier that states.yaml puts before a transition.

A guard is a function of the case and the attempt that yields what is missing; nothing yielded means it is met. Its name
is its code, in states.yaml and in every refusal. To add one, write the function in the module it belongs to, and its
name in states.yaml.
"""

from workflow.guards import agreement, conduct, perimeter, plan
from workflow.guards.judging import REASON, WITH_THE_COMMAND, blockers
from workflow.guards.registry import GUARDS, Guard, Missing, guard, known_guards, label

__all__ = [
    "GUARDS",
    "REASON",
    "WITH_THE_COMMAND",
    "Guard",
    "Missing",
    "agreement",
    "blockers",
    "conduct",
    "guard",
    "known_guards",
    "label",
    "perimeter",
    "plan",
]
