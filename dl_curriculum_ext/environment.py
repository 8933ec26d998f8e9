"""What was found in a kernel's environment, and how it is said."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping

from msgspec import Struct

from .kernel_answers import KernelDevice, Knowledge
from .model import Needs


class Environment(Struct, frozen=True, kw_only=True):
    """As ``probe_script`` tells it."""

    python: str
    executable: str
    versions: dict[str, str]
    """Distribution, with its name as PyPI normalises it, to version."""
    modules: tuple[str, ...]
    """Of those that were asked for, the ones that an import would find."""
    has_torch: bool = False
    has_pip: bool = True
    is_managed: bool = False
    """Whether the operating system keeps it, so that pip must not install there."""
    folders: tuple[str, ...] = ()
    """Where its modules come from."""
    devices: tuple[KernelDevice, ...] = ()
    torch_build: str = ""
    """The version of CUDA or ROCm that torch was built for; empty for a build for the processor alone."""
    is_torch_broken: bool = False
    note: str = ""
    """A sentence where torch could not tell its devices."""

    def lacks(self, needs: Needs) -> tuple[str, ...]:
        """The distributions, in the order in which the item names them, that are not all there."""
        # A list of modules beside one of as many packages names the same things in the same order.
        is_paired = len(needs.packages) == len(needs.imports)
        pairs = dict(zip(needs.imports, needs.packages, strict=True)) if is_paired else {}
        unseen = [pairs.get(module, module) for module in needs.imports if module not in self.modules]
        absent = [name for name in needs.packages if normalised(name) not in self.versions]
        if is_paired:
            # A module that is found is enough: some builds come under another name.
            absent = [name for name in absent if name in unseen]
        broken = ["torch"] if self.is_torch_broken and "torch" in (*needs.packages, *needs.imports) else []
        return tuple(dict.fromkeys([*absent, *unseen, *broken]))

    def install(self, lacking: Iterable[str]) -> str:
        """The command that installs distributions right here; empty where none would do so."""
        if self.is_managed or not self.executable:
            return ""
        install = [self.executable, "-m", "pip", "install", *lacking]
        if self.has_pip:
            return _shell(install)
        return f"{_shell([self.executable, '-m', 'ensurepip', '--upgrade'])} && {_shell(install)}"


class Finding(Struct, frozen=True, kw_only=True):
    """How much is known of a kernel."""

    state: Knowledge
    usable: bool
    why: str = ""
    interpreter: str = ""
    environment: Environment | None = None

    @property
    def is_complete(self) -> bool:
        return self.usable and self.environment is not None


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(items: Iterable[Needs]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Packages and modules that any of the items needs, sorted."""
    packages: set[str] = set()
    modules: set[str] = set()
    for needs in items:
        packages.update(needs.packages)
        modules.update(needs.imports)
    return tuple(sorted(packages)), tuple(sorted(modules))


def shown(versions: Mapping[str, str], packages: Iterable[str]) -> dict[str, str]:
    """Of all that is installed, what is asked for, under the names that it is asked for by."""
    return {name: versions[normalised(name)] for name in packages if normalised(name) in versions}


def _shell(argv: list[str]) -> str:
    return subprocess.list2cmdline(argv) if sys.platform == "win32" else shlex.join(argv)
