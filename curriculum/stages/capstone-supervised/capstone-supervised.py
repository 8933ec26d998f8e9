# %% [markdown] id="title"
# # A title that says what you found
#
# *One sentence: what was asked. One sentence: what came out. Your name, the date.*
#
# ---
#
# This notebook is yours. It begins with a small project that already runs, reading handwritten digits with a linear
# model, so that you never face an empty page. Replace it piece by piece with a problem that you care about. Keep it
# running from top to bottom after every change, and something will always work.
#
# **Three rules of the game**
#
# 1. Low-level frameworks only: PyTorch, TensorFlow or JAX (MXNet too, though it was retired in 2023). Layers and
#    optimisers from `torch.nn` and `torch.optim` are fine. What would take decisions off your hands is not: fastai,
#    Keras (also as `tf.keras`), Lightning, skorch, Ignite, the `transformers` Trainer and their like.
# 2. Before every code cell stand a few words on what it does and *why so*. Where you cannot say why, you have found
#    something to learn.
# 3. The test data are looked at once, at the end.
#
# The questions in italics are for you; delete them when you have answered. What is indented and begins with *For now*
# speaks for the digits: write your own over it. Nobody writes this in a straight line, and going back to an earlier
# exercise is part of the work.

# %% [markdown] id="summary"
# ## Summary
#
# Write this last, though it stands first: readers begin here, and many end here. Four sentences: the question, the
# data, what you built, how well it does *compared with something simple*, with a number and how much it varies. Add
# one honest sentence on where it fails.
#
# - *Would a friend outside the field understand it?*
# - *Does it claim anything that the evaluation below does not show?*
#
# > *For now:* a linear model reads small scanned digits of unseen examples better than comparing with the average
# > picture of each digit does. The numbers are under *Evaluation*.

# %% [markdown] id="problem"
# ## The problem
#
# Say what goes in, what should come out, and who would be glad of it. A small question with a clear answer makes a
# better project than a grand one. Then name the number that will decide whether you succeeded, *before* you have seen
# any.
#
# - *Why do you care?*
# - *Which mistakes would be cheap, which dear? Does your number know the difference?*
# - *How well does a person do?*
#
# > *For now:* an 8 × 8 picture of a digit goes in, one of ten digits comes out. All mistakes cost the same and all
# > digits are about equally frequent, so accuracy, the share of right answers, is a fair number.

# %% [markdown] id="tools-about"
# **Tools.** Only PyTorch computes; numpy and matplotlib look after pictures, scikit-learn lends its data and nothing
# else. The line `DEVICE = …` picks a graphics card if there is one, and the colours can be told apart by everybody.

# %% id="tools"
import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import display
from sklearn.datasets import load_digits
from torch import nn
from tqdm.auto import tqdm

BLUE, VERMILION, GREY = "#0072B2", "#D55E00", "#777777"
DEVICE = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
plt.rcParams.update({"figure.facecolor": "white", "axes.facecolor": "white", "savefig.facecolor": "white"})
plt.rcParams.update({"legend.frameon": False, "figure.constrained_layout.use": True})

# %% [markdown] id="parameters-about"
# **Settings.** Everything you might turn stands in one place, so that a reader sees it all and a run can be repeated.
# Five seeds, since a single run can be luck.

# %% id="parameters" tags=["parameters"]
SEEDS = (0, 1, 2, 3, 4)  # one training run each
SPLIT_SEED = 0  # which examples are held out; the same in every run
EPOCHS = 20
BATCH = 32
RATE = 0.5

# %% [markdown] id="data"
# ## Data
#
# Say where the data come from, who made them and under which licence; whether you may use them and *show* them; how
# many examples there are, and what one looks like. Then how you split them: one part to learn from, one to choose by
# (validation), one to judge by (test). Most wrong results are born here.
#
# - *Who is in the data, and who is not? Did they agree?*
# - *Could two examples be near twins (the same person, the same minute), one in training and one in the test?*
# - *Are the classes balanced? Are some labels wrong? Look at fifty of them yourself.*
#
# > *For now:* 1,797 digits of 8 × 8 pixels by 13 writers, part of E. Alpaydin and C. Kaynak's *Optical Recognition of
# > Handwritten Digits* (1998), which the [UCI repository](https://archive.ics.uci.edu/dataset/80) lists under CC BY
# > 4.0; they come inside scikit-learn. The file does not say who wrote what, so the same hand is in all three parts,
# > and on a new writer the model may well do worse. That weakness has to be stated, because nothing here can measure
# > it.

# %% [markdown] id="load-about"
# **Load and look.** Brightness runs from 0 to 16 in this set; dividing brings it to 0 … 1, so that no later choice
# depends on the scanner's units. Dividing by a constant learns nothing from the data, so it may happen before the
# split.

# %% id="load"
digits = load_digits()
images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16  # (examples, 1, 8, 8)
labels = torch.tensor(digits.target)
CLASSES = [str(name) for name in digits.target_names]

fig, axes = plt.subplots(3, 10, figsize=(8, 2.9))
for ax, at in zip(axes.flat, range(0, len(images), 61), strict=False):
    ax.imshow(images[at, 0], cmap="gray_r")
    ax.set_title(CLASSES[labels[at]], fontsize=9, pad=2)
    ax.axis("off")
fig.suptitle(f"{len(images)} examples; every 61st, its label above it")
plt.show()

# %% [markdown] id="split-about"
# **Split.** Shuffled with a seed of its own, so that all runs are judged by the same examples: 60 % to learn from, 20
# % to choose by, 20 % for the end. The assertions keep me honest: no example twice, none lost, no picture in two
# parts.

# %% id="split"
order = torch.randperm(len(images), generator=torch.Generator().manual_seed(SPLIT_SEED))
fifth = len(images) // 5
parts = {"train": order[2 * fifth :], "validation": order[fifth : 2 * fifth], "test": order[:fifth]}
data = {name: (images[at].to(DEVICE), labels[at].to(DEVICE)) for name, at in parts.items()}

assert len(torch.cat(list(parts.values())).unique()) == len(images), "An example is missing, or in two parts."
seen = {image.numpy().tobytes() for image in images[parts["train"]]}
twins = sum(image.numpy().tobytes() in seen for image in images[torch.cat([parts["validation"], parts["test"]])])
assert twins == 0, f"{twins} held-out examples have an identical twin in training."

fig, ax = plt.subplots(figsize=(8, 2.6))
for place, (name, colour) in enumerate(zip(parts, (BLUE, GREY, VERMILION), strict=True)):
    share = torch.bincount(labels[parts[name]], minlength=10) / len(parts[name])
    ax.bar(np.arange(10) + 0.27 * (place - 1), share, 0.25, color=colour, label=f"{name} ({len(parts[name])})")
ax.set(xlabel="digit", ylabel="share of the part", xticks=range(10), ylim=(0, 0.18), title="Each part has all digits")
ax.legend(ncols=3, loc="upper center")
plt.show()

# %% [markdown] id="baseline"
# ## Baseline
#
# The simplest thing that could work: always the most frequent answer, last week's value, a rule of thumb, a lookup. It
# takes ten minutes, shows whether the pipeline holds, and gives your network something to beat. If it is already good
# enough, you have saved yourself a month.
#
# - *What would somebody do here who knows the field and no machine learning?*
# - *Is it a fair rival, or one chosen to lose?*
#
# > *For now:* compare a picture with the average picture of each digit, and take the nearest. There is nothing to
# > train.

# %% [markdown] id="means-about"
# **Nearest average.** The averages come from the training part alone; with the others in them, the rival would have
# seen the exam. Choices are made on the validation part, so that is where it is scored for now.

# %% id="means"
x, y = data["train"]
means = torch.stack([x[y == digit].mean(dim=0) for digit in range(10)])


def nearest_mean(x):
    """The digit whose average picture is nearest to each picture of x (n, 1, 8, 8)."""
    return torch.cdist(x.flatten(1), means.flatten(1)).argmin(dim=1)


def accuracy(answers, y):
    """The share of right answers."""
    return (answers == y).float().mean().item()


fig, axes = plt.subplots(1, 10, figsize=(8, 1.4))
for ax, mean in zip(axes, means.cpu(), strict=True):
    ax.imshow(mean[0], cmap="gray_r")
    ax.axis("off")
x, y = data["validation"]
fig.suptitle(f"The average digits; the nearest is right for {accuracy(nearest_mean(x), y):.1%} of the validation part")
plt.show()

# %% [markdown] id="architecture"
# ## Architecture
#
# Draw your network, say how many parameters it has, and why each piece is there: what does it know about the data that
# the one before did not (nearness of pixels, order of words, a lookup by user)? Change one thing at a time, and keep
# what the validation part says is better.
#
# - *What shape has the data between any two layers?*
# - *What would happen without this layer? Have you tried?*
# - *Have you written the piece that matters most by hand, from plain tensors?*
#
# > *For now:* one linear layer. Each digit has a weight for each pixel. It knows nothing of neighbourhoods, which is
# > why it is the place to start and not the place to stop.

# %% [markdown] id="model-about"
# **The model.** The weights begin at zero, which is fine for a single layer (with two it would not be: all units would
# stay the same; why?). It returns scores, not probabilities, since the loss below takes the softmax in a stable way.


# %% id="model"
class Linear(nn.Module):
    """Scores (n, 10) for pictures (n, 1, 8, 8): a weighted sum of the pixels for each digit."""

    def __init__(self, pixels=64, classes=10):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(pixels, classes))
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, x):
        return x.flatten(1) @ self.weight + self.bias


parameters = sum(parameter.numel() for parameter in Linear().parameters())
print(f"{parameters} parameters, {len(parts['train'])} training examples")

# %% [markdown] id="loss"
# ## Loss
#
# Say what is being minimised and why that serves the number you care about. Work out by hand what it should be before
# any training; if the first value differs, something is wrong already.
#
# - *What does the loss do with one badly wrong label? With a rare class?*
# - *Is there a term against overfitting, and how did you choose its size?*
#
# > *For now:* cross-entropy, the mean surprise at the right answer, $-\log p_{\text{right}}$. It grows without bound
# > for confident mistakes, which accuracy cannot see. With all weights at zero every digit has $p = 1/10$, so it
# > begins at $\log 10 \approx 2.303$.

# %% [markdown] id="cross-entropy-about"
# **Cross-entropy by hand.** `logsumexp` subtracts the largest score before it exponentiates, so large scores do not
# overflow. The assertion compares with the value worked out above.


# %% id="cross-entropy"
def cross_entropy(scores, y):
    """The mean of -log p of the right class; scores (n, classes), y (n,)."""
    return (scores.logsumexp(dim=1) - scores.gather(1, y[:, None])[:, 0]).mean()


x, y = data["train"]
start = cross_entropy(Linear().to(DEVICE)(x), y).item()
assert abs(start - np.log(10)) < 1e-4, f"Before training the loss should be log 10, not {start:.3f}."

# %% [markdown] id="training"
# ## Training
#
# Say which optimiser, which learning rate, how long, and how you chose each. Show the curves. Before a long run, try to
# overfit one batch: a network that cannot learn eight examples by heart has a bug.
#
# - *Do training and validation part ways? When, and what did you do about it?*
# - *Which settings did you try that were worse? (They belong in the story too.)*
# - *How long does a run take, on what?*
#
# > *For now:* plain stochastic gradient descent, twenty passes. The loss is convex for a linear model, so there
# > is one best place and no bad valley; at 0.1 it was still on its way there after twenty passes, at 0.5 it is close.

# %% [markdown] id="train-about"
# **The loop**, written out: shuffle, take a batch, ask for the gradient, take a step. It returns the model and what
# it scored after each pass. The seed decides the order of the batches and, once your model starts at random, the
# start too.


# %% id="train"
def train(make_model, seed):
    """A trained model, and its loss and accuracy after every epoch, as {part: [(loss, accuracy), …]}."""
    torch.manual_seed(seed)
    model = make_model().to(DEVICE)
    optimiser = torch.optim.SGD(model.parameters(), lr=RATE)
    x, y = data["train"]
    history = {"train": [], "validation": []}
    for _ in range(EPOCHS):
        model.train()
        for batch in torch.randperm(len(x)).to(DEVICE).split(BATCH):
            optimiser.zero_grad()
            cross_entropy(model(x[batch]), y[batch]).backward()
            optimiser.step()
        for part, scores in history.items():
            scores.append(measure(model, part))
    return model, history


@torch.no_grad()
def measure(model, part):
    """Loss and accuracy on a part of the data."""
    model.eval()
    x, y = data[part]
    scores = model(x)
    return cross_entropy(scores, y).item(), accuracy(scores.argmax(dim=1), y)


# %% [markdown] id="runs-about"
# **One run for each seed.** Exchange `Linear` for your own model here; everything below follows. The spread between
# runs says how much of a difference is luck.

# %% id="runs"
runs = [train(Linear, seed) for seed in tqdm(SEEDS, desc="seeds")]

fig, axes = plt.subplots(1, 2, figsize=(9, 3.2))
for _, history in runs:
    for part, style in (("train", {"color": BLUE}), ("validation", {"color": VERMILION, "ls": "--"})):
        for ax, values in zip(axes, np.array(history[part]).T, strict=True):
            ax.plot(range(1, EPOCHS + 1), values, lw=1.2, **style)
for ax in axes:
    ax.xaxis.get_major_locator().set_params(integer=True)
axes[0].set(xlabel="epoch", ylabel="loss (cross-entropy)", ylim=(0, None))
axes[1].set(xlabel="epoch", ylabel="accuracy", ylim=(0.8, 1))
axes[1].legend(axes[1].lines[:2], ["train", "validation"], loc="lower right")
fig.suptitle(f"{len(runs)} runs, one line each")
plt.show()

# %% [markdown] id="evaluation"
# ## Evaluation
#
# Now, once, the test part. Give the number you named at the beginning, for your model and for the baseline on the same
# examples, with its spread over seeds. With few test examples the number itself is uncertain: at 96 % of 359, one
# standard error is about one percentage point.
#
# - *Is the difference to the baseline larger than the spread?*
# - *Have you looked at the test part before, even a little? Then say so.*
# - *For whom, or for what kind of input, is the number worse?*
#
# > *For now:* the linear model is well ahead of the averages, and five seeds hardly differ. Whether a better model
# > reads half of the rest is the next question.

# %% [markdown] id="test-about"
# **The test.** Every run is scored; the baseline has no seed and is scored once. The grey bar shows two standard errors
# from the size of the test part, the dots the runs.

# %% id="test"
x, y = data["test"]
baseline = accuracy(nearest_mean(x), y)
scores = np.array([measure(model, "test")[1] for model, _ in runs])
error = np.sqrt(scores.mean() * (1 - scores.mean()) / len(y))

fig, ax = plt.subplots(figsize=(8, 2.2))
ax.plot([baseline], [0], "s", color=VERMILION, ms=9)
ax.plot([scores.mean() - 2 * error, scores.mean() + 2 * error], [1, 1], color="#bbbbbb", lw=8, solid_capstyle="butt")
ax.plot(scores, np.full(len(scores), 1), "o", color=BLUE, alpha=0.6, ms=9)
ax.set(
    yticks=[0, 1], yticklabels=["nearest average", "linear model"], ylim=(-0.6, 1.6), xlabel="accuracy on the test part"
)
ax.set_title(
    f"{scores.mean():.1%} over {len(scores)} seeds ({scores.min():.1%} to {scores.max():.1%}); baseline {baseline:.1%}"
)
plt.show()

# %% [markdown] id="metric-about"
# **The number**, for the record: the mean over the seeds, since the best of five would flatter. The curriculum's panel
# keeps it, if it is open; elsewhere this cell shows nothing.

# %% id="metric" tags=["metric"]
display(
    {
        "application/vnd.dl-curriculum.metric+json": {
            "name": "test accuracy",
            "value": float(scores.mean()),
            "unit": f"share of right answers, mean of {len(scores)} seeds",
        }
    },
    raw=True,
)

# %% [markdown] id="errors"
# ## Errors
#
# Look at what goes wrong, one example at a time, and put the mistakes into groups. This is where the next idea comes
# from. Show good predictions and bad ones; a notebook that shows only successes convinces nobody.
#
# - *Which classes are mixed up, and can you see why?*
# - *Which mistakes would you have made too? Which are wrong labels?*
# - *What do the surest mistakes have in common?*
#
# > *For now:* a 5, an 8 or a 9 has a part in most mistakes. At 8 × 8 pixels, one grey square decides whether a loop is
# > open or closed, and a weighted sum of pixels cannot ask about loops. That speaks for a model that sees shapes.

# %% [markdown] id="confusion-about"
# **Confusion.** Counts from the first run: rows are the true digits, columns the answers. The diagonal is left pale,
# or it would drown the rest.

# %% id="confusion"
with torch.no_grad():
    chances = runs[0][0](x).softmax(dim=1)
answers = chances.argmax(dim=1)
table = torch.zeros(10, 10, dtype=torch.int64)
table.index_put_((y.cpu(), answers.cpu()), torch.ones(len(y), dtype=torch.int64), accumulate=True)
wrong = table - table.diag().diag()

fig, ax = plt.subplots(figsize=(5.6, 4.8))
shown = ax.imshow(wrong, cmap="Blues", vmax=max(1, wrong.max()))
for row, column in torch.nonzero(table).tolist():
    ink = GREY if row == column else "white" if wrong[row, column] > 0.6 * shown.get_clim()[1] else "black"
    ax.text(column, row, table[row, column].item(), ha="center", va="center", color=ink)
ax.set(xticks=range(10), yticks=range(10), xticklabels=CLASSES, yticklabels=CLASSES)
ax.set(xlabel="what the model answered", ylabel="what it was", title=f"{wrong.sum()} mistakes in {len(y)}")
fig.colorbar(shown, label="mistakes", shrink=0.8, ticks=range(wrong.max() + 1))
plt.show()

# %% [markdown] id="surest-about"
# **The surest mistakes**, and below them the rightly read digits it was least sure of: one shows what it does not
# know, the other what it hardly knows.

# %% id="surest"
sureness = chances.max(dim=1).values
mistaken = torch.nonzero(answers != y)[:, 0]
right = torch.nonzero(answers == y)[:, 0]
rows = {
    "wrong, and sure": mistaken[sureness[mistaken].argsort(descending=True)][:8],
    "right, just about": right[sureness[right].argsort()][:8],
}
fig, axes = plt.subplots(2, 8, figsize=(9, 3.3))
for line, (name, places) in zip(axes, rows.items(), strict=True):
    for ax in line:
        ax.set(xticks=[], yticks=[])
    line[0].set_ylabel(name)
    for ax, at in zip(line, places.tolist(), strict=False):
        ax.imshow(x[at, 0].cpu(), cmap="gray_r")
        ax.set_title(f"a {CLASSES[y[at]]}, read {CLASSES[answers[at]]}\n{sureness[at]:.0%} sure", fontsize=8)
plt.show()

# %% [markdown] id="decisions"
# ## Decisions
#
# Without a comfortable library you have to choose, and choosing is the exercise. Keep this log as you go, a line for
# every choice that took you more than five minutes. Later you will be glad to know why.
#
# | what had to be decided | options | choice | why, and what it cost |
# |---|---|---|---|
# | the number | accuracy, recall of each digit | accuracy | classes are balanced; says nothing about sureness |
# | the split | by writer, at random | at random | the file has no writers; too kind to new hands |
# | the first model | linear, small CNN | linear | cannot hide a bug elsewhere; blind to neighbourhoods |
# | *your decision* | | | |
# | *your decision* | | | |
# | *your decision* | | | |

# %% [markdown] id="next"
# ## What comes next
#
# What would you change with another week? What with ten times the data? Be concrete, and put the cheapest idea with the
# largest hope first. Say also what you would *not* try again.
#
# - *Which single result would change your mind about the approach?*
# - *What would have to be true before somebody used this in earnest?*
#
# > For now, in this order: replace `Linear` by two convolutions and see whether the curved digits profit; move training
# > pictures by a pixel; then leave the small digits for something you care about.
#
# **When it is finished:** restart the kernel and run everything once more. Delete the questions, the rules and these
# hints. Then show it to somebody.
