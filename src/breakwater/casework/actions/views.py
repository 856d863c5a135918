"""The action tracker: what one's organisation has to do, what one's team set, and each step of one action."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission, may

from . import forms, lookup, operations
from .models import OPEN, State, TrackedAction
from .operations import NotForYourself

# What is read of an actor to say who it was.
OF_ACTOR = ("membership__user", "membership__role", "membership__team", "area")
SAID = tuple(f"by__{each}" for each in OF_ACTOR)


class ActionList(ListPage):
    """A list of actions, the nearest due first."""

    audited_as = "action"
    filter_form = forms.FilterForm
    sorts = {
        "due": ("due_on", "pk"),
        "priority": ("priority", "due_on", "pk"),
        "organisation": ("owner_team__organisation__name", "due_on", "pk"),
    }

    def narrowed(self, listed, form):
        """Open ones while nothing is asked for."""
        if form is not None and not form.is_bound:
            return listed.filter(closed_on=None)
        return super().narrowed(listed, form)

    def get_context_data(self, **more):
        actor = self.request.actor
        return super().get_context_data(
            today=london_date(self.at),
            now=self.at,
            may_set=may(actor, Permission.ACTION_SET),
            may_work=may(actor, Permission.ACTION_WORK),
            team=actor.membership.team,
            **more,
        )


class ToDo(ActionList):
    """What this team is to do."""

    route, name, template_name = "actions/", "actions", "casework/actions/to_do.html"
    permission = Permission.ACTION_WORK

    def get(self, request, *args, **kwargs):
        """Whoever asked for nothing in particular is shown the list that has something."""
        team = request.actor.membership.team
        if not request.GET and may(request.actor, Permission.ACTION_SET) and lookup.waits_elsewhere(team):
            return redirect("casework:actions_set")
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        return lookup.to_do_by(self.request.actor.membership.team)


class SetByUs(ActionList):
    """What this team set or watches."""

    route, name, template_name = "actions/set/", "actions_set", "casework/actions/set.html"
    permission = Permission.ACTION_SET

    def get_queryset(self):
        return lookup.set_by(self.request.actor.membership.team)


class NewAction(OperationView):
    """Propose an action to an organisation, or to every organisation of a kind."""

    route, name, template_name = "actions/new/", "action_new", "casework/actions/new.html"
    permission, permission_of = Permission.ACTION_SET, ""
    form_class = forms.NewActionForm
    success_message = "Proposed. Whoever is to do it is told"
    leads_to = "casework:action", "result.public_id"

    def get_form_kwargs(self):
        team = self.request.actor.membership.team
        return super().get_form_kwargs() | {"teams": lookup.teams_to_ask(team.area, london_date(self.at))}

    def operate(self, form):
        return operations.propose(
            form.facts(),
            origin=form.origin(),
            owners=form.owners(),
            key=form.cleaned_data["idempotency"],
            **self.acting,
        )


class OfAction(SubjectView):
    subjects, context_object_name, audited_as = lookup.ACTIONS, "action", "action"
    permission = Permission.ACTION_WORK
    leads_to = "casework:action", "subject.public_id"


class ActionPage(OfAction, SubjectPage):
    """One action: what is done next and by whom, what was agreed, and each step."""

    route, name, template_name = "actions/<str:public_id>/", "action", "casework/actions/action.html"
    permission, permission_of = Permission.ACTION_READ, ""

    def get_context_data(self, **more):
        action, actor, today = self.subject, self.request.actor, timezone.localdate()
        does, sets = may(actor, Permission.ACTION_WORK, action), may(actor, Permission.ACTION_SET, action)
        parts = lookup.parts_of(action) if action.is_for_several else []
        audit.saw("action", *(part.pk for part in parts))
        read = [f"{by}__{each}" for by in ("asked_by", "answered_by") for each in OF_ACTOR]
        extensions = list(action.extensions.select_related(*read).order_by("pk"))
        return super().get_context_data(
            does=does,
            sets=sets,
            is_own=_does_it_oneself(action, actor),
            parts=parts,
            steps=list(action.steps.select_related(*SAID).order_by("-at", "-pk")),
            extensions=extensions,
            asked=next((each for each in extensions if each.granted is None), None),
            State=State,
            today=today,
            is_overdue=action.is_overdue(today),
            list_of=reverse("casework:actions" if does else "casework:actions_set") if does or sets else "",
            **more,
        )


def _does_it_oneself(action: TrackedAction, actor) -> bool:
    return action.owner_id is not None and action.owner.user_id == actor.membership.user_id


class ActionStepView(OfAction, StepView):
    """A step of one action, while it is in one of its `stages`."""

    template_name = "casework/actions/ask.html"
    stages: tuple[State, ...] = ()

    @classmethod
    def when(cls, subject):
        return subject.state in cls.stages and not subject.is_for_several


class AcceptAction(ActionStepView):
    route, name = "actions/<str:public_id>/accept/", "action_accept"
    stages, heading, form_class = (State.PROPOSED,), "Accept the action", forms.AcceptForm
    operation = staticmethod(operations.accept)
    success_message = "Accepted. {result.owner.user.name} does it"

    def get_form_kwargs(self):
        people = lookup.people_of(self.subject.owner_team, london_date(self.at))
        return super().get_form_kwargs() | {"people": people}

    def get_initial(self):
        named = self.subject.owner or self.request.actor.membership
        return {"owner": str(named.public_id)}


class DeclineAction(ActionStepView):
    route, name = "actions/<str:public_id>/decline/", "action_decline"
    stages, heading, form_class = (State.PROPOSED,), "Do not accept the action", forms.DeclineForm
    operation = staticmethod(operations.decline)
    success_message = "Whoever set it is told, with your reason"


class ReportProgress(ActionStepView):
    route, name = "actions/<str:public_id>/progress/", "action_progress"
    stages, heading, form_class = (State.ACCEPTED, State.IN_PROGRESS), "Add progress", forms.ProgressForm
    operation = staticmethod(operations.report)
    button, success_message = "Save", "Saved"


class CompleteAction(ActionStepView):
    route, name = "actions/<str:public_id>/complete/", "action_complete"
    stages, heading, form_class = (State.ACCEPTED, State.IN_PROGRESS), "It is complete", forms.CompleteForm
    operation = staticmethod(operations.complete)
    button, success_message = "Send to be verified", "Sent. Somebody else checks the evidence"


class AskLater(ActionStepView):
    route, name = "actions/<str:public_id>/later/", "action_later"
    stages, heading, form_class = (State.ACCEPTED, State.IN_PROGRESS), "Ask for a later date", forms.LaterForm
    operation = staticmethod(operations.ask_later)
    button, success_message = "Ask", "Asked. The day stays until it is granted"


class SettingStep(ActionStepView):
    """A step of whoever set the action."""

    permission = Permission.ACTION_SET
    refused_above = (NotForYourself, operations.NotAtThatStage)


class AnswerLater(SettingStep):
    route, name = "actions/<str:public_id>/later/answer/", "action_later_answer"
    stages, heading, form_class = (*OPEN, State.COMPLETE), "A later date is asked for", forms.AnswerLaterForm
    operation = staticmethod(operations.answer_later)
    button, success_message = "Answer", "Answered, and they are told"

    def get_context_data(self, **more):
        return super().get_context_data(asked=self.subject.extensions.filter(granted=None).first(), **more)


class VerifyAction(SettingStep):
    route, name = "actions/<str:public_id>/verify/", "action_verify"
    stages, heading, form_class = (State.COMPLETE,), "Verify the action", forms.VerifyForm
    button = "Save"

    def operate(self, form):
        shown = form.cleaned_data["is_shown"] == "yes"
        step = operations.verify if shown else operations.send_back
        return step(self.subject, words=form.cleaned_data["words"], **self.acting)

    @property
    def success_message(self):
        return "Verified" if self.result.state == State.VERIFIED else "Sent back, and they are told why"

    def get_context_data(self, **more):
        evidence = self.subject.steps.exclude(words="").select_related(*SAID).order_by("-at", "-pk")
        return super().get_context_data(evidence=list(evidence[:3]), **more)


class EmbedAction(SettingStep):
    route, name = "actions/<str:public_id>/embedded/", "action_embed"
    stages, heading, form_class = (State.VERIFIED,), "Record what has changed", forms.EmbedForm
    operation = staticmethod(operations.embed)
    button, success_message = "Save", "Saved as embedded"


class ReassignAction(SettingStep):
    route, name = "actions/<str:public_id>/reassign/", "action_reassign"
    stages, heading, form_class = OPEN, "Give it to another organisation", forms.ReassignForm
    operation = staticmethod(operations.reassign)
    button, success_message = "Propose it to them", "Proposed. They have five working days to accept it"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"teams": lookup.teams_to_ask(self.subject.area, london_date(self.at))}


class CloseUnachieved(SettingStep):
    route, name = "actions/<str:public_id>/not-achieved/", "action_not_achieved"
    stages, heading, form_class = (*OPEN, State.COMPLETE), "Close it as not achieved", forms.NotAchievedForm
    operation = staticmethod(operations.close_unachieved)
    button, success_message = "Close it", "Closed as not achieved"


class SupersedeAction(SettingStep):
    route, name = "actions/<str:public_id>/superseded/", "action_supersede"
    stages, heading, form_class = (*OPEN, State.COMPLETE), "Something else took its place", forms.WordsForm
    operation = staticmethod(operations.supersede)
    button, success_message = "Close it", "Closed as superseded"


PAGES = (ToDo, SetByUs, NewAction, ActionPage)
STEPS = (
    AcceptAction,
    DeclineAction,
    ReportProgress,
    CompleteAction,
    AskLater,
    AnswerLater,
    VerifyAction,
    EmbedAction,
    ReassignAction,
    CloseUnachieved,
    SupersedeAction,
)
