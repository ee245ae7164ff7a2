"""The verb http: what goes out, and every way in which a response does not fit."""

import json
import socket
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from ocs_conformance import __version__
from ocs_conformance.engine import CaseFinished, Session
from ocs_conformance.errors import HttpError
from ocs_conformance.model import HttpProfile
from ocs_conformance.transport.base import HttpRequest, HttpResponse
from ocs_conformance.verdict import ABSENT, Verdict

Converse = Callable[..., CaseFinished]
Json = dict[str, Any]

CLIENT = {"User-Agent": f"ocs-conformance/{__version__}"}
BROKEN = {
    f"http.campaign-groups.status-of-one.gsw-cm-attr-{key}" for key in ("group-id", "campaign-id", "group-camp-status")
}


class Web:
    """An HTTP interface that gives one response, and keeps what it was asked."""

    def __init__(self) -> None:
        self.status = "200 OK"
        self.headers: list[tuple[str, str]] = []
        self.body = b""
        self.asked: list[tuple[str, str, Json, bytes]] = []

    def __call__(self, environ: Json, start_response: Callable[..., Any]) -> Iterable[bytes]:
        headers = {key: value for key, value in environ.items() if key.startswith(("HTTP_", "CONTENT_TYPE"))}
        body = environ["wsgi.input"].read()
        self.asked.append((environ["REQUEST_METHOD"], environ["RAW_URI"], headers, body))
        start_response(self.status, self.headers)
        return [self.body]


@pytest.fixture
def web(adapter: Any) -> Web:
    adapter.wsgi = Web()
    found: Web = adapter.wsgi
    return found


@pytest.fixture
def answered(converse: Converse) -> Callable[..., CaseFinished]:
    """Asks once and holds the response against what is demanded."""
    return lambda response: converse(f"steps: [http: {{request: {{method: GET, path: /a}}, response: {response}}}]")


Answered = Callable[[str], CaseFinished]


def told(finished: CaseFinished) -> list[tuple[str, Any, Any, str]]:
    return [(m.path, m.expected, m.actual, m.message) for m in finished.mismatches]


def test_a_request_goes_out_as_it_is_written(web: Web, converse: Converse) -> None:
    converse("""\
        steps:
          - http:
              request: {method: PUT, path: '/a?b=%20', headers: {X-A: 1, User-Agent: me}, body: "raw ü"}
              response: {status: 200}
        """)
    headers = {"HTTP_HOST": "ocs.example", "HTTP_X_A": "1", "HTTP_USER_AGENT": "me"}
    assert web.asked == [("PUT", "/a?b=%20", headers, "raw ü".encode())]


def test_an_absolute_target_goes_out_and_is_told_in_the_conversation(web: Web, converse: Converse) -> None:
    finished = converse("steps: [http: {request: {method: GET, path: /a, absolute: true}, response: {status: 200}}]")
    (asked,) = (entry["request"] for entry in finished.conversation if "request" in entry)
    told = {"method": "GET", "path": "/a", "headers": CLIENT, "body": "", "absolute": True}
    assert (web.asked[0][1], asked) == ("http://ocs.example/a", told)


@pytest.mark.parametrize(
    ("keys", "content_type"),
    [
        ("", "application/json"),
        (", headers: {content-type: text/plain}", "text/plain"),
        (", omit: [CONTENT-TYPE]", None),
    ],
)
def test_json_goes_out_with_its_content_type(web: Web, converse: Converse, keys: str, content_type: str | None) -> None:
    converse(f"""\
        steps:
          - http:
              request: {{method: POST, path: /a, json: {{A: ü, B: [1]}}{keys}}}
              response: {{status: 200}}
        """)
    (_, _, headers, body) = web.asked[0]
    assert (headers.get("CONTENT_TYPE"), body) == (content_type, '{"A": "ü", "B": [1]}'.encode())


def test_captures_go_into_a_path_encoded_and_into_json_with_their_type(web: Web, converse: Converse) -> None:
    web.body = b'{"id": "a/b ?", "n": 7}'
    converse("""\
        steps:
          - http:
              request: {method: GET, path: /first}
              response: {status: 200, save: {id: id, n: n}}
          - http:
              request: {method: POST, path: '/a/${id}?n=${n}', json: {id: $id, n: $n}}
              response: {status: 200}
        """)
    assert (web.asked[1][1], json.loads(web.asked[1][3])) == ("/a/a%2Fb%20%3F?n=7", {"id": "a/b ?", "n": 7})


@pytest.mark.parametrize(
    "response",
    [
        "{status: 404}",
        "{status: [400, 404]}",
        "{status: 404, headers: {warning: '112', WARNING: {$one_of: ['109', '112']}, Twice: 'a, b'}}",
        "{status: 404, absent: [Content-Type]}",
        "{status: 404, body: {$contains: found}}",
        "{status: 404, json: {A: {B: 1}}}",
    ],
)
def test_a_response_that_fits(web: Web, answered: Answered, response: str) -> None:
    web.status, web.body = "404 Not found", b'{"A": {"B": 1, "C": "found"}}'
    web.headers = [("Warning", "112"), ("Twice", "a"), ("Twice", "b")]
    assert told(answered(response)) == []


def test_an_empty_body_is_empty(web: Web, answered: Answered) -> None:
    assert answered("{status: 200, body: empty}").verdict == Verdict.PASS
    web.body = b" "
    assert told(answered("{status: 200, body: empty}")) == [("body", "", " ", "differs")]


def test_every_way_in_which_a_response_does_not_fit_is_told(web: Web, answered: Answered) -> None:
    web.status, web.body = "500 No", b'{"A": "1"}'
    web.headers = [("Warning", "101"), ("Content-Type", "text/plain")]
    finished = answered(
        "{status: [200, 204], headers: {warning: '112', Location: {$any: true}}, absent: [content-type],"
        " body: {$contains: B}, json: {A: 1}, save: {B: b}}"
    )
    assert (finished.verdict, told(finished)) == (
        Verdict.FAIL,
        [
            ("status", [200, 204], 500, "is none of these"),
            ("headers.warning", "112", "101", "differs"),
            ("headers.Location", True, ABSENT, "is missing"),
            ("headers.content-type", ABSENT, "text/plain", "must not be there"),
            ("body", "B", '{"A": "1"}', "lacks this part"),
            ("body.A", 1, "1", "has the right value as a text instead of an integer"),
            ("body.B", {"$any": True}, ABSENT, "is missing"),
        ],
    )


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b"", "is not JSON: Expecting value: line 1 column 1 (char 0)"),
        (b"{a", "is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b"[" * 100_000, "is not JSON: maximum recursion depth exceeded while decoding a JSON array "
         "from a unicode string"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_json_is_told(web: Web, answered: Answered, body: bytes, complaint: str) -> None:
    web.body = body
    assert told(answered("{status: 200, json: {A: 1}}")) == [("body", "JSON", body.decode(), complaint)]


def test_a_body_that_breaks_the_schema_of_its_message_is_told(web: Web, answered: Answered) -> None:
    web.body = b'{"GSW_CM_MessageType": 24}'
    finished = answered("{status: 200, json: {GSW_CM_MessageType: 24}}")
    (first, *_) = finished.mismatches
    assert (finished.verdict, first.path, first.actual) == (Verdict.FAIL, "", {"GSW_CM_MessageType": 24})
    assert first.message.startswith("breaks the message schema: ")
    assert {m.requirement for m in finished.mismatches} == BROKEN


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON ; charset=utf-8"])
def test_a_body_that_claims_to_be_json_is_held_against_its_schema_though_no_step_asks(
    web: Web, answered: Answered, kind: str
) -> None:
    web.headers, web.body = [("content-type", kind)], b'{"GSW_CM_MessageType": 24}'
    finished = answered("{status: 200}")
    assert (finished.verdict, {m.requirement for m in finished.mismatches}) == (
        Verdict.FAIL,
        BROKEN,
    )


def test_a_body_that_claims_to_be_json_and_is_none_is_told(web: Web, answered: Answered) -> None:
    web.headers, web.body = [("Content-Type", "application/json")], b"OK"
    complaint = "is not JSON: Expecting value: line 1 column 1 (char 0)"
    assert told(answered("{status: 200}")) == [("body", "JSON", "OK", complaint)]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b""),
        ("application/json", b'["no message"]'),
        ("application/json", b'"410 Gone"'),
        ("application/json", b'{"A": 1}'),
        ("application/json-patch", b"OK"),
        ("text/html", b'{"GSW_CM_MessageType": 24}'),
    ],
)
def test_a_body_that_nobody_asks_for_and_that_is_no_message_is_let_be(
    web: Web, answered: Answered, kind: str, body: bytes
) -> None:
    web.headers, web.body = [("Content-Type", kind)], body
    assert told(answered("{status: 200}")) == []


@pytest.mark.parametrize("response", ["{status: 200, json: {A: 1}}", "{status: 200, save: {A: a}}"])
def test_a_body_that_is_no_object_is_told(web: Web, answered: Answered, response: str) -> None:
    web.body = b"[1]"
    ((path, _, actual, message),) = told(answered(response))
    assert (path, actual, message) == ("body", [1], "is a list instead of a map")


def test_a_body_that_is_not_utf_8_is_shown_as_far_as_it_can_be(web: Web, answered: Answered) -> None:
    web.body = b"\xff\xfeA"
    assert told(answered("{status: 200, body: A}")) == [("body", "A", "\ufffd\ufffdA", "differs")]


def test_no_response_is_a_mismatch_and_no_error(web: Web, adapter: Any, converse: Converse) -> None:
    def fail(environ: Json, start_response: Callable[..., Any]) -> Iterable[bytes]:
        raise RuntimeError("crashed")

    adapter.wsgi = fail
    finished = converse("""\
        steps:
          - http: {request: {method: GET, path: /a}, response: {status: 200, save: {A: a}}}
          - http: {request: {method: GET, path: '/${a}'}, response: {status: 200}}
        """)
    why = "no response: the HTTP application in memory raised RuntimeError: crashed"
    assert (finished.verdict, told(finished)) == (Verdict.FAIL, [("", {"status": 200}, ABSENT, why)])


def test_no_response_over_a_socket_is_a_mismatch_and_no_error(converse: Converse) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        finished = converse(
            "steps: [http: {request: {method: GET, path: /a}, response: {status: 200}}]",
            http=HttpProfile(url=f"http://127.0.0.1:{silent.getsockname()[1]}"),
        )
    ((path, expected, actual, message),) = told(finished)
    assert (finished.verdict, path, expected, actual) == (Verdict.FAIL, "", {"status": 200}, ABSENT)
    assert message.startswith("no response: ")


def test_events_that_a_request_causes_are_awaited_behind_it(web: Web, adapter: Any, converse: Converse) -> None:
    adapter.results["fence"] = lambda _: adapter.event("alice", {"GSW_ERROR_NUMBER": 112, "GSW_ERROR": "No"})
    finished = converse("""\
        steps:
          - nothing: bob
          - clear: alice
          - http: {request: {method: GET, path: /a}, response: {status: 200}}
          - expect: {at: alice, error: 112}
        """)
    assert (finished.verdict, adapter.methods()) == (Verdict.PASS, ["environment.load", "fence", "fence"])


def test_the_conversation_holds_request_and_response(web: Web, answered: Answered) -> None:
    web.headers, web.body = [("A", "b")], b"c"
    said = [{key: entry[key] for key in entry if key != "t"} for entry in answered("{status: 200}").conversation[1:3]]
    assert said == [
        {
            "step": "steps[0]",
            "from": "suite",
            "to": "http",
            "request": {"method": "GET", "path": "/a", "headers": CLIENT, "body": ""},
        },
        {
            "step": "steps[0]",
            "from": "http",
            "to": "suite",
            "response": {"status": 200, "headers": {"A": "b"}, "body": "c"},
        },
    ]


ON_ONE = "http: {request: {method: GET, path: /a, connection: kept}, response: {status: 200}}"
CONNECTIONS = frozenset({"http.connections"})


class Lines:
    """An HTTP interface over a network that closes a connection after so many requests."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.opened: list[Lines] = []
        self.asked = 0
        self.is_closed = False

    def connection(self) -> "Lines":
        self.opened.append(Lines(self._most))
        return self.opened[-1]

    def exchange(self, _request: HttpRequest, _seconds: float) -> HttpResponse:
        self.asked += 1
        if self.asked > self._most:
            raise HttpError("the target has closed the connection")
        return HttpResponse(200)

    def close(self) -> None:
        self.is_closed = True


def on_a_network(session: Session, most: int) -> Lines:
    lines = Lines(most)
    assert session._connection is not None
    session._connection.http = lines
    return lines


def test_requests_of_one_name_go_out_on_one_connection(session: Any, case_of: Any) -> None:
    opened = session()
    lines = on_a_network(opened, 2)
    other = ON_ONE.replace("kept", "other")
    case = case_of(f"steps:\n- {ON_ONE}\n- {other}\n- {ON_ONE}", capabilities=CONNECTIONS)
    assert opened.converse(case).verdict is Verdict.PASS
    assert [(line.asked, line.is_closed) for line in lines.opened] == [(2, True), (1, True)]
    assert lines.asked == 0


def test_a_connection_that_the_target_closed_is_a_mismatch(session: Any, case_of: Any) -> None:
    opened = session()
    on_a_network(opened, 1)
    finished = opened.converse(case_of(f"steps:\n- {ON_ONE}\n- {ON_ONE}", capabilities=CONNECTIONS))
    (mismatch,) = finished.mismatches
    message = "no response: the target has closed the connection"
    assert (finished.verdict, mismatch.step, mismatch.message) == (Verdict.FAIL, "steps[1]", message)
    assert [entry["request"]["connection"] for entry in finished.conversation if "request" in entry] == ["kept"] * 2


def test_connections_are_not_applicable_in_memory(web: Web, session: Any, case_of: Any) -> None:
    del web
    finished = session().converse(case_of(f"steps:\n- {ON_ONE}", capabilities=CONNECTIONS))
    reason = "HTTP does not go over a network here, so that there are no connections"
    assert (finished.verdict, finished.reason) == (Verdict.NOT_APPLICABLE, reason)


ONE_OF = """\
    steps:
      - http:
          request: {method: POST, path: /a}
          response:
            one_of:
              - {status: 200, body: empty, means: {row: {a: 1}}}
              - {status: [400, 409], headers: {Warning: '101'}, means: {row: {a: 0}}}
      - rows: {list: main, expect: [$row]}
    """


@pytest.mark.parametrize(
    ("status", "headers", "a", "fits"),
    [("200 OK", [], 1, True), ("200 OK", [], 0, False), ("409 No", [("Warning", "101")], 0, True)],
)
def test_the_answer_that_came_says_what_follows(
    web: Web, adapter: Any, converse: Converse, status: str, headers: list[tuple[str, str]], a: int, fits: bool
) -> None:
    web.status, web.headers = status, headers
    adapter.results["database.rows"] = {"rows": [{"a": a}]}
    assert converse(ONE_OF).verdict is (Verdict.PASS if fits else Verdict.FAIL)


def test_an_answer_that_is_none_of_those_is_held_against_the_one_with_its_status(web: Web, converse: Converse) -> None:
    web.status, web.headers = "409 No", [("Warning", "109")]
    finished = converse(ONE_OF.partition("      - rows")[0])
    assert told(finished)[0][:3] == ("headers.Warning", "101", "109")


def test_a_header_is_kept_for_later_steps(web: Web, converse: Converse) -> None:
    web.headers = [("Etag", "7")]
    converse("""\
        steps:
          - http: {request: {method: GET, path: /a}, response: {status: 200, save_headers: {etag: tag}}}
          - http: {request: {method: GET, path: /a, headers: {If-None-Match: $tag}}, response: {status: 200}}
        """)
    assert web.asked[1][2]["HTTP_IF_NONE_MATCH"] == "7"


def test_a_length_that_is_not_that_of_the_body_is_a_mismatch(web: Web, answered: Answered) -> None:
    web.headers, web.body = [("Content-Length", "5")], "Zürich".encode()
    assert told(answered("{status: 200}")) == [("headers.Content-Length", "7", "5", "is not the length of the body")]


def test_host_can_be_left_out(web: Web, converse: Converse) -> None:
    converse("steps: [http: {request: {method: GET, path: /a, omit: [host]}, response: {status: 200}}]")
    assert "HTTP_HOST" not in web.asked[0][2]
