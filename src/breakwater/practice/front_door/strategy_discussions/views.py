"""Strategy discussions: called from a contact, written down as it is said, recorded, circulated, concluded."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST, require_safe

from breakwater.casework.clocks.display import shown as clock_shown
from breakwater.casework.models import Clock
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import day_in_words
from breakwater.foundation.dates.london_time import to_london
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import Permission, may, require

from ..contact_lookup import asked_for
from ..enclosures import beside_of, joined_to
from ..information_requests.operations.requests import MayNotBeAsked
from ..information_requests.quotes import QuotingMixin
from ..models import Agency, Contact, Strategy, StrategySaid, Submission
from ..models.strategy import MUST_BE_THERE
from ..pathway import CIRCULATE
from . import forms
from .operations import discussions as operations
from .operations import onward


class CallDiscussion(QuotingMixin, OperationView):
    """Call one about the child of a contact, or write down one that was held."""

    route, name = "mash/contacts/<str:reference>/strategy/", "strategy_call"
    permission = Permission.STRATEGY_CALL
    form_class, template_name = forms.CallForm, "front_door/strategy/call.html"
    operation = staticmethod(operations.call)
    words_of = {MayNotBeAsked: f"The discussion is not called. {operations.NOT_ASKED}"}

    def find_subject(self):
        return asked_for(self.request, self.kwargs["reference"])

    def permission_subject(self):
        return None

    def answer_instead(self):
        if self.subject.case.is_open or self.request.method == "POST":
            return None
        reference = self.subject.reference
        messages.warning(self.request, f"{reference} is closed. Call it from the contact or the case that is open now")
        return redirect("front_door:contact", reference)

    @cached_property
    def not_named(self) -> Submission | None:
        return _sender_not_named(self.subject)

    def get_initial(self):
        soon = to_london(self.at + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
        concern = {} if self.not_named else {"concern": self.subject.worry}
        return {"on": soon.date(), "time": soon.time(), "how": Strategy.How.CALL} | concern

    def get_form_kwargs(self):
        area = self.subject.case.area
        latest = {soon: operations.latest_planned(area, self.at, is_immediate=soon) for soon in (True, False)}
        return super().get_form_kwargs() | {
            "earliest": operations.earliest_written(area, self.at),
            "latest": latest,
            "not_named": self.not_named,
        }

    @property
    def success_message(self):
        done = "written down: record what was decided" if operations.is_over(self.result) else "called"
        return f"The discussion is {done}. Those with an account are told"

    def get_success_url(self):
        return reverse("front_door:strategy", args=[self.result.case.reference])

    def record_sight(self):
        audit.saw("person", *([self.subject.child_id] if self.subject.child_id else []))

    def get_context_data(self, **more):
        form = more.get("form") or self.get_form()
        table = [(form[f"who_{one.value}"], form[f"mail_{one.value}"]) for one in forms.AT_FIRST]
        return super().get_context_data(**more | {"form": form}, contact=self.subject, table=table)


def _sender_not_named(contact: Contact) -> Submission | None:
    """What a contact came by, where its sender asked not to be named or nobody here knows whether they did."""
    sent = Submission.objects.filter(pk=contact.submission_id).select_related("answers").first()
    added = sent.additions.all() if sent else ()
    return sent if beside_of(sent, added, joined_to(contact)).name_kept_back else None


class DiscussionOperation(QuotingMixin, OperationView):
    """Something done with a discussion, whose record is what one sees next."""

    permission = Permission.STRATEGY_WORK
    template_name = "front_door/strategy/ask.html"
    heading = button = ""

    @cached_property
    def discussion(self) -> Strategy:
        return _found(self.request, self.kwargs["reference"])

    def find_subject(self):
        return self.discussion

    def permission_subject(self):
        return self.discussion

    def get_success_url(self):
        return reverse("front_door:strategy", args=[self.discussion.case.reference])

    def get_context_data(self, **more):
        return super().get_context_data(
            **more,
            found=self.discussion,
            child=_child(self.request, self.discussion),
            heading=self.heading,
            button=self.button,
        )


class SayAtTable(DiscussionOperation):
    """What one person at the table said, written down while it is said."""

    route, name = "strategy/<str:reference>/said/<str:public_id>/", "strategy_said"
    form_class, button = forms.SaidForm, "Keep it"

    @cached_property
    def attendee(self):
        found = get_object_or_404(self.discussion.attendees, public_id=self.kwargs["public_id"])
        found.strategy = self.discussion
        return found

    def answer_instead(self):
        self.heading = f"{self.attendee.get_agency_display()}: {self.attendee.name}"
        self.success_message = f"Written down for {self.attendee.name}"

    def get_initial(self):
        was_there = {True: "yes", False: "no"}.get(self.attendee.was_there, "")
        return {"was_there": was_there, "knows": self.attendee.knows}

    def operate(self, form):
        return operations.say(
            attendee=self.attendee,
            was_there=form.there(),
            knows=form.cleaned_data["knows"],
            by=self.request.actor,
            at=self.at,
        )


class AskToTable(DiscussionOperation):
    route, name = "strategy/<str:reference>/ask/", "strategy_ask"
    form_class, heading, button = forms.AskForm, "Ask someone to the table", "Ask them"

    def operate(self, form):
        asked = operations.Asked(**form.cleaned_data)
        self.success_message = f"{asked.name} is asked"
        return operations.ask(strategy=self.subject, asked=asked, by=self.request.actor, at=self.at)


class RecordDecision(DiscussionOperation):
    route, name = "strategy/<str:reference>/record/", "strategy_record"
    form_class, heading, button = forms.RecordForm, "What was decided?", "Record it"
    words_of = {
        operations.NotHeldYet: "Enter a time that has passed, not before the last working day before it was called. If it was "
        "held earlier, say that this one is not held and call it again with its own day"
    }

    def get_initial(self):
        here = to_london(min(self.subject.planned_for, self.at))
        return {"on": here.date(), "time": here.time().replace(second=0, microsecond=0)}

    def operate(self, form):
        return operations.record(
            strategy=self.subject, held_at=form.when, by=self.request.actor, at=self.at, **form.decided()
        )

    @property
    def success_message(self):
        return f"Recorded. {_whom_it_went_to(self.subject)}{_circulate_by(self.subject)}"

    def get_success_url(self):
        _warn_of_what_to_do_instead(self.request, self.subject)
        return super().get_success_url()


class AddAction(DiscussionOperation):
    route, name = "strategy/<str:reference>/actions/", "strategy_action"
    form_class, heading, button = forms.ActionForm, "Who does what?", "Add the action"
    success_message = "The action stands in the record"

    def operate(self, form):
        said = form.cleaned_data
        return operations.add_action(
            strategy=self.subject,
            what=said["what"],
            who=said["who"],
            due_at=form.when,
            key=said["idempotency"],
            by=self.request.actor,
            at=self.at,
        )


class NotHeld(DiscussionOperation):
    route, name = "strategy/<str:reference>/not-held/", "strategy_not_held"
    form_class, heading, button = forms.NotHeldForm, "It is not held", "Record that it is not held"
    success_message = "It is recorded that the discussion is not held, and why"

    def operate(self, form):
        return operations.not_held(
            strategy=self.subject, because=form.cleaned_data["because"], by=self.request.actor, at=self.at
        )


class Conclude(DiscussionOperation):
    route, name = "strategy/<str:reference>/conclude/", "strategy_conclude"
    form_class, heading, button = forms.ConcludeForm, "Conclude it", "Conclude it"
    success_message = "The discussion is concluded"

    def operate(self, form):
        return operations.conclude(strategy=self.subject, **form.cleaned_data, by=self.request.actor, at=self.at)


class Circulate(ButtonView, DiscussionOperation):
    route, name = "strategy/<str:reference>/circulate/", "strategy_circulate"
    success_message = "Everyone with an account is told. Print it for the others"

    def operate(self, form):
        return operations.circulate(strategy=self.subject, by=self.request.actor, at=self.at)


class CompleteAction(ButtonView, DiscussionOperation):
    route, name = "strategy/<str:reference>/actions/<str:public_id>/", "strategy_action_done"
    success_message = "The action is done"

    def operate(self, form):
        action = get_object_or_404(self.subject.actions, public_id=self.kwargs["public_id"])
        return operations.do_action(action=action, by=self.request.actor, at=self.at)


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
    except onward.NothingToPassOn as refusal:
        messages.warning(request, refusal.words)
    else:
        if offer:
            messages.success(request, f"{offer.to_team.name} is told and answers today")
        else:
            _warn_of_what_to_do_instead(request, found)
    return redirect("front_door:strategy", reference)


@require_safe
def strategy(request, reference):
    """The record: who is there, what each knows, what was decided, who does what."""
    require(request.actor, Permission.STRATEGY_READ)
    return _page(request, _found(request, reference))


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
