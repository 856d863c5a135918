"""What is new calls for a review of the assessments that are in force (PL 9.5): the next version answers it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from breakwater.partnership.organisations.models import Actor

from ...models import Assessment, Incident, IncidentChild, PoliceUpdate, ReviewCall, Trigger

NOT_SAID = "The police or the court decided."


def call_reviews(incident: Incident, trigger: str, words: str, *, by: Actor, at: datetime) -> None:
    """Of every child of the incident whose assessment is in force."""
    _call(incident.children.all(), trigger, lambda _: words, by=by, at=at)


def call_review_of(child: IncidentChild, trigger: str, words: str, *, by: Actor, at: datetime) -> None:
    """Of this child alone."""
    _call([child], trigger, lambda _: words, by=by, at=at)


def call_after_police(incident: Incident, said: PoliceUpdate, *, by: Actor, at: datetime) -> None:
    """Of every child. What binds one child is not told in the plan of another (PL 9.4)."""
    _call(
        incident.children.all(),
        Trigger.POLICE,
        lambda child: said.label if said.child_id in (None, child.pk) else NOT_SAID,
        by=by,
        at=at,
    )


def _call(children: Iterable[IncidentChild], trigger: str, words, *, by: Actor, at: datetime) -> None:
    children = list(children)
    assessed = set(
        Assessment.objects.filter(child__in=children, in_force_from__isnull=False).values_list("child", flat=True)
    )
    ReviewCall.objects.bulk_create(
        ReviewCall(child=child, trigger=trigger, words=words(child), called_at=at, called_by=by, key=uuid4())
        for child in children
        if child.pk in assessed
    )
