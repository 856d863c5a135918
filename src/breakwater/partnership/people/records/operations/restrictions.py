"""Closing a person's record to all but named readers, and keeping one human from it whatever their post."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Membership, User
from breakwater.partnership.people.models import GuardKind, Person

from . import guards
from .locking import call, refused_as


class TooFewReaders(Refusal):
    """A restricted record needs at least two named readers, so that it is never left with one or none."""


class NoReasonGiven(Refusal):
    """Restricting a record, or keeping someone from it, needs a reason."""


class NotRestricted(Refusal):
    """No restriction of this record stands that this actor could lift."""


class NotAReader(Refusal):
    """The record is not one this actor may read."""


@transaction.atomic
def restrict(
    *,
    person: Person,
    readers: Sequence[User | Membership],
    reason: str,
    by: Actor,
    at: datetime,
    breakable: bool = True,
    guarded_as: str = GuardKind.PROTECTED_IDENTITY,
) -> int:
    """Only `readers` may read the person from now on; answers the seal's number. `breakable=False` for adoption and
    protected identities (`guarded_as`), which no break-glass opens (SG-20) and which are compared with nobody from now on,
    not even for their readers (SG-13). Raises TooFewReaders, NoReasonGiven, NotAReader.
    """
    humans = sorted({reader.user_id if isinstance(reader, Membership) else reader.pk for reader in readers})
    if len(humans) < 2:
        raise TooFewReaders
    if not reason.strip():
        raise NoReasonGiven
    if not breakable:
        guards.begin_guard(person=person, kind=guarded_as, by=by, at=at)
    with refused_as(NotAReader):
        seal = call(
            "access.seal_row('person', %s, %s, %s, %s, %s)", person.pk, humans, reason.strip(), breakable, by.pk
        )
    audit.did("restricted", "person", person.pk, seal=seal, readers=humans, breakable=breakable)
    return seal


@transaction.atomic
def unrestrict(*, person: Person, seal: int, by: Actor, at: datetime) -> None:
    """Lift one seal; only one of its readers may. Raises NotRestricted."""
    if seal not in {standing["seal"] for standing in seals_on(person)}:
        raise NotRestricted
    end_guard_with(person=person, seal=seal, by=by, at=at)
    with refused_as(NotRestricted):
        call("access.lift_seal(%s)", seal)
    audit.did("unrestricted", "person", person.pk, seal=seal)


def end_guard_with(*, person: Person, seal: int, by: Actor, at: datetime) -> None:
    """The person is found again once no seal that no glass opens stands beside this one. Called before it is lifted, while
    its reader may still read. The last to lift ends a guard that an earlier lifter, who read another seal alone, had to leave.
    """
    others = [each["breakable"] for each in seals_on(person) if each["seal"] != seal]
    if all(others) and guards.is_guarded(person):
        guards.end(person=person, by=by, at=at)


@transaction.atomic
def bar(*, person: Person, human: User, because: str, by: Actor, at: datetime) -> int:
    """Keep a human from the person whatever their post; answers the bar's number, the same one
    where they are kept from it already. Raises NoReasonGiven, NotAReader.
    """
    if not because.strip():
        raise NoReasonGiven
    list(Person.objects.select_for_update().filter(pk=person.pk))  # two bars at once wait for one another
    with refused_as(NotAReader):
        made = call("access.bar_human('person', %s, %s, %s)", person.pk, human.pk, because.strip())
    audit.did("barred", "person", person.pk, human=human.pk, bar=made)
    return made


def bars_on(kind: str, number: int) -> list[dict]:
    """Who is kept from a record by hand, for those who may read it: bar, human, because, since. Derived bars are not told."""
    with connection.cursor() as cursor:
        cursor.execute("select bar, human, because, since from access.bars_on(%s, %s)", [kind, number])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def seals_on(person: Person) -> list[dict]:
    """The seals that stand on the person, for those who may read them: seal, reason, since, breakable."""
    return seals_standing_on("person", person.pk)


def seals_standing_on(kind: str, number: int) -> list[dict]:
    """The same for a record of any kind that can be restricted by itself."""
    with connection.cursor() as cursor:
        cursor.execute("select seal, reason, since, breakable from access.seals_on(%s, %s)", [kind, number])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
