"""What an area promises to senders: a number of working days, and who agreed it."""

from breakwater.foundation.dates.in_words import plural
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission

from ...pathway import FEEDBACK
from .. import operations
from ..forms.promises import PromiseForm


class Promise(OperationView):
    """What an area promises to senders."""

    route, name = "area/answers/", "promise"
    permission, permission_of = Permission.ORGANISATIONS_EDIT, ""
    form_class, template_name = PromiseForm, "front_door/sending/promise.html"
    operation = staticmethod(operations.promise)
    leads_to = ("front_door:promise",)

    def find_subject(self):
        return self.request.post.team.area

    @property
    def success_message(self):
        return f"From now on senders are told within {plural(self.result, 'working day')}"

    @property
    def held(self):
        return getattr(self.subject, "feedback_promise", None)

    def get_initial(self):
        days = self.held.working_days if self.held else FEEDBACK.allows.n
        return {"working_days": str(days), "source": self.held.source if self.held else ""}

    def get_context_data(self, **more):
        return super().get_context_data(**more, held=self.held, usual=FEEDBACK)
