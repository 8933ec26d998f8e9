"""Links what an editable install leaves out into the environment: Lab bundle, server configuration, curriculum."""

import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SHARE = Path(sys.prefix) / "share" / "jupyter"
ETC = Path(sys.prefix) / "etc" / "jupyter"


def link(target: Path, place: Path) -> None:
    """Makes ``place`` lead to ``target``; copies where the system allows no links."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_symlink() or place.is_file():
        place.unlink()
    elif place.is_dir():
        shutil.rmtree(place)
    try:
        place.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        (shutil.copytree if target.is_dir() else shutil.copy)(target, place)
        print(f"copied, not linked (run this again after a change): {place}")


def main() -> None:
    link(REPOSITORY / "curriculum", SHARE / "curricula" / "deep-learning")
    link(REPOSITORY / "dl_curriculum_ext" / "labextension", SHARE / "labextensions" / "dl-curriculum-ext")
    config = "dl_curriculum_ext.json"
    link(REPOSITORY / "jupyter-config" / "server-config" / config, ETC / "jupyter_server_config.d" / config)
    # jupytext is here for authors: its own contents manager and launcher cards are nothing to a learner.
    jupyter("server", "extension", "disable", "--sys-prefix", "jupyterlab_jupytext")
    jupyter("labextension", "disable", "--level=sys_prefix", "jupyterlab-jupytext")


def jupyter(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "jupyter", *words], check=True, capture_output=True)


if __name__ == "__main__":
    main()
