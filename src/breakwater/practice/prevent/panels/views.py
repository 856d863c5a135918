"""The panel, a case of the panel, and what the chair records."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import actor_relations

from ..models import Decision, Member, PanelCase, PanelMeeting, Reader, Referral, Review, Support
from ..pathway import ASSESSMENT
from ..referrals.operations import referring, writing
from . import forms, lookup, meetings, operations

PANEL = "channel-panel/"
AHEAD = timedelta(days=28)


class Panel(ListPage):
    """The cases of the panel that the actor reads; for the chair what is to be brought, reviews, meetings and members besides."""

    may_be_taken_away = False  # nothing of a compartment lies in a file (SG-12)
    route, name, template_name = PANEL, "panel", "prevent/panel.html"
    permission, audited_as = Permission.PANEL_SIT, "specialist_panel"
    model, ordering = PanelCase, ("exited_on", "-opened_on", "-pk")

    def get_queryset(self):
        return super().get_queryset().select_related("meeting").prefetch_related(lookup.WITH_DECISIONS)

    def get_context_data(self, **more):
        chairs, today = may(self.request.actor, Permission.PANEL_CHAIR), london_date(self.at)
        of_the_chair = {}
        if chairs:
            waiting = lookup.to_bring()
            audit.saw("specialist_route", *(each.pk for each in waiting))
            of_the_chair = {
                "to_bring": [(each, referring.called(each), lookup.is_referred(each)) for each in waiting],
                "reviews": list(lookup.due_reviews(until=today + AHEAD)),
                "meetings": meetings.meetings_lately(),
                "members": list(meetings.members_now()),
            }
        return super().get_context_data(**more, chairs=chairs, today=today, **of_the_chair)


class OfPanelCase(SubjectView):
    model, related, context_object_name, audited_as = PanelCase, ("meeting",), "case", "specialist_panel"
    permission, permission_of, asks_first = Permission.PANEL_SIT, "", True


class PanelCasePage(OfPanelCase, SubjectPage):
    """One case: what is known of it, what is asked, decisions, consent, support, assessments by date and band, reviews."""

    route, name, template_name = f"{PANEL}<str:public_id>/", "panel_case", "prevent/panel_case.html"

    def get_context_data(self, **more):
        case, actor, today = self.subject, self.request.actor, london_date(self.at)
        assessments = list(case.assessments.order_by("-on", "-pk"))
        reviews = list(case.reviews.select_related(*actor_relations("by")).order_by("due_on", "pk"))
        decisions, chairs = lookup.standing_decisions(case), may(actor, Permission.PANEL_CHAIR)
        readers = lookup.readers_of(case)
        return super().get_context_data(
            **more,
            chairs=chairs,
            user=actor.membership.user_id,
            referral=case.referral if may(actor, Permission.SPECIALIST_WORK) else None,
            years=case.years_on(today),
            readers=readers if chairs else [each for each in readers if each.user_id == actor.membership.user_id],
            decisions=decisions,
            corrections=list(case.corrections.select_related(*actor_relations("by")).order_by("-at")),
            consents=list(case.consents.order_by("-recorded_at")),
            may_support=lookup.may_support(case),
            needs_legal_advice=lookup.needs_legal_advice(case),
            support=list(case.support.order_by("due_on", "pk")),
            mine=lookup.support_of(case, actor),
            assessments=assessments,
            assess_by=ASSESSMENT.due_on(assessments[0].on) if assessments and not case.exited_on else None,
            assess_because=ASSESSMENT.because,
            reviews=reviews,
            due=lookup.due_reviews(until=today + AHEAD).filter(case=case).first(),
            today=today,
        )


class PanelStep(StepView):
    """One thing the chair records."""

    permission, permission_of, asks_first = Permission.PANEL_CHAIR, "", True
    success_message, words_stay = "Recorded", "it stays with the panel"

    def get_initial(self):
        return {"on": timezone.localdate()}


class OfThePanel(PanelStep):
    """Of the panel as a whole."""

    leads_to = ("prevent:panel",)


class AddMember(OfThePanel):
    route, name, heading = f"{PANEL}members/new/", "member_new", "Add a member"
    form_class, operation = forms.MemberForm, staticmethod(meetings.add_member)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.actor}


class EndMember(ButtonView):
    """They leave the panel."""

    route, name = f"{PANEL}members/<str:public_id>/end/", "member_end"
    model, permission, permission_of, asks_first = Member, Permission.PANEL_CHAIR, "", True
    operation, leads_to = staticmethod(meetings.end_member), ("prevent:panel",)


class PlanMeeting(OfThePanel):
    route, name, heading = f"{PANEL}meetings/new/", "panel_meeting_new", "Plan a meeting"
    form_class, operation = forms.MeetingForm, staticmethod(meetings.plan_meeting)


class RecordAttendance(OfThePanel):
    route, name, heading = f"{PANEL}meetings/<str:public_id>/", "panel_attendance", "Record attendance"
    model, form_class, operation = PanelMeeting, forms.AttendanceForm, staticmethod(meetings.record_attendance)
    refused_above = (meetings.StillToCome,)

    def answer_instead(self):
        """Nobody came yet to a meeting that is still to come."""
        if self.subject.on > london_date(self.at):
            return self.form_refused(None, meetings.StillToCome())
        return super().answer_instead()

    def get_initial(self):
        return {"came": [each.public_id for each in meetings.came_to(self.subject)]}

    def get_context_data(self, **more):
        return super().get_context_data(whose_record=f"Meeting of {day(self.subject.on)}", **more)


class OpenCase(OfThePanel):
    """Bring a referral to the panel."""

    route, name, heading = "specialist-route/<str:public_id>/panel/", "panel_open", "Bring to the panel"
    model, related = Referral, ("form__version__form",)
    form_class, operation = forms.OpenForm, staticmethod(operations.open_case)

    def get_initial(self):
        values = writing.values_of(self.subject.form) if self.subject.form_id else {}
        age = writing.age_in(values, self.at)
        of_age = None if age is None else "UNDER_16" if age < 16 else "SIXTEEN" if age < operations.ADULT else "ADULT"
        known = {"school": values.get("school") or "", "concern": self.subject.concern}
        return known | {"called": referring.called(self.subject), "born": writing.born_in(values), "age": of_age}

    def get_success_url(self):
        made = getattr(self, "result", None)
        return reverse("prevent:panel_case", args=[made.public_id]) if made else super().get_success_url()


class CaseStep(OfPanelCase, PanelStep):
    """Of one case, whose name stands above the form."""

    steps_at, steps_named, permission = f"{PANEL}<str:public_id>/", "panel", Permission.PANEL_CHAIR
    leads_to = "prevent:panel_case", "subject.public_id"
    when = staticmethod(lambda case: case.exited_on is None)

    def get_context_data(self, **more):
        return super().get_context_data(whose_record=self.subject.called, **more)


class OfPartOfCase(PanelStep):
    """Of one decision or review: whose it is, and which, stands above the form."""

    related, leads_to = ("case",), ("prevent:panel_case", "subject.case.public_id")
    audited_as, which = "specialist_panel", ""

    def record_sight(self):
        audit.saw(self.audited_as, self.subject.case_id)

    def get_context_data(self, **more):
        return super().get_context_data(whose_record=f"{self.subject.case.called}: {self.which}", **more)


class FinishReview(OfPartOfCase):
    route, name, heading = f"{PANEL}reviews/<str:public_id>/", "panel_review", "Record a review"
    model, form_class, operation = Review, forms.ReviewForm, staticmethod(operations.finish_review)
    when = staticmethod(lambda review: review.is_open)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"review": self.subject}

    @property
    def which(self):
        return f"{self.subject.get_kind_display()}, due {day(self.subject.due_on)}"


class CorrectDecision(OfPartOfCase):
    """The last decision was recorded wrongly."""

    route, name, heading = (
        f"{PANEL}decisions/<str:public_id>/correct/",
        "panel_decision_correct",
        "Correct the decision",
    )
    model, related, form_class = Decision, ("case",), forms.CorrectForm
    operation = staticmethod(operations.correct_decision)
    lead = "The decision counts no longer, nor do the reviews that it called for. It stays on record with what is wrong with it."
    refused_above = (operations.NotTheLast, operations.HasLeft)

    @property
    def which(self):
        return f"{self.subject.get_what_display()}, {day(self.subject.on)}"


class OfCaseForm:
    """A step whose form reads the case."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"case": self.subject}


class CaseFormStep(OfCaseForm, CaseStep):
    pass


class LeavePanel(CaseStep):
    route, name, heading = f"{PANEL}<str:public_id>/exit/", "panel_exit", "Record the exit"
    form_class, operation = forms.LeaveForm, staticmethod(operations.leave)
    refused_above = (operations.NotDecided,)
    lead = "Reviews that are due are not held. The six-month and twelve-month reviews come by themselves."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"has_support": self.subject.support.open().exists()}


def _readers_now(step: CaseStep) -> dict:
    standing = step.subject.readers.filter(ended_at=None).values_list("member__public_id", flat=True)
    return {"members": list(standing)}


STEPS = (
    CaseStep.of(
        "readers", "Name who reads this case", forms.ReadersForm, operations.name_readers, get_initial=_readers_now
    ),
    CaseFormStep.of("meeting", "Choose the meeting", forms.PutBeforeForm, operations.put_before),
    CaseFormStep.of("ask", "Ask a member’s agency", forms.AskAgencyForm, operations.ask_agency),
    CaseFormStep.of("decision", "Record a decision", forms.DecisionForm, operations.decide),
    CaseStep.of(
        "consent",
        "Record consent to support",
        forms.ConsentForm,
        operations.record_consent,
        lead="Consent is needed before support, never before a referral. Under 16 a parent agrees; from 16 the young person; an adult themselves.",
    ),
    CaseStep.of("support", "Add support", forms.SupportForm, operations.add_support),
    CaseStep.of("assessment", "Record that an assessment was made", forms.AssessmentForm, operations.record_assessment),
    LeavePanel,
    CaseStep.of(
        "exit/correct",
        "Correct the exit",
        forms.CorrectForm,
        operations.correct_exit,
        lead="The case is with the panel again, with the reviews that it had. What was recorded stays on record. Support that was stopped is added again.",
        when=lambda case: case.exited_on is not None,
    ),
)


class OfMember(ButtonView):
    """Done by the member it is given to, or by the team that keeps the panel."""

    related, permission, permission_of, asks_first = ("case", "member"), Permission.PANEL_SIT, "", True
    leads_to = "prevent:panel_case", "subject.case.public_id"


class FinishSupport(OfMember):
    """Support was given."""

    route, name, model = f"{PANEL}support/<str:public_id>/done/", "support_done", Support
    operation = staticmethod(operations.finish_support)


class SayAnswered(OfMember):
    """An agency has done what it was asked."""

    route, name, model = f"{PANEL}asked/<str:public_id>/answered/", "panel_answered", Reader
    operation = staticmethod(operations.say_answered)


VIEWS = (
    Panel,
    AddMember,
    EndMember,
    PlanMeeting,
    RecordAttendance,
    FinishReview,
    CorrectDecision,
    FinishSupport,
    SayAnswered,
    OpenCase,
    PanelCasePage,
    *STEPS,
)
