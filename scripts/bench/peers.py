"""The learner's reference implementations against well-known ones that do the same task, side by side in one run.

What is measured is taken from the built solutions, so it is what a learner ends up with. The networks take their steps
in turn with their peers, and are timed until both have reached the worse one's final loss.
"""

import contextlib
import io
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.row import Row

STAGES = Path(__file__).resolve().parents[2] / "curriculum" / "stages"
SMOOTHED = 20
"""Steps over which a loss is averaged."""


def recurrent_row() -> Row:
    """The LSTM that learners write, against ``torch.nn.LSTM`` in its place; each begins with its own weights."""
    cells = ("tools", "parameters", "cell", "clip", "lstm", "text", "writer", "piece")
    its = taken("deep-dive", "recurrent-nets", cells)
    torch, nn = its["torch"], its["torch"].nn
    torch.set_num_threads(1)

    class Peer(nn.Module):
        """As `Writer`, with torch's cell."""

        def __init__(self) -> None:
            super().__init__()
            self.letters = nn.Embedding(its["size"], its["LETTER_WIDTH"])
            self.cell = nn.LSTM(its["LETTER_WIDTH"], its["HIDDEN"])
            self.scores = nn.Linear(its["HIDDEN"], its["size"])

        def forward(self, numbers: Any, state: Any) -> tuple[Any, Any]:
            shown, (h, c) = self.cell(self.letters(numbers), (state[0][None], state[1][None]))
            return self.scores(shown), (h[0], c[0])

    torch.manual_seed(0)
    ours, theirs = its["Writer"](its["LSTM"](its["LETTER_WIDTH"], its["HIDDEN"])), Peer()
    theirs.letters.load_state_dict(ours.letters.state_dict())
    theirs.scores.load_state_dict(ours.scores.state_dict())

    def steps(model: Any) -> Iterator[float]:
        adam = torch.optim.Adam(model.parameters(), lr=3e-3)
        table, piece = its["strips"](its["known"], its["STREAMS"]), its["PIECE"]
        state = ours.cell.start(its["STREAMS"])
        for at in range(0, len(table) - piece - 1, piece):
            loss, state = its["learn_piece"](model, adam, table[at : at + piece], table[at + 1 : at + piece + 1], state)
            yield loss

    return raced("the learner's LSTM ÷ torch.nn.LSTM, time to the same loss", steps(ours), steps(theirs), 200)


def gpt_row() -> Row:
    """The GPT that learners write, against one out of torch's attention, norm and layers."""
    cells = ("tools", "parameters", "text", "windows", "causal", "parts", "block", "gpt")
    its = taken("deep-dive", "mini-gpt", cells)
    torch, nn = its["torch"], its["torch"].nn
    torch.set_num_threads(1)
    size, width, layers, heads, context = (its[name] for name in ("size", "WIDTH", "LAYERS", "HEADS", "CONTEXT"))
    future = nn.Transformer.generate_square_subsequent_mask(context)

    class PeerBlock(nn.Module):
        """As `Block`."""

        def __init__(self) -> None:
            super().__init__()
            self.norm_1, self.norm_2 = nn.RMSNorm(width, eps=1e-6), nn.RMSNorm(width, eps=1e-6)
            self.attention = nn.MultiheadAttention(width, heads, bias=False, batch_first=True)
            self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.ReLU(), nn.Linear(4 * width, width))

        def forward(self, x: Any) -> Any:
            y = self.norm_1(x)
            x = x + self.attention(y, y, y, attn_mask=future, is_causal=True, need_weights=False)[0]
            return x + self.mlp(self.norm_2(x))

    class Peer(nn.Module):
        """As `GPT`."""

        def __init__(self) -> None:
            super().__init__()
            self.letters, self.places = nn.Embedding(size, width), nn.Embedding(context, width)
            self.blocks = nn.ModuleList(PeerBlock() for _ in range(layers))
            self.norm, self.scores = nn.RMSNorm(width, eps=1e-6), nn.Linear(width, size, bias=False)

        def forward(self, numbers: Any) -> Any:
            x = self.letters(numbers) + self.places.weight
            for block in self.blocks:
                x = block(x)
            return self.scores(self.norm(x))

    torch.manual_seed(0)
    ours, theirs = its["GPT"](size, width, layers, heads, context), Peer()
    renamed = {".gain": ".weight", "to_qkv.weight": "in_proj_weight", "to_out.weight": "out_proj.weight"}
    weights = {}
    for name, weight in ours.state_dict().items():
        for old, new in renamed.items():
            name = name.replace(old, new)
        weights[name] = weight
    theirs.load_state_dict(weights)

    def steps(model: Any) -> Iterator[float]:
        adam = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.99), weight_decay=0.1)
        deal = torch.Generator().manual_seed(0)
        while True:
            starts = torch.randint(len(its["known"]) - context, (its["BATCH"],), generator=deal)
            asked, answers = its["windows"](its["known"], starts, context)
            loss = nn.functional.cross_entropy(model(asked).flatten(0, 1), answers.flatten())
            adam.zero_grad()
            loss.backward()
            adam.step()
            yield loss.item()

    return raced(
        "the learner's GPT ÷ torch.nn.MultiheadAttention and RMSNorm, time to the same loss",
        steps(ours),
        steps(theirs),
        120,
    )


def raced(what: str, ours: Iterator[float], theirs: Iterator[float], steps: int) -> Row:
    """Two trainings, a step of each in turn, and how long each took to the loss that both reached.

    The first step of each is not timed, since it also pays for what torch makes ready at first use.
    """
    next(ours), next(theirs)
    losses: tuple[list[float], list[float]] = ([], [])
    clocks: tuple[list[float], list[float]] = ([], [])
    for _ in range(steps):
        for training, found, clock in zip((ours, theirs), losses, clocks, strict=True):
            start = time.process_time()
            found.append(next(training))
            clock.append((clock[-1] if clock else 0.0) + time.process_time() - start)
    smooth = [[sum(found[at - SMOOTHED : at]) / SMOOTHED for at in range(SMOOTHED, steps + 1)] for found in losses]
    goal = max(line[-1] for line in smooth)
    mine, peers = (
        clock[SMOOTHED - 1 + next(at for at, loss in enumerate(line) if loss <= goal)]
        for line, clock in zip(smooth, clocks, strict=True)
    )
    how = f"{mine:.1f} s ÷ {peers:.1f} s of processor time to {goal:.3f} nats, {steps} steps of each in turn"
    return Row(what, mine / peers, 1.1, how)


def taken(stage: str, item: str, cells: tuple[str, ...]) -> dict[str, Any]:
    """What some cells of a built solution define."""
    folder = STAGES / stage
    notebook = json.loads((folder / f"{item}.solution.ipynb").read_text("utf-8"))
    sources = {cell["id"].removeprefix(f"{item}-"): "".join(cell["source"]) for cell in notebook["cells"]}
    names: dict[str, Any] = {}
    os.environ["MPLBACKEND"] = "agg"
    before = Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in cells:
                exec(compile(sources[cell], f"{item}-{cell}", "exec"), names)
    finally:
        os.chdir(before)
    return names
