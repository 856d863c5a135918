"""What is recorded about an incident, step by step: a line a step, which says when it is offered and to whom."""

from collections.abc import Iterable
from typing import ClassVar

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import ButtonView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import NotPermitted, Permission, may

from ...models import Limb, Member, State
from .. import forms, lookup
from ..operations import considering, ending, first_hour, naming, notifying, rapid
from .of_incident import AT, ONE, WORDS_STAY, OfIncident

Part = Member.Part
OPEN, RAPID, REPLIED = considering.OPEN, (State.RAPID_OPEN,), (State.PANEL_REPLIED,)


def at(*states: State):
    """A step that is offered in these states alone."""
    return lambda incident: incident.state in states


def not_closed(incident) -> bool:
    return incident.state != State.CLOSED


def waits_for_a_decision(incident) -> bool:
    return incident.state in OPEN and not lookup.is_to_be_notified(incident)


class IncidentStep(OfIncident, StepView):
    """One thing that is recorded about an incident. `parts` are who of those named on it records it, where not its business managers."""

    steps_at, steps_named = ONE, "incident"
    permission, words_stay, success_message = Permission.SERIOUS_WORK, WORDS_STAY, "Recorded"
    button = "Save"
    act = ""
    parts: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def of(cls, act, *args, **more):
        made = super().of(act, *args, **more)
        made.act = act
        return made

    def answer_instead(self):
        if self.parts and self.subject.parts_of(self.request.actor.membership.user_id).isdisjoint(self.parts):
            who = " or ".join(Part(each).label.lower() for each in self.parts)
            raise NotPermitted(self.permission, f"A {who} who is named on this incident records this.")
        return super().answer_instead()

    def get_initial(self):
        return {"on": london_date(self.at)}


class ViewStep(IncidentStep):
    permission = Permission.SERIOUS_VIEW


class CriteriaStep(IncidentStep):
    def get_initial(self):
        found = lookup.limbs_of(self.subject)
        said = ((limb.value, found[limb]) for limb in Limb if limb in found)
        return {
            key: value
            for limb, each in said
            for key, value in ((f"met_{limb}", each.met), (f"why_{limb}", each.reasons))
        }


class LivingStep(IncidentStep):
    def get_initial(self):
        return {"before": self.subject.living}


class AwareStep(IncidentStep):
    def get_initial(self):
        return {name: getattr(self.subject, name) for name in ("aware_on", "told_by", "counting")}


class MeetingStep(IncidentStep):
    def get_initial(self):
        review = self.subject.rapid_review
        return {"on": review.held_on or london_date(self.at), "came": review.came, "minutes": review.minutes}


class NotifyStep(IncidentStep):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"is_decided": lookup.is_to_be_notified(self.subject)}


class OfTheArea(IncidentStep):
    """A step that offers the posts of the area."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"area": self.subject.area}


class AskedByName(IncidentStep):
    """A step whose operation takes what stands in its boxes."""

    def get_initial(self):
        return {}


class EndingStep(AskedByName):
    """A step towards the end. It names what is open still (`tells`), which whoever takes it answers for."""

    tells = staticmethod(ending.unanswered_checks)

    def get_context_data(self, **more):
        told = self.tells(self.subject)
        return super().get_context_data(**{"lead": f"{self.lead} {told}." if told else self.lead} | more)


STEPS = (
    LivingStep.of(
        "living",
        "Living children’s safety",
        forms.LivingForm,
        first_hour.record_living,
        when=not_closed,
        lead="If a child may be at risk, a contact opens at the MASH as you save. It says nothing of the incident.",
    ),
    AskedByName.of(
        "record",
        "Secure the records",
        forms.RecordForm,
        first_hour.tie_record,
        permission=Permission.SERIOUS_READ,
        when=lambda incident: incident.child_id is None and not_closed(incident),
        lead="Nothing of the child’s record, of brothers and sisters or of Prevent is destroyed from then on. The chronology is drawn.",
    ),
    AwareStep.of("aware", "Awareness, and how many forms", forms.AwareForm, first_hour.set_aware, when=at(*OPEN)),
    CriteriaStep.of(
        "criteria",
        "The criteria, limb by limb",
        forms.CriteriaForm,
        considering.find_limbs,
        when=at(*considering.FOLLOWS),
    ),
    ViewStep.of(
        "view",
        "Your partner’s view",
        forms.ViewForm,
        considering.give_view,
        parts=(Part.PARTNER,),
        when=at(*considering.FOLLOWS),
    ),
    IncidentStep.of(
        "decide",
        "Decide whether to notify",
        forms.DecideForm,
        considering.decide,
        when=waits_for_a_decision,
        lead="The duty is the authority’s, within five working days: the decision waits for no partner, and their views follow. A decision "
        "not to notify needs the same evidence. The learning group and the scrutineer look at it again.",
    ),
    ViewStep.of(
        "again",
        "Look again at the decision not to notify",
        forms.AgainForm,
        considering.look_again,
        parts=lookup.LOOKS_AGAIN,
        when=at(State.NOT_NOTIFIED),
    ),
    NotifyStep.of(
        "notify",
        "Record that it was sent",
        forms.NotifyForm,
        notifying.notify,
        says="Notified. The rapid review is open. What the form still lacks is listed",
        when=at(*notifying.BEFORE),
        lead="Send the form in the national panel’s own system first. The paper made here has what it asks for; what is missing from it "
        "is filled in afterwards.",
    ),
    IncidentStep.of("plan", "Plan the meeting", forms.MeetingForm, rapid.plan_meeting, when=at(*RAPID)),
    MeetingStep.of("meeting", "Record the meeting", forms.HeldForm, rapid.record_meeting, when=at(*RAPID)),
    ViewStep.of(
        "sign",
        "Sign off the rapid review",
        forms.SignForm,
        rapid.sign_off,
        parts=(Part.PARTNER, Part.SCRUTINEER),
        when=at(*RAPID),
    ),
    IncidentStep.of("send", "Send the rapid review", forms.SendForm, rapid.send, when=at(*RAPID)),
    IncidentStep.of(
        "reply",
        "Reply of the national panel",
        forms.ReplyForm,
        rapid.record_reply,
        when=at(State.RAPID_SENT, State.PANEL_REPLIED),
    ),
    IncidentStep.of("answer", "Answer the national panel", forms.AnswerForm, rapid.answer_panel, when=at(*REPLIED)),
    IncidentStep.of(
        "review",
        "Decide on a review",
        forms.ReviewForm,
        rapid.decide_review,
        when=at(State.RAPID_OPEN, State.RAPID_SENT, *REPLIED),
    ),
    OfTheArea.of(
        "name",
        "Name somebody",
        forms.NameForm,
        naming.name_member,
        says="Named. Somebody else who is named on it confirms it; they are told then",
        when=not_closed,
    ),
    OfTheArea.of(
        "conflict",
        "Record a conflict of interest",
        forms.ConflictForm,
        naming.declare_conflict,
        leads_to=("learning:incidents",),
        says="Recorded. They find nothing of it from now on",
        kind="warning",
        when=not_closed,
        lead="They find nothing of the incident from now on, in no part and in no role. This cannot be undone.",
    ),
    EndingStep.of(
        "actions",
        "Actions are open",
        forms.EndingForm,
        ending.open_actions,
        when=at(*ending.REVIEWED),
        lead="The review is over. Once every organisation has answered its recommendations here, no reason is needed.",
    ),
    EndingStep.of(
        "verified",
        "Actions are verified",
        forms.EndingForm,
        ending.verify_actions,
        when=at(State.ACTIONS),
        lead="Once each action is verified in the tracker by somebody other than its owner, and a change is closed on evidence for each "
        "recommendation here, no reason is needed. A reason counts once a second person named on the incident agrees.",
        tells=staticmethod(ending.open_still),
        success_words=lambda step: (
            "Recorded" if step.result == step.subject else "Saved. A second person is asked to agree"
        ),
    ),
    AskedByName.of(
        "second",
        "Second person on the actions",
        forms.SecondForm,
        ending.answer_reason,
        permission=Permission.SERIOUS_READ,
        when=lambda incident: incident.state == State.ACTIONS and lookup.waiting_reason(incident) is not None,
    ),
    EndingStep.of(
        "close",
        "Close the incident",
        forms.CloseForm,
        ending.close,
        when=lookup.may_close,
        lead="The records are held no longer, and links to agencies end. Those named on it still read it.",
    ),
)


def links_of(steps: Iterable[type[IncidentStep]], incident, actor) -> list[type[IncidentStep]]:
    """The steps that an actor may take of an incident now."""
    parts = incident.parts_of(actor.membership.user_id)
    return [
        step
        for step in steps
        if step.when(incident) and may(actor, step.permission, incident) and (not step.parts or parts & set(step.parts))
    ]


class EndMember(ButtonView):
    """Somebody is named in a part no longer."""

    route, name = f"{AT}named/<str:public_id>/end/", "member_end"
    subjects, permission, permission_of = lookup.MEMBERS, Permission.SERIOUS_WORK, "subject.incident"
    operation = staticmethod(naming.end_member)
    leads_to, success_message = ("learning:incident", "subject.incident.public_id"), "Ended"


class ConfirmMember(ButtonView):
    """A second person agrees that somebody is named."""

    route, name = f"{AT}named/<str:public_id>/confirm/", "member_confirm"
    subjects, permission, permission_of = lookup.MEMBERS, Permission.SERIOUS_READ, "subject.incident"
    operation = staticmethod(naming.confirm_member)
    leads_to, success_message = ("learning:incident", "subject.incident.public_id"), "Confirmed, and told"


class StartRuleStep(StepView):
    """From what the area counts its rapid reviews."""

    route, name = f"{AT}start/", "start_rule"
    permission, form_class = Permission.ORGANISATIONS_EDIT, forms.RuleForm
    heading, success_message = (
        "Start of the rapid review’s clock",
        "Saved. It holds for rapid reviews that open from now on",
    )
    lead = "Editions of the guidance differ. The notification is the start until you say otherwise."
    words_stay = "it names a rule and nobody"

    def answer_instead(self):
        return None

    def get_success_url(self):
        """To the incidents, for whoever reads any; an administrator of the service stays here."""
        reads = may(self.request.actor, Permission.SERIOUS_READ)
        return reverse("learning:incidents" if reads else "learning:start_rule")

    def operate(self, form):
        return notifying.set_start(self.request.actor.membership.team.area, form.facts(), **self.acting)

    def get_initial(self):
        rule = lookup.start_rule(self.request.actor.membership.team.area)
        return {"start": rule.start, "source": rule.source} if rule else {"start": "NOTIFIED"}


VIEWS = (*STEPS, EndMember, ConfirmMember, StartRuleStep)
