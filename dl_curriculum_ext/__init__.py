"""A guided deep learning curriculum inside JupyterLab: the server extension."""

from ._version import __version__

__all__ = ["__version__"]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "dl-curriculum-ext"}]


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    from .extension import CurriculumExtension

    return [{"module": "dl_curriculum_ext", "app": CurriculumExtension}]
