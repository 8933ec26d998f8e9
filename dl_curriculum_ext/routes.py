"""The REST API: which verb of which address calls what."""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from . import requests
from .answers import (
    ErrorAnswer,
    ItemPatch,
    LocateRequest,
    OpenRequest,
    ProgressPatch,
    ResetRequest,
    RestoreRequest,
    UpdateRequest,
)
from .errors import CurriculumError, NotFound

if TYPE_CHECKING:
    from .service import Service

NAMESPACE = "/dl-curriculum"
VERBS = ("get", "post", "put", "patch", "delete")
MOST_IMPORTED_BYTES = 20_000_000

WHAT_TO_DO = {
    400: "The request cannot be read. Reload the page and try again.",
    401: "You are not logged in to this Jupyter server. Log in, then reload the page.",
    403: "This Jupyter server does not let you do this. Log in, reload the page, or ask whoever runs the server.",
    404: f"Nothing is at this address. {NAMESPACE}/openapi.yaml lists all that is.",
    500: "Something went wrong inside the curriculum's server extension. The server's log says what; please report it.",
}


class CurriculumHandler(APIHandler):
    """Turns every error into ``{message, code}``; a verb only says what it asks of the service."""

    auth_resource = "dl-curriculum"
    etag: str | None = None

    def initialize(self, service: "Callable[[], Service]") -> None:
        self.service = service()

    def compute_etag(self) -> str | None:
        """Only what says its own tag has one; tornado then answers 304 by itself."""
        return self.etag

    def answer(self, body: bytes | msgspec.Struct, content_type: str = "application/json") -> None:
        self.set_header("Cache-Control", "no-cache")
        encoded = body if isinstance(body, bytes) else msgspec.json.encode(body)
        self.finish(encoded, set_content_type=content_type)

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None, None))[1]
        super().send_error(error.status if isinstance(error, CurriculumError) else status_code, **kwargs)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, CurriculumError):
            self.answer(ErrorAnswer(message=error.message, code=error.code))
            return
        message = WHAT_TO_DO.get(status_code, "The server could not do this. Reload the page and try again.")
        if status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = [verb.upper() for verb in VERBS if getattr(type(self), verb) is not getattr(APIHandler, verb)]
            self.set_header("Allow", ", ".join(allowed))
            message = f"{self.request.method} does nothing at this address. It takes {' or '.join(allowed)}."
        elif isinstance(error, web.HTTPError) and error.log_message:
            said = error.log_message % error.args if error.args else error.log_message
            message = f"{message} ({said})"
        code = HTTPStatus(status_code).phrase.lower().replace(" ", "-")
        self.answer(ErrorAnswer(message=message, code=code))

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        if isinstance(value, CurriculumError):
            self.log.info("%s %s: %s", self.request.method, self.request.path, value.message)
        else:
            super().log_exception(typ, value, tb)


class CurriculaHandler(CurriculumHandler):
    @web.authenticated
    @authorized
    async def get(self) -> None:
        self.answer(await self.service.curricula())


class CurriculumOneHandler(CurriculumHandler):
    @web.authenticated
    @authorized
    async def get(self, curriculum: str) -> None:
        pack = await self.service.curriculum(curriculum)
        self.etag = pack.etag
        self.answer(pack.encoded)


class ProgressHandler(CurriculumHandler):
    @web.authenticated
    @authorized
    async def get(self, curriculum: str) -> None:
        self.answer(await self.service.progress(curriculum))

    @web.authenticated
    @authorized
    async def patch(self, curriculum: str) -> None:
        patch = requests.read(self.request.body, ProgressPatch)
        self.answer(await self.service.change_progress(curriculum, patch))


class ItemHandler(CurriculumHandler):
    @web.authenticated
    @authorized
    async def patch(self, curriculum: str, item: str) -> None:
        patch = requests.read(self.request.body, ItemPatch)
        self.answer(await self.service.change_item(curriculum, item, patch))


class OpenHandler(CurriculumHandler):
    @web.authenticated
    @authorized
    async def post(self, curriculum: str, item: str) -> None:
        request = requests.read(self.request.body, OpenRequest, may_be_empty=True)
        self.answer(await self.service.open(curriculum, item, request))


class LocateHandler(CurriculumHandler):
    @web.authenticated
    @authorized
    async def post(self, curriculum: str, item: str) -> None:
        request = requests.read(self.request.body, LocateRequest)
        self.answer(await self.service.work.locate(curriculum, item, request))


class ResetHandler(CurriculumHandler):
    @web.authenticated
    @authorized
    async def post(self, curriculum: str, item: str) -> None:
        request = requests.read(self.request.body, ResetRequest, may_be_empty=True)
        self.answer(await self.service.work.reset(curriculum, item, request))


class UpdateHandler(CurriculumHandler):
    @web.authenticated
    @authorized
    async def post(self, curriculum: str, item: str) -> None:
        request = requests.read(self.request.body, UpdateRequest, may_be_empty=True)
        self.answer(await self.service.work.update(curriculum, item, request))


class BackupsHandler(CurriculumHandler):
    @web.authenticated
    @authorized
    async def get(self, curriculum: str, item: str) -> None:
        self.answer(await self.service.work.backups(curriculum, item))


class RestoreHandler(CurriculumHandler):
    @web.authenticated
    @authorized
    async def post(self, curriculum: str, item: str) -> None:
        request = requests.read(self.request.body, RestoreRequest)
        self.answer(await self.service.work.restore(curriculum, item, request))


class ExportHandler(CurriculumHandler):
    @web.authenticated
    @authorized
    async def get(self, curriculum: str) -> None:
        lines = await self.service.export(curriculum)
        self.set_attachment_header(f"{curriculum}-progress.jsonl")
        self.answer(lines, "application/x-ndjson")


class ImportHandler(CurriculumHandler):
    @web.authenticated
    @authorized
    async def post(self, curriculum: str) -> None:
        requests.limit(self.request.body, MOST_IMPORTED_BYTES)
        self.answer(await self.service.import_lines(curriculum, self.request.body))


class DescriptionHandler(CurriculumHandler):
    @web.authenticated
    @authorized
    async def get(self) -> None:
        self.answer(Path(__file__).with_name("openapi.yaml").read_bytes(), "application/yaml")


class NothingHereHandler(CurriculumHandler):
    """Answers in JSON, too, where no route leads."""

    async def prepare(self, *, _redirect_to_login: bool = True) -> None:
        await super().prepare()
        raise NotFound(WHAT_TO_DO[404])


CURRICULUM = r"/curricula/(?P<curriculum>[^/]+)"
ITEM = rf"{CURRICULUM}/items/(?P<item>[^/]+)"
ROUTES: tuple[tuple[str, type[CurriculumHandler]], ...] = (
    (r"/curricula", CurriculaHandler),
    (CURRICULUM, CurriculumOneHandler),
    (rf"{CURRICULUM}/progress", ProgressHandler),
    (rf"{CURRICULUM}/export", ExportHandler),
    (rf"{CURRICULUM}/import", ImportHandler),
    (ITEM, ItemHandler),
    (rf"{ITEM}/open", OpenHandler),
    (rf"{ITEM}/locate", LocateHandler),
    (rf"{ITEM}/reset", ResetHandler),
    (rf"{ITEM}/update", UpdateHandler),
    (rf"{ITEM}/backups", BackupsHandler),
    (rf"{ITEM}/restore", RestoreHandler),
    (r"/openapi\.yaml", DescriptionHandler),
    (r"(?:/.*)?", NothingHereHandler),
)


def handlers(service: "Callable[[], Service]") -> list[tuple[str, type[CurriculumHandler], dict[str, Any]]]:
    """What the extension adds to the server, below the base URL; ``service`` is asked for at every request."""
    return [(NAMESPACE + pattern, handler, {"service": service}) for pattern, handler in ROUTES]
