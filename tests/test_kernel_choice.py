"""Which kernel is chosen, and what is said about the others."""

import pytest

from dl_curriculum_ext.environment import Environment, Finding
from dl_curriculum_ext.kernel_answers import KernelDevice
from dl_curriculum_ext.kernel_choice import NO_KERNEL, Kernelspecs, Wishes, choose
from dl_curriculum_ext.model import Needs

NEEDS = Needs(packages=("torch", "scikit-learn"), imports=("torch", "sklearn"))
CARD = KernelDevice(kind="cuda", name="NVIDIA T4", memory_gb=16)
BROKEN = Finding(state="known", usable=False, why="Its Python, /gone/python, is not there any more.")
PROBING = Finding(state="probing", usable=True)


def finding(*modules, devices=(), **more):
    names = {"sklearn": "scikit-learn"}
    versions = {names.get(module, module): "1.0" for module in modules}
    found = Environment(
        python="3.11.9",
        executable="/my env/bin/python",
        versions=versions,
        modules=modules,
        has_torch="torch" in modules,
        devices=devices,
        **more,
    )
    return Finding(state="known", usable=True, interpreter=found.executable, environment=found)


FULL = finding("torch", "sklearn")
FAST = finding("torch", "sklearn", devices=(CARD,))
BARE = finding("sklearn")


def kernels(default="", elsewhere=False, **findings):
    specs = {name: {"language": "python", "display_name": name.title()} for name in findings}
    return Kernelspecs(specs, {name: found for name, found in findings.items() if found}, default, elsewhere)


def chosen(there, needs=NEEDS, **wishes):
    return choose(there, needs, Wishes(**wishes))


def test_of_a_full_a_bare_and_a_broken_kernel_the_full_one_is_chosen_and_the_others_explained():
    found = chosen(kernels(python3=BARE, broken=BROKEN, full=FULL))
    assert (found.kernel, found.message) == ("full", "")
    assert found.missing == {"python3": ("torch",)}
    assert found.install == {"python3": "'/my env/bin/python' -m pip install torch"}


def test_the_kernel_used_last_stays_even_where_another_has_more_and_the_way_out_is_said():
    found = chosen(kernels(python3=BARE, full=FULL), last="python3", curriculum="full")
    assert found.kernel == "python3"
    assert found.message == (
        "'Python3' lacks torch. Open it on 'Full', which has all that it needs, or install what is missing in a "
        "terminal: '/my env/bin/python' -m pip install torch"
    )


def test_the_curriculums_kernel_is_taken_for_what_has_none_of_its_own():
    there = kernels(python3=FULL, mine=FULL)
    assert chosen(there, curriculum="mine").kernel == "mine"
    assert chosen(there, last="python3", curriculum="mine").kernel == "python3"
    assert chosen(there, last="removed", curriculum="mine").kernel == "mine"


def test_a_kernel_chosen_before_that_cannot_be_used_any_more_is_not_taken():
    found = chosen(kernels(python3=FULL, mine=BROKEN), last="mine")
    assert found.kernel == "python3"
    assert found.message == (
        "'Mine', which you chose before, cannot be used. Its Python, /gone/python, is not there any more."
    )


def test_an_accelerator_is_preferred_where_the_notebook_computes_with_torch():
    there = kernels(python3=FULL, fast=FAST)
    assert chosen(there).kernel == "fast"
    assert chosen(there, Needs(packages=("scikit-learn",), imports=("sklearn",))).kernel == "python3"


def test_among_equals_the_usual_one_is_chosen():
    assert chosen(kernels(a=FULL, python3=FULL)).kernel == "python3"
    assert chosen(kernels(a=FULL, b=FULL, default="b")).kernel == "b"


def test_where_none_has_all_the_usual_one_is_taken_with_a_word_on_what_is_missing():
    found = chosen(kernels(python3=finding(), other=BARE))
    assert found.kernel == "python3"
    assert "lacks torch and scikit-learn. Install what is missing in a terminal" in found.message


def test_one_that_is_still_looked_into_may_be_the_right_one():
    found = chosen(kernels(python3=BARE, other=PROBING))
    assert (found.kernel, found.message) == ("other", "")
    assert chosen(kernels(python3=PROBING, other=PROBING)).kernel == "python3"
    assert chosen(kernels(python3=None)).kernel == "python3"


def test_where_none_can_be_used_each_is_explained():
    found = chosen(kernels(python3=BROKEN))
    assert found.kernel == ""
    assert "Python3: Its Python, /gone/python, is not there any more." in found.message


def test_without_any_python_kernel_the_notebook_can_still_be_read():
    there = Kernelspecs({"ir": {"language": "R", "display_name": "R"}}, {}, "python3")
    assert (chosen(there).kernel, chosen(there).message) == ("", NO_KERNEL)


def test_behind_a_gateway_no_command_for_this_machine_is_offered():
    found = chosen(kernels(python3=BARE, elsewhere=True))
    assert found.install == {}
    assert "on the machine where the kernel runs" in found.message


def test_an_environment_of_the_operating_system_is_left_alone():
    found = chosen(kernels(python3=finding("sklearn", is_managed=True)))
    assert found.install == {}
    assert "make an environment of your own" in found.message


@pytest.mark.parametrize("name", ["scikit_learn", "Scikit.Learn"])
def test_names_of_packages_are_compared_as_pip_does(name):
    assert FULL.environment.lacks(Needs(packages=("torch", name), imports=("torch", "sklearn"))) == ()


def test_a_package_that_comes_under_another_name_is_no_lack():
    found = finding("torch", "sklearn")
    found.environment.versions.pop("torch")
    found.environment.versions["torch-nightly"] = "3.0"
    assert found.environment.lacks(NEEDS) == ()


def test_without_a_list_of_packages_the_modules_are_named():
    assert BARE.environment.lacks(Needs(imports=("torch",))) == ("torch",)
    assert BARE.environment.lacks(Needs(packages=("torch",))) == ("torch",)
