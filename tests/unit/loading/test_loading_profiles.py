"""Profiles that a vendor can claim: which requirements belong to each, and what of them a target owes."""

from textwrap import dedent

import pytest

from ocs_conformance.errors import FileError
from ocs_conformance.loading.document import parse
from ocs_conformance.loading.profiles import ClaimProfile, profiles_from
from ocs_conformance.model import Requirement


def row(name: str, level: str = "must", reason: str | None = None) -> tuple[str, Requirement]:
    return name, Requirement(name, "desktop", "A", level, "A fact", "desktop", reason=reason)


ROWS = dict(
    [
        row("desktop.a.x"),
        row("desktop.a.y", "should"),
        row("desktop.a.z", "may"),
        row("desktop.b.x", reason="Nobody can see it"),
        row("desktop.b.y"),
    ]
)


def profiles(text: str) -> dict[str, ClaimProfile]:
    return profiles_from(parse(dedent(text), "p.yaml"), ROWS)


def test_a_profile_owes_what_obliges_and_can_be_shown() -> None:
    found = profiles("""\
        profiles:
          - {id: a, title: The first part, requirements: [desktop.a.*]}
          - {id: b, title: The second part, requirements: ['desktop.*'], except: [desktop.a.*]}
        """)
    assert found == {
        "a": ClaimProfile("a", "The first part", ("desktop.a.x", "desktop.a.y"), ("desktop.a.x",)),
        "b": ClaimProfile("b", "The second part", ("desktop.b.y",), ("desktop.b.y",)),
    }


def test_a_profile_includes_those_before_it() -> None:
    found = profiles("""\
        profiles:
          - {id: a, title: The first part, requirements: [desktop.a.x]}
          - {id: all, title: All the parts, includes: [a], requirements: [desktop.b.*]}
        """)
    assert found["all"].full == ("desktop.a.x", "desktop.b.y")


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        ("{id: a, title: A part again, requirements: [desktop.a.x]}", "3:10: the profile a stands here twice"),
        ("{id: b, title: Another part, includes: [c]}",
         "3:45: no profile c stands before this one; known here: a"),
        ("{id: b, title: Another part, requirements: [desktop.c.*]}",
         "3:49: no requirement is called desktop.c.*; take it out"),
        ("{id: b, title: Another part}", "3:5: the profile b has no requirements; name some, or include others"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place(profile: str, sentence: str) -> None:
    with pytest.raises(FileError) as caught:
        profiles(f"profiles:\n  - {{id: a, title: The first part, requirements: [desktop.a.*]}}\n  - {profile}\n")
    assert str(caught.value) == f"p.yaml:{sentence}"
