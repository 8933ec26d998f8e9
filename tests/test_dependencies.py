"""Dependencies point one way, as the design says."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dl_curriculum_ext

PACKAGE = Path(dl_curriculum_ext.__file__).parent
ORDER = (
    (
        "_version",
        "errors",
        "model",
        "nearest",
        "answers",
        "metrics",
        "check_answers",
        "kernel_answers",
        "journal",
        "requests",
        "cells",
    ),
    ("ownership", "notebooks"),
    ("yaml_source", "yaml_struct", "pack_files", "pack_reader", "catalog"),
    ("migrations", "database_errors", "database", "store", "fold", "progress", "standing", "changes"),
    (
        "contents_errors",
        "workspace_paths",
        "saves",
        "contents_files",
        "backups",
        "parameters",
        "starters",
        "workspace",
        "work",
    ),
    ("programs", "machine", "vendor_tools", "hardware", "nvml"),
    ("probe_script", "environment", "kernel_command", "kernel_choice", "estimates", "running"),
    ("outcomes", "fresh_kernel", "prober", "environments", "kernels"),
    ("starter_cells", "ledger", "saved_notebook", "run_plan", "fresh_run"),
    ("run_queue", "checks", "guidance", "service_work", "kernel_service"),
    ("service", "routes", "check_routes", "kernel_routes", "openapi", "extension", "__init__"),
)
"""From the ground up; a module imports only from before it."""
MODULES = [module for part in ORDER for module in part]
SERVER_ONLY = {"tornado", "jupyter_server"}
KNOW_THE_SERVER = {"routes", "check_routes", "kernel_routes", "extension"}


def imports(module: str) -> tuple[set[str], set[str]]:
    """What a module imports of the package, and which other packages."""
    own, other = set(), set()
    for node in ast.walk(ast.parse((PACKAGE / f"{module}.py").read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            own |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            other.add(node.module.split(".")[0])
        elif isinstance(node, ast.Import):
            other |= {alias.name.split(".")[0] for alias in node.names}
    return own, other


def test_every_module_has_its_place():
    assert {path.stem for path in PACKAGE.glob("*.py")} == set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_lies_below_it(module):
    own, _ = imports(module)
    below = MODULES[: MODULES.index(module)]
    for imported in own:
        assert imported in below, f"{module} imports {imported}"


@pytest.mark.parametrize("module", MODULES)
def test_only_routes_and_extension_know_the_server(module):
    _, other = imports(module)
    assert module in KNOW_THE_SERVER or not other & SERVER_ONLY


def test_nothing_slow_is_imported_before_the_first_request():
    show = "print(*{'sqlalchemy', 'nbformat', 'jupytext', 'torch', 'psutil', 'pynvml'} & set(sys.modules))"
    server, ours = (
        set(subprocess.check_output([sys.executable, "-c", f"import sys, {module}; {show}"], text=True).split())
        for module in ("jupyter_server.extension.application", "dl_curriculum_ext.extension")
    )
    assert ours <= server
