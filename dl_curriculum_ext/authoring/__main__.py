"""The command line: ``python -m dl_curriculum_ext.authoring build|check|run|mutants``."""

import argparse
import sys
from pathlib import Path

from . import build
from .source import read


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; answers 0 when nothing is left to mend."""
    options = _parser().parse_args(arguments)
    code: int = options.command(options)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dl_curriculum_ext.authoring", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("paths", nargs="*", type=Path, help="sources or folders of sources (default: all of the pack)")
    common.add_argument("--pack", type=Path, default=Path("curriculum"), help="the pack's folder (default: curriculum)")
    command = commands.add_parser("build", parents=[common], help="cut the notebooks and hints from their sources")
    command.set_defaults(command=_build)
    return parser


def sources(options: argparse.Namespace) -> list[Path]:
    """The sources that the command line names, in order."""
    found: set[Path] = set()
    for path in options.paths or [options.pack / "stages"]:
        if path.is_dir():
            found |= set(path.rglob("*.py"))
        elif path.suffix == ".py" and path.exists():
            found.add(path)
        else:
            sys.exit(f"No source at {path}. Name a file such as curriculum/stages/<stage>/<item>.py, or a folder.")
    return sorted(found)


def _build(options: argparse.Namespace) -> int:
    failed = False
    for path in sources(options):
        source = read(path)
        for finding in source.findings:
            print(finding, file=sys.stderr)
        if source.findings:
            failed = True
            print(f"{path}: not built.", file=sys.stderr)
            continue
        for written in build.write(source):
            print(f"wrote {written}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
