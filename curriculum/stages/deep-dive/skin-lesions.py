# %% [markdown] id="question"
# # Skin lesions: what "as good as dermatologists" means
#
# In 2017 a paper went round the world. A network, trained on 129,450 photographs, told skin cancer from harmless spots
# *on par* with 21 dermatologists. Many newspapers made "better than doctors" of it. The paper did not say that.
#
# **What exactly was measured, and what would have to be true for you to rely on it?** One can only judge that after
# having been fooled oneself a few times. So here you build such a classifier, get a splendid number, and then take the
# number apart: the wrong patients in the test, a ruler in the picture, chances that are none, a clinic with other
# patients.
#
# By the end you will have written
#
# - the numbers that matter where one answer is rare: sensitivity, specificity, the area under the ROC curve;
# - a split that does not leak, and a loss for a rare class;
# - an experiment that shows *what* a network looks at, and a cure;
# - chances that mean what they say;
# - an interval around a result, and what a positive test is worth.
#
# > **About these pictures.** They are *made up*, drawn by a program a few cells below, after no real skin. The two
# > kinds are called *plain* and *rare*. Nothing here says anything about any real spot, and nothing that you build may
# > be used on one. If a spot on your skin worries you or changes, show it to a doctor.
#
# It takes about 90 minutes. Cells that hold a `raise NotImplementedError` are yours; the cell after each one checks
# it. Where a cell asks for a guess, write one down before you run on.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"torch": "torch", "sklearn": "scikit-learn", "matplotlib": "matplotlib", "tqdm": "tqdm"}

# %% [markdown] id="parameters-about"
# The knobs of the notebook. Leave them for the first pass; later, come back and turn them.

# %% id="parameters" tags=["parameters"]
SEED = 0
PATIENTS = 1000  # at the first clinic, with one to four photos each
OTHERS = 800  # at the second clinic, with one photo each
RARE = 0.14  # share of patients with the rare kind
EPOCHS = 16  # how often a network sees every training photo
BATCH = 64  # photos in each step
DERMAMNIST = ""  # the file dermamnist.npz, if you have downloaded it yourself: see the last part

# %% [markdown] id="tools-about"
# The tools. PyTorch computes, and the line `DEVICE = …` picks where: on a graphics card if there is one, else on the
# processor. scikit-learn lends a simple rival. The colours stay readable with any kind of colour vision.

# %% id="tools"
import math
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import display
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve
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
print(f"PyTorch {torch.__version__}, device: {DEVICE}")

# %% [markdown] id="draw-about"
# ## 1. Two clinics
#
# A *lesion* here is a blob with a colour. The rare kind tends to have a rougher edge and a darker patch inside, but
# only tends to: the two kinds overlap. Skin can be light or dark. Each patient has one lesion and several photos of it,
# a little turned, shifted, brighter or darker.
#
# And some photos have a *ruler* at the lower edge. At the first clinic, a ruler was laid beside whatever looked
# suspicious. At the second, photographers use it now and then, with no system. Both habits are taken from life.

# %% id="draw"
ROWS, COLUMNS = np.mgrid[:32, :32] / 31 * 2 - 1


def make_lesion(rare, rng):
    """The lesion of one patient, a dictionary; `suspect` is what a perfect eye would go by."""
    rough = max(rng.normal(0.19 if rare else 0.08, 0.04), 0.01)
    patch = max(rng.normal(0.45 if rare else 0.15, 0.12), 0)
    return {
        "size": np.clip(rng.normal(0.48 if rare else 0.42, 0.08), 0.2, 0.7),
        "waves": rough * rng.normal(size=4) / [1, 1.2, 1.5, 2],
        "turns": rng.uniform(0, 2 * np.pi, 4),
        "skin": np.array([0.88, 0.72, 0.6]) * rng.uniform(0.45, 1.0),
        "depth": rng.uniform(0.35, 0.7),
        "patch": patch,
        "centre": rng.normal(0, 0.35, 2),
        "suspect": rough / 0.045 + patch / 0.135,
    }


def add_ruler(photo):
    """The same photos with a ruler at the lower edge; photos are (…, 3, 32, 32) with values from 0 to 1."""
    photo = photo.clone() if torch.is_tensor(photo) else photo.copy()
    photo[..., -4:, 2::4] *= 0.35
    photo[..., -2:, :] *= 0.75
    return photo


def wipe_edge(photo):
    """The same photos with the lower edge, where a ruler may be, covered by a copy of the rows above."""
    photo = photo.clone()
    photo[..., -4:, :] = photo[..., -8:-4, :]
    return photo


def take_photo(lesion, ruler, rng):
    """One photo, an array (3, 32, 32)."""
    x, y = COLUMNS - rng.normal(0, 0.05), ROWS - rng.normal(0, 0.05)
    turn = rng.normal(0, 0.12)
    angle = np.arctan2(y, x) + turn
    bumps = [w * np.cos(k * angle + t) for k, w, t in zip(range(2, 6), lesion["waves"], lesion["turns"], strict=True)]
    inside = 1 / (1 + np.exp(np.clip(18 * (np.hypot(x, y) - lesion["size"] * (1 + sum(bumps))), -30, 30)))
    u, v = lesion["centre"] * lesion["size"]
    near = (x * np.cos(turn) - y * np.sin(turn) - u) ** 2 + (x * np.sin(turn) + y * np.cos(turn) - v) ** 2
    spot = lesion["patch"] * 1.6 * np.exp(-near / 0.06) * np.array([0.6, 0.9, 0.7])[:, None, None]
    skin = lesion["skin"][:, None, None]
    inner = skin * (np.array([0.55, 0.38, 0.3]) ** lesion["depth"])[:, None, None] * np.clip(1 - spot, 0.1, 1)
    photo = skin + (inner - skin) * inside
    photo = add_ruler(photo) if ruler else photo
    return np.clip(photo * rng.uniform(0.95, 1.05) + rng.normal(0, 0.02, photo.shape), 0, 1)


# %% [markdown] id="clinics-about"
# The two clinics, and a look at the first.


# %% id="clinics"
def open_clinic(patients, most_photos, ruler_rare, ruler_plain, rng):
    """Photos (n, 3, 32, 32), whether they are rare (n,), and the arrays patient, ruler and suspect."""
    rows = []
    for patient in range(patients):
        rare = rng.random() < RARE
        lesion = make_lesion(rare, rng)
        ruler = rng.random() < (ruler_rare if rare else ruler_plain)
        for _ in range(rng.integers(1, most_photos + 1)):
            rows.append((take_photo(lesion, ruler, rng), rare, patient, ruler, lesion["suspect"]))
    photos, rare, *rest = (np.array(column) for column in zip(*rows, strict=True))
    return torch.tensor(photos, dtype=torch.float32, device=DEVICE), rare, *rest


rng = np.random.default_rng(SEED)
photos, rare, patient, ruler, _ = open_clinic(PATIENTS, 4, 0.7, 0.08, rng)
photos_b, rare_b, patient_b, ruler_b, suspect_b = open_clinic(OTHERS, 1, 0.25, 0.25, rng)

fig, axes = plt.subplots(4, 12, figsize=(11, 4))
for line, kind in zip(axes, [False, False, True, True], strict=True):
    for ax, at in zip(line, rng.choice(np.flatnonzero(rare == kind), 12, replace=False), strict=True):
        ax.imshow(photos[at].permute(1, 2, 0).cpu())
        ax.set(xticks=[], yticks=[])
    line[0].set_ylabel("rare" if kind else "plain")
fig.suptitle("The first clinic")
plt.show()
print(f"First clinic: {len(rare)} photos of {PATIENTS} patients, {rare.mean():.1%} rare. Second: {len(rare_b)} photos.")

# %% [markdown] id="rates-about"
# ## 2. A splendid number
#
# **Predict:** a program that answers "plain" to every photo, without looking: what share of its answers is right?
#
# *Your guess:*
#
# Where one kind is rare, the share of right answers says nothing. Two questions have to be asked apart. Of those who
# *have* it, how many are found? That is **sensitivity**. Of those who do *not*, how many are left in peace? That is
# **specificity**. A score at or above the threshold counts as "rare".


# %% id="rates" tags=["exercise"]
def rates(scores, truth, threshold):
    """Sensitivity and specificity, two numbers; truth holds True where it is the rare kind."""
    ### BEGIN SOLUTION
    #: the share of the rare with a score at or above the threshold; the share of the others below it.
    called = scores >= threshold
    return called[truth].mean(), (~called[~truth]).mean()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="rates"
# Two groups, two shares. Divide each by the size of *its* group, not by the number of all photos.

# %% [markdown] tags=["hint"] for="rates"
# `scores[truth]` are the scores of the rare kind and `scores[~truth]` those of the others. The mean of an array of
# True and False is the share of True.

# %% [markdown] id="rates-check-about"
# Eight photos, counted by hand.

# %% id="rates-check" tags=["check"]
score_try = np.array([0.9, 0.2, 0.6, 0.5, 0.7, 0.1, 0.3, 0.2])
truth_try = np.array([True, True, True, False, False, False, False, False])
pair = rates(score_try, truth_try, 0.5)
assert len(pair) == 2, "Two numbers are wanted: sensitivity and specificity."
assert np.isclose(pair[0], 2 / 3), f"Two of the three rare ones score 0.5 or more; your sensitivity is {pair[0]:.3f}."
assert np.isclose(pair[1], 3 / 5), (
    f"Of five plain ones three are below 0.5; one is at it and so called rare; your specificity is {pair[1]:.3f}."
)
assert np.allclose(rates(score_try, truth_try, -1), (1, 0)), "A threshold below all scores finds all and spares none."

# %% [markdown] id="auc-about"
# (The program that always answers "plain" is right for about 85 % of the photos, a splendid number. Its sensitivity is
# 0, its specificity 1.)
#
# Which threshold, though? Slide it from high to low and both rates change: the **ROC curve** shows all pairs at once.
# Its area, the **AUC**, needs no threshold, and it has a meaning: pick one rare and one plain photo at random; how
# often does the rare one have the higher score? (A tie counts one half.) Write it as just that.


# %% id="auc" tags=["exercise"]
def auc(scores, truth):
    """The share of all pairs (one rare, one plain) in which the rare one scores higher; ties count one half."""
    ### BEGIN SOLUTION
    #: compare every score of the rare kind with every one of the others, in a table.
    gap = scores[truth][:, None] - scores[~truth][None, :]
    return (gap > 0).mean() + 0.5 * (gap == 0).mean()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="auc"
# With 3 rare and 5 plain photos there are 15 pairs. Make a 3 × 5 table, and count.

# %% [markdown] tags=["hint"] for="auc"
# `a[:, None] > b[None, :]` compares each entry of `a` with each of `b`. The mean of the table is the share. Do not
# forget `==`.

# %% [markdown] id="auc-check-about"
# The check counts by hand, then asks scikit-learn.

# %% id="auc-check" tags=["check"]
mine = auc(score_try, truth_try)
assert np.isclose(mine, 10.5 / 15), f"Of the 15 pairs 10 are in order and one is a tie: 0.700; yours is {mine:.3f}."
assert np.isclose(auc(np.zeros(8), truth_try), 0.5), "If all scores are equal, every pair is a tie: 0.5."
random = np.random.default_rng(1)
score_many, truth_many = random.integers(0, 30, 400), random.random(400) < 0.2
assert np.isclose(auc(score_many, truth_many), roc_auc_score(truth_many, score_many)), "scikit-learn counts otherwise."
assert np.isclose(auc(3 * score_many + 7, truth_many), auc(score_many, truth_many)), (
    "Only the order of the scores should matter, not their size."
)

# %% [markdown] id="split-about"
# ## 3. The same patient twice
#
# Some photos are for training, some for choosing thresholds (validation), some for the test. Dealt at random, photo by
# photo? Then most patients have photos in both training and test: pictures that are nearly the same, with the same
# answer. The test then asks what was told before. It is the commonest mistake in this field, and hard to see from the
# result: the result is *good*.
#
# So deal *patients*, not photos.


# %% id="split" tags=["exercise"]
def split_by_patient(patient, shares, rng):
    """One list of row numbers for each share; about so many of the patients, all photos of a patient together."""
    ### BEGIN SOLUTION
    #: shuffle the different patients with rng, cut that list at the shares, then collect the rows of each group.
    people = rng.permutation(np.unique(patient))
    cuts = np.round(np.cumsum(shares)[:-1] * len(people)).astype(int)
    return [np.flatnonzero(np.isin(patient, group)) for group in np.split(people, cuts)]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="split"
# What is being shuffled here: 2,500 photos or 1,000 names? `np.unique(patient)` has each name once.

# %% [markdown] tags=["hint"] for="split"
# With the shares 0.6, 0.15, 0.25 and 1,000 patients, cut the shuffled list at 600 and at 750. `np.isin(patient, group)`
# tells which rows belong to a group, and `np.flatnonzero` their numbers.

# %% [markdown] id="split-check-about"
# Is each photo in one list, each patient in one list, and are the lists random?

# %% id="split-check" tags=["check"]
names = np.repeat(np.arange(1000, 1200), np.random.default_rng(2).integers(1, 5, 200))
lists = split_by_patient(names, [0.6, 0.15, 0.25], np.random.default_rng(3))
assert len(lists) == 3, f"Three shares make three lists; yours are {len(lists)}."
everything = np.sort(np.concatenate(lists))
assert np.array_equal(everything, np.arange(len(names))), (
    "Every photo should be in exactly one list, by its row number."
)
sets = [set(names[rows]) for rows in lists]
shared = sets[0] & sets[2] | sets[0] & sets[1] | sets[1] & sets[2]
assert not shared, f"{len(shared)} of 200 patients have photos in more than one list."
sizes = [len(group) for group in sets]
assert np.allclose(sizes, [120, 30, 50], atol=2), f"Of 200 patients 120, 30 and 50 were asked for; yours are {sizes}."
assert max(sets[0]) > 1150, "The first list has the first patients, in order; deal them at random."
again = split_by_patient(names, [0.6, 0.15, 0.25], np.random.default_rng(4))
assert set(names[again[0]]) != sets[0], "Another generator should deal otherwise; use the one you are given."

# %% [markdown] id="leak-guess-about"
# How much does a leak flatter? Take a rival that can do nothing but remember: it finds the most similar training photo
# and repeats its answer. **Predict** the share of rare lesions it finds, if photos are dealt, and if patients are.

# %% id="leak-guess"
my_shares = {"photos dealt": None, "patients dealt": None}

# %% [markdown] id="leak-about"
# Left: what the rival finds. Right: how similar the most similar training photo is, for each test photo, compared at a
# quarter of the size so that the grain does not drown everything. Near-duplicates push this to the left. Here only a
# little, since all these pictures resemble each other; with real photos a hump near zero is how one finds them when
# nobody has noted the patients' names.

# %% id="leak"
rng = np.random.default_rng(SEED + 1)
order = rng.permutation(len(rare))
train, valid, test = split_by_patient(patient, [0.55, 0.2, 0.25], rng)
deals = {"photos dealt": (order[len(test) :], order[: len(test)]), "patients dealt": (np.r_[train, valid], test)}
small = nn.functional.avg_pool2d(photos, 4).flatten(1)
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.5))
for (name, (known, asked)), colour in zip(deals.items(), [VERMILION, BLUE], strict=True):
    far, which = torch.cdist(small[asked], small[known]).min(dim=1)
    found, _ = rates(rare[known][which.cpu()].astype(float), rare[asked], 0.5)
    left.bar(name, found, color=colour)
    left.text(
        name, found + 0.02, f"{found:.0%}" + (f"\nyou: {my_shares[name]}" if my_shares[name] else ""), ha="center"
    )
    right.hist(far.cpu(), np.linspace(0, 1.2, 41), histtype="step", lw=2, color=colour, label=name)
left.set(ylabel="sensitivity on the test photos", ylim=(0, 1.1), title="A rival that only remembers")
right.set(xlabel="distance to the nearest training photo", ylabel="test photos", title="Near-duplicates")
right.legend()
plt.show()

# %% [markdown] id="loss-about"
# ## 4. A network
#
# A small convolutional network with one score at the end, $z$, whose chance is $\sigma(z) = 1/(1 + e^{-z})$. Rare ones
# are few, so the loss gives each of them the weight $w$ of several plain ones. For truth $y$ (1 or 0), the mean over
# all photos of
#
# $$-\,w\,y \log \sigma(z) - (1 - y) \log\big(1 - \sigma(z)\big).$$


# %% id="loss" tags=["exercise"]
def weighted_loss(scores, truth, weight):
    """The mean weighted cross-entropy, one number; truth holds 1.0 and 0.0. Large scores must not overflow."""
    ### BEGIN SOLUTION
    #: log σ(z) and log(1 − σ(z)) = log σ(−z), by `nn.functional.logsigmoid`, which survives large scores; weight, add,
    #: average.
    log_yes, log_no = nn.functional.logsigmoid(scores), nn.functional.logsigmoid(-scores)
    return -(weight * truth * log_yes + (1 - truth) * log_no).mean()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="loss"
# The weight belongs to one of the two terms only. And $1 - \sigma(z)$ is $\sigma$ of what?

# %% [markdown] tags=["hint"] for="loss"
# With `nn.functional.logsigmoid` of the score and of minus the score the formula can be written down as it stands, and
# `.mean()` at the end.

# %% [markdown] id="loss-check-about"
# By hand, then for scores of ±200.

# %% id="loss-check" tags=["check"]
z_try, y_try = torch.tensor([0.0, 0.0, 2.0], requires_grad=True), torch.tensor([1.0, 0.0, 0.0])
value = weighted_loss(z_try, y_try, 5.0)
assert value.ndim == 0, "The loss should be one number."
by_hand = (5 * math.log(2) + math.log(2) + math.log(1 + math.exp(2))) / 3
assert abs(value.item() - by_hand) < 1e-4, f"By hand it is {by_hand:.4f}; yours is {value.item():.4f}."
value.backward()
assert abs(z_try.grad[0] / z_try.grad[1] + 5) < 1e-3, "A rare photo should pull five times as hard as a plain one."
huge = weighted_loss(torch.tensor([-200.0, 200.0]), torch.tensor([1.0, 0.0]), 2.0)
assert torch.isfinite(huge), "Scores of ±200 make the loss infinite or undefined."

# %% [markdown] id="fit-about"
# The network and its training are given. Photos are mirrored at random. With `rulers`, the lower edge of every training
# photo is wiped, and then a random half, whatever their kind, get a ruler; you will need that later.


# %% id="fit"
class Reader(nn.Module):
    """A score for each photo, (n,)."""

    def __init__(self):
        super().__init__()
        layers = []
        for before, after in [(3, 12), (12, 24), (24, 32)]:
            layers += [nn.Conv2d(before, after, 3, stride=2, padding=1), nn.ReLU()]
        self.layers = nn.Sequential(*layers, nn.Flatten(), nn.Linear(512, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, photos):
        return self.layers(2 * photos - 1)[:, 0]


def fit(rows, weight, rulers=False):
    """A reader trained on these photos of the first clinic."""
    torch.manual_seed(SEED)
    reader = Reader().to(DEVICE)
    optimiser = torch.optim.Adam(reader.parameters(), lr=2e-3, weight_decay=1e-4, fused=True)
    truth = torch.tensor(rare, dtype=torch.float32, device=DEVICE)
    for _ in tqdm(range(EPOCHS), desc="epochs"):
        for batch in torch.tensor(rows)[torch.randperm(len(rows))].split(BATCH):
            seen = photos[batch]
            if rulers:
                chosen = torch.rand(len(batch), 1, 1, 1, device=DEVICE) < 0.5
                seen = wipe_edge(seen)
                seen = torch.where(chosen, add_ruler(seen), seen)
            flips = torch.rand(len(batch), 1, 1, 1, device=DEVICE) < 0.5
            loss = weighted_loss(reader(torch.where(flips, seen.flip(3), seen)), truth[batch], weight)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return reader.eval()


@torch.no_grad()
def score(reader, some):
    """The scores of these photos, as an array."""
    return reader(some).cpu().numpy().astype(float)


# %% [markdown] id="first-about"
# Train it, on the patients' split. A simple rival beside it: logistic regression on nine numbers a photo, the mean,
# spread and middle of each colour. **Predict:** the network's AUC on the test patients, and then on the *second
# clinic*.

# %% id="first-guess"
my_aucs = {"network, first clinic": None, "network, second clinic": None}

# %% [markdown] id="first-train-about"
# Train and test, at both clinics.


# %% id="first"
def colours(some):
    """Nine numbers a photo: mean and spread of each colour, and its mean in the middle."""
    return torch.cat([some.mean((2, 3)), some.std((2, 3)), some[:, :, 12:20, 12:20].mean((2, 3))], dim=1).cpu().numpy()


weight = (~rare[train]).sum() / rare[train].sum()
first = fit(train, weight)
rival = LogisticRegression(max_iter=5000).fit(colours(photos[train]), rare[train])
results = {
    "network, first clinic": (score(first, photos[test]), rare[test], BLUE, "-"),
    "network, second clinic": (score(first, photos_b), rare_b, BLUE, "--"),
    "colours only, first clinic": (rival.decision_function(colours(photos[test])), rare[test], "#777777", "-"),
    "colours only, second clinic": (rival.decision_function(colours(photos_b)), rare_b, "#777777", "--"),
}
fig, ax = plt.subplots(figsize=(6.5, 4.6))
for name, (scores, truth, colour, style) in results.items():
    wrong, right, _ = roc_curve(truth, scores)
    said = f", you {my_aucs[name]}" if my_aucs.get(name) else ""
    ax.plot(wrong, right, color=colour, ls=style, lw=2, label=f"{name}: AUC {auc(scores, truth):.3f}{said}")
ax.plot([0, 1], [0, 1], ":", color=BLACK, lw=1)
ax.set(xlabel="1 − specificity", ylabel="sensitivity", title="A splendid number, and what is left of it")
ax.legend(loc="lower right", fontsize=9)
plt.show()
own_auc = auc(*results["network, first clinic"][:2])
first_auc = auc(*results["network, second clinic"][:2])

# %% [markdown] id="first-check-about"
# The check: the network has learned something at home, more than the colours tell.

# %% id="first-check" tags=["check"] for="loss split"
assert not set(patient[train]) & set(patient[test]), "Some patients are in both training and test."
rival_auc = auc(*results["colours only, first clinic"][:2])
assert own_auc >= 0.82, f"At its own clinic the network reaches an AUC of {own_auc:.3f}; 0.9 and more is in reach."
assert own_auc > rival_auc, f"The network ({own_auc:.3f}) should beat the colours alone ({rival_auc:.3f})."

# %% [markdown] id="ruler-about"
# ## 5. What does it look at?
#
# The patients of the second clinic are no different; their lesions come from the same program. Yet the network is
# clearly worse there. Something it relied on is missing. You know a suspect.
#
# To ask a network what it looks at, do an *experiment*: change one thing, leave all else, see what the answer does.
# Here: the same photo, with and without a ruler.


# %% id="ruler" tags=["exercise"]
def ruler_effect(reader, some):
    """By how much a ruler raises the chance of "rare", in the mean over these photos (which have none): one number."""
    ### BEGIN SOLUTION
    #: the chances σ(z) with `add_ruler`, minus those without; photo by photo, then the mean. `score(reader, photos)`
    #: gives the z, a numpy array.
    chance = lambda shown: 1 / (1 + np.exp(-score(reader, shown)))  # noqa: E731
    return (chance(add_ruler(some)) - chance(some)).mean()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="ruler"
# A chance is $1/(1 + e^{-z})$ of a score $z$. You need the chances twice, of which photos?

# %% [markdown] tags=["hint"] for="ruler"
# The chances of `add_ruler(some)` minus the chances of `some`, and the mean of the differences.

# %% [markdown] id="ruler-check-about"
# The check knows readers that are blind, or see nothing but the lower edge.

# %% id="ruler-check" tags=["check"]
grey = torch.full((6, 3, 32, 32), 0.8)


def blind(shown):
    return torch.linspace(-1, 1, len(shown))


steep = torch.tensor(40.0, requires_grad=True)  # like the weights of a network


def edge_only(shown):
    return steep * (0.7 - shown[:, :, -2:].mean((1, 2, 3)))  # about −4 without a ruler; above with


assert abs(ruler_effect(blind, grey)) < 1e-6, "A reader that sees nothing cannot be moved by a ruler."
bare, marked = (1 / (1 + math.exp(-edge_only(shown)[0].item())) for shown in (grey, add_ruler(grey)))
effect = ruler_effect(edge_only, grey)
assert np.ndim(effect) == 0, "One number was asked for, the mean over the photos."
assert not getattr(effect, "requires_grad", False), (
    "Yours is a tensor that remembers how it came about; a plain number is wanted, as `score` or `.item()` gives."
)
assert abs(effect - (marked - bare)) < 1e-5, (
    f"Here the chance goes from {bare:.3f} to {marked:.3f} with the ruler, a rise by {marked - bare:.3f}; "
    f"yours says {effect:.3f}."
)

# %% [markdown] id="cure-about"
# And now the cure. If rulers appear beside both kinds alike, they tell nothing. So, while training, wipe the old ones
# out and draw new ones in at random. **Predict:** what becomes of the AUC at the *first* clinic?
#
# *Your guess:*
#

# %% id="cure"
cured = fit(train, weight, rulers=True)
bare = photos_b[~ruler_b]
effects = [ruler_effect(reader, bare) for reader in (first, cured)]
aucs = [
    [auc(score(reader, photos[test]), rare[test]), auc(score(reader, photos_b), rare_b)] for reader in (first, cured)
]
cured_auc = aucs[1][1]
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.5))
left.bar(["as it was", "rulers at random"], effects, color=[VERMILION, GREEN])
left.set(ylabel="rise of the chance", title="What a ruler alone does", ylim=(min(0, *effects) - 0.02, None))
for place, (pair, colour, name) in enumerate(
    zip(aucs, [VERMILION, GREEN], ["as it was", "rulers at random"], strict=True)
):
    bars = right.bar(np.arange(2) + 0.4 * place - 0.2, pair, 0.38, color=colour, label=name)
    right.bar_label(bars, fmt="%.3f")
right.set(xticks=[0, 1], xticklabels=["first clinic", "second clinic"], ylabel="AUC", ylim=(0.5, 1.08))
right.legend(loc="upper right", ncols=2)
plt.show()

# %% [markdown] id="cure-why"
# At home it got worse, away better, and now the two are close: what was lost at home was the ruler's share. A model
# chosen by its own clinic's test alone would have kept the ruler. That is why a test from *elsewhere* is worth more
# than any number of decimals at home. The ruler was easy: you knew of it. Ask yourself what else differs between a
# hospital's photos and those of a telephone.

# %% [markdown] id="cure-check-about"
# The figure to reach, at the second clinic, which no training photo came from.

# %% id="cure-check" tags=["check"] for="ruler loss"
AIM = 0.72
assert effects[0] > 0.1, f"The first network should fall for the ruler; it moves its chance by {effects[0]:.2f} only."
assert abs(effects[1]) < 0.6 * effects[0], f"The ruler still moves the cured network by {effects[1]:.2f}."
assert cured_auc >= AIM, f"At the second clinic the cured network reaches {cured_auc:.3f}; {AIM} is in reach."
assert cured_auc > first_auc, f"The cure should help at the second clinic: {first_auc:.3f} → {cured_auc:.3f}."

# %% [markdown] id="metric-about"
# The next cell notes the result in your progress, if the curriculum panel is there; otherwise it shows nothing.

# %% id="metric"
result = {"name": "AUC at the second clinic, skin lesions", "value": float(cured_auc), "unit": "", "at_least": AIM}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)

# %% [markdown] id="calibrate-about"
# ## 6. Do its chances mean anything?
#
# If it says "30 %" for a hundred photos, thirty of them should be rare. Ours cannot: the weight in the loss taught it
# to exaggerate. AUC does not notice, since only the order counts. A patient would.
#
# The remedy of John Platt has two numbers, fitted on the *validation* photos: new score $= a z + b$, with the $a$ and
# $b$ that make the plain, unweighted cross-entropy of the truth least. It is a logistic regression with one input.


# %% id="calibrate" tags=["exercise"]
def recalibrate(scores, truth):
    """The numbers a and b with the least mean cross-entropy of σ(a · score + b), as two floats."""
    ### BEGIN SOLUTION
    #: both arrays as tensors of floats (truth holds True and False); begin with a = 1, b = 0, and improve them with
    #: gradient descent, Adam, Newton or torch's LBFGS until they rest.
    z, y = torch.tensor(scores, dtype=torch.float64), torch.tensor(truth, dtype=torch.float64)
    a, b = (
        torch.ones((), dtype=torch.float64, requires_grad=True),
        torch.zeros((), dtype=torch.float64, requires_grad=True),
    )
    optimiser = torch.optim.LBFGS([a, b], max_iter=200, line_search_fn="strong_wolfe")

    def loss():
        optimiser.zero_grad()
        value = weighted_loss(a * z + b, y, 1.0)
        value.backward()
        return value

    optimiser.step(loss)
    return a.item(), b.item()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="calibrate"
# You have the loss already: what is `weighted_loss` with weight 1? And you have trained things with two parameters
# before.

# %% [markdown] tags=["hint"] for="calibrate"
# Two tensors with `requires_grad=True`, an optimiser over them, a loop: loss of `a * z + b`, `backward()`, `step()`.
# With Adam and a rate of 0.05, a thousand rounds over all photos are enough.

# %% [markdown] id="calibrate-check-about"
# The check makes truths by chance from scores it knows, distorts the scores, and wants the distortion undone.

# %% id="calibrate-check" tags=["check"]
random = np.random.default_rng(5)
honest = random.normal(-2, 2, 4000)
truth_made = random.random(4000) < 1 / (1 + np.exp(-honest))
a, b = recalibrate(honest, truth_made)
assert max(abs(a - 1), abs(b)) < 0.2, f"Honest scores need no change, a = 1 and b = 0; yours are {a:.2f}, {b:.2f}."
a, b = recalibrate(3 * honest + 4, truth_made)
assert abs(a - 1 / 3) < 0.05, f"The scores were stretched threefold, so a should be near ⅓; yours is {a:.3f}."
assert abs(b + 4 / 3) < 0.2, f"They were then raised by 4, so b should be near −4/3; yours is {b:.2f}."

# %% [markdown] id="reliable-about"
# Said and true, for photos of the second clinic: in ten groups of equal size, sorted by the chance that was said. The
# distance from the diagonal, in the mean, is the calibration error.

# %% id="reliable"
scores_valid, scores_b = score(cured, photos[valid]), score(cured, photos_b)
a, b = recalibrate(scores_valid, rare[valid])
chances = {"as trained": 1 / (1 + np.exp(-scores_b)), "recalibrated": 1 / (1 + np.exp(-(a * scores_b + b)))}
errors = {}
fig, ax = plt.subplots(figsize=(5.6, 4.6))
for (name, chance), colour, marker in zip(chances.items(), [VERMILION, GREEN], "os", strict=True):
    groups = np.array_split(np.argsort(chance), 10)
    said, true = (np.array([values[group].mean() for group in groups]) for values in (chance, rare_b))
    errors[name] = np.abs(said - true).mean()
    ax.plot(said, true, marker=marker, color=colour, lw=2, label=f"{name}: error {errors[name]:.3f}")
ax.plot([0, 1], [0, 1], ":", color=BLACK, lw=1)
ax.set(xlabel="chance that was said", ylabel="share that was rare", title="Second clinic")
ax.legend(loc="upper left")
plt.show()

# %% [markdown] id="reliable-check-about"
# The check: nearer to the truth, order untouched.

# %% id="reliable-check" tags=["check"] for="calibrate"
assert a > 0, f"a = {a:.2f} would turn the order round."
assert errors["recalibrated"] < 0.7 * errors["as trained"], (
    f"Recalibrated, the error should clearly fall; it went {errors['as trained']:.3f} → {errors['recalibrated']:.3f}."
)

# %% [markdown] id="interval-about"
# ## 7. "On par"
#
# An AUC of 0.9 on a few hundred photos: how sure is the second decimal? The *bootstrap* asks: had other patients come
# by, what then? It draws as many patients as there are, with putting back, computes the AUC of *their* photos (twice,
# if a patient was drawn twice), and repeats. The spread of the results is the answer. Again patients, not photos: two
# photos of one lesion are not two pieces of evidence.


# %% id="interval" tags=["exercise"]
def bootstrap(scores, truth, patient, rounds, rng):
    """That many AUCs, an array, each from as many patients as there are, drawn with putting back."""
    ### BEGIN SOLUTION
    #: the rows of every patient; each round: draw patients with rng, join their rows, take the auc of these.
    people = np.unique(patient)
    rows = [np.flatnonzero(patient == person) for person in people]
    results = []
    for _ in range(rounds):
        drawn = np.concatenate([rows[at] for at in rng.integers(len(people), size=len(people))])
        results.append(auc(scores[drawn], truth[drawn]))
    return np.array(results)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="interval"
# Prepare, for every patient, the list of his or her rows. A round then is: draw patients, put their lists together,
# take the AUC.

# %% [markdown] tags=["hint"] for="interval"
# `rng.integers(n, size=n)` draws n numbers below n with putting back, and `np.concatenate` joins lists of rows. A
# patient drawn twice should come in twice, so `np.isin` will not do.

# %% [markdown] id="interval-check-about"
# The check counts the rows of every round, then copies every photo ten times. That adds no evidence, so the interval
# must not shrink.

# %% id="interval-check" tags=["check"]
random = np.random.default_rng(6)
truth_few = np.arange(120) % 4 == 0
score_few = random.normal(size=120) + 1.2 * truth_few
counts, judge = [], auc


def auc(scores, truth):
    counts.append(len(scores))
    return judge(scores, truth)


try:
    single = bootstrap(score_few, truth_few, np.arange(120), 200, np.random.default_rng(7))
finally:
    auc = judge
assert np.shape(single) == (200,), f"200 rounds give 200 numbers; yours have the shape {np.shape(single)}."
assert single.std() > 0.01, "All rounds gave nearly the same: were the patients drawn with putting back?"
assert set(counts) <= {120}, (
    f"120 patients with one photo each are drawn 120 times, so a round has 120 rows; yours had {min(counts)}. "
    "A patient who was drawn twice comes in twice."
)
assert abs(single.mean() - auc(score_few, truth_few)) < 0.02, "The mean of the rounds is far from the AUC itself."
tenfold = bootstrap(np.repeat(score_few, 10), np.repeat(truth_few, 10), np.repeat(np.arange(120), 10), 200, random)
assert 0.75 < tenfold.std() / single.std() < 1.35, (
    f"Ten copies of each photo are no new evidence, yet the spread went from {single.std():.3f} to {tenfold.std():.3f}."
)

# %% [markdown] id="worth-about"
# And one number more, which no AUC contains. Somebody tests positive. What is the chance that it *is* the rare kind?
# That depends on how rare it is where the test is used. By Bayes' rule: of all people, the share $p$ has it and a part
# of them is found; the share $1 - p$ has it not, and a part of them is called all the same.


# %% id="worth" tags=["exercise"]
def positive_value(sensitivity, specificity, prevalence):
    """The share of the positively tested who have it; prevalence is the share of all who have it."""
    ### BEGIN SOLUTION
    #: the rightly called, divided by all who are called.
    found = prevalence * sensitivity
    alarmed = (1 - prevalence) * (1 - specificity)
    return found / (found + alarmed)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="worth"
# Take 1,000 people and a prevalence of 1 %. How many have it, and how many of these are called? How many of the others
# are called?

# %% [markdown] tags=["hint"] for="worth"
# Rightly called: prevalence times sensitivity. Wrongly called: (1 − prevalence) times (1 − specificity). The answer is
# the first over the sum.

# %% [markdown] id="worth-check-about"
# A thousand people, counted on paper.

# %% id="worth-check" tags=["check"]
assert np.isclose(positive_value(0.9, 0.9, 0.5), 0.9), "If half have it and both rates are 0.9, the answer is 0.9."
value = positive_value(0.9, 0.9, 0.01)
assert np.isclose(value, 9 / 108), f"Of 1,000 people, 9 are found and 99 alarmed: 9/108 = 0.083; yours is {value:.3f}."
assert np.isclose(positive_value(0.8, 1.0, 0.001), 1), "With specificity 1 nobody is alarmed without reason."
assert np.ndim(positive_value(0.9, 0.9, np.array([0.1, 0.2]))) == 1, "It should take an array of prevalences, too."

# %% [markdown] id="panel-about"
# Now the famous picture, made up like all here. Twenty-one *readers* look at the photos of the second clinic. Each goes
# by what a trained eye sees, with an error of his or her own, and has his or her own point at which to say "rare". Each
# is one point beside the network's curve. **Predict:** will the points lie above, on or below?

# %% id="panel"
rng = np.random.default_rng(SEED + 2)
readers = []
for _ in range(21):
    seen = suspect_b + rng.normal(0, 2.3, len(suspect_b))
    readers.append(rates(seen, rare_b, np.quantile(seen, rng.uniform(0.68, 0.88))))
readers = np.array(readers)
mean_sensitivity, mean_specificity = readers.mean(axis=0)
threshold = np.quantile(scores_b[~rare_b], mean_specificity)
network = rates(scores_b, rare_b, threshold)
wrong, right, _ = roc_curve(rare_b, scores_b)
at_home = bootstrap(score(cured, photos[test]), rare[test], patient[test], 200, rng)
away = bootstrap(scores_b, rare_b, patient_b, 200, rng)

fig, (left, right_ax) = plt.subplots(1, 2, figsize=(11.5, 4.6))
left.plot(wrong, right, color=BLUE, lw=2, label="the network")
left.plot(1 - readers[:, 1], readers[:, 0], "o", color=ORANGE, mec="black", ms=6, label="21 readers")
left.plot(1 - mean_specificity, mean_sensitivity, "D", color=VERMILION, mec="black", ms=10, label="their mean")
left.set(xlabel="1 − specificity", ylabel="sensitivity", title="On par? The second clinic")
left.legend(loc="lower right")
prevalence = np.logspace(-3.5, -0.3, 60)
right_ax.semilogx(prevalence, positive_value(*network, prevalence), color=GREEN, lw=2)
for share, name in [(RARE, "in this data"), (0.005, "1 in 200")]:
    value = positive_value(*network, share)
    right_ax.plot(share, value, "o", color=BLACK)
    right_ax.annotate(f"{name}: {value:.0%}", (share, value), (-8, 10), textcoords="offset points", ha="right")
right_ax.set(xlabel="prevalence (log scale)", ylabel="share of positives who have it", ylim=(0, 1))
right_ax.set_title(f"Sensitivity {network[0]:.2f}, specificity {network[1]:.2f}: what a positive is worth")
plt.show()
for name, draws in [("first clinic, test patients", at_home), ("second clinic", away)]:
    low, high = np.quantile(draws, [0.025, 0.975])
    print(f"AUC {name}: {draws.mean():.3f}, 95 % of the rounds between {low:.3f} and {high:.3f}")

# %% [markdown] id="panel-why"
# This is what "on par" meant in 2017: the points of the dermatologists lay about on the network's curve. It was a real
# achievement. Now look at what the picture does *not* say.
#
# - **The task was reading photos.** Dermatologists look at a whole person, ask, touch, and compare with the other
#   spots. Nobody in a practice is asked "cancer or not?" about a single chosen picture.
# - **The pictures were chosen.** Two narrow questions, pictures proven by biopsy. The right half of the figure shows
#   what becomes of the same sensitivity and specificity where nearly everybody is healthy.
# - **It is one data set.** You saw what another clinic did. Some of the authors of the 2017 study wrote a year later
#   that photos with rulers were likelier to be called malignant by their network. The ruler here is theirs.
# - **Who is in the data?** Sets of skin pictures hold mostly light skin, and networks have been shown to do worse on
#   dark. In your made-up clinics skin is drawn evenly; test whether the network does equally well on both ends.
# - **On par is not better**, and not the same mistakes either. An interval belongs to every such sentence.
#
# *Which of these would you ask about first, if somebody offered you such an app?*
#

# %% [markdown] id="real-about"
# ## 8. Real pictures, if you like
#
# DermaMNIST is a small version (28 × 28) of the HAM10000 collection, 10,015 photos of seven kinds of lesions. It is not
# part of this curriculum: its licence is CC BY-NC 4.0, not for commercial use. If you want it, download
# `dermamnist.npz` from the [MedMNIST page](https://medmnist.com/) yourself, read the terms, and write the file's
# place into `DERMAMNIST` at the top. The cell then does one thing, the leakage check: are there test photos that look
# suspiciously like training photos? (There are: several photos of one lesion were dealt to both sides, and
# some are the same photo. It was found years after the data had become a standard.)

# %% id="real"
if DERMAMNIST and Path(DERMAMNIST).is_file():
    with np.load(DERMAMNIST) as data:
        known, asked = (torch.tensor(data[f"{part}_images"] / 255, dtype=torch.float32) for part in ("train", "test"))
        kinds = np.bincount(data["train_labels"].ravel(), minlength=7)
    print(f"{len(known)} training photos; by kind {kinds.tolist()}, so the rarest has {kinds.min() / kinds.sum():.1%}")
    far, which = torch.cdist(asked.flatten(1), known.flatten(1)).min(dim=1)
    fig, ax = plt.subplots(figsize=(7, 2.8))
    ax.hist(far, 60, color=BLUE)
    ax.set(xlabel="distance to the nearest training photo", ylabel="test photos", title="DermaMNIST")
    plt.show()
    fig, axes = plt.subplots(2, 10, figsize=(10, 2.3))
    for column, at in zip(axes.T, far.argsort()[:10], strict=True):
        for ax, photo in zip(column, (asked[at], known[which[at]]), strict=True):
            ax.imshow(photo)
            ax.axis("off")
    fig.suptitle("The most similar pairs: test above, training below")
    plt.show()
else:
    print("No file given, so this part is skipped. Nothing later depends on it.")

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original settings: while you play, do not
# mind them.)
#
# 1. In the cell below: is the cured network equally good on light and on dark skin?
# 2. `RARE = 0.03`. What happens to the interval, and why does more data of the plain kind not help?
# 3. `weight = 1` in both trainings. What changes: the AUC, the calibration, or both?
# 4. Train on *both* clinics, half of each. Is drawing in rulers still needed?
# 5. Choose the threshold on the second clinic so that 95 % of the rare are found. How many plain ones are called?
#
# *What I expected, and what happened:*
#

# %% [markdown] id="change-room-about"
# Room to try. As a start, question 1.

# %% id="change-room"
light = photos_b[:, :, :4].mean((1, 2, 3)).cpu().numpy()  # the upper edge is skin in every photo
groups = np.digitize(light, np.quantile(light, [1 / 3, 2 / 3]))
values = [auc(scores_b[groups == group], rare_b[groups == group]) for group in range(3)]
fig, ax = plt.subplots(figsize=(5, 3))
ax.bar_label(ax.bar(["dark", "middle", "light"], values, color=[BLACK, ORANGE, SKY]), fmt="%.3f")
ax.set(xlabel="skin", ylabel="AUC at the second clinic", ylim=(0.5, 1.05))
plt.show()

# %% [markdown] id="onward"
# ## Where this came from, and where it goes
#
# - [Dermatologist-level classification of skin cancer with deep neural networks](https://doi.org/10.1038/nature21056),
#   Esteva and others, 2017. Read its figures with what you know now.
# - Rulers: [Automated Classification of Skin Lesions: From Pixels to
#   Practice](https://doi.org/10.1016/j.jid.2018.06.175), Narla and others, 2018. Pen marks on the skin do the same:
#   [Winkler and others](https://doi.org/10.1001/jamadermatol.2019.1735), 2019.
# - The data: [HAM10000](https://doi.org/10.1038/sdata.2018.161), 2018, and [MedMNIST
#   v2](https://doi.org/10.1038/s41597-022-01721-8), 2023.
# - The duplicates: [Investigating the Quality of DermaMNIST and
#   Fitzpatrick17k](https://arxiv.org/abs/2401.14497), Abhishek and others, 2024.
#
# You meet all of it again in your own project: a split that does not leak, a test from elsewhere, an interval, and a
# sentence about whom the data leaves out.
#
# **When it hurts**
#
# - ROC curves with patience: [Google's machine learning
#   course](https://developers.google.com/machine-learning/crash-course/classification/roc-and-auc).
# - Bayes and rare things, in pictures: [3Blue1Brown](https://www.3blue1brown.com/lessons/bayes-theorem).
# - Your numbers differ wildly from run to run? Few rare patients are in a test set. Look at the interval before you
#   look for a bug.
