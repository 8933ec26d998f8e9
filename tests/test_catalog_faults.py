"""Whatever a pack says wrongly is answered with file, line, what is wrong and how to mend it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faults import FIRST, SECOND, line_of, only, problems
from packs import Yaml, change, change_stage, curriculum, dump, write_pack


def set_first(number: int, **fields: Any) -> Callable[[Yaml], None]:
    return lambda stage: stage["items"][number].update(fields)


def test_a_newer_format_asks_for_a_newer_version_and_nothing_else(tmp_path: Path) -> None:
    root = write_pack(tmp_path, format=2, something_new=True)
    problem = only(tmp_path)
    assert problem.message.endswith("needs a newer dl-curriculum-ext: pip install -U dl-curriculum-ext")
    assert problem.line == line_of(root / "curriculum.yaml", "format:")


@pytest.mark.parametrize(
    ("edit", "text", "sentence"),
    [
        (set_first(0, titel="x"), "titel", "Unknown field 'titel'. Did you mean 'title'?"),
        (set_first(0, colour="x"), "colour", "Unknown field 'colour'. Remove it; the fields here are id, title"),
        (set_first(1, needs={"import": []}), "import:", "Did you mean 'imports'?"),
        (set_first(0, minutes="30"), "'30'", "'minutes' must be a whole number, but is text. Write the number alone"),
        (set_first(0, minutes=0), "minutes: 0", "'minutes' must be at least 1, but is 0"),
        (set_first(0, title=2019), "title: 2019", "'title' must be text, but is a whole number. Put it in quotes."),
        (set_first(0, title=None), "title: null", "'title' must be text, but is nothing. Write some text."),
        (set_first(0, title=""), "title: ''", "'title' must have at least 1 characters; it has 0"),
        (set_first(0, topics="softmax"), "topics: softmax", "after a hyphen and a space"),
        (set_first(0, url="ftp://x"), "ftp", "'url' must be an address that begins with http://"),
        (set_first(0, id="Read_2"), "Read_2", "'id' must be lowercase words joined by hyphens"),
        (set_first(0, kind="resuorce"), "resuorce", "Did you mean 'resource'?"),
        (set_first(0, kind=3), "kind: 3", "'kind' must be text, but is a whole number"),
        (set_first(2, reveal="never"), "never", "it is one of always, on-request. Choose one of them."),
        (set_first(0, topics=["sotfmax"]), "sotfmax", "There is no topic 'sotfmax'. Did you mean 'softmax'?"),
        (set_first(0, route="book"), "route:", "There is no route 'book'. None is defined."),
        (set_first(1, files=["../numbers.csv"]), "../numbers", "must be a path inside the stage's folder"),
        (set_first(1, files=["a/../../x"]), "a/../../x", "leads out of the stage's folder"),
        (set_first(1, files=["/etc/passwd"]), "/etc/passwd", "must be a path inside the stage's folder"),
        (set_first(1, files=["number.csv"]), "number.csv", "Did you mean 'numbers.csv'?"),
        (set_first(1, notebook="numbers.csv"), "notebook:", "Name a file that ends in .ipynb"),
        (set_first(1, needs={"imports": ["scikit-learn"]}), "scikit-learn", "cannot be imported in Python"),
        (set_first(1, needs={"packages": [" "]}), "- ' '", "is not a package's name"),
        (set_first(1, needs={"cpu_minutes": -1}), "cpu_minutes", "must be a number from 0 upwards"),
        (set_first(1, needs={"cpu_minutes": float("nan")}), "cpu_minutes", "must be a number from 0 upwards"),
        (set_first(1, needs={"memory_gb": 2, "smaller": {"STEPS": 3}}), "smaller:", "give 'smaller_memory_gb'"),
        (
            set_first(1, needs={"memory_gb": 2, "smaller": {"STEPS": 3}, "smaller_memory_gb": 2}),
            "smaller:",
            "to below 'memory_gb'",
        ),
        (set_first(1, needs={"smaller": {"STEPS": [3]}}), "smaller:", "must be true or false or a whole number"),
        (set_first(1, was=["double-it"]), "was:", "'double-it' is an item of its own|each was the other"),
        (set_first(1, was=["for-all"]), "- for-all", "'for-all' is an item of its own"),
        (lambda stage: stage["items"][2]["entries"][0].update(see="duoble-it"), "duoble", "Did you mean 'double-it'?"),
        (lambda stage: stage["items"][2]["entries"][1].update(id="one"), "id: one", "The entry 'one' stands twice"),
        (lambda stage: stage.update(id="first"), "id: first", "is not the name of its folder, 'first-steps'"),
        (lambda stage: stage.update(direction="botom-up"), "botom-up", "Did you mean 'bottom-up'?"),
        (lambda stage: stage["items"].append("x"), "- x", "must be a mapping of fields, but is text"),
    ],
)
def test_a_fault_of_a_stage_is_told_with_its_line(
    tmp_path: Path, edit: Callable[[Yaml], None], text: str, sentence: str
) -> None:
    root = write_pack(tmp_path)
    change_stage(root, "first-steps", edit)
    problem = only(tmp_path)
    assert problem.file == str(root / FIRST)
    assert any(part in problem.message for part in sentence.split("|")), problem.message
    file = root / FIRST
    lines = [n for n, line in enumerate(file.read_text("utf-8").split("\n"), 1) if text in line]
    # A list's field is named one line above its first element.
    assert problem.line in lines or problem.line in {n + 1 for n in lines}, (problem, lines)


@pytest.mark.parametrize(
    ("edit", "text", "nth", "sentence"),
    [
        (lambda p: p["topics"].append({"id": "softmax", "title": "x"}), "id: softmax", 2, "The topic 'softmax' stands"),
        (lambda p: p["motivation"][0].update(stage="two-way"), "stage: two-way", 1, "Did you mean 'two-ways'?"),
        (lambda p: p["stages"].append("two-ways"), "- two-ways", 2, "'two-ways' is listed twice"),
        (lambda p: p["stages"].append("fist-steps"), "fist-steps", 1, "Did you mean 'first-steps'?"),
        (lambda p: p["closing"]["items"][0].update(id="for-all"), "id: for-all", 1, "taken by another item"),
        (lambda p: p["closing"]["items"][0].update(route="book"), "route:", 1, "There is no route 'book'"),
        (lambda p: p.update(format="1"), "format:", 1, "'format' must be a whole number"),
    ],
)
def test_a_fault_of_the_pack_is_told_with_its_line(
    tmp_path: Path, edit: Callable[[Yaml], None], text: str, nth: int, sentence: str
) -> None:
    root = write_pack(tmp_path)
    change(root / "curriculum.yaml", edit)
    problem = only(tmp_path)
    assert problem.file == str(root / "curriculum.yaml")
    assert sentence in problem.message
    assert problem.line == line_of(root / "curriculum.yaml", text, nth)


def test_a_missing_field_names_its_item(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    change_stage(root, "first-steps", lambda stage: stage["items"][0].pop("minutes"))
    problem = only(tmp_path)
    assert problem.message == "The field 'minutes' is missing in 'read-this'. Add it."
    assert problem.line == line_of(root / FIRST, "kind: resource")


def test_one_bad_item_does_not_hide_the_next(tmp_path: Path) -> None:
    root = write_pack(tmp_path)

    def edit(stage: Yaml) -> None:
        stage["items"][0].update(titel="x", minutes="long")
        stage["items"][1]["kind"] = "excercise"
        stage["items"][2]["entries"][0]["titel"] = "One"
        stage["items"][3]["topics"] = ["sotfmax"]

    change_stage(root, "first-steps", edit)
    change_stage(root, "two-ways", lambda stage: stage.update(budget_hours=0))
    change(root / "curriculum.yaml", lambda pack: pack["topics"][0].update(idd="x"))
    told = "\n".join(problem.message for problem in problems(tmp_path))
    for part in ("'titel'", "'minutes'", "'excercise'", "'sotfmax'", "'budget_hours'", "'idd'"):
        assert part in told
    assert told.count("Unknown field 'titel'") == 2


def test_a_removed_value_is_not_called_missing(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    change_stage(root, "first-steps", set_first(0, url="nowhere"))
    change_stage(root, "two-ways", lambda stage: stage["route_questions"][0]["answers"][0].update(txet="x"))
    assert len(problems(tmp_path)) == 2


def test_a_suggested_route_must_exist(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    change_stage(root, "two-ways", lambda s: s["route_questions"][0]["answers"][0].update(suggests=["bok"]))
    problem = only(tmp_path)
    assert "There is no route 'bok'. Did you mean 'book'?" in problem.message
    assert problem.line == line_of(root / SECOND, "- bok")


def test_an_id_taken_in_another_stage_names_the_first(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    change_stage(root, "two-ways", set_first(0, id="read-this"))
    problem = only(tmp_path)
    first = line_of(root / FIRST, "kind: resource")
    assert f"'read-this' is taken by another item ({FIRST}, line {first})" in problem.message
    assert problem.line == line_of(root / SECOND, "id: read-this")


def test_two_items_that_were_each_other_are_refused(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    change_stage(root, "first-steps", set_first(0, was=["double-it"]))
    change_stage(root, "first-steps", set_first(1, was=["read-this"]))
    found = problems(tmp_path)
    assert len(found) == 2
    assert all("each was the other before" in problem.message for problem in found)


def test_two_items_cannot_have_had_the_same_id(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    change_stage(root, "first-steps", set_first(0, was=["old"]))
    change_stage(root, "two-ways", set_first(0, was=["old"]))
    problem = only(tmp_path)
    assert problem.message == "'read-this' also says that it was 'old'. Leave it with one of the two."


def test_a_pack_full_of_faults_stops_at_a_number(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    dump(root / "curriculum.yaml", curriculum(topics=[{"id": str(n), "title": "x"} for n in range(500)]))
    found = problems(tmp_path)
    assert len(found) == 51
    assert any("more than 50 errors" in problem.message for problem in found)
