"""Emergency duty: paging it, answering a page, recording what was done, picking it up at opening."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import F, Q

from breakwater.casework.cases.display import address_of
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.models import Handover
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.access import Role, acting_as, service_of
from breakwater.partnership.organisations.models import (
    Actor,
    Area,
    DutyPost,
    DutyPostHolder,
    Membership,
    ServiceName,
    Shift,
    TeamService,
    User,
)
from breakwater.partnership.organisations.operations import who_hold

from ..models import Alarm, Contact, DutyAction, Paging
from ..pathway import EMERGENCY

SERVICE = "emergency_duty"
WAITS = timedelta(minutes=EMERGENCY.allows.n)
FEWEST_WORDS = 8  # of why nothing was needed for a child who is said to be in danger or hurt
WORDS = "Emergency: {what}. Reference {reference}. Open {path} in Breakwater and answer the page."


class AnsweredAlready(Refusal):
    """Someone else answered the page first."""


class NotYet(Refusal):
    """What was done lies in the future, or before the contact was received."""

    words = "Enter a time after the contact came in, and not in the future"
    box = "done_time"


class SayWhoWasAsked(Refusal):
    """Where a child is said to be in danger or hurt, "nothing was needed" rests on somebody: one word does not say on whom."""

    words = "Write who saw the child or which doctor, police officer or manager you asked, and why it can wait until opening"
    box = "words"


@transaction.atomic
def raise_alarm(
    *,
    area: Area,
    reference: str,
    submission_reference: str,
    is_restricted: bool,
    at: datetime,
    except_for: Collection[int] = (),
    is_danger: bool = True,
) -> Alarm:
    """Page emergency duty about a contact of an area; one alarm at a time for a contact. Acts as the intake.

    Not `is_danger`: something else is said that cannot wait until the office opens. Danger said while such an alarm waits,
    and someone who must not learn of it from now on, raise one in its place, of its own time, from the first post on.

    `except_for` are people (by id) who must not learn of it: no notice, mail, text or page reaches them, now or later, and
    they do not find the alarm. Where no pager is configured the alarm stands on the duty page alone, and the sender is told
    that nobody has been told.
    """
    with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        known = Alarm.objects.select_for_update(of=("self",)).filter(reference=reference, acknowledged_at=None).first()
        if known:
            kept_from = {*known.kept_from, *except_for}
            if (known.is_danger or not is_danger) and kept_from == set(known.kept_from):
                return known
            except_for, is_danger = kept_from, is_danger or known.is_danger
            _give_way(known, by=intake, at=at)
        team = TeamService.objects.filter(area=area, service=SERVICE).select_related("team").first()
        alarm = Alarm.objects.create(
            area=area,
            team=team.team if team else None,
            reference=reference,
            submission_reference=submission_reference,
            is_restricted=is_restricted,
            kept_from=sorted(except_for),
            raised_at=at,
            next_at=at,
            is_danger=is_danger,
        )
        for human in alarm.kept_from:
            with connection.cursor() as cursor:
                cursor.execute("select access.bar_human('alarm', %s, %s, 'of their family')", [alarm.pk, human])
        _tell_in_the_product(alarm, by=intake, at=at, except_for=except_for)
        _page_next(alarm, at=at)
        audit.did("paged emergency duty", "alarm", alarm.pk, reference=reference)
    return alarm


def _give_way(alarm: Alarm, *, by: Actor, at: datetime) -> None:
    """An alarm that nobody has answered ends, because one that says more, or keeps more people out, is raised in its place."""
    alarm.acknowledged_at, alarm.acknowledged_by, alarm.next_at = at, by, None
    alarm.save(update_fields=["acknowledged_at", "acknowledged_by", "next_at"])
    audit.did("replaced by another", "alarm", alarm.pk, reference=alarm.reference)


def _tell_in_the_product(alarm: Alarm, *, by: Actor, at: datetime, except_for: Collection[int]) -> None:
    notifications.tell(
        users=[user for user in _on_duty(alarm.area, at) if user.pk not in except_for],
        words=_told(alarm),
        path="/duty/",
        reference=alarm.reference,
        by=by,
        at=at,
    )


def tell_of_offer(handover: Handover, *, by: Actor, at: datetime) -> None:
    """Emergency duty hears of a strategy discussion or of protection that is offered while the office that answers is closed.

    They read the case that is offered; its handover is its receivers' page. Of a case that the intake may not see the duty
    page says as much as each of them may read.
    """
    carried = handover.carried.select_related("case").order_by("pk").first()
    notifications.tell(
        users=_on_duty(handover.area, at),
        words="A strategy discussion is offered out of hours, and is answered tonight: call social care on duty",
        path=address_of(carried.case) if carried else "/duty/",
        reference=handover.reference,
        by=by,
        at=at,
    )


def _on_duty(area: Area, at: datetime) -> list[User]:
    """Who does emergency duty now, by the rota of the day; where it names nobody, everyone who does it and is not away."""
    posts = Membership.objects.in_force(london_date(at)).filter(team__area=area, role=Role.EMERGENCY_DUTY.value)
    posts = list(posts.filter(user__is_active=True).select_related("user").order_by("pk"))
    people = rota.of_posts(posts, at=at)
    here = [one for one in people if one.is_at_work] or [one for one in people if not one.absence] or people
    return list({one.membership.user_id: one.membership.user for one in here}.values())


def _told(alarm: Alarm) -> str:
    return (
        f"A contact out of hours says {'a child is in danger now' if alarm.is_danger else 'that a child cannot wait'}"
    )


def _page_next(alarm: Alarm, *, at: datetime) -> None:
    """Page the post after the last one paged; after the last of all, it again, every 15 minutes until someone answers.

    A post that someone carries who must not learn of it is passed over. Where none is left, the managers are told. Whoever
    carries a post by their shift is paged where their shift says; a post whose carriers are all away is passed over while
    another is left.
    """
    configured = DutyPost.objects.filter(team__area=alarm.area, paged_as__isnull=False).exclude(pager="")
    by_rota = rota.carriers(configured, at=at)
    posts = configured.exclude(pk__in=_carried_by(alarm.kept_from, by_rota, at))
    if not posts.exists() and configured.exists():
        _tell_managers(alarm, at=at)
    of_the_away = _carried_by(rota.away_in(alarm.area, on=london_date(at)), by_rota, at)
    if posts.exclude(pk__in=of_the_away).exists():
        posts = posts.exclude(pk__in=of_the_away)
    level = alarm.level + 1
    nearest = posts.filter(paged_as__gte=level).order_by("paged_as", "pk").first()
    last = posts.order_by("-paged_as", "pk").first()
    post = nearest or last
    alarm.next_at = at + WAITS if post else None
    if post:
        alarm.level = post.paged_as
        where = (by_rota[post.pk].pager if post.pk in by_rota else "") or post.pager
        can = notifications.can_page(where)
        words = WORDS.format(what=alarm.said, reference=alarm.reference, path="/duty/")
        notifications.page(where=where, words=words, at=at, area=alarm.area)
        Paging.objects.create(alarm=alarm, post=post, level=post.paged_as, at=at, was_sent=can)
    alarm.save(update_fields=["level", "next_at"])


def _carried_by(humans: Collection[int], by_rota: Mapping[int, Shift], at: datetime) -> set[int]:
    """The posts whose pager one of these people has: by their shift, or where no shift says so they hold the post today, or
    cover it, or the pager is their mail.
    """
    if not humans:
        return set()
    mails = [mail.casefold() for mail in User.objects.filter(pk__in=humans).values_list("email", flat=True)]
    today = london_date(at)
    held = DutyPostHolder.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    covered = held.filter(covers=True).values("post")
    carriers = held.filter(Q(covers=True) | ~Q(post__in=covered))
    found = set(carriers.filter(membership__user__in=humans).values_list("post", flat=True)) - by_rota.keys()
    found |= {post for post, shift in by_rota.items() if shift.membership.user_id in humans}
    pagers = dict(DutyPost.objects.exclude(pager="").values_list("pk", "pager"))
    pagers |= {post: shift.pager for post, shift in by_rota.items() if shift.pager}
    return found | {post for post, pager in pagers.items() if pager.casefold() in mails}


def _tell_managers(alarm: Alarm, *, at: datetime) -> None:
    with acting_as(service_of(alarm.area, ServiceName.INTAKE)) as intake:
        notifications.tell(
            users=who_hold(Role.MASH_MANAGER, area=alarm.area, at=at).exclude(pk__in=alarm.kept_from),
            words=f"{_told(alarm)}, and nobody could be paged",
            path="/duty/",
            reference=alarm.reference,
            by=intake,
            at=at,
        )


def escalate(area: Area, *, at: datetime) -> int:
    """Page the next post for each alarm nobody has answered for 15 minutes; return how many."""
    with transaction.atomic(), acting_as(service_of(area, ServiceName.INTAKE)):
        waiting = Alarm.objects.select_for_update(skip_locked=True).filter(
            area=area, acknowledged_at=None, next_at__lte=at
        )
        alarms = list(waiting.select_related("area").order_by("pk"))
        for alarm in alarms:
            _page_next(alarm, at=at)
    return len(alarms)


@transaction.atomic
def acknowledge(alarm: Alarm, *, by: Actor, at: datetime) -> Alarm:
    """Someone on duty answers the page: it is theirs. Raises AnsweredAlready (not to whoever answered it first)."""
    held = Alarm.objects.select_for_update(of=("self",)).get(pk=alarm.pk)
    if held.acknowledged_at:
        if held.acknowledged_by_id == by.pk:
            return held
        raise AnsweredAlready(words=f"A colleague answered the page for {held.reference} first")
    held.acknowledged_at, held.acknowledged_by, held.next_at = at, by, None
    held.save(update_fields=["acknowledged_at", "acknowledged_by", "next_at"])
    audit.did("answered a page", "alarm", held.pk, reference=held.reference)
    _take_on(held, by=by, at=at)
    return held


def _take_on(alarm: Alarm, *, by: Actor, at: datetime) -> None:
    """Say on the contact who has it, for everyone who reads it. One that is restricted says so once its glass is broken."""
    contact = Contact.objects.select_related("case", "child").filter(reference=alarm.reference).first()
    if contact is None or contact.case.closed_at:
        return
    DutyAction.objects.create(
        contact=contact,
        what=DutyAction.What.ON_IT,
        words="Answered the page",
        done_at=at,
        recorded_at=at,
        by=by,
        key=uuid4(),
    )
    chronology.record(
        case=contact.case,
        person=contact.child,
        kind="duty",
        what="Emergency duty took it on",
        by=by,
        at=at,
        happened_at=at,
    )


def is_theirs(actor: Actor) -> bool:
    """Whether the actor does emergency duty: what they write down at night somebody has read."""
    return actor.membership is not None and actor.membership.role_id == Role.EMERGENCY_DUTY.value


def answer_own(submission_reference: str, *, by: Actor, at: datetime) -> None:
    """Emergency duty took the call itself, so it has it in hand, and nobody is paged about it again."""
    if is_theirs(by):
        for alarm in Alarm.objects.filter(submission_reference=submission_reference, acknowledged_at=None):
            acknowledge(alarm, by=by, at=at)


@dataclass(frozen=True)
class DutyDone:
    """What emergency duty did, when, and what it leaves to the day team."""

    what: str
    words: str
    still_to_do: str
    done_at: datetime


@transaction.atomic
def record(contact: Contact, facts: DutyDone, *, key: UUID, by: Actor, at: datetime) -> DutyAction:
    """Record what emergency duty did about a contact, for the day team to pick up. The same `key` again adds nothing.

    The contact keeps its own receipt time, and its statutory clock runs from that. Raises NotYet, SayWhoWasAsked.
    """
    if known := made_before(DutyAction, key):
        return known
    is_urgent = contact.immediate_danger or contact.cannot_wait
    if facts.what == DutyAction.What.NO_ACTION and is_urgent and len(facts.words.split()) < FEWEST_WORDS:
        raise SayWhoWasAsked(contact.reference)
    if not contact.received_at.replace(second=0, microsecond=0) <= facts.done_at <= at:  # people write minutes
        raise NotYet(facts.done_at)
    made = DutyAction.objects.create(contact=contact, recorded_at=at, by=by, key=key, **values_of(facts))
    taken_on = DutyAction.objects.filter(contact=contact, what=DutyAction.What.ON_IT, picked_up_at=None)
    taken_on.update(picked_up_at=at, picked_up_by=by)
    chronology.record(
        case=contact.case,
        person=contact.child,
        kind="visit" if facts.what == DutyAction.What.VISIT else "duty",
        what=f"Emergency duty: {DutyAction.What(facts.what).label.lower()}",
        detail=facts.words,
        by=by,
        at=at,
        happened_at=facts.done_at,
        significant=True,
    )
    audit.did("recorded emergency duty", "case", contact.case_id)
    team = contact.case.responsible_team
    notifications.show(
        team=team,
        words="Emergency duty did something about a contact: pick it up",
        path="/mash/overnight/",
        reference=contact.reference,
        at=at,
    )
    return made


def has_been_paged(submission_reference: str, area: Area) -> bool:
    """Whether a page about what was sent has left for someone. Acts as the intake: its sender sees no alarm."""
    with acting_as(service_of(area, ServiceName.INTAKE)):
        paged = Paging.objects.filter(alarm__submission_reference=submission_reference, was_sent=True)
        return paged.filter(Q(alarm__acknowledged_at=None) | Q(alarm__acknowledged_at__gte=F("at"))).exists()
