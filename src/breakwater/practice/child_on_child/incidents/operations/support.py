"""Support that is offered, what children and parents say, and whether parents were told."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import made_before
from breakwater.partnership.organisations.models import Actor

from ...models import Incident, IncidentChild, Parent, Support, View
from ...models.incidents import ParentsTold, YesNo
from .opening import locked


@dataclass(frozen=True)
class SupportFacts:
    of: str
    what: str
    who: str
    child: IncidentChild | None = None


@dataclass(frozen=True)
class ViewFacts:
    """What was said, on which day; `wish` is the code of what the child who was affected wants."""

    whose: str
    about: str
    words: str
    said_on: date
    wish: str = ""


@dataclass(frozen=True)
class ParentFacts:
    """One parent or carer: whether they were told, who told them, why not, and what the child says about it.

    `another` is whether there is another parent or carer who is not recorded yet: each of them counts on their own.
    """

    who: str
    told: str
    told_by: str = ""
    told_on: date | None = None
    why: str = ""
    wish: str = ""
    another: str = YesNo.NOT_KNOWN


LEAST_FIRST = (ParentsTold.NOT_YET, ParentsTold.POLICE_ASK, ParentsTold.GREATER_RISK, ParentsTold.TOLD)


@transaction.atomic
def offer(incident: Incident, facts: SupportFacts, *, key: UUID, by: Actor, at: datetime) -> Support:
    """Offer support. The same key again adds nothing. Raises ItIsClosed."""
    if known := made_before(Support, key):
        return known
    held = locked(incident)
    made = Support.objects.create(
        **values_of(facts), incident=held, area=held.area, team=held.team, offered_at=at, offered_by=by, key=key
    )
    audit.did("offered support after", "incident", held.pk, support=made.pk)
    return made


@transaction.atomic
def record_answer(support: Support, *, answer: str, by: Actor, at: datetime) -> Support:
    """Whether it was taken up. Raises ItIsClosed."""
    locked(support.incident)
    support.answer, support.answered_at = answer, at
    support.save(update_fields=["answer", "answered_at"])
    audit.did("recorded an answer to support after", "incident", support.incident_id, support=support.pk)
    return support


@transaction.atomic
def add_view(child: IncidentChild, facts: ViewFacts, *, key: UUID, by: Actor, at: datetime) -> View:
    """Record what a child or the parents said. A wish is heard and kept, and is no condition of what protects. Raises ItIsClosed."""
    if known := made_before(View, key):
        return known
    locked(child.incident)
    said = values_of(facts)
    wish = said.pop("wish")
    made = View.objects.create(
        **said, child=child, area=child.area, team=child.team, recorded_at=at, recorded_by=by, key=key
    )
    if wish and facts.whose == View.Whose.CHILD:
        child.wish = wish
        child.save(update_fields=["wish"])
    audit.did("recorded a view of", "incident_child", child.pk, whose=facts.whose)
    return made


@transaction.atomic
def add_parent(child: IncidentChild, facts: ParentFacts, *, key: UUID, by: Actor, at: datetime) -> Parent:
    """Record of one parent or carer whether they know. The same key again adds nothing. Raises ItIsClosed."""
    if known := made_before(Parent, key):
        return known
    locked(child.incident)
    made = Parent.objects.create(
        **_of_parent(facts), child=child, area=child.area, team=child.team, recorded_at=at, recorded_by=by, key=key
    )
    _sum_up(child, facts.another)
    return made


@transaction.atomic
def change_parent(parent: Parent, facts: ParentFacts, *, by: Actor, at: datetime) -> Parent:
    """What is so of this parent now. Raises ItIsClosed."""
    locked(parent.child.incident)
    said = _of_parent(facts)
    for name, value in said.items():
        setattr(parent, name, value)
    parent.recorded_at, parent.recorded_by = at, by
    parent.save(update_fields=[*said, "recorded_at", "recorded_by"])
    _sum_up(parent.child, facts.another)
    return parent


def _of_parent(facts: ParentFacts) -> dict:
    return {name: value for name, value in values_of(facts).items() if name != "another"}


def _sum_up(child: IncidentChild, another: str) -> None:
    """What counts of the child's parents together: they know once each of them does, or is not told for a reason.

    That one of them may not be told says nothing of another who is not recorded yet.
    """
    parents = list(child.parents.order_by("pk"))
    told = {each.told for each in parents}
    child.another_parent = another
    if another == YesNo.YES or another == YesNo.NOT_KNOWN and ParentsTold.TOLD not in told:
        told.add(ParentsTold.NOT_YET)
    child.parents_told = next(each for each in LEAST_FIRST if each in told)
    child.parents_why = "; ".join(f"{each.who}: {each.why}" for each in parents if each.why)
    child.save(update_fields=["parents_told", "parents_why", "another_parent"])
    audit.did("recorded whether the parents know of", "incident_child", child.pk)
