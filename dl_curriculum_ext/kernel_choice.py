"""Which kernel a notebook opens on, and what to say about it."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from .environment import Finding
from .kernel_command import is_python
from .model import Needs

PREFERRED = "python3"
NO_KERNEL = (
    "No Python kernel is installed here, so the notebook can be read but not run. Install one with "
    "'pip install ipykernel' in the environment that you want to work in, then reload the page."
)


class Wishes(Struct, frozen=True, kw_only=True):
    """Kernels that were chosen before, the nearest first."""

    last: str = ""
    """That this very notebook used last."""
    curriculum: str = ""
    """That the learner chose for all."""


class Choice(Struct, frozen=True, kw_only=True):
    kernel: str
    """Empty where none can run it."""
    message: str = ""
    missing: dict[str, tuple[str, ...]] = {}
    install: dict[str, str] = {}


class Kernelspecs(Struct, frozen=True):
    """Those that are installed, with what is known of each."""

    specs: Mapping[str, Mapping[str, Any]]
    findings: Mapping[str, Finding]
    default: str
    elsewhere: bool = False
    """Whether they run behind a gateway, where a command from this machine's terminal does not reach."""

    def display(self, name: str) -> str:
        return str(self.specs[name].get("display_name") or name)

    def in_order(self) -> list[str]:
        """Those that run Python; the usual ones first."""
        pythons = [name for name, spec in self.specs.items() if is_python(spec)]
        usual = [name for name in (PREFERRED, self.default) if name in self.specs]
        return list(dict.fromkeys([*usual, *pythons]))

    def is_usable(self, name: str) -> bool:
        finding = self.findings.get(name)
        return finding is None or finding.usable


def choose(kernels: Kernelspecs, needs: Needs, wishes: Wishes) -> Choice:
    """The last used; else the curriculum's; else a complete one, with an accelerator if it can be; else the usual."""
    missing, install = _lacking(kernels, needs)
    rejected = ""
    for wish in (wishes.last, wishes.curriculum):
        if wish in kernels.specs:
            if kernels.is_usable(wish):
                message = _lack(kernels, wish, needs, missing, install) if wish in missing else ""
                return Choice(kernel=wish, message=rejected or message, missing=missing, install=install)
            why = kernels.findings[wish].why
            rejected = rejected or f"'{kernels.display(wish)}', which you chose before, cannot be used. {why}"
    complete = list(_complete(kernels, missing))
    if complete:
        wants_torch = "torch" in (*needs.packages, *needs.imports)
        chosen = max(complete, key=lambda name: wants_torch and bool(_devices(kernels, name)))
        return Choice(kernel=chosen, message=rejected, missing=missing, install=install)
    usable = [name for name in kernels.in_order() if kernels.is_usable(name)]
    if not usable:
        whys = [f"{kernels.display(name)}: {kernels.findings[name].why}" for name in kernels.in_order()]
        message = " ".join(["No kernel here can run this notebook.", *whys]) if whys else NO_KERNEL
        return Choice(kernel="", message=message, missing=missing, install=install)
    # One that may still turn out to be complete before one that is known not to be.
    chosen = next((name for name in usable if name not in missing), usable[0])
    message = _lack(kernels, chosen, needs, missing, install) if chosen in missing else ""
    return Choice(kernel=chosen, message=rejected or message, missing=missing, install=install)


def _lacking(kernels: Kernelspecs, needs: Needs) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    missing, install = {}, {}
    for name, finding in kernels.findings.items():
        if not finding.usable or finding.environment is None:
            continue
        lacking = finding.environment.lacks(needs)
        if lacking:
            missing[name] = lacking
            command = "" if kernels.elsewhere else finding.environment.install(lacking)
            if command:
                install[name] = command
    return missing, install


def _complete(kernels: Kernelspecs, missing: Mapping[str, object]) -> Iterable[str]:
    for name in kernels.in_order():
        finding = kernels.findings.get(name)
        if finding is not None and finding.is_complete and name not in missing:
            yield name


def _devices(kernels: Kernelspecs, name: str) -> tuple[object, ...]:
    environment = kernels.findings[name].environment
    return environment.devices if environment else ()


def _lack(
    kernels: Kernelspecs,
    name: str,
    needs: Needs,
    missing: Mapping[str, tuple[str, ...]],
    install: Mapping[str, str],
) -> str:
    """What the chosen one lacks, and the ways out."""
    lacking = f"'{kernels.display(name)}' lacks {_listed(missing[name])}."
    better = next(iter(_complete(kernels, missing)), None)
    ways = []
    if better is not None:
        ways.append(f"open it on '{kernels.display(better)}', which has all that it needs")
    if name in install:
        ways.append(f"install what is missing in a terminal: {install[name]}")
    elif kernels.elsewhere:
        ways.append("install what is missing on the machine where the kernel runs, then look again")
    elif better is None:
        ways.append("ask whoever keeps this Python to install it, or make an environment of your own with it")
    mend = ", or ".join(ways)
    return f"{lacking} {mend[:1].upper()}{mend[1:]}" + ("" if name in install else ".")


def _listed(names: tuple[str, ...]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
