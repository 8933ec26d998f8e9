"""Wrong solutions of actor-critic that a learner could write; see dl_curriculum_ext/authoring/mutants.py."""

from dl_curriculum_ext.authoring.mutants import Mutant

SLOW = ("lambda", "clipped-picture", "cart", "lander", "lander-train", "film", "judge")
"""Cells that a check of one function does without."""

MUTANTS = [
    Mutant(
        name="goes-on-after-the-end",
        skip=SLOW,
        cell="gae",
        replace=(" * ~terminated", ""),
        caught_by=("gae-by-hand",),
        expect="ended the episode",
    ),
    Mutant(
        name="sums-across-time-ups",
        skip=SLOW,
        cell="gae",
        replace=("~over[step]", "~terminated[step]"),
        caught_by=("gae-by-hand",),
        expect="do not count",
    ),
    Mutant(
        name="time-up-counts-as-an-end",
        skip=SLOW,
        cell="gae",
        replace=("values_after * ~terminated", "values_after * ~over"),
        caught_by=("gae-by-hand",),
        expect="what came next is judged",
    ),
    Mutant(
        name="forgets-lambda",
        skip=SLOW,
        cell="gae",
        replace=("discount * lam * ", "discount * "),
        caught_by=("gae-by-hand", "gae-extremes"),
        expect="0.5 · 0.8 of the 4",
    ),
    Mutant(
        name="walks-forwards",
        skip=SLOW,
        cell="gae",
        replace=("reversed(range(len(rewards)))", "range(len(rewards))"),
        caught_by=("gae-by-hand",),
        expect="nothing known comes after it",
    ),
    Mutant(
        name="returns-instead-of-advantages",
        skip=SLOW,
        cell="gae",
        replace=(" * ~terminated - values", " * ~terminated"),
        caught_by=("gae-by-hand", "gae-extremes"),
        expect="5 + 0.5 · 2 - 2",
    ),
    Mutant(
        name="surprise-alone",
        skip=SLOW,
        cell="gae",
        replace=("surprise[step] + discount * lam * ~over[step] * following", "surprise[step]"),
        caught_by=("gae-by-hand", "gae-extremes"),
        expect="comes on top",
    ),
    Mutant(
        name="judges-the-same-moment-twice",
        skip=SLOW,
        cell="gae",
        replace=("discount * values_after", "discount * values"),
        caught_by=("gae-by-hand", "gae-extremes"),
        expect="what came next is judged",
    ),
    Mutant(
        name="first-look-of-the-next-episode",
        skip=SLOW,
        cell="after",
        solution="return looks.copy()",
        caught_by=("after-falls",),
        expect="the first look of the next episode",
    ),
    Mutant(
        name="overwrites-what-is-seen",
        skip=SLOW,
        cell="after",
        replace=("looks.copy()", "looks"),
        caught_by=("after-falls",),
        expect="The looks themselves were changed",
    ),
    Mutant(
        name="the-first-board-for-all",
        skip=SLOW,
        cell="after",
        solution="""
            after = looks.copy()
            if over.any():
                after[:] = infos["final_obs"][np.flatnonzero(over)[0]]
            return after
        """,
        caught_by=("after-falls",),
        expect="On boards that play on",
    ),
    Mutant(
        name="gains-instead-of-losses",
        skip=SLOW,
        cell="clipped",
        replace=("return -torch.minimum", "return torch.minimum"),
        caught_by=("clipped-cases",),
        expect="Steps lower the loss",
    ),
    Mutant(
        name="takes-the-larger",
        skip=SLOW,
        cell="clipped",
        replace=("torch.minimum", "torch.maximum"),
        caught_by=("clipped-cases",),
        expect="already 1.5 times as likely",
    ),
    Mutant(
        name="clips-on-both-sides",
        skip=SLOW,
        cell="clipped",
        solution="""
            ratio = (log_now - log_then).exp()
            return -(ratio.clamp(1 - CLIP, 1 + CLIP) * advantages).mean()
        """,
        caught_by=("clipped-cases",),
        expect="has to be brought back",
    ),
    Mutant(
        name="never-clips",
        skip=SLOW,
        cell="clipped",
        solution="return -((log_now - log_then).exp() * advantages).mean()",
        caught_by=("clipped-cases",),
        expect="enough, no slope",
    ),
    Mutant(
        name="forgets-the-exponential",
        skip=SLOW,
        cell="clipped",
        replace=("(log_now - log_then).exp()", "log_now - log_then"),
        caught_by=("clipped-cases",),
        expect="at ratio 1 should give the loss -1",
    ),
    Mutant(
        name="ratio-upside-down",
        skip=SLOW,
        cell="clipped",
        replace=("log_now - log_then", "log_then - log_now"),
        caught_by=("clipped-cases",),
        expect="the slope is that of REINFORCE",
    ),
    Mutant(
        name="minimum-of-the-means",
        skip=SLOW,
        cell="clipped",
        solution="""
            ratio = (log_now - log_then).exp()
            plain, clipped = ratio * advantages, ratio.clamp(1 - CLIP, 1 + CLIP) * advantages
            return -torch.minimum(plain.mean(), clipped.mean())
        """,
        caught_by=("clipped-cases",),
        expect="a minimum of its own",
    ),
    Mutant(
        name="rewards-certainty",
        skip=SLOW,
        cell="loss",
        replace=("- entropy * curiosity", "+ entropy * curiosity"),
        caught_by=("loss-parts",),
        expect="Being undecided should be rewarded",
    ),
    Mutant(
        name="entropy-of-the-taken-action",
        skip=SLOW,
        cell="loss",
        replace=("-(log_all.exp() * log_all).sum(dim=-1).mean()", "-(log_all.exp() * log_all).mean()"),
        caught_by=("loss-parts",),
        expect="sums over the actions",
    ),
    Mutant(
        name="whole-square-instead-of-half",
        skip=SLOW,
        cell="loss",
        replace=("+ 0.5 * error", "+ error"),
        caught_by=("loss-parts",),
        expect="half of 3",
    ),
    Mutant(
        name="critic-against-advantages",
        skip=SLOW,
        cell="loss",
        replace=("net.value(looks) - returns", "net.value(looks) - advantages"),
        caught_by=("loss-parts",),
        expect="The critic is wrong by 3",
    ),
    Mutant(
        name="critic-learns-nothing",
        skip=SLOW,
        cell="loss",
        replace=("net.value(looks) - returns", "net.value(looks).detach() - returns"),
        caught_by=("loss-parts",),
        expect="No gradient reached the critic",
    ),
    Mutant(
        name="critic-with-an-axis-too-many",
        skip=SLOW,
        cell="loss",
        replace=("net.value(looks) - returns", "net.critic(looks) - returns"),
        caught_by=("loss-parts",),
        expect="return of its own step",
    ),
    Mutant(
        name="one-pass-only",
        skip=SLOW,
        cell="update",
        replace=("range(plan.epochs)", "range(1)"),
        caught_by=("update-passes",),
        expect="three passes",
    ),
    Mutant(
        name="never-shuffles",
        skip=SLOW,
        cell="update",
        replace=("torch.randperm(", "torch.arange("),
        caught_by=("update-passes",),
        expect="shuffle them",
    ),
    Mutant(
        name="shuffles-once",
        skip=SLOW,
        cell="update",
        solution="""
            order = torch.randperm(len(lesson[0]), device=device)
            for _ in range(plan.epochs):
                for chosen in order.split(plan.batch):
                    looks, actions, log_then, advantages, returns = (part[chosen] for part in lesson)
                    advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
                    loss = ppo_loss(net, looks, actions, log_then, advantages, returns, plan.entropy)
                    optimiser.zero_grad()
                    loss.backward()
                    nn.utils.clip_grad_norm_(net.parameters(), 0.5)
                    optimiser.step()
        """,
        caught_by=("update-passes",),
        expect="shuffle anew",
    ),
    Mutant(
        name="draws-with-replacement",
        skip=SLOW,
        cell="update",
        replace=(
            "torch.randperm(len(lesson[0]), device=device)",
            "torch.randint(len(lesson[0]), lesson[1].shape, device=device)",
        ),
        caught_by=("update-passes",),
        expect="exactly once",
    ),
    Mutant(
        name="no-cap-on-the-gradient",
        skip=SLOW,
        cell="update",
        replace=("            nn.utils.clip_grad_norm_(net.parameters(), 0.5)\n", ""),
        caught_by=("update-passes",),
        expect="capped at 0.5",
    ),
    Mutant(
        name="advantages-as-they-are",
        skip=SLOW,
        cell="update",
        replace=("(advantages - advantages.mean()) / (advantages.std() + 1e-8)", "advantages"),
        caught_by=("update-first-pass",),
        expect="mean 0 and deviation 1",
    ),
    Mutant(
        name="log-then-computed-anew",
        skip=SLOW,
        cell="update",
        replace=(
            "loss = ppo_loss(net, looks, actions, log_then,",
            "loss = ppo_loss(net, looks, actions, net.log_probability(looks, actions).detach(),",
        ),
        caught_by=("update-first-pass",),
        expect="beyond the clip",
    ),
    Mutant(
        name="gradients-pile-up",
        skip=SLOW,
        cell="update",
        replace=("            optimiser.zero_grad()\n", ""),
        caught_by=("update-first-pass",),
        expect="gradients at zero",
    ),
    Mutant(
        name="no-step",
        skip=SLOW,
        cell="update",
        replace=("            optimiser.step()", "            pass"),
        caught_by=("update-first-pass",),
        expect="no step was taken",
    ),
]
