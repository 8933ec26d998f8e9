"""What can go wrong in a fresh run; ``docs/faults.md`` lists it. Real kernels, and every fault is a real one."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import time
from pathlib import Path

import nbformat
import packs
import pytest
from desks import RIGHT, code
from test_routes_live import request, start_server

pytestmark = pytest.mark.slow
CHECK = "twice"


@pytest.fixture
def jp_server_config(jp_server_config):
    jp_server_config["CurriculumExtension"] |= {"run_minutes": 2}
    return jp_server_config


def peak():
    """The most memory that this process held since the peak was set back, in KB."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])


def lowest_peak():
    """Set the peak back to what is held now."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak()


def only(found):
    [check] = found["checks"]
    return check


class TestWithFewSeconds:
    @pytest.fixture
    def jp_server_config(self, jp_server_config):
        jp_server_config["CurriculumExtension"] |= {"run_minutes": 0.02}
        return jp_server_config

    async def test_an_endless_loop_is_stopped_at_the_items_time_limit(self, desk):
        await desk.open("while True: pass")
        found = await desk.could_not_run("1 seconds", "'double'", "If a loop there has no end")
        assert only(found)["outcome"] == "could-not-run"

    async def test_a_loop_that_holds_on_to_interrupts_is_stopped_too(self, desk):
        await desk.open("while True:\n    try:\n        while True: pass\n    except BaseException: pass")
        await desk.could_not_run("'double'")


async def test_a_gigabyte_of_prints_neither_fills_the_memory_nor_ends_the_run(desk):
    await desk.open(RIGHT, code("prints", "for _ in range(1024): print('x' * 1_000_000)"))
    before = lowest_peak()
    found = await desk.run()
    assert found["state"] == "passed"
    assert peak() - before < 100_000
    assert len(json.dumps(found)) < 10_000


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGKILL)", "os._exit(1)"])
async def test_a_kernel_that_dies_is_noticed_and_not_started_again(desk, end):
    await desk.open(f"import os, signal\n{end}")
    await desk.could_not_run("The kernel stopped of itself", "'double'")


async def test_too_little_memory_says_so(desk):
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))\nx = bytearray(8 << 30)"
    await desk.open(RIGHT, code("large", limit))
    found = await desk.could_not_run("The memory ran out", "smaller settings")
    assert only(found)["outcome"] == "could-not-run"


@pytest.mark.parametrize("name", ["gone", "../odd"])
async def test_a_kernel_that_is_not_installed_any_more_is_named(desk, name):
    await desk.open(RIGHT, metadata={"kernelspec": {"name": name}})
    await desk.could_not_run(f"The kernel '{name}'", "Choose another kernel")


@pytest.mark.parametrize("program", ["no-such-program", "false"])
async def test_a_kernel_that_does_not_start_is_named(desk, program):
    folder = Path(os.environ["JUPYTER_DATA_DIR"]) / "kernels" / "broken"
    folder.mkdir(parents=True)
    argv = [shutil.which(program) or program, "{connection_file}"]
    (folder / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Broken", "language": "python"}))
    await desk.open(RIGHT, metadata={"kernelspec": {"name": "broken"}})
    await desk.could_not_run("The kernel 'broken' did not start")


async def test_asking_for_input_is_broken_with_what_to_do(desk):
    await desk.open(RIGHT, code("ask", "name = input('Who? ')"))
    found = await desk.run()
    assert (found["state"], only(found)["outcome"]) == ("failed", "right")
    assert "Put the value into a variable" in found["broken"]["message"]


async def test_leaving_python_in_a_cell_is_an_error_of_that_cell(desk):
    await desk.open(RIGHT, code("leave", "import sys\nsys.exit(3)"))
    found = await desk.run()
    assert (found["state"], found["broken"]["cell"]) == ("failed", "double-it-leave")


async def test_an_edited_check_runs_as_the_curriculum_has_it(desk):
    notebook = await desk.open("def double(x):\n    return x")
    notebook["cells"][-1]["source"] = "assert True"
    desk.write(notebook)
    found = await desk.run()
    assert (found["state"], only(found)["outcome"], found["restored"]) == ("failed", "wrong", [CHECK])


async def test_a_deleted_check_is_reported_and_nothing_passes_without_it(desk):
    notebook = await desk.open()
    del notebook["cells"][-1]
    desk.write(notebook)
    found = await desk.run()
    assert (found["state"], found["missing"]) == ("failed", [CHECK])
    assert "not in your notebook any more" in only(found)["message"]
    assert (await desk.progress())["status"] == "started"


async def test_of_a_duplicated_check_the_last_counts(desk):
    notebook = await desk.open()
    notebook["cells"].insert(0, notebook["cells"][-1] | {"id": "a-copy"})
    desk.write(notebook)
    found = await desk.run()
    assert (only(found)["outcome"], found["broken"]) == ("right", None)
    assert "2 times" in found["notes"][0]


async def test_a_check_that_was_moved_runs_where_it_stands(desk):
    notebook = await desk.open()
    notebook["cells"].insert(0, notebook["cells"].pop())
    desk.write(notebook)
    found = await desk.run()
    assert (found["state"], only(found)["outcome"]) == ("failed", "broken")
    assert "NameError" in only(found)["message"]


async def test_a_check_made_a_text_cell_still_runs(desk):
    notebook = await desk.open()
    check = notebook["cells"][-1]
    notebook["cells"][-1] = {"id": check["id"], "cell_type": "markdown", "metadata": {}, "source": check["source"]}
    desk.write(notebook)
    assert (await desk.run())["state"] == "passed"


async def test_stripped_metadata_change_nothing(desk):
    notebook = await desk.open()
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    desk.write(notebook | {"metadata": {}})
    found = await desk.run()
    assert (found["state"], found["kernel"], found["missing"]) == ("passed", "python3", [])


async def test_without_cell_ids_checks_are_known_by_their_source(desk):
    notebook = await desk.open()
    for cell in notebook["cells"]:
        del cell["id"]
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    desk.write(notebook | {"nbformat_minor": 4})
    assert (await desk.run())["state"] == "passed"


async def test_a_notebook_of_an_older_format_runs(desk):
    await desk.open()
    older = nbformat.convert(nbformat.read(desk.copy, as_version=4), 3)
    desk.copy.write_text(nbformat.v3.writes_json(older))
    assert json.loads(desk.copy.read_text())["nbformat"] == 3
    assert (await desk.run())["state"] == "passed"


async def test_a_notebook_of_a_newer_format_is_told(desk):
    await desk.open(RIGHT, nbformat=5)
    await desk.could_not_run("format 5", "update")


@pytest.mark.parametrize(
    "content", [b"", b"# a text", b"[1, 2]", b"{}", b'{"nbformat": "four"}', b"\xff\xfe\x00", b"[" * 100_000]
)
async def test_what_is_no_notebook_at_all_is_left_alone(desk, content):
    await desk.open()
    desk.copy.write_bytes(content)
    await desk.could_not_run("cannot be read as a notebook")


async def test_a_notebook_of_200_megabytes_is_refused_before_it_is_read(desk):
    await desk.open()
    with desk.copy.open("r+b") as file:
        file.truncate(200_000_000)
    before = lowest_peak()
    await desk.could_not_run("200 MB", "Clear the outputs")
    assert peak() - before < 100_000


async def test_a_copy_that_is_gone_is_told(desk):
    await desk.open()
    desk.copy.unlink()
    await desk.could_not_run("not there any more")


async def test_odd_metrics_are_left_out_and_said(desk):
    show = "from IPython.display import display\n"
    for odd in ({"value": 1.0}, {"name": "x", "value": "high"}, {"name": "", "value": 1}, [1]):
        show += f"display({{'application/vnd.dl-curriculum.metric+json': {odd!r}}}, raw=True)\n"
    await desk.open(RIGHT, code("odd", show))
    found = await desk.run()
    assert (found["state"], found["metrics"]) == ("passed", {})
    assert "4 of the reported metrics" in found["notes"][0]


def test_a_run_that_a_killed_server_left_is_interrupted_afterwards(curricula, jp_root_dir, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    item = f"curricula/small/items/{packs.EXERCISE}"
    server = start_server(port, jp_root_dir, tmp_path / "log")
    kernel = jp_root_dir / "deep-learning" / "kernel"
    try:
        path = jp_root_dir / json.loads(request(port, "POST", f"{item}/open", b""))["path"]
        notebook = json.loads(path.read_text())
        notebook["cells"][1]["source"] = "import os, pathlib, time\npathlib.Path('kernel').write_text(str(os.getpid()))"
        notebook["cells"][1]["source"] += "\nwhile True: time.sleep(0.01)"
        path.write_text(json.dumps(notebook))
        run = json.loads(request(port, "POST", f"{item}/checks", b""))["run"]
        deadline = time.monotonic() + 60
        while not (kernel.exists() and kernel.read_text()) and time.monotonic() < deadline:
            assert json.loads(request(port, "GET", f"{item}/checks/{run}"))["state"] in ("queued", "running")
    finally:
        server.kill()
        server.wait()
    server = start_server(port, jp_root_dir, tmp_path / "log")
    try:
        found = json.loads(request(port, "GET", f"{item}/checks/{run}"))
        now = json.loads(request(port, "GET", "curricula/small/progress"))["items"][packs.EXERCISE]
    finally:
        server.kill()
        server.wait()
        # It ends of itself when its server is gone, but not at once.
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(kernel.read_text()), signal.SIGKILL)
    assert (found["state"], now["status"], now["run"]) == ("interrupted", "started", run)
    assert "server stopped" in found["message"]
