"""The schemas of ``openapi.yaml``, made from the structs; ``python -m dl_curriculum_ext.openapi`` writes them.

The document's head, paths and shared answers are written by hand. All below the line ``  schemas:`` is generated.
"""

from pathlib import Path
from typing import Any

import msgspec

from . import answers, check_answers, kernel_answers, model

DOCUMENT = Path(__file__).with_name("openapi.yaml")
GENERATED = "  schemas:\n"
REFERENCE = "#/components/schemas/{name}"
NAMED: dict[str, Any] = {
    "Item": model.Item,
    "Direction": model.Direction,
    "Status": answers.Status,
    "Evidence": answers.Evidence,
    "CheckState": answers.CheckState,
    "RunState": check_answers.RunState,
    "Outcome": check_answers.Outcome,
    "AcceleratorKind": kernel_answers.AcceleratorKind,
    "Device": kernel_answers.Device,
}
"""Types that are no structs and yet deserve a name on the other side."""


def schemas() -> dict[str, Any]:
    """Every struct of the REST API as a JSON schema, by name.

    Whatever the server sends has all its fields, defaults filled in, so there every property is required.
    """
    requests = _structs(answers.Request)
    structs = [model.Curriculum, *_structs(answers.Answer), *requests]
    roots, components = msgspec.json.schema_components([*structs, *NAMED.values()], ref_template=REFERENCE)
    named = dict(zip(NAMED, roots[len(structs) :], strict=True))
    for name, schema in components.items():
        if name not in {struct.__name__ for struct in requests}:
            schema["required"] = list(schema["properties"])
        for of_property in schema["properties"].values():
            # A generator of types takes a default for a promise that the field is there, also in a request.
            of_property.pop("default", None)
        schema.pop("title")
    found = {name: _tidy(_with_names(schema, named)) for name, schema in components.items()}
    found |= {name: _tidy(schema) for name, schema in named.items()}
    return dict(sorted(found.items()))


def document() -> str:
    """The whole document: its hand-written part as it stands, the schemas anew."""
    import yaml

    written, mark, _ = DOCUMENT.read_text("utf-8").partition(GENERATED)
    generated = yaml.safe_dump(schemas(), sort_keys=False, width=120, allow_unicode=True)
    indented = "".join(f"    {line}" for line in generated.splitlines(keepends=True))
    return written + (mark or GENERATED) + indented


def _structs(base: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    return sorted(base.__subclasses__(), key=lambda struct: struct.__name__)


def _tidy(schema: Any) -> Any:
    """Say a tagged union as ``oneOf`` and a choice of words as strings, which code generators read best."""
    if isinstance(schema, list):
        return [_tidy(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: _tidy(value) for key, value in schema.items()}
    if "discriminator" in schema:
        return {"oneOf": schema["anyOf"], "discriminator": schema["discriminator"]}
    if isinstance(schema.get("enum"), list):
        return {"type": "string"} | schema
    return schema


def _with_names(schema: Any, named: dict[str, Any]) -> Any:
    """Point to the named types wherever they were written out."""
    for name, meant in named.items():
        if isinstance(schema, dict) and all(schema.get(key) == value for key, value in meant.items()):
            rest = {key: value for key, value in schema.items() if key not in meant}
            return {"$ref": REFERENCE.format(name=name)} | rest
    if isinstance(schema, dict):
        return {key: _with_names(value, named) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_with_names(value, named) for value in schema]
    return schema


if __name__ == "__main__":
    DOCUMENT.write_text(document(), "utf-8")
