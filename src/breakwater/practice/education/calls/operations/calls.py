"""Ringing a school about its list: when the call is due, arranged or tried, beginning it from the list, and ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.terms import TermsNotKnown
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import made_before, one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team
from breakwater.practice.education.fortnights import calendar, readers
from breakwater.practice.education.models import Call, CallItem, CallTimes, CallTry, Letter, ListRow, SchoolList, Worry
from breakwater.practice.education.pathway import CALL_BY, CALL_FROM

from . import notes, scripts

LONGEST_GROUP = 1000
FORTNIGHT = timedelta(days=14)


class CallIsOver(Refusal):
    words = "This call is over. What it came to is in its letter."


class NoLongerTheirs(Refusal):
    """The pupil left the school's roll, or is kept from every reader there."""

    words = "Nobody at the school may read of this pupil any more, so the call does not either."


class NotBegun(Refusal):
    words = "Begin the call first."


class HarmNotTalkedAbout(Refusal):
    """A call does not pass over a pupil who may be at risk without a word of why."""

    box, words = "left_because", "Write why pupils who may be at risk were not talked about"


class NobodyOfTheSchool(Refusal):
    box, words = "spoke_to", "Pupils were talked about: choose at least one who may read the school’s list"


@transaction.atomic
def make_due(*, school_list: SchoolList, at: datetime) -> Call:
    """The call that follows a list that goes out. A new version after a recall takes over what was arranged."""
    before = Call.objects.filter(
        school_list__fortnight=school_list.fortnight_id, school_team=school_list.team_id, begun_at=None
    ).first()
    today = london_date(at)
    return Call.objects.create(
        area_id=school_list.area_id,
        school_list=school_list,
        school_team_id=school_list.team_id,
        link_team_id=school_list.link_team_id,
        made_at=at,
        arranged_for=before.arranged_for if before else None,
        due_from=calendar.school_day(school_list.area, today, CALL_FROM.allows.n),
        due_by=calendar.school_day(school_list.area, today, CALL_BY.allows.n),
    )


@transaction.atomic
def arrange(call: Call, *, arranged_for: datetime | None, by: Actor, at: datetime) -> Call:
    """Agree with the school when it is rung; None: not arranged after all. Raises CallIsOver."""
    held = _held(call)
    held.arranged_for = arranged_for
    held.save(update_fields=["arranged_for"])
    audit.did("arranged", "call", held.pk)
    return held


@transaction.atomic
def tried(call: Call, *, why: str, words: str, key: UUID, by: Actor, at: datetime) -> CallTry:
    """The school was rung and nobody could talk. The same `key` again tries nothing. Raises CallIsOver."""
    if known := made_before(CallTry, key):
        return known
    held = _held(call)
    made = CallTry.objects.create(call=held, why=why, words=words, at=at, by=by, key=key)
    held.tried_at = at
    held.save(update_fields=["tried_at"])
    audit.did("tried", "call", held.pk, why=why)
    return made


@transaction.atomic
def begin(call: Call, *, by: Actor, at: datetime) -> Call:
    """Begin it, or go on with it: what there is to talk about is taken from the list as it stands now. Raises CallIsOver."""
    held = _held(call)
    if held.begun_at is None:
        held.begun_at, held.begun_by = at, by
        held.save(update_fields=["begun_at", "begun_by"])
        audit.did("began", "call", held.pk)
    Letter.objects.get_or_create(
        call=held,
        defaults={"area_id": held.area_id, "school_team_id": held.school_team_id, "link_team_id": held.link_team_id},
    )
    known = {(item.kind, item.row_id, item.worry_id) for item in held.items.all()}
    _put_in(held, [one for one in prepared(held, at=at) if _key(one.step) not in known])
    return held


@dataclass(frozen=True)
class Prepared:
    """A step of the script, and the school's readers from whom its pupil is kept (SG-16)."""

    step: scripts.Step
    not_with: list[str]


def prepared(call: Call, *, at: datetime) -> list[Prepared]:
    """The script as it stands now. Whoever nobody at the school may read of any more is left out of it."""
    on = london_date(at)
    return _seen_by_readers(call, scripts.script_of(call.school_list, on=on), on)


def _key(step: scripts.Step) -> tuple[str, int | None, int | None]:
    return step.kind, step.row and step.row.pk, step.worry and step.worry.pk


@transaction.atomic
def also(*, call: Call, row: ListRow, by: Actor, at: datetime) -> CallItem:
    """Talk about a row that is not in the script as well. Raises CallIsOver, NotBegun, NoLongerTheirs."""
    held = _held(call)
    if held.begun_at is None:
        raise NotBegun(held.public_id)
    known = CallItem.objects.filter(call=held, row=row).first()
    if known:
        return known
    seen = _seen_by_readers(held, [scripts.Step(CallItem.Group.OTHER, [], row=row)], london_date(at))
    if not seen:
        raise NoLongerTheirs(row.public_id)
    return _put_in(held, seen)[0]


def _put_in(call: Call, steps: Sequence[Prepared]) -> list[CallItem]:
    places = dict.fromkeys(scripts.RANK, call.items.count())
    made = []
    for one in steps:
        step = one.step
        places[step.group] += 1
        made.append(
            CallItem(
                call=call,
                kind=step.kind,
                row=step.row,
                worry=step.worry,
                group=step.group,
                reasons=step.reasons,
                order=scripts.RANK[step.group] * LONGEST_GROUP + places[step.group],
                not_with=one.not_with,
            )
        )
    return CallItem.objects.bulk_create(made)


def _seen_by_readers(call: Call, steps: Sequence[scripts.Step], on: date) -> list[Prepared]:
    """Who of the school's readers may not read which of these: the wall is asked as each of them (SG-16)."""
    rows = [step.row.pk for step in steps if step.row]
    worries = [step.worry.pk for step in steps if step.worry]
    their_readers = readers.readers_of(call.school_team, on)
    kept_from: dict[tuple, list[str]] = {_key(step): [] for step in steps}
    for post in their_readers:
        with acting_as(actor_of(post)):
            seen = {("PUPIL", pk, None) for pk in ListRow.objects.filter(pk__in=rows).values_list("pk", flat=True)}
            seen |= {("WORRY", None, pk) for pk in Worry.objects.filter(pk__in=worries).values_list("pk", flat=True)}
        for key in kept_from:
            if key not in seen and key[0] != CallItem.Kind.SCHOOL:
                kept_from[key].append(post.user.name)
    every = [Prepared(step, kept_from[_key(step)]) for step in steps]
    return [one for one in every if not their_readers or len(one.not_with) < len(their_readers)]


@dataclass(frozen=True)
class CallEnded:
    """How a call ended: who was spoken to, by which way and how long, and when the next one is."""

    spoke_to: Sequence[Membership]
    others: str
    mode: str
    minutes: int | None
    next_on: date | None
    left_because: str = ""

    @property
    def names(self) -> str:
        return ", ".join([*(post.user.name for post in self.spoke_to), *([self.others] if self.others else [])])


@transaction.atomic
def end(call: Call, facts: CallEnded, *, by: Actor, at: datetime) -> Call:
    """End it with who was spoken to; of harm that was not talked about, with why. Raises CallIsOver, NotBegun, NobodyOfTheSchool,
    HarmNotTalkedAbout.
    """
    held = _held(call)
    if held.begun_at is None:
        raise NotBegun(held.public_id)
    talked = held.items.filter(talked_at__isnull=False).exclude(kind=CallItem.Kind.SCHOOL).exists()
    if talked and not facts.spoke_to and readers.readers_of(held.school_team, london_date(at)):
        raise NobodyOfTheSchool(held.public_id)
    unspoken = scripts.unspoken_harm(held)
    if unspoken and not facts.left_because.strip():
        raise HarmNotTalkedAbout(held.public_id)
    for item in unspoken:
        notes.note_why_left(item, facts.left_because.strip(), by=by, at=at)
    held.ended_at, held.ended_by, held.spoke_to = at, by, facts.names[:400]
    held.mode, held.minutes, held.next_on = facts.mode, facts.minutes, facts.next_on
    held.save(update_fields=["ended_at", "ended_by", "mode", "minutes", "next_on", "spoke_to"])
    audit.did("ended", "call", held.pk)
    return held


@dataclass(frozen=True)
class TimesToRing:
    """When a school is best rung, on what number, whom to ask for."""

    weekdays: Sequence[int]
    starts: time | None
    ends: time | None
    telephone: str
    ask_for: str
    words: str


@transaction.atomic
def keep_times(team: Team, facts: TimesToRing, *, by: Actor, at: datetime) -> CallTimes:
    """When a school is best rung, as it said."""
    said = values_of(facts) | {"weekdays": sorted(facts.weekdays), "changed_at": at, "changed_by": by}
    one_at_a_time(f"call-times-{team.pk}")
    known = CallTimes.objects.filter(team=team).first()
    if known is None:
        return CallTimes.objects.create(team=team, **said)
    for name, value in said.items():
        setattr(known, name, value)
    known.save(update_fields=list(said))
    return known


def next_call_on(area: Area, after: date) -> date:
    """When the call after this one can be: once the next list is out and the school has had time to answer."""
    try:
        coming = calendar.next_release(area, after)
        return calendar.school_day(area, coming.on, CALL_FROM.allows.n) if coming else after + FORTNIGHT
    except TermsNotKnown:
        return after + FORTNIGHT


def _held(call: Call) -> Call:
    held = (
        Call.objects.select_for_update(of=("self",))
        .select_related("school_list__fortnight", "school_team", "area")
        .get(pk=call.pk)
    )
    if held.ended_at:
        raise CallIsOver(held.public_id)
    return held
