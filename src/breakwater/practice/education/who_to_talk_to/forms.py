"""What people may type of whom to talk to, and of what a service left unanswered."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design.fields import DateField, Form, IdempotentForm, RadiosField, SelectField, TextField
from breakwater.practice.education.models import Unanswered


class TalkToForm(Form):
    about = TextField(
        label="What do people ask you about?",
        hint="For instance: a place at a nursery, bruises on a baby, the level of a worry.",
        missing="Enter what people ask about",
        max_length=160,
    )
    name = TextField(
        label="Who do they talk to?",
        hint="A person, or a desk that several share.",
        missing="Enter who they talk to",
        max_length=120,
    )
    telephone = TextField(label="Telephone", required=False, max_length=30)
    email = TextField(label="E-mail", required=False, max_length=254)
    best_times = TextField(label="Best times", required=False, max_length=120)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("telephone") and not cleaned.get("email"):
            self.add_error("telephone", ValidationError("Enter a telephone number or an e-mail address"))
        elif cleaned.get("email") and "@" not in cleaned["email"]:
            self.add_error("email", ValidationError("Enter an e-mail address, like name@example.org"))
        return cleaned


class UnansweredForm(IdempotentForm):
    kind = RadiosField(label="What was left?", choices=Unanswered.Kind, missing="Choose what was left", inline=True)
    team = SelectField(label="Which service?", missing="Choose the service")
    school = SelectField(label="Which school waited?", by_typing=True, missing="Choose the school")
    on = DateField(label="On which day?", missing="Enter the day")

    def __init__(self, *args, teams, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = {str(one.pk): one for one in teams}
        self.schools = {str(one.pk): one for one in schools}
        self.fields["team"].choices = [(key, f"{one.name}, {one.organisation.name}") for key, one in self.teams.items()]
        self.fields["school"].choices = [(key, one.organisation.name) for key, one in self.schools.items()]
