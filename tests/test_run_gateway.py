"""Opening, attempts, fresh runs and looks into environments with the kernels of a real Jupyter Kernel Gateway."""

import json
import os
import time
import urllib.request

import gateways
import kernelspecs
import packs
import pytest
from test_routes_live import request, start_server

pytestmark = pytest.mark.slow
ITEM = f"curricula/small/items/{packs.EXERCISE}"


@pytest.fixture
def gateway(jp_environ, tmp_path):
    """Its port. Behind it is one kernel with a torch that sees a card, beside those that are installed here."""
    place = kernelspecs.torch(tmp_path / "torch", cards=1)
    kernelspecs.install("far", kernelspecs.spec(env={"PYTHONPATH": str(place)}, display_name="Far away"))
    with gateways.running_gateway(tmp_path) as port:
        yield port


@pytest.fixture
def server(curricula, gateway, jp_root_dir, tmp_path, monkeypatch):
    needs = {"packages": ["torch"], "imports": ["torch"], "memory_gb": 1000}
    root = curricula / "small"
    packs.change_stage(root, "first-steps", lambda stage: stage["items"][1].update(needs=needs))
    monkeypatch.setenv("JUPYTER_GATEWAY_URL", f"http://127.0.0.1:{gateway}")
    port = gateways.free_port()
    process = start_server(port, jp_root_dir, tmp_path / "log")
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


def ask(port, method, path, **body):
    return json.loads(request(port, method, path, json.dumps(body).encode() if method != "GET" else None))


def begin_session(port, body):
    address = f"http://127.0.0.1:{port}/api/sessions"
    asked = urllib.request.Request(address, json.dumps(body).encode(), {"Authorization": "token t"}, method="POST")
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return json.loads(answer.read())


def until(seen, port, path):
    """Ask until the answer is as it should be."""
    deadline = time.monotonic() + 300
    while not seen(found := ask(port, "GET", path)):
        assert time.monotonic() < deadline, found
        # Waiting for the condition; a pause only keeps from asking a thousand times a second.
        time.sleep(0.1)
    return found


def run(port, root, source):
    path = root / ask(port, "POST", f"{ITEM}/open", kernel="far")["path"]
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["source"] = source
    path.write_text(json.dumps(notebook))
    asked = ask(port, "POST", f"{ITEM}/checks")
    return until(lambda run: run["state"] not in ("queued", "running"), port, f"{ITEM}/checks/{asked['run']}")


def test_a_run_passes_in_a_gateways_kernel_and_leaves_none_there(server, gateway, jp_root_dir):
    found = run(server, jp_root_dir, f"{packs.SOLUTION}\nimport os\ndevice = os.getppid()")
    assert (found["state"], found["kernel"]) == ("passed", "far"), found["message"]
    assert int(found["device"]) != os.getpid()
    assert gateways.kernels(gateway) == []


def test_what_a_run_took_there_is_what_it_is_said_to_take(server, jp_root_dir):
    took = run(server, jp_root_dir, f"{packs.SOLUTION}\nDEVICE = 'cuda:0'")["seconds"]
    until(lambda found: not found["probing"], server, "curricula/small/kernels")
    item = ask(server, "GET", "curricula/small/kernels")["items"][packs.EXERCISE]
    assert (item["basis"], item["device"], item["minutes"]) == ("measured", "cuda", round(took / 60, 2))


def test_a_gateways_kernel_that_dies_could_not_run(server, gateway, jp_root_dir):
    found = run(server, jp_root_dir, "import os\nos._exit(1)")
    assert found["state"] == "could-not-run"
    assert gateways.kernels(gateway) == []


def test_checks_seen_in_a_gateways_kernel_count(server):
    ask(server, "POST", f"{ITEM}/open")
    cell = {"cell": f"{packs.EXERCISE}-twice", "source": packs.CHECK, "state": "passed"}
    found = ask(server, "POST", f"{ITEM}/attempts", cells=[cell])
    assert (found["accepted"], found["completed"]) == ({"twice": "passed"}, True)


def test_environments_behind_a_gateway_are_looked_into_by_kernels_that_do_not_stay(server, gateway):
    first = ask(server, "GET", "hardware")
    assert first["elsewhere"]
    assert {kernel["state"] for kernel in first["kernels"] if kernel["language"] == "python"} == {"probing"}
    found = until(lambda found: not found["probing"], server, "curricula/small/kernels")["items"][packs.EXERCISE]
    assert (found["kernel"], found["device"]) == ("far", "cuda")
    # Neither this machine's memory nor its terminal says anything of that one.
    assert (found["free_gb"], found["fits"], found["install"]) == (None, True, {})
    kernels = {kernel["name"]: kernel for kernel in ask(server, "GET", "hardware")["kernels"]}
    assert [card["name"] for card in kernels["far"]["devices"]] == ["NVIDIA T4"]
    assert gateways.kernels(gateway) == []


def test_running_notebooks_behind_a_gateway_hold_what_nobody_here_can_tell(server, gateway):
    path = ask(server, "POST", f"{ITEM}/open")["path"]
    body = {"path": path, "name": "", "type": "notebook", "kernel": {"name": "far"}}
    session = begin_session(server, body)
    (found,) = ask(server, "GET", "curricula/small/notebooks")["notebooks"]
    assert (found["session_id"], found["kernel_name"]) == (session["id"], "far")
    assert (found["memory_gb"], found["accelerator_gb"]) == (None, None)


def test_a_gateway_that_is_gone_is_said_and_not_waited_for(curricula, jp_root_dir, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_GATEWAY_URL", f"http://127.0.0.1:{gateways.free_port()}")
    port = gateways.free_port()
    process = start_server(port, jp_root_dir, tmp_path / "log")
    try:
        found = ask(port, "GET", "hardware")
        assert (found["elsewhere"], found["kernels"]) == (True, [])
        assert "does not answer" in found["message"]
    finally:
        process.terminate()
        process.wait()
