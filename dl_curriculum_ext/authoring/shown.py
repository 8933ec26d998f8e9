"""What a finished example showed when it last ran, kept in its notebook: pictures are half of what there is to read.

The only outputs in the pack. They stay while the code above them is the same, and have no part in what a source builds.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_KEPT = ("image/png", "text/markdown", "text/plain")
"""In the order in which one is taken; what needs a running kernel or a script to be drawn is left out."""


def with_outputs_of(built: bytes, path: Path) -> bytes:
    """The built notebook with what the one at path shows, provided that all code in both is the same."""
    new, old = json.loads(built), _read(path)
    if old is None or _code(new) != _code(old):
        return built
    outputs = {cell["id"]: cell.get("outputs", []) for cell in old["cells"] if cell["cell_type"] == "code"}
    return _encode(_filled(new, outputs))


def without_outputs(notebook: bytes) -> bytes:
    """The notebook as its source builds it; what is no notebook comes back as it is."""
    try:
        content = json.loads(notebook)
        return _encode(_filled(content, {}))
    except (ValueError, KeyError, TypeError, AttributeError):
        return notebook


def shows_pictures(notebook: bytes) -> bool:
    """Whether any picture is kept in the notebook."""
    cells = json.loads(notebook)["cells"]
    return any("image/png" in output.get("data", {}) for cell in cells for output in cell.get("outputs", ()))


def keep(path: Path, outputs: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Write into the notebook what a run of it showed, by cell id, as far as it can be read without a kernel."""
    readable = {cell: [kept for output in shown if (kept := _readable(output))] for cell, shown in outputs.items()}
    path.write_bytes(_encode(_filled(json.loads(path.read_bytes()), readable)))


def _readable(output: Mapping[str, Any]) -> dict[str, Any] | None:
    if output["output_type"] == "stream":
        return None if output["name"] == "stderr" else dict(output)
    data = output.get("data", {})
    kind = next((kind for kind in _KEPT if kind in data), None)
    drawn_by_script = any("widget" in kind or kind.endswith("+json") for kind in data)
    if kind is None or drawn_by_script:
        return None
    return {"output_type": "display_data", "data": {kind: data[kind]}, "metadata": {}}


def _filled(notebook: dict[str, Any], outputs: Mapping[str, Any]) -> dict[str, Any]:
    cells = [
        cell | {"outputs": outputs.get(cell["id"], []), "execution_count": None}
        if cell["cell_type"] == "code"
        else cell
        for cell in notebook["cells"]
    ]
    return notebook | {"cells": cells}


def _code(notebook: dict[str, Any]) -> list[tuple[str, str]]:
    return [(cell["id"], "".join(cell["source"])) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _read(path: Path) -> dict[str, Any] | None:
    try:
        notebook = json.loads(path.read_bytes())
        _code(notebook)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return notebook if isinstance(notebook, dict) else None


def _encode(value: Any) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
