"""The verb `http`: sends a request of the HTTP interface and compares what comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import quote

from ocs_conformance import __version__
from ocs_conformance.engine.conversation import Conversation
from ocs_conformance.errors import HttpError
from ocs_conformance.matching import Difference, match, shown
from ocs_conformance.transport.base import HttpRequest, HttpResponse
from ocs_conformance.verdict import ABSENT

__all__ = ["exchange"]

Json = dict[str, Any]
_CLIENT = f"ocs-conformance/{__version__}"
"""User-Agent, which a client sends (http, Client Request Headers); a case that leaves it out says so."""


def exchange(talk: Conversation, body: Json) -> None:
    """Send the request, and record every way in which the response does not fit.

    No response at all is the target's failure; the step then has one mismatch that says why.
    """
    request = _request(talk, body["request"])
    connection = body["request"].get("connection")
    expected = talk.resolve(body["response"])
    sent = {
        "method": request.method,
        "path": request.path,
        "headers": dict(request.headers),
        "body": _text(request.body),
        **({"absolute": True} if request.absolute else {}),
        **({"connection": connection} if connection is not None else {}),
    }
    talk.say("suite", "http", "request", sent)
    talk.disturbed()
    try:
        response = talk.exchange(request, connection)
    except HttpError as error:
        statuses = [answer["status"] for answer in _answers(expected)]
        due = {"status": statuses[0] if len(statuses) == 1 else {"$one_of": statuses}}
        talk.differ([Difference("", due, ABSENT, f"no response: {error}")])
        return
    text = _text(response.body)
    seen = {"status": response.status, "headers": _headers(response), "body": text}
    talk.say("http", "suite", "response", seen)
    expected = _chosen([{**each, "headers": _as_texts(each.get("headers", {}))} for each in _answers(expected)], seen)
    talk.save({name: name for name in expected.get("means", {})}, expected.get("means", {}))
    talk.save({name.lower(): kept for name, kept in expected.get("save_headers", {}).items()}, _by_lower_name(seen))
    differences = [*_compare(expected, seen), *_wrong_length(request, response)]
    talk.differ(differences)
    if not differences:
        talk.show(_shown(expected, seen))
    _compare_json(talk, expected, text, response.header("Content-Type") or "")


def _answers(expected: Json) -> list[Json]:
    """The answers that are accepted: those of `one_of`, or the only one."""
    answers: list[Json] = expected.get("one_of", [expected])
    return answers


def _chosen(answers: list[Json], seen: Json) -> Json:
    """The first answer that fits, else the first with that status, else the first."""
    fitting = (answer for answer in answers if not _compare(answer, seen))
    of_status = (answer for answer in answers if not _compare({**answer, "headers": {}, "body": None}, seen))
    return next(fitting, None) or next(of_status, answers[0])


def _request(talk: Conversation, request: Json) -> HttpRequest:
    path = talk.resolve(request["path"], lambda text: quote(text, safe=""))
    method = talk.resolve(request["method"])
    headers = {str(name): str(value) for name, value in talk.resolve(request.get("headers", {})).items()}
    body = b""
    if "json" in request:
        body = json.dumps(talk.resolve(request["json"]), ensure_ascii=False).encode()
        _default(headers, "Content-Type", "application/json")
    elif "body" in request:
        body = _written(talk.resolve(request["body"])).encode()
    _default(headers, "User-Agent", _CLIENT)
    left_out = {name.lower() for name in request.get("omit", ())}
    kept = tuple((name, value) for name, value in headers.items() if name.lower() not in left_out)
    return HttpRequest(method, path, kept, body, request.get("absolute", False), "host" in left_out)


def _written(body: Any) -> str:
    """A body as a case writes it: a text, or pieces of which each stands there so many times."""
    if isinstance(body, list):
        return "".join(piece["text"] * piece.get("times", 1) for piece in body)
    return str(body)


def _default(headers: dict[str, str], name: str, value: str) -> None:
    if not any(given.lower() == name.lower() for given in headers):
        headers[name] = value


def _text(body: bytes) -> str:
    return body.decode("utf-8", errors="replace")


def _headers(response: HttpResponse) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in response.headers:
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def _compare(expected: Json, seen: Json) -> list[Difference]:
    wanted = expected["status"]
    found = match({"$one_of": wanted} if isinstance(wanted, list) else wanted, seen["status"], "status")
    headers = _by_lower_name(seen)
    for name, value in expected["headers"].items():
        found += match(value, headers.get(name.lower(), ABSENT), f"headers.{name}")
    for name in expected.get("absent", ()):
        if name.lower() in headers:
            found.append(Difference(f"headers.{name}", ABSENT, headers[name.lower()], "must not be there"))
    body = expected.get("body")
    if body is not None:
        found += match("" if body == "empty" else body, seen["body"], "body")
    return found


def _wrong_length(request: HttpRequest, response: HttpResponse) -> Iterator[Difference]:
    """Content-Length is the length of the body, whether or not the case asks for it."""
    told, length = response.header("Content-Length"), str(len(response.body))
    if request.method != "HEAD" and response.status != HTTPStatus.NOT_MODIFIED and told not in (None, length):
        yield Difference("headers.Content-Length", length, told, "is not the length of the body")


def _by_lower_name(seen: Json) -> dict[str, str]:
    return {name.lower(): value for name, value in seen["headers"].items()}


def _as_texts(headers: Json) -> Json:
    """Headers are texts, and a reading's value may be the number that the text stands for."""
    return {
        name: {"$reading": {key: str(inner) if isinstance(inner, int) else inner for key, inner in options.items()}}
        if isinstance(value, dict) and (options := value.get("$reading"))
        else value
        for name, value in headers.items()
    }


def _shown(expected: Json, seen: Json) -> Iterator[str]:
    yield from shown(expected["status"], seen["status"])
    headers = _by_lower_name(seen)
    for key, value in expected["headers"].items():
        yield from shown(value, headers.get(key.lower(), ABSENT))
    yield from shown(expected.get("body"), seen["body"])


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/json"


def _parsed(text: str) -> Any:
    """The value of a JSON text; raises ValueError, too, for a constant that is not JSON and half a surrogate pair."""
    value = json.loads(text, parse_constant=_refuse)
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _compare_json(talk: Conversation, expected: Json, text: str, content_type: str) -> None:
    """A body that claims to be JSON is held against its message schema, whether or not the case asks for its keys."""
    asked = "json" in expected or "save" in expected
    if not asked and not (text and _is_json(content_type)):
        return
    try:
        value = _parsed(text)
    except (ValueError, RecursionError) as error:
        talk.differ([Difference("body", "JSON", text, f"is not JSON: {error}")])
        return
    talk.check_response(value)
    if not asked:
        return
    differences = match(expected.get("json", {}), value, "body")
    talk.differ(differences)
    if not differences:
        talk.show(shown(expected.get("json"), value))
    if isinstance(value, dict):
        missing = [key for key in expected.get("save", {}) if key not in value]
        talk.differ([Difference(f"body.{key}", {"$any": True}, ABSENT, "is missing") for key in missing])
        talk.save(expected.get("save", {}), value)
