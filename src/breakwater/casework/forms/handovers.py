"""Offering work, accepting it, sending it back, asking about it."""

from breakwater.foundation.design.fields import Form, IdempotentForm, RadiosField, SelectField, TextareaField, TextField


class OfferForm(IdempotentForm):
    to = RadiosField(label="To whom do you offer it?", missing="Choose a team")
    reason = TextareaField(
        label="Why?",
        hint="The receiving team reads this. The family may ask to.",
        missing="Enter the reason",
        max_length=5000,
    )
    passes = TextareaField(
        label="What do you pass on, and what stays with whom?",
        hint="For example: the school goes on with mornings; you take over the assessment.",
        required=False,
        rows=3,
        max_length=2000,
    )
    lead = SelectField(
        label="Whom do you propose to lead?",
        hint="Only if you have someone in mind: often the person the family trusts most.",
        required=False,
        empty="Nobody yet",
    )

    def __init__(self, *args, services, leads, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(key, label) for key, label, _ in services]
        self.fields["to"].options = {key: hint for key, _, hint in services}
        self.leads = {str(member.public_id): member for member in leads}
        self.fields["lead"].choices = [
            (
                key,
                ", ".join(
                    part for part in (m.user.name, m.job_title or m.role.title, m.team.organisation.name) if part
                ),
            )
            for key, m in self.leads.items()
        ]

    def clean_lead(self):
        return self.leads.get(self.cleaned_data["lead"])


class AcceptForm(Form):
    words = TextareaField(label="Anything to say to the giver?", required=False, rows=2, max_length=1000)


class AcceptElsewhereForm(AcceptForm):
    elsewhere_reference = TextField(
        label="What is its reference in your own system?",
        hint="It counts as accepted only when your system has it.",
        missing="Enter the reference your own system gave it",
        max_length=60,
        width=20,
        spellcheck=False,
    )
    elsewhere_worker = TextField(
        label="Who works on it?", hint="The worker's name.", missing="Enter the worker's name", max_length=120
    )
    field_order = ["elsewhere_reference", "elsewhere_worker", "words"]


class ReasonForm(Form):
    reason = TextareaField(label="Why?", missing="Enter the reason", rows=4, max_length=2000)


class InsteadForm(Form):
    instead = TextareaField(
        label="What holds instead, and why?",
        hint="Who keeps the family in view and until when; why it cannot wait for a lead. The family may ask to read this.",
        missing="Enter what holds instead, and why",
        rows=5,
        max_length=2000,
    )


class QuestionForm(IdempotentForm):
    question = TextareaField(
        label="What do you need to know?",
        hint="The giving team gets it as a task. The time to answer the offer runs on.",
        missing="Enter your question",
        rows=4,
        max_length=2000,
    )
