"""Numbers that cells reported in the learner's own kernel: kept in the log, shown with the item, no evidence."""

import json

import msgspec
import packs
import pytest
from desks import ITEM, RIGHT, code

from dl_curriculum_ext.cells import source_hash
from dl_curriculum_ext.metrics import MOST_METRICS, Reported

ACCURACY = {"name": "test accuracy", "value": 0.97, "unit": "share"}


def reporting(*metrics, **more):
    return {"cell": "double-it-report", "source": "display(…)", "state": "passed", "metrics": list(metrics)} | more


@pytest.fixture
def report(desk):
    async def reporting_it(*metrics, **more):
        answer = await desk.ask("POST", "attempts", body={"cells": [reporting(*metrics, **more)]})
        return answer["progress"]["items"][packs.EXERCISE]

    return reporting_it


@pytest.fixture
def kinds(call):
    async def in_the_log():
        lines = (await call("GET", *ITEM[:2], "export")).body.splitlines()
        return [json.loads(line)["kind"] for line in lines]

    return in_the_log


async def test_a_number_starts_the_item_and_is_there_afterwards(report, desk):
    now = await report(ACCURACY)
    assert now["metrics"] == {"test accuracy": {"value": 0.97, "unit": "share"}}
    assert (now["status"], now["evidence"], now["checks"]) == ("started", None, {"twice": "not-run"})
    assert await desk.progress() == now


async def test_a_later_value_takes_the_place_of_an_earlier_one_and_leaves_the_others(report):
    await report({"name": "loss", "value": 2.0}, ACCURACY)
    now = await report({"name": "loss", "value": 1.5, "unit": "nats"})
    assert now["metrics"] == {
        "loss": {"value": 1.5, "unit": "nats"},
        "test accuracy": {"value": 0.97, "unit": "share"},
    }


async def test_the_same_number_again_is_not_recorded_again(report, kinds):
    first = await report(ACCURACY)
    assert await report(ACCURACY) == first
    assert await kinds() == ["attempt"]


async def test_what_else_a_notebook_says_of_a_number_is_passed_over(report):
    now = await report(ACCURACY | {"at_least": 0.92})
    assert now["metrics"] == {"test accuracy": {"value": 0.97, "unit": "share"}}


async def test_a_check_and_its_number_are_one_event_and_only_the_check_is_evidence(report, kinds):
    now = await report(ACCURACY, cell="double-it-twice", source=packs.CHECK)
    assert (now["status"], now["evidence"], list(now["metrics"])) == ("done", "checks", ["test accuracy"])
    assert await kinds() == ["attempt", "marked"]


async def test_numbers_do_not_finish_an_item_that_was_taken_up_again(report, patch_item):
    await report(cell="double-it-twice", source=packs.CHECK)
    await patch_item(packs.EXERCISE, status="started")
    now = await report(ACCURACY)
    assert (now["status"], now["evidence"]) == ("started", None)


async def test_starting_over_clears_them_and_a_single_cell_does_not(report, desk):
    await desk.ask("POST", "open")
    await report(ACCURACY)
    await desk.ask("POST", "reset", body={"cell": "double-it-double"})
    assert list((await desk.progress())["metrics"]) == ["test accuracy"]
    await desk.ask("POST", "reset")
    assert (await desk.progress())["metrics"] == {}


async def test_no_more_names_are_kept_than_a_run_would_keep(report):
    numbers = [{"name": f"loss after {step}", "value": step} for step in range(MOST_METRICS)]
    await report(*numbers)
    now = await report({"name": "one more", "value": 1}, {"name": "loss after 0", "value": 7})
    assert len(now["metrics"]) == MOST_METRICS
    assert now["metrics"]["loss after 0"]["value"] == 7
    assert "one more" not in now["metrics"]


async def test_they_survive_export_and_import_as_does_a_log_without_them(report, call, desk, kinds):
    await report(ACCURACY)
    [event] = (await call("GET", *ITEM[:2], "export")).body.splitlines()
    earlier = json.loads(event) | {"uuid": "00000000-0000-4000-8000-000000000000"}
    earlier["data"] = {"checks": [{"check": "twice", "state": "failed", "sha256": source_hash(packs.CHECK)}]}
    answer = await call("POST", *ITEM[:2], "import", body=event + b"\n" + json.dumps(earlier).encode())
    assert json.loads(answer.body)["known"] == 1
    now = await desk.progress()
    assert (now["checks"], list(now["metrics"])) == ({"twice": "failed"}, ["test accuracy"])


@pytest.mark.slow
async def test_a_run_that_passes_sets_all_anew(report, desk):
    await report({"name": "loss", "value": 2.0}, ACCURACY)
    show = 'display({"application/vnd.dl-curriculum.metric+json": {"name": "loss", "value": 1}}, raw=True)'
    await desk.open(RIGHT, code("report", show))
    found = await desk.run()
    assert found["metrics"] == (await desk.progress())["metrics"] == {"loss": {"value": 1, "unit": ""}}
    now = await report({"name": "loss", "value": 1.5})
    assert (now["metrics"]["loss"]["value"], now["evidence"]) == (1.5, "fresh-run")


@pytest.mark.parametrize(
    "odd",
    [
        {"value": 1.0},
        {"name": "", "value": 1},
        {"name": "n" * 101, "value": 1},
        {"name": "loss"},
        {"name": "loss", "value": "high"},
        {"name": "loss", "value": True},
        {"name": "loss", "value": None},
        {"name": "loss", "value": 1, "unit": "u" * 41},
        [1],
    ],
)
async def test_what_is_no_number_with_a_name_is_refused_and_the_field_is_named(desk, odd):
    answer = await desk.ask("POST", "attempts", code=400, body={"cells": [reporting(odd)]})
    assert "cells[0].metrics[0]" in answer["message"]
    assert (await desk.progress())["status"] == "todo"


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_a_number_that_json_cannot_write_down_is_none(value):
    with pytest.raises(msgspec.ValidationError, match="finite"):
        msgspec.convert({"name": "loss", "value": float(value)}, Reported)


async def test_a_flood_of_numbers_is_refused(desk):
    flood = [{"name": f"loss after {step}", "value": step} for step in range(MOST_METRICS + 1)]
    await desk.ask("POST", "attempts", code=400, body={"cells": [reporting(*flood)]})
