"""The catalogue of interpretations: what an entry must keep to."""

import pytest

from ocs_conformance.errors import FileError
from ocs_conformance.loading.document import parse
from ocs_conformance.loading.interpretations import from_document

ENTRY = "interpretations:\n  - {id: a-b, number: A01, title: Which of them, accepted: Either., readings: [%s]}\n"
FIRST = "{name: first, says: The first way, value: 1}"


def mistakes(readings: str, entries: int = 1) -> list[str]:
    text = ENTRY % readings
    with pytest.raises(FileError) as caught:
        from_document(parse(text + text.partition("\n")[2] * (entries - 1), "a.yaml"))
    return str(caught.value).splitlines()


def test_an_entry_is_read_with_its_place() -> None:
    (entry,) = from_document(parse(ENTRY % FIRST, "a.yaml")).values()
    assert (entry.id, entry.number, entry.file, entry.line) == ("a-b", "A01", "a.yaml", 2)
    assert [(reading.name, reading.value) for reading in entry.readings] == [("first", 1)]


@pytest.mark.parametrize(
    ("readings", "found"),
    [
        (f"{FIRST}, {FIRST}", "2:79: a reading stands here twice; names must differ"),
        ("{name: x, says: No way, refused: It breaks all}", "2:79: no reading is left; one must be accepted"),
        ("{name: x, says: No way, value: 1, refused: It breaks all}",
         "2:80: these keys exclude each other: refused, value"),
        ("{name: X, says: No way}", "2:87: 'X' does not have the form ^[a-z0-9]+(-[a-z0-9]+)*$"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place(readings: str, found: str) -> None:
    assert mistakes(readings) == [f"a.yaml:{found}"]


def test_an_id_stands_in_the_catalogue_once() -> None:
    assert mistakes(FIRST, entries=2) == ["a.yaml:3:10: a-b stands in the catalogue twice"]


def test_a_refused_reading_is_no_reading_of_a_case() -> None:
    refused = "{name: second, says: The second way, refused: It breaks all}"
    (entry,) = from_document(parse(ENTRY % f"{FIRST}, {refused}", "a.yaml")).values()
    assert (entry.reading("first") is not None, entry.reading("second"), entry.reading("third")) == (True, None, None)
