"""The bundled curriculum holds together: its order, routes, topics, budgets, checklists and files."""

from pathlib import Path

import pytest
from bundled import PACK, read_items, read_pack, read_stages

from dl_curriculum_ext import model
from dl_curriculum_ext.authoring.source import item_of


@pytest.fixture(scope="module")
def pack() -> model.Pack:
    return read_pack()


@pytest.fixture(scope="module")
def stages() -> dict[str, model.Stage]:
    return read_stages()


@pytest.fixture(scope="module")
def items() -> dict[str, model.Item]:
    return read_items()


def minutes(stage: model.Stage, route: str | None) -> int:
    return sum(item.minutes for item in stage.items if item.route == route and not item.optional)


def test_the_six_stages_stand_in_the_order_of_the_article(pack: model.Pack, stages: dict[str, model.Stage]) -> None:
    assert pack.stages == (
        "practical-encounter",
        "mathematical-foundations",
        "deep-dive",
        "capstone-supervised",
        "deep-reinforcement-learning",
        "capstone-reinforcement",
    )
    directions = [stages[name].direction for name in pack.stages]
    assert directions == ["top-down", "bottom-up", "both", "project", "both", "project"]
    assert all(stage.id == name for name, stage in stages.items())


def test_every_topic_is_used_and_every_topic_used_exists(pack: model.Pack, items: dict[str, model.Item]) -> None:
    defined = {topic.id for topic in pack.topics}
    assert len(defined) == len(pack.topics)
    assert {topic for item in items.values() for topic in item.topics} == defined
    assert all(topic.about for topic in pack.topics)


def test_every_course_notebook_is_to_be_recreated_with_its_reference_hidden_at_first(
    items: dict[str, model.Item],
) -> None:
    recreation = items["recreate-course-notebooks"]
    assert isinstance(recreation, model.Checklist)
    assert recreation.reveal == "on-request"
    assert [entry.id for entry in recreation.entries] == [f"{number:02}" for number in range(11)]
    for entry in recreation.entries:
        assert entry.url.startswith(f"https://github.com/fastai/course22/blob/master/{entry.id}-")
        assert entry.about


def test_only_the_deep_dive_and_reinforcement_learning_offer_routes(stages: dict[str, model.Stage]) -> None:
    offered = {name: [route.id for route in stage.routes] for name, stage in stages.items() if stage.routes}
    assert offered == {
        "deep-dive": ["mooc", "book", "university"],
        "deep-reinforcement-learning": ["practical", "balanced", "theory"],
    }


@pytest.mark.parametrize("name", ["deep-dive", "deep-reinforcement-learning"])
def test_every_route_says_what_it_asks_and_some_answer_speaks_for_it(stages: dict[str, model.Stage], name: str) -> None:
    stage = stages[name]
    routes = {route.id for route in stage.routes}
    assert all(route.about and route.asks for route in stage.routes)
    suggested = {
        route for question in stage.route_questions for answer in question.answers for route in answer.suggests
    }
    assert suggested == routes
    assert {item.route for item in stage.items if item.route} == routes
    assert all(minutes(stage, route) for route in routes)


def test_the_budget_of_a_stage_holds_what_counts_and_any_one_route(stages: dict[str, model.Stage]) -> None:
    for stage in stages.values():
        longest = max((minutes(stage, route.id) for route in stage.routes), default=0)
        hours = (minutes(stage, None) + longest) / 60
        assert 0.6 * stage.budget_hours <= hours <= stage.budget_hours, stage.id


def test_a_learner_is_only_sent_back_never_ahead(stages: dict[str, model.Stage]) -> None:
    known: set[str] = set()
    for stage in stages.values():
        known |= {item.id for item in stage.items}
        sent_to = {
            entry.see
            for item in stage.items
            if isinstance(item, model.Checklist)
            for entry in item.entries
            if entry.see
        }
        assert sent_to <= known, stage.id


def test_what_the_diagnostic_finds_missing_can_be_refreshed_in_its_stage(
    stages: dict[str, model.Stage], items: dict[str, model.Item]
) -> None:
    here = {item.id for item in stages["mathematical-foundations"].items}
    for name in ("what-do-i-still-know", "what-can-i-do-now"):
        checklist = items[name]
        assert isinstance(checklist, model.Checklist)
        assert all(entry.see in here for entry in checklist.entries)


def test_entries_of_a_checklist_have_ids_of_their_own(items: dict[str, model.Item]) -> None:
    for item in items.values():
        if isinstance(item, model.Checklist):
            ids = [entry.id for entry in item.entries]
            assert ids, item.id
            assert len(set(ids)) == len(ids), item.id


def test_every_notebook_listed_is_there_with_what_it_reads(stages: dict[str, model.Stage]) -> None:
    missing = []
    for stage in stages.values():
        for item in stage.items:
            if isinstance(item, model.Exercise | model.Capstone):
                starter = Path(item.notebook or f"{item.id}.ipynb")
                names = [starter, starter.with_suffix(".solution.ipynb"), starter.with_suffix(".py")]
                if isinstance(item, model.Capstone):
                    names = [starter]
                    if item.example:
                        names += [starter.with_suffix(".example.ipynb"), starter.with_suffix(".example.py")]
                missing += [
                    f"stages/{stage.id}/{name}"
                    for name in [*names, *item.files]
                    if not (PACK / "stages" / stage.id / name).is_file()
                ]
    assert not missing


def test_every_exercise_source_is_listed(stages: dict[str, model.Stage]) -> None:
    for stage in stages.values():
        listed = {item.id for item in stage.items}
        files = {
            name for item in stage.items if isinstance(item, model.Exercise | model.Capstone) for name in item.files
        }
        folder = PACK / "stages" / stage.id
        sources = {item_of(path) for path in folder.glob("*.py") if path.name not in files}
        assert sources <= listed, stage.id
