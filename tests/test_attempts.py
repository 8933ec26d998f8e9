"""Checks seen in the learner's own kernel: only the curriculum's own count, and the last one makes the item done."""

import asyncio
import json

import packs
import pytest
from desks import ITEM

ID = "double-it-twice"


def seen(state="passed", cell=ID, source=packs.CHECK, **more):
    return {"cell": cell, "source": source, "state": state, **more}


@pytest.fixture
def attempt(desk):
    async def attempting(*cells):
        return await desk.ask("POST", "attempts", body={"cells": list(cells)})

    return attempting


async def test_every_check_is_there_from_the_start(desk):
    assert (await desk.progress())["checks"] == {"twice": "not-run"}


async def test_the_checks_are_told_as_the_curriculum_has_them(desk):
    found = await desk.ask("GET", "checks")
    assert found == {"checks": [{"name": "twice", "cell": ID, "source": packs.CHECK, "exercises": ["double"]}]}


async def test_the_last_check_makes_the_item_done_and_says_so_once(attempt, desk):
    found = await attempt(seen())
    assert (found["accepted"], found["completed"]) == ({"twice": "passed"}, True)
    now = found["progress"]["items"][packs.EXERCISE]
    assert (now["status"], now["evidence"], now["checks"]) == ("done", "checks", {"twice": "passed"})
    again = await attempt(seen())
    assert (again["completed"], again["progress"]) == (False, found["progress"])


async def test_a_failed_check_starts_the_item_and_takes_nothing_back(attempt):
    found = await attempt(seen("failed", message="AssertionError: twice two is four"))
    now = found["progress"]["items"][packs.EXERCISE]
    assert (now["status"], now["checks"]) == ("started", {"twice": "failed"})
    await attempt(seen())
    found = await attempt(seen("failed"))
    now = found["progress"]["items"][packs.EXERCISE]
    assert (now["status"], now["checks"]) == ("done", {"twice": "failed"})


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n\n"])
async def test_line_ends_make_no_other_check(attempt, end):
    found = await attempt(seen(source=packs.CHECK + end))
    assert found["accepted"] == {"twice": "passed"}


async def test_an_edited_check_does_not_count_and_can_be_restored(attempt, desk):
    found = await attempt(seen(source="assert True"))
    assert (found["accepted"], found["completed"]) == ({}, False)
    assert found["edited"] == [{"cell": ID, "check": "twice", "source": packs.CHECK}]
    assert "Restore" in found["message"]
    assert (await desk.progress())["status"] == "todo"


async def test_metadata_prove_nothing_and_a_duplicate_is_known_by_its_source(attempt):
    found = await attempt(seen(cell="another", source="assert True"), seen(cell="a-copy"))
    assert (found["unknown"], found["accepted"]) == (["another"], {"twice": "passed"})


async def test_after_undo_the_checks_have_to_pass_anew(attempt, patch_item):
    await attempt(seen())
    await patch_item(packs.EXERCISE, status="started")
    found = await attempt(seen())
    assert (found["completed"], found["progress"]["items"][packs.EXERCISE]["status"]) == (True, "done")


async def test_checks_make_a_stronger_evidence_of_the_learners_own_mark(attempt, patch_item):
    first = (await patch_item(packs.EXERCISE, status="done"))["items"][packs.EXERCISE]
    now = (await attempt(seen()))["progress"]["items"][packs.EXERCISE]
    assert (now["evidence"], now["at"]) == ("checks", first["at"])


async def test_a_check_that_the_curriculum_changed_has_to_be_run_again(attempt, desk, curricula):
    await attempt(seen())
    starter = curricula / "small" / "stages" / "first-steps" / "double-it.ipynb"
    packs.dump_notebook(starter, packs.notebook(check="assert double(3) == 6"))
    found = await attempt(seen("failed", source="assert double(3) == 6"))
    assert found["progress"]["items"][packs.EXERCISE]["checks"] == {"twice": "failed"}
    packs.dump_notebook(starter, packs.notebook(check="assert double(4) == 8"))
    await desk.ask("PATCH", body={"text": "a note"})
    assert (await desk.progress())["checks"] == {"twice": "not-run"}
    assert (await desk.progress())["status"] == "done"


async def test_two_tabs_at_once_make_it_done_once(attempt):
    answers = await asyncio.gather(*(attempt(seen()) for _ in range(4)))
    assert sorted(found["completed"] for found in answers) == [False, False, False, True]


async def test_attempts_survive_export_and_import(attempt, call, desk):
    await attempt(seen())
    lines = (await call("GET", *ITEM[:2], "export")).body
    assert [json.loads(line)["kind"] for line in lines.splitlines()] == ["attempt", "marked"]
    answer = await call("POST", *ITEM[:2], "import", body=lines)
    assert json.loads(answer.body)["known"] == 2


@pytest.mark.parametrize(
    "body",
    [{}, {"cells": []}, {"cells": [{"cell": ID}]}, {"cells": [seen("great")]}, {"cells": [seen() | {"odd": 1}]}],
)
async def test_an_attempt_that_is_off_is_refused(desk, body):
    await desk.ask("POST", "attempts", code=400, body=body)


async def test_an_item_without_a_notebook_has_no_checks(call):
    response = await call("POST", *ITEM[:3], "read-this", "attempts", body={"cells": [seen()]})
    assert response.code == 400
