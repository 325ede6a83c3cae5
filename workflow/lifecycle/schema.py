"""The JSON Schema of a states.yaml."""

from typing import Any


def schema() -> dict[str, Any]:
    """The JSON Schema of a states.yaml."""
    return {}
