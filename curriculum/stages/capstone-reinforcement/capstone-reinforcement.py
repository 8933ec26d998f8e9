# %% [markdown] id="title"
# # A title that says what your agent learned
#
# *One sentence: what was asked. One sentence: what came out. Your name, the date.*
#
# ---
#
# This notebook is yours. It begins with a small project that already runs, an agent that learns to balance a pole, so
# that you never face an empty page. Replace it piece by piece with a problem that you care about. Keep it running from
# top to bottom after every change, and keep the old numbers to compare with.
#
# **Three rules of the game**
#
# 1. Low-level frameworks only: PyTorch, TensorFlow or JAX (MXNet too, though it was retired in 2023). Environments
#    may come from anywhere. The learning may not: no Stable-Baselines3, RLlib, Tianshou, TorchRL's trainers or
#    CleanRL, and none of what stage 4 left out.
# 2. Before every code cell stand a few words on what it does and *why so*. Where you cannot say why, you have found
#    something to learn.
# 3. The seeds that judge the agent are used once, at the end.
#
# The questions in italics are for you; delete them when you have answered. What is indented and begins with *For now*
# speaks for the pole: write your own over it. Reinforcement learning fails silently and often; going back to an
# earlier exercise is part of the work.

# %% [markdown] id="summary"
# ## Summary
#
# Write this last, though it stands first: readers begin here, and many end here. Four sentences: the question, the
# environment, what you built, how well it does *compared with something simple*, over how many seeds. Add one honest
# sentence on where it fails.
#
# - *Would a friend outside the field understand it?*
# - *Does it claim anything that the evaluation below does not show?*
#
# > *For now:* an agent that sees four numbers and is told only that the pole still stands learns to balance it far
# > longer than chance, and about as long as a rule by somebody who knows what the numbers mean. More than a draw is
# > not possible here, which is why this task is a beginning and not a project.

# %% [markdown] id="problem"
# ## The problem
#
# Say what the agent should learn to do, and why it should be *learned*: what is it that you could not simply program?
# Then name the number that will decide whether you succeeded, *before* you have seen any.
#
# - *Why do you care? Who would be glad of it?*
# - *How well does a person, or twenty lines of ordinary code, do?*
# - *How many steps can you afford, on the machine that you have?*
#
# > *For now:* can a net that knows no mechanics keep a pole upright on a cart? The number is the mean length of an
# > episode over starts that it has never met; 500 is the most, 475 is what the task's authors call solved.

# %% [markdown] id="tools-about"
# **Tools.** PyTorch computes, Gymnasium provides the world, numpy and matplotlib look after tables and pictures. The
# line `DEVICE = …` picks a graphics card if there is one, though a net this small is as fast without.

# %% id="tools"
import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import Markdown, display
from torch import nn
from tqdm.auto import tqdm

BLUE, VERMILION, GREY = "#0072B2", "#D55E00", "#777777"
DEVICE = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
plt.rcParams.update({"figure.facecolor": "white", "axes.facecolor": "white", "savefig.facecolor": "white"})
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

# %% [markdown] id="parameters-about"
# **Settings.** Everything you might turn stands in one place, so that a reader sees it all and a run can be repeated.
# Several training runs, since a single one can be luck; starts for the evaluation that no training run can have met.

# %% id="parameters" tags=["parameters"]
TASK = "CartPole-v1"
TRAINING_SEEDS = (0, 1, 2)  # one agent each
HELD_OUT_SEEDS = range(10_000, 10_050)  # one episode each, for every agent
BOARDS = 16  # episodes played side by side before each update
UPDATES = 40
DISCOUNT = 0.99
LEARNING_RATE = 1e-2

# %% [markdown] id="environment"
# ## Environment
#
# Describe the world so that a reader could build it: what the agent observes (shape, units, range), which actions it
# has, how an episode starts and ends, and what is random. Name the version and its licence; say whether you may show
# its pictures.
#
# - *Does the observation hold what a decision needs? If not (speed in a single picture), what do you add?*
# - *Is an episode's end a failure, a success or only the clock? The agent should know the difference.*
# - *Which rules do you set, within which it may explore?*
#
# > *For now:* CartPole-v1 of Gymnasium (MIT licence). Observations: position and speed of the cart, angle and
# > angular speed of the pole. Actions: push left, push right. It starts near the upright with a small random lean,
# > and ends when the pole leans over 12°, the cart is 2.4 from the middle, or after 500 steps, which is only the
# > clock.

# %% [markdown] id="world-about"
# **Make the world and look.** One random episode, to see the sizes of the numbers that the net will get. Speeds reach
# two or three, angles 0.2: close enough to do without scaling.

# %% id="world"
world = gym.make(TASK)
observation, _ = world.reset(seed=0)
world.action_space.seed(0)
seen, ended = [observation], False
while not ended:
    observation, _, terminated, truncated, _ = world.step(world.action_space.sample())
    seen.append(observation)
    ended = terminated or truncated

figure, axis = plt.subplots(figsize=(7, 2.8))
names = ["cart's position", "cart's speed", "pole's angle", "pole's angular speed"]
for values, name, style in zip(np.array(seen).T, names, ["-", "--", "-.", ":"], strict=True):
    axis.plot(values, style, label=name)
axis.set(xlabel="step", ylabel="observation", title="one episode of random pushes")
axis.legend(frameon=False, fontsize=8)
plt.show()

# %% [markdown] id="reward"
# ## Reward
#
# The reward is your only way to say what you want, and the agent will take you at your word. Write down what is
# rewarded, when, and how large a good and a bad episode's sum is. If you shape it, keep the unshaped score for
# the evaluation.
#
# - *What is the laziest way to a high reward? Would you be content with that?*
# - *How long is the way from an action to its reward?*
#
# > *For now:* +1 for every step before the end. The laziest way to many steps is the one we want.

# %% [markdown] id="baseline"
# ## Baseline
#
# Play at random first, then with the best rule that you can write in ten minutes. A learned agent that does not beat
# the rule has not earned its computing time. Measure all of them in the same way, on the same starts.
#
# - *What would a person try first?*
# - *How much do the baselines vary from start to start?*
#
# > *For now:* random pushes; "push to the side that the pole leans to"; and the same with the pole's speed taken into
# > account. The last one all but solves the task. Better to know that before training than to be told afterwards.

# %% [markdown] id="baselines-about"
# **Three simple players, one judge.** `examine` plays one episode for each seed with any player, a function from
# observation to action; agents will go through the same judge, so that the comparison is fair. Here it uses seeds that
# are *not* the held-out ones, since I may still change the rules after looking.


# %% id="baselines"
def examine(player, seeds) -> np.ndarray:
    """The score of one episode for each seed."""
    scores = []
    for seed in seeds:
        observation, _ = world.reset(seed=seed)
        score, ended = 0.0, False
        while not ended:
            observation, reward, terminated, truncated, _ = world.step(player(observation))
            score += reward
            ended = terminated or truncated
        scores.append(score)
    return np.array(scores)


chance = np.random.default_rng(0)
players = {
    "random": lambda observation: int(chance.integers(2)),
    "rule: where it leans": lambda observation: int(observation[2] > 0),
    "rule: where it will lean": lambda observation: int(observation[2] + observation[3] > 0),
}
for name, player in players.items():
    scores = examine(player, range(50))
    print(f"{name}: {scores.mean():.0f} steps on average, from {scores.min():.0f} to {scores.max():.0f}")

# %% [markdown] id="architecture"
# ## Architecture
#
# Say what your agent is: which method, which net, which sizes, and why this and nothing simpler. A drawing helps. Name
# what you took from a paper and what is your own.
#
# - *Does it learn values, a policy, or both? Why does that suit your actions and rewards?*
# - *What does the net's form know about the problem (convolutions for pictures, symmetries of a board)?*
#
# > *For now:* REINFORCE, a policy without a critic: few actions and short episodes make it enough. One hidden layer of
# > 64 units, since the right push depends on combinations of the four numbers.

# %% [markdown] id="net-about"
# **The net.** Logits come out, not probabilities: the loss takes the logarithm anyway, and `log_softmax` does it
# without overflow. A `tanh` keeps the first answers small and smooth.


# %% id="net"
def new_agent(seed: int) -> nn.Sequential:
    torch.manual_seed(seed)
    inputs, actions = world.observation_space.shape[0], world.action_space.n
    return nn.Sequential(nn.Linear(inputs, 64), nn.Tanh(), nn.Linear(64, actions)).to(DEVICE)


print(sum(weights.numel() for weights in new_agent(0).parameters()), "weights")

# %% [markdown] id="loss"
# ## Loss
#
# Write the formula that is minimised, with every symbol named, and say in words what it pushes the agent to do. Check
# it once on numbers that you can work out by hand: a wrong sign looks exactly like bad luck.
#
# - *Through which parts should no gradient flow?*
# - *What keeps the agent exploring?*
#
# > *For now:* $L = -\frac1n \sum_t A_t \log \pi(a_t \mid s_t)$: actions that were followed by more steps than usual
# > become more probable. $A_t$ is the discounted return from step $t$, minus the mean of the batch, over its
# > deviation. Sampling explores.

# %% [markdown] id="objective-about"
# **Returns and loss.** Episodes of different length stand side by side in one array, so a mask says which steps were
# still alive. The assertion is the check by hand: three steps, discount ½.


# %% id="objective"
def returns_of(alive: torch.Tensor, discount: float) -> torch.Tensor:
    """Discounted returns of a reward of 1 for each step alive; both of shape (steps, boards)."""
    returns, following = torch.zeros(alive.shape), torch.zeros(alive.shape[1])
    for step in reversed(range(len(alive))):
        following = alive[step] * (1 + discount * following)
        returns[step] = following
    return returns


def policy_loss(logits, actions, returns, alive) -> torch.Tensor:
    """REINFORCE's loss over the steps alive, with the batch's mean return as baseline."""
    advantages = (returns - returns[alive].mean()) / (returns[alive].std() + 1e-8)
    log_probability = logits.log_softmax(dim=-1).gather(-1, actions[..., None]).squeeze(-1)
    return -(log_probability * advantages.to(logits.device))[alive].mean()


assert returns_of(torch.tensor([[True], [True], [True], [False]]), 0.5).flatten().tolist() == [1.75, 1.5, 1.0, 0.0]

# %% [markdown] id="training"
# ## Training
#
# Say how long you trained, in steps of the environment rather than in seconds, and on what machine. Show the curve of
# *every* run, not the best one. Note what you tried and left; the list under *Decisions* is for that.
#
# - *What would the curve look like if the agent learned nothing?*
# - *Does it rise, and stay up?*
#
# > *For now:* three agents, 40 updates of 16 episodes each, about half a minute on a laptop's processor.

# %% [markdown] id="train-about"
# **Play, learn, repeat.** Sixteen worlds at once, because one call of the net for sixteen observations costs hardly
# more than for one. What a world does after its end is masked out. The worlds get the run's seed, far from those held
# out.


# %% id="train"
def train(seed: int) -> tuple[nn.Sequential, list[float]]:
    """A trained agent and the mean length of its episodes at each update."""
    agent, curve = new_agent(seed), []
    optimiser = torch.optim.Adam(agent.parameters(), lr=LEARNING_RATE)
    worlds = gym.make_vec(TASK, num_envs=BOARDS, vectorization_mode="vector_entry_point")
    worlds.reset(seed=seed * BOARDS)
    for _ in tqdm(range(UPDATES), desc=f"agent {seed}"):
        observation, _ = worlds.reset()
        going, seen, actions, alive = np.ones(BOARDS, dtype=bool), [], [], []
        while going.any():
            seen.append(torch.as_tensor(observation, device=DEVICE))
            with torch.no_grad():
                actions.append(torch.multinomial(agent(seen[-1]).softmax(dim=1), 1).squeeze(1))
            alive.append(torch.as_tensor(going.copy()))
            observation, _, terminated, truncated, _ = worlds.step(actions[-1].cpu().numpy())
            going &= ~(terminated | truncated)
        seen, actions, alive = torch.stack(seen), torch.stack(actions), torch.stack(alive)
        loss = policy_loss(agent(seen), actions, returns_of(alive, DISCOUNT), alive)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        curve.append(alive.sum(dim=0).float().mean().item())
    return agent, curve


agents, curves = zip(*(train(seed) for seed in TRAINING_SEEDS), strict=True)

# %% [markdown] id="curves-about"
# **Every run's curve.** If they differ much, the method is shaky, and a single number would hide it.

# %% id="curves"
figure, axis = plt.subplots(figsize=(7, 3.2))
for seed, curve, style in zip(TRAINING_SEEDS, curves, ["-", "--", "-.", ":"] * 3, strict=False):
    axis.plot(np.arange(1, UPDATES + 1) * BOARDS, curve, style, color=BLUE, label=f"agent {seed}")
axis.axhline(500, color=GREY, linewidth=0.8)
axis.set(xlabel="episodes played", ylabel="steps an episode", title="while learning; 500 is the most")
axis.legend(frameon=False)
plt.show()

# %% [markdown] id="evaluation"
# ## Evaluation
#
# Judge once, on starts that were never used, without exploration if that is how the agent would be used. Give mean
# *and* spread over several training runs beside every baseline; say how many episodes each number rests on. Then
# write what the table says, in a sentence that it supports.
#
# - *Is the difference larger than the spread between runs?*
# - *How many settings did you try before this one? Each look at the score is a chance to be lucky.*
#
# > *For now:* 50 held-out starts for each player; the agents take their most probable action.

# %% [markdown] id="verdict-about"
# **The verdict.** The same judge as for the baselines, now with the held-out seeds. A dot is one episode, so that
# nobody has to trust a mean.


# %% id="verdict"
@torch.no_grad()
def greedy(agent, observation) -> int:
    return int(agent(torch.as_tensor(observation, device=DEVICE)).argmax())


for seed, agent in zip(TRAINING_SEEDS, agents, strict=True):
    players[f"agent {seed}"] = lambda observation, agent=agent: greedy(agent, observation)
results = {name: examine(player, HELD_OUT_SEEDS) for name, player in players.items()}

rows = [f"| {name} | {s.mean():.0f} | {s.std():.0f} | {s.min():.0f} |" for name, s in results.items()]
table = ["| player | mean | spread | worst |", "|---|---|---|---|", *rows]
display(Markdown("\n".join(table)))

figure, axis = plt.subplots(figsize=(7, 3))
scatter = np.random.default_rng(1)
for place, (name, scores) in enumerate(results.items()):
    colour = BLUE if name.startswith("agent") else VERMILION
    axis.plot(scores, place + scatter.uniform(-0.25, 0.25, len(scores)), ".", color=colour, alpha=0.5)
    axis.plot([scores.mean()], [place], "|", color="black", markersize=22, markeredgewidth=2)
axis.set(yticks=range(len(results)), yticklabels=results, xlabel="steps of an episode; black: mean")
axis.invert_yaxis()
plt.show()

# %% [markdown] id="metric-about"
# **The one number.** The mean over all agents and starts, which is what *The problem* promised to report.

# %% id="metric" tags=["metric"]
score = float(np.mean([scores for name, scores in results.items() if name.startswith("agent")]))
print(f"{score:.0f} steps on average over {len(agents)} agents")
metric = {"name": "mean return", "value": round(score, 1), "unit": "steps"}
display({"application/vnd.dl-curriculum.metric+json": metric}, raw=True)

# %% [markdown] id="errors"
# ## Errors
#
# Look at the worst episodes one by one, and film one if your world has pictures. Sort what you see into kinds, count
# them, and say which kind you would mend first. Report what did not work as well: it is what the next reader needs.
#
# - *Does it fail at the start, late, or in one kind of situation?*
# - *Did it find a way to score that you had not meant?*
#
# > *For now:* how the weakest of the agents ends its shortest episode, beside the limits that end one.

# %% [markdown] id="worst-about"
# **The worst episode.** Angle and position against their limits show *which* of the two it could not hold.

# %% id="worst"
weakest = min((name for name in results if name.startswith("agent")), key=lambda name: results[name].mean())
seed = HELD_OUT_SEEDS[int(results[weakest].argmin())]
observation, _ = world.reset(seed=seed)
path, ended = [observation], False
while not ended:
    observation, _, terminated, truncated, _ = world.step(players[weakest](observation))
    path.append(observation)
    ended = terminated or truncated
path = np.array(path)

figure, axes = plt.subplots(2, 1, figsize=(7, 3.8), sharex=True)
shown = [(0, 1, 2.4, "position"), (2, 180 / np.pi, 12, "angle, degrees")]
for axis, (column, unit, limit, name) in zip(axes, shown, strict=True):
    axis.plot(path[:, column] * unit, color=BLUE)
    for bound in (-limit, limit):
        axis.axhline(bound, color=VERMILION, linestyle="--")
    axis.set(ylabel=name)
axes[0].set_title(f"{weakest}, start {seed}: {len(path) - 1} steps; dashed: the limits")
axes[1].set_xlabel("step")
plt.show()

# %% [markdown] id="effects"
# ## Effects on the whole system
#
# An agent acts, and what it acts on acts back. Say what your design means for everything around it: the people it
# would serve or replace, other agents, the cost of its training, what happens when the world differs from the
# simulator.
#
# - *Who decides what is rewarded? Who bears the cost of exploration?*
# - *Which limits would you build around it, outside of what it learned? Who can switch it off?*
# - *If its score became a target for others, what would be lost?*
#
# > *For now:* a simulated pole harms nobody. On a real cart the first hundred episodes would be falls, so one would
# > learn in simulation, keep the 2.4 and 12° as stops in hardware, and expect friction that the simulator lacks.

# %% [markdown] id="decisions"
# ## Decisions
#
# Keep this log while you work; it is the most read part of a good report. A line for each choice: what else there was,
# why you chose so, and what you would have to see to change your mind. What you tried in vain belongs here too.
#
# | date | decision | instead of | because | seen afterwards |
# |---|---|---|---|---|
# | *for now* | REINFORCE | DQN, a critic | short episodes, two actions | learns within 640 episodes |
# | *for now* | 16 worlds at once | one | less noise in each gradient, same time | |
# | | | | | |

# %% [markdown] id="next"
# ## What comes next
#
# What would you change with another week, and what with ten times the computer? What surprised you? Name the question
# that this work leaves open, so that somebody can take it up. Then make it pretty, and share it.
#
# - *Which single experiment would teach you most?*
#
# > *For now:* a critic as baseline, then a task in which the reward comes late.
