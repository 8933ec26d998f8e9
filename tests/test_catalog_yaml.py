"""YAML that cannot be read is answered with file, line, what is wrong and how to mend it."""

from pathlib import Path

import pytest
from faults import only, problems
from packs import write_pack

from dl_curriculum_ext.catalog import Catalog


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
