"""The cell that tells a learner in one sentence which packages the kernel lacks; a source only lists them."""

import ast

TAG = "packages"

_BEFORE = '''\
from importlib.util import find_spec


class NotInstalled(ImportError):
    """Shows its sentence alone, without the usual traceback."""

    def _render_traceback_(self):
        return [str(self)]


'''

_AFTER = """
missing = " ".join(package for module, package in packages.items() if find_spec(module) is None)
if missing:
    raise NotInstalled(
        f"This kernel lacks {missing}. To mend that, run   %pip install {missing}   in a cell of its own, "
        "restart the kernel, and begin again from the top."
    )"""


def spelled_out(listing: str) -> str:
    """The whole cell around a listing, ``packages = {"sklearn": "scikit-learn"}``: modules and where they come from."""
    return f"{_BEFORE}{listing.strip()}{_AFTER}"


def listed(text: str) -> dict[str, str]:
    """The packages that a spelled-out cell looks for, by the name under which they are imported."""
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Dict):
            found |= ast.literal_eval(node)
    return found
