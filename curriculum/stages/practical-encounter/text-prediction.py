# %% [markdown] id="question"
# # What comes next?
#
# Cover the end of this line with your hand and read on: *To be, or not to b*. You know the next letter. After *q* you
# know it too; after a full stop you know rather little. Reading is guessing, all the time, and noticing when the guess
# was wrong.
#
# **What does a machine have to know in order to guess the next letter?** Spelling, surely. But then also which words
# follow which, that a speech begins with a name, that a bracket once opened will be closed. One plain task, and nearly
# everything about a language helps with it. And who can guess the next letter can *write*: guess one, put it down,
# guess again. The chatbots of today do this and little else.
#
# By the end you will have
#
# - measured surprise, in a number that can be compared;
# - counted your way to a decent guesser, and seen where counting ends;
# - trained a small network on seven plays by Shakespeare, and tested it on an eighth;
# - let it write, timidly, sensibly and wildly;
# - seen, letter by letter, where a text surprises it.
#
# It takes about 65 minutes and needs no mathematics beyond a logarithm. Cells with a `raise NotImplementedError` are
# yours: write your lines in place of that one; the cell after it checks them. Where a cell asks for a guess, write one
# down before you run on.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"keras": "keras", "torch": "torch", "matplotlib": "matplotlib", "tqdm": "tqdm"}

# %% [markdown] id="parameters-about"
# The knobs of the notebook. Leave them for the first pass; later, come back and turn them.

# %% id="parameters" tags=["parameters"]
SEED = 0  # how the network starts, what it sees first, and what it writes
CONTEXTS = 5  # counting goes from no letter of context up to one less than this
LENGTH = 64  # letters in one piece of text for the network
EPOCHS = 2  # how often it sees every piece
MOST_SURPRISE = 1.93  # what the network should reach on the unseen play, in nats a letter

# %% [markdown] id="tools-about"
# Now the tools. [Keras](https://keras.io) is the comfortable library, and PyTorch does the arithmetic beneath it. The
# line `DEVICE = …` picks where: on a graphics card if there is one, else on the processor. The colours stay readable
# with any kind of colour vision.

# %% id="tools"
import os

import torch

DEVICE = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
os.environ["KERAS_BACKEND"], os.environ["KERAS_TORCH_DEVICE"] = "torch", str(DEVICE)

from collections import Counter
from math import log
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from keras import layers
from tqdm.auto import tqdm

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#777777"
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
print(f"Keras {keras.__version__} on {keras.backend.backend()} {torch.__version__}, device: {DEVICE}")

# %% [markdown] id="load-about"
# ## 1. Meet the text
#
# The file beside this notebook holds eight plays, from *Hamlet* to *As You Like It*, nearly a million letters. (Blanks,
# full stops and line ends count as letters here.) Seven plays are for learning. The eighth, *As You Like It*, goes into
# the drawer as a whole: new people, new jokes, the same author.

# %% id="load"
plays = Path("plays.txt").read_text(encoding="ascii")
cut = plays.rindex("ACT I.\n")  # where the last play begins
lessons, unseen = plays[:cut], plays[cut:]
print(f"{len(lessons):,} letters to learn from, {len(unseen):,} in the drawer. It begins:\n\n{unseen[:340]}…")

# %% [markdown] id="vocabulary-about"
# ### Letters into numbers
#
# A network calculates, so letters have to become numbers. The **vocabulary** is the list of all different letters in
# the plays, in a fixed order; a letter's number is its place in that list.

# %% id="vocabulary"
vocabulary = sorted(set(plays))
counted = Counter(lessons)
frequent = [letter for letter, _ in counted.most_common(40)]
names = {" ": "␣", "\n": "↵"}  # so that they can be seen

fig, ax = plt.subplots(figsize=(10, 2.6))
ax.bar(range(40), [counted[letter] / len(lessons) for letter in frequent], color=BLUE)
ax.set_xticks(range(40), [names.get(letter, letter) for letter in frequent])
ax.set(xlabel="letter (␣ is the blank, ↵ the end of a line)", ylabel="share of the text")
ax.set_title(f"The 40 most frequent of {len(vocabulary)} letters")
plt.show()

# %% [markdown] id="encode-about"
# The way there is yours. The way back, `decode`, is written already, and shows what is meant.


# %% id="encode" tags=["exercise"]
def decode(codes):
    """The text that belongs to an array of numbers."""
    return "".join(vocabulary[code] for code in codes)


def encode(text):
    """The numbers of the letters of a text, an int32 array: each letter's place in the vocabulary."""
    ### BEGIN SOLUTION
    #: make a dictionary from letter to place, look up every letter, return an array of "int32".
    place = {letter: at for at, letter in enumerate(vocabulary)}
    return np.array([place[letter] for letter in text], dtype="int32")
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="encode"
# Searching the list for each of a million letters is slow. Which Python collection answers at once, given a letter?

# %% [markdown] tags=["hint"] for="encode"
# `enumerate(vocabulary)` gives pairs of place and letter, from which a dictionary `{letter: place}` can be made. Then a
# list with one look-up for each letter of the text, and `np.array(…, dtype="int32")` around it.

# %% id="encode-check" tags=["check"]
codes = encode("To be\n")
assert isinstance(codes, np.ndarray), f"Expected a numpy array, got a {type(codes).__name__}."
assert codes.shape == (6,), f"Six letters (blank and line end included) become six numbers, not {codes.shape}."
assert codes.dtype == np.int32, f"The numbers should be int32; yours are {codes.dtype}."
assert codes.min() >= 0, "A letter's number is its place in the vocabulary, counted from 0."
ends = encode(vocabulary[0] + vocabulary[-1]).tolist()
assert ends == [0, len(vocabulary) - 1], (
    f"The first letter of the vocabulary is number 0, the last one number {len(vocabulary) - 1}; yours are {ends}."
)
assert decode(codes) == "To be\n", f"Decoding what you encoded should give the text back; it gives {decode(codes)!r}."

# %% [markdown] id="followers-about"
# ## 2. Guessing by counting
#
# Before any network, the simplest idea. Go through the lessons, and for every two letters in a row note what came next.
# After *th* an *e* came 7,643 times, an *i* 1,911 times, and so on. To guess, look up what came after these two so
# far. The letters one looks at are the **context**; here it is `k` letters long. With `k = 0` there is no context, and
# the guess is how frequent each letter is.
#
# Your table is a dictionary: for each context a `Counter`, which says how often each letter followed it.


# %% id="followers" tags=["exercise"]
def followers(text, k):
    """For every context of k letters in the text, a Counter of the letters that came right after it."""
    ### BEGIN SOLUTION
    #: for every place from k on, count the letter at that place under the k letters before it.
    table = {}
    for at in range(k, len(text)):
        table.setdefault(text[at - k : at], Counter())[text[at]] += 1
    return table
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="followers"
# Lay a window of `k + 1` letters over the text and push it along. Which part of it is the context, and which one is the
# letter that follows? For `k = 0` the context is the empty string, and that is fine.

# %% [markdown] tags=["hint"] for="followers"
# `text[at - k : at]` are the `k` letters before place `at`. `table.setdefault(context, Counter())` hands out the
# counter of a context, and makes an empty one if there was none.

# %% id="followers-check" tags=["check"]
tiny = followers("abracadabra", 1)
assert set(tiny) == set("abrcd"), f"The contexts of abracadabra are a, b, r, c and d; yours are {sorted(tiny)}."
assert dict(tiny["a"]) == {"b": 2, "c": 1, "d": 1}, (
    f"After an a came twice b, once c and once d (the last a has no follower); you counted {dict(tiny['a'])}."
)
assert dict(followers("abracadabra", 2)["ab"]) == {"r": 2}, (
    f"After ab came twice an r; you counted {dict(followers('abracadabra', 2).get('ab', {}))}."
)
none = followers("abracadabra", 0)
assert set(none) == {""}, f"Without context there is one context only, the empty string; yours are {sorted(none)}."
assert none[""]["a"] == 5, f"Without context every letter counts: five times a, not {none['']['a']}."

# %% [markdown] id="surprise-about"
# ### How surprised?
#
# A guesser does not say "e". It says how likely it finds *each* letter. Then the true letter is uncovered, and one
# asks: how likely did you find this one? If it said probability $p$, its **surprise** is $-\ln p$. Certain and right:
# no surprise at all. One chance in ten: 2.3. One in a thousand: 6.9. The average over a text is how good the guesser
# is, and lower is better. (The same number is called *cross-entropy* in books. Its unit is the *nat*.)
#
# A letter that never followed before would have probability zero, and the surprise would be without end. That is too
# harsh. So pretend that every letter has been seen half a time more than it has: with $V$ letters in the vocabulary,
#
# $$p = \frac{\text{times it followed} + 0.5}{\text{times the context came} + 0.5\,V}.$$


# %% id="surprise" tags=["exercise"]
def surprise(table, k, text):
    """The mean surprise, in nats a letter, of a table of followers at every letter of the text from place k on."""
    ### BEGIN SOLUTION
    #: for every place from k on, find the probability of the true letter after its context
    #: (an unknown context has no counts at all), add up -ln of it, and divide by how many places that were.
    total = 0.0
    for at in range(k, len(text)):
        counts = table.get(text[at - k : at], Counter())
        total -= log((counts[text[at]] + 0.5) / (counts.total() + 0.5 * len(vocabulary)))
    return total / (len(text) - k)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="surprise"
# Begin with the loop of `followers`. At each place you need two counts: how often this letter followed this context,
# and how often the context came at all. What are both when the context is not in the table?

# %% [markdown] tags=["hint"] for="surprise"
# `table.get(context, Counter())` hands out the counter of a context, or an empty one where there is none. A `Counter`
# answers 0 for a letter that it never met, and its `total()` is how often the context came.

# %% id="surprise-check" tags=["check"]
V = len(vocabulary)
found = surprise({}, 0, "be")
assert np.ndim(found) == 0, f"One number is wanted, the mean over the text; yours has the shape {np.shape(found)}."
assert found >= 0, "Surprise is never negative: -ln of a probability. Is the sign right?"
assert np.isclose(found, np.log(V)), (
    f"Who has counted nothing finds all {V} letters equally likely: surprise ln {V} = {np.log(V):.3f}, not {found:.3f}."
)
by_hand = -np.log((2 + 0.5) / (4 + 0.5 * V))
assert np.isclose(surprise(tiny, 1, "ab"), by_hand), (
    f"After a, which came 4 times, b came twice: -ln of 2.5 / {4 + 0.5 * V:g} is {by_hand:.3f}, "
    f"not {surprise(tiny, 1, 'ab'):.3f}. (In the text ab, with one letter of context, only the b is guessed.)"
)
both = (by_hand + np.log(V)) / 2
assert np.isclose(surprise({"a": tiny["a"]}, 1, "abe"), both), (
    f"One known context and one unknown: the mean is {both:.3f}, not {surprise({'a': tiny['a']}, 1, 'abe'):.3f}."
)

# %% [markdown] id="counting-guess"
# **Predict:** with longer contexts, what happens to the surprise on text that was counted, and what on the unseen play?
# Which `k` will be the best? Write it down; the next cell counts for a few seconds.
#
# > *My guess:*

# %% id="counting"
known_surprise, unseen_surprise = [], []
for k in tqdm(range(CONTEXTS), desc="counting"):
    counts = followers(lessons, k)
    known_surprise.append(surprise(counts, k, lessons[:40_000]))
    unseen_surprise.append(surprise(counts, k, unseen))
best = int(np.argmin(unseen_surprise))

fig, ax = plt.subplots(figsize=(8, 3.4))
ax.plot(known_surprise, "o-", color=BLUE, label="text that was counted")
ax.plot(unseen_surprise, "s--", color=VERMILION, label="the unseen play")
for k, value in enumerate(unseen_surprise):
    ax.annotate(f"{value:.2f}", (k, value), (0, 9), textcoords="offset points", ha="center", color=VERMILION)
ax.set(xlabel="letters of context, k", ylabel="surprise (nats a letter)", ylim=(0, 4), xticks=range(CONTEXTS))
ax.legend(loc="lower left")
plt.show()

# %% [markdown] id="counting-think"
# At first, more context helps a lot. Then there is a turning point: the longer the context, the more seldom it has come
# before, and a context that is new says nothing at all, not even that it resembles an old one. (Then the half letters
# that we pretended, 37 altogether, outvote the few that were seen.) And the gap between the curves widens: what was
# counted is known by heart, what was not is a riddle. Counting cannot see that *the king* and *the queen* are alike.
#
# You can also read a surprise as a choice: $e^{2.5} \approx 12$, so with one letter of context (called *bigrams*,
# 2.50), it is as lost as somebody choosing blindly among twelve letters. With two (*trigrams*, 2.12) among eight.
#
# **This is the mark for the network to beat:** not only the trigrams, but the best that counting can do.

# %% [markdown] id="windows-about"
# ## 3. Lessons for a network
#
# The network will read pieces of 64 letters and guess, after every letter, the next one. So a lesson is a pair of rows:
# the letters it reads, and the letters it should have guessed, which are the same text *one place further on*:
#
# | reads | T | o | ␣ | b | e |
# |---|---|---|---|---|---|
# | should guess | o | ␣ | b | e | , |


# %% id="windows" tags=["exercise"]
def windows(codes, length):
    """Two arrays (n, length): pieces of the text one after the other, and the same shifted on by one letter."""
    ### BEGIN SOLUTION
    #: work out how many whole pieces there are (the last letter of the last piece needs a follower, too),
    #: cut the codes into rows, once from the first letter on and once from the second.
    n = (len(codes) - 1) // length
    reads = codes[: n * length].reshape(n, length)
    follows = codes[1 : n * length + 1].reshape(n, length)
    return reads, follows
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="windows"
# Eleven letters and pieces of five: two pieces, and the eleventh letter is needed as the follower of the tenth. What
# would change with ten letters?

# %% [markdown] tags=["hint"] for="windows"
# With `n = (len(codes) - 1) // length` pieces, the first array is `codes[: n * length]` in the shape `(n, length)`; for
# the second, start one later and end one later.

# %% id="windows-check" tags=["check"]
count = np.arange(100, 111, dtype="int32")
reads, follows = windows(count, 5)
assert isinstance(reads, np.ndarray), f"Two numpy arrays are wanted; your first one is a {type(reads).__name__}."
assert np.shape(reads) == (2, 5), f"Eleven letters make two pieces of five: shape (2, 5), not {np.shape(reads)}."
assert np.shape(follows) == (2, 5), f"There is one follower for each letter: shape (2, 5), not {np.shape(follows)}."
assert np.array_equal(np.ravel(reads), count[:10]), (
    f"The pieces should hold the text in order, without gap or overlap; yours are\n{reads}."
)
assert np.array_equal(follows, reads + 1), (
    f"In this text each letter's follower is larger by one. Where {reads[0]} is read, yours has {follows[0]}."
)
assert np.shape(windows(count[:10], 5)[0]) == (1, 5), "Ten letters make one piece only: the tenth has no follower."

# %% [markdown] id="build-about"
# ## 4. A network that reads
#
# Four layers:
#
# | layer | what it does, roughly |
# |---|---|
# | `Embedding(74, 32)` | gives each letter a row of 32 numbers, to be learned: its character |
# | `Conv1D(128, 4, …)` | looks at 4 letters in a row and notes which of 128 patterns it finds |
# | `Conv1D(128, 4, dilation_rate=4, …)` | looks at 4 such notes, each 4 letters apart: 16 letters altogether |
# | `Dense(74)` | a score for each letter of the vocabulary: how well it would fit next |
#
# Both `Conv1D` take `activation="relu"` and, most important, `padding="causal"`: a note at one place may depend on
# letters *up to* that place, never on later ones. Otherwise it would just peep at the answer, be praised in training,
# and be useless for writing. The scores may be any numbers; what makes probabilities of them comes later.


# %% id="build" tags=["exercise"]
def build():
    """The network: numbers of letters (n, length) in, scores for the next letter (n, length, 74) out."""
    ### BEGIN SOLUTION
    #: put the layers of the table into keras.Sequential([keras.Input((None,), dtype="int32"), …]), return it.
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            layers.Embedding(len(vocabulary), 32),
            layers.Conv1D(128, 4, padding="causal", activation="relu"),
            layers.Conv1D(128, 4, dilation_rate=4, padding="causal", activation="relu"),
            layers.Dense(len(vocabulary)),
        ]
    )
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="build"
# Each row of the table is one entry of a Python list, in that order, after the `keras.Input`. The 74 is
# `len(vocabulary)`. Which two words does a `Conv1D` need besides its numbers?

# %% [markdown] tags=["hint"] for="build"
# The frame, with the first rows filled in:
#
# ```python
# return keras.Sequential([
#     keras.Input((None,), dtype="int32"),
#     layers.Embedding(len(vocabulary), 32),
#     layers.Conv1D(128, 4, padding="causal", activation="relu"),
#     ...,
#     layers.Dense(...),
# ])
# ```

# %% [markdown] id="build-check-about"
# The check plays a trick: it changes letters and watches which scores move.

# %% id="build-check" tags=["check"]
keras.utils.set_random_seed(SEED)
fresh = build()
assert isinstance(fresh, keras.Model), f"Return the network; `build()` gave a {type(fresh).__name__}."
text = encode(lessons[2000:2040])[np.newaxis]
before = fresh.predict(text, verbose=0)
assert before.shape == (1, 40, V), f"40 letters should get {V} scores each: (1, 40, {V}), not {before.shape}."
changed = text.copy()
changed[0, 20] = (changed[0, 20] + 1) % V
moved = np.flatnonzero(np.abs(fresh.predict(changed, verbose=0) - before).max(axis=2)[0] > 1e-7)
assert moved.min() >= 20, (
    f"Changing letter 20 moved the scores at place {moved.min()}: your network peeps at letters that are still to come."
)
assert moved.max() == 35, (
    f"A letter should count at its own place and at the 15 after it; letter 20 counted up to place {moved.max()}, "
    "not 35. Are there two Conv1D of size 4, the second with its dilation?"
)
straight = [layer.name for layer in fresh.layers[:-1] if getattr(layer, "activation", None) is keras.activations.linear]
assert not straight, f"{straight[0]} has no activation: without relu between them, two layers can do no more than one."
assert before.min() < 0, "The scores should be free to be negative: the last layer takes no activation."

# %% [markdown] id="train-about"
# ### Train it
#
# `train` shows the network piece after piece, sixteen at a time, and after each sixteen shifts its 94,000 numbers a
# little, so that the next letters would have surprised it less. The steps are large at first and then smaller and
# smaller. Keras prints the mean surprise under the name `loss`. The drawer stays shut until the end. About a minute.
#
# **Predict:** the counters ended near 2 on the unseen play. And the network, that sees 16 letters of context?
#
# > *My guess:*


# %% id="train"
class Curve(keras.callbacks.Callback):
    """Notes the surprise of every step."""

    def on_train_begin(self, logs=None):
        self.steps, self.seen = [], 0.0

    def on_epoch_begin(self, epoch, logs=None):
        self.seen = 0.0

    def on_train_batch_end(self, batch, logs=None):
        total = logs["loss"] * (batch + 1)  # Keras reports the mean since the epoch began
        self.steps.append(total - self.seen)
        self.seen = total


def train(network, codes, epochs):
    """Train on the codes of a text; the surprise of every step."""
    reads, follows = windows(codes, LENGTH)
    steps = epochs * -(-len(reads) // 16)
    network.compile(
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.004, steps)),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    curve = Curve()
    network.fit(reads, follows, batch_size=16, epochs=epochs, verbose=2, callbacks=[curve])
    return curve.steps


keras.utils.set_random_seed(SEED)
network = build()
steps = train(network, encode(lessons), EPOCHS)

# %% [markdown] id="exam-about"
# ### Open the drawer
#
# The unseen play, and beside the network all that counting could do.

# %% id="exam"
network_surprise = network.evaluate(*windows(encode(unseen), 512), batch_size=16, verbose=0)

fig, (left, right) = plt.subplots(1, 2, figsize=(10.5, 3.6), width_ratios=[1.4, 1])
smooth = np.convolve(steps, np.ones(20) / 20, mode="valid")
left.plot(smooth, color=BLUE)
left.axhline(np.log(V), color=GREY, lw=1, ls=":")
left.text(len(smooth), np.log(V) - 0.05, "knowing nothing", ha="right", va="top", color=GREY, fontsize=9)
left.set(xlabel="step", ylabel="surprise (nats a letter)", title="Learning (mean of 20 steps)")
bars = {f"counting, k = {k}": value for k, value in enumerate(unseen_surprise)} | {"network": network_surprise}
colours = [BLUE if name == "network" else ORANGE if name.endswith(str(best)) else SKY for name in bars]
right.bar_label(right.barh(list(bars), list(bars.values()), color=colours), fmt="%.2f", padding=3)
right.set(xlim=(0, 4), xlabel="surprise (nats a letter)", title="The unseen play: lower is better")
plt.show()

# %% id="build-exam" tags=["check"]
trigrams = unseen_surprise[2]
assert network_surprise < trigrams, (
    f"The network's surprise is {network_surprise:.2f}, that of counting with two letters of context {trigrams:.2f}. "
    "A network that has learned should beat it."
)
assert network_surprise < unseen_surprise[best], (
    f"The best counter (k = {best}) is still less surprised: {unseen_surprise[best]:.3f}, yours {network_surprise:.3f}."
)
assert network_surprise <= MOST_SURPRISE, (
    f"This network usually ends near 1.9 nats a letter; yours has {network_surprise:.3f}. Was it trained to the end?"
)

# %% [markdown] id="exam-think"
# The best counter keeps some 50,000 counts, the network 94,000 numbers: not so different. But the counter needs every
# context for itself, while the network must make all its numbers serve everywhere. So what it learns from one word
# helps with others, and it can make a fair guess after sixteen letters that have never stood in this order before.
#
# **Change this, what happens?** Set `EPOCHS` to 1, then to 4. Leave out the second `Conv1D` (the check will complain;
# let it). What does looking back 16 letters bring, compared with 4?
#
# > *What I saw:*

# %% [markdown] id="soften-about"
# ## 5. Let it write
#
# To write, make probabilities of the scores and draw lots. The usual way from scores $z$ to probabilities is
# **softmax**: take $e^z$ of each, then divide by their sum. A knob comes with it, the **temperature** $T$: divide the
# scores by $T$ first. A small $T$ makes large differences of small ones, so that the favourite wins almost always. A
# large $T$ makes all letters nearly equal.
#
# One trap: $e^{1000}$ is too large for the machine. But taking the same number off all scores changes nothing in the
# end, so take off the largest first.


# %% id="soften" tags=["exercise"]
def soften(scores, temperature):
    """Probabilities, positive and adding up to one, from the scores (one for each letter) at a temperature."""
    ### BEGIN SOLUTION
    #: divide the scores by the temperature, take off the largest, exponentiate, divide by the sum.
    scaled = np.asarray(scores, dtype="float64") / temperature
    powers = np.exp(scaled - scaled.max())
    return powers / powers.sum()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="soften"
# Four steps, in the order of the text above. After which of them are all numbers positive, and after which do they add
# up to one?

# %% [markdown] tags=["hint"] for="soften"
# First `scaled = scores / temperature`. `np.exp(scaled - scaled.max())` is safe for any scores; what is left is to
# divide that by its own sum.

# %% id="soften-check" tags=["check"]
scores = np.log(np.array([1.0, 2.0, 5.0]))
found = soften(scores, 1.0)
assert np.shape(found) == (3,), f"Three scores give three probabilities, not the shape {np.shape(found)}."
assert np.isclose(np.sum(found), 1), f"Probabilities add up to one; yours add up to {np.sum(found):.3g}."
assert np.allclose(found, [1 / 8, 2 / 8, 5 / 8]), f"Scores ln 1, ln 2, ln 5 give 1/8, 2/8 and 5/8; yours are {found}."
cold = soften(scores, 0.5)
assert cold[2] > found[2], "A low temperature should make the favourite even more likely; yours does the opposite."
assert np.allclose(cold, [1 / 30, 4 / 30, 25 / 30]), (
    f"At temperature 0.5 the scores double, which squares 1, 2 and 5: 1/30, 4/30, 25/30. Yours are {cold}."
)
with np.errstate(over="ignore", invalid="ignore"):
    huge = soften(np.array([1000.0, 999.0]), 1.0)
assert np.isfinite(huge).all(), "Scores of 1000 are too large for the exponential. Take the largest off first."
assert np.allclose(huge, soften(np.array([1.0, 0.0]), 1.0)), "Taking the same off all scores should change nothing."

# %% [markdown] id="temperature-about"
# Here is what the network says after *To be, or not to b*, and after a line that is less famous, at three temperatures.


# %% id="temperature"
def scores_after(text):
    """The network's scores for the letter that follows a text; it looks at the last 16 letters."""
    with torch.no_grad():
        return keras.ops.convert_to_numpy(network(encode(text[-16:])[np.newaxis]))[0, -1]


fig, axes = plt.subplots(2, 3, figsize=(11, 4.4), sharey=True)
for row, start in zip(axes, ("To be, or not to b", "What is the m"), strict=True):
    likely = np.argsort(-scores_after(start))[:10]
    for ax, temperature, colour in zip(row, (0.4, 1.0, 2.0), (BLUE, ORANGE, VERMILION), strict=True):
        ax.bar(range(10), soften(scores_after(start), temperature)[likely], color=colour)
        ax.set_xticks(range(10), [names.get(letter, letter) for letter in decode(likely)])
        ax.set(title=f"{start}…   temperature {temperature:g}", ylim=(0, 1.05))
    row[0].set_ylabel("probability")
for ax in axes[1]:
    ax.set_xlabel("next letter")
plt.show()

# %% [markdown] id="write-about"
# Now close the circle. Start with some text; ask for the scores after it, soften them, draw a letter with these
# probabilities, put it at the end, and ask again. `predict` is what gives the scores (`scores_after` in earnest, a toy
# in the check), and `random` is a numpy generator: `random.choice(3, p=[0.5, 0.2, 0.3])` draws 0, 1 or 2 with these
# chances.


# %% id="write" tags=["exercise"]
def write(predict, start, length, temperature, random):
    """The start, followed by `length` letters, each drawn by `random` from softened scores `predict(text so far)`."""
    ### BEGIN SOLUTION
    #: `length` times: the probabilities after the text so far, a place in the vocabulary drawn with them, its letter
    #: put at the end of the text. Return all of it.
    text = start
    for _ in range(length):
        chances = soften(predict(text), temperature)
        text += vocabulary[random.choice(len(vocabulary), p=chances)]
    return text
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="write"
# It is a loop with three lines: probabilities, a draw, a longer text. Which text does `predict` have to see in the
# second round, the start or more than that?

# %% [markdown] tags=["hint"] for="write"
# `random.choice(len(vocabulary), p=chances)` draws the place of a letter, and `vocabulary[place]` is that letter.
# `text += letter` puts it at the end.


# %% id="write-check" tags=["check"]
def parrot(text):
    """Scores of a toy that always wants the next letter of the alphabet."""
    following = chr(ord(text[-1]) + 1)
    return np.array([50.0 if letter == following else -50.0 for letter in vocabulary])


said = write(parrot, "ab", 4, 1.0, np.random.default_rng(SEED))
assert isinstance(said, str), f"A text is wanted, not a {type(said).__name__}."
assert said.startswith("ab"), f"The text should begin with the start it was given, ab; yours is {said!r}."
assert len(said) == 6, f"Two letters and four more make six; yours has {len(said)}."
assert said == "abcdef", f"The toy always wants the next letter, so ab becomes abcdef; yours is {said!r}."
level = write(lambda text: np.zeros(V), "a", 400, 1.0, np.random.default_rng(SEED))
assert len(set(level)) > 40, (
    f"If all {V} letters are equally likely, 400 draws show nearly all; yours show {len(set(level))}. Is it drawn?"
)
torn = np.where(np.arange(V) == vocabulary.index("x"), 5.0, 0.0)
shares = [write(lambda text: torn, "a", 300, heat, np.random.default_rng(SEED)).count("x") / 300 for heat in (0.5, 3.0)]
assert shares[0] > shares[1] + 0.3, "A low temperature should draw the favourite far more often than a high one."
again = write(lambda text: np.zeros(V), "a", 400, 1.0, np.random.default_rng(SEED))
assert level == again, "The same generator should write the same text. Are the draws taken from `random`?"

# %% [markdown] id="samples-guess"
# **Predict:** three texts at temperatures 0.3, 0.8 and 1.5. By what will you recognise each?
#
# > *My guess:*

# %% id="samples"
START = "\nROSALIND.\n"
samples = {}
for temperature in (0.3, 0.8, 1.5):
    samples[temperature] = write(scores_after, START, 360, temperature, np.random.default_rng(SEED))
    print(f"--- temperature {temperature} {'-' * 50}\n{samples[temperature].strip()}\n")

# %% [markdown] id="samples-about"
# A number for the impression: which share of the words in each text occurs anywhere in the seven plays?

# %% id="words"
known_words = set(lessons.lower().translate(str.maketrans(",.;:!?'-[]\n", " " * 11)).split())


def share_known(text):
    """The share of the words of a text that occur in the lessons; the last, perhaps unfinished, left out."""
    words = text.lower().translate(str.maketrans(",.;:!?'-[]\n", " " * 11)).split()[:-1]
    return sum(word in known_words for word in words) / len(words)


heats = [0.2, 0.5, 0.8, 1.0, 1.3, 1.7]
texts = [write(scores_after, START, 200, heat, np.random.default_rng(SEED)) for heat in tqdm(heats, desc="writing")]
fig, ax = plt.subplots(figsize=(8, 3))
ax.plot(heats, [share_known(text) for text in texts], "o-", color=BLUE, label="words that exist in the plays")
variety = [len(set(text.split())) / len(text.split()) for text in texts]
ax.plot(heats, variety, "s--", color=VERMILION, label="different words among the words")
ax.set(xlabel="temperature", ylabel="share", ylim=(0, 1.05), title="Timid and correct, wild and new")
ax.legend(loc="lower left")
plt.show()

# %% id="write-real" tags=["check"]
assert set("".join(samples.values())) <= set(vocabulary), "A letter turned up that is not in the vocabulary."
assert all(len(text) == len(START) + 360 for text in samples.values()), "Each sample should have 360 letters more."
assert share_known(texts[0]) > share_known(texts[-1]) + 0.1, (
    "At a low temperature there should be far more real words than at a high one. Is the temperature used?"
)

# %% [markdown] id="samples-think"
# It has learned to spell, mostly, to break lines, to put names above speeches; and nobody told it what a word is. It
# does not know what it is talking about: with 16 letters in view, it has forgotten the beginning of the sentence before
# it comes to the end. At the lowest temperature it goes round in circles, as the timid do.
#
# **Change this, what happens?** Try a `START` of your own: an opened bracket, your name, a line of another play.
#
# > *What I tried:*

# %% [markdown] id="strip-about"
# ## 6. Where is it surprised?
#
# An average hides everything of interest, you know that by now. Here are lines of the unseen play, each letter coloured
# by how much it surprised the network. **Before you run it:** where in a word will the dark spots be?
#
# > *My guess:*

# %% id="strip"
ROWS, WIDE = 9, 72
passage = unseen[unseen.index("All the world's a stage") - 40 :][: ROWS * WIDE + 40]
scores = network.predict(encode(passage)[np.newaxis], verbose=0)[0]
chances = np.array([soften(row, 1.0) for row in scores[:-1]])
shock = -np.log(chances[np.arange(len(passage) - 1), encode(passage)[1:]])[39:]  # of each letter from place 40 on
shown = passage[40:]

fig, ax = plt.subplots(figsize=(11, 2.9))
picture = ax.imshow(shock[: ROWS * WIDE].reshape(ROWS, WIDE), cmap="Oranges", vmin=0, vmax=6, aspect="auto")
for at, letter in enumerate(shown[: ROWS * WIDE]):
    ink = "white" if shock[at] > 3.8 else "black"
    ax.text(at % WIDE, at // WIDE, names.get(letter, letter), ha="center", va="center", color=ink, family="monospace")
ax.set(xticks=[], yticks=[])
ax.spines[:].set_visible(False)
fig.colorbar(picture, label="surprise (nats)")
plt.show()

# %% [markdown] id="strip-think"
# A word is hardest at its beginning, and easy once it cannot be anything else any more. Look at names, and at rare
# words. Where were *you* surprised, when you read it for the first time?
#
# > *What I see:*

# %% [markdown] id="score-about"
# Your result. With the curriculum's panel open it is kept, so that you can look back at it; elsewhere this cell shows
# nothing.

# %% id="score"
result = {
    "name": "surprise on an unseen play",
    "value": float(network_surprise),
    "unit": "nats a letter",
    "at_most": MOST_SURPRISE,
}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)

# %% [markdown] id="summary"
# ## What you have now
#
# In your own words, two or three sentences: why can a machine write that was only ever asked for the next letter? What
# could the network do that counting could not? And who wrote the text it wrote, Shakespeare, you, or nobody? Put what
# you do not understand yet on your list of questions.
#
# > *In my words:*
#
# **Where this came from.** Letting a network learn a row of numbers for each word and guess the next one: [Bengio,
# Ducharme, Vincent and Jauvin, A Neural Probabilistic Language Model](https://www.jmlr.org/papers/v3/bengio03a.html),
# 2003. Yours does the same with letters. A network that reads without end instead of through a window: [Graves,
# Generating Sequences With Recurrent Neural Networks](https://arxiv.org/abs/1308.0850), 2013.
#
# **Where it comes again.** The rows of learned numbers: with films, in *What shall we watch tonight?* What
# softmax and surprise mean: *Probability*, stage 2. Memory instead of a window: *Recurrent nets*, stage 3. And with
# *Attention* and *A small GPT*, also stage 3, the same text is read in the way that today's chatbots read.
#
# **What to read when it hurts.** Andrej Karpathy's [The Unreasonable Effectiveness of Recurrent Neural
# Networks](https://karpathy.github.io/2015/05/21/rnn-effectiveness/) has many more texts by machines, and joy in them.
# For the layers, the [Keras guide to the Sequential model](https://keras.io/guides/sequential_model/). If one exercise
# holds you up for more than twenty minutes, look at its hints, then its solution, and go on.
