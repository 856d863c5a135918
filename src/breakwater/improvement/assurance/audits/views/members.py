"""One organisation of a round, for whoever asked it: its return, its grades, what was done, its report, formal requests, follow-ups."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.generic import View

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import actor_relations

from ...earlier.lookup import of_organisation
from ...models import RoundMember
from .. import forms, known, lookup, paper, showing
from ..operations import members as operations
from ..operations import rounds
from ..pathway import BECAUSE, POWER
from .rounds import AT, WORDS_STAY

ONE = f"{AT}organisations/<str:public_id>/"


class OfMember(SubjectView):
    """What the pages of an organisation in a round share."""

    subjects, context_object_name, audited_as = (
        lookup.MEMBERS.select_related(*actor_relations("decided_by")),
        "member",
        "audit_member",
    )
    permission = Permission.AUDIT_KEEP
    leads_to = "assurance:member", "subject.public_id"
    words_stay = WORDS_STAY


class MemberPage(OfMember, SubjectPage):
    """How far it is and what is next; grades side by side; actions with their proof; earlier rounds."""

    route, name, template_name = ONE, "member", "assurance/audits/member.html"

    def get_context_data(self, **more):
        member, today = self.subject, london_date(self.at)
        earlier = lookup.earlier_of(member)
        return super().get_context_data(
            known=known.known_of(member, earlier, self.request.actor, self.at),
            **showing.of_return(member),
            part=member.round_area,
            chases=list(member.chases.order_by("at")),
            **lookup.done_with(member),
            earlier=earlier,
            imported=of_organisation(member.organisation),
            steps=offered(STEPS, member, "assurance", self.request.actor),
            because=BECAUSE,
            power=POWER,
            today=today,
            now=self.at,
            **more,
        )


def is_overdue(member: RoundMember) -> bool:
    return bool(member.request) and not member.is_returned and member.due_on < london_date(timezone.now())


class MemberStep(OfMember, StepView):
    steps_at, steps_named = ONE, "member"


STEPS = (
    MemberStep.of(
        "choose",
        "Put into the sample",
        forms.ChooseForm,
        operations.choose,
        says="In the sample",
        when=lambda member: member.is_returned and not member.sampled,
    ),
    MemberStep.of(
        "formal",
        "Make a formal request",
        forms.FormalForm,
        operations.ask_formally,
        says="Formal request made. Print the letter and send it",
        lead=f"The letter names {POWER}. Ask your legal adviser before the first one is sent.",
        when=is_overdue,
    ),
    MemberStep.of(
        "leave-out",
        "Leave out of this round",
        forms.LeaveOutForm,
        rounds.leave_out,
        says="Left out. It is told that this audit is no longer asked of it",
        lead="It is asked no more and no longer chased. What it has written so far stays its own.",
        when=lambda member: bool(member.request) and not member.request.shared_at and not member.round_area.closed_at,
    ),
)


class Report(OfMember, ButtonView):
    """Give the organisation its report."""

    route, name = f"{ONE}report/", "member_report"
    operation = staticmethod(operations.report)
    success_message = "Reported. They read it on their page, and it is looked at again after 3 and 6 months"


class AskAfterAll(OfMember, ButtonView):
    route, name = f"{ONE}ask/", "member_ask"
    operation = staticmethod(rounds.ask_after_all)
    success_message = "Asked. They find it under Self-assessments"


class OfFormalRequest(SubjectView):
    subjects = lookup.FORMAL
    permission, permission_of = Permission.AUDIT_KEEP, "subject.member"
    leads_to, words_stay = ("assurance:member", "subject.member.public_id"), WORDS_STAY


class RecordAnswer(OfFormalRequest, StepView):
    """What a formal request was answered."""

    route, name = f"{AT}formal-requests/<str:public_id>/answer/", "formal_answer"
    heading, form_class = "Record their answer", forms.AnswerForm
    operation = staticmethod(operations.record_answer)
    success_message = "Answer recorded"
    when = staticmethod(lambda made: made.answered_on is None)


class PrintFormalRequest(OfFormalRequest, View):
    """The letter, for whoever made it and for whom it is."""

    route, name = f"{AT}formal-requests/<str:public_id>/letter.pdf", "formal_letter"
    http_method_names = ("get", "head")
    permission, permission_of = Permission.SELF_ASSESS_READ, ""

    def get(self, request, *args, **kwargs):
        answer = HttpResponse(paper.letter_of(self.subject), content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="request-for-information.pdf"'
        audit.did("exported", "audit_member", self.subject.member_id)
        return answer


class LookAgain(StepView):
    """What was found three or six months after the report."""

    route, name = f"{AT}follow-ups/<str:public_id>/", "follow_up"
    subjects = lookup.FOLLOW_UPS
    permission, permission_of = Permission.AUDIT_KEEP, "subject.member"
    leads_to, words_stay = ("assurance:member", "subject.member.public_id"), WORDS_STAY
    heading, form_class = "Record a follow-up", forms.LookAgainForm
    operation = staticmethod(operations.look_again)
    success_message = "Follow-up recorded"
    when = staticmethod(lambda due: due.done_on is None)


class Asked(SubjectPage):
    """What an organisation is asked, by whom and why; its report, once there is one."""

    route, name, template_name = f"{AT}asked/<str:public_id>/", "asked", "assurance/audits/asked.html"
    subjects, context_object_name, audited_as = lookup.MEMBERS, "member", "audit_member"
    permission, permission_of = Permission.SELF_ASSESS_READ, ""

    def get_context_data(self, **more):
        member = self.subject
        return super().get_context_data(
            **showing.of_return(member),
            part=member.round_area,
            **lookup.done_with(member),
            power=POWER,
            answers=may(self.request.actor, Permission.SELF_ASSESS_ANSWER),
            today=london_date(self.at),
            **more,
        )


VIEWS = (MemberPage, *STEPS, Report, AskAfterAll, RecordAnswer, PrintFormalRequest, LookAgain, Asked)
