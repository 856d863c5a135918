"""The family's plan: reading it, its goals, who does what by when, how far it is."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.casework.cases import showing as cases_shown
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.calendars import working_calendar

from .. import assessment_page, operations, outcomes
from ..forms.plans import ActionForm, ActionWordsForm, GoalForm, PlanForm, ScoreForm, StepForm
from ..models import Action, FamilyMeeting, Goal, Plan
from ..operations import plans
from ..plan_page import BESIDE, action_history, goal_shown, plan_page, priorities_of
from .finding import CLOSED, NO_AGREEMENT, episode_or_404, number, whose

CHANGED = "Someone else saved this meanwhile. What they wrote stands below; what you wrote is in the boxes. Send it again to keep yours."
EITHER = (operations.NobodyAgreed, operations.EpisodeIsClosed)


def _words_of(fault) -> str:
    return CLOSED if isinstance(fault, operations.EpisodeIsClosed) else NO_AGREEMENT


@require_safe
def plan(request, reference):
    found = episode_or_404(reference, *BESIDE)
    require(request.actor, Permission.EPISODE_READ, found)
    page = plan_page(found, timezone.localdate())
    audit.saw("case", found.case_id)
    audit.saw("person", *page.person_ids)
    may_work = may(request.actor, Permission.EPISODE_WORK, found)
    return render(request, "early_help/plan/plan.html", {**whose(found), "page": page, "may_work": may_work})


@require_http_methods(["GET", "HEAD", "POST"])
def words(request, reference):
    """When it is looked at again, and what if things go wrong. Two people at once see both texts."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    held = Plan.objects.filter(episode=found).first()
    initial = (
        {"review_on": held.review_on, "contingency": held.contingency} if held else {"review_on": _meets_next(found)}
    )
    revision, theirs = held.revision if held else 0, ""
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        initial=initial | {"revision": revision},
        calendar=working_calendar(found.case.area),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            plans.save_plan(
                episode=found,
                contingency=said["contingency"],
                review_on=said["review_on"],
                revision=number(said["revision"]),
                by=request.actor,
                at=timezone.now(),
            )
        except plans.PlanChanged as fault:
            form, theirs = _again(form, fault.theirs.revision, calendar=form.calendar), fault.theirs.contingency
        except EITHER as fault:
            form.add_error(None, _words_of(fault))
        else:
            messages.success(request, "The plan is kept")
            return redirect("early_help:plan", found.reference)
    audit.saw("case", found.case_id)
    return render(request, "early_help/plan/words.html", {"form": form, **whose(found), "theirs": theirs})


def _meets_next(found):
    """The day that the last meeting said, where it is still to come: it is not asked again."""
    held = FamilyMeeting.objects.filter(episode=found, next_on__gte=timezone.localdate())
    return held.exclude(meeting__held_at=None).order_by("-meeting__held_at").values_list("next_on", flat=True).first()


def _again(form, revision: int, **more):
    """The form with what was typed, for the revision that stands now."""
    data = form.data.copy()
    data["revision"] = str(revision)
    made = type(form)(data, **more)
    made.add_error(None, CHANGED)
    return made


@require_http_methods(["GET", "HEAD", "POST"])
def new_goal(request, reference):
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    people = assessment_page.people_of(found)
    aims = outcomes.in_force(found.case.area_id, timezone.localdate())
    form = GoalForm(
        request.POST if request.method == "POST" else None,
        people=people,
        aims=aims,
        initial=_as_it_matters(request, found, people),
    )
    if request.method == "POST" and form.is_valid():
        try:
            plans.add_goal(
                episode=found,
                scores=form.scores(),
                key=form.cleaned_data["idempotency"],
                by=request.actor,
                at=timezone.now(),
                **form.facts(),
            )
        except EITHER as fault:
            form.add_error(None, _words_of(fault))
        else:
            messages.success(request, "It is in the plan")
            return redirect("early_help:plan", found.reference)
    _saw(found, people)
    return render(request, "early_help/plan/goal.html", {"form": form, **whose(found), "is_new": True})


def _as_it_matters(request, found, people) -> dict:
    """What the assessment says of one thing that matters most, so that nobody types it again: its words, for whom, and the scores."""
    asked = number(request.GET.get("priority")) if request.GET.get("priority") else None
    rows = priorities_of(found)
    if asked is None or asked >= len(rows):
        return {}
    row = rows[asked]
    about = next((one.public_id for one in people if row.get("for_whom") in (one.name, one.forename, one.known_as)), "")
    scores = {giver: row.get(f"{giver}_score") for giver in ("child", "parent", "lead")}
    return {"words": row["what"][:300], "about": about} | {
        giver: said for giver, said in scores.items() if isinstance(said, int)
    }


def _saw(found, people) -> None:
    audit.saw("case", found.case_id)
    audit.saw("person", *(person.pk for person in people))


def _goal_or_404(request, public_id) -> Goal:
    found = get_object_or_404(Goal.objects.select_related("episode__case", "about"), public_id=public_id)
    require(request.actor, Permission.EPISODE_WORK, found.episode)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def goal_words(request, public_id):
    """Say a goal anew."""
    goal = _goal_or_404(request, public_id)
    people = assessment_page.people_of(goal.episode)
    aims = {"aims": outcomes.framework(goal.framework) or outcomes.SUPPORTING_FAMILIES, "chosen": goal.outcomes}
    initial = {name: getattr(goal, name) for name in ("words", "said_by", "worst", "best", "target", "outcomes")}
    initial |= {"about": goal.about.public_id if goal.about_id else "", "revision": goal.revision}
    form = GoalForm(
        request.POST if request.method == "POST" else None, people=people, scored=False, initial=initial, **aims
    )
    theirs = ""
    if request.method == "POST" and form.is_valid():
        try:
            plans.change_goal(
                goal=goal,
                revision=number(form.cleaned_data["revision"]),
                by=request.actor,
                at=timezone.now(),
                **form.facts(),
            )
        except plans.PlanChanged as fault:
            data = form.data.copy()
            data["revision"], theirs = str(fault.theirs.revision), fault.theirs.words
            form = GoalForm(data, people=people, scored=False, **aims)
            form.add_error(None, CHANGED)
        except plans.GoalIsOver:
            form.add_error(None, "It has ended. Put a new one into the plan.")
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "It is changed")
            return redirect("early_help:plan", goal.episode.reference)
    _saw(goal.episode, people)
    context = {"form": form, **whose(goal.episode), "is_new": False, "theirs": theirs}
    return render(request, "early_help/plan/goal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def goal_score(request, public_id):
    """How far a goal is, and whether you go on with it."""
    goal = _goal_or_404(request, public_id)
    form = ScoreForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            plans.score_goal(goal=goal, by=request.actor, at=timezone.now(), **form.facts())
        except plans.GoalIsOver:
            form.add_error(None, "It has ended already. Put a new one into the plan.")
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "It is kept")
            return redirect("early_help:plan", goal.episode.reference)
    audit.saw("case", goal.episode.case_id)
    context = {"form": form, **whose(goal.episode), "goal": goal_shown(goal, [], timezone.localdate())}
    return render(request, "early_help/plan/score.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_action(request, reference):
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    members = [post.membership for post in cases_shown.workers_of([found.case])[found.case_id]]
    held = Plan.objects.filter(episode=found).first()
    form = ActionForm(
        request.POST if request.method == "POST" else None,
        goals=found.goals.filter(state=Goal.State.OPEN).order_by("made_at", "pk"),
        members=members,
        initial={"goal": request.GET.get("goal", ""), "due_on": held.review_on if held else None},
    )
    if request.method == "POST" and form.is_valid():
        try:
            plans.add_action(episode=found, by=request.actor, at=timezone.now(), **form.facts())
        except EITHER as fault:
            form.add_error(None, _words_of(fault))
        else:
            messages.success(request, "It is in the plan")
            return redirect("early_help:plan", found.reference)
    audit.saw("case", found.case_id)
    return render(request, "early_help/plan/action_new.html", {"form": form, **whose(found)})


@require_http_methods(["GET", "HEAD", "POST"])
def action(request, public_id):
    """What became of an action."""
    held = get_object_or_404(Action.objects.select_related("episode__case"), public_id=public_id)
    require(request.actor, Permission.EPISODE_WORK, held.episode)
    form = StepForm(
        request.POST if request.method == "POST" else None,
        is_service=bool(held.service),
        initial={"status": held.status},
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            plans.step_action(action=held, key=said.pop("idempotency"), by=request.actor, at=timezone.now(), **said)
        except plans.ActionIsOver:
            form.add_error(None, "It is done or stopped already. Put a new one into the plan.")
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "It is kept")
            return redirect("early_help:plan", held.episode.reference)
    audit.saw("case", held.episode.case_id)
    context = {**whose(held.episode), "action": held, "steps": action_history(held)}
    if not held.is_open and request.method != "POST":
        return render(request, "early_help/plan/action_over.html", context)
    return render(request, "early_help/plan/action.html", context | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def action_words(request, public_id):
    """Correct what an action says, whose it is and by when."""
    held = get_object_or_404(Action.objects.select_related("episode__case", "membership"), public_id=public_id)
    require(request.actor, Permission.EPISODE_WORK, held.episode)
    members = [post.membership for post in cases_shown.workers_of([held.episode.case])[held.episode.case_id]]
    initial = {
        name: getattr(held, name) for name in ("words", "owner_kind", "owner_name", "service", "due_on", "revision")
    }
    initial["member"] = held.membership.public_id if held.membership_id else ""
    form = ActionWordsForm(request.POST if request.method == "POST" else None, members=members, initial=initial)
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            plans.change_action(
                action=held,
                revision=number(form.cleaned_data["revision"]),
                by=request.actor,
                at=timezone.now(),
                **form.facts(),
            )
        except plans.PlanChanged as fault:
            data, theirs = form.data.copy(), fault.theirs
            data["revision"] = str(theirs.revision)
            form = ActionWordsForm(data, members=members)
            form.add_error(None, CHANGED)
        except plans.ActionIsOver:
            form.add_error(None, "It is done or stopped already. Put a new one into the plan.")
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "It is corrected. What it said before is kept")
            return redirect("early_help:plan", held.episode.reference)
    audit.saw("case", held.episode.case_id)
    context = {"form": form, **whose(held.episode), "action": held, "theirs": theirs}
    return render(request, "early_help/plan/action_words.html", context)
