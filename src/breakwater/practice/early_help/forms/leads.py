"""What a person may type about who is asked to lead."""

from breakwater.foundation.design.fields import Form, IdempotentForm, RadiosField, SelectField, TextareaField


class OrganisationForm(Form):
    organisation = SelectField(label="Where do they work?", missing="Choose where they work")

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [(one.public_id, one.name) for one in organisations]


class LeadForm(IdempotentForm):
    lead = RadiosField(label="Whom do you ask?", missing="Choose whom you ask")
    words = TextareaField(
        label="What do you say to them?",
        hint="They read this before they answer: why them, what the family hopes for, what you will help with.",
        missing="Enter why you ask them",
        rows=5,
        max_length=5000,
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(member.public_id): member for member in people}
        self.fields["lead"].choices = [
            (key, f"{member.user.name}, {member.job_title or member.role.title}, {member.team.name}")
            for key, member in self.people.items()
        ]

    def clean_lead(self):
        return self.people[self.cleaned_data["lead"]]
