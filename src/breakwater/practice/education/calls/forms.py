"""What co-ordinators may type before, in and after a call."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError

from breakwater.casework.handovers.danger import DangerField
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    IdempotentForm,
    NumberField,
    RadiosField,
    TextareaField,
    TextField,
    TimeField,
    YesNoField,
)
from breakwater.practice.education.models import Call, CallAction, CallItem, CallTry, Disagreement

from .operations.calls import TimesToRing
from .operations.notes import DRAFT, Talk

TOPICS = ("Training", "Levels of need", "A new safeguarding lead", "What we see across the school", "Working together")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
WEEK = timedelta(days=7)


class ItemForm(IdempotentForm):
    """One pupil, or the whole school, while talking. Nothing is asked for: who has said nothing has said nothing."""

    view = RadiosField(
        label="How does the school see it?",
        choices=CallItem.View,
        required=False,
        inline=True,
        small=True,
        options={"BETTER": {"key": "1"}, "SAME": {"key": "2"}, "WORSE": {"key": "3"}},
    )
    topics = CheckboxesField(
        label="What about?", choices=[(words, words) for words in TOPICS], required=False, small=True
    )
    said = TextareaField(
        label="What was said",
        hint="The school reads this in its letter.",
        required=False,
        rows=4,
        max_length=4000,
        attributes={"data-bw-key": "s"},
    )
    invited = YesNoField(label="Was the school asked to the next meeting?", required=False, small=True)
    help_needed = YesNoField(label="Is early help needed?", required=False, small=True)
    challenge = TextareaField(
        label="What do you ask the school to look at again?", required=False, rows=2, max_length=2000
    )
    challenge_answer = TextareaField(label="What does it answer?", required=False, rows=2, max_length=2000)
    what = TextField(label="What is to be done?", required=False, max_length=240, attributes={"data-bw-key": "a"})
    owner = RadiosField(label="Who by?", choices=CallAction.Owner, required=False, inline=True, small=True)
    who = TextField(label="Name, if you have one", required=False, max_length=120)
    when = RadiosField(
        label="Due date",
        choices=[("NEXT", "The next call"), ("WEEK", "In a week"), ("DAY", "Another day")],
        required=False,
        initial="NEXT",
        inline=True,
        small=True,
        reveals={"DAY": ["on"]},
    )
    on = DateField(label="Which day?", required=False)
    note = TextareaField(
        label="Local authority only",
        hint="In no letter, list, page or file of a school.",
        required=False,
        rows=3,
        max_length=4000,
        attributes={"data-bw-key": "o"},
    )

    def __init__(self, *args, item: CallItem, asks_meeting: bool, asks_help: bool, **kwargs):
        super().__init__(*args, **kwargs)
        of_the_school = item.kind == CallItem.Kind.SCHOOL
        gone = ["view", "challenge", "challenge_answer"] if of_the_school else ["topics"]
        gone += [] if asks_meeting else ["invited"]
        gone += [] if asks_help and not of_the_school else ["help_needed"]
        for name in gone:
            del self.fields[name]
        for field in self.fields.values():
            field.says_optional = False  # nothing here is asked for

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("what"):
            if not cleaned.get("owner"):
                self.add_error("owner", ValidationError("Choose who does it"))
            if cleaned.get("when") == "DAY" and not cleaned.get("on") and "on" not in self.errors:
                self.add_error("on", ValidationError("Enter the day"))
        return cleaned

    def talk(self) -> Talk:
        """What was said, and the action being typed. What is wrong counts as not typed yet."""
        of = self.cleaned_data.get
        draft = {name: of(name) or "" for name in DRAFT} if of("what") else {}
        draft = {name: value.isoformat() if isinstance(value, date) else value for name, value in draft.items()}
        return Talk(
            view=of("view") or "",
            said=of("said") or "",
            invited=of("invited"),
            help_needed=of("help_needed"),
            challenge=of("challenge") or "",
            challenge_answer=of("challenge_answer") or "",
            topics=of("topics") or [],
            draft=draft,
        )

    def due(self, today: date, next_call: date) -> date:
        """The day an action is to be done by."""
        when = self.cleaned_data.get("when")
        if when == "DAY":
            return self.cleaned_data["on"]
        return today + WEEK if when == "WEEK" else next_call


def as_typed(item: CallItem, note: str) -> dict:
    """What the form of an item begins with."""
    names = ("view", "said", "invited", "help_needed", "challenge", "challenge_answer", "topics")
    draft = dict(item.draft)
    if draft.get("on"):
        draft["on"] = date.fromisoformat(draft["on"])
    return {name: getattr(item, name) for name in names} | draft | {"note": note}


class DisagreeForm(IdempotentForm):
    school_says = TextField(label="How does the school see it?", missing="Enter how the school sees it", max_length=400)
    we_say = TextField(label="How do we see it?", missing="Enter how we see it", max_length=400)


class SettleDifferenceForm(Form):
    outcome = RadiosField(label="How is it settled?", choices=Disagreement.Outcome, missing="Choose how it is settled")
    words = TextField(
        label="In words",
        hint="The school reads this on its next list.",
        missing="Enter how it is settled",
        max_length=400,
    )


class HarmForm(IdempotentForm):
    danger = DangerField()
    words = TextareaField(
        label="What came up?",
        hint="What was seen or said, when, and who by. It goes to the MASH the moment you send this.",
        missing="Enter what came up",
        rows=6,
        max_length=5000,
    )


class TriedForm(IdempotentForm):
    why = RadiosField(label="What happened?", choices=CallTry.Why, missing="Choose what happened")
    words = TextField(label="Anything to remember", hint="Without names of pupils.", required=False, max_length=240)


class ArrangeForm(Form):
    on = DateField(label="Which day?", future=True, missing="Enter the day")
    time = TimeField(label="At what time?", missing="Enter the time")


class TimesForm(Form):
    weekdays = CheckboxesField(
        label="Which days are best?",
        choices=[(str(n), day) for n, day in enumerate(WEEKDAYS)],
        required=False,
        inline=False,
        small=True,
    )
    starts = TimeField(label="From what time?", required=False)
    ends = TimeField(label="Until what time?", required=False)
    telephone = TextField(label="Which number?", required=False, max_length=40, width=20)
    ask_for = TextField(label="Who do you ask for?", required=False, max_length=120)
    words = TextField(
        label="Anything else", hint="For instance: not in the first week of term.", required=False, max_length=160
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("starts") and cleaned.get("ends") and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", ValidationError("Enter a time after the first"))
        return cleaned

    def facts(self) -> TimesToRing:
        said = self.cleaned_data
        return TimesToRing(**said | {"weekdays": [int(day) for day in said["weekdays"] or []]})


class EndForm(Form):
    """Who was spoken to. Pupils are talked about with someone who may read the list."""

    spoke_to = CheckboxesField(label="Who did you speak to?", required=False)
    others = TextField(label="Anyone else", hint="Name and job title.", required=False, max_length=200)
    mode = RadiosField(label="How?", choices=Call.Mode, initial=Call.Mode.PHONE, inline=True, small=True)
    minutes = NumberField(label="How many minutes?", required=False, min_value=1, max_value=600, width=3)
    next_on = DateField(label="When is the next call?", required=False)
    left_because = TextareaField(
        label="Why were they not talked about?",
        missing="Write why pupils who may be at risk were not talked about",
        rows=2,
        max_length=1000,
    )

    def __init__(self, *args, readers, unspoken_harm, **kwargs):
        super().__init__(*args, **kwargs)
        if unspoken_harm:
            names = ", ".join(item.name for item in unspoken_harm)
            self.fields[
                "left_because"
            ].help_text = f"{names}. Local authority only. The next call brings them up again."
        else:
            del self.fields["left_because"]
        self.readers = {str(post.pk): post for post in readers}
        self.fields["spoke_to"].says_optional = False  # they or anyone else: somebody is named
        self.fields["spoke_to"].choices = [(key, post.user.name) for key, post in self.readers.items()]
        if not self.readers:
            del self.fields["spoke_to"]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("spoke_to") and not cleaned.get("others"):
            name = "spoke_to" if self.readers else "others"
            self.add_error(name, ValidationError("Say who you spoke to"))
        return cleaned

    @property
    def members(self):
        return [self.readers[key] for key in self.cleaned_data.get("spoke_to") or []]
