"""Saying whether two records are one person, merging them, and parting them again."""

from collections.abc import Sequence

from breakwater.foundation.design.fields import Form, IdempotentForm, RadiosField, SelectField, TextareaField
from breakwater.partnership.people.models import PairDecision, PairToReview

Answer = PairDecision.Answer
LONGEST = 500


class PairsForm(Form):
    """What narrows the queue. Codes alone, so that it may stand in an address."""

    state = SelectField(
        label="Which pairs", choices=PairToReview.State, empty="All that want a decision", required=False
    )
    source = SelectField(label="Who suggested them", choices=PairToReview.Source, empty="Anyone", required=False)


class DecideForm(IdempotentForm):
    answer = RadiosField(
        label="Are these the same person?",
        choices=Answer,
        options={
            Answer.SAME: {"hint": "Shows first what will be together. Nothing is merged yet. Key: s", "key": "s"},
            Answer.NOT_SAME: {"hint": "The pair is not suggested again. Key: n", "key": "n"},
            Answer.UNSURE: {"hint": "Someone else looks at it. Key: u", "key": "u"},
        },
        missing="Choose what you think",
    )
    because = TextareaField(
        label="Why?",
        hint="What settled it, or what would. It goes with you to the next page.",
        rows=3,
        max_length=LONGEST,
        required=False,
    )


class MergeForm(IdempotentForm):
    """Which record stands for both, and why."""

    kept = RadiosField(
        label="Which record do you keep?",
        hint="The other stays on file and can be parted from it again.",
        missing="Choose which record you keep",
    )
    because = TextareaField(label="How do you know?", rows=3, max_length=LONGEST, missing="Enter how you know")

    def __init__(self, *args, records: Sequence[tuple[str, str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kept"].choices = [(public_id, name) for public_id, name, _ in records]
        self.fields["kept"].options = {public_id: {"hint": hint} for public_id, _, hint in records}


KEPT, OTHER = "kept", "other"


GONE = "What was recorded has changed since you opened this page. Check whose each is and send it again."


class PartForm(IdempotentForm):
    """Whose each thing is that was recorded while the two were one, and why they are two.

    A question is known by what it is about, so that no answer falls on another where something was recorded meanwhile.
    """

    def __init__(self, *args, later: Sequence, kept: str, other: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.later = later
        for one in later:
            self.fields[_question(one)] = RadiosField(
                label=one.said, choices=[(KEPT, kept), (OTHER, other)], missing=f"Choose whose this is: {one.said}"
            )
        self.fields["because"] = TextareaField(
            label="Why are they two people?", rows=3, max_length=LONGEST, missing="Enter why they are two people"
        )

    def clean(self):
        if any(name.startswith(_question()) and name not in self.fields for name in self.data):
            self.add_error(None, GONE)
        return super().clean()

    def theirs(self) -> list[str]:
        """The names of what belongs to the record that was merged."""
        return [one.name for one in self.later if self.cleaned_data[_question(one)] == OTHER]


def _question(one=None) -> str:
    return f"later-{one.name if one else ''}"
