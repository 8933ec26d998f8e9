"""A small, valid pack in a folder, for tests that need one and for tests that break one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

Yaml = dict[str, Any]

STAGES = ("first-steps", "two-ways")
EXERCISE = "double-it"
CLOSING = "paper-log"
ITEMS = {
    "first-steps": ("read-this", "double-it", "tick-these", "look-back"),
    "two-ways": ("by-book", "by-course", "for-all", "build-something"),
}

STARTER = 'def double(x):\n    # Answer twice x.\n    raise NotImplementedError("write this")'
SOLUTION = "def double(x):\n    return 2 * x"
CHECK = 'assert double(2) == 4, "twice two is four"'


def cell(cell_id: str, kind: str, source: str, tags: tuple[str, ...] = (), locked: bool = False) -> Yaml:
    """One notebook cell as nbformat 4.5 has it."""
    metadata: Yaml = {"tags": list(tags)} if tags else {}
    if locked:
        metadata |= {"editable": False, "deletable": False}
    made: Yaml = {"id": cell_id, "cell_type": kind, "metadata": metadata, "source": source}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def notebook(item: str = EXERCISE, body: str = STARTER, check: str = CHECK) -> Yaml:
    """A tiny exercise notebook: prose, the learner's cell, one locked check cell."""
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
        "cells": [
            cell(f"{item}-intro", "markdown", "# Double it"),
            cell(f"{item}-double", "code", body, ("exercise",)),
            cell(f"{item}-twice", "code", check, ("check",), locked=True),
        ],
    }


def curriculum(**changes: Any) -> Yaml:
    """What ``curriculum.yaml`` of the small pack says."""
    return {
        "format": 1,
        "title": "A small pack",
        "about": "Two stages, for tests.",
        "version": "1.0",
        "goals": ["Understand it"],
        "topics": [
            {"id": "softmax", "title": "Softmax"},
            {"id": "gradient-descent", "title": "Gradient descent"},
        ],
        "motivation": [
            {
                "title": "A feat",
                "about": "Something that makes one curious.",
                "paper": {"title": "A paper", "url": "https://example.org/paper"},
                "stage": "two-ways",
            }
        ],
        "stages": list(STAGES),
        "closing": {
            "title": "What next",
            "about": "After the last stage.",
            "items": [
                {
                    "kind": "checklist",
                    "id": CLOSING,
                    "title": "Papers",
                    "minutes": 60,
                    "steps": ["read", "shared"],
                    "own_entries": True,
                }
            ],
        },
    } | changes


def first_stage(**changes: Any) -> Yaml:
    """A resource, an exercise, a checklist and a reflection."""
    return {
        "id": "first-steps",
        "title": "First steps",
        "why": "To begin somewhere.",
        "direction": "top-down",
        "budget_hours": 3,
        "exit_criteria": ["You can double a number."],
        "items": [
            {
                "kind": "resource",
                "id": "read-this",
                "title": "Read this",
                "minutes": 30,
                "url": "https://example.org/read",
                "topics": ["softmax"],
            },
            {
                "kind": "exercise",
                "id": "double-it",
                "title": "Double it",
                "minutes": 45,
                "topics": ["gradient-descent"],
                "files": ["numbers.csv"],
                "needs": {"imports": ["json"]},
            },
            {
                "kind": "checklist",
                "id": "tick-these",
                "title": "Tick these",
                "minutes": 20,
                "entries": [
                    {"id": "one", "title": "One", "see": "double-it"},
                    {"id": "two", "title": "Two", "url": "https://example.org/two"},
                ],
            },
            {
                "kind": "reflection",
                "id": "look-back",
                "title": "Look back",
                "minutes": 10,
                "prompt": "What was new?",
            },
        ],
    } | changes


def second_stage(**changes: Any) -> Yaml:
    """Two routes with an item each, one item for all, and an optional capstone."""
    return {
        "id": "two-ways",
        "title": "Two ways",
        "why": "There is more than one way.",
        "direction": "both",
        "budget_hours": 10,
        "routes": [{"id": "book", "title": "By book"}, {"id": "course", "title": "By course"}],
        "route_questions": [
            {
                "question": "How do you like to learn?",
                "answers": [
                    {"text": "By reading", "suggests": ["book"]},
                    {"text": "By listening", "suggests": ["course", "book"]},
                ],
            }
        ],
        "items": [
            {
                "kind": "resource",
                "id": "by-book",
                "title": "The book",
                "minutes": 300,
                "url": "https://example.org/book",
                "route": "book",
            },
            {
                "kind": "resource",
                "id": "by-course",
                "title": "The course",
                "minutes": 400,
                "url": "https://example.org/course",
                "route": "course",
            },
            {
                "kind": "resource",
                "id": "for-all",
                "title": "For all",
                "minutes": 30,
                "url": "https://example.org/all",
                "topics": ["softmax"],
            },
            {
                "kind": "capstone",
                "id": "build-something",
                "title": "Build something",
                "minutes": 600,
                "optional": True,
                "ideas": [{"id": "numbers", "title": "Numbers", "about": "Double many numbers."}],
                "headings": ["Problem"],
            },
        ],
    } | changes


def dump(path: Path, content: Yaml) -> Path:
    """Write a mapping as YAML, in the order given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def dump_notebook(path: Path, content: Yaml) -> Path:
    """Write a notebook as the authoring command does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def write_pack(folder: Path, name: str = "small", **changes: Any) -> Path:
    """Write the small pack to ``folder/name`` and return its root.

    ``changes`` replace top-level fields of ``curriculum.yaml``; ``first=`` and ``second=`` (mappings) replace fields
    of the two stages.
    """
    first, second = changes.pop("first", {}), changes.pop("second", {})
    root = folder / name
    dump(root / "curriculum.yaml", curriculum(**changes))
    one, two = root / "stages" / "first-steps", root / "stages" / "two-ways"
    dump(one / "stage.yaml", first_stage(**first))
    dump(two / "stage.yaml", second_stage(**second))
    dump_notebook(one / "double-it.ipynb", notebook())
    dump_notebook(one / "double-it.solution.ipynb", notebook(body=SOLUTION))
    (one / "numbers.csv").write_text("1,2\n3,4\n", encoding="utf-8")
    dump_notebook(two / "build-something.ipynb", notebook("build-something"))
    dump_notebook(two / "build-something.solution.ipynb", notebook("build-something", body=SOLUTION))
    return root


def change(path: Path, edit: Callable[[Yaml], None]) -> None:
    """Read a YAML file, let ``edit`` change the mapping in place, and write it back."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit(content)
    dump(path, content)


def change_stage(root: Path, stage: str, edit: Callable[[Yaml], None]) -> None:
    """Change one stage of a pack in place."""
    change(root / "stages" / stage / "stage.yaml", edit)
