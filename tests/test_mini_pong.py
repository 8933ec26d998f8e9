"""Mini-Pong is what its own description says it is."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

gym = pytest.importorskip("gymnasium")

SOURCE = Path(__file__).parents[1] / "curriculum/stages/deep-reinforcement-learning/mini_pong.py"


@pytest.fixture(scope="module")
def mini_pong():
    spec = importlib.util.spec_from_file_location("mini_pong", SOURCE)
    module = importlib.util.module_from_spec(spec)
    # The benchmarks register it too, in whichever process they run.
    registered = gym.registry.pop("MiniPong-v0", None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "mini_pong", module)
        spec.loader.exec_module(module)
        yield module
    del gym.registry["MiniPong-v0"]
    if registered:
        gym.registry["MiniPong-v0"] = registered


def play(game, steps, seed, agent):
    """The rewards of a vector environment under an agent that may look at the tables."""
    game.reset(seed=seed)
    chance = np.random.default_rng(seed)
    return np.array([game.step(agent(game.tables, chance))[1] for _ in range(steps)])


def at_random(tables, chance):
    return chance.integers(3, size=len(tables.index))


def follow(tables, chance):
    distance = tables.ball_y - tables.agent
    return np.where(distance > 0.5, 2, np.where(distance < -0.5, 1, 0))


def share_won(rewards):
    return (rewards > 0).sum() / (rewards != 0).sum()


def one_board(mini_pong, **state):
    """A table whose ball and paddles stand as said."""
    tables = mini_pong.Tables([np.random.default_rng(0)])
    for name, value in state.items():
        getattr(tables, name)[:] = value
    return tables


def step(tables, action=0):
    return [float(value[0]) for value in tables.step(np.array([action]))]


def test_gymnasium_finds_nothing_to_complain_about(mini_pong, recwarn):
    from gymnasium.utils.env_checker import check_env

    check_env(gym.make("MiniPong-v0", render_mode="rgb_array").unwrapped)
    assert [str(warning.message) for warning in recwarn] == []


def test_the_same_seed_plays_the_same_game(mini_pong):
    def game(seed):
        boards = mini_pong.MiniPongVector(8)
        first, _ = boards.reset(seed=seed)
        chance = np.random.default_rng(1)
        return np.array([first, *(boards.step(chance.integers(3, size=8))[0] for _ in range(500))])

    assert np.array_equal(game(3), game(3))
    assert not np.array_equal(game(3), game(4))


def test_a_board_among_many_plays_as_a_board_alone(mini_pong):
    boards = mini_pong.MiniPongVector(4)
    alone = [mini_pong.MiniPong() for _ in range(4)]
    pictures, _ = boards.reset(seed=10)
    single = [board.reset(seed=10 + number)[0] for number, board in enumerate(alone)]
    chance = np.random.default_rng(2)
    finished = 0
    for _ in range(1500):
        assert np.array_equal(pictures, single)
        actions = chance.integers(3, size=4)
        pictures, rewards, over, cut_short, info = boards.step(actions)
        for number, board in enumerate(alone):
            picture, *rest, _ = board.step(int(actions[number]))
            assert rest == [rewards[number], over[number], cut_short[number]]
            if over[number] or cut_short[number]:
                finished += 1
                assert info["_final_obs"][number]
                assert np.array_equal(info["final_obs"][number], picture)
                picture, _ = board.reset()
            single[number] = picture
    assert finished > 8


def test_gymnasium_makes_the_vector_environment(mini_pong):
    boards = gym.make_vec("MiniPong-v0", num_envs=3)
    pictures, _ = boards.reset(seed=0)
    assert pictures in boards.observation_space
    pictures, rewards, over, cut_short, _ = boards.step(boards.action_space.sample())
    assert pictures in boards.observation_space
    assert rewards.shape == over.shape == cut_short.shape == (3,)


def test_the_ball_bounces_off_the_edge(mini_pong):
    tables = one_board(mini_pong, ball_x=10, ball_y=0.25, slope=-1, heading=1)
    step(tables)
    assert (tables.ball_x[0], tables.ball_y[0], tables.slope[0]) == (11, 0.75, 1)


@pytest.mark.parametrize(("row", "slope"), [(12, 0.0), (14, 0.8), (9.5, -1.0)])
def test_the_paddle_returns_a_ball_the_steeper_the_further_from_its_middle(mini_pong, row, slope):
    tables = one_board(mini_pong, ball_x=21, ball_y=row, slope=0, heading=1, agent=12)
    assert step(tables)[0] == 0
    assert tables.heading[0] == -1
    assert tables.slope[0] == pytest.approx(slope)


def test_a_missed_ball_loses_the_point_and_is_served_anew(mini_pong):
    tables = one_board(mini_pong, ball_x=21, ball_y=20, slope=0, heading=1, agent=5)
    assert step(tables)[0] == 0
    assert step(tables)[0] == -1
    assert tables.points.tolist() == [[0, 1]]
    assert tables.ball_x[0] == mini_pong.SIZE // 2
    assert tables.agent[0] == tables.opponent[0] == mini_pong.MIDDLE


def test_a_ball_past_the_opponent_wins_the_point(mini_pong):
    tables = one_board(mini_pong, ball_x=2, ball_y=20, slope=0, heading=-1, opponent=3)
    assert [step(tables)[0], step(tables)[0]] == [0, 1]


def test_up_is_towards_row_nought_and_ends_at_the_edge(mini_pong):
    tables = one_board(mini_pong, agent=4)
    positions = []
    for action in (mini_pong.UP, mini_pong.STAY, mini_pong.DOWN, *[mini_pong.UP] * 4):
        step(tables, action)
        positions.append(tables.agent[0])
    assert positions == [3, 3, 4, 3, 2, 2, 2]


def test_five_points_end_a_match_and_two_thousand_steps_cut_it_short(mini_pong):
    lost = {"ball_x": 22, "ball_y": 20, "slope": 0, "heading": 1, "agent": 5}
    assert step(one_board(mini_pong, points=[[4, 4]], **lost)) == [-1, 1, 0]
    assert step(one_board(mini_pong, points=[[4, 3]], **lost)) == [-1, 0, 0]
    assert step(one_board(mini_pong, steps=1998)) == [0, 0, 0]
    assert step(one_board(mini_pong, steps=1999)) == [0, 0, 1]


def test_the_picture_shows_ball_and_paddles(mini_pong):
    tables = one_board(mini_pong, ball_x=7, ball_y=3.2, agent=10, opponent=20)
    lit = {(int(row), int(column)) for row, column in np.argwhere(tables.draw()[0])}
    assert lit == {(3, 7)} | {(row, 23) for row in range(8, 13)} | {(row, 0) for row in range(18, 23)}


def test_rendering_gives_coloured_pictures(mini_pong):
    boards = mini_pong.MiniPongVector(2, render_mode="rgb_array")
    boards.reset(seed=0)
    frames = boards.render()
    assert [frame.shape for frame in frames] == [(192, 192, 3)] * 2
    assert {tuple(colour) for colour in frames[0].reshape(-1, 3).tolist()} == {
        tuple(c) for c in mini_pong.COLOURS.tolist()
    }


def test_a_random_agent_wins_between_a_fifth_and_a_quarter(mini_pong):
    assert 0.21 <= share_won(play(mini_pong.MiniPongVector(64), 2000, 0, at_random)) <= 0.25


def test_the_opponent_can_be_beaten(mini_pong):
    assert share_won(play(mini_pong.MiniPongVector(64), 1000, 0, follow)) > 0.95


def test_the_source_can_be_read_in_five_minutes():
    assert len(SOURCE.read_text("utf-8").splitlines()) < 200
