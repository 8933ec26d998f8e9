"""How the progress database came to look as it does: functions applied in order, each once, by name."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

import sqlalchemy as sa

from .errors import Unavailable

Migration: TypeAlias = Callable[[sa.Connection], None]

metadata = sa.MetaData()
applied = sa.Table(
    "curriculum_migrations",
    metadata,
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("at", sa.String(40), nullable=False),
)
MIGRATIONS: list[Migration] = []


def migration(function: Migration) -> Migration:
    """Add a function to the end of the list; its name is for ever."""
    MIGRATIONS.append(function)
    return function


@migration
def m001_events(connection: sa.Connection) -> None:
    """The log itself. Times are text of fixed width, so that every database keeps microseconds and sorts alike."""
    table = sa.Table(
        "curriculum_events",
        sa.MetaData(),
        sa.Column("learner", sa.String(200), primary_key=True),
        sa.Column("uuid", sa.String(36), primary_key=True),
        sa.Column("curriculum", sa.String(200), nullable=False),
        sa.Column("item", sa.String(200)),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Index("curriculum_events_of_learner", "learner", "curriculum"),
    )
    table.create(connection)


def pending(connection: sa.Connection, place: str) -> list[Migration]:
    """The migrations that a database still lacks; refuses one that knows more than this version."""
    names: set[str] = set()
    if sa.inspect(connection).has_table(applied.name):
        names = set(connection.scalars(sa.select(applied.c.name)))
    unknown = names - {migration.__name__ for migration in MIGRATIONS}
    if unknown:
        raise Unavailable(
            f"The progress in {place} was written by a newer version of dl-curriculum-ext; it was left as it is. "
            f"Upgrade with 'pip install --upgrade dl-curriculum-ext', or name another database in "
            f"CurriculumExtension.database_url."
        )
    return [migration for migration in MIGRATIONS if migration.__name__ not in names]


def migrate(connection: sa.Connection, place: str, now: datetime) -> None:
    """Bring a database up to date, within the connection's transaction."""
    for lacking in pending(connection, place):
        applied.create(connection, checkfirst=True)
        lacking(connection)
        connection.execute(applied.insert().values(name=lacking.__name__, at=now.isoformat()))
