"""How long a notebook is said to take here."""

from datetime import datetime, timezone

from dl_curriculum_ext.estimates import Durations, Estimate
from dl_curriculum_ext.fold import ItemState, RunRecord
from dl_curriculum_ext.journal import RunEnded
from dl_curriculum_ext.model import Needs

NOW = datetime(2026, 11, 24, tzinfo=timezone.utc)
SLOW = Needs(cpu_minutes=2, gpu_minutes=0.5)
LONG = Needs(cpu_minutes=10, gpu_minutes=3)


def ran(*minutes, device="cpu", machine="here", state="passed"):
    ends = [
        RunEnded(run=f"{n}", state=state, seconds=60 * m, device=device, machine=machine) for n, m in enumerate(minutes)
    ]
    return ItemState(runs={end.run: RunRecord("a.ipynb", NOW, end) for end in ends})


def durations(**states):
    needs = {"slow": SLOW, "long": LONG}
    return Durations([(name, needs[name], states.get(name)) for name in needs], "here")


def test_before_anything_ran_the_time_is_as_stated():
    assert durations().estimate("slow", SLOW, "cpu") == Estimate(2, "stated")
    assert durations().estimate("slow", SLOW, "cuda") == Estimate(0.5, "stated")


def test_a_notebook_that_ran_here_takes_as_long_as_it_did():
    assert durations(slow=ran(3, 9, 4)).estimate("slow", SLOW, "cpu") == Estimate(4, "measured")


def test_what_others_took_scales_the_rest():
    seen = durations(slow=ran(4))
    assert seen.estimate("long", LONG, "cpu") == Estimate(20, "scaled")
    assert seen.estimate("long", LONG, "cuda") == Estimate(3, "stated")


def test_runs_on_an_accelerator_are_counted_apart():
    seen = durations(slow=ran(1, device="cuda:0"))
    assert seen.estimate("slow", SLOW, "cuda") == Estimate(1, "measured")
    assert seen.estimate("long", LONG, "cuda") == Estimate(6, "scaled")
    assert seen.estimate("slow", SLOW, "cpu") == Estimate(2, "stated")


def test_runs_of_other_machines_and_runs_that_did_not_pass_say_nothing():
    assert durations(slow=ran(9, machine="there")).estimate("slow", SLOW, "cpu").basis == "stated"
    assert durations(slow=ran(0.1, state="failed")).estimate("slow", SLOW, "cpu").basis == "stated"


def test_a_notebook_that_states_no_time_has_none_until_it_ran():
    assert durations().estimate("other", Needs(), "cpu") == Estimate(None, "stated")
    assert durations().estimate("other", Needs(cpu_minutes=2), "mps") == Estimate(2, "stated")
