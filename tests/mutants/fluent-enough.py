"""Wrong solutions of fluent-enough; every one must be rejected by a check that says what to refresh."""

from dl_curriculum_ext.authoring.mutants import Mutant

MUTANTS = [
    Mutant(
        name="lengths-of-one-side-only",
        cell="alike",
        replace=("    B = B / np.linalg.norm(B, axis=1, keepdims=True)\n", ""),
        expect="`linear-algebra`, part 2",
    ),
    Mutant(
        name="length-of-the-whole-table",
        cell="alike",
        replace=("np.linalg.norm(A, axis=1, keepdims=True)", "np.linalg.norm(A)"),
        expect="`linear-algebra`, part 2",
    ),
    Mutant(
        name="edge-and-good-exchanged",
        cell="verdict",
        solution='verdict = {"A": "good", "B": "too small", "C": "at the edge", "D": "beyond the edge"}',
        expect="another arrives with less. To refresh: `gradient-descent`",
    ),
    Mutant(
        name="crawling-taken-for-the-edge",
        cell="verdict",
        solution='verdict = {"A": "too small", "B": "at the edge", "C": "good", "D": "beyond the edge"}',
        expect="not slow everywhere",
    ),
    Mutant(
        name="flying-away-taken-for-the-edge",
        cell="verdict",
        solution='verdict = {"A": "at the edge", "B": "too small", "C": "good", "D": "at the edge"}',
        expect="it grows in the end",
    ),
    Mutant(
        name="neglects-the-base-rate",
        cell="alarm",
        replace=("prior * hit / (prior * hit + (1 - prior) * false_alarm)", "prior * 0 + hit / (hit + false_alarm)"),
        expect="`probability`, part 1",
    ),
    Mutant(
        name="all-mail-below-the-line",
        cell="alarm",
        replace=("(1 - prior) * false_alarm", "false_alarm"),
        expect="`probability`, part 1",
    ),
    Mutant(
        name="forgets-to-centre",
        cell="squeeze",
        caught_by=("squeeze-check",),
        replace=("np.linalg.svd(X - mean,", "np.linalg.svd(X,"),
        expect="`linear-algebra`, parts 5 and 6",
    ),
    Mutant(
        name="share-of-values-not-squares",
        cell="squeeze",
        caught_by=("squeeze-check",),
        replace=("(s[:k] ** 2).sum() / (s**2).sum()", "s[:k].sum() / s.sum()"),
        expect="hold the share",
    ),
    Mutant(
        name="columns-for-directions",
        cell="squeeze",
        caught_by=("squeeze-check",),
        replace=("Vt[:k]", "Vt.T[:k]"),
        expect="rows or columns",
    ),
    Mutant(
        name="large-scores-overflow",
        cell="slopes",
        caught_by=("slopes-check",),
        replace=("    Z = Z - Z.max(axis=1, keepdims=True)\n", ""),
        expect="Large scores overflow",
    ),
    Mutant(
        name="true-minus-predicted",
        cell="slopes",
        caught_by=("slopes-check",),
        replace=("(np.exp(log_p) - Y)", "(Y - np.exp(log_p))"),
        expect="`probability`, parts 4 and 5",
    ),
    Mutant(
        name="one-over-the-curvature",
        cell="edge",
        caught_by=("edge-check",),
        replace=("2 / np", "1 / np"),
        expect="have their edge at 2/10",
    ),
    Mutant(
        name="overshooting-not-counted",
        cell="edge",
        caught_by=("edge-check",),
        replace=("np.abs(1 - rate * np.linalg.eigvalsh(H)).max()", "(1 - rate * np.linalg.eigvalsh(H)).max()"),
        expect="size counts",
    ),
    Mutant(
        name="forgets-the-relu",
        cell="relu",
        caught_by=("relu-check",),
        replace=("D * (X @ W + b > 0)", "D"),
        expect="`matrix-calculus`, part 5",
    ),
    Mutant(
        name="walks-uphill",
        cell="together",
        caught_by=("together-check",),
        replace=("W - rate * X.T @ slope", "W + rate * X.T @ slope"),
        expect="what half of the edge gives",
    ),
]
