"""Measures the extension against its peers, each pair side by side in one run; prints a table and writes JSON.

Run it as ``make bench`` on an idle machine: ratios carry over from one machine to the next.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import browser, selfplay, server, size
from bench.row import Row


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--json", type=Path, default=Path(".cache/bench.json"), help="where the figures go")
    parser.add_argument("--rounds", type=int, default=7, help="how often each browser measurement is repeated")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        rows = [
            *server.rows(place),
            size.import_row(),
            size.bundle_row(),
            *selfplay.rows(),
            *browser.rows(place, arguments.rounds),
        ]
    print(table(rows))
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps([row.as_json() for row in rows], indent=2) + "\n")
    print(f"\nas JSON: {arguments.json}")


def table(rows: list[Row]) -> str:
    cells = [("what", "measured", "aim", "how")]
    cells += [
        (row.what, f"{row.value:.2f} {row.unit}".strip(), f"≤ {row.aim:g} {row.unit}".strip(), row.how) for row in rows
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(3)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=False)) + "  " + line[3]
        for line in cells
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
