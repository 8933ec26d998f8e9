"""Plays Connect Four as OpenSpiel's AlphaZero actor does, against itself, and prints seconds a game; needs JAX.

python openspiel_games.py GAMES SIMULATIONS CHANNELS BLOCKS ALPHA
"""

import os
import sys
import tempfile
import time
from types import SimpleNamespace

# One thread, as the other side has.
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"

import pyspiel
from open_spiel.python.algorithms.alpha_zero import alpha_zero
from open_spiel.python.algorithms.alpha_zero.evaluator import AlphaZeroEvaluator


def main() -> None:
    games, simulations, channels, blocks = map(int, sys.argv[1:5])
    game = pyspiel.load_game("connect_four")
    with tempfile.TemporaryDirectory() as folder:
        config = alpha_zero.Config(
            game="connect_four",
            path=folder,
            learning_rate=1e-3,
            weight_decay=1e-4,
            decouple_weight_decay=False,
            train_batch_size=256,
            replay_buffer_size=60_000,
            replay_buffer_reuse=3,
            max_steps=1,
            checkpoint_freq=1,
            actors=1,
            evaluators=0,
            evaluation_window=1,
            eval_levels=1,
            uct_c=1.5,
            max_simulations=simulations,
            policy_alpha=float(sys.argv[5]),
            policy_epsilon=0.25,
            temperature=1.0,
            temperature_drop=16,
            nn_model="resnet",
            nn_width=channels,
            nn_depth=blocks,
            observation_shape=tuple(game.observation_tensor_shape()),
            output_size=game.num_distinct_actions(),
            verbose=False,
            quiet=True,
        )
        evaluator = AlphaZeroEvaluator(game, alpha_zero._init_model_from_config(config))
        bots = [alpha_zero._init_bot(config, game, evaluator, False) for _ in range(2)]
        logger = SimpleNamespace(print=lambda *_: None, opt_print=lambda *_: None)

        def play(number: int) -> None:
            alpha_zero._play_game(logger, number, game, bots, config.temperature, config.temperature_drop)

        play(0)  # compiles the net
        start = time.perf_counter()
        for number in range(games):
            play(number)
        print((time.perf_counter() - start) / games)


if __name__ == "__main__":
    main()
