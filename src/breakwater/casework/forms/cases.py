"""Closing a case, explaining a clock that was missed, naming who works on it, stating why we are involved."""

from breakwater.foundation.design.fields import Form, RadiosField, TextareaField


class CloseForm(Form):
    reason = TextareaField(
        label="Why does it close?",
        hint="In words the family may read.",
        missing="Enter the reason",
        rows=3,
        max_length=240,
    )


class ExplainForm(Form):
    reason = TextareaField(
        label="Why was it missed?",
        hint="What happened, and what was done about it. Say nothing that the record does not need.",
        missing="Enter the reason",
        rows=4,
        max_length=2000,
    )


class InvolvementForm(Form):
    words = TextareaField(
        label="Why are we involved now?",
        hint="One sentence, in words the child and the family can read one day. For example: Ava’s mother is ill and Ava misses school to look after her brother.",
        missing="Enter why we are involved",
        rows=3,
        max_length=300,
    )


class WorkerForm(Form):
    who = RadiosField(label="Who works on it?", missing="Choose who works on it")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(post.public_id): post for post in people}
        self.fields["who"].choices = [
            (key, f"{post.user.name}, {post.role.title}") for key, post in self.people.items()
        ]

    def clean_who(self):
        return self.people[self.cleaned_data["who"]]
