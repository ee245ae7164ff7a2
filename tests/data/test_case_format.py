"""The case that docs/case-format.md prints, and the fragment that it copies, held against the suite."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from ocs_conformance.loading import load_files, load_requirements

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def blocks(key: str) -> list[str]:
    """The YAML examples of the page that begin with a key, whatever comment stands before it."""
    page = (ROOT / "docs" / "case-format.md").read_text(encoding="utf-8")
    return [block for block in BLOCK.findall(page) if re.match(rf"(#.*\n)*{key}:", block)]


def test_the_printed_case_has_no_mistakes(tmp_path: Path) -> None:
    (example,) = blocks("environment")
    file = tmp_path / "example.ocs.yaml"
    # The suite has this very case; only its id is another here.
    file.write_text(example.replace("id: desktop.", "id: example."), encoding="utf-8")
    (case,) = load_files([file])
    assert set(case.requirements) <= load_requirements().keys()


def test_the_printed_fragment_is_the_bundled_one() -> None:
    (example,) = blocks("fragments")
    bundled = yaml.safe_load((ROOT / "cases" / "fragments" / "desktop.yaml").read_text(encoding="utf-8"))
    printed = yaml.safe_load(example)["fragments"]
    assert printed == {name: bundled["fragments"][name] for name in printed}
