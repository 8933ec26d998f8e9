"""Other values for the names of a parameters cell."""

import pytest

from dl_curriculum_ext.parameters import values, with_values

CELL = """\
SEED = 0
STEPS = 2000  # «Schritte», of training
SIZES = (
    64,
    64,
)
RATE: float = 3e-3
import math"""


def test_values_are_changed_where_they_stand_and_comments_stay():
    assert with_values(CELL, {"STEPS": 300, "SIZES": "8"}) == (
        "# Made smaller, so that it fits this machine: STEPS 2000 → 300, SIZES (64, 64) → '8'.\n"
        "SEED = 0\n"
        "STEPS = 300  # «Schritte», of training\n"
        "SIZES = '8'\n"
        "RATE: float = 3e-3\n"
        "import math"
    )


@pytest.mark.parametrize("new", [{}, {"WIDTH": 3}])
def test_a_cell_without_these_names_stays_as_it_is(new):
    assert with_values(CELL, new) == CELL


def test_letters_beyond_ascii_before_a_value_do_not_shift_it():
    assert with_values("größe = 10; SEED = 1", {"SEED": 2}).endswith("größe = 10; SEED = 2")


def test_what_a_cell_assigns_is_told_as_written():
    assert values(CELL) == {"SEED": "0", "STEPS": "2000", "SIZES": "(64, 64)"}
