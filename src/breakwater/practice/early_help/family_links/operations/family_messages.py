"""Messages of a family: they wait under a clock of their own, are answered, and "in danger now" goes to the front door at once."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from breakwater.casework.cases import operations as cases
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.casework.models import CaseWorker
from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName, Team
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.episodes.operations.episodes import lock
from breakwater.practice.early_help.episodes.operations.step_up import step_up
from breakwater.practice.early_help.episodes.withholding import given_away, gives_away, places_of, withheld_from
from breakwater.practice.early_help.family_links.alarms import KIND, alarms_of
from breakwater.practice.early_help.family_links.worker import FamilyWorker, family_worker, named_worker
from breakwater.practice.early_help.models import (
    Episode,
    FamilyComment,
    FamilyLink,
    FamilyNumber,
    FamilyPart,
    FamilyReply,
    LinkDoor,
)
from breakwater.practice.early_help.pathway import ANSWER_FAMILY

from .copies import GivesAway, Holder, holder_of, tell_those_who_help

SUBJECT = "Something to read"
ANSWERED = """There is an answer for you. Open the page you were given, and enter your number.

This message says nothing about anyone on purpose. If it was not meant for you, delete it.
"""
IN_DANGER = "Someone of a family you help wrote that they are in danger now"
NO_WORDS = "They wrote nothing more."


class NothingToAnswer(Refusal):
    """This person has no link that opens, so nothing written here would reach them."""

    box, words = "way", "They have no link that opens. Speak with them, and record here what you talked about."


def waiting_comments(episode: Episode):
    """Comments of the family that nobody has answered."""
    return FamilyComment.objects.filter(copy__episode=episode, reply=None)


def waiting_parts(episode: Episode):
    """What they sent of their part of the assessment, and nobody has answered."""
    return FamilyPart.objects.filter(episode=episode, reply=None).exclude(sent_at=None)


def _link(door: LinkDoor) -> FamilyLink:
    links = FamilyLink.objects.select_related("person", "episode__case__responsible_team", "episode__case__area")
    return links.get(door=door)


@dataclass(frozen=True)
class Reply:
    """What a worker answers: to whom, how, in which words. `shown_at` is when the page was drawn: later messages still wait."""

    person: Person
    way: str
    words: str
    shown_at: datetime
    key: UUID


@transaction.atomic
def reply_to_family(episode: Episode, reply: Reply, *, by: Actor, at: datetime) -> FamilyReply:
    """Answer all that one person has written so far. With the last one answered the clock stops. The same key again answers nothing.

    By link it is searched for what they must not read (SG-27). Raises NothingToAnswer, GivesAway, EpisodeIsClosed.
    """
    episode = lock(episode)
    known = cases.sent_before(FamilyReply, case=episode.case, key=reply.key)
    if known:
        return known
    part = FamilyPart.objects.filter(episode=episode, person=reply.person).order_by("-made_at", "-pk").first()
    link = FamilyLink.objects.filter(episode=episode, person=reply.person, ended_at=None, ends_at__gt=at).first()
    by_link = reply.way == FamilyReply.Way.LINK
    if part is None or by_link and link is None:
        raise NothingToAnswer(reply.person.pk)
    if by_link:
        withheld = withheld_from(reply.person, episode, may_know_place=link.may_know_place)
        if withheld and (kinds := given_away([reply.words], reply.person, episode)):
            raise GivesAway(kinds)
    made = FamilyReply.objects.create(part=part, way=reply.way, words=reply.words, key=reply.key, at=at, by=by)
    answered = {"reply": made}
    comments = waiting_comments(episode).filter(copy__person=reply.person, made_at__lte=reply.shown_at)
    parts = waiting_parts(episode).filter(person=reply.person, sent_at__lte=reply.shown_at)
    for written in (comments, parts):
        written.filter(read_at=None).update(read_at=at, read_by=by)
        written.update(**answered)
    if not (waiting_comments(episode).exists() or waiting_parts(episode).exists()):
        clocks.stop(case=episode.case, rule=ANSWER_FAMILY, by=by, at=at)
    if by_link:
        _say_that_there_is_an_answer(link, at=at)
    chronology.record(
        case=episode.case, kind="early_help", what="A message of the family was answered", process=True, by=by, at=at
    )
    audit.did("answered the family", "case", episode.case_id, person=reply.person.pk)
    return made


def _say_that_there_is_an_answer(link: FamilyLink, *, at: datetime) -> None:
    """To the address that was asked to be safe, and nothing of anyone in it."""
    area = link.episode.case.area
    if link.way == FamilyLink.Way.EMAIL:
        notifications.post(to=link.reach, subject=SUBJECT, body=ANSWERED, at=at, area=area)
    elif link.way == FamilyLink.Way.TEXT:
        notifications.text(
            to=link.reach, words="There is an answer for you on the page you were given.", at=at, area=area
        )


@dataclass(frozen=True)
class Written:
    """Something that was written, as whoever holds the link reads it: by themselves, or by a worker (`who`)."""

    words: str
    at: datetime
    who: str = ""


@dataclass(frozen=True)
class FamilyDesk:
    """What stands around the plan for whoever holds the link: their worker, when nobody reads, what was written and answered."""

    worker: FamilyWorker
    ask_now: str
    written: list[Written]


def desk_of(door: LinkDoor, *, at: datetime, holder: Holder | None = None) -> FamilyDesk | None:
    """The same; None where the link has ended. What has become unsafe to read since it was written is not shown (SG-27).

    `holder` where the page has asked already.
    """
    holder = holder or holder_of(door)
    if holder is None:
        return None
    link, withheld = holder.link, holder.withheld
    with acting_as(door.actor):
        theirs = [Written(one.words, one.made_at) for one in FamilyComment.objects.filter(by=door.actor)]
        replies = list(
            FamilyReply.objects.filter(part__reader=door.actor, way=FamilyReply.Way.LINK).select_related(
                "by__membership__user"
            )
        )
        audit.saw("family_part", *{one.part_id for one in replies})
    with acting_as(service_of(door.actor.area, ServiceName.INTAKE)):
        worker = family_worker(link.episode, is_withheld=bool(withheld))
        ask_now = RECEIVERS["front_door"].ask_now(door.actor.area, at)
        if withheld and replies:
            places = places_of(link.person, link.episode)
            replies = [one for one in replies if not gives_away([one.words], places)]
    answers = [
        Written(one.words, one.at, "Your worker" if withheld else one.by.membership.user.name) for one in replies
    ]
    return FamilyDesk(worker, ask_now, sorted([*theirs, *answers], key=lambda one: one.at, reverse=True))


@transaction.atomic
def raise_alarm(*, door: LinkDoor, words: str, key: UUID, at: datetime) -> str:
    """Someone of the family says by their link that they or a child are in danger now: it is a step-up, so a contact (SG-01, SG-04).

    Emergency duty is paged while the office is closed. Returns what to do now, and who was alerted. The same `key` again adds nothing.
    """
    intake = service_of(door.actor.area, ServiceName.INTAKE)
    with acting_as(intake) as by:
        link = _link(door)
        reason = f"{link.person.name} wrote by their family link: in danger now. {words or NO_WORDS}"
        made = step_up(episode=link.episode, reason=reason, by=by, at=at, danger=Danger.YES, key=key)
        _keep_alarm(link, words, since=made.offered_at, by=by, at=at)
        receipt = RECEIVERS["front_door"].receipt(made, at)
    tell_those_who_help(door, None, by=door.actor, at=at, words=IN_DANGER)
    return receipt.danger_now if receipt else ""


def _keep_alarm(link: FamilyLink, words: str, *, since: datetime, by: Actor, at: datetime) -> None:
    """Keep who wrote it and in which words for those who help; the same words sent again are kept once."""
    words = words or NO_WORDS
    if alarms_of([link.episode.case]).filter(person=link.person, detail=words, happened_at__gte=since).exists():
        return
    chronology.record(
        case=link.episode.case,
        person=link.person,
        kind=KIND,
        what="Wrote by their family link: in danger now",
        detail=words,
        significant=True,
        source="Family link",
        by=by,
        at=at,
    )


@transaction.atomic
def give_number(episode: Episode, *, telephone: str, by: Actor, at: datetime) -> FamilyNumber | None:
    """Keep the number on which the family may call whoever their page names; None where it names nobody. Raises EpisodeIsClosed."""
    episode = lock(episode)
    worker = named_worker(episode)
    if worker is None:
        return None
    audit.did("gave a number", "case", episode.case_id)
    return FamilyNumber.objects.create(episode=episode, membership=worker.membership, telephone=telephone, at=at, by=by)


_WAITS = Q(copies__comments__isnull=False, copies__comments__reply=None) | Q(
    family_parts__sent_at__isnull=False, family_parts__reply=None
)


def waiting_for(user: int) -> Q:
    """Of episodes: those that this human leads or co-ordinates now, with something of the family that nobody has answered."""
    works = Q(case__workers__user_id=user, case__workers__ends_at=None, case__closed_at=None)
    return works & _WAITS


def left_waiting(team: Team, *, on: date) -> Q:
    """Of episodes: those that a team answers for, with something of the family unanswered and nobody at work who leads or co-ordinates."""
    works = CaseWorker.objects.filter(case__responsible_team=team, case__closed_at=None, ends_at=None)
    away = rota.absences(set(works.values_list("user", flat=True)), on=on)
    at_work = works.exclude(user__in=away).filter(case=OuterRef("case"))
    return Q(~Exists(at_work), case__responsible_team=team, case__closed_at=None) & _WAITS
