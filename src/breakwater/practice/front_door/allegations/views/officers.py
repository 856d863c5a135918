"""The designated officers' side after the receipt: who may know, telling them, safety, meetings, referrals, actions."""

from datetime import time

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from breakwater.foundation.dates.london_time import moment

from ...models import EmployerPerson
from ..forms.officers import ActionForm, MayKnowForm, MeetingForm, ReferralForm, SafetyForm, ToldForm, WhoItIsForm
from ..operations import officers
from .allegations import ask, work_on

END_OF_OFFICE = time(17)


def who_it_is(request, reference):
    """Whom it is about, where the sender's words did not say, or said only part."""
    found = work_on(request, reference)
    form = WhoItIsForm(request.POST or None, initial={"about": found.about, "role": found.role})
    if form.is_valid():
        try:
            officers.say_who_it_is(
                allegation=found,
                name=form.cleaned_data["about"],
                role=form.cleaned_data["role"] or "",
                by=request.actor,
                at=timezone.now(),
            )
        except officers.TheyMayKnow:
            form.add_error(
                "about", "This person is recorded as one who may know. If it is about them, call your manager first"
            )
        else:
            messages.success(request, "Recorded. They are kept from it")
            return redirect("front_door:allegation", found.reference)
    return ask(request, found, form, title="Whom it is about", button="Save")


def may_know(request, reference):
    """Record who in the employer may know. Nobody is told by this."""
    found = work_on(request, reference)
    initial = {} if found.is_about_head is None else {"about_the_head": found.is_about_head}
    form = MayKnowForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            officers.name_who_may_know(allegation=found, person=form.facts(), by=request.actor, at=timezone.now())
        except officers.TheyAreAccused:
            form.add_error("name", "It is about this person, so they are not told in this way. Name someone else")
        except officers.TheHeadIsAccused:
            form.add_error(
                "post", "It is about the head, so the head is not told in this way. Choose the chair or the trust"
            )
        else:
            messages.success(request, "Recorded. Tell them yourself: nothing here reaches them")
            return redirect("front_door:allegation", found.reference)
    return ask(request, found, form, title="Who in the employer may know", button="Save")


def told(request, reference, number):
    """An officer has told someone of the employer."""
    found = work_on(request, reference)
    person = EmployerPerson.objects.filter(case=found.case_id, pk=number).first()
    if person is None:
        raise Http404
    now = timezone.localtime()
    form = ToldForm(request.POST or None, initial={"day": now.date(), "time": f"{now:%H:%M}"})
    if form.is_valid():
        try:
            officers.tell(
                person=person, words=form.cleaned_data["words"], told_at=form.at, by=request.actor, at=timezone.now()
            )
        except officers.NotYet:
            form.add_error("time", "Enter a time between the receipt of the allegation and now")
        except officers.ToldAlready:
            form.add_error(None, "Someone has recorded that they were told. Open the allegation to read it.")
        else:
            messages.success(request, f"Recorded that {person.name} was told")
            return redirect("front_door:allegation", found.reference)
    return ask(request, found, form, title=f"Tell {person.name}", button="Save")


def safety(request, reference):
    return _step(request, reference, SafetyForm, "Children's immediate safety")


def meeting(request, reference):
    return _step(request, reference, MeetingForm, "Record a meeting")


def referral(request, reference):
    return _step(request, reference, ReferralForm, "Record a referral")


def _step(request, reference: str, form_class, title: str):
    found = work_on(request, reference)
    form = form_class(request.POST or None)
    if form.is_valid():
        officers.record(allegation=found, step=form.step(), by=request.actor, at=timezone.now())
        messages.success(request, "Saved")
        return redirect("front_door:allegation", found.reference)
    return ask(request, found, form, title=title, button="Save")


def action(request, reference):
    """An action with a day: it stands with the officers' tasks."""
    found = work_on(request, reference)
    form = ActionForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        officers.add_action(
            allegation=found,
            title=given["title"],
            due_at=moment(given["day"], END_OF_OFFICE),
            key=given["idempotency"],
            by=request.actor,
            at=timezone.now(),
        )
        messages.success(request, "The action is added")
        return redirect("front_door:allegation", found.reference)
    return ask(request, found, form, title="Add action", button="Add action")
