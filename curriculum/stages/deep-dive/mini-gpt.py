# %% [markdown] id="question"
# # A small GPT: what comes next?
#
# *To be, or not to b*. You know the next letter. After *the Duke of Yor*, too, and even in *my lord, I hav*, although
# you never read that line. To guess the next letter well one has to know spelling, a little grammar, who speaks, and
# that a question mark is due.
#
# **So here is a strange idea: ask a network for nothing but the next letter, on a million letters of Shakespeare.
# What will it have to learn to get good at this?** And if it is good: let it guess, append the guess, guess again. It
# writes.
#
# The models that answer questions today are this, larger. By the end you will have written
#
# - attention that cannot look into the future, and the proof that it cannot;
# - the block that large language models are stacks of;
# - a transformer of three blocks, and the learning rate's way up and down;
# - the dice that write: sampling with a temperature.
#
# It predicts letters of a play that it never saw better than counting can, and its lines look like a play. It takes
# about 85 minutes, two or three of which the computer trains alone. `attention` should be behind you. Cells that hold a
# `raise NotImplementedError` are yours; the cells after each one check it.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"torch": "torch", "matplotlib": "matplotlib", "tqdm": "tqdm"}

# %% [markdown] id="tools-about"
# The tools. Torch lends tensors, gradients and `nn.Linear`; its own attention appears only to be compared with. The two
# functions at the end you know from `attention`: they cut rows into heads and put them together again.

# %% id="tools"
import math
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from IPython.display import display
from torch import nn
from tqdm.auto import tqdm

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


def split_heads(x, heads):
    """(batch, length, width) becomes (batch, heads, length, width / heads)."""
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


def merge_heads(x):
    """The way back."""
    return x.transpose(1, 2).flatten(2)


# %% [markdown] id="parameters-about"
# The knobs of the notebook. Leave them for the first pass. If your computer is slow, `LAYERS = 2`, `WIDTH = 64` trains
# in a third of the time and writes a little worse; with a GPU you may go up instead.

# %% id="parameters" tags=["parameters"]
SEED = 0
CONTEXT = 64  # letters that the model can look back on
WIDTH = 128  # numbers that stand for one letter on its way through the model
LAYERS = 3  # blocks
HEADS = 4  # heads in the attention of each block
BATCH = 8  # pieces of text per step
STEPS = 1200
RATE = 3e-3  # the highest learning rate
WARM_UP = 100  # steps until it is reached

# %% [markdown] id="text-about"
# ## 1. A text, and a play that stays closed
#
# `plays.txt` holds eight plays. The model learns from seven. The last one, *As You Like It*, is laid aside: how well
# its letters are guessed says what was learned about English plays rather than about these lines. (A random piece out
# of every play would be too kind: names and phrases come back.) Every different character gets a number.

# %% id="text"
text = Path("plays.txt").read_text(encoding="ascii")
letters = sorted(set(text))
size = len(letters)
number_of = {letter: number for number, letter in enumerate(letters)}


def encode(string):
    """The numbers of a string's letters."""
    return torch.tensor([number_of[letter] for letter in string])


def decode(numbers):
    """The string of these numbers."""
    return "".join(letters[number] for number in numbers)


cut = text.rindex("ACT I.\n")  # where the last play begins
known, unseen = encode(text[:cut]), encode(text[cut:])
print(f"{size} different letters, {len(known):,} to learn from, {len(unseen):,} to be judged by.\n")
print(text[cut + 3200 : cut + 3500])

# %% [markdown] id="counting-about"
# ### The bar
#
# What does one reach without any network? Count. How often does each letter come (no memory), how often after each
# letter (one letter of memory), how often after each pair (two)? Rare pairs lean on the shorter memory. The score is
# the loss that you know, the mean of $-\log p$ of the letter that really came, on the unseen play.
#
# **Predict:** knowing nothing costs $\ln 74 = 4.30$ a letter, and two letters of memory bring it down to 2.09, as in
# `recurrent-nets`. What do no memory and one letter cost?
#
# *Your guesses:*
#

# %% id="counting"
singles = torch.bincount(known, minlength=size).double() + 1
pairs = torch.bincount(known[:-1] * size + known[1:], minlength=size**2).double().view(size, size)
triples = torch.bincount((known[:-2] * size + known[1:-1]) * size + known[2:], minlength=size**3).double()
triples = triples.view(size, size, size)

p_one = singles / singles.sum()
p_two = (pairs + 5 * p_one) / (pairs.sum(dim=-1, keepdim=True) + 5)
p_three = (triples + 50 * p_two) / (triples.sum(dim=-1, keepdim=True) + 50)
counted = {
    "no memory": -p_one[unseen].log().mean().item(),
    "one letter": -p_two[unseen[:-1], unseen[1:]].log().mean().item(),
    "two letters": -p_three[unseen[:-2], unseen[1:-1], unseen[2:]].log().mean().item(),
}

fig, ax = plt.subplots(figsize=(7, 2.6))
bars = ax.barh(["knows nothing", *counted], [math.log(size), *counted.values()], color=[SKY, SKY, SKY, PURPLE])
ax.bar_label(bars, fmt="%.2f", padding=4)
ax.set(xlabel="loss on the unseen play, per letter", title="How far counting gets", xlim=(0, 4.8))
ax.invert_yaxis()
plt.show()

# %% [markdown] id="windows-about"
# The purple one is the bar to beat. Counting cannot go much further: of all strings of eight letters, hardly any has
# been seen often enough. A network can, because it learns what different contexts have *in common*.
#
# ### Questions and answers
#
# The training data cost nothing: the text itself holds the answers. Take a piece of `CONTEXT` letters; the answer at
# each place is the letter that follows. One piece asks `CONTEXT` questions at once, with memories from one letter to
# all.


# %% id="windows" tags=["exercise"]
def windows(data, starts, context):
    """Inputs and targets, both (len(starts), context): the letters from each start on, and their followers."""
    ### BEGIN SOLUTION
    #: a table of the places, one row for each start; look the letters up there, and one place further.
    places = starts[:, None] + torch.arange(context)
    return data[places], data[places + 1]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="windows"
# Take the text *abcdefgh*, the start 2 and a context of 3. What are the three questions, and what are their answers?

# %% [markdown] tags=["hint"] for="windows"
# A tensor can be indexed with a whole table of places: `data[table]` has the table's shape. A column of starts plus a
# row `torch.arange(context)` is the table.

# %% id="windows-check" tags=["check"]
tens = torch.arange(100) * 10
asked, answers = windows(tens, torch.tensor([2, 50, 0]), 4)
assert asked.shape == (3, 4), f"Three starts, a context of 4: inputs of shape (3, 4), not {tuple(asked.shape)}."
assert answers.shape == (3, 4), f"Every question has an answer: targets of shape (3, 4), not {tuple(answers.shape)}."
assert asked[0].tolist() == [20, 30, 40, 50], f"From place 2 on stand 20, 30, 40, 50; you ask {asked[0].tolist()}."
assert not torch.equal(answers, asked), "The answers are the questions: the model would only learn to repeat."
assert torch.equal(answers, asked + 10), f"The answer is the letter that follows, here 10 more: {answers[0].tolist()}."

# %% [markdown] id="causal-about"
# ## 2. Never look ahead
#
# All `CONTEXT` questions of a piece are asked at once. But the answer to the first is the second letter, which stands
# right there in the input. A model that may look anywhere would simply copy it, score perfectly, and know nothing.
#
# So the letter at place $t$ may look at places $0, \dots, t$ only: itself and the past. This is what the mask is for.
# Write $\operatorname{softmax}(QK^\top/\sqrt d)\,V$ as in `attention`, with this mask built in.


# %% id="causal" tags=["exercise"]
def causal_attention(q, k, v):
    """Each place looks at itself and what came before; q, k, v and the answers are (…, length, d)."""
    ### BEGIN SOLUTION
    #: the scores; minus infinity for all that lies in the future; softmax over the keys; the mean of the values.
    length = q.shape[-2]
    future = torch.ones(length, length, dtype=torch.bool, device=q.device).triu(1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    return scores.masked_fill(future, -torch.inf).softmax(dim=-1) @ v
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="causal"
# Draw the table of who (rows) may look at whom (columns) for four letters. Which triangle is forbidden, and does the
# diagonal belong to it?

# %% [markdown] tags=["hint"] for="causal"
# `torch.ones(n, n, dtype=torch.bool).triu(1)` is True strictly above the diagonal, where the column lies in the row's
# future. `scores.masked_fill(table, -torch.inf)` before the softmax makes those weights zero.

# %% [markdown] id="causal-check-about"
# The check changes the future and watches the past, then compares with torch.

# %% id="causal-check" tags=["check"]
deal = torch.Generator().manual_seed(1)
q_try, k_try, v_try = (torch.randn(2, 3, 6, 4, generator=deal) for _ in range(3))
looked_up = causal_attention(q_try, k_try, v_try)
assert looked_up.shape == v_try.shape, f"The answers have the shape (2, 3, 6, 4), not {tuple(looked_up.shape)}."
assert not looked_up.isnan().any(), "Some answers are not a number. Is there a letter that may look at nothing?"
k_later, v_later = k_try.clone(), v_try.clone()
k_later[..., 4:, :], v_later[..., 4:, :] = 9.0, -9.0
later = causal_attention(q_try, k_later, v_later)
assert torch.allclose(later[..., :4, :], looked_up[..., :4, :], atol=1e-5), (
    "Keys and values at places 4 and 5 were changed, and answers before them changed too: they saw the future."
)
assert not torch.allclose(later[..., 4, :], looked_up[..., 4, :], atol=1e-2), (
    "Place 4 does not notice that its own key and value changed; it may look at itself."
)
assert torch.allclose(looked_up[..., 0, :], v_try[..., 0, :], atol=1e-5), "Place 0 has only itself to look at."
peer = nn.functional.scaled_dot_product_attention(q_try, k_try, v_try, is_causal=True)
assert torch.allclose(looked_up, peer, atol=1e-5), (
    f"Torch's answers differ from yours by up to {(looked_up - peer).abs().max():.2g}."
)

# %% [markdown] id="mask-picture-about"
# What random queries see: with your mask, and the bare softmax. Values that are the unit vectors make the answers show
# the weights themselves.

# %% id="mask-picture"
deal = torch.Generator().manual_seed(2)
q_show, k_show = torch.randn(2, 12, 8, generator=deal).unbind(0)
bare = (q_show @ k_show.T / math.sqrt(8)).softmax(dim=-1)
fig, axes = plt.subplots(1, 2, figsize=(8.5, 3.6))
for ax, weights, title in [
    (axes[0], bare, "bare"),
    (axes[1], causal_attention(q_show, k_show, torch.eye(12)), "masked"),
]:
    picture = ax.imshow(weights, cmap="Blues", vmin=0, vmax=0.6)
    ax.set(
        xlabel="place looked at", ylabel="place that asks", title=title, xticks=range(0, 12, 2), yticks=range(0, 12, 2)
    )
fig.colorbar(picture, ax=axes, label="weight")
plt.show()

# %% [markdown] id="parts-about"
# ## 3. The parts of a block
#
# Two more parts. **Heads**: as in `attention`, but with one matrix that makes queries, keys and values together, side
# by side in this order, which is quicker than three.
#
# **A norm**: rows that pass many layers grow or shrink. So each row is brought back to a root mean square of 1, and
# then multiplied by a learned gain $g_i$ for each of its $n$ numbers: $\;x_i \mapsto g_i\, x_i \big/ \sqrt{\tfrac1n
# \sum_j x_j^2 + \varepsilon}$. The tiny $\varepsilon$ saves a row of zeros from division by zero. (It is called RMS
# norm. The older layer norm also subtracts the mean; it turned out not to matter.)


# %% id="parts" tags=["exercise"]
class SelfAttention(nn.Module):
    """Causal attention with several heads."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.to_qkv = nn.Linear(width, 3 * width, bias=False)
        self.to_out = nn.Linear(width, width, bias=False)

    def forward(self, x):
        """(batch, length, width) to the same shape."""
        ### BEGIN SOLUTION
        #: cut to_qkv(x) into three; split each into heads; causal attention; merge the heads; to_out.
        q, k, v = (split_heads(part, self.heads) for part in self.to_qkv(x).chunk(3, dim=-1))
        return self.to_out(merge_heads(causal_attention(q, k, v)))
        ### END SOLUTION


class Norm(nn.Module):
    """Brings the root mean square of every row to 1, then multiplies with a learned gain."""

    def __init__(self, width, epsilon=1e-6):
        super().__init__()
        self.gain, self.epsilon = nn.Parameter(torch.ones(width)), epsilon

    def forward(self, x):
        ### BEGIN SOLUTION
        #: the mean square over the last dimension (kept, so that it can be divided by); then the formula.
        mean_square = x.square().mean(dim=-1, keepdim=True)
        return x * torch.rsqrt(mean_square + self.epsilon) * self.gain
        ### END SOLUTION


# %% [markdown] tags=["hint"] for="parts"
# Attention: which three functions turn (batch, length, 3 · width) into three tensors in heads, and back into rows?
# Norm: over which dimension is the mean taken, if each letter is to be treated alone?

# %% [markdown] tags=["hint"] for="parts"
# `self.to_qkv(x).chunk(3, dim=-1)` gives three tensors of the width each; `split_heads(part, self.heads)` for each of
# them. `x.square().mean(dim=-1, keepdim=True)` is the mean square, in a shape that x can be divided by.

# %% id="parts-check" tags=["check"]
torch.manual_seed(3)
x_try, norm = torch.randn(2, 5, 12) * torch.tensor([0.1, 1, 2, 10, 100])[:, None], Norm(12)
assert norm(x_try).shape == x_try.shape, f"The norm keeps the shape (2, 5, 12); yours made {tuple(norm(x_try).shape)}."
roots = norm(x_try).square().mean(dim=-1).sqrt()
assert torch.allclose(roots, torch.ones(2, 5), atol=1e-3), (
    f"Every row, small or large, should have root mean square 1; yours go from {roots.min():.3g} to {roots.max():.3g}."
)
with torch.no_grad():
    norm.gain.uniform_(0.5, 2)
assert torch.allclose(norm(x_try), nn.functional.rms_norm(x_try, (12,), norm.gain, 1e-6), atol=1e-4), (
    "With a gain other than 1 it is no longer what torch computes."
)
looking, x_try = SelfAttention(12, 3), torch.randn(2, 5, 12)
q_try, k_try, v_try = (split_heads(x_try @ part.T, 3) for part in looking.to_qkv.weight.split(12))
wanted = nn.functional.scaled_dot_product_attention(q_try, k_try, v_try, is_causal=True)
found = looking(x_try)
assert found.shape == x_try.shape, f"Attention keeps the shape (2, 5, 12); yours made {tuple(found.shape)}."
assert torch.allclose(found, looking.to_out(merge_heads(wanted)), atol=1e-5), (
    "The answers are not those of causal attention in 3 heads, with queries, keys and values in this order."
)

# %% [markdown] id="block-about"
# ### The block
#
# Attention moves information *between* places. A small network of two layers then works on each place *alone*. Neither
# replaces the row $x$; each *adds* to it:
#
# $$x \leftarrow x + \text{attention}(\text{norm}_1(x)), \qquad x \leftarrow x + \text{mlp}(\text{norm}_2(x)).$$
#
# The row is a stream that runs through the whole model, from which every part reads and to which it adds. The gradient
# runs back along the same stream, undiminished. So it can be deep.


# %% id="block" tags=["exercise"]
class Block(nn.Module):
    """Look around, then think; add both to the stream."""

    def __init__(self, width, heads):
        super().__init__()
        self.norm_1, self.attention = Norm(width), SelfAttention(width, heads)
        self.norm_2 = Norm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.ReLU(), nn.Linear(4 * width, width))

    def forward(self, x):
        ### BEGIN SOLUTION
        #: the two steps above.
        x = x + self.attention(self.norm_1(x))
        return x + self.mlp(self.norm_2(x))
        ### END SOLUTION


# %% [markdown] tags=["hint"] for="block"
# What is normalised, the stream itself or the copy that a part reads? What does the second step add to?

# %% [markdown] tags=["hint"] for="block"
# Two lines, one a formula. In `x = x + self.attention(…)` the stream outside the brackets stays as it was.

# %% id="block-check" tags=["check"]
torch.manual_seed(4)
block, x_try = Block(12, 3), 3 * torch.randn(2, 5, 12)
with torch.no_grad():
    block.norm_2.gain.uniform_(0.5, 2)  # now the two norms differ
after = x_try + block.attention(block.norm_1(x_try))
wanted = after + block.mlp(block.norm_2(after))
found = block(x_try)
assert found.shape == x_try.shape, f"A block keeps the shape (2, 5, 12); yours made {tuple(found.shape)}."
with torch.no_grad():
    silent = Block(12, 3)
    for weight in (silent.attention.to_out.weight, silent.mlp[2].weight, silent.mlp[2].bias):
        weight.zero_()
assert torch.allclose(silent(x_try), x_try, atol=1e-6), (
    "If attention and mlp answer nothing but zeros, the stream should pass unchanged; yours changes."
)
assert torch.allclose(found, wanted, atol=1e-5), (
    "The stream is not what the two formulas give. What does each part read, by which norm, and what is it added to?"
)

# %% [markdown] id="gpt-about"
# ## 4. The model
#
# A vector for each letter, plus a learned vector for each place. Then the blocks, one after the other. A last norm, and
# a linear map to the scores of the next letter, at every place.
#
# The start is random and small; what writes to the stream starts smaller, the more writers there are, so that the
# stream does not swell.


# %% id="gpt" tags=["exercise"]
class GPT(nn.Module):
    """Letters in, at every place the scores of the next letter out."""

    def __init__(self, size, width, layers, heads, context):
        super().__init__()
        self.letters, self.places = nn.Embedding(size, width), nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = Norm(width)
        self.scores = nn.Linear(width, size, bias=False)
        for module in self.modules():
            if isinstance(module, nn.Linear | nn.Embedding):
                nn.init.normal_(module.weight, std=0.06)
        for block in self.blocks:
            for writer in (block.attention.to_out, block.mlp[2]):
                nn.init.normal_(writer.weight, std=0.06 / math.sqrt(2 * layers))

    def forward(self, numbers):
        """numbers are (batch, length), at most as long as the context; the scores are (batch, length, size)."""
        ### BEGIN SOLUTION
        #: letters plus places (as many as the piece is long); through all blocks; the norm; the scores.
        x = self.letters(numbers) + self.places.weight[: numbers.shape[1]]
        for block in self.blocks:
            x = block(x)
        return self.scores(self.norm(x))
        ### END SOLUTION


# %% [markdown] tags=["hint"] for="gpt"
# A piece may be shorter than the context: then only the first places are needed. Everything else goes through the parts
# in the order in which `__init__` makes them.

# %% [markdown] tags=["hint"] for="gpt"
# `self.places.weight[: numbers.shape[1]]` are the vectors of the places in use, (length, width); added to (batch,
# length, width) they reach every row of the batch. `for block in self.blocks: x = block(x)` is the whole stack.

# %% [markdown] id="gpt-check-about"
# Two checks. The second is the one to remember: **change a letter in the future; no score in the past may move.** Every
# language model must pass it, and one that does not will show a wonderful loss.

# %% id="gpt-check" tags=["check"]
torch.manual_seed(5)
model, numbers = GPT(size, 32, 2, 4, 16), torch.randint(size, (3, 16))
scores = model(numbers)
assert scores.shape == (3, 16, size), (
    f"A score for each letter at each place: (3, 16, {size}), not {tuple(scores.shape)}."
)
loss = nn.functional.cross_entropy(scores.flatten(0, 1), torch.randint(size, (48,)))
assert abs(loss.item() - math.log(size)) < 0.5, (
    f"Before training every letter is about equally likely, which costs ln {size} = {math.log(size):.2f}; "
    f"yours costs {loss.item():.2f}."
)
loss.backward()
idle = [name for name, weight in model.named_parameters() if weight.grad is None]
assert not idle, f"No gradient reaches {', '.join(idle)}: is everything used?"
assert torch.allclose(model(numbers[:, :5]), scores[:, :5], atol=1e-5), (
    "The first five letters alone should get the scores that they get in a longer piece."
)
same = model(torch.zeros(1, 16, dtype=torch.long))[0]
assert not torch.allclose(same[0], same[9], atol=1e-4), "The same letter at two places: the scores should differ."
doubled = GPT(size, 32, 2, 4, 16)
with torch.no_grad():
    before = doubled(numbers)
    doubled.norm.gain.mul_(2)
assert torch.allclose(doubled(numbers), 2 * before, atol=1e-4), "The last norm should stand right before the scores."

# %% id="gpt-future" tags=["check"]
torch.manual_seed(6)
model, numbers = GPT(size, 32, 2, 4, 16), torch.randint(size, (1, 16))
other = numbers.clone()
other[0, 10] = (other[0, 10] + 1) % size
with torch.no_grad():
    moved = (model(other) - model(numbers)).abs().amax(dim=-1)[0]
assert moved[:10].max() < 1e-5, (
    "A letter at place 10 was changed, and scores before it moved. The model sees the future."
)
assert moved[10] > 1e-4, "A letter at place 10 was changed, and the scores at place 10 did not notice."
assert moved[11:].max() > 1e-6, "A letter at place 10 was changed, and nobody after it noticed. Do letters look back?"

# %% [markdown] id="rate-about"
# ## 5. Learn
#
# A transformer's first steps are its most fragile: Adam does not know yet how large gradients are. So the learning
# rate climbs from nearly nothing, in a straight line over the first `warm_up` steps, and is at its `top` in the last
# of them. Then it falls along half a cosine, from the top at step `warm_up` to zero at step `steps`. Steps count from
# 0.


# %% id="rate" tags=["exercise"]
def rate_at(step, steps, top, warm_up):
    """The learning rate of a step."""
    ### BEGIN SOLUTION
    #: on the way up: the share (step + 1) / warm_up of the top; then half a cosine down to zero.
    if step < warm_up:
        return top * (step + 1) / warm_up
    way = (step - warm_up) / (steps - warm_up)
    return top * (1 + math.cos(math.pi * way)) / 2
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="rate"
# Two cases. For the second, first compute which share of the way down is behind you: 0 at `warm_up`, 1 at `steps`.

# %% [markdown] tags=["hint"] for="rate"
# $\cos(\pi w)$ goes from 1 to −1 while $w$ goes from 0 to 1. What must be added, and divided by, so that it goes from 1
# to 0?

# %% id="rate-check" tags=["check"]
rates = [rate_at(step, 210, 0.4, 10) for step in range(210)]
assert math.isclose(rates[0], 0.04), (
    f"The first of 10 warm-up steps should have a tenth of the top, not {rates[0]:.3g}."
)
assert math.isclose(rates[9], 0.4), f"The last warm-up step should have the top, 0.4; yours has {rates[9]:.3g}."
assert max(rates) <= 0.4 + 1e-9, f"No step should have more than the top, 0.4; one of yours has {max(rates):.3g}."
assert math.isclose(rates[110], 0.2), f"Half way down (step 110) it should be half the top, 0.2, not {rates[110]:.3g}."
assert math.isclose(rates[60], 0.4 * (1 + math.sqrt(0.5)) / 2), f"A cosine has 0.341 at step 60, not {rates[60]:.3g}."
assert 0 <= rates[-1] < 1e-4, f"At the end hardly anything should be left; you have {rates[-1]:.3g}."

# %% [markdown] id="train-about"
# The training itself: pieces from random places, loss, backward, a limit to the gradient's length, a step. And an
# examination on 300 pieces of the unseen play, which keeps the loss of every place apart. **Predict:** which places in
# a piece will be hardest?
#
# *Your words:*
#


# %% id="train"
def train(model, steps):
    """Trains the model on the known plays; the loss of every step."""
    deal, losses = torch.Generator().manual_seed(SEED), []
    adam = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.99), weight_decay=0.1)
    for step in tqdm(range(steps)):
        for group in adam.param_groups:
            group["lr"] = rate_at(step, steps, RATE, WARM_UP)
        starts = torch.randint(len(known) - CONTEXT, (BATCH,), generator=deal)
        asked, answers = windows(known, starts, CONTEXT)
        scores = model(asked.to(DEVICE))
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), answers.to(DEVICE).flatten())
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        losses.append(loss.item())
    return losses


@torch.no_grad()
def examine(model, data, pieces=300):
    """The mean loss at every place of a piece, over pieces spread evenly over the data."""
    starts = torch.linspace(0, len(data) - CONTEXT - 1, pieces).long()
    total = torch.zeros(CONTEXT)
    for some in starts.split(50):
        asked, answers = windows(data, some, CONTEXT)
        scores = model(asked.to(DEVICE)).transpose(1, 2)
        total += nn.functional.cross_entropy(scores, answers.to(DEVICE), reduction="none").sum(dim=0).cpu()
    return total / pieces


# %% [markdown] id="learn-about"
# Now it trains. This is the moment for a cup of tea.

# %% id="learn"
torch.manual_seed(SEED)
gpt = GPT(size, WIDTH, LAYERS, HEADS, CONTEXT).to(DEVICE)
newborn = GPT(size, WIDTH, LAYERS, HEADS, CONTEXT).to(DEVICE)  # for comparison, never trained
losses = train(gpt, STEPS)
by_place = examine(gpt, unseen)
unseen_loss = by_place.mean().item()
print(f"{sum(weight.numel() for weight in gpt.parameters()):,} weights; loss on the unseen play {unseen_loss:.3f}")

# %% [markdown] id="curves-about"
# Two pictures. On the left the loss while it learned (each point is the mean of 20 steps), on the right the loss at
# each place of a piece, on the unseen play.

# %% id="curves"
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8))
chunks = torch.tensor(losses[: len(losses) // 20 * 20]).view(-1, 20).mean(dim=1)
left.plot(torch.arange(len(chunks)) * 20 + 10, chunks, color=BLUE, lw=2, label="known plays, while it learned")
left.axhline(unseen_loss, color=VERMILION, lw=2, label=f"unseen play, at the end: {unseen_loss:.2f}")
right.plot(range(1, CONTEXT + 1), by_place, color=VERMILION, lw=2, label="the model")
for ax in (left, right):
    for (name, loss), style in zip(counted.items(), [":", "-.", "--"], strict=True):
        ax.axhline(loss, color="#777777", ls=style, label=f"counting, {name}: {loss:.2f}")
    ax.legend(loc="upper right")
left.set(xlabel="step", ylabel="loss per letter", title="Learning", ylim=(1.4, 4.9))
right.set(
    xlabel="letters that it can see", ylabel="loss per letter", title="More memory, fewer surprises", ylim=(1.4, 4.9)
)
plt.show()

# %% [markdown] id="curves-why"
# With one letter in sight it is nearly as good as counting with one, and with two nearly as good as counting with two:
# more cannot be known. From the third on counting has no answer, and the model gets better, but only as far as the
# fifth or so; the rest is the zigzag of no more than 300 pieces. So small a model, after so short a training, has
# learned to spell, not to follow a plot.

# %% id="learn-check" tags=["check"] for="gpt"
AT_MOST = 2.0
assert unseen_loss <= AT_MOST, (
    f"The loss on the unseen play is {unseen_loss:.3f}. At full size it should be at most {AT_MOST}, "
    f"and counting reaches {counted['two letters']:.3f}."
)
assert unseen_loss > 1.2, "That is too good to be true for a model of this size. Does it see the future?"

# %% [markdown] id="dice-about"
# ## 6. Let it write
#
# The model gives scores. Always taking the highest makes it say the same thing again and again. So draw: letter $i$
# with probability
#
# $$p_i = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}} .$$
#
# $T$ is called the temperature. At $T = 1$ the letters come as often as the model believes; below 1 it plays safe;
# above, it gets adventurous.
#
# To write, look at the last `CONTEXT` letters, take the scores at the *last* place, draw a letter, append it, repeat.


# %% id="dice" tags=["exercise"]
def draw(scores, temperature, deal):
    """One letter number for the scores (a row), drawn at this temperature with the random generator `deal`."""
    ### BEGIN SOLUTION
    #: the probabilities at this temperature; then `torch.multinomial` with generator=deal, as a plain number.
    chances = (scores / temperature).softmax(dim=-1)
    return torch.multinomial(chances, 1, generator=deal).item()
    ### END SOLUTION


@torch.no_grad()
def write(model, prompt, length, temperature, deal):
    """The prompt and `length` letters more, a string."""
    numbers = encode(prompt).tolist()
    for _ in range(length):
        ### BEGIN SOLUTION
        #: the scores after the last CONTEXT letters (as a batch of one, on DEVICE); draw from those of the last place,
        #: back on the processor, where `deal` lives; append.
        seen = torch.tensor([numbers[-CONTEXT:]], device=DEVICE)
        numbers.append(draw(model(seen)[0, -1].cpu(), temperature, deal))
        ### END SOLUTION
    return decode(numbers)


# %% [markdown] tags=["hint"] for="dice"
# Is the temperature applied to the scores or to the probabilities? And what happens after `CONTEXT` letters, when the
# text has outgrown the model?

# %% [markdown] tags=["hint"] for="dice"
# `torch.multinomial(chances, 1, generator=deal).item()` draws a number with these chances. In `write`,
# `torch.tensor([numbers[-CONTEXT:]], device=DEVICE)` is the batch of one; `model(…)[0, -1]` are the scores after its
# last letter; `.cpu()` brings them to where the generator lives.

# %% id="dice-check" tags=["check"]
believed = torch.tensor([0.5, 0.3, 0.2, 0.0]).log()
for temperature, power in [(1.0, 1.0), (0.5, 2.0), (2.0, 0.5)]:
    deal = torch.Generator().manual_seed(7)
    drawn = torch.tensor([draw(believed, temperature, deal) for _ in range(3000)])
    share, wanted = torch.bincount(drawn, minlength=4) / 3000, believed.exp() ** power
    assert torch.allclose(share, wanted / wanted.sum(), atol=0.04), (
        f"At temperature {temperature} you draw the four letters in shares of {[round(x, 2) for x in share.tolist()]}, "
        f"instead of about {[round(x, 2) for x in (wanted / wanted.sum()).tolist()]}."
    )
deal = torch.Generator().manual_seed(8)
first = [draw(torch.zeros(50), 1.0, deal) for _ in range(20)]
deal.manual_seed(8)
assert first == [draw(torch.zeros(50), 1.0, deal) for _ in range(20)], (
    "The same generator should draw the same letters."
)

# %% id="dice-write" tags=["check"]
lengths = []


def alphabet(numbers):
    """A model that is sure: after every letter comes the one with the next number."""
    lengths.append(numbers.shape[1])
    return 100.0 * nn.functional.one_hot((numbers + 1) % size, size)


written = write(alphabet, "A", CONTEXT + 20, 1.0, torch.Generator().manual_seed(9))
start = number_of["A"]
assert len(written) == CONTEXT + 21, f"A prompt of 1 and {CONTEXT + 20} letters more make other than {len(written)}."
assert max(lengths) <= CONTEXT, f"The model was shown {max(lengths)} letters, but it can only look back on {CONTEXT}."
assert max(lengths) == CONTEXT, f"The model can look back on {CONTEXT} letters; it was shown {max(lengths)} at most."
wanted = decode([(start + step) % size for step in range(CONTEXT + 21)])
assert written == wanted, (
    f"A model that knows the alphabet should begin with {wanted[:8]!r} and end with {wanted[-8:]!r}; yours begins with "
    f"{written[:8]!r} and ends with {written[-8:]!r}. Which letters are shown, and at which place are the scores read?"
)

# %% [markdown] id="heat-about"
# What the temperature does to one decision: the letters after *To be, or not to*, a space.

# %% id="heat"
with torch.no_grad():
    scores = gpt(encode("To be, or not to ")[None].to(DEVICE))[0, -1].cpu()
likely = scores.argsort(descending=True)[:12]
fig, ax = plt.subplots(figsize=(9, 3.2))
for shift, (temperature, colour) in enumerate([(0.5, BLUE), (1.0, ORANGE), (2.0, PURPLE)]):
    chances = (scores / temperature).softmax(dim=-1)[likely]
    ax.bar(torch.arange(12) + 0.27 * (shift - 1), chances, width=0.27, color=colour, label=f"temperature {temperature}")
ax.set_xticks(range(12), [repr(letters[number]) for number in likely])
ax.set(xlabel="next letter, the twelve likeliest", ylabel="probability", title="Safe, as believed, adventurous")
ax.legend()
plt.show()

# %% [markdown] id="write-about"
# And now let it write: once as it was born, then trained, at three temperatures. **Predict:** which of the trained ones
# will have the most real words, and which would you rather read?

# %% id="write"
PROMPT = "ROSALIND.\n"  # a name that it has never seen: she is in the play that was laid aside
print("--- newborn\n" + write(newborn, PROMPT, 150, 1.0, torch.Generator().manual_seed(SEED)))
for temperature in (0.4, 0.8, 1.2):
    print(f"\n--- temperature {temperature}")
    print(write(gpt, PROMPT, 300, temperature, torch.Generator().manual_seed(SEED)))

# %% [markdown] id="map-about"
# Nobody told it about words, lines or speakers. What do its heads look at? Below are all heads of the first and the
# last block on one line of text; a row is the letter that asks. Look for a head that watches the letter before, and
# for one that watches spaces or line ends.

# %% id="map"
line, maps, judge = "Come, come, my lord,\nand leave us.", [], causal_attention


def causal_attention(q, k, v):
    maps.append(judge(q, k, torch.eye(q.shape[-2], device=q.device))[0].cpu())  # unit vectors show the weights
    return judge(q, k, v)


try:
    with torch.no_grad():
        gpt(encode(line)[None, :CONTEXT].to(DEVICE))
finally:
    causal_attention = judge
fig, axes = plt.subplots(2, HEADS, figsize=(3.1 * HEADS, 7.2), squeeze=False)
marks = [repr(letter)[1:-1].replace(" ", "·") for letter in line[:CONTEXT]]
for row, weights, name in [(axes[0], maps[0], "first"), (axes[1], maps[-1], "last")]:
    for head, ax in enumerate(row):
        ax.imshow(weights[head], cmap="Blues", vmin=0, vmax=0.7)
        ax.set_xticks(range(len(marks)), marks, fontsize=6)
        ax.set_yticks(range(len(marks)), marks, fontsize=6)
        ax.set(title=f"{name} block, head {head}", xlabel="letter looked at")
    row[0].set_ylabel("letter that asks")
plt.show()

# %% [markdown] id="metric-about"
# The next cell notes the result in your progress, if the curriculum panel is there; otherwise it shows nothing.

# %% id="metric"
result = {"name": "loss on the unseen play, mini GPT", "value": unseen_loss, "unit": "nats per letter"}
display({"application/vnd.dl-curriculum.metric+json": {**result, "at_most": AT_MOST}}, raw=True)

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original model: while you play, do not
# mind them.)
#
# 1. Take the mask out of `causal_attention`, train 200 steps. What is the loss now, and what does it write? This is the
#    most instructive bug of this notebook.
# 2. `CONTEXT = 8`. Which part of the right curve would you expect to stay as it is?
# 3. Leave out the mlp. Then, instead, leave out the attention. Which loss is worse, and which bar of section 1 is it
#    like?
# 4. `STEPS = 5000`. Does the unseen play still gain when the known ones do?
# 5. Train on another text: put a file of yours in the place of `plays.txt`. (The split looks for `ACT I.`; change it.)
#
# *What I expected, and what happened:*
#

# %% id="play"
# Room to try it.

# %% [markdown] id="onward"
# ## Where this came from, and where it goes
#
# - The block is from Vaswani and others, 2017, [Attention Is All You Need](https://arxiv.org/abs/1706.03762), where it
#   had a twin that reads the sentence to translate. GPT kept one of the two, the one that writes.
# - Why the norm stands before each part and not after: Xiong and others, 2020, [On Layer Normalization in the
#   Transformer Architecture](https://arxiv.org/abs/2002.04745). RMS norm: [Zhang and Sennrich,
#   2019](https://arxiv.org/abs/1910.07467).
# - Letters, one after the other, were guessed by recurrent nets before: Graves, 2013, [Generating Sequences With
#   Recurrent Neural Networks](https://arxiv.org/abs/1308.0850).
#
# A large model of today differs in size, in tokens that are pieces of words, and in what it is trained on afterwards
# (where reinforcement learning comes in: stage five). The block would be familiar to you.
#
# **When it hurts**
#
# - Someone builds it in front of you, in two hours: Andrej Karpathy's [Let's build
#   GPT](https://www.youtube.com/watch?v=kCc8FmEb1nY), with the code in
#   [nanoGPT](https://github.com/karpathy/nanoGPT).
# - In the book of this stage: [Attention mechanisms and
#   transformers](https://d2l.ai/chapter_attention-mechanisms-and-transformers/index.html).
# - The loss does not fall? Train on a single piece until the model knows it by heart. If it cannot do that, something
#   is wrong with the model; if it can, with the training.
