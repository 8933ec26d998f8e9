"""What the catalog says about a broken pack that stands beside a good one."""

from pathlib import Path

from packs import write_pack

from dl_curriculum_ext.answers import Problem
from dl_curriculum_ext.catalog import Catalog

FIRST = "stages/first-steps/stage.yaml"
SECOND = "stages/two-ways/stage.yaml"


def problems(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with the pack ``small`` beside a good one, which stays."""
    write_pack(folder, "good")
    listing = Catalog(lambda: [folder]).listing()
    assert list(listing.packs) == ["good"]
    assert all(problem.curriculum == "small" for problem in listing.problems)
    return listing.problems


def line_of(path: Path, text: str, nth: int = 1) -> int:
    """The line, from 1, that holds ``text`` for the nth time."""
    lines = [number for number, line in enumerate(path.read_text("utf-8").split("\n"), 1) if text in line]
    return lines[nth - 1]


def only(folder: Path) -> Problem:
    [problem] = problems(folder)
    return problem
