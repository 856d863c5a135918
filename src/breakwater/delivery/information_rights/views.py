"""Requests: the list, one, what is recorded about it; handing one over; the second person's word; a keeper's answer."""

from collections.abc import Sequence

from django.urls import reverse

from breakwater.delivery.retention import lookup as retention
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.fields import Form
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission, may

from . import finding, forms, keepers, lookup, operations
from .correcting import operations as correcting
from .disputing import operations as disputing
from .giving import answer
from .models import KeeperAsked, RightsRequest
from .pages import AT, KEEP, ONE, SECOND, STAYS, OfRequest, RequestStep
from .pathway import ANSWER, EXTENDED


class Requests(ListPage):
    """Requests of the officer's area: those due first."""

    route, name, template_name = AT, "requests", "information_rights/requests.html"
    permission, audited_as, may_be_taken_away = KEEP, "rights_request", False
    filter_form, sorts = forms.FilterForm, {"due": ("due_on", "pk"), "newest": ("-received_on", "-pk")}

    def get_queryset(self):
        return lookup.of_team(self.request.actor.membership.team)

    def get_context_data(self, **more):
        return super().get_context_data(now=self.at, today=london_date(self.at), **more)


class HandedOver(ListPage):
    """What I handed over: its reference and where it stands, and nothing that is held."""

    route, name, template_name = f"{AT}handed-over/", "handed", "information_rights/handed.html"
    permission, may_be_taken_away = Permission.RIGHTS_HAND, False

    def get_queryset(self):
        return lookup.handed_by(self.request.actor.membership.user_id)


class _New(OperationView):
    permission_of, template_name, words_stay = "", "design/step.html", STAYS
    heading = button = lead = back = ""

    def get_context_data(self, **more):
        shown = {"heading": self.heading, "button": self.button, "lead": self.lead, "kind": ""}
        return super().get_context_data(**shown | {"back": reverse(self.back)} | more)


class LogRequest(_New):
    route, name, permission, form_class = f"{AT}new/", "new", KEEP, forms.LogForm
    heading, button, back = "Log a request", "Save", "information_rights:requests"
    operation, leads_to = staticmethod(operations.log), ("information_rights:request", "result.public_id")
    success_message = "{result.reference} logged"


class HandOver(_New):
    route, name, permission, form_class = f"{AT}hand-over/", "hand", Permission.RIGHTS_HAND, forms.HandOverForm
    heading, button, back = (
        "Somebody asks for their information",
        "Send to information governance",
        "information_rights:handed",
    )
    lead = "A letter, a call or a word at the door counts. The month runs from the day it came: if that was before today, say so with what they ask for. Promise nothing about what they will get."
    operation, leads_to = staticmethod(operations.hand_over), ("information_rights:handed",)
    success_message = "{result.reference} is with information governance"


class Sort(RequestStep):
    route, name, heading, button = f"{ONE}sort/", "request_sort", "Kind of request, and who it is about", "Save"
    form_class, operation = forms.SortForm, staticmethod(operations.sort)
    when = staticmethod(lambda one: not one.ended_at and not one.approved_at)

    def get_initial(self):
        one = self.subject
        kept = ("kind", "asker", "asker_name", "about", "received_on")
        return {name: getattr(one, name) for name in kept}


class Verify(RequestStep):
    route, name, heading, button = f"{ONE}verify/", "request_verify", "Verify who asks, and why they may", "Save"
    form_class, operation = forms.VerifyForm, staticmethod(operations.verify)
    when = staticmethod(lambda one: not one.ended_at and not one.verified_on and bool(one.asker))

    def get_initial(self):
        asker = RightsRequest.Asker
        is_own = self.subject.asker in (asker.SELF, asker.CHILD)
        own = {"standing": RightsRequest.Standing.SELF} if is_own else {}
        return {"reply_to": self.subject.reply_to, "on": london_date(self.at), "waited": False} | own


class NameSecond(RequestStep):
    route, name, heading, button = f"{ONE}second/", "request_second", "Name the second person", "Ask them"
    form_class, operation = forms.SecondForm, staticmethod(operations.ask_second)
    lead = (
        "They say which records it is about, approve what is gathered or erased, and later check what is masked. A MASH manager reads the record and finds them; "
        "anybody else finds a record by its exact name and day of birth."
    )
    when = staticmethod(lambda one: not one.ended_at and bool(one.verified_on))

    def get_form_kwargs(self):
        listed = lookup.seconds_of(self.subject, london_date(self.at))
        return super().get_form_kwargs() | {"seconds": {each.public_id: each for each in listed}}


class TellAgencies(RequestStep):
    route, name = f"{ONE}agencies/", "request_agencies"
    heading, button = "Tell the agencies that were sent the wrong fact", "Save"
    form_class, operation = forms.AgenciesForm, staticmethod(correcting.tell_agencies)
    lead = "They are the agencies that the gathered record names. Tell each in the way you use with them, then tick it here (UK GDPR article 19)."
    when = staticmethod(lambda one: lookup.agencies_open(one).exists())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"agencies": lookup.agencies_open(self.subject)}


class End(RequestStep):
    route, name, heading, button = f"{ONE}end/", "request_end", "Record how it ended", "Save"
    form_class, operation, success_message = forms.EndForm, staticmethod(operations.end), "Saved. Send the letter now"
    lead = (
        "The letter to send is made from this; send it only where nobody else reads it. It says by itself how to complain to you, to the Information Commissioner, and that a court can decide. "
        "Whoever asked is told within the month, also of a refusal (UK GDPR article 12(4))."
    )

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kind": self.subject.kind}


STEPS = (
    Sort,
    Verify,
    NameSecond,
    RequestStep.of(
        "pause",
        "Ask what they mean: stop the clock",
        forms.PauseForm,
        operations.pause,
        get_initial=lambda self: {"on": london_date(self.at)},
        button="Stop the clock",
        lead="Only where you hold a lot and need to know what they want. The days are added when they answer.",
        when=lambda one: not one.ended_at and not one.paused_on and one.kind == RightsRequest.Kind.ACCESS,
    ),
    RequestStep.of(
        "resume",
        "They answered: start the clock",
        forms.ResumeForm,
        operations.resume,
        get_initial=lambda self: {"on": london_date(self.at)},
        button="Start the clock",
        when=lambda one: not one.ended_at and bool(one.paused_on),
    ),
    RequestStep.of(
        "extend",
        "Extend by two months",
        forms.WhyForm,
        operations.extend,
        button="Extend",
        lead=f"Only for a complex request, told with the reason within the first month. {EXTENDED.source}.",
        when=lambda one: not one.ended_at and not one.extended_on,
    ),
    RequestStep.of(
        "found",
        "Say what was found of what is disputed",
        forms.FoundForm,
        disputing.find,
        button="Save",
        when=lambda one: lookup.notes_open(one) > 0,
    ),
    TellAgencies,
    RequestStep.of(
        "erase",
        "Decide to erase",
        forms.EraseForm,
        operations.erase,
        button="Erase tonight",
        kind="warning",
        lead="The records that the second person named are deleted tonight, unless a hold, an open case or the retention schedule keeps them. It does not come back.",
        says="Decided. It is carried out tonight",
        when=lambda one: not one.ended_at and one.kind == RightsRequest.Kind.ERASURE and bool(one.approved_at),
    ),
    End,
)


class TakeOver(OfRequest, ButtonView):
    route, name, operation = f"{ONE}take-over/", "take_over", staticmethod(operations.take_over)
    success_message, leads_to = "It is yours", ("information_rights:request", "subject.public_id")


class GatherAgain(OfRequest, StepView):
    route, name, operation = f"{ONE}gather-again/", "gather_again", staticmethod(operations.gather_again)
    heading, button, kind, form_class, words_stay = "Gather it again", "Gather it again", "warning", Form, STAYS
    lead = "Everything that was masked, left out, given after all or judged for this request is discarded, and proposed again. Numbers of rows change."
    success_message, leads_to = (
        "It is being gathered. You are told when it is",
        ("information_rights:request", "subject.public_id"),
    )
    when = staticmethod(lambda one: bool(one.approved_at) and not one.to_check_at and not one.ended_at)


class RequestPage(OfRequest, SubjectPage):
    """One request: what is asked, by when, what is done, and the next step."""

    route, name, template_name = ONE, "request", "information_rights/request.html"

    def get_context_data(self, **more):
        one = self.subject
        is_erasure = one.kind == RightsRequest.Kind.ERASURE
        erasures = list(retention.erasures(one.reference)) if is_erasure else []
        step = next_of(one, erasures)
        listed = offered(STEPS, one, "information_rights", self.request.actor)
        if one.gathered_at and not one.ended_at:
            listed.append(
                {"text": "What was gathered", "href": reverse("information_rights:redact", args=[one.public_id])}
            )
        if answer.has_letter(one):
            href = reverse("information_rights:letter", args=[one.public_id])
            listed.append({"text": "Letter that tells them how it ended (PDF)", "href": href})
        if lookup.package_kept(one):
            href = reverse("information_rights:give_again", args=[one.public_id])
            listed.append({"text": "Give the same copy again", "href": href})
        return super().get_context_data(
            next=step,
            erasures=erasures,
            steps=[each for each in listed if not step or each["href"] != step["href"]],
            history=sorted([*lookup.steps_of(one), *lookup.words_of_second(one)], key=lambda each: each.at),
            asked=lookup.keepers_of(one),
            corrections=lookup.corrections_of(one),
            agencies=lookup.agencies_of(one),
            because=(EXTENDED if one.extended_on else ANSWER).because,
            is_mine=one.officer_id == self.request.actor.membership_id,
            today=london_date(self.at),
            **more,
        )


def next_of(one: RightsRequest, erasures: Sequence = ()) -> dict | None:
    """What is to be done next by its officer, or for whom it waits."""
    page, text, hint = _next(one, erasures)
    href = reverse(f"information_rights:{page}", args=[one.public_id]) if page else ""
    return {"text": text, "href": href, "hint": hint} if page else None


def _next(one: RightsRequest, erasures: Sequence) -> tuple[str, str, str]:
    """Name of the page, what it is called, and for whom it waits; three empty words where nothing is to be done."""
    if not one.ended_at and one.paused_on:
        return "request_resume", "They answered: start the clock", ""
    if not one.ended_at and not one.asker:
        return "request_sort", "Say what kind of request it is, and who asks", ""
    if not one.ended_at and not one.verified_on:
        return "request_verify", "Verify who asks, and why they may", ""
    if not one.ended_at and one.kind == RightsRequest.Kind.ERASURE and not erasures:
        return _to_erase(one)
    if any(each.state == each.State.WAITING for each in erasures):
        return "", "", ""
    if lookup.notes_open(one) > 0 and (one.ended_at or one.kind != RightsRequest.Kind.ACCESS):
        return "request_found", "Say what was found of what is disputed", ""
    if lookup.agencies_open(one).exists():
        return "request_agencies", TellAgencies.heading, ""
    if one.ended_at:
        return "", "", ""
    if one.kind == RightsRequest.Kind.CORRECTION:
        return _to_correct(one)
    if one.kind == RightsRequest.Kind.OBJECTION:
        return _to_restrict(one)
    return _to_give(one) if one.kind == RightsRequest.Kind.ACCESS else ("request_end", "Record how it ended", "")


TO_RESTRICT = "Once the records are named and gathered you can restrict the use of a row. Where nothing is to be restricted, record how it ended."


def _to_restrict(one: RightsRequest) -> tuple[str, str, str]:
    """Whoever objects has the use restricted while it is looked into; the row is found as for a correction."""
    if one.approved_at:
        return "redact", "Restrict the use of what they object to", "Then record how it ended."
    page, text, hint = _to_approve(one)
    return page, text, f"{hint} {TO_RESTRICT}".strip()


def _to_correct(one: RightsRequest) -> tuple[str, str, str]:
    """To find the row the record is gathered; who corrects it is whoever holds it."""
    if one.correcting:
        return ("", "", "") if one.correcting == one.Correcting.ASKED else ("request_end", "Record how it ended", "")
    if not one.approved_at:
        return _to_approve(one)
    return "redact", "Find what is wrong, and have it corrected", "Where it is right as it stands, record how it ended."


def _to_approve(one: RightsRequest) -> tuple[str, str, str]:
    if not one.second_user_id:
        return "request_second", "Name the second person", ""
    asked = f"{one.second_user.name} was asked to approve what is gathered."
    return "request_second", "Name somebody else", asked


def _to_give(one: RightsRequest) -> tuple[str, str, str]:
    if not one.approved_at:
        return _to_approve(one)
    if one.is_checked:
        return "give", "Give the copy", ""
    return "redact", "Look at what is masked", f"{one.second_user.name} checks it." if one.to_check_at else ""


def _to_erase(one: RightsRequest) -> tuple[str, str, str]:
    if not one.second_user_id:
        return (
            "request_second",
            "Name the second person",
            "They name the records and agree. Where it is refused, record how it ended.",
        )
    if not one.approved_at:
        return (
            "request_second",
            "Name somebody else",
            f"{one.second_user.name} was asked to name the records and agree.",
        )
    return "request_erase", "Decide to erase", "Where it is refused, record how it ended."


class Approve(OfRequest, OperationView):
    """The second person finds the records among those they read, and approves that what is held of them is gathered."""

    route, name, template_name = f"{ONE}approve/", "approve", "information_rights/approve.html"
    permission, form_class, words_stay = SECOND, forms.ApproveForm, STAYS
    operation, success_message = staticmethod(operations.approve), "Approved. It is being gathered"
    leads_to = ("information_rights:approve", "subject.public_id")

    @property
    def looked_for(self) -> str:
        return self.request.POST.get("search") or self.subject.about

    def get_initial(self):
        return {"search": self.looked_for, "asked": operations.mark_of_asked(self.subject)}

    def get_form_kwargs(self):
        self.found = finding.for_request(self.subject, self.looked_for, **self.acting)
        kwargs = super().get_form_kwargs() | {"found": self.found}
        if "find" in self.request.POST:
            kwargs |= {"data": None, "files": None}
        return kwargs

    def get_context_data(self, **more):
        return super().get_context_data(reads=may(self.request.actor, Permission.PERSON_SEARCH), **more)


class Asked(OperationView):
    """A keeper's decision on what of a compartment may be given."""

    route, name, template_name = (
        "information-requests/keepers/<str:public_id>/",
        "keeper",
        "information_rights/keeper.html",
    )
    model, context_object_name, audited_as = KeeperAsked, "asked", "rights_keeper"
    permission, form_class, words_stay = (
        Permission.RIGHTS_ANSWER,
        forms.KeeperForm,
        "a keeper decides that it may be given",
    )
    operation, success_message = staticmethod(keepers.answer), "Answered"
    leads_to = ("information_rights:keeper", "subject.public_id")

    def get_context_data(self, **more):
        return super().get_context_data(records=lookup.asked_about(self.subject), **more)


VIEWS = (Requests, HandedOver, LogRequest, HandOver, Asked, RequestPage, TakeOver, GatherAgain, Approve, *STEPS)
