"""Read and understood: an agency asks its staff, they say so by its link without an account, the agency and the officers count."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import public_page
from breakwater.partnership.organisations.access import Permission, acting_as, may, require, service_of
from breakwater.partnership.organisations.models import ServiceName

from .. import finding, presenting
from ..forms import ReaderForm, RoundForm
from ..operations import reading
from .keeping import area_of

P = Permission


@require_safe
def rounds(request):
    """What is in force in the area, and of which one's own agency has asked its staff."""
    require(request.actor, P.POLICY_CONFIRM)
    ours = request.actor.membership.team.organisation
    found = finding.to_read(area_of(request), london_date(timezone.now()))
    asked = reading.asked_by(ours, [each.version_id for each in found])
    rows = [(each, asked.get(each.version_id)) for each in found]
    return render(request, "policies/rounds.html", {"rows": rows, "ours": ours})


@require_http_methods(["GET", "POST"])
def ask(request, public_id):
    """Ask one's own staff to read a version: the list, the link, who has. Officers see the counts of every agency."""
    version = finding.settled_version(public_id)
    require(request.actor, P.POLICY_CONFIRM)
    require(request.actor, P.POLICY_COMMENT, version)
    area, ours, now = area_of(request), request.actor.membership.team.organisation, timezone.now()
    known = reading.round_of(version, area, ours)
    listed = list(known.listed.select_related("reading").order_by("name", "pk")) if known else []
    form = RoundForm(
        request.POST or None,
        initial={
            "names": "\n".join(each.name for each in listed),
            "due_on": known.due_on if known else reading.due_by(london_date(now)),
        },
    )
    link, is_saved = "", form.is_valid()
    if is_saved:
        known, token = reading.ask(
            version=version,
            area=area,
            organisation=ours,
            by=request.actor,
            at=now,
            **form.cleaned_data,
        )
        if "link" in request.POST and not token:
            token = reading.renew_link(known)
        link = request.build_absolute_uri(reverse("policies:read", args=[token])) if token else ""
        listed = list(known.listed.select_related("reading").order_by("name", "pk"))
    if known:
        require(request.actor, P.POLICY_CONFIRM, known)
        audit.saw("policy_round", known.pk)
    return render(
        request,
        "policies/reading.html",
        {
            "version": version,
            "form": form,
            "round": known,
            "link": link,
            "is_saved": is_saved,
            "ours": ours,
            "have": [each for each in listed if hasattr(each, "reading")],
            "have_not": [each for each in listed if not hasattr(each, "reading")],
            "besides": list(known.readings.filter(listed=None).order_by("name", "pk")) if known else [],
            "counts": reading.counts(version) if may(request.actor, P.POLICY_EDIT, version) else [],
        },
    )


@public_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def read(request, token):
    """The text as the area has it, and the box beneath. The link is the key: no cookie carries it, so no cross-site token is asked for."""
    now = timezone.now()
    try:
        found = reading.open_link(token, at=now)
    except reading.LinkOver:
        return render(request, "policies/link_over.html", {"way": presenting.way()}, status=410)
    version, today = found.version, london_date(now)
    form = ReaderForm(request.POST or None)
    made = None
    if form.is_valid():
        with acting_as(service_of(found.area, ServiceName.INTAKE)) as by:
            try:
                made = reading.confirm(
                    round=found, name=form.cleaned_data["name"], role=form.cleaned_data["role"], by=by, at=now
                )
            except reading.Full:
                raise Http404 from None
    period = finding.period_of(version, found.area, today)
    return render(
        request,
        "policies/read.html",
        {
            "round": found,
            "version": version,
            "form": form,
            "made": made,
            "way": presenting.way(),
            "partnership": found.area.partnership_name,
            "drawn": [] if made else presenting.drawn(version, period.local if period else None, found.area, today),
            "notes": presenting.notes_of(version),
        },
    )
