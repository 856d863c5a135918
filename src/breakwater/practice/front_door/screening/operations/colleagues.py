"""Contacts about the families of people who work here: kept from them, closed to named readers, held outside their teams (TR-19)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from breakwater.casework.restricting import operations as restricting
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.partial import NotADate, PartDate
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Actor, Membership, ServiceName, Team, User

from ...models import Contact, NamedPerson


@dataclass
class Met:
    """What was found: whom not to tell of which contact, and which contacts are closed to named readers now."""

    kept_out: set[int] = field(default_factory=set)
    closed: dict[int, Sequence[int]] = field(default_factory=dict)

    def may_hear(self, users) -> list[User]:
        return [user for user in users if user.pk not in self.kept_out]


def meet(contacts: Sequence[Contact], *, at: datetime) -> Met:
    """As the intake: compare what was told with what colleagues declared, before anyone hears of the contacts."""
    met = Met()
    for contact in contacts:
        for told in (contact, *contact.named_people.exclude(named_as="")):
            with connection.cursor() as cursor:
                cursor.execute(
                    "select access.meet_told(%s, %s, %s, %s, %s)",
                    [contact.case_id, told.named_as, _born(told), told.address_as_told, told.postcode_as_told],
                )
                met.kept_out |= set(cursor.fetchone()[0] or ())
        close(contact, met, at=at)
    return met


def close(contact: Contact, met: Met, *, at: datetime) -> None:
    """Close one contact to named readers where a colleague's declaration meets it."""
    lock = restricting.close_for_conflict(case=contact.case, at=at)
    if lock is not None:
        met.closed[contact.pk] = lock


def close_matched(contact: Contact, *, at: datetime) -> bool:
    """The child is settled: whether the contact is closed to named readers now, because it is of a colleague's family.

    Run as the intake, so that whoever settled it finds out no more than that it is gone.
    """
    met = Met()
    close(contact, met, at=at)
    return bool(met.closed)


def tell_of_arrival(
    contacts: Sequence[Contact], met: Met, *, words: str, team, mail: bool, by: Actor, at: datetime
) -> Contact | None:
    """Tell the team of the first contact it may open, whoever is kept from it left out; answers that contact."""
    with acting_as(service_of(team.area, ServiceName.INTAKE)):
        first = next((contact for contact in contacts if contact.pk not in met.closed), None)
        if first is None:
            return None
        facts = {
            "users": met.may_hear(holders_of(team, at=at)),
            "words": words,
            "path": f"/mash/contacts/{first.reference}/",
            "reference": first.reference,
            "at": at,
        }
        notifications.tell(by=by, **facts) if mail else notifications.show(**facts)
        return first


def kept_from(contacts: Sequence[Contact]) -> Met:
    """As the intake: whom not to tell of what comes to these contacts afterwards."""
    met = Met()
    for contact in contacts:
        with connection.cursor() as cursor:
            cursor.execute("select access.in_conflict_with(%s)", [contact.case_id])
            met.kept_out |= set(cursor.fetchone()[0] or ())
    return met


def holders_of(team: Team, *, at: datetime) -> QuerySet[User]:
    """Those who hold a post in a team today."""
    posts = Membership.objects.in_force(london_date(at)).filter(team=team)
    return User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by("pk")


def who_may_read(contact: Contact, team: Team, *, at: datetime) -> list[User]:
    """Those of a team to whom a contact exists: nobody it is kept from, and its named readers alone where it is closed."""
    posts = Membership.objects.in_force(london_date(at)).filter(team=team, user__is_active=True)
    found = {}
    for post in posts.select_related("user", "role", "team__area", "team__organisation").order_by("pk"):
        with acting_as(actor_of(post)):
            if Contact.objects.filter(pk=contact.pk).exists():
                found[post.user_id] = post.user
    return list(found.values())


def _born(told: Contact | NamedPerson) -> date | None:
    """The whole date of birth that was told, if it was."""
    try:
        born = PartDate.parse(told.born_as_told) if told.born_as_told else None
    except NotADate:
        return None
    return date(born.year, born.month, born.day) if born and born.is_whole else None
