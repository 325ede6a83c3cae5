"""The lifecycle: a graph that a file declares. Read and checked here, frozen, known by the digest of what it says."""

from workflow.lifecycle.graph import (
    Axis,
    DocumentSpec,
    EvidenceRule,
    Input,
    Lifecycle,
    Phase,
    Requirement,
    State,
    Transition,
)
from workflow.lifecycle.loading import load, schema

__all__ = [
    "Axis",
    "DocumentSpec",
    "EvidenceRule",
    "Input",
    "Lifecycle",
    "Phase",
    "Requirement",
    "State",
    "Transition",
    "load",
    "schema",
]
