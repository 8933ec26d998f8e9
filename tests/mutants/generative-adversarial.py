"""Wrong solutions of generative-adversarial that a learner could write; every one must be rejected."""

from dl_curriculum_ext.authoring.mutants import Mutant

SLOW = ("line", "slopes", "ring", "ring-check", "ring-picture", "digits", "train", "train-check", "curves", "judged")
"""Cells that a check of one function does without."""


def alone(name: str, cell: str, replace: tuple[str, str], expect: str) -> Mutant:
    """A mutant that needs no game to be judged."""
    return Mutant(name, cell, replace, expect=expect, upto=f"{cell}-check", skip=SLOW)


MUTANTS = [
    alone("both-called-real", "critic", ("logsigmoid(-made_scores)", "logsigmoid(made_scores)"), "should cost nothing"),
    alone(
        "sides-swapped",
        "critic",
        (
            "-nn.functional.logsigmoid(real_scores).mean() - nn.functional.logsigmoid(-made_scores)",
            "-nn.functional.logsigmoid(-real_scores).mean() - nn.functional.logsigmoid(made_scores)",
        ),
        "should cost nothing",
    ),
    alone(
        "averaged-together",
        "critic",
        (
            "-nn.functional.logsigmoid(real_scores).mean() - nn.functional.logsigmoid(-made_scores).mean()",
            "-2 * nn.functional.logsigmoid(torch.cat([real_scores, -made_scores])).mean()",
        ),
        "each side averaged alone",
    ),
    alone(
        "logarithm-after-the-sigmoid",
        "critic",
        ("nn.functional.logsigmoid(-made_scores)", "torch.log(1 - torch.sigmoid(made_scores))"),
        "overflow",
    ),
    alone("chance-of-being-made", "best", ("p / (p + q)", "q / (p + q)"), "Three real ones to one"),
    alone("odds-for-chance", "best", ("p / (p + q)", "p / (q + 1e-9)"), "Three real ones to one"),
    alone(
        "the-dying-slope",
        "maker",
        ("-nn.functional.logsigmoid(made_scores).mean()", "nn.functional.logsigmoid(-made_scores).mean()"),
        "ln 2 = 0.693",
    ),
    alone("works-for-the-critic", "maker", ("logsigmoid(made_scores)", "logsigmoid(-made_scores)"), "To be believed"),
    alone(
        "critic-never-cleared", "play", ("    critic_optimiser.zero_grad()\n", ""), "After the second round the critic"
    ),
    alone(
        "maker-detached",
        "play",
        ("maker_loss(critic(made))", "maker_loss(critic(made.detach()) + 0 * made.sum())"),
        "After the first round the maker",
    ),
    alone(
        "maker-judged-by-the-old-critic",
        "play",
        (
            "    critic_optimiser.step()\n\n    missed = maker_loss(critic(made))",
            "    w, b = critic.weight.detach().clone(), critic.bias.detach().clone()\n    critic_optimiser.step()\n"
            "    missed = maker_loss(made @ w[0] + b)",
        ),
        "judged by the new critic",
    ),
    alone("length-not-one", "stretch", ("u = nn.functional.normalize(W @ v, dim=0)", "u = W @ v"), "length 1"),
    alone(
        "no-gradient-for-the-weights",
        "stretch",
        ("return u @ (W @ v), u", "return (u @ (W @ v)).detach(), u"),
        "no gradient leads there",
    ),
    alone("counts-without-shares", "cover", (" / len(kinds)\n", "\n"), "3 kinds, not 4"),
    alone("more-than-the-least", "cover", ("shares >= least", "shares > least"), "which is enough"),
    alone(
        "shares-of-the-known-kinds",
        "cover",
        ("[:how_many] / len(kinds)", "[:how_many] / (kinds < how_many).sum()"),
        "were made, too",
    ),
]
