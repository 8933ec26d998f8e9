"""Wrong solutions of matrix-calculus; every one must be rejected by a check whose message fits."""

from dl_curriculum_ext.authoring.mutants import Mutant

MUTANTS = [
    Mutant(
        name="inputs-for-rows",
        cell="measure",
        caught_by=("measure-check",),
        replace=("np.stack(columns, axis=1)", "np.stack(columns)"),
        expect="one row an output",
    ),
    Mutant(
        name="one-side-only",
        cell="measure",
        caught_by=("measure-check",),
        replace=("(f(x + nudge) - f(x - nudge)) / (2 * epsilon)", "(f(x + nudge) - f(x)) / epsilon"),
        expect="nudge to both sides",
    ),
    Mutant(
        name="divides-by-one-epsilon",
        cell="measure",
        caught_by=("measure-check",),
        replace=("(2 * epsilon)", "epsilon"),
        expect="How far apart are the two places",
    ),
    Mutant(
        name="weights-not-transposed",
        cell="jacobians",
        caught_by=("jacobians-check",),
        replace=("return W.T", "return W"),
        expect="one row for each output",
    ),
    Mutant(
        name="softmax-as-if-entries-were-strangers",
        cell="jacobians",
        caught_by=("jacobians-check",),
        replace=("np.diag(p) - np.outer(p, p)", "np.diag(p * (1 - p))"),
        expect="Jacobian of the softmax is off",
    ),
    Mutant(
        name="tanh-taken-after-the-step",
        cell="chain",
        caught_by=("chain-check",),
        replace=("jacobian_tanh(z)", "jacobian_tanh(np.tanh(z))"),
        expect="taken at what goes into its step",
    ),
    Mutant(
        name="both-prices-the-same",
        cell="cost",
        caught_by=("cost-check",),
        replace=("sizes[-1] * sizes[i] * sizes[i - 1]", "sizes[0] * sizes[i] * sizes[i + 1]"),
        expect="from the output it takes 90",
    ),
    Mutant(
        name="two-a-x",
        cell="slopes",
        caught_by=("slopes-check",),
        replace=("A @ x + A.T @ x", "2 * A @ x"),
        expect="Both x change",
    ),
    Mutant(
        name="slope-not-averaged",
        cell="slopes",
        caught_by=("slopes-check",),
        replace=(" / len(X)", ""),
        expect="slope of the squared error is off",
    ),
    Mutant(
        name="forgets-the-tanh",
        cell="layer",
        caught_by=("layer-check",),
        replace=("D * (1 - H**2)", "D"),
        expect="back through both",
    ),
    Mutant(
        name="bias-averaged",
        cell="layer",
        caught_by=("layer-check",),
        replace=("D_Z.sum(axis=0)", "D_Z.mean(axis=0)"),
        expect="added up over the rows",
    ),
    Mutant(
        name="spread-taken-for-a-constant",
        cell="normalise",
        caught_by=("normalise-check",),
        replace=("(D - through_mean - through_spread)", "(D - through_mean)"),
        expect="Are all three ways in it",
    ),
    Mutant(
        name="normalises-over-the-batch",
        cell="normalise",
        caught_by=("normalise-check",),
        replace=("X - X.mean(axis=1, keepdims=True)", "X - X.mean(axis=0, keepdims=True)"),
        expect="Every row should have the mean 0",
    ),
    Mutant(
        name="goes-back-past-the-normalisation",
        cell="net",
        caught_by=("net-check",),
        replace=("normalise_backward(H_hat, sigma, D_P @ W2.T)", "D_P @ W2.T"),
        expect="Your slope in b1 is off",
    ),
]
