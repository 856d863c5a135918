"""What may be asked of the open feed: one table that reads the parameters, and that the description is written from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.dateparse import parse_datetime

from breakwater.foundation.design.fields import PostcodeField
from breakwater.foundation.refusals import Refusal

from .. import grid
from ..finding import Wish, for_age, wanted
from ..hours import CODES
from ..models import Opening, Tag

MOST = 100  # entries on a page


class BadParameter(Refusal):
    """A parameter cannot be read; the words name it and say what it may be."""

    status = 400

    def __init__(self, words: str):
        super().__init__(words=words)


class Unknown(BadParameter):
    """No row has this id, or it is not shown."""

    status = 404

    def __init__(self):
        super().__init__("There is nothing of this id here.")


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, how OpenAPI types it, what it does, and where it may be used."""

    name: str
    type: str
    words: str
    of: tuple[str, ...]
    format: str = ""


_SERVICES = ("services", "service_at_locations")
_LISTS = (*_SERVICES, "taxonomies", "taxonomy_terms", "organizations")
PARAMETERS = (
    Parameter("page", "integer", "The page, from 1.", _LISTS),
    Parameter("per_page", "integer", f"How many on a page, at most {MOST}; 50 unless said.", _LISTS),
    Parameter("search", "string", "Words that the service's entry says, or nearly.", _SERVICES),
    Parameter("taxonomy_term_id", "string", "Only services sorted under this term.", _SERVICES, "uuid"),
    Parameter("taxonomy_id", "string", "Only services sorted under a term of this taxonomy.", _SERVICES, "uuid"),
    Parameter("minimum_age", "number", "The youngest age to be served.", _SERVICES),
    Parameter("maximum_age", "number", "The oldest age to be served.", _SERVICES),
    Parameter("start_time", "string", "Open at or before this time, HH:MM.", _SERVICES),
    Parameter("end_time", "string", "Open until this time or longer, HH:MM.", _SERVICES),
    Parameter("day", "string", "A day of the week: MO, TU, WE, TH, FR, SA or SU.", _SERVICES),
    Parameter("modified_after", "string", "Only entries changed at this moment or later.", _SERVICES, "date-time"),
    Parameter("full", "boolean", "true: each service whole.", ("services",)),
    Parameter("postcode", "string", "Near this postcode; with proximity.", ("service_at_locations",)),
    Parameter("proximity", "number", "Metres from the postcode; 5000 unless said.", ("service_at_locations",)),
)


def chosen(query: Mapping, of: str) -> dict:
    """The parameters of a request, read. Raises BadParameter."""
    known = {each.name: each for each in PARAMETERS if of in each.of}
    read = {name: _value(known[name], query[name]) for name in query if name in known}
    read.setdefault("page", 1)
    read["per_page"] = min(read.get("per_page", 50), MOST)
    for name in ("page", "per_page"):
        if read[name] < 1:
            raise BadParameter(f"{name} is a whole number from 1.")
    return read


def _value(parameter: Parameter, text: str):
    name = parameter.name
    if parameter.type == "integer" or parameter.type == "number":
        if not re.fullmatch(r"\d{1,7}(\.\d+)?" if parameter.type == "number" else r"\d{1,7}", text):
            raise BadParameter(f"{name} is a number.")
        return float(text) if parameter.type == "number" else int(text)
    if parameter.type == "boolean":
        return text.lower() in ("true", "1", "")
    if parameter.format == "uuid":
        try:
            return UUID(text)
        except ValueError:
            raise BadParameter(f"{name} is a UUID.") from None
    if parameter.format == "date-time":
        try:
            moment = parse_datetime(text.replace(" ", "+"))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise BadParameter(f"{name} is a date and time with its zone, as in 2026-11-25T09:00:00Z.")
        return moment
    if name in ("start_time", "end_time") and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", text):
        raise BadParameter(f"{name} is a time, as in 09:00.")
    if name == "day" and text.upper() not in CODES:
        raise BadParameter(f"day is one of {', '.join(CODES)}.")
    if name == "postcode":
        shape = PostcodeField.SHAPE.fullmatch(re.sub(r"[^A-Z\d]", "", text.upper()))
        if shape is None:
            raise BadParameter("postcode is a full UK postcode, as in PO1 2AL.")
        return f"{shape[1]} {shape[2]}"
    return text[:100]


def narrowed(services: QuerySet, asked: Mapping, *, at: datetime) -> QuerySet:
    """The services that fit what was asked. Raises BadParameter for a postcode that nobody knows."""
    if asked.get("search"):
        services = wanted(services, Wish(words=asked["search"]), at=at)
    if "taxonomy_term_id" in asked:
        services = services.filter(
            Exists(Tag.objects.filter(service=OuterRef("pk"), term__uuid=asked["taxonomy_term_id"]))
        )
    if "taxonomy_id" in asked:
        tagged = Tag.objects.filter(service=OuterRef("pk"), term__vocabulary__uuid=asked["taxonomy_id"])
        services = services.filter(Exists(tagged))
    if "minimum_age" in asked or "maximum_age" in asked:
        services = for_age(services, asked.get("minimum_age", 0), asked.get("maximum_age", 120))
    if "modified_after" in asked:
        services = services.filter(changed_at__gte=asked["modified_after"])
    hours = {}
    if "day" in asked:
        hours["days__regex"] = rf"(^|,)-?\d?{asked['day'].upper()}(,|$)"
    if "start_time" in asked:
        hours["opens_at__lte"] = asked["start_time"]
    if "end_time" in asked:
        hours["closes_at__gte"] = asked["end_time"]
    if hours:
        services = services.filter(Exists(Opening.objects.filter(service=OuterRef("pk"), **hours)))
    if "postcode" in asked:
        try:
            near = grid.point_of(asked["postcode"])
        except grid.NoSuchPostcode:
            raise BadParameter("This postcode is not known here.") from None
        services = wanted(services, Wish(near=near, within=round(asked.get("proximity", 5000))), at=at)
    return services


def page_of(pages: Paginator, number: int) -> Page:
    """The page of this number. Raises BadParameter beyond the last."""
    try:
        return pages.page(number)
    except EmptyPage:
        raise BadParameter(f"There are {pages.num_pages} pages.") from None
