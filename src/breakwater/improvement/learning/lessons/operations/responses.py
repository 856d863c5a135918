"""A recommendation is sent to organisations; each accepts it, in part or not, within twenty working days, and acts in the tracker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from breakwater.casework.actions import operations as tracker
from breakwater.casework.actions.models import Source
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor, Area, Team

from ...models import Recommendation, Response, ResponseAction
from ..codes import PERIODS
from .reviews import keeper_in

LINK = signing.Signer(salt="learning.response")
SHOWN_AFTER = timedelta(weeks=4)  # how long whoever has the link reads what was answered
BODY = """{partnership} asks your organisation to answer a recommendation of a review by {due}.

Read it and answer here, without signing in:
{link}

This message names nobody. The link is for your organisation: pass it on only to whoever answers for it.
"""


class AnsweredAlready(Refusal):
    words = "This recommendation is answered already. Open the page again to read the answer"


class NobodyToSendTo(Refusal):
    box, words = "kinds", "Every organisation you chose has this recommendation already"


@dataclass(frozen=True)
class ActionWanted:
    """What the organisation will do, how anybody will know, and by when."""

    wording: str
    measure: str
    due_on: date


@dataclass(frozen=True)
class AnswerFacts:
    """The answer, its reason, the action of one that is accepted, and by a link who answers."""

    answer: str
    reason: str = ""
    action: ActionWanted | None = None
    name: str = ""


@transaction.atomic
def send(
    recommendation: Recommendation, *, teams: Sequence[Team], email: str = "", by: Actor, at: datetime
) -> list[Response]:
    """Send it to organisations of the actor's area; one that has it already is passed over. Raises NobodyToSendTo."""
    one_at_a_time(f"recommendation {recommendation.pk}")
    known = set(recommendation.responses.values_list("team_id", flat=True))
    area, made = Area.objects.get(pk=by.area_id_acting), []
    due = PERIODS.response_due(london_date(at), working_calendar(area))
    for team in teams:
        if team.pk not in known:
            facts = {"area": area, "team": team, "email": email, "sent_at": at, "sent_by": by, "due_on": due}
            made.append(Response.objects.create(recommendation=recommendation, **facts))
    if not made:
        raise NobodyToSendTo(recommendation.pk)
    for response in made:
        audit.did("sent", "recommendation", recommendation.pk, team=response.team_id)
        tell_team(response, "A recommendation waits for your organisation’s answer", by=by, at=at)
    return made


def tell_team(response: Response, words: str, *, by: Actor, at: datetime) -> None:
    """Tell the organisation on its pages and, where it answers by a link, by a mail to that address."""
    notifications.tell(words=words, path=path_of(response), team=response.team, by=by, at=at)
    if response.email:
        body = BODY.format(
            partnership=response.area.partnership_name, due=day(response.due_on), link=guest_address(response)
        )
        notifications.post(to=response.email, subject=words, body=body, at=at, area=response.area)


@transaction.atomic
def answer(response: Response, facts: AnswerFacts, *, by: Actor, at: datetime, key: UUID) -> Response:
    """Record the organisation's answer. What it accepts is an action of its own in the tracker. Raises AnsweredAlready."""
    held = Response.objects.select_for_update(of=("self",)).select_related("area", "team__area").get(pk=response.pk)
    if held.is_answered:
        raise AnsweredAlready(held.pk)
    held.answer, held.reason, held.answered_at, held.answered_by = facts.answer, facts.reason, at, by
    held.answered_name = facts.name
    held.save(update_fields=["answer", "reason", "answered_at", "answered_by", "answered_name"])
    audit.did("answered", "recommendation", held.recommendation_id, answer=facts.answer)
    if held.is_accepted and facts.action:
        add_action(held, facts.action, by=by, at=at, key=uuid5(key, "action"))
    keeper = keeper_in(held.recommendation, held.area)
    notifications.tell(
        words="A recommendation was answered", path=page_of(held.recommendation), team=keeper, by=by, at=at
    )
    return held


@transaction.atomic
def add_action(response: Response, wanted: ActionWanted, *, by: Actor, at: datetime, key: UUID) -> ResponseAction:
    """Put an action into the tracker: the organisation's own at once, where whoever acts works there; else it accepts it first."""
    recommendation = response.recommendation
    origin = tracker.Origin(
        Source.REVIEW, recommendation.name, page_of(recommendation), keeper_in(recommendation, response.area)
    )
    facts = tracker.ActionFacts(
        because=recommendation.text[:400],
        wording=wanted.wording,
        measure=wanted.measure,
        priority="2",
        due_on=wanted.due_on,
    )
    is_ours = by.membership_id is not None and by.membership.team_id == response.team_id
    made = tracker.agree(
        facts,
        origin=origin,
        owner_team=response.team,
        owner=by.membership if is_ours else None,
        by=by,
        at=at,
        key=key,
    )
    found, _ = ResponseAction.objects.get_or_create(
        action=made, defaults={"response": response, "made_at": at, "by": by}
    )
    return found


def page_of(recommendation: Recommendation) -> str:
    return reverse("learning:recommendation", args=[recommendation.public_id])


def path_of(response: Response) -> str:
    return reverse("learning:response_answer", args=[response.public_id])


def guest_address(response: Response) -> str:
    """The whole address of the page on which an organisation answers without signing in."""
    return f"{settings.SITE_URL}{reverse('learning:answer_by_link', args=[LINK.sign(response.public_id)])}"


def of_link(token: str, at: datetime) -> Response | None:
    """The response that a link names, while it is not answered or was answered in the last weeks; None for one that is not ours."""
    try:
        public_id = LINK.unsign(token)
    except signing.BadSignature:
        return None
    rows = Response.objects.select_related("recommendation__review", "area", "team__organisation", "team__area")
    return rows.exclude(answered_at__lt=at - SHOWN_AFTER).filter(public_id=public_id).first()
