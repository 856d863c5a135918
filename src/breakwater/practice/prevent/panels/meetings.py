"""Who sits on the panel, when it meets, who came, and whether those who came may decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q, QuerySet

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import Actor, Membership

from ..codes import PANEL
from ..models import Attendance, Member, PanelCase, PanelMeeting, Reader

SITS = (Role.CHANNEL_CHAIR, Role.PANEL_MEMBER, Role.PREVENT_LEAD)
CHAIRS = (Member.Part.CHAIR, Member.Part.DEPUTY)


class SitsAlready(Refusal):
    box, words = "post", "They sit on the panel already"


class VettingTooOld(Refusal):
    box, words = "vetted_on", f"Vetting counts for {PANEL['vetting_months']} months. Have it confirmed again first"


class StillToCome(Refusal):
    words = "This meeting is still to come. Record who came once it has been held"


class NotHeldYet(Refusal):
    box, words = "meeting", "Nobody has recorded who came to this meeting. Record attendance first"


class NoQuorum(Refusal):
    box = "meeting"
    words = (
        f"The panel could not decide at this meeting: the chair or the deputy chair and at least {PANEL['quorum']['members']} "
        f"members need to be there ({PANEL['source']}). Correct the attendance, or choose another meeting"
    )


def may_sit(by: Actor, *, on: date) -> QuerySet[Membership]:
    """Posts whose holders may sit on the panel of the actor's area."""
    posts = Membership.objects.in_force(on).filter(role__in=SITS, team__area=by.membership.team.area)
    return posts.select_related("user", "team__organisation", "role").order_by("user__name", "pk")


def members_now() -> QuerySet[Member]:
    return Member.objects.filter(until=None).select_related("user").order_by("part", "user__name")


@dataclass(frozen=True)
class MemberFacts:
    """Who sits, as what, and the days on which vetting and confidentiality were recorded."""

    post: Membership
    part: str
    vetted_on: date
    confidential_on: date


@transaction.atomic
def add_member(_, facts: MemberFacts, *, by: Actor, at: datetime) -> Member:
    """Let somebody sit on the panel; they are invited to the meetings to come. Raises SitsAlready, VettingTooOld."""
    team, today = by.membership.team, london_date(at)
    if Member.objects.filter(area=team.area, user=facts.post.user, until=None).exists():
        raise SitsAlready
    if months_later(facts.vetted_on, PANEL["vetting_months"]) < today:
        raise VettingTooOld
    made = Member.objects.create(
        area=team.area,
        team=team,
        post=facts.post,
        user=facts.post.user,
        part=facts.part,
        agency=facts.post.team.organisation.name,
        vetted_on=facts.vetted_on,
        confidential_on=facts.confidential_on,
        since=today,
        by=by,
    )
    for meeting in to_come(today):
        _invite(meeting, made)
    return made


@transaction.atomic
def end_member(member: Member, *, by: Actor, at: datetime) -> Member:
    """They leave the panel, and read none of its cases any more."""
    member.until = london_date(at)
    member.save(update_fields=["until"])
    Reader.objects.filter(member=member, ended_at=None).update(ended_at=at)
    return member


def to_come(today: date) -> QuerySet[PanelMeeting]:
    """Meetings that are planned and were not held, the next first."""
    return PanelMeeting.objects.filter(on__gte=today, held_at=None).order_by("on", "clock", "pk")


def to_record(today: date) -> list[PanelMeeting]:
    """Meetings whose day is over and whose attendance nobody has recorded."""
    return list(PanelMeeting.objects.filter(on__lt=today, held_at=None).order_by("on", "pk"))


def held_since(day: date) -> QuerySet[PanelMeeting]:
    """Meetings held since a day, the last first: those at which something may have been decided."""
    return PanelMeeting.objects.filter(on__gte=day).exclude(held_at=None).order_by("-on", "-pk")


def meetings_lately() -> list[PanelMeeting]:
    """The last meetings and those to come, each with what it has to consider."""
    return list(PanelMeeting.objects.order_by("-on", "-pk").prefetch_related("to_consider")[:12])


@transaction.atomic
def plan_meeting(
    _, *, on: date, is_urgent: bool, by: Actor, at: datetime, clock: time | None = None, place: str = ""
) -> PanelMeeting:
    """A meeting, with its members invited. It considers every open case that waits for none; an urgent one, those chosen for it."""
    team = by.membership.team
    made = PanelMeeting.objects.create(
        area=team.area, team=team, on=on, clock=clock, place=place, is_urgent=bool(is_urgent), by=by
    )
    for member in members_now():
        _invite(made, member)
    if not made.is_urgent and on >= london_date(at):
        waiting = PanelCase.objects.filter(exited_on=None)
        waiting.filter(Q(meeting=None) | Q(meeting__on__gt=on) | ~Q(meeting__held_at=None)).update(meeting=made)
    return made


def _invite(meeting: PanelMeeting, member: Member) -> None:
    Attendance.objects.create(meeting=meeting, member=member, user_id=member.user_id, team=meeting.team)


@transaction.atomic
def record_attendance(meeting: PanelMeeting, *, came: Sequence[str], by: Actor, at: datetime) -> PanelMeeting:
    """Who came. The meeting counts as held; recorded again, it is corrected. Raises StillToCome."""
    if meeting.on > london_date(at):
        raise StillToCome
    for member in members_now():
        Attendance.objects.update_or_create(
            meeting=meeting,
            member=member,
            defaults={"came": member.public_id in came},
            create_defaults={"came": member.public_id in came, "team": meeting.team, "user_id": member.user_id},
        )
    meeting.held_at = at
    meeting.save(update_fields=["held_at"])
    return meeting


def came_to(meeting: PanelMeeting) -> list[Member]:
    return [each.member for each in meeting.attendance.filter(came=True).select_related("member__user")]


def must_have_quorum(meeting: PanelMeeting) -> None:
    """Raises NotHeldYet, NoQuorum."""
    if meeting.held_at is None:
        raise NotHeldYet
    came, asked = came_to(meeting), PANEL["quorum"]
    if len(came) < asked["members"] or asked["chair"] and not any(each.part in CHAIRS for each in came):
        raise NoQuorum
