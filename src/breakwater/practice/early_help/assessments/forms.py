"""What a person may type beside the questions of the assessment."""

from breakwater.foundation.design.fields import DateField, Form, IdempotentForm, SelectField, TextareaField, TextField

from .operations import ScoreFacts


class NoLongerHarmForm(Form):
    """Why an assessment that said harm does not say so any more: asked under the section that takes it back."""

    why_no_harm = TextareaField(
        label="Why is no child at risk of significant harm after all?",
        hint="What you found out, and who from. It is in the chronology, and the co-ordinators read it today. Until you say, the answer stays yes.",
        missing="Write why no child is at risk of significant harm after all",
        rows=4,
        max_length=2_000,
    )


class AddendumForm(IdempotentForm):
    """What came later than a finished assessment."""

    words = TextareaField(
        label="Addendum",
        hint="What is new or has to be put right, and how you know. It cannot be changed afterwards.",
        missing="Enter what you want to add",
        rows=8,
        max_length=10_000,
    )


class ToolScoreForm(IdempotentForm):
    """The score of a licensed tool. Its questions are its owner's, and stay out (FD 4.7)."""

    tool = TextField(
        label="Which tool?", hint="For example, SDQ or Outcomes Star.", missing="Enter the tool", max_length=80
    )
    version = TextField(label="Which version?", required=False, max_length=40)
    about = SelectField(label="Who is it about?", required=False, empty="The whole family")
    score = TextField(
        label="What is the score?", hint="As the tool gives it.", missing="Enter the score", max_length=40
    )
    scored_on = DateField(label="On which day?", past=True, missing="Enter the day")
    words = TextareaField(label="What do you make of it?", required=False, rows=3, max_length=5_000)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.public_id): person for person in people}
        self.fields["about"].choices = [(key, person.name) for key, person in self.people.items()]

    def facts(self) -> ScoreFacts:
        said = self.cleaned_data
        names = ("tool", "version", "score", "scored_on", "words")
        return ScoreFacts(person=self.people.get(said["about"]), **{name: said[name] for name in names})
