"""Agencies' lists: which there are and how fresh, a version seen before it changes anything, taken in, undone."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation import audit, storage
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.spoken import date_in_words
from breakwater.foundation.design.csv_file import csv_answer
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import Organisation
from breakwater.partnership.people.intake.reading.listed import LIST, LIST_FIELDS
from breakwater.partnership.people.intake.reading.rows import NotARoll
from breakwater.partnership.people.intake.rolls.forms import ColumnsForm
from breakwater.partnership.people.models import AgencyList, ListRow, ListVersion

from ..forms import AboutForm, NewListForm, SendForm, TakeInForm
from ..operations import applying, receiving, registering

P = Permission
A_PAGE, SHOWN = 20, 30
BY = ("by__membership__user", "by__membership__role", "by__membership__team", "by__area")
SAMPLE = [
    [
        "Child ID",
        "UPN",
        "NHS number",
        "Surname",
        "Forename",
        "Date of birth",
        "Code",
        "Start date",
        "End date",
        "Worker",
        "Team",
        "Phone",
    ],
    ["10001", "", "", "Example", "Robin", "14/03/2016", "EHCP", "01/09/2025", "", "W. Orker", "SEN", "01632 960100"],
]


def _lists(request):
    own = AgencyList.objects.filter(area=request.actor.area_id_acting)
    return own.select_related("organisation", "area", "owner__user").order_by("label", "pk")


def _waiting(request):
    rows = ListRow.objects.in_force().filter(area=request.actor.area_id_acting, state=ListRow.State.WAITING)
    return rows.order_by("version", "line")


@require_safe
def all_lists(request):
    """Every list with its age, and the rows that wait for a person."""
    require(request.actor, P.LIST_SEE)
    now = timezone.now()
    found = [(one, one.freshness(on=london_date(now))) for one in _lists(request).filter(closed_on=None)]
    settles = may(request.actor, P.LIST_SETTLE)
    context = {
        "lists": found,
        "now": now,
        "rows": _waiting(request).count() if settles else 0,
        "keeps": may(request.actor, P.LIST_KEEP),
        "amiss": sum(not fresh.is_fresh for _, fresh in found),
    }
    return render(request, "people/lists/lists.html", context)


def new(request):
    """The area takes one list more."""
    require(request.actor, P.LIST_KEEP)
    form = NewListForm(request.POST if request.method == "POST" else None, organisations=_organisations(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = registering.make_list(area=_area(request), by=request.actor, at=timezone.now(), **form.facts)
        except registering.KeyTaken:
            form.add_error("key", "Another list has this short name. Choose another")
        else:
            messages.success(request, f"{made.label} is on record. Send its first version when it comes.")
            return redirect("people:list", made.public_id)
    return render(request, "people/lists/about.html", {"form": form, "list": None})


def _area(request):
    return request.actor.membership.team.area


def _organisations(request):
    serving = Organisation.objects.filter(closed_on=None, serves__area=request.actor.area_id_acting)
    return serving.exclude(kind=Organisation.Kind.SCHOOL).order_by("name", "pk").distinct()


def _one(request, public_id) -> AgencyList:
    return get_object_or_404(_lists(request), public_id=public_id)


@require_safe
def one(request, public_id):
    """One list: who answers for it, how old it is, and what came."""
    require(request.actor, P.LIST_SEE)
    agency_list, now = _one(request, public_id), timezone.now()
    came = ListVersion.objects.filter(agency_list=agency_list).select_related(*BY).order_by("-received_at", "-pk")
    page = Paginator(came, A_PAGE).get_page(request.GET.get("page"))
    audit.saw("list_version", *(version.pk for version in page))
    context = {
        "list": agency_list,
        "fresh": agency_list.freshness(on=london_date(now)),
        "page": page,
        "now": now,
        "keeps": may(request.actor, P.LIST_KEEP),
        "sends": may(request.actor, P.LIST_SEND) and agency_list.closed_on is None,
    }
    return render(request, "people/lists/list.html", context)


def change(request, public_id):
    """What is said of a list changes; its versions stay."""
    require(request.actor, P.LIST_KEEP)
    agency_list = _one(request, public_id)
    initial = {name: getattr(agency_list, name) for name in ("label", "about", "owner_name", "every_days", "code")}
    initial["organisation"] = str(agency_list.organisation.public_id)
    form = AboutForm(
        request.POST if request.method == "POST" else None, initial=initial, organisations=_organisations(request)
    )
    if request.method == "POST" and form.is_valid():
        registering.change_list(agency_list=agency_list, by=request.actor, at=timezone.now(), **form.facts)
        messages.success(request, "The list is changed.")
        return redirect("people:list", agency_list.public_id)
    return render(request, "people/lists/about.html", {"form": form, "list": agency_list})


def send(request, public_id):
    """Send a version. It is shown before anything changes."""
    require(request.actor, P.LIST_SEND)
    agency_list = get_object_or_404(_lists(request).filter(closed_on=None), public_id=public_id)
    form = SendForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            version = receiving.show(
                agency_list=agency_list,
                content=upload.read(),
                name=upload.name,
                as_at=form.cleaned_data["as_at"],
                by=request.actor,
                at=timezone.now(),
                key=form.cleaned_data["idempotency"],
            )
        except (NotARoll, storage.Refused) as fault:
            form.add_error("file", str(fault))
        except receiving.NewerIsIn as newer:
            form.add_error("as_at", f"A list drawn on {date_in_words(newer.as_at)} is in already. Send one drawn since")
        except receiving.TakenInAlready as known:
            messages.success(request, "This very file is in already. Nothing has changed.")
            return redirect("people:list_version", known.version.public_id)
        else:
            return redirect("people:list_version", version.public_id)
    return render(request, "people/lists/send.html", {"form": form, "list": agency_list, "fields": LIST_FIELDS})


@require_safe
def sample(request):
    """A file with the columns and one line to write over."""
    require(request.actor, P.LIST_SEND)
    return csv_answer("list-of-children.csv", SAMPLE)


def _version(request, public_id) -> ListVersion:
    found = ListVersion.objects.select_related(
        "agency_list__organisation",
        "agency_list__present",
        "agency_list__area",
        "area",
        *BY,
        "confirmed_by__membership__user",
        "confirmed_by__membership__role",
        "confirmed_by__membership__team",
        "confirmed_by__area",
    )
    version = get_object_or_404(found, public_id=public_id, area=request.actor.area_id_acting)
    require(request.actor, P.LIST_SEND, version)
    audit.saw("list_version", version.pk)
    return version


def version(request, public_id):
    """One version: what it would change, how far it is, or what it came to; and somebody's word that it is right."""
    version = _version(request, public_id)
    state, now = ListVersion.State, timezone.now()
    if version.state == state.COLUMNS:
        return redirect("people:list_columns", version.public_id)
    context = {
        "version": version,
        "list": version.agency_list,
        "shown": SHOWN,
        "fault": "",
        "form": None,
        "compared": None,
        "gone": [],
    }
    context |= {"counts": version.counts, "rows": 0, "now": now}
    if version.state == state.SHOWN and not version.deleted_at:
        try:
            _, compared = receiving.comparison_of(version, at=now)
        except NotARoll as fault:
            return render(request, "people/lists/version.html", context | {"fault": str(fault)})
        form = TakeInForm(request.POST if request.method == "POST" else None, many_would_go=compared.many_would_go)
        if request.method == "POST" and form.is_valid():
            return _confirmed(request, version, form)
        gone = ListRow.objects.filter(version=version.agency_list.present, line__in=compared.gone[:SHOWN]).order_by(
            "line"
        )
        context |= {"compared": compared, "form": form, "gone": list(gone), "counts": version.counts | compared.counts}
    elif version.state == state.TAKEN and version.agency_list.present_id == version.pk:
        context["rows"] = _waiting(request).filter(version=version).count()
    return render(request, "people/lists/version.html", context)


def _confirmed(request, version: ListVersion, form: TakeInForm):
    try:
        receiving.confirm(version=version, whole=form.is_whole, by=request.actor, at=timezone.now())
    except receiving.GoneAlready:
        messages.warning(request, "This list was dropped, or its file is deleted. Send it again.")
    except (receiving.TakenInAlready, receiving.NewerIsIn):
        messages.warning(request, "A newer version was taken in meanwhile. Nothing has changed.")
    except receiving.NotWhole:
        messages.warning(request, "Many children would go from the list. Say first that it is whole.")
    except receiving.Busy:
        messages.warning(request, "Another version of this list is being taken in. Try again in a minute.")
    return redirect("people:list_version", version.public_id)


def columns(request, public_id):
    """Say what the columns hold; it is remembered for this list."""
    version = _version(request, public_id)
    if version.state not in (ListVersion.State.COLUMNS, ListVersion.State.SHOWN) or version.deleted_at:
        return redirect("people:list", version.agency_list.public_id)
    form = ColumnsForm(request.POST if request.method == "POST" else None, headings=version.headings, shape=LIST)
    if request.method == "POST" and form.is_valid():
        try:
            receiving.name_columns(version=version, read_as=form.read_as, by=request.actor, at=timezone.now())
        except NotARoll as fault:
            form.add_error(None, str(fault))
        except receiving.GoneAlready:
            messages.warning(request, "This list was taken in or dropped meanwhile.")
            return redirect("people:list", version.agency_list.public_id)
        else:
            return redirect("people:list_version", version.public_id)
    return render(request, "people/lists/columns.html", {"version": version, "list": version.agency_list, "form": form})


@require_POST
def drop(request, public_id):
    version = _version(request, public_id)
    receiving.drop(version=version, by=request.actor, at=timezone.now())
    messages.success(request, "It is dropped, and its file deleted. Nothing has changed.")
    return redirect("people:list", version.agency_list.public_id)


@require_POST
def again(request, public_id):
    """Go on with a version whose work has stopped, or take in no more of it."""
    version = _version(request, public_id)
    act = receiving.stop if request.POST.get("act") == "stop" else receiving.again
    act(version=version, by=request.actor, at=timezone.now())
    return redirect("people:list_version", version.public_id)


def undo(request, public_id):
    """Undo a version: asked once, done by a job."""
    version = _version(request, public_id)
    if request.method == "POST":
        try:
            applying.undo(version=version, by=request.actor, at=timezone.now())
        except receiving.GoneAlready:
            messages.warning(request, "This list is not taken in, so there is nothing to undo.")
        except receiving.Busy:
            messages.warning(request, "Another version of this list is being taken in. Try again in a minute.")
        return redirect("people:list_version", version.public_id)
    if version.state != ListVersion.State.TAKEN:
        return redirect("people:list_version", version.public_id)
    return render(request, "people/lists/undo.html", {"version": version, "list": version.agency_list})


@require_safe
def refused(request, public_id):
    """The lines that were not taken in, for the agency to mend. No value of a line stands here."""
    version = _version(request, public_id)
    if not (version.refused or version.remarks):
        raise Http404
    return csv_answer("lines-to-mend.csv", [["Line", "Field", "What is wrong"], *version.refused, *version.remarks])
