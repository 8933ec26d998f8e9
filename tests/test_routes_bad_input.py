"""Bad input is answered with a sentence that says what to do, and nothing is lost."""

import json

import pytest
from jsonschema import Draft202012Validator
from packs import change_stage
from wire_contract import document

EVENT = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "curriculum": "small",
    "item": "read-this",
    "kind": "marked",
    "at": "2024-01-01T00:00:00Z",
    "data": {"status": "done"},
}


def error(response) -> tuple[int, str, str]:
    answer = json.loads(response.body)
    return response.code, answer["code"], answer["message"]


async def test_an_unknown_curriculum_is_answered_with_the_nearest_name(call):
    code, word, message = error(await call("GET", "curricula", "smal", "progress"))
    assert (code, word) == (404, "not-found")
    assert "Did you mean 'small'?" in message


async def test_an_unknown_item_is_answered_with_the_nearest_name(call):
    response = await call("PATCH", "curricula", "small", "items", "duble-it", body={"status": "done"})
    code, word, message = error(response)
    assert (code, word) == (404, "not-found")
    assert message == "No item 'duble-it' in small. Did you mean 'double-it'?"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"nul", b"[" * 100_000, b'{"status": "done"} {}'])
async def test_a_body_that_is_not_json_is_refused(call, body):
    code, word, message = error(await call("PATCH", "curricula", "small", "items", "read-this", body=body))
    assert (code, word) == (400, "bad-request")
    assert "Send a JSON object" in message


@pytest.mark.parametrize("body", [[], "done", None, 3])
async def test_a_body_of_another_shape_says_which_fields_there_are(call, body):
    response = await call("PATCH", "curricula", "small", "items", "read-this", body=json.dumps(body).encode())
    code, _, message = error(response)
    assert code == 400
    assert "'status'" in message


async def test_an_unknown_status_lists_those_that_there_are(call):
    response = await call("PATCH", "curricula", "small", "items", "read-this", body={"status": "finished"})
    code, _, message = error(response)
    assert code == 400
    assert "'status'" in message
    for status in ("todo", "started", "done", "skipped", "parked"):
        assert f"'{status}'" in message


async def test_an_unknown_field_is_named_with_the_nearest_known(call):
    code, _, message = error(await call("PATCH", "curricula", "small", "items", "read-this", body={"statis": "done"}))
    assert code == 400
    assert "'statis'" in message
    assert "Did you mean 'status'?" in message


@pytest.mark.parametrize(
    ("field", "value"),
    [("goal", "x" * 501), ("goal", 3), ("hours_per_week", 0), ("hours_per_week", "five"), ("routes", {"two-ways": 1})],
)
async def test_a_field_of_the_wrong_kind_is_named(call, field, value):
    code, _, message = error(await call("PATCH", "curricula", "small", "progress", body={field: value}))
    assert code == 400
    assert f"The field '{field}" in message


@pytest.mark.parametrize(
    ("routes", "named"),
    [({"two-wys": ["book"]}, "two-ways"), ({"two-ways": ["bok"]}, "book"), ({"first-steps": ["book"]}, "no routes")],
)
async def test_a_route_that_is_not_there_is_refused(call, routes, named):
    code, _, message = error(await call("PATCH", "curricula", "small", "progress", body={"routes": routes}))
    assert code == 400
    assert named in message


@pytest.mark.parametrize(
    ("item", "body", "named"),
    [
        ("tick-these", {"ticks": {"thre": ["done"]}}, "no entry 'thre'"),
        ("tick-these", {"ticks": {"one": ["read"]}}, "no step 'read'"),
        ("tick-these", {"add_entry": {"title": "Mine"}}, "no entries of your own"),
        ("read-this", {"ticks": {"one": ["done"]}}, "no checklist"),
        ("paper-log", {"remove_entry": "own-1"}, "no entry 'own-1'"),
        ("paper-log", {"add_entry": {"title": "Mine", "url": "javascript:alert(1)"}}, "add_entry.url"),
        ("read-this", {"status": "done", "reason": "why"}, "reason"),
        ("read-this", {"status": "skipped", "until": "2030-01-01"}, "until"),
        ("read-this", {"status": "parked", "until": "soon"}, "until"),
    ],
)
async def test_a_change_that_the_item_does_not_take_is_refused_and_records_nothing(call, item, body, named):
    before = (await call("GET", "curricula", "small", "progress")).body
    code, _, message = error(await call("PATCH", "curricula", "small", "items", item, body=body))
    assert code == 400
    assert named in message
    assert (await call("GET", "curricula", "small", "progress")).body == before


async def test_one_bad_part_of_a_change_keeps_all_of_it_out(call):
    body = {"goal": "A job", "routes": {"two-ways": ["bok"]}}
    assert (await call("PATCH", "curricula", "small", "progress", body=body)).code == 400
    assert json.loads((await call("GET", "curricula", "small", "progress")).body)["goal"] is None


async def test_a_body_of_five_megabytes_is_refused(call):
    response = await call("PATCH", "curricula", "small", "items", "read-this", body={"text": "x" * 5_000_000})
    code, word, message = error(response)
    assert (code, word) == (413, "too-large")
    assert "at most 1 MB" in message


async def test_an_import_of_more_than_twenty_megabytes_is_refused(call):
    response = await call("POST", "curricula", "small", "import", body=b"\n" * 20_000_001)
    assert error(response)[:2] == (413, "too-large")


@pytest.mark.parametrize(
    "name", ["..", "%2e%2e", "%2e%2e%2fsmall", "..%5csmall", "%2Fetc%2Fpasswd", "%00", "%ff", "small%2f..", "a" * 3000]
)
async def test_a_name_that_leads_elsewhere_is_not_found(call, jp_base_url, http_server_client, jp_auth_header, name):
    for path in (f"curricula/{name}", f"curricula/{name}/progress", f"curricula/small/items/{name}/open", name):
        is_open = path.endswith("/open")
        response = await http_server_client.fetch(
            f"{jp_base_url}dl-curriculum/{path}",
            method="POST" if is_open else "GET",
            body=b"" if is_open else None,
            headers=jp_auth_header,
            raise_error=False,
        )
        assert response.code in (400, 404)
        Draft202012Validator(document()["components"]["schemas"]["ErrorAnswer"]).validate(json.loads(response.body))


async def test_a_curriculum_that_is_a_link_out_of_the_data_path_to_no_pack_is_only_a_problem(call, curricula, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (curricula / "linked").symlink_to(tmp_path / "elsewhere")
    assert (await call("GET", "curricula", "linked")).code == 404
    answer = json.loads((await call("GET", "curricula")).body)
    assert [problem["curriculum"] for problem in answer["problems"]] == ["linked"]


async def test_a_verb_that_an_address_does_not_take_says_which_it_takes(call):
    response = await call("PUT", "curricula", "small", "progress", body={})
    code, word, message = error(response)
    assert (code, word) == (405, "method-not-allowed")
    assert "GET or PATCH" in message
    assert response.headers["Allow"] == "GET, PATCH"


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "PUT", "DELETE"])
async def test_an_address_that_leads_nowhere_is_answered_in_json(call, method):
    assert error(await call(method, "curricular"))[:2] == (404, "not-found")


@pytest.mark.parametrize("item", ["read-this", "tick-these", "look-back"])
async def test_only_an_item_with_a_notebook_can_be_opened(call, item):
    code, _, message = error(await call("POST", "curricula", "small", "items", item, "open"))
    assert code == 400
    assert "no notebook" in message


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (b"{", "is not JSON"),
        (b"[]", "is no event"),
        (b"\xff", "is not JSON"),
        (b'{"uuid":"00000000-0000-4000-8000-000000000001"}', "is no event"),
        ({"kind": "Marked, twice"}, "is no event"),
        ({"curriculum": "other"}, "belongs to the curriculum 'other'"),
        ({"at": "2400-01-01T00:00:00Z"}, "lies in the future"),
        ({"at": "2024-01-01T00:00:00"}, "is no event"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "no calendar"),
        ({"data": {"status": "finished"}}, "Invalid enum value 'finished'"),
        ({"item": None}, "names no item"),
        ({"uuid": EVENT["uuid"]}, "with other contents"),
    ],
)
async def test_an_import_names_the_line_that_is_off_and_adds_nothing(call, line, named):
    other = EVENT | {"uuid": "00000000-0000-4000-8000-000000000001", "item": "double-it"}
    bad = line if isinstance(line, bytes) else json.dumps(other | line).encode()
    body = json.dumps(EVENT).encode() + b"\n\n" + bad + b"\n"
    code, _, message = error(await call("POST", "curricula", "small", "import", body=body))
    assert code == 400
    assert message.startswith("Line 3 of the import")
    assert named in message
    assert (await call("GET", "curricula", "small", "export")).body == b""


async def test_a_renamed_item_answers_to_its_earlier_id(call, patch_item, curricula):
    await patch_item("read-this", status="done")

    def rename(stage):
        stage["items"][0] |= {"id": "read-that", "was": ["read-this"]}

    change_stage(curricula / "small", "first-steps", rename)
    answer = json.loads((await call("GET", "curricula", "small", "progress")).body)
    assert answer["items"]["read-that"]["status"] == "done"
    assert answer["gone"] == []
    again = await patch_item("read-this", status="skipped")
    assert again["items"]["read-that"]["status"] == "skipped"


async def test_progress_on_an_item_that_vanished_is_still_told(call, patch_item, curricula):
    await patch_item("read-this", status="done")
    change_stage(curricula / "small", "first-steps", lambda stage: stage["items"].pop(0))
    answer = json.loads((await call("GET", "curricula", "small", "progress")).body)
    assert [(gone["id"], gone["status"]) for gone in answer["gone"]] == [("read-this", "done")]
