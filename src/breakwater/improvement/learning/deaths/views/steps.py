"""What is recorded about a death, step by step: a line a step, which says when it is offered and to whom."""

from django.http import Http404

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date, to_london
from breakwater.foundation.design.fields import Form
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission

from ...models import ChildDeath, DeathState
from .. import forms, lookup
from ..operations import coroner, mistakes, notifying, professionals, response, support, tracker
from ..pathway import CLOCKS, REVIEW_BY, SIBLINGS
from .of_death import AT, ONE, WORDS_STAY, OfDeath

Response = ChildDeath.Response


def undecided(death) -> bool:
    return death.response != Response.YES


def runs(death) -> bool:
    return death.response == Response.YES


class DeathStep(OfDeath, StepView):
    """One thing that the team records about a death."""

    steps_at, steps_named = ONE, "death"
    permission, words_stay, success_message, button = Permission.DEATH_WORK, WORDS_STAY, "Recorded", "Save"

    def get_initial(self):
        today = london_date(self.at)
        return {"on": today, "since": today}


class ResponseStep(DeathStep):
    """One thing that whoever leads the response records, or the team; afterwards they stand at the checklist again."""

    permission = Permission.DEATH_RESPOND
    when = staticmethod(runs)

    def get_success_url(self):
        return f"{super().get_success_url()}#response"


class OfTheArea(ResponseStep):
    """A step that offers the posts of the area."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"area": self.subject.area}


class ByDay(ResponseStep):
    def operate(self, form):
        return self.operation(self.subject, form.cleaned_data["on"], **self.acting)


class ByReason(DeathStep):
    def operate(self, form):
        return self.operation(self.subject, *form.cleaned_data.values(), **self.acting)


class HandOver(
    OfTheArea.of("lead", "Hand over the lead", forms.LeadForm, response.hand_over, says="Handed over, and told")
):
    def operate(self, form):
        return response.hand_over(self.subject, form.chosen(), **self.acting)

    def get_success_url(self):
        """Whoever handed it over may read it no longer."""
        return self.address_of("learning:deaths")


class Correct(DeathStep.of("correct", "Correct what is known", forms.CorrectForm, tracker.correct)):
    def get_initial(self):
        one = self.subject
        died = to_london(one.died_at)
        same = {name: getattr(one, name) for name in forms.CorrectForm.base_fields if hasattr(one, name)}
        return same | {"died_on": died.date(), "clock": died.time() if one.time_is_known else None}


class OfStep(ResponseStep):
    """A step of the checklist, which the address names."""

    meeting = False

    def find_subject(self):
        self.step = lookup.step_at(self.kwargs["step"], meeting=self.meeting)
        if self.step is None:
            raise Http404
        return super().find_subject()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"step": self.step}

    def get_initial(self):
        now = to_london(self.at)
        return {"on": now.date(), "clock": now.time().replace(second=0, microsecond=0)}

    def get_context_data(self, **more):
        lead = ""
        if clock := CLOCKS.get(self.step.clock):
            lead = f"Due within {clock.words}. {clock.source}: to be checked locally by {REVIEW_BY:%-d %B %Y}."
        if self.step.code == SIBLINGS:
            lead = " ".join([lead, *lookup.others_of(self.subject)])
        return super().get_context_data(**{"heading": self.step.label, "lead": lead} | more)


class RecordStep(OfStep):
    route, name, form_class = f"{ONE}response/<slug:step>/", "death_step", forms.StepForm
    operation = staticmethod(response.record_step)

    def get_initial(self):
        return super().get_initial() | {"is_needed": True}


class RecordMeeting(OfStep):
    route, name, form_class = f"{ONE}meetings/<slug:step>/", "death_meeting", forms.MeetingForm
    meeting, operation = True, staticmethod(response.record_meeting)


class Start(
    ResponseStep.of(
        "respond",
        "Start the joint agency response",
        forms.StartForm,
        response.start,
        says="Started. The checklist is below",
        when=undecided,
    )
):
    def get_initial(self):
        """The criteria that whoever notified the death chose already."""
        return {"criteria": lookup.criteria_notified(self.subject)}


OpenAgain = DeathStep.of(
    "open-again",
    "Open it again",
    Form,
    mistakes.open_again,
    when=lambda death: death.mistaken_at is not None,
    lead="It was no mistake: the review goes on and counts. Name again whoever leads the response and the family’s key worker.",
)
STEPS = (
    OpenAgain,
    ByReason.of(
        "mistake",
        "It was opened by mistake",
        forms.WhyForm,
        mistakes.mark,
        kind="warning",
        lead="The child lives, or it is no child’s death. Links for forms, the lead and the key worker end, and it counts in no figures.",
    ),
    DeathStep.of(
        "prevention",
        "Add a coroner’s report to prevent future deaths",
        forms.PreventionForm,
        coroner.add_report,
        when=lambda death: death.state != DeathState.NOTIFIED,
    ),
    Start,
    ByReason.of(
        "no-response",
        "No joint agency response",
        forms.WhyForm,
        response.decline,
        when=lambda death: death.response == Response.NOT_DECIDED,
    ),
    HandOver,
    OfTheArea.of(
        "key-worker",
        "Name a key worker",
        forms.KeyWorkerForm,
        support.name_key_worker,
        when=lambda death: True,
        lead="One named person for the family, until the panel’s feedback. A death without a key worker after one working day is an exception.",
    ),
    ByDay.of("findings", "First findings of the post-mortem", forms.DayForm, response.record_findings),
    DeathStep.of(
        "triage",
        "Triage",
        forms.TriageForm,
        tracker.triage,
        when=lambda death: death.state == DeathState.NOTIFIED,
        lead="From then on whoever opened the record finds it no longer, unless they lead the response.",
    ),
    DeathStep.of(
        "stage",
        "Record a stage",
        forms.StageForm,
        tracker.bring_to,
        when=lambda death: death.state not in (DeathState.NOTIFIED, DeathState.CLOSED),
    ),
    DeathStep.of(
        "hold", "Put on hold", forms.HoldForm, tracker.put_on_hold, when=lambda death: death.state not in lookup.OVER
    ),
    Correct,
    DeathStep.of("professionals", "Add a professional", forms.ProfessionalForm, professionals.add_professional),
    ByReason.of(
        "merge",
        "Merge with another record",
        forms.MergeForm,
        notifying.merge,
        says="Merged. What was sent and who is listed is here now",
        leads_to=("learning:death", "result.public_id"),
        refused_to=("learning:death", "subject.public_id"),
        kind="warning",
        lead="For two records of one child. The other record stays; this one’s notifications and professionals go to it. This cannot be undone.",
    ),
)


class PreventionAnswer(StepView):
    """What became of a coroner's report."""

    route, name = f"{AT}prevention/<str:public_id>/answer/", "death_prevention_answer"
    subjects, permission, permission_of = lookup.REPORTS, Permission.DEATH_WORK, "subject.death"
    leads_to, words_stay = ("learning:death", "subject.death.public_id"), WORDS_STAY
    heading, button, success_message = "Record the answer to the coroner’s report", "Save", "Recorded"
    form_class, operation = forms.PreventionAnswerForm, staticmethod(coroner.record_answer)
    when = staticmethod(lambda report: report.answered_on is None)
    operate = ByReason.operate

    def record_sight(self):
        audit.saw("child_death", self.subject.death_id)


class WaitStep(StepView):
    """What is recorded of something that a review waits for."""

    subjects, permission, permission_of = lookup.WAITS, Permission.DEATH_WORK, "subject.death"
    audited_as, leads_to, words_stay = "child_death", ("learning:death", "subject.death.public_id"), WORDS_STAY
    steps_at, steps_named, success_message, button = f"{AT}waits/<str:public_id>/", "death_wait", "Recorded", "Save"
    when = staticmethod(lambda wait: wait.ended_on is None)
    operate = ByReason.operate

    def record_sight(self):
        """What is drawn is of the record that waits."""

    def get_initial(self):
        return {"on": london_date(self.at), "words": self.subject.words, "revision": self.subject.revision}


class CheckAgain(WaitStep.of("check", "Ask again later", forms.CheckForm, tracker.check_again)):
    def operate(self, form):
        return tracker.check_again(self.subject, **form.cleaned_data, **self.acting)


WAITING = (CheckAgain, WaitStep.of("end", "It is over", forms.DayForm, tracker.end_wait))
VIEWS = (*STEPS, RecordStep, RecordMeeting, PreventionAnswer, *WAITING)
