"""What a recommendation may have changed: how each kind is chosen, found by its edition, read, and when it holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from django.db.models import Model, Q
from django.urls import reverse

from breakwater.casework.recording.models import FormVersion
from breakwater.casework.recording.operations import definition_of
from breakwater.casework.self_assessments.measures import bank_of
from breakwater.casework.self_assessments.models import BankEdition
from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.policies import registry as policies
from breakwater.knowledge.training.models import CourseEdition
from breakwater.partnership.organisations.models import Area

from ..models import Change, Lesson

Choices = list[tuple[str, str]]
NAMED = 300  # as long as a change keeps it


@dataclass(frozen=True)
class Target:
    """An edition and the place in it, in words, and from when it holds."""

    edition: Model
    place: str
    named: str
    since: date


@dataclass(frozen=True)
class Kind:
    """`field` is the change's column of the edition. `choices` are for an area on a day; `find` reads one of them, with the paragraph's number."""

    field: str
    question: str
    choices: Callable[[Area, date], Choices]
    find: Callable[[str, int | None, Area, date], Target | None]
    holds: Callable[[Change, date], bool]
    href: Callable[[Change], str]


def _policy(key: str, number: int | None, area: Area, on: date) -> Target | None:
    found = policies.cite(key, number, area, on)
    return found and Target(found.version, found.anchor, found.words[:NAMED], found.since)


def _editions(area: Area):
    rows = CourseEdition.objects.filter(course__area=area, course__withdrawn_on=None)
    return rows.select_related("course").order_by("course__title", "course", "-number")


def _courses(area: Area, _on: date) -> Choices:
    newest = {each.course_id: each for each in reversed(list(_editions(area)))}
    return [(each.public_id, _of_course(each)) for each in sorted(newest.values(), key=lambda each: each.course.title)]


def _of_course(edition: CourseEdition) -> str:
    return f"{edition.course.title}, edition {edition.number}"


def _course(key: str, _number: int | None, area: Area, _on: date) -> Target | None:
    found = _editions(area).filter(public_id=key).first()
    return found and Target(found, "", _of_course(found)[:NAMED], found.in_force_from)


def _banks() -> list[BankEdition]:
    """The newest edition of each bank."""
    return list(BankEdition.objects.order_by("key", "-number").distinct("key"))


def _statements(_area: Area, _on: date) -> Choices:
    return [
        (f"{edition.pk}|{statement.key}", shorten(f"{edition.title}: {statement.text}", 140, placeholder=" …"))
        for edition in _banks()
        for section in bank_of(edition).sections
        for statement in section.statements
    ]


def _statement(key: str, _number: int | None, _area: Area, _on: date) -> Target | None:
    pk, _, place = key.partition("|")
    edition = next((each for each in _banks() if str(each.pk) == pk), None)
    sections = bank_of(edition).sections if edition else ()
    found = next((each for section in sections for each in section.statements if each.key == place), None)
    words = f"{edition.title}, edition {edition.number}: {found.text}" if found else ""
    return found and Target(edition, place, words[:NAMED], london_date(edition.released_at))


def _forms(area: Area) -> list[FormVersion]:
    """The newest version of each form: the area's own, where it has one, and the product's."""
    rows = FormVersion.objects.filter(Q(area=None) | Q(area=area)).select_related("form")
    return list(rows.order_by("form__title", "form", "area", "-number").distinct("form__title", "form", "area"))


def _questions(area: Area, _on: date) -> Choices:
    return [
        (f"{version.pk}|{question.key}", shorten(f"{version.form.title}: {question.label}", 140, placeholder=" …"))
        for version in _forms(area)
        for question in _asked(version)
    ]


def _asked(version: FormVersion) -> list:
    return [question for page in definition_of(version).pages for question in page.questions if question.label]


def _question(key: str, _number: int | None, area: Area, _on: date) -> Target | None:
    pk, _, place = key.partition("|")
    version = next((each for each in _forms(area) if str(each.pk) == pk), None)
    found = next((each for each in (_asked(version) if version else ()) if each.key == place), None)
    words = f"{version.form.title}, {version.named}: {found.label}" if found else ""
    return found and Target(version, place, words[:NAMED], london_date(version.released_at))


def _issued(area: Area):
    return Lesson.objects.filter(area=area).exclude(issued_on=None).order_by("-issued_on", "-pk")


def _briefings(area: Area, _on: date) -> Choices:
    return [(each.public_id, each.title) for each in _issued(area)]


def _briefing(key: str, _number: int | None, area: Area, _on: date) -> Target | None:
    found = _issued(area).filter(public_id=key).first()
    return found and Target(found, "", found.title, found.issued_on)


def _always(_change: Change, _on: date) -> bool:
    """An edition that is released holds."""
    return True


def _nowhere(_change: Change) -> str:
    """It has no page of its own that everyone may read."""
    return ""


TARGETS: Mapping[str, Kind] = {
    Change.Kind.POLICY: Kind(
        "version",
        "Which chapter?",
        policies.versions_to_cite,
        _policy,
        lambda change, on: policies.came_into_force(change.version_id, change.area, on),
        lambda change: policies.address_of_paragraph(change.version.chapter, change.place, change.area),
    ),
    Change.Kind.COURSE: Kind(
        "course_edition",
        "Which course?",
        _courses,
        _course,
        lambda change, on: change.changed_on <= on,
        lambda change: reverse("training:course", args=[change.course_edition.course.public_id]),
    ),
    Change.Kind.AUDIT: Kind("bank_edition", "Which audit question?", _statements, _statement, _always, _nowhere),
    Change.Kind.FORM: Kind("form_version", "Which question?", _questions, _question, _always, _nowhere),
    Change.Kind.BRIEFING: Kind(
        "lesson",
        "Which briefing?",
        _briefings,
        _briefing,
        lambda change, on: change.lesson.issued_on is not None,
        lambda change: (
            reverse("learning:briefing", args=[change.lesson.public_id]) if change.lesson.review.is_public else ""
        ),
    ),
}
# What `Kind.href` and `Kind.holds` read of a change, to load with a query.
WITH = ("area", "version__chapter__manual", "course_edition__course", "lesson__review")
