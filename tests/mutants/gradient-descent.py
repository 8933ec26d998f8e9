"""Wrong solutions of gradient-descent; every one must be rejected by a check whose message fits."""

from dl_curriculum_ext.authoring.mutants import Mutant

MUTANTS = [
    Mutant(
        name="walks-uphill",
        cell="descend",
        replace=("path[-1] - rate", "path[-1] + rate"),
        expect="downhill is to the left",
    ),
    Mutant(
        name="forgets-the-rate",
        cell="descend",
        replace=("rate * gradient(path[-1])", "gradient(path[-1])"),
        expect="one lands on 0.6",
    ),
    Mutant(
        name="feels-the-slope-at-the-start-only",
        cell="descend",
        replace=("gradient(path[-1])", "gradient(path[0])"),
        expect="The second step should feel the slope at 0.6",
    ),
    Mutant(
        name="one-step-too-few",
        cell="descend",
        replace=("range(steps)", "range(steps - 1)"),
        expect="Two steps from one number visit three places",
    ),
    Mutant(
        name="leaves-out-the-start",
        cell="descend",
        replace=("return np.array(path)", "return np.array(path[1:])"),
        expect="Two steps from one number visit three places",
    ),
    Mutant(
        name="keeps-only-the-end",
        cell="descend",
        replace=("return np.array(path)", "return path[-1]"),
        expect="Two steps from one number visit three places",
    ),
    Mutant(
        name="changes-one-array-in-place",
        cell="descend",
        solution="""
        path, x = [start], start
        for _ in range(steps):
            x -= rate * gradient(x)
            path.append(x)
        return np.array(path)
        """,
        expect="The start itself was changed",
    ),
    Mutant(
        name="flattens-every-place",
        cell="descend",
        replace=("return np.array(path)", "return np.array(path).reshape(steps + 1, -1)"),
        expect="A place may be a matrix",
    ),
    Mutant(
        name="forgets-the-absolute-value",
        cell="rates",
        replace=("np.max(np.abs(1 - rate * np.asarray(curvatures)))", "np.max(1 - rate * np.asarray(curvatures))"),
        expect="Overshooting is slow too",
    ),
    Mutant(
        name="takes-the-fastest-direction",
        cell="rates",
        replace=("np.max(np.abs", "np.min(np.abs"),
        expect="At a small rate the flat direction is the slow one",
    ),
    Mutant(
        name="looks-at-the-steepest-direction-only",
        cell="rates",
        replace=("np.max(np.abs(1 - rate * np.asarray(curvatures)))", "np.abs(1 - rate * np.max(curvatures))"),
        expect="At a small rate the flat direction is the slow one",
    ),
    Mutant(
        name="gives-a-factor-for-each-direction",
        cell="rates",
        replace=("np.max(np.abs(1 - rate * np.asarray(curvatures)))", "np.abs(1 - rate * np.asarray(curvatures))"),
        expect="one worst factor, a single number",
    ),
    Mutant(
        name="sits-on-the-edge",
        cell="rates",
        replace=("2 / (np.min(curvatures) + np.max(curvatures))", "2 / np.max(curvatures)"),
        expect="does not even converge",
    ),
    Mutant(
        name="cautious-rate-of-one-over-largest",
        cell="rates",
        replace=("2 / (np.min(curvatures) + np.max(curvatures))", "1 / np.max(curvatures)"),
        expect="shrinks faster than your",
    ),
    Mutant(
        name="averages-all-curvatures",
        cell="rates",
        replace=("2 / (np.min(curvatures) + np.max(curvatures))", "1 / np.mean(curvatures)"),
        expect="shrinks faster than your",
    ),
    Mutant(
        name="norm-over-the-wrong-axis",
        cell="steps-until",
        replace=("axis=1", "axis=0"),
        expect="until within 1.1 are 1",
    ),
    Mutant(
        name="counts-places-not-steps",
        cell="steps-until",
        replace=("int(np.argmax(near))", "int(np.argmax(near)) + 1"),
        expect="until within 1.1 are 1",
    ),
    Mutant(
        name="zero-when-it-never-arrives",
        cell="steps-until",
        replace=("int(np.argmax(near)) if near.any() else None", "int(np.argmax(near))"),
        expect="should give None",
    ),
    Mutant(
        name="largest-coordinate-for-distance",
        cell="steps-until",
        replace=("np.linalg.norm(path, axis=1)", "np.abs(path).max(axis=1)"),
        expect="until within 0.9 are 2",
    ),
    Mutant(
        name="compares-the-squared-distance",
        cell="steps-until",
        replace=("np.linalg.norm(path, axis=1)", "(path**2).sum(axis=1)"),
        expect="until within 0.3 are 3",
    ),
    Mutant(
        name="counts-all-that-are-far-plus-one",
        cell="steps-until",
        replace=("int(np.argmax(near)) if near.any() else None", "len(path) - int(near.sum()) + 1"),
        expect="until within 1.1 are 1",
    ),
    Mutant(
        name="velocity-uphill",
        cell="heavy-ball",
        replace=("momentum * velocity - rate", "momentum * velocity + rate"),
        expect="the first step is plain descent",
    ),
    Mutant(
        name="never-remembers",
        cell="heavy-ball",
        replace=("momentum * velocity - rate", "-rate"),
        expect="the second step ends at 0.72",
    ),
    Mutant(
        name="rate-taken-twice",
        cell="heavy-ball",
        replace=("path[-1] + velocity)", "path[-1] + rate * velocity)"),
        expect="the first step is plain descent",
    ),
    Mutant(
        name="moves-by-the-old-velocity",
        cell="heavy-ball",
        solution="""
        path, velocity = [np.asarray(start, dtype=float)], np.zeros_like(start)
        for _ in range(steps):
            slope = gradient(path[-1])
            path.append(path[-1] + velocity)
            velocity = momentum * velocity - rate * slope
        return np.array(path)
        """,
        expect="the first step is plain descent",
    ),
    Mutant(
        name="averages-the-slope",
        cell="heavy-ball",
        replace=("- rate * gradient", "- (1 - momentum) * rate * gradient"),
        expect="the first step is plain descent",
    ),
    Mutant(
        name="slope-where-the-ball-would-roll",
        cell="heavy-ball",
        replace=("gradient(path[-1])", "gradient(path[-1] + momentum * velocity)"),
        expect="the second step ends at 0.72",
    ),
    Mutant(
        name="forgets-to-square-the-rate",
        cell="ball-settings",
        replace=("(2 / (low + high)) ** 2", "2 / (low + high)"),
        expect="flies away",
    ),
    Mutant(
        name="forgets-to-square-the-momentum",
        cell="ball-settings",
        replace=("((high - low) / (high + low)) ** 2", "(high - low) / (high + low)"),
        expect="The smallest curvature should touch the lower end",
    ),
    Mutant(
        name="forgets-the-square-roots",
        cell="ball-settings",
        replace=("np.sqrt(np.min(curvatures)), np.sqrt(np.max(curvatures))", "np.min(curvatures), np.max(curvatures)"),
        expect="should touch the upper end",
    ),
    Mutant(
        name="swaps-rate-and-momentum",
        cell="ball-settings",
        solution="""
        low, high = np.sqrt(np.min(curvatures)), np.sqrt(np.max(curvatures))
        return ((high - low) / (high + low)) ** 2, (2 / (low + high)) ** 2
        """,
        expect="flies away",
    ),
    Mutant(
        name="the-usual-nine-tenths",
        cell="ball-settings",
        replace=("((high - low) / (high + low)) ** 2", "0.9"),
        expect="The smallest curvature should touch the lower end",
    ),
    Mutant(
        name="negative-momentum",
        cell="ball-settings",
        replace=("((high - low) / (high + low)) ** 2", "(low - high) / (high + low)"),
        expect="A share that survives lies between 0 and 1",
    ),
    Mutant(
        name="sums-instead-of-averaging",
        cell="loss",
        replace=(
            ("-(Y * log_p).sum() / len(X)", "-(Y * log_p).sum()"),
            ("(np.exp(log_p) - Y) / len(X)", "(np.exp(log_p) - Y)"),
        ),
        expect="ln 10",
    ),
    Mutant(
        name="softmax-over-the-images",
        cell="loss",
        replace=("np.exp(scores).sum(axis=1, keepdims=True)", "np.exp(scores).sum(axis=0, keepdims=True)"),
        expect="ln 10",
    ),
    Mutant(
        name="gradient-not-averaged",
        cell="loss",
        replace=("(np.exp(log_p) - Y) / len(X)", "(np.exp(log_p) - Y)"),
        expect="your gradient says",
    ),
    Mutant(
        name="gradient-turned-round",
        cell="loss",
        replace=("(np.exp(log_p) - Y)", "(Y - np.exp(log_p))"),
        expect="your gradient says",
    ),
    Mutant(
        name="ridge-missing-in-the-gradient",
        cell="loss",
        replace=(" + ridge * W", ""),
        expect="your gradient says",
    ),
    Mutant(
        name="ridge-missing-in-the-loss",
        cell="loss",
        replace=(" + ridge / 2 * (W**2).sum()", ""),
        expect="A ridge of 0.1 should add",
    ),
    Mutant(
        name="ridge-not-halved",
        cell="loss",
        replace=("ridge / 2 *", "ridge *"),
        expect="A ridge of 0.1 should add",
    ),
    Mutant(
        name="exponential-overflows",
        cell="loss",
        replace=("scores - scores.max(axis=1, keepdims=True)", "scores"),
        expect="Large scores overflow",
    ),
    Mutant(
        name="direction-not-normalised",
        cell="curvature",
        caught_by=("curvature-check",),
        replace=("direction = direction / np.linalg.norm(direction)", "direction = direction / 1.0"),
        expect="you should feel 100",
    ),
    Mutant(
        name="nudge-not-divided-out",
        cell="curvature",
        caught_by=("curvature-check",),
        replace=(" / (2 * epsilon)", ""),
        expect="you should feel 100",
    ),
    Mutant(
        name="one-side-of-two",
        cell="curvature",
        caught_by=("curvature-check",),
        replace=("/ (2 * epsilon)", "/ epsilon"),
        expect="you should feel 100",
    ),
    Mutant(
        name="never-turns",
        cell="curvature",
        caught_by=("curvature-check",),
        replace=("        direction = bend\n", ""),
        expect="you should feel 100",
    ),
    Mutant(
        name="measures-the-slope-not-its-change",
        cell="curvature",
        caught_by=("curvature-check",),
        replace=(
            "(gradient(at + epsilon * direction) - gradient(at - epsilon * direction)) / (2 * epsilon)",
            "gradient(at + direction)",
        ),
        expect="you should feel 100",
    ),
    Mutant(
        name="stops-too-early",
        cell="curvature",
        caught_by=("curvature-check",),
        replace=("range(rounds)", "range(3)"),
        expect="turned valley",
    ),
]
