"""YAML as the suite reads it: strict scalars, a place for every value, and no exception but FileError."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ocs_conformance.errors import FileError
from ocs_conformance.loading.document import Document, parse, read


def mistakes(text: str) -> list[str]:
    with pytest.raises(FileError) as caught:
        parse(text, "a.yaml")
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("-12", -12),
        ("0", 0),
        ("1.5", 1.5),
        ("-0.25", -0.25),
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("'12'", "12"),
        ('"true"', "true"),
        ("'null'", "null"),
        ("''", ""),
        ("|\n  12", "12"),
        ("two words", "two words"),
    ],
)
def test_a_scalar_has_its_ordinary_meaning(written: str, value: object) -> None:
    found = parse(f"a: {written}", "a.yaml").data["a"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "written",
    [
        *("no", "No", "yes", "on", "off", "y", "True", "FALSE", "Null", "NULL", "~"),
        *("012", "0o14", "0x1f", "0b1", "+1", "1_000", "22:22", "1:30:00", "1e3", "1.5e3", "1.", ".5", "01.5"),
        *("2026-03-02", "2026-03-02T20:00:00Z", ".inf", ".nan", "=", "<<"),
    ],
)
def test_other_spellings_stay_texts(written: str) -> None:
    assert parse(f"a: {written}", "a.yaml").data == {"a": written}


def test_keys_are_always_texts() -> None:
    data = parse("{1: a, true: b, null: c, 1.5: d, <<: {e: f}}", "a.yaml").data
    assert data == {"1": "a", "true": "b", "null": "c", "1.5": "d", "<<": {"e": "f"}}


def test_a_value_is_found_by_its_path() -> None:
    document = parse("a:\n  - b\n  - {c: d,\n     e: [f]}\n", "a.yaml")
    places = {
        (): (1, 1),
        ("a",): (2, 3),
        ("a", 0): (2, 5),
        ("a", 1, "c"): (3, 9),
        ("a", 1, "e", 0): (4, 10),
        ("a", 1, "nothing", "there"): (3, 5),
        ("a", 7): (2, 3),
    }
    assert {path: document.position(path) for path in places} == places


def test_a_key_is_found_by_its_path() -> None:
    document = parse("a:\n  bc: 1\n", "a.yaml")
    assert [document.key_position(path) for path in (["a"], ["a", "bc"], ["a", "x"])] == [(1, 1), (2, 3), (2, 3)]


@pytest.mark.parametrize("text", ["", "# only a remark\n", "---\n"])
def test_an_empty_file_is_null(text: str) -> None:
    document = parse(text, "a.yaml")
    assert (document.data, document.problem(["a"], "it").column) == (None, 1)


def test_a_key_that_stands_twice_is_refused_with_both_places() -> None:
    assert mistakes("a: 1\nb: {c: 1, c: 2}\na: 3\n") == [
        "a.yaml:2:11: the key c stands here twice (first at 2:5); each key is allowed once",
        "a.yaml:3:1: the key a stands here twice (first at 1:1); each key is allowed once",
    ]


def test_one_key_in_two_spellings_stands_twice() -> None:
    assert mistakes("a: 1\n'a': 2\n") == [
        "a.yaml:2:1: the key a stands here twice (first at 1:1); each key is allowed once"
    ]


def test_an_alias_as_key_stands_twice() -> None:
    assert mistakes("{&k a: 1, *k : 2}") == [
        "a.yaml:1:2: the key a stands here twice (first at 1:2); each key is allowed once"
    ]


def test_an_anchor_gives_its_data_to_its_aliases() -> None:
    assert parse("a: &x {b: [1]}\nc: *x\nd: [*x]\n", "a.yaml").data == {
        "a": {"b": [1]},
        "c": {"b": [1]},
        "d": [{"b": [1]}],
    }


@pytest.mark.parametrize("text", ["&a [*a]", "&a {b: *a}", "&a [[{b: *a}]]"])
def test_an_alias_inside_its_own_anchor_is_refused(text: str) -> None:
    assert mistakes(text) == ["a.yaml:1:1: an alias stands inside its own anchor; write the value out"]


@pytest.mark.parametrize(
    ("text", "column", "tag"),
    [
        ("a: !!python/object:os.system x", 4, "tag:yaml.org,2002:python/object:os.system"),
        ("a: !!str 12", 4, "tag:yaml.org,2002:str"),
        ("a: !!set {b}", 4, "tag:yaml.org,2002:set"),
        ("a: !own [b]", 4, "!own"),
        ("!!str a: b", 1, "tag:yaml.org,2002:str"),
    ],
)
def test_tags_are_refused(text: str, column: int, tag: str) -> None:
    assert mistakes(text) == [
        f"a.yaml:1:{column}: the tag {tag} is not allowed; plain YAML has all that is needed",
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: b: c", "1:5: is not YAML: mapping values are not allowed in this context"),
        ("a: [1", "2:1: is not YAML: did not find expected ',' or ']'"),
        ("a: 'b", "1:6: is not YAML: found unexpected end of stream"),
        ("\ta: b", "1:1: is not YAML: found character that cannot start any token"),
        ("a: *b", "1:4: is not YAML: found undefined alias"),
        ("a\n---\nb", "2:1: is not YAML: but found another document"),
        ("a: \x00", "0:0: is not YAML: unacceptable character #x0000: control characters are not allowed"),
        ("[a]: b", "1:1: a key is a list or a map; a key must be a text"),
        ("{{a: b}: c}", "1:2: a key is a list or a map; a key must be a text"),
        (f"a: {'9' * 5000}", "1:4: a number of 5000 digits is not allowed; quote it if it is a text"),
        (f"{'[' * 2000}{']' * 2000}", "0:0: is nested too deeply; no file of the suite needs that"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_place(text: str, complaint: str) -> None:
    assert mistakes(text) == [f"a.yaml:{complaint}"]


def test_all_mistakes_come_at_once() -> None:
    assert mistakes("a: !x 1\n[b]: 2\na: 3\n") == [
        "a.yaml:1:4: the tag !x is not allowed; plain YAML has all that is needed",
        "a.yaml:2:1: a key is a list or a map; a key must be a text",
        "a.yaml:3:1: the key a stands here twice (first at 1:1); each key is allowed once",
    ]


def test_a_file_is_read_under_the_name_that_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "ä.yaml"
    path.write_text("\ufeffa: ü\n", encoding="utf-8")
    document = read(path, "shown.yaml")
    assert (document.file, document.data) == ("shown.yaml", {"a": "ü"})


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("missing.yaml", None, "cannot be read: No such file or directory"),
        (".", None, "cannot be read: Is a directory"),
        ("latin.yaml", "a: ü".encode("latin-1"), "is not UTF-8 at byte 3; save it as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, name: str, content: bytes | None, complaint: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        read(path)
    assert str(caught.value) == f"{path}:0:0: {complaint}"


NEAR_YAML = st.text(alphabet="ab01:-[]{}&*!|>'\"#%,?~.= \n\t", max_size=60)


@given(st.text() | NEAR_YAML)
def test_any_text_gives_data_or_a_file_error(text: str) -> None:
    with suppress(FileError):
        assert isinstance(parse(text, "a.yaml"), Document)


PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"))
SCALARS = st.none() | st.booleans() | st.integers() | PRINTABLE
DATA = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(PRINTABLE, inner), max_leaves=20)


@given(DATA)
def test_data_written_as_json_come_back_equal(data: Any) -> None:
    assert parse(json.dumps(data, ensure_ascii=False), "a.yaml").data == data


@given(st.dictionaries(PRINTABLE, st.lists(PRINTABLE)))
def test_texts_dumped_as_quoted_yaml_come_back_equal(data: dict[str, list[str]]) -> None:
    dumped = yaml.safe_dump(data, default_style='"', allow_unicode=True)
    assert parse(dumped.replace("!!map ", "").replace("!!seq ", ""), "a.yaml").data == data
