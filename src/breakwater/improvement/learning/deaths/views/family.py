"""The key worker's own page of one family, and what they record on it: nothing of the review stands there."""

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission

from .. import forms, lookup
from ..operations import support
from .of_death import AT, WORDS_STAY

ONE = f"{AT}key-worker/<str:public_id>/"


class OfSupport(SubjectView):
    subjects, context_object_name, audited_as = lookup.SUPPORTS, "support", "family_support"
    permission, leads_to, asks_first = Permission.DEATH_SUPPORT, ("learning:family_support", "subject.public_id"), True


class FamilySupportPage(OfSupport, SubjectPage):
    """Who the key worker is, the contacts, the family's questions with their answers."""

    route, name, template_name = ONE, "family_support", "learning/deaths/family.html"

    def get_context_data(self, **more):
        one = self.subject
        return super().get_context_data(
            **more,
            contacts=list(one.contacts.order_by("-on", "-pk")),
            questions=list(one.questions.order_by("told_on", "asked_on", "pk")),
        )


class SupportStep(OfSupport, StepView):
    steps_at, steps_named, words_stay = ONE, "support", WORDS_STAY
    success_message, button = "Recorded", "Save"
    when = staticmethod(lambda one: one.ended_on is None)

    def get_initial(self):
        one, today = self.subject, london_date(self.at)
        return {
            "on": today,
            "asked_on": today,
            "told_on": self.subject.told_on or today,
            "told_how": one.told_how,
            "leaflet": one.leaflet,
        } | {"bereavement": one.bereavement, "revision": one.revision}


class End(SupportStep.of("end", "End the support", forms.EndForm, support.end_support, leads_to=("learning:deaths",))):
    def operate(self, form):
        return support.end_support(self.subject, form.cleaned_data["why"], form.cleaned_data["on"], **self.acting)


class Answer(StepView):
    """What the answer is, and when the family was told it."""

    route, name = f"{AT}questions/<str:public_id>/answer/", "family_answer"
    subjects, permission, permission_of = lookup.QUESTIONS, Permission.DEATH_SUPPORT, "subject.support"
    leads_to, words_stay = ("learning:family_support", "subject.support.public_id"), WORDS_STAY
    form_class, operation = forms.AnswerForm, staticmethod(support.answer_question)
    heading, button, success_message = "Answer the family’s question", "Save", "Recorded"
    when = staticmethod(lambda one: one.told_on is None and one.support.ended_on is None)

    def get_initial(self):
        return {"answer": self.subject.answer, "raised_in": self.subject.raised_in, "revision": self.subject.revision}

    def get_context_data(self, **more):
        return super().get_context_data(**{"lead": self.subject.question} | more)


VIEWS = (
    FamilySupportPage,
    SupportStep.of("told", "The family was told", forms.ToldForm, support.tell_family),
    SupportStep.of("contact", "Record a contact", forms.ContactForm, support.record_contact),
    SupportStep.of("question", "Add a question of the family", forms.QuestionForm, support.add_question),
    End,
    Answer,
)
