"""What a connection lends to its transports: limits, a temporary folder, and the placeholders of settings."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Context"]


@dataclass
class Context:
    """One connection's surroundings.

    `base` is the folder of the target profile, from which relative paths count; the limits are in seconds, scaled.
    """

    base: Path
    start_limit: float
    answer_limit: float
    _folder: tempfile.TemporaryDirectory[str] | None = field(default=None, init=False)

    @property
    def folder(self) -> Path:
        """A temporary folder, fresh for this connection, made when it is first asked for."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="ocs-conformance-")
        return Path(self._folder.name)

    def fill(self, text: str) -> str:
        """A text of a profile with `{python}` and `{folder}` replaced."""
        filled = text.replace("{python}", sys.executable)
        return filled.replace("{folder}", str(self.folder)) if "{folder}" in filled else filled

    def path(self, text: str) -> Path:
        """A path of a profile: placeholders replaced, relative to the profile's folder."""
        return self.base / self.fill(text)

    def close(self) -> None:
        """Remove the temporary folder."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
