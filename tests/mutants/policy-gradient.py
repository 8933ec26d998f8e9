"""Wrong solutions of policy-gradient that a learner could write; see dl_curriculum_ext/authoring/mutants.py."""

from dl_curriculum_ext.authoring.mutants import Mutant

SLOW = ("game", "look-picture", "sample-start", "spread", "returns-picture", "noise")
"""Cells that a check of one function does without."""

MUTANTS = [
    Mutant(
        name="subtracts-in-uint-eight",
        cell="look",
        solution="""
            change = torch.as_tensor(now - before, device=device).float() / 255
            return torch.stack([torch.as_tensor(now, device=device).float() / 255, change], dim=1).flatten(1)
        """,
        expect="the change should be -1",
    ),
    Mutant(
        name="forgets-to-scale",
        cell="look",
        replace=(
            ("now = torch.as_tensor(now, device=device).float() / 255", "now = torch.as_tensor(now).float()"),
            (
                "before = torch.as_tensor(before, device=device).float() / 255",
                "before = torch.as_tensor(before).float()",
            ),
        ),
        expect="The brightest dot",
    ),
    Mutant(
        name="shows-the-change-only",
        cell="look",
        replace=("torch.stack([now, now - before], dim=1)", "(now - before)"),
        expect="One row of 1152",
    ),
    Mutant(
        name="time-runs-backwards",
        cell="look",
        replace=("now - before", "before - now"),
        expect="Where the ball arrived",
    ),
    Mutant(
        name="takes-the-most-probable-action",
        caught_by=("sample-frequencies",),
        cell="sample",
        solution="return logits.argmax(dim=1)",
        expect="The same action came every time",
    ),
    Mutant(
        name="draws-without-looking-at-the-logits",
        caught_by=("sample-frequencies",),
        cell="sample",
        solution="return torch.randint(3, (len(logits),), device=logits.device)",
        expect="have the softmax",
    ),
    Mutant(
        name="softmax-over-the-boards",
        caught_by=("sample-frequencies",),
        cell="sample",
        replace=("softmax(dim=1)", "softmax(dim=0)"),
        expect="have the softmax",
    ),
    Mutant(
        name="leaves-an-axis",
        caught_by=("sample-frequencies",),
        cell="sample",
        replace=(".squeeze(1)", ""),
        expect="One action for each board",
    ),
    Mutant(
        name="sign-of-the-loss",
        skip=SLOW,
        cell="loss",
        replace=("return -(", "return ("),
        expect="The sign",
    ),
    Mutant(
        name="probability-without-logarithm",
        skip=SLOW,
        cell="loss",
        solution="""
            probability = logits.softmax(dim=-1).gather(-1, actions[..., None]).squeeze(-1)
            return -(probability * advantages).mean()
        """,
        expect="should give 1.386",
    ),
    Mutant(
        name="log-probability-of-the-best-action",
        skip=SLOW,
        cell="loss",
        replace=(
            "logits.log_softmax(dim=-1).gather(-1, actions[..., None]).squeeze(-1)",
            "logits.log_softmax(-1).amax(-1)",
        ),
        expect="Is it the action that was taken",
    ),
    Mutant(
        name="logarithm-of-a-vanished-probability",
        skip=SLOW,
        cell="loss",
        replace=("logits.log_softmax(dim=-1)", "logits.softmax(dim=-1).log()"),
        expect="logit of 200",
    ),
    Mutant(
        name="sums-instead-of-averaging",
        skip=SLOW,
        cell="loss",
        replace=(".mean()", ".sum()"),
        expect="A (π - one-hot) / n",
    ),
    Mutant(
        name="softmax-over-the-decisions",
        skip=SLOW,
        cell="loss",
        replace=("log_softmax(dim=-1)", "log_softmax(dim=0)"),
        caught_by=("loss-gradient",),
    ),
    Mutant(
        name="detached-from-the-policy",
        skip=SLOW,
        cell="loss",
        replace=("logits.log_softmax", "(logits * 0 + logits.detach()).log_softmax"),
        expect="0 everywhere",
    ),
    Mutant(
        name="returns-not-reversed",
        skip=SLOW,
        cell="returns",
        replace=("reversed(range(len(rewards)))", "range(len(rewards))"),
        expect="has to travel back",
    ),
    Mutant(
        name="runs-across-points",
        skip=SLOW,
        cell="returns",
        replace=(
            "torch.where(rewards[step] != 0, rewards[step], discount * following)",
            "rewards[step] + discount * following",
        ),
        expect="lets the next rally in",
    ),
    Mutant(
        name="rewards-as-they-are",
        skip=SLOW,
        cell="returns",
        solution="returns = rewards.clone()",
        expect="has to travel back",
    ),
    Mutant(
        name="not-discounted",
        skip=SLOW,
        cell="returns",
        replace=("discount * following", "following"),
        expect="half of 1, then a quarter",
    ),
    Mutant(
        name="resets-every-board-when-one-scores",
        skip=SLOW,
        cell="returns",
        replace=("rewards[step] != 0", "(rewards[step] != 0).any()"),
        expect="The second board",
    ),
    Mutant(
        name="a-mean-for-each-board",
        skip=SLOW,
        cell="advantages",
        replace=(("returns.mean()", "returns.mean(dim=0)"), ("returns.std()", "returns.std(dim=0)")),
        expect="not one for each board",
    ),
    Mutant(
        name="a-mean-for-each-step",
        skip=SLOW,
        cell="advantages",
        solution="""
            usual, spread = returns.mean(dim=1, keepdim=True), returns.std(dim=1, keepdim=True)
            return (returns - usual) / (spread + 1e-8)
        """,
        expect="not one for each step",
    ),
    Mutant(
        name="no-baseline",
        skip=SLOW,
        cell="advantages",
        replace=("(returns - returns.mean())", "(returns + 1)"),
        expect="No baseline?",
    ),
    Mutant(
        name="divides-by-the-variance",
        skip=SLOW,
        cell="advantages",
        replace=("returns.std()", "returns.var()"),
        expect="The standard deviation should be 1",
    ),
    Mutant(
        name="nothing-by-nothing",
        skip=SLOW,
        cell="advantages",
        replace=(" + 1e-8", ""),
        expect="0 divided by 0",
    ),
    Mutant(
        name="worse-than-usual",
        skip=SLOW,
        cell="advantages",
        replace=("returns - returns.mean()", "returns.mean() - returns"),
        expect="better than usual is positive",
    ),
    Mutant(
        name="gradients-pile-up",
        skip=SLOW,
        cell="update",
        replace=("optimiser.zero_grad()\n", "\n"),
        caught_by=("update-learns",),
        expect="have to be cleared",
    ),
    Mutant(
        name="no-step",
        skip=SLOW,
        cell="update",
        replace=("    optimiser.step()", "    pass"),
        caught_by=("update-learns",),
        expect="no step was taken",
    ),
    Mutant(
        name="no-backward",
        skip=SLOW,
        cell="update",
        replace=("loss.backward()", "loss.detach()"),
        caught_by=("update-learns",),
        expect="No gradient reached",
    ),
    Mutant(
        name="rewards-not-credited",
        skip=SLOW,
        cell="update",
        replace=("advantages_of(discounted_returns(rewards, DISCOUNT))", "rewards"),
        caught_by=("update-learns",),
        expect="credited as above",
    ),
]
