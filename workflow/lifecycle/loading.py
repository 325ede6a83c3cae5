"""From a states.yaml to a lifecycle. (The checks come next.)"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from workflow.lifecycle.graph import Lifecycle, built


def load(
    path: Path,
    *,
    known_guards: Mapping[str, Any] | None = None,
    known_roles: Sequence[str] = (),
    known_templates: Collection[str] | None = None,
) -> Lifecycle:
    """The lifecycle that a states.yaml declares."""
    declared = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    force = declared.get("in_force", {})
    return built(
        {
            "name": declared["name"],
            "version": declared["version"],
            "label": declared["label"],
            "starts": force.get("from", ""),
            "ends": force.get("until", ""),
            "phases": [
                {"code": code, "label": one["label"], "starts": one.get("starts", ""), "ends": one.get("ends", "")}
                for code, one in declared["phases"].items()
            ],
            "axes": [{"regions": [], **one} for one in declared.get("axes", ())],
            "documents": [{"name": name, "each": None, **one} for name, one in declared.get("documents", {}).items()],
            "reports": declared.get("reports", []),
            "on_demand": declared.get("on_demand", []),
            "states": [
                {
                    "labels": {},
                    "meaning": one["label"],
                    "initial": False,
                    "final": False,
                    "target_days": None,
                    "symbol": "·",
                    "colour": "white",
                    "name": name,
                    **one,
                }
                for name, one in declared["states"].items()
            ],
            "transitions": [
                {
                    "to": None,
                    "on_required": False,
                    "evidence": [],
                    "documents": [],
                    "confirmation": {"fr": "", "en": ""},
                    "name": name,
                    **one,
                    "guards": [_requirement(each) for each in one.get("guards", ())],
                    "expectations": [_requirement(each) for each in one.get("expectations", ())],
                    "inputs": [
                        {"type": "text", "required": True, "name": each, **told}
                        for each, told in one.get("inputs", {}).items()
                    ],
                }
                for name, one in declared["transitions"].items()
            ],
        }
    )


def _requirement(declared: Any) -> dict[str, Any]:
    if isinstance(declared, str):
        return {"guard": declared, "with": {}}
    ((guard, given),) = declared.items()
    return {"guard": guard, "with": given}


def schema() -> dict[str, Any]:
    """The JSON Schema of a states.yaml."""
    return {}
