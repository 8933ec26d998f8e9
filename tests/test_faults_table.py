"""Every row of the table of faults names a test that there is, and every such test has its row."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
TABLE = (TESTS.parent / "docs" / "faults.md").read_text("utf-8")


def tests_in(*files: Path) -> set[str]:
    return {name for file in files for name in re.findall(r"def (test_\w+)\(", file.read_text("utf-8"))}


def specs_in(*files: Path) -> set[str]:
    """The sentences that name the tests of the Lab side and the browser tests."""
    return {name for file in files for _, name in re.findall(r"\b(it|test)\('([^']+)'", file.read_text("utf-8"))}


def test_every_row_is_held_by_a_test():
    root = TESTS.parent
    there = tests_in(*TESTS.glob("test_*.py"))
    there |= specs_in(*root.glob("src/__tests__/*.spec.ts*"), *root.glob("ui-tests/tests/*.spec.ts"))
    rows = [line for line in TABLE.splitlines() if line.startswith("| ") and "Held by" not in line]
    assert [row for row in rows if not set(re.findall(r"`([^`]+)`", row.split("|")[-2])) & there] == []


def test_every_test_of_a_fault_has_its_row():
    assert [name for name in tests_in(TESTS / "test_run_faults.py") if f"`{name}`" not in TABLE] == []
