"""Links without an account. The link is the key: it names a row by its random id, and nobody.

Until when each opens is said where the row is found; a code for the door of a room opens for a quarter of an hour.
"""

from datetime import datetime
from functools import wraps

from django.core import signing
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from breakwater.foundation.design.pages import public_page
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

QUARTER = 900  # seconds


def made(what: str, area: Area, public_id: str, *more: str) -> str:
    """The token of a link to one row."""
    return signing.Signer(salt=f"training.{what}").sign(".".join((area.code, public_id, *more)))


def read(what: str, token: str) -> list[str] | None:
    """The area's code, the row's public id, and what else the token says; None for one that is not ours."""
    try:
        return signing.Signer(salt=f"training.{what}").unsign(token).split(".")
    except signing.BadSignature:
        return None


def door_code(area: Area, public_id: str, at: datetime) -> str:
    """The code that is shown in the room now."""
    return made("door", area, public_id, str(int(at.timestamp()) // QUARTER))


def is_fresh(quarter: str, at: datetime) -> bool:
    """Whether a code was shown in this quarter of an hour or the one before."""
    return int(at.timestamp()) // QUARTER - int(quarter) in (0, 1)


def link_page(what: str, find):
    """Make a view of a page that a link opens: `view(request, found, by=, at=)`, acting as the area's training service.

    `find(public_id, *more, at=)` gives what the link names, or None when it is over. No cookie carries the key, so that no
    cross-site token is asked for.
    """

    def decorate(view):
        @public_page
        @csrf_exempt
        @require_http_methods(["GET", "POST"])
        @wraps(view)
        def answer(request, token):
            at, said = timezone.now(), read(what, token)
            area = Area.objects.filter(code=said[0]).first() if said else None
            if area is not None:
                with acting_as(service_of(area, ServiceName.TRAINING)) as by:
                    if found := find(*said[1:], at=at):
                        return view(request, found, by=by, at=at)
            return render(request, "training/link_over.html", status=410)

        return answer

    return decorate
