"""Holds answers of the server against the OpenAPI document."""

import json
import re
from functools import cache
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from tornado.httpclient import HTTPResponse

from dl_curriculum_ext.openapi import DOCUMENT


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(DOCUMENT.read_text("utf-8"))
    return found


def assert_as_described(method: str, parts: tuple[str, ...], response: HTTPResponse) -> None:
    """The status is one that the document knows for this call, and the body has the schema it names."""
    operation = _operation(method, parts)
    if operation is None:
        described = document()["components"]["responses"]["Error"]
        assert response.code in (400, 403, 404, 405), f"{method} {parts} is not in the document"
    else:
        described = operation["responses"].get(str(response.code), operation["responses"]["default"])
        if response.code >= 400:
            assert described is operation["responses"]["default"]
    described = _resolve(described)
    if "content" not in described:
        assert response.body == b""
        return
    kind = response.headers["Content-Type"].partition(";")[0]
    schema = described["content"][kind]["schema"]
    if kind == "application/json":
        _validator(json.dumps(schema)).validate(json.loads(response.body))


def _operation(method: str, parts: tuple[str, ...]) -> dict[str, Any] | None:
    path = "/" + "/".join(part.strip("/") for part in parts)
    for template, operations in document()["paths"].items():
        if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template)), path):
            found: dict[str, Any] | None = operations.get(method.lower())
            return found
    return None


def _resolve(described: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in described:
        place: Any = document()
        for name in described["$ref"].removeprefix("#/").split("/"):
            place = place[name]
        described = place
    return described


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema) | {"components": document()["components"]})
