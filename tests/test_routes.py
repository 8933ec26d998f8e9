"""The REST API as a client meets it, on a real server."""

import json

from packs import ITEMS, change_stage, write_pack


async def test_the_list_names_every_curriculum_and_what_is_wrong_with_the_others(call, curricula):
    (write_pack(curricula, "broken") / "curriculum.yaml").write_text("title: [unclosed\n")
    answer = json.loads((await call("GET", "curricula")).body)
    assert [found["name"] for found in answer["curricula"]] == ["small"]
    assert answer["curricula"][0]["stages"] == 2
    assert answer["curricula"][0]["items"] == 9
    assert [problem["curriculum"] for problem in answer["problems"]] == ["broken"]
    assert answer["problems"][0]["line"]


async def test_a_curriculum_comes_with_its_defaults_filled_in(call):
    answer = json.loads((await call("GET", "curricula", "small")).body)
    assert [stage["id"] for stage in answer["stages"]] == list(ITEMS)
    assert answer["stages"][0]["items"][0]["optional"] is False
    assert answer["stages"][0]["items"][0]["kind"] == "resource"


async def test_an_unchanged_curriculum_is_not_sent_twice(call, curricula):
    first = await call("GET", "curricula", "small")
    tag = {"If-None-Match": first.headers["ETag"]}
    again = await call("GET", "curricula", "small", headers=tag)
    assert again.code == 304
    change_stage(curricula / "small", "first-steps", lambda stage: stage.update(why="For another reason."))
    changed = await call("GET", "curricula", "small", headers=tag)
    assert changed.code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


async def test_at_first_nothing_is_done_and_the_first_item_is_next(call, database_file):
    answer = json.loads((await call("GET", "curricula", "small", "progress")).body)
    assert answer["next_item"] == "read-this"
    assert answer["current_stage"] == "first-steps"
    assert answer["goal"] is None
    assert answer["totals"] == {"done": 0, "required": 5, "skipped": 0, "minutes_left": 135}
    assert not database_file.exists()


async def test_a_mark_is_in_the_answer_and_in_the_next_one(call, patch_item):
    answer = await patch_item("read-this", status="done")
    assert answer["items"]["read-this"]["status"] == "done"
    assert answer["items"]["read-this"]["evidence"] == "self"
    assert answer["next_item"] == "double-it"
    again = json.loads((await call("GET", "curricula", "small", "progress")).body)
    assert again == answer


async def test_marking_twice_keeps_the_first_date(patch_item):
    first = await patch_item("read-this", status="done")
    again = await patch_item("read-this", status="done")
    assert again["items"]["read-this"]["at"] == first["items"]["read-this"]["at"]


async def test_a_skipped_item_says_why_and_can_come_back(patch_item):
    skipped = (await patch_item("read-this", status="skipped", reason="I know it"))["items"]["read-this"]
    assert (skipped["status"], skipped["reason"]) == ("skipped", "I know it")
    back = (await patch_item("read-this", status="todo"))["items"]["read-this"]
    assert (back["status"], back["reason"]) == ("todo", "")


async def test_goal_hours_and_routes_are_kept(call):
    body = {"goal": "  A job  ", "hours_per_week": 5, "routes": {"two-ways": ["course", "book"]}}
    answer = json.loads((await call("PATCH", "curricula", "small", "progress", body=body)).body)
    assert answer["goal"] == "A job"
    assert answer["hours_per_week"] == 5
    assert answer["routes"] == {"two-ways": ["book", "course"]}
    cleared = await call("PATCH", "curricula", "small", "progress", body={"hours_per_week": None})
    assert json.loads(cleared.body)["hours_per_week"] is None
    assert json.loads(cleared.body)["goal"] == "A job"


async def test_ticking_entries_starts_and_finishes_a_checklist(patch_item):
    started = await patch_item("tick-these", ticks={"one": ["done"]})
    assert started["items"]["tick-these"]["status"] == "started"
    done = await patch_item("tick-these", ticks={"two": ["done"]})
    assert (done["items"]["tick-these"]["status"], done["items"]["tick-these"]["evidence"]) == ("done", "self")
    undone = await patch_item("tick-these", ticks={"one": []})
    assert undone["items"]["tick-these"]["status"] == "started"
    assert undone["items"]["tick-these"]["ticks"] == {"two": ["done"]}


async def test_an_entry_of_ones_own_can_be_added_ticked_and_removed(patch_item):
    added = await patch_item("paper-log", add_entry={"title": "Attention", "url": "https://example.org/attention"})
    (entry,) = added["items"]["paper-log"]["own_entries"]
    assert entry["title"] == "Attention"
    ticked = await patch_item("paper-log", ticks={entry["id"]: ["shared", "read"]})
    assert ticked["items"]["paper-log"]["ticks"] == {entry["id"]: ["read", "shared"]}
    removed = await patch_item("paper-log", remove_entry=entry["id"])
    assert removed["items"]["paper-log"]["own_entries"] == []
    assert removed["items"]["paper-log"]["ticks"] == {}


async def test_a_text_written_against_an_older_one_is_refused_and_nothing_lost(call, patch_item):
    seen = (await patch_item("look-back", text="first"))["items"]["look-back"]["revision"]
    await patch_item("look-back", text="from the other tab", revision=seen)
    body = {"text": "from this tab", "revision": seen}
    refused = await call("PATCH", "curricula", "small", "items", "look-back", body=body)
    assert refused.code == 409
    kept = json.loads((await call("GET", "curricula", "small", "progress")).body)["items"]["look-back"]
    assert kept["text"] == "from the other tab"
    assert kept["status"] == "started"


async def test_an_export_imported_again_changes_nothing(call, patch_item):
    await patch_item("read-this", status="done")
    before = await patch_item("tick-these", ticks={"one": ["done"]})
    export = await call("GET", "curricula", "small", "export")
    assert "attachment" in export.headers["Content-Disposition"]
    assert len(export.body.splitlines()) == 2
    again = await call("POST", "curricula", "small", "import", body=export.body)
    assert json.loads(again.body) == {"added": 0, "known": 2}
    assert json.loads((await call("GET", "curricula", "small", "progress")).body) == before


async def test_an_export_of_another_machine_is_added_to_the_learners_own(call, patch_item, database_file):
    await patch_item("read-this", status="done")
    export = (await call("GET", "curricula", "small", "export")).body
    database_file.rename(database_file.with_name("the-other-machine"))
    await patch_item("look-back", text="here")
    added = await call(
        "POST", "curricula", "small", "import", body=export.replace(b'"learner":"learner"', b'"learner":"a"')
    )
    assert json.loads(added.body) == {"added": 1, "known": 0}
    items = json.loads((await call("GET", "curricula", "small", "progress")).body)["items"]
    assert items["read-this"]["status"] == "done"
    assert items["look-back"]["text"] == "here"


async def test_the_document_describes_itself(call):
    response = await call("GET", "openapi.yaml")
    assert response.body.startswith(b"openapi: 3.1.0")
