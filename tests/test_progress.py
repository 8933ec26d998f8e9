"""Folding the log: whatever the order in which it comes, the state is the same, and no mark is lost."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packs import ITEMS, change_stage, write_pack

from dl_curriculum_ext import journal
from dl_curriculum_ext.catalog import Catalog, LoadedPack
from dl_curriculum_ext.journal import Draft, Event, in_order
from dl_curriculum_ext.progress import progress_of
from dl_curriculum_ext.standing import Standing

TODAY = date(2026, 11, 22)
START = datetime(2026, 11, 1, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def pack(tmp_path_factory) -> LoadedPack:
    folder = tmp_path_factory.mktemp("packs")
    write_pack(folder)
    return Catalog(lambda: [folder]).pack("small")


def event(number: int, item: str | None, says: journal.Happening, at: datetime | None = None) -> Event:
    draft = Draft(item, says)
    return Event(
        uuid=UUID(int=number),
        learner="ada",
        curriculum="small",
        item=item,
        kind=draft.kind,
        at=at or START + timedelta(minutes=number),
        data=draft.data,
    )


def stood(pack, *happenings, today=TODAY):
    """Progress after ``(item, happening)`` pairs, a minute apart."""
    return progress_of(pack, "ada", [event(number, *pair) for number, pair in enumerate(happenings)], today)


def marked(item, status="done", **more):
    return item, journal.Marked(status=status, **more)


def route(*names):
    return None, journal.RoutesChosen("two-ways", names)


statuses = st.sampled_from(["todo", "started", "done", "skipped", "parked"])
items = st.sampled_from([item for stage in ITEMS.values() for item in stage] + ["long-gone"])
happenings = st.one_of(
    st.tuples(items, st.builds(journal.Marked, status=statuses, evidence=st.sampled_from([None, "self", "checks"]))),
    st.tuples(
        st.just("tick-these"),
        st.builds(journal.Ticked, entry=st.sampled_from(["one", "two"]), steps=st.sampled_from([(), ("done",)])),
    ),
    st.tuples(items, st.builds(journal.Written, text=st.text(max_size=5))),
    st.tuples(items, st.builds(journal.CopyOpened, path=st.sampled_from(["a.ipynb", "b.ipynb"]))),
    st.tuples(st.none(), st.builds(journal.GoalSet, goal=st.text(max_size=5))),
    st.tuples(st.none(), st.builds(journal.RoutesChosen, stage=st.just("two-ways"), routes=st.just(("book",)))),
)
# Few different moments, so that many events happen at once.
logs = st.lists(st.tuples(happenings, st.integers(0, 5)), max_size=12).map(
    lambda drawn: [event(n, *pair, at=START + timedelta(minutes=at)) for n, (pair, at) in enumerate(drawn)]
)


@given(logs)
def test_an_answer_kept_up_event_by_event_is_the_one_made_in_one_go(pack, drawn):
    log = tuple(in_order(drawn))
    standing = Standing(pack, "ada", lambda *_: {})
    for length in range(len(log) + 1):
        assert standing.follows(log[:length])
        standing.follow(log[:length])
        whole = progress_of(pack, "ada", log[:length], TODAY)
        assert standing.encoded(TODAY, ()) == msgspec.json.encode(whole)


def test_a_log_that_got_an_event_in_between_is_no_continuation(pack):
    early, late = event(1, *marked("read-this")), event(2, *marked("double-it"))
    standing = Standing(pack, "ada", lambda *_: {})
    standing.follow((late,))
    assert standing.follows((late, event(3, *marked("look-back"))))
    assert not standing.follows((early, late))


@given(logs, st.randoms(use_true_random=False), st.data())
def test_two_logs_merge_to_the_same_state_in_any_order(pack, log, random, data):
    cut = data.draw(st.integers(0, len(log)))
    shuffled = log[cut:] + log[:cut]
    random.shuffle(shuffled)
    assert progress_of(pack, "ada", shuffled, TODAY) == progress_of(pack, "ada", log, TODAY)


@given(logs)
def test_the_counts_agree_with_the_items(pack, log):
    answer = progress_of(pack, "ada", log, TODAY)
    for stage in pack.curriculum.stages:
        counts = answer.stages[stage.id]
        counted = [i for i in stage.items if not i.optional and i.route in (None, *answer.routes.get(stage.id, ()))]
        assert counts.required == len(counted)
        assert counts.done == sum(answer.items[i.id].status == "done" for i in counted)
        assert counts.done + counts.skipped <= counts.required
        assert not counts.complete or counts.passed
        assert not counts.passed or counts.minutes_left == 0
    assert set(answer.items) == {item.id for _, item in pack.items()}


@given(logs)
def test_the_next_item_is_one_that_asks_for_work(pack, log):
    answer = progress_of(pack, "ada", log, TODAY)
    if answer.next_item is not None:
        assert answer.items[answer.next_item].status in ("todo", "started")
        assert not answer.stages[pack.stage_of(answer.next_item).id].passed


@given(logs)
def test_every_event_survives_an_export(log):
    now = START + timedelta(days=1)
    assert journal.from_lines(journal.to_lines(log), "ada", "small", now) == log


def test_stronger_evidence_is_not_lowered_by_a_weaker_mark(pack):
    answer = stood(pack, marked("double-it", evidence="checks"), marked("double-it", evidence="self"))
    assert answer.items["double-it"].evidence == "checks"
    assert answer.items["double-it"].at == START


def test_a_later_stronger_evidence_counts_and_the_date_stays(pack):
    answer = stood(pack, marked("double-it"), marked("double-it", evidence="fresh-run"))
    assert (answer.items["double-it"].evidence, answer.items["double-it"].at) == ("fresh-run", START)


def test_unmarking_forgets_the_evidence_and_keeps_the_history(pack):
    answer = stood(pack, marked("double-it", evidence="checks"), marked("double-it", "todo"), marked("double-it"))
    assert (answer.items["double-it"].evidence, answer.items["double-it"].revision) == ("self", 3)


def test_a_skipped_item_counts_for_passing_and_never_for_completing(pack):
    first = [marked(item, "skipped") for item in ITEMS["first-steps"]]
    stage = stood(pack, *first).stages["first-steps"]
    assert (stage.done, stage.skipped, stage.complete, stage.passed) == (0, 4, False, True)


def test_any_one_finished_route_completes_a_stage(pack):
    finished = [marked("for-all"), marked("by-book")]
    assert not stood(pack, *finished).stages["two-ways"].passed
    assert stood(pack, route("book"), *finished).stages["two-ways"].complete
    both = stood(pack, route("book", "course"), *finished).stages["two-ways"]
    assert (both.complete, both.required, both.done) == (True, 3, 2)
    assert not stood(pack, route("course"), *finished).stages["two-ways"].complete
    assert not stood(pack, route("book"), marked("by-book")).stages["two-ways"].complete


def test_an_optional_item_never_stands_in_the_way(pack):
    everything = [marked(item) for item in ITEMS["first-steps"]] + [marked("for-all"), marked("by-book")]
    answer = stood(pack, route("book"), *everything)
    assert answer.items["build-something"].status == "todo"
    assert (answer.current_stage, answer.next_item) == (None, None)


def test_a_started_item_comes_before_one_to_do(pack):
    assert stood(pack, marked("tick-these", "started")).next_item == "tick-these"


def test_only_an_unchosen_route_in_the_way_leaves_nothing_next(pack):
    common = [marked(item) for item in (*ITEMS["first-steps"], "for-all")]
    answer = stood(pack, *common)
    assert (answer.current_stage, answer.next_item) == ("two-ways", None)
    assert stood(pack, *common, route("course")).next_item == "by-course"


def test_a_parked_item_is_passed_over_until_its_date(pack):
    parked = marked("read-this", "parked", until=TODAY)
    assert stood(pack, parked, today=TODAY - timedelta(days=1)).next_item == "double-it"
    assert stood(pack, parked, today=TODAY).next_item == "read-this"


def test_where_all_that_is_left_is_parked_the_next_stage_goes_on(pack):
    answer = stood(pack, *(marked(item, "parked") for item in ITEMS["first-steps"]))
    assert (answer.current_stage, answer.next_item) == ("first-steps", "for-all")


def test_opening_a_parked_item_after_its_date_starts_it(pack):
    back = [marked("double-it", "parked", until=START.date()), ("double-it", journal.CopyOpened("a.ipynb"))]
    assert stood(pack, *back).items["double-it"].status == "started"
    away = [marked("double-it", "parked"), ("double-it", journal.CopyOpened("a.ipynb"))]
    assert stood(pack, *away).items["double-it"].status == "parked"


def test_a_checklist_half_ticked_takes_half_the_time(pack):
    before = stood(pack).stages["first-steps"].minutes_left
    after = stood(pack, ("tick-these", journal.Ticked("one", ("done",)))).stages["first-steps"].minutes_left
    assert before - after == 10


def test_an_entry_that_the_curriculum_dropped_keeps_its_tick_out_of_the_answer(pack, tmp_path):
    root = write_pack(tmp_path)
    change_stage(root, "first-steps", lambda stage: stage["items"][2]["entries"].pop())
    fewer = Catalog(lambda: [tmp_path]).pack("small")
    ticked = [("tick-these", journal.Ticked("two", ("done",))), ("tick-these", journal.Ticked("one", ("done",)))]
    answer = stood(fewer, *ticked).items["tick-these"]
    assert (answer.status, answer.ticks) == ("done", {"one": ("done",)})


def test_an_event_of_a_later_version_is_passed_over(pack):
    later = msgspec.structs.replace(event(1, *marked("read-this")), kind="dreamt", data={"of": "sheep"})
    answer = progress_of(pack, "ada", [event(0, *marked("read-this")), later], TODAY)
    assert answer.items["read-this"].status == "done"
    assert answer.notices == ()


def test_an_event_that_makes_no_sense_is_told_and_hides_nothing_else(pack):
    broken = msgspec.structs.replace(event(1, *marked("read-this")), data={"status": "eaten"})
    answer = progress_of(pack, "ada", [event(0, *marked("double-it")), broken], TODAY)
    assert answer.items["double-it"].status == "done"
    assert len(answer.notices) == 1


def test_both_ids_of_a_renamed_item_are_one_item(tmp_path: Path):
    root = write_pack(tmp_path)
    change_stage(root, "first-steps", lambda stage: stage["items"][0].update(id="read-that", was=["read-this"]))
    renamed = Catalog(lambda: [tmp_path]).pack("small")
    answer = stood(renamed, marked("read-this"), marked("read-that", "skipped"), marked("read-this"))
    assert (answer.items["read-that"].status, answer.items["read-that"].revision) == ("done", 3)
