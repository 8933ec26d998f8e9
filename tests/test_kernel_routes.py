"""The machine, its kernels and the running notebooks over the REST API of a real server."""

import asyncio
import json

import kernelspecs
import packs
import pytest
import tools
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

EXERCISE = packs.EXERCISE
PARAMETERS = "SEED = 0\nSTEPS = 2000  # of training\nWIDTHS = (64, 64)"
NEEDS = {
    "packages": ["torch"],
    "imports": ["torch"],
    "cpu_minutes": 4,
    "gpu_minutes": 1,
    "memory_gb": 4,
    "smaller": {"STEPS": 300},
    "smaller_memory_gb": 1,
}


@pytest.fixture
def curricula(curricula, monkeypatch):
    """The small pack, whose exercise needs torch and much memory."""
    # The kernels of these tests, not those of the environment that they run in.
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    root = curricula / "small"
    packs.change_stage(root, "first-steps", lambda stage: stage["items"][1].update(needs=NEEDS))
    content = packs.notebook()
    content["cells"].insert(1, packs.cell(f"{EXERCISE}-parameters", "code", PARAMETERS, ("parameters",)))
    packs.dump_notebook(root / "stages" / "first-steps" / f"{EXERCISE}.ipynb", content)
    return curricula


@pytest.fixture
def three_kernels(jp_environ, tmp_path):
    """The usual one, without torch; one with all that is needed; one whose Python is gone."""
    # The test's server has its own modules on this path, and its kernels would have them, too.
    bare = kernelspecs.spec(kernelspecs.environment(tmp_path / "bare"), env={"PYTHONPATH": ""})
    kernelspecs.install("python3", bare)
    place = kernelspecs.torch(tmp_path / "torch", cards=1)
    kernelspecs.install("full", kernelspecs.spec(env={"PYTHONPATH": str(place)}, display_name="Full"))
    kernelspecs.install("broken", kernelspecs.spec(tmp_path / "gone" / "python", display_name="Broken"))


@pytest.fixture
def ask(call):
    async def asking(method, *parts, expected=200, **body):
        response = await call(method, *parts, body=body or None)
        assert response.code == expected, response.body
        return json.loads(response.body)

    return asking


@pytest.fixture
def settled(ask, jp_serverapp):
    """What each notebook would open on once every kernel is known."""

    async def settling():
        await ask("GET", "curricula", "small", "kernels")
        await jp_serverapp.extension_manager.extension_points["dl_curriculum_ext"].app.environments.settled()
        return await ask("GET", "curricula", "small", "kernels")

    return settling


@pytest.fixture
def opened(ask):
    async def opening(**body):
        return await ask("POST", "curricula", "small", "items", EXERCISE, "open", **body)

    return opening


async def test_of_three_kernels_the_right_one_is_chosen_and_the_others_explained(three_kernels, ask, settled, opened):
    found = (await settled())["items"][EXERCISE]
    assert (found["kernel"], found["message"], found["device"]) == ("full", "", "cuda")
    assert found["missing"] == {"python3": ["torch"]}
    assert found["install"]["python3"].endswith("bare/bin/python -m pip install torch")
    kernels = {kernel["name"]: kernel for kernel in (await ask("GET", "hardware"))["kernels"]}
    assert (kernels["full"]["packages"], kernels["full"]["usable"]) == ({"torch": "2.13.0"}, True)
    assert kernels["full"]["devices"] == [{"kind": "cuda", "name": "NVIDIA T4", "memory_gb": 16}]
    assert not kernels["broken"]["usable"]
    assert "is not there any more" in kernels["broken"]["why"]
    assert (await opened())["kernel_name"] == "full"


async def test_before_a_kernel_is_known_the_answer_comes_at_once_and_its_end_is_an_event(
    three_kernels, ask, jp_serverapp, jp_base_url, jp_http_port
):
    address = f"ws://127.0.0.1:{jp_http_port}{jp_base_url}api/events/subscribe"
    headers = {"Authorization": f"token {jp_serverapp.identity_provider.token}"}
    socket = await websocket_connect(HTTPRequest(address, headers=headers))
    first = await ask("GET", "curricula", "small", "kernels")
    assert first["probing"]
    heard = [json.loads(await asyncio.wait_for(socket.read_message(), 60)) for _ in range(3)]
    socket.close()
    assert {event["schema_id"] for event in heard} == {"https://events.jupyter.org/dl-curriculum/kernels/v1"}
    assert {(event["kernel"], event["state"]) for event in heard} == {
        ("python3", "known"),
        ("full", "known"),
        ("broken", "known"),
    }


async def test_the_machine_is_told_with_its_cards(ask, tmp_path, monkeypatch):
    tools.nvidia(tmp_path, monkeypatch, cards=[{"name": "NVIDIA T4", "total": 16_000_000_000, "free": 9_000_000_000}])
    found = await ask("GET", "hardware")
    assert found["accelerators"] == [{"name": "NVIDIA T4", "kind": "cuda", "memory_gb": 16, "free_gb": 9}]
    assert found["processors"] >= 1
    assert 0 < found["memory_free_gb"] <= found["memory_gb"]
    assert not found["elsewhere"]


async def test_a_card_that_torch_does_not_use_is_explained(three_kernels, ask, settled, tmp_path, monkeypatch):
    tools.nvidia(tmp_path, monkeypatch, cards=[{"name": "NVIDIA T4"}])
    place = kernelspecs.torch(tmp_path / "cpu", cuda=None)
    kernelspecs.install("full", kernelspecs.spec(env={"PYTHONPATH": str(place)}))
    await settled()
    kernels = {kernel["name"]: kernel for kernel in (await ask("GET", "hardware"))["kernels"]}
    assert "a build for the processor alone, so it does not use NVIDIA T4" in kernels["full"]["why"]


async def test_too_big_a_notebook_says_so_and_a_card_without_room_too(three_kernels, settled, tmp_path, monkeypatch):
    tools.nvidia(tmp_path, monkeypatch, cards=[{"name": "NVIDIA T4", "total": 16_000_000_000, "free": 2_000_000_000}])
    found = (await settled())["items"][EXERCISE]
    assert (found["memory_gb"], found["free_gb"], found["fits"]) == (4, 2, False)
    assert (found["smaller"], found["smaller_memory_gb"]) == (True, 1)


async def test_smaller_settings_are_written_into_a_new_copy_with_a_word_on_what_they_were(opened, jp_root_dir):
    path = jp_root_dir / (await opened(smaller=True))["path"]
    cells = json.loads(path.read_text())["cells"]
    assert "".join(cells[1]["source"]) == (
        "# Made smaller, so that it fits this machine: STEPS 2000 → 300.\n"
        "SEED = 0\nSTEPS = 300  # of training\nWIDTHS = (64, 64)"
    )
    again = await opened(smaller=True)
    assert again["message"].startswith("Your copy was there already, so it keeps its settings")


async def test_an_update_leaves_smaller_settings_small(opened, ask, curricula, jp_root_dir):
    path = jp_root_dir / (await opened(smaller=True))["path"]
    root = curricula / "small"
    packs.change(root / "curriculum.yaml", lambda found: found.update(version="2.0"))
    content = packs.notebook(check="assert double(3) == 6")
    larger = PARAMETERS.replace("2000", "3000")
    content["cells"].insert(1, packs.cell(f"{EXERCISE}-parameters", "code", larger, ("parameters",)))
    packs.dump_notebook(root / "stages" / "first-steps" / f"{EXERCISE}.ipynb", content)
    await ask("POST", "curricula", "small", "items", EXERCISE, "update", preview=False)
    sources = ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]]
    assert "STEPS = 300  # of training" in sources[1]
    assert "assert double(3) == 6" in sources


async def test_the_curriculums_kernel_is_remembered_and_let_go_again(three_kernels, ask, settled, opened):
    await ask("PATCH", "curricula", "small", "progress", kernel="python3")
    found = await settled()
    assert (found["kernel"], found["items"][EXERCISE]["kernel"]) == ("python3", "python3")
    assert "lacks torch. Open it on 'Full'" in found["items"][EXERCISE]["message"]
    await ask("PATCH", "curricula", "small", "progress", kernel=None)
    found = await settled()
    assert (found["kernel"], found["items"][EXERCISE]["kernel"]) == (None, "full")


async def test_a_kernel_that_is_asked_for_is_the_copys_from_then_on(three_kernels, ask, settled, opened, jp_root_dir):
    path = jp_root_dir / (await opened(kernel="python3"))["path"]
    assert json.loads(path.read_text())["metadata"]["kernelspec"]["name"] == "python3"
    before = path.read_bytes()
    assert (await opened(kernel="full"))["kernel_name"] == "full"
    assert (await opened())["kernel_name"] == "full"
    assert (await settled())["items"][EXERCISE]["kernel"] == "full"
    assert path.read_bytes() == before, "a notebook that may be open is not changed behind its editor"
    content = json.loads(before)
    content["metadata"]["kernelspec"]["name"] = "broken"
    path.write_text(json.dumps(content))
    found = await opened()
    assert found["kernel_name"] == "full"
    assert "'Broken', which you chose before, cannot be used." in found["message"]


async def test_a_kernel_that_is_not_there_is_refused_with_the_nearest(three_kernels, call, jp_root_dir):
    parts = ("curricula", "small", "items", EXERCISE, "open")
    response = await call("POST", *parts, body={"kernel": "ful"})
    assert response.code == 400
    assert "Did you mean 'full'?" in json.loads(response.body)["message"]
    assert not list(jp_root_dir.rglob("*.ipynb"))
    response = await call("PATCH", "curricula", "small", "progress", body={"kernel": "ful"})
    assert (response.code, "Did you mean 'full'?" in response.body.decode()) == (400, True)


async def test_looking_again_finds_what_was_installed_unseen(three_kernels, ask, settled, tmp_path):
    await settled()
    found = await ask("POST", "hardware", expected=202)
    states = {kernel["name"]: kernel["state"] for kernel in found["kernels"]}
    assert {states[name] for name in ("python3", "full", "broken")} == {"probing"}
    await settled()


async def test_a_copy_that_is_gone_or_no_notebook_does_not_hide_the_rest(three_kernels, opened, settled, jp_root_dir):
    path = jp_root_dir / (await opened())["path"]
    path.write_text("no notebook")
    assert (await settled())["items"][EXERCISE]["kernel"] == "full"
    path.unlink()
    assert (await settled())["items"][EXERCISE]["kernel"] == "full"


@pytest.mark.slow
async def test_notebooks_whose_kernels_are_alive_are_told_with_what_they_hold(
    ask, opened, settled, jp_fetch, jp_serverapp, tmp_path, monkeypatch
):
    path = (await opened())["path"]
    assert (await ask("GET", "curricula", "small", "notebooks"))["notebooks"] == []
    body = {"path": path, "name": "", "type": "notebook", "kernel": {"name": "python3"}}
    session = json.loads((await jp_fetch("api", "sessions", method="POST", body=json.dumps(body))).body)
    pid = jp_serverapp.kernel_manager.get_kernel(session["kernel"]["id"]).provisioner.pid
    card = {"name": "NVIDIA T4", "total": 16_000_000_000, "free": 1, "held": {str(pid): 7_100_000_000, "1": 5}}
    tools.nvidia(tmp_path, monkeypatch, cards=[card])
    (found,) = (await ask("GET", "curricula", "small", "notebooks"))["notebooks"]
    assert (found["item"], found["path"], found["session_id"]) == (EXERCISE, path, session["id"])
    assert found["accelerator_gb"] == 7.1
    assert found["memory_gb"] > 0
    # One that runs already holds what it needs.
    assert (await settled())["items"][EXERCISE]["fits"]
    assert (await jp_fetch("api", "sessions", session["id"], method="DELETE")).code == 204
    assert (await ask("GET", "curricula", "small", "notebooks"))["notebooks"] == []


async def test_an_unknown_curriculum_has_neither_kernels_nor_notebooks(call):
    for what in ("kernels", "notebooks"):
        assert (await call("GET", "curricula", "smal", what)).code == 404


async def test_a_server_whose_first_stop_failed_can_be_stopped_again(ask, jp_serverapp):
    await ask("GET", "curricula", "small", "kernels")
    app = jp_serverapp.extension_manager.extension_points["dl_curriculum_ext"].app
    await app.stop_extension()
    await app.stop_extension()
