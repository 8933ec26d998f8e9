"""The bundled pack as tests read it: straight from its files, by the model alone."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import yaml

from dl_curriculum_ext import model

PACK = Path(__file__).parents[1] / "curriculum"


def read_pack() -> model.Pack:
    return msgspec.convert(yaml.safe_load((PACK / "curriculum.yaml").read_text("utf-8")), model.Pack)


def read_stage(name: str) -> model.Stage:
    return msgspec.convert(yaml.safe_load((PACK / "stages" / name / "stage.yaml").read_text("utf-8")), model.Stage)


def read_stages() -> dict[str, model.Stage]:
    """The stages by id, in teaching order."""
    return {name: read_stage(name) for name in read_pack().stages}


def read_items() -> dict[str, model.Item]:
    """Every item by id, those of the closing page last."""
    closing = read_pack().closing
    listed = [item for stage in read_stages().values() for item in stage.items]
    listed += closing.items if closing else ()
    by_id = {item.id: item for item in listed}
    assert len(by_id) == len(listed), "an id stands for one item only"
    return by_id


def read_texts() -> list[str]:
    """Every string in the pack, at any depth."""
    return list(words(msgspec.to_builtins([read_pack(), *read_stages().values()])))


def words(value: object) -> Iterator[str]:
    """Every string in a pack, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from words(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from words(inner)
