"""The conversation that docs/adapter-protocol.md prints, held against the schemas."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas" / "suite"
LINE = re.compile(r"^(suite|adapter) +(\{.*\})$", re.MULTILINE)


def conversation() -> list[tuple[str, dict[str, Any]]]:
    page = (ROOT / "docs" / "adapter-protocol.md").read_text(encoding="utf-8")
    return [(side, json.loads(message)) for side, message in LINE.findall(page)]


def named() -> list[tuple[str, dict[str, Any]]]:
    """Each message with the name of the schema that it has to meet."""
    methods: dict[int, str] = {}
    pairs = []
    for side, message in conversation():
        if side == "suite":
            methods[message["id"]] = message["method"]
            pairs.append((f"{message['method']}.request", message))
        elif "method" in message:
            pairs.append((message["method"], message))
        else:
            answered = methods.pop(message["id"])
            pairs.append(("error" if "error" in message else f"{answered}.response", message))
    return pairs


def faults(schema: str, value: object) -> list[str]:
    loaded = json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8"))
    return [error.message for error in Draft202012Validator(loaded).iter_errors(value)]


@pytest.mark.parametrize(("schema", "message"), named(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_printed_message_meets_its_schema(schema: str, message: dict[str, Any]) -> None:
    assert faults(f"adapter/{schema}", message) == []


def test_the_printed_environment_is_one() -> None:
    loads = [message for name, message in named() if name == "environment.load.request"]
    assert [faults("environment", message["params"]["environment"]) for message in loads] == [[]]


def test_the_printed_target_profile_is_one() -> None:
    page = (ROOT / "docs" / "adapter-protocol.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert [faults("target-profile", yaml.safe_load(block)) for block in blocks] == [[]]


def test_the_conversation_shows_every_message_of_the_protocol() -> None:
    files = (SCHEMAS / "adapter").glob("*.schema.json")
    assert {name for name, _ in named()} == {path.name.removesuffix(".schema.json") for path in files}


def test_the_suite_waits_for_each_answer_before_it_asks_again() -> None:
    turns = [(side, message["id"]) for side, message in conversation() if "id" in message]
    asked = [number for side, number in turns if side == "suite"]
    assert turns == [(side, number) for number in asked for side in ("suite", "adapter")]
    assert asked == list(range(1, len(asked) + 1))
