"""Values of secret keys never leave the engine, wherever they turn up."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocs_conformance.engine import CaseFinished
from ocs_conformance.engine.secrets import MASK, Masker
from ocs_conformance.verdict import ABSENT, Mismatch, Verdict

Converse = Callable[..., CaseFinished]
SECRETS = {"secrets": frozenset({"CUSTOMER_ID", "PIN"})}


def masked(value: Any, *seen: Any) -> Any:
    masker = Masker(frozenset({"CUSTOMER_ID", "PIN"}))
    masker.learn([*seen, value])
    return masker.mask(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"CUSTOMER_ID": "C-9", "A": "B"}, {"CUSTOMER_ID": MASK, "A": "B"}),
        ([{"PIN": 4711}, "no. 4711", 4711, 4712], [{"PIN": MASK}, f"no. {MASK}", MASK, 4712]),
        ({"PIN": {"a": ["x1", 5]}, "b": ["x1y", 5]}, {"PIN": MASK, "b": [f"{MASK}y", MASK]}),
        ([{"PIN": "ab", "CUSTOMER_ID": "abc"}, "abcab"], [{"PIN": MASK, "CUSTOMER_ID": MASK}, MASK * 2]),
        ([{"PIN": "a/b ü"}, "/x/a%2Fb%20%C3%BC"], [{"PIN": MASK}, f"/x/{MASK}"]),
        ([{"PIN": 'a"ü'}, r'{"k": "a\"ü"}', r'{"k": "a\"\u00fc"}'],
         [{"PIN": MASK}, f'{{"k": "{MASK}"}}', f'{{"k": "{MASK}"}}']),
        ('{"CUSTOMER_ID": "C-9", "A": "C-9"}', f'{{"CUSTOMER_ID": "{MASK}", "A": "{MASK}"}}'),
        ('{"PIN":4711}', f'{{"PIN":{MASK}}}'),
        (r'{"PIN": "a\/b"', f'{{"PIN": "{MASK}"'),
        ('[{"PIN": {"a": "x1"}}]', f'[{{"PIN": {{"a": "{MASK}"}}}}]'),
        ({"C-9": {"CUSTOMER_ID": "C-9"}}, {MASK: {"CUSTOMER_ID": MASK}}),
        ([{"PIN": ""}, {"PIN": None}, {"PIN": True}, "True", None], [{"PIN": MASK}] * 3 + ["True", None]),
        ({"pin": "x", "A": [True, 1.5]}, {"pin": "x", "A": [True, 1.5]}),
    ],
)  # fmt: skip
def test_what_is_masked(value: Any, shown: Any) -> None:
    assert masked(value) == shown


# A secret with an asterisk may be told apart from the mask by nobody.
@given(st.text(min_size=1).filter(lambda text: "*" not in text), st.text(), st.text())
def test_no_secret_is_left_in_any_text(secret: str, before: str, behind: str) -> None:
    _, shown = masked([{"PIN": secret}, f"{before}{secret}{behind}"])
    assert [piece for piece in shown.split(MASK) if secret in piece] == []


def test_a_path_through_a_secret_key_hides_the_whole_value() -> None:
    masker = Masker(frozenset({"PIN"}))
    paths = ["PIN", "body.PIN", "PIN.a[0]", "A[1].PIN", "PINS", "headers.PIN-A", ""]
    assert [masker.mask_at(path, "x") for path in paths] == [MASK] * 4 + ["x"] * 3
    assert masker.mask_at("PIN", ABSENT) == ABSENT


def test_without_secret_keys_there_is_nothing_to_hide() -> None:
    assert [Masker(frozenset()).idle, Masker(frozenset({"A"})).idle] == [True, False]


EVENT = {
    "GSW_USER_EVENT": "ReadyTimeAcknowledge",
    "GSW_APPLICATION_ID": 4114,
    "GSW_RECORD_HANDLE": 7,
    "CUSTOMER_ID": "C-9",
    "REMARK": "this is C-9",
    "PIN": 4711,
    "SAME": 4711,
}


def test_secrets_are_masked_in_conversation_and_mismatches(adapter: Any, converse: Converse) -> None:
    adapter.results["agent.login"] = lambda _: adapter.event("alice", EVENT)
    finished = converse(
        """\
        steps:
          - login: alice
          - expect:
              at: alice
              message: ReadyTimeAcknowledge
              data: {CUSTOMER_ID: C-8, REMARK: C-9 it is, PIN: 4712, SAME: 1}
        """,
        **SECRETS,
    )
    assert finished.mismatches == (
        Mismatch("steps[1]", "CUSTOMER_ID", MASK, MASK, "differs", 2),
        Mismatch("steps[1]", "REMARK", f"{MASK} it is", f"this is {MASK}", "differs", 2),
        Mismatch("steps[1]", "PIN", MASK, MASK, "differs", 2),
        Mismatch("steps[1]", "SAME", 1, MASK, "differs", 2),
    )
    events = [entry["event"] for entry in finished.conversation if "event" in entry]
    assert events == [{**EVENT, "CUSTOMER_ID": MASK, "REMARK": f"this is {MASK}", "PIN": MASK, "SAME": MASK}]


def test_secrets_are_masked_in_messages(adapter: Any, converse: Converse) -> None:
    event = {**EVENT, "GSW_RECORD_HANDLE": "C-9"}
    adapter.results["agent.login"] = lambda _: adapter.event("alice", event)
    (mismatch,) = converse("steps: [login: alice]", **SECRETS).mismatches
    assert (mismatch.actual, mismatch.message) == (
        MASK,
        f'breaks the message schema: "{MASK}" is not of type "integer"',
    )


def test_secrets_are_masked_in_the_reason(adapter: Any, converse: Converse) -> None:
    adapter.results["agent.login"] = RuntimeError('cannot take {"CUSTOMER_ID": "C-9"}')
    finished = converse("steps: [login: alice]", **SECRETS)
    assert (finished.verdict, finished.reason) == (
        Verdict.ERROR,
        f'the adapter scripted_adapter:create raised RuntimeError: cannot take {{"CUSTOMER_ID": "{MASK}"}}',
    )


def test_secrets_are_masked_in_the_reason_of_a_case_that_has_no_adapter(
    adapter: Any, session: Any, case_of: Any
) -> None:
    lists = {"main": {"CUSTOMER_ID": "C-7"}}
    environment = {"environment": "small", "application_id": 4114, "agents": {"alice": {}}, "lists": lists}
    opened = session(**SECRETS)
    adapter.results["agent.login"] = RuntimeError("no more")
    adapter.results["initialize"] = lambda _: RuntimeError('C-7 and {"PIN": 4711}')
    case = case_of("steps: [login: alice]", environment=environment)
    opened.converse(case)
    reason = f'the adapter scripted_adapter:create raised RuntimeError: {MASK} and {{"PIN": {MASK}}}'
    assert opened.converse(case) == CaseFinished(case, 1, Verdict.ERROR, reason, 0.0, (), ())


def test_secrets_are_masked_in_http_bodies_and_paths(adapter: Any, converse: Converse) -> None:
    def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("X-Body", "C 9")])
        return [b'{"PIN": 4711}']

    adapter.wsgi = echo
    finished = converse(
        """\
        steps:
          - http:
              request: {method: POST, path: /customer_ids/C%209, json: {CUSTOMER_ID: C 9}}
              response: {status: 404}
        """,
        **SECRETS,
    )
    request, response = finished.conversation[1]["request"], finished.conversation[2]["response"]
    assert (request["path"], request["body"], response["headers"], response["body"]) == (
        f"/customer_ids/{MASK}",
        f'{{"CUSTOMER_ID": "{MASK}"}}',
        {"X-Body": MASK},
        f'{{"PIN": {MASK}}}',
    )


def test_secrets_of_the_environment_are_known(adapter: Any, session: Any, case_of: Any) -> None:
    lists = {"main": {"CUSTOMER_ID": "C-7"}}
    environment = {"environment": "small", "application_id": 4114, "agents": {"alice": {}}, "lists": lists}
    adapter.results["agent.login"] = lambda _: adapter.event("alice", {"GSW_ERROR_NUMBER": 112, "GSW_ERROR": "C-7?"})
    finished = session(**SECRETS).converse(case_of("steps: [login: alice]", environment=environment))
    assert [entry["event"]["GSW_ERROR"] for entry in finished.conversation if "event" in entry] == [f"{MASK}?"]


def test_short_secrets_leave_the_record_itself_alone(adapter: Any, converse: Converse) -> None:
    adapter.results["agent.login"] = lambda _: adapter.event(
        "alice", {"GSW_ERROR_NUMBER": 112, "GSW_ERROR": "a", "PIN": 0}
    )
    (entry,) = (entry for entry in converse("steps: [login: alice]", **SECRETS).conversation if "event" in entry)
    assert [entry["step"], entry["from"], entry["to"], list(entry)] == [
        "steps[0]",
        "target",
        "alice",
        ["t", "step", "from", "to", "event"],
    ]
