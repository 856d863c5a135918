"""Consultations with schools, and the files of pupils who change school, as co-ordinators see them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from breakwater.casework.handovers.receipts import held_of
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.education.models import Consultation, FileReceipt, FileTransfer, ListedPupil, SchoolList

from .forms import ConsultationForm, ContactOfItForm
from .operations import consultations as consultation_operations

P = Permission
SHOWN = 100


@require_safe
def consultations(request):
    """What is to be asked again first, then the newest."""
    require(request.actor, P.LIST_CHECK)
    found = Consultation.objects.select_related("school_team__organisation", "case")
    again = sorted(found.to_ask_again().order_by("pk"), key=lambda one: one.ask_again_on)
    rest = found.exclude(pk__in=[one.pk for one in again]).order_by("-made_at", "-pk")[:SHOWN]
    shown = {"again": again, "rest": list(rest)}
    audit.saw("school_consultation", *(one.pk for rows in shown.values() for one in rows))
    return render(
        request, "education/consultations.html", {**shown, "now": timezone.now(), "today": timezone.localdate()}
    )


def new(request, public_id):
    """Write down what the school of a list asked."""
    found = get_object_or_404(
        SchoolList.objects.select_related("team__organisation", "team__area"), public_id=public_id
    )
    require(request.actor, P.LIST_CHECK, found)
    pupils = list(
        ListedPupil.objects.filter(team=found.team_id, until=None)
        .select_related("person")
        .order_by("person__surname", "person__forename", "pk")
    )
    form = ConsultationForm(request.POST or None, pupils=pupils)
    if request.method == "POST" and form.is_valid():
        of = form.cleaned_data
        asked = consultation_operations.Asked(
            person=form.person,
            named_as=form.named_as,
            **{
                name: of[name]
                for name in ("asked_by", "theme", "question", "advice", "decided", "level", "follow_up_on")
            },
        )
        made = consultation_operations.consult(
            school=found.team, asked=asked, key=of["idempotency"], by=request.actor, at=timezone.now()
        )
        messages.success(request, "Kept. If it is significant harm, make a contact of it now")
        return redirect("education:consultation", made.public_id)
    audit.saw("person", *(one.person_id for one in pupils))
    return render(request, "education/consultation_new.html", {"found": found, "form": form})


def _found(request, public_id: str) -> Consultation:
    found = get_object_or_404(
        Consultation.objects.select_related("school_team__organisation", "person", "case", "by__membership__user"),
        public_id=public_id,
    )
    require(request.actor, P.LIST_CHECK, found)
    audit.saw("school_consultation", found.pk)
    return found


@require_safe
def one(request, public_id):
    return render(
        request, "education/consultation.html", {"found": _found(request, public_id), "today": timezone.localdate()}
    )


@require_POST
def again(request, public_id):
    """It was asked again how it went."""
    consultation_operations.followed_up(consultation=_found(request, public_id), by=request.actor, at=timezone.now())
    messages.success(request, "Noted")
    return redirect("education:consultations")


def contact(request, public_id):
    """Make a contact of it."""
    found = _found(request, public_id)
    form = ContactOfItForm(request.POST or None, is_named=bool(found.named_as))
    if found.case_id and request.method != "POST":
        return redirect("education:consultation", public_id)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        made = consultation_operations.bring_to_the_front_door(
            consultation=found, by=request.actor, at=now, **form.cleaned_data
        )
        held = held_of(made.case, now)
        if held and held.danger_now:
            messages.warning(request, Markup(held.danger_now).striptags())
        messages.success(request, f"The MASH has it: {made.case.reference}")
        return redirect("education:consultation", public_id)
    ask_now = RECEIVERS["front_door"].ask_now(found.area, timezone.now())
    return render(request, "education/consultation_contact.html", {"found": found, "form": form, "ask_now": ask_now})


contact.hears_again = True  # danger said after no is an alarm at once


@require_safe
def files(request):
    """Pupils who changed school: whose file is not sent yet, and where it has not come."""
    require(request.actor, P.LIST_CHECK)
    to_send = list(
        FileTransfer.objects.filter(sent_at=None).select_related("school_team__organisation").order_by("due_on", "pk")
    )
    to_come = list(
        FileReceipt.objects.filter(said_at=None).select_related("school_team__organisation").order_by("due_on", "pk")
    )
    audit.saw("file_transfer", *(one.pk for one in to_send))
    audit.saw("file_receipt", *(one.pk for one in to_come))
    return render(
        request,
        "education/files.html",
        {"to_send": to_send, "to_come": to_come, "now": timezone.now(), "today": timezone.localdate()},
    )
