"""Trying again the files that were held because no scanner answered."""

from datetime import datetime

from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from . import operations
from .models import Document

AT_ONCE = 50


@jobs.every("*/10 * * * *", name="documents.scan_held")
def scan_held() -> None:
    """Every ten minutes: have held files scanned. One of a restricted case waits for a reader to ask, who alone may see it."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: scan_area(area, at=timezone.now()))


def scan_area(area: Area, *, at: datetime) -> int:
    """Scan an area's held files; return how many are held no longer."""
    with acting_as(service_of(area, ServiceName.INTAKE)) as by:
        held = Document.objects.filter(state=Document.State.HELD, case__area=area).order_by("pk")[:AT_ONCE]
        scanned = [operations.scan(document=document, by=by, at=at) for document in held]
    return sum(document.state != Document.State.HELD for document in scanned)
