"""Every row of the table of faults names a test that there is, and every such test has its row."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
TABLE = (TESTS.parent / "docs" / "faults.md").read_text("utf-8")


def tests_in(*files: Path) -> set[str]:
    return {name for file in files for name in re.findall(r"def (test_\w+)\(", file.read_text("utf-8"))}


def test_every_row_is_held_by_a_test():
    rows = [line for line in TABLE.splitlines() if line.startswith("| ") and "Held by" not in line]
    named = [re.findall(r"`(test_\w+)`", row) for row in rows]
    assert all(len(names) == 1 for names in named)
    assert {name for [name] in named} <= tests_in(*TESTS.glob("test_*.py"))


def test_every_test_of_a_fault_has_its_row():
    assert [name for name in tests_in(TESTS / "test_run_faults.py") if f"`{name}`" not in TABLE] == []
