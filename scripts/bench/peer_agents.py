"""Stable-Baselines3's agents with the settings of the exercises' own; only imported where it is installed."""

from typing import Any

import stable_baselines3
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.env_util import make_vec_env

from bench.agents import Exam, Names


class Examiner(BaseCallback):
    """Examines the policy every so many calls and stops the training once it has passed."""

    def __init__(self, exam: Exam, calls: int) -> None:
        super().__init__()
        self.exam, self.calls = exam, calls

    def _on_step(self) -> bool:
        # One later: the first step that is played after an update.
        return self.n_calls % self.calls != 1 or self.n_calls == 1 or not self.exam.passed(self.act)

    def _on_training_end(self) -> None:
        if not self.exam.reached:
            self.exam.passed(self.act)

    def act(self, looks: Any) -> Any:
        return self.model.predict(looks, deterministic=True)[0]


def ppo(own: Names, seed: int, exam: Exam) -> None:
    plan, total = own["CART"], own["CART_STEPS"]
    model = stable_baselines3.PPO(
        "MlpPolicy",
        make_vec_env(plan["world"], n_envs=plan["boards"], seed=1_000 * (seed + 1)),
        learning_rate=lambda left: plan["rate"] * left,
        n_steps=plan["steps"],
        batch_size=plan["batch"],
        n_epochs=plan["epochs"],
        gamma=plan["discount"],
        gae_lambda=plan["lam"],
        clip_range=own["CLIP"],
        ent_coef=plan["entropy"],
        vf_coef=0.5,
        max_grad_norm=0.5,
        seed=seed,
        device="cpu",
    )
    model.learn(total, callback=Examiner(exam, 10 * plan["steps"]))


def dqn(own: Names, seed: int, exam: Exam) -> None:
    model = stable_baselines3.DQN(
        "MlpPolicy",
        make_vec_env("CartPole-v1", n_envs=1, seed=1_000 * (seed + 1)),
        learning_rate=lambda left: own["LEARNING_RATE"] * left,
        buffer_size=own["MEMORY"],
        learning_starts=own["WARM_UP"],
        batch_size=own["BATCH"],
        gamma=own["DISCOUNT"],
        train_freq=own["LEARN_EVERY"],
        gradient_steps=1,
        target_update_interval=own["REFRESH_EVERY"],
        exploration_initial_eps=1.0,
        exploration_final_eps=own["epsilon_at"](own["STEPS"]),
        exploration_fraction=0.3,
        policy_kwargs={"net_arch": [own["HIDDEN"]] * 2},
        seed=seed,
        device="cpu",
    )
    for net in (model.q_net, model.q_net_target):  # the same start
        net.q_net.load_state_dict(own["new_net"](seed).state_dict())
    model.learn(own["STEPS"], callback=Examiner(exam, 1_000))
