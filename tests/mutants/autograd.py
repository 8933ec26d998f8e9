"""Wrong solutions of autograd; every one must be rejected by a check whose message fits."""

from dl_curriculum_ext.authoring.mutants import Mutant

MUTANTS = [
    Mutant(
        name="each-factor-gets-its-own-data",
        cell="ops",
        replace=("(blame * b.data, blame * a.data)", "(blame * a.data, blame * b.data)"),
        expect="multiply: nudging parent 0",
    ),
    Mutant(
        name="keeps-the-copied-axes",
        cell="broadcast",
        solution="""
        for axis, size in enumerate(shape):
            if size == 1:
                blame = blame.sum(axis=axis, keepdims=True)
        return blame
        """,
        expect="gets a blame of that shape",
    ),
    Mutant(
        name="averages-the-copies",
        cell="broadcast",
        replace=("blame.sum(axis=0)", "blame.mean(axis=0)"),
        expect="is copied 4 times",
    ),
    Mutant(
        name="lists-a-node-as-often-as-it-is-used",
        cell="order",
        replace=("            seen.add(node)\n", ""),
        expect="stands twice in your order",
    ),
    Mutant(
        name="walks-down-every-way-there-is",
        cell="order",
        solution="""
        nodes = []

        def visit(node):
            for parent in node.parents:
                visit(parent)
            if node not in nodes:
                nodes.append(node)

        visit(result)
        return nodes
        """,
        expect="once for each way down",
    ),
    Mutant(
        name="forgets-the-comma-of-a-single-parent",
        cell="ops",
        replace=("np.maximum(a.data, 0), (a,)", "np.maximum(a.data, 0), (a)"),
        expect="needs its comma",
    ),
    Mutant(
        name="children-before-parents",
        cell="order",
        solution="""
        nodes = [result]
        for node in nodes:
            nodes += [parent for parent in dict.fromkeys(node.parents) if parent not in nodes]
        return nodes[::-1]
        """,
        expect="handed on too early",
    ),
    Mutant(
        name="assigns-instead-of-adding",
        cell="backward",
        replace=("parent.grad = parent.grad + sum_to", "parent.grad = sum_to"),
        expect="w is used twice",
    ),
    Mutant(
        name="never-starts-afresh",
        cell="backward",
        replace=("        node.grad = np.zeros_like(node.data)\n", "        pass\n"),
        expect="second time should answer the same",
    ),
    Mutant(
        name="two-nodes-share-one-array",
        cell="backward",
        solution="""
        nodes = order(result)
        for node in nodes:
            node.grad = None
        result.grad = np.ones_like(result.data)
        for node in reversed(nodes):
            if node.parents:
                for parent, share in zip(node.parents, node.pull(node.grad)):
                    share = np.asarray(sum_to(share, parent.data.shape))
                    if parent.grad is None:
                        parent.grad = share
                    else:
                        parent.grad += share
        """,
        expect="share one array",
    ),
    Mutant(
        name="forgets-broadcasting",
        cell="backward",
        replace=("sum_to(share, parent.data.shape)", "share"),
        expect="has the shape (1, 3)",
    ),
    Mutant(
        name="product-the-wrong-way-round",
        cell="arrays",
        replace=("(blame @ b.data.T, a.data.T @ blame)", "(blame @ b.data.T, (blame.T @ a.data).T * 0.5)"),
        expect="pulls of matmul are off",
    ),
    Mutant(
        name="leaves-the-nodes",
        cell="loss",
        replace=("log(total(exp(shifted), axis=1))", "np.log(np.exp(shifted.data).sum(axis=1, keepdims=True))"),
        expect="(p − y)/n",
    ),
    Mutant(
        name="exponential-overflows",
        cell="loss",
        replace=("logits - logits.data.max(axis=1, keepdims=True)", "logits - 0"),
        expect="Large scores overflow",
    ),
    Mutant(
        name="no-shortcut",
        cell="train",
        replace=("h + relu(h @ W2 + b2)", "relu(h @ W2 + b2)"),
        caught_by=("train-check",),
        expect="not those of the three equations",
    ),
    Mutant(
        name="steps-uphill",
        cell="train",
        replace=("layer.data - rate", "layer.data + rate"),
        caught_by=("train-check",),
        expect="not where gradient descent sends it",
    ),
]
