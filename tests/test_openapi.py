"""The document and the code say the same."""

import warnings

import yaml
from wire_contract import document

from dl_curriculum_ext import answers, openapi


def test_the_document_is_not_stale():
    assert openapi.DOCUMENT.read_text("utf-8") == openapi.document(), "run 'python -m dl_curriculum_ext.openapi'"


def test_the_document_is_valid_openapi():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from openapi_spec_validator import validate
    validate(yaml.safe_load(openapi.DOCUMENT.read_text("utf-8")))


def test_every_field_of_an_answer_is_required_and_none_of_a_patch():
    schemas = document()["components"]["schemas"]
    assert set(schemas["ItemProgress"]["required"]) == set(answers.ItemProgress.__struct_fields__)
    assert set(schemas["Exercise"]["required"]) == set(schemas["Exercise"]["properties"])
    assert schemas["ItemPatch"]["required"] == []


def test_items_are_told_apart_by_their_kind():
    item = document()["components"]["schemas"]["Item"]
    assert item["discriminator"]["propertyName"] == "kind"
    assert len(item["oneOf"]) == len(item["discriminator"]["mapping"]) == 5
