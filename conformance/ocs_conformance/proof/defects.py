"""The named defects of a target, as its profile lists them, and the profile of the target with one of them."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ocs_conformance.errors import UsageError
from ocs_conformance.model import AdapterProfile, TargetProfile

__all__ = ["NamedDefect", "named_defects", "with_defect"]

_SECONDS = 60


@dataclass(frozen=True, slots=True)
class NamedDefect:
    """One way in which a target can be made wrong, and the requirement that it then breaks."""

    name: str
    requirement: str
    title: str


def named_defects(profile: TargetProfile) -> list[NamedDefect]:
    """The defects that a target can be run with; none where its profile names no catalogue.

    Raises UsageError where the catalogue cannot be had or is none.
    """
    if profile.defects is None:
        return []
    source = profile.defects.catalogue
    try:
        listed = _called(source["factory"]) if "factory" in source else _printed(source["command"])
        return [NamedDefect(each["name"], each["requirement"], each["title"]) for each in listed]
    except (ImportError, AttributeError, OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"the defects of target {profile.name} cannot be listed: {error!r}") from error


def _called(factory: str) -> Any:
    module, _, attribute = factory.partition(":")
    return getattr(importlib.import_module(module), attribute)()


def _printed(command: list[str]) -> Any:
    words = [word.replace("{python}", sys.executable) for word in command]
    done = subprocess.run(words, capture_output=True, check=True, timeout=_SECONDS)  # noqa: S603 - the user's own profile
    return json.loads(done.stdout)


def with_defect(profile: TargetProfile, name: str) -> TargetProfile:
    """The same target with one of its defects."""
    assert profile.defects is not None
    settings = {**profile.adapter.settings, **_named(profile.defects.adapter, name)}
    return replace(profile, adapter=AdapterProfile(profile.adapter.transport, settings))


def _named(settings: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: _put_in(value, name) for key, value in settings.items()}


def _put_in(value: Any, name: str) -> Any:
    if isinstance(value, str):
        return value.replace("{defect}", name)
    if isinstance(value, dict):
        return _named(value, name)
    return [_put_in(each, name) for each in value] if isinstance(value, list) else value
