"""Links what an editable install leaves out into the running environment: Lab bundle, server configuration, curriculum."""

import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SHARE = Path(sys.prefix) / "share" / "jupyter"


def link(target: Path, place: Path) -> None:
    """Makes ``place`` lead to ``target``; copies where the system allows no links."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_symlink() or place.is_file():
        place.unlink()
    elif place.is_dir():
        shutil.rmtree(place)
    try:
        place.symlink_to(target, target_is_directory=True)
    except OSError:
        shutil.copytree(target, place)
        print(f"copied, not linked (run this again after a change): {place}")


def main() -> None:
    link(REPOSITORY / "curriculum", SHARE / "curricula" / "deep-learning")
    link(REPOSITORY / "dl_curriculum_ext" / "labextension", SHARE / "labextensions" / "dl-curriculum-ext")
    subprocess.run(
        [sys.executable, "-m", "jupyter", "server", "extension", "enable", "--sys-prefix", "dl_curriculum_ext"],
        check=True,
    )


if __name__ == "__main__":
    main()
