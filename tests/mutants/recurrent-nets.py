"""Wrong solutions of recurrent-nets; every one must be rejected by a check whose message fits, before any training."""

from dl_curriculum_ext.authoring.mutants import Mutant

MUTANTS = [
    Mutant(
        name="forgets-the-state",
        cell="cell",
        replace=("row + h @ self.U", "row + 0 * h"),
        caught_by=("cell-hand",),
        expect="then tanh of half of that",
    ),
    Mutant(
        name="no-squeezing",
        cell="cell",
        replace=("torch.tanh(row + h @ self.U)", "row + h @ self.U"),
        caught_by=("cell-hand",),
        expect="tanh(1) is 0.7616",
    ),
    Mutant(
        name="memory-matrix-turned",
        cell="cell",
        replace=("h @ self.U", "h @ self.U.T"),
        caught_by=("cell-torch",),
        expect="shows other states",
    ),
    Mutant(
        name="begins-anew-at-every-step",
        cell="cell",
        replace=("state = cell.step(row, state)", "state = cell.step(row, cell.start(x.shape[1]))"),
        caught_by=("cell-hand",),
        expect="then tanh of half of that",
    ),
    Mutant(
        name="reads-backwards",
        cell="cell",
        replace=(".unbind(0)", ".flip(0).unbind(0)"),
        caught_by=("cell-torch",),
        expect="shows other states",
    ),
    Mutant(
        name="asks-about-all-states",
        cell="reach",
        replace=("shown[-1].sum()", "shown.sum()"),
        expect="each step further back halves",
    ),
    Mutant(
        name="clips-each-alone",
        cell="clip",
        replace=("gradient.mul_(limit / length)", "gradient.mul_(limit / gradient.norm())"),
        expect="become 0.6 and 0.8",
    ),
    Mutant(
        name="always-stretches-to-the-limit",
        cell="clip",
        replace=("if length > limit:", "if length > 0:"),
        expect="within the limit should stay",
    ),
    Mutant(
        name="gates-in-another-order",
        cell="lstm",
        replace=("i, f, g, o =", "f, i, g, o ="),
        expect="the memory should stay",
    ),
    Mutant(
        name="shows-the-old-memory",
        cell="lstm",
        replace=(
            "c = f.sigmoid() * c + i.sigmoid() * g.tanh()\n        return o.sigmoid() * c.tanh(), c",
            "new = f.sigmoid() * c + i.sigmoid() * g.tanh()\n        return o.sigmoid() * c.tanh(), new",
        ),
        expect="shows other states",
    ),
    Mutant(
        name="no-tanh-on-the-way-out",
        cell="lstm",
        replace=("o.sigmoid() * c.tanh()", "o.sigmoid() * c"),
        expect="tanh of the memory should be shown",
    ),
    Mutant(
        name="strips-across-the-text",
        cell="piece",
        replace=(".view(count, length).T", ".view(length, count)"),
        caught_by=("piece-check",),
        expect="Read down column 0",
    ),
    Mutant(
        name="state-not-detached",
        cell="piece",
        replace=("part.detach() for part", "part for part"),
        caught_by=("piece-check",),
        expect="detach it",
    ),
    Mutant(
        name="keeps-the-gradient-of-the-piece-before",
        cell="piece",
        replace=("    adam.zero_grad()\n", ""),
        caught_by=("piece-check",),
        expect="has to be cleared",
    ),
    Mutant(
        name="clips-after-the-step",
        cell="piece",
        replace=(
            "clip(list(model.parameters()), LIMIT)\n    adam.step()",
            "adam.step()\n    clip(list(model.parameters()), LIMIT)",
        ),
        caught_by=("piece-check",),
        expect="after clipping a step",
    ),
]
