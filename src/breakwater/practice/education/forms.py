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

from .models import AnswerKind, Condition, Correction, RowNote, See, is_barred
from .operations.answering import Said
from .operations.papers import LONGEST_ON_PAPER

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
        }.get(kind, {})
        return Said(kind=kind, holds_file=of("holds_file"), holiday_check=of("holiday_check") or "", **facts)

    @property
    def _alone(self) -> str:
        return self.going_on[0] if len(self.going_on) == 1 else ""


class WorryForm(IdempotentForm):
    """A pupil that a school worries about: the question about significant harm stands first (SG-17)."""

    harm = YesNoField(
        label="Do you think that the pupil is suffering significant harm, or may be?",
        hint="If someone is in danger now, ring 999 first. If you say yes, the MASH has it the moment you send this.",
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
        hint="What was seen or said, when, and by whom.",
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


class CorrectionForm(Form):
    result = RadiosField(label="What did you find?", choices=Correction.Result, missing="Choose what you found")
    words = TextField(
        label="What may the school read about it?",
        hint="It stands on the school’s next list. No more than it needs.",
        required=False,
        max_length=240,
    )


class CheckedForm(Form):
    found = TextareaField(
        label="What did you find?",
        hint="The school never reads this. It gets the same reply whatever you find.",
        missing="Enter what you found, or that you found nothing",
        rows=4,
        max_length=4000,
    )


class NoteForm(IdempotentForm):
    worry = RadiosField(label="How worried are you?", choices=RowNote.Worry, required=False, inline=True)
    words = TextareaField(label="Note", hint="For co-ordinators alone.", required=False, rows=4, max_length=4000)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("worry") and not cleaned.get("words"):
            self.add_error("words", ValidationError("Enter a note, or say how worried you are"))
        return cleaned


class RecallForm(Form):
    because = TextareaField(
        label="What is wrong with it?",
        hint="Without names. Information governance reads this.",
        missing="Enter what is wrong with it",
        rows=3,
        max_length=500,
    )


class FewReadersForm(Form):
    because = TextField(
        label="Why does it go out all the same?",
        hint="For instance: the second lead starts on Monday, the school knows.",
        missing="Enter why it goes out all the same",
        max_length=240,
    )


class SettleForm(Form):
    words = TextField(label="What did you do?", missing="Enter what you did", max_length=240)


class CohortForm(Form):
    """One line of the table. What never reaches a list cannot be switched on, here or in the database."""

    WORDS = ("definition", "said")

    definition = TextField(label="Who is in it?", missing="Enter who is in it", max_length=240)
    see = RadiosField(label="What does a school see?", choices=See, missing="Choose what a school sees")
    condition = RadiosField(label="On what condition?", choices=Condition, missing="Choose the condition")
    said = TextField(
        label="What does the school read?",
        hint="Leave it empty for the cohort’s own name.",
        required=False,
        max_length=80,
    )
    figure = TextField(
        label="What does the number of an agency’s list count?",
        hint="It is read after the number, for instance “per cent of sessions missed”. Leave it empty where there is none.",
        required=False,
        max_length=60,
    )
    why = TextField(label="Why so?", missing="Enter why", max_length=240)
    owner = TextField(label="Who answers for this line?", missing="Enter who answers for it", max_length=80)
    review_by = DateField(label="When is it looked at again?", future=True, missing="Enter the day")
    because = TextField(label="Why do you change it?", missing="Enter why you change it", max_length=240)

    def __init__(self, *args, code="", **kwargs):
        super().__init__(*args, **kwargs)
        self.code = code

    def clean_see(self):
        if is_barred(self.code, self.cleaned_data["see"]):
            raise ValidationError("This never stands on a school’s list, and no area can switch it on")
        return self.cleaned_data["see"]

    def clean(self):
        cleaned = super().clean()
        for name in self.WORDS:
            if is_barred("", cleaned.get("see", See.NEVER), cleaned.get(name, "")):
                self.add_error(
                    name, "Prevent, Channel, allegations and section 47 enquiries never stand on a school’s list"
                )
        return cleaned


class NewCohortForm(CohortForm):
    """A cohort of the area's own."""

    WORDS = ("name", "definition", "said")

    code = TextField(
        label="Which code does it have?",
        hint="Up to five capital letters and digits. Agencies’ lists name it in their code column.",
        missing="Enter the code",
        max_length=5,
    )
    name = TextField(label="What is it called?", missing="Enter what it is called", max_length=80)
    source = TextField(
        label="Who tells us?",
        hint="The agency or service whose list has it.",
        missing="Enter who tells us",
        max_length=80,
    )

    field_order = ("code", "name", "source")

    def clean_code(self):
        code = self.cleaned_data["code"].upper()
        if not code.isascii() or not code.isalnum():
            raise ValidationError("Enter letters and digits alone")
        self.code = code  # clean_see runs after it and asks whether this code may be seen at all
        return code


class ReleaseCohortForm(Form):
    """A second person releases a line, or says why not."""

    decision = RadiosField(
        label="Do you release it?",
        missing="Choose whether you release it",
        choices=[("RELEASE", "Yes: it says what it means, and schools may read it"), ("NOT", "No")],
    )
    words = TextField(label="Why?", hint="Whoever proposed it reads this.", missing="Enter why", max_length=240)


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
