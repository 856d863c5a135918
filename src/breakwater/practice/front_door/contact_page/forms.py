"""What is typed on the page of a contact: a rating, and what one was told."""

from breakwater.foundation.design.fields import (
    CheckboxesField,
    Form,
    IdempotentForm,
    RadiosField,
    TextareaField,
    TextField,
)

from ..models import Rag


class RateForm(Form):
    rag = RadiosField(
        label="RAG rating",
        choices=Rag,
        options={
            Rag.RED: "A child may be suffering or may suffer significant harm. Act now.",
            Rag.AMBER: "A significant concern, not immediate.",
            Rag.GREEN: "Needs support; nothing points to significant harm.",
            Rag.BLUE: "No additional need, or advice and information alone.",
        },
        small=True,
        missing="Choose the RAG rating",
    )
    reason = TextareaField(
        label="Why?",
        hint="What it rests on. Say what changed if you rate it differently.",
        rows=3,
        max_length=2000,
        missing="Say why you rate it so",
    )
    evidence = TextField(
        label="Evidence",
        hint="For example: the school's call back today, or an answer of the police.",
        max_length=240,
        required=False,
    )
    overrides = CheckboxesField(
        label="Lower than the facts allow",
        choices=[("yes", "I rate it lower than that, as a manager, for the reason above. It stays on record")],
        required=False,
    )

    def __init__(self, *args, floor="", is_manager: bool = False, **kwargs):
        """`floor` is the lowest rating allowed, in words; only a manager is offered to go below it (TR-06)."""
        super().__init__(*args, **kwargs)
        if floor:
            self.fields["rag"].help_text = f"Not below: {floor}."
        if not (floor and is_manager):
            del self.fields["overrides"]
        for name in ("evidence", "overrides"):
            if name in self.fields:
                self.fields[name].says_optional = name == "evidence"

    def rating(self) -> dict:
        """What `operations.rate` takes."""
        given = self.cleaned_data
        return {
            "rag": given["rag"],
            "reason": given["reason"],
            "evidence": given["evidence"],
            "overrides": bool(given.get("overrides")),
        }


class ToldForm(IdempotentForm):
    words = TextareaField(
        label="What were you told, who by, when?",
        hint="In their words where you can.",
        rows=4,
        missing="Write what you were told",
    )
