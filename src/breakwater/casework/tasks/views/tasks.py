"""Tasks: mine and my team's, making one, doing it, passing it on."""

from datetime import time

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.cases.lookup import case_or_404
from breakwater.casework.tasks import operations as tasks
from breakwater.casework.tasks.forms import DoneForm, PassOnForm, TaskForm
from breakwater.casework.tasks.models import Task
from breakwater.casework.tasks.registry import NAME_NEXT
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import moment as london_moment
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import Membership

SHOWN = 30
CLOSE_OF_DAY = time(17)


def people_of(team) -> list[Membership]:
    """The posts of a team that hold today."""
    held = team.memberships.in_force(timezone.localdate()).filter(user__is_active=True)
    return list(held.select_related("user", "role", "team__organisation").order_by("user__name", "pk"))


@require_safe
def tasks_list(request, whose="mine"):
    """One's own tasks, or (`whose` "team") all of the team's."""
    require(request.actor, Permission.TASK_DO)
    now, me = timezone.now(), request.actor.membership
    opened = Task.objects.open().select_related("case", "team", "owner__user")
    opened = opened.filter(team=me.team) if whose == "team" else opened.filter(owner__user=me.user)
    page = Paginator(opened.order_by("due_at", "pk"), SHOWN).get_page(request.GET.get("page"))
    about = cases_shown.about(task.case for task in page if task.case_id)
    audit.saw("case", *{task.case_id for task in page if task.case_id})
    return render(
        request,
        "casework/tasks/tasks.html",
        {"page": page, "about": about, "whose": whose, "now": now, "team": me.team},
    )


def task_or_404(public_id: str) -> Task:
    found = Task.objects.select_related(
        "case",
        "team__area",
        "owner__user",
        "made_by__membership__user",
        "made_by__membership__role",
        "made_by__membership__team__area",
        "made_by__area",
        "done_by__membership__user",
        "done_by__membership__role",
        "done_by__membership__team",
        "done_by__area",
    )
    return get_object_or_404(found, public_id=public_id)


def task(request, public_id):
    """A task, and doing it."""
    found = task_or_404(public_id)
    require(request.actor, Permission.TASK_DO)
    may_do = may(request.actor, Permission.TASK_DO, found)
    form = DoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(request.actor, Permission.TASK_DO, found)
        if form.is_valid():
            try:
                tasks.do(task=found, by=request.actor, at=timezone.now(), outcome=form.cleaned_data["outcome"])
            except tasks.TaskIsDone:
                form.add_error(None, "Someone has done this task already.")
            else:
                messages.success(request, "The task is done")
                return redirect("casework:task", found.public_id)
    if found.case_id:
        audit.saw("case", found.case_id)
    return render(
        request,
        "casework/tasks/task.html",
        {
            "task": found,
            "form": form,
            "may_do": may_do,
            "case": {
                "text": cases_shown.called(found.case),
                "href": cases_shown.address_of(found.case),
                "about": cases_shown.about([found.case]).get(found.case_id, ""),
            }
            if found.case_id
            else None,
            "names_next": found.case_id is not None and found.title == NAME_NEXT,
            "now": timezone.now(),
        },
    )


def pass_on(request, public_id):
    found = task_or_404(public_id)
    require(request.actor, Permission.TASK_DO, found)
    form = PassOnForm(request.POST if request.method == "POST" else None, people=people_of(found.team))
    if request.method == "POST" and form.is_valid():
        tasks.reassign(task=found, owner=form.cleaned_data["owner"], by=request.actor, at=timezone.now())
        messages.success(request, "The task is passed on")
        return redirect("casework:task", found.public_id)
    if found.case_id:
        audit.saw("case", found.case_id)
    return render(request, "casework/tasks/task_pass_on.html", {"form": form, "task": found})


def new_task(request, reference):
    """Make a task of a case, for one's own team."""
    case = case_or_404(reference)
    require(request.actor, Permission.CASE_WORK, case)
    team = request.actor.membership.team
    form = TaskForm(
        request.POST if request.method == "POST" else None, people=people_of(team), today=timezone.localdate()
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = tasks.make(
            title=said["title"],
            detail=said["detail"],
            team=team,
            owner=said["owner"],
            case=case,
            due_at=london_moment(said["due_on"], CLOSE_OF_DAY),
            by=request.actor,
            at=timezone.now(),
            key=said["idempotency"],
        )
        messages.success(request, "The task is made")
        return redirect("casework:task", made.public_id)
    audit.saw("case", case.pk)
    return render(
        request, "casework/tasks/task_new.html", {"form": form, "case": case, "called": cases_shown.called(case)}
    )
