"""Social care's list: how old it is, taking one in, and deciding whom a row is about."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation import audit, storage
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records import presenting
from breakwater.partnership.people.search import matching
from breakwater.partnership.people.search.log import log_search

from ..models import SocialCareChild, SocialCareFile
from . import listed_children
from .forms import ListForm, SettleForm, TakeInForm
from .list_file import COLUMNS, NEEDED, NotTheList
from .operations import lists

P = Permission
SHOWN = 25
CANDIDATES = 6


@require_safe
def lists_page(request):
    """How old the list is, which lists came in, and the rows that wait for a person."""
    require(request.actor, P.SOCIAL_CARE_TAKE_IN)
    now, area = timezone.now(), request.actor.area_id_acting
    waiting = SocialCareChild.objects.filter(area=area, settled="", left_at=None).order_by("surname", "forename", "pk")
    page = Paginator(waiting, SHOWN).get_page(request.GET.get("page"))
    audit.saw("social_care", *(row.pk for row in page))
    return render(
        request,
        "front_door/social_care/lists.html",
        {
            "state": listed_children.list_state(area, at=now),
            "files": list(
                SocialCareFile.objects.filter(area=area)
                .select_related("by__membership__user", "by__area")
                .order_by("-received_at", "-pk")[:10]
            ),
            "rows": page,
            "now": now,
        },
    )


def new(request):
    """Send a list. It is shown before anything changes."""
    require(request.actor, P.SOCIAL_CARE_TAKE_IN)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            file = lists.show(
                area=request.actor.membership.team.area,
                content=upload.read(),
                name=upload.name,
                by=request.actor,
                at=timezone.now(),
            )
        except (NotTheList, storage.Refused) as fault:
            form.add_error("file", str(fault))
        except lists.TakenInAlready as known:
            messages.success(request, "This very list was taken in before. Nothing has changed.")
            return redirect("front_door:social_care_file", known.file.public_id)
        else:
            return redirect("front_door:social_care_file", file.public_id)
    return render(request, "front_door/social_care/new.html", {"form": form, "columns": COLUMNS, "needed": NEEDED})


def one_file(request, public_id):
    """What a list would change, or did; take it in."""
    require(request.actor, P.SOCIAL_CARE_TAKE_IN)
    found = get_object_or_404(
        SocialCareFile.objects.select_related("area", "by__membership__user", "by__area"), public_id=public_id
    )
    require(request.actor, P.SOCIAL_CARE_TAKE_IN, found)
    form = TakeInForm(request.POST if request.method == "POST" else None, many_would_leave=_many(found))
    if request.method == "POST" and form.is_valid():
        try:
            lists.take_in(
                file=found, by=request.actor, at=timezone.now(), many_may_leave=bool(form.cleaned_data.get("many"))
            )
        except lists.NOT_TAKEN_IN as refusal:
            form.add_error(None, refusal.words)
        else:
            messages.success(request, "The list is taken in")
            return redirect("front_door:social_care_lists")
    return render(
        request,
        "front_door/social_care/file.html",
        {"file": found, "form": form, "newer": lists.newer_than(found), "now": timezone.now(), "shown": 50},
    )


def _many(found: SocialCareFile) -> bool:
    held = found.counts.get("changed", 0) + found.counts.get("same", 0) + found.counts.get("gone", 0)
    gone = found.counts.get("gone", 0)
    return found.state == SocialCareFile.State.WAITING and gone >= lists.AT_LEAST and gone > lists.MANY * held


@require_POST
def drop(request, public_id):
    require(request.actor, P.SOCIAL_CARE_TAKE_IN)
    found = get_object_or_404(SocialCareFile.objects.select_related("area"), public_id=public_id)
    require(request.actor, P.SOCIAL_CARE_TAKE_IN, found)
    lists.drop(file=found, by=request.actor, at=timezone.now())
    messages.success(request, "The list is dropped, and its file deleted")
    return redirect("front_door:social_care_lists")


def row(request, public_id):
    """Whom is a row about? Those it may mean, with reasons; a person decides, once (SG-15)."""
    require(request.actor, P.SOCIAL_CARE_SETTLE)
    found = get_object_or_404(SocialCareChild.objects.select_related("area", "person"), public_id=public_id)
    require(request.actor, P.SOCIAL_CARE_SETTLE, found)
    audit.saw("social_care", found.pk)
    now = timezone.now()
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["person"]
        person = get_object_or_404(Person, public_id=wanted) if wanted else None
        lists.settle(child=found, person=person, by=request.actor, at=now)
        messages.success(request, f"{found.name} is settled")
        return redirect("front_door:social_care_lists")
    asked = {"forename": found.forename, "surname": found.surname, "born": PartDate.of(found.born_on)}
    candidates = matching.find(**asked, limit=CANDIDATES)
    log_search(searched=candidates.searched, found=[one.person_id for one in candidates], by=request.actor, at=now)
    headers = presenting.headers([one.person for one in candidates], on=london_date(now))
    audit.saw("person", *(one.person_id for one in candidates))
    return render(
        request,
        "front_door/social_care/row.html",
        {
            "row": found,
            "form": form,
            "pairs": list(zip(candidates, headers, strict=True)),
            "said": candidates.searched,
            "now": now,
        },
    )
