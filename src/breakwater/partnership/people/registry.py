"""What a merge moves: every column that names a person, found by introspection, and what rooms say of theirs.

    RULES_OF_COLUMNS.register("front_door_match.person_id", Rule(case_of="(select ...)", said=words_of_a_match))

A column that nobody speaks of moves with the merge, and a later row of it is asked about in plain words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.apps import apps
from django.db import models

from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.models import Area

from .models import ListRow, Person


@dataclass(frozen=True)
class Rule:
    """`label`: what the rows are called, of many. `stays`: the rows are not moved. `case_of`: SQL for the case of a row `r`, where it has no `case_id` of its own.

    `said`: a row in words, for the person who says whose it is; one that nobody `asks` about stays with the record in use.
    """

    label: str = ""
    stays: bool = False
    case_of: str = ""
    asks: bool = True
    said: Callable[[models.Model], str] | None = None


RULES_OF_COLUMNS: Registry[Rule] = Registry(
    "columns in a merge",
    "What a merge does with the columns that name a person, where it is not simply to move the row",
)
WANTED_FOR: Registry[Callable[[Area, ListRow, date], str]] = Registry(
    "what waits for a row in doubt", "What a row of an agency's list is wanted for, and by when, in words; or nothing"
)
CASE_SAID: Registry[Callable[[list[int]], dict[int, str]]] = Registry(
    "cases in a merge", "Cases by id in words, for the person who says whose they are"
)
OPEN_WORK: Registry[Callable[[Sequence[int]], Mapping[int, Sequence[str]]]] = Registry(
    "open work of leavers",
    "What is open of some people (by key) in words, as far as the actor may read it: asked before a place ends",
)

# What is worked out again for each person, and what speaks of the records themselves.
for column in (
    "people_person.merged_into_id",
    "people_personsearch.person_id",
    "people_guardedname.person_id",
    "people_guard.person_id",
    "people_merge.kept_id",
    "people_merge.other_id",
    "people_movedrow.home_id",
    "people_pairtoreview.left_id",
    "people_pairtoreview.right_id",
):
    RULES_OF_COLUMNS.register(column, Rule(stays=True))


def _spoken(row, what: str, words: str) -> str:
    return f"{what}: {words}" if words else what


RULES_OF_COLUMNS.register(
    "people_alsoknownas.person_id",
    Rule(label="Other names", said=lambda row: f"Name: {row.forename} {row.surname}".strip()),
)
RULES_OF_COLUMNS.register(
    "people_address.person_id", Rule(label="Addresses", said=lambda row: _spoken(row, "Address", row.said))
)
RULES_OF_COLUMNS.register(
    "people_identifier.person_id", Rule(label="Numbers", said=lambda row: f"{row.get_scheme_display()}: {row.value}")
)
RULES_OF_COLUMNS.register(
    "people_personcontact.person_id",
    Rule(label="Telephone numbers and e-mail addresses", said=lambda row: f"{row.get_kind_display()}: {row.value}"),
)
RULES_OF_COLUMNS.register(
    "people_relationship.person_id",
    Rule(
        label="What they are to others", said=lambda row: f"Relationship: {row.get_code_display()} of {row.other.name}"
    ),
)
RULES_OF_COLUMNS.register(
    "people_relationship.other_id",
    Rule(
        label="What others are to them",
        said=lambda row: f"Relationship: {row.person.name} is the {row.get_code_display()}",
    ),
)
RULES_OF_COLUMNS.register(
    "people_enrolment.person_id",
    Rule(label="School places", said=lambda row: f"School: {row.school.name}, from {row.starts_on:%-d %B %Y}"),
)


# A pupil of a roll goes with the place that the roll gave.
RULES_OF_COLUMNS.register("people_rolltie.person_id", Rule(label="Rows of school rolls", asks=False))
# Rows of agencies' lists are settled again by their numbers when the two are parted.
RULES_OF_COLUMNS.register("people_listrow.person_id", Rule(label="Rows of agencies' lists", asks=False))
RULES_OF_COLUMNS.register("people_listtie.person_id", Rule(label="Decisions on agencies' lists", asks=False))


@cache
def columns_that_name_a_person() -> dict[tuple[str, str], models.Field]:
    """(table, column) -> field, of every model of every room; the columns that stay are not among them."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if field.is_relation and field.related_model is Person:
                key = (model._meta.db_table, field.column)
                rule = RULES_OF_COLUMNS.get(".".join(key))
                if rule is None or not rule.stays:
                    found[key] = field
    return found


def called(field: models.Field) -> str:
    """What the rows of a column are called, of many."""
    rule = RULES_OF_COLUMNS.get(f"{field.model._meta.db_table}.{field.column}")
    name = (rule and rule.label) or str(field.model._meta.verbose_name_plural)
    return f"{name[:1].upper()}{name[1:]}"


def asks(table: str, column: str) -> bool:
    """Whether someone is asked whose a later row of this column is."""
    rule = RULES_OF_COLUMNS.get(f"{table}.{column}")
    return rule is None or rule.asks


def said_of(table: str, column: str, row: models.Model) -> str:
    """A row in words. One that no room has words for is named by its kind."""
    rule = RULES_OF_COLUMNS.get(f"{table}.{column}")
    if rule and rule.said:
        return rule.said(row)
    name = row._meta.verbose_name
    return f"{name[:1].upper()}{name[1:]} {row.pk}"


RULES_OF_COLUMNS.register(
    "people_earlierrecord.person_id",
    Rule(
        label="Records from an earlier system",
        said=lambda row: f"{row.source.get_about_display()} in {row.source.system}: number {row.reference}",
    ),
)
RULES_OF_COLUMNS.register(
    "people_death.person_id",
    Rule(label="Deaths", said=lambda row: f"Death: {row.died_on:%-d %B %Y}, {row.confirmed_by}"),
)
