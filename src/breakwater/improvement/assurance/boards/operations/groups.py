"""Groups: set up with their terms, joined and left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.db.models import Q

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before, one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area, Organisation

from ...common import account
from ...models import BoardGroup, BoardMeeting, ConfidentialFolder, GroupArea, GroupMember, GroupTerms, MeetingSeat
from ...models.groups import Part


class NamedAlready(Refusal):
    box, words = "name", "The area has a group of this name already"


class IsClosed(Refusal):
    words = "This group is closed"


class TermsOfThatDay(Refusal):
    box, words = "from_on", "There are terms from this day already. Enter another day"


class IsAMember(Refusal):
    box, words = "name", "Somebody with this name or account is a member on that day already"


class NoObservers(Refusal):
    box, words = "part", "A group that speaks of single cases has no observers"


class AnotherName(Refusal):
    box = "name"


class LeftAlready(Refusal):
    words = "They have left the group already"


class KeepsRecords(Refusal):
    words = (
        "They keep the record of meetings of this group. It is handed over first, on the page of each of these meetings"
    )


class LeavesBeforeJoining(Refusal):
    box, words = "to_on", "Enter a day on or after the day they joined"


@dataclass(frozen=True)
class TermsFacts:
    from_on: date
    quorum_members: int
    quorum_partners: bool
    meetings_a_year: int
    papers_days: int
    minutes_days: int
    text: str


@dataclass(frozen=True)
class GroupFacts:
    kind: str
    name: str
    purpose: str
    is_restricted: bool
    terms: TermsFacts
    others: tuple[Area, ...] = ()


@dataclass(frozen=True)
class SeatFacts:
    """Who sits somewhere: an account by its `email`, or a name alone."""

    name: str
    agency: str
    partner: str
    part: str
    email: str = ""
    job_title: str = ""
    organisation: Organisation | None = None

    def as_columns(self) -> dict:
        """The columns of a row. Raises NoSuchAccount, and AnotherName where the address may be mistyped."""
        said = dict(vars(self))
        user = account(said.pop("email"))
        if user and user.name.casefold() != self.name.casefold():
            raise AnotherName(
                words=f"The account with this address is {user.name}’s. Check the address, or enter that name"
            )
        return said | {"user": user}


@transaction.atomic
def set_up(facts: GroupFacts, *, by: Actor, at: datetime, key: UUID) -> BoardGroup:
    """Set up a group of the actor's area, which their team runs. Raises NamedAlready."""
    if known := made_before(BoardGroup, key):
        return known
    team = by.membership.team
    one_at_a_time(f"groups of {team.area_id}")
    if BoardGroup.objects.filter(area=team.area_id, name__iexact=facts.name).exists():
        raise NamedAlready(team.pk)
    made = BoardGroup.objects.create(
        area=team.area,
        team=team,
        kind=facts.kind,
        name=facts.name,
        purpose=facts.purpose,
        is_restricted=facts.is_restricted,
        key=key,
        made_at=at,
        made_by=by,
    )
    GroupArea.objects.bulk_create(GroupArea(group=made, area=each) for each in facts.others if each != team.area)
    set_terms(made, facts.terms, by=by, at=at, key=uuid5(key, "terms"))
    audit.did("set up", "board_group", made.pk)
    return made


@transaction.atomic
def set_terms(group: BoardGroup, facts: TermsFacts, *, by: Actor, at: datetime, key: UUID) -> GroupTerms:
    """Terms from a day on; meetings arranged before keep theirs. Raises IsClosed, TermsOfThatDay."""
    if known := made_before(GroupTerms, key):
        return known
    _open(group)
    if group.terms.filter(from_on=facts.from_on).exists():
        raise TermsOfThatDay(group.pk)
    audit.did("set the terms of", "board_group", group.pk)
    return GroupTerms.objects.create(group=group, key=key, made_at=at, made_by=by, **vars(facts))


@transaction.atomic
def join(group: BoardGroup, facts: SeatFacts, from_on: date, *, by: Actor, at: datetime, key: UUID) -> GroupMember:
    """Somebody joins, with a seat at each planned meeting that is kept by who adds them. Raises IsClosed, NoObservers,
    NoSuchAccount, AnotherName, IsAMember.
    """
    if known := made_before(GroupMember, key):
        return known
    _open(group)
    refuse_observers(group, facts)
    said = facts.as_columns()
    if group.members.filter(Q(to_on=None) | Q(to_on__gte=from_on)).filter(same_person(said)).exists():
        raise IsAMember(group.pk)
    made = GroupMember.objects.create(group=group, from_on=from_on, key=key, made_at=at, made_by=by, **said)
    for meeting in group.meetings.filter(state=BoardMeeting.State.PLANNED).select_related("folder").order_by("pk"):
        if london_date(meeting.starts_at) >= from_on:
            seat(meeting, meeting.folder, made)
    audit.did("added a member to", "board_group", group.pk)
    return made


@transaction.atomic
def leave(member: GroupMember, to_on: date, *, by: Actor, at: datetime) -> GroupMember:
    """Somebody leaves: their seats end, at meetings too that whoever ends them does not read. Raises LeftAlready, LeavesBeforeJoining, KeepsRecords."""
    held = GroupMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if held.to_on:
        raise LeftAlready(held.pk)
    if to_on < held.from_on:
        raise LeavesBeforeJoining(held.pk)
    held.to_on = to_on
    held.save(update_fields=["to_on"])
    with connection.cursor() as cursor:
        cursor.execute("select access.keeps_board_records(%s)", [held.pk])
        if cursor.fetchone()[0]:
            raise KeepsRecords(held.pk)
        cursor.execute("select access.end_board_seats(%s, %s)", [held.pk, at])
    audit.did("ended a membership of", "board_group", held.group_id)
    return held


@transaction.atomic
def close(group: BoardGroup, closed_on: date, *, by: Actor, at: datetime) -> BoardGroup:
    """The group meets no more; its record stays. Raises IsClosed."""
    _open(group)
    group.closed_on = closed_on
    group.save(update_fields=["closed_on"])
    audit.did("closed", "board_group", group.pk)
    return group


def same_person(said: Mapping) -> Q:
    """Who has the name or the account: a person sits once, and counts once."""
    named = Q(name__iexact=said["name"])
    return named | Q(user=said["user"]) if said["user"] else named


def refuse_observers(group: BoardGroup, facts: SeatFacts) -> None:
    """An observer, as the Lead Member is, reads nothing of single cases (PL 1.2). Raises NoObservers."""
    if group.is_restricted and facts.part == Part.OBSERVER:
        raise NoObservers(group.pk)


def seat(meeting: BoardMeeting, folder: ConfidentialFolder, who: GroupMember | SeatFacts) -> MeetingSeat:
    """A seat at a meeting for a member, or for somebody who is there this once."""
    names = ("user", "name", "job_title", "organisation", "agency", "partner", "part")
    is_member = isinstance(who, GroupMember)
    said = {name: getattr(who, name) for name in names} if is_member else who.as_columns()
    return MeetingSeat.objects.create(
        meeting=meeting,
        folder=folder,
        member=who if is_member else None,
        reads_confidential=said["part"] != Part.OBSERVER,
        **said,
    )


def _open(group: BoardGroup) -> None:
    one_at_a_time(f"group {group.pk}")
    group.refresh_from_db(fields=["closed_on"])
    if group.closed_on:
        raise IsClosed(group.pk)
