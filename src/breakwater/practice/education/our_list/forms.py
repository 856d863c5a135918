"""What people may type about lists."""

from collections import Counter

from django.core.exceptions import ValidationError

from breakwater.casework.handovers.danger import DangerField
from breakwater.foundation.design.fields import (
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    YesNoField,
)
from breakwater.foundation.design.moments import day
from breakwater.practice.education.answers.operations.answers import Said
from breakwater.practice.education.models import Answer, AnswerKind, FileReceipt, PromptAnswer

WRONG_WITH = ("Name or date of birth", "Since when", "Next meeting", "Lead professional")
ANOTHER = "other"


class AnswerForm(IdempotentForm):
    """Everything a school may say of a row, and what follows from it (FD 5.4)."""

    kind = RadiosField(
        label="What do you say?",
        choices=AnswerKind,
        missing="Choose what you say",
        options={
            "NOT_OURS": "The row is not shown to you again until somebody has looked.",
            "WORKER": "The source is asked to put it right within two working days.",
            "TALK": "It goes on the agenda of your next call.",
        },
        reveals={
            "NOT_OURS": ["left_on", "destination"],
            "WRONG": ["what", "should_be", "evidence"],
            "WORKER": ["worker_of", "worker_now"],
            "ENDED": ["ended", "told_by"],
            "TALK": ["talk_about"],
        },
    )
    left_on = DateField(label="When did they leave?", hint="Leave it empty if they never came.", required=False)
    destination = TextField(label="Where did they go, if you know?", required=False, max_length=160)
    what = SelectField(label="What is wrong?", required=False)
    should_be = TextField(label="What should it say?", required=False, max_length=240)
    evidence = TextField(label="How do you know?", required=False, max_length=400)
    worker_of = SelectField(label="Whose worker?", missing="Choose whose worker is out of date")
    worker_now = TextField(label="Who is it now, if you know?", required=False, max_length=240)
    ended = SelectField(label="What ended?", missing="Choose what ended")
    told_by = TextField(label="Who told you, and when?", required=False, max_length=400)
    talk_about = TextField(label="What about?", required=False, max_length=400)
    holds_file = YesNoField(label="Do you hold the safeguarding file?", required=False)
    holiday_check = TextField(label="Who checks on the pupil in the holiday?", required=False, max_length=160)

    def __init__(self, *args, cohorts, is_before_holiday, going_on=None, **kwargs):
        """`going_on` are those of the `cohorts` that have not ended; of one alone nobody is asked which is meant."""
        super().__init__(*args, **kwargs)
        for name in ("what", "should_be"):  # asked for with one answer alone, and needed there
            self.fields[name].says_optional = False
        self.fields["what"].choices = [(words, words) for words in (*cohorts, *WRONG_WITH)]
        self.going_on = list(dict.fromkeys(cohorts if going_on is None else going_on))
        for name in ("worker_of", "ended"):
            self.fields[name].choices = [(words, words) for words in self.going_on]
            if len(self.going_on) < 2:
                del self.fields[name]
        kind = self.fields["kind"]
        kind.reveals = {key: [name for name in names if name in self.fields] for key, names in kind.reveals.items()}
        if not is_before_holiday:
            del self.fields["holiday_check"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == AnswerKind.WRONG:
            for name, words in (("what", "Choose what is wrong"), ("should_be", "Enter what it should say")):
                if not cleaned.get(name):
                    self.add_error(name, ValidationError(words))
        return cleaned

    def said(self) -> Said:
        """What the operation takes: only what belongs to the answer chosen."""
        of, kind = self.cleaned_data.get, self.cleaned_data["kind"]
        facts = {
            AnswerKind.NOT_OURS: {"left_on": of("left_on"), "destination": of("destination") or ""},
            AnswerKind.WRONG: {"what": of("what"), "should_be": of("should_be"), "evidence": of("evidence") or ""},
            AnswerKind.WORKER: {"what": of("worker_of") or self._alone, "should_be": of("worker_now") or ""},
            AnswerKind.ENDED: {"what": of("ended") or self._alone, "evidence": of("told_by") or ""},
            AnswerKind.TALK: {"evidence": of("talk_about") or ""},
        }.get(kind, {})
        return Said(kind=kind, holds_file=of("holds_file"), holiday_check=of("holiday_check") or "", **facts)

    @staticmethod
    def as_said(given: Answer) -> dict:
        """What the boxes hold of an answer that stands."""
        own = {
            AnswerKind.NOT_OURS: {"left_on": given.left_on, "destination": given.destination},
            AnswerKind.WRONG: {"what": given.what, "should_be": given.should_be, "evidence": given.evidence},
            AnswerKind.WORKER: {"worker_of": given.what, "worker_now": given.should_be},
            AnswerKind.ENDED: {"ended": given.what, "told_by": given.evidence},
            AnswerKind.TALK: {"talk_about": given.evidence},
        }.get(given.kind, {})
        return {"kind": given.kind, "holiday_check": given.holiday_check, "holds_file": given.holds_file, **own}

    @property
    def _alone(self) -> str:
        return self.going_on[0] if len(self.going_on) == 1 else ""


class WorryForm(IdempotentForm):
    """A pupil that a school worries about: the question about significant harm stands first (SG-17)."""

    harm = YesNoField(
        label="Do you think that the pupil is suffering significant harm, or may be?",
        hint="If someone is in danger now, call 999 first. If you say yes, it goes to the MASH the moment you send this.",
        missing="Say whether the pupil may be suffering significant harm",
        reveals={"yes": ["danger"]},
    )
    danger = DangerField()
    pupil = SelectField(
        label="Which pupil?", hint="Pupils whose place at your school is confirmed.", missing="Choose the pupil"
    )
    name = TextField(
        label="If they are not in that list: name, and date of birth if you know it", required=False, max_length=200
    )
    words = TextareaField(
        label="What worries you?",
        hint="What was seen or said, when, and who by.",
        missing="Enter what worries you",
        rows=6,
        max_length=5000,
    )

    def __init__(self, *args, roll, **kwargs):
        super().__init__(*args, **kwargs)
        self.roll = {place.person.public_id: place.person for place in roll}
        years = {place.person.public_id: place.year_group for place in roll}
        called = {
            key: f"{person.surname}, {person.forename}" + (f" (Year {years[key]})" if years[key] else "")
            for key, person in self.roll.items()
        }
        many = Counter(called.values())
        self.fields["pupil"].choices = [
            (ANOTHER, "Someone who is not in this list"),
            *(
                (key, f"{words}, born {day(self.roll[key].born_on)}" if many[words] > 1 else words)
                for key, words in called.items()
            ),
        ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("pupil") == ANOTHER and not cleaned.get("name"):
            self.add_error("name", ValidationError("Enter the pupil’s name"))
        if cleaned.get("name") and "pupil" in self.errors and not self.data.get("pupil"):
            del self.errors["pupil"]  # whoever wrote a name has said who it is
            cleaned["pupil"] = ANOTHER
        return cleaned

    @property
    def person(self):
        return self.roll.get(self.cleaned_data["pupil"])


class PromptForm(IdempotentForm):
    """What a school says to a prompt: declining asks for a reason."""

    said = RadiosField(
        label="What do you say?",
        choices=PromptAnswer.Said,
        missing="Choose what you say",
        reveals={"DECLINED": ["reason"]},
    )
    reason = TextField(
        label="Why not?", hint="It is not asked again while nothing changes.", required=False, max_length=400
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].says_optional = False  # it is asked for where it is shown

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("said") == PromptAnswer.Said.DECLINED and not cleaned.get("reason"):
            self.add_error("reason", ValidationError("Enter why not"))
        return cleaned


class ReceiptForm(Form):
    outcome = RadiosField(label="The safeguarding file", choices=FileReceipt.Outcome, missing="Say whether it has come")
