"""What the public may type outside the questions of a concern: telling us more."""

from breakwater.foundation.design import fields


class AgainForm(fields.IdempotentForm):
    """ "Have you told us before?" Only the words are needed; the reference is not (SG-26)."""

    public = True

    immediate_danger = fields.RadiosField(
        label="Is a child in immediate danger now?",
        choices=[("yes", "Yes"), ("no", "No"), ("not_known", "I am not sure")],
        required=False,
    )
    reference = fields.TextField(
        label="Your reference, if you have it",
        hint="It begins with S. We will still read what you write if you do not have it.",
        width=20,
        max_length=40,
        spellcheck=False,
        required=False,
    )
    words = fields.TextareaField(
        label="What do you want to tell us?",
        hint="What has happened since, or what you remembered. You do not have to give your name.",
        missing="Write what you want to tell us",
        rows=8,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("immediate_danger", "reference"):
            self.fields[name].says_optional = False

    @property
    def says_danger(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["immediate_danger"])

    @property
    def is_unsure(self) -> bool:
        return self.cleaned_data["immediate_danger"] == "not_known"
