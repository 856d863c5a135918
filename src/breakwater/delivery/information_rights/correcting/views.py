"""Have a gathered row corrected; the holding team's answer."""

from breakwater.foundation.design.fields import Form, IdempotentForm, RadiosField, TextareaField
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission

from ..masking import operations as masking
from ..models import Correction, GatheredItem
from ..pages import AT, OfPart
from . import operations


class CorrectForm(IdempotentForm):
    words = TextareaField(
        label="What is wrong, and what should it say?",
        hint="Say what was found and where it is seen: the team that holds the record reads this.",
        rows=5,
        missing="Enter what is wrong, and what it should say",
    )


class AnswerForm(Form):
    outcome = RadiosField(label="What came of it?", choices=Correction.Outcome, missing="Choose what came of it")
    said = TextareaField(
        label="What was corrected, or why is it not?",
        hint="Information governance tells this to whoever asked.",
        rows=3,
        max_length=2000,
        missing="Enter what was corrected, or why it is not",
    )


class CorrectItem(OfPart, StepView):
    route, name, model = "information-requests/items/<str:public_id>/correct/", "item_correct", GatheredItem
    heading, button, form_class = "Have this corrected", "Ask them to correct it", CorrectForm
    operation, success_message = staticmethod(operations.ask), "{result.holder.name} is asked to correct it"
    leads_to, template_name = (
        ("information_rights:request", "subject.request.public_id"),
        "information_rights/mark.html",
    )

    def get_context_data(self, **more):
        held = operations.holder_of(self.subject)
        self.lead = (
            f"{held[0].name} holds this record and is asked to correct it." if held else operations.NobodyHoldsIt.words
        )
        return super().get_context_data(mark=None, places=masking.shown_whole(self.subject), **more)


class Correct(OperationView):
    """What a team is asked to correct, the way to the record, and what came of it."""

    route, name, template_name = f"{AT}corrections/<str:public_id>/", "correction", "information_rights/correction.html"
    model, context_object_name, audited_as = Correction, "asked", "rights_correction"
    permission, form_class = Permission.RIGHTS_CORRECT, AnswerForm
    words_stay = "information governance reads it, and words what whoever asked is told"
    operation, success_message = staticmethod(operations.answer), "Information governance is told"
    leads_to = ("information_rights:correction", "subject.public_id")


VIEWS = (CorrectItem, Correct)
