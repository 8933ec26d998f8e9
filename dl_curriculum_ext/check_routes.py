"""The REST API of checks, fresh runs, hints and solutions."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from . import requests
from .check_answers import AttemptsRequest, HintsRequest
from .routes import ITEM, NAMESPACE, CurriculumHandler

if TYPE_CHECKING:
    from .checks import Checks
    from .guidance import Guidance


class ChecksHandler(CurriculumHandler):
    """What the verbs below share."""

    def initialize(  # type: ignore[override]
        self, checks: "Callable[[], Checks]", guidance: "Callable[[], Guidance]"
    ) -> None:
        self.checks = checks()
        self.guidance = guidance()


class AttemptsHandler(ChecksHandler):
    @web.authenticated
    @authorized
    async def post(self, curriculum: str, item: str) -> None:
        request = requests.read(self.request.body, AttemptsRequest)
        self.answer(await self.checks.attempts(curriculum, item, request))


class RunsHandler(ChecksHandler):
    @web.authenticated
    @authorized
    async def get(self, curriculum: str, item: str) -> None:
        self.answer(await self.checks.own(curriculum, item))

    @web.authenticated
    @authorized
    async def post(self, curriculum: str, item: str) -> None:
        run = await self.checks.start(curriculum, item)
        self.set_status(HTTPStatus.ACCEPTED)
        self.answer(run)


class RunHandler(ChecksHandler):
    @web.authenticated
    @authorized
    async def get(self, curriculum: str, item: str, run: str) -> None:
        self.answer(await self.checks.look(curriculum, item, run))

    @web.authenticated
    @authorized
    async def delete(self, curriculum: str, item: str, run: str) -> None:
        self.answer(await self.checks.cancel(curriculum, item, run))


class HintsHandler(ChecksHandler):
    @web.authenticated
    @authorized
    async def get(self, curriculum: str, item: str) -> None:
        self.answer(await self.guidance.hints(curriculum, item))

    @web.authenticated
    @authorized
    async def post(self, curriculum: str, item: str) -> None:
        request = requests.read(self.request.body, HintsRequest)
        self.answer(await self.guidance.show_hints(curriculum, item, request))


class SolutionHandler(ChecksHandler):
    @web.authenticated
    @authorized
    async def get(self, curriculum: str, item: str) -> None:
        self.answer(await self.guidance.solution(curriculum, item))


ROUTES: tuple[tuple[str, type[ChecksHandler]], ...] = (
    (rf"{ITEM}/attempts", AttemptsHandler),
    (rf"{ITEM}/checks", RunsHandler),
    (rf"{ITEM}/checks/(?P<run>[^/]+)", RunHandler),
    (rf"{ITEM}/hints", HintsHandler),
    (rf"{ITEM}/solution", SolutionHandler),
)


def handlers(
    checks: "Callable[[], Checks]", guidance: "Callable[[], Guidance]"
) -> list[tuple[str, type[ChecksHandler], dict[str, Any]]]:
    """What these add to the server, below the base URL; they come before the routes that take all the rest."""
    return [(NAMESPACE + pattern, handler, {"checks": checks, "guidance": guidance}) for pattern, handler in ROUTES]
