"""The recommender that learners write with Keras, against two well-known libraries that do the same task.

All learn tastes and biases from the same ratings, with as many numbers a person and a film. A peer is fitted with more
and more rounds until it is as good on the unseen ratings as the learner's; that last fit is what is timed.
"""

import contextlib
import io
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from bench.peers import taken
from bench.row import PeerMissing, Row

CELLS = (
    "tools",
    "parameters",
    "load",
    "number",
    "sparse",
    "drawer",
    "rmse",
    "baseline",
    "table",
    "generous",
    "generous-check",
    "taste",
    "train-bias",
)
ROUNDS = range(5, 205, 5)
Peer = tuple[Callable[[], object], Callable[[Any, Any], float]]
"""How to fit it, and then what it guesses for a person and a film."""
LIBRARIES = {"surprise": "scikit-surprise", "cornac": "cornac"}


def rows() -> list[Row]:
    missing = [package for module, package in LIBRARIES.items() if find_spec(module) is None]
    if missing:
        raise PeerMissing(
            f"not installed: {', '.join(missing)}. Install with: "
            f".venv/bin/pip install -c constraints.txt {' '.join(missing)}"
        )
    its = taken("practical-encounter", "movie-recommendations", CELLS)
    its["torch"].set_num_threads(1)
    lessons, exam = ([its[name][its[part]] for name in ("person", "film", "stars")] for part in ("lessons", "exam"))

    def error(guesses: Any) -> float:
        return float(its["rmse"](its["np"].asarray(guesses), exam[2]))

    with contextlib.redirect_stdout(io.StringIO()):
        start = time.process_time()
        model = its["train"](its["taste"], its["CALM"], its["EPOCHS"], its["people"], lessons[:2], lessons[2])[0]
        mine = time.process_time() - start
    goal = error(its["ask"](model, *exam[:2]))

    def row(name: str, peer: Callable[[int], Peer]) -> Row:
        for rounds in ROUNDS:
            fit, guess = peer(rounds)
            start = time.process_time()
            fit()
            theirs = time.process_time() - start
            reached = error([guess(who, what) for who, what in zip(*exam[:2], strict=True)])
            if reached <= goal:
                break
        how = (
            f"{mine:.2f} s ÷ {theirs:.2f} s of processor time; error on unseen ratings {goal:.3f} stars and, after "
            f"{rounds} rounds of the peer, {reached:.3f}{'' if reached <= goal else ', which is not as good'}"
        )
        return Row(f"the learner's recommender ÷ {name}, time to the same error", mine / theirs, 1.1, how)

    tastes = its["TASTES"]
    return [
        row("surprise.SVD", lambda rounds: surprise_svd(lessons, tastes, rounds)),
        row("cornac.models.MF", lambda rounds: cornac_mf(lessons, tastes, rounds)),
    ]


def surprise_svd(lessons: list[Any], tastes: int, rounds: int) -> Peer:
    """With the settings of a grid that got to a learner's error the quickest."""
    from pandas import DataFrame
    from surprise import SVD, Dataset, Reader

    frame = DataFrame(dict(zip(("person", "film", "stars"), lessons, strict=True)))
    ratings = Dataset.load_from_df(frame, Reader(rating_scale=(0.5, 5))).build_full_trainset()
    peer = SVD(n_factors=tastes, n_epochs=rounds, lr_all=0.01, reg_all=0.07, init_std_dev=0.03, random_state=0)
    return lambda: peer.fit(ratings), lambda who, what: peer.predict(who, what).est


def cornac_mf(lessons: list[Any], tastes: int, rounds: int) -> Peer:
    from cornac.data import Dataset
    from cornac.models import MF

    ratings = Dataset.from_uir(list(zip(*lessons, strict=True)))
    peer = MF(k=tastes, max_iter=rounds, learning_rate=0.01, lambda_reg=0.05, num_threads=1, seed=0)
    return lambda: peer.fit(ratings), lambda who, what: peer.score(ratings.uid_map.get(who), ratings.iid_map.get(what))
