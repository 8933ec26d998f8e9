"""Stand-ins for the programs and the library of makers of graphics cards, put where the real ones would be."""

import json
import os
import sys
from pathlib import Path
from typing import Any

NVML = '''
"""NVIDIA's library as far as it is asked here, on cards that a file describes."""

import json, os, time
from types import SimpleNamespace

ABOUT = json.loads(open(os.environ["FAKE_CARDS"]).read())
NVML_ERROR_LIBRARY_NOT_FOUND, NVML_ERROR_DRIVER_NOT_LOADED, NVML_ERROR_LIB_RM_VERSION_MISMATCH = 12, 9, 18
NVML_DEVICE_MIG_ENABLE = 1

class NVMLError(Exception):
    def __init__(self, value):
        super().__init__("error %s" % value)
        self.value = value

def nvmlInit():
    if ABOUT.get("hangs"):
        time.sleep(1000)
    if ABOUT.get("error"):
        raise NVMLError(ABOUT["error"])

def nvmlShutdown(): pass
def nvmlDeviceGetCount(): return len(ABOUT["cards"])

def nvmlDeviceGetHandleByIndex(number):
    card = ABOUT["cards"][number]
    if card.get("lost"):
        raise NVMLError(15)
    return card

def nvmlDeviceGetMigMode(card):
    if "parts" not in card:
        raise NVMLError(3)
    return [1, 1]

def nvmlDeviceGetMaxMigDeviceCount(card): return 7

def nvmlDeviceGetMigDeviceHandleByIndex(card, number):
    if number >= len(card["parts"]):
        raise NVMLError(6)
    return card["parts"][number]

def nvmlDeviceGetName(card): return card["name"]

def nvmlDeviceGetMemoryInfo(card):
    if "total" not in card:
        raise NVMLError(3)
    return SimpleNamespace(total=card["total"], free=card["free"])

def nvmlDeviceGetComputeRunningProcesses(card):
    return [SimpleNamespace(pid=int(pid), usedGpuMemory=used) for pid, used in card.get("held", {}).items()]
'''


def program(folder: Path, name: str, body: str) -> Path:
    """A Python program that is found by its name once ``folder`` is on the path."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!{sys.executable}\n{body}", "utf-8")
    file.chmod(0o755)
    return file


def tells(folder: Path, name: str, answers: dict[str, Any]) -> None:
    """A program that answers JSON by the words that its arguments hold."""
    body = "import json, sys\nsaid = ' '.join(sys.argv[1:])\n"
    body += f"answers = json.loads({json.dumps(answers)!r})\n"
    body += "print(json.dumps(next(answer for words, answer in answers.items() if words in said)))\n"
    program(folder, name, body)


def nvidia(folder: Path, monkeypatch: Any, **about: Any) -> None:
    """A driver with these cards, and NVIDIA's library that asks it."""
    program(folder / "bin", "nvidia-smi", "")
    (folder / "pynvml.py").write_text(NVML, "utf-8")
    cards = folder / "cards.json"
    cards.write_text(json.dumps({"cards": []} | about), "utf-8")
    monkeypatch.setenv("FAKE_CARDS", str(cards))
    monkeypatch.setenv("PYTHONPATH", str(folder))
    on_path(folder / "bin", monkeypatch)


def on_path(folder: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), os.environ["PATH"]]))
