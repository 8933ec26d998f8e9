"""Notebooks as the builder makes them, and what to look for in them, for the tests of updates."""

import re
from typing import Any

from dl_curriculum_ext.cells import source_hash

ITEM = "double-it"

Yaml = dict[str, Any]


def _cell(slug: str, kind: str, source: str, ours: Yaml, **metadata: Any) -> Yaml:
    about = {"dl_curriculum": {"source_sha256": source_hash(source)} | ours} | metadata
    made: Yaml = {"id": f"{ITEM}-{slug}", "cell_type": kind, "metadata": about, "source": source}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def prose(slug: str, source: str) -> Yaml:
    return _cell(slug, "markdown", source, {"role": "prose"})


def exercise(slug: str, source: str) -> Yaml:
    return _cell(slug, "code", source, {"role": "exercise", "exercise": slug}, tags=["exercise"])


def check(slug: str, source: str) -> Yaml:
    return _cell(slug, "code", source, {"role": "check", "check": slug}, tags=["check"], editable=False)


def own(cell_id: str, source: str) -> Yaml:
    """A cell of the learner's."""
    return {
        "id": cell_id,
        "cell_type": "code",
        "metadata": {},
        "source": source,
        "execution_count": None,
        "outputs": [],
    }


def release(*cells: Yaml) -> Yaml:
    """A starter with these cells."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": list(cells)}


def cell(notebook: Yaml, slug: str) -> Any:
    """The curriculum's cell of that slug."""
    [found] = [found for found in notebook["cells"] if found["id"] == f"{ITEM}-{slug}"]
    return found


def note_of(cell: Yaml) -> tuple[str, str]:
    """Of a note on a conflict: which cell it is about, and the curriculum's version that it shows."""
    shown = re.fullmatch(r".*?\n\n(`{3,})\w+\n(.*)\n\1", cell["source"], re.DOTALL)
    assert shown
    return cell["metadata"]["dl_curriculum"]["for"], shown.group(2)
