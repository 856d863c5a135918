"""Doubtful rows of agencies' lists, one child at a time (SG-15)."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.people.intake import kit
from breakwater.partnership.people.intake.candidates import meant_by
from breakwater.partnership.people.models import ListRow
from breakwater.partnership.people.registry import WANTED_FOR

from .. import lookup
from ..forms import SAME, DecideForm
from ..operations import deciding

P = Permission


@require_safe
def next_row(request):
    return kit.next_row(request, permission=P.LIST_SETTLE, lookup=lookup, page="list_row", pages="lists")


class DecideRow(kit.DoubtfulRow):
    """Whom is a row of a list about? Those it may mean, with reasons; a person decides, once for all versions."""

    route, name, template_name = "agencies-lists/rows/<str:public_id>/", "list_row", "people/lists/row.html"
    permission = P.LIST_SETTLE
    form_class = DecideForm
    entry = page = "list_row"
    row_lookup = lookup

    def find_subject(self):
        rows = lookup.rows_of(self.request.actor.area_id_acting)
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    def decide(self, said: dict) -> ListRow:
        person = self.person_said(said) if said["verdict"] == SAME else None
        return deciding.decide(self.subject, person=person, **self.acting)

    def take_back(self) -> ListRow:
        return deciding.take_back(self.subject, **self.acting)

    def refusal_words(self, refusal):
        return "There is nothing to undo." if self.is_taken_back else super().refusal_words(refusal)

    @property
    def success_message(self) -> str:
        return "" if self.is_taken_back else "The row is decided. It holds for later versions of the list."

    def get_context_data(self, **more):
        row = self.subject
        candidates, said = meant_by(row, postcode=row.postcode, **self.acting)
        today = london_date(self.at)
        return super().get_context_data(
            row=row,
            list=row.version.agency_list,
            candidates=candidates,
            said=said,
            wanted=[words for say in WANTED_FOR.values() if (words := say(row.area, row, today))],
            **more,
        )
