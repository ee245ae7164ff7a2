"""What is said of a file that breaks its schema: one sentence for one mistake, with its place."""

from collections.abc import Callable

import pytest

from ocs_conformance.loading.document import parse
from ocs_conformance.loading.shape import check

VERBS = (
    "login, logout, clear, nothing, send, expect, http, rows, do_not_call, call, clock, fault, dial, "
    "answer, ends, release, share, assign, configure, switch_over, restart, reread, edit, command, use"
)
CASE_KEYS = (
    "id, title, requirements, control, aliases, interpretations, environment, options, let, for_each, given, steps"
)
OPTIONS = (
    "agent_preview_mode_start, record_processed, stale_clean_timeout, call_wait_connected_timeout, "
    "send_campaigngroup_states, campaigngroup_states_interval, predictive_callback, "
    "ivr_update_on_release, cpn_digits, caller_id_set, amd_test, assured_connection, "
    "outbound_release_action, predictive_algorithm"
)

Mistakes = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "1:1: null is not allowed here; allowed: a map"),
        ("- a", "1:1: ['a'] is not allowed here; allowed: a map"),
        ("environment: small", "1:1: the key cases is missing; needed: environment, cases"),
        ("environment: small\ncases: []", "2:8: this list has 0 items; needed are at least 1"),
        ("environment: small\ncases: {a: 1}", "2:8: {'a': 1} is not allowed here; allowed: a list"),
        ("environment: Small\ncases: [{id: a, title: A, requirements: [a], steps: [{login: alice}]}]",
         "1:14: 'Small' does not have the form ^[a-z][a-z0-9_-]*$"),
    ],
)  # fmt: skip
def test_a_file(mistakes_of: Mistakes, text: str, sentence: str) -> None:
    assert mistakes_of(text) == [f"a.yaml:{sentence}"]


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ("step: []\nsteps: [{login: alice}]", f"6:5: the key step is not allowed; allowed: {CASE_KEYS}"),
        ("let: {Agent: 1}\nsteps: [{login: alice}]", "6:11: 'Agent' does not have the form ^[a-z_][a-z0-9_]*$"),
        ("aliases: A\nsteps: [{login: alice}]", "6:14: 'A' is not allowed here; allowed: a list"),
        ("aliases: [A]\nsteps: [{login: alice}]", "6:15: 'A' does not have the form ^[a-z0-9]+([.-][a-z0-9]+)*$"),
        ("options: {}\nsteps: [{login: alice}]", "6:14: this map has 0 keys; needed is at least 1"),
        ("options: {speed: 1}\nsteps: [{login: alice}]",
         f"6:15: the key speed is not allowed; allowed: {OPTIONS}"),
        ("options: {record_processed: 1}\nsteps: [{login: alice}]",
         "6:33: 1 is not allowed here; allowed: true or false"),
        ("for_each: 3\nsteps: [{login: alice}]", "6:15: 3 is not allowed here; allowed: a list or a map"),
        ("for_each: []\nsteps: [{login: alice}]", "6:15: this list has 0 items; needed are at least 1"),
        ("for_each: [{nam: a}]\nsteps: [{login: alice}]", "6:16: the key name is missing; needed: name"),
        ("for_each: {required_keys_of: ReadyTime, but: [a]}\nsteps: [{login: alice}]",
         "6:45: the key but is not allowed; allowed: required_keys_of, except"),
    ],
)  # fmt: skip
def test_a_case(mistakes_of_case: Mistakes, keys: str, sentence: str) -> None:
    assert mistakes_of_case(keys) == [f"a.yaml:{sentence}"]


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("{}", f"6:13: exactly one key is needed of: {VERBS}"),
        ("{log: alice}", f"6:14: the key log is not allowed; allowed: note, {VERBS}, with"),
        ("{login: alice, logout: alice}",
         f"6:13: the keys login, logout exclude each other; exactly one is allowed of: {VERBS}"),
        ("{login: alice, with: {a: 1}}", "6:13: the key with is allowed only beside: use"),
        ("{login: Alice}", r"6:21: 'Alice' does not have the form ^([a-z][a-z0-9_-]*|\$[a-z_][a-z0-9_.]*)$"),
        ("{login: 3}", "6:21: 3 is not allowed here; allowed: a text"),
        ("{send: {from: alice}}", "6:20: the key message is missing; needed: from, message"),
        ("{send: {from: alice, message: ''}}", "6:43: an empty text is not allowed here"),
        ("{send: {from: alice, message: A, malformed: false}}", "6:57: false is not allowed here; allowed: true"),
        ("{expect: {at: alice}}", "6:22: exactly one key is needed of: message, error, any_order, one_of"),
        ("{expect: {at: alice, message: A, error: 3}}",
         "6:22: the keys message, error exclude each other;"
         " exactly one is allowed of: message, error, any_order, one_of"),
        ("{expect: {at: alice, any_order: [{message: A}], save: {A: b}}}",
         "6:22: the key save is allowed only beside: message, error"),
        ("{expect: {at: alice, error: no}}",
         r"6:41: 'no' is not allowed here; allowed: an integer or a list or a text of the form ^\$[a-z_] or a map"),
        ("{expect: {at: alice, error: []}}", "6:41: this list has 0 items; needed are at least 1"),
        ("{expect: {at: alice, error: [3, 3]}}", "6:41: a value stands in this list twice; each is allowed once"),
        ("{expect: {at: alice, one_of: [none, {message: A}]}}",
         "6:43: 'none' is not allowed here; allowed: 'nothing'"),
        ("{http: {request: {method: GET, path: a}, response: {status: 200}}}",
         "6:50: 'a' does not have the form ^[/$]"),
        ("{http: {request: {method: GET, path: /, json: 1, body: a}, response: {status: 200}}}",
         "6:30: these keys exclude each other: json, body"),
        ("{http: {request: {method: GET, path: /}, response: {status: 99}}}",
         "6:73: 99 is too small; at least 100 is allowed"),
        ("{clock: {advance: 0}}", "6:31: 0 is too small; at least 1 is allowed"),
        ("{fault: {database: slow}}", "6:32: 'slow' is not allowed here; allowed: down, up"),
    ],
)  # fmt: skip
def test_a_step(mistakes_of_case: Mistakes, step: str, sentence: str) -> None:
    assert mistakes_of_case(f"steps: [{step}]") == [f"a.yaml:{sentence}"]


def test_a_title_that_is_too_long(mistakes_of: Mistakes) -> None:
    title = "a" * 101
    text = f"environment: small\ncases: [{{id: a, title: {title}, requirements: [a], steps: [{{login: alice}}]}}]"
    assert mistakes_of(text) == ["a.yaml:2:24: this text has 101 characters; at most 100 are allowed"]


def test_a_long_value_is_cut(mistakes_of: Mistakes) -> None:
    assert mistakes_of(f"environment: small\ncases: {'a' * 99}") == [
        f"a.yaml:2:8: '{'a' * 58}… is not allowed here; allowed: a list"
    ]


def test_all_mistakes_come_at_once_in_the_order_of_the_file(mistakes_of: Mistakes) -> None:
    text = """\
    environment: small
    cases:
      - title: A
        steps: [{log: in}, {clock: {advance: 0}}]
        requirements: []
      - 5
    case: 1
    """
    assert mistakes_of(text) == [
        "a.yaml:3:5: the key id is missing; needed: id, title, requirements, steps",
        f"a.yaml:4:14: the key log is not allowed; allowed: note, {VERBS}, with",
        "a.yaml:4:42: 0 is too small; at least 1 is allowed",
        "a.yaml:5:19: this list has 0 items; needed are at least 1",
        "a.yaml:6:5: 5 is not allowed here; allowed: a map",
        "a.yaml:7:1: the key case is not allowed; allowed: environment, let, fragments, cases",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("target: a\nadapter: {transport: stdio}", "2:10: the key command is missing; needed: command"),
        ("target: a\nadapter: {transport: memory, factory: a}", r"2:39: 'a' does not have the form ^[\w.]+:[\w.]+$"),
        ("target: a\nadapter: {transport: tcp, host: a, port: 1, start: {command: [a]}}",
         "2:10: needed here: either host and port or start"),
        ("target: a\nadapter: {transport: own}\nlimits: {answer: 0}",
         "3:18: 0 is too small; more than 0 is allowed"),
    ],
)  # fmt: skip
def test_a_target_profile(text: str, sentence: str) -> None:
    problems = check(parse(text, "a.yaml"), "suite/target-profile.schema.json")
    assert [str(problem) for problem in problems] == [f"a.yaml:{sentence}"]
