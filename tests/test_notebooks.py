"""The cases of `docs/updates.md`: what a newer starter does to a copy, cell by cell."""

import re
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from releases import ITEM, cell, check, exercise, note_of, own, prose, release

from dl_curriculum_ext.answers import CellChange
from dl_curriculum_ext.cells import source_hash
from dl_curriculum_ext.notebooks import Unrecognisable, base_after, stamped, updated, with_fresh_cell
from dl_curriculum_ext.ownership import base_of, hashes

Notebook = dict[str, Any]

OLD = release(
    prose("intro", "# Double it"), exercise("double", "raise NotImplementedError"), check("twice", "assert 1")
)


def copied(starter: Notebook, version: str = "1") -> Notebook:
    return stamped(deepcopy(starter), "small", ITEM, version, hashes(starter))


def to(copy: Notebook, new: Notebook) -> tuple[Notebook, dict[str, str]]:
    """The copy brought to ``new``, and what happened to each cell."""
    before = deepcopy(copy)
    merged, changes = updated(copy, base_of(copy, ITEM), new)
    assert copy == before, "what is given is never changed"
    stamp = stamped(merged, "small", ITEM, "2", base_after(copy, ITEM, new))
    return stamp, {change.cell.removeprefix(f"{ITEM}-"): change.change for change in changes}


def ids(notebook: Notebook) -> list[str]:
    return [found["id"].removeprefix(f"{ITEM}-") for found in notebook["cells"]]


def edit(copy: Notebook, slug: str, source: str) -> Notebook:
    cell(copy, slug)["source"] = source
    return cell(copy, slug)


def test_an_untouched_cell_is_replaced_by_the_newer_one():
    new = release(prose("intro", "# Double it, slowly"), *OLD["cells"][1:])
    merged, changes = to(copied(OLD), new)
    assert merged["cells"] == new["cells"]
    assert changes == {"intro": "changed"}


def test_a_copy_that_is_up_to_date_stays_as_it_is():
    copy = copied(OLD)
    cell(copy, "twice")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    merged, changes = to(copy, OLD)
    assert merged["cells"] == copy["cells"]
    assert changes == {}


def test_a_new_cell_comes_where_the_starter_has_it_below_what_the_learner_wrote_there():
    copy = copied(OLD)
    copy["cells"].insert(2, own("scratch", "x = 1"))
    new = release(*OLD["cells"][:2], check("zero", "assert 0 == 0"), OLD["cells"][2], prose("end", "The end."))
    merged, changes = to(copy, new)
    assert ids(merged) == ["intro", "double", "scratch", "zero", "twice", "end"]
    assert changes == {"zero": "new", "end": "new"}


def test_a_new_first_cell_comes_first():
    merged, _ = to(copied(OLD), release(prose("hello", "Hello."), *OLD["cells"]))
    assert ids(merged)[0] == "hello"


def test_a_vanished_cell_that_nobody_changed_is_removed():
    merged, changes = to(copied(OLD), release(*OLD["cells"][1:]))
    assert ids(merged) == ["double", "twice"]
    assert changes == {"intro": "removed"}


def test_a_vanished_cell_that_the_learner_changed_stays():
    copy = copied(OLD)
    mine = deepcopy(edit(copy, "intro", "my own words"))
    merged, changes = to(copy, release(*OLD["cells"][1:]))
    assert merged["cells"][0] == mine
    assert changes == {"intro": "kept"}
    again, changes = to(merged, release(*OLD["cells"][1:]))
    assert (again["cells"], changes) == (merged["cells"], {})


@pytest.mark.parametrize("minor", [4, 5])
def test_cells_of_the_learners_own_stay_where_they_are(minor):
    copy = copied(OLD)
    copy["nbformat_minor"] = minor
    mine = own("mine", "my = 'work'")
    copy["cells"].insert(1, mine)
    merged, changes = to(copy, release(*(prose("intro", "# New"), *OLD["cells"][1:])))
    assert merged["cells"][1] == mine
    assert changes == {"intro": "changed"}


def test_an_exercise_that_the_learner_worked_in_stays_byte_for_byte():
    copy = copied(OLD)
    mine = edit(copy, "double", "def double(x):\n    return 2 * x  \n")
    mine["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "4"}]
    mine["metadata"]["mine"] = True
    before = deepcopy(mine)
    merged, changes = to(copy, release(prose("intro", "# New"), *OLD["cells"][1:]))
    assert cell(merged, "double") == before
    assert changes == {"intro": "changed", "double": "kept"}


def test_an_exercise_that_nobody_worked_in_is_replaced():
    new = release(OLD["cells"][0], exercise("double", "# Your turn: twice\nraise NotImplementedError"), OLD["cells"][2])
    merged, changes = to(copied(OLD), new)
    assert cell(merged, "double") == cell(new, "double")
    assert changes == {"double": "changed"}


@pytest.mark.parametrize("slug", ["intro", "double", "twice"])
def test_where_both_changed_the_newer_one_is_shown_below_and_runs_nothing(slug):
    copy = copied(OLD)
    mine = deepcopy(edit(copy, slug, "mine ``` ````"))
    new = deepcopy(OLD)
    edit(new, slug, "theirs ```` too")
    merged, changes = to(copy, new)
    assert cell(merged, slug) == mine
    note = merged["cells"][1 + ids(merged).index(slug)]
    assert note["cell_type"] == "markdown"
    assert note_of(note) == (f"{ITEM}-{slug}", "theirs ```` too")
    assert changes == {slug: "conflict"}


def conflicting() -> tuple[Notebook, Notebook]:
    """A copy in conflict after an update, and the starter that it was brought to."""
    copy = copied(OLD)
    edit(copy, "double", "mine")
    new = deepcopy(OLD)
    edit(new, "double", "theirs")
    return to(copy, new)[0], new


def test_a_conflict_is_told_once():
    merged, new = conflicting()
    again, changes = to(merged, new)
    assert again["cells"] == merged["cells"]
    assert changes == {"double": "kept"}


def test_a_conflict_told_before_is_told_anew_where_the_curriculum_changed_again():
    merged, new = conflicting()
    edit(new, "double", "theirs, third")
    again, changes = to(merged, new)
    assert [note_of(found)[1] for found in again["cells"] if found["id"].startswith("newer-")] == ["theirs, third"]
    assert changes == {"double": "conflict"}


def test_a_note_that_the_learner_wrote_in_stays():
    merged, new = conflicting()
    note = next(found for found in merged["cells"] if found["id"].startswith("newer-"))
    note["source"] += "\nmy thoughts"
    edit(new, "double", "theirs, third")
    again, _ = to(merged, new)
    assert note in again["cells"]
    assert len([found for found in again["cells"] if found["id"].startswith("newer-")]) == 2


def test_a_note_that_the_learner_deleted_does_not_come_back():
    merged, new = conflicting()
    merged["cells"] = [found for found in merged["cells"] if not found["id"].startswith("newer-")]
    again, changes = to(merged, new)
    assert again["cells"] == merged["cells"]
    assert changes == {"double": "kept"}


def test_the_same_change_on_both_sides_is_no_conflict():
    copy = copied(OLD)
    edit(copy, "intro", "# Doubled")
    new = release(prose("intro", "# Doubled"), *OLD["cells"][1:])
    merged, changes = to(copy, new)
    assert merged["cells"] == new["cells"]
    assert changes == {}


def test_a_cell_that_the_learner_deleted_stays_away():
    copy = copied(OLD)
    copy["cells"] = copy["cells"][1:]
    merged, changes = to(copy, release(prose("intro", "# New"), *OLD["cells"][1:]))
    assert ids(merged) == ["double", "twice"]
    assert changes == {"intro": "kept"}


def test_a_check_that_was_deleted_comes_back():
    copy = copied(OLD)
    copy["cells"] = copy["cells"][:2]
    merged, changes = to(copy, OLD)
    assert ids(merged) == ["intro", "double", "twice"]
    assert changes == {"twice": "new"}


def test_the_learners_order_stays():
    copy = copied(OLD)
    copy["cells"].reverse()
    new = release(prose("intro", "# New"), *OLD["cells"][1:], prose("end", "The end."))
    assert ids(to(copy, new)[0]) == ["twice", "end", "double", "intro"]


def test_a_duplicate_of_a_cell_is_the_learners():
    copy = copied(OLD)
    twin = deepcopy(copy["cells"][0]) | {"id": "twin"}
    copy["cells"].insert(1, twin)
    merged, changes = to(copy, release(prose("intro", "# New"), *OLD["cells"][1:]))
    assert merged["cells"][1] == twin
    assert changes == {"intro": "changed"}


def test_of_two_cells_with_one_id_the_second_is_the_learners():
    copy = copied(OLD)
    twin = deepcopy(copy["cells"][1]) | {"source": "mine"}
    copy["cells"].insert(2, twin)
    new = release(OLD["cells"][0], exercise("double", "newer"), OLD["cells"][2])
    merged, _ = to(copy, new)
    assert merged["cells"][2] == twin


@pytest.mark.parametrize("slug", ["intro", "double", "twice"])
def test_a_cell_whose_id_was_lost_is_known_by_what_it_says(slug):
    copy = copied(OLD)
    cell(copy, slug)["id"] = "a-new-id"
    new = deepcopy(OLD)
    edit(new, slug, "newer")
    merged, changes = to(copy, new)
    assert merged["cells"] == [*new["cells"]] if slug == "intro" else ids(merged) == ids(new)
    assert changes == {slug: "changed"}


def test_without_its_own_metadata_the_notebook_goes_by_that_of_its_cells():
    copy = copied(OLD)
    del copy["metadata"]["dl_curriculum"]
    edit(copy, "double", "mine")
    merged, changes = to(copy, release(prose("intro", "# New"), *OLD["cells"][1:]))
    assert ids(merged) == ["intro", "double", "twice"]
    assert changes == {"intro": "changed", "double": "kept"}


def test_without_any_metadata_what_differs_is_taken_for_the_learners():
    copy = copied(OLD)
    copy["metadata"] = {}
    for found in copy["cells"]:
        found["metadata"] = {}
    merged, changes = to(copy, release(prose("intro", "# New"), *OLD["cells"][1:]))
    assert ids(merged)[0] == "intro"
    assert merged["cells"][0]["source"] == "# Double it"
    assert changes == {"intro": "conflict"}


def test_a_notebook_without_any_of_the_cells_is_not_merged():
    copy = copied(OLD)
    copy["cells"] = [own("mine", "x")]
    with pytest.raises(Unrecognisable):
        to(copy, OLD)


@pytest.mark.parametrize("change", ["  ", "\r\n", "\n \n"])
def test_blanks_and_line_ends_are_nobodys_work(change):
    copy = copied(OLD)
    cell(copy, "intro")["source"] += change
    _, changes = to(copy, release(prose("intro", "# New"), *OLD["cells"][1:]))
    assert changes == {"intro": "changed"}


def test_a_cell_turned_into_another_kind_is_the_learners():
    copy = copied(OLD)
    cell(copy, "double")["cell_type"] = "raw"
    _, changes = to(copy, release(OLD["cells"][0], exercise("double", "newer"), OLD["cells"][2]))
    assert changes == {"double": "conflict"}


def test_a_picture_pasted_into_a_cell_is_the_learners():
    copy = copied(OLD)
    cell(copy, "intro")["attachments"] = {"a.png": {"image/png": "AA=="}}
    merged, changes = to(copy, release(*OLD["cells"][1:]))
    assert ids(merged)[0] == "intro"
    assert changes == {"intro": "kept"}


def test_outputs_stay_where_the_source_did_and_go_where_it_changed():
    copy = copied(OLD)
    for slug in ("double", "twice"):
        cell(copy, slug)["outputs"] = [{"output_type": "stream", "name": "stdout", "text": slug}]
    new = release(OLD["cells"][0], OLD["cells"][1], check("twice", "assert 2"))
    cell(new, "double")["metadata"]["more"] = 1
    merged, _ = to(copy, new)
    assert cell(merged, "double")["outputs"] == cell(copy, "double")["outputs"]
    assert cell(merged, "double")["metadata"]["more"] == 1
    assert cell(merged, "twice")["outputs"] == []


def test_foldings_and_tags_of_the_learners_stay_on_a_replaced_cell():
    copy = copied(OLD)
    cell(copy, "twice")["metadata"] |= {"jupyter": {"source_hidden": True}, "tags": ["check", "hard"]}
    merged, _ = to(copy, release(*OLD["cells"][:2], check("twice", "assert 2")))
    about = cell(merged, "twice")["metadata"]
    assert about["jupyter"] == {"source_hidden": True}
    assert about["tags"] == ["check", "hard"]


def test_one_cell_alone_is_put_back():
    copy = copied(OLD)
    edit(copy, "double", "mine")
    edit(copy, "intro", "mine too")
    fresh = with_fresh_cell(copy, base_of(copy, ITEM), OLD, f"{ITEM}-double")
    assert cell(fresh, "double") == cell(OLD, "double")
    assert cell(fresh, "intro") == cell(copy, "intro")


def test_a_deleted_cell_is_put_back_in_its_place():
    copy = copied(OLD)
    del copy["cells"][1]
    fresh = with_fresh_cell(copy, base_of(copy, ITEM), OLD, f"{ITEM}-double")
    assert fresh["cells"] == OLD["cells"]


def test_putting_a_cell_back_settles_its_conflict():
    merged, new = conflicting()
    fresh = with_fresh_cell(merged, base_of(merged, ITEM), new, f"{ITEM}-double")
    assert fresh["cells"] == new["cells"]


def test_a_change_is_named_by_its_cells_first_words():
    new = release(
        prose("intro", "Some words\n\n## A heading"), exercise("double", "import os\n\ndef double(x):\n    ...")
    )
    _, changes = updated(copied(OLD), {}, new)
    assert changes[0] == CellChange(cell=f"{ITEM}-intro", role="prose", change="changed", title="A heading")
    assert changes[1].title == "def double(x)"


slugs = st.sampled_from(["a", "b", "c", "d", "e"])
starters = st.lists(
    st.tuples(slugs, st.sampled_from(["one", "two", "three"])), unique_by=lambda pair: pair[0], min_size=1
).map(lambda pairs: release(*(exercise(slug, text) for slug, text in pairs)))
works = st.lists(st.tuples(st.sampled_from(["edit", "own", "delete", "move"]), st.integers(0, 9)), max_size=6)


@given(starters, works, st.lists(starters, min_size=1, max_size=4))
def test_whatever_the_curriculum_does_each_cell_of_the_learners_stays(first, work, releases):
    copy = copied(first)
    for number, (what, at) in enumerate(work):
        cells = copy["cells"]
        if what == "own" or not cells:
            cells.insert(at % (len(cells) + 1), own(f"own-{number}", f"own {number}"))
        elif what == "edit":
            cells[at % len(cells)]["source"] = f"edited {number}"
        elif what == "delete":
            del cells[at % len(cells)]
        else:
            cells.append(cells.pop(at % len(cells)))
    given = {source_hash(text) for text in ("one", "two", "three")}
    mine = [found for found in copy["cells"] if source_hash(found["source"]) not in given]
    for new in releases:
        try:
            copy, _ = to(copy, new)
        except Unrecognisable:
            continue
        assert [found for found in copy["cells"] if found in mine] == mine
        assert len({found["id"] for found in copy["cells"]}) == len(copy["cells"])
        with suppress(Unrecognisable):
            assert to(copy, new)[0]["cells"] == copy["cells"], "a second update finds nothing to do"


def test_every_case_written_down_has_its_test():
    table = (Path(__file__).parent.parent / "docs" / "updates.md").read_text("utf-8")
    named = set(re.findall(r"`(test_[a-z_]+)`", table))
    assert named <= set(globals())
    assert len(named) > 15
