"""The lifecycle: a graph that a file declares. Read and checked here, frozen, known by the digest of what it says."""

from workflow.lifecycle.graph import Lifecycle
from workflow.lifecycle.loading import Examined, examine, load
from workflow.lifecycle.parts import (
    Axis,
    DocumentSpec,
    EvidenceRule,
    Input,
    Phase,
    Requirement,
    State,
    TextSpec,
    Transition,
)
from workflow.lifecycle.required import Parameter
from workflow.lifecycle.schema import schema

__all__ = [
    "Axis",
    "DocumentSpec",
    "EvidenceRule",
    "Examined",
    "Input",
    "Lifecycle",
    "Parameter",
    "Phase",
    "Requirement",
    "State",
    "TextSpec",
    "Transition",
    "examine",
    "load",
    "schema",
]
