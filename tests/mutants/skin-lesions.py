"""Wrong solutions of skin-lesions that a learner could write; every one must be rejected."""

from dl_curriculum_ext.authoring.mutants import Mutant

SLOW = ("clinics", "leak", "first", "first-check", "cure", "cure-check", "reliable", "reliable-check", "panel")
"""Cells that a check of one function does without."""


def alone(name: str, cell: str, replace: tuple[str, str], expect: str) -> Mutant:
    """A mutant that needs no trained network to be judged."""
    return Mutant(name, cell, replace, expect=expect, upto=f"{cell}-check", skip=SLOW)


MUTANTS = [
    alone(
        "above-instead-of-at-least",
        "rates",
        ("scores >= threshold", "scores > threshold"),
        "is at it and so called rare",
    ),
    alone("false-alarms-for-specificity", "rates", ("(~called[~truth])", "called[~truth]"), "your specificity"),
    alone("precision-for-sensitivity", "rates", ("called[truth].mean()", "truth[called].mean()"), "your sensitivity"),
    alone("ties-count-nothing", "auc", (" + 0.5 * (gap == 0).mean()", ""), "one is a tie"),
    alone("order-turned-round", "auc", ("(gap > 0)", "(gap < 0)"), "one is a tie"),
    alone(
        "deals-photos",
        "split",
        (
            "np.flatnonzero(np.isin(patient, group)) for group in np.split(people, cuts)",
            "rows for rows in np.split(rng.permutation(len(patient)), "
            "np.round(np.cumsum(shares)[:-1] * len(patient)).astype(int))",
        ),
        "photos in more than one list",
    ),
    alone(
        "not-shuffled", "split", ("rng.permutation(np.unique(patient))", "np.unique(patient)"), "deal them at random"
    ),
    alone("weight-on-both", "loss", ("(1 - truth) * log_no", "weight * (1 - truth) * log_no"), "By hand"),
    alone(
        "weight-on-the-plain",
        "loss",
        ("weight * truth * log_yes + (1 - truth)", "truth * log_yes + weight * (1 - truth)"),
        "By hand",
    ),
    alone(
        "effect-on-the-score",
        "ruler",
        ("1 / (1 + np.exp(-score(reader, shown)))", "score(reader, shown)"),
        "Here the chance goes",
    ),
    alone("forgets-the-offset", "calibrate", ("return a.item(), b.item()", "return a.item(), 0.0"), "near −4/3"),
    alone(
        "bootstraps-photos",
        "interval",
        (
            "for person in people]",
            "for person in people]\n    rows, people = [[at] for at in range(len(patient))], patient",
        ),
        "no new evidence",
    ),
    alone(
        "drawn-twice-but-in-once",
        "interval",
        (
            "np.concatenate([rows[at] for at in rng.integers(len(people), size=len(people))])",
            "np.isin(patient, rng.choice(people, len(people)))",
        ),
        "comes in twice",
    ),
    alone(
        "without-putting-back",
        "interval",
        ("rng.integers(len(people), size=len(people))", "rng.permutation(len(people))"),
        "putting back",
    ),
    alone(
        "ignores-prevalence",
        "worth",
        ("(1 - prevalence) * (1 - specificity)", "prevalence * (1 - specificity)"),
        "9/108",
    ),
]
