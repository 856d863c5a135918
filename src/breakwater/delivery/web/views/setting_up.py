"""For whoever sets an area up: what is still missing before people rely on it."""

from itertools import groupby

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.delivery.going_live import steps
from breakwater.delivery.web.forms import RoomsForm
from breakwater.delivery.web.joining import roles_offered
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.keeping import structure
from breakwater.partnership.organisations.rooms import ROOMS


@require_safe
def going_live(request):
    """What the acting post's area still lacks, with where to do it; and what is done."""
    area, now = request.actor.membership.team.area, timezone.now()
    require(request.actor, Permission.ORGANISATIONS_EDIT, area)
    found = steps(area, timezone.localdate(now))
    given = [role.value for role in roles_offered(request.actor)]
    lacking = [step.for_one_who_gives(given) for step in found if not step.is_done]
    context = {
        "area": area,
        "now": now,
        "groups": [(name, list(of)) for name, of in groupby(lacking, key=lambda step: step.group)],
        "done": [step for step in found if step.is_done],
        "missing": len(lacking),
        "all": len(found),
    }
    return render(request, "web/going_live.html", context)


class RoomsInUse(OperationView):
    """Which rooms the area uses: what is off has no menu entry, no panel of Today and no page, and keeps its data."""

    route, name, template_name = "area/rooms/", "rooms", "web/rooms.html"
    permission, form_class = Permission.ORGANISATIONS_EDIT, RoomsForm
    leads_to = ("web:rooms",)

    def find_subject(self):
        return self.request.actor.membership.team.area

    def get_initial(self):
        return {"rooms": [room for room in ROOMS if room not in self.subject.rooms_off]}

    def operate(self, form):
        return structure.use_rooms(area=self.subject, rooms=form.cleaned_data["rooms"], **self.acting)

    @property
    def success_message(self):
        if not self.result:
            return "Nothing was changed"
        return f"Saved: {', '.join(ROOMS[room].name for room in self.result)} changed"
