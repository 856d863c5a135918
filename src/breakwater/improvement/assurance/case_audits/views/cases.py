"""One drawn case for those named on its audit: what each agency wrote, the second reading beside it, and what the meeting agreed."""

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import NotPermitted, Permission, may
from breakwater.partnership.organisations.models import actor_relations

from .. import forms, lookup, tool
from ..operations import report, returns, safety
from .audits import AT, KEEP, READ, WORDS_STAY, is_open
from .safety import AsksForRisk, RaisesConcern

ONE_CASE = f"{AT}cases/<str:public_id>/"


class OfCase(SubjectView):
    subjects, context_object_name, audited_as = lookup.CASES, "case", "audited_case"
    permission, permission_of, asks_first = READ, "subject.audit", True
    leads_to = ("assurance:audited_case", "subject.public_id")


class CaseStep(OfCase, StepView):
    steps_at, steps_named, words_stay = ONE_CASE, "audited_case", WORDS_STAY

    def get_context_data(self, **more):
        return super().get_context_data(
            **{"whose_record": f"{self.subject.pseudonym}, {self.subject.audit.theme}"} | more
        )


class RaiseForCase(
    RaisesConcern, CaseStep.of("safety", "A child may be at risk now", forms.SafetyForm, safety.raise_concern)
):
    pass


class Agree(
    AsksForRisk,
    CaseStep.of(
        "meeting",
        "Record the meeting",
        forms.MeetingForm,
        report.agree,
        says="The meeting is recorded",
        permission=KEEP,
        button="Save",
        when=lambda case: is_open(case.audit),
    ),
):
    def get_form_kwargs(self):
        used, again = tool.read(self.subject.audit.tool), bool(self.subject.agreed_on)
        return super().get_form_kwargs() | {"used": used, "is_again": again}

    def get_initial(self):
        case = self.subject
        said = {"grade": case.agreed_grade, "words": case.agreed_words, "agreed_on": case.agreed_on}
        return said | {"good_practice": case.good_practice, "gaps": case.gaps, "revision": case.revision}

    def operate(self, form):
        said = form.cleaned_data
        hidden = {"revision": said["revision"], "key": said["idempotency"]}
        return report.agree(self.subject, form.facts(), **hidden, **self.acting)


def _meeting(case, actor) -> list[dict]:
    """The way to the meeting's page, for whoever leads the audit while it is open."""
    leads = Agree.when(case) and may(actor, KEEP, case.audit)
    return [{"text": Agree.heading, "href": reverse(f"assurance:{Agree.name}", args=[case.public_id])}] if leads else []


class CasePage(OfCase, SubjectPage):
    route, name, template_name = ONE_CASE, "audited_case", "assurance/case_audits/case.html"

    def get_context_data(self, **more):
        case, actor = self.subject, self.request.actor
        found = list(lookup.RETURNS.filter(of=case).order_by("team__organisation__name", "pk"))
        reads_again = returns.is_second_reader(case.audit, actor)
        used = tool.read(case.audit.tool)
        return super().get_context_data(
            **more,
            audit=case.audit,
            steps=_meeting(case, actor),
            used=used,
            age=tool.AGES[case.age],
            kind=tool.KINDS[case.kind],
            # Whoever reads again grades first, and sees the agency's own grades afterwards.
            without_account=lookup.without_account(found, london_date(self.at)),
            leads=is_open(case.audit) and may(actor, KEEP, case.audit),
            returns=[
                (
                    each,
                    lookup.rows_of(each),
                    lookup.compared(each, second) if (second := lookup.second_of(each)) else [],
                    reads_again and each.is_second and bool(each.sent_at) and second is None,
                )
                for each in found
            ],
            agreed=list(case.agreed.select_related(*actor_relations("by")).order_by("-pk")),
            concerns=lookup.concerns(of=case),
            now=self.at,
        )


class ReadAgain(StepView):
    """An independent person grades what an agency described, without its grades."""

    route, name, heading = f"{AT}returns/<str:public_id>/second/", "case_return_second", "Read a second time"
    template_name, button = "assurance/case_audits/second.html", "Save the second reading"
    subjects, context_object_name, audited_as = lookup.OF_NAMED, "one", "case_return"
    permission, permission_of, asks_first = Permission.CASE_AUDIT_READ, "subject.of.audit", True
    form_class, operation, words_stay = forms.SecondForm, staticmethod(returns.read_again), WORDS_STAY
    leads_to, success_message = (
        ("assurance:audited_case", "subject.of.public_id"),
        "Saved. Both readings are on the page of the case",
    )
    when = staticmethod(lambda one: bool(one.sent_at) and lookup.second_of(one) is None)

    def answer_instead(self):
        if not returns.is_second_reader(self.subject.of.audit, self.request.actor):
            raise NotPermitted(self.permission, "A second reader who is named on this audit does this.")
        return super().answer_instead()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"used": tool.read(self.subject.tool)}

    def get_context_data(self, **more):
        shown = {"rows": lookup.rows_of(self.subject), "whose_record": self.subject.pseudonym}
        return super().get_context_data(**shown | more)


class OfOneReturn(SubjectView):
    subjects, context_object_name, audited_as = lookup.OF_NAMED, "one", "case_return"
    permission, permission_of, asks_first = KEEP, "subject.of.audit", True
    leads_to = ("assurance:audited_case", "subject.of.public_id")


class SetAside(OfOneReturn, StepView):
    """Whoever leads waits for an agency no longer."""

    route, name, heading = f"{AT}returns/<str:public_id>/set-aside/", "case_return_set_aside", "Set a return aside"
    button, lead = "Set it aside", "The report waits for it no longer, and its agency is told so."
    form_class, operation, words_stay = forms.SetAsideForm, staticmethod(returns.set_aside), WORDS_STAY
    success_message, when = "It is set aside", staticmethod(lambda one: not one.sent_at and not one.closed_at)

    def get_context_data(self, **more):
        whose = f"{self.subject.pseudonym}, {self.subject.team.in_words}"
        return super().get_context_data(**{"whose_record": whose} | more)


class AskAgain(OfOneReturn, ButtonView):
    route, name = f"{AT}returns/<str:public_id>/ask-again/", "case_return_ask_again"
    operation, success_message = staticmethod(returns.ask_again), "They are asked again"


VIEWS = (CasePage, RaiseForCase, Agree, ReadAgain, SetAside, AskAgain)
