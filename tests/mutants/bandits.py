"""Wrong solutions of bandits; every one must be rejected by a check whose message fits."""

from dl_curriculum_ext.authoring.mutants import Mutant

QUICK = {"BANDITS": 50, "PULLS": 50}
"""For checks of one function, which play no whole games."""

MUTANTS = [
    Mutant(
        name="counts-afterwards",
        cell="improve",
        caught_by=("improve-means",),
        solution="""
            size = 1 / (counts[games, arms] + 2) if step is None else step
            counts[games, arms] += 1
            estimates[games, arms] += size * (rewards - estimates[games, arms])
        """,
        expect="have the mean 4",
    ),
    Mutant(
        name="every-game-counts-every-arm",
        cell="improve",
        caught_by=("improve-means",),
        replace=("counts[games, arms] += 1", "counts[:, arms] += 1"),
        expect="you counted",
    ),
    Mutant(
        name="sum-in-place-of-the-mean",
        cell="improve",
        caught_by=("improve-means",),
        replace=("size * (rewards - estimates[games, arms])", "rewards"),
        expect="have the mean 4",
    ),
    Mutant(
        name="always-the-mean",
        cell="improve",
        caught_by=("improve-means",),
        replace=("1 / counts[games, arms] if step is None else step", "1 / counts[games, arms]"),
        expect="goes half of the way",
    ),
    Mutant(
        name="works-on-copies",
        cell="improve",
        caught_by=("improve-means",),
        solution="""
            counts, estimates = counts.copy(), estimates.copy()
            counts[games, arms] += 1
            size = 1 / counts[games, arms] if step is None else step
            estimates[games, arms] += size * (rewards - estimates[games, arms])
        """,
        expect="changed in place",
    ),
    Mutant(
        name="away-from-the-reward",
        cell="improve",
        caught_by=("improve-means",),
        replace=("rewards - estimates[games, arms]", "estimates[games, arms] - rewards"),
        expect="have the mean 4",
    ),
    Mutant(
        name="one-coin-for-all-games",
        cell="choose",
        caught_by=("choose-frequencies",),
        replace=("rng.random(games) < epsilon", "rng.random() < epsilon"),
        expect="with the frequencies",
    ),
    Mutant(
        name="coin-the-wrong-way-round",
        cell="choose",
        caught_by=("choose-frequencies",),
        replace=("< epsilon", "> epsilon"),
        expect="With ε = 0.0",
    ),
    Mutant(
        name="one-curious-arm-for-all-games",
        cell="choose",
        caught_by=("choose-frequencies",),
        replace=("rng.integers(arms, size=games)", "rng.integers(arms)"),
        expect="with the frequencies",
    ),
    Mutant(
        name="never-curious",
        cell="choose",
        caught_by=("choose-frequencies",),
        solution="return estimates.argmax(axis=1)",
        expect="With ε = 0.4",
    ),
    Mutant(
        name="best-game-of-each-arm",
        cell="choose",
        caught_by=("choose-frequencies",),
        replace=("estimates.argmax(axis=1)", "estimates.argmax() % arms"),
        expect="a best arm of its own",
    ),
    Mutant(
        name="regret-the-wrong-way-round",
        cell="judge",
        caught_by=("judge-hand",),
        replace=(
            "values.max(axis=1) - values[np.arange(len(arms)), arms]",
            "values[np.arange(len(arms)), arms] - values.max(axis=1)",
        ),
        expect="Which minus which",
    ),
    Mutant(
        name="best-arm-of-all-games",
        cell="judge",
        caught_by=("judge-hand",),
        replace=("values.max(axis=1)", "values.max()"),
        expect="the best arm of the same game",
    ),
    Mutant(
        name="regret-against-the-mean-arm",
        cell="judge",
        caught_by=("judge-hand",),
        replace=("values.max(axis=1) - values[np.arange(len(arms)), arms]", "values.max(axis=1) - values.mean(axis=1)"),
        expect="The games cost 0, 3 and 1",
    ),
    Mutant(
        name="pulls-where-regret-is",
        cell="judge",
        caught_by=("judge-hand",),
        replace=("regret == 0", "regret > 0"),
        expect="Only the first game",
    ),
    Mutant(
        name="no-benefit-of-the-doubt",
        cell="ucb",
        parameters=QUICK,
        caught_by=("ucb-hand",),
        replace=("estimates + bonus", "estimates"),
        expect="could be better",
    ),
    Mutant(
        name="pessimist",
        cell="ucb",
        parameters=QUICK,
        caught_by=("ucb-hand",),
        replace=("estimates + bonus", "estimates - bonus"),
        expect="could be better",
    ),
    Mutant(
        name="bonus-alone",
        cell="ucb",
        parameters=QUICK,
        caught_by=("ucb-hand",),
        replace=("estimates + bonus", "bonus + 0 * estimates[:, ::-1] - estimates"),
        expect="equally uncertain",
    ),
    Mutant(
        name="confidence-forgotten",
        cell="ucb",
        parameters=QUICK,
        caught_by=("ucb-hand",),
        replace=("confidence * np.sqrt", "np.sqrt"),
        expect="Is c a factor",
    ),
    Mutant(
        name="untried-arms-look-like-nothing",
        cell="ucb",
        parameters=QUICK,
        caught_by=("ucb-hand",),
        replace=("np.inf", "-np.inf"),
        expect="never pulled could be anything",
    ),
    Mutant(
        name="time-stands-still",
        cell="ucb",
        parameters=QUICK,
        caught_by=("ucb-hand",),
        replace=("np.log(pull)", "np.log(100)"),
        expect="ln t keeps growing",
    ),
    Mutant(
        name="worse-than-usual",
        cell="prefer",
        parameters=QUICK,
        skip=("choose-shares",),
        caught_by=("prefer-hand",),
        replace=("rewards - usual", "usual - rewards"),
        expect="should rise",
    ),
    Mutant(
        name="nothing-is-usual",
        cell="prefer",
        parameters=QUICK,
        skip=("choose-shares",),
        caught_by=("prefer-hand",),
        replace=("(rewards - usual)", "rewards"),
        expect="2 better than usual",
    ),
    Mutant(
        name="others-do-not-move",
        cell="prefer",
        parameters=QUICK,
        skip=("choose-shares",),
        caught_by=("prefer-hand",),
        replace=(" - softmax(preferences)", " * (1 - softmax(preferences))"),
        expect="should rise",
    ),
    Mutant(
        name="preferences-of-a-copy",
        cell="prefer",
        parameters=QUICK,
        skip=("choose-shares",),
        caught_by=("prefer-hand",),
        replace=("preferences += ", "preferences = preferences + "),
        expect="changed in place",
    ),
    Mutant(
        name="softmax-forgotten",
        cell="prefer",
        parameters=QUICK,
        skip=("choose-shares",),
        caught_by=("prefer-hand",),
        replace=("- softmax(preferences)", "- 1 / preferences.shape[1]"),
        expect="follow the slope",
    ),
]
