"""What the builder writes into a notebook's cells and the server reads back: roles, hashes and metrics."""

import hashlib
from typing import Literal, TypeAlias

KEY = "dl_curriculum"
"""Where notebook and cell metadata keep what is ours."""

METRIC = "application/vnd.dl-curriculum.metric+json"
"""What a cell displays to report a number."""

NOTEBOOK_FORMAT = 1
"""The newest layout of that metadata."""

Role: TypeAlias = Literal["prose", "exercise", "check", "parameters", "code"]


def normalise(source: str) -> str:
    """The source as it is compared: line ends as ``\\n``, without blanks at line ends or blank lines at the end."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip("\n")


def source_hash(source: str) -> str:
    """SHA-256, in hexadecimal, of the normalised source."""
    return hashlib.sha256(normalise(source).encode("utf-8", "surrogatepass")).hexdigest()
