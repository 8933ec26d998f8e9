"""Running solutions and starters in real kernels."""

from pathlib import Path

import pytest
from sources import PROJECT, SOFTMAX, stage_yaml, write_sources, write_stage

from dl_curriculum_ext.authoring.__main__ import main
from dl_curriculum_ext.authoring.kernel import Execution, Ran, environment
from dl_curriculum_ext.authoring.run import Job, Outcome, Runner, fingerprint, judge

EASY = 'assert softmax(SCORES) == sorted(softmax(SCORES)), "A larger score means a larger probability."'


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache is kept in the working directory; CI has it switched off."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)


def built(tmp_path: Path, softmax: str = SOFTMAX, project: str = PROJECT) -> Path:
    source = write_sources(tmp_path / "small", softmax, project)
    assert main(["build", "--pack", "small"]) == 0
    return source


def run(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["run", "--pack", "small", *options])
    return code, capsys.readouterr().out


@pytest.mark.slow
def test_a_good_pack_runs_and_is_not_run_again_until_it_changes(tmp_path, capsys):
    source = built(tmp_path)
    code, said = run(capsys, "-j", "2")
    assert code == 0, said
    assert "3 of 3 notebooks as they should be" in said
    assert "unchanged since" not in said
    assert run(capsys)[1].count("unchanged since") == 3
    source.write_text(SOFTMAX.replace("yours add up to", "yours came to"), encoding="utf-8")
    assert main(["build", "--pack", "small"]) == 0
    assert run(capsys)[1].count("unchanged since") == 1


@pytest.mark.slow
def test_a_solution_runs_with_the_smaller_settings_too(tmp_path, capsys):
    built(tmp_path, SOFTMAX.replace("SCORES = [1.0, 2.0, 3.0]", "SCORES = [1.0, 2.0, 3.0]\nSIZE = 9\nassert SIZE > 3"))
    stage = stage_yaml()
    needs = {"imports": ["matplotlib"], "memory_gb": 2, "smaller_memory_gb": 1, "smaller": {"SIZE": 2}}
    stage["items"][0]["needs"] = needs
    write_stage(tmp_path / "small", stage)
    code, said = run(capsys, "--solutions")
    assert code == 1
    assert "2 of 3 notebooks as they should be" in said
    assert "softmax.solution.ipynb, smaller settings" in said
    assert said.count("raised AssertionError") == 1


@pytest.mark.slow
def test_ci_and_no_cache_run_everything_again(tmp_path, capsys, monkeypatch):
    built(tmp_path)
    run(capsys, "--starters")
    assert "unchanged since" not in run(capsys, "--starters", "--no-cache")[1]
    monkeypatch.setenv("CI", "true")
    assert "unchanged since" not in run(capsys, "--starters")[1]


@pytest.mark.slow
def test_a_solution_that_fails_its_check_is_reported_with_cell_and_message(tmp_path, capsys):
    built(tmp_path, SOFTMAX.replace("power / total", "power / total + 0.1"))
    code, said = run(capsys, "--solutions")
    assert code == 1
    assert "check 'softmax-softmax-sum' raised AssertionError: Probabilities add up to one; yours add up to 1.3" in said
    assert "2 of" not in said


@pytest.mark.slow
def test_a_check_that_passes_before_any_work_is_reported(tmp_path, capsys):
    built(tmp_path, SOFTMAX.replace(EASY, 'assert len(SCORES) == 3, "Three scores."'))
    code, said = run(capsys, "--starters")
    assert code == 1
    assert "check 'softmax-softmax-order' passes before any work" in said


@pytest.mark.slow
def test_the_check_command_runs_notebooks_too(tmp_path, capsys):
    built(tmp_path, SOFTMAX.replace(EASY, 'assert len(SCORES) == 3, "Three scores."'))
    assert main(["check", "--static", "--pack", "small"]) == 0
    assert main(["check", "--pack", "small"]) == 1
    assert "passes before any work" in capsys.readouterr().out


@pytest.mark.slow
def test_a_kernel_that_dies_is_reported_with_its_cell(tmp_path, capsys):
    built(tmp_path, project=PROJECT.replace("answer = 42", "import os\n\nos._exit(3)"))
    code, said = run(capsys, "small/stages/basics/project.py")
    assert code == 1
    assert "its kernel died in cell 'project-answer'" in said


@pytest.mark.slow
def test_a_notebook_that_never_ends_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr("dl_curriculum_ext.authoring.run.SHORTEST_LIMIT", 5.0)
    source = built(tmp_path, project=PROJECT.replace("answer = 42", "while True:\n    pass"))
    outcome = Runner(processes=1, cache=None, report=lambda outcome: None).run(
        [Job(source.with_name("project.ipynb"), "solution")]
    )[0]
    assert outcome.complaints == ("it took over 5 s and was stopped in cell 'project-answer'.",)


@pytest.mark.slow
def test_a_notebook_runs_beside_its_files_offline_and_away_from_the_repository(tmp_path, capsys):
    reads = """from pathlib import Path

import numbers_of_mine

assert numbers_of_mine.ONE == 1
assert not Path("small").exists()
import urllib.request

try:
    urllib.request.urlopen("http://example.org", timeout=20)
except OSError as error:
    refused = str(error)
assert "refused" in refused"""
    built(tmp_path, project=PROJECT.replace("answer = 42", reads))
    (tmp_path / "small/stages/basics/numbers_of_mine.py").write_text("ONE = 1\n")
    stage = stage_yaml()
    stage["items"][1]["files"] = ["numbers_of_mine.py"]
    write_stage(tmp_path / "small", stage)
    code, said = run(capsys, "small/stages/basics/project.py")
    assert code == 0, said


def test_an_unbuilt_notebook_is_named(tmp_path):
    write_sources(tmp_path / "small")
    with pytest.raises(SystemExit, match=r"project\.ipynb is missing; run `python -m"):
        main(["run", "--pack", "small"])


def test_a_starter_in_which_nothing_is_left_to_write_is_reported():
    ran = Execution((Ran("a-b", "exercise"), Ran("a-c", "check", "AssertionError")), 1.0)
    assert judge(Job(Path("a.ipynb"), "starter"), ran) == (
        "no cell raises NotImplementedError; is the solution still in the starter?",
    )


def test_a_check_that_misses_a_name_counts_as_not_passed():
    ran = Execution((Ran("a-b", "exercise", "NotImplementedError"), Ran("a-c", "check", "NameError")), 1.0)
    assert judge(Job(Path("a.ipynb"), "starter"), ran) == ()


def test_the_time_limit_follows_what_the_notebook_says_it_needs():
    assert Job(Path("a.ipynb"), "solution").limit == 300
    assert Job(Path("a.ipynb"), "solution", cpu_minutes=3).limit == 1080


def test_threads_are_shared_out_only_when_several_kernels_run():
    assert environment(2)["OMP_NUM_THREADS"] == "2"
    assert Runner(processes=1, cache=None, report=print).threads is None
    assert Runner(processes=10_000, cache=None, report=print).threads == 1


def test_a_changed_file_beside_the_notebook_changes_its_fingerprint(tmp_path):
    notebook, data = tmp_path / "a.ipynb", tmp_path / "data.csv"
    notebook.write_text("{}")
    data.write_text("1")
    job = Job(notebook, "solution", (data,))
    before = fingerprint(job)
    data.write_text("2")
    assert fingerprint(job) != before
    assert fingerprint(Job(notebook, "starter", (data,))) != fingerprint(job)


@pytest.mark.slow
def test_what_failed_is_not_remembered(tmp_path):
    source = built(tmp_path, project=PROJECT.replace("answer = 42", "answer = 1 / 0"))
    seen: list[Outcome] = []
    runner = Runner(processes=1, cache=tmp_path / "cache", report=seen.append)
    for _ in range(2):
        runner.run([Job(source.with_name("project.ipynb"), "solution")])
    assert [outcome.cached for outcome in seen] == [False, False]
    assert "ZeroDivisionError" in seen[1].complaints[0]
