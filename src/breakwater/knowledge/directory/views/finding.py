"""Finding help near here. Words and postcodes travel in the body of a request, never in an address."""

from functools import partial
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import limits
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design import search_results
from breakwater.foundation.design.pages import light_page, public_page
from breakwater.foundation.design.senders import address_of, is_from_elsewhere
from breakwater.foundation.refusals import run
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.partnership.organisations.operations import area_here

from .. import finding, grid, mapping, presenting, streets, urgent
from ..forms import MILES, SuggestionForm, WishForm
from ..models import Suggestion
from ..operations import suggesting

search_results.SEARCHES.add("directory:services")
STREETS = "streets"  # what an address says where the street map is asked for


@light_page
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def services(request):
    """Services for families, by need, age, place and time; list and map alike."""
    said = request.POST if request.method == "POST" else request.GET
    form = WishForm(said if set(said) & set(WishForm.base_fields) else None)
    if request.method == "POST" and form.is_valid():
        if urgent.sounds_urgent(form.cleaned_data["words"]):
            return _answer_without_words(form)
        if form.cleaned_data["words"] or form.cleaned_data["postcode"]:
            names = (*WishForm.base_fields, "page", "map")
            typed = {name: ",".join(said.getlist(name)) for name in names if name in said}
            return search_results.answer_at(request, typed, search="directory:services", answer="directory:found")
        more = [(name, said[name]) for name in ("map", "page") if said.get(name)]
        return HttpResponseRedirect(f"{reverse('directory:services')}?{_codes(form.cleaned_data, more)}")
    return _found(request, form, said)


@public_page
@require_safe
def found(request, key):
    """The answer to words or a postcode, at an address that says nothing of them."""
    said = search_results.sent_for(request, key, several="only")
    return redirect("directory:services") if said is None else _found(request, WishForm(said), said)


@public_page
@require_safe
def help_now(request, codes):
    """Whom to ring, then the services that were found; after ten minutes every service."""
    return _found(request, WishForm(None), QueryDict(), among=search_results.codes_in(codes), is_urgent=True)


def _answer_without_words(form: WishForm):
    """What sounds urgent is kept nowhere (SG-24): the address says which services were found."""
    area, now = area_here(), timezone.now()
    found = finding.find(_wish(form), area=area, at=now) if area else []
    return search_results.answer_without_words([each.pk for each in found], answer="directory:help_now")


def _found(request, form: WishForm, said: QueryDict, *, among=None, is_urgent=False):
    area, now = area_here(), timezone.now()
    wish = _wish(form) if among is None else finding.Wish(among=tuple(among))
    page = finding.find(wish, area=area, at=now, page=_page(said)) if area else None
    wants_streets = said.get("map") == STREETS and streets.is_offered()
    is_urgent = is_urgent or urgent.sounds_urgent(said.get("words", ""))  # as it was typed, whatever the form says
    return _drawn(
        request,
        "directory/services.html",
        {
            "form": form,
            "area": area,
            "page": page,
            "wish": wish,
            "now": now,
            "cards": presenting.cards(page, at=now) if page else [],
            "map": _map(page, area, first=page.start_index(), streets_are_asked=wants_streets) if page else None,
            "streets": _streets(wants_streets) if among is None else None,
            "needs": finding.subjects(),
            "meant": finding.subjects_meant(wish.words, area, now) if area and not page else [],
            "is_urgent": is_urgent,
            "helplines": urgent.helplines(london_date(now)) if is_urgent else [],
            "is_asked": form.is_bound,
            "again": [(name, value) for name in said if name in WishForm.base_fields for value in said.getlist(name)],
            "partnership": area.partnership_name if area else "",
        },
        streets_are_shown=wants_streets,
    )


@light_page
@require_safe
def service(request, uuid):
    """One service: what happens there, who it is for, how to get in, when and where, and when that was last checked."""
    now = timezone.now()
    wants_streets = request.GET.get("map") == STREETS and streets.is_offered()
    found = get_object_or_404(finding.whole(finding.published(london_date(now))), uuid=uuid)
    return _drawn(
        request,
        "directory/service.html",
        {
            "service": found,
            "entry": presenting.entry(found, at=now),
            "partnership": found.area.partnership_name,
            "map": _map([found], found.area, streets_are_asked=wants_streets),
            "streets": _streets(wants_streets),
        },
        streets_are_shown=wants_streets,
    )


@public_page
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request, uuid):
    """What a reader says is wrong with an entry, or that the service has closed."""
    now = timezone.now()
    found = get_object_or_404(finding.whole(finding.published(london_date(now))), uuid=uuid)
    what = request.GET.get("what")
    start = {"what": what} if what in Suggestion.What.values else {}
    form = SuggestionForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and is_from_elsewhere(request):
        raise PermissionDenied
    is_flood = form.is_valid() and limits.too_many(purpose="suggest", connection=address_of(request), at=now)
    if is_flood:
        form.add_error(None, "Too many of these came from your connection within the hour. Try again in an hour")
    elif form.is_valid():
        said = dict(form.cleaned_data)
        with acting_as(service_of(found.area, ServiceName.INTAKE)):
            made = run(form, suggesting.suggest, service=found, key=said.pop("idempotency"), at=now, **said)
        if made:
            return redirect("directory:suggested")
    return render(
        request,
        "directory/suggest.html",
        {"form": form, "service": found, "partnership": found.area.partnership_name},
        status=429 if is_flood else 200,
    )


@public_page
@require_safe
def suggested(request):
    """Thank you, and what happens next."""
    return render(request, "directory/suggested.html", {})


def _map(services, area, *, first: int = 1, streets_are_asked: bool = False):
    if streets_are_asked:
        return streets.draw(services, first=first)
    return mapping.draw(services, area_code=area.code, first=first)


def _streets(are_shown: bool) -> dict | None:
    """What the page says of the street map; None where the owner has none."""
    if not streets.is_offered():
        return None
    return {"are_shown": are_shown, "credit": settings.BREAKWATER_MAP_CREDIT, "host": urlsplit(streets.server()).netloc}


def _drawn(request, template: str, context: dict, *, streets_are_shown: bool):
    """The page; where the street map is shown, pictures may come from its server, and from nowhere else."""
    draw = partial(render, template_name=template, context=context)
    if not streets_are_shown:
        return draw(request)
    policy = settings.SECURE_CSP | {"img-src": [*settings.SECURE_CSP["img-src"], streets.server()]}
    return csp_override(policy)(draw)(request)


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
        meant_for=facts["meant_for"],
        listing=facts["listing"],
        free="free" in facts["only"],
        turn_up="turn_up" in facts["only"],
    )


def _codes(facts: dict, more: list) -> str:
    """What was chosen, as an address may carry it: codes and numbers alone."""
    miles = {value for value, _ in MILES}
    said = [("need", facts["need"])] if facts["need"] else []
    said += [(name, facts[name]) for name in ("meant_for", "listing") if facts[name]]
    said += [("age", str(facts["age"]))] if facts["age"] is not None else []
    said += [("within", facts["within"])] if facts["within"] in miles else []
    return urlencode(said + [("only", each) for each in facts["only"]] + more)


def _page(said) -> int:
    number = said.get("page", "")
    return int(number) if number.isdecimal() and len(number) < 6 else 1
