"""Packs are found, read once, read again when they change, and asked for their items."""

import shutil
from pathlib import Path

import msgspec
import pytest
from packs import CLOSING, ITEMS, change, change_stage, write_pack

from dl_curriculum_ext import model
from dl_curriculum_ext.catalog import Catalog
from dl_curriculum_ext.errors import NotFound


def catalog(*roots: Path) -> Catalog:
    return Catalog(lambda: roots)


def test_a_sound_pack_is_listed_without_problems(tmp_path: Path) -> None:
    write_pack(tmp_path)
    listing = catalog(tmp_path).listing()
    assert list(listing.packs) == ["small"]
    assert listing.problems == ()


def test_items_come_in_teaching_order_and_the_closing_page_last(tmp_path: Path) -> None:
    write_pack(tmp_path)
    found = [(stage.id if stage else None, item.id) for stage, item in catalog(tmp_path).pack("small").items()]
    expected = [(stage, item) for stage, items in ITEMS.items() for item in items] + [(None, CLOSING)]
    assert found == expected


def test_the_encoded_curriculum_has_defaults_and_reads_back_the_same(tmp_path: Path) -> None:
    write_pack(tmp_path)
    pack = catalog(tmp_path).pack("small")
    assert msgspec.json.decode(pack.encoded, type=model.Curriculum) == pack.curriculum
    resource = msgspec.json.decode(pack.encoded)["stages"][0]["items"][0]
    assert resource["kind"] == "resource"
    assert resource["optional"] is False


def test_the_etag_is_strong_and_follows_the_content_alone(tmp_path: Path) -> None:
    write_pack(tmp_path / "one")
    write_pack(tmp_path / "two")
    write_pack(tmp_path / "three", version="1.1")
    one, two, three = (catalog(tmp_path / name).pack("small").etag for name in ("one", "two", "three"))
    assert one == two != three
    assert one.startswith('"')
    assert one.endswith('"')


def test_an_item_is_found_by_its_former_id_too(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    change_stage(root, "first-steps", lambda stage: stage["items"][1].update(was=["twice", "times-two"]))
    pack = catalog(tmp_path).pack("small")
    assert pack.aliases == {"twice": "double-it", "times-two": "double-it"}
    assert pack.item("twice") is pack.item("double-it")
    stage = pack.stage_of("times-two")
    assert stage is not None
    assert stage.id == "first-steps"
    assert pack.stage_of(CLOSING) is None


def test_an_unknown_item_is_answered_with_the_nearest_name(tmp_path: Path) -> None:
    write_pack(tmp_path)
    pack = catalog(tmp_path).pack("small")
    with pytest.raises(NotFound, match=r"^No item 'duoble-it' in small\. Did you mean 'double-it'\?$"):
        pack.item("duoble-it")
    with pytest.raises(NotFound, match=r"^No item 'zzz' in small\.$"):
        pack.stage_of("zzz")


def test_an_unknown_pack_is_answered_with_the_nearest_name(tmp_path: Path) -> None:
    write_pack(tmp_path)
    with pytest.raises(NotFound, match=r"No curriculum 'smal' here\. Did you mean 'small'\?"):
        catalog(tmp_path).pack("smal")


def test_files_of_an_exercise_stand_in_its_stage(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    pack = catalog(tmp_path).pack("small")
    item = pack.item("double-it")
    assert isinstance(item, model.Exercise)
    stage = root / "stages" / "first-steps"
    assert pack.starter_file(item) == stage / "double-it.ipynb"
    assert pack.solution_file(item) == stage / "double-it.solution.ipynb"
    assert pack.extra_files(item) == (stage / "numbers.csv",)


def test_a_notebook_may_have_another_name_and_folder(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    stage = root / "stages" / "first-steps"
    (stage / "sub").mkdir()
    for end in (".ipynb", ".solution.ipynb"):
        (stage / f"double-it{end}").rename(stage / "sub" / f"twice{end}")
    change_stage(root, "first-steps", lambda content: content["items"][1].update(notebook="sub/twice.ipynb"))
    pack = catalog(tmp_path).pack("small")
    item = pack.item("double-it")
    assert isinstance(item, model.Exercise)
    assert pack.starter_file(item).is_file()
    assert pack.solution_file(item) == stage / "sub" / "twice.solution.ipynb"


def test_an_unchanged_pack_is_not_read_again(tmp_path: Path) -> None:
    write_pack(tmp_path)
    found = catalog(tmp_path)
    assert found.pack("small") is found.pack("small")


def test_a_changed_pack_is_read_again(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    found = catalog(tmp_path)
    before = found.pack("small")
    change_stage(root, "two-ways", lambda stage: stage.update(title="Two ways and more"))
    after = found.pack("small")
    assert after.curriculum.stages[1].title == "Two ways and more"
    assert after.etag != before.etag


def test_a_pack_copied_in_appears_and_one_removed_goes(tmp_path: Path) -> None:
    write_pack(tmp_path)
    found = catalog(tmp_path)
    assert list(found.listing().packs) == ["small"]
    write_pack(tmp_path, "another")
    assert set(found.listing().packs) == {"small", "another"}
    shutil.rmtree(tmp_path / "small")
    assert set(found.listing().packs) == {"another"}


def test_a_lost_notebook_is_noticed_and_its_return_too(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    found = catalog(tmp_path)
    assert not found.listing().problems
    notebook = root / "stages" / "first-steps" / "double-it.ipynb"
    content = notebook.read_bytes()
    notebook.unlink()
    assert "double-it.ipynb" in found.listing().problems[0].message
    notebook.write_bytes(content)
    assert not found.listing().problems


def test_the_first_root_wins_where_two_hold_the_same_name(tmp_path: Path) -> None:
    write_pack(tmp_path / "user", title="Mine")
    write_pack(tmp_path / "system", title="Theirs")
    listing = catalog(tmp_path / "user", tmp_path / "system").listing()
    assert listing.packs["small"].curriculum.title == "Mine"
    assert not listing.problems


def test_a_broken_pack_does_not_hide_a_good_one_of_the_same_name(tmp_path: Path) -> None:
    broken = write_pack(tmp_path / "user")
    (broken / "curriculum.yaml").write_text("title: [", encoding="utf-8")
    write_pack(tmp_path / "system", title="Theirs")
    listing = catalog(tmp_path / "user", tmp_path / "system").listing()
    assert listing.packs["small"].curriculum.title == "Theirs"
    assert [problem.curriculum for problem in listing.problems] == ["small"]


def test_a_broken_pack_is_asked_for_and_says_why(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    write_pack(tmp_path, "good")
    change(root / "curriculum.yaml", lambda pack: pack.update(version=2))
    with pytest.raises(NotFound, match=r"'small' cannot be read: 'version' must be text.*curriculum\.yaml, line 4"):
        catalog(tmp_path).pack("small")
    assert catalog(tmp_path).pack("good").name == "good"


def test_the_same_root_given_twice_is_listed_once(tmp_path: Path) -> None:
    (tmp_path / "roots" / "small").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "roots")
    listing = catalog(tmp_path / "roots", tmp_path / "link", tmp_path / "roots").listing()
    assert len(listing.problems) == 1


def test_roots_that_are_not_there_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    write_pack(tmp_path / "there")
    listing = catalog(tmp_path / "nowhere", tmp_path / "file", tmp_path / "there").listing()
    assert list(listing.packs) == ["small"]
    assert not listing.problems


def test_a_link_to_a_pack_elsewhere_is_a_pack(tmp_path: Path) -> None:
    root = write_pack(tmp_path / "repository", "curriculum")
    (tmp_path / "curricula").mkdir()
    (tmp_path / "curricula" / "deep-learning").symlink_to(root)
    found = catalog(tmp_path / "curricula")
    assert found.pack("deep-learning").curriculum.name == "deep-learning"
    change(root / "curriculum.yaml", lambda pack: pack.update(version="2.0"))
    assert found.pack("deep-learning").curriculum.version == "2.0"


def test_files_and_hidden_folders_beside_packs_are_no_problem(tmp_path: Path) -> None:
    write_pack(tmp_path)
    (tmp_path / "README.md").write_text("packs")
    (tmp_path / ".git").mkdir()
    (tmp_path / "linked.md").symlink_to(tmp_path / "README.md")
    assert not catalog(tmp_path).listing().problems


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("without", "holds no curriculum.yaml"), ("my pack", "Rename it"), ("Übung", "Rename it")],
)
def test_a_folder_that_is_no_pack_is_named(tmp_path: Path, name: str, sentence: str) -> None:
    if name == "without":
        (tmp_path / name).mkdir()
    else:
        write_pack(tmp_path, name)
    write_pack(tmp_path)
    listing = catalog(tmp_path).listing()
    assert list(listing.packs) == ["small"]
    [problem] = listing.problems
    assert problem.file == str(tmp_path / name)
    assert sentence in problem.message


def test_a_link_to_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / "moved").symlink_to(tmp_path / "gone")
    [problem] = catalog(tmp_path).listing().problems
    assert "leads nowhere" in problem.message


def test_a_link_to_itself_beside_packs_hides_none_of_them(tmp_path: Path) -> None:
    write_pack(tmp_path)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    listing = catalog(tmp_path).listing()
    assert list(listing.packs) == ["small"]
    assert [problem.file for problem in listing.problems] == [str(tmp_path / "loop")]
