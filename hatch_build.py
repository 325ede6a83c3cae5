"""Puts the content at the root into the wheel, inside the package, so that `workflow` is the only name installed.

A plain `force-include` in pyproject.toml would copy it into editable installs as well, where a folder
`site-packages/workflow` hides the package of the checkout.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CONTENT = ("states.yaml", "templates", "db/migrations", "examples")


class ContentHook(BuildHookInterface):
    """Called by hatchling before each build."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the content to a `standard` wheel; an `editable` one reads the checkout's own."""
        if version == "standard":
            build_data["force_include"].update({path: f"workflow/_workspace/{path}" for path in CONTENT})
