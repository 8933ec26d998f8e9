"""Runs from a clean start, in real kernels: what they find, how they are shown, and that they leave all as it was."""

import asyncio
import hashlib
import json

import packs
import pytest
from desks import ENDS, ITEM, RIGHT, code

pytestmark = pytest.mark.slow
CHECK = "twice"


def only(found):
    [check] = found["checks"]
    assert check["name"] == CHECK
    return check


async def test_a_right_answer_passes_and_is_the_strongest_evidence(desk):
    metric = {"application/vnd.dl-curriculum.metric+json": {"name": "accuracy", "value": 0.97, "unit": "share"}}
    report = f"DEVICE = 'cpu'\nfrom IPython.display import display\ndisplay({metric!r}, raw=True)"
    await desk.open(RIGHT, code("report", report), code("where", "import os; assert 'numbers.csv' in os.listdir()"))
    found = await desk.run()
    assert (found["state"], only(found)["outcome"]) == ("passed", "right")
    assert found["metrics"] == {"accuracy": {"value": 0.97, "unit": "share"}}
    assert (found["kernel"], found["device"]) == ("python3", "cpu")
    assert set(found["versions"]) == {"python"}
    assert found["notebook_sha256"] == hashlib.sha256(desk.copy.read_bytes()).hexdigest()
    assert (found["cell"], found["cells"]) == (4, 4)
    now = await desk.progress()
    assert (now["status"], now["evidence"], now["checks"]) == ("done", "fresh-run", {CHECK: "passed"})
    assert (now["metrics"], now["run"]) == (found["metrics"], found["run"])


async def test_an_untouched_starter_is_not_attempted_yet(desk):
    await desk.ask("POST", "open")
    found = await desk.run()
    assert (found["state"], only(found)["outcome"], found["broken"]) == ("failed", "not-attempted", None)
    assert "still empty" in only(found)["message"]
    now = await desk.progress()
    assert (now["status"], now["checks"]) == ("started", {CHECK: "not-run"})


async def test_a_wrong_answer_gets_the_checks_own_words(desk):
    await desk.open("def double(x):\n    return x")
    found = await desk.run()
    assert found["state"] == "failed"
    assert only(found) == {
        "name": CHECK,
        "cell": "double-it-twice",
        "outcome": "wrong",
        "message": "twice two is four",
    }
    now = await desk.progress()
    assert (now["status"], now["checks"]) == ("started", {CHECK: "failed"})


async def test_a_broken_cell_is_named_with_its_error(desk):
    await desk.open("def double(x)\n    return 2 * x")
    found = await desk.run()
    assert (found["state"], only(found)["outcome"]) == ("failed", "broken")
    assert found["broken"]["cell"] == "double-it-double"
    assert "SyntaxError" in found["broken"]["message"]
    assert "'double'" in found["message"]


async def test_an_error_beside_right_checks_does_not_pass_but_the_checks_count(desk):
    await desk.open(RIGHT, code("oops", "1 / 0"))
    found = await desk.run()
    assert (found["state"], only(found)["outcome"]) == ("failed", "right")
    assert "ZeroDivisionError" in found["broken"]["message"]
    now = await desk.progress()
    assert (now["status"], now["evidence"]) == ("done", "checks")


async def test_every_cell_is_told_as_it_runs(desk):
    await desk.open(RIGHT, code("more", "x = 1"))
    await desk.run()
    told = [(event["state"], event["cell"]) for event in desk.events]
    assert [cell for state, cell in told if state == "running"] == [0, 1, 2, 3]
    assert told[0] == ("queued", 0)
    assert told[-1] == ("passed", 3)
    assert [event["cell_name"] for event in desk.events if event["cell"] == 1] == ["double"]


async def test_a_second_request_joins_the_run_and_others_wait_their_turn(desk, call):
    await desk.open("import time\nwhile True: time.sleep(0.01)")
    first = await desk.start()
    await desk.until(lambda event: event["run"] == first and event["cell"] == 1)
    assert await desk.start() == first
    other = (*ITEM[:3], "build-something")
    await call("POST", *other, "open")
    second = json.loads((await call("POST", *other, "checks")).body)
    assert (second["state"], second["ahead"]) == ("queued", 1)
    assert len(desk.server.kernel_manager.list_kernel_ids()) == 1
    assert (await desk.ask("DELETE", "checks", first))["state"] == "interrupted"
    ended = await desk.until(lambda event: event["run"] == second["run"] and event["state"] in ENDS)
    assert ended["state"] == "failed"
    assert desk.server.kernel_manager.list_kernel_ids() == []


async def test_a_waiting_run_can_be_cancelled(desk, call):
    await desk.open("import time\nwhile True: time.sleep(0.01)")
    first = await desk.start()
    other = (*ITEM[:3], "build-something")
    await call("POST", *other, "open")
    second = json.loads((await call("POST", *other, "checks")).body)["run"]
    assert json.loads((await call("DELETE", *other, "checks", second)).body)["state"] == "interrupted"
    await desk.ask("DELETE", "checks", first)
    assert desk.server.kernel_manager.list_kernel_ids() == []
    assert not [event for event in desk.events if event["run"] == second and event["state"] == "running"]


async def test_cancelling_changes_no_status_and_leaves_no_kernel(desk):
    await desk.open("import time\nwhile True: time.sleep(0.01)")
    run = await desk.start()
    await desk.until(lambda event: event["cell"] == 1)
    found = await desk.ask("DELETE", "checks", run)
    assert (found["state"], only(found)["outcome"]) == ("interrupted", "could-not-run")
    assert desk.server.kernel_manager.list_kernel_ids() == []
    assert (await desk.progress())["status"] == "started"
    assert await desk.ask("DELETE", "checks", run) == found


async def test_cancelling_while_the_kernel_starts_leaves_none(desk):
    await desk.open()
    run = await desk.start()
    await desk.until(lambda event: event["state"] == "running")
    assert (await desk.ask("DELETE", "checks", run))["state"] == "interrupted"
    assert desk.server.kernel_manager.list_kernel_ids() == []


async def test_the_servers_end_stops_a_run_and_records_it(desk):
    await desk.open("import time\nwhile True: time.sleep(0.01)")
    run = await desk.start()
    await desk.until(lambda event: event["cell"] == 1)
    [extension] = desk.server.extension_manager.extension_apps["dl_curriculum_ext"]
    await extension.checks.close()
    assert desk.server.kernel_manager.list_kernel_ids() == []
    assert (await desk.ask("GET", "checks", run))["state"] == "interrupted"


async def test_the_server_answers_while_a_run_prints_without_end(desk):
    await desk.open("while True: print('x' * 1000)")
    run = await desk.start()
    await desk.until(lambda event: event["cell"] == 1)
    for _ in range(20):
        assert (await asyncio.wait_for(desk.progress(), 10))["status"] == "started"
    assert (await desk.ask("DELETE", "checks", run))["state"] == "interrupted"


async def test_a_capstone_without_checks_passes_by_running_clean(call, desk, jp_root_dir):
    item = (*ITEM[:3], "build-something")
    path = jp_root_dir / json.loads((await call("POST", *item, "open")).body)["path"]
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["source"] = packs.SOLUTION
    path.write_text(json.dumps(notebook))
    run = json.loads((await call("POST", *item, "checks")).body)["run"]
    await desk.until(lambda event: event["run"] == run and event["state"] in ENDS)
    found = json.loads((await call("GET", *item, "checks", run)).body)
    assert (found["state"], found["item"]) == ("passed", "build-something")


async def test_before_the_first_opening_there_is_nothing_to_run(desk):
    assert "Open the item first" in (await desk.ask("POST", "checks", code=409))["message"]


async def test_an_item_without_a_notebook_has_nothing_to_run(call):
    response = await call("POST", *ITEM[:3], "read-this", "checks")
    assert response.code == 400


async def test_an_unknown_run_is_not_found(desk):
    assert "Check again" in (await desk.ask("GET", "checks", "none", code=404))["message"]


async def test_a_run_that_cannot_be_recorded_is_not_begun(desk, database_file, opened_up):
    await desk.open()
    database_file.parent.chmod(0o555)
    try:
        with opened_up():
            answer = await desk.ask("POST", "checks", code=403)
    finally:
        database_file.parent.chmod(0o755)
    assert answer["message"]
    await desk.until(lambda event: event["state"] == "interrupted")
    assert desk.server.kernel_manager.list_kernel_ids() == []
