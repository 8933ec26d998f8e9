# %% [markdown] id="question"
# # AlphaGo Zero, taken apart
#
# In 2017 a program was given the rules of Go and nothing else: no human game, no advice, no idea what a good move is.
# It played against itself. Three days later it beat, a hundred games to none, the program that had beaten one of the
# best players in the world. Where did the knowledge come from, if nobody put it in?
#
# The answer is a circle. **A search makes a weak net play better than it can by itself; the net then learns to do at
# once what the search did slowly; and with the better net the search is better still.** In this notebook you build
# the circle, all of it, and let it turn.
#
# Afterwards you will be able to
#
# - write a Monte Carlo tree search that is guided by a net (PUCT), and say what each symbol in it does,
# - turn searches into a policy to learn from, and ends of games into values,
# - write AlphaGo Zero's loss and train with it,
# - *prove*, by playing every game that there is, that your net does not lose tic-tac-toe,
# - turn the same code on Connect Four, and measure it against a search that has no net,
# - read the paper, figure by figure, and say what was scaled down here, and by how much.
#
# It takes about ninety minutes, some two of which the computer trains. You should have met cross-entropy and a
# training loop in PyTorch; *Pong, from pixels and score* shows what a policy is.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"torch": "torch", "numpy": "numpy", "matplotlib": "matplotlib", "tqdm": "tqdm"}

# %% [markdown] id="setup-words"
# ## Set-up
#
# The rules of both games are in `boards.py` beside this notebook, eighty lines of numpy. Nothing else in there plays.

# %% id="setup"
import json
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from boards import CONNECT_FOUR, TIC_TAC_TOE, Game
from IPython.display import display
from torch import nn
from tqdm.auto import tqdm

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#666666"
plt.rcParams.update({"figure.facecolor": "white", "axes.facecolor": "white", "savefig.facecolor": "white"})
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

# %% [markdown] id="parameters-words"
# The dials. Leave them for the first time through; at the end you will turn them.

# %% id="parameters" tags=["parameters"]
SEED = 0
SIMULATIONS = 60  # simulations for each move of tic-tac-toe
GAMES = 128  # games played at once, in each round
ROUNDS = 12  # rounds of playing and learning
EXPLORATION = 1.5  # how much PUCT trusts the prior: c in the formula
LIVE_ROUNDS = 6  # rounds of Connect Four, trained here and now
LIVE_SIMULATIONS = 32

# %% [markdown] id="positions-words"
# ## Seen by who is to move
#
# A position is a small array, and it is **always seen by the player who is to move**: 1 is a stone of mine, −1 one of
# yours, 0 is empty. After a move the table is turned around: all signs change, and *I* am somebody else. So net and
# search never ask whose turn it is. The price: whenever we go from one move to the next, what is good for one is bad
# for the other. Remember that; it comes back three times.
#
# Below, the first player is ✕ in blue, the second ● in orange. The numbers are what the program sees.


# %% id="positions"
def draw_board(axis, game: Game, board: np.ndarray, shares=None, title: str = "") -> None:
    """Draws a position; shares, one number a move, are shaded and written where the stone would go."""
    first = 1 if np.count_nonzero(board) % 2 == 0 else -1
    shade = np.zeros((game.rows, game.columns))
    for move in np.flatnonzero(game.legal(board[None])[0]) if shares is not None else ():
        row = np.count_nonzero(board[:, move] == 0) - 1 if game.falls else move // game.columns
        column = move if game.falls else move % game.columns
        shade[row, column] = shares[move]
        text = f"{shares[move]:.0%}"
        axis.text(column, row, text, ha="center", va="center", fontsize=8, color="white" if shares[move] > 0.6 else "k")
    axis.imshow(shade, cmap="Greens", vmin=0, vmax=1)
    for stone, marker, colour in ((first, "X", BLUE), (-first, "o", ORANGE)):
        rows, columns = np.nonzero(board == stone)
        axis.scatter(columns, rows, s=4500 / game.columns**1.6, marker=marker, color=colour, linewidth=0)
    axis.set(title=title, xticks=range(game.columns), yticks=range(game.rows))
    axis.set_xticks(np.arange(game.columns + 1) - 0.5, minor=True)
    axis.set_yticks(np.arange(game.rows + 1) - 0.5, minor=True)
    axis.grid(which="minor", color="#BBBBBB")
    axis.tick_params(which="both", length=0)
    axis.spines[:].set_visible(False)


def position(game: Game, moves) -> np.ndarray:
    """The position after these moves, seen by who is to move then."""
    boards = game.start(1)
    for move in moves:
        boards = game.play(boards, np.array([move]))
    return boards[0]


figure, axes = plt.subplots(1, 4, figsize=(9, 2.6))
for axis, moves in zip(axes, [(), (4,), (4, 1), (4, 1, 0)], strict=True):
    board = position(TIC_TAC_TOE, moves)
    draw_board(axis, TIC_TAC_TOE, board, title=f"{'✕' if len(moves) % 2 == 0 else '●'} to move")
    for (row, column), value in np.ndenumerate(board):
        axis.text(column + 0.4, row + 0.42, value, ha="right", fontsize=8, color=GREY)
axes[0].set(xlabel="column", ylabel="row")
plt.show()

# %% [markdown] id="net-words"
# ## One net, two answers
#
# The net $f_\theta$ looks at a position $s$ and answers twice: $(\mathbf p, v) = f_\theta(s)$.
#
# - $\mathbf p$, the **policy**: a probability for each move. Where is it worth looking?
# - $v \in (-1, 1)$, the **value**: how will this end for the player to move? 1 is won, −1 is lost.
#
# For nine cells a plain net will do: two planes, one with my stones, one with yours, then two hidden layers, then the
# two answers. `ask` puts illegal moves aside and hands numpy arrays to the search.


# %% id="net"
class Net(nn.Module):
    """Hidden layers with two heads, for small boards."""

    def __init__(self, game: Game, width: int = 256):
        super().__init__()
        cells = game.rows * game.columns
        self.body = nn.Sequential(nn.Linear(2 * cells, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU())
        self.policy = nn.Linear(width, game.moves)
        self.value = nn.Sequential(nn.Linear(width, 64), nn.ReLU(), nn.Linear(64, 1), nn.Tanh())

    def forward(self, boards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of all moves, of shape (boards, moves), and values of shape (boards,)."""
        features = self.body(torch.stack([boards == 1, boards == -1], dim=1).float().flatten(1))
        return self.policy(features), self.value(features).squeeze(1)


def ask(net: nn.Module, game: Game):
    """The net as a search wants it: a function from boards to move probabilities and values, in numpy."""

    @torch.inference_mode()
    def evaluate(boards: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        logits, values = net(torch.as_tensor(boards, device=device))
        logits[torch.as_tensor(~game.legal(boards), device=device)] = -torch.inf
        return logits.softmax(dim=1).cpu().numpy(), values.cpu().numpy()

    return evaluate


torch.manual_seed(SEED)
untrained = Net(TIC_TAC_TOE).to(device)
print(f"{sum(weight.numel() for weight in untrained.parameters()):,} weights")

# %% [markdown] id="puct-words"
# ## Where to look next
#
# A search grows a tree of positions, one position at a time, and for every position $s$ in it and every move $a$ it
# keeps three numbers:
#
# - $N(s,a)$, the *visits*: how often the search went that way,
# - $W(s,a)$, the *total*: the sum of the values that it brought back, seen by who moves in $s$,
# - $P(s,a)$, the *prior*: what the net's policy said at first sight.
#
# $Q = W / N$ is the mean value found so far (0 where nobody has been). From a position the search takes the move
# with the largest
#
# $$Q(s,a) + c\, P(s,a)\, \frac{\sqrt{1 + \sum_b N(s,b)}}{1 + N(s,a)}.$$
#
# You know this from slot machines: what has paid so far, plus a bonus for what has hardly been tried. New is the
# factor $P$: the bonus goes where the net points. The rule is called PUCT. (The 1 under the root is ours, so that the
# prior decides the very first visit; without it, everything would be 0 then.)


# %% id="puct" tags=["exercise"]
def puct(visits: np.ndarray, totals: np.ndarray, priors: np.ndarray) -> np.ndarray:
    """How much the search wants to go each way; every array has the shape (positions, moves)."""
    ### BEGIN SOLUTION
    #: Q, the mean value, which is 0 for moves without a visit; plus EXPLORATION times the prior times the bonus.
    #: Each row is a position of its own.
    means = totals / np.maximum(visits, 1)
    bonus = np.sqrt(1 + visits.sum(axis=1, keepdims=True)) / (1 + visits)
    return means + EXPLORATION * priors * bonus
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="puct"
# Two things can go wrong in one line each: 0 visits under a fraction bar, and the sum over $b$, which runs over the
# moves of *one* position.

# %% [markdown] tags=["hint"] for="puct"
# `totals / np.maximum(visits, 1)` is 0 where there was no visit, because the total is 0 there, too.

# %% [markdown] tags=["hint"] for="puct"
# `visits.sum(axis=1, keepdims=True)` has the shape (positions, 1), so it spreads over the moves. Take the square root
# of one more, divide by `1 + visits`, and multiply with `priors` and `EXPLORATION`.

# %% [markdown] id="puct-check-words"
# By hand, with $c = 1.5$: visits 4, 0, 1 make the root $\sqrt 6 = 2.449$. The second move, never tried, with prior
# 0.3, gets $0 + 1.5 \cdot 0.3 \cdot 2.449 = 1.102$.

# %% id="puct-by-hand" tags=["check"]
visits, totals = np.array([[4.0, 0.0, 1.0], [0.0, 0.0, 0.0]]), np.array([[2.0, 0.0, -1.0], [0.0, 0.0, 0.0]])
priors = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]])
with np.errstate(all="ignore"):
    wishes = puct(visits, totals, priors)
assert np.shape(wishes) == (2, 3), f"One number for each position and move: shape (2, 3), not {np.shape(wishes)}."
assert np.isfinite(wishes).all(), "A move without a visit gives NaN or infinity: 0 divided by 0. Its mean counts as 0."
assert wishes[1].argmax() == 2, "Before the first visit the prior alone decides; here move 2, with prior 0.7."
only_means = puct(visits, totals, np.zeros_like(priors))[0]
assert np.allclose(only_means, [0.5, 0, -1]), f"With priors of 0 only Q is left: 0.5, 0, -1. Yours: {only_means}."
only_bonus = puct(visits, np.zeros_like(totals), priors)[0] / EXPLORATION
expected = np.array([0.5, 0.3, 0.2]) * 6**0.5 / np.array([5, 1, 2])
assert not np.allclose(only_bonus, np.array([0.5, 0.3, 0.2]) * 6**0.5 / np.array([4, 1, 1])), (
    "The bonus is divided by 1 + N, so that one visit already halves it; yours is divided by N."
)
assert np.allclose(only_bonus, expected), (
    f"For visits 4, 0, 1 and totals of 0, c times P √(1 + ΣN) / (1 + N) has the factors {expected.round(3)}; "
    f"yours are {only_bonus.round(3)}. Is the sum taken over the moves of this position only?"
)
assert np.allclose(wishes[1], EXPLORATION * priors[1]), "The second position has its own visits: none. Sum by row."

# %% [markdown] id="bonus-words"
# Try the rule by itself, on one position with three moves that always bring back the same value:
#
# | move | prior | true value |
# |---|---|---|
# | the net's favourite | 0.7 | −0.2 |
# | so-so | 0.2 | 0 |
# | overlooked by the net | 0.1 | +0.5 |
#
# **Predict:** of 200 visits, which move gets the most, and after how many visits does it take the lead?

# %% [markdown] id="bonus-prediction"
# *My guess:*

# %% id="bonus"
true_values, names = np.array([-0.2, 0.0, 0.5]), ["favourite, worth -0.2", "so-so, worth 0", "overlooked, worth 0.5"]
visits, totals = np.zeros((2, 1, 3))
counts = []
for _ in range(200):
    choice = puct(visits, totals, np.array([[0.7, 0.2, 0.1]])).argmax()
    visits[0, choice] += 1
    totals[0, choice] += true_values[choice]
    counts.append(visits[0].copy())

figure, axis = plt.subplots(figsize=(7, 3))
for name, count, colour, style in zip(names, np.transpose(counts), (ORANGE, GREY, BLUE), ("--", ":", "-"), strict=True):
    axis.plot(range(1, 201), count, color=colour, linestyle=style, label=name)
axis.set(xlabel="simulation", ylabel="visits so far", title="PUCT with a net that is wrong")
axis.legend(frameon=False)
plt.show()

# %% [markdown] id="bonus-after"
# The prior says where to look *first*; the values have the last word. A good prior saves visits, a bad one only
# delays. That is why the visits, in the end, are a better policy than the net's own.
#
# ## A tree in three tables
#
# Trees of objects and pointers are slow in Python. Ours are tables: row 0 is the root, each new position gets the next
# row, and a column is a move. `children[tree, row, move]` is the row that a move leads to, or −1. And we grow a tree
# for each of many games at the same time, so that the net sees a hundred positions at once; that is the first axis.


# %% id="trees"
class Trees:
    """One search tree for each of many games; tables of shape (trees, rows) or (trees, rows, moves)."""

    def __init__(self, game: Game, boards: np.ndarray, evaluate, rows: int):
        self.game, self.evaluate, self.count = game, evaluate, len(boards)
        self.boards = np.zeros((self.count, rows, game.rows, game.columns), dtype=np.int8)
        self.children = np.full((self.count, rows, game.moves), -1)
        self.visits, self.totals, self.priors = np.zeros((3, self.count, rows, game.moves), dtype=np.float32)
        self.legal = np.zeros((self.count, rows, game.moves), dtype=bool)
        self.over = np.zeros((self.count, rows), dtype=bool)
        self.worth = np.zeros((self.count, rows), dtype=np.float32)
        self.add(np.arange(self.count), 0, boards)

    def add(self, trees: np.ndarray, row: int, boards: np.ndarray) -> None:
        """Writes new positions into a row of some trees, with the net's opinion, or the result if the game is over."""
        over, worth = self.game.ended(boards)
        priors = np.zeros((len(boards), self.game.moves), dtype=np.float32)
        if not over.all():
            priors[~over], worth[~over] = self.evaluate(boards[~over])
        self.boards[trees, row], self.legal[trees, row] = boards, self.game.legal(boards)
        self.over[trees, row], self.worth[trees, row], self.priors[trees, row] = over, worth, priors

    def descend(self, row: int):
        """Walks down every tree by `puct` to a position that is new, which gets this row, or at which the game is over.

        The path is a list of steps, from the root down. Each step is three arrays with one entry for every tree that
        is still walking: which tree, in which row it stands, which move it takes. The values, of shape (trees,), are
        what the positions at the ends of the paths are worth to the players who are to move *there*.
        """
        walking, standing = np.arange(self.count), np.zeros(self.count, dtype=int)
        path, new_trees, new_boards = [], [], []
        while walking.size:
            rows = standing[walking]
            wishes = puct(self.visits[walking, rows], self.totals[walking, rows], self.priors[walking, rows])
            moves = np.where(self.legal[walking, rows], wishes, -np.inf).argmax(axis=1)
            path.append((walking, rows, moves))
            new = self.children[walking, rows, moves] < 0
            new_trees.append(walking[new])
            new_boards.append(self.game.play(self.boards[walking[new], rows[new]], moves[new]))
            self.children[walking[new], rows[new], moves[new]] = row
            standing[walking] = self.children[walking, rows, moves]
            walking = walking[~new]
            walking = walking[~self.over[walking, standing[walking]]]
        if sum(map(len, new_trees)):
            self.add(np.concatenate(new_trees), row, np.concatenate(new_boards))
        return path, self.worth[np.arange(self.count), standing]


# %% [markdown] id="backup-words"
# `descend` has walked down, and the last position brought a value: the net's guess, or the result if the game is over.
# Now the news goes **back up the path**. Every move on it was visited once more, and its total grows by the value – as
# seen by the player who *made* that move.
#
# The value that you get is seen by the player who is to move at the end of the path. Who made the last move? The
# other one. And the move before that?
#
# **Work by hand:** a path of three moves ends in a position worth +1 to who is to move there. What is added to the
# totals of the third, the second, the first move?

# %% [markdown] id="backup-prediction"
# *My three numbers:*


# %% id="backup" tags=["exercise"]
def backup(trees: Trees, path, values: np.ndarray) -> None:
    """Adds one visit and one value to every move on the path; `descend` says what path and values are."""
    ### BEGIN SOLUTION
    #: go through the steps (which, rows, moves) of the path, beginning at its end. Whose values are they there? Add to
    #: trees.visits[which, rows, moves] and trees.totals[which, rows, moves]; values may be overwritten.
    for which, rows, moves in reversed(path):
        values[which] = -values[which]
        trees.visits[which, rows, moves] += 1
        trees.totals[which, rows, moves] += values[which]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="backup"
# Paths differ in length from tree to tree. The last step in the list holds only the trees that walked furthest. So
# whose value may be turned around at each step?

# %% [markdown] tags=["hint"] for="backup"
# `for which, rows, moves in reversed(path):` and inside it three lines. `values[which]` are the values of just these
# trees.

# %% [markdown] tags=["hint"] for="backup"
# Before adding anything, change the sign: the last move was made by the *opponent* of the player for whom the value
# was given. At the next step up, change it again.

# %% [markdown] id="backup-check-words"
# Two trees: in the first the path has three moves, in the second two.


# %% id="backup-by-hand" tags=["check"]
def uniform(boards: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A net that knows nothing: every legal move is as likely as any other, every value is 0."""
    legal = TIC_TAC_TOE.legal(boards)
    return legal / legal.sum(axis=1, keepdims=True), np.zeros(len(boards))


two = Trees(TIC_TAC_TOE, TIC_TAC_TOE.start(2), uniform, rows=4)
both, one = np.array([0, 1]), np.array([0])
path = [(both, both * 0, np.array([4, 8])), (both, both * 0 + 1, np.array([2, 3])), (one, one + 2, one + 6)]
backup(two, path, np.array([1.0, -0.5]))
assert two.visits.sum() == 5, f"Five moves lie on the two paths, each gets one visit; you added {two.visits.sum():g}."
assert two.visits[0, 0, 4] == two.visits[0, 1, 2] == two.visits[0, 2, 6] == 1, "A move on the path got no visit."
first, second, third = two.totals[0, 0, 4], two.totals[0, 1, 2], two.totals[0, 2, 6]
assert (first, second, third) != (1, 1, 1), "All three totals grew by +1, but the moves were made by two opponents."
assert (first, second, third) != (1, -1, 1), (
    "Third +1, second -1, first +1: exactly the wrong way round. The position is good for the player who is to move "
    "at its end, so the last move, the opponent's, was a bad one."
)
assert (first, second, third) == (-1, 1, -1), (
    f"From the first move to the third, -1, +1, -1 should be added; you added {first:+g}, {second:+g}, {third:+g}."
)
first, second = two.totals[1, 0, 8], two.totals[1, 1, 3]
assert (first, second) == (-0.5, 0.5), (
    "In the second tree the second move led to a position worth -0.5 to the opponent, so that it is worth +0.5, and "
    f"the first -0.5; you added {second:+g} and {first:+g}. Begin at the end of the path, and turn around only the "
    "values of the trees that take part in a step."
)
backup(two, path, np.array([0.5, 0.0]))
assert two.visits[0, 1, 2] == 2, "A second backup along the same path should make the visits 2: add, do not replace."
assert two.totals[0, 1, 2] == 1.5, f"+1 and then +0.5 make a total of 1.5; yours is {two.totals[0, 1, 2]:g}."

# %% [markdown] id="search-words"
# Down, up, and again: that is the search. To keep games different while learning, a little noise can be mixed into the
# priors of the root, 25 % of a random distribution (Dirichlet's), as in the paper.


# %% id="search"
def search(game: Game, evaluate, boards: np.ndarray, simulations: int, noise=None) -> Trees:
    """Grows one tree for each board; noise, if any, is a pair (numpy generator, Dirichlet's alpha)."""
    trees = Trees(game, boards, evaluate, rows=simulations + 1)
    if noise:
        generator, alpha = noise
        random = generator.gamma(alpha, size=(len(boards), game.moves)) * trees.legal[:, 0] + 1e-9
        trees.priors[:, 0] = 0.75 * trees.priors[:, 0] + 0.25 * random / random.sum(axis=1, keepdims=True)
    for row in range(1, simulations + 1):
        path, values = trees.descend(row)
        backup(trees, path, values)
    return trees


# %% [markdown] id="search-check-words"
# Now facts about whole trees. Each simulation takes one move from the root, so the root's visits sum to the number of
# simulations. Further down, each position was reached once to be written and then passed once for every move counted
# in it. And a search must see a win in one move and the need to stop one, even with a net that knows nothing.

# %% id="backup-whole-trees" tags=["check"]
wins_at_2 = position(TIC_TAC_TOE, (0, 3, 1, 4))  # ✕ completes the upper row, or ● the middle one
must_stop_5 = position(TIC_TAC_TOE, (0, 3, 8, 4))  # ✕ has no row to complete; ● threatens the middle one
forest = search(TIC_TAC_TOE, uniform, np.stack([wins_at_2, must_stop_5, *TIC_TAC_TOE.start(1)]), 200)
sums = forest.visits[:, 0].sum(axis=1)
assert (sums == 200).all(), f"200 simulations leave the root 200 times; your visits sum to {sums.tolist()}."
tree, row, move = np.nonzero(forest.children >= 0)
below = forest.children[tree, row, move]
still_open = ~forest.over[tree, below]
into, out = forest.visits[tree, row, move][still_open], forest.visits[tree, below].sum(axis=1)[still_open]
assert (into == out + 1).all(), "A position reached n times is left n - 1 times; somewhere in your trees it is not."
assert (np.abs(forest.totals) <= forest.visits + 1e-4).all(), "A total is larger than its visits; values are within ±1."
best = forest.visits[:, 0].argmax(axis=1)
assert best[0] == 2, f"✕ wins at once with move 2; your search prefers {best[0]}. Whose loss is the value at the end?"
assert best[1] == 5, f"Unless ✕ moves to 5, ● wins; your search prefers {best[1]}. Does the sign change at every step?"

# %% [markdown] id="sharpen-words"
# Look at the untrained net and at what 25 and 400 simulations make of it. The board is the second of the check: ●
# threatens to complete the middle row.
#
# **Predict:** the net has random weights. Can a search with its random opinions find the one move that does not lose?

# %% [markdown] id="sharpen-prediction"
# *My guess:*

# %% id="sharpen"
board = must_stop_5
figure, axes = plt.subplots(1, 4, figsize=(11, 2.9))
prior, value = ask(untrained, TIC_TAC_TOE)(board[None])
draw_board(axes[0], TIC_TAC_TOE, board, prior[0], f"the net alone: v = {value[0]:+.2f}")
for axis, simulations in zip(axes[1:], (25, 100, 400), strict=True):
    grown = search(TIC_TAC_TOE, ask(untrained, TIC_TAC_TOE), board[None], simulations)
    mean = grown.totals[0, 0].sum() / simulations
    draw_board(
        axis, TIC_TAC_TOE, board, grown.visits[0, 0] / simulations, f"{simulations} simulations: Q = {mean:+.2f}"
    )
axes[0].set(xlabel="column", ylabel="row")
plt.show()

# %% [markdown] id="sharpen-after"
# Even random opinions do, because the ends of games inside the tree are *facts*. This is the engine: the search knows
# more than the net that guides it. So there is something to learn.
#
# ## From visits to a policy
#
# The search's answer is how often it went each way. With a *temperature* $\tau$ the visits become a policy:
# $$\pi(a) = \frac{N(a)^{1/\tau}}{\sum_b N(b)^{1/\tau}}.$$
# $\tau = 1$ plays in proportion to the visits, which keeps games different; $\tau \to 0$ always takes the most visited
# move. With a small $\tau$ the powers are enormous: $400^{100}$ does not fit into a float. It has to work all the same.


# %% id="shares" tags=["exercise"]
def shares_of(visits: np.ndarray, temperature: float) -> np.ndarray:
    """Visits of shape (positions, moves) as probabilities, sharper the lower the temperature (above 0)."""
    ### BEGIN SOLUTION
    #: raise to the power 1 / temperature and divide each row by its sum; make sure that nothing overflows.
    powers = (visits / visits.max(axis=1, keepdims=True)) ** (1 / temperature)
    return powers / powers.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="shares"
# The shares do not change when all visits of a row are divided by the same number. Which number makes every power
# harmless?

# %% [markdown] tags=["hint"] for="shares"
# Divide each row by its largest entry, `visits.max(axis=1, keepdims=True)`: then all lie between 0 and 1, and so do
# their powers.

# %% [markdown] id="shares-check-words"
# Visits 1, 3, 0: at temperature 1 a quarter and three quarters; at ½ the squares, one tenth and nine tenths.

# %% id="shares-by-hand" tags=["check"]
with np.errstate(all="ignore"):
    warm, cool = (shares_of(np.array([[1.0, 3.0, 0.0], [5.0, 5.0, 0.0]]), heat) for heat in (1.0, 0.5))
    cold = shares_of(np.array([[399.0, 400.0, 1.0], [50.0, 0.0, 0.0]], dtype=np.float32), 0.01)
assert np.allclose(warm.sum(axis=1), 1), f"Every row should sum to 1; yours sum to {warm.sum(axis=1)}."
assert np.allclose(warm[0], [0.25, 0.75, 0]), f"Visits 1, 3, 0 at temperature 1 are ¼, ¾, 0; yours {warm[0]}."
assert not np.allclose(cool[0], warm[0]), "Temperature ½ gives the same as temperature 1."
assert cool[0, 1] > warm[0, 1], "A lower temperature should be sharper; yours is blunter. The power is 1 / τ."
assert np.allclose(cool[0], [0.1, 0.9, 0]), f"At temperature ½ the squares count: 0.1, 0.9, 0; yours {cool[0]}."
assert np.isfinite(cold).all(), "At temperature 0.01 a power overflows. Make the visits small before you raise them."
assert np.allclose(cold[0, :2], [0.4377, 0.5623], atol=0.01), f"399 and 400 at 0.01 are 0.44 and 0.56; yours {cold[0]}."

# %% [markdown] id="outcomes-words"
# ## What a game teaches
#
# A game that the program plays against itself leaves, for each position in it, two things to learn:
#
# - the **shares** of the search there: so should the policy have been,
# - the **outcome** $z$: how the game ended *for the player who was to move there*. So should the value have been.
#
# `Game.ended` tells the result to the player who would be next at the end, who is the loser of a game with a winner:
# −1, or 0 for a draw. And each position in the game is some number of moves away from its end.
#
# **Work by hand:** ✕ wins with the fifth move. What is $z$ for the positions before move 5, 4, 3, 2, 1?

# %% [markdown] id="outcomes-prediction"
# *My five numbers:*


# %% id="outcomes" tags=["exercise"]
def outcomes_of(results: np.ndarray, moves_to_end: np.ndarray) -> np.ndarray:
    """How the game ended for who was to move in each position, -1, 0 or 1; both arrays have the shape (positions,).

    results: what the end of its game is worth to who would be next there; moves_to_end: moves made from here to there.
    """
    ### BEGIN SOLUTION
    #: is who would be next at the end the same player as the one to move here, or the other?
    return np.where(moves_to_end % 2 == 0, results, -results)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="outcomes"
# It is the backup once more: with every move the table is turned around. Does the *number* of turns matter, or only
# whether it is odd?

# %% [markdown] tags=["hint"] for="outcomes"
# `moves_to_end % 2` is 1 for odd numbers. `np.where(condition, this, otherwise)` picks entry by entry; multiplying by
# `(-1.0) ** moves_to_end` does the same.

# %% [markdown] id="outcomes-check-words"
# Your five numbers, and a drawn game.

# %% id="outcomes-by-hand" tags=["check"]
z = outcomes_of(np.array([-1.0] * 5 + [0.0] * 3), np.array([5, 4, 3, 2, 1, 3, 2, 1]))
assert np.shape(z) == (8,), f"One outcome for each position: shape (8,), not {np.shape(z)}."
assert z[4] == 1, f"One move before the end the winner was to move, and won: +1. Yours is {z[4]:+g}."
assert z[3] == -1, f"Two moves before the end the loser was to move: -1. Yours is {z[3]:+g}."
assert z[:5].tolist() == [1, -1, 1, -1, 1], f"✕ won: from the start +1, -1, +1, -1, +1. Yours: {z[:5].tolist()}."
assert not z[5:].any(), "A draw is a draw for both: 0."

# %% [markdown] id="play-words"
# With search, shares and outcomes, the program can play against itself: many games side by side, each move drawn from
# the shares. `explore` is the number of moves that are played with temperature 1; after them it is nearly 0.
#
# There is nothing to write here, but read what is handed out: boards, shares, outcomes.


# %% id="play"
@dataclass
class Settings:
    """All that is decided before training begins."""

    games: int = 128
    simulations: int = 60
    explore: int = 9  # moves at temperature 1
    alpha: float = 1.0  # of Dirichlet's noise
    memory: int = 6_000  # positions to learn from: the newest
    steps: int = 200  # steps of the optimiser after each round of games
    batch: int = 256
    rate: float = 1e-3


def draw(shares: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """One move for each row of shares, drawn with these probabilities."""
    reached = shares.cumsum(axis=1) > generator.random((len(shares), 1)) * shares.sum(axis=1, keepdims=True)
    return reached.argmax(axis=1)


def self_play(game: Game, net: nn.Module, settings: Settings, generator: np.random.Generator):
    """Boards, shares and outcomes of all positions in a round of games, and how many moves each game lasted."""
    boards, playing, seen = game.start(settings.games), np.arange(settings.games), []
    results, lengths = np.zeros(settings.games, dtype=np.float32), np.zeros(settings.games, dtype=int)
    while playing.size:
        noise = (generator, settings.alpha)
        visits = search(game, ask(net, game), boards, settings.simulations, noise).visits[:, 0]
        seen.append((boards, shares_of(visits, 1.0), playing, lengths[playing]))
        moves = draw(shares_of(visits, 1.0 if len(seen) <= settings.explore else 0.05), generator)
        boards = game.play(boards, moves)
        lengths[playing] += 1
        over, results[playing] = game.ended(boards)
        boards, playing = boards[~over], playing[~over]
    boards, shares, which, before = map(np.concatenate, zip(*seen, strict=True))
    outcomes = outcomes_of(results[which], lengths[which] - before)
    return boards, shares.astype(np.float32), outcomes.astype(np.float32), lengths


# %% [markdown] id="game-words"
# One game of the untrained net against itself, with 60 simulations for each move. Shaded is where the search looked;
# the title says what the position will turn out to be worth to the player who is to move.

# %% id="game"
one_game = self_play(TIC_TAC_TOE, untrained, Settings(games=1), np.random.default_rng(SEED + 3))
moments = list(zip(*one_game[:3], strict=True))[:9]
figure, axes = plt.subplots(1, len(moments), figsize=(2 * len(moments), 2.7), squeeze=False)
for number, (axis, (board, shares, outcome)) in enumerate(zip(axes[0], moments, strict=True)):
    draw_board(axis, TIC_TAC_TOE, board, shares, f"{'✕' if number % 2 == 0 else '●'} to move, z = {outcome:+.0f}")
    axis.set(xticks=[], yticks=[])
axes[0, 0].set(xlabel="time runs to the right")
plt.show()

# %% [markdown] id="losses-words"
# ## The loss
#
# For a position with shares $\boldsymbol\pi$ and outcome $z$, and a net that answers $(\mathbf p, v)$, the paper's
# loss is $$\ell = (z - v)^2 \;-\; \boldsymbol\pi^{\!\top} \log \mathbf p \;+\; c\,\lVert\theta\rVert^2.$$
#
# The first term you know from regression, the second from classification, only that the "label" is a whole
# distribution. The third, weight decay, is left to the optimiser. Write the first two, each as a mean over the batch.
#
# **Predict:** can the second term become 0? What is its smallest value for $\boldsymbol\pi = (\frac12, \frac12, 0)$?

# %% [markdown] id="losses-prediction"
# *My guess:*


# %% id="losses" tags=["exercise"]
def losses(logits, values, shares, outcomes) -> tuple[torch.Tensor, torch.Tensor]:
    """The value's and the policy's loss; logits and shares: (batch, moves), values and outcomes: (batch,)."""
    ### BEGIN SOLUTION
    #: the mean squared difference of outcomes and values; the mean cross-entropy of the shares and the softmax of
    #: the logits.
    value_loss = ((outcomes - values) ** 2).mean()
    policy_loss = -(shares * logits.log_softmax(dim=1)).sum(dim=1).mean()
    return value_loss, policy_loss
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="losses"
# Cross-entropy with a distribution as its label: a sum over the moves, then a mean over the positions. The net's
# policy comes as logits; which function makes log-probabilities of them, safely?

# %% [markdown] tags=["hint"] for="losses"
# `logits.log_softmax(dim=1)` times `shares`, summed along axis 1, is $\boldsymbol\pi^{\top}\log\mathbf p$ of each
# position. Mind the minus, and take the mean last.

# %% [markdown] id="losses-check-words"
# By hand: probabilities ¼, ¼, ½ against shares ½, ½, 0 give $\log 4 = 1.386$, and the value 0.5 against the outcome −1
# gives 2.25. And the slope of the policy's loss is again *what is* minus *what should be*: $(\mathbf p -
# \boldsymbol\pi)/n$.

# %% id="losses-by-hand" tags=["check"]
logits = torch.tensor([[0.25, 0.25, 0.5]]).log().requires_grad_()
value_loss, policy_loss = losses(logits, torch.tensor([0.5]), torch.tensor([[0.5, 0.5, 0.0]]), torch.tensor([-1.0]))
assert value_loss.ndim == policy_loss.ndim == 0, "Both losses are means over the batch: one number each."
assert abs(value_loss - 2.25) < 1e-4, f"Value 0.5 and outcome -1 are 1.5 apart: 2.25. Yours is {value_loss:.3f}."
assert abs(policy_loss) > 1e-6, "The policy's loss is 0 for one position: is the softmax taken along the moves, axis 1?"
assert policy_loss > 0, f"A cross-entropy is positive; yours is {policy_loss:.3f}. The logarithm is negative: a minus."
assert abs(policy_loss - 1.3863) < 1e-3, f"½ log 4 + ½ log 4 is 1.386; yours is {policy_loss:.3f}."
many = torch.randn(20, 9, generator=torch.manual_seed(1), requires_grad=True)
goal = torch.rand(20, 9).softmax(dim=1)
guesses, ends = torch.randn(20, requires_grad=True), torch.randn(20)
value_loss, policy_loss = losses(many, guesses, goal, ends)
assert torch.isclose(value_loss, nn.functional.mse_loss(guesses, ends)), (
    "For 20 positions the value's loss is not the mean of the squared differences."
)
value_loss.backward()
policy_loss.backward()
assert guesses.grad is not None, "No gradient reached the net's values."
assert many.grad is not None, "No gradient reached the net's logits."
assert torch.allclose(many.grad, (many.detach().softmax(1) - goal) / 20, atol=1e-6), (
    "The slope in the logits is not (p - π) / n. Softmax along the moves, sum over the moves, mean over the positions?"
)

# %% [markdown] id="exam-words"
# ## An exam with every question there is
#
# How will we know that it has learned? Curves can flatter, and opponents can be weak. Tic-tac-toe is small enough for
# the strictest exam of all: **play every game that the opponent can choose.** The net's policy is fixed, it takes the
# move with the largest probability, without any search. Whenever the opponent is to move, follow *all* legal moves.
# What comes out is not a statistic but a proof: if no line ends in a loss, the net cannot be beaten.
#
# **Predict:** the net moves second. The opponent has 9 first moves, then 7, then 5, 3, 1. How many lines can there be,
# at most? Why will it be fewer?

# %% [markdown] id="exam-prediction"
# *My guess:*


# %% id="exam" tags=["exercise"]
def every_line(game: Game, choose, side: int) -> tuple[int, int, int]:
    """How many lines of play are won, drawn and lost by a player who moves first (side 0) or second (side 1).

    choose(boards) gives the player's move for each board; the opponent tries every legal move everywhere.
    """
    boards, won, drawn, lost = game.start(1), 0, 0, 0
    for turn in range(game.rows * game.columns):
        if len(boards) == 0:
            break
        mine = turn % 2 == side
        ### BEGIN SOLUTION
        #: if it is the player's turn, play `choose` on all boards; otherwise put in place of each board all its
        #: successors, one for every legal move.
        if mine:
            boards = game.play(boards, choose(boards))
        else:
            which, moves = np.nonzero(game.legal(boards))
            boards = game.play(boards[which], moves)
        ### END SOLUTION
        over, worth = game.ended(boards)
        ### BEGIN SOLUTION
        #: count the games that are over. A row is always completed by the one who has just moved:
        #: by the player if `mine`, else by the opponent. Then go on with the boards that are still open.
        won += int((worth[over] < 0).sum()) if mine else 0
        lost += int((worth[over] < 0).sum()) if not mine else 0
        drawn += int((worth[over] == 0).sum())
        boards = boards[~over]
        ### END SOLUTION
    return won, drawn, lost


# %% [markdown] tags=["hint"] for="exam"
# Two kinds of turns: on yours, as many boards come out as went in; on the opponent's, more. How do you get a list of
# all pairs of a board and a legal move on it?

# %% [markdown] tags=["hint"] for="exam"
# `which, moves = np.nonzero(game.legal(boards))` lists the pairs; `game.play(boards[which], moves)` plays them all at
# once.

# %% [markdown] tags=["hint"] for="exam"
# `worth` is −1 where somebody has just completed a row. If `mine`, those games are won, otherwise lost; 0 at the end of
# a game is a draw. `boards[~over]` are the ones still open.

# %% [markdown] id="exam-check-words"
# A player who always takes the first free cell, examined by a slow and plain recursion elsewhere, is known to have
# these lines.


# %% id="exam-known-player" tags=["check"]
def first_free(boards: np.ndarray) -> np.ndarray:
    return TIC_TAC_TOE.legal(boards).argmax(axis=1)


known = {0: (83, 16, 58), 1: (200, 36, 429)}
for side, expected in known.items():
    counted = every_line(TIC_TAC_TOE, first_free, side)
    place = "first" if side == 0 else "second"
    assert any(counted), "No game was counted: won, drawn and lost are all 0."
    assert sum(counted) == sum(expected), (
        f"Moving {place}, the player who takes the first free cell meets {sum(expected)} lines; you found "
        f"{sum(counted)}. Does a finished game leave the list, and does the opponent try every legal move?"
    )
    assert counted != expected[::-1], f"Moving {place}, wins and losses are swapped. Who has just moved?"
    assert counted == expected, f"Moving {place}, won, drawn and lost are {expected}; you found {counted}."

# %% [markdown] id="learn-words"
# ## Let the circle turn
#
# A `Trainer` holds a net, an optimiser and a memory of the newest positions. One `round` is: play games against
# yourself, learn from the memory, forget what is old. Boards can be turned and mirrored without changing what is right,
# so each one counts eight times (the paper did the same).


# %% id="learn"
class Trainer:
    """Self-play and learning, in turns."""

    def __init__(self, game: Game, net: nn.Module, settings: Settings, seed: int):
        self.game, self.net, self.settings = game, net.to(device), settings
        self.generator = np.random.default_rng(seed)
        self.optimiser = torch.optim.Adam(self.net.parameters(), lr=settings.rate, weight_decay=1e-4)
        self.memory = None

    def round(self) -> tuple[float, float, float]:
        """Plays and learns once; the mean losses of value and policy, and the mean number of moves in a game."""
        *new, lengths = self_play(self.game, self.net, self.settings, self.generator)
        joined = map(np.concatenate, zip(self.memory, new, strict=True)) if self.memory else new
        self.memory = [part[-self.settings.memory :] for part in joined]
        means = np.mean([self.step(self.sample()) for _ in range(self.settings.steps)], axis=0)
        return *means, lengths.mean()

    def sample(self) -> list[np.ndarray]:
        """A batch from the memory, each board turned or mirrored at random, with its shares."""
        chosen = self.generator.integers(len(self.memory[0]), size=self.settings.batch)
        boards, shares, outcomes = (part[chosen] for part in self.memory)
        flat, symmetries = self.game.flat(boards), self.game.symmetries()
        kinds = self.generator.integers(len(symmetries), size=len(boards))
        for kind, (cells, moves) in enumerate(symmetries):
            flat[kinds == kind] = flat[kinds == kind][:, cells]
            shares[kinds == kind] = shares[kinds == kind][:, moves]
        return [flat.reshape(boards.shape), shares, outcomes]

    def step(self, batch: list[np.ndarray]) -> tuple[float, float]:
        """One step of the optimiser; the losses before it."""
        boards, shares, outcomes = (torch.as_tensor(part, device=device) for part in batch)
        value_loss, policy_loss = losses(*self.net(boards), shares, outcomes)
        self.optimiser.zero_grad()
        (value_loss + policy_loss).backward()
        self.optimiser.step()
        return value_loss.item(), policy_loss.item()


# %% [markdown] id="train-words"
# After every round the net sits the exam, without search. We keep the net that loses the fewest lines; the paper had
# such a gate, too: a new net had to win 55 % of 400 games against the best so far.
#
# **Predict:** the untrained net loses hundreds of lines. After how many rounds of 128 games does it lose none: 3, 10,
# never? And which loss falls further, the value's or the policy's?

# %% [markdown] id="train-prediction"
# *My guess:*


# %% id="train"
def lines_lost(net: Net) -> int:
    """Lines of play that the net loses without search, as first and as second player together."""

    def choose(boards: np.ndarray) -> np.ndarray:
        return ask(net, TIC_TAC_TOE)(boards)[0].argmax(axis=1)

    return sum(every_line(TIC_TAC_TOE, choose, side)[2] for side in (0, 1))


torch.manual_seed(SEED)
trainer = Trainer(TIC_TAC_TOE, Net(TIC_TAC_TOE), Settings(games=GAMES, simulations=SIMULATIONS), SEED)
history, lost = [], [lines_lost(trainer.net)]
saved, best = {name: weight.clone() for name, weight in trainer.net.state_dict().items()}, lost[0]
snapshots = [saved]
for _ in tqdm(range(ROUNDS), desc="rounds"):
    history.append(trainer.round())
    lost.append(lines_lost(trainer.net))
    snapshots.append({name: weight.clone() for name, weight in trainer.net.state_dict().items()})
    if lost[-1] <= best:
        saved, best = snapshots[-1], lost[-1]
champion = Net(TIC_TAC_TOE).to(device)
champion.load_state_dict(saved)

# %% [markdown] id="curves-words"
# Left the losses, right the exam.

# %% id="curves"
value_losses, policy_losses, _ = np.transpose(history)
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.2))
left.plot(range(1, len(history) + 1), policy_losses, color=ORANGE, linestyle="--", label="policy: cross-entropy")
left.plot(range(1, len(history) + 1), value_losses, color=BLUE, label="value: squared error")
left.set(xlabel="round", ylabel="loss", ylim=0, title="what is minimised")
left.legend(frameon=False)
right.plot(range(len(lost)), lost, "o-", color=GREEN)
right.set(xlabel="round", ylabel="lines of play lost", yscale="symlog", ylim=(-0.3, 1000), title="what we want")
plt.show()

# %% [markdown] id="curves-after"
# Compare the two. When the last lost line is gone, both losses are still on their way, and later they fall further
# without any gain that the exam could see. Nor will they ever reach 0: the policy's cannot go below the spread of the
# shares, the value's not below the luck in games where both sides experiment. And the targets move, since the opponent
# is the net itself. In self-play a loss is a poor witness; that is why there is an exam.
#
# ## The proof
#
# The kept net, alone, against everything that an opponent can do.

# %% id="proof"
opinion = ask(champion, TIC_TAC_TOE)
exam = [every_line(TIC_TAC_TOE, lambda boards: opinion(boards)[0].argmax(axis=1), side) for side in (0, 1)]
for name, (wins, draws, losts) in zip(("first", "second"), exam, strict=True):
    print(f"moving {name}: {wins + draws + losts} lines of play, {wins} won, {draws} drawn, {losts} lost")
lost_by_net = exam[0][2] + exam[1][2]
metric = {"name": "lines of tic-tac-toe lost", "value": lost_by_net, "unit": "of all", "at_most": 0}
display({"application/vnd.dl-curriculum.metric+json": metric}, raw=True)

# %% [markdown] id="proof-check-words"
# Not one lost game in the whole tree: that is asked.

# %% id="backup-never-loses" tags=["check"] for="backup outcomes losses exam"
assert sum(map(sum, exam)) > 0, "The exam found no line of play at all."
assert lost_by_net == 0, (
    f"The net loses {lost_by_net} lines of play. With the settings above, every seed that we tried ends without a "
    "loss. If you turned a dial, turn it back and run again from the parameters; if not, look at the signs in backup "
    "and outcomes."
)

# %% [markdown] id="values-words"
# ## Does it know what it knows?
#
# Tic-tac-toe can be solved by looking at everything (*minimax*), so for each of the positions that can occur, we know
# what it is truly worth. The net was never told. Its value against the truth:
#
# **Predict:** are the three heaps apart? Should the net be *right* about positions that good players never reach?

# %% [markdown] id="values-prediction"
# *My guess:*

# %% id="values"
truth = {}


def solve(board: np.ndarray) -> int:
    """What a position is worth to who is to move, by trying everything; fills `truth`."""
    key = board.tobytes()
    if key not in truth:
        over, worth = TIC_TAC_TOE.ended(board[None])
        moves = np.flatnonzero(TIC_TAC_TOE.legal(board[None])[0])
        after = TIC_TAC_TOE.play(board[None].repeat(len(moves), axis=0), moves)
        truth[key] = int(worth[0]) if over[0] else max(-solve(board) for board in after)
    return truth[key]


solve(TIC_TAC_TOE.start(1)[0])
solved = np.stack([np.frombuffer(key, dtype=np.int8).reshape(3, 3) for key in truth])
open_ones = ~TIC_TAC_TOE.ended(solved)[0]
solved, true_worth = solved[open_ones], np.array(list(truth.values()))[open_ones]
guessed = opinion(solved)[1]
agree = np.mean(np.rint(guessed) == true_worth)
print(f"{len(solved)} positions; rounded to -1, 0 or 1, the net's value is right in {agree:.1%}")

figure, axis = plt.subplots(figsize=(7, 3))
bins = np.linspace(-1, 1, 41)
for worth, name, colour, hatch in ((-1, "lost", ORANGE, "//"), (0, "drawn", GREY, ""), (1, "won", BLUE, "\\\\")):
    chosen = guessed[true_worth == worth]
    axis.hist(chosen, bins, color=colour, alpha=0.6, hatch=hatch, label=f"truly {name}: {len(chosen)}")
axis.set(xlabel="the net's value v", ylabel="number of positions", title="every open position of tic-tac-toe")
axis.legend(frameon=False)
plt.show()
metric = {"name": "positions judged right", "value": round(float(agree), 3), "unit": "share"}
display({"application/vnd.dl-curriculum.metric+json": metric}, raw=True)

# %% [markdown] id="values-after"
# Near the ends it is sure, and mostly right; in between it hedges. It learned from games in which both sides still
# experiment, so that a won position was sometimes thrown away; and many of these positions hardly come up between
# players who know what they do. A value is a forecast about *the players that the net has seen*, not about perfect
# ones. For choosing moves, that was enough.

# %% [markdown] id="teacher-words"
# ## The teacher and the pupil
#
# The whole idea rests on one claim: *a search plays better than the net that guides it*. We can test it. Take the nets
# from before training, and after one and two rounds, and let each sit the exam alone and with searches of
# growing size.
#
# **Predict:** which helps more: one round of learning, or 100 simulations?

# %% [markdown] id="teacher-prediction"
# *My guess:*


# %% id="teacher"
def lost_with_search(net: Net, simulations: int) -> int:
    def choose(boards: np.ndarray) -> np.ndarray:
        return search(TIC_TAC_TOE, ask(net, TIC_TAC_TOE), boards, simulations).visits[:, 0].argmax(axis=1)

    return sum(every_line(TIC_TAC_TOE, choose, side)[2] for side in (0, 1))


figure, axis = plt.subplots(figsize=(7, 3.4))
pupil, sizes = Net(TIC_TAC_TOE).to(device), (10, 30, 100)
styles = {0: (ORANGE, "o"), 1: (GREY, "s"), 2: (BLUE, "D")}
for rounds, (colour, marker) in styles.items():
    pupil.load_state_dict(snapshots[min(rounds, len(snapshots) - 1)])
    alone = lines_lost(pupil)
    searched = [lost_with_search(pupil, simulations) for simulations in sizes]
    axis.plot([1, *sizes], [alone, *searched], marker=marker, color=colour, label=f"after {rounds} rounds")
axis.set(xscale="log", yscale="symlog", ylim=(-0.3, 1000), xlabel="simulations for each move")
axis.set(ylabel="lines of play lost", title="a search plays better than the net that guides it")
axis.set_xticks([1, *sizes], ["alone", *sizes])
axis.minorticks_off()
axis.legend(frameon=False)
plt.show()

# %% [markdown] id="teacher-after"
# Read the picture in two directions. To the right: with the same net, more search loses less. Downwards: after every
# round the net *alone* takes over a good part of what the one before it could only do with its search. That is the
# circle: the search is the teacher, the net is the pupil, and the pupil becomes the eyes of the next teacher.

# %% [markdown] id="four-words"
# ## The same code, a larger game
#
# Connect Four has about $4.5 \cdot 10^{12}$ positions; nobody plays every line. But **there is nothing new to write**:
# the same net, search, self-play and trainer get other rules, and that is all.
#
# You can watch a few rounds here. Before and after each, the net plays against its own untrained self, both with the
# same small search, from every opening of two moves, once on each side: 98 games. A draw counts half.
#
# Players are functions: they get the boards, and the moves that led there, and answer with moves.
#
# **Predict:** at first the two are the same player, so half the points it will be. And after 128 games against itself?
# After a thousand?

# %% [markdown] id="four-prediction"
# *My guess:*


# %% id="players"
OPENINGS = np.stack(np.divmod(np.arange(49), 7), axis=1)  # every pair of a first and a second move


def net_player(net: nn.Module, game: Game, simulations: int = 0):
    """Takes the net's favourite move or, with simulations, the one that its search visited most."""
    evaluate = ask(net, game)

    def choose(boards: np.ndarray, histories: np.ndarray) -> np.ndarray:
        wishes = search(game, evaluate, boards, simulations).visits[:, 0] if simulations else evaluate(boards)[0]
        return wishes.argmax(axis=1)

    return choose


def rollout_player(simulations: int, seed: int):
    """OpenSpiel's tree search without a net, which judges positions by random play; None where it is not installed."""
    try:
        import pyspiel
    except ImportError:
        return None
    rules = pyspiel.load_game("connect_four")
    judge = pyspiel.RandomRolloutEvaluator(1, seed)
    bot = pyspiel.MCTSBot(rules, judge, 2.0, simulations, max_memory_mb=100, solve=True, seed=seed, verbose=False)

    def choose(boards: np.ndarray, histories: np.ndarray) -> np.ndarray:
        moves = []
        for history in histories:
            state = rules.new_initial_state()
            for move in history:
                state.apply_action(int(move))
            moves.append(bot.step(state))
        return np.array(moves)

    return choose


def match(game: Game, player, opponent, openings: np.ndarray) -> tuple[int, int, int]:
    """Games won, drawn and lost by the player, who takes each opening once on either side."""
    side, histories = np.repeat([0, 1], len(openings)), np.tile(openings, (2, 1))
    boards, results, playing = game.start(len(side)), np.zeros(len(side)), np.arange(len(side))
    for moves in histories.T:
        boards = game.play(boards, moves)
    while playing.size:
        mine, moves = side[playing] == histories.shape[1] % 2, np.zeros(len(playing), dtype=int)
        for choose, turn in ((player, mine), (opponent, ~mine)):
            if turn.any():
                moves[turn] = choose(boards[turn], histories[turn])
        boards, histories = game.play(boards, moves), np.column_stack([histories, moves])
        over, worth = game.ended(boards)
        results[playing[over]] = np.where(mine[over], -worth[over], worth[over])
        boards, histories, playing = boards[~over], histories[~over], playing[~over]
    return tuple(int((results == result).sum()) for result in (1, 0, -1))


# %% [markdown] id="four-live-words"
# Twenty seconds of it:

# %% id="four-live"
torch.manual_seed(SEED)
beginner = Settings(simulations=LIVE_SIMULATIONS, explore=16, memory=20_000, steps=150)
live = Trainer(CONNECT_FOUR, Net(CONNECT_FOUR), beginner, SEED)
former = Net(CONNECT_FOUR).to(device)
former.load_state_dict(live.net.state_dict())


def points_against_former() -> float:
    """The share of the points that the live net takes from its untrained self, both with 25 simulations a move."""
    players = (net_player(net, CONNECT_FOUR, 25) for net in (live.net, former))
    won, drawn, lost_games = match(CONNECT_FOUR, *players, OPENINGS)
    return (won + drawn / 2) / (won + drawn + lost_games)


live_points = [points_against_former()]
for _ in tqdm(range(LIVE_ROUNDS), desc="rounds"):
    live.round()
    live_points.append(points_against_former())

figure, axis = plt.subplots(figsize=(7, 3))
axis.axhline(0.5, color=GREY, linewidth=0.8)
axis.plot(live_points, "o-", color=BLUE)
axis.set(xlabel="rounds of 128 games against itself", ylabel="share of the points", ylim=(0, 1))
axis.set(title="Connect Four: the net against its untrained self", xticks=range(len(live_points)))
plt.show()
metric = {
    "name": "Connect Four, points against the untrained self",
    "value": round(live_points[-1], 3),
    "unit": "share",
}
display({"application/vnd.dl-curriculum.metric+json": metric | {"at_least": 0.8}}, raw=True)

# %% [markdown] id="four-live-check-words"
# The same signs, the same losses, another game: it has to learn here, too.

# %% id="losses-teach-four" tags=["check"] for="backup outcomes losses"
assert live_points[-1] >= 0.8, (
    f"After {LIVE_ROUNDS} rounds the net takes {live_points[-1]:.2f} of the points from its untrained self; with the "
    "settings above, 0.8 is reached on every seed that we tried. Fewer rounds may not be enough."
)

# %% [markdown] id="four-live-after"
# ## A net with more patience
#
# For a longer run the body may look at the board as the paper's does: a tower of convolutions, each pair with a short
# cut around it, so that a block has to learn only what to *add*. Theirs had twenty such blocks, this one has two.


# %% id="tower"
class Tower(nn.Module):
    """Residual blocks of convolutions, with two heads."""

    def __init__(self, game: Game, channels: int = 32, blocks: int = 2):
        super().__init__()
        cells = game.rows * game.columns
        self.first = nn.Conv2d(2, channels, 3, padding=1)
        pairs = [[nn.Conv2d(channels, channels, 3, padding=1) for _ in range(2)] for _ in range(blocks)]
        self.tower = nn.ModuleList(nn.ModuleList(pair) for pair in pairs)
        for _, second in self.tower:
            nn.init.zeros_(second.weight)  # a block begins by changing nothing
        self.policy = nn.Sequential(
            nn.Conv2d(channels, 4, 1), nn.ReLU(), nn.Flatten(), nn.Linear(4 * cells, game.moves)
        )
        value = [nn.Conv2d(channels, 4, 1), nn.ReLU(), nn.Flatten(), nn.Linear(4 * cells, 64)]
        self.value = nn.Sequential(*value, nn.ReLU(), nn.Linear(64, 1), nn.Tanh())

    def forward(self, boards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of all moves, of shape (boards, moves), and values of shape (boards,)."""
        features = self.first(torch.stack([boards == 1, boards == -1], dim=1).float()).relu()
        for one, two in self.tower:
            features = (features + two(one(features).relu())).relu()
        return self.policy(features), self.value(features).squeeze(1)


# %% [markdown] id="four-champion-words"
# Beside this notebook lies `connect_four.npz`, 100 kB: a `Tower`, trained by your own cells, solved, for longer than
# you would like to wait. It was made on one core by
#
# ```
# python scripts/train_connect_four.py train --minutes 8
# ```
#
# in the project's repository, called until all rounds were done. Settings, seed and losses are in the file, too.

# %% id="four-champion"
stored = np.load("connect_four.npz")
record = json.loads(str(stored["record"]))
veteran = Tower(CONNECT_FOUR, **record["net"]).to(device)
weights = {name: torch.as_tensor(stored[name], dtype=torch.float32) for name in veteran.state_dict()}
veteran.load_state_dict(weights)
print(f"{record['games']:,} games in {record['rounds']} rounds, {record['processor_minutes']} processor minutes")
print(f"seed {record['seed']}, {record['settings']}")

value_losses, policy_losses, lengths = np.transpose(record["losses"])
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3))
left.plot(policy_losses, color=ORANGE, linestyle="--", label="policy: cross-entropy")
left.plot(value_losses, color=BLUE, label="value: squared error")
left.set(xlabel="round of 128 games", ylabel="loss", ylim=0, title="the longer run")
left.legend(frameon=False)
right.plot(lengths, color=GREEN)
right.set(xlabel="round of 128 games", ylabel="moves in a game (mean)", ylim=(0, 42), title="games grow longer")
plt.show()

# %% [markdown] id="tournament-words"
# ## The tournament
#
# The opponents come from OpenSpiel: tree searches without a net. They judge a position by playing it to its end at
# random, with 100, 400 or 1,000 simulations for each move. From all 49 openings of two moves, on both sides, that
# makes 98 games a pairing; a draw counts half. The table was made once, by the same script
# (`python scripts/train_connect_four.py tournament`).
#
# **Predict:** our net alone, *one look at the board and no search at all*, against 100 random games a move: who wins?

# %% [markdown] id="tournament-prediction"
# *My guess:*

# %% id="tournament"
table = json.loads(Path("connect_four.json").read_text())
points = np.array([[(won + drawn / 2) / (won + drawn + lost) for won, drawn, lost in row] for row in table["results"]])
figure, axis = plt.subplots(figsize=(8, 3.6))
shown = axis.imshow(points, cmap="PuOr_r", vmin=0, vmax=1, aspect="auto")
for (row, column), share in np.ndenumerate(points):
    won, drawn, lost_games = table["results"][row][column]
    colour = "white" if abs(share - 0.5) > 0.35 else "black"
    axis.text(column, row, f"{won} – {drawn} – {lost_games}", ha="center", va="center", color=colour)
axis.set_xticks(range(len(table["opponents"])), table["opponents"])
axis.set_yticks(range(len(table["players"])), table["players"])
axis.set(xlabel="opponent", title="won–drawn–lost, of 98 games")
axis.spines[:].set_visible(False)
figure.colorbar(shown, label="share of the points")
plt.show()

# %% [markdown] id="rematch-words"
# One look at the board is worth almost a hundred random games. And with a search of 50 positions the net beats an
# opponent who plays a thousand games to their ends before each move: knowing where to look saves most of the looking.
# (That 150 simulations do no better than 50 against the strongest is within the luck of 98 games.)
#
# Do not take our word for it. Here are games played now, from the seven openings of one move, on both sides, against
# the search with 100 simulations. They need the package `open-spiel`; where it is not installed, only this cell stays
# silent.

# %% id="rematch"
opponent = rollout_player(100, SEED)
if opponent is None:
    print("The package open-spiel is not installed here, so there is no rematch. The table above was made with it.")
else:
    for simulations in (0, 50):
        result = match(CONNECT_FOUR, net_player(veteran, CONNECT_FOUR, simulations), opponent, np.arange(7)[:, None])
        print(f"with {simulations:2d} simulations a move: {result[0]} won, {result[1]} drawn, {result[2]} lost")

# %% [markdown] id="truth-words"
# ## What has it understood?
#
# Connect Four was solved by computers in 1988: with perfect play, who begins in the middle column wins, who begins
# right beside it draws, and who begins further out loses. Nobody told the net. We ask it about each first move: its
# value at first sight, and the mean value that a search of 400 simulations finds.

# %% id="truth"
after_first = CONNECT_FOUR.play(CONNECT_FOUR.start(7), np.arange(7))
glance = -ask(veteran, CONNECT_FOUR)(after_first)[1]
thought = -search(CONNECT_FOUR, ask(veteran, CONNECT_FOUR), after_first, 400).totals[:, 0].sum(axis=1) / 400
figure, axis = plt.subplots(figsize=(7, 3.2))
axis.axhline(0, color=GREY, linewidth=0.8)
axis.step(np.arange(-1, 9) - 0.5, [np.nan, -1, -1, 0, 1, 0, -1, -1, np.nan, np.nan], where="post", color="#BBBBBB")
axis.plot([], [], color="#BBBBBB", label="the truth")
axis.plot(glance, "s", color=ORANGE, label="the net at first sight")
axis.plot(thought, "o", color=BLUE, label="after 400 simulations")
axis.set(xlabel="column of the first move", ylabel="worth to who begins", ylim=(-1.1, 1.5), xlim=(-0.6, 6.6))
axis.legend(frameon=False, loc="upper center", ncols=3)
plt.show()

# %% [markdown] id="duel-words"
# ## Play against it
#
# Run the next cell, and press a column; or call `duel.play(3)` in a cell of your own, which does the same. With
# `Duel(veteran, 400)` it thinks longer, with `Duel(veteran, 0)` not at all, and with `you_begin=False` it begins. Each
# picture shows where its search looked before it answered.


# %% id="duel"
class Duel:
    """A game of Connect Four between you and a net."""

    def __init__(self, net: nn.Module, simulations: int = 100, you_begin: bool = True):
        self.choose, self.boards, self.news = ask(net, CONNECT_FOUR), CONNECT_FOUR.start(1), "Your move."
        self.simulations, self.shares = max(simulations, 1), None
        if not you_begin:
            self.answer()

    def play(self, column: int) -> None:
        """Drops your stone, then the net's, and shows the board."""
        if CONNECT_FOUR.ended(self.boards)[0][0]:
            self.news += " Make a new Duel for another game."
        elif not 0 <= column < 7 or not CONNECT_FOUR.legal(self.boards)[0, column]:
            self.news = f"Column {column} is full or not on the board; take another one from 0 to 6."
        else:
            self.boards = CONNECT_FOUR.play(self.boards, np.array([column]))
            if not self.over("You have won."):
                self.answer()
        self.show()

    def answer(self) -> None:
        visits = search(CONNECT_FOUR, self.choose, self.boards, self.simulations).visits[:, 0]
        self.shares = shares_of(visits, 1.0)[0]
        self.boards = CONNECT_FOUR.play(self.boards, visits.argmax(axis=1))
        self.news = f"It took column {visits[0].argmax()}. Your move."
        self.over("The net has won.")

    def over(self, if_won: str) -> bool:
        over, worth = CONNECT_FOUR.ended(self.boards)
        if over[0]:
            self.news = if_won if worth[0] else "A draw."
        return bool(over[0])

    def show(self) -> None:
        _, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), width_ratios=[3, 2])
        draw_board(left, CONNECT_FOUR, self.boards[0], title=self.news)
        right.bar(range(7), np.zeros(7) if self.shares is None else self.shares, color=GREEN)
        right.set(xlabel="column", ylabel="share of its visits", ylim=(0, 1), title="where it looked")
        plt.show()


duel = Duel(veteran, 100)
duel.play(3)

# %% [markdown] id="buttons-words"
# The same with buttons, where the notebook can show them.

# %% id="buttons"
try:
    from ipywidgets import Button, HBox, Layout, Output, VBox
except ImportError:
    print("Without the package ipywidgets there are no buttons; duel.play(3) works all the same.")
else:
    screen = Output()

    def pressed(button) -> None:
        screen.clear_output(wait=True)
        with screen:
            duel.play(int(button.description))

    columns = [Button(description=str(column), layout=Layout(width="52px")) for column in range(7)]
    for column in columns:
        column.on_click(pressed)
    display(VBox([HBox(columns), screen]))

# %% [markdown] id="paper-words"
# ## Reading the paper
#
# *Mastering the game of Go without human knowledge* (Silver and others, 2017). You have written its method section;
# now read it with your own code beside it.
#
# - **Figure 1** is the circle: self-play with a search in every position, then training on its shares and on who won.
#   You wrote it as `self_play`, `losses` and `Trainer.round`.
# - **Figure 2** is one simulation in four pictures: select by $Q + U$, expand and evaluate, back up, play. These are
#   `puct`, `Trees.descend`, `backup` and `shares_of`.
# - **Figure 3** is three days of training. The playing strength passes that of the program that beat Lee Sedol after a
#   day and a half. A net taught by human games predicts human moves better, and plays worse. Your exam curve is its
#   left panel; and you have seen how little a loss says.
# - **Figure 4** compares four nets: residual or plain, one net with two heads or two nets. Residual helps, sharing
#   helps, and `Tower` does both.
# - **Figure 5** shows what it found out about Go: corner sequences that people know, which it discovered, liked for a
#   while and often dropped; and games from its third, nineteenth and seventieth hour, from grabbing stones to balance.
#   Your plot of first moves is a small relative.
# - **Figure 6** is the larger net after forty days. In its table of strengths, look for the *raw network*: without
#   search it is some 2,000 Elo points weaker than with it. Compare the rows of your tournament.
#
# And what was made smaller here:
#
# | | AlphaGo Zero (the run of three days) | tic-tac-toe here | Connect Four here |
# |---|---|---|---|
# | board | 19 × 19 | 3 × 3 | 6 × 7 |
# | planes that the net sees | 17, with the last eight positions | 2 | 2 |
# | body | 20 residual blocks of 256 channels, batch norm | two dense layers of 256 | 2 blocks of 32 channels |
# | weights | some 23 million | 90 thousand | 50 thousand |
# | simulations a move | 1,600 | 60 | 50 |
# | games against itself | 4.9 million | 1,536 | 6,912 |
# | steps of the optimiser | 700,000 of 2,048 positions | 2,400 of 256 | 5,400 of 256 |
# | memory | the newest 500,000 games | 6,000 positions | 60,000 positions |
# | temperature 1 for | 30 moves | the whole game | 16 moves |
# | noise at the root | 25 %, Dirichlet 0.03 | 25 %, Dirichlet 1 | 25 %, Dirichlet 1 |
# | symmetries | 8 | 8 | 2 |
# | gate for a new net | 55 % of 400 games | the exam | none |
# | tree kept for the next move | yes | no | no |
# | giving up lost games | yes | no | no |
# | time | three days, 64 GPU workers for the learning alone | ten seconds on one core | ten minutes on one core |
#
# Its successor, AlphaZero, dropped the gate and the symmetries, and played chess and shogi with the same code: the
# claim that you have just repeated with two small games. MuZero then took away the last gift, the rules.

# %% [markdown] id="change-words"
# ## Change this, what happens?
#
# Write down what you expect before you run each one (from the parameters down).
#
# 1. `EXPLORATION = 0` or `10`: does the exam still end at 0? Why is greed bad here, and why is curiosity dear?
# 2. `Settings(explore=4)` for tic-tac-toe: only the first four moves are drawn, then the most visited is taken. It
#    looks wiser. Which positions does the net never see any more?
# 3. `SIMULATIONS = 10`: is a weak teacher slower, or does the circle stop?
# 4. In `outcomes_of`, give every position the outcome 0. Values now teach nothing. Does the policy learn all the same?
# 5. In `self_play`, search without noise: `noise = None`. Does it matter here? And in Go, with 361 first moves?
#
# *What I found:*

# %% [markdown] id="further"
# ## Where it came from, where it comes again
#
# - The paper, [*Mastering the game of Go without human knowledge*](https://doi.org/10.1038/nature24270) (2017), and its
#   successor, [*A general reinforcement learning algorithm that masters chess, shogi, and
#   Go*](https://doi.org/10.1126/science.aar6404) (2018).
# - Tree search before nets: [Coulom, 2006](https://doi.org/10.1007/978-3-540-75538-8_7), and
#   [Kocsis and Szepesvári, 2006](https://doi.org/10.1007/11871842_29), whose UCT became PUCT.
# - Without the rules: [MuZero](https://arxiv.org/abs/1911.08265) (2019).
# - In this curriculum: the bonus for what was seldom tried is the one of the *bandits*; the policy's loss is that of
#   *Pong, from pixels and score*, with the search's shares in place of luck; and in the capstone you may take Connect
#   Four further.
#
# If it hurts: read sections 8.10 and 8.11 of Sutton and Barto for tree search by itself, and 16.6 for AlphaGo. If the
# signs are what hurts, play one line of tic-tac-toe on paper and write beside each position, from the end backwards,
# what it is worth to the player who is to move.
