"""Doubtful rows of agencies' lists, one child at a time (SG-15)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.people.intake import kit
from breakwater.partnership.people.intake.candidates import meant_by
from breakwater.partnership.people.models import Doubt, ListRow
from breakwater.partnership.people.registry import WANTED_FOR

from .. import lookup
from ..forms import SAME, DecideForm
from ..operations import deciding

P = Permission


@require_safe
def next_row(request):
    """The doubtful row of the list that came first; `after` a row that someone leaves for now, the next."""
    require(request.actor, P.LIST_SETTLE)
    area = request.actor.area_id_acting
    left = lookup.rows_of(area).filter(public_id=request.GET.get("after", "")).first()
    found = lookup.following_row(area, left)
    if found is None:
        messages.success(request, "No other row waits." if left else "No row waits for a decision.")
        return redirect("people:lists")
    return redirect("people:list_row", found)


class DecideRow(kit.DoubtfulRow):
    """Whom is a row of a list about? Those it may mean, with reasons; a person decides, once for all versions."""

    route, name, template_name = "agencies-lists/rows/<str:public_id>/", "list_row", "people/lists/row.html"
    permission = P.LIST_SETTLE
    form_class = DecideForm
    entry = page = "list_row"

    def find_subject(self):
        rows = lookup.rows_of(self.request.actor.area_id_acting)
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    def following(self, row: ListRow) -> str | None:
        return lookup.following_row(self.request.actor.area_id_acting, row)

    def decide(self, said: dict) -> ListRow:
        person = self.person_said(said) if said["verdict"] == SAME else None
        return deciding.decide(self.subject, person=person, by=self.request.actor, at=self.at)

    def take_back(self) -> ListRow:
        return deciding.take_back(self.subject, by=self.request.actor, at=self.at)

    def refusal_words(self, refusal):
        return "There is nothing to take back." if self.is_taken_back else super().refusal_words(refusal)

    @property
    def success_message(self) -> str:
        return "" if self.is_taken_back else "The row is decided. It holds for later versions of the list."

    def get_context_data(self, **more):
        row = self.subject
        candidates, said = meant_by(row, postcode=row.postcode, by=self.request.actor, at=self.at)
        today = london_date(self.at)
        return super().get_context_data(
            row=row,
            list=row.version.agency_list,
            candidates=candidates,
            said=said,
            why=Doubt(row.why).label if row.why else "",
            waits=row.state == ListRow.State.WAITING,
            left=lookup.waiting_rows(row.area_id).exclude(pk=row.pk).count(),
            last=self._decided_last(),
            wanted=[words for say in WANTED_FOR.values() if (words := say(row.area, row, today))],
            **more,
        )

    def _decided_last(self) -> ListRow | None:
        """The row that whoever asks decided just before they came to this one."""
        rows = lookup.rows_of(self.subject.area_id).filter(decided_at__isnull=False).exclude(pk=self.subject.pk)
        return rows.filter(public_id=self.request.GET.get("last", "")).first()
