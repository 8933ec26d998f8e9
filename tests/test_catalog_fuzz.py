"""No content of a pack's files makes the catalog raise, or lets a broken pack through."""

import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packs import curriculum, first_stage, second_stage, write_pack

from dl_curriculum_ext.catalog import Catalog

FILES = ("curriculum.yaml", "stages/first-steps/stage.yaml", "stages/two-ways/stage.yaml")
WORDS = st.sampled_from(["id", "items", "was", "read-this", "double-it", "softmax", "stages", "kind", "..", "", "a\n"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | WORDS | st.text(max_size=8),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(WORDS, below, max_size=4),
    max_leaves=12,
)
relaxed = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


def outcome(name: str, content: bytes) -> tuple[bool, list[str]]:
    """Whether the pack can be used with one file so replaced, and the messages."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_pack(Path(folder))
        (root / name).write_bytes(content)
        listing = Catalog(lambda: [Path(folder)]).listing()
        assert ("small" in listing.packs) != bool(listing.problems)
        return "small" in listing.packs, [problem.message for problem in listing.problems]


@relaxed
@given(st.sampled_from(FILES), st.binary(max_size=200))
def test_arbitrary_bytes_are_answered_with_a_sentence(name: str, content: bytes) -> None:
    usable, messages = outcome(name, content)
    assert not usable
    assert all(messages)


@relaxed
@given(st.sampled_from(FILES), st.text(st.sampled_from(" \n\t-:[]{}&*!|>'\"%@`#,?a0é\ufeff<"), max_size=60))
def test_arbitrary_punctuation_is_answered_with_a_sentence(name: str, content: str) -> None:
    usable, messages = outcome(name, content.encode())
    assert not usable
    assert all(messages)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in plain data."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in below for found in paths(part, (*path, key)))]


@relaxed
@given(st.data())
def test_any_one_value_replaced_is_read_or_answered_with_a_line(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, 2))
    content: Any = (curriculum, first_stage, second_stage)[number]()
    path = data.draw(st.sampled_from(paths(content)[1:]))
    inner = content
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = data.draw(VALUES)
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    with tempfile.TemporaryDirectory() as folder:
        root = write_pack(Path(folder))
        (root / FILES[number]).write_text(text, encoding="utf-8", newline="\n")
        listing = Catalog(lambda: [Path(folder)]).listing()
        assert ("small" in listing.packs) != bool(listing.problems)
        for problem in listing.problems:
            assert problem.message.endswith((".", "?", "dl-curriculum-ext"))
            assert problem.line is not None
            assert 1 <= problem.line <= text.count("\n") + 1 or not problem.file.endswith(FILES[number])
