"""Cutting notebooks from their sources."""

import ast
import json
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sources import PROJECT, SOFTMAX

from dl_curriculum_ext.authoring.build import outputs, solution_text, starter_text, write
from dl_curriculum_ext.authoring.reader import read
from dl_curriculum_ext.cells import source_hash

SEVERAL = '''# %% [markdown] id="about"
# Déjà vu: ∇f, 深い学習.

# %% id="stack" tags=["exercise"]
class Stack:
    """Last in, first out."""

    def __init__(self):
        ### BEGIN SOLUTION
        #: an empty list
        self.held = []
        ### END SOLUTION

    def push(self, value):
        """Adds one."""
        ### BEGIN SOLUTION
        #: put it on top

        def put(what):
            if what is not None:
                self.held.append(what)

        put(value)
        ### END SOLUTION


def twice(f):
    def inner(x):
        ### BEGIN SOLUTION
        #: call it twice
        return f(f(x))
        ### END SOLUTION

    return inner
'''


def write_source(folder: Path, text: str, name: str = "softmax") -> Path:
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def starter_code(text: str, folder: Path) -> str:
    return "\n".join(starter_text(cell) for cell in read(write_source(folder, text)).cells if cell.role != "prose")


def test_the_starter_says_what_to_write_where_the_solution_was(tmp_path):
    cell = read(write_source(tmp_path, SOFTMAX)).cell("softmax")
    assert starter_text(cell) == (
        "def softmax(scores):\n"
        '    """Probabilities, as many as there are scores."""\n'
        "    # Your turn: exponentiate every score,\n"
        "    # then divide each by the sum.\n"
        '    raise NotImplementedError("Still to write: softmax")'
    )


def test_the_solution_has_neither_marks_nor_instructions(tmp_path):
    text = solution_text(read(write_source(tmp_path, SOFTMAX)).cell("softmax"))
    assert "return [power / total for power in powers]" in text
    assert "SOLUTION" not in text
    assert "#:" not in text


@pytest.mark.parametrize("text", [SOFTMAX, SEVERAL])
def test_no_line_of_a_solution_is_in_the_starter(tmp_path, text):
    source = read(write_source(tmp_path, text))
    starter = {line.strip() for cell in source.cells for line in starter_text(cell).split("\n")}
    solved = [line.strip() for cell in source.cells for region in cell.regions for line in region.solution]
    assert [line for line in solved if line and line in starter] == []


def test_several_regions_of_a_class_each_keep_their_indentation(tmp_path):
    starter = starter_code(SEVERAL, tmp_path)
    ast.parse(starter)
    assert starter.count("\n        raise NotImplementedError") == 3
    assert "    return inner" in starter


def test_a_solved_class_works(tmp_path):
    names: dict[str, object] = {}
    exec(solution_text(read(write_source(tmp_path, SEVERAL)).cell("stack")), names)
    stack = names["Stack"]()
    stack.push(3)
    assert stack.held == [3]
    assert names["twice"](lambda x: x + 2)(1) == 5


def test_hints_are_cut_from_the_notebooks_and_kept_beside_them_in_order(tmp_path):
    path = write_source(tmp_path, SOFTMAX)
    write(read(path))
    hints = json.loads((tmp_path / "softmax.hints.json").read_text("utf-8"))
    assert [hint[:10] for hint in hints["softmax"]] == ["What makes", "`powers = "]
    for name in ("softmax.ipynb", "softmax.solution.ipynb"):
        assert "What makes any number" not in (tmp_path / name).read_text("utf-8")


def test_notebooks_are_valid_and_their_cells_named_after_item_and_slug(tmp_path):
    write(read(write_source(tmp_path, SOFTMAX)))
    for name in ("softmax.ipynb", "softmax.solution.ipynb"):
        notebook = nbformat.read(tmp_path / name, as_version=4)
        nbformat.validate(notebook)
        assert [cell.id for cell in notebook.cells][:3] == ["softmax-question", "softmax-tools-about", "softmax-tools"]
        assert notebook.metadata.dl_curriculum == {"item": "softmax", "kind": "exercise", "format": 1}


def test_a_check_cell_is_locked_and_carries_the_hash_of_its_source(tmp_path):
    write(read(write_source(tmp_path, SOFTMAX)))
    cells = nbformat.read(tmp_path / "softmax.ipynb", as_version=4).cells
    check = next(cell for cell in cells if cell.id == "softmax-softmax-sum")
    assert (check.metadata.editable, check.metadata.deletable) == (False, False)
    assert check.metadata.dl_curriculum["check"] == "softmax-sum"
    assert check.metadata.dl_curriculum["for"] == ["softmax"]
    assert check.metadata.dl_curriculum["sha256"] == source_hash(check.source)


def test_every_cell_carries_its_role_and_the_hash_of_its_source(tmp_path):
    write(read(write_source(tmp_path, SOFTMAX)))
    cells = nbformat.read(tmp_path / "softmax.ipynb", as_version=4).cells
    roles = [cell.metadata.dl_curriculum.role for cell in cells]
    assert roles == ["prose", "prose", "parameters", "prose", "exercise", "check", "check", "prose", "code"]
    assert all(cell.metadata.dl_curriculum.source_sha256 == source_hash(cell.source) for cell in cells)


def test_a_hash_does_not_depend_on_line_ends_or_blanks_at_them():
    assert source_hash("a = 1\nb = 2") == source_hash("a = 1  \r\nb = 2\r\n")
    assert source_hash("a = 1") != source_hash(" a = 1")


def test_a_project_is_built_to_one_notebook_without_solution(tmp_path):
    built = outputs(read(write_source(tmp_path, PROJECT, "project")))
    assert [path.name for path in built] == ["project.ipynb"]


@pytest.mark.parametrize("text", [SOFTMAX, SEVERAL, PROJECT])
@pytest.mark.parametrize("change", ["\r\n", "\r", "byte order mark"])
def test_line_ends_and_a_byte_order_mark_do_not_change_what_is_built(tmp_path, text, change):
    plain = outputs(read(write_source(tmp_path, text)))
    changed = "\ufeff" + text if change == "byte order mark" else text.replace("\n", change)
    assert outputs(read(write_source(tmp_path, changed))) == plain


def test_unicode_is_written_as_it_is(tmp_path):
    write(read(write_source(tmp_path, SEVERAL)))
    assert "∇f, 深い学習" in (tmp_path / "softmax.ipynb").read_text("utf-8")


def test_a_second_build_writes_nothing(tmp_path):
    path = write_source(tmp_path, SOFTMAX)
    assert len(write(read(path))) == 3
    assert write(read(path)) == []


def test_a_comment_that_looks_like_a_shell_command_stays_a_comment(tmp_path):
    text = '# %% [markdown] id="about"\n# Look.\n\n# %% id="cats"\n# cat pictures are the best\nx = 1\n'
    assert "# cat pictures are the best\nx = 1" in starter_code(text, tmp_path)


NO_LINE_OF_ITS_OWN = "\r\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
text_lines = st.text(st.characters(codec="utf-8", exclude_characters=NO_LINE_OF_ITS_OWN), max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(prose=text_lines, comment=text_lines, value=text_lines)
def test_the_same_source_is_built_to_the_same_bytes(tmp_path, prose, comment, value):
    said = "\n".join(f"# {line}" for line in f"x{prose}".split("\n"))
    noted = "\n".join(f"# {line}" for line in comment.split("\n"))
    text = f'# %% [markdown] id="about"\n{said}\n\n# %% id="code"\n{noted}\nvalue = {value!r}\n'
    first = outputs(read(write_source(tmp_path, text)))
    assert outputs(read(write_source(tmp_path, text))) == first
    assert all(content.endswith(b"}\n") for content in first.values())
    built = nbformat.reads(next(iter(first.values())).decode(), as_version=4)
    nbformat.validate(built)
    names: dict[str, object] = {}
    exec(built.cells[-1].source, names)
    assert names["value"] == value


PACKAGES = """# %% [markdown] id="about"
# What this kernel has.

# %% id="packages" tags=["packages"]
packages = {"json": "nothing-to-install", "no_such_module": "never-published"}
"""


def test_a_list_of_packages_becomes_a_folded_cell_that_says_in_a_sentence_what_is_missing(tmp_path):
    write_source(tmp_path, PACKAGES, "tools")
    built = outputs(read(tmp_path / "tools.py"))[tmp_path / "tools.ipynb"]
    cell = nbformat.reads(built.decode(), as_version=4).cells[1]
    assert cell.metadata.jupyter.source_hidden
    with pytest.raises(ImportError, match=r"This kernel lacks never-published\. To mend that") as missing:
        exec(compile(cell.source, "cell", "exec"), {})
    assert missing.value._render_traceback_() == [str(missing.value)]
