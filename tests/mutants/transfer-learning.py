"""Wrong solutions of transfer-learning that a learner could write; every one must be rejected."""

import os

from dl_curriculum_ext.authoring.mutants import Mutant

# As the notebook says before it imports Keras; said here, the import is shared by all mutants.
os.environ["KERAS_BACKEND"] = "torch"

# What a check of a function alone does not need, although it has names in common with it.
TRAINING = ("load", "opinions", "crops", "look", "features-real", "shots", "nearest-exam", "train", "own", "own-exam")


def alone(name: str, cell: str, old: str, new: str, expect: str) -> Mutant:
    """A mutant that needs no borrowed network to be judged."""
    return Mutant(name, cell, (old, new), expect=expect, caught_by=(f"{cell}-check",), skip=TRAINING)


MUTANTS = [
    alone("from-zero-to-one", "prepare", "/ 127.5 - 1", "/ 255", "Black should become -1"),
    alone("brightness-not-scaled", "prepare", " / 127.5 - 1", "", "Black should become -1"),
    alone(
        "axes-cut-anew",
        "prepare",
        "values.permute(0, 3, 1, 2)",
        "values.reshape(len(values), 3, *values.shape[1:3])",
        "only cut anew",
    ),
    alone("colours-stay-last", "prepare", "values.permute(0, 3, 1, 2)", "values", "Pictures, colours, rows, columns"),
    alone("stays-in-training-mode", "freeze", "network.eval()", "network", "still in training mode"),
    alone("weights-stay-awake", "freeze", "parameter.requires_grad = False", "pass", "could still be trained"),
    alone("opinions-for-features", "features", "network.features(", "network(", "Ask `features`"),
    alone(
        "last-piece-dropped",
        "features",
        "range(0, len(pictures), batch)",
        "range(0, len(pictures) - batch + 1, batch)",
        "in pieces of three",
    ),
    alone("all-at-once", "features", "pictures[start : start + batch]", "pictures[start:]", "gave 12"),
    alone(
        "longest-example-wins",
        "nearest",
        "examples = examples / np.linalg.norm(examples, axis=1, keepdims=True)",
        "examples = 1.0 * examples",
        "outvoted",
    ),
    alone(
        "averages-left-short",
        "nearest",
        "types = types / np.linalg.norm(types, axis=1, keepdims=True)",
        "types = 1.0 * types",
        "short average",
    ),
    alone(
        "averages-over-everything",
        "nearest",
        "examples[labels == label].mean(axis=0)",
        "examples.mean(axis=0)",
        "answers are",
    ),
    alone("most-unlike", "nearest", ".argmax(axis=1)", ".argmin(axis=1)", "points like class 0"),
    alone("softmax-forgotten", "head", ', activation="softmax"', "", "Which activation is last"),
    alone("dropout-forgotten", "head", "            layers.Dropout(0.3),\n", "", "forget some numbers"),
]
