"""Changing a case, or something that hangs from one: the page of one question, found, drawn and recorded alike everywhere."""

from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission

from . import display as case_display
from .models import Case


class QuestionView(OperationView):
    """A form under a heading, with a lead, a button and a way back."""

    template_name = "casework/question.html"
    heading = ""
    button = "Save"
    lead = ""
    kind = ""  # "warning" where the button cannot be undone

    def get_context_data(self, **more):
        asked = {name: getattr(self, name) for name in ("heading", "button", "lead", "kind")}
        return super().get_context_data(**{**asked, "back": self.back()} | more)

    def back(self) -> str:
        """Where whoever changes nothing goes."""
        return self.get_success_url()


class CaseOperation(OperationView):
    """Work on a case: the subject is the case, or something of one (its `case`)."""

    model, related = Case, ("responsible_team__organisation", "responsible_team__area", "area")
    lookup = "reference"
    permission = Permission.CASE_WORK
    leads_to = "casework:case", "case.reference"
    permission_of = "case"

    @property
    def case(self) -> Case:
        return self.subject if isinstance(self.subject, Case) else self.subject.case

    def record_sight(self):
        audit.saw("case", self.case.pk)

    def get_context_data(self, **more):
        return super().get_context_data(**{"case": self.case, "called": case_display.called(self.case)} | more)
