"""What is asked about what a meeting decided, who was challenged, and what is to be done."""

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    RevisionField,
    SelectField,
    TextField,
)

from ...models import AgendaItem, BoardDecision, Challenge
from ..operations import record
from .boxes import box

OUTCOMES = BoardDecision.Outcome


class OfMeetingForm(NoChildsData, IdempotentForm):
    """Something recorded at a meeting, perhaps of an item."""

    item = SelectField(label="Of which item?", empty="None", required=False)

    def __init__(self, *args, items: list[AgendaItem], **more):
        super().__init__(*args, **more)
        self.items = {str(each.public_id): each for each in items}
        self.fields["item"].choices = [(key, f"{each.number}. {each.title}") for key, each in self.items.items()]


class DecisionForm(OfMeetingForm):
    wording = box("What was decided?", "Enter what was decided", "A sentence that can be read alone in five years.")
    mover = TextField(label="Who moved it?", max_length=160, missing="Enter who moved it")
    outcome = RadiosField(label="Outcome", choices=OUTCOMES, missing="Choose the outcome")
    dissent = box("Who did not agree, and why?", rows=2)
    replaces = TextField(label="Number of the decision that it replaces", width=20, max_length=24, required=False)

    def __init__(self, *args, find, **more):
        super().__init__(*args, **more)
        self.find = find

    def clean_replaces(self):
        number = self.cleaned_data["replaces"].upper()
        found = self.find(number) if number else None
        if number and found is None:
            self.add_error("replaces", "No decision with this number that you may read. Check it, or leave it empty")
        return found

    def facts(self) -> record.DecisionFacts:
        said = self.cleaned_data
        item = self.items.get(said["item"])
        return record.DecisionFacts(
            said["wording"], said["mover"], said["outcome"], item, said["dissent"], said["replaces"]
        )


class ChallengeForm(OfMeetingForm):
    challenger = TextField(
        label="Who challenged?", hint="Name and body.", max_length=160, missing="Enter who challenged"
    )
    challenged = TextField(
        label="Who was challenged?", hint="Name and body.", max_length=160, missing="Enter who was challenged"
    )
    about = box("What about?", "Enter what about")

    def facts(self) -> record.ChallengeFacts:
        said = self.cleaned_data
        return record.ChallengeFacts(
            said["challenger"], said["challenged"], said["about"], self.items.get(said["item"])
        )


class AnswerChallengeForm(NoChildsData, Form):
    response = box("What was answered?", "Enter what was answered")
    responded_on = DateField(label="When?", past=True, missing="Enter the day")
    result = RadiosField(label="Result", choices=Challenge.Result, missing="Choose the result")
    came_of_it = box("What came of it?", hint="Needed unless it stays open.")
    revision = RevisionField()

    def clean(self):
        said = super().clean()
        if said.get("result") not in (None, Challenge.Result.OPEN) and not said.get("came_of_it"):
            self.add_error("came_of_it", "Enter what came of it")
        return said

    def facts(self) -> record.AnswerFacts:
        return record.AnswerFacts(**{name: self.cleaned_data[name] for name in record.AnswerFacts.__dataclass_fields__})


class FindForm(Form):
    """Which decisions are shown. It is posted: a free word never goes into an address."""

    words = TextField(label="Words", required=False)
    number = TextField(label="Number, or a part of it", width=20, max_length=24, required=False)
    since = DateField(label="From", required=False)
    until = DateField(label="To", required=False)

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.says_optional = False
