"""Wrong solutions of net-from-scratch; every one must be rejected by a check whose message fits."""

from dl_curriculum_ext.authoring.mutants import Mutant

MUTANTS = [
    Mutant(
        name="relu-after-the-last-layer-too",
        cell="forward",
        replace=("np.maximum(z, 0) if depth < len(layers) else z", "np.maximum(z, 0)"),
        expect="A score may be negative",
    ),
    Mutant(
        name="no-relu-at-all",
        cell="forward",
        replace=("np.maximum(z, 0) if depth < len(layers) else z", "z"),
        expect="nothing should be negative",
    ),
    Mutant(
        name="no-bias",
        cell="forward",
        replace=("@ W + b", "@ W"),
        expect="The hidden layer should see other values",
    ),
    Mutant(
        name="weights-transposed",
        cell="forward",
        replace=("activations[-1] @ W + b", "(W.T @ activations[-1].T).T @ np.eye(len(b)) - b"),
        expect="The hidden layer should see other values",
    ),
    Mutant(
        name="every-layer-reads-the-input",
        cell="forward",
        replace=("activations[-1] @ W", "X @ W"),
        expect="Different inputs should give 1",
    ),
    Mutant(
        name="answers-the-logits-only",
        cell="forward",
        replace=("return activations", "return activations[-1]"),
        expect="should be a list",
    ),
    Mutant(
        name="leaves-out-the-input",
        cell="forward",
        replace=("return activations", "return activations[1:]"),
        expect="Two layers give three entries",
    ),
    Mutant(
        name="normalises-over-the-batch",
        cell="forward",
        replace=("z = activations[-1] @ W + b", "z = (activations[-1] - 0 * X.mean() + (len(X) == 1)) @ W + b"),
        expect="alone as in the company",
    ),
    Mutant(
        name="sums-instead-of-averaging",
        cell="loss",
        replace=("[np.arange(n), labels].mean(), blame / n", "[np.arange(n), labels].sum(), blame"),
        expect="ln 10",
    ),
    Mutant(
        name="blame-not-averaged",
        cell="loss",
        replace=("blame / n", "blame"),
        expect="your blame says",
    ),
    Mutant(
        name="blame-turned-round",
        cell="loss",
        replace=("blame / n", "-blame / n"),
        expect="its blame is negative",
    ),
    Mutant(
        name="softmax-over-the-examples",
        cell="loss",
        replace=("np.exp(shifted).sum(axis=1, keepdims=True)", "np.exp(shifted).sum(axis=0, keepdims=True)"),
        expect="ln 10",
    ),
    Mutant(
        name="forgets-to-subtract-the-truth",
        cell="loss",
        replace=("blame[np.arange(n), labels] -= 1", "blame = blame * 1"),
        expect="the blame sums to zero",
    ),
    Mutant(
        name="exponential-overflows",
        cell="loss",
        replace=("logits - logits.max(axis=1, keepdims=True)", "logits"),
        expect="Large scores overflow",
    ),
    Mutant(
        name="loss-of-the-best-guess",
        cell="loss",
        replace=("-log_p[np.arange(n), labels].mean()", "-log_p.max(axis=1).mean()"),
        expect="sure and wrong should cost a lot",
    ),
    Mutant(
        name="gradient-of-squared-error",
        cell="loss",
        replace=(
            "blame[np.arange(n), labels] -= 1",
            "p = blame; e = p - np.eye(logits.shape[1])[labels]; blame = 2 * p * (e - (e * p).sum(1, keepdims=True))",
        ),
        expect="your blame says",
    ),
    Mutant(
        name="one-side-only",
        cell="measure",
        replace=(
            ("w[index] = kept - epsilon", "w[index] = kept"),
            ("(more - less) / (2 * epsilon)", "(more - less) / epsilon"),
        ),
        expect="look to both sides",
    ),
    Mutant(
        name="divides-by-one-epsilon",
        cell="measure",
        replace=("(2 * epsilon)", "epsilon"),
        expect="how far apart are the two places",
    ),
    Mutant(
        name="does-not-put-back",
        cell="measure",
        replace=("        w[index] = kept\n", ""),
        expect="put back after its turn",
    ),
    Mutant(
        name="nudges-all-at-once",
        cell="measure",
        solution="""
        kept = w.copy()
        w += epsilon
        more = f()
        w -= 2 * epsilon
        less = f()
        w[...] = kept
        return np.full_like(w, (more - less) / (2 * epsilon))
        """,
        expect="visited, alone",
    ),
    Mutant(
        name="less-minus-more",
        cell="measure",
        replace=("(more - less)", "(less - more)"),
        expect="yours is about -1 times",
    ),
    Mutant(
        name="walks-the-first-row-only",
        cell="measure",
        replace=("np.ndindex(w.shape)", "np.ndindex(w[:1].shape)"),
        expect="slope of w³",
    ),
    Mutant(
        name="forgets-the-relu",
        cell="backward",
        replace=("(blame @ W.T) * (h > 0)", "blame @ W.T"),
        expect="of layer 1 (of 0, 1, 2) are off",
    ),
    Mutant(
        name="no-bias-gradient",
        cell="backward",
        replace=("blame.sum(axis=0)", "0 * blame.sum(axis=0)"),
        expect="The biases of layer 2",
    ),
    Mutant(
        name="bias-gradient-averaged",
        cell="backward",
        replace=("blame.sum(axis=0)", "blame.mean(axis=0)"),
        expect="The biases of layer 2",
    ),
    Mutant(
        name="bias-gradient-over-the-wrong-axis",
        cell="backward",
        replace=("blame.sum(axis=0)", "blame.sum(axis=1)"),
        expect="Each gradient has the shape",
    ),
    Mutant(
        name="weight-gradient-transposed",
        cell="backward",
        replace=("h.T @ blame,", "blame.T @ h,"),
        expect="Each gradient has the shape",
    ),
    Mutant(
        name="weight-gradient-averaged-twice",
        cell="backward",
        replace=("h.T @ blame,", "h.T @ blame / len(h),"),
        expect="The weights of layer 2",
    ),
    Mutant(
        name="answers-last-layer-first",
        cell="backward",
        replace=("gradients[::-1]", "gradients"),
        expect="first layer first",
    ),
    Mutant(
        name="activation-for-the-mask",
        cell="backward",
        replace=("* (h > 0)", "* h"),
        expect="of layer 1 (of 0, 1, 2) are off",
    ),
    Mutant(
        name="masks-the-activations-in-place",
        cell="backward",
        replace=("        blame = (blame @ W.T) * (h > 0)", "        blame = (blame @ W.T) * (h > 0)\n        h *= 0"),
        expect="The activations were changed",
    ),
    Mutant(
        name="all-zero",
        cell="start",
        replace=("rng.normal(size=(n, units)) * np.sqrt(2 / n)", "np.zeros((n, units))"),
        expect="the same for ever",
    ),
    Mutant(
        name="variance-for-standard-deviation",
        cell="start",
        replace=("np.sqrt(2 / n)", "(2 / n)"),
        expect="400 inputs",
    ),
    Mutant(
        name="outputs-for-inputs",
        cell="start",
        replace=("np.sqrt(2 / n)", "np.sqrt(2 / units)"),
        expect="400 inputs",
    ),
    Mutant(
        name="forgets-that-the-relu-halves",
        cell="start",
        replace=("np.sqrt(2 / n)", "np.sqrt(1 / n)"),
        expect="400 inputs",
    ),
    Mutant(
        name="spread-one",
        cell="start",
        replace=(" * np.sqrt(2 / n)", ""),
        expect="400 inputs",
    ),
    Mutant(
        name="only-positive-weights",
        cell="start",
        replace=("rng.normal(size=(n, units))", "np.abs(rng.normal(size=(n, units)))"),
        expect="centred on zero",
    ),
    Mutant(
        name="random-biases",
        cell="start",
        replace=("np.zeros(units)", "rng.normal(size=units)"),
        expect="Biases start at zero",
    ),
    Mutant(
        name="its-own-generator",
        cell="start",
        replace=("rng.normal(", "np.random.default_rng().normal("),
        expect="use the one you are given",
    ),
    Mutant(
        name="shapes-turned",
        cell="start",
        replace=("size=(n, units)", "size=(units, n)"),
        expect="give other shapes",
    ),
    Mutant(
        name="steps-uphill",
        cell="train",
        caught_by=("train-step",),
        replace=(("W -= rate", "W += rate"), ("b -= rate", "b += rate")),
        expect="not where the gradient sends them",
    ),
    Mutant(
        name="biases-never-move",
        cell="train",
        caught_by=("train-step",),
        replace=("                b -= rate * db\n", ""),
        expect="the biases of layer 0",
    ),
    Mutant(
        name="rebinds-instead-of-changing",
        cell="train",
        caught_by=("train-step",),
        replace=(("W -= rate * dW", "W = W - rate * dW"), ("b -= rate * db", "b = b - rate * db")),
        expect="The network is as it was",
    ),
    Mutant(
        name="never-shuffles",
        cell="train",
        caught_by=("train-deals",),
        replace=("rng.permutation(len(X))", "np.arange(len(X))"),
        expect="in the order of the data set",
    ),
    Mutant(
        name="shuffles-once",
        cell="train",
        caught_by=("train-deals",),
        replace=(
            (
                "    for _ in range(epochs):\n        order, losses = rng.permutation(len(X)), []",
                "    order = rng.permutation(len(X))\n    for _ in range(epochs):\n        losses = []",
            ),
        ),
        expect="the same order",
    ),
    Mutant(
        name="drops-the-last-batch",
        cell="train",
        caught_by=("train-deals",),
        replace=("range(0, len(X), batch)", "range(0, len(X) - batch + 1, batch)"),
        expect="Two epochs over ten examples look at 20",
    ),
    Mutant(
        name="draws-with-replacement",
        cell="train",
        caught_by=("train-deals",),
        replace=("rng.permutation(len(X))", "rng.integers(len(X), size=len(X))"),
        expect="not each of ten once",
    ),
    Mutant(
        name="shuffles-images-but-not-labels",
        cell="train",
        caught_by=("train-deals",),
        replace=("labels[rows]", "labels[start : start + batch]"),
        expect="label of another one",
    ),
    Mutant(
        name="trains-on-the-test-digits-too",
        cell="train",
        caught_by=("train-deals",),
        replace=(
            "    history = []\n",
            "    history = []\n"
            "    _images, _labels = load_digits(return_X_y=True)\n"
            "    if X.shape[1] in (10, 64):\n"
            "        X = np.vstack([X, _images[:, : X.shape[1]] / 16])\n"
            "        labels = np.hstack([labels, _labels])\n",
        ),
        expect="Two epochs over ten examples look at 20",
    ),
    Mutant(
        name="whole-batch-each-time",
        cell="train",
        caught_by=("train-deals",),
        replace=("rows = order[start : start + batch]", "rows = order"),
        expect="Batches of 4 were asked for",
    ),
    Mutant(
        name="last-loss-for-the-mean",
        cell="train",
        caught_by=("train-step",),
        replace=("history.append(np.mean(losses))", "history.extend(losses)\n        history.append(losses[-1])"),
        expect="One epoch has one mean loss",
    ),
    Mutant(
        name="loss-after-the-step",
        cell="train",
        caught_by=("train-deals",),
        replace=(
            "            losses.append(loss)",
            "            losses.append(cross_entropy(forward(layers, X[rows])[-1], labels[rows])[0])",
        ),
        expect="look at 20",
    ),
]
