"""Whatever a pack says wrongly is answered with file, line, what is wrong and how to mend it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from packs import Yaml, change, change_stage, curriculum, dump, write_pack
from privileges import as_ordinary_user, open_folder

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


def set_first(number: int, **fields: Any) -> Callable[[Yaml], None]:
    return lambda stage: stage["items"][number].update(fields)


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("title: [a, b\nabout: x\n", 2, "This is not YAML"),
        ("title: a: b\n", 1, "needs quotes around it"),
        ("title: x\nabout: *later\n", 2, "needs quotes around it"),
        ("title: @x\n", 1, "needs quotes around it"),
        ("title: x\nstages:\n\t- one\n", 3, "replace the tab by spaces"),
        ("title: x\n\tabout: y\n", 2, "replace the tab by spaces"),
        ("title: 'x\n", None, "This is not YAML"),
        ("title: x\n---\ntitle: y\n", 2, "remove the line ---"),
        ("title: a\x07b\n", 1, "character that YAML does not allow"),
        ("", 1, "The file is empty"),
        ("# nothing but a remark\n", 1, "The file is empty"),
        ("- a\n- b\n", 1, "must be a mapping of fields, but is a list"),
        ("just words\n", 1, "must be a mapping of fields, but is text"),
        ("title: x\ntitle: y\n", 2, "'title' stands twice here, first in line 1"),
        ("title: !!python/object:os.system x\n", 1, "The tag 'tag:yaml.org,2002:python/object:os.system'"),
        ("a: &a {x: y}\nb:\n  <<: *a\n", 3, "Merging by << is not read"),
        ("? [a, b]\n: c\n", 1, "must be a plain word"),
        ("title: 2020-13-45\n", 1, "Put it in quotes if it is text"),
        ("title: " + "[" * 50 + "]" * 50, 1, "nested more than 40 deep"),
        ("title: " + "[" * 100_000, 1, "nested more than 40 deep"),
        ("a: &a [*a]\n", 1, "holds itself"),
    ],
)
def test_unreadable_yaml_is_named_by_line(tmp_path: Path, text: str, line: int | None, sentence: str) -> None:
    root = write_pack(tmp_path)
    (root / "curriculum.yaml").write_text(text, encoding="utf-8")
    found = [problem for problem in problems(tmp_path) if sentence in problem.message]
    assert len(found) == 1
    assert found[0].file == str(root / "curriculum.yaml")
    assert line is None or found[0].line == line


def test_an_alias_bomb_is_refused_before_it_grows(tmp_path: Path) -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30)]
    root = write_pack(tmp_path)
    (root / "curriculum.yaml").write_text("l0: &l0 [lol]\n" + "\n".join(levels), encoding="utf-8")
    problem = only(tmp_path)
    assert "Write the values out" in problem.message
    assert problem.line == 5


def test_a_long_text_repeated_by_aliases_counts_by_its_length(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    text = "a: &a " + "x" * 20_000 + "\nb: [" + ", ".join(["*a"] * 1000) + "]\n"
    (root / "curriculum.yaml").write_text(text, encoding="utf-8")
    assert "Write the values out" in only(tmp_path).message


def test_a_few_aliases_are_fine(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    text = (root / "curriculum.yaml").read_text("utf-8")
    text = text.replace("about: Two stages, for tests.", "about: &about Two stages").replace("A small pack", "*about")
    text = text.replace("title: *about\nabout: &about Two stages", "about: &about Two stages\ntitle: *about")
    (root / "curriculum.yaml").write_text(text, encoding="utf-8")
    assert Catalog(lambda: [tmp_path]).pack("small").curriculum.title == "Two stages"


def test_a_file_of_ten_megabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    (root / "curriculum.yaml").write_text("title: " + "x" * 10_000_000, encoding="utf-8")
    problem = only(tmp_path)
    assert "10.0 MB; at most 1 MB" in problem.message


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    file = root / "curriculum.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert Catalog(lambda: [tmp_path]).pack("small").curriculum.title == "A small pack"


def test_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    file = root / "curriculum.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert Catalog(lambda: [tmp_path]).pack("small").curriculum.title == "A small pack"


def test_latin_one_bytes_are_named_by_line_and_byte(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    (root / "curriculum.yaml").write_bytes("format: 1\ntitle: Übung\n".encode("latin-1"))
    problem = only(tmp_path)
    assert problem.line == 2
    assert problem.message == "Byte 8 of this line, 0xDC, is not UTF-8. Save the file as UTF-8."


def test_utf_sixteen_is_named(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    (root / "curriculum.yaml").write_text("title: x", encoding="utf-16")
    assert "UTF-16" in only(tmp_path).message


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


def test_a_pack_full_of_faults_stops_at_a_number(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    dump(root / "curriculum.yaml", curriculum(topics=[{"id": str(n), "title": "x"} for n in range(500)]))
    found = problems(tmp_path)
    assert len(found) == 51
    assert any("more than 50 errors" in problem.message for problem in found)
