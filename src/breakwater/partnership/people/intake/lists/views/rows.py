"""Doubtful rows of agencies' lists, one child at a time (SG-15)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.people.intake.candidates import meant_by
from breakwater.partnership.people.models import Doubt, ListRow, Person
from breakwater.partnership.people.registry import WANTED_FOR

from ..forms import SAME, DecideForm
from ..operations import deciding

P = Permission


def _waiting(request):
    rows = ListRow.objects.in_force().filter(area=request.actor.area_id_acting, state=ListRow.State.WAITING)
    return rows.order_by("version__received_at", "line", "pk")


def _following(request, row: ListRow | None) -> str | None:
    """The next row that waits after this one, or the first of all, by its public id; None where no other waits."""
    waiting = list(_waiting(request).values_list("version__received_at", "line", "pk", "public_id"))
    if row is None:
        return waiting[0][-1] if waiting else None
    here = (row.version.received_at, row.line, row.pk)
    others = [one for one in waiting if one[:3] != here]
    later = [one for one in others if one[:3] > here]
    return next((one[-1] for one in (*later, *others)), None)


@require_safe
def next_row(request):
    """The doubtful row of the list that came first; `after` a row that someone leaves for now, the next."""
    require(request.actor, P.LIST_SETTLE)
    rows = ListRow.objects.filter(area=request.actor.area_id_acting).select_related("version")
    left = rows.filter(public_id=request.GET.get("after", "")).first()
    found = _following(request, left)
    if found is None:
        messages.success(request, "No other row waits." if left else "No row waits for a decision.")
        return redirect("people:lists")
    return redirect("people:list_row", found)


def row(request, public_id):
    """Whom is a row of a list about? Those it may mean, with reasons; a person decides, once for all versions."""
    require(request.actor, P.LIST_SETTLE)
    found = get_object_or_404(
        ListRow.objects.select_related("version__agency_list__organisation", "person", "area"),
        public_id=public_id,
        area=request.actor.area_id_acting,
    )
    require(request.actor, P.LIST_SETTLE, found)
    audit.saw("list_row", found.pk)
    if request.method == "POST":
        return _decided(request, found)
    candidates, said = meant_by(found, postcode=found.postcode, by=request.actor, at=timezone.now())
    context = {
        "row": found,
        "list": found.version.agency_list,
        "candidates": candidates,
        "said": said,
        "why": Doubt(found.why).label if found.why else "",
        "waits": found.state == ListRow.State.WAITING,
        "left": _waiting(request).exclude(pk=found.pk).count(),
        "last": _decided_last(request, found),
        "wanted": [words for say in WANTED_FOR.values() if (words := say(found.area, found, timezone.localdate()))],
    }
    return render(request, "people/lists/row.html", context)


def _decided_last(request, row: ListRow) -> ListRow | None:
    """The row that whoever asks decided just before they came to this one."""
    rows = ListRow.objects.filter(area=request.actor.area_id_acting, decided_at__isnull=False).exclude(pk=row.pk)
    return rows.filter(public_id=request.GET.get("last", "")).first()


def _decided(request, row: ListRow):
    form = DecideForm(request.POST)
    if request.POST.get("verdict") == "TAKE_BACK":
        try:
            deciding.take_back(row=row, by=request.actor, at=timezone.now())
        except deciding.NotWaiting:
            messages.warning(request, "There is nothing to take back.")
        return redirect("people:list_row", row.public_id)
    if not form.is_valid():
        messages.warning(request, "Choose who the row is about.")
        return redirect("people:list_row", row.public_id)
    same = form.cleaned_data["verdict"] == SAME
    person = get_object_or_404(Person, public_id=form.cleaned_data["person"]) if same else None
    try:
        deciding.decide(row=row, person=person, by=request.actor, at=timezone.now())
    except deciding.NotWaiting:
        messages.warning(request, "This row was decided meanwhile, or another version of its list is in force.")
    else:
        messages.success(request, "The row is decided. It holds for later versions of the list.")
    following = _following(request, row)
    if following is None:
        return redirect("people:list_row", row.public_id)
    return redirect(f"{reverse('people:list_row', args=[following])}?last={row.public_id}")
