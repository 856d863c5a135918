"""The family's own link: given to one person, an approved copy behind it, their comments, and its end (SG-27)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.deaths import refuse_for_the_dead
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.models import CaseWorker, Meeting
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, link_for, renew_link, service_of
from breakwater.partnership.organisations.models import Actor, LinkKind, ServiceName, User
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.episodes.operations import links
from breakwater.practice.early_help.episodes.operations.episodes import lock
from breakwater.practice.early_help.episodes.withholding import (
    Withheld,
    given_away,
    may_be_reached_at,
    not_to_be_told,
    not_told_yet,
    withheld_from,
)
from breakwater.practice.early_help.family_links import copy as family_copy
from breakwater.practice.early_help.family_links.alarms import KIND_READ, alarms_of
from breakwater.practice.early_help.models import Episode, FamilyComment, FamilyCopy, FamilyLink, FamilyPart, LinkDoor
from breakwater.practice.early_help.pathway import ANSWER_FAMILY

from .parts import make_part, save_part

LASTS = timedelta(days=90)
SUBJECT = "Something to read"
BODY = """There is something for you to read. Open this page, and enter the number that was told to you:

{address}

This message says nothing about anyone on purpose. If it was not meant for you, delete it.
"""
TEXT = "There is something for you to read: {address} If this was not meant for you, delete it."
COMMENTED = "Someone of a family you help has written"
GUESSED = "A family’s link ended: the number was wrong five times"


class NotSafe(Refusal):
    """Nobody has said that it is safe to reach them this way."""

    box, words = "is_safe", "Without a yes there is no link. Read the plan with them, or give it by hand."


class NotTheirs(Refusal):
    """What was typed is known as unsafe for them, or is how another of the family is reached."""

    box = "way"
    words = "It is recorded that this way is not safe, or that it is someone else’s. Choose another, or read the plan with them."


class MustNotBeTold(Refusal):
    words = (
        "It was decided, or said by a referrer, that they must not be told. If that has changed, talk to the MASH, and record "
        "what they agree to, with a copy of the plan, before you give a link."
    )


class NotToldYet(Refusal):
    words = (
        "The referrer did not tell them of the contact, and nobody has recorded that they were told since. Tell them when it is safe, "
        "record their answer, and then give a link."
    )


class NoCopyForThem(Refusal):
    words = "It was decided that they are to have no copy of the plan. Change that first, in what they said, if it is safe now."


class GivesAway(Refusal):
    """What was to be approved would tell where someone is. `kinds` says what kind of thing, never the thing."""

    def __init__(self, kinds: list[str]):
        self.kinds = kinds
        what = "Leave that out for them, or change the words in the plan, and approve again."
        super().__init__(words=f"It would tell {', '.join(kinds)}. {what}")


class NothingToRead(Refusal):
    """Nothing is approved for them yet, or the link has ended."""


@dataclass(frozen=True)
class LinkFacts:
    """How one of the family is reached, that they were asked whether it is safe, and whether they may know where the family meets."""

    way: str
    reach: str
    is_safe: bool
    safe_words: str
    may_know_place: bool


@dataclass(frozen=True)
class CopyFacts:
    """What is left out for this person, and the plan in a second language with who wrote it."""

    leaves_out: Collection[str]
    language: str = ""
    other_words: str = ""
    translated_by: str = ""


@dataclass(frozen=True)
class Given:
    """A link just given. `token` and `number` are shown this once; empty where the same form was sent before."""

    link: FamilyLink
    token: str
    number: str


def address_of(token: str) -> str:
    return f"{settings.SITE_URL}/family/{token}/"


@transaction.atomic
def give_link(episode: Episode, facts: LinkFacts, *, person: Person, by: Actor, at: datetime, key: UUID) -> Given:
    """Give one person a link of their own, for ninety days; one they had ends. The mail of it says nothing of anyone.

    Raises ChildHasDied, NotSafe, NotTheirs, MustNotBeTold, NotToldYet, NoCopyForThem, EpisodeIsClosed.
    """
    episode = lock(episode)
    known = cases.sent_before(FamilyLink, case=episode.case, key=key)
    if known:
        return Given(known, "", "")
    refuse_for_the_dead(episode.case, person)
    if not facts.is_safe:
        raise NotSafe(person.pk)
    if facts.reach and not may_be_reached_at(facts.reach, person, episode):
        raise NotTheirs(person.pk)
    if not_to_be_told([person], episode):
        raise MustNotBeTold(person.pk)
    if not_told_yet([person], episode):
        raise NotToldYet(person.pk)
    if withheld_from(person, episode, may_know_place=facts.may_know_place).no_copy:
        raise NoCopyForThem(person.pk)
    before = FamilyLink.objects.filter(episode=episode, person=person)
    for link in before.filter(ended_at=None):
        links.end_family_link(link=link, because="A new one was given", by=by, at=at)
    earlier = before.select_related("actor").order_by("-made_at", "-pk").first()
    if earlier is not None:
        actor = earlier.actor
        renew_link(actor)
    else:
        actor = link_for(episode.case.area, LinkKind.FAMILY)
    opened = links.make_door(actor=actor, ends_at=at + LASTS, at=at, with_number=True)
    link = FamilyLink.objects.create(
        episode=episode,
        person=person,
        actor=actor,
        door=opened.door,
        **values_of(facts, "way", "reach", "safe_words", "may_know_place"),
        ends_at=at + LASTS,
        key=key,
        made_at=at,
        made_by=by,
    )
    make_part(link, by=by, at=at)
    if facts.way == FamilyLink.Way.EMAIL:
        notifications.post(
            to=facts.reach,
            subject=SUBJECT,
            body=BODY.format(address=address_of(opened.token)),
            at=at,
            area=episode.case.area,
        )
    if facts.way == FamilyLink.Way.TEXT:
        words = TEXT.format(address=address_of(opened.token))
        notifications.text(to=facts.reach, words=words, at=at, area=episode.case.area)
    chronology.record(case=episode.case, kind="early_help", what="A family link was given", process=True, by=by, at=at)
    audit.did("gave a family link", "case", episode.case_id, person=person.pk)
    return Given(link, opened.token, opened.number)


def link_of(episode: Episode, person: Person) -> FamilyLink | None:
    """The link that this person holds now."""
    return FamilyLink.objects.select_related("actor").filter(episode=episode, person=person, ended_at=None).first()


def last_copy(episode: Episode, person: Person) -> FamilyCopy | None:
    """What was approved for this person last, by whichever link of theirs."""
    return FamilyCopy.objects.filter(episode=episode, person=person).order_by("-approved_at", "-pk").first()


@transaction.atomic
def approve_copy(
    episode: Episode, facts: CopyFacts, *, person: Person, by: Actor, at: datetime, key: UUID | None = None
) -> FamilyCopy:
    """Keep the plan as this person may read it from now on. The same `key` again keeps none.

    Raises NothingToRead where they hold no link, MustNotBeTold, NoCopyForThem, GivesAway, EpisodeIsClosed.
    """
    episode = lock(episode)
    known = cases.sent_before(FamilyCopy, case=episode.case, key=key)
    if known:
        return known
    link = link_of(episode, person)
    if link is None:
        raise NothingToRead(person.pk)
    if not_to_be_told([person], episode):
        raise MustNotBeTold(person.pk)
    withheld = withheld_from(person, episode, may_know_place=link.may_know_place)
    if withheld.no_copy:
        raise NoCopyForThem(person.pk)
    content = family_copy.build(episode, person, withheld=withheld, today=london_date(at), leaves_out=facts.leaves_out)
    if withheld and (kinds := given_away([*family_copy.texts_of(content), facts.other_words], person, episode)):
        raise GivesAway(kinds)
    made = FamilyCopy.objects.create(
        case=episode.case,
        episode=episode,
        person=person,
        reader=link.actor,
        content=content,
        **values_of(facts, "language", "other_words", "translated_by"),
        key=key,
        maker=by.membership.user,
        approved_at=at,
        by=by,
    )
    FamilyCopy.objects.filter(pk=made.pk).update(maker=None)
    audit.did("approved a family copy", "case", episode.case_id, person=person.pk)
    return made


def open_door(*, token: str, number: str, at: datetime) -> LinkDoor | None:
    """The family's door, where token and number are right (see `links.check_number`).

    Where the number was wrong once too often those who help hear of it: someone guesses, or someone cannot read any more.
    """
    door = links.check_number(token=token, number=number, at=at)
    if door is None and (guessed := links.guessed_shut(token, at=at)):
        tell_those_who_help(guessed, None, by=guessed.actor, at=at, words=GUESSED)
    return door if door is not None and door.actor.link == LinkKind.FAMILY else None


@dataclass(frozen=True)
class Holder:
    """Whoever holds a door: their link, and what a rule withholds from them now."""

    link: FamilyLink
    withheld: Withheld


def holder_of(door: LinkDoor) -> Holder | None:
    """The same, as the intake knows it; None where the link has ended. The rule is asked again for each page, and once."""
    with acting_as(service_of(door.actor.area, ServiceName.INTAKE)):
        link = FamilyLink.objects.select_related("person", "episode__case").filter(door=door, ended_at=None).first()
        if link is None:
            return None
        return Holder(link, withheld_from(link.person, link.episode, may_know_place=link.may_know_place))


def copy_for(door: LinkDoor, holder: Holder | None = None) -> FamilyCopy:
    """The newest copy approved for whoever holds this door, read as them. Raises NothingToRead.

    What has become unsafe since it was approved is not shown any more. `holder` where the page has asked already.
    """
    holder = holder or holder_of(door)
    if holder is None:
        raise NothingToRead(door.pk)
    withheld = holder.withheld
    with acting_as(door.actor):
        found = (
            FamilyCopy.objects.select_related("by__membership__user")
            .filter(reader=door.actor)
            .order_by("-approved_at", "-pk")
            .first()
        )
        if found is None or withheld.no_copy or withheld and found.content.get("shows_places"):
            raise NothingToRead(door.pk)
        audit.saw("family_copy", found.pk)
    return _as_it_is_now(found, door)


def _as_it_is_now(copy: FamilyCopy, door: LinkDoor) -> FamilyCopy:
    """The copy, and instead of a meeting that was called off or moved since, that it was; a new place is not said unapproved."""
    meeting = copy.content.get("meeting")
    if not meeting:
        return copy
    with acting_as(service_of(door.actor.area, ServiceName.INTAKE)):
        now = Meeting.objects.filter(public_id=meeting["id"]).first()
    if now is None:
        return copy
    if now.cancelled_because:
        copy.content = copy.content | {"meeting": {}, "called_off": meeting["words"]}
    elif (stands := family_copy.meeting_said(now)) != {"sequence": 0} | meeting:
        is_there = stands["place"] == meeting["place"]
        copy.content = copy.content | {
            "meeting": stands if is_there else stands | {"place": ""},
            "moved": {"from": meeting["words"], "place_too": not is_there},
        }
    return copy


@transaction.atomic
def comment(*, door: LinkDoor, words: str, about: str, goal: str, key: UUID, at: datetime) -> FamilyComment:
    """Keep what someone of the family wrote, and tell those who help. The same form is taken once. Raises NothingToRead."""
    one_at_a_time(key)
    written = copy_for(door)
    with acting_as(door.actor) as link:
        known = FamilyComment.objects.filter(key=key).first()
        if known:
            return known
        shown = {one["id"] for one in written.content.get("goals", [])}
        made = FamilyComment.objects.create(
            copy=written, about=about, goal=goal if goal in shown else "", words=words, key=key, made_at=at, by=link
        )
        audit.did("commented", "family_copy", written.pk)
        approver = written.by.membership.user if written.by.membership_id else None
    _waits_for_answer(door, at=at)
    tell_those_who_help(door, approver, by=link, at=at)
    return made


def _waits_for_answer(door: LinkDoor, *, at: datetime) -> None:
    """Someone wrote by this door: the duty to answer them runs from the first message that waits."""
    with acting_as(service_of(door.actor.area, ServiceName.INTAKE)):
        links = FamilyLink.objects.select_related("episode__case__responsible_team")
        case = links.get(door=door).episode.case
        clocks.start(case=case, rule=ANSWER_FAMILY, team=case.responsible_team, at=at)


def tell_those_who_help(
    door: LinkDoor, approver: User | None, *, by: Actor, at: datetime, words: str = COMMENTED
) -> None:
    """Whoever approved the copy, leads or co-ordinates hears that there is something to read, and nothing of it."""
    told = {approver.pk: approver} if approver else {}
    with acting_as(service_of(door.actor.area, ServiceName.INTAKE)):
        posts = CaseWorker.objects.filter(case__episode__family_links__door=door, ends_at=None)
        for post in posts.select_related("membership__user").order_by("pk"):
            told.setdefault(post.membership.user_id, post.membership.user)
    with acting_as(by):
        notifications.tell(users=list(told.values()), words=words, path="/early-help/", by=by, at=at)


@transaction.atomic
def write_part(*, door: LinkDoor, words: Mapping[str, str], revision: int, send: bool, at: datetime) -> FamilyPart:
    """Keep the holder's own part of the assessment; once it is sent those who help hear of it. Raises PartChanged."""
    part = save_part(door=door, words=words, revision=revision, send=send, at=at)
    if send and part.sent_at == at:
        _waits_for_answer(door, at=at)
        tell_those_who_help(door, None, by=door.actor, at=at)
    return part


@transaction.atomic
def mark_read(episode: Episode, *, by: Actor, at: datetime) -> int:
    """Note that what the family wrote was read by those who help; return how many were new. It still waits for an answer."""
    unread = FamilyComment.objects.filter(copy__episode=episode, read_at=None)
    count = unread.update(read_at=at, read_by=by)
    sent = FamilyPart.objects.filter(episode=episode, read_at=None).exclude(sent_at=None)
    count += sent.update(read_at=at, read_by=by)
    alarms = alarms_of([episode.case]).filter(is_read=False).count()
    if alarms:
        chronology.record(
            case=episode.case,
            kind=KIND_READ,
            what="What the family wrote of danger now was read",
            process=True,
            by=by,
            at=at,
        )
    count += alarms
    if count:
        audit.did("read what the family wrote", "case", episode.case_id)
    return count
