"""The designated officers' side after the receipt: who it is about, who may know, telling them, safety, meetings, referrals, actions."""

from datetime import time

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from breakwater.foundation.dates.london_time import moment
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission

from ...models import EmployerPerson
from ..forms.allegations import LiftForm, OrganisationForm, PassOnForm
from ..forms.officers import ActionForm, MayKnowForm, MeetingForm, ReferralForm, SafetyForm, ToldForm, WhoItIsForm
from ..operations import allegations, contact_for_the_child, officers
from .allegations import found_allegation

END_OF_OFFICE = time(17)
ALLEGATION = "designated-officer/<str:reference>/"


class AllegationOperation(OperationView):
    """One question about an open allegation, on a page of its own, for one of its readers."""

    permission = Permission.ALLEGATION_WORK
    template_name = "front_door/compartments/ask.html"
    heading, button, kind = "", "Save", ""

    def find_subject(self):
        return found_allegation(self.kwargs["reference"])

    def get_success_url(self):
        return reverse("front_door:allegation", args=[self.subject.reference])

    def get_context_data(self, **more):
        return super().get_context_data(
            **more, allegation=self.subject, heading=self.heading, button=self.button, kind=self.kind
        )


class SayWhoItIs(AllegationOperation):
    """Whom it is about, where the sender's words did not say, or said only part."""

    route, name = f"{ALLEGATION}who/", "allegation_who"
    form_class, heading = WhoItIsForm, "Whom it is about"
    success_message = "Recorded. They are kept from it"

    def get_initial(self):
        return {"about": self.subject.about, "role": self.subject.role}

    def operate(self, form):
        said = form.cleaned_data
        return officers.say_who_it_is(
            allegation=self.subject,
            name=said["about"],
            role=said["role"] or "",
            by=self.request.actor,
            at=self.at,
        )


class NameWhoMayKnow(AllegationOperation):
    """Who in the employer may know. Nobody is told by this."""

    route, name = f"{ALLEGATION}may-know/", "allegation_may_know"
    form_class, heading = MayKnowForm, "Who in the employer may know"
    success_message = "Recorded. Tell them yourself: nothing here reaches them"

    def get_initial(self):
        is_about_head = self.subject.is_about_head
        return {} if is_about_head is None else {"about_the_head": is_about_head}

    def operate(self, form):
        return officers.name_who_may_know(
            allegation=self.subject, person=form.facts(), by=self.request.actor, at=self.at
        )


class TellEmployer(AllegationOperation):
    """An officer has told someone of the employer."""

    route, name = f"{ALLEGATION}may-know/<int:number>/", "allegation_told"
    form_class = ToldForm

    @cached_property
    def person(self):
        found = EmployerPerson.objects.filter(case=self.subject.case_id, pk=self.kwargs["number"]).first()
        if found is None:
            raise Http404
        return found

    def answer_instead(self):
        self.heading = f"Tell {self.person.name}"
        self.success_message = f"Recorded that {self.person.name} was told"

    def get_initial(self):
        now = timezone.localtime(self.at)
        return {"day": now.date(), "time": f"{now:%H:%M}"}

    def operate(self, form):
        words = form.cleaned_data["words"]
        return officers.tell(person=self.person, words=words, told_at=form.at, by=self.request.actor, at=self.at)


class RecordStep(AllegationOperation):
    """A step of the officers, of the kind that its form asks for."""

    success_message = "Saved"

    def operate(self, form):
        return officers.record(allegation=self.subject, step=form.step(), by=self.request.actor, at=self.at)


class RecordSafety(RecordStep):
    route, name = f"{ALLEGATION}safety/", "allegation_safety"
    form_class, heading = SafetyForm, "Children's immediate safety"


class RecordMeeting(RecordStep):
    route, name = f"{ALLEGATION}meeting/", "allegation_meeting"
    form_class, heading = MeetingForm, "Record a meeting"


class RecordReferral(RecordStep):
    route, name = f"{ALLEGATION}referral/", "allegation_referral"
    form_class, heading = ReferralForm, "Record a referral"


class AddAction(AllegationOperation):
    """An action with a day: it stands with the officers' tasks."""

    route, name = f"{ALLEGATION}action/", "allegation_action"
    form_class, heading, button = ActionForm, "Add action", "Add action"
    success_message = "The action is added"

    def operate(self, form):
        said = form.cleaned_data
        return officers.add_action(
            allegation=self.subject,
            title=said["title"],
            due_at=moment(said["day"], END_OF_OFFICE),
            key=said["idempotency"],
            by=self.request.actor,
            at=self.at,
        )


class SettleOrganisation(AllegationOperation):
    """Which organisation it is, where the sender's words did not say."""

    route, name = f"{ALLEGATION}organisation/", "allegation_where"
    form_class, heading, button = OrganisationForm, "Which organisation it is", "Keep this one out"
    success_message = "That organisation hears nothing of it until you lift that"

    def get_initial(self):
        return {"name": self.subject.organisation_words}

    def operate(self, form):
        return allegations.settle_organisation(
            allegation=self.subject, organisation=form.organisation, by=self.request.actor, at=self.at
        )


class LiftStrike(AllegationOperation):
    """Let an organisation hear of it, for a reason."""

    route, name = f"{ALLEGATION}struck/<int:number>/lift/", "allegation_lift"
    form_class, button, kind = LiftForm, "Let them hear of it", "warning"
    success_message = "From now on that organisation may hear of it"

    @cached_property
    def strike(self):
        struck = self.subject.case.struck_organisations.select_related("organisation")
        found = struck.filter(pk=self.kwargs["number"]).first()
        if found is None:
            raise Http404
        return found

    def answer_instead(self):
        whom = self.strike.organisation.name if self.strike.organisation_id else "every organisation"
        self.heading = f"Let {whom} hear of it"

    def operate(self, form):
        because = form.cleaned_data["because"]
        return allegations.lift_strike(strike=self.strike, because=because, by=self.request.actor, at=self.at)


class TellMash(AllegationOperation):
    """A contact for the MASH about the child, in the officer's own words."""

    route, name = f"{ALLEGATION}pass-on/", "allegation_pass_on"
    form_class, heading, button = PassOnForm, "Tell the MASH what the child needs", "Send to the MASH"

    @property
    def success_message(self):
        return f"The MASH has it as {self.result}"

    def operate(self, form):
        said = form.cleaned_data
        return contact_for_the_child.pass_to_mash(
            allegation=self.subject,
            words=said["words"],
            key=str(said["idempotency"]),
            by=self.request.actor,
            at=self.at,
        )
