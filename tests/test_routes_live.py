"""Two clients, events, copies, restarts and odd addresses."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

SCHEMA = "https://events.jupyter.org/dl-curriculum/progress/v1"


async def test_marks_of_two_clients_at_once_are_all_kept(call, patch_item):
    items = ("read-this", "double-it", "look-back", "by-book", "by-course", "for-all")
    await asyncio.gather(*(patch_item(item, status="done") for item in items))
    answer = json.loads((await call("GET", "curricula", "small", "progress")).body)
    assert {item for item, found in answer["items"].items() if found["status"] == "done"} == set(items)


async def test_whoever_listens_hears_of_every_recorded_event(patch_item, jp_serverapp, jp_base_url, jp_http_port):
    address = f"ws://127.0.0.1:{jp_http_port}{jp_base_url}api/events/subscribe"
    headers = {"Authorization": f"token {jp_serverapp.identity_provider.token}"}
    socket = await websocket_connect(HTTPRequest(address, headers=headers))
    await patch_item("tick-these", ticks={"one": ["done"], "two": ["done"]})
    heard = [json.loads(await asyncio.wait_for(socket.read_message(), 20)) for _ in range(2)]
    socket.close()
    for event in heard:
        assert event["schema_id"] == SCHEMA
        assert (event["curriculum"], event["learner"]) == ("small", "learner")
        assert (event["item"], event["kind"]) == ("tick-these", "ticked")
    assert heard[0]["uuid"] != heard[1]["uuid"]


async def test_opening_makes_a_copy_once_and_starts_the_item(call, jp_root_dir):
    first = json.loads((await call("POST", "curricula", "small", "items", "double-it", "open")).body)
    assert (first["path"], first["created"]) == ("deep-learning/double-it.ipynb", True)
    assert first["kernel_name"] == "python3"
    copy = jp_root_dir / first["path"]
    metadata = json.loads(copy.read_text())["metadata"]
    says = {"curriculum": "small", "item": "double-it", "version": "1.0"}
    assert metadata["dl_curriculum"].items() >= says.items()
    again = json.loads((await call("POST", "curricula", "small", "items", "double-it", "open", body={})).body)
    assert again == first | {"created": False}
    item = json.loads((await call("GET", "curricula", "small", "progress")).body)["items"]["double-it"]
    assert (item["status"], item["path"]) == ("started", first["path"])


async def test_two_tabs_that_open_at_once_get_the_same_copy(call):
    answers = await asyncio.gather(
        *(call("POST", "curricula", "small", "items", "double-it", "open") for _ in range(4))
    )
    opened = [json.loads(answer.body) for answer in answers]
    assert {found["path"] for found in opened} == {"deep-learning/double-it.ipynb"}
    assert sorted(found["created"] for found in opened) == [False, False, False, True]


@pytest.mark.parametrize("folder", ["my work", "100 %", "Übung/深層学習", "a#b?c"])
async def test_any_folder_name_works(call, jp_root_dir, folder):
    body = {"folder": folder}
    opened = json.loads((await call("POST", "curricula", "small", "items", "double-it", "open", body=body)).body)
    assert opened["path"] == f"{folder}/double-it.ipynb"
    assert (jp_root_dir / opened["path"]).exists()


@pytest.mark.parametrize("folder", ["..", "../other", "a/../../b", "/etc/../.."])
async def test_a_folder_outside_the_root_is_refused(call, jp_root_dir, folder):
    response = await call("POST", "curricula", "small", "items", "double-it", "open", body={"folder": folder})
    assert response.code in (400, 403, 404)
    outside = [path for path in jp_root_dir.parent.rglob("double-it.ipynb") if "curricula" not in path.parts]
    assert outside == []


async def test_a_copy_keeps_the_kernel_that_the_learner_chose(call, jp_root_dir, jp_environ, tmp_path):
    kernel = Path(os.environ["JUPYTER_DATA_DIR"]) / "kernels" / "mine"
    kernel.mkdir(parents=True)
    spec = {"argv": [sys.executable, "-m", "ipykernel", "-f", "{connection_file}"], "display_name": "Mine"}
    (kernel / "kernel.json").write_text(json.dumps(spec | {"language": "python"}))
    path = (
        jp_root_dir / json.loads((await call("POST", "curricula", "small", "items", "double-it", "open")).body)["path"]
    )
    notebook = json.loads(path.read_text())
    notebook["metadata"]["kernelspec"] = {"name": "mine", "display_name": "Mine"}
    path.write_text(json.dumps(notebook))
    opened = json.loads((await call("POST", "curricula", "small", "items", "double-it", "open")).body)
    assert opened["kernel_name"] == "mine"
    (kernel / "kernel.json").unlink()
    opened = json.loads((await call("POST", "curricula", "small", "items", "double-it", "open")).body)
    assert opened["kernel_name"] == "python3"


class TestWithoutAnyKernel:
    @pytest.fixture
    def jp_server_config(self, jp_server_config):
        jp_server_config["KernelSpecManager"] = {"allowed_kernelspecs": {"none-such"}, "ensure_native_kernel": False}
        return jp_server_config

    async def test_the_copy_opens_and_says_how_to_get_a_kernel(self, call):
        opened = json.loads((await call("POST", "curricula", "small", "items", "double-it", "open")).body)
        assert opened["created"]
        assert opened["kernel_name"] == ""
        assert "pip install ipykernel" in opened["message"]


class TestOnAHub:
    @pytest.fixture
    def jp_server_config(self, jp_server_config, monkeypatch):
        monkeypatch.setenv("JUPYTERHUB_USER", "ada")
        return jp_server_config

    async def test_the_learner_is_the_hubs_user(self, call):
        assert json.loads((await call("GET", "curricula", "small", "progress")).body)["learner"] == "ada"


def request(port: int, method: str, path: str, body: bytes | None = None) -> bytes:
    address = f"http://127.0.0.1:{port}/dl-curriculum/{path}"
    asked = urllib.request.Request(address, body, {"Authorization": "token t"}, method=method)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return answer.read()


def start_server(port: int, root: Path, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "jupyter_server", f"--port={port}", "--ServerApp.port_retries=0", "--no-browser"]
    command += ["--IdentityProvider.token=t", f"--ServerApp.root_dir={root}", "--allow-root"]
    command += ["--ServerApp.jpserver_extensions=dl_curriculum_ext=True"]
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            request(port, "GET", "curricula")
        except (urllib.error.URLError, ConnectionError):
            # Waiting for the condition; a pause only keeps from asking a thousand times a second.
            time.sleep(0.1)
        else:
            return process
    process.kill()
    raise AssertionError(log.read_text())


def test_a_mark_is_there_after_the_server_was_killed_right_after_its_answer(curricula, jp_root_dir, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    first = start_server(port, jp_root_dir, tmp_path / "log")
    try:
        request(port, "PATCH", "curricula/small/items/read-this", b'{"status": "done"}')
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    second = start_server(port, jp_root_dir, tmp_path / "log")
    try:
        answer = json.loads(request(port, "GET", "curricula/small/progress"))
    finally:
        second.kill()
        second.wait()
    assert answer["items"]["read-this"]["status"] == "done"
