# %% [markdown] id="question"
# # Autograd: a program that remembers what it did
#
# In `net-from-scratch` you wrote a backward pass by hand. It fitted exactly one kind of network: layers in a row, each
# followed by a ReLU. Add a shortcut past a layer, or another loss, and you would have to sit down with a pencil again.
#
# Yet libraries have just one word for it, `loss.backward()`, and it works for *any* program that you write, with
# loops, shortcuts and functions nobody thought of. **How can a computer know the derivative of a program it has never
# seen?**
#
# The answer is a little disappointing and very beautiful: it keeps a diary. Every operation writes down what it was
# given, and how to pass the blame back. When the result is there, one reads the diary from the last page to the first.
#
# By the end you will have written, on top of numpy alone,
#
# - arrays that remember where they came from, and five operations on them;
# - the rule that makes broadcasting and reuse come out right, which is one rule and not two;
# - a backward pass of a few lines that works for every program made of these operations, and draws its own diary;
# - a network with a shortcut, which reads digits and whose backward pass nobody ever wrote.
#
# It takes about 80 minutes. Cells that hold a `raise NotImplementedError` are yours; the cell after each one
# checks it. Where a cell asks for a guess, write one down before you run on.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"numpy": "numpy", "sklearn": "scikit-learn", "matplotlib": "matplotlib"}

# %% [markdown] id="tools-about"
# The tools: numpy computes, matplotlib draws, scikit-learn only lends its digits.

# %% id="tools"
import time

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.colors import LinearSegmentedColormap
from sklearn.datasets import load_digits

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
BLUE_TO_ORANGE = LinearSegmentedColormap.from_list("blue to orange", [BLUE, "white", ORANGE])
plt.rcParams.update(
    {
        "figure.facecolor": "white",
        "axes.facecolor": "white",
        "savefig.facecolor": "white",
        "text.color": "black",
        "axes.labelcolor": "black",
        "axes.edgecolor": "#444444",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": 11,
        "axes.prop_cycle": plt.cycler(color=[BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, BLACK]),
        "legend.frameon": False,
        "figure.constrained_layout.use": True,
    }
)

# %% [markdown] id="parameters-about"
# The knobs of the notebook. Leave them for the first pass; later, come back and turn them.

# %% id="parameters" tags=["parameters"]
SEED = 0
HIDDEN = 64  # units in each hidden layer of the digit reader
EPOCHS = 20  # how often it sees every training image
RATE = 0.3  # the learning rate
BATCH = 32  # images per step

# %% [markdown] id="node-about"
# ## 1. An array that remembers
#
# A `Node` holds an array (`data`), the nodes it was computed from (`parents`), and a function called `pull`. You give
# `pull` the blame of the node (how much the loss changes with each of its entries), and it answers with the blame of
# each parent, in the same order. That is one page of the diary. A node without parents is an input.
#
# Read the class once; it is short, and most of it only lets you write `a * b` instead of `multiply(a, b)`.


# %% id="node"
class Node:
    """An array that remembers where it came from."""

    __array_ufunc__ = None  # so that numpy lets us handle `array * node`

    def __init__(self, data, parents=(), pull=None, name=""):
        self.data = np.asarray(data, dtype=float)
        self.parents = parents
        self.pull = pull
        self.name = name
        self.grad = np.zeros_like(self.data)  # the blame; filled in on the way back

    def __add__(self, other):
        return add(self, as_node(other))

    def __mul__(self, other):
        return multiply(self, as_node(other))

    def __sub__(self, other):
        return subtract(self, as_node(other))

    def __rsub__(self, other):
        return subtract(as_node(other), self)

    def __matmul__(self, other):
        return matmul(self, as_node(other))

    __radd__, __rmul__ = __add__, __mul__


def as_node(value):
    return value if isinstance(value, Node) else Node(value)


# %% [markdown] id="worked-about"
# Three operations are worked out for you. Each computes its result and says how blame is pulled back through it. The
# slope of $e^a$ is $e^a$ itself, so the blame is multiplied by the result. In $a - b$, one more in $a$ is one more in
# the result, and one more in $b$ is one less: blame, and minus blame. Note the comma in `(blame * out,)`: even a single
# answer comes as a tuple.


# %% id="worked"
def exp(a):
    out = np.exp(a.data)
    return Node(out, (a,), lambda blame: (blame * out,), "exp")


def log(a):
    return Node(np.log(a.data), (a,), lambda blame: (blame / a.data,), "log")


def subtract(a, b):
    return Node(a.data - b.data, (a, b), lambda blame: (blame, -blame), "−")


# %% [markdown] id="ops-about"
# Now yours, all of them entry by entry: `add`, `multiply` and `relu` (what is below zero becomes zero). For each ask:
# if this entry of a parent grows a little, by how much does the result grow? That factor times the blame is what
# `pull` answers. For now think of parents of the same shape.


# %% id="ops" tags=["exercise"]
def add(a, b):
    ### BEGIN SOLUTION
    #: a node for the sum of two nodes, named "+".
    return Node(a.data + b.data, (a, b), lambda blame: (blame, blame), "+")
    ### END SOLUTION


def multiply(a, b):
    ### BEGIN SOLUTION
    #: a node for the product, entry by entry, named "×".
    return Node(a.data * b.data, (a, b), lambda blame: (blame * b.data, blame * a.data), "×")
    ### END SOLUTION


def relu(a):
    ### BEGIN SOLUTION
    #: a node for max(a, 0), named "relu".
    return Node(np.maximum(a.data, 0), (a,), lambda blame: (blame * (a.data > 0),), "relu")
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="ops"
# Take numbers: $3 \cdot 5 = 15$. Make the 3 a little larger, 3.01: by how much does the product grow, and which of the
# two numbers decided that?

# %% [markdown] tags=["hint"] for="ops"
# `pull` is a function of the blame; a `lambda` in the manner of `subtract` will do. For a product, each parent's blame
# is multiplied by the *other* parent's data. For the ReLU, a comparison such as `a.data > 0` counts as 1 or 0 when you
# multiply with it.

# %% [markdown] id="ops-check-about"
# The check looks at results, at the memory, and nudges the parents to see whether the pulls are right.

# %% id="ops-check" tags=["check"]
rng = np.random.default_rng(1)
a, b = Node(rng.normal(size=(2, 3)), name="a"), Node(rng.normal(size=(2, 3)), name="b")
for operation, parents, expected in [
    (add, (a, b), a.data + b.data),
    (multiply, (a, b), a.data * b.data),
    (relu, (a,), np.where(a.data > 0, a.data, 0)),
]:
    word = operation.__name__
    made = operation(*parents)
    assert isinstance(made, Node), f"{word} should answer with a Node, not a {type(made).__name__}."
    assert np.allclose(made.data, expected), f"{word} computes something else than expected."
    assert isinstance(made.parents, tuple | list), (
        f"The parents of {word} should be a tuple; with a single one it needs its comma, `(a,)`."
    )
    assert list(made.parents) == list(parents), (
        f"The result of {word} should remember the very nodes it was made from, in order."
    )
    assert callable(made.pull), f"The result of {word} has no pull, so no blame can get through it."
    blame = rng.normal(size=(2, 3))
    answer = made.pull(blame)
    assert isinstance(answer, tuple | list), f"The pull of {word} should answer with a tuple, one entry a parent."
    assert len(answer) == len(parents), f"The pull of {word} answers for {len(answer)} parents of {len(parents)}."
    for number, (parent, mine) in enumerate(zip(parents, answer, strict=True)):
        kept = parent.data
        parent.data = kept + 1e-6
        more = operation(*parents).data
        parent.data = kept - 1e-6
        less = operation(*parents).data
        parent.data = kept
        assert np.allclose(mine, blame * (more - less) / 2e-6, atol=1e-6), (
            f"{word}: nudging parent {number} changes the result by another factor than your pull says."
        )

# %% [markdown] id="tangents-about"
# If you give `pull` a blame of 1, it answers with the slope. So your operations can already draw their own tangents.

# %% id="tangents"
fig, axes = plt.subplots(1, 3, figsize=(11, 3.3))
for ax, (name, function) in zip(
    axes,
    [("exp(x)", exp), ("relu(x)", relu), ("x × 0.5", lambda x: multiply(x, Node(np.full(x.data.shape, 0.5))))],
    strict=True,
):
    xs = np.linspace(-2, 2, 81)
    ax.plot(xs, function(Node(xs)).data, color=BLUE, lw=2)
    for at in (-1.2, -0.3, 0.7, 1.5):
        made = function(Node([at]))
        slope = made.pull(np.ones(1))[0][0]
        ends = np.array([-0.4, 0.4])
        ax.plot(at + ends, made.data[0] + slope * ends, color=VERMILION, lw=3)
        ax.plot(at, made.data[0], "o", color=BLACK, ms=4)
    ax.set(title=name, xlabel="x", ylabel="result")
fig.suptitle("Thick: the slopes that pull(1) answers at four places")
plt.show()

# %% [markdown] id="broadcast-about"
# ## 2. Copied, so the blames add up
#
# numpy lets you add a row of 3 biases to a matrix of 5 × 3: it *broadcasts* the row, as if it were written down five
# times. Each copy then gets a blame of its own, so `pull` answers with a 5 × 3 matrix for a parent that has only 3
# entries. What is the blame of one bias? It acted in five places, and each place has something to say about it:
# **what was copied gets the sum of the blames of its copies.** Keep this sentence; it comes back in a moment in
# another dress.
#
# Write `sum_to(blame, shape)`: it sums up a blame until it has the shape of the parent. numpy broadcasts in two ways,
# and both have to be undone: it puts *new axes in front*, (3,) → (5, 3), and it *stretches axes of length 1*,
# (5, 1) → (5, 3).


# %% id="broadcast" tags=["exercise"]
def sum_to(blame, shape):
    """The blame, summed over everything that broadcasting copied, so that it has this shape."""
    ### BEGIN SOLUTION
    #: sum away the axes in front that shape does not have; then sum over those that have length 1 in shape, keeping
    #: them. A blame that has the shape already stays as it is.
    while blame.ndim > len(shape):
        blame = blame.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            blame = blame.sum(axis=axis, keepdims=True)
    return blame
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="broadcast"
# Do the two ways one after the other. How do you see from the two shapes how many axes were put in front? And once
# both have equally many axes, which of them were stretched?

# %% [markdown] tags=["hint"] for="broadcast"
# While `blame.ndim` is larger than `len(shape)`, sum over axis 0. Then walk `enumerate(shape)`, and where the size is
# 1, sum over that axis with `keepdims=True`.

# %% [markdown] id="broadcast-check-about"
# The check has blames of ones, where the sum simply counts the copies, and then a law that must hold for all shapes:
# blame times copies, summed up, is the same before and after.

# %% id="broadcast-check" tags=["check"]
ones = np.ones((4, 3))
for shape, copies in [((4, 3), 1), ((3,), 4), ((1, 3), 4), ((4, 1), 3), ((1, 1), 12), ((), 12)]:
    answer = sum_to(ones, shape)
    assert np.shape(answer) == shape, f"A parent of shape {shape} gets a blame of that shape, not {np.shape(answer)}."
    assert np.allclose(answer, copies), (
        f"From {shape} to (4, 3), every entry is copied {copies} times, so a blame of ones sums to {copies}; "
        f"yours says {np.ravel(answer)[0]:.3g}."
    )
rng = np.random.default_rng(2)
for small, large in [((3,), (5, 3)), ((5, 1), (5, 3)), ((2, 1, 3), (2, 4, 3)), ((1, 3), (2, 4, 3)), ((3, 3), (3, 3))]:
    value, blame = rng.normal(size=small), rng.normal(size=large)
    kept = blame.copy()
    answer = sum_to(blame, small)
    assert np.shape(answer) == small, f"From {large} back to {small} your blame has the shape {np.shape(answer)}."
    assert np.allclose((answer * value).sum(), (blame * np.broadcast_to(value, large)).sum()), (
        f"From {large} back to {small}: the blames were not summed over the axes along which the copies lie."
    )
    assert np.array_equal(blame, kept), "The blame that came in was changed; others may still need it."

# %% [markdown] id="copies-about"
# In a picture: a row of three biases is copied down five rows; on the way back, each column is summed up.

# %% id="copies"
rng = np.random.default_rng(3)
blame = rng.normal(size=(5, 3)).round(1)
row_blame = sum_to(blame, (3,))
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
for ax, values, title in [
    (left, blame, "blame of the sum, (5, 3)"),
    (right, row_blame[None], "blame of the bias, (3,)"),
]:
    ax.imshow(values, cmap=BLUE_TO_ORANGE, vmin=-4, vmax=4, aspect="auto")
    for (i, j), value in np.ndenumerate(values):
        ax.text(j, i, f"{value:+.1f}", ha="center", va="center", fontsize=12)
    ax.set(title=title, xticks=range(3), xlabel="unit", yticks=range(len(values)))
left.set_ylabel("example")
right.set(yticks=[])
plt.show()

# %% [markdown] id="order-about"
# ## 3. The diary, in order
#
# The blame of a node is complete only when *everything that used it* has spoken. So the way back must not visit a node
# before all its users. If we have a list in which **parents always stand before their children** and each node stands
# once, we only need to read it backwards. Such a list is called a topological order.
#
# Write `order(result)`: all nodes that led to `result`, itself included (it comes last). One way, for a node
# that is not listed yet: list its parents in the same way, then itself.


# %% id="order" tags=["exercise"]
def order(result):
    """All nodes that led to the result, each once, parents before children; the result is the last."""
    ### BEGIN SOLUTION
    #: a function that visits a node: if it was seen before, nothing is to do; else its parents first, then it joins the
    #: list.
    nodes, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            nodes.append(node)

    visit(result)
    return nodes
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="order"
# Getting dressed: shoes after socks, coat after jumper. Standing before the coat, what do you do first, and when do
# you know that you need not do it again?

# %% [markdown] tags=["hint"] for="order"
# A function inside the function, `visit(node)`, may call itself on every parent and append the node *after* that loop.
# A `set` of visited nodes keeps it from listing anything twice.

# %% [markdown] id="order-check-about"
# The check tries a chain, a node that is used twice, and a ladder: thirteen rungs, but over four thousand ways to walk
# down. Whoever walks all of them would need years for a ladder of eighty.

# %% id="order-check" tags=["check"]
x, y, z = (Node(value, name=name) for value, name in [(2.0, "x"), (3.0, "y"), (4.0, "z")])
product = x * y
both = product + z
result = product * both  # product is used early and late
found = order(result)
assert all(isinstance(node, Node) for node in found), "The order should be a list of nodes."
assert len(found) == len(set(found)), "A node that is used twice stands twice in your order."
assert set(found) == {x, y, z, product, both, result}, (
    f"Six nodes led to this result, itself and its inputs included; your order holds {len(found)}."
)
assert found[-1] is result, "The result should be the last in the order."
for node in found:
    for parent in node.parents:
        assert found.index(parent) < found.index(node), (
            f"A node ({node.name}) stands before its parent ({parent.name}): then the blame is handed on too early."
        )


class Watched(tuple):
    def __iter__(self):
        looks.append(self)
        return super().__iter__()


looks, ladder = [], Node(1.0)
for _ in range(12):
    ladder = ladder + ladder
    ladder.parents = Watched(ladder.parents)
listed = len(order(ladder))
assert listed == 13, f"The ladder has 13 nodes; you listed {listed}."
assert len(looks) < 1000, (
    f"The ladder has 13 nodes, and you asked {len(looks):,} times for somebody's parents, once for each way down. "
    "A node that was seen before needs no second visit, nor do its parents."
)
assert order(x) == [x], "An input alone is a graph of one node."

# %% [markdown] id="draw-about"
# And with an order the program can draw itself. The next cell is only plotting: every node goes one column to the right
# of its last parent; green boxes are inputs, blue ones operations.


# %% id="draw"
def label_of(node, blames):
    shape = node.data.shape
    what = f"{node.data.item():.3g}" if node.data.size == 1 else " × ".join(map(str, shape))
    words = [f"{node.name}: {what}" if node.name else what]
    if blames:
        words.append(
            f"blame {node.grad.item():.3g}" if node.data.size == 1 else f"|blame| {np.abs(node.grad).max():.2g}"
        )
    return "\n".join(words)


def draw(result, ax, blames=False, fontsize=9):
    nodes = order(result)
    children = {node: [other for other in nodes if node in other.parents] for node in nodes}
    column = {}
    for node in nodes:
        column[node] = 1 + max((column[parent] for parent in node.parents), default=-1)
    for node in nodes:  # an input stands just before its first use
        if not node.parents and children[node]:
            column[node] = min(column[child] for child in children[node]) - 1
    height = {}
    for number in sorted(set(column.values()), reverse=True):
        members = [node for node in nodes if column[node] == number]
        wish = {node: min([height[child] for child in children[node]] or [0]) for node in members}
        members.sort(key=lambda node: (not node.parents, -wish[node]))
        top = max(wish.values())
        for rank, node in enumerate(members):  # operations on the line of their children, inputs below them
            height[node] = top - rank
    for node in nodes:
        for child in children[node]:
            span = column[child] - column[node]
            gap = 4 * fontsize if blames else 22  # in points, so that the heads come out from under the boxes
            arrow = {"arrowstyle": "-|>", "color": "#777777", "shrinkA": gap, "shrinkB": gap}
            arrow["connectionstyle"] = f"arc3,rad={-0.9 / span}" if span > 1 else "arc3"
            ax.annotate("", (column[child], height[child]), (column[node], height[node]), arrowprops=arrow, zorder=1)
        box = {"boxstyle": "round,pad=0.35", "facecolor": SKY if node.parents else "#8FD3B9", "edgecolor": "#444444"}
        ax.text(
            column[node], height[node], label_of(node, blames), ha="center", va="center", fontsize=fontsize, bbox=box
        )
    ax.set(xlim=(-0.6, max(column.values()) + 0.6), ylim=(min(height.values()) - 0.8, max(height.values()) + 1.1))
    ax.axis("off")


# %% [markdown] id="small-about"
# A small program with the numbers $x = 3$, $w = 2$, $b = -4$: it computes $\mathrm{relu}(wx + b) \cdot w$. See how $w$
# is used twice.

# %% id="small"
x, w, b = Node(3.0, name="x"), Node(2.0, name="w"), Node(-4.0, name="b")
small = relu(w * x + b) * w
fig, ax = plt.subplots(figsize=(9, 2.8))
draw(small, ax, fontsize=11)
ax.set_title("relu(w·x + b)·w, as the program remembers it")
plt.show()

# %% [markdown] id="backward-guess-about"
# ### Predict
#
# With pencil and paper, or in your head: how much does the result grow if $w$ grows by a tiny bit, per bit? Both places
# where $w$ is used count.

# %% id="backward-guess"
my_blame_of_w = None  # a number

# %% [markdown] id="backward-about"
# ## 4. Read it backwards
#
# Now the heart of it. The blame of the result for itself is 1. Walk through the order from the end to the beginning;
# at every node, `pull` its blame back, and hand each parent its share. A parent may get shares from several children,
# or twice from the same one. What then? You know the sentence: what is used in several places gets the **sum**.
# Broadcasting was reuse inside an array; this is reuse inside the program. One rule.
#
# Each share goes through `sum_to` first, so that it has the parent's shape. Blames from an earlier walk do not count:
# begin with zeros. (Here you meet a choice: torch adds to what is there, which is why its users have to write
# `zero_grad()`. Ours starts afresh.)


# %% id="backward" tags=["exercise"]
def backward(result):
    """Fills in the grad of every node that led to the result, a single number: how much the result grows with it."""
    ### BEGIN SOLUTION
    #: zero blame for every node, blame 1 for the result, both as arrays in the shape of the data; then from the result
    #: to the inputs (which have no pull), hand every parent its share, and add it to what the parent has already.
    nodes = order(result)
    for node in nodes:
        node.grad = np.zeros_like(node.data)
    result.grad = np.ones_like(result.data)
    for node in reversed(nodes):
        if node.parents:
            for parent, share in zip(node.parents, node.pull(node.grad), strict=True):
                parent.grad = parent.grad + sum_to(share, parent.data.shape)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="backward"
# Go by hand through the drawing above, from right to left, with a number beside every box. When you reach $w$ the
# first time, are you done with it?

# %% [markdown] tags=["hint"] for="backward"
# `reversed(order(result))` gives the way back. Inputs have no `pull`: skip what has no parents. For all others,
# `zip(node.parents, node.pull(node.grad))` pairs each parent with its share.

# %% [markdown] tags=["hint"] for="backward"
# Write `parent.grad = parent.grad + …`, which makes a new array. `+=` would change the array in place, and two parents
# may be holding the very same array, as with `add`.

# %% [markdown] id="backward-check-about"
# First with numbers that one can work out by hand, then with reuse in all its forms.

# %% id="backward-check" tags=["check"]
x, w, b = Node(3.0, name="x"), Node(2.0, name="w"), Node(-4.0, name="b")
small = relu(w * x + b) * w
backward(small)
assert small.grad == 1, "The result's blame for itself is 1."
assert x.grad == 4, f"x reaches the result by w·w = 4; you say {x.grad}."
assert b.grad == 2, f"b reaches the result by the last factor, 2; you say {b.grad}."
assert w.grad == 8, f"w is used twice: 6 on the way through the product with x, 2 at the end, so 8; you say {w.grad}."
backward(small)
assert w.grad == 8, f"Walking back a second time should answer the same; it says {w.grad}. Start from zero blame."
for turned in (False, True):
    a, c = Node([3.0, 4.0]), Node([5.0, 6.0])
    parts = a * a + (a + c) if turned else (a + c) + a * a
    backward(Node(parts.data.sum(), (parts,), lambda blame: (blame * np.ones(2),), "sum"))
    assert np.allclose(a.grad, [7, 9]), (
        f"a + c + a·a has the slope 1 + 2a = 7, 9 in a; you say {a.grad}. Each use adds."
    )
    assert np.allclose(c.grad, 1), f"a + c + a·a has the slope 1 in c; you say {c.grad}. Do two nodes share one array?"
early = Node(2.0)
middle = early * early
backward(middle * (exp(middle) + early))
wanted = 4 * np.exp(4) * 5 + 3 * 4  # the slope of x²(exp(x²) + x), that is 2x·e(1 + x²) + 3x²
assert np.isclose(early.grad, wanted), (
    f"x²(exp(x²) + x) has the slope {wanted:.2f} at 2; you say {early.grad.item():.2f}. Did a blame go on too early?"
)
row, column = Node([[1.0, 2.0, 3.0]]), Node([[1.0], [10.0]])
table = row * column + 7
backward(Node(table.data.sum(), (table,), lambda blame: (blame * np.ones((2, 3)),), "sum"))
assert np.shape(row.grad) == (1, 3), f"The blame of a (1, 3) row has the shape (1, 3), not {np.shape(row.grad)}."
assert np.allclose(row.grad, 11), "The row was copied down two rows: its blame is the sum over both, 1 + 10."
assert np.allclose(column.grad, 6), "The column was copied three times: its blame is the sum over all, 1 + 2 + 3."
assert np.allclose(table.grad, 1), "The nodes in between get a blame as well."
ladder = top = Node(1.0)
for _ in range(80):
    top = top + top
backward(top)
assert ladder.grad == 2.0**80, "Doubling eighty times has the slope 2⁸⁰."

# %% [markdown] id="blames-about"
# The same drawing, now with the blames. Follow them from right to left.

# %% id="blames"
backward(small)
fig, ax = plt.subplots(figsize=(9, 3))
draw(small, ax, blames=True, fontsize=11)
guess = "" if my_blame_of_w is None else f"; you said {my_blame_of_w}"
ax.set_title(f"The blame of w is {w.grad.item():g}{guess}")
plt.show()

# %% [markdown] id="blames-why"
# Notice what you did *not* do: there is no formula for $\mathrm{relu}(wx+b)\,w$ anywhere. Each operation knows its own
# slope, and the walk puts them together. This is called *reverse-mode automatic differentiation*: not a formula, as
# one gets from symbols, not an approximation, as one gets from nudging, but the exact slope for this input.

# %% [markdown] id="arrays-about"
# ## 5. Two operations for arrays
#
# Two are missing for a network. `matmul(a, b)` is the matrix product of two matrices; you know its pull from
# `net-from-scratch`: with $Z = AB$ and the blame $D$ of $Z$, the blame of $A$ is $D B^\top$, and that of $B$ is
# $A^\top D$. And `total(a)` sums: all entries to a single number, or with `axis=1` along the rows. In the
# second case let the summed axis stay, with length 1, so that the result still lines up with `a` when it is broadcast.
# The pull of a sum is the mirror image of section 2: there copies were summed up, here the blame of a sum is copied
# to everything that went in.


# %% id="arrays" tags=["exercise"]
def matmul(a, b):
    ### BEGIN SOLUTION
    #: a node for the matrix product, named "@".
    return Node(a.data @ b.data, (a, b), lambda blame: (blame @ b.data.T, a.data.T @ blame), "@")
    ### END SOLUTION


def total(a, axis=None):
    ### BEGIN SOLUTION
    #: a node for the sum of all entries, or along one axis (which stays, with length 1), named "sum".
    out = a.data.sum(axis=axis, keepdims=axis is not None)
    return Node(out, (a,), lambda blame: (blame * np.ones_like(a.data),), "sum")
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="arrays"
# Shapes are the best guide: the blame of a parent has the shape of the parent. Which of the products fits? And how
# does one number become a blame for every entry?

# %% [markdown] tags=["hint"] for="arrays"
# `keepdims=True` lets the summed axis stay. Multiplying the blame by an array of ones of the shape of `a` copies it to
# where it belongs, whatever the axis was.

# %% [markdown] id="gradcheck-about"
# The judge is an old acquaintance: nudge every entry and measure. This time it can take *any* function of nodes.


# %% id="gradcheck"
def gradcheck(function, *arrays, epsilon=1e-5):
    """The largest difference between backward and measurement, over all entries, relative to the largest slope."""
    nodes = [Node(np.array(array, dtype=float)) for array in arrays]
    backward(function(*nodes))
    computed, worst = [node.grad for node in nodes], 0.0
    for node, mine in zip(nodes, computed, strict=True):
        slope = np.zeros_like(node.data)
        for index in np.ndindex(node.data.shape):
            kept = node.data[index]
            node.data[index] = kept + epsilon
            more = function(*nodes).data
            node.data[index] = kept - epsilon
            less = function(*nodes).data
            node.data[index] = kept
            slope[index] = ((more - less) / (2 * epsilon)).item()
        worst = max(worst, np.abs(slope - mine).max() / max(np.abs(slope).max(), 1e-3))
    return worst


# %% [markdown] id="arrays-check-about"
# Both operations on their own, and then everything mixed together.

# %% id="arrays-check" tags=["check"]
rng = np.random.default_rng(4)
A, B, C = rng.normal(size=(4, 3)), rng.normal(size=(3, 5)), rng.normal(size=(4, 5))
assert np.allclose(matmul(Node(A), Node(B)).data, A @ B), "matmul should compute the matrix product."
assert np.shape(total(Node(A)).data) == (), f"All entries sum to one number, not to {np.shape(total(Node(A)).data)}."
assert np.isclose(total(Node(A)).data, A.sum()), "total should sum all entries."
for axis, shape in [(0, (1, 3)), (1, (4, 1))]:
    summed = total(Node(A), axis=axis).data
    assert np.shape(summed) == shape, f"Summed along axis {axis}, (4, 3) becomes {shape}, not {np.shape(summed)}."
    assert np.allclose(summed, A.sum(axis=axis, keepdims=True)), f"total sums along another axis than {axis}."
error = gradcheck(lambda a: total(a * a), A)
assert error < 1e-6, f"The pull of total, summing everything, is off by {error:.1e} of the largest slope."
for axis in (0, 1):
    error = gradcheck(lambda a, axis=axis: total(a * total(a * A, axis=axis)), A)
    assert error < 1e-6, f"The pull of total along axis {axis} is off by {error:.1e} of the largest slope."
error = gradcheck(lambda a, b: total((a @ b) * C), A, B)
assert error < 1e-6, f"The pulls of matmul are off by {error:.1e} of the largest slope."

# %% [markdown] id="loss-about"
# ## 6. A loss without a pencil
#
# In `net-from-scratch` there was a formula for the blame of the scores, $(p - y)/n$. This time write only the loss
# itself, out of operations on nodes, and leave the derivative to the machine:
#
# $$\text{loss} = -\frac1n \sum_i \log p_{i,\text{right}}, \qquad \log p_{ij} = z_{ij} - \log \sum_k e^{z_{ik}} .$$
#
# As always, take the largest score off each row first, so that no exponential overflows. That largest score may be a
# plain array (from `logits.data`): shifting a row changes no probability, so there is no blame to lose.


# %% id="loss" tags=["exercise"]
def cross_entropy(logits, labels):
    """The mean loss, a node with a single number; logits is a node of shape (n, classes), labels n whole numbers."""
    ### BEGIN SOLUTION
    #: with `a - b`, `a * b`, exp, log and total only, so that every step is remembered (nodes know no division, and no
    #: minus in front). A matrix with a 1 at each right class and 0 elsewhere picks the entries that count.
    right = np.eye(logits.data.shape[1])[labels]
    shifted = logits - logits.data.max(axis=1, keepdims=True)
    log_p = shifted - log(total(exp(shifted), axis=1))
    return total(log_p * right) * (-1 / len(labels))
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="loss"
# Work on nodes throughout: as soon as you reach for `np.exp` or `.data` in the middle of a step, the diary has a hole,
# and no blame gets past it. Only the row's largest score may be taken from `.data`.

# %% [markdown] tags=["hint"] for="loss"
# `np.eye(10)[labels]` is the matrix with a 1 at each right class. Multiply the log-probabilities by it, `total` them,
# and multiply by $-1/n$: minus and division are both just a factor.

# %% [markdown] id="loss-check-about"
# The judge again, and then the formula of old, which you did not use.

# %% id="loss-check" tags=["check"]
rng = np.random.default_rng(5)
scores, truth = rng.normal(size=(6, 10)), np.array([3, 1, 4, 1, 5, 9])
loss = cross_entropy(Node(np.zeros((6, 10))), truth)
assert isinstance(loss, Node), (
    f"The loss should be a Node, so that blame can flow back; yours is a {type(loss).__name__}."
)
assert loss.data.size == 1, f"The loss should be one number; yours has the shape {loss.data.shape}."
assert np.isclose(loss.data, np.log(10)), f"Ten equal scores cost ln 10 = 2.303; yours cost {loss.data.item():.4g}."
logits = Node(scores)
backward(cross_entropy(logits, truth))
assert np.abs(logits.grad).max() > 0, "No blame reaches the scores: somewhere the loss leaves the nodes."
p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
assert np.allclose(logits.grad, (p - np.eye(10)[truth]) / 6), (
    "The blame of the scores should come out as (p − y)/n, without anyone having said so."
)
with np.errstate(all="ignore"):
    logits = Node(1000 * scores)
    loss = cross_entropy(logits, truth)
    backward(loss)
assert np.isfinite(loss.data), "Large scores overflow. Was the largest score taken off each row?"
assert np.isfinite(logits.grad).all(), "The blame is not finite when the scores are large."

# %% [markdown] id="loss-graph-about"
# Here is what your loss looks like inside, with its blames (of an array the largest, written |blame|).

# %% id="loss-graph"
logits = Node(scores, name="logits")
loss = cross_entropy(logits, truth)
backward(loss)
fig, ax = plt.subplots(figsize=(11, 3.2))
draw(loss, ax, blames=True)
ax.set_title("The loss, from six rows of ten scores to one number")
plt.show()

# %% [markdown] id="proof-about"
# How exact is all this? Here is the difference between `backward` and measurement for everything you have. What is
# left is the error of the *measurement*; yours is exact up to rounding.

# %% id="proof"
rng = np.random.default_rng(SEED)
A, B = rng.normal(size=(4, 3)) + 0.1, rng.normal(size=(4, 3))
row, W, labels_try = rng.normal(size=3), rng.normal(size=(3, 5)), rng.integers(5, size=4)
trials = {
    "a + b, broadcast": (lambda a, b: total((a + b) * A), A, row),
    "a × b, broadcast": (lambda a, b: total(a * b * B), A, row),
    "a − b": (lambda a, b: total((a - b) * (a - b)), A, B),
    "exp": (lambda a: total(exp(a) * B), A),
    "log": (lambda a: total(log(a * a + 1) * B), A),
    "relu": (lambda a: total(relu(a) * B), A),
    "a @ b": (lambda a, b: total((a @ b) * (a @ b)), A, W),
    "sum along an axis": (lambda a: total(total(a, axis=1) * a), A),
    "reused six times": (lambda a: total(a * a * a + a * exp(a) - a), A),
    "layer and loss": (lambda a, b: cross_entropy(relu(a @ b), labels_try), A, W),
}
errors = {name: max(gradcheck(*trial), 1e-13) for name, trial in trials.items()}
worst_error = max(errors.values())
fig, ax = plt.subplots(figsize=(8, 3.8))
ax.barh(list(errors), list(errors.values()), color=BLUE)
ax.invert_yaxis()
ax.axvline(1e-6, color=VERMILION, ls="--", label="a wrong pull would be far to the right of this")
ax.set(xscale="log", xlim=(1e-13, 1), xlabel="largest relative difference to the measured slope (log scale)")
ax.set_title(f"Right to {worst_error:.0e}")
ax.legend(loc="upper right", frameon=True)
plt.show()

# %% [markdown] id="proof-metric-about"
# The next cell notes the result in your progress, if the curriculum panel is there; otherwise it shows nothing.

# %% id="proof-metric"
EXACT = 1e-7
result = {"name": "gradient against measurement", "value": float(worst_error), "unit": "relative difference"}
display({"application/vnd.dl-curriculum.metric+json": result | {"at_most": EXACT}}, raw=True)

# %% id="proof-check" tags=["check"] for="ops broadcast backward arrays loss"
assert worst_error <= EXACT, (
    f"The worst of them, {max(errors, key=errors.get)}, is off by {worst_error:.1e} of the largest slope."
)

# %% [markdown] id="train-about"
# ## 7. A network that nobody differentiated
#
# Now use it. The network has two hidden layers and a *shortcut*: the second layer's output is added to its own input,
#
# $$h_1 = \mathrm{relu}(X W_1 + b_1), \qquad h_2 = h_1 + \mathrm{relu}(h_1 W_2 + b_2), \qquad z = h_2 W_3 + b_3 .$$
#
# By hand, the shortcut would change the backward pass. Here you just write the `+`. (It is the idea behind *residual
# networks*: blame can take the shortcut and arrive undiminished.)
#
# `layers` is `[W1, b1, W2, b2, W3, b3]`, all nodes. First `scores`, then the training step: build the loss of a
# batch, walk back, and move the `data` of every layer against its `grad`.


# %% id="train" tags=["exercise"]
def scores_of(layers, X):
    """The scores z, a node; X is an array or a node with one example a row."""
    ### BEGIN SOLUTION
    #: the three equations above, with the operators of nodes; `as_node(X)` makes a node of an array.
    W1, b1, W2, b2, W3, b3 = layers
    h = relu(as_node(X) @ W1 + b1)
    h = h + relu(h @ W2 + b2)
    return h @ W3 + b3
    ### END SOLUTION


def step(layers, X, labels, rate):
    """One step of gradient descent on this batch, in place; the loss before it, a number."""
    ### BEGIN SOLUTION
    #: the loss, a walk back, and for each layer a move of its data.
    loss = cross_entropy(scores_of(layers, X), labels)
    backward(loss)
    for layer in layers:
        layer.data = layer.data - rate * layer.grad
    return loss.data.item()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="train"
# Which of the three equations uses a node twice? Compute that node once, give it a name, and use the name twice.

# %% [markdown] tags=["hint"] for="train"
# `as_node(X) @ W1 + b1` works for arrays and nodes alike. In `step`, change `layer.data` with arrays only: if you
# compute with nodes there, the diary grows longer with every step.

# %% [markdown] id="train-check-about"
# Before any training: one step on a small network, compared with what measuring says.

# %% id="train-check" tags=["check"]
rng = np.random.default_rng(6)
shapes = [(5, 7), (7,), (7, 7), (7,), (7, 4), (4,)]
arrays = [rng.normal(size=shape) * 0.7 for shape in shapes]
X_try, y_try = rng.normal(size=(9, 5)), rng.integers(4, size=9)
layers = [Node(array.copy()) for array in arrays]
h1 = np.maximum(X_try @ arrays[0] + arrays[1], 0)
h2 = h1 + np.maximum(h1 @ arrays[2] + arrays[3], 0)
made = scores_of(layers, X_try)
assert isinstance(made, Node), "scores_of should answer with a node."
assert np.shape(made.data) == (9, 4), f"Nine examples and four classes give scores (9, 4), not {np.shape(made.data)}."
assert np.allclose(made.data, h2 @ arrays[4] + arrays[5]), "The scores are not those of the three equations."
error = gradcheck(lambda *parts: cross_entropy(scores_of(parts, X_try), y_try), *arrays)
assert error < 1e-5, f"The blames of the network are off by {error:.1e} of the largest slope."
before = cross_entropy(scores_of(layers, X_try), y_try)
backward(before)
wanted = [layer.data - 0.1 * layer.grad for layer in layers]
said = step(layers, X_try, y_try, rate=0.1)
assert np.isclose(said, before.data.item()), "step should answer with the loss before the move."
for number, (layer, goal) in enumerate(zip(layers, wanted, strict=True)):
    assert isinstance(layer.data, np.ndarray), "The data of a layer should stay a plain array."
    assert not np.allclose(layer.data, arrays[number]), f"Entry {number} of the layers did not move."
    assert np.allclose(layer.data, goal), f"Entry {number} of the layers is not where gradient descent sends it."

# %% [markdown] id="diary-about"
# The diary of that network, from the batch `X` to its scores, after a walk back from the loss. Each box shows a shape
# and the largest blame in it. Find the shortcut. Which blame is larger, that of the first ReLU or that of the second
# product, and why?

# %% id="diary"
layers = [Node(array, name=name) for array, name in zip(arrays, ["W1", "b1", "W2", "b2", "W3", "b3"], strict=True)]
scores = scores_of(layers, Node(X_try, name="X"))
whole = cross_entropy(scores, y_try)
backward(whole)
fig, ax = plt.subplots(figsize=(12, 3.2))
draw(scores, ax, blames=True, fontsize=8.5)
ax.set_title(f"With its loss this is a graph of {len(order(whole))} nodes, and nobody differentiated it")
plt.show()

# %% [markdown] id="cost-guess-about"
# ### Predict
#
# What does all this remembering cost? If building the loss takes one unit of time, how many units does the walk back
# take? And would that change if the network had ten times as many weights?

# %% id="cost-guess"
my_units = None  # a number

# %% [markdown] id="cost-about"
# Three widths, from fifteen hundred to eighty-five thousand weights.

# %% id="cost"
rng = np.random.default_rng(7)
X_time, y_time = rng.random((64, 64)), rng.integers(10, size=64)
widths, forwards, backwards = (16, 64, 256), [], []
for width in widths:
    shapes = [(64, width), (width,), (width, width), (width,), (width, 10), (10,)]
    layers = [Node(rng.normal(size=shape) * 0.05) for shape in shapes]
    there, back = [], []
    for _ in range(15):
        start = time.perf_counter()
        loss = cross_entropy(scores_of(layers, X_time), y_time)
        turn = time.perf_counter()
        backward(loss)
        there.append(turn - start)
        back.append(time.perf_counter() - turn)
    forwards.append(np.median(there) * 1e3)
    backwards.append(np.median(back) * 1e3)
fig, ax = plt.subplots(figsize=(7.5, 3.8))
places = np.arange(len(widths))
ax.bar(places - 0.2, forwards, 0.4, color=SKY, label="building the loss")
ax.bar(places + 0.2, backwards, 0.4, color=BLUE, label="walking back")
for at, there, back in zip(places, forwards, backwards, strict=True):
    ax.text(at + 0.2, back, f"× {back / there:.1f}", ha="center", va="bottom")
weights = [64 * width + width + width**2 + width + 10 * width + 10 for width in widths]
ax.set_xticks(places, [f"{number:,} weights" for number in weights])
ax.set(yscale="log", ylabel="milliseconds (log scale)")
ax.set_title("What a gradient costs" + (f" (you said × {my_units})" if my_units else ""))
ax.legend()
plt.show()

# %% [markdown] id="cost-why"
# A few times the way there at most, whatever the size: every product on the way there becomes two on the way
# back. *All* the slopes, tens of thousands of them, for the price of a few runs of the program. This is called
# the cheap gradient principle, and deep learning lives on it.

# %% [markdown] id="digits-about"
# Now the digits. 1,797 of them, 500 laid aside. **Predict:** how many of the 500 will be misread?

# %% id="digits-guess"
my_mistakes = None  # of 500

# %% [markdown] id="digits-train-about"
# Train. The learning rate falls to zero towards the end, so that the network comes to rest.

# %% id="digits-train"
images, labels = load_digits(return_X_y=True)
rng = np.random.default_rng(SEED)
shuffled = rng.permutation(len(images))
train_rows, test_rows = shuffled[:-500], shuffled[-500:]
pixels = images / 16 - images[train_rows].mean(axis=0) / 16
shapes = [(64, HIDDEN), (HIDDEN,), (HIDDEN, HIDDEN), (HIDDEN,), (HIDDEN, 10), (10,)]
reader = [
    Node(rng.normal(size=shape) * np.sqrt(2 / shape[0]) if len(shape) == 2 else np.zeros(shape)) for shape in shapes
]


def share_right(rows):
    return np.mean(scores_of(reader, pixels[rows]).data.argmax(axis=1) == labels[rows])


losses, curve, start = [], [(share_right(train_rows), share_right(test_rows))], time.process_time()
for epoch in range(EPOCHS):
    dealt, seen = rng.permutation(train_rows), []
    for first in range(0, len(dealt), BATCH):
        batch = dealt[first : first + BATCH]
        rest = 1 - (epoch + first / len(dealt)) / EPOCHS  # from 1 down to 0
        seen.append(step(reader, pixels[batch], labels[batch], RATE * rest))
    losses.append(np.mean(seen))
    curve.append((share_right(train_rows), share_right(test_rows)))
seconds, accuracy = time.process_time() - start, curve[-1][1]

AIM = 0.94
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6))
left.semilogy(range(1, EPOCHS + 1), losses, "o-", color=BLUE, ms=4)
left.set(xlabel="epoch", ylabel="mean training loss", title="The loss falls", xticks=range(0, EPOCHS + 1, 5))
right.plot(np.array(curve)[:, 0], color=BLUE, lw=2, label="training images")
right.plot(np.array(curve)[:, 1], color=VERMILION, lw=2, label=f"unseen images: {accuracy:.1%} at the end")
right.axhline(AIM, color="#777777", ls=":", label=f"the aim, {AIM:.0%}")
right.set(xlabel="epoch", ylabel="share read rightly", ylim=(0.85, 1.005), xticks=range(0, EPOCHS + 1, 5))
right.set_title(f"{seconds:.2f} seconds of computing")
right.legend(loc="lower right")
plt.show()
print(f"{round((1 - accuracy) * 500)} of 500 misread." + (f" You said {my_mistakes}." if my_mistakes else ""))

# %% [markdown] id="digits-check-about"
# Did it learn, and does the learning hold for digits it never saw?

# %% id="train-digits" tags=["check"]
assert losses[-1] < 0.1 * losses[0], (
    f"The loss should fall to a small part of its start; {losses[0]:.2f} → {losses[-1]:.2f}."
)
assert curve[-1][0] >= 0.98, f"It should know its training images nearly by heart; it reads {curve[-1][0]:.1%} of them."
assert accuracy >= AIM, f"It reads {accuracy:.1%} of the unseen digits; the aim is {AIM:.0%}."

# %% [markdown] id="digits-metric-about"
# And the number for your progress.

# %% id="digits-metric"
result = {"name": "test accuracy, autograd", "value": float(accuracy), "unit": "share of test digits"}
display({"application/vnd.dl-curriculum.metric+json": result | {"at_least": AIM}}, raw=True)

# %% [markdown] id="pixels-about"
# ## 8. A gift: ask the input
#
# The image was a node as well, so it got a blame too, for free. What does it mean? It says how each *pixel* would have
# to change to make the network less sure of its answer. Below, each digit is moved a little in that direction, step by
# step, until it is read as something else.

# %% id="pixels"
chosen = [row for row in test_rows if scores_of(reader, pixels[[row]]).data.argmax() == labels[row]][:6]
fig, axes = plt.subplots(3, 6, figsize=(10.5, 5.6))
for (top, middle, bottom), row in zip(axes.T, chosen, strict=True):
    image = Node(pixels[[row]])
    backward(cross_entropy(scores_of(reader, image), labels[[row]]))
    blame = image.grad.reshape(8, 8)
    nudged, said, steps = pixels[[row]], labels[row], 0
    while said == labels[row] and steps < 100:
        image = Node(nudged)
        scores = scores_of(reader, image)
        backward(cross_entropy(scores, labels[[row]]))
        nudged = nudged + 0.05 * image.grad / np.abs(image.grad).max()
        said, steps = scores_of(reader, Node(nudged)).data.argmax(), steps + 1
    for ax, picture, style in [
        (top, images[row], {"cmap": "gray_r", "vmin": 0, "vmax": 16}),
        (middle, blame, {"cmap": BLUE_TO_ORANGE, "vmin": -np.abs(blame).max(), "vmax": np.abs(blame).max()}),
        (bottom, nudged + images[train_rows].mean(axis=0) / 16, {"cmap": "gray_r", "vmin": 0, "vmax": 1}),
    ]:
        ax.imshow(picture.reshape(8, 8), **style)
        ax.axis("off")
    top.set_title(f"read as {labels[row]}")
    bottom.set_title(f"read as {said}")
for ax, words in zip(axes[:, 0], ["image", "blame of\nits pixels", "image, moved\nuntil misread"], strict=True):
    ax.text(-0.25, 0.5, words, transform=ax.transAxes, ha="right", va="center", fontsize=10)
fig.suptitle("Orange: more ink here raises the loss. Blue: less ink here raises it.")
plt.show()

# %% [markdown] id="pixels-why"
# You still see the old digit, and the network does not. In `image-classifier` you fooled a network with exactly this
# trick and a library's gradient. Now the gradient is your own.

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original; while you play, do not mind
# them.)
#
# 1. Write an operation `tanh` with its pull (the slope is $1 - \tanh^2$), `gradcheck` it, and use it in `scores_of`.
# 2. In `backward`, replace the sum by plain assignment. Which checks notice, and what becomes of the network? In which
#    programs would nobody have noticed?
# 3. Stack thirty layers. Without shortcuts hardly anything is learned. With them the numbers explode: what does each
#    shortcut do to the size of the signal? Start all weights but the first ten times smaller, and try both again.
# 4. Start all weights at zero. What do the blames in the drawing say about why nothing happens?
# 5. Give `Node` a `__truediv__`, out of what you have: $a / b = a \cdot e^{-\log b}$. For which numbers does that fail?
#
# *What I expected, and what happened:*
#

# %% id="change-room"
# Room to try things.

# %% [markdown] id="onward"
# ## Where this came from, and where it goes
#
# - Forward differentiation of programs was described by Robert Wengert in 1964, the reverse walk by Seppo Linnainmaa
#   in 1970. A readable account of the whole field, with its many rediscoveries: Baydin and others, [Automatic
#   Differentiation in Machine Learning: a Survey](https://arxiv.org/abs/1502.05767), 2015.
# - The shortcut: He and others, [Deep Residual Learning for Image Recognition](https://arxiv.org/abs/1512.03385), 2015.
#
# torch's autograd is this notebook with some two thousand operations in place of eight; `grad_fn` and `next_functions`
# are its `pull` and `parents`. From `optimisers-and-regularisation` on you use it, and you know what it does. The
# sum over uses comes back in `convolutions`, where one weight is used at every place of an image, and in
# `recurrent-nets`, where it is used at every moment.
#
# **When it hurts**
#
# - The same with single numbers, slowly and on video: Andrej Karpathy's
#   [micrograd](https://github.com/karpathy/micrograd).
# - A blame has the wrong shape: print `share.shape` and `parent.data.shape` in `backward`, and look at `sum_to`.
# - A gradient refuses to match: make the program shorter until it is one operation, and `gradcheck` that.
