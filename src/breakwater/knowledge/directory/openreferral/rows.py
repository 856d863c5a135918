"""What other directories may read of ours: what families may find today, and what it hangs from."""

from django.db.models import QuerySet
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date

from ..models import Provider, Service, ServiceAtLocation, Term, Vocabulary


def services() -> QuerySet[Service]:
    return Service.objects.published(london_date(timezone.now()))


def offers() -> QuerySet[ServiceAtLocation]:
    """Services at their places."""
    found = ServiceAtLocation.objects.select_related("location", "service__provider")
    return found.filter(service__in=services().values("pk"))


def providers() -> QuerySet[Provider]:
    return Provider.objects.filter(services__in=services().values("pk")).distinct()


def vocabularies() -> QuerySet[Vocabulary]:
    return Vocabulary.objects.all()


def terms() -> QuerySet[Term]:
    return Term.objects.select_related("vocabulary", "parent")
