"""Measures: written, changed by a next row of the same line, checked, breached, ended. Who depends on one is asked to check, and not told why."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4, uuid5

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.models.keys import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, User

from ... import pathway
from ...incidents.naming import names_another
from ...models import IncidentChild, Measure, MeasureCheck, ReviewCall, SchoolNotice, Trigger
from .. import lookup
from .writing import AnotherIsNamed, call_review, check_open

CHECK = "Check a measure that you work with"
BETWEEN = UUID(
    "5b6f7c1e-7f0c-4b8e-9d37-0f1c5f6d2a10"
)  # of links between two schools: made of their notice, which both read
WRITTEN = ("risk", "likelihood", "impact", "what", "who", "starts_on", "told", "check_on", "residual")


class MeasureChanged(Refusal):
    words = "Somebody changed or ended this measure meanwhile. Open the plan again."


class NoReason(Refusal):
    words = "Enter what does not work."
    box = "words"


@dataclass(frozen=True)
class MeasureFacts:
    """The row of the table of measures (PL 9.5); `link` is what depends on it, by the number that the form offered."""

    risk: str
    likelihood: int
    impact: int
    what: str
    who: str
    starts_on: date
    told: str
    check_on: date
    residual: str
    link: str = ""


@transaction.atomic
def add(child: IncidentChild, facts: MeasureFacts, *, key: UUID, by: Actor, at: datetime) -> Measure:
    """Add a measure. The same key again adds nothing. Raises PlanIsClosed, AnotherIsNamed."""
    one_at_a_time(key)
    if known := Measure.objects.filter(key=key).first():
        return known
    made = _write(child, facts, line=uuid4(), key=key, link=_link(child, facts.link), by=by, at=at)
    audit.did("added a measure for", "incident_child", child.pk, measure=made.pk)
    _ask_others(made, by=by, at=at)
    return made


@transaction.atomic
def change(measure: Measure, facts: MeasureFacts, *, key: UUID, by: Actor, at: datetime) -> Measure:
    """The measure as it is from now on; as it stood is kept. Raises PlanIsClosed, AnotherIsNamed, MeasureChanged."""
    one_at_a_time(key)
    if known := Measure.objects.filter(key=key).first():
        return known
    held = _ended(measure, by=by, at=at)
    link = _link(held.child, facts.link) or held.link
    made = _write(held.child, facts, line=held.line, key=key, link=link, by=by, at=at)
    _settle_checks(held, by=by, at=at)
    audit.did("changed a measure for", "incident_child", held.child_id, measure=made.pk)
    _ask_others(made, by=by, at=at)
    return made


@transaction.atomic
def end(measure: Measure, *, by: Actor, at: datetime) -> Measure:
    """The measure is no longer needed. Raises PlanIsClosed, MeasureChanged."""
    held = _ended(measure, by=by, at=at)
    _settle_checks(held, by=by, at=at)
    audit.did("ended a measure for", "incident_child", held.child_id, measure=held.pk)
    _ask_others(held, by=by, at=at)
    return held


@transaction.atomic
def check(
    measure: Measure, *, works: bool, check_on: date | None, words: str, key: UUID, by: Actor, at: datetime
) -> Measure:
    """It works, and is looked at again on a day; or it does not, and the plan is reviewed. Raises MeasureChanged, NoReason, PlanIsClosed.

    That it was checked asks nobody else to check: two measures would go on asking each other.
    """
    if not works:
        if not words:
            raise NoReason
        call_review(measure.child, trigger=Trigger.MEASURE, words=words, key=key, line=measure.line, by=by, at=at)
        _settle_checks(measure, by=by, at=at)
        return measure
    one_at_a_time(key)
    if known := Measure.objects.filter(key=key).first():
        return known
    held = _ended(measure, by=by, at=at)
    facts = MeasureFacts(**{name: getattr(held, name) for name in WRITTEN} | {"check_on": check_on})
    made = _write(held.child, facts, line=held.line, key=key, link=held.link, by=by, at=at)
    _settle_checks(held, by=by, at=at)
    audit.did("checked a measure for", "incident_child", held.child_id, measure=made.pk)
    return made


@transaction.atomic
def breach(measure: Measure, *, words: str, key: UUID, by: Actor, at: datetime) -> ReviewCall:
    """It was breached: the plan is reviewed on the next school day, and what depends on it is checked. Raises PlanIsClosed."""
    made = call_review(measure.child, trigger=Trigger.BREACH, words=words, key=key, line=measure.line, by=by, at=at)
    _ask_others(measure, again=True, by=by, at=at)
    return made


def _ended(measure: Measure, *, by: Actor, at: datetime) -> Measure:
    check_open(measure.child)
    held = (
        Measure.objects.select_for_update(of=("self",)).select_related("child__area", "child__team").get(pk=measure.pk)
    )
    if held.ended_at:
        raise MeasureChanged
    held.ended_at, held.ended_by = at, by
    held.save(update_fields=["ended_at", "ended_by"])
    return held


def _write(
    child: IncidentChild, facts: MeasureFacts, *, line: UUID, key: UUID, link: UUID | None, by: Actor, at: datetime
):
    check_open(child)
    said = values_of(facts, *WRITTEN)
    if names_another(" ".join(str(each) for each in said.values()), child):
        raise AnotherIsNamed
    return Measure.objects.create(
        **said,
        child=child,
        area=child.area,
        team=child.team,
        line=line,
        link=link,
        written_at=at,
        written_by=by,
        key=key,
    )


def _link(child: IncidentChild, chosen: str) -> UUID | None:
    """The number that both sides share. Between two schools it is made of their notice, so that neither has to ask the other."""
    if not chosen:
        return None
    other = lookup.MEASURES.filter(public_id=chosen, team=child.team, ended_at=None).exclude(child=child).first()
    if other is None:
        notice = SchoolNotice.objects.filter(public_id=chosen).first()
        return uuid5(BETWEEN, notice.public_id) if notice else None
    if other.link is None:
        other.link = uuid4()
        other.save(update_fields=["link"])
    return other.link


def _settle_checks(measure: Measure, *, by: Actor, at: datetime) -> None:
    MeasureCheck.objects.filter(line=measure.line, done_at=None).update(done_at=at, done_by=by)


def _ask_others(measure: Measure, *, again: bool = False, by: Actor, at: datetime) -> None:
    """Whoever works with a child whose measure is linked with this one is asked to check it: they are told no more than that.

    `again`: also those who have been asked and have not answered yet.
    """
    if measure.link is None:
        return
    due = pathway.called_review(measure.child.area, london_date(at))
    with connection.cursor() as cursor:
        cursor.execute("select * from access.ask_linked_checks(%s, %s, %s)", [measure.pk, due, again])
        asked = cursor.fetchall()
    for check_id, humans in asked:
        path, users = lookup.href_of_check(check_id), User.objects.filter(pk__in=humans)
        notifications.tell(users=users, words=CHECK, path=path, by=by, at=at)
