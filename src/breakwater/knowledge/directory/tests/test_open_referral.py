"""Every answer of the open feed is valid by the official schemas, and nothing in it is hidden from the public pages."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from breakwater.knowledge.directory.models import Audience, Location

SCHEMAS = Path(__file__).parents[1] / "schemas"
FEED = "/openreferral/v3/"


def _valid(name: str, said: dict) -> None:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text())
    schema["properties"].pop("taxonomy_detail", None)
    faults = [
        f"{'/'.join(map(str, e.absolute_path))}: {e.message}"
        for e in Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(said)
    ]
    assert faults == []


@pytest.fixture
def full(directory):
    for number in range(7):
        directory(
            f"Service {number}",
            needs=("money", "housing"),
            hours=("MO,WE", "09:00", "11:00"),
            minimum_age=number or None,
            cost="free" if number % 2 else "paid",
            cost_words="" if number % 2 else "£2",
            alert="Closed on Friday",
            website="https://example.org/a",
            email="a@example.org",
            postcode=None if number == 3 else "PO1 1AA",
            provider=f"Provider {number % 3}",
        )


LISTS = {
    "services": ("service_list", "service"),
    "service_at_locations": ("service_at_location_list", "service_at_location"),
    "taxonomies": ("taxonomy", "taxonomy"),
    "taxonomy_terms": ("taxonomy_term", "taxonomy_term"),
}


@pytest.mark.parametrize("of", LISTS)
def test_every_page_and_every_entry_is_valid(full, client, of):
    listed, whole = LISTS[of]
    seen, number = [], 1
    while True:
        page = client.get(f"{FEED}{of}?per_page=3&page={number}").json()
        assert set(page) == {
            "total_items",
            "total_pages",
            "page_number",
            "size",
            "first_page",
            "last_page",
            "empty",
            "contents",
        }
        assert page["size"] == len(page["contents"])
        for entry in page["contents"]:
            _valid(listed, entry)
            _valid(whole, client.get(f"{FEED}{of}/{entry['id']}").json())
            seen.append(entry["id"])
        if page["last_page"]:
            break
        number += 1
    assert len(seen) == len(set(seen)) == page["total_items"] > 0


def test_whole_services_in_a_list_are_valid(full, client):
    for entry in client.get(f"{FEED}services?full=true").json()["contents"]:
        _valid("service", entry)


def test_an_empty_directory_is_one_empty_page(db, client):
    page = client.get(f"{FEED}services").json()
    assert (page["empty"], page["contents"], page["total_items"], page["page_number"]) == (True, [], 0, 1)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("minimum_age=3&maximum_age=3", ["Service 0", "Service 1", "Service 2", "Service 3"]),
        ("day=MO&start_time=09:00&end_time=11:00&per_page=2", ["Service 0", "Service 1"]),
        ("day=TU", []),
        ("search=servce+4", None),
        ("modified_after=2099-01-01T00:00:00Z", []),
    ],
)
def test_parameters_narrow_the_list(full, client, query, names):
    found = [each["name"] for each in client.get(f"{FEED}services?{query}").json()["contents"]]
    assert found == names if names is not None else "Service 4" in found


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=x",
        "page=99",
        "per_page=0",
        "minimum_age=abc",
        "taxonomy_id=1",
        "day=XX",
        "start_time=25:00",
        "modified_after=yesterday",
        "modified_after=2026-01-01",
    ],
)
def test_what_is_asked_wrongly_is_said_with_400(full, client, query):
    answer = client.get(f"{FEED}services?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_an_unknown_id_is_404_in_json(full, client):
    for of in (*LISTS, "organizations"):
        for identifier in ("nonsense", "00000000-0000-4000-8000-000000000000"):
            assert client.get(f"{FEED}{of}/{identifier}").status_code == 404


def test_distance_is_from_the_postcode(full, client):
    near = client.get(f"{FEED}service_at_locations?postcode=PO11AA&proximity=100").json()
    assert near["total_items"] == 6
    assert client.get(f"{FEED}service_at_locations?postcode=PO91HS&proximity=100").json()["total_items"] == 0
    assert client.get(f"{FEED}service_at_locations?postcode=ZE10AA").status_code == 400


def test_the_feed_holds_nothing_that_no_public_page_shows(directory, client):
    directory("For workers", audience=Audience.PROFESSIONALS)
    shown = directory("Refuge line", postcode=None)
    page = client.get(f"{FEED}services?full=true")
    assert [each["name"] for each in page.json()["contents"]] == ["Refuge line"]
    assert "keeper@example.org" not in page.content.decode() + client.get(f"{FEED}organizations").content.decode()
    place = client.get(f"{FEED}services/{shown.uuid}").json()["service_at_locations"][0]["location"]
    assert place["location_type"] == Location.Kind.VIRTUAL
    assert "addresses" not in place
    assert "latitude" not in place


def test_any_site_may_read_it_without_a_cookie(full, client):
    answer = client.get(f"{FEED}services")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert client.post(f"{FEED}services").status_code == 405
    about = client.get(FEED).json()
    assert about["version"] == "HSDS-UK-3.0"
    assert about["openapi_url"].endswith("/openreferral/v3/openapi.json")


def test_the_description_names_every_address_and_every_parameter(full, client):
    said = client.get(f"{FEED}openapi.json").json()
    assert set(said["paths"]) == {
        "/",
        *(f"/{each}" for each in (*LISTS, "organizations")),
        *(f"/{each}/{{id}}" for each in (*LISTS, "organizations")),
    }
    assert {"search", "page", "day", "postcode"} <= {
        p["name"] for p in said["paths"]["/service_at_locations"]["get"]["parameters"]
    }
