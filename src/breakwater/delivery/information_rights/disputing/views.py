"""Note that something is disputed; say what was found."""

from breakwater.foundation.design.fields import IdempotentForm, TextareaField, TextField, YesNoField
from breakwater.partnership.kit.step import StepView

from ..masking import operations as masking
from ..models import GatheredItem
from ..pages import OfPart
from . import operations


class DisputeForm(IdempotentForm):
    said_by = TextField(
        label="Who says so?",
        hint="As readers should know them: the child’s mother.",
        max_length=120,
        missing="Enter who says so",
    )
    words = TextareaField(label="What do they say, in their own words?", rows=4, missing="Enter what they say")
    restricts = YesNoField(
        label="Is its use restricted while it is looked into?",
        hint="Where they say it is wrong, or object to its use. It stays readable: every reader is told to ask first.",
        missing="Choose whether its use is restricted",
    )

    def facts(self) -> operations.Dispute:
        said = self.cleaned_data
        return operations.Dispute(said["said_by"], said["words"], said["restricts"])


class DisputeItem(OfPart, StepView):
    route, name, model = "information-requests/items/<str:public_id>/dispute/", "item_dispute", GatheredItem
    heading, button, form_class = "Note that this is disputed", "Put it beside the record", DisputeForm
    operation, success_message = staticmethod(operations.dispute), "Every reader of it reads the note from now on"
    template_name = "information_rights/mark.html"

    def get_context_data(self, **more):
        return super().get_context_data(mark=None, places=masking.shown_whole(self.subject), **more)


VIEWS = (DisputeItem,)
