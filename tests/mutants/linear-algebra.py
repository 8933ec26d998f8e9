"""Wrong solutions of linear-algebra; every one must be rejected by a check whose message fits."""

from dl_curriculum_ext.authoring.mutants import Mutant

MUTANTS = [
    Mutant(
        name="turns-clockwise",
        cell="machines",
        replace=(
            "[[np.cos(angle), -np.sin(angle)], [np.sin(angle)",
            "[[np.cos(angle), np.sin(angle)], [-np.sin(angle)",
        ),
        expect="takes (1, 0) to (0, 1)",
    ),
    Mutant(
        name="rows-meet-the-wrong-side",
        cell="machines",
        replace=("points @ A.T", "points @ A"),
        expect="should land on the second column",
    ),
    Mutant(
        name="direction-of-any-length",
        cell="shadow",
        replace=("direction / np.linalg.norm(direction)", "direction"),
        expect="A longer direction is the same line",
    ),
    Mutant(
        name="projects-on-the-axes",
        cell="shadow",
        replace=("np.outer(X @ unit, unit)", "X * unit"),
        expect="The shadow of (3, 4)",
    ),
    Mutant(
        name="length-one-only-at-the-end",
        cell="power",
        solution="""
        visited = [start]
        for _ in range(rounds):
            visited.append(C @ visited[-1])
        visited = np.array(visited)
        return visited / np.linalg.norm(visited, axis=1, keepdims=True)
        """,
        expect="overflow",
    ),
    Mutant(
        name="always-from-the-start",
        cell="power",
        replace=("C @ visited[-1]", "C @ visited[0]"),
        expect="points along (4, 1)",
    ),
    Mutant(
        name="strength-of-the-vector-for-its-eigenvalue",
        cell="power",
        replace=("direction @ C @ direction", "direction @ C @ C @ direction"),
        expect="The spread there is 6",
    ),
    Mutant(
        name="the-weakest-layers",
        cell="rank",
        replace=("(U[:, :k] * s[:k]) @ Vt[:k]", "(U[:, -k:] * s[-k:]) @ Vt[-k:]"),
        expect="the least there is",
    ),
    Mutant(
        name="columns-of-vt",
        cell="rank",
        replace=("@ Vt[:k]", "@ Vt.T[:k]"),
        expect="you should get A back",
    ),
    Mutant(
        name="layers-without-their-strength",
        cell="rank",
        replace=("(U[:, :k] * s[:k])", "U[:, :k]"),
        expect="you should get A back",
    ),
    Mutant(
        name="values-for-their-squares",
        cell="needed",
        caught_by=("needed-check",),
        replace=("np.cumsum(s**2)", "np.cumsum(s)"),
        expect="the first layer holds 64 %",
    ),
    Mutant(
        name="forgets-to-centre",
        cell="pca",
        caught_by=("pca-check",),
        replace=("np.linalg.svd(X - mean, full_matrices=False)", "np.linalg.svd(X, full_matrices=False)"),
        expect="Was the mean taken off first",
    ),
    Mutant(
        name="columns-for-directions",
        cell="pca",
        caught_by=("pca-check",),
        replace=("Vt[:k]", "Vt.T[:k]"),
        expect="Are they rows, or columns",
    ),
    Mutant(
        name="code-forgets-the-mean",
        cell="codes",
        caught_by=("codes-check",),
        replace=("(X - mean) @ directions.T", "X @ directions.T"),
        expect="codes are measured from the mean",
    ),
    Mutant(
        name="unfolds-without-the-mean",
        cell="codes",
        caught_by=("codes-check",),
        replace=("mean + codes @ directions", "codes @ directions"),
        expect="unfold to the mean digit",
    ),
]
