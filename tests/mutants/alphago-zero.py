"""Wrong solutions of alphago-zero that a learner could write; see dl_curriculum_ext/authoring/mutants.py."""

from dl_curriculum_ext.authoring.mutants import Mutant

BY_HAND = "backup-by-hand"

MUTANTS = [
    Mutant(
        name="nothing-by-nothing",
        cell="puct",
        replace=("np.maximum(visits, 1)", "visits"),
        expect="0 divided by 0",
    ),
    Mutant(
        name="totals-instead-of-means",
        cell="puct",
        replace=("totals / np.maximum(visits, 1)", "totals"),
        expect="only Q is left",
    ),
    Mutant(
        name="sums-over-all-positions",
        cell="puct",
        replace=("visits.sum(axis=1, keepdims=True)", "visits.sum()"),
        expect="Sum by row",
    ),
    Mutant(
        name="bonus-divided-by-visits",
        cell="puct",
        replace=("/ (1 + visits)", "/ np.maximum(visits, 1)"),
        expect="divided by N",
    ),
    Mutant(
        name="no-root",
        cell="puct",
        replace=("np.sqrt(1 + visits.sum(axis=1, keepdims=True))", "(1 + visits.sum(axis=1, keepdims=True))"),
        expect="has the factors",
    ),
    Mutant(
        name="prior-forgotten",
        cell="puct",
        replace=("EXPLORATION * priors * bonus", "EXPLORATION * bonus"),
        expect="the prior alone decides",
    ),
    Mutant(
        name="one-number-for-each-position",
        cell="puct",
        replace=(
            "return means + EXPLORATION * priors * bonus",
            "return (means + EXPLORATION * priors * bonus).max(axis=1)",
        ),
        expect="One number for each position and move",
    ),
    Mutant(
        name="never-turns-around",
        cell="backup",
        replace=("values[which] = -values[which]", "values[which] = values[which]"),
        upto=BY_HAND,
        expect="two opponents",
    ),
    Mutant(
        name="turns-around-too-late",
        cell="backup",
        solution="""
            for which, rows, moves in reversed(path):
                trees.visits[which, rows, moves] += 1
                trees.totals[which, rows, moves] += values[which]
                values[which] = -values[which]
        """,
        upto=BY_HAND,
        expect="the wrong way round",
    ),
    Mutant(
        name="from-the-root-down",
        cell="backup",
        replace=("reversed(path)", "path"),
        upto=BY_HAND,
        expect="Begin at the end of the path",
    ),
    Mutant(
        name="turns-every-tree-around",
        cell="backup",
        replace=("values[which] = -values[which]", "values[:] = -values"),
        upto=BY_HAND,
        expect="turn around only the",
    ),
    Mutant(
        name="visits-only-the-last-move",
        cell="backup",
        replace=("reversed(path)", "path[-1:]"),
        upto=BY_HAND,
        expect="each gets one visit",
    ),
    Mutant(
        name="replaces-the-totals",
        cell="backup",
        replace=(
            "trees.totals[which, rows, moves] += values[which]",
            "trees.totals[which, rows, moves] = values[which]",
        ),
        upto=BY_HAND,
        expect="make a total of 1.5",
    ),
    Mutant(
        name="counts-no-visits",
        cell="backup",
        replace=("trees.visits[which, rows, moves] += 1", "pass"),
        upto=BY_HAND,
        expect="each gets one visit",
    ),
    Mutant(
        name="whole-trees-with-the-wrong-sign",
        cell="backup",
        replace=("values[which] = -values[which]", "values[which] = values[which]"),
        caught_by=("backup-whole-trees",),
        expect="your search prefers",
    ),
    Mutant(
        name="multiplies-by-the-temperature",
        cell="shares",
        replace=("** (1 / temperature)", "** temperature"),
        expect="The power is 1 / τ",
    ),
    Mutant(
        name="forgets-the-temperature",
        cell="shares",
        replace=("** (1 / temperature)", "** 1.0"),
        expect="the same as temperature 1",
    ),
    Mutant(
        name="enormous-powers",
        cell="shares",
        replace=("(visits / visits.max(axis=1, keepdims=True))", "visits"),
        expect="a power overflows",
    ),
    Mutant(
        name="softmax-of-the-visits",
        cell="shares",
        solution="""
            powers = np.exp((visits - visits.max(axis=1, keepdims=True)) / temperature)
            return powers / powers.sum(axis=1, keepdims=True)
        """,
        expect="at temperature 1 are ¼, ¾, 0",
    ),
    Mutant(
        name="shares-of-all-positions-together",
        cell="shares",
        replace=("powers.sum(axis=1, keepdims=True)", "powers.sum()"),
        expect="Every row should sum to 1",
    ),
    Mutant(
        name="everyone-shares-the-result",
        cell="outcomes",
        solution="return results",
        upto="outcomes-by-hand",
        expect="the winner was to move",
    ),
    Mutant(
        name="winner-and-loser-swapped",
        cell="outcomes",
        replace=("results, -results", "-results, results"),
        upto="outcomes-by-hand",
        expect="the winner was to move",
    ),
    Mutant(
        name="everyone-wins",
        cell="outcomes",
        solution="return -results",
        upto="outcomes-by-hand",
        expect="the loser was to move",
    ),
    Mutant(
        name="minus-forgotten",
        cell="losses",
        replace=("-(shares", "(shares"),
        upto="losses-by-hand",
        expect="A cross-entropy is positive",
    ),
    Mutant(
        name="probabilities-without-logarithm",
        cell="losses",
        replace=("-(shares * logits.log_softmax(dim=1))", "(shares * logits.softmax(dim=1))"),
        upto="losses-by-hand",
        expect="is 1.386",
    ),
    Mutant(
        name="softmax-over-the-positions",
        cell="losses",
        replace=("log_softmax(dim=1)", "log_softmax(dim=0)"),
        upto="losses-by-hand",
        expect="taken along the moves",
    ),
    Mutant(
        name="label-is-the-most-visited",
        cell="losses",
        replace=(
            "-(shares * logits.log_softmax(dim=1)).sum(dim=1).mean()",
            "nn.functional.cross_entropy(logits, shares.argmax(dim=1))",
        ),
        upto="losses-by-hand",
        expect="(p - π) / n",
    ),
    Mutant(
        name="mean-over-moves-too",
        cell="losses",
        replace=(".sum(dim=1).mean()", ".mean()"),
        upto="losses-by-hand",
        expect="is 1.386",
    ),
    Mutant(
        name="absolute-difference",
        cell="losses",
        replace=("((outcomes - values) ** 2).mean()", "(outcomes - values).abs().mean()"),
        upto="losses-by-hand",
        expect="1.5 apart",
    ),
    Mutant(
        name="shapes-spread-against-each-other",
        cell="losses",
        replace=("((outcomes - values) ** 2)", "((outcomes[:, None] - values) ** 2)"),
        upto="losses-by-hand",
        expect="mean of the squared differences",
    ),
    Mutant(
        name="values-detached",
        cell="losses",
        replace=("((outcomes - values) ** 2).mean()", "((outcomes - values.detach()) ** 2).mean().requires_grad_()"),
        upto="losses-by-hand",
        expect="No gradient reached",
    ),
    Mutant(
        name="opponent-tries-one-move",
        cell="exam",
        replace=(
            "which, moves = np.nonzero(game.legal(boards))\n            boards = game.play(boards[which], moves)",
            "boards = game.play(boards, game.legal(boards).argmax(axis=1))",
        ),
        upto="exam-known-player",
        expect="does the opponent try every legal move",
    ),
    Mutant(
        name="finished-games-go-on",
        cell="exam",
        replace=("boards = boards[~over]", "boards = boards[~over | (worth < 0)]"),
        upto="exam-known-player",
        expect="Does a finished game leave the list",
    ),
    Mutant(
        name="wins-and-losses-swapped",
        cell="exam",
        replace=(
            ("if mine else 0", "if not mine else 0"),
            ("if not mine else 0\n        drawn", "if mine else 0\n        drawn"),
        ),
        upto="exam-known-player",
        expect="wins and losses are swapped",
    ),
    Mutant(
        name="draws-count-as-losses",
        cell="exam",
        replace=("drawn += int", "lost += int"),
        upto="exam-known-player",
        expect="won, drawn and lost are",
    ),
]
