"""Who is kept from a record by hand, and letting them read it again. What colleagues declared is never told here."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.cases.models import Case
from breakwater.casework.restricting import operations as restricting
from breakwater.casework.restricting.forms.restrictions import KeepFromForm, LetBackForm
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import Membership, User
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import restrictions

asks = require_http_methods(["GET", "HEAD", "POST"])
VIEWS = {
    "person": {"list": "casework:kept_from", "new": "casework:keep_bar", "lift": "casework:let_back"},
    "case": {"list": "casework:case_kept_from", "new": "casework:case_keep_from", "lift": "casework:case_let_back"},
}


def _record(request, kind: str, key: str):
    if kind == "person":
        thing = get_object_or_404(Person, public_id=key)
    else:
        thing = get_object_or_404(Case.objects.select_related("area"), reference=key)
    require(request.actor, Permission.PERSON_RESTRICT, thing)
    audit.saw(kind, thing.pk)
    return thing


@require_safe
def kept_from(request, kind, key):
    thing = _record(request, kind, key)
    bars = restrictions.bars_on(kind, thing.pk)
    names = User.objects.in_bulk([bar["human"] for bar in bars])
    rows = [
        bar | {"name": names[bar["human"]].name, "lift": reverse(VIEWS[kind]["lift"], args=[key, bar["bar"]])}
        for bar in bars
    ]
    back = reverse("casework:person", args=[key]) if kind == "person" else cases_shown.address_of(thing)
    context = {"bars": rows, "back": back, "new": reverse(VIEWS[kind]["new"], args=[key])}
    return render(request, "casework/restricting/kept_from.html", context)


@asks
def let_back(request, kind, key, number):
    thing = _record(request, kind, key)
    standing = next((bar for bar in restrictions.bars_on(kind, thing.pk) if bar["bar"] == number), None)
    if standing is None:
        raise Http404
    form = LetBackForm(request.POST if request.method == "POST" else None)
    name = User.objects.get(pk=standing["human"]).name
    if form.is_valid():
        try:
            restricting.lift_bar(
                kind=kind, thing=thing, number=number, why=form.cleaned_data["why"], by=request.actor, at=timezone.now()
            )
        except restricting.NotAReader:
            form.add_error(None, "Someone has let them back already.")
        else:
            messages.success(request, f"{name} may read it again, as far as their post does")
            return redirect(VIEWS[kind]["list"], key)
    context = {
        "form": form,
        "heading": f"Let {name} read it again",
        "button": "Let them read it",
        "kind": "",
        "lead": f"They were kept from it because: {standing['because']}",
        "back": reverse(VIEWS[kind]["list"], args=[key]),
    }
    return render(request, "casework/person_record/keep_ask.html", context)


@asks
def keep_from_case(request, reference):
    case = _record(request, "case", reference)
    form = KeepFromForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        human = colleague(request.actor, form)
        if human:
            restricting.bar(
                kind="case",
                thing=case,
                human=human,
                because=form.cleaned_data["because"],
                by=request.actor,
                at=timezone.now(),
            )
            messages.success(request, f"{human.name} is kept from this case")
            is_self = human.pk == request.actor.membership.user_id
            return redirect("casework:search") if is_self else redirect("casework:case_kept_from", reference)
    lead = "To them the case is from now on as if it were not there, whatever post they hold. They are not told."
    context = {
        "form": form,
        "heading": "Keep a colleague from this case",
        "button": "Keep them from it",
        "kind": "warning",
        "lead": lead,
        "back": reverse("casework:case_kept_from", args=[reference]),
    }
    return render(request, "casework/person_record/keep_ask.html", context)


@asks
def bar(request, public_id):
    """Keep a colleague from the record, such as a relative of the child, whatever their post (SG-16)."""
    who = get_object_or_404(Person, public_id=public_id)
    require(request.actor, Permission.PERSON_RESTRICT, who)
    form = KeepFromForm(request.POST if request.method == "POST" else None)
    back = reverse(
        "casework:keep" if may(request.actor, Permission.PERSON_KEEP, who) else "casework:person", args=[who.public_id]
    )
    if form.is_valid():
        human = colleague(request.actor, form)
        if human:
            restrictions.bar(
                person=who, human=human, because=form.cleaned_data["because"], by=request.actor, at=timezone.now()
            )
            messages.success(request, f"{human.name} is kept from this record")
            is_self = human.pk == request.actor.membership.user_id
            return redirect("casework:search") if is_self else redirect(back)
    lead = (
        "To them the record, its search entry and the cases about this child are from now on as if they were not there, "
        "whatever post they hold. They are not told."
    )
    audit.saw("person", who.pk)
    context = {
        "form": form,
        "heading": "Keep a colleague from this record",
        "whose_record": who.name,
        "button": "Keep them from it",
        "kind": "warning",
        "lead": lead,
        "back": back,
    }
    return render(request, "casework/person_record/keep_ask.html", context)


def colleague(actor, form: KeepFromForm) -> User | None:
    """Whoever signs in with the address and holds a post in the actor's area today; where nobody does, the form says so."""
    posts = Membership.objects.in_force(timezone.localdate()).filter(team__area_id=actor.area_id_acting)
    found = User.objects.filter(pk__in=posts.values("user_id"), email__iexact=form.cleaned_data["email"]).first()
    if found is None:
        form.add_error(
            "email", "Nobody who holds a post in your area signs in with this. Check it, or ask their manager"
        )
    return found
