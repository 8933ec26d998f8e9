"""Wrong solutions of attention; every one must be rejected by a check whose message fits."""

from dl_curriculum_ext.authoring.mutants import Mutant

MUTANTS = [
    Mutant(
        name="forgets-the-root",
        cell="attend",
        replace=(" / math.sqrt(q.shape[-1])", ""),
        expect="Divided by √4",
    ),
    Mutant(
        name="softmax-over-the-queries",
        cell="attend",
        replace=("softmax(dim=-1)", "softmax(dim=-2)"),
        expect="share",
    ),
    Mutant(
        name="masks-after-the-softmax",
        cell="attend",
        replace=(
            (
                "        scores = scores.masked_fill(~mask, -torch.inf)\n    weights = scores.softmax(dim=-1)",
                "        weights = scores.softmax(dim=-1) * mask\n    else:\n        weights = scores.softmax(dim=-1)",
            ),
        ),
        expect="With a mask, too, each row",
    ),
    Mutant(
        name="mask-the-other-way-round",
        cell="attend",
        replace=("~mask", "mask"),
        expect="that the mask forbids",
    ),
    Mutant(
        name="sine-and-cosine-in-two-blocks",
        cell="positions",
        replace=(
            "torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)",
            "torch.cat([angles.sin(), angles.cos()], 1)",
        ),
        expect="in turn",
    ),
    Mutant(
        name="frequencies-fall-half-as-fast",
        cell="positions",
        replace=("-torch.arange(0, dim, 2) / dim", "-torch.arange(dim // 2) / dim"),
        expect="the frequencies are 1 and 1/10",
    ),
    Mutant(
        name="cuts-across-letters",
        cell="heads",
        region=0,
        solution="return x.reshape(x.shape[0], heads, x.shape[1], -1)",
        expect="of every letter",
    ),
    Mutant(
        name="merges-without-swapping-back",
        cell="heads",
        region=1,
        solution="return x.reshape(x.shape[0], x.shape[2], -1)",
        expect="every number should be where it was",
    ),
    Mutant(
        name="asks-with-the-keys",
        cell="layer",
        replace=("(self.to_q, self.to_k, self.to_v)", "(self.to_k, self.to_q, self.to_v)"),
        expect="Who asks, who is asked",
    ),
    Mutant(
        name="no-mixing-at-the-end",
        cell="layer",
        replace=("self.to_out(merge_heads(answers))", "merge_heads(answers)"),
        expect="what happens to it at the end",
    ),
    Mutant(
        name="drops-the-mask",
        cell="layer",
        replace=("attend(q, k, v, mask)", "attend(q, k, v)"),
        expect="did not reach",
    ),
    Mutant(
        name="always-adds-positions",
        cell="reader",
        replace=("if self.with_positions:", "if True:"),
        caught_by=("reader-check",),
        expect="knows places all the same",
    ),
    Mutant(
        name="positions-after-the-attention",
        cell="reader",
        replace=(
            (
                "            x = x + self.places\n        answers, weights = self.attention(x)",
                "            pass\n        answers, weights = self.attention(x)\n"
                "        answers = answers + self.with_positions * self.places",
            ),
        ),
        caught_by=("reader-check",),
        expect="before they ask",
    ),
    Mutant(
        name="never-adds-positions",
        cell="reader",
        replace=("x = x + self.places", "pass"),
        caught_by=("reader-check",),
        expect="these scores do not notice",
    ),
]
