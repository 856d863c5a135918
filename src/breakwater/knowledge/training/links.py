"""Links of one's own for people without an account: to a place at a course, and to a question whether a colleague may go.

A link is signed, and says which row of which area; whoever holds it acts through the area's training service, on that row alone.
"""

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse

from breakwater.partnership.organisations.models import Area

from .models import Approval, Booking

PLACE, APPROVAL = "training.place", "training.approval"


def _token(salt: str, area_id: int, pk: int) -> str:
    return signing.dumps([area_id, pk], salt=salt)


def read(salt: str, token: str) -> tuple[Area, int]:
    """The area and the key that a link names. Raises Http404 for one that is not ours."""
    try:
        area_id, pk = signing.loads(token, salt=salt)
    except signing.BadSignature:
        raise Http404 from None
    return Area.objects.get(pk=area_id), pk


def to_place(booking: Booking) -> str:
    """The whole address of a delegate's own page of a booking."""
    return f"{settings.SITE_URL}{reverse('training:place', args=[_token(PLACE, booking.area_id, booking.pk)])}"


def to_approval(approval: Approval) -> str:
    token = _token(APPROVAL, approval.booking.area_id, approval.pk)
    return f"{settings.SITE_URL}{reverse('training:approval', args=[token])}"
