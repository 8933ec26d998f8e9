"""What the REST API answers about the machine, its kernels, and which of them each notebook opens on."""

from typing import Literal, TypeAlias

from msgspec import field

from .answers import Answer, Moment

AcceleratorKind: TypeAlias = Literal["cuda", "rocm", "mps", "xpu", "other"]
Device: TypeAlias = Literal["cpu", "cuda", "rocm", "mps", "xpu", "other"]
Knowledge: TypeAlias = Literal["known", "probing", "unknown"]
Basis: TypeAlias = Literal["stated", "scaled", "measured"]


class Accelerator(Answer, frozen=True, kw_only=True):
    """A graphics card or its like, as the machine's own tools see it."""

    name: str
    kind: AcceleratorKind
    memory_gb: float | None = None
    """Null where the tools do not say."""
    free_gb: float | None = None


class KernelDevice(Answer, frozen=True, kw_only=True):
    """A device that torch can use in a kernel's environment, besides the processor."""

    kind: AcceleratorKind
    name: str
    memory_gb: float | None = None


class KernelEnvironment(Answer, frozen=True, kw_only=True):
    """A kernelspec and what was found in its environment."""

    name: str
    display_name: str
    language: str
    python: str = ""
    """The version, such as 3.11.9; empty where it is not known."""
    interpreter: str = ""
    """The Python that runs it; empty where that cannot be told from here."""
    state: Knowledge
    """``unknown`` where it did not answer; ``why`` then says so."""
    usable: bool
    """Whether a notebook of the curriculum could run on it at all."""
    why: str = ""
    """A sentence where it is not usable, not known, or not all that it says it is."""
    packages: dict[str, str] = field(default_factory=dict)
    """Distribution to version, of those that any exercise here needs."""
    devices: tuple[KernelDevice, ...] = ()


class Hardware(Answer, frozen=True, kw_only=True):
    """What computes here; memory in GB of 10^9 bytes."""

    processors: int
    """As many as this server may use."""
    memory_gb: float
    memory_free_gb: float
    accelerators: tuple[Accelerator, ...]
    message: str = ""
    """A sentence where the tools of an accelerator did not answer, or were not all found."""
    elsewhere: bool
    """Whether kernels run through a gateway: processors, memory and accelerators are then the server's, not theirs."""
    kernels: tuple[KernelEnvironment, ...]


class ItemKernel(Answer, frozen=True, kw_only=True):
    """What a notebook would open on, and what that means for it."""

    kernel: str
    """Empty where no kernel can run it."""
    message: str = ""
    """Why this one where that is not plain, or what is missing and what to do."""
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Kernel to the distributions that it lacks for this item; only kernels that were looked into and lack some."""
    install: dict[str, str] = field(default_factory=dict)
    """Kernel to the command, for a terminal of this server, that installs what is missing into its environment."""
    minutes: float | None = None
    """Computing time of the whole notebook on the chosen kernel of this machine; null where nothing is known."""
    basis: Basis = "stated"
    """As the item states it, scaled by what other items took here, or measured here for this very item."""
    device: Device = "cpu"
    """What the notebook would compute on."""
    memory_gb: float = 0
    """What it needs; 0 where it does not say."""
    free_gb: float | None = None
    """What is free where it would compute; null where that cannot be told, as through a gateway."""
    fits: bool = True
    smaller: bool = False
    """Whether it offers smaller settings, for a first copy."""
    smaller_memory_gb: float = 0
    """What it needs with them; 0 where it does not say."""


class CurriculumKernels(Answer, frozen=True, kw_only=True):
    """What every notebook of a curriculum would open on."""

    kernel: str | None
    """The kernel that the learner chose for the whole curriculum."""
    probing: bool
    """Whether environments are being looked into; an event tells when each of them is known."""
    items: dict[str, ItemKernel]
    """Every exercise and capstone."""


class RunningNotebook(Answer, frozen=True, kw_only=True):
    """A notebook of the curriculum whose kernel is alive."""

    item: str
    path: str
    kernel_id: str
    session_id: str
    kernel_name: str
    state: str
    """Of the kernel, as Jupyter has it: idle, busy, starting, …"""
    last_activity: Moment | None = None
    memory_gb: float | None = None
    """Held by the kernel and its children; null where that cannot be told."""
    accelerator_gb: float | None = None


class RunningNotebooks(Answer, frozen=True, kw_only=True):
    notebooks: tuple[RunningNotebook, ...]
