"""Jalon: the lifecycle, the history and the documents of the contracts of “Territoires d’industrie”.

What a program needs to keep dossiers without the command line; each name is loaded when it is first used:

    from workflow import Command, Engine, Store, Workspace

    workspace = Workspace.find()
    engine = Engine(Store.of(workspace))
    engine.advance("axe-seine-2018", trigger, Command("camille"))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workflow.dates import Period
    from workflow.engine import Batch, Command, Engine, Receipt, Step
    from workflow.errors import Blocker, JalonError
    from workflow.evidence import EvidenceFolder
    from workflow.language import Text, speaking
    from workflow.lifecycle import Lifecycle
    from workflow.lifecycle.loading import load
    from workflow.schema import upgrade
    from workflow.store import Store
    from workflow.version import VERSION
    from workflow.workspace import Workspace

HOMES = {
    "Batch": "engine",
    "Blocker": "errors",
    "Command": "engine",
    "Engine": "engine",
    "EvidenceFolder": "evidence",
    "JalonError": "errors",
    "Lifecycle": "lifecycle",
    "Period": "dates",
    "Receipt": "engine",
    "Step": "engine",
    "Store": "store",
    "Text": "language",
    "VERSION": "version",
    "Workspace": "workspace",
    "load": "lifecycle.loading",
    "speaking": "language",
    "upgrade": "schema",
}
"""Where each public name comes from."""

__all__ = [
    "VERSION",
    "Batch",
    "Blocker",
    "Command",
    "Engine",
    "EvidenceFolder",
    "JalonError",
    "Lifecycle",
    "Period",
    "Receipt",
    "Step",
    "Store",
    "Text",
    "Workspace",
    "load",
    "speaking",
    "upgrade",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module: importing the package alone costs nothing."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"workflow.{HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
