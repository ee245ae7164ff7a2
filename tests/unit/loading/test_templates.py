"""Templates: whole values keep their type, parts become text, and what is unknown stays for later."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocs_conformance.templates import dig, names, resolve, substitute

KNOWN: dict[str, Any] = {"n": 5, "text": "a b", "map": {"in": {"A-1": [1]}}, "later": "$handle", "money": "$$1"}


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("$n", 5),
        ("$map.in.A-1", [1]),
        ("${n}", "5"),
        ("<${n}|${text}>", "<5|a b>"),
        ("$$n", "$n"),
        ("$$$$", "$$"),
        ("$5.00 and $", "$5.00 and $"),
        ("$N", "$N"),
        ("$n more", "$n more"),
        ({"${n}": ["$n"], "$n": {"k": "${text}"}}, {"5": [5], "$n": {"k": "a b"}}),
        (7, 7),
        (None, None),
    ],
)
def test_resolve_replaces_every_template(template: Any, value: Any) -> None:
    assert resolve(template, lambda name: dig(KNOWN, name)) == value


def test_resolve_quotes_what_it_puts_into_a_text_only() -> None:
    found = resolve(["/a/${text}?b=${n}", "$text"], lambda name: dig(KNOWN, name), lambda text: quote(text, safe=""))
    assert found == ["/a/a%20b?b=5", "a b"]


def test_resolve_hands_on_what_the_look_up_raises() -> None:
    with pytest.raises(KeyError, match="none"):
        resolve({"a": ["${none.there}"]}, lambda name: dig(KNOWN, name))


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("$n", 5),
        ("x${n}", "x5"),
        ("$other.thing", "$other.thing"),
        ("${other} ${n}", "${other} 5"),
        ("$$n ${n}", "$$n 5"),
        ("$later", "$handle"),
        ("no. ${later}", "no. ${handle}"),
        ("${money}", "$$1"),
        ({"$n": 1, "${n}": 2}, {"$n": 1, "5": 2}),
        ([True, None, 1.5], [True, None, 1.5]),
    ],
)
def test_substitute_replaces_what_is_known_and_leaves_the_rest(template: Any, value: Any) -> None:
    assert substitute(template, KNOWN) == value


@pytest.mark.parametrize("template", ["$map.out", "${map.in.B}", {"${n.m}": 1}])
def test_substitute_refuses_a_way_that_leads_nowhere(template: Any) -> None:
    with pytest.raises(KeyError):
        substitute(template, KNOWN)


def test_dig_tells_the_whole_name() -> None:
    with pytest.raises(KeyError) as caught:
        dig(KNOWN, "map.in.B")
    assert caught.value.args == ("map.in.B",)


def test_names_are_found_everywhere() -> None:
    template = {"$k": "$a.b", "${c}x": ["${d} ${e.f}", "$$g", {"h": "$i"}], "j": 1}
    assert list(names(template)) == ["a.b", "c", "d", "e.f", "i"]


PLAIN = st.text(st.characters(exclude_characters="$", exclude_categories=["Cs"]))


@given(st.recursive(PLAIN | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(PLAIN, inner)))
def test_what_has_no_dollar_sign_stays_as_it_is(value: Any) -> None:
    assert substitute(value, KNOWN) == resolve(value, KNOWN.__getitem__) == value


@given(st.text())
def test_a_text_with_its_dollar_signs_doubled_comes_back(text: str) -> None:
    assert resolve(substitute(text.replace("$", "$$"), KNOWN), KNOWN.__getitem__) == text
