"""The server extension: its settings, and what is passed to what."""

import os
import platform
from datetime import datetime, timezone
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_core.paths import jupyter_data_dir, jupyter_path
from jupyter_server.extension.application import ExtensionApp
from tornado import web
from traitlets import Float, List, Unicode, default

from . import check_routes, kernel_routes
from .routes import handlers
from .saves import Saves

if TYPE_CHECKING:
    from .catalog import Catalog
    from .check_answers import Run
    from .checks import Checks
    from .environment import Finding
    from .environments import Environments
    from .guidance import Guidance
    from .journal import Event
    from .kernel_service import KernelService
    from .kernels import Kernels
    from .programs import Programs
    from .service import Service
    from .starter_cells import Starters
    from .store import EventStore

SCHEMA = "https://events.jupyter.org/dl-curriculum/progress/v1"
RUN_SCHEMA = "https://events.jupyter.org/dl-curriculum/run/v1"
KERNELS_SCHEMA = "https://events.jupyter.org/dl-curriculum/kernels/v1"
CONTENTS_SCHEMA = "https://events.jupyter.org/jupyter_server/contents_service/v1"


class CurriculumExtension(ExtensionApp):
    """A guided curriculum; everything slow waits for the first request."""

    name = "dl_curriculum_ext"

    workspace = Unicode("deep-learning", help="The folder below the server's root for the learner's copies.").tag(
        config=True
    )
    learner = Unicode(help="Whose progress it is; the JupyterHub user's name, else 'learner'.").tag(config=True)
    database_url = Unicode(
        help="SQLAlchemy URL of the progress database; a SQLite file in Jupyter's data folder where empty."
    ).tag(config=True)
    busy_seconds = Float(5.0, help="How long to wait for another program that uses the SQLite file.").tag(config=True)
    extra_curricula = List(
        Unicode(), help="Folders that hold curriculum packs, besides every 'curricula' folder on Jupyter's data path."
    ).tag(config=True)
    run_minutes = Float(
        10.0,
        min=0.01,
        help="How many minutes a run from a clean start may take at least; an item that states its computing time "
        "gets six times that where it is more.",
    ).tag(config=True)
    run_megabytes = Float(50.0, min=0.001, help="How large a notebook may be for a run from a clean start.").tag(
        config=True
    )
    probe_seconds = Float(
        90.0, min=1, help="How long a kernel's Python may take to tell what is installed and which devices torch sees."
    ).tag(config=True)

    @default("learner")
    def _default_learner(self) -> str:
        return os.environ.get("JUPYTERHUB_USER") or "learner"

    def initialize_settings(self) -> None:
        server: Any = self.serverapp
        for schema in ("progress.v1.yaml", "run.v1.yaml", "kernels.v1.yaml"):
            server.event_logger.register_event_schema(Path(__file__).with_name("events") / schema)
        self.saves = Saves(_now)
        server.contents_manager.register_pre_save_hook(self._before_save)
        server.contents_manager.register_post_save_hook(self._after_save)
        server.event_logger.add_listener(schema_id=CONTENTS_SCHEMA, listener=self._follow)

    def initialize_handlers(self) -> None:
        # Before those that take every address.
        self.handlers.extend(check_routes.handlers(lambda: self.checks, lambda: self.guidance))
        self.handlers.extend(kernel_routes.handlers(lambda: self.kernels))
        self.handlers.extend(handlers(lambda: self.service))

    async def stop_extension(self) -> None:
        if "programs" in vars(self):
            self.programs.close()
        if "environments" in vars(self):
            await self.environments.close()
        if "checks" in vars(self):
            await self.checks.close()
        if "service" in vars(self):
            await self.service.close()

    @cached_property
    def service(self) -> "Service":
        # Imported at the first request: most servers are started without looking at a curriculum.
        from .backups import Backups
        from .contents_files import Files
        from .service import Service
        from .work import Work
        from .workspace import Workspace

        server: Any = self.serverapp
        files = Files(server.contents_manager, self.saves)
        backups = Backups(files, _now)
        return Service(
            catalog=self._catalog,
            open_store=self._open_store,
            workspace=Workspace(server.contents_manager),
            starters=self._starters,
            work=Work(files, backups),
            backups=backups,
            kernels=self._kernels,
            learner=self.learner,
            folder=self.workspace,
            clock=_now,
            emit=self._emit,
        )

    @cached_property
    def checks(self) -> "Checks":
        from .checks import Checks
        from .fresh_run import FreshRunner, Limits

        server: Any = self.serverapp
        runner = FreshRunner(
            server.contents_manager,
            server.kernel_spec_manager,
            server.kernel_manager,
            server.kernel_manager.default_kernel_name,
            Limits(
                shortest_seconds=self.run_minutes * 60,
                most_bytes=int(self.run_megabytes * 1e6),
                machine=self._where_kernels_run,
            ),
        )
        return Checks(self.service.ledger, self._starters, runner, _now, self._emit_run)

    @cached_property
    def guidance(self) -> "Guidance":
        from .guidance import Guidance

        return Guidance(self.service.ledger, self._starters)

    @cached_property
    def kernels(self) -> "KernelService":
        from .hardware import HardwareReader
        from .kernel_service import KernelService
        from .running import Running

        server: Any = self.serverapp
        hardware = HardwareReader(self.programs)
        return KernelService(
            ledger=self.service.ledger,
            catalog=self._catalog,
            kernels=self._kernels,
            environments=self.environments,
            hardware=hardware,
            running=Running(server.session_manager, server.kernel_manager, hardware),
            machine=self._where_kernels_run,
            elsewhere=bool(self._gateway),
        )

    @cached_property
    def programs(self) -> "Programs":
        from .programs import Programs

        return Programs()

    @cached_property
    def environments(self) -> "Environments":
        from .environments import Environments
        from .prober import Prober

        server: Any = self.serverapp
        prober = Prober(self.programs, server.kernel_manager, elsewhere=bool(self._gateway), seconds=self.probe_seconds)
        folder = Path(jupyter_data_dir()) / "dl-curriculum" / "environments"
        return Environments(prober, folder, self._where_kernels_run, self._emit_kernel)

    @cached_property
    def _kernels(self) -> "Kernels":
        from .kernels import Kernels

        server: Any = self.serverapp
        return Kernels(
            server.kernel_spec_manager,
            server.contents_manager,
            server.kernel_manager.default_kernel_name,
            self.environments,
            elsewhere=bool(self._gateway),
        )

    @cached_property
    def _catalog(self) -> "Catalog":
        from .catalog import Catalog

        return Catalog(lambda: self._roots)

    @cached_property
    def _gateway(self) -> str:
        """The address of the gateway that kernels run behind; empty where they run here."""
        server: Any = self.serverapp
        config = server.gateway_config
        return str(config.url) if config.gateway_enabled else ""

    @cached_property
    def _where_kernels_run(self) -> str:
        """A digest, so that a log that is shared names no machine."""
        return sha256(f"{platform.node()} {self._gateway}".encode()).hexdigest()[:12]

    @cached_property
    def _starters(self) -> "Starters":
        from .starter_cells import Starters

        return Starters()

    @cached_property
    def _roots(self) -> tuple[Path, ...]:
        # Asked at every request, and the environment that it comes from stays the same.
        extra = (Path(folder).expanduser() for folder in self.extra_curricula)
        return (*extra, *map(Path, jupyter_path("curricula")))

    def _open_store(self) -> "EventStore":
        # SQLAlchemy takes longer to import than all the rest; a list of curricula needs no database yet.
        from sqlalchemy import URL

        from .database import Database
        from .store import EventStore

        file = Path(jupyter_data_dir()) / "dl-curriculum" / "progress.sqlite"
        url = self.database_url or URL.create("sqlite", database=str(file))
        return EventStore(Database(url, _now, self.busy_seconds), _now)

    async def _follow(self, logger: Any, schema_id: str, data: dict[str, Any]) -> None:
        """Follow copies that are renamed, moved or deleted in Jupyter."""
        if data["action"] in ("rename", "delete"):
            await self.service.work.heard(data)

    def _before_save(self, model: dict[str, Any], path: str, **_: Any) -> None:
        if not self.saves.begins(path, model):
            raise web.HTTPError(409, f"'{path}' is being changed by the curriculum just now. Save again in a moment.")

    def _after_save(self, os_path: str, model: dict[str, Any], contents_manager: Any, **_: Any) -> None:
        self.saves.ended(model["path"])

    def _emit(self, event: "Event") -> None:
        data = {
            "curriculum": event.curriculum,
            "learner": event.learner,
            "uuid": str(event.uuid),
            "item": event.item,
            "kind": event.kind,
        }
        server: Any = self.serverapp
        server.event_logger.emit(schema_id=SCHEMA, data=data)

    def _emit_run(self, curriculum: str, run: "Run") -> None:
        fields = ("item", "run", "state", "ahead", "cell", "cells", "cell_id", "cell_name", "seconds")
        data = {"curriculum": curriculum, "learner": self.learner} | {name: getattr(run, name) for name in fields}
        server: Any = self.serverapp
        server.event_logger.emit(schema_id=RUN_SCHEMA, data=data)

    def _emit_kernel(self, kernel: str, finding: "Finding") -> None:
        server: Any = self.serverapp
        server.event_logger.emit(schema_id=KERNELS_SCHEMA, data={"kernel": kernel, "state": finding.state})


def _now() -> datetime:
    return datetime.now(timezone.utc)
