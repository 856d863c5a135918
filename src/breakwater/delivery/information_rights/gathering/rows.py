"""How a row of any table reads: a label and words for each column that says something."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models

from breakwater.casework.recording.models import Answers
from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.design.moments import day
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.foundation.storage.locked_columns import LOCKED_COLUMNS
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.organisations.models import (
    Actor,
    Area,
    Membership,
    Organisation,
    School,
    Team,
    User,
)
from breakwater.partnership.people.models import Person

from ..redaction import Fact
from . import documents, parts
from .called import CODES, LABELS, TITLES
from .parts import Part
from .ways import PERSON, tables

SAYS_NOTHING = frozenset({"id", "public_id", "key", "key_id", "stored_as", "digest", "revision", "own_key", "token"})
# How the record is kept, and nothing of the person.
SAYS_NOTHING |= {
    *(
        "born_precision",
        "happened_precision",
        "model_version",
        "sequence",
        "position",
        "tbl",
        "col",
        "media_type",
        "size",
        "route",
    ),
    "refuge_kept",  # in what was searched for a match: whose home is withheld since
    *("platform", "device", "in_bulk", "row_code", "header", "is_draft", "is_carried", "watermarks"),
}
SAYS_TOO_MUCH = frozenset(
    {f"casework_disputenote.{name}" for name in ("reference", "path", "holder_id")}  # that somebody else asked
    | {"front_door_namedperson.in_refuge"}
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)")
NO_DAY = {"MONTH": "%B %Y", "YEAR": "%Y", "ESTIMATED": "about %Y"}
CALLED = {
    "at": "When",
    "on": "Date",
    "by": "Recorded by",
    "entered at": "Recorded",
    "entered by": "Recorded by",
    "born on": "Date of birth",
    "died on": "Date of death",
    "starts on": "From",
    "starts at": "From",
    "ends on": "Until",
    "ends at": "Until",
    "is significant": "Significant event",
    "significant": "Significant event",
    "sender user": "Sent by",
    "what": "What happened",
    "why": "Reason",
    "nhs": "NHS number",
    "upn": "Unique pupil number (UPN)",
    "former upn": "Former unique pupil number (UPN)",
    "UPRN": "Number of the property (UPRN)",
    "rag": "Rating",
    "childs words": "The child’s own words",
    "reach": "How to reach them",
    "their id": "Their reference",
    "care with contact": "Take care when making contact",
    "is adult in a childs life": "An adult in a child’s life",
    "is provisional": "Recorded before a name was known",
}
SAYS: dict[type[models.Model], Callable[[models.Model], str]] = {
    User: lambda row: row.name,
    Team: lambda row: row.name,
    Organisation: lambda row: row.name,
    School: lambda row: row.organisation.name,
    Membership: lambda row: f"{row.user.name}, {row.role.title}, {row.team.name}",
    Actor: lambda row: row.said,
}
WITH = {
    Actor: ["membership__user", "membership__role", "membership__team"],
    Membership: ["user", "role", "team"],
    School: ["organisation"],
}


@dataclass
class Names:
    """Who is who, of what rows point at: people by number, everybody else asked for once."""

    people: Mapping[int, str]
    cases: Mapping[int, str]
    _known: dict[tuple[type, int], str] = field(default_factory=dict)

    def of(self, model: type[models.Model], pk: int) -> str:
        if model is Person:
            return self.people.get(pk, "Somebody else")
        if model._meta.db_table == "casework_case":
            return self.cases.get(pk, "")
        says = SAYS.get(model)
        if says is None:
            return ""
        if (model, pk) not in self._known:
            row = model._base_manager.select_related(*WITH.get(model, [None])).filter(pk=pk).first()
            self._known[model, pk] = says(row) if row else ""
        return self._known[model, pk]

    def agency_of(self, team: int) -> str:
        """What the agency of a team is called."""
        row = Team.objects.select_related("organisation").filter(pk=team).first()
        return row.organisation.name if row and row.organisation.kind != "COUNCIL" else ""


def title_of(table: str) -> str:
    """What a table is called, such as "Chronology entry"."""
    if table in TITLES:
        return TITLES[table]
    model = tables().get(table)
    return _spoken(model._meta.verbose_name) if model else table


def parts_of(table: str, held: Mapping, names: Names) -> list[Part]:
    """A row as gathered (JSON of the database), in words, in the parts that are decided apart."""
    model = tables()[table]
    if model is Answers:
        return parts.of_answers(held)
    named = [*_columns(model, held, names)]
    if table == "casework_document":
        named += [("", fact) for fact in documents.text_of(held)]
    return parts.of_columns(table, held, named)


def _columns(model: type[models.Model], held: Mapping, names: Names) -> Iterator[tuple[str, Fact]]:
    """Each column that says something, with its name."""
    handling = getattr(model, "handling", None)
    for column in model._meta.concrete_fields:
        value = held.get(column.column)
        is_secret = isinstance(handling, Handling) and handling.of(column.name) == Sensitivity.SECRET
        if (
            column.name in SAYS_NOTHING
            or f"{model._meta.db_table}.{column.name}" in SAYS_TOO_MUCH
            or value in (None, "", [], {})
            or is_secret
        ):
            continue
        if (
            value is False and not column.null
        ):  # a box that nobody ticked; where it could be left open, "No" is an answer
            continue
        if words := _words(model, column, value, held, names):
            yield column.name, (_label(column), words)


def _words(model, column: models.Field, value, held: Mapping, names: Names) -> str:
    if isinstance(column, models.ForeignKey):
        return "" if column.related_model is Area else names.of(column.related_model, value)
    if isinstance(column, models.BinaryField):
        return _opened(model, column, value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if says := CODES.get(f"{model._meta.db_table}.{column.name}"):
        return says(held, value)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    value = column.to_python(value)
    if column.name == "born_on" and held.get("born_precision") in NO_DAY:
        return f"{value:{NO_DAY[held['born_precision']]}}"
    if isinstance(value, datetime):
        return exact_moment(value)
    if isinstance(value, date):
        return day(value)
    return "\n".join(_flat(value)) if isinstance(value, (dict, list)) else str(value)


def _opened(model, column: models.BinaryField, value: str) -> str:
    raw = bytes.fromhex(value.removeprefix("\\x"))
    if isinstance(column, LockedText):
        return column.from_db_value(raw, None, None)
    opens = LOCKED_COLUMNS.get(f"{model._meta.db_table}.{column.name}")
    return opens(model(**{column.attname: raw})) if opens else ""


def _flat(value, before: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key in SAYS_NOTHING:
                continue
            yield from _flat(each, f"{before}{str(key).replace('_', ' ')}: ")
    elif isinstance(value, list):
        for each in value:
            yield from _flat(each, before)
    elif isinstance(value, str) and MOMENT.fullmatch(value):
        yield f"{before}{exact_moment(datetime.fromisoformat(value))}"
    elif value not in (None, ""):
        yield f"{before}{value if not isinstance(value, bool) else 'yes' if value else 'no'}"


def _label(column: models.Field) -> str:
    """What a column is called for whoever reads their own record."""
    name = str(column.verbose_name)
    if label := LABELS.get(f"{column.model._meta.db_table}.{column.name}"):
        return label
    if name in CALLED:
        return CALLED[name]
    if isinstance(column, models.DateField):
        name = re.sub(r" (at|on)$", "", name)
    return _spoken(re.sub(r"^(is|has) ", "", name) if isinstance(column, models.BooleanField) else name)


def _spoken(name) -> str:
    words = str(name)
    return words[:1].upper() + words[1:]


def people_in(rows) -> dict[int, str]:
    """The names of the people whom the request is about, from their own rows."""
    made = {}
    for table, pk, held in rows:
        if table == PERSON:
            made[pk] = " ".join(filter(None, (held["forename"], held["surname"]))) or held["description"]
    return made


def as_json(facts: list[Fact]) -> str:
    return json.dumps(facts, ensure_ascii=False)
