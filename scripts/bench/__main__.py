"""Measures the extension against its peers, each pair side by side in one run; prints a table and writes JSON.

Run it as ``make bench`` on an idle machine: ratios carry over from one machine to the next.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import agents, browser, fresh, peers, pong, recommender, selfplay, server, size, start
from bench.row import PeerMissing, Row

GROUPS: dict[str, Callable[[Path, int], list[Row]]] = {
    "server": lambda place, _: server.rows(place),
    "start": lambda place, _: start.rows(place),
    "size": lambda *_: [size.import_row(), size.bundle_row()],
    "browser": browser.rows,
    "fresh": lambda place, _: fresh.rows(place),
    "recurrent": lambda *_: [peers.recurrent_row()],
    "gpt": lambda *_: [peers.gpt_row()],
    "recommender": lambda *_: recommender.rows(),
    "agents": lambda *_: agents.rows(),
    "pong": lambda *_: [pong.step_row()],
    "self-play": lambda *_: [selfplay.row()],
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--json", type=Path, default=Path(".cache/bench.json"), help="where the figures go")
    parser.add_argument("--rounds", type=int, default=7, help="how often each browser measurement is repeated")
    parser.add_argument("--only", action="append", choices=GROUPS, help="only this group of rows; may be repeated")
    arguments = parser.parse_args()
    rows, missing = [], []
    for name in arguments.only or GROUPS:
        print(f"{name} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            try:
                rows += GROUPS[name](Path(folder), arguments.rounds)
            except PeerMissing as error:
                missing.append(f"{name}: {error}")
    print(table(rows))
    print(*missing, sep="\n")
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
