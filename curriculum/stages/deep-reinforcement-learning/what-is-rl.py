# %% [markdown] id="question"
# # Learning from reward
#
# A robot was to tidy a room. Nobody programmed a route, nobody showed it one. It got a point for each piece of dirt
# that it sucked up, and 25,000 shifts to practise. Run the next few cells and watch what it made of that.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"matplotlib": "matplotlib", "sklearn": "scikit-learn", "PIL": "pillow"}

# %% [markdown] id="setup-about"
# Now the tools. `show_film` plays what robots did, side by side.

# %% id="setup"
import base64
import io

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import HTML, display
from PIL import Image, ImageDraw
from sklearn.datasets import load_digits
from tidy_room import Room

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#666666"
plt.rcParams.update({"figure.facecolor": "white", "axes.facecolor": "white", "savefig.facecolor": "white"})
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})


def show_film(shifts: dict[str, tuple[Room, list[int]]]) -> None:
    """Shows what robots do, side by side: for each title a room and a list of actions."""
    reels = {title: room.film(actions) for title, (room, actions) in shifts.items()}
    pages = []
    for moment in range(max(map(len, reels.values()))):
        page = Image.new("RGB", (276 * len(reels), 226), "white")
        for place, (title, reel) in enumerate(reels.items()):
            picture, total = reel[min(moment, len(reel) - 1)]
            page.paste(picture, (276 * place + 8, 38))
            words = f"step {min(moment, len(reel) - 1)}: {total['dirt']} pieces sucked up, {total['spill']} spills"
            ImageDraw.Draw(page).text((276 * place + 8, 4), f"{title}\n{words}", fill="black")
        pages.append(page.quantize(24))
    file = io.BytesIO()
    pages[0].save(file, "GIF", save_all=True, append_images=pages[1:], duration=200, loop=3)
    shown = base64.b64encode(file.getvalue()).decode()
    display(HTML(f'<img src="data:image/gif;base64,{shown}" alt="A film of robots in a room: {", ".join(shifts)}.">'))


# %% [markdown] id="wonder"
# Blue with a white eye: the robot. Orange: this morning's crumbs. The blue house: its dock. And on the right a tray of
# seedlings, which throws soil on the tile beside it when somebody drives onto it.

# %% id="wonder-film"
recorded = [int(action) for action in "111" + "31" * 28 + "3"]
show_film({"paid for dirt": (Room(pay={"dirt": 1}), recorded)})

# %% [markdown] id="promise"
# The crumbs lie where they lay, and its score is magnificent. Is it stupid? Is it clever? It did exactly what it was
# paid for.
#
# In this notebook you train this robot, see it go wrong, and put it right. You will then be able to
#
# - solve one task twice, from labels and from reward, and say what the second costs;
# - write the loop that every agent lives in, and hand a late reward back to the actions before it;
# - say why an agent makes its own data, and why one that stops trying stops learning;
# - recognise a reward that can be gamed, and mend it with a price or with a rule.
#
# It takes about 80 minutes, hardly any of it spent waiting. You should have met softmax and cross-entropy; numpy is all
# we need.

# %% [markdown] id="parameters-about"
# The dials, to be left alone the first time through.

# %% id="parameters" tags=["parameters"]
SEED = 0
ROUNDS = 1000  # updates of the digit reader, 20 pictures each
CURIOSITY = 0.2  # how often the digit reader says just any digit
STEPS = 60  # length of a robot's shift
ROBOTS = 64  # robots that practise side by side
UPDATES = 400  # 400 × 64 are 25,600 shifts
DISCOUNT = 0.97
RATE = 1.0

# %% [markdown] id="labels-about"
# ## 1. One task, two teachers
#
# First something you know: telling handwritten digits apart. The model is as plain as can be, one matrix and a softmax:
# for each picture it has ten *beliefs* $p_0 \dots p_9$ that add up to one.
#
# **The first teacher tells the answer.** Under cross-entropy, one step of gradient descent moves the ten scores of a
# picture along *one-hot(label)* $-\, p$: the label's score up, all others down, by as much as they were wrong. Call
# that the **push**. (You derived it in stage two; there it had the opposite sign, because it was the slope of a loss.)


# %% id="labels" tags=["exercise"]
def push_from_labels(beliefs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The push on every score, of shape (pictures, choices) like the beliefs; labels are numbers of choices."""
    ### BEGIN SOLUTION
    #: for each picture, a row with a 1 at its label and zeros elsewhere, minus the beliefs.
    return np.eye(beliefs.shape[-1])[labels] - beliefs
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="labels"
# Do one picture by hand: beliefs 0.2, 0.5, 0.3, and the label is choice 0. Which score has to rise, and by how much is
# its belief still short of 1?

# %% [markdown] tags=["hint"] for="labels"
# The rows of `np.eye(3)` are one-hot vectors, and an array of labels picks one row for each picture:
# `np.eye(3)[labels]`.

# %% [markdown] id="labels-check-about"
# Two pictures, three choices.

# %% id="labels-hand" tags=["check"]
believed = np.array([[0.2, 0.5, 0.3], [0.1, 0.1, 0.8]])
push = push_from_labels(believed, np.array([0, 2]))
assert push.shape == (2, 3), f"One push for each score was asked for, shape (2, 3); the shape is {push.shape}."
assert push[0, 0] > 0, (
    f"The label's score should be pushed up; yours gets {push[0, 0]:.2f}. A push climbs, a loss's slope descends."
)
assert np.allclose(push, [[0.8, -0.5, -0.3], [-0.1, -0.1, 0.2]]), (
    "With beliefs 0.2, 0.5, 0.3 and label 0 the push is 0.8, -0.5, -0.3; with 0.1, 0.1, 0.8 and label 2 it is "
    f"-0.1, -0.1, 0.2. Yours: {push.round(2).tolist()}."
)

# %% [markdown] id="answer-about"
# **The second teacher only says *right* or *wrong*.** So the model has to say something first, and what it learns
# depends on what it says. Two kinds of pupil get nowhere: one always says what it believes most, and never hears
# about anything else; one says anything at all, and makes no use of what it knows.
#
# Ours draws its answer from its beliefs, so what it believes more it says more often. And with a small probability, its
# *curiosity* $c$, it says just any of the $k$ choices: answer $a$ comes with the probability
#
# $$(1 - c)\; p_a + c \cdot \tfrac1k.$$
#
# `draw` is ready: it draws one choice for each row of probabilities.


# %% id="answer" tags=["exercise"]
def softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def draw(probabilities: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One choice for each row, drawn with the row's probabilities."""
    return (probabilities.cumsum(axis=-1) > rng.random((len(probabilities), 1))).argmax(axis=-1)


def answer(beliefs: np.ndarray, curiosity: float, rng: np.random.Generator) -> np.ndarray:
    """One answer for each row of beliefs, drawn from a mixture of the beliefs and of all choices alike."""
    ### BEGIN SOLUTION
    #: mix the beliefs with equal probabilities for all choices, as in the formula, and `draw`.
    return draw((1 - curiosity) * beliefs + curiosity / beliefs.shape[-1], rng)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="answer"
# What should happen with a curiosity of 0, and what with 1? The formula needs no `if` for either.

# %% [markdown] tags=["hint"] for="answer"
# Adding `curiosity / 10` to an array adds it to each of ten choices. How many choices there are, the beliefs know:
# `beliefs.shape[-1]`. Give the mixture and `rng` to `draw`.

# %% [markdown] id="answer-check-about"
# Frequencies of 20,000 answers, at three degrees of curiosity.

# %% id="answer-frequencies" tags=["check"]
for curious, wanted in [(0.0, [0.7, 0.3, 0.0]), (1.0, [1 / 3, 1 / 3, 1 / 3]), (0.3, [0.59, 0.31, 0.1])]:
    said = answer(np.tile([0.7, 0.3, 0.0], (20_000, 1)), curious, np.random.default_rng(1))
    assert said.shape == (20_000,), f"One answer for each row: shape (20000,) was expected, {said.shape} came."
    often = np.bincount(said, minlength=3) / 20_000
    assert curious or often.max() < 1, "The same answer came every time: draw one, do not take the likeliest."
    assert np.allclose(often, wanted, atol=0.02), (
        f"Beliefs 0.7, 0.3, 0 with curiosity {curious}: the answers should come with the frequencies "
        f"{np.round(wanted, 2).tolist()}; yours come with {often.round(2).tolist()}."
    )

# %% [markdown] id="rewards-about"
# Now the push. Reward 1 for right, 0 for wrong. If the answer was right, treat it as if it were the label. If not, all
# we know is *not that one*, and we leave things as they are:
#
# $$\text{push} = \text{reward} \times (\text{one-hot}(\text{answer}) - p).$$
#
# **Do more of what was rewarded.** That is the whole rule, and it will still be the rule for the robot. There the
# reward can be any number, and there are two axes before the choices, so write it for beliefs of shape (…, choices).
#
# **Predict:** about 1,000 pictures with labels suffice to read 90 % of new digits. How many will the second pupil need?
# And how far does one get that always says what it believes most?

# %% [markdown] id="rewards-prediction"
# *My guess:*


# %% id="rewards" tags=["exercise"]
def push_from_rewards(beliefs: np.ndarray, answers: np.ndarray, rewards: np.ndarray) -> np.ndarray:
    """The push on every score, (…, choices) like the beliefs; answers and rewards have the shape (…)."""
    ### BEGIN SOLUTION
    #: as with labels, but towards the answer that was given, and times its reward.
    return rewards[..., None] * push_from_labels(beliefs, answers)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="rewards"
# You have written most of it. What takes the label's place, and what is it multiplied by?

# %% [markdown] tags=["hint"] for="rewards"
# The rewards have one axis less than the push; `rewards[..., None]` gives them one of length 1 at the end, so that each
# reward meets all choices of its own picture.

# %% [markdown] id="rewards-check-about"
# By hand; then with axes before; then the point of it all: averaged over the answers that the beliefs would give, the
# push must be the slope of the expected reward.

# %% id="rewards-hand" tags=["check"]
push = push_from_rewards(believed, np.array([1, 2]), np.array([0.0, 1.0]))
assert push.shape == (2, 3), f"One push for each score was asked for, shape (2, 3); the shape is {push.shape}."
assert np.allclose(push[0], 0), f"The first answer earned 0, so nothing should move; yours moves by {push[0].round(2)}."
assert np.allclose(push[1], [-0.1, -0.1, 0.2]), (
    f"The second answer, 2, earned 1: the push is -0.1, -0.1, 0.2, towards the answer. Yours: {push[1].round(2)}."
)
deal = np.random.default_rng(2)
many, choices, earned_then = deal.dirichlet(np.ones(4), (5, 6)), deal.integers(4, size=(5, 6)), deal.normal(size=(5, 6))
push = push_from_rewards(many, choices, earned_then)
assert push.shape == (5, 6, 4), f"Beliefs of shape (5, 6, 4) should give a push of that shape, not {push.shape}."
assert np.allclose(push[3, 4], push_from_rewards(many[3, 4], choices[3, 4], earned_then[3, 4])), (
    "With axes before the choices something mixes: each reward belongs to its own row of beliefs."
)

# %% id="rewards-slope" tags=["check"]
scores, worth = np.array([0.3, -0.2, 0.9]), np.array([1.0, -2.0, 0.5])
probabilities = softmax(scores)
average = sum(probabilities[a] * push_from_rewards(probabilities[None], np.array([a]), worth[[a]])[0] for a in range(3))
nudged = [(softmax(scores + 1e-6 * nudge) @ worth - probabilities @ worth) / 1e-6 for nudge in np.eye(3)]
assert np.allclose(average, nudged, atol=1e-4), (
    f"Nudging each score changes the expected reward at the rates {np.round(nudged, 3).tolist()}; your push is "
    f"{average.round(3).tolist()} on average. Is the reward a factor, with its own sign?"
)

# %% [markdown] id="digits-about"
# All of this goes into one loop. It is the same loop for every teacher: twenty pictures, beliefs, a push, a step. Only
# the lines that make the push differ. Read it, then run it: five runs each, a few seconds.


# %% id="digits"
pictures, digits = load_digits(return_X_y=True)
pictures = np.hstack([pictures / 16, np.ones((len(pictures), 1))])


def read_digits(teacher: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The accuracy on 500 held-out digits after every five rounds, and the matrix."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(digits))
    held_out, practice = order[:500], order[500:]
    matrix, accuracies = np.zeros((65, 10)), []
    for done in range(1, ROUNDS + 1):
        shown = rng.choice(practice, 20)
        beliefs = softmax(pictures[shown] @ matrix)
        if teacher == "labels":
            push = push_from_labels(beliefs, digits[shown])
        else:
            curious = teacher == "reward, curious"
            said = answer(beliefs, CURIOSITY if curious else 0.0, rng)
            if teacher == "reward, never tries":
                said = beliefs.argmax(axis=1)
            push = push_from_rewards(beliefs, said, (said == digits[shown]).astype(float))
        matrix += RATE * pictures[shown].T @ push / 20
        if done % 5 == 0:
            accuracies.append(((pictures[held_out] @ matrix).argmax(axis=1) == digits[held_out]).mean())
    return np.array(accuracies), matrix


COLOURS = {
    "labels": BLUE,
    "reward, curious": ORANGE,
    "reward, not curious": GREEN,
    "reward, never tries": GREY,
}
runs = {teacher: [read_digits(teacher, 100 * SEED + run) for run in range(5)] for teacher in COLOURS}
curves = {teacher: np.array([accuracies for accuracies, _ in of_teacher]) for teacher, of_teacher in runs.items()}

# %% [markdown] id="curves-about"
# Thin lines are single runs, thick ones their mean. The axis below is logarithmic: each tick is ten times the one
# before.

# %% id="curves"
figure, axis = plt.subplots(figsize=(8, 3.8))
seen_so_far = 100 * np.arange(1, curves["labels"].shape[1] + 1)
for teacher, of_teacher in curves.items():
    axis.plot(seen_so_far, of_teacher.T, color=COLOURS[teacher], alpha=0.25, linewidth=1)
    axis.plot(seen_so_far, of_teacher.mean(axis=0), color=COLOURS[teacher], linewidth=2.5, label=teacher)
axis.axhline(0.9, color="black", linestyle=":", linewidth=1)
axis.set(xscale="log", xlabel="pictures seen", ylabel="share of new digits read right", ylim=(0, 1))
axis.legend(frameon=False, loc="lower right")
plt.show()

needed = {}
for teacher in ("labels", "reward, curious"):
    reached = [seen_so_far[np.argmax(run >= 0.9)] if run.max() >= 0.9 else seen_so_far[-1] for run in curves[teacher]]
    needed[teacher] = np.median(reached)
times = needed["reward, curious"] / needed["labels"]
from_labels, from_rewards = (curves[teacher][:, -1].mean() for teacher in needed)
print(f"pictures for 90 %: {needed['labels']:.0f} with labels, {needed['reward, curious']:.0f} with reward")
for name, value, unit, asked in [
    ("digits read, from labels", from_labels, "share", {"at_least": 0.92}),
    ("digits read, from right and wrong", from_rewards, "share", {"at_least": 0.9}),
    ("pictures needed, reward against labels", times, "times as many", {}),
]:
    metric = {"name": name, "value": round(float(value), 3), "unit": unit, **asked}
    display({"application/vnd.dl-curriculum.metric+json": metric}, raw=True)

# %% [markdown] id="curves-check-about"
# Both learn, one of them dearly.

# %% id="rewards-learns" tags=["check"] for="labels rewards answer"
assert from_labels >= 0.92, (
    f"From labels, {from_labels:.2f} of the new digits are read right; every seed that we tried passed 0.92. "
    "With fewer ROUNDS this is not meant to pass."
)
assert from_rewards >= 0.9, (
    f"From right and wrong, {from_rewards:.2f} of the new digits are read right; every seed that we tried passed 0.9. "
    "Are the answers drawn from the mixture, and does the push go towards the answer?"
)

# %% [markdown] id="unsaid-about"
# Why do the two lower pupils fail? The one that never tries says 0 to everything, is right in one case of ten, and is
# confirmed in it. The one without curiosity is more interesting. Look at what it *says*.

# %% id="unsaid"
figure, axis = plt.subplots(figsize=(8, 3))
for place, teacher in [(-0.2, "reward, curious"), (0.2, "reward, not curious")]:
    worst = int(np.argmin(curves[teacher][:, -1]))
    says = np.bincount((pictures @ runs[teacher][worst][1]).argmax(axis=1), minlength=10)
    axis.bar(np.arange(10) + place, says, 0.4, color=COLOURS[teacher], label=f"{teacher}, worst of five runs")
axis.axhline(len(digits) / 10, color="black", linestyle=":", linewidth=1, label="how often it is shown, about")
axis.set(xlabel="digit", ylabel="how often it is said", xticks=range(10))
figure.legend(frameon=False, ncols=3, loc="outside upper center")
plt.show()

# %% [markdown] id="unsaid-after"
# Some digits it no longer says at all. Early on it happened to say them seldom; what is not said is never
# rewarded; and what is never rewarded is said even less. With labels this cannot happen, since the label comes whatever
# you believe. With reward, **what you learn depends on what you do**. That is what exploration is for.
#
# (With curiosity the answers do not come from the beliefs alone, so the push is no longer exactly the slope that was
# checked above. It works all the same; later exercises treat the matter properly.)
#
# ## 2. The loop
#
# So far one difference: a reward instead of a label. A robot has two more. Its actions decide *what it sees next*, and
# the reward comes *later* than the action that earned it.
#
# A **situation** is a number that says where the robot is and what still lies about. `room.reset(robots)` answers with
# the first situation of each robot (each has a room of its own), `room.step(situations, actions)` with the next
# situations and the rewards. The robot's beliefs about what to do are the softmax of a table of scores: one row for
# each situation, four columns for up, right, down, left. It starts with zeros, so with no opinion at all.


# %% id="play" tags=["exercise"]
def play(room, scores: np.ndarray, robots: int, curiosity: float, rng: np.random.Generator):
    """A shift of many robots: which situations they saw, what they did, what it earned, (STEPS, robots) each."""
    seen, done, earned = [], [], []
    situations = room.reset(robots)
    for _ in range(STEPS):
        ### BEGIN SOLUTION
        #: choose an action for every robot (`answer`, from the softmax of its situation's scores), let the
        #: room answer, append to the three lists, and go on from the new situations.
        actions = answer(softmax(scores[situations]), curiosity, rng)
        seen.append(situations)
        done.append(actions)
        situations, rewards = room.step(situations, actions)
        earned.append(rewards)
        ### END SOLUTION
    return np.array(seen), np.array(done), np.array(earned)


# %% [markdown] tags=["hint"] for="play"
# Say it aloud first: look, choose, act, note. To which situation does an action belong, the one in which it was chosen
# or the one it led to?

# %% [markdown] tags=["hint"] for="play"
# `scores[situations]` picks one row of four scores for each robot; `answer` wants beliefs, so put a softmax around it.
# Append `situations` before you replace them by what `room.step` answers.

# %% [markdown] id="play-check-about"
# Tried in the simplest of worlds, a long corridor: action 1 leads one tile on and earns the number of the tile that is
# left, everything else stays and earns nothing.

# %% id="play-corridor" tags=["check"]
ahead = np.tile([0.0, 50.0, 0.0, 0.0], (STEPS + 1, 1))


class Corridor:
    def reset(self, robots):
        return np.zeros(robots, dtype=int)

    def step(self, situations, actions):
        return situations + (actions == 1), np.where(actions == 1, situations, 0.0)


seen, done, earned = play(Corridor(), ahead, 3, 0.0, np.random.default_rng(0))
for name, of_shift in [("seen", seen), ("done", done), ("earned", earned)]:
    assert of_shift.shape == (STEPS, 3), f"`{name}` should have the shape ({STEPS}, 3), not {of_shift.shape}."
assert (done == 1).all(), "With a score of 50 for action 1, that is what every robot should do. Are the scores used?"
assert seen[0, 0] == 0, (
    f"The first situation noted is {seen[0, 0]}; every robot starts in 0. Note the situation in which the action was "
    "chosen, not the one it led to."
)
assert (seen[:, 0] == np.arange(STEPS)).all(), (
    f"One tile further each step was expected: 0, 1, 2, …; yours are {seen[:4, 0].tolist()} … Does the next step go on "
    "from the new situations?"
)
assert (earned == seen).all(), "Leaving tile 5 earns 5: what was earned does not stand beside where it was earned."
halt = ahead.copy()
halt[3:] = [50.0, 0.0, 0.0, 0.0]
assert play(Corridor(), halt, 2, 0.0, np.random.default_rng(0))[0][-1].tolist() == [3, 3], (
    "The scores of tile 3 say stop, but the robots went on. Each situation has its own row of scores."
)
wild = play(Corridor(), ahead, 50, 1.0, np.random.default_rng(0))[1]
assert 0.2 < (wild == 1).mean() < 0.3, "With a curiosity of 1 all four actions should come alike. Is it handed on?"

# %% [markdown] id="untrained-about"
# In the room, then, with a robot that knows nothing. **Predict:** how many of the three crumbs will it find in sixty
# steps? How often will it be home, with everything clean?

# %% [markdown] id="untrained-prediction"
# *My guess:*


# %% id="untrained"
def show_diary(diaries: dict[str, dict[str, float]]) -> None:
    """What robots do in a shift, on average, as bars."""
    names = ["crumbs", "dirt", "spill", "bump", "home", "clean home"]
    _, axes = plt.subplots(1, len(names), figsize=(11, 0.9 + 0.4 * len(diaries)))
    for place, (axis, name) in enumerate(zip(axes, names, strict=True)):
        values = [diary[name] for diary in diaries.values()]
        colours = [[BLUE, ORANGE, GREEN, GREY][at % 4] for at in range(len(values))]
        bars = axis.barh(range(len(values)), values, color=colours)
        axis.bar_label(bars, fmt="%.2f", padding=3)
        limit = {"crumbs": 3, "home": 1, "clean home": 1}.get(name, int(np.ceil(max(*values, 1))))
        axis.set(xlim=(0, 1.5 * limit), xticks=[0, limit], xlabel=f"{name}\n(a shift)")
        axis.set_yticks(range(len(values)), list(diaries) if place == 0 else [""] * len(values))
        axis.invert_yaxis()
    plt.show()


paid_for_dirt = Room(pay={"dirt": 1})
clueless = np.zeros((paid_for_dirt.situations, 4))
seen_clueless, done_clueless, _ = play(paid_for_dirt, clueless, 1000, 0.0, np.random.default_rng(SEED))
show_diary({"no opinion": paid_for_dirt.diary(seen_clueless, done_clueless)})

# %% [markdown] id="returns-about"
# `crumbs` counts this morning's three, `dirt` everything sucked up, soil included. It hardly ever does what we want.
#
# ## 3. Who deserves the reward?
#
# A crumb is sucked up in one step, but it took many to get there. So every action is credited with *what came after
# it*: the **return** $G_t = r_t + \gamma\, r_{t+1} + \gamma^2 r_{t+2} + \dots$, in which later rewards count less, by
# the discount $\gamma$ a step. There is a short way to all of them: $G_t = r_t + \gamma\, G_{t+1}$, beginning at the
# end.
#
# **By hand:** rewards 0, 0, 4, 0 and $\gamma = \frac12$. What are the four returns?

# %% [markdown] id="returns-prediction"
# *My four numbers:*


# %% id="returns" tags=["exercise"]
def returns_of(rewards: np.ndarray, discount: float) -> np.ndarray:
    """The return of every step; rewards and returns have the shape (steps, robots)."""
    returns = np.zeros(rewards.shape)
    ### BEGIN SOLUTION
    #: go through the steps from the last to the first and fill `returns`.
    following = np.zeros(rewards.shape[1])
    for step in reversed(range(len(rewards))):
        following = rewards[step] + discount * following
        returns[step] = following
    ### END SOLUTION
    return returns


# %% [markdown] tags=["hint"] for="returns"
# After the last step nothing follows. So the last return is known at once; which one is then?

# %% [markdown] tags=["hint"] for="returns"
# Keep one running number for each robot, zeros at first. `for step in reversed(range(len(rewards)))`: the running
# number becomes the reward of the step plus `discount` times itself, and is the step's return.

# %% [markdown] id="returns-check-about"
# Your four numbers, and a second robot that must not mix with the first.

# %% id="returns-hand" tags=["check"]
credited = returns_of(np.array([[0.0, 0.0, 4.0, 0.0], [1.0, 1.0, 1.0, 1.0]]).T, 0.5)
assert credited.shape == (4, 2), f"One return for each step and robot, shape (4, 2); yours is {credited.shape}."
assert credited[3, 0] == 0, f"After the last step nothing follows, so its return is 0, not {credited[3, 0]:g}."
assert credited[2, 0] == 4, (
    f"The third step earns 4 at once and nothing later; its return is 4, not {credited[2, 0]:g}."
)
assert credited[:2, 0].tolist() == [1, 2], (
    f"Before the reward of 4: half of it, and a quarter. Yours are, from the first step, {credited[:2, 0].tolist()}."
)
assert credited[:, 1].tolist() == [1.875, 1.75, 1.5, 1.0], (
    f"Rewards of 1 throughout give 1.875, 1.75, 1.5, 1, each its own 1 plus half of the next; yours are "
    f"{credited[:, 1].tolist()}."
)

# %% [markdown] id="learn-about"
# ## 4. Do more of what went better than usual
#
# Now the rule from above, with the return as reward. One refinement: a return of 2 is good news if robots usually get
# 1, and bad news if they get 3. So we credit each action with its return *minus the mean return of all robots at that
# step*.
#
# The table of scores has a row for each situation, and a situation comes up many times in a shift, for many robots. All
# its pushes are **added up** in its row, then divided by the number of robots and multiplied by `RATE`.


# %% id="learn" tags=["exercise"]
def learn(scores: np.ndarray, seen: np.ndarray, done: np.ndarray, earned: np.ndarray) -> None:
    """Changes the table of scores in place, after one shift; seen, done and earned have the shape (steps, robots)."""
    ### BEGIN SOLUTION
    #: returns (DISCOUNT), minus the mean over the robots; the push they give to the beliefs; and with
    #: `np.add.at` add each push, times RATE and divided by the number of robots, to the row of its situation.
    returns = returns_of(earned, DISCOUNT)
    credit = returns - returns.mean(axis=1, keepdims=True)
    push = push_from_rewards(softmax(scores[seen]), done, credit)
    np.add.at(scores, seen, RATE * push / seen.shape[1])
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="learn"
# Which axis holds the robots? And `scores[seen] += push` looks right, but numpy writes each row once: of several pushes
# to the same row only the last arrives. `np.add.at(table, rows, what)` adds them all.

# %% [markdown] tags=["hint"] for="learn"
# Credit: `returns - returns.mean(axis=1, keepdims=True)`. Beliefs: `softmax(scores[seen])`, of shape (steps, robots,
# 4). You have a function that makes a push from beliefs, actions and a number for each.

# %% [markdown] tags=["hint"] for="learn"
# `np.add.at(scores, seen, RATE * push / robots)`, where `robots` is `seen.shape[1]`. It changes `scores` itself;
# nothing is returned.

# %% [markdown] id="learn-check-about"
# Worked out on paper: two robots in the same situation, of which the first goes up and earns 1, the second goes right
# and earns nothing. Then one case in which nothing is to be learned, and one in which the reward comes late.

# %% id="learn-hand" tags=["check"]
table = np.zeros((2, 4))
learn(table, np.zeros((1, 2), dtype=int), np.array([[0, 1]]), np.array([[1.0, 0.0]]))
half = RATE / 2
assert not np.isnan(table).any(), "Some scores are not numbers."
assert table.any(), (
    "Here no score moved. The table itself has to be changed in place, and the mean to subtract is the one over the "
    "robots, the second axis."
)
assert not np.allclose(table[0], half * np.array([0.75, -0.25, -0.25, -0.25])), (
    "The second robot earned nothing, and nothing was learned from it: the mean was not subtracted. It did worse than "
    "usual, which is news."
)
assert not np.allclose(table[0], half * np.array([0.125, -0.375, 0.125, 0.125])), (
    "Both robots were in the same situation, but only the last push to its row arrived; the others were lost."
)
assert np.allclose(table[0], half * np.array([0.5, -0.5, 0, 0])), (
    f"Credits ½ and -½, beliefs ¼ each: in row 0 up gains {half / 2:g} and right loses {half / 2:g}, together. "
    f"Yours: {table[0].round(3).tolist()}."
)
table = np.zeros((2, 4))
learn(table, np.zeros((2, 3), dtype=int), np.array([[0, 1, 2]] * 2), np.full((2, 3), 5.0))
assert np.allclose(table, 0), "Where all robots earn alike, nothing went better than usual, and nothing should change."
table = np.zeros((2, 4))
learn(table, np.array([[0, 0], [1, 1]]), np.array([[2, 3], [0, 0]]), np.array([[0.0, 0.0], [2.0, 0.0]]))
assert np.allclose(table[0], half * DISCOUNT * np.array([0, 0, 1, -1])), (
    "The reward came in the second step, but the choice that mattered in the first, in situation 0: its row should "
    f"have moved. Down gains {half * DISCOUNT:g} and left loses as much; yours is {table[0].round(3).tolist()}."
)

# %% [markdown] id="train-about"
# Play a shift, learn from it, and again: 400 times with 64 robots, about two seconds.


# %% id="train"
def train(room: Room, seed: int, curiosity: float = 0.0) -> tuple[np.ndarray, dict[str, list[float]]]:
    """The table of scores after training, and the diary of every update."""
    rng = np.random.default_rng(1000 + seed)
    scores, diaries = np.zeros((room.situations, 4)), []
    for _ in range(UPDATES):
        seen, done, earned = play(room, scores, ROBOTS, curiosity, rng)
        learn(scores, seen, done, earned)
        diaries.append({**room.diary(seen, done), "points": earned.sum(axis=0).mean()})
    return scores, {name: [diary[name] for diary in diaries] for name in diaries[0]}


scores_dirt, history_dirt = train(paid_for_dirt, SEED)
seen_dirt, done_dirt, earned_dirt = play(paid_for_dirt, scores_dirt, 1000, 0.0, np.random.default_rng(SEED))
diary_dirt = paid_for_dirt.diary(seen_dirt, done_dirt)
print(f"{earned_dirt.sum(axis=0).mean():.1f} points a shift")

# %% [markdown] id="train-check-about"
# Measured by its pay, it is a triumph: a clueless robot got about one point.

# %% id="learn-earns" tags=["check"]
points = earned_dirt.sum(axis=0).mean()
assert points >= 15, (
    f"After training the robots earn {points:.1f} points a shift; on every seed that we tried it is more than 15. "
    "If it is near 1 nothing was learned; look at the credit and at the sign of the push."
)

# %% [markdown] id="gamed-about"
# **Before you run on:** there are three crumbs in the room. Where do so many points come from?

# %% id="gamed"
figure, axes = plt.subplots(1, 2, figsize=(9, 3.2))
axes[0].plot(range(1, UPDATES + 1), history_dirt["points"], color=BLUE)
axes[0].set(xscale="log", xlabel="update", ylabel="points a shift", title="what it is paid for")
axes[1].plot(range(1, UPDATES + 1), history_dirt["crumbs"], color=ORANGE, label="crumbs of this morning, of 3")
axes[1].plot(range(1, UPDATES + 1), history_dirt["clean home"], color=GREEN, label="home, and all clean")
axes[1].set(xscale="log", xlabel="update", ylabel="mean of a shift", ylim=(0, 3.2), title="what we wanted")
axes[1].legend(frameon=False)
plt.show()
show_film({"paid for dirt": (paid_for_dirt, done_dirt[:, 0].tolist())})

# %% [markdown] id="mend-about"
# There it is, the robot of the first film, and this time you trained it. It is not broken. *The reward said something
# else than we meant*, and searching for more reward it found the difference. That is called **reward hacking**, and it
# is the rule rather than the exception: a boat in a race that circles for bonus targets instead of finishing, a system
# that learns to look right to those who judge it.
#
# ## 5. Mend it
#
# What we want: **all clean, the tray left alone, home before the shift ends.** What can be paid for are the six events
# below; a negative number is a price. What is not named earns nothing.
#
# | event | when |
# |---|---|
# | `step` | at every step |
# | `bump` | it drove against something |
# | `dirt` | it sucked up a crumb, or soil |
# | `spill` | it drove onto the tray and threw soil |
# | `home` | it reached the dock; the shift is over |
# | `clean home` | it reached the dock and no dirt lay anywhere |
#
# Write your pay, then look at what it *does*, not at how many points it gets. It may take several attempts, and each
# failure is worth a laugh. The check below trains twice with your pay and looks at what comes of it.


# %% id="mend" tags=["exercise"]
def mended_pay() -> dict[str, float]:
    """Points for events, by name; negative numbers are prices."""
    ### BEGIN SOLUTION
    #: name what should earn points, and what should cost some, so that the robot does what we want.
    return {"dirt": 1.0, "spill": -2.0, "clean home": 3.0}
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="mend"
# Go round in a circle in your mind, as the robot does: onto the tray, suck up the soil, onto the tray … What does one
# round earn under your pay? It should not be worth going round.

# %% [markdown] tags=["hint"] for="mend"
# If it goes home at once: what does it lose by that? If it never goes home: what does it gain by going? Paying for the
# last step only, `clean home`, is honest but too rare to be ever found by chance; small pay on the way helps.

# %% [markdown] tags=["hint"] for="mend"
# Keep a point for `dirt`, let a `spill` cost more than the soil brings, and pay a few points for `clean home`.

# %% [markdown] id="mend-try-about"
# The robot under your pay. Change it above and run both cells again as often as you like.

# %% id="mend-try"
mended = Room(pay=mended_pay())
scores_mended, history_mended = train(mended, SEED)
seen_mended, done_mended, _ = play(mended, scores_mended, 1000, 0.0, np.random.default_rng(SEED))
diary_mended = mended.diary(seen_mended, done_mended)
show_diary({"paid for dirt": diary_dirt, "your pay": diary_mended})
show_film({"your pay": (mended, done_mended[:, 0].tolist())})

# %% [markdown] id="mend-check-about"
# The check does not read your numbers. It looks at what the robots do.

# %% id="mend-behaves" tags=["check"]
second_scores, _ = train(mended, SEED + 1)
second_diary = mended.diary(*play(mended, second_scores, 1000, 0.0, np.random.default_rng(SEED))[:2])
for one in (diary_mended, second_diary):
    assert one["spill"] < 0.3 or one["clean home"] > 0.05 or one["dirt"] > 4, (
        f"After training it still wanders about: {one['spill']:.1f} spills a shift, home in a clean room in "
        f"{one['clean home']:.0%} of the shifts. Perhaps what you pay for is right but too rare to be met by chance."
    )
    assert one["spill"] < 0.3, (
        f"It throws soil {one['spill']:.1f} times a shift. Work out what a round, onto the tray and back, earns it."
    )
    assert one["home"] > 0.9 or one["crumbs"] < 2.5, (
        f"The room is clean, but only {one['home']:.0%} of the robots come home. What do they gain by it?"
    )
    assert one["home"] < 0.9 or one["crumbs"] > 2.5, (
        f"It comes home and leaves {3 - one['crumbs']:.1f} of the three crumbs. Being home pays well enough, or being "
        "out costs too much: what would it gain by staying out longer?"
    )
    assert one["clean home"] > 0.93, (
        f"Home in a clean room: {one['clean home']:.0%} of the shifts. With a good pay it is nearly all of them. Is "
        "there something to earn on the way, so that it ever gets there?"
    )
metric = {
    "name": "shifts that end at home in a clean room",
    "value": round(min(diary_mended["clean home"], second_diary["clean home"]), 3),
}
display({"application/vnd.dl-curriculum.metric+json": {**metric, "unit": "share", "at_least": 0.93}}, raw=True)

# %% [markdown] id="data-about"
# Where did the robots spend their shifts? The same room, the same actions, three robots. An image classifier is given
# its data; **an agent makes its own**, and changes them with every update.

# %% id="data"
figure, axes = plt.subplots(1, 3, figsize=(10, 2.8))
visited = {"no opinion": seen_clueless, "paid for dirt": seen_dirt, "your pay": seen_mended}
for axis, (title, of_robot) in zip(axes, visited.items(), strict=True):
    share = mended.visits(of_robot)
    picture = axis.imshow(share / np.nansum(share), cmap="cividis", vmin=0, vmax=0.25)
    axis.set(title=title, xlabel="column", ylabel="row", xticks=range(7), yticks=range(5))
figure.colorbar(picture, ax=axes, label="share of the steps", extend="max")
plt.show()

# %% [markdown] id="rule-about"
# ## 6. A price or a rule?
#
# The mended robot leaves the tray alone now. But how did it learn that? By driving onto it. We can also set a *rule*: a
# fence around the tray, and no price at all. Within the rule it may try whatever it likes.
#
# **Predict:** how often is soil thrown *during training*, with the price and with the rule? And does a third robot
# learn anything that is paid only for what we want, one point for `clean home`?

# %% [markdown] id="rule-prediction"
# *My guess:*

# %% id="rule"
trials = {
    "a price on spilling": history_mended,
    "a fence instead": train(Room(pay={"dirt": 1, "clean home": 3}, guarded=True), SEED)[1],
    "paid for the goal alone": train(Room(pay={"clean home": 1}), SEED)[1],
}
figure, axes = plt.subplots(1, 2, figsize=(10, 3.2))
for (title, history), colour in zip(trials.items(), [BLUE, GREEN, ORANGE], strict=True):
    axes[0].plot(ROBOTS * np.cumsum(history["spill"]), color=colour, label=title)
    axes[1].plot(history["clean home"], color=colour, label=title)
axes[0].set(
    xlabel="update", ylabel="spills so far", yscale="symlog", ylim=(0, 1e5), title="what learning cost the seedlings"
)
axes[1].set(xlabel="update", ylabel="share of the shifts", title="home in a clean room")
axes[1].legend(frameon=False)
plt.show()

# %% [markdown] id="rule-after"
# A price is learned by paying it, hundreds of times; where a single time is too often, only a rule will do. And a
# reward that says exactly what we mean teaches next to nothing if it hardly ever comes: nearly all shifts of the third
# robot look alike to it. Between these two, a reward that can be gamed and one that is not found, lies the craft.
#
# ## 7. Your playground
#
# The rules and the pay are yours. Write down what you expect, then run. Some to begin with:
#
# 1. Your pay, plus `"step": -0.3`. Haste is a virtue, isn't it?
# 2. Your pay, plus `"bump": -1`. It is only meant to be careful.
# 3. `{"home": 3, "dirt": 1, "spill": -2}`. What is the difference to `clean home`?
# 4. `"spill": -0.5`, then `-0.7`, with 1 for dirt and 3 for `clean home`. Why does it change its mind so suddenly?
# 5. `MY_FENCE = True` and `{"dirt": 1}`: the reward of the first film. Was the pay wrong, or the room?
# 6. `MY_CURIOSITY = 0.5`. It practises with half of its actions left to chance, and is then watched without. What does
#    it learn about places where a wrong step is dear?
#
# *What I expected, and what I saw:*

# %% id="playground"
MY_PAY = {**mended_pay(), "step": -0.3}
MY_FENCE = False
MY_CURIOSITY = 0.0

mine = Room(pay=MY_PAY, guarded=MY_FENCE)
my_scores, _ = train(mine, SEED, MY_CURIOSITY)
my_seen, my_done, _ = play(mine, my_scores, 1000, 0.0, np.random.default_rng(SEED))
show_diary({"mended": diary_mended, "mine": mine.diary(my_seen, my_done)})
show_film({"mended": (mended, done_mended[:, 0].tolist()), "mine": (mine, my_done[:, 0].tolist())})

# %% [markdown] id="origin"
# ## Where this comes from, where it comes again
#
# | | from labels | from reward |
# |---|---|---|
# | what you are told | the answer | how good yours was |
# | where the data come from | given | your own doing |
# | when you are told | at once | often much later |
# | what you must do besides | nothing | try what may be worse |
# | what goes wrong | overfitting, wrong labels | all of that, and a reward that says something else than you meant |
#
# "More of what was rewarded" is **Edward Thorndike's** law of effect, about cats in boxes, from 1911. That the push is
# the slope of the expected reward is **Ronald Williams's** REINFORCE (1992, <https://doi.org/10.1007/BF00992696>). The
# cleaner that empties itself in order to clean again is an old example of Russell and Norvig's textbook; *Concrete
# Problems in AI Safety* (Amodei and others, 2016, <https://arxiv.org/abs/1606.06565>) asks what follows from such
# examples when the agents become capable.
#
# It comes again at once: **bandits** are your digit reader's dilemma in its purest form, when to try and when to use
# what you know. **Q-learning** gives each situation a value, instead of waiting for the end of the shift. **Policy
# gradients** put a network where your table stood, and play Pong.
#
# **When it hurts:** the first chapter of Sutton and Barto's *Reinforcement Learning*
# (<http://incompleteideas.net/book/RLbook2020.pdf>) needs no mathematics and is a pleasure. If `learn` would not come
# out: do its check with pencil and paper, there are only eight numbers.

# %% [markdown] id="summary"
# ## In your own words
#
# A friend says: "Just reward it for the right thing." Answer in four sentences, with one example that is not a vacuum
# cleaner.
#
# *My answer:*
