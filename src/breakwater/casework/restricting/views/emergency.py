"""Emergency access (break-glass): by a reference, by a person found, by the household, and to a sealed safe address.

Whoever opens a record has shown within the last minutes that it is them. Each answer is the same for what is not there and for
what is never opened this way (SG-20).
"""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases import sight
from breakwater.casework.restricting import break_glass as breaking
from breakwater.casework.restricting.forms.emergency import BreakGlassForm, FindRestrictedForm, ReasonForm
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.models import parse_reference
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.people.models import Person

asks = require_http_methods(["GET", "HEAD", "POST"])
# Minutes: to come to the page, and to write one's reason on a page that one came to with proof.
FRESH, WHILE_WRITING = 5, 15
CAME_WITH_PROOF = "emergency_came_at"
PROVE = "You signed in some time ago. Show that it is still you in another tab (the link is above), then press the button again"
NOTHING = "Nothing was opened. If a child cannot wait, call the duty manager: some records are never opened this way."
NO_ADDRESS = (
    "Nothing was opened for this person. A safe address may be sealed for another of the household, often a parent: try each of them "
    "from their own record. If a child cannot wait, call the duty manager."
)


def _must_prove(request):
    """Where somebody who comes to the page first shows that it is still them; None where they have lately."""
    if request.method == "POST":
        return None
    if not request.proof.is_within(FRESH):
        return redirect(request.proof.address(request.get_full_path()))
    request.session[CAME_WITH_PROOF] = timezone.now().timestamp()
    return None


def _is_proved(request, form) -> bool:
    """Whether the form may open anything. Where not, what was typed stays, and the form says what to do."""
    came = timezone.now().timestamp() - request.session.get(CAME_WITH_PROOF, 0)
    if request.proof.is_within(FRESH) or (request.proof.is_within(WHILE_WRITING) and came < WHILE_WRITING * 60):
        return True
    form.add_error(None, PROVE)
    return False


def _context(request, form, **more) -> dict:
    team = request.post.team_id
    return {
        "form": form,
        "prove": request.proof.address(request.get_full_path()),
        "numbers": rota.numbers_of([team]).get(team, []),
        **more,
    }


def _opened(request, name: str, until, now) -> None:
    request.session[sight.IN_SESSION] = request.session.get(sight.IN_SESSION, {}) | {name: until.isoformat()}
    messages.warning(
        request, f"It closes {moment_in_words(until, now=now)}. Its readers have been told.", extra_tags="emergency"
    )


@asks
def break_glass(request):
    """Open a case by its reference."""
    require(request.actor, Permission.BREAK_GLASS)
    if first := _must_prove(request):
        return first
    # Of the alarm or notice that one comes from.
    known = {"reference": parse_reference(request.GET.get("reference", "")) or ""}
    form, now = BreakGlassForm(request.POST if request.method == "POST" else None, initial=known), timezone.now()
    if form.is_valid() and _is_proved(request, form):
        opened = sight.break_glass(**form.cleaned_data, by=request.actor, at=now)
        if opened:
            _opened(request, opened.case.reference, opened.until, now)
            return redirect(case_display.address_of(opened.case))
        form.add_error(
            "reference",
            "Nothing was opened under this reference. Check it. If it is right, call the duty manager: some records are never "
            "opened this way.",
        )
    return render(request, "casework/restricting/break_glass.html", _context(request, form))


@asks
def find_restricted(request):
    """Find a restricted family by a name, a date of birth or an address, and see whom to ask for it."""
    require(request.actor, Permission.BREAK_GLASS)
    if first := _must_prove(request):
        return first
    form, found = FindRestrictedForm(request.POST if request.method == "POST" else None), None
    if form.is_valid() and _is_proved(request, form):
        found = breaking.find(form.cleaned_data["words"], by=request.actor, at=timezone.now())
    return render(request, "casework/restricting/find.html", _context(request, form, found=found, now=timezone.now()))


@asks
def open_household(request, public_id):
    """Open a restricted person that was found, with the household and their open cases."""
    require(request.actor, Permission.BREAK_GLASS)
    if first := _must_prove(request):
        return first
    form, now = ReasonForm(request.POST if request.method == "POST" else None), timezone.now()
    if form.is_valid() and _is_proved(request, form):
        opened = breaking.open_household(public_id=public_id, by=request.actor, at=now, **form.cleaned_data)
        if opened:
            _opened(request, opened.references[0] if opened.references else "a restricted record", opened.until, now)
            return redirect("casework:person", opened.person.public_id)
        form.add_error(None, NOTHING)
    return render(request, "casework/restricting/household.html", _context(request, form))


@asks
def open_address(request, public_id):
    """Open the sealed safe address of a person whom one may read. The page says nothing of whether there is one."""
    require(request.actor, Permission.BREAK_GLASS)
    if first := _must_prove(request):
        return first
    person = get_object_or_404(Person, public_id=public_id)
    form, now = ReasonForm(request.POST if request.method == "POST" else None), timezone.now()
    if form.is_valid() and _is_proved(request, form):
        opened = breaking.open_address(person=person, by=request.actor, at=now, **form.cleaned_data)
        if opened:
            _opened(request, "a sealed address", opened.until, now)
            return redirect("casework:sealed_item", opened.items[0])
        form.add_error(None, NO_ADDRESS)
    audit.saw("person", person.pk)
    back = reverse("casework:person", args=[person.public_id])
    return render(request, "casework/restricting/address.html", _context(request, form, back=back))
