"""Wrong solutions of optimisers-and-regularisation; every one must be rejected by a check whose message fits."""

from dl_curriculum_ext.authoring.mutants import Mutant

SHOWN = ("data", "sweep", "liar", "stopped", "lots", "weights")  # pictures that no check here needs
BESIDE_TORCH = ("momentum-check", "adam-check", "decay-check")  # these load all of torch.optim, a second each

MUTANTS = [
    Mutant(
        name="velocity-forgotten",
        cell="momentum",
        replace=("v *= self.keep\n            v += p.grad", "v = self.keep * v + p.grad"),
        expect="half of the velocity kept",
    ),
    Mutant(
        name="moves-with-the-old-velocity",
        cell="momentum",
        solution="""
        p -= self.rate * v
        v *= self.keep
        v += p.grad
        """,
        expect="The first step, from rest",
    ),
    Mutant(
        name="no-correction-for-the-start",
        cell="adam",
        replace=(("m / (1 - self.beta1**self.count)", "m"), ("s / (1 - self.beta2**self.count)", "s")),
        expect="The first step is as long as the rate",
        caught_by=("adam-check",),
    ),
    Mutant(
        name="corrects-what-it-keeps",
        cell="adam",
        replace=(
            ("m_hat = m / (1 - self.beta1**self.count)", "m_hat = m.div_(1 - self.beta1**self.count)"),
            ("s_hat = s / (1 - self.beta2**self.count)", "s_hat = s.div_(1 - self.beta2**self.count)"),
        ),
        expect="the second step is as long as the first",
        caught_by=("adam-check",),
    ),
    Mutant(
        name="no-square-root",
        cell="adam",
        replace=("s_hat.sqrt()", "s_hat"),
        expect="The first step is as long as the rate",
        caught_by=("adam-check",),
    ),
    Mutant(
        name="sees-the-future",
        cell="stopping",
        solution="""
        best = min(range(len(losses)), key=lambda epoch: losses[epoch])
        return best, min(best + patience, len(losses) - 1)
        """,
        expect="cannot know of it",
        caught_by=("stopping-check",),
    ),
    Mutant(
        name="one-epoch-too-patient",
        cell="stopping",
        replace=(">= patience", "> patience"),
        expect="two epochs in a row bring nothing better",
        caught_by=("stopping-check",),
    ),
    Mutant(
        name="does-not-make-up-for-it",
        cell="dropout",
        skip=(*SHOWN, *BESIDE_TORCH),
        replace=("h * stays / (1 - share)", "h * stays"),
        expect="What stays is divided",
        caught_by=("dropout-check",),
    ),
    Mutant(
        name="drops-in-use-as-well",
        cell="dropout",
        skip=(*SHOWN, *BESIDE_TORCH),
        replace=("    if not training:\n        return h\n", ""),
        expect="In use nothing is switched off",
        caught_by=("dropout-check",),
    ),
    Mutant(
        name="one-lot-for-all-examples",
        cell="dropout",
        skip=(*SHOWN, *BESIDE_TORCH),
        replace=("torch.rand(h.shape, ", "torch.rand(h.shape[1:], "),
        expect="whole units are off",
        caught_by=("dropout-check",),
    ),
    Mutant(
        name="biases-fade-too",
        cell="decay",
        skip=SHOWN,
        replace=("p.ndim > 1", "p.ndim > 0"),
        expect="Biases do not decay",
        caught_by=("decay-check",),
    ),
    Mutant(
        name="over-the-units",
        cell="norm",
        skip=(*SHOWN, *BESIDE_TORCH),
        replace=(
            "h.mean(axis=0), h.var(axis=0, unbiased=False)",
            "h.mean(axis=1, keepdims=True), h.var(axis=1, unbiased=False, keepdims=True)",
        ),
        raises="RuntimeError",
        expect="doesn't match the broadcast shape",
    ),
    Mutant(
        name="the-batch-in-use-as-well",
        cell="norm",
        skip=(*SHOWN, *BESIDE_TORCH),
        replace=("mean, variance = running", "mean, variance = h.mean(axis=0), h.var(axis=0, unbiased=False)"),
        expect="In use your result differs",
    ),
    Mutant(
        name="standard-deviation-forgotten",
        cell="norm",
        skip=(*SHOWN, *BESIDE_TORCH),
        replace=("(variance + epsilon).sqrt()", "(variance + epsilon)"),
        expect="the variance 1 over the batch",
    ),
]
