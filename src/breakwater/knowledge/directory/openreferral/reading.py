"""Another directory's services, read as hostile: checked by the official schema, text alone, web addresses that are ones.

An entry that cannot be used is a fault with its place in words; the others go in.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import nh3

from breakwater.foundation.design.childs_data import found_in

from ..models import Opening

SCHEMAS = Path(__file__).parents[1] / "schemas"
MOST_BYTES = 10_000_000
MOST_ENTRIES = 20_000
LONGEST = {"name": 160, "description": 8_000, "fees": 200, "alert": 300}
MOST_FAULTS = 500
AGES = range(121)
FORMATS = {
    "email": "an e-mail address",
    "uuid": "an identifier in the form of a UUID",
    "uri": "a web address",
    "date": "a day, like 2026-11-26",
    "date-time": "a moment, like 2026-11-26T09:00:00Z",
    "time": "a time of day",
}


class NotAFeed(Exception):
    """The file cannot be read as Open Referral services; the words say why and what to do."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong: which entry (its name or number), where in it, what."""

    entry: str
    where: str
    what: str


@dataclass
class Read:
    """What was read: entries in Open Referral's words, each safe to keep, and what was refused."""

    entries: list[dict] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(content: bytes) -> Read:
    """Services of a file or an answer: a page of them, a list, or one service per line. Raises NotAFeed."""
    if len(content) > MOST_BYTES:
        raise NotAFeed(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Ask for it in parts.")
    found = _services_in(content)
    if len(found) > MOST_ENTRIES:
        raise NotAFeed(f"The file holds more than {MOST_ENTRIES:,} services. Ask for it in parts.")
    result, seen = Read(), set()
    for number, entry in enumerate(found, 1):
        faults = _faults_of(entry, number)
        identifier = entry.get("id") if isinstance(entry, dict) else None
        if not faults and identifier in seen:
            faults = [
                Fault(_title(entry, number), "id", "Another entry in this file has the same id. The first is used.")
            ]
        if faults:
            result.faults += faults[: MOST_FAULTS - len(result.faults)]
            continue
        seen.add(identifier)
        result.entries.append(_kept(entry))
    return result


def _services_in(content: bytes) -> list:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotAFeed("The file is not UTF-8 text. Save it as UTF-8 and send it again.") from None
    if not text.strip():
        raise NotAFeed("The file is empty. An empty feed deletes nothing.")
    try:
        said = json.loads(text)
    except RecursionError:
        raise NotAFeed("The file is nested too deeply to be a list of services.") from None
    except ValueError:
        said = _lines(text)
    if isinstance(said, dict) and isinstance(said.get("contents"), list):
        return said["contents"]
    if isinstance(said, dict) and "name" in said:
        return [said]
    if isinstance(said, list):
        return said
    raise NotAFeed(
        "This is not a page or a list of Open Referral services. Ask the publisher for the answer of /services/{id}."
    )


def _lines(text: str) -> list:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError):
            raise NotAFeed(f"Line {number} is not JSON. Send the file as the other directory gave it.") from None
    return found


@cache
def _validator():
    from jsonschema import Draft202012Validator, FormatChecker

    schema = json.loads((SCHEMAS / "service.json").read_text())
    return Draft202012Validator(schema, format_checker=FormatChecker())


def _faults_of(entry, number: int) -> list[Fault]:
    title = _title(entry, number)
    if not isinstance(entry, dict):
        return [Fault(title, "", "This is not a service.")]
    faults = [
        Fault(title, "/".join(map(str, each.absolute_path)), _in_words(each))
        for each in _validator().iter_errors(entry)
    ]
    faults += [Fault(title, where, what) for where, what in _ours(entry)] if not faults else []
    return faults


def _ours(entry: dict):
    """What the schema lets through and we do not."""
    youngest, oldest = entry.get("minimum_age"), entry.get("maximum_age")
    for name, age in (("minimum_age", youngest), ("maximum_age", oldest)):
        if age is not None and int(age) not in AGES:
            yield name, "An age is from 0 to 120."
    if youngest is not None and oldest is not None and youngest > oldest:
        yield "maximum_age", "The oldest age is below the youngest."
    for name in ("url",):
        if entry.get(name) and not is_web_address(entry[name]):
            yield name, "This is not a web address that begins with https:// or http://."
    for name in ("name", "description", "fees", "alert"):
        if found := found_in(entry.get(name) or ""):
            yield name, f"This seems to hold {' and '.join(found)}. Nothing about a child belongs here."
    if not entry["name"].strip():
        yield "name", "The service has no name."
    for number, line in enumerate(entry.get("schedules", [])):
        opens, closes = line.get("opens_at"), line.get("closes_at")
        if bool(opens) != bool(closes) or (opens and not opens[:5] < closes[:5]):
            yield f"schedules/{number}", "The hours do not begin before they end."


def is_web_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(text) <= 200


def _in_words(error) -> str:
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        return f"{', '.join(missing)} is missing."
    if error.validator == "enum":
        return f"This must be one of: {', '.join(map(str, error.validator_value))}."
    if error.validator == "format":
        return f"This is not {FORMATS.get(error.validator_value, error.validator_value)}."
    if error.validator == "type":
        return f"This must be a {error.validator_value}."
    return "This does not fit the standard."


def _title(entry, number: int) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return (
        f"{number}: {_text(name, 80)}" if isinstance(name, str) and name.strip() and not found_in(name) else f"{number}"
    )


def _text(value, longest: int) -> str:
    """Text with its markup taken out and its length bounded; what is drawn later is escaped as well."""
    return " ".join(unescape(nh3.clean(str(value or ""), tags=set())).split())[:longest].strip()


def _kept(entry: dict) -> dict:
    """The part of an entry that we keep, every text plain."""
    organization = entry.get("organization") or {}
    return {
        "id": str(entry["id"]),
        "name": _text(entry["name"], LONGEST["name"]),
        "description": _text(entry.get("description"), LONGEST["description"]),
        "status": entry["status"],
        "url": entry.get("url") or "",
        "email": entry.get("email") or "",
        "fees": _text(entry.get("fees"), LONGEST["fees"]),
        "alert": _text(entry.get("alert"), LONGEST["alert"]),
        "minimum_age": None if entry.get("minimum_age") is None else int(entry["minimum_age"]),
        "maximum_age": None if entry.get("maximum_age") is None else int(entry["maximum_age"]),
        "is_free": any(option.get("amount") == 0 for option in entry.get("cost_options", [])),
        "organization": {
            "name": _text(organization.get("name"), 160) or "Not named",
            "description": _text(organization.get("description"), LONGEST["description"]),
            "email": organization.get("email") or "",
            "website": organization.get("website") if is_web_address(organization.get("website") or "") else "",
        },
        "schedules": [line for line in map(_hours, entry.get("schedules", [])) if line],
        "places": [place for place in map(_place, entry.get("service_at_locations", [])) if place],
        "terms": sorted(
            {_text(t.get("name"), 120) for a in entry.get("attributes", []) if (t := a.get("taxonomy_term"))}
        ),
    }


def _hours(line: dict) -> dict | None:
    days = line.get("byday") or ""
    known = {
        f"{number}{day}" for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU") for number in ("", 1, 2, 3, 4, 5, -1)
    }
    kept = [each for each in days.replace(" ", "").split(",") if each in known]
    if not kept:
        return None
    return {
        "often": line.get("freq") or Opening.Often.WEEKLY,
        "days": ",".join(kept)[:40],
        "opens_at": (line.get("opens_at") or "")[:5],
        "closes_at": (line.get("closes_at") or "")[:5],
        "words": _text(line.get("description"), 200),
    }


def _place(offer: dict) -> dict | None:
    place = offer.get("location")
    if not place:
        return None
    address = (place.get("addresses") or [{}])[0]
    kind = place.get("location_type")
    said = {"kind": kind, "name": _text(place.get("name"), 160)}
    if kind == "virtual":
        return said
    latitude, longitude = place.get("latitude"), place.get("longitude")
    return said | {
        "street": _text(address.get("address_1"), 200),
        "town": _text(address.get("city"), 80),
        "county": _text(address.get("state_province"), 80),
        "postcode": _text(address.get("postal_code"), 8),
        "latitude": latitude,
        "longitude": longitude,
        "getting_in": _text(" ".join(a.get("description") or "" for a in place.get("accessibility", [])), 400),
    }
