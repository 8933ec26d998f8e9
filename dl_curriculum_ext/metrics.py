"""Numbers that a notebook reports: which of them are read, and how many are kept."""

import math
from typing import Annotated

from msgspec import Meta

from .answers import Metric, Request

MOST_METRICS = 100
"""Of one notebook, by name."""


class Reported(Request, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """A metric as a notebook displays it; what else it says there is passed over."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    value: float
    unit: Annotated[str, Meta(max_length=40)] = ""

    def __post_init__(self) -> None:
        # JSON cannot write it down again, and an event that holds it could not be read any more.
        if not math.isfinite(self.value):
            raise ValueError("Expected a finite number")


def keep(metrics: dict[str, Metric], reported: Reported) -> None:
    """Note one among others; a later value of a name takes the earlier one's place, and no name is one too many."""
    if reported.name in metrics or len(metrics) < MOST_METRICS:
        metrics[reported.name] = Metric(value=reported.value, unit=reported.unit)
