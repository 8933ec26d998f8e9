"""One line of the table."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """A figure, its unit (none for a ratio), our aim, and how it came about."""

    what: str
    value: float
    aim: float
    how: str
    unit: str = ""

    def as_json(self) -> dict[str, object]:
        return asdict(self) | {"met": self.value <= self.aim}


class PeerMissing(Exception):
    """What a row is measured against is not installed; says how to install it."""
