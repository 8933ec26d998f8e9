"""Wrong solutions of convolutions; every one must be rejected by a check whose message fits."""

from dl_curriculum_ext.authoring.mutants import Mutant

SHOWN = ("kernels", "moved", "pooled", "sizes", "shifted", "learn", "learned")  # pictures that no check here needs

MUTANTS = [
    Mutant(
        name="turns-the-kernel-round",
        cell="convolve",
        skip=SHOWN,
        replace=("* kernel).sum()", "* kernel[::-1, ::-1]).sum()"),
        expect="Is the kernel turned round?",
    ),
    Mutant(
        name="pads-one-side",
        cell="size",
        skip=SHOWN,
        replace=("n + 2 * padding", "n + padding"),
        expect="padding 1",
    ),
    Mutant(
        name="divides-without-rounding-down",
        cell="size",
        skip=SHOWN,
        replace=("// stride", "/ stride"),
        expect="A number of places is a whole number",
    ),
    Mutant(
        name="forgets-the-biases",
        cell="conv",
        skip=SHOWN,
        replace=(" + b[:, None, None]", " + 0 * b[:, None, None]"),
        expect="What about the biases?",
    ),
    Mutant(
        name="rows-and-columns-of-the-kernel-swapped",
        cell="conv",
        skip=SHOWN,
        replace=("patches, W)", "patches, W.mT.reshape(W.shape))"),
        expect="your result differs from torch's by",
    ),
    Mutant(
        name="ignores-the-stride",
        cell="conv",
        skip=SHOWN,
        replace=(
            "X.unfold(2, W.shape[2], stride).unfold(3, W.shape[3], stride)",
            "X.unfold(2, W.shape[2], 1).unfold(3, W.shape[3], 1)",
        ),
        expect="stride 2, padding 0: expected the shape",
    ),
    Mutant(
        name="windows-overlap",
        cell="pool",
        skip=SHOWN,
        replace=("unfold(2, size, size).unfold(3, size, size)", "unfold(2, size, 1).unfold(3, size, 1)"),
        expect="turn 4 × 4 into 2 × 2",
    ),
    Mutant(
        name="no-relu-in-the-second-block",
        cell="reader",
        skip=SHOWN,
        caught_by=("reader-check",),
        replace=("torch.relu(self.second(one))", "self.second(one)"),
        expect="After the ReLU of block 2",
    ),
    Mutant(
        name="relu-on-the-scores",
        cell="reader",
        skip=SHOWN,
        caught_by=("reader-check",),
        replace=(
            "self.last(self.dropout(self.maps(X)[1].flatten(1)))",
            "torch.relu(self.last(self.dropout(self.maps(X)[1].flatten(1))))",
        ),
        expect="Scores may be negative",
    ),
    Mutant(
        name="drops-in-use-as-well",
        cell="reader",
        skip=SHOWN,
        caught_by=("reader-check",),
        replace=("self.dropout(", "functional.dropout("),
        expect="In use, after `eval()`",
    ),
    Mutant(
        name="frame-and-picture-confused",
        cell="shift",
        skip=(*SHOWN, "reader-learns"),
        caught_by=("shift-check",),
        replace=("reach - down, reach - right", "reach + down, reach + right"),
        expect="the window goes the other way",
    ),
    Mutant(
        name="comes-in-on-the-other-side",
        cell="shift",
        skip=(*SHOWN, "reader-learns"),
        caught_by=("shift-check",),
        solution="""
        moves = zip(X, down.tolist(), right.tolist(), strict=True)
        return torch.stack([torch.roll(image, move, dims=(1, 2)) for image, *move in moves])
        """,
        expect="it should not come in again",
    ),
    Mutant(
        name="all-places-at-once",
        cell="sees",
        skip=(*SHOWN, "reader-learns"),
        replace=("[block][:, :, row, column].sum()", "[block].sum()"),
        expect="outside its field",
    ),
    Mutant(
        name="one-image-only",
        cell="sees",
        skip=(*SHOWN, "reader-learns"),
        replace=("(X.grad != 0).any(dim=0)[0]", "(X.grad != 0).all(dim=0)[0]"),
        expect="pixels; you found",
    ),
]
