"""A provider keeps its own entries, by its link and without an account."""

from functools import wraps

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import public_page
from breakwater.partnership.organisations.access import acting_as

from .. import finding
from ..forms import ProviderEntryForm, initial_of
from ..models import Service
from ..operations import entries, providing


def by_link(view):
    """Open the link first and act as the area's intake; a link that is over says how to get another. The link is the key,
    so no cross-site token is asked for: no cookie carries it."""

    @wraps(view)
    def opened(request, token, *args, **kwargs):
        try:
            link = providing.open_link(token, at=timezone.now())
        except providing.LinkOver:
            return render(request, "directory/link_over.html", {}, status=410)
        with acting_as(providing.actor_of(link)):
            return view(request, link, token, *args, **kwargs)

    return public_page(csrf_exempt(opened))


@by_link
@require_safe
def keeper(request, link, token):
    """The provider's entries: each confirmed with one button, or changed."""
    today = london_date(timezone.now())
    entries_of = list(providing.entries_of(link.provider).order_by("name", "pk"))
    waiting = providing.with_proposals(entries_of)
    return render(
        request,
        "directory/keeper.html",
        {
            "link": link,
            "token": token,
            "today": today,
            "area": link.provider.area,
            "entries": [
                {
                    "service": each,
                    "waits": each.pk in waiting,
                    "is_out": each.expires_on < today,
                    "is_checked": each.checked_on == today,
                }
                for each in entries_of
            ],
        },
    )


@by_link
@require_POST
def confirm(request, link, token, uuid):
    entries.confirm(service=_entry(link, uuid), by=providing.actor_of(link), at=timezone.now())
    return redirect("directory:keeper", token)


@by_link
@require_http_methods(["GET", "POST"])
def change(request, link, token, uuid):
    """What a provider would have changed; it is shown to families once somebody here has read it."""
    service = _entry(link, uuid)
    form = ProviderEntryForm(request.POST if request.method == "POST" else None, initial=initial_of(service))
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        proposal = providing.propose(
            link=link, service=service, facts=facts, key=facts.pop("idempotency"), at=timezone.now()
        )
        return render(request, "directory/proposed.html", {"proposal": proposal, "token": token, "service": service})
    return render(request, "directory/keeper_entry.html", {"form": form, "service": service, "token": token})


def _entry(link, uuid) -> Service:
    return get_object_or_404(finding.whole(providing.entries_of(link.provider)), uuid=uuid)
