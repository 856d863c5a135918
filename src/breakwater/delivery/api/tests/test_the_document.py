"""The document that is served is OpenAPI 3.1, the one that is committed, and says of each operation how it says no."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from breakwater.casework.recording import conditions
from breakwater.casework.recording.operations import product_form
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


def test_the_form_says_of_each_question_its_shape_its_codes_and_when_it_is_asked(system):
    answer = system.get("contact-form")
    assert answer.status_code == 200, answer.content
    form = answer.json()
    questions = {each["key"]: each for each in form["questions"]}
    for key, value in answers().items():
        jsonschema.validate(value, questions[key]["shape"], cls=jsonschema.Draft202012Validator)
    assert questions["approval_manager"]["shape"] is None
    assert {"value": "MTH", "label": "Mother"} in [
        code for each in form["questions"] for one in each["questions"] for code in one["codes"]
    ]
    of_page, own = questions["lead_professional"]["when"]["all"]
    assert own == {"question": "early_help_record", "is": "open"}
    assert {"question": "purpose", "is": "early_help"} in of_page["any"]
    assert isinstance(form["version"], int)


def test_every_condition_is_written_as_it_is_read(db):
    form = product_form("front_door.contact")
    found = [each.when for page, question in form.questions() for each in (page, question) if each.when]
    assert found
    assert [conditions.parse(conditions.written(each), pytest.fail) for each in found] == found


def test_a_form_that_did_not_change_is_not_sent_again(system):
    first = system.get("contact-form")
    again = system.get("contact-form", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert "private" in first["Cache-Control"]


@pytest.mark.parametrize(("path", "allowed"), [("library", "GET"), ("contacts", "GET, POST"), ("webhook", "GET, PUT")])
def test_head_is_taken_where_get_is_and_options_says_which_methods_are(system, path, allowed):
    options = system.browser.options(f"/api/v1/{path}")
    said = set(options["Allow"].split(", "))
    assert (options.status_code, options.content, said) == (204, b"", {*allowed.split(", "), "HEAD", "OPTIONS"})
    assert System().browser.options(f"/api/v1/{path}").status_code in (204, 401)
    got, head = system.get(path), system.browser.head(f"/api/v1/{path}")
    assert (head.status_code, head.content) == (got.status_code, b"")


def test_the_signature_of_news_is_a_parameter_and_an_etag_a_header_of_its_answer():
    [signature] = DOCUMENT["webhooks"]["contact.updated"]["post"]["parameters"]
    assert (signature["name"], signature["in"], signature["required"]) == ("X-Signature", "header", True)
    assert re.fullmatch(signature["schema"]["pattern"], signature["example"])
    for path, method in (("contact-form", "get"), ("library", "get"), ("webhook", "put")):
        assert "ETag" in DOCUMENT["paths"][f"/api/v1/{path}"][method]["responses"]["200"]["headers"]
    kinds = DOCUMENT["components"]["schemas"]["QuestionOut"]["properties"]["kind"]["x-shape"]
    assert kinds["person"]["properties"].keys() == {"name", "relation"}
