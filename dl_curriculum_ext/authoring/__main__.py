"""The command line: ``python -m dl_curriculum_ext.authoring build|check|run|show|mutants|calibrate|release``."""

import argparse
import asyncio
import math
import os
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import msgspec

from . import build, calibration_page
from .calibrate import NoSeed, calibrate, code_of
from .check import check_source
from .kernel import execute
from .listing import read_listing
from .machine import processors
from .mutants import BadMutant
from .pack_check import RELEASED, check_item, check_pack, release
from .reader import is_source, read
from .run import Job, Outcome, Runner, judge
from .shown import keep
from .trial import Verdict, try_mutants


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
    parallel = argparse.ArgumentParser(add_help=False)
    parallel.add_argument(
        "-j", "--processes", type=int, default=processors(), help="how many side by side (default: %(default)s)"
    )
    command = commands.add_parser("build", parents=[common], help="cut the notebooks and hints from their sources")
    command.set_defaults(command=_build)
    command = commands.add_parser("check", parents=[common, parallel], help="say what to mend, then run every notebook")
    command.add_argument("--static", action="store_true", help="do not run the notebooks")
    _add_running(command)
    command.set_defaults(command=_check)
    command = commands.add_parser("release", parents=[common], help="note that the pack's ids must never vanish")
    command.set_defaults(command=_release)
    command = commands.add_parser("run", parents=[common, parallel], help="run solutions and starters in real kernels")
    _add_running(command)
    command.set_defaults(command=_run)
    command = commands.add_parser(
        "show", parents=[common], help="run finished examples and keep their pictures in them"
    )
    command.set_defaults(command=_show)
    command = commands.add_parser(
        "mutants", parents=[common, parallel], help="try wrong solutions: the checks must reject each"
    )
    command.add_argument("--mutants", type=Path, default=Path("tests/mutants"), help="their folder (tests/mutants)")
    command.add_argument("-v", "--verbose", action="store_true", help="name every mutant and the message it met")
    command.set_defaults(command=_mutants)
    command = commands.add_parser(
        "calibrate", parents=[common, parallel], help="run solutions with several seeds and write down what they reach"
    )
    command.add_argument("--seeds", type=int, default=5, help="how many (default: %(default)s)")
    command.add_argument("--docs", type=Path, default=Path("docs"), help="where to write it (default: docs)")
    command.add_argument("--no-cache", action="store_true", help="also those whose code has not changed since")
    command.set_defaults(command=_calibrate)
    return parser


def _add_running(command: argparse.ArgumentParser) -> None:
    command.add_argument("--solutions", action="store_true", help="only the solutions, unless --starters is given too")
    command.add_argument("--starters", action="store_true", help="only the starters, unless --solutions is given too")
    command.add_argument("--no-cache", action="store_true", help="run also what passed before and has not changed")


def sources(options: argparse.Namespace) -> list[Path]:
    """The sources that the command line names, in order."""
    found: set[Path] = set()
    for path in options.paths or [options.pack / "stages"]:
        if path.is_dir():
            found |= {file for file in path.rglob("[!.]*.py") if is_source(file)}
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


def _check(options: argparse.Namespace) -> int:
    """The whole pack; only its sources when some are named, as while writing one."""
    listed = read_listing(options.pack)
    read_sources = [read(path) for path in sources(options)]
    findings = [finding for source in read_sources for finding in check_source(source)]
    if options.paths:
        findings += [finding for source in read_sources for finding in check_item(source, listed)]
    else:
        findings += check_pack(options.pack, listed, read_sources)
    for finding in sorted(set(findings)):
        print(finding)
    print(f"{len(read_sources)} sources, {len(set(findings))} things to mend.")
    if options.static or findings:
        return int(bool(findings))
    return _run(options)


def _release(options: argparse.Namespace) -> int:
    new = release(options.pack, read_listing(options.pack))
    print(f"Added to {options.pack / RELEASED}: {', '.join(new) or 'nothing new'}")
    return 0


def _run(options: argparse.Namespace) -> int:
    kinds = {kind for kind in ("solution", "starter") if getattr(options, f"{kind}s")} or {"solution", "starter"}
    if "solution" in kinds:
        kinds.add("smaller")
    jobs = [job for path in sources(options) for job in _jobs(path, options.pack) if job.kind in kinds]
    missing = [job.notebook for job in jobs if not job.notebook.exists()]
    if missing:
        sys.exit(f"{missing[0]} is missing; run `python -m dl_curriculum_ext.authoring build` first.")
    cache = None if options.no_cache or os.environ.get("CI") == "true" else Path(".cache/notebooks")
    outcomes = Runner(processes=options.processes, cache=cache, report=_print_outcome).run(jobs)
    failed = sum(bool(outcome.complaints) for outcome in outcomes)
    print(f"{len(outcomes) - failed} of {len(outcomes)} notebooks as they should be.")
    return int(failed > 0)


def _jobs(path: Path, pack: Path) -> list[Job]:
    listed = read_listing(pack)
    source, needs, files = read(path), listed.needs(path), listed.files(path)
    starter = Job(path.with_suffix(".ipynb"), "starter", files, needs.cpu_minutes, needs.packages)
    if source.kind != "exercise":
        solution, jobs = msgspec.structs.replace(starter, kind="solution"), []
    else:
        notebook = path.with_suffix(".solution.ipynb")
        solution, jobs = msgspec.structs.replace(starter, kind="solution", notebook=notebook), [starter]
    if needs.smaller:
        jobs.append(msgspec.structs.replace(solution, kind="smaller", settings=needs.smaller))
    return [solution, *jobs]


def _show(options: argparse.Namespace) -> int:
    """With every processor, as a learner would run it; only a run without an error is kept."""
    failed = False
    for path in sources(options):
        if read(path).kind != "example":
            continue
        (job,) = _jobs(path, options.pack)
        execution = asyncio.run(
            execute(job.notebook, list(job.files), keep_going=False, seconds=job.limit, threads=None)
        )
        complaints = judge(job, execution)
        _print_outcome(Outcome(job, execution.seconds, complaints))
        if complaints:
            failed = True
        else:
            keep(job.notebook, execution.outputs)
    return int(failed)


def _print_outcome(outcome: Outcome) -> None:
    verdict = "not ok" if outcome.complaints else "ok"
    cached = ", unchanged since" if outcome.cached else ""
    smaller = ", smaller settings" if outcome.job.kind == "smaller" else ""
    print(f"{verdict:>6}  {outcome.seconds:7.1f} s  {outcome.job.notebook}{smaller}{cached}", flush=True)
    for complaint in outcome.complaints:
        print(f"        {complaint}", flush=True)


def _mutants(options: argparse.Namespace) -> int:
    listed = read_listing(options.pack)
    exercises = [source for path in sources(options) if (source := read(path)).kind == "exercise"]
    threads = max(1, processors() // options.processes)
    failed = False
    verdicts: list[Verdict] = []
    with ThreadPoolExecutor(options.processes) as pool:
        trials = {
            pool.submit(
                try_mutants, source, options.mutants / source.path.name, listed.files(source.path), threads
            ): source
            for source in exercises
        }
        for trial in as_completed(trials):
            try:
                verdicts += trial.result()
            except BadMutant as error:
                print(error, file=sys.stderr)
                failed = True
            else:
                _print_verdicts(trials[trial].item, trial.result(), options.verbose)
    rejected = sum(verdict.rejected for verdict in verdicts)
    share = math.floor(100 * rejected / len(verdicts)) if verdicts else 100
    print(f"{rejected} of {len(verdicts)} wrong solutions rejected: {share} %.")
    return int(failed or rejected < len(verdicts))


def _calibrate(options: argparse.Namespace) -> int:
    """Keeps each result at once: all of them take long."""
    listed = read_listing(options.pack)
    stages = listed.pack.stages if listed.pack else listed.stages
    order = [item.id for name in stages if name in listed.stages for item in listed.stages[name].items]
    failed = False
    for source in (read(path) for path in sources(options)):
        if source.kind != "exercise":
            continue
        job = next(job for job in _jobs(source.path, options.pack) if job.kind == "solution")
        known = calibration_page.read_record(options.docs).get(source.item)
        if (
            known
            and known.code == code_of(job.notebook)
            and len(known.failed) >= options.seeds
            and not options.no_cache
        ):
            print(f"{source.item}: calibrated before, unchanged since", flush=True)
        else:
            print(source.item, flush=True)
            try:
                known = calibrate(job, options.seeds, options.processes, _print_seed)
            except NoSeed as error:
                print(error, file=sys.stderr)
                failed = True
                continue
            calibration_page.keep(options.docs, known, order)
        failed |= any(known.failed)
        for row in calibration_page.rows(known):
            print(row, flush=True)
    return int(failed)


def _print_seed(seed: int, seconds: float) -> None:
    print(f"  seed {seed}: {seconds:.1f} s", flush=True)


def _print_verdicts(item: str, verdicts: list[Verdict], verbose: bool) -> None:
    rejected = sum(verdict.rejected for verdict in verdicts)
    seconds = sum(verdict.seconds for verdict in verdicts)
    print(f"{item}: {rejected} of {len(verdicts)} rejected, {seconds:.1f} s", flush=True)
    for verdict in verdicts:
        if verbose or not verdict.rejected:
            mark = "rejected" if verdict.rejected else "NOT REJECTED"
            print(f"  {verdict.name} ({verdict.seconds:.1f} s) {mark}: {verdict.message}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
