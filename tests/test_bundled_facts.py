"""The bundled curriculum says what its source says, offers nothing wrong or harmful, and keeps to its tone."""

import re

import pytest
from bundled import PACK, read_items, read_pack, read_stages, read_texts

from dl_curriculum_ext import model

ORIGINALS = {
    "practical-encounter": [
        "https://course.fast.ai/",
        "https://www.youtube.com/watch?v=vq2nnJ4g6N0",
        "https://cloud.google.com/blog/products/gcp/learn-tensorflow-and-deep-learning-without-a-phd",
        "https://www.youtube.com/playlist?list=PLWKotBjTDoLj3rXBL-nEIPRN9V3a9Cx07",
    ],
    "mathematical-foundations": [
        "https://cs229.stanford.edu/notes2022fall/cs229-linear_algebra_review.pdf",
        "https://cs229.stanford.edu/notes2022fall/cs229-probability_review.pdf",
        "https://www.deeplearningbook.org/contents/part_basics.html",
        "https://explained.ai/matrix-calculus/",
        "https://github.com/fastai/numerical-linear-algebra",
    ],
    "deep-dive": [
        "https://www.deeplearning.ai/specializations/deep-learning",
        "https://d2l.ai/",
        "https://github.com/d2l-ai/notebooks",
        "https://introtodeeplearning.com/",
    ],
    "deep-reinforcement-learning": [
        "https://spinningup.openai.com/en/latest/",
        "https://www.youtube.com/watch?v=fdY7dt3ijgY",
        "https://github.com/lebourbon/ADL_RL",
        "https://karpathy.github.io/2016/05/31/rl/",
        "https://lilianweng.github.io/posts/2018-02-19-rl-overview/",
        "http://www.incompleteideas.net/book/the-book-2nd.html",
        "https://deepmind.google/blog/alphago-zero-starting-from-scratch/",
        "https://www.youtube.com/watch?v=eG1Ed8PTJ18",
    ],
}
"""What the source article names, as the edition to link today; each is an item of its own."""

SUPERSEDED = {
    "fastai-course": "https://course19.fast.ai/",
    "hugging-face-course": "https://simoninithomas.github.io/Deep_reinforcement_learning_Course/",
    "ucl-deepmind-lectures": "https://github.com/enggen/DeepMind-Advanced-Deep-Learning-and-Reinforcement-Learning",
    "capstone-supervised": "http://mi.eng.cam.ac.uk/research/projects/VideoRec/CamVid/",
}
"""Editions and data that have a better successor: a link on the item that took their place."""

IDEAS = {
    "capstone-supervised": {
        "digits": True,
        "segmentation": True,
        "sentiment": True,
        "character-language-model": True,
        "skin-lesions": False,
        "recommender": False,
        "keyword-spotting": False,
        "time-series": False,
        "fashion-generator": False,
    },
    "capstone-reinforcement": {
        "gym-ladder": True,
        "connect-four-zero": True,
        "frogger": True,
        "freeway-minatar": False,
        "pong-pixels": False,
        "flappy": False,
        "sparse-reward": False,
        "leduc": False,
        "crafter": False,
        "tiles-or-othello": False,
    },
}
"""Each project idea, and whether the source article names it."""

DEAD = ["yann.lecun.com", "gym.openai.com", "deepmind.com/blog", "lil-log", "PLqYmG7hTraZDNJre23vqCGIVpfZ_K2RZs"]
"""Addresses that the article gives and that no longer answer."""


@pytest.fixture(scope="module")
def pack() -> model.Pack:
    return read_pack()


@pytest.fixture(scope="module")
def stages() -> dict[str, model.Stage]:
    return read_stages()


@pytest.fixture(scope="module")
def items() -> dict[str, model.Item]:
    return read_items()


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return read_texts()


def test_the_source_article_and_its_author_are_named(pack: model.Pack) -> None:
    assert "Philipp Muens" in pack.about
    assert "https://philippmuens.com/learning-deep-learning" in pack.about
    assert "2019" in pack.about


@pytest.mark.parametrize(("stage", "url"), [(stage, url) for stage, urls in ORIGINALS.items() for url in urls])
def test_every_resource_of_the_article_is_an_item_of_its_stage(
    stages: dict[str, model.Stage], stage: str, url: str
) -> None:
    found = [item for item in stages[stage].items if isinstance(item, model.Resource) and item.url == url]
    assert len(found) == 1
    assert found[0].about
    assert found[0].authors
    assert found[0].format


@pytest.mark.parametrize(("item", "url"), SUPERSEDED.items())
def test_what_was_superseded_stays_as_a_link_on_its_successor(
    items: dict[str, model.Item], item: str, url: str
) -> None:
    assert url in [link.url for link in items[item].links]


def test_no_dead_address_of_the_article_is_linked(texts: list[str]) -> None:
    assert not [text for text in texts for dead in DEAD if dead in text]


@pytest.mark.parametrize("name", IDEAS)
def test_a_project_offers_every_idea_and_marks_those_of_the_article(items: dict[str, model.Item], name: str) -> None:
    capstone = items[name]
    assert isinstance(capstone, model.Capstone)
    assert {idea.id: idea.from_source for idea in capstone.ideas} == IDEAS[name]
    for idea in capstone.ideas:
        assert idea.about, idea.id
        assert idea.data, idea.id
        assert idea.licence, idea.id
        assert idea.compute, idea.id


def test_the_example_of_a_project_runs_without_a_download(items: dict[str, model.Item]) -> None:
    for name, example in (("capstone-supervised", "digits"), ("capstone-reinforcement", "gym-ladder")):
        capstone = items[name]
        assert isinstance(capstone, model.Capstone)
        assert [idea.id for idea in capstone.ideas if idea.example] == [example]
        assert all(idea.offline for idea in capstone.ideas if idea.example)


@pytest.mark.parametrize("name", ["capstone-supervised", "capstone-reinforcement"])
def test_a_project_has_a_finished_example_over_five_seeds(items: dict[str, model.Item], name: str) -> None:
    capstone = items[name]
    assert isinstance(capstone, model.Capstone)
    assert capstone.example
    assert capstone.example.about
    assert "torch" in capstone.example.needs.imports
    assert not set(capstone.example.needs.imports) & set(capstone.forbidden)
    assert capstone.example.needs.cpu_minutes <= 3
    source = (PACK / "stages" / name / f"{name}.example.py").read_text("utf-8")
    assert "SEEDS = (0, 1, 2, 3, 4)" in source


def test_a_project_asks_for_its_headings(items: dict[str, model.Item]) -> None:
    supervised, reinforcement = items["capstone-supervised"], items["capstone-reinforcement"]
    assert isinstance(supervised, model.Capstone)
    assert isinstance(reinforcement, model.Capstone)
    needed = {"Architecture", "Loss", "Training", "Evaluation", "Errors"}
    assert needed | {"Data"} <= set(supervised.headings)
    assert needed | {"Effects on the whole system"} <= set(reinforcement.headings)


def test_a_project_forbids_high_level_libraries_and_allows_the_frameworks_beneath(
    items: dict[str, model.Item],
) -> None:
    supervised, reinforcement = items["capstone-supervised"], items["capstone-reinforcement"]
    assert isinstance(supervised, model.Capstone)
    assert isinstance(reinforcement, model.Capstone)
    assert supervised.allowed == reinforcement.allowed == ("torch", "tensorflow", "jax", "mxnet")
    high = {"fastai", "keras", "tensorflow.keras", "lightning", "pytorch_lightning", "skorch", "ignite"}
    assert high | {"transformers.Trainer"} <= set(supervised.forbidden)
    agents = {"stable_baselines3", "ray.rllib", "tianshou", "torchrl", "cleanrl"}
    assert set(supervised.forbidden) | agents <= set(reinforcement.forbidden)
    for capstone in (supervised, reinforcement):
        assert not set(capstone.allowed) & set(capstone.forbidden)
        assert not set(capstone.needs.imports) & set(capstone.forbidden)


def test_the_corpus_with_data_of_minors_is_never_an_idea_and_never_linked_without_a_warning(
    items: dict[str, model.Item], texts: list[str]
) -> None:
    capstone = items["capstone-supervised"]
    assert isinstance(capstone, model.Capstone)
    corpus = "https://u.cs.biu.ac.il/~koppel/BlogCorpus.htm"
    assert corpus not in [idea.url for idea in capstone.ideas]
    link = next(link for link in capstone.links if link.url == corpus)
    assert "minors" in link.about
    assert sum(corpus in text for text in texts) == 1
    assert all(
        "minors" in text
        for text in texts
        if "Blog Authorship Corpus" in text and text != link.title and corpus not in text
    )


def test_spinning_up_is_for_reading(items: dict[str, model.Item], texts: list[str]) -> None:
    spinning_up = items["spinning-up"]
    assert isinstance(spinning_up, model.Resource)
    assert "do not install" in spinning_up.edition
    everything = "\n".join(texts).lower()
    assert "spinup" not in everything, "the package of that name has nothing to do with it"
    assert "pip install" not in everything


def test_the_motivating_cards_are_right_about_what_was_achieved(
    pack: model.Pack, stages: dict[str, model.Stage]
) -> None:
    cards = {card.paper.url: card for card in pack.motivation}
    skin = cards["https://doi.org/10.1038/nature21056"].about
    assert "on a par" in skin
    assert "not better" in skin
    assert "human players" in cards["https://doi.org/10.1038/s41586-019-1724-z"].about
    assert "https://doi.org/10.1038/nature24270" in cards
    assert "https://arxiv.org/abs/1312.5602" in cards
    assert all(card.stage in stages for card in cards.values())


def test_goals_include_a_problem_at_work_a_new_career_and_an_overview(pack: model.Pack) -> None:
    for word in ("work", "job", "overview"):
        assert any(word in goal for goal in pack.goals), word


def test_what_costs_money_says_so(items: dict[str, model.Item]) -> None:
    specialization = items["deep-learning-specialization"]
    assert isinstance(specialization, model.Resource)
    assert "subscription" in specialization.cost
    assert "audit" in specialization.cost


def test_the_closing_page_has_the_paper_log_and_ways_to_contribute(pack: model.Pack) -> None:
    assert pack.closing is not None
    closing = {item.id: item for item in pack.closing.items}
    assert list(closing) == ["paper-log", "ways-to-contribute", "looking-back", "source-article"]
    log = closing["paper-log"]
    assert isinstance(log, model.Checklist)
    assert log.steps == ("Read", "Reimplemented", "Shared")
    assert log.own_entries
    assert len(log.entries) >= 12
    assert all(entry.url for entry in log.entries)
    assert isinstance(closing["looking-back"], model.Reflection)
    assert "issue tracker" in pack.closing.about


def test_no_sentence_shouts_and_none_is_spelled_the_american_way(
    pack: model.Pack, stages: dict[str, model.Stage], items: dict[str, model.Item]
) -> None:
    own = [pack.about, *(topic.about for topic in pack.topics), *(card.about for card in pack.motivation)]
    own += [text for stage in stages.values() for text in (stage.why, *stage.exit_criteria)]
    own += [text for stage in stages.values() for route in stage.routes for text in (route.about, route.asks)]
    own += [item.about for item in items.values()]
    own += [item.prompt for item in items.values() if isinstance(item, model.Reflection)]
    american = re.compile(r"\b(color|neighbor|behavior|favor|analyz|center|optimiz|recogniz|generaliz)", re.I)
    for text in own:
        assert "!" not in text, text
        assert not american.search(text), text
