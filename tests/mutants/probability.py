"""Wrong solutions of probability; every one must be rejected by a check whose message fits."""

from dl_curriculum_ext.authoring.mutants import Mutant

MUTANTS = [
    Mutant(
        name="forgets-to-normalise",
        cell="bayes",
        replace=("joint / joint.sum()", "joint"),
        expect="posteriors add up to one",
    ),
    Mutant(
        name="neglects-the-base-rate",
        cell="bayes",
        replace=("np.asarray(prior) * np.asarray(likelihood)", "np.asarray(likelihood)"),
        expect="Priors 0.1 and 0.9",
    ),
    Mutant(
        name="logarithm-of-the-product",
        cell="likelihood",
        solution="return np.log(p**heads * (1 - p) ** (throws - heads))",
        expect="Add logarithms instead",
    ),
    Mutant(
        name="forgets-the-tails",
        cell="likelihood",
        replace=(" + (throws - heads) * np.log(1 - p)", ""),
        expect="ten throws have the log-likelihood",
    ),
    Mutant(
        name="heads-to-tails",
        cell="likelihood",
        replace=("heads / throws", "heads / (throws - heads)"),
        expect="the likelihood is largest near",
    ),
    Mutant(
        name="grades-rainy-days-only",
        cell="surprise",
        replace=("np.where(happened, p, 1 - p)", "p"),
        expect="she gave 0.9, 0.1, 0.8, 0.2",
    ),
    Mutant(
        name="claim-and-truth-exchanged",
        cell="surprise",
        replace=("(np.asarray(q) * np.log(p))", "(np.asarray(p) * np.log(np.asarray(q) + 1e-12))"),
        expect="the truth that says how often",
    ),
    Mutant(
        name="overflows",
        cell="log-softmax",
        replace=("scores - scores.max(axis=1, keepdims=True)", "scores"),
        expect="Large scores should survive",
    ),
    Mutant(
        name="over-the-images-instead-of-the-classes",
        cell="log-softmax",
        replace=("np.exp(scores).sum(axis=1, keepdims=True)", "np.exp(scores).sum(axis=0, keepdims=True)"),
        expect="of each row should add up to one",
    ),
    Mutant(
        name="true-minus-predicted",
        cell="learn",
        caught_by=("learn-check",),
        replace=("(np.exp(log_softmax(scores)) - Y)", "(Y - np.exp(log_softmax(scores)))"),
        expect="Nudging score",
    ),
    Mutant(
        name="slope-not-averaged",
        cell="learn",
        caught_by=("learn-check",),
        replace=(" / len(Y)", ""),
        expect="of the mean loss",
    ),
    Mutant(
        name="forgets-its-velocity",
        cell="learn",
        caught_by=("learn-check",),
        replace=("momentum * velocity - rate", "-rate"),
        expect="keep 0.9 of the velocity",
    ),
    Mutant(
        name="gaps-not-weighted",
        cell="calibration",
        caught_by=("calibration-check",),
        replace=("inside.mean() * abs", "abs"),
        expect="count ¾ and ¼",
    ),
    Mutant(
        name="rounds-to-the-nearest-bin",
        cell="calibration",
        caught_by=("calibration-check",),
        replace=("(sure * bins).astype(int)", "np.round(sure * bins).astype(int)"),
        expect="these are two bins",
    ),
    Mutant(
        name="the-surest-fall-off-the-end",
        cell="calibration",
        caught_by=("calibration-check",),
        replace=("np.minimum((sure * bins).astype(int), bins - 1)", "(sure * bins).astype(int)"),
        expect="wrong three times in four",
    ),
    Mutant(
        name="multiplies-by-the-temperature",
        cell="temperature",
        caught_by=("temperature-check",),
        replace=("log_softmax(scores / T)", "log_softmax(scores * T)"),
        expect="would make them honest",
    ),
]
