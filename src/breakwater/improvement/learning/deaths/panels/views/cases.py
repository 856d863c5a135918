"""A case of a panel: prepared without names, looked at by whoever took no part in the child's care, settled by codes."""

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import may

from ....models import PanelFactor
from .. import codes, forms, lookup, pack
from ..operations import meetings, outcomes, papers
from .meetings import AT, WORDS_STAY, WORK

ONE = f"{AT}cases/<str:public_id>/"


class OfCase(SubjectView):
    """Of a case, or of something that hangs from one at `case_at`."""

    subjects, context_object_name = lookup.CASES, "case"
    permission, asks_first = WORK, True
    leads_to = ("learning:panel_case", "case.public_id")
    case_at = "subject"

    @property
    def case(self):
        return self.subject if self.case_at == "subject" else self.subject.case

    def permission_subject(self):
        return self.case

    def record_sight(self):
        audit.saw("child_death", self.case.death_id)


def on_the_list(case) -> bool:
    return case.meeting.is_planned and case.withdrawn_at is None


class CaseStep(OfCase, StepView):
    steps_at, steps_named, words_stay = ONE, "panel_case", WORDS_STAY
    success_message, button, when = "Saved", "Save", staticmethod(on_the_list)

    def get_context_data(self, **more):
        called = f"Case {self.subject.number}, {pack.called(self.subject.meeting)}"
        return super().get_context_data(**{"whose_record": called} | more)


class Prepare(CaseStep):
    route, name, heading = f"{ONE}prepare/", "panel_case_prepare", "Prepare the case"
    form_class, operation = forms.PrepareForm, staticmethod(outcomes.prepare)

    def get_initial(self):
        return {name: getattr(self.subject, name) for name in ("ask", "edition", "revision")}


class AddFactor(CaseStep):
    route, name, heading = f"{ONE}factor/", "panel_case_factor", "Add a factor"
    form_class, operation = forms.FactorForm, staticmethod(outcomes.add_factor)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"case": self.subject}


class AddPaper(CaseStep):
    route, name, heading = f"{ONE}paper/", "panel_case_paper", "Add a paper"
    form_class, operation = forms.PaperForm, staticmethod(papers.add)
    success_message = "Added as {result.name}"

    def get_context_data(self, **more):
        return super().get_context_data(**{"encoding": "multipart/form-data"} | more)


class Recuse(CaseStep):
    route, name, heading = f"{ONE}out/", "panel_case_out", "Record who is out of this case"
    form_class, operation = forms.RecuseForm, staticmethod(meetings.recuse)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"seats": lookup.seats_of(self.subject.meeting)}


class Settle(CaseStep):
    route, name, heading = f"{ONE}outcome/", "panel_case_outcome", "Record the outcome"
    form_class, operation = forms.OutcomeForm, staticmethod(outcomes.settle)

    def get_initial(self):
        found = lookup.outcome_of(self.subject)
        said = ("result", "category", "modifiable", "feedback") if found else ()
        day = min(self.subject.meeting.on, london_date(self.at))
        return {name: getattr(found, name) for name in said} | {"on": day}


STEPS = (
    Prepare,
    AddFactor,
    AddPaper,
    Recuse,
    Settle,
    CaseStep.of(
        "recommend",
        "Add a recommendation",
        forms.RecommendForm,
        outcomes.recommend,
        when=lambda case: case.withdrawn_at is None,
    ),
    CaseStep.of(
        "withdraw",
        "Take it off the list",
        forms.WithdrawForm,
        meetings.withdraw,
        says="It waits for another meeting, and its papers are destroyed",
        when=lambda case: on_the_list(case) and lookup.outcome_of(case) is None,
        leads_to=("learning:panel_meeting", "case.meeting.public_id"),
    ),
)


class CasePage(OfCase, SubjectPage):
    """What the panel is told of a case, what it settled, and who was out."""

    route, name, template_name = ONE, "panel_case", "learning/deaths/panel_case.html"

    def get_context_data(self, **more):
        case, actor = self.subject, self.request.actor
        return super().get_context_data(
            **more,
            meeting=case.meeting,
            called=pack.called(case.meeting),
            told=pack.told_of(case.death),
            edition=codes.EDITIONS[case.edition],
            factors=list(
                zip(
                    sorted(case.factors.all(), key=lambda each: (each.domain, each.pk)),
                    pack.factors_of(case),
                    strict=True,
                )
            ),
            papers=list(lookup.PAPERS.filter(case=case).order_by("number")),
            out=list(case.recusals.select_related("seat").order_by("pk")),
            outcomes=[
                (each, codes.CATEGORIES.get(each.category, ""), codes.MODIFIABLE.get(each.modifiable, ""))
                for each in sorted(case.outcomes.all(), key=lambda each: -each.pk)
            ],
            recommendations=list(case.recommendations.select_related("recommendation__review").order_by("pk")),
            offered=offered(STEPS, case, "learning", actor),
            is_open=on_the_list(case) and may(actor, WORK, case),
        )


class RemoveFactor(OfCase, ButtonView):
    route, name = f"{AT}factors/<str:public_id>/remove/", "panel_factor_remove"
    model, subjects, related, case_at = PanelFactor, None, ("case__meeting", "case__death"), "subject.case"
    operation, success_message = staticmethod(outcomes.remove_factor), "Removed"


class RemovePaper(OfCase, ButtonView):
    route, name = f"{AT}papers/<str:public_id>/remove/", "panel_paper_remove"
    subjects, case_at = lookup.PAPERS, "subject.case"
    operation, success_message = staticmethod(papers.remove), "Destroyed"


VIEWS = (*STEPS, RemoveFactor, RemovePaper, CasePage)
