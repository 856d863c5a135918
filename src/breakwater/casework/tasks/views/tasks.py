"""Tasks: mine and my team's, making one, doing it, passing it on."""

from django.utils import timezone

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.case_view import CaseOperation
from breakwater.casework.cases.compartments import for_a_file
from breakwater.casework.tasks import operations
from breakwater.casework.tasks.forms import DoneForm, PassOnForm, TaskForm
from breakwater.casework.tasks.in_words import asks_for_words
from breakwater.casework.tasks.lookup import open_tasks
from breakwater.casework.tasks.models import Task
from breakwater.casework.tasks.registry import NAME_NEXT
from breakwater.foundation import audit
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Membership


def people_of(team) -> list[Membership]:
    """The posts of a team that hold today."""
    held = team.memberships.in_force(timezone.localdate()).filter(user__is_active=True)
    return list(held.select_related("user", "role", "team__organisation").order_by("user__name", "pk"))


class OwnTasks(ListPage):
    """One's own tasks, the soonest due first."""

    route, name, template_name = "tasks/", "tasks", "casework/tasks/tasks.html"
    permission = Permission.TASK_DO
    whose = "mine"

    def get_queryset(self):
        return open_tasks(owner__user=self.request.actor.membership.user)

    def rows_for_a_file(self, listed):
        return for_a_file(listed, "team")

    def get_context_data(self, **more):
        context = super().get_context_data(
            whose=self.whose, now=self.at, team=self.request.actor.membership.team, **more
        )
        cases = [task.case for task in context["page"].object_list if task.case_id]
        audit.saw("case", *{case.pk for case in cases})
        return context | {"about": case_display.about(cases)}


class TeamTasks(OwnTasks):
    """All of the team's."""

    route, name, whose = "tasks/team/", "team_tasks", "team"

    def get_queryset(self):
        return open_tasks(team=self.request.actor.membership.team)


class TaskOperation(OperationView):
    """A task, which may hang from a case or from none."""

    model = Task
    related = (
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
    leads_to = "casework:task", "subject.public_id"
    context_object_name = "task"

    def record_sight(self):
        if self.subject.case_id:
            audit.saw("case", self.subject.case_id)


class DoTask(TaskOperation):
    """A task, and doing it."""

    route, name = "tasks/<str:public_id>/", "task"
    form_class, template_name = DoneForm, "casework/tasks/task.html"
    success_message = "The task is done"

    def permission_subject(self):
        return self.subject if self.request.method == "POST" else None

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["outcome"].says_optional = not asks_for_words(self.subject)
        return form

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
    operation = staticmethod(operations.reassign)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": people_of(self.subject.team)}


class MakeTask(CaseOperation):
    """Make a task of a case, for one's own team."""

    route, name = "cases/<str:reference>/tasks/new/", "task_new"
    form_class, template_name = TaskForm, "casework/tasks/task_new.html"
    success_message = "The task is made"
    leads_to = "casework:task", "result.public_id"

    def get_form_kwargs(self):
        people = people_of(self.request.actor.membership.team)
        return super().get_form_kwargs() | {"people": people, "today": timezone.localdate()}

    def operate(self, form):
        task = form.facts()
        return operations.make(
            task,
            team=self.request.actor.membership.team,
            case=self.case,
            by=self.request.actor,
            at=self.at,
            key=form.cleaned_data["idempotency"],
        )


OPERATIONS = (DoTask, PassTaskOn, MakeTask)
