"""Wrong solutions of text-prediction that a learner could write; every one must be rejected."""

import os

from dl_curriculum_ext.authoring.mutants import Mutant

# As the notebook says before it imports Keras; said here, the import is shared by all mutants.
os.environ["KERAS_BACKEND"] = "torch"

# What a check of a function alone does not need, although it has names in common with it.
TRAINING = ("counting", "train", "exam", "build-exam", "temperature", "samples", "words", "strip")


def alone(name: str, cell: str, old: str, new: str, expect: str) -> Mutant:
    """A mutant that needs no trained network to be judged."""
    return Mutant(name, cell, (old, new), expect=expect, caught_by=(f"{cell}-check",), skip=TRAINING)


MUTANTS = [
    alone("numbers-from-one", "encode", "{letter: at for", "{letter: at + 1 for", "is number 0"),
    alone("context-after-the-letter", "followers", "text[at - k : at]", "text[at + 1 : at + 1 + k]", "contexts"),
    alone("letter-in-its-own-context", "followers", "text[at - k : at]", "text[at - k + 1 : at + 1]", "After an a"),
    alone("sign-forgotten", "surprise", "total -= log", "total += log", "Is the sign right"),
    alone("denominator-not-smoothed", "surprise", " + 0.5 * len(vocabulary)", " + 0.5", "equally likely"),
    alone("summed-not-averaged", "surprise", "return total / (len(text) - k)", "return total", "equally likely"),
    alone("first-letters-counted-too", "surprise", "total / (len(text) - k)", "total / len(text)", "only the b"),
    alone("kinds-not-times", "surprise", "counts.total()", "len(counts)", "b came twice"),
    alone("lists-for-arrays", "windows", "return reads, follows", "return list(reads), follows", "numpy arrays"),
    alone("followers-are-the-letters", "windows", "codes[1 : n * length + 1]", "codes[: n * length]", "larger by one"),
    alone(
        "read-down-the-columns",
        "windows",
        "reads = codes[: n * length].reshape(n, length)",
        "reads = codes[: n * length].reshape(length, n).T",
        "in order",
    ),
    Mutant(
        "peeps",
        "build",
        ('layers.Conv1D(128, 4, padding="causal"', 'layers.Conv1D(128, 4, padding="same"'),
        expect="peeps",
        caught_by=("build-check",),
        skip=TRAINING,
    ),
    alone("sees-too-little", "build", "4, dilation_rate=4,", "4,", "second with its dilation"),
    alone("heat-multiplied", "soften", "/ temperature", "* temperature", "does the opposite"),
    alone("exponential-overflows", "soften", "scaled - scaled.max()", "scaled", "too large for the exponential"),
    alone(
        "never-draws", "write", "random.choice(len(vocabulary), p=chances)", "int(np.argmax(chances))", "Is it drawn"
    ),
    alone("chances-ignored", "write", "len(vocabulary), p=chances", "len(vocabulary)", "becomes abcdef"),
    alone("asks-after-the-start-only", "write", "predict(text)", "predict(start)", "becomes abcdef"),
]
