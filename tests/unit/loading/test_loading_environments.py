"""Environments with their defaults, target profiles, the ledger, and any one file by what it is."""

from pathlib import Path
from typing import Any

import pytest

from ocs_conformance.errors import FileError, UsageError
from ocs_conformance.loading.document import parse
from ocs_conformance.loading.environments import expand, from_document
from ocs_conformance.loading.files import mistakes_of
from ocs_conformance.loading.profile import bundled_profiles, load_profile
from ocs_conformance.model import AdapterProfile, CommdnProfile, HttpProfile, TargetProfile, TlsProfile


def test_an_environment_has_every_default_written_out(environment: dict[str, Any]) -> None:
    assert (environment["options"], environment["campaigns"], environment["campaign_groups"]) == (
        {"agent_preview_mode_start": False, "record_processed": True, "stale_clean_timeout": 30},
        {
            "main": {
                "description": "",
                "options": {},
                "name": "Main Campaign",
                "dbid": 139,
                "tenant": "alpha",
                "lists": ["main"],
            }
        },
        {
            "main": {
                "name": "Main Campaign@Main Group",
                "dbid": 115,
                "campaign": "main",
                "group": "main",
                "description": "",
                "state": "running",
                "dial_mode": 1,
                "optimize_by": 1,
                "optimize_goal": 80,
                "options": {},
            }
        },
    )


def test_a_record_has_every_column(environment: dict[str, Any]) -> None:
    assert environment["lists"]["main"]["records"]["second"] == {
        "record_id": 2,
        "contact_info": "4155550102",
        "contact_info_type": 1,
        "record_type": 2,
        "record_status": 1,
        "call_result": 28,
        "attempt": 0,
        "dial_sched_time": 0,
        "call_time": 0,
        "daily_from": 0,
        "daily_till": 86399,
        "agent_id": "",
        "tz": "GMT",
        "chain_id": 1,
        "chain_n": 1,
    }


def test_an_expanded_environment_expands_to_itself(environment: dict[str, Any]) -> None:
    assert expand(environment) == environment


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("agents: [alice, bob]", "agents: [alice, carol]",
         "17:60: carol is not described in this environment; known: alice, bob"),
        ("tenant: alpha", "tenant: beta", "18:60: beta is not described in this environment; known: alpha"),
        ("lists: [main]", "lists: [main, old]", "18:74: old is not described in this environment; known: main"),
        ("campaign: main", "campaign: old", "19:79: old is not described in this environment; known: main"),
        ("group: main", "group: old", "19:92: old is not described in this environment; known: main"),
        ("customer_id: customer", "customer_id: code_", "11:18: code_ is no field of this list: customer, code"),
        ("code: 7", "size: 7", "14:89: size is no column; fields of this list: customer, code"),
        ("code: 7", "code: '7'", "14:89: code is declared int"),
        ("customer: C-1", "customer: 1", "14:78: customer is declared varchar"),
        ("code: 7", "code: 7, tz: PST", "14:96: PST is no time zone here; known: GMT"),
        ("tenant: alpha", "script: old, tenant: alpha", "18:60: old is not described in this environment; known: "),
    ],
)  # fmt: skip
def test_what_an_environment_names_must_be_in_it(small: str, old: str, new: str, sentence: str) -> None:
    with pytest.raises(FileError) as caught:
        from_document(parse(small.replace(old, new), "a.yaml"))
    assert str(caught.value) == f"a.yaml:{sentence}"


PROFILE = """\
target: ours
title: The OCS of our test site
adapter: {transport: stdio, command: [./our-adapter]}
http: {url: 'https://ocs.example', secure: true, tls: {ca: ca.pem}}
secrets: [CUSTOMER_ID]
limits: {answer: 2, start: 10, quiet: 0.1}
"""


def test_a_profile_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(PROFILE, encoding="utf-8")
    assert load_profile(str(path)) == TargetProfile(
        name="ours",
        title="The OCS of our test site",
        file=path,
        adapter=AdapterProfile("stdio", {"command": ["./our-adapter"]}),
        http=HttpProfile("network", "https://ocs.example", True, TlsProfile(ca="ca.pem")),
        secrets=frozenset({"CUSTOMER_ID"}),
        answer_limit=2.0,
        start_limit=10.0,
        quiet_window=0.1,
    )


def test_a_short_profile_has_defaults(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text("target: ours\nadapter: {transport: memory, factory: 'a:b'}\n", encoding="utf-8")
    assert load_profile(str(path)) == TargetProfile(
        name="ours",
        title="ours",
        file=path,
        adapter=AdapterProfile("memory", {"factory": "a:b"}),
        http=HttpProfile("network", None, False, TlsProfile()),
    )


@pytest.mark.parametrize("name", bundled_profiles())
def test_a_bundled_profile_is_found_by_its_name(name: str) -> None:
    assert load_profile(name).name == name


def test_a_profile_names_a_web_gateway(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    url = "http://gateway.example:8098/ocs/v3/servers/156"
    path.write_text(PROFILE + f"commdn: {{transport: gws, url: '{url}'}}\n", encoding="utf-8")
    assert load_profile(str(path)).commdn == CommdnProfile("gws", url)


@pytest.mark.parametrize(
    "commdn",
    [
        "{}",
        "{transport: tcp}",
        "{transport: adapter, url: 'http://a'}",
        "{url: 'http://a'}",
        "{transport: gws, url: 'ftp://a'}",
        "{transport: gws, url: 'http://a/?b'}",
    ],
)
def test_a_profile_with_no_way_to_the_communication_dn_is_refused(tmp_path: Path, commdn: str) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(PROFILE + f"commdn: {commdn}\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"ours\.yaml"):
        load_profile(str(path))


def test_a_profile_pins_readings(tmp_path: Path, suite: Path) -> None:
    assert suite.is_dir()
    path = tmp_path / "ours.yaml"
    path.write_text(PROFILE + "interpretations: {lost-record: invalid}\n", encoding="utf-8")
    assert load_profile(str(path)).pins == {"lost-record": "invalid"}


@pytest.mark.parametrize(
    ("pins", "sentence"),
    [
        ("{lost-recrd: invalid}", "7:19: there is no interpretation lost-recrd; did you mean lost-record?"),
        ("{lost-record: success}",
         "7:32: lost-record has no accepted reading success; known: not-found, invalid, silence"),
    ],
)  # fmt: skip
def test_a_pin_must_be_a_reading_that_is_accepted(tmp_path: Path, suite: Path, pins: str, sentence: str) -> None:
    assert suite.is_dir()
    path = tmp_path / "ours.yaml"
    path.write_text(PROFILE + f"interpretations: {pins}\n", encoding="utf-8")
    with pytest.raises(FileError) as caught:
        load_profile(str(path))
    assert str(caught.value) == f"{path}:{sentence}"


def test_an_unknown_target_is_told_with_those_that_are_known() -> None:
    with pytest.raises(UsageError) as caught:
        load_profile("nobody")
    known = ", ".join(bundled_profiles())
    assert str(caught.value) == f"there is no target nobody; known: {known}, or the path of a profile (.yaml)"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("cases: []\nenvironment: small", "1:8: this list has 0 items; needed are at least 1"),
        ("target: ours", "1:1: the key adapter is missing; needed: target, adapter"),
        ("application_id: 5", "1:17: 5 is too small; at least 101 is allowed"),
        ("requirements: []\ndocument: desktop", "1:15: this list has 0 items; needed are at least 1"),
        ("fragments: {a: {}}", "1:16: the key steps is missing; needed: steps"),
        ("else: 1", "1:1: is none of the suite's files; one of these keys must be there: cases (a case file), "
         "target (a profile), application_id (an environment), requirements, fragments, interpretations, documents, "
         "profiles, or equivalents"),
        ("- a", "1:1: is none of the suite's files; one of these keys must be there: cases (a case file), "
         "target (a profile), application_id (an environment), requirements, fragments, interpretations, documents, "
         "profiles, or equivalents"),
    ],
)  # fmt: skip
def test_any_file_is_checked_as_what_its_keys_say(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    assert f"{path}:{sentence}" in [str(problem) for problem in mistakes_of(path)]


@pytest.mark.parametrize("text", [PROFILE, "fragments: {a: {steps: [login: alice]}}"])
def test_a_right_file_has_no_mistakes(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    assert mistakes_of(path) == []


def test_a_right_environment_has_no_mistakes(tmp_path: Path, small: str) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(small, encoding="utf-8")
    assert mistakes_of(path) == []
