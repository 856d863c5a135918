"""Lines of an earlier system in doubt, one at a time (SG-15)."""

from django.views.decorators.http import require_safe

from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import actor_relations
from breakwater.partnership.people.intake import kit
from breakwater.partnership.people.intake.candidates import meant_by
from breakwater.partnership.people.models import EarlierRecord

from .. import lookup
from ..forms import SAME, DecideForm
from ..operations import deciding

P = Permission


@require_safe
def next_row(request):
    return kit.next_row(request, permission=P.RECORDS_SETTLE, lookup=lookup, page="earlier_row", pages="earlier")


class DecideRow(kit.DoubtfulRow):
    """Who is a line of an earlier system about? Those it may mean, with reasons; a person decides, once for all of that person's lines."""

    route, name = "earlier-records/rows/<str:public_id>/", "earlier_row"
    template_name = "people/earlier/row.html"
    model = EarlierRecord
    related = ("source", "file", "person", "area", *actor_relations("decided_by"))
    permission = P.RECORDS_SETTLE
    form_class = DecideForm
    page = "earlier_row"
    entry = "earlier_record"
    row_lookup = lookup

    def decide(self, said: dict) -> EarlierRecord:
        person = self.person_said(said) if said["verdict"] == SAME else None
        return deciding.decide(self.subject, person=person, **self.acting)

    def take_back(self) -> EarlierRecord:
        return deciding.take_back(self.subject, **self.acting)

    @property
    def success_message(self) -> str:
        return "The row waits again." if self.is_taken_back else "The row is decided."

    def get_context_data(self, **more):
        row = self.subject
        candidates, said = (), None
        if row.state == EarlierRecord.State.WAITING and row.name:
            candidates, said = meant_by(row, postcode="", **self.acting)
        may_import = may(self.request.actor, P.RECORDS_IMPORT)
        return super().get_context_data(row=row, candidates=candidates, said=said, may_import=may_import, **more)
