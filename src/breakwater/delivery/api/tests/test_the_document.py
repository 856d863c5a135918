"""The document that is served is OpenAPI 3.1, the one that is committed, and says of each operation how it says no."""

import json
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from breakwater.delivery.api.problems import TYPE
from breakwater.delivery.api.v1.gathering import written
from breakwater_dev.testing.systems import System, answers

DOCS = Path(__file__).parents[5] / "docs"
DOCUMENT = json.loads((DOCS / "openapi.json").read_text())
OPERATIONS = [(path, method, said) for path, of in DOCUMENT["paths"].items() for method, said in of.items()]


def test_what_is_served_is_what_is_committed(db):
    assert System().get("openapi.json").json() == DOCUMENT
    assert (DOCS / "openapi.json").read_text() == written()


def test_it_is_openapi_3_1():
    OpenAPIV31SpecValidator(DOCUMENT).validate()
    assert DOCUMENT["openapi"].startswith("3.1")


@pytest.mark.parametrize(("path", "method", "said"), OPERATIONS, ids=[said["operationId"] for _, _, said in OPERATIONS])
def test_each_operation_says_how_it_says_no_and_whether_it_needs_a_key(path, method, said):
    refusals = {status: given for status, given in said["responses"].items() if status >= "400"}
    assert {"400", "422", "429", "503"} <= refusals.keys()
    assert all(list(given["content"]) == [TYPE] for given in refusals.values())
    assert ("401" in refusals) == bool(said["security"])


@pytest.mark.parametrize("method", ["post"])
def test_what_makes_something_is_sent_once_by_its_key(method):
    for path, of in DOCUMENT["paths"].items():
        if "post" in of and "201" in of["post"]["responses"]:
            assert "Idempotency-Key" in [each["name"] for each in of["post"]["parameters"]], path


def test_the_contact_of_the_examples_is_whole(db):
    assert json.loads((DOCS / "examples" / "contact.json").read_text()) == {"answers": answers()}
