"""Who may have a school's list on paper, until when and why."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design.fields import (
    DateField,
    Form,
    SelectField,
    TextField,
)

from .operations import LONGEST_ON_PAPER


class PaperForm(Form):
    """Lets one reader at a school have its list on paper, until a day."""

    post = SelectField(label="Who may have the list on paper?", missing="Choose who")
    until = DateField(
        label="Until when?", hint="Not longer than three months.", future=True, missing="Enter until when"
    )
    because = TextField(label="Why?", missing="Enter why", max_length=240)

    def __init__(self, *args, posts, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.posts, self.today = {str(post.pk): post for post in posts}, today
        self.fields["post"].choices = [(key, post.user.name) for key, post in self.posts.items()]

    def clean_until(self):
        until = self.cleaned_data["until"]
        if not self.today <= until <= self.today + LONGEST_ON_PAPER:
            raise ValidationError("Enter a day from today until three months from now")
        return until
