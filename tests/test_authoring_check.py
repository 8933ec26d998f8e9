"""Each thing that an author has to mend, found and worded."""

import shutil
from pathlib import Path

import pytest
from sources import PROJECT, SOFTMAX, stage_yaml, write_sources, write_stage

from dl_curriculum_ext.authoring.__main__ import main
from dl_curriculum_ext.authoring.check import check_source
from dl_curriculum_ext.authoring.reader import read


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack with nothing to mend."""
    folder = tmp_path / "small"
    write_sources(folder)
    assert main(["build", "--pack", str(folder)]) == 0
    return folder


def findings(tmp_path: Path, text: str, name: str = "softmax") -> str:
    """What is said of a source's text, leaving out that it is not built."""
    path = tmp_path / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    return "\n".join(str(finding) for finding in check_source(read(path)) if "build" not in finding.message)


def check(pack: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["check", "--static", "--pack", str(pack)])
    return code, capsys.readouterr().out


def test_a_good_pack_has_nothing_to_mend(pack, capsys):
    code, said = check(pack, capsys)
    assert (code, said) == (0, "2 sources, 0 things to mend.\n")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (' id="picture-about"', "", 45, "give this cell an id"),
        ('id="picture"', 'id="softmax"', 48, "line 20 is 'softmax' already"),
        ('id="picture"', 'id="The Picture"', 48, "lowercase words"),
        ('id="picture"', f'id="{"long-" * 12}one"', 48, "shorten the id"),
        ('tags=["parameters"]', 'tags=["settings"]', 9, "remove the tag 'settings'"),
        ('id="picture"', 'id="picture" colour="red"', 48, "remove 'colour'"),
        ('id="picture"', 'id="picture" tags=["parameters"]', 48, "this is the second"),
        ('id="picture"', 'id="picture" tags="metric"', 48, "is not of type 'array'"),
        ('id="picture"', 'id="picture" for="softmax"', 48, "only checks and hints"),
        ("    #: exponentiate every score,\n    #: then divide each by the sum.\n", "", 23, "say what to write"),
        ("    ### END SOLUTION\n", "", 23, "close this solution"),
        ("    ### BEGIN SOLUTION\n", "", 28, "has no ### BEGIN SOLUTION"),
        (
            "    ### BEGIN SOLUTION\n",
            "    ### BEGIN SOLUTION\n    ### BEGIN SOLUTION\n",
            24,
            "close the solution above",
        ),
        (' tags=["exercise"]', "", 20, 'tags=["exercise"]'),
        ("# How do", "# # %%\n# /home/me/x.csv is how", 5, "use a relative path"),
        ("SCORES = [", 'FILE = "/tmp/scores.csv"\nSCORES = [', 14, "use a relative path"),
        ("# How do", "# ![](data:image/png;base64,xyz)\n# How do", 4, "take the pasted output"),
        (
            'tags=["hint"] for="softmax"\n# What',
            'tags=["hint"] for="hardmax"\n# What',
            32,
            "no exercise cell of this file",
        ),
        ('tags=["hint"] for="softmax"\n# What', 'tags=["hint"]\n# What', 32, "say which exercise cell"),
        ("# What makes any number positive?", "# `total = sum(powers)` is half of it.", 32, "keep the solution out"),
        ("# What makes any number positive?", "", 32, "write the hint's text"),
        ('# %% [markdown] id="picture-about"\n# Look at it.\n\n', "", 45, "say in a markdown cell before 'picture'"),
        (
            'assert abs(total - 1) < 1e-9, f"Probabilities add up to one; yours add up to {total}."',
            "total",
            38,
            "cannot",
        ),
        (', "A larger score means a larger probability."', "", 43, "give this assert a message"),
        ('id="softmax-sum" tags=["check"]', 'id="softmax-sum" tags=["check"] for="hardmax"', 38, "no exercise cell"),
        ("# How do", "# How\u2028do", 4, "remove the character U+2028"),
        ("import math\n", "import dl_curriculum_ext\nimport math\n", 9, "do not import dl_curriculum_ext"),
        ("plt.show()", "plt.show()\nif True:", 48, "is not Python"),
        ("plt.show()", "plt.show()\n" * 70, 48, "71 lines"),
    ],
)
def test_a_fault_is_found_with_its_line_and_a_remedy(tmp_path, old, new, line, message):
    assert SOFTMAX.count(old) == 1
    said = findings(tmp_path, SOFTMAX.replace(old, new))
    assert any(f"softmax.py:{line}: " in found and message in found for found in said.splitlines()), said


def test_an_exercise_without_check_is_found(tmp_path):
    start, end = SOFTMAX.index('# %% id="softmax-sum"'), SOFTMAX.index('# %% [markdown] id="picture-about"')
    assert "20: add a check for 'softmax'" in findings(tmp_path, SOFTMAX[:start] + SOFTMAX[end:])


def test_one_hint_is_too_few(tmp_path):
    start, end = SOFTMAX.index("# %% [markdown] tags"), SOFTMAX.index('# %% id="softmax-sum"')
    one = '# %% [markdown] tags=["hint"] for="softmax"\n# Think.\n\n'
    said = findings(tmp_path, SOFTMAX[:start] + one + SOFTMAX[end:])
    assert "20: give 'softmax' at least 2 hints; it has 1" in said


def test_an_exercise_without_picture_is_found(tmp_path):
    text = SOFTMAX.replace("plt.bar(range(3), softmax(SCORES))\nplt.show()", "softmax(SCORES)")
    assert "draw something" in findings(tmp_path, text)


def test_a_project_needs_no_picture(tmp_path):
    assert findings(tmp_path, PROJECT, "project") == ""


def test_text_above_the_first_cell_is_found(tmp_path):
    assert "1: start the file with a cell" in findings(tmp_path, '"""Softmax."""\n\n' + SOFTMAX)


def test_bytes_that_are_not_utf_eight_are_found(tmp_path):
    path = tmp_path / "softmax.py"
    path.write_bytes(SOFTMAX.replace("scores", "sco\u00e9").encode("latin-1"))
    assert "save the file as UTF-8" in str(check_source(read(path))[0])


@pytest.mark.parametrize(
    "safe", ["https://x.org/data/set", "the ratio a/data/b", "$f:\\mathbb{R} \\to \\mathbb{R}$", "a / b"]
)
def test_what_only_resembles_an_absolute_path_is_left_alone(tmp_path, safe):
    assert findings(tmp_path, SOFTMAX.replace("# How do", f"# {safe}\n# How do")) == ""


def test_a_broken_source_is_not_built(tmp_path, capsys):
    path = write_sources(tmp_path / "small", SOFTMAX.replace(' id="picture-about"', ""))
    assert main(["build", str(path)]) == 1
    assert not path.with_suffix(".ipynb").exists()
    assert "softmax.py:45: give this cell an id" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["softmax.ipynb", "softmax.solution.ipynb", "softmax.hints.json", "project.ipynb"])
def test_a_generated_file_changed_by_hand_is_stale(pack, capsys, name):
    path = pack / "stages" / "basics" / name
    path.write_bytes(path.read_bytes() + b" ")
    code, said = check(pack, capsys)
    assert code == 1
    assert f"{name}:1: this is not what" in said


def test_a_generated_file_that_is_missing_is_named(pack, capsys):
    (pack / "stages" / "basics" / "softmax.hints.json").unlink()
    assert "softmax.hints.json:1: this file is missing; run `python -m" in check(pack, capsys)[1]


@pytest.mark.parametrize("name", ["notes.ipynb", "more/old.py", "gone.hints.json"])
def test_a_file_that_no_item_uses_is_found(pack, capsys, name):
    path = pack / "stages" / "basics" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}")
    assert f"{name}:1: no item uses this file" in check(pack, capsys)[1]


def test_a_listed_file_is_no_stranger(pack, capsys):
    (pack / "stages" / "basics" / "numbers.py").write_text("ONE = 1\n")
    stage = stage_yaml()
    stage["items"][0]["files"] = ["numbers.py"]
    write_stage(pack, stage)
    assert check(pack, capsys)[0] == 0


def test_an_item_without_source_is_found(pack, capsys):
    (pack / "stages" / "basics" / "softmax.py").unlink()
    assert "softmax.py:1: write the source of 'softmax' here" in check(pack, capsys)[1]


def test_faults_of_the_yaml_are_told_too(pack, capsys):
    (pack / "stages" / "basics" / "stage.yaml").write_text("id: [basics\n")
    code, said = check(pack, capsys)
    assert code == 1
    assert "stage.yaml:" in said


def test_a_released_id_that_vanished_is_found(pack, capsys):
    assert main(["release", "--pack", str(pack)]) == 0
    assert (pack / "released-ids.txt").read_text() == "project\nsoftmax\n"
    shutil.copy(pack / "released-ids.txt", pack / "before.txt")
    (pack / "released-ids.txt").write_text("project\nsoftmax\nsoftmin\n")
    code, said = check(pack, capsys)
    assert code == 1
    assert "released-ids.txt:3: 'softmin' was released and is gone; say `was: [softmin]`" in said


def test_a_released_id_may_live_on_under_another_name(pack, capsys):
    (pack / "released-ids.txt").write_text("project\nsoftmin\n")
    stage = stage_yaml()
    stage["items"][0]["was"] = ["softmin"]
    write_stage(pack, stage)
    assert check(pack, capsys)[0] == 0


def test_releasing_keeps_what_was_released_before(pack):
    (pack / "released-ids.txt").write_text("softmin\n")
    assert main(["release", "--pack", str(pack)]) == 0
    assert (pack / "released-ids.txt").read_text() == "project\nsoftmax\nsoftmin\n"


def test_a_project_needs_the_headings_of_the_stage(pack, capsys):
    stage = stage_yaml()
    stage["items"][1]["headings"] = ["problem", "What I learned"]
    write_stage(pack, stage)
    said = check(pack, capsys)[1]
    assert "project.py:1: add the heading 'What I learned'" in said
    assert "'problem'" not in said


@pytest.mark.parametrize("line", ["import keras", "from keras.layers import Dense", "import keras.layers as kl"])
def test_a_project_does_not_import_what_the_stage_forbids(tmp_path, capsys, line):
    write_sources(tmp_path / "small", project=PROJECT.replace("answer = 42", line))
    main(["build", "--pack", str(tmp_path / "small")])
    said = check(tmp_path / "small", capsys)[1]
    assert "project.py:7: build this without keras" in said


def test_a_module_that_the_stage_does_not_name_is_found(pack, capsys):
    stage = stage_yaml()
    stage["items"][0]["needs"] = {}
    write_stage(pack, stage)
    assert "softmax.py:12: add 'matplotlib' to needs.imports" in check(pack, capsys)[1]


LISTED = """
# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need.

# %% id="packages" tags=["packages"]
packages = {"matplotlib": "matplotlib"}

# %% [markdown] id="tools-about"
"""


def test_an_exercise_that_needs_packages_says_which_are_missing(pack, tmp_path, capsys):
    stage = stage_yaml()
    stage["items"][0]["needs"] = {"imports": ["matplotlib"], "packages": ["matplotlib"]}
    write_stage(pack, stage)
    assert 'softmax.py:1: list what it imports in a cell tagged "packages"' in check(pack, capsys)[1]

    source = pack / "stages" / "basics" / "softmax.py"
    source.write_text(SOFTMAX.replace('\n# %% [markdown] id="tools-about"\n', LISTED), encoding="utf-8")
    assert main(["build", "--pack", str(pack)]) == 0
    assert check(pack, capsys)[0] == 0

    stage["items"][0]["needs"]["packages"] = ["matplotlib-base"]
    write_stage(pack, stage)
    assert "softmax.py:9: 'matplotlib' comes from 'matplotlib' here" in check(pack, capsys)[1]


def test_a_module_that_is_imported_only_where_it_is_there_need_not_be_named(tmp_path, capsys):
    optional = "try:\n    import fastai\nexcept ImportError:\n    fastai = None\nanswer = 42"
    write_sources(tmp_path / "small", project=PROJECT.replace("answer = 42", optional))
    main(["build", "--pack", str(tmp_path / "small")])
    assert check(tmp_path / "small", capsys)[0] == 0


def test_an_exercise_that_the_stage_calls_a_project_is_found(pack, capsys):
    stage = stage_yaml()
    stage["items"][0]["kind"] = "capstone"
    write_stage(pack, stage)
    assert "stage.yaml lists it as capstone; leave exercise cells out" in check(pack, capsys)[1]


@pytest.mark.parametrize(
    ("smaller", "message"),
    [
        ({"WIDTH": 8}, "add 'WIDTH' to the parameters cell (it has SCORES)"),
        ({"SCORES": "[1.0, 2.0, 3.0]"}, ""),
        ({"SEED": 0}, "give 'SEED' another value in needs.smaller than it has here"),
    ],
)
def test_smaller_settings_are_of_names_that_the_parameters_cell_has(pack, capsys, smaller, message):
    source = pack / "stages" / "basics" / "softmax.py"
    if "SEED" in smaller:
        source.write_text(source.read_text("utf-8").replace("SCORES = [", "SEED = 0\nSCORES = ["), "utf-8")
        main(["build", "--pack", str(pack)])
    stage = stage_yaml()
    needs = {"imports": ["matplotlib"], "memory_gb": 2, "smaller_memory_gb": 1, "smaller": smaller}
    stage["items"][0]["needs"] = needs
    write_stage(pack, stage)
    code, said = check(pack, capsys)
    assert (code == 0) == (not message)
    assert not message or f"softmax.py:9: {message}" in said


def test_a_path_that_is_not_there_is_named():
    with pytest.raises(SystemExit, match=r"No source at nowhere\.py"):
        main(["build", "nowhere.py"])
