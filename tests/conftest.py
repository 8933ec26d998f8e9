"""A real server with the extension and a small pack, and clients of it."""

import json
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from packs import write_pack
from tornado.httpclient import HTTPResponse
from wire_contract import assert_as_described

# How long an example takes says nothing on a machine that does other things, too.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

pytest_plugins = ["pytest_jupyter.jupyter_server", "desks"]

Call = Callable[..., Awaitable[HTTPResponse]]


@pytest.fixture
def curricula(jp_environ: None, tmp_path: Path) -> Path:
    """The folder in Jupyter's data path that holds the packs, with the small one in it."""
    folder = Path(os.environ["JUPYTER_DATA_DIR"]) / "curricula"
    write_pack(folder)
    return folder


@pytest.fixture
def database_file(jp_environ: None) -> Path:
    """Where the extension keeps the progress unless told otherwise."""
    return Path(os.environ["JUPYTER_DATA_DIR"]) / "dl-curriculum" / "progress.sqlite"


@pytest.fixture
def jp_server_config(curricula: Path) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"dl_curriculum_ext": True}},
        "CurriculumExtension": {"busy_seconds": 0.3},
    }


@pytest.fixture
def call(jp_fetch: Callable[..., Awaitable[HTTPResponse]]) -> Call:
    """Ask the extension; every answer, errors too, is held against the OpenAPI document.

    A dict or list becomes a JSON body; bytes go as they are.
    """

    async def calling(method: str, *parts: str, body: Any = None, **options: Any) -> HTTPResponse:
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if method in ("POST", "PATCH", "PUT") and body is None:
            body = b""
        response = await jp_fetch("dl-curriculum", *parts, method=method, body=body, raise_error=False, **options)
        assert_as_described(method, parts, response)
        return response

    return calling


@pytest.fixture
def patch_item(call: Call) -> Callable[..., Awaitable[dict[str, Any]]]:
    """Change one item of the small pack and answer its new progress."""

    async def patching(item: str, **body: Any) -> dict[str, Any]:
        response = await call("PATCH", "curricula", "small", "items", item, body=body)
        assert response.code == 200, response.body
        found: dict[str, Any] = json.loads(response.body)
        return found

    return patching


@pytest.fixture
def opened_up(tmp_path: Path) -> Callable[[], AbstractContextManager[None]]:
    """Act for a while as a user who may read all below the test's folder and write only what modes allow.

    Root may write anything, so there another user is taken on; any other user is one already.
    """

    @contextmanager
    def acting() -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        opened = [folder for folder in (tmp_path, *tmp_path.parents) if folder.stat().st_mode & 0o077 == 0]
        for folder in opened:
            folder.chmod(0o755)
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)
            for folder in opened:
                folder.chmod(0o700)

    return acting
