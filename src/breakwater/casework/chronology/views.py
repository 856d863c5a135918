"""What happened to a person, newest first."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases.lookup import cases_about
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import start_of
from breakwater.foundation.design.moments import day
from breakwater.foundation.design.pages import finished_page
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.people.models import Person

from . import happened
from . import pages as chronology_shown
from .forms import ChronologyForm

ENTRIES = 50


@require_safe
def chronology(request, public_id):
    """What happened, by months, narrowed by codes and days (no word of a person in the address)."""
    who = get_object_or_404(Person, public_id=public_id)
    require(request.actor, Permission.PERSON_READ, who)
    cases = cases_about(who)
    every = chronology_shown.entries_about(who, [case.pk for case in cases])
    facets = set(every.order_by().values_list("kind", "by__membership__team__organisation").distinct())
    agencies = chronology_shown.agencies_among(agency for _, agency in facets if agency)
    form = ChronologyForm(
        request.GET or None,
        kinds=[(kind, happened.kind_said(kind)) for kind in sorted({kind for kind, _ in facets})],
        agencies=[(agency.public_id, agency.name) for agency in agencies],
    )
    entries, chosen = _narrowed(every, form) if form.is_valid() else (every, [])
    page = finished_page(entries, ENTRIES, request.GET.get("page"))
    audit.saw("person", who.pk)
    audit.saw("case", *{entry.case_id for entry in page if entry.case_id})
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "casework/chronology/chronology.html",
        {
            "person": who,
            "form": form,
            "chosen": chosen,
            "page": page,
            "months": happened.months(page, folds=not chosen),
            "pages": f"?{query.urlencode()}{'&' if query else ''}page={{}}",
            "now": timezone.now(),
        },
    )


def _narrowed(entries, form):
    """The entries asked for, and what was chosen, in words; each is taken off by clearing all."""
    asked = form.cleaned_data
    chosen = []
    if asked["kind"]:
        entries = entries.filter(kind=asked["kind"])
        chosen.append(happened.kind_said(asked["kind"]))
    if asked["agency"]:
        entries = entries.filter(by__membership__team__organisation__public_id=asked["agency"])
        chosen.append(dict(form.fields["agency"].choices)[asked["agency"]])
    if asked["since"]:
        entries = entries.filter(happened_at__gte=start_of(asked["since"]))
        chosen.append(f"From {day(asked['since'])}")
    if asked["only_significant"]:
        entries = entries.filter(is_significant=True)
        chosen.append("Significant only")
    return entries, chosen
