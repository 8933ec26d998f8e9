"""Wrong solutions of image-classifier that a learner could write; every one must be rejected."""

import os

from dl_curriculum_ext.authoring.mutants import Mutant

# As the notebook says before it imports Keras; said here, the import is shared by all mutants.
os.environ["KERAS_BACKEND"] = "torch"

# Functions that are judged alone, although their parameters have the names of what training makes.
TRAINING = ("neighbours", "train", "curve", "exam", "confusion-picture", "gallery", "moved", "weather", "nudge")


def alone(name: str, cell: str, replace: tuple[str, str] = (), **rest: object) -> Mutant:
    """A mutant that needs no trained network to be judged."""
    return Mutant(name, cell, replace, skip=TRAINING, **rest)


SPLIT = "order = np.random.default_rng(seed).permutation(count)"
CUT = "return order[held_out:], order[:held_out]"
COMPILE = 'loss="sparse_categorical_crossentropy"'
LAST = 'layers.Dense(10, activation="softmax")'

MUTANTS = [
    Mutant("images-not-scaled", "prepare", (" / 255", ""), expect="the scale is still missing"),
    Mutant("divided-by-256", "prepare", ("/ 255", "/ 256"), expect="a fifth of 255"),
    Mutant("fractions-thrown-away", "prepare", ('.astype("float32") / 255', " // 255"), expect="should be float32"),
    Mutant("no-axis-for-the-colour", "prepare", ("[..., np.newaxis]", ""), expect="four axes"),
    Mutant("colour-axis-in-front", "prepare", ("[..., np.newaxis]", "[:, np.newaxis]"), expect="(3, 28, 28, 1)"),
    Mutant("double-precision", "prepare", ('"float32"', '"float64"'), expect="should be float32"),
    Mutant(
        "contrast-stretched",
        "prepare",
        solution="""
        pictures = scans[..., np.newaxis].astype("float32")
        return pictures / pictures.max()
    """,
        expect="a fifth of 255",
    ),
    Mutant("not-shuffled", "split", (SPLIT, "order = np.arange(count)"), expect="sorted, so shuffle"),
    Mutant("test-data-in-training", "split", (CUT, "return order, order[:held_out]"), expect="Pictures in both piles"),
    Mutant("one-picture-in-both", "split", ("order[held_out:]", "order[held_out - 1:]"), expect="both piles: 1."),
    Mutant("one-picture-lost", "split", ("order[held_out:]", "order[held_out + 1:]"), expect="in neither of yours: 1"),
    Mutant(
        "piles-the-wrong-way-round", "split", (CUT, "return order[:held_out], order[held_out:]"), expect="train first"
    ),
    Mutant("seed-ignored", "split", ("default_rng(seed)", "default_rng(0)"), expect="is the seed used"),
    Mutant("never-the-same-twice", "split", ("default_rng(seed)", "default_rng()"), expect="The same seed"),
    Mutant(
        "drawn-with-putting-back",
        "split",
        ("permutation(count)", "integers(0, count, count)"),
        expect="Pictures in both piles",
    ),
    Mutant(
        "piles-drawn-apart",
        "split",
        (
            CUT,
            """random = np.random.default_rng(seed + 1)
    return order[held_out:], random.permutation(count)[:held_out]""",
        ),
        expect="Pictures in both piles",
    ),
    Mutant("argmax-down-the-columns", "accuracy", ("axis=1", "axis=0"), expect="three of four are right"),
    Mutant("counted-not-averaged", "accuracy", (".mean()", ".sum()"), expect="a count or a percentage"),
    Mutant("in-per-cent", "accuracy", (".mean())", ".mean()) * 100"), expect="a count or a percentage"),
    Mutant("share-of-mistakes", "accuracy", ("== labels", "!= labels"), expect="three of four are right"),
    Mutant("labels-off-by-one", "accuracy", (".argmax(axis=1)", ".argmax(axis=1) + 1"), expect="three of four"),
    Mutant(
        "sureness-instead-of-answers",
        "accuracy",
        solution="return float(probabilities.max(axis=1).mean())",
        expect="three of four",
    ),
    Mutant(
        "one-verdict-for-each-picture",
        "accuracy",
        solution="return probabilities.argmax(axis=1) == labels",
        expect="one number for all pictures",
    ),
    Mutant(
        "softmax-forgotten",
        "build",
        (LAST, "layers.Dense(10)"),
        caught_by=("build-check",),
        expect="activation is last",
        seconds=240,
    ),
    Mutant(
        "each-digit-judged-alone",
        "build",
        (LAST, 'layers.Dense(10, activation="sigmoid")'),
        caught_by=("build-check",),
        expect="add up to one",
    ),
    Mutant(
        "nine-digits",
        "build",
        (LAST, 'layers.Dense(9, activation="softmax")'),
        caught_by=("build-check",),
        expect="ten outputs",
    ),
    Mutant(
        "eleven-digits",
        "build",
        (LAST, 'layers.Dense(11, activation="softmax")'),
        caught_by=("build-check",),
        expect="ten outputs",
    ),
    Mutant(
        "one-round-of-seeing",
        "build",
        (
            """        layers.Conv2D(32, 5, activation="relu"),
            layers.MaxPooling2D(),
""",
            "",
        ),
        caught_by=("build-check",),
        expect="two rounds",
    ),
    Mutant(
        "relu-forgotten",
        "build",
        ('layers.Dense(128, activation="relu")', "layers.Dense(128)"),
        caught_by=("build-check",),
        expect="no activation",
    ),
    Mutant(
        "loss-for-scores",
        "build",
        (COMPILE, "loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)"),
        caught_by=("build-check",),
        expect="probabilities already",
    ),
    Mutant(
        "squared-error-on-digits", "build", (COMPILE, 'loss="mse"'), caught_by=("build-check",), expect="plain digits"
    ),
    Mutant(
        "not-compiled",
        "build",
        ("    network.compile", "    network.summary if True else network.compile"),
        caught_by=("build-check",),
        expect="not compiled",
    ),
    Mutant(
        "nothing-returned", "build", ("    return network", ""), caught_by=("build-check",), expect="Return the network"
    ),
    alone("transposed", "confusion", ("table[label, answer]", "table[answer, label]"), expect="mirrored"),
    alone(
        "each-pair-counted-once",
        "confusion",
        solution="""
        table = np.zeros((10, 10), dtype=int)
        table[labels, answers] += 1
        return table
    """,
        expect="should hold 2",
    ),
    alone("set-not-counted", "confusion", ("+= 1", "= 1"), expect="should hold 2"),
    alone(
        "mistakes-only",
        "confusion",
        ("table[label, answer] += 1", "table[label, answer] += label != answer"),
        expect="on the diagonal",
    ),
    alone("begun-with-ones", "confusion", ("np.zeros", "np.ones"), expect="zeros only"),
    alone("tallies-not-whole", "confusion", ("dtype=int", "dtype=float"), expect="whole numbers"),
    alone("shares-not-counts", "confusion", ("return table", "return table / len(labels)"), expect="should hold 2"),
    alone(
        "right-answers-too",
        "mistakes",
        ("np.flatnonzero(probabilities.argmax(axis=1) != labels)", "np.arange(len(labels))"),
        expect="only mistakes",
    ),
    alone("right-answers-instead", "mistakes", ("!= labels", "== labels"), expect="only mistakes"),
    alone("least-sure-first", "mistakes", ("np.argsort(-sureness)", "np.argsort(sureness)"), expect="it comes first"),
    alone("in-order-of-the-file", "mistakes", ("wrong[np.argsort(-sureness)]", "wrong"), expect="it comes first"),
    alone(
        "positions-among-the-mistakes",
        "mistakes",
        ("return wrong[np.argsort(-sureness)]", "return np.argsort(-sureness)"),
        expect="only mistakes",
    ),
    alone(
        "sureness-of-the-truth",
        "mistakes",
        ("probabilities[wrong].max(axis=1)", "probabilities[wrong, labels[wrong]]"),
        expect="it comes first",
    ),
    alone("all-of-them", "mistakes", ("[:count]", ""), expect="Asked for two"),
    alone(
        "comes-back-on-the-other-side",
        "shift",
        solution="return np.roll(images, (down, right), axis=(1, 2))",
        caught_by=("shift-check",),
        expect="came back elsewhere",
    ),
    alone(
        "rows-for-columns",
        "shift",
        ("margin - down :, margin - right :", "margin - right :, margin - down :"),
        caught_by=("shift-check",),
        expect="moved the ink down",
    ),
    alone(
        "wrong-way",
        "shift",
        ("margin - down :, margin - right :", "margin + down :, margin + right :"),
        caught_by=("shift-check",),
        expect="to the left",
    ),
    alone(
        "never-moved-down",
        "shift",
        ("margin - down :", "margin :"),
        caught_by=("shift-check",),
        expect="should move the ink up",
    ),
    alone("not-cut-out", "shift", ("[:, :28, :28]", ""), caught_by=("shift-check",), expect="keeps its shape"),
    alone(
        "window-off-by-one",
        "shift",
        ("margin - right :", "margin - right + 1 :"),
        caught_by=("shift-check",),
        expect="should be in column 23",
    ),
    alone(
        "changed-in-place",
        "shift",
        solution="""
        moved = np.roll(images, (down, right), axis=(1, 2))
        images[:] = 0
        return moved
    """,
        caught_by=("shift-check",),
    ),
]
