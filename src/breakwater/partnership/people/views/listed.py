"""Doubtful rows of agencies' lists, one child at a time (SG-15)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require

from ..forms.lists import SAME, DecideForm
from ..models import Doubt, ListRow, Person
from ..operations import lists
from .candidates import meant_by

P = Permission


def _waiting(request):
    rows = ListRow.objects.in_force().filter(area=request.actor.area_id_acting, state=ListRow.State.WAITING)
    return rows.order_by("version__received_at", "line", "pk")


@require_safe
def next_row(request):
    """The doubtful row of the list that came first."""
    require(request.actor, P.LIST_SETTLE)
    first = _waiting(request).first()
    if first is None:
        messages.success(request, "No row waits for a decision.")
        return redirect("people:lists")
    return redirect("people:list_row", first.public_id)


def row(request, public_id):
    """Whom is a row of a list about? Those it may mean, with reasons; a person decides, once for all versions."""
    require(request.actor, P.LIST_SETTLE)
    found = get_object_or_404(
        ListRow.objects.select_related("version__agency_list__organisation", "person"), public_id=public_id,
        area=request.actor.area_id_acting,
    )  # fmt: skip
    require(request.actor, P.LIST_SETTLE, found)
    audit.saw("list_row", found.pk)
    if request.method == "POST":
        return _decided(request, found)
    candidates, said = meant_by(found, postcode=found.postcode, by=request.actor, at=timezone.now())
    context = {
        "row": found, "list": found.version.agency_list, "candidates": candidates, "said": said,
        "why": Doubt(found.why).label if found.why else "", "waits": found.state == ListRow.State.WAITING,
        "left": _waiting(request).exclude(pk=found.pk).count(),
    }  # fmt: skip
    return render(request, "people/lists/row.html", context)


def _decided(request, row: ListRow):
    form = DecideForm(request.POST)
    if request.POST.get("verdict") == "TAKE_BACK":
        try:
            lists.take_back(row=row, by=request.actor, at=timezone.now())
        except lists.NotWaiting:
            messages.warning(request, "There is nothing to take back.")
        return redirect("people:list_row", row.public_id)
    if not form.is_valid():
        messages.warning(request, "Choose who the row is about.")
        return redirect("people:list_row", row.public_id)
    same = form.cleaned_data["verdict"] == SAME
    person = get_object_or_404(Person, public_id=form.cleaned_data["person"]) if same else None
    try:
        lists.decide(row=row, person=person, by=request.actor, at=timezone.now())
    except lists.NotWaiting:
        messages.warning(request, "This row was decided meanwhile, or another version of its list is in force.")
    else:
        messages.success(request, "The row is decided. It holds for later versions of the list.")
    following = _waiting(request).first()
    return redirect("people:list_row", following.public_id) if following else redirect("people:lists")
