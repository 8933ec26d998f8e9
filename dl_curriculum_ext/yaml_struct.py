"""Structs from YAML, with every fault in the author's words instead of only the first in the library's."""

from __future__ import annotations

import re
from typing import Any, TypeVar, get_args

import msgspec
from msgspec import inspect

from . import model
from .nearest import did_you_mean
from .yaml_source import Fault, Source, Step

T = TypeVar("T")

MAX_FAULTS = 50
"""After so many faults of one file the rest is not worth listing."""

_NAMES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a mapping of fields",
    "null": "nothing",
    "date": "a date",
    "datetime": "a date and time",
}


def _pattern(annotated: Any) -> str:
    return str(get_args(annotated)[1].pattern)


_PATTERNS = {
    _pattern(model.Id): "lowercase words joined by hyphens, without numbers, such as 'gradient-descent'",
    _pattern(model.Entry.__annotations__["id"]): "lowercase letters and numbers joined by hyphens",
    _pattern(model.RelativePath): "a path inside the stage's folder, with / between its parts",
    _pattern(model.Url): "an address that begins with http:// or https:// and holds no space",
    _pattern(
        model.Resource.__annotations__["url"]
    ): "an address that begins with http:// or https:// and holds no space",
}


def convert(source: Source, kind: type[T]) -> tuple[T | None, list[Fault]]:
    """Read ``source`` as ``kind``; beside it, every fault that could be found.

    Faulty elements of lists are taken out of ``source`` (data and places alike), so what is sound is still read; the
    result is None where nothing sound is left.
    """
    faults = list(source.faults)
    if source.data is None and faults:
        return None, faults
    while len(faults) < MAX_FAULTS:
        try:
            return msgspec.convert(source.data, kind), faults
        except msgspec.ValidationError as error:
            message, path = _split(str(error))
            fault, go_on = _Repair(source, kind, message, path).take_out()
            if fault is not None:
                faults.append(fault)
            if not go_on:
                return None, faults
        except RecursionError:
            return None, [*faults, Fault(source.place.line, "This is nested too deeply to be read. Nest it less.")]
    faults.append(Fault(None, f"There are more than {MAX_FAULTS} errors; mend these first."))
    return None, faults


def _split(text: str) -> tuple[str, tuple[Step, ...]]:
    """``Expected `int` - at `$.items[2].minutes``` into the message and ``("items", 2, "minutes")``."""
    message, _, at = text.rpartition(" - at `$")
    if not message:
        return text, ()
    steps = re.findall(r"\.([^.\[\]`]+)|\[(\d+)\]", at.removesuffix("`"))
    return message, tuple(name or int(number) for name, number in steps)


class _Repair:
    """One error: its sentence, and the smallest part that must go for the next error to come to light."""

    def __init__(self, source: Source, kind: Any, message: str, path: tuple[Step, ...]) -> None:
        self._source, self._message, self._path = source, message, path
        self._kind = _type_at(inspect.type_info(kind), source.data, path)

    def take_out(self) -> tuple[Fault | None, bool]:
        path = self._path
        place, value = self._source.place.at(*path), self._value(path)
        unknown = re.fullmatch(r"Object contains unknown field `(.*)`", self._message, re.DOTALL)
        missing = re.fullmatch(r"Object missing required field `(.*)`", self._message, re.DOTALL)
        if unknown:
            name = unknown[1]
            line = place.fields[name].line if name in place.fields else place.line
            fault = Fault(line, self._unknown(name))
            return fault, self._remove((*path, name))
        if missing:
            name = missing[1]
            told = name in place.removed
            what = f"The field '{name}' is missing{self._owner(value)}. Add it."
            return None if told else Fault(place.line, what), self._remove(path)
        if self._message.startswith("Expected `array` of length >=") and "[]" in place.removed:
            return None, self._remove(path)
        return Fault(place.line, self._sentence(value)), self._remove(path)

    def _remove(self, path: tuple[Step, ...]) -> bool:
        if not path:
            return False
        *above, last = path
        place, value = self._source.place.at(*above), self._value(tuple(above))
        if isinstance(last, int):
            del value[last], place.elements[last]
            place.removed.add("[]")
        else:
            del value[last]
            place.fields.pop(last, None)
            place.removed.add(last)
        return True

    def _value(self, path: tuple[Step, ...]) -> Any:
        value = self._source.data
        for step in path:
            value = value[step]
        return value

    @staticmethod
    def _owner(value: Any) -> str:
        name = value.get("id") if isinstance(value, dict) else None
        return f" in '{name}'" if isinstance(name, str) else ""

    def _unknown(self, name: str) -> str:
        known = [field.encode_name for field in self._kind.fields] if isinstance(self._kind, inspect.StructType) else []
        meant = did_you_mean(name, known)
        return f"Unknown field '{name}'.{meant or ' Remove it; the fields here are ' + ', '.join(known) + '.'}"

    def _sentence(self, value: Any) -> str:
        field = next((f"'{step}'" for step in reversed(self._path) if isinstance(step, str)), "The file")
        field = f"An element of {field}" if self._path and isinstance(self._path[-1], int) else field
        message = self._message
        if wrong := re.fullmatch(r"Expected `([^`]*)`, got `(\w+)`", message):
            return self._wrong_type(field, wrong[1], wrong[2], value)
        if bound := re.fullmatch(r"Expected `(\w+)` of length (<=|>=) (\d+)", message):
            what = "characters" if bound[1] == "str" else "elements"
            side = "at most" if bound[2] == "<=" else "at least"
            return f"{field} must have {side} {bound[3]} {what}; it has {len(value)}. Change its length."
        if bound := re.fullmatch(r"Expected `\w+` (<=|>=|<|>) ([-\d.]+)", message):
            side = {"<=": "at most", ">=": "at least", "<": "less than", ">": "more than"}[bound[1]]
            return f"{field} must be {side} {bound[2].removesuffix('.0')}, but is {value}. Change the number."
        if pattern := re.fullmatch(r"Expected `str` matching regex (.*)", message, re.DOTALL):
            rule = next((text for regex, text in _PATTERNS.items() if repr(regex) == pattern[1]), pattern[1])
            return f"{field} must be {rule}, but is {_short(value)}. Change it."
        if message.startswith(("Invalid enum value", "Invalid value")):
            choices = self._choices()
            meant = did_you_mean(str(value), choices)
            mend = meant or " Choose one of them."
            return f"{field} cannot be {_short(value)}; it is one of {', '.join(choices)}.{mend}"
        return f"{field}: {message}. Change it."

    def _wrong_type(self, field: str, expected: str, got: str, value: Any) -> str:
        names = [_NAMES.get(name.strip(), name.strip()) for name in expected.split("|") if name.strip() != "null"]
        wanted = " or ".join(names)
        mend = f"Write {wanted}"
        if wanted == "text":
            mend = "Write some text" if value is None else "Put it in quotes"
        elif wanted == "a list":
            mend = "Write each element on a line of its own after a hyphen and a space"
        elif got == "str" and wanted in {"a whole number", "a number"}:
            mend = "Write the number alone, without quotes or a unit"
        elif wanted == "a mapping of fields":
            mend = "Write fields as name: value, one a line"
        return f"{field} must be {wanted}, but is {_NAMES.get(got, got)}. {mend}."

    def _choices(self) -> list[str]:
        kind = self._kind
        if isinstance(kind, inspect.UnionType):
            return [str(option.tag) for option in kind.types if isinstance(option, inspect.StructType)]
        return [str(value) for value in kind.values] if isinstance(kind, inspect.LiteralType) else []


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:76] + "…'"


def _type_at(kind: Any, data: Any, path: tuple[Step, ...]) -> Any:
    """The type that the value at ``path`` should have; of a union, the member that its tag names."""
    kind = _bare(kind)
    for step in path:
        if isinstance(kind, inspect.UnionType):
            chosen = _tagged(kind, data)
            if chosen is None:
                return kind
            kind = chosen
        if isinstance(step, int):
            kind = _bare(getattr(kind, "item_type", kind))
        elif isinstance(kind, inspect.StructType):
            below = next((field.type for field in kind.fields if field.encode_name == step), None)
            if below is None:
                return kind
            kind = _bare(below)
        data = data[step]
    return _tagged(kind, data) or kind if isinstance(kind, inspect.UnionType) else kind


def _bare(kind: Any) -> Any:
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    if isinstance(kind, inspect.UnionType):
        options = [_bare(option) for option in kind.types if not isinstance(option, inspect.NoneType)]
        return options[0] if len(options) == 1 else inspect.UnionType(tuple(options))
    return kind


def _tagged(kind: inspect.UnionType, data: Any) -> inspect.StructType | None:
    for option in kind.types:
        if (
            isinstance(option, inspect.StructType)
            and isinstance(data, dict)
            and data.get(option.tag_field) == option.tag
        ):
            return option
    return None
