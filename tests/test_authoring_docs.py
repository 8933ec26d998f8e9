"""The guide for authors shows what works."""

import re
from pathlib import Path

from dl_curriculum_ext.authoring.build import starter_text, write
from dl_curriculum_ext.authoring.check import check_source
from dl_curriculum_ext.authoring.mutants import Mutant
from dl_curriculum_ext.authoring.reader import read
from dl_curriculum_ext.authoring.trial import try_mutants

GUIDE = (Path(__file__).parents[1] / "docs" / "writing-an-exercise.md").read_text("utf-8")
EXAMPLE, STARTER, MUTANTS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


def test_the_example_has_nothing_to_mend_and_its_starter_is_as_shown(tmp_path):
    path = tmp_path / "softmax.py"
    path.write_text(EXAMPLE, encoding="utf-8")
    source = read(path)
    assert source.findings == ()
    write(source)
    assert [str(finding) for finding in check_source(source)] == []
    assert starter_text(source.cell("softmax")) + "\n" == STARTER


def test_the_wrong_solutions_shown_are_rejected(tmp_path):
    path, mutants = tmp_path / "softmax.py", tmp_path / "mutants.py"
    path.write_text(EXAMPLE, encoding="utf-8")
    mutants.write_text(MUTANTS, encoding="utf-8")
    verdicts = try_mutants(read(path), mutants)
    assert [verdict.message for verdict in verdicts if not verdict.rejected] == []
    assert len(verdicts) == 3


def test_every_field_of_a_mutant_is_explained():
    table = GUIDE.split("| Field | Meaning |")[1].split("```")[0]
    assert [field for field in Mutant.__struct_fields__ if f"`{field}`" not in table] == []
