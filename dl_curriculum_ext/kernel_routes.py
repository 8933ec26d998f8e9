"""The REST API of the machine and its kernels."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from .routes import CURRICULUM, NAMESPACE, CurriculumHandler

if TYPE_CHECKING:
    from .kernel_service import KernelService


class KernelHandler(CurriculumHandler):
    """What the verbs below share."""

    def initialize(self, kernels: "Callable[[], KernelService]") -> None:  # type: ignore[override]
        self.kernels = kernels()


class HardwareHandler(KernelHandler):
    @web.authenticated
    @authorized
    async def get(self) -> None:
        self.answer(await self.kernels.hardware())

    @web.authenticated
    @authorized
    async def post(self) -> None:
        found = await self.kernels.look_again()
        self.set_status(HTTPStatus.ACCEPTED)
        self.answer(found)


class KernelsHandler(KernelHandler):
    @web.authenticated
    @authorized
    async def get(self, curriculum: str) -> None:
        self.answer(await self.kernels.of_curriculum(curriculum))


class NotebooksHandler(KernelHandler):
    @web.authenticated
    @authorized
    async def get(self, curriculum: str) -> None:
        self.answer(await self.kernels.notebooks(curriculum))


ROUTES: tuple[tuple[str, type[KernelHandler]], ...] = (
    (r"/hardware", HardwareHandler),
    (rf"{CURRICULUM}/kernels", KernelsHandler),
    (rf"{CURRICULUM}/notebooks", NotebooksHandler),
)


def handlers(kernels: "Callable[[], KernelService]") -> list[tuple[str, type[KernelHandler], dict[str, Any]]]:
    """What these add to the server, below the base URL; they come before the routes that take all the rest."""
    return [(NAMESPACE + pattern, handler, {"kernels": kernels}) for pattern, handler in ROUTES]
