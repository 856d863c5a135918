"""What is in a person's chronology, and whose."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from breakwater.casework.chronology.models import ChronologyEntry
from breakwater.partnership.organisations.models import Organisation
from breakwater.partnership.people.models import Person


def entries_about(person: Person, cases: Iterable[int]) -> QuerySet[ChronologyEntry]:
    """Entries about the person, and those about their cases as a whole, newest first."""
    about = Q(person=person) | Q(person=None, case__in=list(cases))
    return ChronologyEntry.objects.filter(about).select_related("case", "corrects").order_by("-happened_at", "-pk")


def agencies_among(keys: Iterable[int]) -> QuerySet[Organisation]:
    """These organisations, by name."""
    return Organisation.objects.filter(pk__in=set(keys)).order_by("name", "pk")
