"""The page for anyone worried about a child, what we do with what they tell us, and the way out."""

from datetime import date

from django.http import HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation.design.pages import light_page

from ...who_to_call import reach_now
from .shared import ELSEWHERE, draw, let_go, open_to_all

# The accessibility statement must say when it was made and last looked at: 2018 Regulations, regulation 8(3); yearly.
STATEMENT_MADE_ON, STATEMENT_REVIEW_BY = date(2026, 11, 30), date(2027, 11, 30)


@light_page
@open_to_all
@require_safe
def worried(request):
    """Whom to ring this minute, and how to tell us without ringing."""
    return draw(request, "worried.html", {"reach": reach_now(timezone.now())})


@light_page
@open_to_all
@require_safe
def privacy(request):
    return draw(request, "privacy.html", {"reach": reach_now(timezone.now())})


@light_page
@open_to_all
@require_safe
def accessibility(request):
    days = {"prepared_on": STATEMENT_MADE_ON, "review_by": STATEMENT_REVIEW_BY}
    return draw(request, "accessibility.html", {"reach": reach_now(timezone.now()), **days})


@open_to_all
@require_http_methods(["GET", "POST"])
def leave(request):
    """The way out: what was typed is deleted, and another site takes this page's place. Works as a link and as a button."""
    return let_go(request, HttpResponseRedirect(ELSEWHERE))
