"""Files of a pack that are missing, lead out of it or may not be read are told."""

import os
from pathlib import Path

import pytest
from faults import FIRST, SECOND, line_of, only, problems
from packs import write_pack
from privileges import as_ordinary_user, open_folder

from dl_curriculum_ext.catalog import Catalog


@pytest.mark.parametrize("name", ["double-it.ipynb", "double-it.solution.ipynb", "numbers.csv"])
def test_a_missing_file_of_an_exercise_is_told(tmp_path: Path, name: str) -> None:
    root = write_pack(tmp_path)
    (root / "stages" / "first-steps" / name).unlink()
    problem = only(tmp_path)
    assert f"stages/first-steps/{name}. Add it" in problem.message


def test_a_missing_stage_file_is_told_where_the_stage_is_listed(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    (root / SECOND).unlink()
    problem = next(problem for problem in problems(tmp_path) if "stages/two-ways/stage.yaml" in problem.message)
    assert problem.line == line_of(root / "curriculum.yaml", "- two-ways")


@pytest.mark.parametrize("name", ["curriculum.yaml", FIRST, "stages/first-steps/numbers.csv"])
def test_a_link_out_of_the_pack_is_refused(tmp_path: Path, name: str) -> None:
    root = write_pack(tmp_path / "packs")
    secret = tmp_path / "secret"
    (root / name).rename(secret)
    (root / name).symlink_to(secret)
    assert "link out of the pack's folder" in only(tmp_path / "packs").message


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    (root / FIRST).unlink()
    (root / FIRST).symlink_to(root / FIRST)
    assert any(problem.file == str(root / FIRST) for problem in problems(tmp_path))


def test_a_named_pipe_does_not_hold_the_server_up(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    (root / "curriculum.yaml").unlink()
    os.mkfifo(root / "curriculum.yaml")
    assert "not a regular file" in only(tmp_path).message


@pytest.mark.parametrize("name", ["curriculum.yaml", FIRST, "stages/first-steps/double-it.ipynb", "stages/first-steps"])
def test_what_the_server_may_not_read_is_told_and_mended_without_a_restart(name: str) -> None:
    with open_folder() as folder:
        root = write_pack(folder)
        catalog = Catalog(lambda: [folder])
        mode = (root / name).stat().st_mode
        (root / name).chmod(0)
        with as_ordinary_user():
            problem = catalog.listing().problems[0]
        assert "leave" in problem.message or "may not" in problem.message, problem
        (root / name).chmod(mode)
        with as_ordinary_user():
            assert not catalog.listing().problems


def test_a_root_that_may_not_be_read_is_told() -> None:
    with open_folder() as folder:
        write_pack(folder / "one")
        write_pack(folder / "two")
        (folder / "one").chmod(0)
        with as_ordinary_user():
            listing = Catalog(lambda: [folder / "one", folder / "two"]).listing()
        (folder / "one").chmod(0o755)
        assert list(listing.packs) == ["small"]
        assert listing.problems[0].file == str(folder / "one")
