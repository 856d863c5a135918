"""Declaring conflicts of interest of one's own; for information governance, what was declared and what it keeps out."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.casework.restricting.forms.conflicts import DeclareForm, EndConflictForm, OverForm, TieForm
from breakwater.foundation.design.moments import day
from breakwater.foundation.models import is_public_id
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.models import User
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.partnership.people.models import DeclaredTie

asks = require_http_methods(["GET", "HEAD", "POST"])
LOOKS_FOR = timedelta(days=90)


@require_safe
def own(request):
    """What I declared, with a way to add and to say that something is over."""
    declaration, ties = conflicts.own_declaration(request.actor.membership.user)
    rows = [{"tie": tie, "said": _said(tie)} for tie in ties]
    return render(request, "casework/restricting/own.html", {"declaration": declaration, "rows": rows})


def _said(tie) -> str:
    parts = [
        f"{tie.said['forename']} {tie.said['surname']}".strip(),
        tie.said["born"] and f"born {day(date.fromisoformat(tie.said['born']))}",
        tie.said["line"],
        tie.said["postcode"],
        tie.said["upn"],
        tie.said["words"],
    ]
    return ", ".join(part for part in parts if part)


@asks
def declare(request):
    form = DeclareForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = dict(form.cleaned_data)
        kind, key = said.pop("kind"), said.pop("idempotency")
        conflicts.declare(kind=kind, said=said, by=request.actor, at=timezone.now(), key=key)
        messages.success(request, "Declared. Only you and information governance can read it")
        return redirect("casework:own_conflicts")
    context = {
        "form": form,
        "heading": "Declare a conflict of interest",
        "button": "Declare it",
        "kind": "",
        "lead": "Fill in what you know of one person or place. It is kept encrypted, keeps you from records of the people you name, and "
        "is never shown to your manager.",
        "back": reverse("casework:own_conflicts"),
    }
    return render(request, "casework/person_record/keep_ask.html", context)


@require_POST
def confirm(request):
    conflicts.confirm(has_nothing=request.POST.get("nothing") == "yes", by=request.actor, at=timezone.now())
    messages.success(request, "Thank you. Your declaration is up to date")
    return redirect("casework:own_conflicts")


@asks
def over(request, public_id):
    tie = get_object_or_404(DeclaredTie, public_id=public_id, user=request.actor.membership.user)
    form = OverForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        conflicts.say_over(tie=tie, why=form.cleaned_data["why"], by=request.actor, at=timezone.now())
        messages.success(request, "Noted. Information governance decides whether you may read the record again")
        return redirect("casework:own_conflicts")
    context = {
        "form": form,
        "heading": "Say that it is so no longer",
        "button": "Send",
        "lead": "",
        "kind": "",
        "back": reverse("casework:own_conflicts"),
    }
    return render(request, "casework/person_record/keep_ask.html", context)


@require_safe
def governance(request):
    """Who asked for a record they are kept from, what keeps whom out, and what was declared."""
    require(request.actor, Permission.CONFLICT_REVIEW)
    now = timezone.now()
    looks = conflicts.blocked_looks(request.actor.area_id_acting, now - LOOKS_FOR)
    found, ties, who = conflicts.conflicts_in_area(), conflicts.declared_in_area(), conflicts.who_declared()
    humans = (
        {look[2] for look in looks}
        | {one.human for one in found}
        | {tie.human for tie in ties}
        | {row[0] for row in who}
    )
    names = dict(User.objects.filter(pk__in=humans).values_list("pk", "name"))
    context = {
        "looks": [
            {"at": at, "who": names.get(human, ""), "post": post, "kind": kind, "record": record}
            for _, at, human, post, kind, record in looks
        ],
        "standing": [
            {"one": one, "who": names.get(one.human, ""), "basis": conflicts.BASES.get(one.basis, one.basis)}
            for one in found
            if one.ended_at is None
        ],
        "ties": [{"tie": tie, "who": names.get(tie.human, ""), "said": _said(tie)} for tie in ties],
        "silent": sorted(names.get(human, "") for human, confirmed_at, _ in who if confirmed_at is None),
        "declared": sum(confirmed_at is not None for _, confirmed_at, _ in who),
        "now": now,
    }
    return render(request, "casework/restricting/governance.html", context)


@asks
def tie_by_hand(request, number):
    require(request.actor, Permission.CONFLICT_REVIEW)
    tie = next((tie for tie in conflicts.declared_in_area() if tie.number == number), None)
    if tie is None:
        raise Http404
    form = TieForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        key = form.cleaned_data["key"].lower()
        try:
            if not is_public_id(key):
                raise conflicts.NotFoundThere
            conflicts.tie_by_hand(tie=number, person=key, by=request.actor, at=timezone.now())
        except conflicts.NotFoundThere:
            form.add_error(
                "key", "No person of your area is known by this. Check it with the manager who gave it to you"
            )
        else:
            messages.success(request, "Tied. From now on they are kept from this person's record")
            return redirect("casework:conflicts")
    context = {
        "form": form,
        "heading": "Say who is meant",
        "button": "Tie them",
        "kind": "warning",
        "back": reverse("casework:conflicts"),
        "lead": f"{User.objects.get(pk=tie.human).name} declared: {tie.kind_label.lower()}. {_said(tie)}",
    }
    return render(request, "casework/person_record/keep_ask.html", context)


@asks
def end(request, number):
    require(request.actor, Permission.CONFLICT_REVIEW)
    one = next((one for one in conflicts.conflicts_in_area() if one.number == number and one.ended_at is None), None)
    if one is None:
        raise Http404
    form = EndConflictForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            conflicts.end_conflict(
                conflict=number, because=form.cleaned_data["because"], by=request.actor, at=timezone.now()
            )
        except conflicts.NotFoundThere:
            form.add_error(None, "Nobody ends a match of their own. Ask another officer.")
        else:
            messages.success(request, "Ended. They may read the record again, as far as their post does")
            return redirect("casework:conflicts")
    context = {
        "form": form,
        "heading": "End a match",
        "button": "End it",
        "kind": "warning",
        "back": reverse("casework:conflicts"),
        "lead": f"{User.objects.get(pk=one.human).name}: {conflicts.BASES.get(one.basis, one.basis).lower()}.",
    }
    return render(request, "casework/person_record/keep_ask.html", context)
