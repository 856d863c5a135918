"""Checking a list, releasing it to its school, recalling a wrong one. What is out is never changed: the database holds that."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role, acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName
from breakwater.partnership.organisations.operations import who_hold
from breakwater.practice.education.calls.operations import calls, letters
from breakwater.practice.education.fortnights import calendar
from breakwater.practice.education.fortnights.readers import few_readers
from breakwater.practice.education.models import ListRow, SchoolList
from breakwater.practice.education.pathway import ANSWER, LAPSE, OPEN

State = SchoolList.State


class NotChecked(Refusal):
    words = "Check the list first."


class IsOut(Refusal):
    words = "This list is out already. A wrong one is recalled."


class NotOut(Refusal):
    words = "This list is not out, or was recalled meanwhile"


class TooFewReaders(Refusal):
    """A school has at least two who may read its list (SG-16); with fewer, somebody says why it goes out all the same."""


class OfAnEarlierDay(Refusal):
    words = "This list is for a later day. It can be released on that day."


@transaction.atomic
def check(*, school_list: SchoolList, by: Actor, at: datetime) -> SchoolList:
    """Say that somebody looked a list through. Raises IsOut."""
    held = _held(school_list)
    if held.released_at:
        raise IsOut(held.public_id)
    if held.state != State.CHECKED:
        _attach_agreed(held, at=at)
        held.state, held.checked_at, held.checked_by = State.CHECKED, at, by
        held.save(update_fields=["state", "checked_at", "checked_by"])
        audit.did("checked", "school_list", held.pk)
    return held


@transaction.atomic
def uncheck(*, school_list: SchoolList, by: Actor, at: datetime) -> SchoolList:
    """Take that word back while the list is not out. Raises IsOut."""
    held = _held(school_list)
    if held.released_at:
        raise IsOut(held.public_id)
    held.state, held.checked_at, held.checked_by = State.BUILT, None, None
    held.save(update_fields=["state", "checked_at", "checked_by"])
    audit.did("withdrew the check of", "school_list", held.pk)
    return held


@transaction.atomic
def release(*, school_list: SchoolList, by: Actor, at: datetime, few_readers_because: str = "") -> SchoolList:
    """Give a checked list to its school, and tell its leads without a word about anyone.

    The list before stays open to the school, those before that close (SG-16). Raises NotChecked, IsOut, TooFewReaders,
    OfAnEarlierDay.
    """
    held = _held(school_list)
    if held.released_at:
        raise IsOut(held.public_id)
    if held.state != State.CHECKED:
        raise NotChecked(held.public_id)
    today = london_date(at)
    if held.fortnight.lists_on > today:
        raise OfAnEarlierDay(held.public_id)
    if held.team_id in few_readers([held.team_id], today) and not few_readers_because:
        raise TooFewReaders(held.public_id)
    _attach_agreed(held, at=at)
    held.state, held.released_at, held.released_by = State.RELEASED, at, by
    held.few_readers_because = few_readers_because
    held.open_by, held.answer_by, held.lapses_on = (
        calendar.school_day(held.area, today, rule.allows.n) for rule in (OPEN, ANSWER, LAPSE)
    )
    held.save(
        update_fields=[
            "state",
            "released_at",
            "released_by",
            "few_readers_because",
            "open_by",
            "answer_by",
            "lapses_on",
        ]
    )
    _close_older(held)
    calls.make_due(school_list=held, at=at)
    audit.did("released", "school_list", held.pk)
    words = f"The fortnightly list of {held.team.organisation.name} is ready to read"
    notifications.tell(team=held.team, words=words, path=path_of(held), by=by, at=at)
    return held


@transaction.atomic
def release_all(*, lists: Sequence[SchoolList], by: Actor, at: datetime) -> tuple[int, list[SchoolList]]:
    """Release every checked list of these; return how many, and those left because too few may read them."""
    done, left = 0, []
    for one in sorted(lists, key=lambda one: one.pk):
        try:
            release(school_list=one, by=by, at=at)
            done += 1
        except TooFewReaders:
            left.append(one)
        except (IsOut, NotChecked):
            continue
    return done, left


@transaction.atomic
def recall(school_list: SchoolList, *, because: str, by: Actor, at: datetime) -> SchoolList:
    """Take a wrong list back at once, as an incident: the school reads it no more. Raises NotOut.

    Information governance hears of it: whether it must be reported is theirs to say within 72 hours.
    """
    held = _held(school_list)
    if not held.is_out:
        raise NotOut(held.public_id)
    held.state, held.recalled_at, held.recalled_by, held.recalled_because = State.RECALLED, at, by, because
    held.save(update_fields=["state", "recalled_at", "recalled_by", "recalled_because"])
    audit.did("recalled", "school_list", held.pk, opened=held.opened_at is not None)
    notifications.tell(
        team=held.team,
        words=f"The list of {held.team.organisation.name} was recalled. Do not use what you read; a new one follows",
        path="/our-list/",
        by=by,
        at=at,
    )
    notifications.tell(
        users=who_hold(Role.INFORMATION_GOVERNANCE, area=held.area, at=at),
        words=f"The list of {held.team.organisation.name} was recalled: decide within 72 hours whether it must be reported",
        path="/today/",
        by=by,
        at=at,
    )
    return held


def _attach_agreed(held: SchoolList, *, at: datetime) -> None:
    """Put beside each pupil what calls have agreed by now: the letter of a call may be younger than the list.

    As the area's service of lists, which made the rows: whoever releases may be kept from one of them (SG-16).
    """
    with acting_as(service_of(held.area, ServiceName.LISTS)):
        on = london_date(at)
        agreed = letters.told_on_lists([held.team_id], on=on, since=on - calendar.FORTNIGHT - calendar.LONG_BREAK)
        for row in ListRow.objects.filter(list=held).order_by("pk"):
            words = agreed.get((held.team_id, row.person_id), [])
            if row.agreed != words:
                row.agreed = words
                row.save(update_fields=["agreed"])


def path_of(school_list: SchoolList) -> str:
    """The path of a list for its school; says nothing of anyone."""
    return f"/our-list/{school_list.public_id}/"


def _close_older(held: SchoolList) -> None:
    out = SchoolList.objects.filter(team=held.team_id, released_at__isnull=False, recalled_at=None, is_past=False)
    kept = list(out.order_by("-fortnight__period", "-version").values_list("pk", flat=True)[:2])
    for older in out.exclude(pk__in=kept).order_by("pk"):
        older.is_past = True
        older.save(update_fields=["is_past"])


def _held(school_list: SchoolList) -> SchoolList:
    return (
        SchoolList.objects.select_for_update(of=("self",))
        .select_related("fortnight", "area", "team__organisation")
        .get(pk=school_list.pk)
    )
