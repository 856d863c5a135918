"""The family's plan: reading it, its goals, who does what by when, how far it is."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.casework.cases import display as case_display
from breakwater.foundation import audit
from breakwater.foundation.design.typed import whole_number
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.practice.early_help.episodes.leavers import leavers_in
from breakwater.practice.early_help.episodes.participants import people_of
from breakwater.practice.early_help.episodes.view import (
    EPISODE,
    WITH_DISPUTES,
    EpisodeOperation,
    disputed,
    episode_or_404,
    whose,
)
from breakwater.practice.early_help.outcome_lists import vocabulary as outcomes

from ..models import Action, Goal
from . import operations
from .forms import ActionForm, ActionWordsForm, GoalForm, LeftSchoolForm, PlanForm, ScoreForm, StepForm
from .page import RELATED, action_history, goal_shown, plan_page, priorities_of


@require_safe
def plan(request, reference):
    found = episode_or_404(reference, *RELATED, episodes=WITH_DISPUTES)
    require(request.actor, Permission.EPISODE_READ, found)
    page = plan_page(found, timezone.localdate())
    audit.saw("case", found.case_id)
    audit.saw("person", *page.person_ids)
    may_work = may(request.actor, Permission.EPISODE_WORK, found)
    shown = {"page": page, "may_work": may_work, "disputed": disputed(found, request.actor)}
    return render(request, "early_help/plan/plan.html", whose(found) | shown)


class PlanOperation(EpisodeOperation):
    """Something changed in the plan of an episode; the plan is what one sees next."""

    leads_to = "early_help:plan", "episode.reference"


class ChangePlan(PlanOperation):
    """When it is looked at again, and what if things go wrong. Two people at once see both texts."""

    route, name = f"{EPISODE}plan/words/", "plan_words"
    form_class, template_name = PlanForm, "early_help/plan/words.html"
    operation = staticmethod(operations.save_plan)
    success_message = "The plan is kept"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"calendar": working_calendar(self.episode.case.area)}

    def get_initial(self):
        plan = getattr(self.episode, "plan", None)
        if plan is None:
            return {"review_on": self.next_meeting_on(), "revision": 0}
        return {"review_on": plan.review_on, "contingency": plan.contingency, "revision": plan.revision}

    def next_meeting_on(self):
        """The day that the last meeting said, where it is still to come: it is not asked again."""
        meetings = self.episode.family_meetings.filter(next_on__gte=timezone.localdate())
        latest = meetings.exclude(meeting__held_at=None).order_by("-meeting__held_at")
        return latest.values_list("next_on", flat=True).first()


class SettleLeavers(PlanOperation):
    """Who goes on after a child left school: asked on Today of lead and co-ordinator until somebody says it (SG-09)."""

    route, name = f"{EPISODE}plan/left-school/", "left_school"
    form_class, template_name = LeftSchoolForm, "early_help/plan/left_school.html"
    operation = staticmethod(operations.settle_leavers)
    success_message = "Saved"

    def get_context_data(self, **more):
        children = [one.pk for one in people_of(self.episode)]
        found = leavers_in(self.episode, children, today=timezone.localdate())
        return super().get_context_data(leavers=[one for one in found if not one.is_settled], **more)


class GoalOperation(PlanOperation):
    """The words of a goal, with those of the family whom it may be about."""

    form_class, template_name = GoalForm, "early_help/plan/goal.html"
    is_new = False

    @cached_property
    def people(self):
        return people_of(self.episode)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": self.people, "is_new": self.is_new}

    def get_context_data(self, **more):
        return super().get_context_data(is_new=self.is_new, **more)


class AddGoal(GoalOperation):
    route, name, is_new = f"{EPISODE}plan/goal/", "goal_new", True
    operation = staticmethod(operations.add_goal)
    success_message = "It is in the plan"

    def get_form_kwargs(self):
        aims = outcomes.in_force(self.episode.case.area_id, timezone.localdate())
        return super().get_form_kwargs() | {"aims": aims}

    def get_initial(self):
        """What the assessment says of one thing that matters most, so that nobody types it again: words, for whom, scores."""
        rows, asked = priorities_of(self.episode), whole_number(self.request.GET.get("priority"))
        if asked is None or asked >= len(rows):
            return {}
        row = rows[asked]
        names = {
            name: one.public_id for one in reversed(self.people) for name in (one.name, one.forename, one.known_as)
        }
        scores = {giver: row.get(f"{giver}_score") for giver in ("child", "parent", "lead")}
        return {"words": row["what"][:300], "about": names.get(row.get("for_whom"), "")} | {
            giver: score for giver, score in scores.items() if isinstance(score, int)
        }


class ChangeGoal(GoalOperation):
    route, name = "early-help/goals/<str:public_id>/words/", "goal_words"
    model, related, lookup = Goal, ("episode__case", "about"), "public_id"
    operation = staticmethod(operations.change_goal)
    success_message = "It is changed"

    def get_form_kwargs(self):
        aims = outcomes.framework(self.subject.framework) or outcomes.SUPPORTING_FAMILIES
        return super().get_form_kwargs() | {"aims": aims, "chosen": self.subject.outcomes}

    def get_initial(self):
        names = ("words", "said_by", "worst", "best", "target", "outcomes", "revision")
        about = self.subject.about.public_id if self.subject.about_id else ""
        return {name: getattr(self.subject, name) for name in names} | {"about": about}


class ScoreGoal(PlanOperation):
    """How far a goal is, and whether you go on with it."""

    route, name = "early-help/goals/<str:public_id>/", "goal_score"
    model, related, lookup = Goal, ("episode__case", "about"), "public_id"
    form_class, template_name = ScoreForm, "early_help/plan/score.html"
    operation = staticmethod(operations.score_goal)
    success_message = "It is kept"

    def get_context_data(self, **more):
        return super().get_context_data(goal=goal_shown(self.subject, [], timezone.localdate()), **more)


class ActionOperation(PlanOperation):
    """Who does what by when, with those at work on the case who may own it."""

    def get_form_kwargs(self):
        case = self.episode.case
        members = [post.membership for post in case_display.workers_of([case])[case.pk]]
        return super().get_form_kwargs() | {"members": members}


class AddAction(ActionOperation):
    route, name = f"{EPISODE}plan/action/", "action_new"
    form_class, template_name = ActionForm, "early_help/plan/action_new.html"
    operation = staticmethod(operations.add_action)
    success_message = "It is in the plan"

    def get_form_kwargs(self):
        goals = self.episode.goals.filter(state=Goal.State.OPEN).order_by("made_at", "pk")
        return super().get_form_kwargs() | {"goals": goals}

    def get_initial(self):
        plan = getattr(self.episode, "plan", None)
        return {"goal": self.request.GET.get("goal", ""), "due_on": plan and plan.review_on}


class CorrectAction(ActionOperation):
    """Correct what an action says, whose it is and by when."""

    route, name = "early-help/actions/<str:public_id>/words/", "action_words"
    model, related, lookup = Action, ("episode__case", "membership"), "public_id"
    form_class, template_name = ActionWordsForm, "early_help/plan/action_words.html"
    operation = staticmethod(operations.change_action)
    success_message = "It is corrected. What it said before is kept"

    def get_initial(self):
        names = ("words", "owner_kind", "owner_name", "service", "due_on", "revision")
        member = self.subject.membership.public_id if self.subject.membership_id else ""
        return {name: getattr(self.subject, name) for name in names} | {"member": member}

    def get_context_data(self, **more):
        return super().get_context_data(action=self.subject, **more)


class StepAction(PlanOperation):
    """What became of an action."""

    route, name = "early-help/actions/<str:public_id>/", "action"
    model, related, lookup = Action, ("episode__case",), "public_id"
    form_class, template_name = StepForm, "early_help/plan/action.html"
    operation = staticmethod(operations.step_action)
    success_message = "It is kept"

    def get_initial(self):
        return {"status": self.subject.status}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"is_service": bool(self.subject.service)}

    def get_template_names(self):
        is_over = not self.subject.is_open and self.request.method != "POST"
        return ["early_help/plan/action_over.html" if is_over else self.template_name]

    def get_context_data(self, **more):
        return super().get_context_data(action=self.subject, steps=action_history(self.subject), **more)


OPERATIONS = (ScoreGoal, ChangeGoal, StepAction, CorrectAction, ChangePlan, SettleLeavers, AddGoal, AddAction)
