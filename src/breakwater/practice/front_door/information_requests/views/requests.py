"""The MASH that asks other agencies: whom and what, and its side of each request."""

from functools import partial

from django.utils.functional import cached_property

from breakwater.foundation.dates import due
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.calendars import hours_of

from ...contact_lookup import ContactOperation, contact_or_404
from ...models import Rag
from ...models.requests import RequestBasis
from .. import agencies, forms, pages
from ..operations import answering
from ..operations import requests as operations
from .answers import OfRequest


class AskOthers(ContactOperation):
    """Who do we ask? Several agencies on one page, one reason."""

    words_stay = "each agency may read its own answer, and no other's: compared for each that is asked"

    route, name = "mash/contacts/<str:reference>/ask/", "ask_others"
    permission = Permission.REQUEST_SEND
    form_class, template_name = forms.AskForm, "front_door/requests/ask.html"

    @cached_property
    def askable(self):
        """The agencies that may be asked, as they are usually asked, and the schools besides."""
        contact = self.subject
        found = agencies.whom_to_ask(contact, on=london_date(self.at))
        schools = agencies.other_schools(contact, but=[each.team.pk for each in found])
        teams = (*schools, *(each.team for each in found))
        open_to = operations.those_who_may_be_asked(contact, {team.organisation_id for team in teams})
        return (
            [each for each in found if each.team.organisation_id in open_to],
            [team for team in schools if team.organisation_id in open_to],
        )

    def get_initial(self):
        usual = [each.team.public_id for each in self.askable[0] if each.hint]
        said = operations.why_said_already(self.subject)
        return {"agencies": usual, "lawful_basis": RequestBasis.PUBLIC_TASK, "sensitivity": "ROUTINE"} | said

    def get_form_kwargs(self):
        found, schools = self.askable
        named = pages.people_to_ask_about(self.subject, on=london_date(self.at))
        return super().get_form_kwargs() | {"askable": found, "schools": schools, "named": named}

    def operate(self, form):
        key = form.cleaned_data["idempotency"]
        return operations.ask(self.subject, form.facts(), key=key, send_now=not self.keeps, **self.acting)

    @property
    def keeps(self):
        return self.request.POST.get("step") == "keep"

    @property
    def success_message(self):
        many = "1 agency" if len(self.result) == 1 else f"{len(self.result)} agencies"
        return f"Drafts for {many} are kept, and not sent" if self.keeps else f"{many} asked"

    def get_context_data(self, **more):
        contact = self.subject
        rating = contact.rag or Rag.AMBER
        hours = hours_of(contact.case.responsible_team, london_date(self.at))
        return super().get_context_data(
            **more,
            name=contact.child.name if contact.child_id else contact.named_as,
            due_at=due(agencies.RULES[rating].allows, self.at, hours).shown_at,
            is_rated=bool(contact.rag),
            rating=Rag(rating).label.lower(),
        )


class AskedOperation(OfRequest, OperationView):
    """Something done with a request by those who asked; the request is what one sees next."""

    words_stay = "the agency may read its own answer, and no other's: compared with theirs alone"
    permission = Permission.REQUEST_SEND
    leads_to = "front_door:asked_one", "subject.reference"

    def find_subject(self):
        """The request with its contact, for someone of the MASH who may read both."""
        found = super().find_subject()
        require(self.request.actor, self.permission)
        found.contact = contact_or_404(pk=found.contact_id)
        return found

    @property
    def agency(self):
        return agencies.said(self.subject.team)

    def get_context_data(self, **more):
        return super().get_context_data(**more, contact=self.subject.contact, agency=self.agency)


class Reply(AskedOperation):
    """Answer what the agency asked back."""

    route, name = "mash/requests/<str:reference>/reply/", "asked_reply"
    form_class, template_name = forms.ReplyForm, "front_door/requests/asked_one.html"
    success_message = "The agency has your reply"
    words_of = {operations.RequestIsClosed: "This request is closed, so nobody would read a reply."}
    operation = staticmethod(partial(answering.say, from_agency=False))

    def get_context_data(self, **more):
        found, shown = self.subject, pages.shown(self.subject, now=self.at)
        if shown["answers"] and self.request.method == "GET":
            answering.read_answers(requests=[found], **self.acting)
        disclosures = found.disclosures.order_by("pk")
        return super().get_context_data(
            **more,
            **shown,
            disclosures=list(disclosures.select_related("giver__organisation", "recipient__organisation")),
            may_send=may(self.request.actor, Permission.REQUEST_SEND, found),
            ends_place_of=self._place_to_end(),
        )

    def _place_to_end(self) -> str:
        """The child, by public id, who has a place at the school that holds nothing: this actor may end it."""
        found, child = self.subject, self.subject.contact.child
        if found.status != found.Status.NOTHING_HELD or child is None:
            return ""
        stands = child.enrolments.filter(team=found.team_id, ends_on=None).exists()
        return child.public_id if stands and may(self.request.actor, Permission.PERSON_KEEP, child) else ""


class AskedRequest(Reply):
    """One request as those who asked see it, with what the agency asked back and the log of what was disclosed."""

    route, name = "mash/requests/<str:reference>/", "asked_one"
    http_method_names = ["get", "head"]
    permission_of = ""


class AddPerson(AskedOperation):
    route, name = "mash/requests/<str:reference>/person/", "asked_person"
    form_class, template_name = forms.PersonForm, "front_door/requests/add_person.html"
    words_of = dict.fromkeys(
        (operations.RequestIsClosed, operations.ContactIsDecided),
        "This request is closed, or the contact decided. Ask again from the contact.",
    )
    operation = staticmethod(operations.add_person)

    @property
    def success_message(self):
        return f"{self.agency} is asked again, about one more person"


class CloseRequest(AskedOperation):
    route, name = "mash/requests/<str:reference>/close/", "asked_close"
    form_class, template_name = forms.CloseForm, "front_door/requests/close.html"
    words_of = {operations.RequestIsClosed: "This request is answered or closed already."}
    success_message = "{subject.reference} is closed"
    leads_to = "front_door:contact", "subject.contact.reference"
    operation = staticmethod(operations.close)


class SendDraft(ButtonView, AskedOperation):
    route, name = "mash/requests/<str:reference>/send/", "asked_send"
    words_of = {operations.RequestIsSent: ""}  # sent twice: it went once

    def operate(self, form):
        return operations.send(self.subject, contact=self.subject.contact, **self.acting)

    @property
    def success_message(self):
        return f"{self.agency} asked"
