"""What requests between agencies put on Today: what one's team is asked, and to the MASH what came or is late."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from ..information_requests import pages
from ..information_requests.agencies import said
from ..models import InformationRequest

SHOWN = 8
Status = InformationRequest.Status


@TODAY_PANELS.register("front_door.requests")
def asked_of_us(actor: Actor, now: datetime) -> Panel | None:
    """Requests that wait for the answer of this post's team, nearest first. Not drawn where the team was never asked."""
    if not may(actor, Permission.REQUEST_ANSWER):
        return None
    ours = pages.to_team(actor)
    waiting = ours.filter(status__in=InformationRequest.WAITING).order_by("due_at", "pk")
    nearest = list(waiting.prefetch_related("people")[: SHOWN + 1])
    if not nearest and not ours.exists():
        return None
    total = len(nearest) if len(nearest) <= SHOWN else waiting.count()
    audit.saw("request", *(request.pk for request in nearest[:SHOWN]))
    return Panel(
        "Requests to us",
        [_ours(request, now) for request in nearest[:SHOWN]],
        "Nothing outstanding for your team.",
        order=25,
        total=total,
        href=reverse("front_door:requests"),
        link="See all requests",
    )


def _ours(request: InformationRequest, now: datetime) -> Waiting:
    return Waiting(
        text=pages.about(request),
        href=reverse("front_door:request", args=[request.reference]),
        hint=f"{request.reference}, asked {moment_in_words(request.issued_at, now=now)}",
        tag=request.get_status_display(),
        tag_kind=pages.STATUS_KIND[request.status],
        due_at=request.due_at,
        clock=pages.clock_of(request, now=now),
    )


@TODAY_PANELS.register("front_door.asked")
def asked_of_others(actor: Actor, now: datetime) -> Panel | None:
    """Requests of the team that nobody has answered in time, the longest overdue first; answers to read are folded below."""
    if not may(actor, Permission.REQUEST_SEND):
        return None
    ours = InformationRequest.objects.filter(asking_team=actor.membership.team_id).select_related("team__organisation")
    late = ours.filter(status__in=[Status.OVERDUE, Status.ESCALATED])
    came = ours.filter(status__in=InformationRequest.ANSWERS, answer_read_at=None)
    longest = list(late.order_by("due_at", "pk")[: SHOWN + 1])
    newest = list(came.order_by("-answered_at", "-pk")[: SHOWN + 1])
    if not longest and not newest:
        return None
    shown = longest[:SHOWN], newest[:SHOWN]
    audit.saw("request", *(request.pk for rows in shown for request in rows))
    answers = f"{SHOWN} newest answers" if len(newest) > SHOWN else f"Answers ({len(newest)})"
    return Panel(
        "Agency checks not answered",
        [_theirs(request, now) for request in shown[0]],
        "Everyone you asked has answered, or still has time to.",
        order=42,
        total=len(longest) if len(longest) <= SHOWN else late.count(),
        later=[_theirs(request, now) for request in shown[1]],
        later_title=f"{answers} that nobody in your team has read",
    )


def _theirs(request: InformationRequest, now: datetime) -> Waiting:
    when = request.answered_at or request.due_at
    words = "answered" if request.answered_at else "was due"
    return Waiting(
        text=said(request.team),
        href=reverse("front_door:asked_one", args=[request.reference]),
        hint=f"{request.reference}, {words} {moment_in_words(when, now=now)}",
        tag=request.get_status_display(),
        tag_kind=pages.STATUS_KIND[request.status],
    )
