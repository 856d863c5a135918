"""Advising as a critical friend, seeing what came of it, and bringing an unnamed worry to the front door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet

from breakwater.casework.cases import operations as cases
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.models import Handover, Task
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Organisation, actor_relations
from breakwater.practice.early_help.episodes.operations.episodes import lock
from breakwater.practice.early_help.episodes.operations.leads import lead_of
from breakwater.practice.early_help.models import Advice, Episode
from breakwater.practice.early_help.pathway import ADVICE

_LOOK_AGAIN = UUID("b2f3b8c0-8d2e-4a39-8f0c-6a6b2a3b5d17")
CLOSE_OF_DAY = time(17)


class NamesAChildAlready(Refusal):
    words = "This went to the MASH before, or is about a family you help: step that up."


@dataclass(frozen=True)
class AdviceFacts:
    """What a professional asked and was advised, and how sure whoever advised is. `level` of need is 1 to 4, where one was talked of."""

    asked_by: str
    question: str
    advice: str
    themes: Sequence[str]
    next_step: str
    sure: str
    organisation: Organisation | None = None
    why: str = ""
    level: int | None = None
    who_does_what: str = ""
    follow_up_on: date | None = None


def given() -> QuerySet[Advice]:
    """The advice that whoever acts may read, the newest first."""
    with_it = ("case", "organisation", "followed_by__membership__user", *actor_relations("by"))
    return Advice.objects.select_related(*with_it).order_by("-at", "-pk")


def who_may_ask(area: int) -> QuerySet[Organisation]:
    """The organisations with an open team in an area, by name."""
    asking = Organisation.objects.filter(teams__area=area, teams__closed_on=None)
    return asking.distinct().order_by("name", "pk")


def receipt_of(advice: Advice) -> Handover | None:
    """How the child that the advice turned out to be about reached the front door."""
    return Handover.objects.filter(carried__case=advice.named_case_id).first() if advice.named_case_id else None


@transaction.atomic
def advise(episode: Episode | None, facts: AdviceFacts, *, by: Actor, at: datetime, key: UUID) -> Advice:
    """Keep advice to a professional, about a family's help or about a child whom nobody named. The same `key` again keeps none.

    On a day to look again, whoever advised has it as a task. Raises EpisodeIsClosed.
    """
    one_at_a_time(str(key))
    known = Advice.objects.filter(key=key).first()
    if known:
        return known
    case = lock(episode).case if episode else None
    made = Advice.objects.create(
        reference=cases.next_reference("A", at),
        area=by.membership.team.area,
        team=by.membership.team,
        case=case,
        at=at,
        by=by,
        key=key,
        **values_of(facts) | {"themes": list(facts.themes)},
    )
    if facts.follow_up_on:
        tasks.make(
            tasks.ToDo(
                title=f"Record the outcome of advice {made.reference}",
                owner=by.membership,
                due_at=moment(facts.follow_up_on, CLOSE_OF_DAY),
            ),
            team=made.team,
            case=case,
            by=by,
            at=at,
            key=uuid5(_LOOK_AGAIN, str(made.pk)),
        )
    if case:
        chronology.record(
            case=case,
            kind="advice",
            what=f"Consultation: {made.get_next_step_display().lower()}",
            by=by,
            at=at,
        )
        lead = lead_of(case)
        if lead and lead.user_id != by.membership.user_id:
            notifications.tell(
                users=[lead.user],
                words="There is advice for you",
                path=f"/early-help/advice/{made.public_id}/",
                reference=made.reference,
                by=by,
                at=at,
            )
    audit.did("advised", "advice", made.pk, themes=list(facts.themes))
    return made


@transaction.atomic
def see_what_came(advice: Advice, *, followed: str, came_of_it: str, by: Actor, at: datetime) -> Advice:
    """Keep whether advice was followed and what came of it; the task to look again is done. Said again, the later word stands."""
    advice = Advice.objects.select_for_update(of=("self",)).get(pk=advice.pk)
    advice.followed, advice.came_of_it, advice.followed_at, advice.followed_by = followed, came_of_it, at, by
    advice.save(update_fields=["followed", "came_of_it", "followed_at", "followed_by"])
    for task in Task.objects.open().filter(key=uuid5(_LOOK_AGAIN, str(advice.pk))):
        tasks.do(task=task, by=by, at=at, outcome=advice.get_followed_display())
    audit.did("saw what came of advice", "advice", advice.pk, followed=followed)
    return advice


@transaction.atomic
def name_the_child(
    advice: Advice, *, child: str, worry: str, danger: Danger, by: Actor, at: datetime, key: UUID | None = None
) -> Handover:
    """The child must be named for safety: the front door receives it at once (SG-01), with what was asked and advised.

    The same `key` again adds what is new in it, and no more. Raises NamesAChildAlready.
    """
    held = Advice.objects.select_for_update(of=("self",)).select_related("team", "area", "named_case").get(pk=advice.pk)
    asked = f"Before that, without a name, {held.asked_by} asked: {held.question}"
    reason = f"{worry}\n\n{asked}\n\nWe advised: {held.advice}"
    offered = handovers.Offer(to="front_door", reason=reason, danger=danger)
    if held.named_case_id and Handover.objects.filter(key=key, carried__case=held.named_case_id).exists():
        return handovers.offer([held.named_case], offered, by=by, at=at, key=key)
    if held.named_case_id or held.case_id:
        raise NamesAChildAlready(held.reference)
    case = cases.open_case(kind=ADVICE, area=held.area, team=held.team, by=by, at=at)
    held.named_case, held.child_named = case, child
    held.save(update_fields=["named_case", "child_named"])
    made = handovers.offer([case], offered, by=by, at=at, key=key)
    handovers.close_case(case=case, reason="The MASH has received it", by=by, at=at)
    audit.did("named the child of advice", "advice", held.pk)
    return made
