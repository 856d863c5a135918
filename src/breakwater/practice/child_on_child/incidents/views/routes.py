"""How an incident is answered: by the school, early help, social care, police."""

from typing import ClassVar

from django.urls import reverse

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.operations import NobodyReceives

from ...models import Route
from .. import lookup, route_forms
from ..operations import contacts, corrections, of_child, routes
from .pages import CHILD, INCIDENT, ROUTE, Asks, OfChild, OfIncident, OfRoute

Kind = Route.Kind


class AddRoute(OfIncident, Asks):
    route, name = f"{INCIDENT}routes/new/", "add_route"
    form_class, heading = route_forms.AddRouteForm, "How is it answered?"

    def operate(self, form):
        return routes.add_route(self.subject, form.facts(), kind=form.cleaned_data["kind"], **self.acting)


class Police(OfIncident, Asks):
    route, name = f"{INCIDENT}police/", "police"
    form_class, operation = route_forms.PoliceForm, staticmethod(routes.report_to_police)
    heading, button = "Record the report to the police", "Save"
    lead = "Call 101, or 999 if anybody is in danger. Writing here tells the police nothing. Agree with the officer what you may say."

    def get_form_kwargs(self):
        more = {"children": lookup.children_of(self.subject), "has_images": self.subject.has_images}
        return super().get_form_kwargs() | more

    def get_initial(self):
        return super().get_initial() | {"device": self.subject.device}


class SocialCare(OfChild, Asks):
    """The contact about one child is begun here and written on its own pages, which whoever began it is led back to."""

    route, name = f"{CHILD}social-care/", "social_care"
    form_class, operation = route_forms.SocialCareForm, staticmethod(contacts.refer_to_social_care)
    button = "Continue to the contact"
    words_stay = "the contact about this child: its author reads it whole before it is sent"
    refused_to = "child_on_child:incident", "subject.incident.public_id"
    words_of: ClassVar = {NobodyReceives: "Nobody receives contacts for your area here yet. Call its MASH"}

    @property
    def heading(self):
        return f"Refer to children’s social care: {self.subject.get_capacity_display().lower()}"

    @property
    def lead(self):
        if known := self.known:
            return (
                f"{known.opened_by.said} began a contact on {date_in_words(london_date(known.opened_at))} and has not sent it: "
                "nobody has been told. Begin another here if they cannot send it now."
            )
        return (
            f"{self.subject.named_as}. What is recorded of this child goes into the contact: name, date of birth, school, and what "
            "you write here. Nothing is sent yet. Do not wait for an answer before you protect the children."
        )

    def answer_instead(self):
        self.known = contacts.running(self.subject)
        self.result = self.known
        if self.request.method != "POST" and self.known and self.subject.incident.is_open and self.where_it_is():
            return self.done("")
        return super().answer_instead()

    def where_it_is(self) -> str:
        """Where the contact is: with its author while it is written; once it is sent, the incident has its reference."""
        contact = contacts.contact_of(self.result, by=self.request.actor)
        return self.get_refused_url() if self.result.reference else contact.begins if contact else ""

    def get_success_url(self):
        return (self.result and self.where_it_is()) or self.get_refused_url()

    def get_initial(self):
        return {"worry": of_child.what_is_known_of(self.subject), "views": of_child.words_of(self.subject)}


class RecordAnswer(OfRoute, Asks):
    """The receipt of a route; of the police and of social care, what they say now."""

    route, name = ROUTE, "route"
    forms_of: ClassVar = {Kind.POLICE: route_forms.PoliceUpdateForm, Kind.SOCIAL_CARE: route_forms.SocialCareAnswerForm}
    form_class = route_forms.ReceiptForm
    shows_what_is = True

    @staticmethod
    def when(route: Route) -> bool:
        """Of a contact that was begun again meanwhile, what came back is recorded too."""
        runs = OfRoute.when(route) or (route.kind == Kind.SOCIAL_CARE and route.incident.is_open)
        return runs and not route.is_begun

    def get_form_class(self):
        return self.forms_of.get(self.subject.kind, self.form_class)

    @property
    def heading(self):
        return f"{self.subject.get_kind_display()}: record an answer"

    @property
    def is_of_police(self) -> bool:
        return self.subject.kind == Kind.POLICE

    def get_form_kwargs(self):
        if not self.is_of_police:
            return super().get_form_kwargs()
        more = {"children": lookup.children_of(self.subject.incident), "said": self.subject.may_say_to}
        return super().get_form_kwargs() | more

    def get_initial(self):
        alleged = [each for each in lookup.children_of(self.subject.incident) if each.capacity in lookup.ALLEGED]
        return super().get_initial() | {"child": alleged[0].public_id if len(alleged) == 1 else ""}

    def get_success_url(self):
        """What the police said is offered to the other school at once, where there is one."""
        told = lookup.first_to_hear(self.subject.incident) if self.is_of_police else None
        return reverse("child_on_child:tell_school", args=[told.public_id]) if told else super().get_success_url()

    def success_words(self):
        told = lookup.first_to_hear(self.subject.incident) if self.is_of_police else None
        return "Saved. Now tell the other school what the police said" if told else super().success_words()

    def operate(self, form):
        if self.subject.kind == Kind.SOCIAL_CARE:
            return routes.record_social_care(self.subject, form.facts(), **self.acting)
        if not self.is_of_police:
            return routes.record_answer(self.subject, form.facts(), **self.acting)
        return routes.record_police(self.subject, form.facts(), revision=form.cleaned_data["revision"], **self.acting)


class CorrectAnswer(OfRoute, Asks):
    """An answer was recorded wrongly: what is right stands beside it."""

    route, name = f"{ROUTE}correct/", "correct_answer"
    forms_of: ClassVar = {
        Kind.POLICE: route_forms.CorrectPoliceForm,
        Kind.SOCIAL_CARE: route_forms.CorrectSocialCareForm,
    }
    form_class, button = route_forms.WordsForm, "Save correction"
    when = staticmethod(lambda route: route.incident.is_open and bool(lookup.answers_to_correct(route)))
    success_message = "Corrected"

    @property
    def lead(self):
        said = lookup.answers_to_correct(self.subject)
        recorded = f"Recorded: {said[0].label}, {day(said[0].on)}. " if len(said) == 1 else ""
        return f"{recorded}It stays in the history. Plans that rely on it are to be reviewed by the next school day."

    @property
    def heading(self):
        return f"{self.subject.get_kind_display()}: correct an answer"

    def get_form_class(self):
        return self.forms_of[self.subject.kind]

    def get_form_kwargs(self):
        children = {"children": lookup.children_of(self.subject.incident)} if self.subject.kind == Kind.POLICE else {}
        return super().get_form_kwargs() | children | {"answers": lookup.answers_to_correct(self.subject)}

    def get_initial(self):
        return super().get_initial() | {"revision": self.subject.revision}

    def operate(self, form):
        said = form.correcting()
        if self.subject.kind == Kind.SOCIAL_CARE:
            return corrections.correct_social_care(self.subject, form.facts(), **said, **self.acting)
        revision = form.cleaned_data["revision"]
        return corrections.correct_police(self.subject, form.facts(), **said, revision=revision, **self.acting)


class TellAgain(OfRoute, Asks):
    """It became graver than they were told."""

    route, name = f"{ROUTE}tell-again/", "tell_again"
    form_class, operation = route_forms.TellAgainForm, staticmethod(routes.tell_again)
    button, success_message = "Save", "Saved"
    when = staticmethod(lambda route: OfRoute.when(route) and not route.is_begun)

    @property
    def heading(self):
        return f"{self.subject.get_kind_display()}: record that you told them again"

    @property
    def lead(self):
        which = f" Their reference is {self.subject.reference}." if self.subject.reference else ""
        return f"Call them, and say what it is recorded as now.{which} Writing here tells them nothing."


class EndRoute(OfRoute, Asks):
    route, name = f"{ROUTE}end/", "end_route"
    form_class, operation = route_forms.WordsForm, staticmethod(routes.end_route)
    button = "Save"
    when = staticmethod(
        lambda route: OfRoute.when(route) and route.pk in lookup.may_end([route], lookup.decided_of(route.incident))
    )

    @property
    def heading(self):
        return f"{self.subject.get_kind_display()}: how did it end?"


VIEWS = (AddRoute, Police, SocialCare, RecordAnswer, CorrectAnswer, TellAgain, EndRoute)
