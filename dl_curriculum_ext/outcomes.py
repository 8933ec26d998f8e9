"""How a check's end is worded: right, not attempted, wrong, broken, or could not run."""

from msgspec import Struct

from .check_answers import CheckOutcome, RunState

MOST_LETTERS = 2000
"""Of any one message that is kept."""
OUT_OF_MEMORY = {"MemoryError", "_ArrayMemoryError", "OutOfMemoryError"}
_MEMORY_WORDS = ("not enough memory", "can't allocate memory", "cannot allocate memory", "out of memory")


class CannotRun(Exception):
    """Something in the way of a run that says nothing about the learner's work; it never changes a status."""

    def __init__(self, message: str, state: RunState = "could-not-run") -> None:
        super().__init__(message)
        self.message = message
        self.state = state


class Raised(Struct, frozen=True):
    """An error that a cell ended in."""

    name: str
    message: str

    def is_out_of_memory(self) -> bool:
        if self.name in OUT_OF_MEMORY:
            return True
        return self.name in ("RuntimeError", "OSError") and any(word in self.message.lower() for word in _MEMORY_WORDS)

    @property
    def words(self) -> str:
        """What went wrong, in a line that names the error and, where it is a common one, what to do."""
        if self.name == "StdinNotImplementedError":
            return (
                "This cell asks for typed input, and in a run from a clean start nobody is there to type. Put the "
                "value into a variable instead of calling input()."
            )
        return shortened(f"{self.name}: {self.message}" if self.message else self.name)


def shortened(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else text[:MOST_LETTERS] + " …"


def judge(name: str, cell: str, raised: Raised | None, *, is_stub: bool) -> CheckOutcome:
    """What a check that ran to its end says; ``is_stub``: the exercise it checks is still as the starter has it."""
    if raised is None:
        return CheckOutcome(name=name, cell=cell, outcome="right", message="")
    if is_stub or raised.name == "NotImplementedError":
        message = "Not attempted yet: the place for your own code is still empty."
        return CheckOutcome(name=name, cell=cell, outcome="not-attempted", message=message)
    if raised.name == "AssertionError":
        message = (
            shortened(raised.message) or "What this check asks for does not hold yet. Read it to see what it asks."
        )
        return CheckOutcome(name=name, cell=cell, outcome="wrong", message=message)
    return CheckOutcome(name=name, cell=cell, outcome="broken", message=raised.words)


def not_reached(name: str, cell: str) -> CheckOutcome:
    message = "This check was not reached, so it says nothing about your work."
    return CheckOutcome(name=name, cell=cell, outcome="could-not-run", message=message)


def is_missing(name: str) -> CheckOutcome:
    message = "This check is not in your notebook any more. Put it back, then check again."
    return CheckOutcome(name=name, cell="", outcome="could-not-run", message=message)


def failed(outcomes: tuple[CheckOutcome, ...], broken: str) -> str:
    """A sentence or two about a run that did not pass; ``broken`` names the cell that raised an error, if any."""
    right = sum(found.outcome == "right" for found in outcomes)
    waiting = sum(found.outcome == "not-attempted" for found in outcomes)
    missing = sum(found.outcome == "could-not-run" for found in outcomes)
    said = []
    if outcomes:
        said.append(f"{right} of {len(outcomes)} checks {'is' if right == 1 else 'are'} right.")
    if waiting:
        said.append(f"{waiting} {'waits' if waiting == 1 else 'wait'} for code that is still to be written.")
    if missing:
        said.append(f"{missing} {'is' if missing == 1 else 'are'} not in the notebook any more.")
    if broken:
        said.append(f"The cell '{broken}' ended in an error.")
    return " ".join(said)


def passed(checks: int) -> str:
    if not checks:
        return "The notebook ran from top to bottom without an error."
    which = "its check is" if checks == 1 else f"all {checks} checks are"
    return f"The notebook ran from top to bottom, and {which} right."


INTERRUPTED = "The run was stopped before its end, so it says nothing about your work. Check again when you like."
LOST = (
    "The Jupyter server stopped while this run was going on, so it has no result. Nothing of yours was changed. Check "
    "again when you like."
)


def kernel_is_gone(name: str) -> str:
    return (
        f"The kernel '{name}', which this notebook uses, is not installed here. Choose another kernel in the "
        "notebook's toolbar, save, and check again."
    )


def no_kernel() -> str:
    return "No kernel is installed here. Install one with 'pip install ipykernel', then check again."


def kernel_would_not_start(name: str, why: str) -> str:
    return (
        f"The kernel '{name}' did not start ({shortened(why)}). Open the notebook with it to see whether it works "
        "there, or choose another kernel."
    )


def kernel_died(cell: str) -> str:
    return (
        f"The kernel stopped of itself in the cell '{cell}'. Often the memory had run out: close other notebooks or "
        "choose smaller settings, then check again."
    )


def out_of_memory(cell: str) -> str:
    return (
        f"The memory ran out in the cell '{cell}'. Close other notebooks or choose smaller settings, then check again."
    )


def out_of_time(cell: str, seconds: float) -> str:
    limit = f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"
    return (
        f"The run was stopped after {limit}, the time that this item is given, in the cell '{cell}'. If a loop there "
        "has no end, give it one; else choose smaller settings, then check again."
    )


def copy_is_gone(path: str) -> str:
    return f"Your copy '{path}' is not there any more. Open the item again to find it or to get a fresh one."


def too_large(path: str, size: int, most: int) -> str:
    return (
        f"'{path}' takes {size / 1e6:.0f} MB; a run from a clean start reads at most {most / 1e6:.0f} MB. Clear the "
        "outputs of its cells, save, and check again."
    )


def no_notebook(path: str) -> str:
    return (
        f"'{path}' cannot be read as a notebook. Restore it from a checkpoint or a backup, or move it elsewhere and "
        "open the item again."
    )


def too_new(path: str, version: object) -> str:
    return (
        f"'{path}' has the notebook format {version}, which this server does not know. Save it with a Jupyter that "
        "writes format 4, or update this one."
    )
