"""Strategy discussions: called from a contact, written down as it is said, recorded, circulated, concluded."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.casework.clocks.display import shown as clock_shown
from breakwater.casework.models import Clock
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import to_london
from breakwater.foundation.dates.spoken import day_in_words
from breakwater.partnership.organisations.access import Permission, may, require

from ..contact_lookup import asked_for
from ..enclosures import beside_of, joined_to
from ..models import Agency, Contact, Strategy, StrategySaid, Submission
from ..models.strategy import MUST_BE_THERE
from ..pathway import CIRCULATE
from . import forms
from .operations import discussions as operations
from .operations import onward

RECORDED = "It has been recorded meanwhile. What you wrote stands below to copy; add it as an action or call another discussion."
NOT_ASKED = (
    "An organisation you named must not learn of this contact, so nobody there is asked. Speak with your manager."
)
NOT_THEN = (
    "Enter a time that has passed, not before the last working day before it was called. If it was held earlier, "
    "say that this one is not held and call it again with its own day"
)
CLOSED = "The contact is closed meanwhile. Call it from the contact or the case that is open now; what you wrote stands below to copy."


def call(request, reference):
    contact = asked_for(request, reference)
    require(request.actor, Permission.STRATEGY_CALL)
    if not contact.case.is_open and request.method != "POST":
        messages.warning(request, f"{reference} is closed. Call it from the contact or the case that is open now")
        return redirect("front_door:contact", reference)
    now, area = timezone.now(), contact.case.area
    soon = to_london(now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    sent = _sender_not_named(contact)
    concern = {} if sent else {"concern": contact.worry}
    form = forms.CallForm(
        request.POST if request.method == "POST" else None,
        initial={"on": soon.date(), "time": soon.time(), "how": Strategy.How.CALL} | concern,
        not_named=sent,
        earliest=operations.earliest_written(area, now),
        latest={
            now_or_soon: operations.latest_planned(area, now, is_immediate=now_or_soon) for now_or_soon in (True, False)
        },
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = operations.call(
                contact=contact,
                concern=form.whole_concern(),
                is_immediate=said["is_immediate"],
                planned_for=form.when,
                how=said["how"],
                asked=[operations.Asked(*each) for each in form.asked()],
                key=said["idempotency"],
                by=request.actor,
                at=timezone.now(),
            )
        except operations.ChildNotSettled:
            form.add_error(None, "Settle who the child is first, then call it. What you wrote stands below.")
        except operations.MayNotBeAsked:
            form.add_error(None, f"The discussion is not called. {NOT_ASKED}")
        except operations.ContactIsClosed:
            form.add_error(None, CLOSED)
        else:
            done = "written down: record what was decided" if operations.is_over(made) else "called"
            messages.success(request, f"The discussion is {done}. Those with an account are told")
            return redirect("front_door:strategy", made.case.reference)
    audit.saw("person", *([contact.child_id] if contact.child_id else []))
    return render(
        request,
        "front_door/strategy/call.html",
        {
            "form": form,
            "contact": contact,
            "table": [(form[f"who_{one.value}"], form[f"mail_{one.value}"]) for one in forms.AT_FIRST],
        },
    )


def _sender_not_named(contact: Contact) -> Submission | None:
    """What a contact came by, where its sender asked not to be named or nobody here knows whether they did."""
    sent = Submission.objects.filter(pk=contact.submission_id).select_related("answers").first()
    added = sent.additions.all() if sent else ()
    return sent if beside_of(sent, added, joined_to(contact)).name_kept_back else None


@require_safe
def strategy(request, reference):
    """The record: who is there, what each knows, what was decided, who does what."""
    require(request.actor, Permission.STRATEGY_READ)
    return _page(request, _found(request, reference))


def said(request, reference, public_id):
    """What one person at the table said, written down while it is said."""
    found = _found(request, reference)
    require(request.actor, Permission.STRATEGY_WORK, found)
    attendee = get_object_or_404(found.attendees, public_id=public_id)
    attendee.strategy = found
    form = forms.SaidForm(
        request.POST if request.method == "POST" else None,
        initial={"was_there": {True: "yes", False: "no"}.get(attendee.was_there, ""), "knows": attendee.knows},
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.say(
                attendee=attendee,
                was_there=form.there(),
                knows=form.cleaned_data["knows"],
                by=request.actor,
                at=timezone.now(),
            )
        except operations.IsRecorded:
            form.add_error(None, RECORDED)
        else:
            messages.success(request, f"Written down for {attendee.name}")
            return redirect("front_door:strategy", reference)
    return _ask(request, found, form, heading=f"{attendee.get_agency_display()}: {attendee.name}", button="Keep it")


def ask(request, reference):
    found = _found(request, reference)
    require(request.actor, Permission.STRATEGY_WORK, found)
    form = forms.AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask(
                strategy=found, asked=operations.Asked(**form.cleaned_data), by=request.actor, at=timezone.now()
            )
        except operations.MayNotBeAsked:
            form.add_error("email", NOT_ASKED)
        else:
            messages.success(request, f"{form.cleaned_data['name']} is asked")
            return redirect("front_door:strategy", reference)
    return _ask(request, found, form, heading="Ask someone to the table", button="Ask them")


def record(request, reference):
    found = _found(request, reference)
    require(request.actor, Permission.STRATEGY_WORK, found)
    here = to_london(min(found.planned_for, timezone.now()))
    form = forms.RecordForm(
        request.POST if request.method == "POST" else None,
        initial={"on": here.date(), "time": here.time().replace(second=0, microsecond=0)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.record(strategy=found, held_at=form.when, by=request.actor, at=timezone.now(), **form.decided())
        except operations.IsRecorded:
            form.add_error(None, RECORDED)
        except operations.NotHeldYet:
            form.add_error("time", NOT_THEN)
        except operations.NobodyThere:
            form.add_error(
                None, "Nobody is written down as there. Say beside each name whether they were, then record it"
            )
        except operations.AbsenceNotSaid:
            form.add_error(
                "absence_because", "Police or health were not there. Write why, and which manager agreed to go on"
            )
        else:
            messages.success(request, f"Recorded. {_whom_it_went_to(found)}{_circulate_by(found)}")
            _warn_of_what_to_do_instead(request, found)
            return redirect("front_door:strategy", reference)
    return _ask(request, found, form, heading="What was decided?", button="Record it")


def _whom_it_went_to(found: Strategy) -> str:
    offer = next(iter(onward.offers_of(found)), None)
    if offer is None:
        return ""
    return f"{offer.to_team.name} is told and answers today. "


def _circulate_by(found: Strategy) -> str:
    """By its clock, which runs from when the discussion was held: what was held yesterday is due today."""
    due = (
        Clock.objects.running().filter(case=found.case_id, rule=CIRCULATE.key).values_list("due_on", flat=True).first()
    )
    if due is None:
        return "Circulate it"
    today = timezone.localdate()
    if due < today:
        return f"Circulate it now: it was due {day_in_words(due, today=today)}"
    return "Circulate it today" if due == today else f"Circulate it by {day_in_words(due, today=today)}"


def _warn_of_what_to_do_instead(request, found: Strategy) -> None:
    if instead := onward.done_instead(found):
        messages.warning(request, f"{instead}. A task of your team says so")


@require_POST
def tell_worker(request, reference):
    """Pass what was decided to the worker's team, where it was not, or came back."""
    found = _found(request, reference)
    require(request.actor, Permission.STRATEGY_WORK, found)
    try:
        offer = onward.tell_worker(strategy=found, by=request.actor, at=timezone.now())
    except onward.NothingToPassOn:
        messages.warning(request, "There is nothing to pass on. This is where it stands now")
    else:
        if offer:
            messages.success(request, f"{offer.to_team.name} is told and answers today")
        else:
            _warn_of_what_to_do_instead(request, found)
    return redirect("front_door:strategy", reference)


@require_POST
def circulate(request, reference):
    found = _found(request, reference)
    require(request.actor, Permission.STRATEGY_WORK, found)
    try:
        operations.circulate(strategy=found, by=request.actor, at=timezone.now())
    except operations.NotHeldYet:
        messages.error(request, "Record what was decided first")
    else:
        messages.success(request, "Everyone with an account is told. Print it for the others")
    return redirect("front_door:strategy", reference)


def action(request, reference):
    found = _found(request, reference)
    require(request.actor, Permission.STRATEGY_WORK, found)
    form = forms.ActionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        operations.add_action(
            strategy=found,
            what=said["what"],
            who=said["who"],
            due_at=form.when,
            key=said["idempotency"],
            by=request.actor,
            at=timezone.now(),
        )
        messages.success(request, "The action stands in the record")
        return redirect("front_door:strategy", reference)
    return _ask(request, found, form, heading="Who does what?", button="Add the action")


@require_POST
def action_done(request, reference, public_id):
    found = _found(request, reference)
    require(request.actor, Permission.STRATEGY_WORK, found)
    operations.do_action(
        action=get_object_or_404(found.actions, public_id=public_id), by=request.actor, at=timezone.now()
    )
    messages.success(request, "The action is done")
    return redirect("front_door:strategy", reference)


def not_held(request, reference):
    found = _found(request, reference)
    require(request.actor, Permission.STRATEGY_WORK, found)
    form = forms.NotHeldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.not_held(
                strategy=found, because=form.cleaned_data["because"], by=request.actor, at=timezone.now()
            )
        except operations.IsRecorded:
            form.add_error(None, RECORDED)
        else:
            messages.success(request, "It is recorded that the discussion is not held, and why")
            return redirect("front_door:strategy", reference)
    return _ask(request, found, form, heading="It is not held", button="Record that it is not held")


def conclude(request, reference):
    found = _found(request, reference)
    require(request.actor, Permission.STRATEGY_WORK, found)
    form = forms.ConcludeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.conclude(strategy=found, **form.cleaned_data, by=request.actor, at=timezone.now())
        except operations.ActionsOpen:
            form.add_error(None, "Actions are still open. Mark them done first; what you wrote stands below.")
        except operations.EnquiryNotEnded:
            form.add_error("enquiry_ended", "Write how the enquiry ended")
        except operations.NotHeldYet:
            form.add_error(None, "Record what was decided first.")
        except operations.WorkerNotTold:
            form.add_error(
                None, "The worker's team has not been told, or has not answered yet. What you wrote stands below."
            )
        else:
            messages.success(request, "The discussion is concluded")
            return redirect("front_door:strategy", reference)
    return _ask(request, found, form, heading="Conclude it", button="Conclude it")


def _page(request, found: Strategy):
    now = timezone.now()
    attendees = list(found.attendees.order_by("asked_at", "pk"))
    earlier: dict[int, list[StrategySaid]] = {}
    for one in (
        StrategySaid.objects.filter(attendee__in=attendees)
        .select_related("by__membership__user", "by__area")
        .order_by("-at", "-pk")
    ):
        earlier.setdefault(one.attendee_id, []).append(one)
    there = {one.agency for one in attendees if one.was_there}
    running = Clock.objects.running().filter(case=found.case_id).order_by("due_at", "pk")
    offers = onward.offers_of(found) if found.recorded_at else []
    return render(
        request,
        "front_door/strategy/page.html",
        {
            "found": found,
            "child": _child(request, found),
            "attendees": attendees,
            "earlier": {attendee: said[1:] for attendee, said in earlier.items()},
            "absent": [
                Agency(one).label
                for one in MUST_BE_THERE
                if one not in there and not (one == Agency.HEALTH and Agency.HOSPITAL in there)
            ],
            "actions": list(found.actions.order_by("due_at", "pk")),
            "clocks": [clock_shown(clock, now=now, with_source=True) for clock in running],
            "offers": offers,
            "worker": onward.worker_of(found),
            "tells_worker": onward.may_be_passed_on(found, offers),
            "may_work": may(request.actor, Permission.STRATEGY_WORK, found) and found.case.is_open,
            "now": now,
            "may_see_contact": found.contact_id is not None
            and found.contact is not None
            and may(request.actor, Permission.BOARD_READ),
        },
    )


def _ask(request, found: Strategy, form, *, heading: str, button: str):
    return render(
        request,
        "front_door/strategy/ask.html",
        {"form": form, "found": found, "child": _child(request, found), "heading": heading, "button": button},
    )


def _child(request, found: Strategy) -> str:
    people = [part.person for part in found.case.participants.filter(capacity="CHILD").select_related("person")]
    audit.saw("person", *(person.pk for person in people))
    return ", ".join(person.name for person in people)


def _found(request, reference: str) -> Strategy:
    found = (
        Strategy.objects.filter(case__reference=reference)
        .select_related(
            "case__area",
            "case__responsible_team",
            "contact",
            "called_by__membership__user",
            "called_by__membership__role",
            "called_by__membership__team",
            "called_by__area",
        )
        .first()
    )
    if found is None:
        raise Http404
    audit.saw("case", found.case_id)
    return found
