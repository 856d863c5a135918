"""The one page of training in the menu: what one runs, one's organisation, one's own, each as far as the role goes."""

from collections import Counter

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.organisations.access import Permission, may

from .. import letters, lookup, waiting
from ..models import BookingState
from ..requirements import lookup as staff
from ..requirements import status

P = Permission


class Training(SubjectPage):
    """What waits for the training team, how one's staff stand, and one's own bookings: what is offered, what is to come, what was."""

    route, name, template_name = "training/yours/", "yours", "training/yours.html"
    permission, permission_of = P.TRAINING_BOOK, ""

    def get_context_data(self, **more):
        actor, found, duties = self.request.actor, lookup.own_bookings(self.request.post), self.duties()
        audit.saw("training_booking", *(each.pk for each in found))
        return super().get_context_data(
            waits=waiting.of_team(self.request.post.team.area, self.at) if may(actor, P.TRAINING_KEEP) else None,
            team=self.team() if may(actor, P.TRAINING_BOOK_FOR) else None,
            leads_trust=may(actor, P.TRAINING_TRUST),
            reads_figures=may(actor, P.TRAINING_FIGURES),
            duties=duties,
            next=staff.next_dates(duties, self.request.post.team.area, self.at),
            to_come=[each for each in found if not lookup.is_over(each, self.at)],
            before=[each for each in reversed(found) if lookup.is_over(each, self.at)],
            where=letters.place_in_words,
            State=BookingState,
            **more,
        )

    def team(self) -> list[tuple[status.State, int]]:
        """How many of the team's staff there are of each status that presses."""
        team, today = self.request.post.team, london_date(self.at)
        found = staff.standings(staff.employed_by(team, today), team.area_id, today)
        counts = Counter(each.state for each in found)
        return [(each, counts[each]) for each in status.State if each.presses and counts[each]]

    def duties(self) -> list[status.Duty]:
        """What one's own work asks for now."""
        records, today = list(staff.own(self.request.user)), london_date(self.at)
        if not records:
            return [each for each in status.duties_of_post(self.request.post, today) if each.state.presses]
        audit.saw("training_record", *(each.pk for each in records))
        known = status.duties_of([each.pk for each in records], records[0].area_id, today)
        return [each for duties in known.values() for each in duties if each.state.presses]


VIEWS = (Training,)
