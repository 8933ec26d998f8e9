"""Chooses the kernel that a learner's copy runs on."""

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec
from jupyter_core.utils import ensure_async
from msgspec import Struct

PREFERRED = "python3"


class KernelSpecs(Protocol):
    """What is asked of Jupyter's kernelspec manager; its answer may have to be awaited."""

    def get_all_specs(self) -> Any: ...


class Contents(Protocol):
    """What is asked of Jupyter's contents manager; its answer may have to be awaited."""

    def get(self, path: str, content: bool = ..., type: str | None = ..., format: str | None = ...) -> Any: ...


class Kernel(Struct, frozen=True):
    name: str
    metadata: dict[str, Any] | None
    """As a notebook's ``kernelspec`` metadata says it; None where there is no kernel."""
    message: str = ""


class _Spec(Struct, frozen=True):
    name: str = ""


class _Metadata(Struct, frozen=True):
    kernelspec: _Spec = _Spec()


class _Notebook(Struct, frozen=True):
    """Only what is needed of a notebook, so that its cells are not built."""

    metadata: _Metadata = _Metadata()


class Kernels:
    """``default`` is the server's own choice."""

    def __init__(self, specs: KernelSpecs, contents: Contents, default: str) -> None:
        self._specs = specs
        self._contents = contents
        self._default = default

    async def choose(self, notebook: str | None = None) -> Kernel:
        """The notebook's last kernel if it is still there, else python3, else the server's default, else any Python.

        ``notebook`` is a path in the contents manager's terms.
        """
        specs: Mapping[str, Any] = await ensure_async(self._specs.get_all_specs())
        pythons = [name for name, found in specs.items() if found["spec"].get("language", "").lower() == "python"]
        wanted = [await self._last(notebook)] if notebook is not None else []
        for name in (*wanted, PREFERRED, self._default, *pythons):
            if name in specs:
                spec = specs[name]["spec"]
                metadata = {
                    "name": name,
                    "display_name": spec.get("display_name", name),
                    "language": spec.get("language", ""),
                }
                return Kernel(name, metadata)
        return Kernel(
            "",
            None,
            "No Python kernel is installed here, so the notebook can be read but not run. Install one with "
            "'pip install ipykernel' in the environment that you want to work in, then reload the page.",
        )

    async def _last(self, notebook: str) -> str:
        # As text: the contents manager would check every cell of a notebook first.
        model = await ensure_async(self._contents.get(notebook, content=True, type="file", format="text"))
        try:
            return msgspec.json.decode(model["content"], type=_Notebook).metadata.kernelspec.name
        except msgspec.DecodeError:
            # Jupyter itself will say that this is no notebook when it is opened.
            return ""
