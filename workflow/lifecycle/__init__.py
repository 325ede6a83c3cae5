"""The lifecycle: a graph that a file declares. Read and checked here, frozen, known by the digest of what it says.

Reading a file takes a YAML library, and only those who do it need it: they import `loading` or `schema` themselves.
"""

from workflow.lifecycle.graph import Lifecycle
from workflow.lifecycle.parts import (
    Axis,
    DocumentSpec,
    EvidenceRule,
    Input,
    Parameter,
    Phase,
    Requirement,
    State,
    TextSpec,
    Transition,
)

__all__ = [
    "Axis",
    "DocumentSpec",
    "EvidenceRule",
    "Input",
    "Lifecycle",
    "Parameter",
    "Phase",
    "Requirement",
    "State",
    "TextSpec",
    "Transition",
]
