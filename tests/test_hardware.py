"""What computes here, as the makers' tools tell it: real processes, and stand-ins for tools that need a card."""

import asyncio
import os
import time

import psutil
import pytest
import tools

from dl_curriculum_ext import machine, vendor_tools
from dl_curriculum_ext.hardware import WAITING, HardwareReader
from dl_curriculum_ext.programs import Programs

GIB = 1024**3


@pytest.fixture(autouse=True)
def _any_card(monkeypatch):
    """The bus cannot be seen, so that the machine that the tests run on says nothing of its own cards."""
    monkeypatch.setattr(vendor_tools, "PCI", machine.CGROUPS / "no such folder")


@pytest.fixture
def look():
    """Ask all tools; each has a few seconds."""
    programs = Programs()

    def looking(seconds=20):
        return vendor_tools.look(lambda *argv: programs.ask(argv, seconds))

    yield looking
    programs.close()


def test_a_machine_without_cards_says_nothing_of_them(look):
    assert look() == vendor_tools.Seen()


def test_several_nvidia_cards_are_told_with_what_is_free_and_who_holds_it(look, tmp_path, monkeypatch):
    cards = [
        {"name": "NVIDIA RTX 4090", "total": 24 * GIB, "free": 20 * GIB, "held": {"41": GIB, "42": None}},
        {"name": "NVIDIA RTX 3060", "total": 12 * GIB, "free": 0, "held": {"41": 2 * GIB}},
    ]
    tools.nvidia(tmp_path, monkeypatch, cards=cards)
    seen = look()
    assert [(card.name, card.kind, card.free_gb) for card in seen.accelerators] == [
        ("NVIDIA RTX 4090", "cuda", 21.47),
        ("NVIDIA RTX 3060", "cuda", 0),
    ]
    assert seen.held == {41: 3 * GIB}
    assert seen.message == ""


def test_of_a_card_cut_into_instances_these_are_told(look, tmp_path, monkeypatch):
    parts = [{"name": "NVIDIA A100 MIG 1g.5gb", "total": 5 * GIB, "free": 4 * GIB} for _ in range(2)]
    tools.nvidia(tmp_path, monkeypatch, cards=[{"name": "NVIDIA A100", "total": 40 * GIB, "free": 1, "parts": parts}])
    assert [card.name for card in look().accelerators] == ["NVIDIA A100 MIG 1g.5gb"] * 2


def test_a_card_that_shares_the_machines_memory_has_none_of_its_own(look, tmp_path, monkeypatch):
    tools.nvidia(tmp_path, monkeypatch, cards=[{"name": "NVIDIA GB10"}])
    (card,) = look().accelerators
    assert (card.memory_gb, card.free_gb) == (None, None)


def test_a_lost_card_does_not_hide_the_other(look, tmp_path, monkeypatch):
    tools.nvidia(tmp_path, monkeypatch, cards=[{"lost": True}, {"name": "NVIDIA T4", "total": GIB, "free": GIB}])
    seen = look()
    assert [card.name for card in seen.accelerators] == ["NVIDIA T4"]
    assert "cannot reach card 0" in seen.message


@pytest.mark.parametrize(
    ("error", "words"),
    [(12, "driver is not installed"), (9, "not running"), (18, "updated while it was running"), (999, "error 999")],
)
def test_a_driver_that_does_not_work_is_explained(look, tmp_path, monkeypatch, error, words):
    tools.nvidia(tmp_path, monkeypatch, error=error)
    seen = look()
    assert seen.accelerators == ()
    assert words in seen.message


def test_a_card_without_driver_is_noticed_from_the_machine_itself(look, tmp_path, monkeypatch):
    card = tmp_path / "pci" / "0000:01:00.0"
    card.mkdir(parents=True)
    (card / "vendor").write_text("0x10de\n")
    (card / "class").write_text("0x030000\n")
    monkeypatch.setattr(vendor_tools, "PCI", tmp_path / "pci")
    assert "driver is not installed" in look().message


def test_a_tool_that_came_without_a_card_is_not_heard(look, tmp_path, monkeypatch):
    (tmp_path / "pci").mkdir()
    monkeypatch.setattr(vendor_tools, "PCI", tmp_path / "pci")
    tools.nvidia(tmp_path, monkeypatch, error=9)
    tools.program(tmp_path / "bin", "rocm-smi", "raise SystemExit('no device')")
    assert look() == vendor_tools.Seen()


def test_a_driver_that_hangs_is_given_up_and_its_process_ended(look, tmp_path, monkeypatch):
    tools.nvidia(tmp_path, monkeypatch, hangs=True)
    tools.tells(tmp_path / "bin", "rocm-smi", {"": {"card0": {"Card Series": "AMD MI210"}}})
    seen = look(seconds=2)
    assert "did not answer in time" in seen.message
    assert [card.name for card in seen.accelerators] == ["AMD MI210"]


async def test_an_answer_does_not_wait_for_a_driver_that_hangs(tmp_path, monkeypatch):
    tools.nvidia(tmp_path, monkeypatch, hangs=True)
    programs = Programs()
    reader = HardwareReader(programs, limit=60)
    first = await reader.read(patience=0.1)
    assert (first.seen.message, first.seen.accelerators) == (WAITING, ())
    assert first.processors >= 1
    assert 0 < first.memory.free <= first.memory.total
    programs.close()
    # Ended with the server, not after its minute.
    assert "cards are not shown" in (await reader.read(patience=30)).seen.message


async def test_two_who_look_at_once_ask_the_tools_once(tmp_path, monkeypatch):
    count = tmp_path / "count"
    body = f"open({str(count)!r}, 'a').write('x')\nprint('{{}}')"
    tools.program(tmp_path / "bin", "rocm-smi", body)
    tools.on_path(tmp_path / "bin", monkeypatch)
    reader = HardwareReader(Programs())
    await asyncio.gather(*(reader.read(patience=30) for _ in range(3)))
    await reader.read(patience=30)
    assert count.read_text() == "x"


@pytest.mark.parametrize("wrapped", [False, True])
def test_amd_cards_are_told_by_amd_smi(look, tmp_path, monkeypatch, wrapped):
    names = [{"gpu": 0, "asic": {"market_name": "AMD Instinct MI300X"}}]
    memory = {"total_vram": {"value": 1024, "unit": "MB"}, "free_vram": {"value": 512, "unit": "MB"}}
    metric = [{"gpu": 0, "mem_usage": memory}]
    answers = {
        "static": {"gpu_data": names} if wrapped else names,
        "metric": {"gpu_data": metric} if wrapped else metric,
    }
    tools.tells(tmp_path, "amd-smi", answers)
    tools.on_path(tmp_path, monkeypatch)
    (card,) = look().accelerators
    assert (card.name, card.kind, card.memory_gb, card.free_gb) == ("AMD Instinct MI300X", "rocm", 1.07, 0.54)


def test_older_amd_tools_are_understood(look, tmp_path, monkeypatch):
    card = {
        "Card series": "Radeon VII",
        "VRAM Total Memory (B)": "16000000000",
        "VRAM Total Used Memory (B)": "1000000000",
    }
    tools.tells(tmp_path, "rocm-smi", {"": {"card0": card, "system": {}}})
    tools.on_path(tmp_path, monkeypatch)
    (found,) = look().accelerators
    assert (found.name, found.memory_gb, found.free_gb) == ("Radeon VII", 16, 15)


def test_intel_cards_are_told_by_xpu_smi(look, tmp_path, monkeypatch):
    used = {"data_list": [{"metrics_type": "XPUM_STATS_MEMORY_USED", "value": 1000}]}
    answers = {
        "discovery -d": {"memory_physical_size_byte": "16000000000"},
        "discovery": {"device_list": [{"device_id": 0, "device_name": "Intel Arc A770"}]},
        "stats": {"tile_level": [used]},
    }
    tools.tells(tmp_path, "xpu-smi", answers)
    tools.on_path(tmp_path, monkeypatch)
    (card,) = look().accelerators
    assert (card.name, card.kind, card.memory_gb, card.free_gb) == ("Intel Arc A770", "xpu", 16, 14.95)


def test_a_tool_whose_answer_has_another_shape_is_named(look, tmp_path, monkeypatch):
    tools.tells(tmp_path, "xpu-smi", {"": [1, 2]})
    tools.on_path(tmp_path, monkeypatch)
    assert "INTEL" in look().message


def test_a_program_that_never_stops_talking_is_stopped(tmp_path):
    flood = tools.program(tmp_path, "flood", "while True: print('x' * 10000)")
    said = Programs().ask([str(flood)], 60)
    assert said.code is None


def test_the_children_of_a_program_end_with_it(tmp_path):
    child = tmp_path / "child"
    body = "import subprocess, time\np = subprocess.Popen(['sleep', '1000'])\n"
    body += f"open({str(child)!r}, 'w').write(str(p.pid))\ntime.sleep(1000)"
    shell = tools.program(tmp_path, "launcher", body)
    assert Programs().ask([str(shell)], 2).code is None
    pid = int(child.read_text())
    deadline = time.monotonic() + 30
    while _is_alive(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Where nobody takes note of its end it stays in the list.
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("version", [1, 2])
def test_a_containers_limit_is_the_memory_that_there_is(tmp_path, version):
    folder = tmp_path if version == 2 else tmp_path / "memory"
    folder.mkdir(exist_ok=True)
    limit, used = (
        ("memory.max", "memory.current") if version == 2 else ("memory.limit_in_bytes", "memory.usage_in_bytes")
    )
    (folder / limit).write_text("100000000\n")
    (folder / used).write_text("60000000\n")
    (folder / "memory.stat").write_text("anon 1\ninactive_file 10000000\ntotal_inactive_file 10000000\n")
    assert machine.memory(tmp_path) == machine.Memory(100000000, 50000000)


def test_without_a_limit_the_memory_is_the_machines(tmp_path):
    (tmp_path / "memory.max").write_text("max\n")
    assert machine.memory(tmp_path).total == machine.memory(tmp_path / "nothing").total
