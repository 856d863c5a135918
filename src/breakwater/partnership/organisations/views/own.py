"""The area that the acting post keeps, and the way back to a part of its page."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse

from breakwater.foundation.refusals import Refusal

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


def press(request, part: str, operation, words_of, **facts):
    """Run what stands behind a button, and say what became of it: `words_of` what it returned, or the words of its refusal."""
    try:
        with transaction.atomic():
            done = operation(**facts)
    except Refusal as refusal:
        return back_to(request, part, refusal.words, went_well=False)
    return back_to(request, part, words_of(done))
