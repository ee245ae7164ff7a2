"""What a case must keep to beyond its schema; each mistake at its step."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ocs_conformance.loading.lint import check_suite
from ocs_conformance.model import Case

OneCase = Callable[[str], Case]
Mistakes = Callable[[str], list[str]]

ANSWER = "{expect: {at: alice, message: ReadyTimeAcknowledge}}"
ANSWER_OF_BOB = "{expect: {at: bob, error: 3}}"
COLUMNS = (
    "record_id, contact_info, contact_info_type, record_type, record_status, call_result, attempt, dial_sched_time, "
    "call_time, daily_from, daily_till, agent_id, chain_id, chain_n, tz_dbid, campaign_id, group_id, app_id, "
    "treatments, media_ref, email_subject, email_template_id, switch_id, customer, code"
)
OPERATORS = "$any, $type, $one_of, $not, $matches, $contains, $range, $loosely, $absent, $reading, $exactly"


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("login: carol", "carol is not among the agents of this environment: alice, bob"),
        ("logout: carol", "carol is not among the agents of this environment: alice, bob"),
        ("clear: carol", "carol is no observer of this environment: alice, bob, web-server"),
        ("expect: {at: carol, error: 3}", "carol is no observer of this environment: alice, bob, web-server"),
        ("send: {from: carol, message: ReadyTime, malformed: true}",
         "carol is not among the agents of this environment: alice, bob"),
        ("call: {list: main, record: first, to: carol}",
         "carol is not among the agents of this environment: alice, bob"),
        ("call: {list: other, record: first, to: bob}", "other is not among the lists of this environment: main"),
        ("call: {list: main, record: third, to: bob}", "third is no record of main; known: first, second"),
        ("rows: {list: other, expect: []}", "other is not among the lists of this environment: main"),
        ("do_not_call: {tenant: beta, expect: []}", "beta is not among the tenants of this environment: alpha"),
        ("rows: {list: main, where: {chain: 1}, expect: []}", f"there is no column chain; known: {COLUMNS}"),
        ("rows: {list: main, expect: [{chain_id: 1, colour: 2}]}", f"there is no column colour; known: {COLUMNS}"),
        ("rows: {list: main, expect: [{row: {colour: 2}, optional: true}]}",
         f"there is no column colour; known: {COLUMNS}"),
        ("do_not_call: {tenant: alpha, expect: [{number: '1'}]}",
         "there is no column number; known: phone, customer_id, dnc_message, tenant_dbid, campaign_dbid, list_dbid, "
         "is_internal, time_stamp, expiration"),
        ("send: {from: alice, message: PreviewRecordRequest}",
         'this PreviewRecordRequest breaks its message schema: "GSW_CAMPAIGN_NAME" is a required property; '
         "if so it shall be: malformed: true"),
        ("send: {from: alice, message: PreviewRecordRequest, data: {GSW_CAMPAIGN_NAME: $application_id}}",
         'this PreviewRecordRequest breaks its message schema: 4114 is not of type "string"; '
         "if so it shall be: malformed: true"),
        ("login: $agent", "$agent is nothing here: no earlier step saves it, the environment does not have it"),
        ("login: $agents.carol.login_id",
         "$agents.carol.login_id is nothing here: no earlier step saves it, the environment does not have it"),
        ("http: {request: {method: GET, path: '/records/${handle}'}, response: {status: 200}}",
         "$handle is nothing here: no earlier step saves it, the environment does not have it"),
        ("expect: {at: alice, error: 3, data: {A: {$some: 1}}}",
         f"$some is no matcher, or does not stand alone; known: {OPERATORS}"),
        ("expect: {at: alice, error: 3, data: {A: [{$any: true, $type: integer}]}}",
         f"$any is no matcher, or does not stand alone; known: {OPERATORS}"),
        ("expect: {at: alice, error: 3, data: {A: {$type: text}}}",
         "$type cannot be 'text'; allowed: integer, string, object, array"),
        ("expect: {at: alice, error: 3, data: {A: {$any: false}}}", "$any cannot be False; allowed: true"),
        ("expect: {at: alice, error: 3, data: {A: {$one_of: a}}}",
         "$one_of cannot be 'a'; allowed: a list of values and matchers"),
        ("expect: {at: alice, error: 3, data: {A: {$one_of: []}}}",
         "$one_of cannot be []; allowed: a list of values and matchers"),
        ("expect: {at: alice, error: 3, data: {A: {$matches: '('}}}",
         "$matches cannot be '('; allowed: a regular expression"),
        ("expect: {at: alice, error: 3, data: {A: {$contains: 1}}}", "$contains cannot be 1; allowed: a text"),
        ("expect: {at: alice, error: 3, data: {A: {$range: [1]}}}",
         "$range cannot be [1]; allowed: a list of two integers, the lower one first"),
        ("expect: {at: alice, error: 3, data: {A: {$loosely: 1}}}", "$loosely cannot be 1; allowed: a text"),
        ("expect: {at: alice, error: 3, data: {A: {$not: {$exactly: 1}}}}",
         "$exactly cannot be 1; allowed: a map"),
    ],
)  # fmt: skip
def test_a_step_names_what_is_not_there(mistakes_of_case: Mistakes, step: str, sentence: str) -> None:
    assert mistakes_of_case(f"steps:\n  - {ANSWER}\n  - {{{step}}}") == [f"a.yaml:8:9: {sentence}"]


def test_what_only_a_run_knows_is_left_to_the_run(one_case: OneCase) -> None:
    ask = "send: {from: alice, message: ReadyTime, data: {GSW_READY_TIME: 3, GSW_RECORD_HANDLE: $handle}}"
    saved = "{expect: {at: alice, message: PreviewRecord, save: {GSW_RECORD_HANDLE: handle}}}"
    case = one_case(f"steps:\n  - {saved}\n  - {{{ask}}}\n  - {ANSWER}")
    assert [step.verb for step in case.steps] == ["expect", "send", "expect"]


@pytest.mark.parametrize(
    ("step", "beginning"),
    [
        ("send: {from: alice, message: ReadyTimes}", "ReadyTimes is no request of a desktop; known: "),
        ("expect: {at: alice, message: ReadyTime}", "ReadyTime is no event of the OCS; known: "),
        ("expect: {at: alice, any_order: [{error: 3}, {message: Ready}]}", "Ready is no event of the OCS; known: "),
        ("expect: {at: alice, one_of: [nothing, {message: Ready}]}", "Ready is no event of the OCS; known: "),
    ],
)
def test_a_step_names_a_message_that_is_not_there(mistakes_of_case: Mistakes, step: str, beginning: str) -> None:
    (mistake,) = mistakes_of_case(f"steps:\n  - {{{step}}}\n  - {ANSWER}")
    assert mistake.startswith(f"a.yaml:7:9: {beginning}")
    assert "ReadyTime" in mistake.removeprefix(f"a.yaml:7:9: {beginning}")


@pytest.mark.parametrize(
    "steps",
    [
        "[{send: {from: alice, message: Unheard, malformed: true}}, {expect: {at: alice, error: 3}}]",
        "[{expect: {at: alice, error: 3, save: {A: a}}}, {expect: {at: alice, error: 3, data: {A: $a, B: $a.b}}}]",
        "[{call: {list: main, record: first, to: bob, save: {A: a}}}, {expect: {at: bob, error: $a}}]",
        "[{http: {request: {method: GET, path: /}, response: {status: 200, save: {A: a}}}}, {login: $a}]",
        "[{expect: {at: alice, error: 3, data: {A: {$range: [1, $application_id]}}}}]",
    ],
)
def test_what_is_known_is_no_mistake(one_case: OneCase, steps: str) -> None:
    assert one_case(f"steps: {steps}").steps


def test_a_value_of_a_row_that_is_no_name_is_told(mistakes_of_case: Mistakes) -> None:
    mistakes = mistakes_of_case("""\
        for_each: [{name: a, n: 1, m: {}}]
        steps:
          - call: {list: main, record: $each.n, to: $each.m}
          - expect: {at: $each.n, error: 3}
        """)
    assert mistakes == [
        "a.yaml:8:9: 1 is no record of main; known: first, second",
        "a.yaml:8:9: {} is not among the agents of this environment: alice, bob",
        "a.yaml:9:9: 1 is no observer of this environment: alice, bob, web-server",
    ]


def test_all_mistakes_of_a_case_come_at_once(mistakes_of_case: Mistakes) -> None:
    assert mistakes_of_case("given: [login: carol]\nsteps: [logout: dave, expect: {at: $x, error: 3}]") == [
        "a.yaml:6:13: carol is not among the agents of this environment: alice, bob",
        "a.yaml:7:13: dave is not among the agents of this environment: alice, bob",
        "a.yaml:7:27: $x is nothing here: no earlier step saves it, the environment does not have it",
    ]


ALIVE = "no step of the body needs a living target; expect an event, a response or rows"
SILENT = "nothing behind this silence shows that the target lives; expect an answer at alice"


@pytest.mark.parametrize(
    "steps",
    [
        "login: alice",
        "rows: {list: main, expect: []}",
        "do_not_call: {tenant: alpha, expect: []}",
        "do_not_call: {tenant: alpha, expect: [{row: {phone: '1'}, optional: true}]}",
        "dial: {group: main, expect: []}",
        "call: {list: main, record: first, to: alice}",
        "expect: {at: alice, any_order: [{error: 3, optional: true}]}",
        "clear: alice",
    ],
)
def test_a_body_that_a_dead_target_satisfies_is_refused(mistakes_of_case: Mistakes, steps: str) -> None:
    assert mistakes_of_case(f"given: [{ANSWER}]\nsteps: [{steps}]") == [f"a.yaml:3:5: {ALIVE}"]


@pytest.mark.parametrize(
    "step",
    [
        "expect: {at: alice, error: 3}",
        "expect: {at: alice, any_order: [{error: 3, optional: true}, {error: 4}]}",
        "expect: {at: alice, one_of: [{error: 3}, {error: 4}]}",
        "rows: {list: main, expect: [{}]}",
        "dial: {group: main, expect: [{}]}",
        "call: {list: main, record: first, to: alice, save: {A: a}}",
        "http: {request: {method: GET, path: /}, response: {status: 404}}",
    ],
)
def test_a_body_that_needs_life_is_taken(one_case: OneCase, step: str) -> None:
    assert len(one_case(f"steps: [{step}]").steps) == 1


@pytest.mark.parametrize("silence", ["nothing: alice", "expect: {at: alice, one_of: [nothing, {error: 3}]}"])
@pytest.mark.parametrize(
    "behind",
    [
        "logout: alice",
        "expect: {at: bob, error: 3}",
        "http: {request: {method: GET, path: /}, response: {status: 200}}",
        "expect: {at: alice, any_order: [{error: 3, optional: true}]}",
    ],
)
def test_silence_needs_an_answer_behind_it(mistakes_of_case: Mistakes, silence: str, behind: str) -> None:
    assert f"a.yaml:8:9: {SILENT}" in mistakes_of_case(f"steps:\n  - {ANSWER}\n  - {silence}\n  - {behind}")


NEVER_ANSWERED = "steps:\n  - nothing: monitor\n  - {expect: {at: alice, message: ReadyTimeAcknowledge}}"
UNUSED = {"number": "1", "outbound_contact_server": False}


@pytest.mark.parametrize(("connection", "dns"), [("none", {}), ("ocs", {"only": UNUSED})])
def test_an_application_that_is_never_answered_needs_no_answer(
    environment: dict[str, Any], one_case: OneCase, connection: str, dns: dict[str, Any]
) -> None:
    application = {"dbid": 900, "tenant": "alpha", "connection": connection}
    environment.update(applications={"monitor": application}, communication_dns=dns)
    assert len(one_case(NEVER_ANSWERED).steps) == 2


@pytest.mark.parametrize("dns", [{}, {"one": UNUSED, "two": {"number": "2"}}])
def test_an_application_that_can_be_answered_needs_an_answer(
    environment: dict[str, Any], mistakes_of_case: Mistakes, dns: dict[str, Any]
) -> None:
    environment.update(applications={"monitor": {"dbid": 900, "tenant": "alpha"}}, communication_dns=dns)
    assert mistakes_of_case(NEVER_ANSWERED) == [f"a.yaml:7:9: {SILENT.replace('alice', 'monitor')}"]


def test_silence_may_have_its_answer_later(one_case: OneCase) -> None:
    assert len(one_case(f"steps: [nothing: alice, login: bob, nothing: bob, {ANSWER}, {ANSWER_OF_BOB}]").steps) == 5


@pytest.fixture
def named(one_case: OneCase) -> Callable[..., Case]:
    """Makes a case with an id and other facts, in the line that is given."""
    case = one_case(f"steps: [{ANSWER}]")

    def make(name: str, line: int, **facts: object) -> Case:
        values = {"id": name, "base_id": name.partition("[")[0], "line": line, "requirements": ("r",), **facts}
        return replace(case, **values)  # type: ignore[arg-type]

    return make


def mistakes(*cases: Case) -> list[str]:
    return [str(problem) for problem in check_suite(cases, ["r"])]


def test_an_id_is_used_once(named: Callable[..., Case]) -> None:
    assert mistakes(named("a", 1), named("b", 2), named("a", 3)) == [
        "a.yaml:3:5: the id a is taken by a.yaml:1; ids and aliases are used once"
    ]


def test_the_id_before_the_brackets_is_nobody_elses(named: Callable[..., Case]) -> None:
    assert mistakes(named("a[x]", 1), named("a[y]", 1), named("a", 3)) == [
        "a.yaml:3:5: the id a is taken by a.yaml:1; ids and aliases are used once"
    ]


def test_an_alias_is_nobody_elses_id(named: Callable[..., Case]) -> None:
    assert mistakes(named("a", 1), named("b", 2, aliases=("a",)), named("c", 3, aliases=("b",))) == [
        "a.yaml:2:5: the id a is taken by a.yaml:1; ids and aliases are used once",
        "a.yaml:3:5: the id b is taken by a.yaml:2; ids and aliases are used once",
    ]


def test_rows_of_one_case_share_its_alias(named: Callable[..., Case]) -> None:
    assert mistakes(named("a[x]", 1, aliases=("old",)), named("a[y]", 1, aliases=("old",))) == []


@pytest.mark.parametrize("control", ["b", "c", "c[x]"])
def test_a_control_is_another_case(named: Callable[..., Case], control: str) -> None:
    assert mistakes(named("a", 1, control=control), named("b", 2), named("c[x]", 3)) == []


@pytest.mark.parametrize("control", ["d", "a", "a[x]"])
def test_a_control_that_is_no_other_case_is_told(named: Callable[..., Case], control: str) -> None:
    assert mistakes(named("a[x]", 1, control=control)) == [
        f"a.yaml:1:5: the control {control} is no other case; name the positive twin"
    ]


def test_an_unknown_requirement_is_told_once_for_all_rows(named: Callable[..., Case]) -> None:
    assert mistakes(named("a[x]", 1, requirements=("r", "s")), named("a[y]", 1, requirements=("s",))) == [
        "a.yaml:1:5: there is no requirement s in the ledger"
    ]
