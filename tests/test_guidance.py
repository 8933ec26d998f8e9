"""Hints one at a time and the solution, remembered and counted against nobody."""

import asyncio
import json

import packs
import pytest
import yaml
from desks import ITEM

HINTS = ["What does twice mean?", "Two times `x`."]


@pytest.fixture
def hints_file(curricula):
    file = curricula / "small" / "stages" / "first-steps" / "double-it.hints.json"
    file.write_text(json.dumps({"double": HINTS}))
    return file


def exercise(shown):
    return {"exercises": [{"exercise": "double", "cell": "double-it-double", "shown": HINTS[:shown], "total": 2}]}


async def test_hints_come_one_at_a_time_and_stay(desk, hints_file):
    assert await desk.ask("GET", "hints") == exercise(0)
    assert await desk.ask("POST", "hints", body={"exercise": "double", "shown": 1}) == exercise(1)
    assert await desk.ask("POST", "hints", body={"exercise": "double-it-double", "shown": 2}) == exercise(2)
    assert await desk.ask("POST", "hints", body={"exercise": "double", "shown": 1}) == exercise(2)
    now = await desk.progress()
    assert (now["hints"], now["status"], now["evidence"]) == ({"double": 2}, "todo", None)


async def test_two_tabs_that_ask_at_once_show_one_hint(desk, hints_file):
    body = {"exercise": "double", "shown": 1}
    answers = await asyncio.gather(*(desk.ask("POST", "hints", body=body) for _ in range(3)))
    assert answers == [exercise(1)] * 3
    assert (await desk.progress())["revision"] == 1


async def test_looking_at_hints_shows_none(desk, hints_file):
    await desk.ask("GET", "hints")
    assert (await desk.progress())["hints"] == {}


async def test_a_hint_that_is_not_there_is_told(desk, hints_file):
    assert (
        "has 2 hints" in (await desk.ask("POST", "hints", body={"exercise": "double", "shown": 3}, code=400))["message"]
    )
    assert "'double'" in (await desk.ask("POST", "hints", body={"exercise": "duble", "shown": 1}, code=404))["message"]


async def test_an_exercise_without_hints_says_there_are_none(desk):
    found = await desk.ask("GET", "hints")
    assert found["exercises"][0]["total"] == 0


async def test_a_damaged_hints_file_is_named(desk, hints_file):
    hints_file.write_text("{")
    assert hints_file.name in (await desk.ask("GET", "hints", code=404))["message"]


async def test_the_solution_is_shown_with_a_map_of_its_cells_and_remembered(desk):
    found = await desk.ask("GET", "solution")
    assert found["first"]
    assert [(cell["cell"], cell["role"]) for cell in found["cells"]] == [
        ("double-it-intro", "prose"),
        ("double-it-double", "exercise"),
        ("double-it-twice", "check"),
    ]
    shown = found["notebook"]["cells"][found["cells"][1]["index"]]
    assert "".join(shown["source"]) == packs.SOLUTION
    assert not (await desk.ask("GET", "solution"))["first"]
    now = await desk.progress()
    assert (now["solution_seen"], now["status"], now["revision"]) == (True, "todo", 1)


PROJECT = (*ITEM[:3], "build-something", "solution")


async def test_a_project_without_example_says_so(call):
    response = await call("GET", *PROJECT)
    assert response.code == 404
    assert "without a finished example" in json.loads(response.body)["message"]


async def test_a_project_answers_its_finished_example(call, curricula):
    stage = curricula / "small" / "stages" / "two-ways"
    content = yaml.safe_load((stage / "stage.yaml").read_text("utf-8"))
    project = next(item for item in content["items"] if item["id"] == "build-something")
    packs.dump(stage / "stage.yaml", content | {"items": [project | {"example": {"title": "Doubling dice"}}]})
    cells = [{"cell_type": "markdown", "id": "build-something-problem", "metadata": {}, "source": "# Problem"}]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    packs.dump_notebook(stage / "build-something.example.ipynb", notebook)
    found = json.loads((await call("GET", *PROJECT)).body)
    assert found["first"]
    assert [(cell["cell"], cell["name"]) for cell in found["cells"]] == [("build-something-problem", "problem")]
    assert not json.loads((await call("GET", *PROJECT)).body)["first"]


async def test_what_has_no_notebook_has_no_solution(call):
    response = await call("GET", *ITEM[:3], "for-all", "solution")
    assert response.code == 404
    assert "only exercises" in json.loads(response.body)["message"]
