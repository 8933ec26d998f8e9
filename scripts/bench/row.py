"""One line of the table."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """A figure (None where it could not be measured), its unit (none for a ratio), our aim, and how it came about."""

    what: str
    value: float | None
    aim: float
    how: str
    unit: str = ""

    def as_json(self) -> dict[str, object]:
        return asdict(self) | {"met": None if self.value is None else self.value <= self.aim}
