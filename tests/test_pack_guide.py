"""The guide for writers of packs says what the model says."""

import re
from pathlib import Path

import msgspec
import pytest
import yaml

from dl_curriculum_ext import model

GUIDE = (Path(__file__).parents[1] / "docs" / "writing-a-pack.md").read_text("utf-8")

STRUCTS = [
    model.Pack,
    model.Stage,
    model.Closing,
    model.Topic,
    model.Motivation,
    model.Link,
    model.Route,
    model.RouteQuestion,
    model.RouteAnswer,
    model.Resource,
    model.Exercise,
    model.Capstone,
    model.Checklist,
    model.Reflection,
    model.Entry,
    model.Idea,
    model.Example,
    model.Needs,
]


def test_the_small_pack_of_the_guide_is_valid() -> None:
    pack, stage = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.S))
    assert msgspec.convert(pack, model.Pack).stages == (msgspec.convert(stage, model.Stage).id,)


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda struct: struct.__name__)
def test_the_guide_explains_every_field(struct: type[msgspec.Struct]) -> None:
    missing = [field.name for field in msgspec.structs.fields(struct) if f"`{field.name}`" not in GUIDE]
    assert not missing


def test_the_guide_names_every_kind_and_direction() -> None:
    kinds = {"resource", "exercise", "capstone", "checklist", "reflection"}
    directions = {"top-down", "bottom-up", "both", "project"}
    assert {word for word in kinds | directions if f"`{word}`" not in GUIDE} == set()
