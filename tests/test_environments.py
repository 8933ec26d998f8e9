"""What is found in the environments of real kernelspecs, and how long it is remembered."""

import asyncio
import sys

import kernelspecs
import pytest
import tools
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from dl_curriculum_ext.environments import RETRY_SECONDS, Environments
from dl_curriculum_ext.model import Needs
from dl_curriculum_ext.prober import Prober
from dl_curriculum_ext.programs import Programs

NEEDS = Needs(packages=("torch", "numpy"), imports=("torch", "numpy"))


class Looking:
    """Environments that count the looks, by a clock that is set by hand."""

    def __init__(self, folder, managers=None, seconds=60.0, elsewhere=False):
        self.programs = Programs()
        self.told = []
        self.now = 1000.0
        prober = Prober(self.programs, managers, elsewhere=elsewhere, seconds=seconds)
        self.environments = Environments(
            prober, folder, "here", lambda name, finding: self.told.append((name, finding.state)), lambda: self.now
        )

    async def at(self, spec, modules=("torch", "numpy")):
        """What is known of one kernelspec once it was looked into."""
        await self.environments.look({"a": spec}, modules)
        await self.environments.settled()
        found = await self.environments.look({"a": spec}, modules)
        return found["a"]


@pytest.fixture
def looking(tmp_path):
    return Looking(tmp_path / "findings")


def with_torch(tmp_path, **about):
    """This Python, with a torch of ours before its own."""
    return kernelspecs.spec(env={"PYTHONPATH": str(kernelspecs.torch(tmp_path / "torch", **about))})


async def test_the_first_answer_comes_at_once_and_the_end_is_told(looking, tmp_path):
    spec = with_torch(tmp_path)
    found = await looking.environments.look({"a": spec}, ())
    assert (found["a"].state, found["a"].environment) == ("probing", None)
    assert looking.environments.is_probing
    await looking.environments.settled()
    assert looking.told == [("a", "known")]


async def test_a_python_tells_what_is_installed_and_what_torch_sees(looking, tmp_path):
    found = await looking.at(with_torch(tmp_path, cards=2))
    assert (found.state, found.usable, found.interpreter) == ("known", True, sys.executable)
    assert found.environment.python == sys.version.split()[0]
    assert found.environment.versions["torch"] == "2.13.0"
    assert [(card.kind, card.name, card.memory_gb) for card in found.environment.devices] == [
        ("cuda", "NVIDIA T4", 16)
    ] * 2
    assert found.environment.lacks(NEEDS) == ()


@pytest.mark.parametrize(
    ("about", "kind"), [({"hip": "6.4", "cuda": None, "cards": 1}, "rocm"), ({"cuda": None, "mps": True}, "mps")]
)
async def test_devices_of_other_makers_are_told_apart(looking, tmp_path, about, kind):
    found = await looking.at(with_torch(tmp_path, **about))
    assert [card.kind for card in found.environment.devices] == [kind]


@pytest.mark.slow
async def test_the_torch_that_is_installed_here_is_understood(looking):
    found = await looking.at(kernelspecs.spec())
    assert found.environment.lacks(NEEDS) == ()
    assert (found.why, found.environment.devices) == ("", ())


async def test_an_environment_without_torch_says_what_installs_it_there(looking, tmp_path):
    python = kernelspecs.environment(tmp_path / "bare")
    found = await looking.at(kernelspecs.spec(python))
    assert (found.usable, found.environment.lacks(NEEDS)) == (True, ("torch",))
    (site,) = (tmp_path / "bare" / "lib").glob("python*/site-packages")
    assert found.environment.install(["torch"]) == f"{python} -m pip install torch"
    (site / "pip").unlink()
    found = await looking.at(kernelspecs.spec(python))
    assert found.environment.install(["torch"]).startswith(f"{python} -m ensurepip --upgrade && {python} -m pip")


async def test_what_is_installed_there_later_is_noticed(looking, tmp_path):
    python = kernelspecs.environment(tmp_path / "bare")
    assert (await looking.at(kernelspecs.spec(python))).environment.lacks(NEEDS) == ("torch",)
    (site,) = (tmp_path / "bare" / "lib").glob("python*/site-packages")
    kernelspecs.torch(site)
    assert (await looking.at(kernelspecs.spec(python))).environment.lacks(NEEDS) == ()


async def test_a_torch_that_cannot_be_imported_counts_as_missing(looking, tmp_path):
    folder = kernelspecs.package(tmp_path / "torch", "torch", "raise OSError('libcudart.so.12 is missing')")
    found = await looking.at(kernelspecs.spec(env={"PYTHONPATH": str(folder)}))
    assert found.environment.lacks(NEEDS) == ("torch",)
    assert "libcudart" in found.why


async def test_a_torch_that_never_answers_does_not_hide_what_is_installed(tmp_path):
    looking = Looking(tmp_path / "findings", seconds=5)
    folder = kernelspecs.package(tmp_path / "torch", "torch", "import time; time.sleep(1000)")
    found = await looking.at(kernelspecs.spec(env={"PYTHONPATH": str(folder)}))
    assert "did not tell within 5 s" in found.why
    assert found.environment.lacks(NEEDS) == ()


async def test_a_python_that_sleeps_for_ever_is_given_up_and_left_alone_for_a_while(tmp_path):
    looking = Looking(tmp_path / "findings", seconds=1)
    sleeper = tmp_path / "bin" / "python3"
    sleeper.parent.mkdir()
    sleeper.write_text("#!/bin/sh\nsleep 1000\n")
    sleeper.chmod(0o755)
    found = await looking.at(kernelspecs.spec(sleeper))
    assert (found.state, found.usable) == ("unknown", False)
    assert f"{sleeper}, did not answer within 1 s" in found.why
    await looking.at(kernelspecs.spec(sleeper))
    assert len(looking.told) == 1
    looking.now += RETRY_SECONDS + 1
    await looking.at(kernelspecs.spec(sleeper))
    assert len(looking.told) == 2


async def test_a_deleted_python_is_named_until_it_is_back(looking, tmp_path):
    python = tmp_path / "env" / "bin" / "python3"
    found = await looking.at(kernelspecs.spec(python))
    assert (found.state, found.usable) == ("known", False)
    assert f"{python}, is not there any more" in found.why
    kernelspecs.environment(tmp_path / "env")
    assert (await looking.at(kernelspecs.spec(python))).usable


async def test_a_python_that_ends_with_an_error_says_its_last_words(looking, tmp_path):
    broken = tools.program(tmp_path, "python3", "raise SystemExit('no such environment')")
    found = await looking.at(kernelspecs.spec(broken))
    assert (found.state, found.usable) == ("unknown", False)
    assert "no such environment" in found.why


async def test_a_python_without_the_kernel_itself_is_no_use(looking, tmp_path):
    python = kernelspecs.environment(tmp_path / "bare", without=("torch", "functorch", "ipykernel"))
    found = await looking.at(kernelspecs.spec(python))
    assert not found.usable
    assert f"{python} -m pip install ipykernel" in found.why


async def test_a_kernel_of_another_language_is_not_looked_into(looking):
    found = await looking.at({"argv": ["R"], "display_name": "R", "language": "R"})
    assert (found.usable, looking.told) == (False, [])


async def test_a_kernels_own_variables_may_name_the_servers(looking, tmp_path, monkeypatch):
    monkeypatch.setenv("PLACE", str(kernelspecs.torch(tmp_path / "torch", cards=1)))
    found = await looking.at(kernelspecs.spec(env={"PYTHONPATH": "${PLACE}"}))
    assert len(found.environment.devices) == 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["shell", "launcher"])
async def test_behind_a_shell_or_a_launcher_the_kernel_itself_is_asked_and_ended(tmp_path, kind, jp_environ):
    place = kernelspecs.torch(tmp_path / "torch", cards=1)
    if kind == "shell":
        spec = kernelspecs.shell(env=f"PYTHONPATH={place}")
    else:
        spec = kernelspecs.spec(sys.executable, "env", f"PYTHONPATH={place}")
    kernelspecs.install("a", spec)
    managers = AsyncMappingKernelManager(root_dir=str(tmp_path))
    found = await Looking(tmp_path / "findings", managers).at(spec)
    assert (found.state, found.usable) == ("known", True), found.why
    assert [card.name for card in found.environment.devices] == ["NVIDIA T4"]
    assert managers.list_kernel_ids() == []


@pytest.mark.slow
async def test_a_launcher_that_does_not_start_is_explained(tmp_path, jp_environ):
    spec = kernelspecs.spec(sys.executable, "no-such-launcher")
    kernelspecs.install("a", spec)
    found = await Looking(tmp_path / "findings", AsyncMappingKernelManager(root_dir=str(tmp_path))).at(spec)
    assert (found.state, found.usable) == ("unknown", False)
    assert "did not start" in found.why


async def test_what_was_found_is_remembered_over_a_restart(tmp_path):
    spec = with_torch(tmp_path)
    first = await Looking(tmp_path / "findings").at(spec)
    again = Looking(tmp_path / "findings")
    assert await again.environments.recall({"a": spec}, ("torch",)) == {"a": first}
    assert await again.at(spec) == first
    assert again.told == []


async def test_a_changed_kernelspec_or_another_module_is_looked_into_anew(looking, tmp_path):
    spec = with_torch(tmp_path)
    await looking.at(spec)
    await looking.at(spec | {"display_name": "Renamed"})
    await looking.at(spec | {"display_name": "Renamed"}, modules=("torch", "numpy", "keras"))
    assert len(looking.told) == 3


async def test_looking_again_believes_nothing(looking, tmp_path):
    spec = with_torch(tmp_path)
    await looking.at(spec)
    looking.environments.forget()
    await looking.at(spec)
    assert len(looking.told) == 2


async def test_findings_that_cannot_be_read_or_kept_are_no_harm(tmp_path):
    spec = with_torch(tmp_path)
    folder = tmp_path / "findings"
    await Looking(folder).at(spec)
    (file,) = folder.glob("*.json")
    file.write_text("{")
    assert (await Looking(folder).at(spec)).usable
    blocked = tmp_path / "a file"
    blocked.write_text("")
    assert (await Looking(blocked / "findings").at(spec)).usable


async def test_two_who_look_at_once_look_once(looking, tmp_path):
    spec = with_torch(tmp_path)
    await asyncio.gather(*(looking.environments.look({"a": spec}, ()) for _ in range(3)))
    await looking.environments.settled()
    assert len(looking.told) == 1


async def test_closing_does_not_wait_for_a_python_that_sleeps(looking, tmp_path):
    sleeper = tmp_path / "python3"
    sleeper.write_text("#!/bin/sh\nexec sleep 1000\n")
    sleeper.chmod(0o755)
    await looking.environments.look({"a": kernelspecs.spec(sleeper)}, ())
    await asyncio.sleep(0)
    looking.programs.close()
    await looking.environments.close()
    assert looking.told == []
