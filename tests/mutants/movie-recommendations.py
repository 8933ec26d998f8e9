"""Wrong solutions of movie-recommendations that a learner could write; every one must be rejected."""

import os

from dl_curriculum_ext.authoring.mutants import Mutant

# As the notebook says before it imports Keras; said here, the import is shared by all mutants.
os.environ["KERAS_BACKEND"] = "torch"

# What a check of a function alone does not need, although it has names in common with it.
TRAINING = ("sparse", "drawer", "baseline", "train-bias", "bias-picture", "heart", "calm", "curves", "exam")
TRAINING += ("neighbours", "nearest-star-wars", "axis", "mine", "move-in", "lists")


def alone(name: str, cell: str, old: str, new: str, expect: str) -> Mutant:
    """A mutant that needs no trained model to be judged."""
    return Mutant(name, cell, (old, new), expect=expect, caught_by=(f"{cell}-check",), skip=TRAINING)


MUTANTS = [
    alone("register-numbers-for-rows", "number", "return places,", "return register,", "counted from 0"),
    alone("rows-as-a-list", "number", "return places,", "return list(places),", "a numpy array"),
    alone("rows-from-one", "number", "return places,", "return places + 1,", "counted from 0"),
    alone(
        "root-forgotten", "rmse", "np.sqrt(np.mean((guesses - stars) ** 2))", "np.mean((guesses - stars) ** 2)", "1.5"
    ),
    alone(
        "mean-of-the-roots",
        "rmse",
        "np.sqrt(np.mean((guesses - stars) ** 2))",
        "np.mean(np.abs(guesses - stars))",
        "1.5",
    ),
    alone("average-forgotten", "generous", "return average + ", "return ", "every guess should be the average"),
    alone(
        "tables-mixed-up",
        "generous",
        "table(films, 1, calm)(film)",
        "table(people, 1, calm)(film)",
        "6 × 1 for the films",
    ),
    alone(
        "looks-up-the-film-among-people",
        "generous",
        "table(people, 1, calm)(person)",
        "table(people, 1, calm)(film)",
        "By hand",
    ),
    alone("calm-forgotten", "generous", "table(films, 1, calm)", "table(films, 1, 0.0)", "Both tables should get"),
    alone(
        "tastes-without-biases",
        "taste",
        "generous(person, film, people, films, average, calm) + ",
        "average + ",
        "tables of size 1 and of size",
    ),
    alone(
        "products-not-added-up",
        "taste",
        "layers.Dot(axes=1)([likes, nature])",
        "likes * nature",
        "One guess for each pair",
    ),
    alone(
        "longest-rows-win",
        "nearest",
        "vectors / np.linalg.norm(vectors, axis=1, keepdims=True)",
        "vectors",
        "although row 5 is longer",
    ),
    alone("own-neighbour", "nearest", "ranked[ranked != row]", "ranked", "among its own neighbours"),
    alone("appended-to-oneself", "join", "np.full(len(my_films), me)", "[me]", "two new ones make five"),
    alone(
        "takes-first-drops-then",
        "recommend",
        "[~np.isin(ranked, seen)][:count]",
        "[:count][~np.isin(ranked[:count], seen)]",
        "four are unseen",
    ),
]
