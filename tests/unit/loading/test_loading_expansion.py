"""What becomes of a case file: rows, fragments, names, options; each step with its place."""

from collections.abc import Callable
from typing import Any

import pytest

from ocs_conformance.model import Case, Step

OneCase = Callable[[str], Case]
CasesOf = Callable[[str], list[Case]]
Mistakes = Callable[[str], list[str]]


def bodies(case: Case) -> list[tuple[str, Any]]:
    return [(step.verb, step.body) for step in case.steps]


def test_a_case_holds_what_its_file_says(cases_of: CasesOf, environment: dict[str, Any]) -> None:
    (case,) = cases_of("""\
        environment: small
        cases:
          - id: desktop.a
            title: A title
            requirements: [desktop.b, desktop.c]
            control: desktop.d
            aliases: [desktop.e]
            interpretations: [lost-record]
            given:
              - login: alice
            steps:
              - expect: {at: alice, message: ReadyTimeAcknowledge}
        """)
    assert case == Case(
        id="desktop.a",
        base_id="desktop.a",
        title="A title",
        file="a.yaml",
        line=3,
        column=5,
        requirements=("desktop.b", "desktop.c"),
        environment=environment,
        environment_digest=case.environment_digest,
        given=(Step("login", "alice", "given[0]", "a.yaml", 10, 9),),
        steps=(Step("expect", {"at": "alice", "message": "ReadyTimeAcknowledge"}, "steps[0]", "a.yaml", 12, 9),),
        digest=case.digest,
        control="desktop.d",
        aliases=("desktop.e",),
        interpretations=("lost-record",),
        capabilities=frozenset({"desktop"}),
    )


def test_the_area_of_a_case_is_the_first_word_of_its_id(one_case: OneCase) -> None:
    assert one_case("steps: [http: {request: {method: GET, path: /}, response: {status: 200}}]").area == "desktop"


@pytest.mark.parametrize(
    ("step", "capability"),
    [
        ("login: alice", "desktop"),
        ("rows: {list: main, expect: []}", "rows"),
        ("do_not_call: {tenant: alpha, expect: []}", "rows"),
        ("call: {list: main, record: first, to: alice}", "telephony"),
        ("clock: {advance: 60}", "clock"),
        ("fault: {database: down}", "fault.database"),
        ("http: {request: {method: GET, path: /, connection: a}, response: {status: 200}}", "http.connections"),
    ],
)
def test_a_step_needs_a_capability(one_case: OneCase, step: str, capability: str) -> None:
    case = one_case(f"steps:\n- {step}\n- http: {{request: {{method: GET, path: /}}, response: {{status: 200}}}}")
    assert case.capabilities == {capability, "http"}


def test_a_row_makes_a_case_with_its_name_in_brackets(cases_of: CasesOf) -> None:
    cases = cases_of("""\
        environment: small
        cases:
          - id: desktop.a
            title: A key ${each.key}
            requirements: [desktop.b, 'desktop.${each.name}']
            for_each:
              - {name: one, key: K, value: 1, who: alice}
              - {name: two, key: L, value: [x], who: bob}
            steps:
              - expect: {at: $each.who, error: 3, data: {'${each.key}': $each.value, T: 'v${each.value}'}}
        """)
    told = [(c.id, c.base_id, c.title, c.requirements, c.steps[0].body["at"], c.steps[0].body["data"]) for c in cases]
    assert told == [
        ("desktop.a[one]", "desktop.a", "A key K", ("desktop.b", "desktop.one"), "alice", {"K": 1, "T": "v1"}),
        ("desktop.a[two]", "desktop.a", "A key L", ("desktop.b", "desktop.two"), "bob", {"L": ["x"], "T": "v['x']"}),
    ]


def test_a_message_schema_makes_rows_of_its_mandatory_keys(cases_of: CasesOf) -> None:
    cases = cases_of("""\
        environment: small
        cases:
          - id: desktop.a
            title: A
            requirements: [desktop.b]
            for_each: {required_keys_of: AddRecord, except: [GSW_AGENT_REQ_TYPE, GSW_APPLICATION_ID, GSW_PHONE]}
            steps:
              - expect: {at: alice, error: 3, data: {K: $each.key, T: $each.type, W: $each.wrong}}
        """)
    rows = {case.id: case.steps[0].body["data"] for case in cases}
    assert rows["desktop.a[gsw-campaign-name]"] == {"K": "GSW_CAMPAIGN_NAME", "T": "string", "W": 7}
    assert not {"desktop.a[gsw-phone]", "desktop.a[gsw-agent-req-type]"} & set(rows)


def test_an_integer_key_is_wrong_as_a_text(cases_of: CasesOf) -> None:
    (case,) = cases_of("""\
        environment: small
        cases:
          - id: desktop.a
            title: A
            requirements: [desktop.b]
            for_each:
              required_keys_of: desktop/ReadyTime
              except: [GSW_AGENT_REQ_TYPE, GSW_APPLICATION_ID, GSW_READY_TIME]
            steps:
              - expect: {at: alice, error: 3, data: $each}
        """)
    assert case.steps[0].body["data"] == {
        "name": "gsw-record-handle",
        "key": "GSW_RECORD_HANDLE",
        "type": "integer",
        "wrong": "not-a-number",
    }


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("[{name: a}, {name: b}, {name: a}]", "6:15: the row a stands here twice; names must differ"),
        ("{required_keys_of: NoMessage}", "6:34: no message NoMessage; known: "),
        ("{required_keys_of: ReadyTime, except: [GSW_PHONE]}",
         "6:53: GSW_PHONE is no mandatory key of ReadyTime; these are: "
         "GSW_AGENT_REQ_TYPE, GSW_APPLICATION_ID, GSW_READY_TIME, GSW_RECORD_HANDLE"),
        ("{required_keys_of: ReadyTime,"
         " except: [GSW_AGENT_REQ_TYPE, GSW_APPLICATION_ID, GSW_READY_TIME, GSW_RECORD_HANDLE]}",
         "6:15: no row is left here; without one there is no case"),
    ],
)  # fmt: skip
def test_rows_that_make_no_cases(mistakes_of_case: Mistakes, rows: str, sentence: str) -> None:
    (mistake,) = mistakes_of_case(f"for_each: {rows}\nsteps: [expect: {{at: alice, error: 3}}]")
    assert mistake.startswith(f"a.yaml:{sentence}")


def test_names_of_a_row_that_it_does_not_have_are_told_at_their_steps(mistakes_of_case: Mistakes) -> None:
    mistakes = mistakes_of_case("""\
        for_each: [{name: a, key: K}]
        given:
          - login: $each.agent
        steps:
          - expect: {at: alice, error: 3, data: {A: $each.kye}}
        """)
    assert mistakes == [
        "a.yaml:8:16: $each.agent is not among the values of this row or parameter",
        "a.yaml:10:17: $each.kye is not among the values of this row or parameter",
    ]


def test_a_title_that_names_what_the_row_does_not_have_is_told_at_the_case(mistakes_of: Mistakes) -> None:
    mistakes = mistakes_of("""\
        environment: small
        cases:
          - id: desktop.a
            title: A ${each.tilte}
            requirements: [a]
            for_each: [{name: a, title: T}]
            steps: [expect: {at: alice, error: 3}]
        """)
    assert mistakes == ["a.yaml:3:5: $each.tilte is not among the values of this row or parameter"]


def test_let_gives_names_to_values_of_any_type(one_case: OneCase) -> None:
    case = one_case("""\
        let: {a: {b: [1]}}
        steps: [expect: {at: alice, error: 3, data: {A: $a, B: $a.b}}]
        """)
    assert case.steps[0].body["data"] == {"A": {"b": [1]}, "B": [1]}


def test_let_may_use_names_that_stand_before(one_case: OneCase) -> None:
    case = one_case("""\
        let: {a: 1, b: '${a}2', c: [$b, $a]}
        steps: [expect: {at: alice, error: 3, data: {A: $c}}]
        """)
    assert case.steps[0].body["data"] == {"A": ["12", 1]}


def test_let_of_a_case_goes_over_that_of_its_file(cases_of: CasesOf) -> None:
    cases = cases_of("""\
        environment: small
        let: {a: 1, b: $a}
        cases:
          - {id: desktop.a, title: A, requirements: [a], steps: [expect: {at: alice, error: 3, data: {A: $b}}]}
          - id: desktop.b
            title: B
            requirements: [a]
            let: {a: 2}
            steps: [expect: {at: alice, error: 3, data: {A: $b}}]
        """)
    assert [case.steps[0].body["data"] for case in cases] == [{"A": 1}, {"A": 2}]


def test_let_may_use_the_row(one_case: OneCase) -> None:
    case = one_case("""\
        for_each: [{name: a, key: K}]
        let: {k: $each.key, both: '${k}-${each.name}'}
        steps: [expect: {at: alice, error: 3, data: {A: $k, B: $both}}]
        """)
    assert case.steps[0].body["data"] == {"A": "K", "B": "K-a"}


def test_a_name_called_each_is_no_row(one_case: OneCase) -> None:
    case = one_case("let: {each: 3}\nsteps: [expect: {at: alice, error: 3, data: {A: $each}}]")
    assert (case.id, case.steps[0].body["data"]) == ("desktop.a", {"A": 3})


def test_a_name_takes_no_matcher_away(one_case: OneCase) -> None:
    case = one_case("let: {any: 3, type: 4}\nsteps: [expect: {at: alice, error: 3, data: {A: {$any: true}}}]")
    assert case.steps[0].body["data"] == {"A": {"$any": True}}


def test_dollar_signs_and_names_of_the_environment_stay_for_the_run(one_case: OneCase) -> None:
    case = one_case("""\
        let: {price: $$5, who: $agents.alice.login_id}
        steps: [expect: {at: alice, error: 3, data: {A: $price, B: 'a $$ ${price}', C: 'x${who}', D: $who}}]
        """)
    assert case.steps[0].body["data"] == {
        "A": "$$5",
        "B": "a $$ $$5",
        "C": "x${agents.alice.login_id}",
        "D": "$agents.alice.login_id",
    }


def test_options_are_laid_over_those_of_the_environment(cases_of: CasesOf) -> None:
    plain, other = cases_of("""\
        environment: small
        cases:
          - {id: desktop.a, title: A, requirements: [a], steps: &steps [expect: {at: alice, error: 3}]}
          - {id: desktop.b, title: B, requirements: [a], options: {stale_clean_timeout: 5}, steps: *steps}
        """)
    options = {"agent_preview_mode_start": False, "record_processed": True, "stale_clean_timeout": 30}
    assert [plain.environment["options"], other.environment["options"]] == [
        options,
        {**options, "stale_clean_timeout": 5},
    ]
    assert plain.environment_digest != other.environment_digest


def test_an_unknown_environment_is_told_where_it_is_named(mistakes_of: Mistakes) -> None:
    mistakes = mistakes_of("""\
        environment: large
        cases:
          - {id: desktop.a, title: A, requirements: [a], steps: [login: alice]}
          - {id: desktop.b, title: A, requirements: [a], environment: tiny, steps: [login: alice]}
        """)
    assert mistakes == [
        "a.yaml:1:14: there is no environment large; known: small",
        "a.yaml:4:63: there is no environment tiny; known: small",
    ]


FRAGMENTS = """\
    environment: small
    fragments:
      pair:
        parameters: {first: null, second: bob}
        steps:
          - {use: one, with: {agent: $first}}
          - {use: one, with: {agent: $second}}
      one:
        parameters: {agent: null}
        steps:
          - login: $agent
"""


def with_fragments(steps: str) -> str:
    case = f"      - {{id: desktop.a, title: A, requirements: [a], steps: [{steps}, expect: {{at: alice, error: 3}}]}}"
    return f"{FRAGMENTS}    cases:\n{case}\n"


def test_a_fragment_is_put_in_with_its_parameters(cases_of: CasesOf) -> None:
    (case,) = cases_of(with_fragments("{use: pair, with: {first: alice}}"))
    assert case.steps[:2] == (
        Step("login", "alice", "steps[0].pair[0].one[0]", "a.yaml", 11, 9),
        Step("login", "bob", "steps[0].pair[1].one[0]", "a.yaml", 11, 9),
    )


def test_a_fragment_may_be_used_twice(cases_of: CasesOf) -> None:
    (case,) = cases_of(with_fragments("{use: one, with: {agent: alice}}, {use: one, with: {agent: bob}}"))
    assert [step.body for step in case.steps[:2]] == ["alice", "bob"]


def test_the_name_of_a_fragment_may_hold_values_of_the_row(cases_of: CasesOf) -> None:
    cases = cases_of("""\
        environment: small
        fragments:
          comes-alice: {steps: [{login: alice}]}
          comes-bob: {steps: [{login: bob}]}
        cases:
          - id: desktop.a
            title: A
            requirements: [a]
            for_each: [{name: alice}, {name: bob}]
            steps:
              - {use: 'comes-${each.name}'}
              - expect: {at: alice, error: 3}
        """)
    assert [case.steps[0].body for case in cases] == ["alice", "bob"]


def test_captures_can_be_passed_on_as_parameters(cases_of: CasesOf) -> None:
    (case,) = cases_of("""\
        environment: small
        fragments:
          shown:
            parameters: {handle: null, note: null}
            steps:
              - expect: {at: alice, error: 3, data: {A: $handle, B: 'no. ${handle}', C: $note}}
        cases:
          - id: desktop.a
            title: A
            requirements: [a]
            steps:
              - expect: {at: alice, message: PreviewRecord, save: {GSW_RECORD_HANDLE: record}}
              - {use: shown, with: {handle: $record, note: 'see ${record}'}}
        """)
    assert case.steps[1].body["data"] == {"A": "$record", "B": "no. ${record}", "C": "see ${record}"}


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ("use: none", "13:63: there is no fragment none; known: pair, one"),
        ("use: one", "13:58: the fragment one needs the parameter agent; give it under with:"),
        ("{use: one, with: {agent: alice, who: bob}}",
         "13:58: the fragment one has no parameter who; allowed: agent"),
    ],
)  # fmt: skip
def test_a_fragment_that_cannot_be_put_in(mistakes_of: Mistakes, steps: str, sentence: str) -> None:
    assert mistakes_of(with_fragments(steps)) == [f"a.yaml:{sentence}"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("{name: carol}", "there is no fragment comes-carol; known: comes-alice"),
        ("{name: alice, who: {a: b}}", "there is no fragment {'a': 'b'}; known: comes-alice"),
        ("{name: alice}", "$each.who is not among the values of this row or parameter"),
    ],
)
def test_a_row_that_names_no_fragment(mistakes_of: Mistakes, row: str, sentence: str) -> None:
    used = "${each.who}" if "alice" in row else "comes-${each.name}"
    mistakes = mistakes_of(f"""\
        environment: small
        fragments:
          comes-alice: {{steps: [{{login: alice}}]}}
        cases:
          - id: desktop.a
            title: A
            requirements: [a]
            for_each: [{row}]
            steps:
              - use: '{used}'
              - expect: {{at: alice, error: 3}}
        """)
    assert [mistake.split(": ", 1)[1] for mistake in mistakes] == [sentence]


def test_a_fragment_that_uses_itself_is_refused(mistakes_of: Mistakes) -> None:
    mistakes = mistakes_of("""\
        environment: small
        fragments:
          a:
            steps:
              - use: b
          b:
            steps:
              - use: a
        cases:
          - {id: desktop.a, title: A, requirements: [a], steps: [use: a]}
        """)
    assert mistakes == ["a.yaml:8:9: the fragment a uses itself; fragments must end"]


def test_equal_steps_have_equal_digests(cases_of: CasesOf) -> None:
    first, second, other = cases_of("""\
        environment: small
        cases:
          - {id: desktop.a, title: A, requirements: [a], steps: [expect: {at: alice, error: 3}]}
          - {id: desktop.b, title: B, requirements: [b], let: {n: 3}, steps: [expect: {error: $n, at: alice}]}
          - {id: desktop.c, title: A, requirements: [a], steps: [expect: {at: alice, error: [3]}]}
        """)
    assert first.digest == second.digest != other.digest


REFUSED = "steps: [expect: {at: alice, error: {$reading: %s}}]"


@pytest.mark.parametrize(
    ("named", "options"),
    [
        ("lost-record", {"lost-record.not-found": 109, "lost-record.invalid": 112}),
        ("lost-record.invalid", {"lost-record.invalid": 112}),
        ("[lost-record.invalid, lost-record]", {"lost-record.invalid": 112, "lost-record.not-found": 109}),
        ("{lost-record.silence: 7}", {"lost-record.silence": 7}),
    ],
)
def test_a_reading_is_spelled_out(one_case: OneCase, named: str, options: dict[str, int]) -> None:
    case = one_case(REFUSED % named)
    assert case.steps[0].body["error"] == {"$reading": options}
    assert case.interpretations == ("lost-record",)


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("lost", "there is no interpretation lost in cases/interpretations.yaml"),
        ("lost-record.gone", "no value shows lost-record.gone; write a map of readings, or name one of: "
         "lost-record.not-found, lost-record.invalid"),
        ("{lost-record.success: 7}", "lost-record has no accepted reading success; known: not-found, invalid, silence"),
        ("[]", "$reading needs the name of an interpretation or reading, a list, or a map of readings"),
    ],
)  # fmt: skip
def test_a_reading_must_be_in_the_catalogue(mistakes_of: Mistakes, named: str, sentence: str) -> None:
    text = f"environment: small\ncases:\n  - id: a\n    title: A\n    requirements: [s]\n    {REFUSED % named}\n"
    assert mistakes_of(text) == [f"a.yaml:6:21: {sentence}"]


def test_a_case_has_the_notes_of_the_readings_that_it_tolerates(one_case: OneCase) -> None:
    case = one_case("""
        steps:
          - expect: {at: alice, one_of: [{error: 3}, {nothing: true, reading: lost-record.silence}]}
          - expect: {at: alice, error: 4}
        """)
    assert case.tolerated == {"lost-record.silence": "Silence leaves a desktop waiting."}


def test_a_case_leans_on_interpretations_of_the_catalogue(mistakes_of: Mistakes) -> None:
    text = (
        "environment: small\ncases:\n  - id: a\n    title: A\n    requirements: [s]\n"
        "    interpretations: [lost-recrd]\n    steps: [expect: {at: alice, error: 3}]\n"
    )
    sentence = "there is no interpretation lost-recrd in cases/interpretations.yaml; did you mean lost-record?"
    assert mistakes_of(text) == [f"a.yaml:6:23: {sentence}"]
