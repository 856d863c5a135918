"""What a family wrote of being in danger now, for those who help: kept in the chronology with whoever wrote it.

It is read by whoever reads both the case and that person: of a restricted person others read nothing, and no panel stands there.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from breakwater.casework.models import Case, ChronologyEntry

KIND, KIND_READ = "danger_now", "danger_now_read"


def alarms_of(cases: Iterable[Case] | QuerySet[Case]) -> QuerySet[ChronologyEntry]:
    """What the families of these cases wrote, the newest first, each with whether someone has said that they read it (`is_read`)."""
    read = ChronologyEntry.objects.filter(case=OuterRef("case"), kind=KIND_READ, pk__gt=OuterRef("pk"))
    found = ChronologyEntry.objects.filter(case__in=cases, kind=KIND, person__isnull=False)
    return found.annotate(is_read=Exists(read)).select_related("person").order_by("-happened_at", "-pk")
