"""Wrong solutions of variational-autoencoder that a learner could write; every one must be rejected."""

from dl_curriculum_ext.authoring.mutants import Mutant

SLOW = ("flat", "flat-map", "random", "plane", "train", "train-check", "back", "walk", "turn", "kl-picture")
"""Cells that a check of one function does without."""


def alone(name: str, cell: str, replace: tuple[str, str], expect: str) -> Mutant:
    """A mutant that needs no trained network to be judged."""
    return Mutant(name, cell, replace, expect=expect, upto=f"{cell}-check", skip=SLOW)


MUTANTS = [
    alone("variance-for-spread", "draw", ("log_var / 2", "log_var"), "the spreads 3 and 0.5"),
    alone("one-roll-for-all-coordinates", "draw", ("randn_like(mean)", "randn_like(mean[:, :1])"), "noise of its own"),
    alone(
        "gradient-cut",
        "draw",
        ("torch.exp(log_var / 2) *", "torch.exp(log_var.detach() / 2) *"),
        "No gradient reaches the variance",
    ),
    alone("always-the-mean", "draw", ("torch.randn_like(mean)", "torch.zeros_like(mean)"), "Nothing is random"),
    alone("minus-forgotten", "kl", ("- 1 - log_var", "- 1 + log_var"), "negative price"),
    alone("half-forgotten", "kl", ("0.5 * (", "1.0 * ("), "costs ½ (4 + 1)"),
    alone("one-price-for-all", "kl", (".sum(dim=1)", ".sum()"), "Three pictures have three prices"),
    alone("averaged-over-the-pixels", "misfit", (".sum(dim=1)", ".mean(dim=1)"), "Are the pixels summed"),
    alone(
        "logarithm-after-the-sigmoid",
        "misfit",
        (
            'nn.functional.binary_cross_entropy_with_logits(scores, x, reduction="none")',
            "(-x * scores.sigmoid().log() - (1 - x) * (1 - scores.sigmoid()).log())",
        ),
        "Very sure scores",
    ),
    alone(
        "decodes-the-mean", "elbo", ("model.decode(draw(mean, log_var))", "model.decode(mean)"), "the mean was decoded"
    ),
    alone("price-without-beta", "elbo", ("beta * kl(", "kl("), "With β = ½"),
    alone("counts-the-best-itself", "stop", ("len(history) - 1 - history", "len(history) - history"), "go on"),
    alone("sum-for-mean", "bound", (" - math.log(draws)", ""), "thinks log p(x)"),
    alone(
        "exponentials-underflow",
        "bound",
        ("torch.logsumexp(torch.stack(rows), dim=0)", "torch.stack(rows).exp().sum(dim=0).log()"),
        "added as logarithms",
    ),
    alone("forgets-where-it-looked", "bound", ("noise**2 - z**2", "0 - z**2"), "thinks log p(x)"),
]
