"""The designated officers' side after the receipt: who it is about, who may know, telling them, safety, meetings, referrals, actions."""

from datetime import time

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property

from breakwater.foundation.dates.london_time import moment
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import Permission

from ..forms.allegations import AllegationDecisionForm, LiftForm, OrganisationForm, PassOnForm
from ..forms.officers import ActionForm, MayKnowForm, MeetingForm, ReferralForm, SafetyForm, ToldForm, WhoItIsForm
from ..operations import allegations, contact_for_the_child, officers
from .allegations import OfAllegation

END_OF_OFFICE = time(17)
ALLEGATION = "designated-officer/<str:reference>/"


class AllegationOperation(OfAllegation, OperationView):
    """One question about an open allegation, on a page of its own, for one of its readers."""

    permission = Permission.ALLEGATION_WORK
    template_name = "front_door/compartments/ask.html"
    leads_to = "front_door:allegation", "subject.reference"
    heading, button, kind = "", "Save", ""

    def get_context_data(self, **more):
        return super().get_context_data(**more, heading=self.heading, button=self.button, kind=self.kind)


class TakeUp(ButtonView, AllegationOperation):
    route, name = f"{ALLEGATION}take-up/", "allegation_take_up"
    operation, success_message = staticmethod(allegations.take_up), "You have taken up {subject.reference}"


class Decide(AllegationOperation):
    """How it ended; it closes."""

    route, name = f"{ALLEGATION}decide/", "allegation_decide"
    form_class, heading, button, kind = AllegationDecisionForm, "Decide and close", "Decide and close", "warning"
    operation, refused_above = staticmethod(allegations.decide_allegation), (allegations.AlreadyDecided,)
    success_message = "{subject.reference} is decided and closed"

    def get_form_kwargs(self):
        lacks = officers.lacks_of(self.subject, self.request.POST.get("outcome", ""))
        return super().get_form_kwargs() | {"lacks": lacks}


class SayWhoItIs(AllegationOperation):
    """Whom it is about, where the sender's words did not say, or said only part."""

    route, name = f"{ALLEGATION}who/", "allegation_who"
    form_class, heading = WhoItIsForm, "Who it is about"
    success_message = "Recorded. They are kept from it"

    def get_initial(self):
        return {"about": self.subject.about, "role": self.subject.role}

    def operate(self, form):
        said = form.cleaned_data
        return officers.say_who_it_is(self.subject, name=said["about"], role=said["role"] or "", **self.acting)


class NameWhoMayKnow(AllegationOperation):
    """Who in the employer may know. Nobody is told by this."""

    route, name = f"{ALLEGATION}may-know/", "allegation_may_know"
    form_class, heading = MayKnowForm, "Who in the employer may know"
    operation = staticmethod(officers.name_who_may_know)
    success_message = "Recorded. Tell them yourself: nothing here reaches them"

    def get_initial(self):
        is_about_head = self.subject.is_about_head
        return {} if is_about_head is None else {"about_the_head": is_about_head}


class TellEmployer(AllegationOperation):
    """An officer has told someone of the employer, perhaps after it was decided."""

    permission_of = ""
    route, name = f"{ALLEGATION}may-know/<int:number>/", "allegation_told"
    form_class = ToldForm

    @cached_property
    def person(self):
        return get_object_or_404(self.subject.case.may_know, pk=self.kwargs["number"])

    def answer_instead(self):
        self.heading = f"Tell {self.person.name}"
        self.success_message = f"Recorded that {self.person.name} was told"

    def get_initial(self):
        now = timezone.localtime(self.at)
        return {"day": now.date(), "time": f"{now:%H:%M}"}

    def operate(self, form):
        return officers.tell(self.person, words=form.cleaned_data["words"], told_at=form.at, **self.acting)


class RecordStep(AllegationOperation):
    """A step of the officers, of the kind that its form asks for."""

    success_message = "Saved"

    def operate(self, form):
        return officers.record(self.subject, step=form.step(), **self.acting)


class RecordSafety(RecordStep):
    route, name = f"{ALLEGATION}safety/", "allegation_safety"
    form_class, heading = SafetyForm, "Children's immediate safety"


class RecordMeeting(RecordStep):
    route, name = f"{ALLEGATION}meeting/", "allegation_meeting"
    form_class, heading = MeetingForm, "Record a meeting"


class RecordReferral(RecordStep):
    """To a body outside; it is often made after the allegation is decided."""

    permission_of = ""
    route, name = f"{ALLEGATION}referral/", "allegation_referral"
    form_class, heading = ReferralForm, "Record a referral"


class AddAction(AllegationOperation):
    """An action with a day: it stands with the officers' tasks."""

    route, name = f"{ALLEGATION}action/", "allegation_action"
    form_class, heading, button = ActionForm, "Add action", "Add action"
    success_message = "The action is added"

    def operate(self, form):
        said = form.cleaned_data
        due_at, key = moment(said["day"], END_OF_OFFICE), said["idempotency"]
        return officers.add_action(self.subject, title=said["title"], due_at=due_at, key=key, **self.acting)


class SettleOrganisation(AllegationOperation):
    """Which organisation it is, where the sender's words did not say."""

    route, name = f"{ALLEGATION}organisation/", "allegation_where"
    form_class, heading, button = OrganisationForm, "Which organisation it is", "Keep this one out"
    success_message = "That organisation hears nothing of it until you lift that"

    def get_initial(self):
        return {"name": self.subject.organisation_words}

    def operate(self, form):
        return allegations.settle_organisation(self.subject, organisation=form.organisation, **self.acting)


class LiftStrike(AllegationOperation):
    """Let an organisation hear of it, for a reason."""

    route, name = f"{ALLEGATION}struck/<int:number>/lift/", "allegation_lift"
    form_class, button, kind = LiftForm, "Let them hear of it", "warning"
    operation, operates_on = staticmethod(allegations.lift_strike), "strike"
    success_message = "From now on that organisation may hear of it"

    @cached_property
    def strike(self):
        struck = self.subject.case.struck_organisations.select_related("organisation")
        return get_object_or_404(struck, pk=self.kwargs["number"])

    def answer_instead(self):
        whom = self.strike.organisation.name if self.strike.organisation_id else "every organisation"
        self.heading = f"Let {whom} hear of it"


class TellMash(AllegationOperation):
    """A contact for the MASH about the child, in the officer's own words."""

    route, name = f"{ALLEGATION}pass-on/", "allegation_pass_on"
    form_class, heading, button = PassOnForm, "Tell the MASH what the child needs", "Send to the MASH"
    operation = staticmethod(contact_for_the_child.pass_to_mash)
    success_message = "The MASH has it as {result}"
