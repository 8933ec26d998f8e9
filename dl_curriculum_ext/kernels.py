"""The kernels that are installed, and the one that each of the learner's copies runs on."""

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec
from jupyter_core.utils import ensure_async
from msgspec import Struct

from .contents_errors import status_of
from .environments import Environments
from .errors import BadRequest
from .journal import KernelChosen
from .kernel_choice import NO_KERNEL, Choice, Kernelspecs, Wishes, choose
from .model import Needs
from .nearest import did_you_mean


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
    chosen: KernelChosen | None = None
    """Where it is another than the copy itself says, by the learner's choice just now."""


class _Spec(Struct, frozen=True):
    name: str = ""


class _Metadata(Struct, frozen=True):
    kernelspec: _Spec = _Spec()


class _Notebook(Struct, frozen=True):
    """Only what is needed of a notebook, so that its cells are not built."""

    metadata: _Metadata = _Metadata()


class Kernels:
    """``default`` is the server's own choice; ``elsewhere`` says that kernels run behind a gateway."""

    def __init__(
        self,
        specs: KernelSpecs,
        contents: Contents,
        default: str,
        environments: Environments | None = None,
        *,
        elsewhere: bool = False,
    ) -> None:
        self._specs = specs
        self._contents = contents
        self._default = default
        self._environments = environments
        self._elsewhere = elsewhere
        self._said: dict[str, tuple[object, str]] = {}

    async def all(self) -> dict[str, Mapping[str, Any]]:
        """Every kernelspec by name, as its ``kernel.json`` says it."""
        found: Mapping[str, Any] = await ensure_async(self._specs.get_all_specs())
        return {name: spec["spec"] for name, spec in found.items()}

    def seen(self, specs: Mapping[str, Mapping[str, Any]], findings: Mapping[str, Any]) -> Kernelspecs:
        return Kernelspecs(specs, findings, self._default, self._elsewhere)

    async def demand(self, name: str) -> None:
        """Raises `BadRequest` where there is no such kernel."""
        _refuse_unknown(await self.all(), name)

    async def for_new(self, needs: Needs, curriculum: str | None, asked: str | None) -> Kernel:
        """For a copy that is about to be made; raises `BadRequest` where the one ``asked`` for is not there."""
        kernels = await self._recalled(needs)
        wishes = Wishes(last=_there(kernels, asked), curriculum=curriculum or "")
        return _kernel(kernels, choose(kernels, needs, wishes))

    async def for_copy(
        self, needs: Needs, path: str, curriculum: str | None, chosen: KernelChosen | None, asked: str | None = None
    ) -> Kernel:
        """For a copy that is there; ``chosen`` is what the learner chose for it before."""
        kernels = await self._recalled(needs)
        says = await self.says(path)
        last = _there(kernels, asked) or last_used(says, chosen)
        kernel = _kernel(kernels, choose(kernels, needs, Wishes(last=last, curriculum=curriculum or "")))
        if asked and asked != last_used(says, chosen):
            return msgspec.structs.replace(kernel, chosen=KernelChosen(asked, says))
        return kernel

    async def says(self, notebook: str) -> str:
        """The kernel that a notebook's metadata names; empty where there is none, or no notebook that can be read."""
        try:
            return await self._says(notebook)
        except Exception as error:
            if status_of(error) in (400, 403, 404):
                return ""
            raise

    async def _says(self, notebook: str) -> str:
        about = await ensure_async(self._contents.get(notebook, content=False))
        kept = self._said.get(notebook)
        if kept is None or kept[0] != about["last_modified"]:
            # As text: the contents manager would check every cell of a notebook first.
            model = await ensure_async(self._contents.get(notebook, content=True, type="file", format="text"))
            kept = self._said[notebook] = about["last_modified"], _named(model["content"])
        return kept[1]

    async def _recalled(self, needs: Needs) -> Kernelspecs:
        specs = await self.all()
        findings = await self._environments.recall(specs, needs.imports) if self._environments else {}
        return self.seen(specs, findings)


def last_used(says: str, chosen: KernelChosen | None) -> str:
    """What was chosen holds as long as the notebook says what it said then: it was not saved on another one since."""
    return chosen.kernel if chosen is not None and chosen.instead_of == says else says


def _named(content: str) -> str:
    try:
        return msgspec.json.decode(content, type=_Notebook).metadata.kernelspec.name
    except msgspec.DecodeError:
        # Jupyter itself will say that this is no notebook when it is opened.
        return ""


def _there(kernels: Kernelspecs, asked: str | None) -> str:
    if asked:
        _refuse_unknown(kernels.specs, asked)
    return asked or ""


def _refuse_unknown(specs: Mapping[str, Any], name: str) -> None:
    if name not in specs:
        raise BadRequest(f"No kernel '{name}' is installed here.{did_you_mean(name, specs)}")


def _kernel(kernels: Kernelspecs, choice: Choice) -> Kernel:
    if not choice.kernel:
        return Kernel("", None, choice.message or NO_KERNEL)
    spec = kernels.specs[choice.kernel]
    metadata = {
        "name": choice.kernel,
        "display_name": kernels.display(choice.kernel),
        "language": spec.get("language", ""),
    }
    return Kernel(choice.kernel, metadata, choice.message)
