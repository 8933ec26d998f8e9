# %% [markdown] id="question"
# # Recurrent nets: what is worth remembering?
#
# You read this sentence one word after the other, and yet, at its end, you still know how it began. Not every letter of
# it: you kept *something*, and let the rest go.
#
# **How could a network do that?** It has no page to look back on. It sees one letter, has a few hundred numbers of
# memory, and must decide, letter by letter, what to keep. And how should it *learn* what to keep, if the reward for it
# comes fifty letters later?
#
# By the end you will have written
#
# - the plain recurrent cell, and the loop that walks it along a text;
# - a measurement of how far back its learning reaches, which is sobering;
# - the LSTM cell of 1997, which cures much of that, equal to torch's own to five digits;
# - a training on streams of text, with clipped gradients.
#
# Both cells then read seven plays and guess the letters of an eighth. It takes about 80 minutes, one or two of which
# the computer trains alone. You should have met backpropagation and a training loop in PyTorch. Cells that hold a
# `raise NotImplementedError` are yours; the cells after each one check it.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"torch": "torch", "matplotlib": "matplotlib", "tqdm": "tqdm"}

# %% [markdown] id="tools-about"
# The tools. Torch lends tensors and gradients; `nn.RNN` and `nn.LSTM` appear only to be compared with.

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

# %% [markdown] id="parameters-about"
# The knobs of the notebook. Leave them for the first pass; later, come back and turn them.

# %% id="parameters" tags=["parameters"]
SEED = 0
HIDDEN = 128  # numbers of memory
LETTER_WIDTH = 64  # numbers that stand for a letter
STREAMS = 64  # places of the text that are read side by side
PIECE = 32  # letters of each stream per step
STEPS = 800
RATE = 1e-2  # the highest learning rate
LIMIT = 1.0  # the longest gradient that is let through

# %% [markdown] id="cell-about"
# ## 1. A loop with a memory
#
# A recurrent cell holds a *state* $h$, a row of numbers. At each step it takes in a row $x_t$, mixes both, and squeezes
# the result:
#
# $$h_t = \tanh(x_t W + b + h_{t-1} U).$$
#
# The same $W$, $U$, $b$ at every step. The part $x_t W + b$ needs no memory, so it can be computed for all steps at
# once, before the loop; the cell gets it ready-made as `row`. Only the rest has to be done step by step.
#
# So that other cells fit in later, a state is a *tuple* of tensors, and its first entry is what the cell shows to the
# world. Here it has just one: `(h,)`.


# %% id="cell" tags=["exercise"]
class RNN(nn.Module):
    """The plain recurrent cell."""

    def __init__(self, inputs, hidden):
        super().__init__()
        spread = 1 / math.sqrt(hidden)
        self.W = nn.Parameter(torch.empty(inputs, hidden).uniform_(-spread, spread))
        self.U = nn.Parameter(torch.empty(hidden, hidden).uniform_(-spread, spread))
        self.b = nn.Parameter(torch.zeros(hidden))

    def start(self, batch):
        """The state before anything was read."""
        return (torch.zeros(batch, len(self.U), device=self.U.device),)

    def step(self, row, state):
        """The next state; row is x W + b of this step, (batch, hidden), and state is (h,)."""
        ### BEGIN SOLUTION
        #: the formula, with row for x W + b; a tuple of one.
        (h,) = state
        return (torch.tanh(row + h @ self.U),)
        ### END SOLUTION


def unroll(cell, x, state):
    """Walks the cell along x, (time, batch, inputs); what it showed, (time, batch, hidden), and the last state."""
    ### BEGIN SOLUTION
    #: all rows x W + b at once; then step by step, keeping the first entry of every state; stack them.
    shown = []
    for row in (x @ cell.W + cell.b).unbind(0):
        state = cell.step(row, state)
        shown.append(state[0])
    return torch.stack(shown), state
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="cell"
# In `step`, mind that a state is a tuple, both when it comes and when it goes. In `unroll`, which variable is the
# memory, and where must it be replaced?

# %% [markdown] tags=["hint"] for="cell"
# `(h,) = state` unpacks, `return (new_h,)` packs. `for row in x @ cell.W + cell.b:` walks along the first dimension,
# time; collect `state[0]` in a list and `torch.stack` it at the end.

# %% [markdown] id="cell-checks-about"
# First by hand: one input, one hidden number, $W = 1$, $U = \frac12$, $b = 0$, the inputs 1, 0, 0. Work out the three
# states with a pocket calculator. Then against torch.

# %% id="cell-hand" tags=["check"]
tiny = RNN(1, 1)
with torch.no_grad():
    tiny.W.fill_(1.0)
    tiny.U.fill_(0.5)
shown, last = unroll(tiny, torch.tensor([1.0, 0, 0]).view(3, 1, 1), tiny.start(1))
assert shown.shape == (3, 1, 1), f"Three steps, batch 1, one number: (3, 1, 1), not {tuple(shown.shape)}."
assert torch.allclose(shown.flatten(), torch.tensor([0.7616, 0.3634, 0.1797]), atol=1e-4), (
    f"tanh(1) is 0.7616; then tanh of half of that, twice: 0.3634, 0.1797. Yours are {shown.flatten().tolist()}."
)
assert isinstance(last, tuple), f"A state is a tuple, not a {type(last).__name__}."
assert torch.equal(last[0], shown[-1]), "The last state shows what was shown last."

# %% id="cell-torch" tags=["check"]
torch.manual_seed(1)
cell, peer, x_try = RNN(5, 7), nn.RNN(5, 7), torch.randn(9, 3, 5)
with torch.no_grad():
    cell.b.normal_()
    for theirs, mine in [(peer.weight_ih_l0, cell.W.T), (peer.weight_hh_l0, cell.U.T), (peer.bias_ih_l0, cell.b)]:
        theirs.copy_(mine)
    peer.bias_hh_l0.zero_()
shown, _ = unroll(cell, x_try, cell.start(3))
assert torch.allclose(shown, peer(x_try)[0], atol=1e-5), (
    f"Torch's cell with the same weights shows other states; the largest difference is "
    f"{(shown - peer(x_try)[0]).abs().max():.2g}."
)
later = x_try.clone()
later[5:] = 9.0
moved = (unroll(cell, later, cell.start(3))[0] - shown).abs().amax(dim=(1, 2))
assert moved[:5].max() < 1e-6, (
    "Inputs from step 5 on were changed, and states before it moved: the cell sees the future."
)
first, between = unroll(cell, x_try[:4], cell.start(3))
second, _ = unroll(cell, x_try[4:], between)
assert torch.allclose(torch.cat([first, second]), shown, atol=1e-5), (
    "Read in two parts, the second going on from the state of the first, the states should be the same as in one go."
)

# %% [markdown] id="reach-about"
# ## 2. How far back does learning reach?
#
# Suppose a letter mattered 40 steps ago. To learn this, the blame of the last state has to travel back through 40
# steps, each time through the same $U^\top$ and the slope of $\tanh$. Multiply 40 numbers: if each is a bit below 1,
# nothing is left; a bit above, and it explodes.
#
# Measure it. Sum up the *last* state that is shown, ask autograd for the gradient in *all* inputs, and for every step
# take the length of that gradient (over batch and inputs together).


# %% id="reach" tags=["exercise"]
def reach(cell, x):
    """How strongly each input acts on the last state: one length for each step, (time,)."""
    ### BEGIN SOLUTION
    #: let x ask for its gradient (a fresh copy); unroll from the start; backward from the sum of what was shown last.
    x = x.detach().clone().requires_grad_()
    shown, _ = unroll(cell, x, cell.start(x.shape[1]))
    (gradient,) = torch.autograd.grad(shown[-1].sum(), x)
    return gradient.flatten(1).norm(dim=1)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="reach"
# Autograd gives the gradient of one number. Which number do you ask about, and in what?

# %% [markdown] tags=["hint"] for="reach"
# `x = x.detach().clone().requires_grad_()` makes a copy that collects a gradient; `shown[-1].sum().backward()` fills
# `x.grad`, of the same shape as `x`. `.flatten(1).norm(dim=1)` is one length for each step.

# %% id="reach-check" tags=["check"]
plain = RNN(4, 4)
with torch.no_grad():
    plain.W.copy_(torch.eye(4))
    plain.U.copy_(0.5 * torch.eye(4))
lengths = reach(plain, torch.zeros(6, 1, 4))
assert lengths.shape == (6,), f"One length for each of six steps: (6,), not {tuple(lengths.shape)}."
assert torch.allclose(lengths[-1], torch.tensor(2.0)), (
    f"At the last step four slopes of 1 make a length of 2; yours is {lengths[-1]:.3g}. Is only the last state asked?"
)
assert torch.allclose(lengths[1:] / lengths[:-1], torch.full((5,), 2.0), atol=1e-4), (
    f"With U one half, each step further back halves the length; yours are {lengths.tolist()}."
)

# %% [markdown] id="fade-guess-about"
# ### Predict
#
# Three cells, the same random weights, but in the second $U$ is doubled, in the third it is four times as large. What
# is left after 50 steps back, as a share of the last step's length? Orders of magnitude will do.

# %% id="fade-guess"
my_shares = {1: None, 2: None, 4: None}

# %% [markdown] id="fade-about"
# Small random inputs, so that $\tanh$ is not yet at its limits.

# %% id="fade"
torch.manual_seed(SEED)
quiet = 0.01 * torch.randn(51, 8, LETTER_WIDTH)
fig, ax = plt.subplots(figsize=(7.5, 3.8))
for (factor, guess), colour in zip(my_shares.items(), [BLUE, GREEN, VERMILION], strict=True):
    torch.manual_seed(SEED)
    cell = RNN(LETTER_WIDTH, HIDDEN)
    with torch.no_grad():
        cell.U.mul_(factor)
    lengths = reach(cell, quiet)
    shares = (lengths / lengths[-1]).flip(0)
    ax.semilogy(shares, color=colour, lw=2, label=f"U × {factor}: {shares[-1]:.0e} after 50 steps")
    if guess:
        ax.plot(50, guess, "x", color=colour, ms=11, mew=2)
ax.set(xlabel="steps back", ylabel="length / that of the last step", title="The gradient on its way back")
ax.legend(loc="lower left")
plt.show()

# %% [markdown] id="fade-why"
# The first *vanishes*: what happened thirty letters ago leaves no trace in the gradient, so nothing can be learned from
# it. The third *explodes*: the first letters are the only thing that the update hears. Even the second, which stays
# near 1 for twenty steps, grows in the end. Between the two runs a narrow ridge, and training moves $U$ about all the
# time.
#
# ### Against explosions: clip
#
# An explosion has a crude and good cure. If the gradient, all parameters taken together as one long row, is longer than
# a limit, shorten it to the limit. Its direction stays.
#
# `parameters` may be a generator such as `model.parameters()`, through which one can walk only once, and a parameter
# that took no part in the loss has no gradient, its `.grad` is `None`. So begin with a list of the gradients there are.


# %% id="clip" tags=["exercise"]
def clip(parameters, limit):
    """Shortens the gradients, taken together, to the limit if they are longer, in place; how long they were."""
    ### BEGIN SOLUTION
    #: the length of all gradients together; if it is above the limit, every gradient times limit / length.
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    length = math.sqrt(sum(gradient.square().sum().item() for gradient in gradients))
    if length > limit:
        for gradient in gradients:
            gradient.mul_(limit / length)
    return length
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="clip"
# The length of a long row made of several short ones: which sums of squares do you need? And why would it turn the
# direction if each parameter were clipped alone?

# %% [markdown] tags=["hint"] for="clip"
# `parameter.grad.square().sum().item()` for each, summed up, then the root. `gradient.mul_(factor)` changes a
# gradient in place; the same factor for all.

# %% id="clip-check" tags=["check"]
pair = [nn.Parameter(torch.zeros(2)), nn.Parameter(torch.zeros(1, 1)), nn.Parameter(torch.zeros(3))]
pair[0].grad, pair[1].grad = torch.tensor([3.0, 0.0]), torch.tensor([[4.0]])  # the third took no part
length = clip(pair, 1.0)
assert math.isclose(length, 5.0, rel_tol=1e-5), f"3 and 4 make a length of 5, not {length:.3g}."
together = torch.stack([pair[0].grad[0], pair[1].grad[0, 0]])
assert torch.allclose(together, torch.tensor([0.6, 0.8])), (
    f"Shortened from length 5 to 1, the 3 and the 4 become 0.6 and 0.8; yours are {together.tolist()}."
)
clip(pair, 10.0)
assert torch.allclose(pair[1].grad, torch.tensor([[0.8]])), "A gradient within the limit should stay as it is."

# %% [markdown] id="lstm-about"
# ## 3. A memory with doors
#
# Against vanishing, Hochreiter and Schmidhuber had a better idea: do not push the memory through $U$ and $\tanh$ at
# every step. Give it a lane of its own, $c$, to which one only *adds*, and doors (*gates*), which are numbers between
# 0 and 1:
#
# $$i, f, o = \sigma(\dots), \qquad g = \tanh(\dots), \qquad c_t = f \cdot c_{t-1} + i \cdot g, \qquad
# h_t = o \cdot \tanh(c_t).$$
#
# $f$ says how much of the memory is kept, $i$ how much of the new $g$ is let in, $o$ how much is shown. Each of the
# four has its own weights for $x_t$ and $h_{t-1}$. They lie side by side in $W$, $U$ and $b$, in the order $i, f, g,
# o$, so that one product computes all four. ($\sigma$ is `.sigmoid()`; all products are number by number.)


# %% id="lstm" tags=["exercise"]
class LSTM(nn.Module):
    """The cell with a lane of memory and three gates; its state is (h, c)."""

    def __init__(self, inputs, hidden):
        super().__init__()
        spread = 1 / math.sqrt(hidden)
        # Wide, so that from the first step on some letters open the doors and others shut them.
        self.W = nn.Parameter(torch.randn(inputs, 4 * hidden) * 2 / math.sqrt(inputs))
        self.U = nn.Parameter(torch.empty(hidden, 4 * hidden).uniform_(-spread, spread))
        self.b = nn.Parameter(torch.zeros(4 * hidden))

    def start(self, batch):
        """The state before anything was read."""
        return tuple(torch.zeros(2, batch, len(self.U), device=self.U.device))

    def step(self, row, state):
        """The next state; row is x W + b of this step, (batch, 4 · hidden), and state is (h, c)."""
        ### BEGIN SOLUTION
        #: one product for all four; cut it into i, f, g, o; the formulas; the state (h, c).
        h, c = state
        i, f, g, o = (row + h @ self.U).chunk(4, dim=1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c
        ### END SOLUTION


# %% [markdown] tags=["hint"] for="lstm"
# Begin like in the plain cell: `row` plus what the last $h$ contributes. This is four rows side by side. Which of
# them go through $\sigma$, which through $\tanh$?

# %% [markdown] tags=["hint"] for="lstm"
# `.chunk(4, dim=1)` cuts into four. First the new `c` from the old one, then the new `h` from the *new* `c`. The
# order of the state is (h, c).

# %% [markdown] id="lstm-check-about"
# Your `unroll` should work with it unchanged. The check shuts and opens the doors by hand, then compares with
# `nn.LSTM`.

# %% id="lstm-check" tags=["check"]
torch.manual_seed(2)
doors, memory = LSTM(3, 2), torch.tensor([[0.7, -3.0]])
row = torch.tensor([[-50.0, -50, 50, 50, 1, 1, 50, 50]])  # i shut, f open, g anything, o open
h, c = doors.step(row, (torch.zeros(1, 2), memory))
assert c.shape == (1, 2), f"The memory keeps its shape, (1, 2), not {tuple(c.shape)}. Is the state (h, c)?"
assert torch.allclose(c, memory), f"Forget gate open, input gate shut: the memory should stay {memory}, not {c}."
assert torch.allclose(h, memory.tanh()), f"Output gate open: tanh of the memory should be shown, not {h}."
cell, peer, x_try = LSTM(5, 7), nn.LSTM(5, 7), torch.randn(9, 3, 5)
with torch.no_grad():
    cell.b.normal_()
    for theirs, mine in [(peer.weight_ih_l0, cell.W.T), (peer.weight_hh_l0, cell.U.T), (peer.bias_ih_l0, cell.b)]:
        theirs.copy_(mine)
    peer.bias_hh_l0.zero_()
shown, (h, c) = unroll(cell, x_try, cell.start(3))
wanted, (_, wanted_c) = peer(x_try)
assert torch.allclose(shown, wanted, atol=1e-5), (
    f"`nn.LSTM` with the same weights shows other states, by up to {(shown - wanted).abs().max():.2g}."
)
assert torch.allclose(c, wanted_c[0], atol=1e-5), "What is shown is right; the memory that is handed on is not."

# %% [markdown] id="lane-guess-about"
# ### Predict
#
# The same measurement for your LSTM: as it starts (forget gates half open, $f = 0.5$) and with the bias of the forget
# gates at 4, which is $f = 0.98$. What is left after 50 steps?

# %% id="lane-guess"
my_lane = {0: None, 4: None}

# %% [markdown] id="lane-about"
# Both, with the plain cell for comparison.

# %% id="lane"
fig, ax = plt.subplots(figsize=(7.5, 3.8))
for name, make, bias, colour in [
    ("plain cell", RNN, None, BLUE),
    ("LSTM, bias 0", LSTM, 0, ORANGE),
    ("LSTM, bias 4", LSTM, 4, GREEN),
]:
    torch.manual_seed(SEED)
    cell = make(LETTER_WIDTH, HIDDEN)
    if bias is not None:
        with torch.no_grad():
            cell.b[HIDDEN : 2 * HIDDEN] = bias
        if my_lane[bias]:
            ax.plot(50, my_lane[bias], "x", color=colour, ms=11, mew=2)
    lengths = reach(cell, quiet)
    shares = (lengths / lengths[-1]).flip(0)
    ax.semilogy(shares, color=colour, lw=2, label=f"{name}: {shares[-1]:.0e} after 50 steps")
ax.set(xlabel="steps back", ylabel="length / that of the last step", title="A lane of its own")
ax.legend(loc="lower left")
plt.show()

# %% [markdown] id="lane-why"
# At birth the LSTM forgets fast, too. But what it keeps is now a *number that it can learn*: each gate, from what it
# reads, opens or shuts each lane. With open doors the gradient of fifty steps ago is still there.

# %% [markdown] id="text-about"
# ## 4. Seven plays, and an eighth that stays closed
#
# `plays.txt` holds eight plays. Seven are for learning; the last, *As You Like It*, is laid aside and says how well
# letters are guessed in lines never read. The loss is the mean of $-\log p$ of the letter that really came. The bar is
# set by counting: how often does each letter follow the two before it? (Rare pairs lean on one letter of memory.)

# %% id="text"
text = Path("plays.txt").read_text(encoding="ascii")
letters = sorted(set(text))
size = len(letters)
number_of = {letter: number for number, letter in enumerate(letters)}
numbers = torch.tensor([number_of[letter] for letter in text])
cut = text.rindex("ACT I.\n")  # where the last play begins
known, unseen = numbers[:cut], numbers[cut:]

ones = torch.bincount(known, minlength=size).double() + 1
twos = torch.bincount(known[:-1] * size + known[1:], minlength=size**2).double().view(size, size)
threes = torch.bincount((known[:-2] * size + known[1:-1]) * size + known[2:], minlength=size**3).double()
threes = threes.view(size, size, size)
p_two = (twos + 5 * ones / ones.sum()) / (twos.sum(dim=-1, keepdim=True) + 5)
p_three = (threes + 50 * p_two) / (threes.sum(dim=-1, keepdim=True) + 50)
counted = -p_three[unseen[:-2], unseen[1:-1], unseen[2:]].log().mean().item()
print(f"{size} different letters, {len(known):,} to learn from, {len(unseen):,} to be judged by.")
print(f"Knowing nothing costs {math.log(size):.2f} a letter, counting with two letters of memory {counted:.2f}.")

# %% [markdown] id="streams-about"
# ### Streams
#
# A text of 800,000 letters cannot be unrolled in one go. So cut it into `STREAMS` long strips that are read side by
# side, a piece of `PIECE` letters at a time. After each piece: loss, backward, update, and the *state goes on* to the
# next piece. But the gradient must not go back into the piece before, whose graph is gone: the state is *detached*,
# the numbers stay, their history is cut. (This is called truncated backpropagation through time.)
#
# The model: a vector for each letter, your cell, and a linear map to the scores of the next letter.


# %% id="writer"
class Writer(nn.Module):
    """Letter numbers in, (time, batch); the scores of each next letter out, and the state."""

    def __init__(self, cell):
        super().__init__()
        self.letters, self.cell = nn.Embedding(size, LETTER_WIDTH), cell
        self.scores = nn.Linear(HIDDEN, size)

    def forward(self, numbers, state):
        shown, state = unroll(self.cell, self.letters(numbers), state)
        return self.scores(shown), state


# %% [markdown] id="piece-about"
# Now one step of the training, and the strips. In `strips` every column should be one stretch of the text, in reading
# order; what does not fill the last row is dropped.


# %% id="piece" tags=["exercise"]
def strips(data, count):
    """The data as columns, (length, count): column 0 is the beginning of the text, column 1 goes on after it, …"""
    ### BEGIN SOLUTION
    #: the length of a strip; drop the rest; one strip a row, then turn.
    length = len(data) // count
    return data[: length * count].view(count, length).T
    ### END SOLUTION


def learn_piece(model, adam, asked, answers, state):
    """One update on a piece, asked and answers both (time, batch); the loss before it, and the state for the next."""
    ### BEGIN SOLUTION
    #: scores and new state; cross-entropy over all letters; backward; clip to LIMIT; step; the state, detached.
    scores, state = model(asked, state)
    loss = nn.functional.cross_entropy(scores.flatten(0, 1), answers.flatten())
    adam.zero_grad()
    loss.backward()
    clip(list(model.parameters()), LIMIT)
    adam.step()
    return loss.item(), tuple(part.detach() for part in state)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="piece"
# `strips`: for the text *abcdefgh* in two strips, write down the table. Which reshaping gives its columns as rows?
# `learn_piece` is the training loop that you know; what is new are the clip, and what happens to the state at the end.

# %% [markdown] tags=["hint"] for="piece"
# `.view(count, length)` puts one strip in each row, `.T` turns it. Clip between `backward()` and `step()`. At the end
# `tuple(part.detach() for part in state)`.

# %% id="piece-check" tags=["check"]
table = strips(torch.arange(11), 2)
assert table.shape == (5, 2), (
    f"11 letters in 2 strips: 5 rows, 2 columns, one letter left over; not {tuple(table.shape)}."
)
assert table[:, 0].tolist() == [0, 1, 2, 3, 4], f"Read down column 0 and you read the text: {table[:, 0].tolist()}?"
assert table[:, 1].tolist() == [5, 6, 7, 8, 9], "Column 1 goes on where column 0 ends."
torch.manual_seed(3)
model, played = Writer(LSTM(LETTER_WIDTH, HIDDEN)), torch.randint(size, (7, 4))
state = tuple(0.5 * torch.randn(2, 4, HIDDEN))
with torch.no_grad():
    model.scores.weight.mul_(200)  # a gradient that needs clipping
    scores, wanted_state = model(played[:-1], state)
    wanted = nn.functional.cross_entropy(scores.flatten(0, 1), played[1:].flatten()).item()
lost = nn.functional.cross_entropy(model(played[:-1], state)[0].flatten(0, 1), played[1:].flatten())
pulls = torch.autograd.grad(lost, list(model.parameters()))
sgd = torch.optim.SGD(model.parameters(), lr=0.1)
before = [weight.detach().clone() for weight in model.parameters()]
for weight in model.parameters():
    weight.grad = torch.full_like(weight, 5.0)  # left over from somewhere
loss, state_after = learn_piece(model, sgd, played[:-1], played[1:], state)
assert math.isclose(loss, wanted, rel_tol=1e-4), (
    f"The loss of this piece, before the update, is {wanted:.4f}, not {loss:.4f}."
)
assert not any(part.requires_grad for part in state_after), "The state is still tied to the piece before: detach it."
assert all(torch.allclose(mine, theirs, atol=1e-5) for mine, theirs in zip(state_after, wanted_state, strict=True)), (
    "The state for the next piece is the one at the end of this piece."
)
moved = math.sqrt(sum((old - new).square().sum().item() for old, new in zip(before, model.parameters(), strict=True)))
assert moved > 0, "Nothing was learned: the weights are as they were."
assert math.isclose(moved, 0.1 * LIMIT, rel_tol=1e-3), (
    f"The gradient was long, so after clipping a step at rate 0.1 has length {0.1 * LIMIT:.3g}; yours has {moved:.3g}."
)
shorter = 0.1 * LIMIT / math.sqrt(sum(pull.square().sum().item() for pull in pulls))
for old, weight, pull in zip(before, model.parameters(), pulls, strict=True):
    assert torch.allclose(old - weight, shorter * pull, atol=1e-5), (
        "The step does not follow the gradient of this piece alone. What is left over from before has to be cleared."
    )
for old, weight in zip(before, model.parameters(), strict=True):
    assert not torch.equal(old, weight), "Some weights did not move at all."

# %% [markdown] id="train-about"
# The rest is a loop over pieces, and an examination that reads the unseen play in 200 strips.


# %% id="train"
def train(model):
    """Trains on the known plays; the loss of every step."""
    adam = torch.optim.Adam(model.parameters(), lr=RATE)
    plan = torch.optim.lr_scheduler.OneCycleLR(adam, RATE, total_steps=STEPS, pct_start=0.1)  # up, then slowly down
    table, at, losses = strips(known, STREAMS).to(DEVICE), 0, []
    for _ in tqdm(range(STEPS)):
        if at + PIECE >= len(table) or at == 0:
            at, state = 0, model.cell.start(STREAMS)
        asked, answers = table[at : at + PIECE], table[at + 1 : at + PIECE + 1]
        loss, state = learn_piece(model, adam, asked, answers, state)
        losses.append(loss)
        plan.step()
        at += PIECE
    return losses


@torch.no_grad()
def examine(model, data):
    """The mean loss on data that was not learned from."""
    table, total = strips(data, 200).to(DEVICE), 0.0
    state = model.cell.start(200)
    for at in range(0, len(table) - 1, 100):
        answers = table[at + 1 : at + 101]
        scores, state = model(table[at : at + len(answers)], state)
        total += nn.functional.cross_entropy(scores.flatten(0, 1), answers.flatten(), reduction="sum").item()
    return total / (table.numel() - 200)


# %% [markdown] id="learn-guess-about"
# ### Predict
#
# Counting with two letters of memory set the bar. Which loss will the plain cell reach, and which the LSTM, with as
# many numbers of memory and as many steps?

# %% id="learn-guess"
my_losses = {"plain cell": None, "LSTM": None}

# %% [markdown] id="learn-about"
# Both are trained. The LSTM takes about twice as long: it has four times the weights.

# %% id="learn"
curves, reached, models = {}, {}, {}
for name, make in [("plain cell", RNN), ("LSTM", LSTM)]:
    torch.manual_seed(SEED)
    models[name] = Writer(make(LETTER_WIDTH, HIDDEN)).to(DEVICE)
    curves[name] = train(models[name])
    reached[name] = examine(models[name], unseen)

fig, ax = plt.subplots(figsize=(8, 4))
for (name, losses), colour in zip(curves.items(), [BLUE, VERMILION], strict=True):
    smooth = torch.tensor(losses[: len(losses) // 10 * 10]).view(-1, 10).mean(dim=1)
    said = f" (you said {my_losses[name]})" if my_losses[name] else ""
    label = f"{name}: {reached[name]:.3f} on the unseen play{said}"
    ax.plot(torch.arange(len(smooth)) * 10 + 5, smooth, color=colour, lw=2, label=label)
ax.axhline(counted, color="#777777", ls="--", label=f"counting with two letters: {counted:.3f} on the unseen play")
ax.set(xlabel="step", ylabel="loss per letter, known plays", title="Guessing the next letter", ylim=(1.4, 3.2))
ax.legend(loc="upper right")
plt.show()

# %% id="learn-check" tags=["check"] for="piece"
AT_MOST = 1.8
assert reached["LSTM"] <= AT_MOST, (
    f"The LSTM's loss on the unseen play is {reached['LSTM']:.3f}; at most {AT_MOST} is asked."
)
assert reached["plain cell"] < counted, "The plain cell should do better than counting with two letters of memory."
assert reached["LSTM"] < reached["plain cell"], "The LSTM should do better than the plain cell."
assert reached["LSTM"] > 1.2, "That is too good to be true for this size. Is the unseen play really unseen?"

# %% [markdown] id="write-about"
# The LSTM is ahead, but not by far. Most of what tells the next letter stands in the last few, and those the plain cell
# keeps, too; and no gradient runs back further than a piece.
#
# Let the LSTM write: draw a letter with the probabilities that it believes (raised a little towards the likely ones),
# feed it back in, and so on. Its whole knowledge of what it wrote before is in 256 numbers.

# %% id="write"
deal, written = torch.Generator().manual_seed(SEED), "ROSALIND.\n"
with torch.no_grad():
    prompt = torch.tensor([[number_of[letter]] for letter in written], device=DEVICE)
    scores, state = models["LSTM"](prompt, models["LSTM"].cell.start(1))
    for _ in range(400):
        chances = (scores[-1, 0].cpu() / 0.7).softmax(dim=-1)
        number = torch.multinomial(chances, 1, generator=deal).item()
        written += letters[number]
        scores, state = models["LSTM"](torch.tensor([[number]], device=DEVICE), state)
print(written)

# %% [markdown] id="inside-about"
# And what does it remember? Nobody told it what to keep. Follow all its lanes $c$ through a passage of the unseen
# play, and pick the one that goes best with a thing that we know: how far the line has come. **Predict:** will there
# be such a lane at all?
#
# *Your words:*
#

# %% id="inside"
passage, lanes = unseen[4000:4400], []
with torch.no_grad():
    state = models["LSTM"].cell.start(1)
    for number in passage:
        _, state = models["LSTM"](number.view(1, 1).to(DEVICE), state)
        lanes.append(state[1][0].cpu())
lanes, since, column = torch.stack(lanes), 0, []
for number in passage.tolist():
    since = 0 if letters[number] == "\n" else since + 1
    column.append(float(since))
likeness = torch.corrcoef(torch.cat([torch.tensor([column]), lanes.T]))[0, 1:].nan_to_num()
best = likeness.abs().argmax().item()

fig, (above, below) = plt.subplots(2, 1, figsize=(11, 4.6), sharex=True)
above.plot(column, color="#777777", lw=2)
above.set(ylabel="letters since\nthe line began", title="A passage of the unseen play")
below.plot(lanes[:, best], color=VERMILION, lw=1.5)
below.set(xlabel="letter of the passage", ylabel=f"memory lane {best}")
below.set_title(f"the lane most like it, correlation {likeness[best]:.2f}")
for at, number in enumerate(passage.tolist()):
    if letters[number] == "\n":
        below.axvline(at, color=SKY, lw=1, zorder=0)
plt.show()

# %% [markdown] id="inside-why"
# To know when a line will end, it helps to know how long it is already. So, out of nothing but guessing letters, a
# counter has grown. (Your seed may have a better or a worse one.)

# %% [markdown] id="metric-about"
# The next cell notes the result in your progress, if the curriculum panel is there; otherwise it shows nothing.

# %% id="metric"
result = {"name": "loss on the unseen play, LSTM", "value": reached["LSTM"], "unit": "nats per letter"}
display({"application/vnd.dl-curriculum.metric+json": {**result, "at_most": AT_MOST}}, raw=True)

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original model: while you play, do not
# mind them.)
#
# 1. Begin each piece with an empty state instead of the last one. How much does it cost, with `PIECE = 32` and with 8?
# 2. Start the forget gates open: `cell.b[HIDDEN : 2 * HIDDEN] = 1`. It is often recommended. Does it help in 800 steps?
# 3. `LIMIT = 1000.0` and `RATE = 0.1`, plain cell only. What do you see in the curve?
# 4. Take the forget gate away ($c_t = c_{t-1} + i \cdot g$, as in 1997). What can such a memory not do?
#
# *What I expected, and what happened:*
#

# %% id="play"
# Room to try it.

# %% [markdown] id="onward"
# ## Where this came from, and where it goes
#
# - The cell: Hochreiter and Schmidhuber, 1997, [Long Short-Term Memory](https://doi.org/10.1162/neco.1997.9.8.1735).
#   The forget gate was added three years later.
# - A cell with fewer doors, much used since: Cho and others, 2014, the [gated recurrent
#   unit](https://arxiv.org/abs/1406.1078).
# - Networks that write: Graves, 2013, [Generating Sequences With Recurrent Neural
#   Networks](https://arxiv.org/abs/1308.0850).
#
# The lane to which one only adds comes again as the residual connection, in deep networks of every kind. And the
# loop, in which no step can begin before the last one has ended, is what `attention` does away with. In `mini-gpt`
# you meet the same plays again.
#
# **When it hurts**
#
# - The gates, drawn one by one: Christopher Olah's [Understanding LSTM
#   Networks](https://colah.github.io/posts/2015-08-Understanding-LSTMs/).
# - What such networks learn to write, and more lanes with a meaning: Andrej Karpathy's [The Unreasonable
#   Effectiveness of Recurrent Neural Networks](https://karpathy.github.io/2015/05/21/rnn-effectiveness/).
# - In the book of this stage: [Recurrent neural
#   networks](https://d2l.ai/chapter_recurrent-neural-networks/index.html).
# - Shapes: time comes first here, then the batch. When in doubt, unroll two steps by hand.
