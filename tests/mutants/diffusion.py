"""Wrong solutions of diffusion that a learner could write; every one must be rejected."""

from dl_curriculum_ext.authoring.mutants import Mutant

SLOW = ("train", "emerge", "judge-train", "sweep", "judge-check", "gallery", "copies", "plane", "road")
"""Cells that a check of one function does without."""


def alone(name: str, cell: str, replace: tuple[str, str], expect: str) -> Mutant:
    """A mutant that needs no trained network to be judged."""
    return Mutant(name, cell, replace, expect=expect, upto=f"{cell}-check", skip=SLOW)


TOLD = "wanted.masked_fill(hidden, ANY)"

MUTANTS = [
    alone(
        "road-turned-round",
        "path",
        ("(1 - share) * noise + share * picture", "share * noise + (1 - share) * picture"),
        "At time 0",
    ),
    alone("velocity-turned-round", "path", ("picture - noise", "noise - picture"), "half its velocity"),
    alone(
        "asks-at-the-end-of-the-step", "walk", ("step / steps", "(step + 1) / steps"), "The steps begin at the times"
    ),
    alone("steps-not-shortened", "walk", ("velocity(x, t) / steps", "velocity(x, t)"), "With velocity 3"),
    alone(
        "always-asks-at-the-start",
        "walk",
        ("velocity(x, t) / steps", "velocity(start, t) / steps"),
        "from where the last one ended",
    ),
    alone(
        "weights-over-the-points", "perfect", ("(1 - t) ** 2), dim=1)", "(1 - t) ** 2), dim=0)"), "leads straight to it"
    ),
    alone("distance-to-the-whole-picture", "perfect", ("x - t * picture", "x - picture"), "lead to their mean"),
    alone("mean-for-sum", "perfect", ("** 2).sum(dim=1) for", "** 2).mean(dim=1) for"), "squared distances in them"),
    alone(
        "exponentials-by-hand",
        "perfect",
        (
            "weights = torch.softmax(-squares / (2 * (1 - t) ** 2), dim=1)",
            "weights = torch.exp(-squares / (2 * (1 - t) ** 2))\n    weights = weights / weights.sum(dim=1)[:, None]",
        ),
        "a weight becomes 0/0",
    ),
    alone("noise-of-the-wrong-size", "perfect", ("(2 * (1 - t) ** 2)", "(2 * (1 - t))"), "Look at the weights"),
    alone("velocity-of-the-other-sign", "lesson", ("ANY)), velocity)", "ANY)), -velocity)"), "should make no error"),
    alone(
        "one-time-for-the-batch",
        "lesson",
        ("t = torch.rand(len(pictures), device=pictures.device)", "t = torch.rand(1).expand(len(pictures))"),
        "spread evenly",
    ),
    alone("label-never-hidden", "lesson", (TOLD, "wanted"), "should be hidden, not 0%"),
    alone(
        "no-gradient",
        "lesson",
        ("net(x, t, " + TOLD + ")", "net(x, t, " + TOLD + ").detach().requires_grad_()"),
        "No gradient reaches",
    ),
    alone("guides-away", "guided", ("free + weight", "free - weight"), "With w = 1"),
    alone("nearest-over-the-wrong-axis", "nearest", ("dim=1", "dim=0"), "Three rows have three distances"),
]
