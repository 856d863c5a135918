"""What a call-handler types while someone is on the telephone."""

import re

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.design import fields

from ..arrivals.from_answers import CALLERS
from ..arrivals.operations.allegation_intake import AllegationTold
from ..models import CannotWait
from .operations import CallAsTaken
from .people_of_call import PaperField, PeopleOfCallForm

MOST_CHILDREN = 8
# What would tell where a refuge is; "In the medical room" tells nothing of it.
OF_A_REFUGE = re.compile(r"[0-9]|refuge|safe ?house|women[’']?s aid", re.IGNORECASE)
IS_NOT_KEPT = "Leave out the refuge: neither its name nor its address is kept. Enter only where else the child is, such as at school"
# "Ana and Ben Fish", "Ana Fish & Ben Fish": two children, of whom one contact would lose the second.
_NAME = r"[A-Z][\w'’-]*"
TWO_NAMES = re.compile(rf"{_NAME}( {_NAME})*\s*(\band\b|[&+])\s*{_NAME}")


class CallLogForm(PeopleOfCallForm):
    """A call in six answers, and whom the caller names. The contact is made as soon as they are sent; the rest is asked later."""

    who = fields.TextField(
        label="Who is calling, and from where?",
        hint="Name and organisation as they say it. “Would not say” is an answer.",
        max_length=240,
        spellcheck=False,
        missing="Write who is calling, or that they would not say",
    )
    source = fields.SelectField(
        label="They call as",
        choices=list(CALLERS.items()),
        missing="Choose what they call as",
    )
    call_back = fields.TextField(
        label="Number to call back",
        hint="Leave it empty only if they will not give one.",
        max_length=60,
        width=20,
        required=False,
    )
    call_back_safe = fields.RadiosField(
        label="Is it safe to call them on it?",
        hint="Leave it if you have not asked: the contact then says so.",
        choices=[("YES", "Yes"), ("NO", "No"), ("NOT_KNOWN", "They are not sure")],
        inline=True,
        required=False,
    )
    child = fields.TextField(
        label="Which child?",
        hint="One child in each box. Name, with date of birth or address if they know it; or a description: “toddler at flat 12”.",
        max_length=240,
        spellcheck=False,
        missing="Write the child’s name, or describe the child",
    )
    what = fields.TextareaField(
        label="What happened?",
        hint="In their words. Read it back: what they saw, what they heard, what they think.",
        rows=5,
        missing="Write what happened",
    )
    where_now = fields.TextField(
        label="Where is the child now?", hint="Not the address of a refuge.", max_length=200, required=False
    )
    refuge = fields.CheckboxesField(
        label="Refuge",
        choices=[("yes", "The child is in a refuge: no address is kept")],
        small=True,
        required=False,
    )
    danger = fields.RadiosField(
        label="Is a child in danger now?",
        choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not known")],
        inline=True,
        missing="Choose whether a child is in danger now",
    )
    baby_injury = fields.CheckboxesField(
        label="Injured baby",
        choices=[("yes", "A baby who cannot move about alone has a bruise or an injury, however small")],
        small=True,
        required=False,
    )
    about_staff = fields.RadiosField(
        label="Is it about someone who works or volunteers with children?",
        hint="Yes sends it to the designated officers. You do not see it again.",
        choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not known")],
        inline=True,
        missing="Choose whether it is about someone who works or volunteers with children",
    )
    accused = fields.TextField(
        label="Who is it about, and what do they do?",
        hint="Only for someone who works or volunteers with children: their name as the caller says it.",
        max_length=200,
        spellcheck=False,
        required=False,
    )
    told_on = fields.DateField(label="Day they called", required=False)
    told_time = fields.TimeField(label="Time they called", hint="For example 09:10", required=False)

    paper_by = PaperField()

    children = fields.HiddenField(required=False, initial="1")

    EARLIER = ("told_on", "told_time", "paper_by")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.other_children = [
            f"another_child_{number}" for number in range(2, self.asked_for("children", 1, MOST_CHILDREN) + 1)
        ]
        for number, name in enumerate(self.other_children, start=2):
            self.fields[name] = fields.TextField(
                label=f"Child {number}",
                hint="A contact of their own is made, linked to the others. Leave it empty if there is none.",
                max_length=240,
                spellcheck=False,
                required=False,
            )
            self.fields[name].says_optional = False
        for name in (*self.EARLIER, "call_back_safe", "refuge", "baby_injury"):
            self.fields[name].says_optional = False

    def clean(self):
        given = super().clean()
        for name in ("child", *self.other_children):
            if TWO_NAMES.match(given.get(name) or ""):
                self.add_error(name, "Enter one child in each box: choose “Add another child” for the next")
        if bool(given.get("told_on")) != bool(given.get("told_time")):
            self.add_error("told_time", "Enter both the day and the time they called, or neither")
        if given.get("refuge") and OF_A_REFUGE.search(given.get("where_now") or ""):
            self.add_error("where_now", IS_NOT_KEPT)
        if given.get("accused") and given.get("about_staff") != "yes":
            self.add_error("about_staff", "You wrote who it is about: choose Yes, or take the name out")
        return given

    def with_another(self, what: str):
        return super().with_another("children", MOST_CHILDREN) if what == "child" else super().with_another()

    @property
    def boxes_of_other_children(self) -> list:
        return [self[name] for name in self.other_children]

    @property
    def may_add_child(self) -> bool:
        return len(self.other_children) + 1 < MOST_CHILDREN

    @property
    def is_earlier(self) -> bool:
        """Whether the part about an earlier call stands open."""
        return any(self.data.get(f"{name}{part}") for name in self.EARLIER for part in ("", "-day", "-month", "-year"))

    def facts(self) -> CallAsTaken:
        """The call as it was taken."""
        given = self.cleaned_data
        return CallAsTaken(
            who=given["who"],
            source_code=given["source"],
            what=given["what"],
            call_back=given["call_back"] or "",
            call_back_safe=given["call_back_safe"] or "",
            child=given["child"],
            others=[given[name] for name in self.other_children if given[name]],
            adults=self.adults(),
            where_now=given["where_now"] or "",
            in_refuge=bool(given["refuge"]),
            immediate_danger={"yes": True, "no": False}.get(given["danger"]),
            unsure_of_danger=given["danger"] == "not_known",
            cannot_wait=CannotWait.BABY if given["baby_injury"] else "",
            taken_on_paper_by=given["paper_by"] or "",
            told_at=moment(given["told_on"], given["told_time"]) if given.get("told_on") else None,
            allegation=AllegationTold(about=given["accused"] or "") if given.get("about_staff") == "yes" else None,
        )


class ConsultationForm(fields.IdempotentForm):
    """Advice without a child's name."""

    who = fields.TextField(
        label="Who is asking, and from where?",
        max_length=240,
        spellcheck=False,
        missing="Write who is asking",
    )
    question = fields.TextareaField(
        label="What do they ask?",
        hint="No name, address or anything else from which the child could be known.",
        rows=4,
        missing="Write what they ask",
    )
    advice = fields.TextareaField(label="What did you advise?", rows=4, missing="Write what you advised")
