"""Emergency access to a family by whom one is told of: finding what is restricted, opening it, and its sealed safe address (SG-20).

A glass is open for 60 minutes, for one human, with a reason; what is adoption-sealed or a protected identity stays shut and unsaid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from breakwater.casework.cases.models import Case
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.models import Absence, Actor, Membership, User
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import guards
from breakwater.partnership.people.search import matching
from breakwater.partnership.people.search.log import log_search

from . import opening_reviews
from .models import Lock, LockedRecord, LockPost

AGREES = {
    "forename": "the first name",
    "surname": "the surname",
    "born": "the date of birth",
    "home": "the address",
    "postcode": "the postcode",
}


@dataclass(frozen=True)
class Reader:
    """Someone who reads a restricted record: name, role and team; whether away, and until when where that is known; the
    numbers of the team's duty posts.
    """

    name: str
    role: str
    is_away: bool
    away_until: date | None
    numbers: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Restricted:
    """A restricted record that the words typed may mean. No name stands here but the readers'."""

    public_id: str
    agrees: str
    references: Sequence[str]
    readers: Sequence[Reader]


@dataclass(frozen=True)
class Closed:
    """Why a record is restricted, what the risk is in the words of who asked for it, and who reads it."""

    reason: str
    risk: str
    readers: Sequence[Reader]


@dataclass(frozen=True)
class Opened:
    """A person opened with the household, until when, and the references that came open with it."""

    person: Person
    until: datetime
    references: Sequence[str]


def why_closed(*, people: Sequence[int] = (), case: int | None = None, at: datetime) -> list[Closed]:
    """Why people or a case are restricted, for whoever reads them, as by a glass: the risk may be to their own next step.

    Six queries at most, one where nothing is restricted.
    """
    records = LockedRecord.objects.filter(Q(person__in=people) | Q(case=case, case__isnull=False), ends_at=None)
    locks = list(Lock.objects.filter(pk__in=records.values("lock"), state=Lock.State.ACTIVE).order_by("pk"))
    if not locks:
        return []
    audit.saw("lock", *(lock.pk for lock in locks))
    named = LockPost.objects.filter(lock__in=locks, ends_at=None).exclude(part=LockPost.Part.TOLD)
    posts = list(named.select_related("membership__user", "membership__role", "membership__team").order_by("pk"))
    today = london_date(at)
    away = rota.absences({post.user_id for post in posts}, on=today)
    numbers = rota.numbers_of({post.membership.team_id for post in posts})
    said: dict[int, list[Reader]] = {lock.pk: [] for lock in locks}
    for post in posts:
        noted = post.away_until.isoformat() if post.is_away(today) else None
        said[post.lock_id].append(_reader(post.membership, noted, away.get(post.user_id), numbers))
    return [Closed(lock.get_reason_display(), lock.words, said[lock.pk]) for lock in locks]


def find(text: str, *, by: Actor, at: datetime) -> list[Restricted]:
    """Restricted records in the area that a name, date of birth or address may mean. On record, without the words typed."""
    asked = matching.asked_in(text)
    rows = guards.restricted_found(asked)
    log_search(searched=asked.said, found=[row[0] for row in rows], by=by, at=at)
    audit.did("looked for a restricted record", "person", None, found=len(rows))
    audit.saw("person", *(row[0] for row in rows))
    humans = {reader["human"] for *_, readers in rows for reader in readers}
    posts = Membership.objects.in_force(london_date(at)).filter(user__in=humans).select_related("user", "role", "team")
    first = {post.user_id: post for post in posts.order_by("-pk")}
    away = rota.absences(humans, on=london_date(at))
    numbers = rota.numbers_of({post.team_id for post in first.values()})
    return [
        Restricted(
            public_id,
            _listed([AGREES[fact] for fact in agrees]),
            references,
            [
                _reader(first[one["human"]], one["away_until"], away.get(one["human"]), numbers)
                for one in readers
                if one["human"] in first
            ],
        )
        for _, public_id, agrees, references, readers in rows
    ]


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _reader(
    post: Membership, noted: str | None, absence: Absence | None, numbers: Mapping[int, Sequence[tuple[str, str]]]
) -> Reader:
    until = date.fromisoformat(noted) if noted else absence.ends_on if absence else None
    is_away = bool(noted or absence)
    return Reader(post.user.name, f"{post.role.title}, {post.team.name}", is_away, until, numbers.get(post.team_id, []))


def open_household(*, public_id: str, reason: str, by: Actor, at: datetime) -> Opened | None:
    """Open a person, the household and their open cases for 60 minutes. None, without saying why, where nothing was opened.

    The named readers are told, and information governance at once (TR-15).
    """
    audit.because(reason)
    row = _row("access.break_glass_household(%s, %s)", public_id, reason)
    if row is None:
        audit.did("tried to break the glass", "person", None)
        return None
    number, until, readers, opened_people, opened_cases = row
    person = Person.objects.get(pk=number)
    audit.did("broke the glass", "person", number, until=until)
    for kind, ids in (("person", opened_people), ("case", opened_cases)):
        for one in ids:
            if (kind, one) != ("person", number):
                audit.did("opened with it", kind, one)
    notifications.tell(
        users=User.objects.filter(pk__in=readers),
        words="A record of yours was opened in an emergency",
        path=f"/why/person/{person.public_id}/",
        by=by,
        at=at,
    )
    opening_reviews.tell_governance(by=by, at=at)
    return Opened(person, until, _references(opened_cases))


def _references(cases: Sequence[int]) -> list[str]:
    return list(Case.objects.filter(pk__in=cases).order_by("-opened_at", "-pk").values_list("reference", flat=True))


@dataclass(frozen=True)
class Address:
    """Sealed safe addresses of a person, opened: where each is read, and until when."""

    person: Person
    until: datetime
    items: Sequence[str]


def open_address(*, person: Person, reason: str, by: Actor, at: datetime) -> Address | None:
    """Open the sealed safe address of a person for 60 minutes, and no other sealed item. None where nothing was opened."""
    audit.because(reason)
    row = _row("access.break_glass_address(%s, %s)", person.public_id, reason)
    if row is None:
        audit.did("tried to open a sealed address", "person", person.pk)
        return None
    _, until, readers, items = row
    audit.did("opened a sealed address", "person", person.pk, until=until)
    notifications.tell(
        users=User.objects.filter(pk__in=readers),
        words="A sealed address of yours was opened in an emergency",
        path=f"/sealed/{items[0]}/",
        by=by,
        at=at,
    )
    opening_reviews.tell_governance(by=by, at=at)
    return Address(person, until, items)


def _row(function: str, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(f"select * from {function}", list(arguments))
        return cursor.fetchone()
