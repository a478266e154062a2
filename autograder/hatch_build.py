"""Read by the build alone: this half of the course needs the other half in the very same version."""

from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class SameVersion(MetadataHookInterface):
    """Adds the course, in our own version, to the packages that ``pyproject.toml`` lists for this hook."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in the dependencies; the version is known by then."""
        metadata["dependencies"] = [f"blockkit-course[course]=={metadata['version']}", *self.config["needs"]]
