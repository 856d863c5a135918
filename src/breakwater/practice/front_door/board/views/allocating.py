"""A manager moves contacts between the people who are at work: what nobody has, or what someone has who is away."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import plural
from breakwater.foundation.refusals import run
from breakwater.partnership.organisations.access import Permission, require

from ...models import Contact
from ...pathway import TO_DECIDE
from .. import operations as allocating
from ..caseload import contacts_of
from ..contacts import nobody_has, open_contacts
from ..forms import AllocateForm
from ..rows import Found, rows_of

SHOWN = 50


def allocate(request):
    """`whose`: the public id of a post, "none" for what nobody has; `contact`: one contact's reference."""
    require(request.actor, Permission.CONTACT_TAKE_OVER)
    now, team = timezone.now(), request.actor.membership.team
    found = open_contacts(team.area_id).filter(case__stage__in=TO_DECIDE, case__responsible_team=team)
    whose, reference = request.GET.get("whose", ""), request.GET.get("contact", "")
    post = None
    if reference:
        found = found.filter(reference=reference)
    elif whose in ("", "none"):
        found = found.filter(nobody_has(now))
    else:
        post = get_object_or_404(team.memberships.select_related("user"), public_id=whose)
        found = found.filter(claimed_by=post, claimed_until__gt=now)
    first = Found(rows_of(found, now), request.actor, now).in_order(None)[:SHOWN]
    by_key = found.select_related("case", "child", "claimed_by__user").in_bulk(first)
    contacts = [by_key[key] for key in first]
    if reference and not contacts:
        raise Http404
    audit.saw("case", *(each.case_id for each in contacts))
    audit.saw("person", *(each.child_id for each in contacts if each.child_id))
    people = allocating.takers(team, at=now)
    form = AllocateForm(
        request.POST or None,
        contacts=contacts,
        people=people,
        has=contacts_of(team, request.actor, now).counts,
        chosen=[reference] if reference else (),
    )
    if request.method == "POST" and form.is_valid() and _allocated(request, form, contacts):
        return redirect("front_door:contact", reference) if reference else redirect(request.get_full_path())
    context = {
        "form": form,
        "contacts": contacts,
        "away": [one for one in people if not one.is_at_work],
        "whose": post.user.name if post else "",
        "reference": reference,
        "back": reverse("front_door:contact", args=[reference]) if reference else reverse("casework:leaving_team"),
        "now": now,
    }
    return render(request, "front_door/mash/allocate.html", context)


def _allocated(request, form: AllocateForm, contacts: list[Contact]) -> bool:
    chosen = [each for each in contacts if each.reference in form.cleaned_data["contacts"]]
    who = form.people[form.cleaned_data["who"]]
    for each in chosen:
        require(request.actor, Permission.CONTACT_TAKE_OVER, each)
    run(form, allocating.allocate, contacts=chosen, to=who, by=request.actor, at=timezone.now())
    if not form.is_valid():
        return False
    messages.success(request, f"{plural(len(chosen), 'contact')} allocated to {who.user.name}")
    return True
