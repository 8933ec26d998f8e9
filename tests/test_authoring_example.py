"""A project's finished example: built from a source of its own, run clean, and kept with its pictures."""

import json

import pytest
from sources import EXAMPLE, add_example, stage_yaml, write_sources, write_stage

from dl_curriculum_ext.authoring.__main__ import main
from dl_curriculum_ext.authoring.shown import keep


@pytest.fixture
def example(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_sources(tmp_path / "small")
    return add_example(tmp_path / "small")


def notebook(source):
    return json.loads(source.with_suffix(".ipynb").read_text("utf-8"))


def outputs(source):
    return [output for cell in notebook(source)["cells"] for output in cell.get("outputs", ())]


def build(source):
    assert main(["build", str(source)]) == 0


def check(source, capsys):
    capsys.readouterr()
    code = main(["check", "--static", "--pack", str(source.parents[2])])
    return code, capsys.readouterr().out


def show(source):
    return main(["show", "--pack", str(source.parents[2]), str(source)])


def test_it_is_built_with_the_cell_ids_of_the_project(example):
    build(example)
    built = notebook(example)
    assert [cell["id"] for cell in built["cells"]] == ["project-problem", "project-answer"]
    assert built["metadata"]["dl_curriculum"]["item"] == "project"
    assert not example.with_suffix(".hints.json").exists()


def test_its_pictures_are_kept_and_are_no_reason_to_call_it_stale(example, capsys):
    build(example.parent)
    assert "has no pictures to read by; run" in check(example, capsys)[1]
    assert show(example) == 0
    assert {kind for output in outputs(example) for kind in output.get("data", {})} == {"image/png"}
    assert [output["text"] for output in outputs(example) if output["output_type"] == "stream"] == ["six, on average\n"]
    assert check(example, capsys) == (0, "3 sources, 0 things to mend.\n")
    build(example)
    assert outputs(example)


def test_prose_may_change_under_its_pictures_but_code_may_not(example):
    build(example)
    show(example)
    example.write_text(EXAMPLE.replace("until a six", "until the first six"))
    build(example)
    assert outputs(example)
    assert "until the first six" in "".join(notebook(example)["cells"][0]["source"])
    example.write_text(EXAMPLE.replace("[1, 6]", "[1, 7]"))
    build(example)
    assert not outputs(example)


def test_a_run_that_fails_is_not_kept(example, capsys):
    example.write_text(EXAMPLE + '\n# %% [markdown] id="more"\n# More.\n\n# %% id="fault"\n1 / 0\n')
    build(example)
    assert show(example) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out
    assert not outputs(example)


def test_only_what_can_be_read_without_a_kernel_is_kept(example):
    def shown(**data):
        return {"output_type": "display_data", "data": data, "metadata": {}}

    build(example)
    bar = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "0%"}
    number = {"application/vnd.dl-curriculum.metric+json": {"name": "throws", "value": 6}}
    table = {"text/markdown": "| throws |", "text/plain": "<Markdown object>"}
    warning = {"output_type": "stream", "name": "stderr", "text": "in red"}
    keep(example.with_suffix(".ipynb"), {"project-answer": [shown(**bar), shown(**number), warning, shown(**table)]})
    assert outputs(example) == [shown(**{"text/markdown": "| throws |"})]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# # Problem", "# # Plan", "1: add the heading 'Problem'"),
        ("import matplotlib", "import keras\nimport matplotlib", "7: build this without keras"),
        ("plt.plot([1, 6])\nplt.show()\n", "", "1: draw something"),
        ('id="answer"', 'id="answer" tags=["check"]', "6: make 'answer' an ordinary cell"),
        ("import matplotlib", "import numpy\nimport matplotlib", "add 'numpy' to example.needs.imports of 'project'"),
    ],
)
def test_what_the_stage_asks_of_a_project_it_asks_of_its_example(example, capsys, old, new, message):
    assert EXAMPLE.count(old) == 1
    example.write_text(EXAMPLE.replace(old, new))
    build(example)
    said = check(example, capsys)[1]
    assert message in said


def test_an_example_that_the_stage_does_not_name_is_found(example, capsys):
    write_stage(example.parents[2], stage_yaml())
    build(example.parent)
    assert "project.example.py:1: add `example:` with a title to 'project'" in check(example, capsys)[1]


def test_an_example_that_the_stage_names_has_a_source(example, capsys):
    example.unlink()
    said = check(example, capsys)[1]
    assert "project.example.py:1: write the example of 'project' here" in said
    assert "There is no example stages/basics/project.example.ipynb" in said


def test_an_exercise_has_no_example(example, capsys):
    other = example.with_name("softmax.example.py")
    other.write_text(EXAMPLE)
    assert "softmax.example.py:1: remove it: 'softmax' is an exercise" in check(other, capsys)[1]
