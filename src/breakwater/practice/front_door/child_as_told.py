"""How old a child is as told or as known, and at which school: for every page that names one."""

from collections.abc import Sequence

from django.db.models import Q

from breakwater.foundation.dates.in_words import plural
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.partial import NotADate, PartDate, age_in_words
from breakwater.partnership.people.models import Enrolment

from .models import (
    Contact,
)


def schools_of(children: Sequence[int], *, on) -> dict[int, str]:
    """The school each child is on the roll of on a day, by the child's key."""
    rows = (
        Enrolment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), person_id__in=children, starts_on__lte=on)
        .order_by("starts_on", "pk")
        .values_list("person_id", "school__name")
    )
    return dict(rows)


def age_told(contact: Contact, on) -> str:
    """The age of the child as told, or as known once it is settled who it is."""
    if contact.child_id and contact.child:
        born, expected = contact.child.born, contact.child.expected_on
        is_of_the_told = born is not None and str(born) == contact.born_as_told
        return (age_as_told(contact, born) if is_of_the_told else "") or age_in_words(
            on=on, born=born, expected=expected
        )
    try:
        born = PartDate.parse(contact.born_as_told) if contact.born_as_told else None
    except NotADate:
        return contact.born_as_told
    return (age_as_told(contact, born) or age_in_words(on=on, born=born)) if born else ""


def age_as_told(contact: Contact, born: PartDate | None) -> str:
    """ "2 years, as told": the age that stands behind an estimated year of birth, counted from the day it was told."""
    if born is None or not born.estimated or born.month is not None:
        return ""
    years = london_date(contact.received_at).year - born.year
    return "" if years < 0 else f"{plural(years, 'year')}, as told" if years else "under 1 year, as told"
