"""`ocs-conformance messages`: every message of the documents with its keys, as the message schemas have them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from ocs_conformance import messages, resources
from ocs_conformance.cli.options import format_option
from ocs_conformance.loading.message_rows import kind_of

__all__ = ["command"]

_DIRECTIONS = ("request", "event", "response", "post")
_INTERFACES = {"desktop": "Desktop protocol", "commdn": "Communication DN API", "http": "HTTP interface"}


@click.command(name="messages")
@click.option("--interface", type=click.Choice([*_INTERFACES]), help="Only those of one interface.")
@format_option("text", "json", "markdown")
def command(interface: str | None, form: str) -> None:
    """Show the messages: direction, section, what answers them, and each key with its type.

    \b
    Examples:
      ocs-conformance messages --interface desktop
      ocs-conformance messages --format markdown
    """
    found = [each for name in _INTERFACES if interface in (None, name) for each in _messages(name)]
    if form == "json":
        click.echo(json.dumps(found, indent=1))
    else:
        click.echo("\n".join(_markdown(found) if form == "markdown" else _text(found)))


def _messages(interface: str) -> Iterator[dict[str, Any]]:
    for direction in _DIRECTIONS:
        for name in messages.names(interface, direction):
            schema = resources.schema(f"{interface}/{name}.schema.json")
            facts = schema["x-ocs"]
            yield {
                "interface": interface,
                "message": name,
                "title": schema["title"],
                "direction": direction,
                "document": facts["document"],
                "section": facts["section"],
                "serves": facts.get("serves", []),
                "answers": facts.get("answers", []),
                "keys": [
                    {"key": key, "mandatory": key in schema.get("required", ()), "type": kind_of(value)}
                    for key, value in schema.get("properties", {}).items()
                ],
            }


def _text(found: list[dict[str, Any]]) -> Iterator[str]:
    for each in found:
        yield f"{each['message']} ({each['interface']}, {each['direction']}): {each['title']}"
        for key in each["keys"]:
            yield f"  {'*' if key['mandatory'] else ' '} {key['key']}: {key['type']}"
    yield f"{len(found)} messages; * marks a mandatory key"


def _markdown(found: list[dict[str, Any]]) -> Iterator[str]:
    for interface, title in _INTERFACES.items():
        inside = [each for each in found if each["interface"] == interface]
        if not inside:
            continue
        yield from (f"## {title}", "", "| message | direction | section | answers | mandatory keys | optional keys |")
        yield "|---|---|---|---|---|---|"
        for each in inside:
            name = ", ".join(each["serves"]) or each["title"]
            head = (
                f"`{each['message']}`<br>{name}",
                each["direction"],
                each["section"],
                ", ".join(each["answers"]) or "-",
            )
            yield f"| {' | '.join([*head, _keys(each, mandatory=True), _keys(each, mandatory=False)])} |"
        yield ""


def _keys(message: dict[str, Any], *, mandatory: bool) -> str:
    named = [f"`{key['key']}` {key['type']}" for key in message["keys"] if key["mandatory"] is mandatory]
    return "<br>".join(named).replace("|", "/") or "-"
