"""Who may do what: every verb of every route is authenticated and authorised, and XSRF holds."""

import ast
import inspect
import json
import re
from pathlib import Path

import pytest
from jupyter_server.auth import Authorizer
from wire_contract import document

from dl_curriculum_ext import check_routes, kernel_routes, routes

DECORATORS = ["web.authenticated", "authorized"]
CALLS = [
    ("GET", "curricula"),
    ("GET", "curricula/small"),
    ("GET", "curricula/small/progress"),
    ("PATCH", "curricula/small/progress"),
    ("PATCH", "curricula/small/items/read-this"),
    ("POST", "curricula/small/items/double-it/open"),
    ("POST", "curricula/small/items/double-it/attempts"),
    ("GET", "curricula/small/items/double-it/checks"),
    ("POST", "curricula/small/items/double-it/checks"),
    ("GET", "curricula/small/items/double-it/checks/none"),
    ("DELETE", "curricula/small/items/double-it/checks/none"),
    ("GET", "curricula/small/items/double-it/hints"),
    ("POST", "curricula/small/items/double-it/hints"),
    ("GET", "curricula/small/items/double-it/solution"),
    ("POST", "curricula/small/items/double-it/locate"),
    ("POST", "curricula/small/items/double-it/reset"),
    ("POST", "curricula/small/items/double-it/update"),
    ("GET", "curricula/small/items/double-it/backups"),
    ("POST", "curricula/small/items/double-it/restore"),
    ("GET", "curricula/small/export"),
    ("POST", "curricula/small/import"),
    ("GET", "curricula/small/kernels"),
    ("GET", "curricula/small/notebooks"),
    ("GET", "hardware"),
    ("POST", "hardware"),
    ("GET", "openapi.yaml"),
]


class ReadOnly(Authorizer):
    """Lets everyone look at the curriculum and nobody change it."""

    def is_authorized(self, handler, user, action, resource):
        return (action, resource) == ("read", "dl-curriculum")


def test_every_verb_is_authenticated_and_authorised():
    trees = [
        ast.parse(Path(inspect.getfile(module)).read_text("utf-8")) for module in (routes, check_routes, kernel_routes)
    ]
    verbs = [
        (of.name, verb)
        for tree in trees
        for of in tree.body
        if isinstance(of, ast.ClassDef)
        for verb in of.body
        if isinstance(verb, ast.FunctionDef | ast.AsyncFunctionDef) and verb.name in routes.VERBS
    ]
    assert len(verbs) == len(CALLS)
    for name, verb in verbs:
        found = [ast.unparse(decorator) for decorator in verb.decorator_list]
        assert found == DECORATORS, f"{name}.{verb.name} lacks one of {DECORATORS}"


def test_the_document_and_the_routes_name_the_same_verbs():
    described = {
        (verb, path) for path, operations in document()["paths"].items() for verb in operations if verb in routes.VERBS
    }
    served = set()
    for pattern, handler in (*routes.ROUTES, *check_routes.ROUTES, *kernel_routes.ROUTES):
        path = re.sub(r"\(\?P<(\w+)>\[\^/\]\+\)", r"{\1}", pattern)
        served |= {(verb, path.replace("\\", "")) for verb in routes.VERBS if verb in vars(handler)}
    assert served == described


@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_without_a_token_nothing_is_told(http_server_client, jp_base_url, jp_serverapp, curricula, method, path):
    response = await http_server_client.fetch(
        f"{jp_base_url}dl-curriculum/{path}",
        method=method,
        body=None if method in ("GET", "DELETE") else b"{}",
        raise_error=False,
    )
    assert response.code == 403
    answer = json.loads(response.body)
    assert answer["code"] == "forbidden"
    assert "Log in" in answer["message"] or "_xsrf" in answer["message"]


async def test_a_browser_without_the_xsrf_token_cannot_change_anything(
    http_server_client, jp_base_url, jp_serverapp, curricula
):
    token = jp_serverapp.identity_provider.token
    cookies = {}
    for page in ("login", f"login?token={token}"):
        response = await http_server_client.fetch(jp_base_url + page, follow_redirects=False, raise_error=False)
        cookies |= dict(line.partition(";")[0].split("=", 1) for line in response.headers.get_list("Set-Cookie"))
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    request = {"method": "PATCH", "body": b'{"status": "done"}', "raise_error": False}
    address = f"{jp_base_url}dl-curriculum/curricula/small/items/read-this"
    refused = await http_server_client.fetch(address, headers=cookie, **request)
    assert refused.code == 403
    assert "_xsrf" in json.loads(refused.body)["message"]
    with_token = cookie | {"X-XSRFToken": cookies["_xsrf"]}
    assert (await http_server_client.fetch(address, headers=with_token, **request)).code == 200


class TestAReadOnlyAuthorizer:
    @pytest.fixture
    def jp_server_config(self, jp_server_config):
        jp_server_config["ServerApp"]["authorizer_class"] = ReadOnly
        return jp_server_config

    @pytest.mark.parametrize(("method", "path"), CALLS)
    async def test_lets_one_look_and_not_touch(self, call, method, path):
        response = await call(method, *path.split("/"), body=None if method in ("GET", "DELETE") else {})
        there = 404 if path.endswith("none") else 200
        assert response.code == (there if method == "GET" else 403)

    async def test_is_asked_about_every_request_anew(self, call):
        assert (await call("GET", "curricula", "small", "progress")).code == 200
        assert (await call("PATCH", "curricula", "small", "progress", body={})).code == 403
        assert (await call("GET", "curricula", "small", "progress")).code == 200
