"""Courses and their editions: written, said again when they change, looked at when what they stand on moves."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area

from ..models import Basis, Course, CourseEdition, CourseGroup
from ..registry import CHAPTERS


class CodeIsTaken(Refusal):
    words = "Another course has this code."
    box = "code"


@dataclass(frozen=True)
class CourseFacts:
    """What is said of a course and its edition. `bases` are "title | edition" of guidance; `chapters` public ids."""

    code: str
    title: str
    sort: str
    delivery: str
    aim: str
    outcomes: tuple[str, ...]
    minutes: int
    review_by: date
    group: str = ""
    link: str = ""
    completion_code: str = ""
    sectors: tuple[str, ...] = ()
    staff_groups: tuple[str, ...] = ()
    open_to: str = "AREA"
    strict: bool = False
    before: str = ""
    before_months: int | None = None
    valid_months: int | None = None
    outline: str = ""
    before_you_come: str = ""
    accessibility: str = ""
    warning: str = ""
    bases: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()


OF_COURSE = ("code", "title", "sort", "delivery", "link", "completion_code", "open_to", "strict", "valid_months")
OF_EDITION = ("aim", "outline", "before_you_come", "minutes", "accessibility", "warning")


def _said(facts: CourseFacts, area: Area) -> dict:
    before = Course.objects.filter(area=area, public_id=facts.before).first() if facts.before else None
    return values_of(facts, *OF_COURSE) | {
        "sectors": list(facts.sectors),
        "staff_groups": list(facts.staff_groups),
        "group": CourseGroup.objects.filter(code=facts.group).first(),
        "before": before,
        "before_months": facts.before_months if before else None,
    }


@transaction.atomic
def add(facts: CourseFacts, *, by: Actor, at: datetime) -> Course:
    """Write a course with its first edition. Raises CodeIsTaken."""
    area = by.membership.team.area
    if Course.objects.filter(area=area, code=facts.code).exists():
        raise CodeIsTaken
    course = Course.objects.create(area=area, made_at=at, made_by=by, **_said(facts, area))
    _edition(course, facts, 1, by=by, at=at)
    audit.did("added a course", "training_course", course.pk)
    return course


@transaction.atomic
def change(course: Course, facts: CourseFacts, *, by: Actor, at: datetime) -> Course:
    """Change a course. Other words, or another basis, make a new edition from today; the dates to come go over to it. Raises CodeIsTaken."""
    if Course.objects.filter(area=course.area, code=facts.code).exclude(pk=course.pk).exists():
        raise CodeIsTaken
    said = _said(facts, course.area)
    for name, value in said.items():
        setattr(course, name, value)
    course.save(update_fields=list(said))
    last = course.editions.order_by("-number").first()
    if _words_of(last) == _words(facts):
        last.review_by = facts.review_by
        last.save(update_fields=["review_by"])
    else:
        edition = _edition(course, facts, last.number + 1, by=by, at=at)
        course.events.filter(starts_at__gt=at).update(edition=edition)
    audit.did("changed a course", "training_course", course.pk)
    return course


def _words(facts: CourseFacts) -> tuple:
    return (*values_of(facts, *OF_EDITION).values(), facts.outcomes, frozenset(facts.bases), frozenset(facts.chapters))


def _words_of(edition: CourseEdition) -> tuple:
    bases = list(edition.bases.all())
    return (
        *(getattr(edition, name) for name in OF_EDITION),
        tuple(edition.outcomes),
        frozenset(in_a_line(each) for each in bases if not each.chapter),
        frozenset(each.chapter for each in bases if each.chapter),
    )


def in_a_line(basis: Basis) -> str:
    return f"{basis.title} | {basis.of_edition}" if basis.of_edition else basis.title


def _edition(course: Course, facts: CourseFacts, number: int, *, by: Actor, at: datetime) -> CourseEdition:
    made = CourseEdition.objects.create(
        course=course,
        number=number,
        outcomes=list(facts.outcomes),
        cpd_minutes=facts.minutes,
        in_force_from=london_date(at),
        reviewed_on=london_date(at),
        review_by=facts.review_by,
        made_at=at,
        made_by=by,
        **values_of(facts, *OF_EDITION),
    )
    for line in facts.bases:
        title, _, edition = (part.strip() for part in line.partition("|"))
        Basis.objects.create(edition=made, title=title[:200], of_edition=edition[:60])
    names = dict(chapters_of(course.area, london_date(at)))
    for key in facts.chapters:
        Basis.objects.create(edition=made, chapter=key, title=names.get(key, key)[:200])
    return made


def chapters_of(area: Area, on: date) -> list[tuple[str, str]]:
    """(public id, heading) of the chapters in force, from the room that keeps them."""
    source = CHAPTERS.get("policies")
    return source.in_force(area, on) if source else []


@transaction.atomic
def withdraw(course: Course, *, by: Actor, at: datetime) -> Course:
    """Take a course out of the catalogue; its dates and records stay."""
    course.withdrawn_on = london_date(at)
    course.save(update_fields=["withdrawn_on"])
    audit.did("withdrew a course", "training_course", course.pk)
    return course


@transaction.atomic
def put_back(course: Course, *, by: Actor, at: datetime) -> Course:
    """A course that was taken out of the catalogue is in it again."""
    course.withdrawn_on = None
    course.save(update_fields=["withdrawn_on"])
    audit.did("put a course back", "training_course", course.pk)
    return course


@transaction.atomic
def look_at(basis: Basis, *, by: Actor, at: datetime) -> Basis:
    """Somebody has compared the course with what moved: it need not change, or was changed."""
    basis.looked_at, basis.looked_by = at, by
    basis.save(update_fields=["looked_at", "looked_by"])
    audit.did("looked at what a course is based on", "training_course", basis.edition.course_id)
    return basis


@transaction.atomic
def flag_moved(area: Area, since: datetime, until: datetime) -> int:
    """Flag the courses whose chapters came into force anew, or ended, between two moments. Returns how many bases."""
    rows = Basis.objects.filter(edition__course__area=area, edition__course__withdrawn_on=None).exclude(chapter="")
    source = CHAPTERS.get("policies")
    keys = set(rows.values_list("chapter", flat=True))
    moved = source.moved(keys, area, since, until) if source and keys else []
    for key, words in moved:
        rows.filter(chapter=key).update(moved_on=until, moved_words=words[:300], looked_at=None, looked_by=None)
    return len(moved)
