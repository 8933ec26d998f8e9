"""Tic-tac-toe and Connect Four are played by their rules, on one board as on many."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

SOURCE = Path(__file__).parents[1] / "curriculum/stages/deep-reinforcement-learning/boards.py"


@pytest.fixture(scope="module")
def boards():
    spec = importlib.util.spec_from_file_location("boards", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["TIC_TAC_TOE", "CONNECT_FOUR"])
def game(boards, request):
    return getattr(boards, request.param)


def after(game, *moves):
    """The position, as one board, after these moves."""
    board = game.start(1)
    for move in moves:
        board = game.play(board, np.array([move]))
    return board


def positions(game, games=64, seed=0):
    """Every position of some random games, those at their ends among them."""
    chance, board, seen = np.random.default_rng(seed), game.start(games), []
    while len(board):
        seen.append(board)
        board = board[~game.ended(board)[0]]
        legal = game.legal(board)
        board = game.play(board, (legal * chance.random(legal.shape)).argmax(axis=1)) if len(board) else board
    return np.concatenate(seen)


@pytest.mark.parametrize(("name", "spiel"), [("TIC_TAC_TOE", "tic_tac_toe"), ("CONNECT_FOUR", "connect_four")])
def test_the_rules_are_those_of_openspiel(boards, name, spiel):
    pyspiel = pytest.importorskip("pyspiel")
    game, rules, chance = getattr(boards, name), pyspiel.load_game(spiel), np.random.default_rng(1)
    for _ in range(200):
        board, state = game.start(1), rules.new_initial_state()
        while not state.is_terminal():
            assert not game.ended(board)[0][0]
            assert np.flatnonzero(game.legal(board)[0]).tolist() == state.legal_actions()
            move = chance.choice(state.legal_actions())
            state.apply_action(int(move))
            board = game.play(board, np.array([move]))
        over, worth = game.ended(board)
        assert over[0]
        assert worth[0] == state.returns()[state.move_number() % 2]


def test_many_boards_play_as_each_alone(game):
    seen = positions(game)
    seen = seen[~game.ended(seen)[0]]
    moves = game.legal(seen).argmax(axis=1)
    together = game.play(seen, moves)
    for board, move, played in zip(seen, moves, together, strict=True):
        assert np.array_equal(game.play(board[None], np.array([move]))[0], played)


def test_playing_changes_no_board_that_it_was_given(game):
    board = game.start(3)
    game.play(board, np.array([0, 1, 2]))
    assert not board.any()


def test_no_boards_are_no_trouble(game):
    none = game.start(0)
    assert game.play(none, np.zeros(0, dtype=int)).shape == none.shape
    assert game.legal(none).shape == (0, game.moves)
    assert game.ended(none)[0].shape == (0,)


def test_a_position_is_seen_by_who_is_to_move(boards):
    board = after(boards.CONNECT_FOUR, 3, 3, 4)[0]
    assert (board[5, 3], board[4, 3], board[5, 4]) == (-1, 1, -1)


def test_who_completes_a_row_leaves_a_lost_position(boards):
    over, worth = boards.TIC_TAC_TOE.ended(after(boards.TIC_TAC_TOE, 0, 3, 1, 4, 2))
    assert (over[0], worth[0]) == (True, -1)
    over, worth = boards.CONNECT_FOUR.ended(after(boards.CONNECT_FOUR, 0, 1, 0, 1, 0, 1, 0))
    assert (over[0], worth[0]) == (True, -1)


def test_a_full_board_without_a_row_is_a_draw(boards):
    over, worth = boards.TIC_TAC_TOE.ended(after(boards.TIC_TAC_TOE, 0, 1, 2, 4, 3, 5, 7, 6, 8))
    assert (over[0], worth[0]) == (True, 0)


def test_there_are_as_many_winning_lines_as_one_can_count(boards):
    assert boards.TIC_TAC_TOE.lines.shape == (9, 8)
    assert boards.CONNECT_FOUR.lines.shape == (42, 69)


def test_turning_a_board_changes_neither_its_worth_nor_its_moves(game):
    seen = positions(game)
    over, worth = game.ended(seen)
    kinds = game.symmetries()
    assert len({tuple(cells) for cells, _ in kinds}) == len(kinds) == (2 if game.falls else 8)
    for cells, moves in kinds:
        turned = game.flat(seen)[:, cells].reshape(seen.shape)
        assert np.array_equal(game.ended(turned)[0], over)
        assert np.array_equal(game.ended(turned)[1], worth)
        assert np.array_equal(game.legal(turned), game.legal(seen)[:, moves])


def test_a_move_may_be_turned_before_or_after_it_is_played(game):
    seen = positions(game)
    seen = seen[~game.ended(seen)[0]]
    played = game.legal(seen).argmax(axis=1)
    for cells, moves in game.symmetries():
        turned = game.flat(seen)[:, cells].reshape(seen.shape)
        goes_to = np.argsort(moves)[played]
        later = game.flat(game.play(seen, played))[:, cells].reshape(seen.shape)
        assert np.array_equal(game.play(turned, goes_to), later)


def test_the_source_can_be_read_in_five_minutes():
    assert len(SOURCE.read_text("utf-8").splitlines()) < 120
