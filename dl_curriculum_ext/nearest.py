"""The nearest known name, for errors that say what was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`` Did you mean 'softmax'?`` with a leading space, or nothing where no known name is near."""
    matches = get_close_matches(name[:200], list(known), n=1, cutoff=0.6)
    return f" Did you mean '{matches[0]}'?" if matches else ""
