"""Finding help near here. Words and postcodes travel in the body of a request, never in an address."""

from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import light_page

from .. import finding, grid, mapping, presenting, urgent
from ..forms import MILES, WishForm

CODES = ("need", "age", "within", "only", "page")


@light_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def services(request):
    """Services for families, by need, age, place and time; list and map alike."""
    said = request.POST if request.method == "POST" else request.GET
    form = WishForm(said if set(said) & set(WishForm.base_fields) else None)
    area, now = finding.area_here(), timezone.now()
    if (
        request.method == "POST"
        and form.is_valid()
        and not (form.cleaned_data["words"] or form.cleaned_data["postcode"])
    ):
        return HttpResponseRedirect(f"{reverse('directory:services')}?{_codes(form.cleaned_data)}")
    wish = _wish(form)
    page = finding.find(wish, area=area, at=now, page=_page(said)) if area else None
    is_urgent = urgent.sounds_urgent(said.get("words", ""))  # as it was typed, whatever the form says
    return render(
        request,
        "directory/services.html",
        {
            "form": form,
            "area": area,
            "page": page,
            "wish": wish,
            "now": now,
            "cards": presenting.cards(page, at=now) if page else [],
            "map": mapping.draw(page, area_code=area.code, first=page.start_index()) if page else None,
            "needs": finding.subjects(),
            "is_urgent": is_urgent,
            "helplines": urgent.helplines(london_date(now)) if is_urgent else [],
            "is_asked": form.is_bound,
            "again": [(name, value) for name in said if name in WishForm.base_fields for value in said.getlist(name)],
            "partnership": area.partnership_name if area else "",
        },
    )


@light_page
@require_safe
def service(request, uuid):
    """One service: what happens there, who it is for, how to get in, when and where, and when that was last checked."""
    now = timezone.now()
    found = get_object_or_404(finding.whole(finding.published(london_date(now))), uuid=uuid)
    return render(
        request,
        "directory/service.html",
        {
            "service": found,
            "entry": presenting.entry(found, at=now),
            "partnership": found.area.partnership_name,
            "map": mapping.draw([found], area_code=found.area.code),
        },
    )


def _wish(form: WishForm) -> finding.Wish:
    if not form.is_bound or not form.is_valid():
        return finding.Wish()
    facts = form.cleaned_data
    near = None
    if facts["postcode"]:
        try:
            near = grid.point_of(facts["postcode"])
        except grid.NoSuchPostcode:
            form.add_error("postcode", "We do not know this postcode. Check it, or leave it out to see the whole area")
    return finding.Wish(
        words=facts["words"],
        need=facts["need"],
        age=facts["age"],
        near=near,
        within=round(int(facts["within"]) * grid.MILE) if facts["within"] and near else None,
        open_now="open" in facts["only"],
        free="free" in facts["only"],
        turn_up="turn_up" in facts["only"],
    )


def _codes(facts: dict) -> str:
    """What was chosen, as an address may carry it: codes and numbers alone."""
    miles = {value for value, _ in MILES}
    said = [("need", facts["need"])] if facts["need"] else []
    said += [("age", str(facts["age"]))] if facts["age"] is not None else []
    said += [("within", facts["within"])] if facts["within"] in miles else []
    return urlencode(said + [("only", each) for each in facts["only"]])


def _page(said) -> int:
    number = said.get("page", "")
    return int(number) if number.isdecimal() and len(number) < 6 else 1
