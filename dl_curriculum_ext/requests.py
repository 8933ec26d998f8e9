"""Reads the body of a request, or says which field of it is off."""

from typing import TypeVar

import msgspec
from msgspec import inspect

from .answers import Request
from .errors import BadRequest, TooLarge
from .nearest import did_you_mean

MOST_BYTES = 1_000_000
Body = TypeVar("Body", bound=Request)


def read(body: bytes, kind: type[Body], *, may_be_empty: bool = False) -> Body:
    """Read JSON into a request; raises ``BadRequest`` or ``TooLarge``."""
    limit(body, MOST_BYTES)
    if may_be_empty and not body.strip():
        return kind()
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise BadRequest(_what_is_off(str(error), kind)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"The request's body is not JSON ({error}). Send a JSON object in UTF-8.") from error


def limit(body: bytes, most: int) -> None:
    """Refuse a body that is larger than ``most`` bytes."""
    if len(body) > most:
        raise TooLarge(
            f"The request holds {len(body) / 1e6:.1f} MB; this takes at most {most / 1e6:.0f} MB. Send it in parts."
        )


def _what_is_off(complaint: str, kind: type[Request]) -> str:
    what, _, place = complaint.partition(" - at `$")
    field = place.strip("`").lstrip(".")
    names = kind.__struct_fields__
    if not field:
        unknown = what.partition("unknown field `")[2].rstrip("`")
        if unknown:
            return f"There is no field '{unknown}' here.{did_you_mean(unknown, names)} The fields are {_listed(names)}."
        return f"The request is off: {what}. Send a JSON object with {_listed(names)}."
    allowed = _allowed(kind, field)
    hint = f" It is one of {_listed(allowed)}." if allowed else " Mend it, then send the request again."
    return f"The field '{field}' is off: {what}.{hint}"


def _allowed(kind: type[Request], name: str) -> tuple[str, ...]:
    """The words that a field takes, where it takes only some."""
    for field in inspect.type_info(kind).fields:  # type: ignore[attr-defined]
        if field.name == name:
            options = field.type.types if isinstance(field.type, inspect.UnionType) else (field.type,)
            return tuple(str(word) for of in options if isinstance(of, inspect.LiteralType) for word in of.values)
    return ()


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)
