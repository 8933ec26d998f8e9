"""The page of what the exercises reach, written from their calibration."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean

import msgspec

from .calibrate import Calibration, Figure

RECORD = "calibration.json"
PAGE = "exercises.md"

_HEAD = """\
<!-- Written by `python -m dl_curriculum_ext.authoring calibrate` from {record}; do not edit. -->

# What the exercises reach

Every solution was run with {seeds} seeds on one processor thread, with the network closed. *Asked* is what the
notebook's own check demands; it leaves room for an unlucky seed. *Time* is computing time, in seconds (mean and
longest).

| Exercise | Figure | Asked | Worst | Mean | Each seed | Time |
|---|---|---|---|---|---|---|
"""


def read_record(docs: Path) -> dict[str, Calibration]:
    """What was calibrated so far, by item."""
    file = docs / RECORD
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Calibration]) if file.exists() else {}


def keep(docs: Path, calibration: Calibration, order: Sequence[str]) -> None:
    """Add one to the record and write its page; items are listed in teaching order."""
    # Read only now: another exercise may have been calibrated meanwhile.
    record = read_record(docs) | {calibration.item: calibration}
    kept = {item: record[item] for item in order if item in record}
    encoded = msgspec.json.format(msgspec.json.encode(kept), indent=1)
    (docs / RECORD).write_bytes(encoded + b"\n")
    (docs / PAGE).write_text(page(kept), encoding="utf-8")


def page(record: Mapping[str, Calibration]) -> str:
    seeds = max((len(calibration.failed) for calibration in record.values()), default=0)
    lines = [row for calibration in record.values() for row in rows(calibration)]
    failed = [
        f"- `{calibration.item}`, seed {seed}: {', '.join(cells)}"
        for calibration in record.values()
        for seed, cells in enumerate(calibration.failed)
        if cells
    ]
    text = _HEAD.format(record=RECORD, seeds=seeds) + "\n".join(lines) + "\n"
    return text + ("\nCells that failed:\n\n" + "\n".join(failed) + "\n" if failed else "")


def rows(calibration: Calibration) -> list[str]:
    """The lines of the table that are about one exercise."""
    times = calibration.cpu_seconds
    time = f"{mean(times):.0f} ({max(times):.0f})" if times else ""
    lines = []
    for number, figure in enumerate(calibration.figures):
        first = number == 0
        cells = (
            f"`{calibration.item}`" if first else "",
            figure.name,
            _asked(figure),
            "" if figure.worst is None else _number(figure.worst),
            _number(mean(figure.values)) + (f" {figure.unit}" if figure.unit else ""),
            " · ".join(map(_number, figure.values)),
            time if first else "",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return lines or [f"| `{calibration.item}` | | | | | | {time} |"]


def _asked(figure: Figure) -> str:
    if figure.at_least is not None:
        return f"≥ {_number(figure.at_least)}"
    return "" if figure.at_most is None else f"≤ {_number(figure.at_most)}"


def _number(value: float) -> str:
    return f"{value:.4g}"
