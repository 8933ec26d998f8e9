# %% [markdown] id="question"
# # Attention: where to look?
#
# Write the word *stressed* backwards. What did your eyes do? For the first letter they jumped to the end of the word,
# and then, letter by letter, they walked back. At every step you knew *where to look*.
#
# Now think of a network that has to do this. Its weights are fixed once it is trained, yet what it needs lies in
# another place for every letter that it writes. **How can a few matrix products decide where to look, and learn that
# from examples?**
#
# The answer is called attention. It is three lines long, and since 2017 nearly every large model is made of it. By the
# end you will have written
#
# - a look-up that is soft enough to be learned by gradient descent;
# - positions made of waves, without which attention cannot tell a word from its anagram;
# - several heads, for looking in several places at once;
# - a network that turns words of eight random letters round, at least 99 % of the letters right after two seconds of
#   training, and shows you where it looked.
#
# It takes about 75 minutes. Cells that hold a `raise NotImplementedError` are yours; the cells after each one check
# it. You should have met softmax, and a training loop in PyTorch.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"torch": "torch", "matplotlib": "matplotlib"}

# %% [markdown] id="tools-about"
# The tools: torch for tensors and gradients, matplotlib for pictures. `torch.nn.functional` and `nn.MultiheadAttention`
# appear only to be compared with.

# %% id="tools"
import math
import string

import matplotlib.pyplot as plt
import torch
from IPython.display import display
from torch import nn

DEVICE = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
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
LENGTH = 8  # letters in a word
WIDTH = 64  # numbers that stand for one letter
BASE = 20.0  # how much slower the slowest wave of the positions is than the fastest, about
STEPS = 400  # training steps of each network
BATCH = 64  # words per step
RATE = 1e-2  # the learning rate of Adam

# %% [markdown] id="attend-about"
# ## 1. A dictionary that answers a little of everything
#
# A Python dictionary holds keys and values. You ask with a query; if one key is *equal* to it, you get that key's
# value. Gradient descent can do nothing with this: a query that is nearly right gets an error, not a slope.
#
# So make it soft. Query and keys are vectors of $d$ numbers. How well does a key fit? Take the scalar product with the
# query. Softmax turns these scores into weights, and the answer is the weighted mean of *all* values:
#
# $$\text{answer} = \sum_j w_j\, v_j, \qquad w = \operatorname{softmax}\!\left(\frac{q \cdot k_1}{\sqrt d},
# \frac{q \cdot k_2}{\sqrt d}, \dots\right).$$
#
# With the queries as rows of $Q$, keys and values as rows of $K$ and $V$, all answers come at once:
# $\operatorname{softmax}(QK^\top / \sqrt d)\,V$. Where the $\sqrt d$ comes from, we see in a moment.
#
# Sometimes a key must not be looked at. A *mask* says so: `True` where a query may look at a key, `False` where not. A
# forbidden key gets the weight 0, as if it were not there.


# %% id="attend" tags=["exercise"]
def attend(q, k, v, mask=None):
    """The answers, (…, queries, numbers in a value), and the weights, (…, queries, keys).

    q is (…, queries, d), k is (…, keys, d), v is (…, keys, numbers in a value); the dots are any batch dimensions.
    mask, if there is one, is True where a query (row) may look at a key (column).
    """
    ### BEGIN SOLUTION
    #: the scores; minus infinity where the mask says no; softmax over the keys; the weighted mean of the values.
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return weights @ v, weights
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="attend"
# Do it without a mask first, and write down the shapes for 2 queries, 3 keys, $d = 4$. Each query shares out one whole
# attention among its keys: which dimension of the scores should sum to 1 afterwards?

# %% [markdown] tags=["hint"] for="attend"
# `k.transpose(-2, -1)` swaps the last two dimensions and leaves the batch ones alone. For the mask, ask yourself which
# *score* becomes a weight of exactly zero, so that the other weights still sum to 1.

# %% [markdown] tags=["hint"] for="attend"
# `scores.masked_fill(~mask, -torch.inf)` puts minus infinity wherever the mask is False; `.softmax(dim=-1)` turns that
# into zeros. `weights @ v` is the weighted mean of the values, for every query at once.

# %% [markdown] id="attend-checks-about"
# Three checks: one by pencil and paper ($d = 4$, the query is $(2, 0, 0, 0)$, the keys are $(\ln 3, 0, 0, 0)$ and
# zero: work out the two weights before you run it), one for the mask, one against torch's own function.

# %% id="attend-hand" tags=["check"]
q_hand, v_hand = torch.tensor([[2.0, 0, 0, 0]]), torch.tensor([[8.0], [0.0]])
k_hand = torch.tensor([[math.log(3), 0, 0, 0], [0.0, 0, 0, 0]])
answer, weights = attend(q_hand, k_hand, v_hand)
assert weights.shape == (1, 2), f"One query, two keys: weights of shape (1, 2), not {tuple(weights.shape)}."
assert answer.shape == (1, 1), f"One query, values of one number: an answer of shape (1, 1), not {tuple(answer.shape)}."
assert torch.allclose(weights.sum(dim=-1), torch.ones(1)), (
    f"A query shares out a whole attention: the weights of its row sum to 1. Yours sum to {weights.sum():.3g}."
)
assert torch.allclose(weights, torch.tensor([[0.75, 0.25]])), (
    f"q·k is 2 ln 3 and 0. Divided by √4 that is ln 3 and 0, so the weights are 3/4 and 1/4; yours are {weights[0]}."
)
assert torch.allclose(answer, torch.tensor([[6.0]])), f"3/4 of 8 and 1/4 of 0 make 6; yours is {answer.item():.3g}."

# %% id="attend-mask" tags=["check"]
deal = torch.Generator().manual_seed(1)
q_try, k_try, v_try = (torch.randn(2, 5, 4, 8, generator=deal) for _ in range(3))
allowed = torch.rand(4, 4, generator=deal) < 0.5
allowed[:, 1] = True  # everyone may look somewhere
answer, weights = attend(q_try, k_try, v_try, allowed)
assert (weights.masked_select(~allowed) == 0).all(), "Some weight went to a key that the mask forbids."
assert not weights.isnan().any(), "Some weights are not a number."
assert torch.allclose(weights.sum(dim=-1), torch.ones(2, 5, 4), atol=1e-5), (
    "With a mask, too, each row of weights should sum to 1: what is taken from some keys goes to the others."
)
only = torch.eye(4, dtype=torch.bool)
assert torch.allclose(attend(q_try, k_try, v_try, only)[0], v_try, atol=1e-5), (
    "If a query may look at one key only, its answer is that key's value."
)

# %% id="attend-torch" tags=["check"]
for mask in (None, allowed):
    peer = nn.functional.scaled_dot_product_attention(q_try, k_try, v_try, attn_mask=mask)
    mine = attend(q_try, k_try, v_try, mask)[0]
    assert mine.shape == peer.shape, f"Batch dimensions should stay: {tuple(peer.shape)}, not {tuple(mine.shape)}."
    assert torch.allclose(mine, peer, atol=1e-5), (
        f"{'Without' if mask is None else 'With'} a mask, torch's answers differ from yours by up to "
        f"{(mine - peer).abs().max():.2g}."
    )
narrow = attend(q_try, k_try[..., :3, :], v_try[..., :3, :5])[0]
assert narrow.shape == (2, 5, 4, 5), "Four queries, three keys, values of five numbers: answers of shape (…, 4, 5)."

# %% [markdown] id="soft-about"
# What does "soft" look like? Six keys stand around a circle. The query (the arrow) points nearest to the key with the
# value 5. The larger the dot, the more weight its value gets. From left to right only the *length* of the query grows.
# **Predict:** which of the three answers will be nearest to 5, and which nearest to the plain mean of all values, 3.5?
#
# *Your words:*
#

# %% id="soft"
angles = torch.arange(6) * math.tau / 6 + 0.3
keys, values = torch.stack([angles.cos(), angles.sin()], dim=1), torch.tensor([[4.0], [5], [6], [1], [2], [3]])
fig, axes = plt.subplots(1, 3, figsize=(10, 3.6))
for ax, length in zip(axes, [1.0, 5.0, 25.0], strict=True):
    direction = torch.tensor([[math.cos(1.15), math.sin(1.15)]])
    answer, weights = attend(length * direction, keys, values)
    ax.scatter(*keys.T, s=1500 * weights[0], color=SKY, edgecolor=BLACK)
    for key, value in zip(keys, values, strict=True):
        ax.text(*key * 1.42, f"{value.item():.0f}", ha="center", va="center")
    ax.annotate("", 0.7 * direction[0].numpy(), (0, 0), arrowprops={"arrowstyle": "->", "color": VERMILION, "lw": 2})
    ax.set(xlim=(-1.7, 1.7), ylim=(-1.7, 1.7), aspect="equal", xlabel="first number", xticks=[-1, 0, 1])
    ax.set(title=f"query of length {length:.0f}: the answer is {answer.item():.2f}", yticks=[-1, 0, 1])
axes[0].set_ylabel("second number")
plt.show()

# %% [markdown] id="soft-why"
# A short query looks everywhere, a long one at one place. In between is a slope at every point, and so a network can
# *learn* where to look.

# %% [markdown] id="root-about"
# ### Why the root?
#
# Two random vectors of $d$ numbers with variance 1 have a scalar product of variance $d$: the scores grow with
# $\sqrt d$ although nothing has been learned yet. **Predict:** eight random keys, one random query, no division. How
# large is the largest of the eight weights at $d = 4$, and at $d = 1024$?

# %% id="root-guess"
my_largest = {4: None, 1024: None}  # between 1/8 and 1

# %% [markdown] id="root-picture-about"
# Five hundred queries for each $d$, with the division and without.

# %% id="root"
deal = torch.Generator().manual_seed(SEED)
widths, divided, plain = [4, 16, 64, 256, 1024], [], []
for d in widths:
    q_rand, k_rand = torch.randn(500, 1, d, generator=deal), torch.randn(500, 8, d, generator=deal)
    for list_of, factor in [(divided, 1), (plain, math.sqrt(d))]:
        list_of.append(attend(q_rand * factor, k_rand, k_rand)[1].amax(dim=-1).mean().item())
fig, ax = plt.subplots(figsize=(7, 3.6))
ax.semilogx(widths, plain, "o-", base=2, color=VERMILION, label="scores as they are")
ax.semilogx(widths, divided, "s-", base=2, color=BLUE, label="divided by $\\sqrt{d}$")
for d, guess in my_largest.items():
    if guess:
        ax.plot(d, guess, "x", color=BLACK, ms=11, mew=2)
ax.axhline(1 / 8, color="#777777", ls=":", label="looking at all eight alike")
ax.set(xlabel="numbers in a key, $d$", ylabel="largest weight, mean", ylim=(0, 1.05), xticks=widths, xticklabels=widths)
ax.set_title("A net that has learned nothing should not stare" + (" (x: your guesses)" if my_largest[4] else ""))
ax.legend(loc="center right")
plt.show()

# %% [markdown] id="root-why"
# Without the root, a wide network stares at a random place from the start. Where softmax is so sure, its slope is
# nearly zero, and the stare is hard to unlearn. With it, the beginning is the same at every width.

# %% [markdown] id="bag-about"
# ## 2. Who stands where?
#
# Now let a word attend to itself: each letter asks, all letters answer. Queries, keys and values are made from the same
# rows, one row a letter. Below are the answers for *stressed*, each letter a random vector. **Predict:** which rows
# will look the same? And if you shuffle the letters first, what becomes of the answers?
#
# *Your words:*
#

# %% id="bag"
word = "stressed"
letter_vectors = torch.randn(26, 16, generator=torch.Generator().manual_seed(SEED))
rows = letter_vectors[[string.ascii_lowercase.index(letter) for letter in word]]
shuffled = torch.tensor([3, 6, 1, 0, 7, 4, 2, 5])
fig, axes = plt.subplots(1, 2, figsize=(10, 3.4))
for ax, order, title in [(axes[0], torch.arange(8), "as written"), (axes[1], shuffled, "shuffled")]:
    answers = attend(rows[order], rows[order], rows[order])[0]
    picture = ax.imshow(answers, cmap="PuOr", vmin=-2.5, vmax=2.5, aspect="auto")
    ax.set(yticks=range(8), yticklabels=[word[place] for place in order], xlabel="number in the answer", title=title)
    ax.set_ylabel("letter that asks")
fig.colorbar(picture, ax=axes, label="value")
plt.show()

# %% [markdown] id="bag-why"
# The three *s* get the same answer, and so do the two *e*. Shuffle the word and the answers are shuffled with it, each
# as it was. For attention a word is a bag of letters: nothing in the formula knows which row comes first.
#
# ### Positions, made of waves
#
# So every row has to say where it stands. The trick of the paper: to the vector of the letter at place $p = 0, 1, 2,
# \dots$ *add* a vector that belongs to the place, made of sines and cosines, some fast, some slow, like the hands of
# several clocks:
#
# $$P_{p,\,2j} = \sin(p\,\omega_j), \qquad P_{p,\,2j+1} = \cos(p\,\omega_j), \qquad
# \omega_j = \text{base}^{-2j/\text{dim}}, \qquad j = 0, \dots, \tfrac{\text{dim}}2 - 1 .$$
#
# The paper's base is 10,000, because its sentences are long. Our words have eight letters, so slower hands would hardly
# move; 20 will do.


# %% id="positions" tags=["exercise"]
def positions(length, dim, base):
    """One row for each place, (length, dim): sines in the even columns, cosines in the odd ones."""
    ### BEGIN SOLUTION
    #: the frequencies, dim / 2 of them; the angle of every place and frequency; sine and cosine, side by side.
    frequencies = base ** (-torch.arange(0, dim, 2) / dim)
    angles = torch.arange(length)[:, None] * frequencies
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="positions"
# Work out the first row on paper: every sine and every cosine is taken at $p = 0$. Then the fastest clock: which $j$ is
# it, and what is its $\omega$?

# %% [markdown] tags=["hint"] for="positions"
# `torch.arange(0, dim, 2)` is $0, 2, 4, \dots$, which is $2j$. A column of places times a row of frequencies gives the
# table of all angles: `torch.arange(length)[:, None] * frequencies`.

# %% [markdown] tags=["hint"] for="positions"
# Make an empty table, `torch.zeros(length, dim)`, and fill it: `table[:, 0::2]` are its even columns and
# `table[:, 1::2]` its odd ones.

# %% [markdown] id="positions-check-about"
# The check knows one place by hand, and two things that make these vectors useful: all are equally long, and how alike
# two of them are depends only on how far apart they stand.

# %% id="positions-check" tags=["check"]
table = positions(6, 4, 100.0)
assert table.shape == (6, 4), f"Six places, four numbers each: (6, 4), not {tuple(table.shape)}."
assert torch.allclose(table[0], torch.tensor([0.0, 1, 0, 1])), (
    f"At place 0 every sine is 0 and every cosine 1, in turn: 0, 1, 0, 1. Yours are {table[0].tolist()}."
)
third = torch.tensor([math.sin(3), math.cos(3), math.sin(0.3), math.cos(0.3)])
assert torch.allclose(table[3], third, atol=1e-5), (
    f"For dim 4 and base 100 the frequencies are 1 and 1/10, so place 3 has the angles 3 and 0.3: {third}, "
    f"not {table[3]}."
)
alike = positions(30, 32, 10_000.0) @ positions(30, 32, 10_000.0).T
assert torch.allclose(alike.diagonal(), torch.full((30,), 16.0), atol=1e-3), "sin² + cos² = 1, 16 times: 16 each."
for apart in (1, 5, 20):
    spread = alike.diagonal(apart).std()
    assert spread < 1e-3, f"Two places that are {apart} apart should be equally alike wherever they stand."

# %% [markdown] id="waves-about"
# Look at the table, and at how alike two places are.

# %% id="waves"
table = positions(40, WIDTH, BASE)
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.6))
picture = left.imshow(table.T, cmap="PuOr", aspect="auto", vmin=-1, vmax=1)
left.set(xlabel="place", ylabel="number in its vector", title="fast hands above, slow ones below")
fig.colorbar(picture, ax=left, label="value")
for place, colour in [(5, BLUE), (20, VERMILION), (33, GREEN)]:
    right.plot(table @ table[place] / (WIDTH / 2), color=colour, lw=2, label=f"to place {place}")
right.set(xlabel="place", ylabel="scalar product / its largest", title="how alike is each place", ylim=(-0.25, 1.35))
right.legend(loc="upper center", ncols=3)
plt.show()

# %% [markdown] id="waves-why"
# Every place is most like itself, and another one the more alike, the nearer it is. A query that points to "place 5"
# therefore finds place 5, and gets a slope that leads there from next door.

# %% [markdown] id="heads-about"
# ## 3. Several heads
#
# One softmax shares out one attention. To look at two places for two different reasons one needs two of them, side by
# side: *heads*. The $D$ numbers of each row are cut into as many pieces as there are heads. Head 0 works with the first
# piece of query, key and value, head 1 with the second, and so on; afterwards the pieces are put side by side again.
#
# A head should be a batch dimension: then your `attend` handles all of them at once and does not even notice. Write the
# cut, (batch, length, D) → (batch, heads, length, D / heads), and the way back.


# %% id="heads" tags=["exercise"]
def split_heads(x, heads):
    """Cuts every row into pieces: (batch, length, D) becomes (batch, heads, length, D / heads)."""
    ### BEGIN SOLUTION
    #: cut the last dimension in two, heads and what is left; then move the heads before the length.
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)
    ### END SOLUTION


def merge_heads(x):
    """The way back: (batch, heads, length, d) becomes (batch, length, heads · d)."""
    ### BEGIN SOLUTION
    #: undo the two steps, the last one first.
    return x.transpose(1, 2).flatten(2)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="heads"
# A tensor of the right shape is not yet the right tensor: reshaping alone would cut across letters. Follow one number
# on its way: batch 0, letter 3, the first number of the second piece.

# %% [markdown] tags=["hint"] for="heads"
# `x.unflatten(-1, (heads, -1))` cuts the last dimension into (heads, what is left) and disturbs nothing else. Then
# `.transpose(1, 2)` swaps length and heads. For the way back: swap, then `.flatten(2)`.

# %% id="heads-check" tags=["check"]
numbered = torch.arange(2 * 5 * 6.0).reshape(2, 5, 6)
pieces = split_heads(numbered, 3)
assert pieces.shape == (2, 3, 5, 2), f"(2, 5, 6) in three heads is (2, 3, 5, 2); yours is {tuple(pieces.shape)}."
for head in range(3):
    assert torch.equal(pieces[:, head], numbered[:, :, 2 * head : 2 * head + 2]), (
        f"Head {head} should get the numbers {2 * head} and {2 * head + 1} of every letter, and no letter's other ones."
    )
merged = merge_heads(pieces)
assert merged.shape == (2, 5, 6), f"Put together again it is (2, 5, 6); yours is {tuple(merged.shape)}."
assert torch.equal(merged, numbered), "Cut and put together again, every number should be where it was."

# %% [markdown] id="layer-about"
# ## 4. The layer
#
# What should ask, and what should answer? Let the network learn it. Three linear maps turn every row into a query, a
# key and a value; a fourth mixes the heads' answers at the end:
#
# $$q = x W_q, \quad k = x W_k, \quad v = x W_v; \qquad \text{cut into heads, attend, put together}; \qquad \text{then}
# \; W_o .$$
#
# These four matrices are *all* that is learned. Where the first letter looks is not written in them; what is written
# there is how to ask.


# %% id="layer" tags=["exercise"]
class Attention(nn.Module):
    """A row of vectors looks at itself, with several heads."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(width, width, bias=False)
        self.to_k = nn.Linear(width, width, bias=False)
        self.to_v = nn.Linear(width, width, bias=False)
        self.to_out = nn.Linear(width, width, bias=False)

    def forward(self, x, mask=None):
        """The answers, (batch, length, width), and the weights, (batch, heads, length, length)."""
        ### BEGIN SOLUTION
        #: queries, keys and values of x, each cut into heads; attend; merge the answers and mix them with to_out.
        q, k, v = (split_heads(make(x), self.heads) for make in (self.to_q, self.to_k, self.to_v))
        answers, weights = attend(q, k, v, mask)
        return self.to_out(merge_heads(answers)), weights
        ### END SOLUTION


# %% [markdown] tags=["hint"] for="layer"
# You have written every part of it already. Go through the line of formulas above from left to right and name the
# function for each step.

# %% [markdown] tags=["hint"] for="layer"
# `split_heads(self.to_q(x), self.heads)` gives the queries; keys and values are made likewise, from the same `x`.
# `attend` gives answers and weights, still in heads; only the answers are merged and go through `self.to_out`.

# %% [markdown] id="layer-check-about"
# Torch has such a layer, `nn.MultiheadAttention`. The check gives it your weights and compares.

# %% id="layer-check" tags=["check"]
torch.manual_seed(2)
layer, x_try = Attention(12, 3), torch.randn(4, 5, 12)
peer = nn.MultiheadAttention(12, 3, bias=False, batch_first=True)
with torch.no_grad():
    peer.in_proj_weight.copy_(torch.cat([layer.to_q.weight, layer.to_k.weight, layer.to_v.weight]))
    peer.out_proj.weight.copy_(layer.to_out.weight)
answers, weights = layer(x_try)
wanted, wanted_weights = peer(x_try, x_try, x_try, average_attn_weights=False)
assert answers.shape == (4, 5, 12), f"The answers have the shape of x, (4, 5, 12), not {tuple(answers.shape)}."
assert weights.shape == (4, 3, 5, 5), f"The weights are (batch, heads, length, length), not {tuple(weights.shape)}."
assert torch.allclose(weights, wanted_weights, atol=1e-5), (
    f"The weights differ from torch's by up to {(weights - wanted_weights).abs().max():.2g}. Who asks, who is asked?"
)
assert torch.allclose(answers, wanted, atol=1e-5), (
    "The weights are right, the answers are not. What is looked up, and what happens to it at the end?"
)
first_only = torch.zeros(5, 5, dtype=torch.bool)
first_only[:, 0] = True
assert torch.allclose(layer(x_try, first_only)[1][..., 0], torch.ones(4, 3, 5)), "The mask did not reach `attend`."
answers.sum().backward()
idle = [name for name, weight in layer.named_parameters() if weight.grad is None]
assert not idle, f"No gradient reaches {', '.join(idle)}."

# %% [markdown] id="reader-about"
# ## 5. A network that reads backwards
#
# The smallest network that can do it: a vector for each letter, plus the vector of its place; one attention layer; and
# a linear map from the answer to 26 scores, one for each letter that could stand there. No hidden layer, no ReLU.
#
# Later we shall ask two questions about each place at once, so the scores have a dimension for the question: (batch,
# length, questions, 26).


# %% id="reader" tags=["exercise"]
class Reader(nn.Module):
    """Letters in, scores of letters out, one set for each place and question."""

    def __init__(self, heads=1, questions=1, with_positions=True):
        super().__init__()
        self.questions, self.with_positions = questions, with_positions
        self.letters = nn.Embedding(26, WIDTH)
        self.register_buffer("places", positions(LENGTH, WIDTH, BASE))
        self.attention = Attention(WIDTH, heads)
        self.scores = nn.Linear(WIDTH, questions * 26)

    def forward(self, words):
        """words are letter numbers, (batch, LENGTH); the scores, (batch, LENGTH, questions, 26), and the weights."""
        ### BEGIN SOLUTION
        #: the letters' vectors; plus those of their places, if self.with_positions; attention; the scores, in shape.
        x = self.letters(words)
        if self.with_positions:
            x = x + self.places
        answers, weights = self.attention(x)
        return self.scores(answers).unflatten(-1, (self.questions, 26)), weights
        ### END SOLUTION


# %% [markdown] tags=["hint"] for="reader"
# Three of the four parts are called like functions: `self.letters`, `self.attention`, `self.scores`. The fourth,
# `self.places`, is a table that is simply added. Where in the chain must a letter learn where it stands?

# %% [markdown] tags=["hint"] for="reader"
# `self.letters(words)` is (batch, LENGTH, WIDTH); adding a table of shape (LENGTH, WIDTH) adds it to every word of the
# batch. At the end, `.unflatten(-1, (self.questions, 26))` gives the scores their shape.

# %% [markdown] id="reader-check-about"
# Before any training: with positions, does the order matter? Without, is it really blind to it?

# %% id="reader-check" tags=["check"]
torch.manual_seed(3)
words_try = torch.randint(26, (3, LENGTH))
turned = words_try.flip(1)
for questions in (1, 2):
    scores, weights = Reader(2, questions)(words_try)
    wanted_shape = (3, LENGTH, questions, 26)
    assert scores.shape == wanted_shape, f"The scores should have the shape {wanted_shape}, not {tuple(scores.shape)}."
    assert weights.shape == (3, 2, LENGTH, LENGTH), f"The weights have the shape {tuple(weights.shape)}."
blind, seeing = Reader(with_positions=False), Reader()
assert torch.allclose(blind(turned)[0], blind(words_try)[0].flip(1), atol=1e-5), (
    "Without positions a word turned round should get its scores turned round; this reader knows places all the same."
)
assert not torch.allclose(seeing(turned)[0], seeing(words_try)[0].flip(1), atol=1e-3), (
    "With positions it should matter where a letter stands; these scores do not notice."
)
assert not torch.allclose(seeing(turned)[1], seeing(words_try)[1].flip(2, 3), atol=1e-3), (
    "Where the reader looks should depend on places. Do the letters know theirs before they ask?"
)
assert torch.allclose(seeing(words_try)[0][:1], seeing(words_try[:1])[0], atol=1e-5), (
    "A word should get the same scores alone as in the company of others."
)
x_alone = seeing.letters(words_try) + seeing.places
assert torch.allclose(seeing(words_try)[1], seeing.attention(x_alone)[1], atol=1e-5), (
    "What goes into the attention should be the letter's vector plus the place's, nothing else."
)

# %% [markdown] id="train-about"
# Here is the training: random words, never the same twice, so there is nothing to learn by heart. The rate falls slowly
# to zero, which lets the network settle.


# %% id="train"
def mirrored(words):
    """The right answers of the task: at every place the letter of the mirrored place."""
    return words.flip(1)[..., None]


def train(reader, task):
    """Trains the reader on random words; the loss of every step."""
    deal = torch.Generator().manual_seed(SEED)
    adam = torch.optim.Adam(reader.parameters(), lr=RATE)
    fall = torch.optim.lr_scheduler.CosineAnnealingLR(adam, STEPS)
    losses = []
    for _ in range(STEPS):
        words = torch.randint(26, (BATCH, LENGTH), generator=deal).to(DEVICE)
        scores, _ = reader(words)
        loss = nn.functional.cross_entropy(scores.flatten(0, 2), task(words).flatten())
        adam.zero_grad()
        loss.backward()
        adam.step()
        fall.step()
        losses.append(loss.item())
    return losses


@torch.no_grad()
def examine(reader, task):
    """On a thousand new words: the share of letters right, for each question, and the mean weights of each head."""
    words = torch.randint(26, (1000, LENGTH), generator=torch.Generator().manual_seed(SEED + 1000)).to(DEVICE)
    scores, weights = reader(words)
    right = (scores.argmax(dim=-1) == task(words)).float().mean(dim=(0, 1))
    return right.tolist(), weights.mean(dim=0).cpu()


# %% [markdown] id="reverse-guess-about"
# ### Predict
#
# Two readers, the same but for the positions. What share of the letters will each get right? For the blind one: it
# still sees which letters are in the word. Pure guessing among 26 would give 0.04.

# %% id="reverse-guess"
my_shares = {"with positions": None, "without": None}

# %% [markdown] id="reverse-about"
# Both are trained on the same words.

# %% id="reverse"
AT_LEAST, AT_MOST_BLIND = 0.99, 0.4
torch.manual_seed(SEED)
reader, blind = Reader().to(DEVICE), Reader(with_positions=False).to(DEVICE)
curves = {"with positions": train(reader, mirrored), "without": train(blind, mirrored)}
([share], looked), ([share_blind], looked_blind) = examine(reader, mirrored), examine(blind, mirrored)

fig, ax = plt.subplots(figsize=(7.5, 3.6))
for (name, losses), right, colour in zip(curves.items(), [share, share_blind], [BLUE, VERMILION], strict=True):
    said = f", you said {my_shares[name]}" if my_shares[name] is not None else ""
    ax.plot(losses, color=colour, lw=2, label=f"{name}: {right:.1%} of the letters right{said}")
ax.axhline(math.log(26), color="#777777", ls=":", label="knowing nothing, ln 26")
ax.set(xlabel="step", ylabel="loss", title="Turning words round", ylim=(-0.1, None))
ax.legend(loc="center right")
plt.show()

# %% [markdown] id="reverse-why"
# The one reads nearly everything. The other has understood which letters are in the word, and bets on those, but whose
# turn it is it cannot know.

# %% id="reverse-check" tags=["check"]
assert share >= AT_LEAST, f"With positions {share:.1%} of the letters are right; at least {AT_LEAST:.0%} should be."
assert share_blind <= AT_MOST_BLIND, (
    f"Without positions it gets {share_blind:.1%} right, more than the letters of the word alone can tell."
)

# %% [markdown] id="map-about"
# Now the part that only attention offers: look at where it looked. Each row is a place that asks, each column a place
# that it may look at, the mean over a thousand words. **Draw it in your mind before you run:** where will the dark
# cells be in the left picture, and what will the right one look like?

# %% id="map"
fig, axes = plt.subplots(1, 2, figsize=(9, 3.9))
for ax, weights, title in [(axes[0], looked, "with positions"), (axes[1], looked_blind, "without")]:
    picture = ax.imshow(weights[0], cmap="Blues", vmin=0, vmax=1)
    ax.set(xlabel="place looked at", ylabel="place that asks", title=title, xticks=range(LENGTH), yticks=range(LENGTH))
fig.colorbar(picture, ax=axes, label="mean weight")
plt.show()
on_the_mirror = looked[0].flip(1).diagonal().mean().item()
print(f"On the mirrored place lies {on_the_mirror:.1%} of the attention.")

# %% id="map-check" tags=["check"]
assert on_the_mirror >= 0.9, (
    f"Only {on_the_mirror:.0%} of the attention lies on the anti-diagonal, the only place where the right letter is."
)

# %% [markdown] id="map-why"
# The left map is the algorithm. Nobody wrote it down; it grew from examples of what comes out. The reader on the right
# cannot tell places apart, so it looks at all letters alike, only less at its own: that one is never asked for.
#
# Let it write a word of your own, eight letters, small ones. The lines show where it looked, the thicker the more.

# %% id="word"
my_word = "stressed"

numbers = torch.tensor([[string.ascii_lowercase.index(letter) for letter in my_word]], device=DEVICE)
with torch.no_grad():
    scores, weights = reader(numbers)
written = "".join(string.ascii_lowercase[number] for number in scores[0, :, 0].argmax(dim=-1).tolist())
fig, ax = plt.subplots(figsize=(7.5, 2.8))
for asks in range(LENGTH):
    for place in range(LENGTH):
        weight = weights[0, 0, asks, place].item()
        ax.plot([place, asks], [1, 0], color=BLUE, lw=3 * weight, alpha=min(1.0, weight + 0.05))
    ax.text(asks, 1.13, my_word[asks], ha="center", va="center", fontsize=14)
    ax.text(asks, -0.13, written[asks], ha="center", va="center", fontsize=14, color=VERMILION)
ax.set(ylim=(-0.3, 1.3), yticks=[0, 1], yticklabels=["written", "read"], xticks=range(LENGTH), xlabel="place")
ax.set_title(f"{my_word} → {written}")
plt.show()

# %% [markdown] id="two-about"
# ## 6. Two questions at once
#
# Make it harder. At every place two letters are asked for: the mirrored one, as before, *and* the left neighbour (at
# the first place: the last letter). The reader has one set of values and one linear map, and now needs to look at two
# places.
#
# **Predict:** what share of each question's letters will a reader with one head get right? With two heads? All else is
# equal, even the number of weights.

# %% id="two-guess"
my_heads = {1: None, 2: None}  # the mean share over both questions

# %% [markdown] id="two-run-about"
# Train both, then look at all three maps.


# %% id="two"
def mirrored_and_left(words):
    """Two right answers for every place: the mirrored letter, and the letter before it."""
    return torch.stack([words.flip(1), words.roll(1, dims=1)], dim=-1)


found = {}
for heads in (1, 2):
    torch.manual_seed(SEED)
    double = Reader(heads=heads, questions=2).to(DEVICE)
    train(double, mirrored_and_left)
    found[heads] = examine(double, mirrored_and_left)

fig, axes = plt.subplots(1, 3, figsize=(12, 3.8))
maps = [found[1][1][0], *found[2][1]]
for ax, weights, title in zip(axes, maps, ["the only head", "of two, head 0", "of two, head 1"], strict=True):
    picture = ax.imshow(weights, cmap="Blues", vmin=0, vmax=1)
    ax.set(xlabel="place looked at", ylabel="place that asks", title=title, xticks=range(LENGTH), yticks=range(LENGTH))
fig.colorbar(picture, ax=axes, label="mean weight")
plt.show()
for heads, ((mirror, left), _) in found.items():
    said = f" (you said {my_heads[heads]})" if my_heads[heads] is not None else ""
    print(f"{heads} head(s): mirrored {mirror:.1%}, left neighbour {left:.1%}, mean {(mirror + left) / 2:.1%}{said}")

# %% id="two-check" tags=["check"]
shares = {heads: sum(right) / 2 for heads, (right, _) in found.items()}
assert shares[2] >= 0.97, f"Two heads should answer both questions; yours get {shares[2]:.1%} right."
assert shares[2] >= shares[1] + 0.1, (
    "The second head should help: one head cannot look at two places and keep them apart."
)

# %% [markdown] id="two-why"
# The single head has one attention to share out. It may look at both places: then it gets the *mean* of two values, and
# knows which two letters, but not which is which. (Where both questions mean the same letter, at places 0 and 4, it has
# an easy time.) Or it serves one question and gives up the other. Which way did yours go? Two heads share the work, and
# need not choose.

# %% [markdown] id="metric-about"
# The next two cells note the results in your progress, if the curriculum panel is there; otherwise they show nothing.

# %% id="metric"
result = {"name": "letters right, with positions", "value": share, "unit": "share of letters", "at_least": AT_LEAST}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)

# %% [markdown] id="metric-blind-about"
# And the blind one, for comparison.

# %% id="metric-blind"
result = {"name": "letters right, without positions", "value": share_blind, "unit": "share of letters"}
display({"application/vnd.dl-curriculum.metric+json": {**result, "at_most": AT_MOST_BLIND}}, raw=True)

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original network: while you play, do not
# mind them.)
#
# 1. `BASE = 10_000.0`, the paper's. Does it still learn? Look at the map: what has become of its sharpness, and why?
# 2. Leave out the division by $\sqrt d$ in `attend` and train again. Then do it with `WIDTH = 512`.
# 3. Make the places learned, as GPT does: `self.places = nn.Parameter(torch.randn(LENGTH, WIDTH))`. Compare the maps.
# 4. Add the positions *after* the attention. Which of the two readers does it resemble, and why?
# 5. A harder task: sort the letters by the alphabet. Can one layer do it? What would a letter have to know?
#
# *What I expected, and what happened:*
#

# %% id="play"
# Room to try it.

# %% [markdown] id="onward"
# ## Where this came from, and where it goes
#
# - Bahdanau, Cho and Bengio, 2014, taught a translating network to look back at the sentence while it wrote: [Neural
#   Machine Translation by Jointly Learning to Align and Translate](https://arxiv.org/abs/1409.0473).
# - Vaswani and others, 2017, left everything else out. Your `attend` is their equation 1, your `positions` their
#   section 3.5: [Attention Is All You Need](https://arxiv.org/abs/1706.03762).
#
# You meet it again in `mini-gpt`, where the mask gets its job: nobody may look into the future. And whenever you read
# that a model has "a context of a million", think of your map: it would have a million rows and a million columns.
#
# **When it hurts**
#
# - The same story with the shapes drawn: Jay Alammar's [The Illustrated
#   Transformer](https://jalammar.github.io/illustrated-transformer/).
# - In the book of this stage: [Attention mechanisms and
#   transformers](https://d2l.ai/chapter_attention-mechanisms-and-transformers/index.html).
# - A shape refuses to fit: write the meaning of every dimension beside each line, (batch, heads, who asks, who is
#   asked). Give all of them different sizes while you test.
