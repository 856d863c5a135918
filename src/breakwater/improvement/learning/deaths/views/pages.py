"""The deaths whose records one reads, and one record."""

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import actor_relations

from .. import lookup
from .of_death import AT, ONE, OfDeath

MAY = (Permission.DEATH_NOTIFY, Permission.DEATH_READ, Permission.DEATH_SUPPORT)


class Deaths(ListPage):
    """Those that the actor's team holds, and those whose response they lead: for whoever may do anything about any."""

    route, name, template_name = AT, "deaths", "learning/deaths/deaths.html"
    audited_as = "child_death"

    def dispatch(self, request, *args, **kwargs):
        if not any(may(request.actor, each) for each in MAY[:-1]):
            require(request.actor, MAY[-1])
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return lookup.open_to_read()

    def rows_of(self, page):
        return [(each, may(self.request.actor, Permission.DEATH_READ, each)) for each in super().rows_of(page)]


class DeathPage(OfDeath, SubjectPage):
    """One record: what is known of the death, and the states of its review."""

    route, name, template_name = ONE, "death", "learning/deaths/death.html"

    def get_context_data(self, **more):
        one = self.subject
        return super().get_context_data(
            **more,
            works=may(self.request.actor, Permission.DEATH_WORK, one),
            today=london_date(self.at),
            states=list(one.states.select_related(*actor_relations("by")).order_by("recorded_at", "pk")),
        )


VIEWS = (Deaths, DeathPage)
