"""Tasks: mine and my team's, making one, doing it, passing it on."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.case_view import CaseOperation
from breakwater.casework.tasks import operations
from breakwater.casework.tasks.forms import DoneForm, PassOnForm, TaskForm
from breakwater.casework.tasks.models import Task
from breakwater.casework.tasks.registry import NAME_NEXT
from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import Membership

SHOWN = 30


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
    about = case_display.about(task.case for task in page if task.case_id)
    audit.saw("case", *{task.case_id for task in page if task.case_id})
    return render(
        request,
        "casework/tasks/tasks.html",
        {"page": page, "about": about, "whose": whose, "now": now, "team": me.team},
    )


class TaskOperation(OperationView):
    """A task, which may hang from a case or from none."""

    subjects = Task.objects.select_related(
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
    permission = Permission.TASK_DO

    def record_sight(self):
        if self.subject.case_id:
            audit.saw("case", self.subject.case_id)

    def get_context_data(self, **more):
        return super().get_context_data(task=self.subject, **more)

    def get_success_url(self):
        return reverse("casework:task", args=[self.subject.public_id])


class DoTask(TaskOperation):
    """A task, and doing it."""

    route, name = "tasks/<str:public_id>/", "task"
    form_class, template_name = DoneForm, "casework/tasks/task.html"
    success_message = "The task is done"

    def permission_subject(self):
        return self.subject if self.request.method == "POST" else None

    def operate(self, form):
        return operations.do(task=self.subject, by=self.request.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **more):
        case = self.subject.case
        return super().get_context_data(
            may_do=may(self.request.actor, Permission.TASK_DO, self.subject),
            case=case
            and {
                "text": case_display.called(case),
                "href": case_display.address_of(case),
                "about": case_display.about([case]).get(case.pk, ""),
            },
            names_next=case is not None and self.subject.title == NAME_NEXT,
            now=self.at,
            **more,
        )


class PassTaskOn(TaskOperation):
    route, name = "tasks/<str:public_id>/pass-on/", "task_pass_on"
    form_class, template_name = PassOnForm, "casework/tasks/task_pass_on.html"
    success_message = "The task is passed on"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": people_of(self.subject.team)}

    def operate(self, form):
        return operations.reassign(task=self.subject, by=self.request.actor, at=self.at, **form.cleaned_data)


class MakeTask(CaseOperation):
    """Make a task of a case, for one's own team."""

    route, name = "cases/<str:reference>/tasks/new/", "task_new"
    form_class, template_name = TaskForm, "casework/tasks/task_new.html"
    success_message = "The task is made"

    def get_form_kwargs(self):
        people = people_of(self.request.actor.membership.team)
        return super().get_form_kwargs() | {"people": people, "today": timezone.localdate()}

    def operate(self, form):
        return operations.make(
            form.facts(),
            team=self.request.actor.membership.team,
            case=self.case,
            by=self.request.actor,
            at=self.at,
            key=form.cleaned_data["idempotency"],
        )

    def get_success_url(self):
        return reverse("casework:task", args=[self.result.public_id])


OPERATIONS = (DoTask, PassTaskOn, MakeTask)
