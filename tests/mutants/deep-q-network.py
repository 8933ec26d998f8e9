"""Wrong solutions of deep-q-network that a learner could write; see dl_curriculum_ext/authoring/mutants.py."""

from dl_curriculum_ext.authoring.mutants import Mutant

SLOW = ("world", "memory-picture", "first", "second", "score", "optimism")
"""Cells that a check of one function does without."""

MUTANTS = [
    Mutant(
        name="never-explores",
        skip=SLOW,
        cell="explore",
        replace=("chance.random() < epsilon", "epsilon >= 1"),
        caught_by=("explore-shares",),
        expect="taken 80 %",
    ),
    Mutant(
        name="explores-the-other-way-round",
        skip=SLOW,
        cell="explore",
        replace=("chance.random() < epsilon", "chance.random() > epsilon"),
        caught_by=("explore-shares",),
        expect="With epsilon 0",
    ),
    Mutant(
        name="explores-only-the-other-action",
        skip=SLOW,
        cell="explore",
        solution="""
            with torch.no_grad():
                best = int(net(torch.as_tensor(look, device=device)).argmax())
            return 1 - best if chance.random() < epsilon else best
        """,
        caught_by=("explore-shares",),
        expect="both actions come equally often",
    ),
    Mutant(
        name="takes-the-worst-action",
        skip=SLOW,
        cell="explore",
        replace=("argmax()", "argmin()"),
        caught_by=("explore-shares",),
        expect="the larger Q",
    ),
    Mutant(
        name="answers-a-tensor",
        skip=SLOW,
        cell="explore",
        replace=("int(net(torch.as_tensor(look, device=device)).argmax())", "net(torch.as_tensor(look)).argmax()"),
        caught_by=("explore-shares",),
        expect="a plain int",
    ),
    Mutant(
        name="stops-when-full",
        skip=SLOW,
        cell="memory",
        replace=("place = self.seen % self.size", "place = min(self.seen, self.size - 1)"),
        caught_by=("memory-round",),
        expect="the latest three are left",
    ),
    Mutant(
        name="draws-empty-places",
        skip=SLOW,
        cell="memory",
        replace=("min(self.seen, self.size)", "self.size"),
        caught_by=("memory-round",),
        expect="only the steps in it may be drawn",
    ),
    Mutant(
        name="forgets-to-count",
        skip=SLOW,
        cell="memory",
        replace=("self.seen += 1", "self.seen = max(self.seen, 1)"),
        caught_by=("memory-round",),
        expect="Two steps were pushed",
    ),
    Mutant(
        name="draws-each-column-anew",
        skip=SLOW,
        cell="memory",
        region=1,
        solution="""
            columns = self.looks, self.actions, self.rewards, self.after, self.terminated
            filled = min(self.seen, self.size)
            return tuple(torch.as_tensor(column[self.chance.integers(filled, size=count)]) for column in columns)
        """,
        caught_by=("memory-round",),
        expect="have to stay together",
    ),
    Mutant(
        name="takes-the-latest-only",
        skip=SLOW,
        cell="memory",
        replace=(
            "self.chance.integers(min(self.seen, self.size), size=count)",
            "np.full(count, (self.seen - 1) % self.size)",
        ),
        caught_by=("memory-round",),
        expect="may be drawn",
    ),
    Mutant(
        name="time-up-counts-as-an-end",
        skip=SLOW,
        cell="live",
        replace=("after, terminated)", "after, terminated or truncated)"),
        caught_by=("live-endings",),
        expect="Only a real end counts",
    ),
    Mutant(
        name="never-ends",
        skip=SLOW,
        cell="live",
        replace=("after, terminated)", "after, False)"),
        caught_by=("live-endings",),
        expect="the memory does not say so",
    ),
    Mutant(
        name="resets-only-after-a-fall",
        skip=SLOW,
        cell="live",
        replace=("if terminated or truncated else", "if terminated else"),
        caught_by=("live-endings",),
        expect="a new one has to begin",
    ),
    Mutant(
        name="remembers-the-next-episode",
        skip=SLOW,
        cell="live",
        solution="""
            after, reward, terminated, truncated, _ = world.step(action)
            if terminated or truncated:
                after, _ = world.reset()
            memory.push(look, action, reward, after, terminated)
            return after
        """,
        caught_by=("live-endings",),
        expect="not the first of the next",
    ),
    Mutant(
        name="remembers-what-came-after-twice",
        skip=SLOW,
        cell="live",
        replace=("memory.push(look,", "memory.push(after,"),
        caught_by=("live-endings",),
        expect="*before*",
    ),
    Mutant(
        name="the-copy-is-the-net",
        skip=SLOW,
        cell="frozen",
        solution="return net",
        caught_by=("frozen-stays",),
        expect="switch its gradients off",
    ),
    Mutant(
        name="a-copy-that-shares-its-weights",
        skip=SLOW,
        cell="frozen",
        solution="""
            twin = copy.deepcopy(net).requires_grad_(False)
            for mine, theirs in zip(twin.parameters(), net.parameters()):
                mine.data = theirs.data
            return twin
        """,
        caught_by=("frozen-stays",),
        expect="it is no copy",
    ),
    Mutant(
        name="freezes-the-net-too",
        skip=SLOW,
        cell="frozen",
        solution="return copy.deepcopy(net.requires_grad_(False))",
        caught_by=("frozen-stays",),
        expect="has to go on learning",
    ),
    Mutant(
        name="a-new-net-instead-of-a-copy",
        skip=SLOW,
        cell="frozen",
        solution="return nn.Linear(4, 2).to(device).requires_grad_(False)",
        caught_by=("frozen-stays",),
        expect="the same answers",
    ),
    Mutant(
        name="goes-on-after-the-end",
        skip=SLOW,
        cell="targets",
        replace=("(1 - terminated) * ", ""),
        caught_by=("targets-by-hand",),
        expect="ended its episode",
    ),
    Mutant(
        name="loses-the-last-reward",
        skip=SLOW,
        cell="targets",
        replace=(
            "rewards + DISCOUNT * (1 - terminated) * frozen(after).amax(dim=1)",
            """(1 - terminated) * (
        rewards + DISCOUNT * frozen(after).amax(dim=1)
    )""",
        ),
        caught_by=("targets-by-hand",),
        expect="its target is its reward",
    ),
    Mutant(
        name="makes-its-own-targets",
        skip=SLOW,
        cell="targets",
        replace=("frozen(after)", "net(after)"),
        caught_by=("targets-by-hand",),
        expect="from the frozen copy",
    ),
    Mutant(
        name="forgets-the-discount",
        skip=SLOW,
        cell="targets",
        replace=("DISCOUNT * ", ""),
        caught_by=("targets-by-hand",),
        expect="The first target is",
    ),
    Mutant(
        name="best-of-the-batch",
        skip=SLOW,
        cell="targets",
        replace=("amax(dim=1)", "amax()"),
        caught_by=("targets-by-hand",),
        expect="The third target is",
    ),
    Mutant(
        name="squared-error",
        skip=SLOW,
        cell="learn",
        replace=("smooth_l1_loss", "mse_loss"),
        caught_by=("learn-gradient",),
        expect="The Huber loss cuts",
    ),
    Mutant(
        name="shapes-spread-out",
        skip=SLOW,
        cell="learn",
        solution="""
            goal = targets(net, frozen, rewards, after, terminated)
            taken, goal = torch.broadcast_tensors(net(looks).gather(1, actions[:, None]), goal)
            loss = nn.functional.smooth_l1_loss(taken, goal)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        """,
        caught_by=("learn-gradient",),
        expect="of shape (6,) like the targets",
    ),
    Mutant(
        name="best-action-instead-of-the-taken-one",
        skip=SLOW,
        cell="learn",
        replace=("net(looks).gather(1, actions[:, None]).squeeze(1)", "net(looks).amax(dim=1)"),
        caught_by=("learn-gradient",),
        expect="Q of the action that was",
    ),
    Mutant(
        name="gradients-pile-up",
        skip=SLOW,
        cell="learn",
        replace=("    optimiser.zero_grad()\n", ""),
        caught_by=("learn-gradient",),
        expect="clear it before",
    ),
    Mutant(
        name="no-step",
        skip=SLOW,
        cell="learn",
        replace=("    optimiser.step()", "    pass"),
        caught_by=("learn-gradient",),
        expect="no step was taken",
    ),
    Mutant(
        name="walks-away-from-the-target",
        skip=SLOW,
        cell="learn",
        replace=("loss.backward()", "(-loss).backward()"),
        caught_by=("learn-gradient",),
        expect="walks away",
    ),
    Mutant(
        name="the-net-chooses-and-pays",
        skip=SLOW,
        cell="double",
        replace=("frozen(after).gather", "net(after).gather"),
        caught_by=("double-by-hand",),
        expect="Paying is the copy's part",
    ),
    Mutant(
        name="the-copy-chooses-and-pays",
        skip=SLOW,
        cell="double",
        replace=("net(after).argmax", "frozen(after).argmax"),
        caught_by=("double-by-hand",),
        expect="Choosing is the net's part",
    ),
    Mutant(
        name="double-goes-on-after-the-end",
        skip=SLOW,
        cell="double",
        replace=("(1 - terminated) * ", ""),
        caught_by=("double-by-hand",),
        expect="Where the episode ended",
    ),
    Mutant(
        name="double-keeps-an-axis",
        skip=SLOW,
        cell="double",
        replace=(".squeeze(1)", ""),
        caught_by=("double-by-hand",),
        expect="One target for each step",
    ),
]
