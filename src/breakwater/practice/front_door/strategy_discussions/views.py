"""Strategy discussions: called from a contact, written down as it is said, recorded, circulated, concluded."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property

from breakwater.casework.clocks.time_left import shown as clock_shown
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import day_in_words
from breakwater.foundation.dates.london_time import london_date, to_london
from breakwater.foundation.design.absent import NONE_SEEN
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records import presenting

from ..contact_lookup import ContactOperation
from ..enclosures import beside_of, joined_to
from ..information_requests.operations.requests import MayNotBeAsked
from ..models import Agency, Strategy, StrategySaid, Submission
from ..models.strategy import MUST_BE_THERE
from ..pathway import CIRCULATE
from . import forms
from .operations import discussions as operations
from .operations import onward


class CallDiscussion(ContactOperation):
    """Call one about the child of a contact, or write down one that was held."""

    route, name = "mash/contacts/<str:reference>/strategy/", "strategy_call"
    permission, permission_of = Permission.STRATEGY_CALL, ""
    form_class, template_name = forms.CallForm, "front_door/strategy/call.html"
    operation = staticmethod(operations.call)
    words_of = {MayNotBeAsked: f"The discussion is not called. {operations.NOT_ASKED}"}
    leads_to = "front_door:strategy", "result.case.reference"

    def answer_instead(self):
        if self.subject.case.is_open or self.request.method == "POST":
            return None
        reference = self.subject.reference
        messages.warning(self.request, f"{reference} is closed. Call it from the contact or the case that is open now")
        return redirect("front_door:contact", reference)

    @cached_property
    def not_named(self) -> Submission | None:
        """What it came by, where its sender asked not to be named or nobody here knows whether they did."""
        sent = self.subject.sent()
        added = sent.additions.all() if sent else ()
        return sent if beside_of(sent, added, joined_to(self.subject)).name_kept_back else None

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
        done = "recorded: record what was decided" if operations.is_over(self.result) else "called"
        return f"The discussion is {done}. Those with an account are told"

    def record_sight(self):
        audit.saw("person", *([self.subject.child_id] if self.subject.child_id else []))

    def get_context_data(self, **more):
        form = more.get("form") or self.get_form()
        table = [(form[f"who_{one.value}"], form[f"mail_{one.value}"]) for one in forms.AT_FIRST]
        accounts = operations.accounts_of(self.subject.case.area, self.at)
        return super().get_context_data(**more | {"form": form}, table=table, accounts=accounts)


class OfDiscussion(SubjectView):
    model, lookup, lookup_field = Strategy, "reference", "case__reference"
    related = (
        *("case__area", "case__responsible_team", "contact", "called_by__area"),
        *(f"called_by__membership__{each}" for each in ("user", "role", "team__area")),
    )
    context_object_name = "found"

    def record_sight(self):
        audit.saw("case", self.subject.case_id)
        audit.saw("person", *(person.pk for person in self.children))

    @cached_property
    def children(self) -> list[Person]:
        found = self.subject.case.participants.filter(capacity="CHILD").select_related("person")
        return [part.person for part in found]

    @property
    def child(self) -> str:
        return ", ".join(person.name for person in self.children)


class DiscussionOperation(OfDiscussion, OperationView):
    """Something done with a discussion, whose record is what one sees next."""

    permission = Permission.STRATEGY_WORK
    template_name = "front_door/strategy/ask.html"
    heading = button = ""

    leads_to = "front_door:strategy", "subject.case.reference"

    def get_context_data(self, **more):
        return super().get_context_data(**more, child=self.child, heading=self.heading, button=self.button)


class SayAtTable(DiscussionOperation):
    """What one person at the table said, written down while it is said."""

    route, name = "strategy/<str:reference>/said/<str:public_id>/", "strategy_said"
    form_class, button = forms.SaidForm, "Save"

    @cached_property
    def attendee(self):
        found = get_object_or_404(self.subject.attendees, public_id=self.kwargs["public_id"])
        found.strategy = self.subject
        return found

    def answer_instead(self):
        self.heading = f"{self.attendee.get_agency_display()}: {self.attendee.name}"
        self.success_message = f"Recorded for {self.attendee.name}"

    def get_initial(self):
        was_there = {True: "yes", False: "no"}.get(self.attendee.was_there, "")
        return {"was_there": was_there, "knows": self.attendee.knows}

    def operate(self, form):
        knows = form.cleaned_data["knows"]
        return operations.say(self.attendee, was_there=form.there(), knows=knows, **self.acting)


class AskToTable(DiscussionOperation):
    route, name = "strategy/<str:reference>/ask/", "strategy_ask"
    form_class, heading, button = forms.AskForm, "Ask someone to the table", "Ask them"

    def operate(self, form):
        asked = operations.Asked(**form.cleaned_data)
        self.success_message = f"{asked.name} is asked"
        return operations.ask(self.subject, asked=asked, **self.acting)


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
        return operations.record(self.subject, held_at=form.when, **form.decided(), **self.acting)

    @property
    def success_message(self):
        return f"Recorded. {_whom_it_went_to(self.subject)}{_circulate_by(self.subject)}"

    def get_success_url(self):
        if instead := _what_to_do_instead(self.subject):
            messages.warning(self.request, instead)
        return super().get_success_url()


class AddAction(DiscussionOperation):
    route, name = "strategy/<str:reference>/actions/", "strategy_action"
    form_class, heading, button = forms.ActionForm, "Who does what?", "Add the action"
    success_message = "The action is in the record"

    def operate(self, form):
        said = form.cleaned_data
        given = {"what": said["what"], "who": said["who"], "key": said["idempotency"]}
        return operations.add_action(self.subject, due_at=form.when, **given, **self.acting)


class NotHeld(DiscussionOperation):
    route, name = "strategy/<str:reference>/not-held/", "strategy_not_held"
    form_class, heading, button = forms.NotHeldForm, "Not held", "Record that it was not held"
    operation = staticmethod(operations.not_held)
    success_message = "It is recorded that the discussion is not held, and why"


class Conclude(DiscussionOperation):
    route, name = "strategy/<str:reference>/conclude/", "strategy_conclude"
    form_class, heading, button = forms.ConcludeForm, "Conclude it", "Conclude it"
    operation = staticmethod(operations.conclude)
    success_message = "The discussion is concluded"


class Circulate(ButtonView, DiscussionOperation):
    route, name = "strategy/<str:reference>/circulate/", "strategy_circulate"
    operation = staticmethod(operations.circulate)
    success_message = "Everyone with an account is told. Print it for the others"


class CompleteAction(ButtonView, DiscussionOperation):
    route, name = "strategy/<str:reference>/actions/<str:public_id>/", "strategy_action_done"
    success_message = "The action is done"

    def operate(self, form):
        action = get_object_or_404(self.subject.actions, public_id=self.kwargs["public_id"])
        return operations.do_action(action, **self.acting)


def _rows_of(child: presenting.Header) -> list[dict]:
    """Who a child is, where they live and with whom they are related, for a summary list."""
    where = {None: "", True: "same household", False: "lives elsewhere"}
    family = "; ".join(
        ", ".join(filter(None, [one.person.name, one.is_their, where[one.lives_in_household]]))
        for one in child.relatives
    )
    rows = (
        ("Born", f"{child.born} ({child.age})" if child.born and child.age else child.born or NONE_SEEN),
        ("Also known as", ", ".join(child.other_names)),
        ("Address", child.address),
        ("School", child.school or NONE_SEEN),
        ("Parental responsibility", child.responsibility_said()),
        ("Family", family or NONE_SEEN),
    )
    return [{"key": key, "value": value} for key, value in rows if value]


def _whom_it_went_to(found: Strategy) -> str:
    offer = next(iter(onward.offers_of(found)), None)
    if offer is None:
        return ""
    return f"We have told {offer.to_team.name}, who must answer today. "


def _circulate_by(found: Strategy) -> str:
    """By its clock, which runs from when the discussion was held: what was held yesterday is due today."""
    due = found.case.clocks.running().filter(rule=CIRCULATE.key).values_list("due_on", flat=True).first()
    if due is None:
        return "Circulate it"
    today = timezone.localdate()
    if due < today:
        return f"Circulate it now: it was due {day_in_words(due, today=today)}"
    return "Circulate it today" if due == today else f"Circulate it by {day_in_words(due, today=today)}"


def _what_to_do_instead(found: Strategy) -> str:
    instead = onward.done_instead(found)
    return f"{instead}. A task of your team says so" if instead else ""


class TellWorker(ButtonView, DiscussionOperation):
    """Pass what was decided to the worker's team, where it was not, or came back."""

    route, name = "strategy/<str:reference>/worker/", "strategy_tell_worker"
    operation, refused_as = staticmethod(onward.tell_worker), messages.WARNING

    @property
    def success_as(self):
        return messages.SUCCESS if self.result else messages.WARNING

    @property
    def success_message(self):
        if self.result:
            return f"We have told {self.result.to_team.name}, who must answer today"
        return _what_to_do_instead(self.subject)


class DiscussionPage(OfDiscussion, SubjectPage):
    """The record: who is there, what each knows, what was decided, who does what."""

    route, name, template_name = "strategy/<str:reference>/", "strategy", "front_door/strategy/page.html"
    permission, permission_of, asks_first = Permission.STRATEGY_READ, "", True

    @cached_property
    def about(self) -> list[presenting.Header]:
        """Each child as the reader may see them: police and health search by this."""
        return presenting.headers(self.children, on=london_date(self.at))

    def record_sight(self):
        super().record_sight()
        audit.saw("person", *(one.person.pk for child in self.about for one in child.relatives))

    def get_context_data(self, **more):
        found, actor = self.subject, self.request.actor
        who = (f"by__{each}" for each in ("membership__user", "membership__role", "membership__team__area", "area"))
        said = StrategySaid.objects.select_related(*who).order_by("-at", "-pk")
        attendees = list(found.attendees.order_by("asked_at", "pk").prefetch_related(Prefetch("said", said)))
        there = {one.agency for one in attendees if one.was_there}
        running = found.case.clocks.running().order_by("due_at", "pk")
        offers = onward.offers_of(found) if found.recorded_at else []
        return super().get_context_data(
            **more,
            child=self.child,
            about=[(one.name, _rows_of(one)) for one in self.about],
            attendees=attendees,
            earlier={one.pk: list(one.said.all())[1:] for one in attendees},
            absent=[
                Agency(one).label
                for one in MUST_BE_THERE
                if one not in there and not (one == Agency.HEALTH and Agency.HOSPITAL in there)
            ],
            actions=list(found.actions.order_by("due_at", "pk")),
            clocks=[clock_shown(clock, now=self.at, with_source=True) for clock in running],
            offers=offers,
            worker=onward.worker_of(found),
            tells_worker=onward.may_be_passed_on(found, offers),
            may_work=may(actor, Permission.STRATEGY_WORK, found) and found.case.is_open,
            now=self.at,
            may_see_contact=found.contact_id is not None
            and found.contact is not None
            and may(actor, Permission.BOARD_READ),
        )
