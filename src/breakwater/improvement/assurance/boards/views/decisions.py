"""Decisions found by words, number or day; one decision with what came of it; the challenge log."""

from django.utils import timezone
from django.views.generic import FormView

from breakwater.casework.actions.lookup import teams_to_ask
from breakwater.foundation import audit
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import may

from ...actions import ActionForm
from .. import lookup, pack
from ..forms import record as record_forms
from ..operations import record
from .groups import KEEP, READ, WORDS_STAY

AT, CHALLENGES = "boards/decisions/", "boards/challenges/"
ONE = f"{AT}<str:public_id>/"
SHOWN = 100


class Decisions(SubjectView, FormView):
    """Every decision that one may read, the last first, or those with these words, this number, of these days."""

    http_method_names = ("get", "head", "post")
    route, name, template_name = AT, "decisions", "assurance/boards/decisions.html"
    permission, permission_of, form_class = READ, "", record_forms.FindForm
    asked = None

    def form_valid(self, form):
        self.asked = form.cleaned_data
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **more):
        found = list(lookup.found(**self.asked or {})[: SHOWN + 1])
        self.shown = found[:SHOWN]
        return super().get_context_data(
            **more,
            decisions=self.shown,
            is_more=len(found) > SHOWN,
            is_asked=any((self.asked or {}).values()),
        )

    def record_sight(self):
        audit.saw("board_decision", *(each.pk for each in self.shown))


class OfDecision(SubjectView):
    subjects, context_object_name, audited_as = lookup.DECISIONS, "decision", "board_decision"
    asks_first = True
    leads_to = ("assurance:decision", "subject.public_id")


class Act(OfDecision, StepView):
    """Propose an action that a decision leaves."""

    route, name, heading = f"{ONE}action/", "decision_action", "Propose an action"
    form_class, permission, permission_of, words_stay = ActionForm, KEEP, "subject.meeting", WORDS_STAY
    button, success_message = "Propose", "Proposed. It is in the action tracker"

    def get_form_kwargs(self):
        teams = teams_to_ask(self.subject.area, timezone.localdate(self.at))
        return super().get_form_kwargs() | {"teams": teams, "because": record.because_of(self.subject)}

    def operate(self, form):
        return record.act(self.subject, form.facts(), form.team, key=form.cleaned_data["idempotency"], **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(**{"whose_record": self.subject.number} | more)


class DecisionPage(OfDecision, SubjectPage):
    route, name, template_name, permission, permission_of = ONE, "decision", "assurance/boards/decision.html", READ, ""

    def get_context_data(self, **more):
        one = self.subject
        return super().get_context_data(
            **more,
            called=pack.called(one.meeting),
            beside=lookup.beside(one),
            actions=lookup.actions_of([one]),
            keeps=may(self.request.actor, KEEP, one.meeting),
        )


class Challenges(ListPage):
    """The challenge log that one may read, the last first."""

    route, name, template_name = CHALLENGES, "challenges", "assurance/boards/challenges.html"
    permission, audited_as = READ, "board_challenge"

    def get_queryset(self):
        return lookup.CHALLENGES.order_by("-on", "-pk")

    def get_context_data(self, **more):
        said = super().get_context_data(**more)
        open_ones = [each for each in said["page"].object_list if AnswerChallenge.when(each)]
        to_answer = {each.pk for each in open_ones if may(self.request.actor, KEEP, each.meeting)}
        return said | {"to_answer": to_answer}


class OfChallenge(SubjectView):
    subjects, context_object_name, audited_as = lookup.CHALLENGES, "challenge", "board_challenge"
    asks_first = True
    leads_to = ("assurance:challenges",)


class AnswerChallenge(OfChallenge, StepView):
    """What was answered, and what came of it."""

    route, name, heading = f"{CHALLENGES}<str:public_id>/answer/", "challenge_answer", "Record what came of a challenge"
    form_class, operation = record_forms.AnswerChallengeForm, staticmethod(record.answer_challenge)
    permission, permission_of, words_stay = KEEP, "subject.meeting", WORDS_STAY
    success_message, button = "Saved", "Save"
    when = staticmethod(lambda challenge: challenge.result == challenge.Result.OPEN)

    def get_initial(self):
        names = ("response", "responded_on", "result", "came_of_it", "revision")
        return {name: getattr(self.subject, name) for name in names}

    def get_context_data(self, **more):
        about = f"{self.subject.challenger} challenged {self.subject.challenged}: {self.subject.about}"
        return super().get_context_data(**{"lead": about} | more)


VIEWS = (Decisions, Act, DecisionPage, Challenges, AnswerChallenge)
