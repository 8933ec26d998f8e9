"""Fresh runs in the kernels of a gateway, for which another real Jupyter server stands."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request

import packs
import pytest
from test_routes_live import request, start_server

pytestmark = pytest.mark.slow
ITEM = f"curricula/small/items/{packs.EXERCISE}"


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def kernels(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/kernels", timeout=30) as answer:
        return json.loads(answer.read())


@pytest.fixture
def gateway(jp_environ, tmp_path):
    """Its port; like a gateway behind a closed network, it asks for no token."""
    port = free_port()
    command = [sys.executable, "-m", "jupyter_server", f"--port={port}", "--no-browser", "--allow-root"]
    command += ["--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True", f"--ServerApp.root_dir={tmp_path}"]
    log = tmp_path / "gateway-log"
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    deadline = time.monotonic() + 60
    try:
        while True:
            try:
                kernels(port)
                break
            except OSError:
                assert time.monotonic() < deadline, log.read_text()
                assert process.poll() is None, log.read_text()
                # Waiting for the condition; a pause only keeps from asking a thousand times a second.
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def server(curricula, gateway, jp_root_dir, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_GATEWAY_URL", f"http://127.0.0.1:{gateway}")
    port = free_port()
    process = start_server(port, jp_root_dir, tmp_path / "log")
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


def run(port, root, source):
    path = root / json.loads(request(port, "POST", f"{ITEM}/open", b""))["path"]
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["source"] = source
    path.write_text(json.dumps(notebook))
    found = json.loads(request(port, "POST", f"{ITEM}/checks", b""))
    deadline = time.monotonic() + 300
    while found["state"] in ("queued", "running") and time.monotonic() < deadline:
        # Waiting for the condition; a pause only keeps from asking a thousand times a second.
        time.sleep(0.1)
        found = json.loads(request(port, "GET", f"{ITEM}/checks/{found['run']}"))
    return found


def test_a_run_passes_in_a_gateways_kernel_and_leaves_none_there(server, gateway, jp_root_dir):
    found = run(server, jp_root_dir, f"{packs.SOLUTION}\nimport os\ndevice = os.getppid()")
    assert found["state"] == "passed", found["message"]
    assert int(found["device"]) != os.getpid()
    assert kernels(gateway) == []


def test_a_gateways_kernel_that_dies_could_not_run(server, gateway, jp_root_dir):
    found = run(server, jp_root_dir, "import os\nos._exit(1)")
    assert found["state"] == "could-not-run"
    assert kernels(gateway) == []
