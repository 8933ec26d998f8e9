"""Kernels that a provisioner starts somewhere else, with a working directory that this machine knows nothing of."""

import os

import gateways
import kernelspecs
import packs
import pytest
from test_routes_live import start_server
from test_run_gateway import ITEM, ask, begin_session, run, until

pytestmark = pytest.mark.slow
PROVISIONER = '''
from jupyter_client.provisioning import LocalProvisioner

class Far(LocalProvisioner):
    """Starts kernels in a folder of its own and tells nobody their process."""

    async def launch_kernel(self, cmd, **kwargs):
        found = await super().launch_kernel(cmd, **kwargs | {{"cwd": {folder!r}}})
        self.pid = None
        return found
'''


@pytest.fixture
def far(tmp_path):
    folder = tmp_path / "far away"
    folder.mkdir()
    return folder


@pytest.fixture
def server(curricula, jp_root_dir, tmp_path, far, monkeypatch):
    code = tmp_path / "code"
    about = code / "far-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: far\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[jupyter_client.kernel_provisioners]\nfar-provisioner = far:Far\n")
    (code / "far.py").write_text(PROVISIONER.format(folder=str(far)))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(code), os.environ["PYTHONPATH"]]))
    metadata = {"kernel_provisioner": {"provisioner_name": "far-provisioner"}}
    kernelspecs.install("far", kernelspecs.spec(metadata=metadata, display_name="Far away"))
    port = gateways.free_port()
    process = start_server(port, jp_root_dir, tmp_path / "log")
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


def test_a_copy_opens_and_runs_on_a_kernel_in_another_folder(server, far, jp_root_dir):
    found = run(server, jp_root_dir, f"{packs.SOLUTION}\nimport os\ndevice = os.getcwd()")
    assert (found["state"], found["kernel"], found["device"]) == ("passed", "far", str(far)), found["message"]


def test_such_a_kernel_is_asked_itself_what_it_has(server):
    ask(server, "GET", "hardware")
    until(lambda found: not found["probing"], server, "curricula/small/kernels")
    kernels = {kernel["name"]: kernel for kernel in ask(server, "GET", "hardware")["kernels"]}
    assert (kernels["far"]["state"], kernels["far"]["usable"]) == ("known", True), kernels["far"]["why"]
    assert kernels["far"]["python"]


def test_what_such_a_kernel_holds_is_not_told(server):
    path = ask(server, "POST", f"{ITEM}/open", kernel="far")["path"]
    begin_session(server, {"path": path, "name": "", "type": "notebook", "kernel": {"name": "far"}})
    (found,) = ask(server, "GET", "curricula/small/notebooks")["notebooks"]
    assert (found["kernel_name"], found["memory_gb"], found["accelerator_gb"]) == ("far", None, None)
