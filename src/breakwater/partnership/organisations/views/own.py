"""The area that the acting post keeps, and the way back to a part of its page."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from ..access import Permission, require
from ..models import Area


def own_area(request) -> Area:
    """The acting post's area. Raises NotPermitted."""
    area = request.actor.membership.team.area
    require(request.actor, Permission.ORGANISATIONS_EDIT, area)
    return area


def back_to(request, part: str, words: str, *, went_well: bool = True):
    """Say what became of it, on the part of the page that shows it."""
    (messages.success if went_well else messages.warning)(request, words)
    return redirect(f"{reverse('organisations:area')}#{part}")
