"""The survey of a round, for whoever runs it; answering it, for practitioners. Its results stand in the round's findings."""

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import Permission

from . import forms, lookup, operations, statements

AT = "practitioner-surveys/"
OF_ROUND = "audits/<str:public_id>/survey/"
ANSWER = Permission.SURVEY_ANSWER
WORDS_STAY = "a survey has no free text"


class SurveyOfRound(OperationView):
    """Open the survey of a round; once it is open, what it asks and until when."""

    route, name, template_name = OF_ROUND, "round_survey", "assurance/surveys/survey.html"
    subjects, context_object_name, permission = lookup.PARTS, "part", Permission.AUDIT_KEEP
    form_class, operation, words_stay = forms.OpenForm, staticmethod(operations.open_survey), WORDS_STAY
    leads_to, success_message = ("assurance:round_survey", "subject.public_id"), "The survey is open"

    def get_context_data(self, **more):
        survey, bank = lookup.survey_of(self.subject), self.subject.round.bank
        asked = statements.read(survey.statements) if survey else statements.OF_BANKS.get(bank, {})
        return super().get_context_data(
            survey=survey,
            is_over=bool(survey) and lookup.is_over(survey, london_date(self.at)),
            asked=list(asked.values()),
            can_open=bool(asked and self.subject.launched_at and not self.subject.closed_at),
            back=reverse("assurance:round", args=[self.subject.public_id]),
            **more,
        )


class CloseSurvey(ButtonView):
    route, name, subjects = f"{AT}<str:public_id>/close/", "survey_close", lookup.SURVEYS
    permission, permission_of, asks_first = Permission.AUDIT_KEEP, "subject.part", True
    operation, leads_to = staticmethod(operations.close), ("assurance:findings", "subject.part.public_id")
    success_message = "The survey is closed. What was answered is in the findings"


class Surveys(ListPage):
    """The open surveys that ask one's organisation."""

    route, name, template_name, permission = AT, "surveys", "assurance/surveys/surveys.html", ANSWER

    def get_queryset(self):
        return lookup.to_answer()

    def rows_of(self, page):
        answered = lookup.answered()
        return [(survey, answered.get(survey.pk, False)) for survey in page]


class AnswerSurvey(OperationView):
    route, name, template_name = f"{AT}<str:public_id>/", "survey_answer", "assurance/surveys/answer.html"
    context_object_name, permission, permission_of, asks_first = "survey", ANSWER, "", True
    form_class, operation, words_stay = forms.AnswerForm, staticmethod(operations.answer), WORDS_STAY
    leads_to, success_message = ("assurance:surveys",), "Thank you. Your answers are added to the others"
    refused_above = (operations.AnsweredAlready, operations.NotYours)

    @property
    def subjects(self):
        return lookup.to_answer()

    def answer_instead(self):
        if self.request.method != "POST" and lookup.answered().get(self.subject.pk):
            return self.done("")
        return None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"asked": statements.read(self.subject.statements)}

    def operate(self, form):
        return operations.answer(self.subject, form.cleaned_data, **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(back=reverse("assurance:surveys"), **more)


VIEWS = (SurveyOfRound, CloseSurvey, Surveys, AnswerSurvey)
