"""Wrong solutions tried against the checks."""

from pathlib import Path

import pytest
from sources import SOFTMAX, write_sources

from dl_curriculum_ext.authoring.__main__ import main
from dl_curriculum_ext.authoring.mutants import BadMutant, Mutant, concerned_checks, load, mutated_text
from dl_curriculum_ext.authoring.reader import read
from dl_curriculum_ext.authoring.slices import needed
from dl_curriculum_ext.authoring.trial import Verdict, try_mutants

PLAIN = SOFTMAX.replace("import matplotlib.pyplot as plt\n", "").replace("plt.", "print  # ")
"""Without the picture, whose library takes long to import."""
HALVED = 'Mutant(name="halved", cell="softmax", replace=("power / total", "power / 2"), expect="add up to one")'


def verdicts(tmp_path: Path, *mutants: str, softmax: str = PLAIN) -> list[Verdict]:
    source = write_sources(tmp_path / "small", softmax)
    return try_mutants(read(source), write_mutants(tmp_path, *mutants))


def write_mutants(tmp_path: Path, *mutants: str) -> Path:
    folder = tmp_path / "mutants"
    folder.mkdir(exist_ok=True)
    path = folder / "softmax.py"
    listed = ",\n".join(mutants)
    path.write_text(f"from dl_curriculum_ext.authoring.mutants import Mutant\n\nMUTANTS = [{listed}]\n")
    return path


def test_a_wrong_solution_that_a_check_refuses_is_rejected(tmp_path):
    (verdict,) = verdicts(tmp_path, HALVED)
    assert verdict.rejected
    assert verdict.by == ("softmax-sum",)
    assert verdict.message.startswith("Probabilities add up to one; yours add up to")


def test_a_whole_solution_may_be_replaced(tmp_path):
    (verdict,) = verdicts(
        tmp_path,
        'Mutant(name="ones", cell="softmax", expect="one", solution="""\n  if scores:\n    return [1.0] * 3\n""")',
    )
    assert verdict.rejected, verdict.message


def test_a_right_solution_in_other_words_is_not_rejected(tmp_path):
    (verdict,) = verdicts(
        tmp_path,
        'Mutant(name="same", cell="softmax", replace=("total = sum(powers)", "total = sum(reversed(powers))"))',
    )
    assert not verdict.rejected
    assert "softmax-sum, softmax-order did not reject it with AssertionError (every cell ran)" in verdict.message


def test_a_crash_is_no_rejection_unless_it_is_expected(tmp_path):
    crash = 'Mutant(name="crash{}", cell="softmax", replace=("sum(powers)", "0"), {})'
    plain, expected = verdicts(
        tmp_path, crash.format("", 'expect="one"'), crash.format("-too", 'raises="ZeroDivisionError", expect="zero"')
    )
    assert not plain.rejected
    assert "'softmax-sum' raised ZeroDivisionError" in plain.message
    assert expected.rejected


def test_a_message_that_does_not_fit_the_mistake_is_no_rejection(tmp_path):
    (verdict,) = verdicts(tmp_path, HALVED.replace("add up to one", "larger"))
    assert not verdict.rejected
    assert "no message contains 'larger'" in verdict.message


def test_every_check_that_is_named_must_reject(tmp_path):
    named = HALVED.replace("expect=", 'caught_by=("softmax-sum", "softmax-order"), expect=')
    (verdict,) = verdicts(tmp_path, named)
    assert not verdict.rejected
    assert verdict.message.startswith("softmax-order did not reject it")


def test_an_endless_loop_is_stopped(tmp_path):
    (verdict,) = verdicts(tmp_path, 'Mutant(name="endless", cell="softmax", solution="while True: pass", seconds=1)')
    assert not verdict.rejected
    assert "took over 1 s" in verdict.message


def test_a_process_that_ends_itself_is_no_rejection(tmp_path):
    (verdict,) = verdicts(tmp_path, 'Mutant(name="gone", cell="softmax", solution="import os; os._exit(7)")')
    assert not verdict.rejected
    assert "the process ended" in verdict.message


def test_parameters_are_overridden_and_a_right_solution_that_then_fails_is_told(tmp_path):
    (verdict,) = verdicts(tmp_path, HALVED.replace("expect=", 'parameters={"SCORES": [3.0, 1.0]}, expect='))
    assert not verdict.rejected
    assert "with these settings the right solution fails too: 'softmax-order' raised AssertionError" in verdict.message


def test_one_mutant_does_not_see_what_another_did(tmp_path):
    spoil = 'Mutant(name="spoil", cell="softmax", solution="math.e = 1; math.exp = abs; return [1.0]")'
    spoiled, halved = verdicts(tmp_path, spoil, HALVED)
    assert not spoiled.rejected
    assert halved.rejected


def test_a_cell_that_no_check_needs_is_not_run(tmp_path):
    text = PLAIN.replace(
        '# %% [markdown] id="softmax-about"',
        '# %% id="long"\nwhile True:\n    pass\n\n# %% [markdown] id="softmax-about"',
    )
    (verdict,) = verdicts(tmp_path, HALVED, softmax=text)
    assert verdict.rejected


def test_the_command_prints_the_share_and_fails_under_all(tmp_path, capsys, monkeypatch):
    write_sources(tmp_path / "small")
    same = 'Mutant(name="same", cell="softmax", replace=("sum(powers)", "sum(powers) * 1"))'
    write_mutants(tmp_path, HALVED, same)
    options = ["mutants", "--pack", str(tmp_path / "small"), "--mutants", str(tmp_path / "mutants")]
    assert main(options) == 1
    said = capsys.readouterr().out
    assert "softmax: 1 of 2 rejected" in said
    assert "same" in said
    write_mutants(tmp_path, HALVED)
    assert main(options) == 0
    assert capsys.readouterr().out.endswith("1 of 1 wrong solutions rejected: 100 %.\n")


def test_an_exercise_without_mutants_is_named(tmp_path, capsys):
    write_sources(tmp_path / "small")
    assert main(["mutants", "--pack", str(tmp_path / "small"), "--mutants", str(tmp_path / "mutants")]) == 1
    assert "write at least six wrong solutions of softmax here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("mutant", "message"),
    [
        (Mutant(name="m", cell="hardmax", solution="pass"), "has no exercise cell 'hardmax'"),
        (Mutant(name="m", cell="picture", solution="pass"), "has no exercise cell 'picture'"),
        (Mutant(name="m", cell="softmax"), "give either"),
        (Mutant(name="m", cell="softmax", replace=("a", "b"), solution="pass"), "give either"),
        (Mutant(name="m", cell="softmax", solution="pass", region=1), "has no region 1"),
        (Mutant(name="m", cell="softmax", replace=("powers", "x")), "'powers' occurs 3 times"),
        (Mutant(name="m", cell="softmax", replace=(("sum(", "max("), ("nothing", ""))), "'nothing' occurs 0 times"),
    ],
)
def test_a_mutant_that_does_not_fit_says_what_to_change(tmp_path, mutant, message):
    source = read(write_sources(tmp_path / "small"))
    with pytest.raises(BadMutant) as caught:
        mutated_text(mutant, source)
    assert message in str(caught.value)


def test_a_check_that_is_not_there_is_named(tmp_path):
    source = read(write_sources(tmp_path / "small"))
    with pytest.raises(BadMutant, match="has no check 'softmax-mean'"):
        concerned_checks(Mutant(name="m", cell="softmax", caught_by=("softmax-mean",)), source)


def test_upto_leaves_out_later_checks(tmp_path):
    source = read(write_sources(tmp_path / "small"))
    checks = concerned_checks(Mutant(name="m", cell="softmax", upto="softmax-sum"), source)
    assert [check.slug for check in checks] == ["softmax-sum"]


def test_two_mutants_of_one_name_are_refused(tmp_path):
    with pytest.raises(BadMutant, match="two mutants are called 'halved'"):
        load(write_mutants(tmp_path, HALVED, HALVED))


def test_a_misspelt_field_is_refused(tmp_path):
    with pytest.raises(TypeError, match="expected_message"):
        load(write_mutants(tmp_path, 'Mutant(name="m", cell="softmax", expected_message="x")'))


@pytest.mark.parametrize(
    ("cells", "target", "kept"),
    [
        (["x = 1", "y = 2", "assert x"], 2, [0, 2]),
        (["x = 1", "x += 1", "assert x"], 2, [0, 1, 2]),
        (["def f(): return g()", "def g(): return 1", "z = f()", "assert z"], 3, [0, 1, 2, 3]),
        (["net = []", "def fit(n): n.append(1)", "fit(net)", "assert net"], 3, [0, 1, 2, 3]),
        (["net = []", "net.append(1)", "assert net"], 2, [0, 1, 2]),
        (["d = {}", "d['a'] = 1", "assert d"], 2, [0, 1, 2]),
        (["import numpy as np", "big = np.zeros(9)", "x = np.ones(2)", "assert x.sum()"], 3, [0, 2, 3]),
        (["import torch", "torch.manual_seed(0)", "x = torch.rand(2)", "assert x"], 3, [0, 1, 2, 3]),
        (["import matplotlib.pyplot as plt", "x = 1", "plt.plot(x)", "assert x"], 3, [1, 3]),
        (["x = 1", "def f(x):\n    y = x\n    return y", "y = 2", "assert f(3)"], 3, [1, 3]),
        (["net = []", "def go():\n    net.append(1)", "go()", "assert net"], 3, [0, 1, 2, 3]),
        (["from math import *", "x = 1", "assert x"], 2, [0, 1, 2]),
    ],
)
def test_the_cells_that_a_check_depends_on_are_kept(cells, target, kept):
    assert needed(cells, [target]) == kept
