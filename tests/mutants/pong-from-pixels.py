"""Wrong solutions of pong-from-pixels that a learner could write; each is rejected before any long training."""

from dl_curriculum_ext.authoring.mutants import Mutant

PICTURES = ("prepare-picture", "random", "blame-picture", "careful-picture")
"""Cells that a check of one function does without."""
BLAME = {"cell": "blame", "upto": "blame-extremes", "skip": PICTURES}
CAREFUL = {"cell": "careful", "upto": "careful-slope", "skip": PICTURES}
LESSON = {"cell": "lesson", "upto": "lesson-learns", "skip": PICTURES}

MUTANTS = [
    Mutant(
        name="keeps-the-score",
        cell="prepare",
        replace=("game.top : game.bottom : game.thin", ":: game.thin"),
        expect="(2, 80, 80)",
    ),
    Mutant(
        name="thins-the-rows-only",
        cell="prepare",
        replace=(":: game.thin]", ":]"),
        expect="(2, 80, 80)",
    ),
    Mutant(
        name="thins-before-it-crops",
        cell="prepare",
        replace=(
            "screens[:, game.top : game.bottom : game.thin, :: game.thin]",
            "screens[:, :: game.thin, :: game.thin][:, game.top : game.bottom]",
        ),
        expect="(2, 80, 80)",
    ),
    Mutant(
        name="subtracts-in-uint-eight",
        cell="prepare",
        replace=(
            "np.where(np.abs(grey - game.table) > 10, 255, 0).astype(np.uint8)",
            "(grey.astype(np.uint8) - np.uint8(game.table))",
        ),
        expect="Only 0 and 255",
    ),
    Mutant(
        name="sees-only-what-is-lighter",
        cell="prepare",
        replace=("np.abs(grey - game.table)", "(grey - game.table)"),
        expect="darker than the table",
    ),
    Mutant(
        name="lights-the-table",
        cell="prepare",
        replace=("> 10, 255, 0)", "> 10, 0, 255)"),
        expect="The table is most of the picture",
    ),
    Mutant(
        name="looks-at-the-red-alone",
        cell="prepare",
        replace=("field.mean(axis=-1)", "field[..., 0].astype(float)"),
        expect="says nothing",
    ),
    Mutant(
        name="leaves-floats",
        cell="prepare",
        replace=(".astype(np.uint8)", ".astype(float)"),
        expect="fits into one byte",
    ),
    Mutant(
        name="newest-first",
        cell="remember",
        replace=("[memory[:, 1:], pictures[:, None]]", "[pictures[:, None], memory[:, :-1]]"),
        expect="the oldest stands first",
    ),
    Mutant(
        name="drops-the-newest",
        cell="remember",
        replace=("memory[:, 1:]", "memory[:, :-1]"),
        expect="is 1, 2, 100",
    ),
    Mutant(
        name="never-forgets",
        cell="remember",
        replace=("    memory[fresh] = pictures[fresh, None]\n", ""),
        expect="a match just began",
    ),
    Mutant(
        name="forgets-every-board-when-one-is-fresh",
        cell="remember",
        replace=("memory[fresh] = pictures[fresh, None]", "memory[:] = pictures[:, None] if fresh.any() else memory"),
        expect="1, 2, 100",
    ),
    Mutant(
        name="fills-with-black",
        cell="remember",
        replace=("memory[fresh] = pictures[fresh, None]", "memory[fresh, :-1] = 0"),
        expect="three times its first picture",
    ),
    Mutant(
        name="shifts-in-place",
        cell="remember",
        solution="""
            memory[:, :-1] = memory[:, 1:].copy()
            memory[:, -1] = pictures
            memory[fresh] = pictures[fresh, None]
            return memory
        """,
        expect="answer with a new array",
    ),
    Mutant(
        name="critic-speaks-across-an-end",
        **BLAME,
        replace=("discount * goes_on * values[step + 1]", "discount * values[step + 1]"),
        expect="nothing of the rally after it",
    ),
    Mutant(
        name="blame-runs-across-an-end",
        **BLAME,
        replace=("discount * blend * goes_on * following", "discount * blend * following"),
        expect="nothing of the rally after it",
    ),
    Mutant(
        name="value-of-the-same-step",
        **BLAME,
        replace=("goes_on * values[step + 1]", "goes_on * values[step]"),
        expect="The value after it is the fourth one",
    ),
    Mutant(
        name="blends-without-discount",
        **BLAME,
        replace=("discount * blend * goes_on", "blend * goes_on"),
        expect="plus 0.25 · 0.8",
    ),
    Mutant(
        name="walks-forwards",
        **BLAME,
        replace=("reversed(range(len(rewards)))", "range(len(rewards))"),
        caught_by=("blame-hand",),
    ),
    Mutant(
        name="forgets-to-compare-with-the-value",
        **BLAME,
        replace=(" - values[step]\n", "\n"),
        expect="0 + 0.5 · 0.4 - 0.8",
    ),
    Mutant(
        name="ends-every-board-when-one-ends",
        **BLAME,
        replace=("(~ends[step]).float()", "1 - ends[step].any().float()"),
        caught_by=("blame-hand",),
    ),
    Mutant(
        name="difference-in-place-of-the-ratio",
        **CAREFUL,
        replace=("(chances - old_chances).exp()", "(chances - old_chances)"),
        expect="the loss is -2",
    ),
    Mutant(
        name="ratio-upside-down",
        **CAREFUL,
        replace=("chances - old_chances", "old_chances - chances"),
        expect="within the clip",
    ),
    Mutant(
        name="sign-of-the-loss",
        **CAREFUL,
        replace=("return -torch", "return torch"),
        expect="the loss is -2",
    ),
    Mutant(
        name="clips-without-comparing",
        **CAREFUL,
        solution="""
            ratio = (chances - old_chances).exp()
            return -(ratio.clamp(1 - clip, 1 + clip) * advantages).mean()
        """,
        expect="never clipped",
    ),
    Mutant(
        name="smaller-ratio-in-place-of-smaller-product",
        **CAREFUL,
        solution="""
            ratio = (chances - old_chances).exp()
            return -(torch.minimum(ratio, ratio.clamp(1 - clip, 1 + clip)) * advantages).mean()
        """,
        expect="never clipped",
    ),
    Mutant(
        name="takes-the-larger",
        **CAREFUL,
        replace=("torch.minimum", "torch.maximum"),
        expect="pays no more than 1.2",
    ),
    Mutant(
        name="sums-the-loss",
        **CAREFUL,
        replace=(".mean()", ".sum()"),
        expect="The mean of -1.1 and 1.8",
    ),
    Mutant(
        name="no-clip",
        **CAREFUL,
        solution="return -((chances - old_chances).exp() * advantages).mean()",
        expect="pays no more than 1.2",
    ),
    Mutant(
        name="old-chances-of-other-steps",
        **LESSON,
        replace=("old_chances[piece]", "old_chances[: len(piece)]"),
        expect="at the numbers in `piece`",
    ),
    Mutant(
        name="chance-of-the-likeliest-action",
        **LESSON,
        replace=("log.gather(1, actions[piece, None]).squeeze(1)", "log.amax(dim=1)"),
        expect="those of the actions taken",
    ),
    Mutant(
        name="forgets-the-critic",
        **LESSON,
        replace=("0.5 * ((values - wanted[piece]) ** 2).mean()", "0 * values.mean()"),
        expect="the second term is missing",
    ),
    Mutant(
        name="pays-for-being-sure",
        **LESSON,
        replace=("- ENTROPY * entropy", "+ ENTROPY * entropy"),
        caught_by=("lesson-learns",),
        expect="sign of the entropy",
    ),
    Mutant(
        name="no-entropy",
        **LESSON,
        replace=(" - ENTROPY * entropy", ""),
        caught_by=("lesson-gradient", "lesson-learns"),
    ),
    Mutant(
        name="gradients-pile-up",
        **LESSON,
        replace=("            optimiser.zero_grad()\n", ""),
        expect="gradients have to be cleared",
    ),
    Mutant(
        name="gradient-as-long-as-it-likes",
        **LESSON,
        replace=("            nn.utils.clip_grad_norm_(player.parameters(), 0.5)\n", ""),
        expect="should have been limited to 0.5",
    ),
    Mutant(
        name="all-at-once-in-place-of-pieces",
        **LESSON,
        replace=(
            ("player(memories[piece])", "player(memories)"),
            ("actions[piece, None]", "actions[:, None]"),
            ("old_chances[piece], advantages[piece]", "old_chances, advantages"),
            ("wanted[piece]", "wanted"),
        ),
        caught_by=("lesson-pieces",),
        expect="exactly three times",
    ),
    Mutant(
        name="no-step",
        **LESSON,
        replace=("            optimiser.step()", "            pass"),
        expect="9 steps",
        caught_by=("lesson-pieces",),
    ),
    Mutant(
        name="adam-loses-its-memory",
        cell="sleep",
        skip=PICTURES,
        replace=('    optimiser.load_state_dict(kept["optimiser"])\n', ""),
        expect="Adam came back with an empty memory",
    ),
    Mutant(
        name="player-stays-as-it-was",
        cell="sleep",
        skip=PICTURES,
        replace=('    player.load_state_dict(kept["player"])\n', ""),
        expect="not the one that was saved",
    ),
    Mutant(
        name="curve-begins-anew",
        cell="sleep",
        skip=PICTURES,
        replace=('return kept["curve"]', "return []"),
        expect="The curve was",
    ),
    Mutant(
        name="writes-over-the-old-file",
        cell="sleep",
        skip=PICTURES,
        replace=(
            ('path.with_suffix(".part")', "path"),
            ("    beside.replace(path)\n", ""),
        ),
        expect="Write beside it first",
    ),
    Mutant(
        name="never-puts-it-in-its-place",
        cell="sleep",
        skip=PICTURES,
        replace=("    beside.replace(path)\n", ""),
        expect="no file at `path`",
    ),
]
