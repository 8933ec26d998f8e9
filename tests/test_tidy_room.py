"""The room of what-is-rl is what its own description says it is."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("PIL")

SOURCE = Path(__file__).parents[1] / "curriculum/stages/deep-reinforcement-learning/tidy_room.py"
UP, RIGHT, DOWN, LEFT = range(4)


@pytest.fixture(scope="module")
def tidy_room():
    spec = importlib.util.spec_from_file_location("tidy_room", SOURCE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["tidy_room"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["tidy_room"]


def shift(room, actions):
    """The diary and the rewards of one robot that does these things."""
    situations, seen, rewards = room.reset(1), [], []
    for action in actions:
        seen.append(situations)
        situations, earned = room.step(situations, np.array([action]))
        rewards.append(earned[0])
    return room.diary(np.array(seen), np.array(actions)[:, None]), rewards


def test_a_round_over_the_tray_pays_as_often_as_one_likes(tidy_room):
    diary, rewards = shift(tidy_room.Room({"dirt": 1}), [RIGHT] * 3 + [LEFT, RIGHT] * 5)
    assert diary["spill"] == 6
    assert diary["dirt"] == sum(rewards) == 5
    assert diary["crumbs"] == 0


def test_coming_home_is_clean_only_when_nothing_lies_about(tidy_room):
    tour = [RIGHT, RIGHT, DOWN, DOWN, *[LEFT] * 4, UP, UP, UP, UP, DOWN, DOWN, LEFT]
    room = tidy_room.Room({"home": 1, "clean home": 10})
    clean, rewards = shift(room, tour)
    assert (clean["crumbs"], clean["clean home"], rewards[-1]) == (3, 1, 11)
    dirty, rewards = shift(room, [LEFT] * 3)
    assert (dirty["home"], dirty["clean home"], rewards[-1]) == (1, 0, 1)


def test_after_coming_home_nothing_happens_and_nothing_is_paid(tidy_room):
    diary, rewards = shift(tidy_room.Room({"step": 1, "home": 1}), [LEFT] * 3 + [RIGHT] * 5)
    assert diary["step"] == 3
    assert rewards == [1, 1, 2, 0, 0, 0, 0, 0]


def test_a_fence_keeps_robots_off_the_tray(tidy_room):
    diary, _ = shift(tidy_room.Room({}, guarded=True), [RIGHT] * 9)
    assert (diary["spill"], diary["bump"]) == (0, 7)


def test_soil_does_not_pile_up(tidy_room):
    diary, _ = shift(tidy_room.Room({}), [RIGHT, RIGHT, RIGHT, UP, DOWN, UP, DOWN])
    assert diary["spill"] == 1


def test_pay_for_what_does_not_happen_is_refused_with_the_names_of_what_does(tidy_room):
    with pytest.raises(ValueError, match=r"crumb.*clean home"):
        tidy_room.Room({"crumb": 1})


def test_a_film_has_a_picture_before_and_after_every_action(tidy_room):
    pages = tidy_room.Room({}).film([RIGHT, RIGHT, RIGHT])
    assert len(pages) == 4
    assert pages[-1][1]["spill"] == 1
    assert len({picture.size for picture, _ in pages}) == 1


def test_a_film_ends_at_home_and_shows_what_was_left_lying(tidy_room):
    room = tidy_room.Room({})
    pages = room.film([LEFT] * 3 + [RIGHT] * 5)
    assert len(pages) == 4
    crumb = 36 * 1 + 9, 36 * 0 + 12
    assert pages[-1][0].getpixel(crumb) == pages[0][0].getpixel(crumb) != pages[0][0].getpixel((4, 4))
