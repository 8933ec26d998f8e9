"""A small pack with one exercise, written from its source, for tests of the authoring tools."""

from pathlib import Path

import yaml

SOFTMAX = '''# %% [markdown] id="question"
# # Softmax
#
# How do scores $z_i$ become probabilities?

# %% [markdown] id="tools-about"
# The tools.

# %% id="tools" tags=["parameters"]
import math

import matplotlib.pyplot as plt

SCORES = [1.0, 2.0, 3.0]

# %% [markdown] id="softmax-about"
# Write it.


# %% id="softmax" tags=["exercise"]
def softmax(scores):
    """Probabilities, as many as there are scores."""
    ### BEGIN SOLUTION
    #: exponentiate every score,
    #: then divide each by the sum.
    powers = [math.exp(score) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="softmax"
# What makes any number positive?

# %% [markdown] tags=["hint"] for="softmax"
# `powers = [math.exp(score) for score in scores]`, and then what?

# %% id="softmax-sum" tags=["check"]
total = sum(softmax(SCORES))
assert abs(total - 1) < 1e-9, f"Probabilities add up to one; yours add up to {total}."

# %% id="softmax-order" tags=["check"]
assert softmax(SCORES) == sorted(softmax(SCORES)), "A larger score means a larger probability."

# %% [markdown] id="picture-about"
# Look at it.

# %% id="picture"
plt.bar(range(3), softmax(SCORES))
plt.show()
'''

PROJECT = """# %% [markdown] id="problem"
# # Problem
#
# What I want to know.

# %% id="answer"
answer = 42
"""


EXAMPLE = """# %% [markdown] id="problem"
# # Problem
#
# How many throws until a six?

# %% id="answer"
import matplotlib.pyplot as plt

plt.plot([1, 6])
plt.show()
print("six, on average")
"""


def stage_yaml() -> dict[str, object]:
    """The stage that lists the exercise and the project."""
    softmax = {"id": "softmax", "kind": "exercise", "title": "Softmax", "minutes": 5}
    project = {"id": "project", "kind": "capstone", "title": "Project", "minutes": 60}
    return {
        "id": "basics",
        "title": "Basics",
        "why": "To begin with.",
        "direction": "both",
        "budget_hours": 1,
        "items": [
            softmax | {"needs": {"imports": ["matplotlib"]}},
            project | {"headings": ["Problem"], "forbidden": ["keras"]},
        ],
    }


def write_sources(pack: Path, softmax: str = SOFTMAX, project: str = PROJECT) -> Path:
    """Writes the pack, without building it; answers the path of the exercise's source."""
    folder = pack / "stages" / "basics"
    folder.mkdir(parents=True)
    head = {"title": "Small", "about": "A small one.", "version": "1", "stages": ["basics"]}
    (pack / "curriculum.yaml").write_text(yaml.safe_dump(head))
    write_stage(pack, stage_yaml())
    (folder / "project.py").write_text(project, encoding="utf-8")
    source = folder / "softmax.py"
    source.write_text(softmax, encoding="utf-8")
    return source


def add_example(pack: Path, text: str = EXAMPLE) -> Path:
    """Give the project a finished example, listed but not built; answers the path of its source."""
    stage = yaml.safe_load((pack / "stages" / "basics" / "stage.yaml").read_text("utf-8"))
    stage["items"][1]["example"] = {"title": "Throws", "needs": {"imports": ["matplotlib"]}}
    write_stage(pack, stage)
    source = pack / "stages" / "basics" / "project.example.py"
    source.write_text(text, encoding="utf-8")
    return source


def write_stage(pack: Path, stage: dict[str, object]) -> None:
    (pack / "stages" / "basics" / "stage.yaml").write_text(yaml.safe_dump(stage))
