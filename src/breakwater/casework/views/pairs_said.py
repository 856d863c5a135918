"""How the comparison's probabilities stand beside what reviewers decided, for whoever keeps the queue of pairs."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.people import operations as people

from .shown import pairs_said as shown


@require_safe
def how_sure(request):
    """Bands of what was said, with what was decided: counts of pairs of which this post may read both records."""
    require(request.actor, Permission.PAIR_REVIEW)
    said = list(people.labels(area=Area.objects.get(pk=request.actor.area_id_acting)))
    page = shown.how_sure(said, people.model_in_use())
    return render(request, "casework/pairs/how_sure.html", {"page": page, "now": timezone.now()})
