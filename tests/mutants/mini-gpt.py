"""Wrong solutions of mini-gpt; every one must be rejected by a check whose message fits, before any long training."""

from dl_curriculum_ext.authoring.mutants import Mutant

MUTANTS = [
    Mutant(
        name="answers-are-the-questions",
        cell="windows",
        replace=("data[places + 1]", "data[places]"),
        expect="only learn to repeat",
    ),
    Mutant(
        name="answers-two-letters-later",
        cell="windows",
        replace=("data[places + 1]", "data[places + 2]"),
        expect="The answer is the letter that follows",
    ),
    Mutant(
        name="no-mask",
        cell="causal",
        replace=(".masked_fill(future, -torch.inf)", ""),
        expect="they saw the future",
    ),
    Mutant(
        name="one-letter-of-future",
        cell="causal",
        replace=(".triu(1)", ".triu(2)"),
        expect="they saw the future",
    ),
    Mutant(
        name="may-not-look-at-itself",
        cell="causal",
        replace=(".triu(1)", ".triu(0)"),
        expect="a letter that may look at nothing",
    ),
    Mutant(
        name="norm-over-the-letters",
        cell="parts",
        replace=("mean(dim=-1, keepdim=True)", "mean(dim=1, keepdim=True)"),
        expect="Every row, small or large",
    ),
    Mutant(
        name="heads-cut-across-letters",
        cell="parts",
        replace=(
            "split_heads(part, self.heads)",
            "part.reshape(len(x), self.heads, x.shape[1], -1)",
        ),
        expect="not those of causal attention in 3 heads",
    ),
    Mutant(
        name="forgets-the-stream",
        cell="block",
        replace=("return x + self.mlp(self.norm_2(x))", "return self.mlp(self.norm_2(x))"),
        expect="the stream should pass unchanged",
    ),
    Mutant(
        name="normalises-the-stream-itself",
        cell="block",
        replace=("return x + self.mlp(self.norm_2(x))", "x = self.norm_2(x)\n        return x + self.mlp(x)"),
        expect="the stream should pass unchanged",
    ),
    Mutant(
        name="one-norm-for-both",
        cell="block",
        replace=("self.mlp(self.norm_2(x))", "self.mlp(self.norm_1(x))"),
        expect="by which norm",
    ),
    Mutant(
        name="no-places",
        cell="gpt",
        replace=(" + self.places.weight[: numbers.shape[1]]", ""),
        caught_by=("gpt-check",),
        expect="No gradient reaches places",
    ),
    Mutant(
        name="places-counted-from-the-end",
        cell="gpt",
        replace=("self.places.weight[: numbers.shape[1]]", "self.places.weight[-numbers.shape[1] :]"),
        caught_by=("gpt-check",),
        expect="in a longer piece",
    ),
    Mutant(
        name="warm-up-starts-at-zero",
        cell="rate",
        replace=("(step + 1) / warm_up", "step / warm_up"),
        expect="a tenth of the top",
    ),
    Mutant(
        name="warm-up-one-step-too-long",
        cell="rate",
        replace=("step < warm_up", "step <= warm_up"),
        expect="No step should have more than the top",
    ),
    Mutant(
        name="multiplies-by-the-temperature",
        cell="dice",
        replace=("scores / temperature", "scores * temperature"),
        caught_by=("dice-check",),
        skip=("learn", "curves", "counting"),
        expect="you draw",
    ),
    Mutant(
        name="shows-the-first-letters-for-ever",
        cell="dice",
        replace=("numbers[-CONTEXT:]", "numbers[:CONTEXT]"),
        caught_by=("dice-write",),
        skip=("learn", "curves", "counting"),
        expect="Which letters are shown",
    ),
    Mutant(
        name="shows-the-model-everything",
        cell="dice",
        replace=("numbers[-CONTEXT:]", "numbers"),
        caught_by=("dice-write",),
        skip=("learn", "curves", "counting"),
        expect="it can only look back on",
    ),
]
