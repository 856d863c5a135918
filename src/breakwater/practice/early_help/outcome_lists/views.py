"""The outcomes that plans aim at, for whoever keeps the area's forms."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.early_help.models import OutcomeList

from . import operations, vocabulary
from .forms import OutcomesForm


@require_safe
def outcomes_page(request):
    """What is offered now, what was, and the versions before and to come."""
    require(request.actor, Permission.FORMS_EDIT)
    area, today = request.post.team.area, timezone.localdate()
    versions = list(OutcomeList.objects.filter(area=area).select_related("by__membership__user").order_by("-number"))
    audit.saw("outcome_list", *(one.pk for one in versions))
    context = {"now": vocabulary.in_force(area, today), "versions": versions, "today": today}
    return render(request, "early_help/outcomes/outcomes.html", context)


class ChangeOutcomes(OperationView):
    """Make the next version."""

    route, name = "early-help/outcomes/change/", "outcomes_change"
    permission = Permission.FORMS_EDIT
    form_class, template_name = OutcomesForm, "early_help/outcomes/change.html"
    operation = staticmethod(operations.new_version)
    success_message = "Version {result.number} is kept"
    leads_to = ("early_help:outcomes",)
    permission_of = ""

    def find_subject(self):
        return self.request.post.team.area

    @cached_property
    def newest(self):
        return operations.newest_of(self.subject)

    @property
    def before(self):
        return vocabulary.of_list(self.newest) if self.newest else vocabulary.SUPPORTING_FAMILIES

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"before": self.before}

    def get_initial(self):
        drawn_from = self.newest.number if self.newest else 0
        return {"drawn_from": drawn_from, "from_on": timezone.localdate()} | {
            name: getattr(self.before, name) for name in ("title", "source")
        }

    def record_sight(self):
        if self.newest:
            audit.saw("outcome_list", self.newest.pk)


OPERATIONS = (ChangeOutcomes,)
