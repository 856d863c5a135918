"""Calls written down in a minute, and advice without a name."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require

from ..models import Consultation, Contact
from ..who_to_call import reach_now
from . import operations as calls
from .forms import CallLogForm, ConsultationForm
from .operations import ToldInTheFuture, is_professional

A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def log(request):
    """Six answers and whom they name, while they are on the line; the contact is made at once."""
    require(request.actor, Permission.CALL_LOG)
    form = CallLogForm(request.POST or None)
    if "add" in request.POST:
        return _draw(request, form.with_another())
    if form.is_valid():
        receipt = _made(request, form, calls.log_call, request.post.team.area)
        if receipt is not None:
            return _on_to_the_contact(request, receipt, form)
    return _draw(request, form)


def _made(request, form, operation, subject):
    key = f"call-{form.cleaned_data['idempotency']}"
    try:
        return operation(subject, form.facts(), key=key, by=request.actor, at=timezone.now())
    except ToldInTheFuture as refusal:
        form.add_error(refusal.box, refusal.words)
        return None


def _on_to_the_contact(request, receipt, form):
    """To the contact where its maker may read it; everyone who may log calls may, but for a child restricted meanwhile."""
    if form.cleaned_data["about_staff"] == "yes":
        messages.success(
            request,
            f"It is with the designated officers alone. Give the caller this reference: {receipt.reference}. Tell them to speak of it "
            "to nobody where that person works, and to send no form: the designated officers call them.",
        )
        return redirect("front_door:call_log")
    contact = Contact.objects.filter(submission=receipt.submission_id).order_by("position").first()
    form_words = (
        " Tell them to send the written form within 48 hours." if is_professional(form.cleaned_data["source"]) else ""
    )
    messages.success(request, f"The contact is made. Give the caller this reference: {receipt.reference}.{form_words}")
    return redirect("front_door:contact", contact.reference) if contact else redirect("front_door:board")


def _draw(request, form, **more):
    context = {"form": form, "reach": reach_now(timezone.now(), area=request.post.team.area), "advice": None, **more}
    return render(request, "front_door/calls/log.html", context)


@require_safe
def consultations(request):
    """Advice given, the newest first."""
    require(request.actor, Permission.CALL_LOG)
    found = Consultation.objects.select_related("by__membership__user", "became").order_by("-at", "-pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    audit.saw("consultation", *(each.pk for each in page))
    return render(request, "front_door/calls/consultations.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def consult(request):
    """Write down advice that was asked for without naming a child."""
    require(request.actor, Permission.CALL_LOG)
    form = ConsultationForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        made = calls.consult(
            area=request.post.team.area,
            key=f"advice-{given['idempotency']}",
            who=given["who"],
            question=given["question"],
            advice=given["advice"],
            by=request.actor,
            at=timezone.now(),
        )
        messages.success(request, f"The advice is on record as {made.reference}. It is no contact")
        return redirect("front_door:consultation", made.public_id)
    return render(request, "front_door/calls/consult.html", {"form": form})


@require_safe
def consultation(request, public_id):
    """One piece of advice."""
    return render(request, "front_door/calls/consultation.html", {"advice": _consultation(request, public_id)})


@require_http_methods(["GET", "HEAD", "POST"])
def named_after_all(request, public_id):
    """The child must be named for safety: the advice becomes a contact, and the caller is told so."""
    advice = _consultation(request, public_id)
    if advice.became_id:
        messages.success(request, "This advice has become a contact already")
        return redirect("front_door:consultation", advice.public_id)
    form = CallLogForm(request.POST or None, initial={"who": advice.who, "what": advice.question})
    if "add" in request.POST:
        return _draw(request, form.with_another(), advice=advice)
    if form.is_valid():
        try:
            receipt = _made(request, form, calls.turn_into_contact, advice)
        except calls.AlreadyAContact:
            messages.success(request, "This advice has become a contact already")
            return redirect("front_door:consultations")
        if receipt is not None:
            return _on_to_the_contact(request, receipt, form)
    return _draw(request, form, advice=advice)


def _consultation(request, public_id) -> Consultation:
    require(request.actor, Permission.CALL_LOG)
    found = (
        Consultation.objects.select_related("by__membership__user", "by__membership__role")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    audit.saw("consultation", found.pk)
    return found
