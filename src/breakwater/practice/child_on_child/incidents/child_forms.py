"""Who a child of an incident is, what the child and the parents say, and whether each parent was told."""

from datetime import date

from breakwater.casework.recording.registry import LOOKUPS
from breakwater.foundation.design import moments
from breakwater.foundation.design.fields import (
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)
from breakwater.partnership.people.models import Person

from ..models import View
from ..models.incidents import Capacity, ParentsTold, Wish, YesNo
from . import lookup
from .operations.opening import ChildFacts, differs
from .operations.support import ParentFacts, ViewFacts

YEARS = [("R", "Reception"), *((str(year), f"Year {year}") for year in range(1, 14))]
SEXES = [("F", "Female"), ("M", "Male")]


class ChildForm(Form):
    """Who a child is: a pupil of one's own roll, or somebody else, perhaps of another school."""

    capacity = RadiosField(
        label="In what capacity?",
        hint="In this incident: it says nothing of the child otherwise.",
        choices=Capacity,
        missing="Choose the capacity",
    )
    pupil = SelectField(label="Which pupil of your roll?", empty="Somebody else", by_typing=True, required=False)
    named_as = TextField(label="Name, if the child is not on your roll", max_length=200, required=False)
    unmatched_why = TextField(
        label="If the child is at your school, why can you not pick them from your roll?",
        hint="For example: joined this week, or nobody knows who it is. The incident is closed with one or the other.",
        max_length=300,
        required=False,
    )
    born = DateField(label="Date of birth", past=True, required=False)
    is_under_13 = RadiosField(
        label="Is the child under 13?",
        hint="Calculated from the date of birth if you enter it.",
        choices=YesNo,
        inline=True,
        initial=YesNo.NOT_KNOWN,
        required=False,
    )
    school = SelectField(
        label="If the child is at another school, which?", empty="Ours", by_typing=True, required=False
    )
    school_words = TextField(label="If that school is not in the list, its name", max_length=160, required=False)
    year_group = SelectField(label="Year", choices=YEARS, empty="Not known", required=False)
    sex = SelectField(label="Sex", choices=SEXES, empty="Not known", required=False)
    send = RadiosField(
        label="Special educational needs or a disability?",
        choices=YesNo,
        inline=True,
        initial=YesNo.NOT_KNOWN,
        required=False,
    )
    has_social_worker = RadiosField(
        label="Does the child have a social worker?",
        choices=YesNo,
        inline=True,
        initial=YesNo.NOT_KNOWN,
        required=False,
    )
    is_looked_after = RadiosField(
        label="Is the child looked after by a local authority?",
        choices=YesNo,
        inline=True,
        initial=YesNo.NOT_KNOWN,
        required=False,
    )
    ethnicity = SelectField(
        label="Ethnicity, as the child or family gave it",
        hint="For patterns alone. Leave it to take what the pupil’s record says.",
        empty="As the pupil’s record says",
        required=False,
    )

    def __init__(self, *args, pupils, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.schools = {each.public_id: each for each in schools}
        self.fields["pupil"].choices = [(each.key, each.words) for each in pupils]
        self.fields["ethnicity"].choices = LOOKUPS["front_door.ethnicities"]()
        self.fields["school"].choices = [(key, each.name) for key, each in self.schools.items()]

    def clean(self):
        said = super().clean()
        if not said.get("pupil") and not said.get("named_as"):
            self.add_error("named_as", "Choose a pupil, or enter a name")
        if said.get("pupil") and (said.get("school") or said.get("school_words")):
            self.add_error("school", "A pupil of your roll is at your school. Leave the other school empty")
        return said

    def facts(self) -> ChildFacts:
        said = {name: value for name, value in self.cleaned_data.items() if name != "sure"}
        picked, school, born = said.pop("pupil"), said.pop("school"), said.pop("born")
        texts = {name: value or "" for name, value in said.items()}
        for name in ("is_under_13", "send", "has_social_worker", "is_looked_after"):
            texts[name] = texts[name] or YesNo.NOT_KNOWN
        return ChildFacts(
            **texts,
            person=Person.objects.get(public_id=picked) if picked else None,
            born=born,
            school=self.schools.get(school or ""),
        )


class ChangeChildForm(ChildForm):
    """A pupil who is not who was named is asked about once, before the record is about them."""

    sure = TextareaField(label="How do you know that it is the same child?", rows=2, max_length=1000, required=False)
    field_order = ("capacity", "pupil", "sure")

    def __init__(self, *args, child, **kwargs):
        super().__init__(*args, **kwargs)
        self.child = child
        if not self.is_bound:
            del self.fields["sure"]

    def clean(self):
        said = super().clean()
        person = Person.objects.filter(public_id=said["pupil"]).first() if said.get("pupil") else None
        if person is None or not differs(self.child, person):
            del self.fields["sure"]
        elif not said.get("sure"):
            named, picked = (
                born_in_words(self.child.named_as, self.child.born),
                born_in_words(person.name, person.born_on),
            )
            words = (
                f"{named}, was named. You chose {picked}. Choose again, or enter how you know that it is the same child"
            )
            self.add_error("sure", words)
        return said


def born_in_words(name: str, born: date | None) -> str:
    return f"{name}, born {moments.day(born)}" if born else name


class WorkerForm(Form):
    worker = SelectField(label="Who works with this child?", empty="Nobody yet", required=False)

    def __init__(self, *args, staff, **kwargs):
        super().__init__(*args, **kwargs)
        self.staff = {str(each.pk): each for each in staff}
        self.fields["worker"].choices = [(key, lookup.post_in_words(each)) for key, each in self.staff.items()]

    def clean(self):
        said = super().clean()
        said["worker"] = self.staff.get(said.get("worker") or "")
        return said


class ViewForm(IdempotentForm):
    whose = RadiosField(label="Who said it?", choices=View.Whose, inline=True, missing="Choose who said it")
    about = RadiosField(label="About what?", choices=View.About, missing="Choose what it is about")
    wish = RadiosField(
        label="What does the child want?",
        hint="For the child who was affected. It is heard; it does not decide who has to be told.",
        choices=[each for each in Wish.choices if each[0] != Wish.NOT_HEARD],
        required=False,
    )
    words = TextareaField(
        label="What did they say, in their own words?", rows=3, max_length=3000, missing="Enter what they said"
    )
    said_on = DateField(label="On which day?", past=True, missing="Enter the day")

    def facts(self) -> ViewFacts:
        said = self.cleaned_data
        return ViewFacts(said["whose"], said["about"], said["words"], said["said_on"], said["wish"] or "")


class ParentForm(Form):
    """One parent or carer, apart from the other."""

    who = TextField(
        label="Which parent or carer?",
        hint="Name, and who they are to the child. Record each of them on their own.",
        max_length=120,
        missing="Enter which parent or carer",
    )
    wish = TextField(
        label="What does the child say about this person being told?",
        hint="It is heard. If it would put a child at greater risk, they are not told.",
        max_length=300,
        required=False,
    )
    told = RadiosField(label="Do they know?", choices=ParentsTold, missing="Choose whether they know")
    told_by = TextField(label="If they were told, who told them?", max_length=120, required=False)
    told_on = DateField(label="If they were told, on which day?", past=True, required=False)
    why = TextareaField(label="Why not, or what you agreed with them", rows=3, max_length=2000, required=False)
    another = RadiosField(
        label="Is there another parent or carer to record?",
        hint="Each of them is told, or not told for a reason, on their own.",
        choices=[("YES", "Yes"), ("NO", "No: this child has no other parent or carer to tell")],
        missing="Choose whether there is another parent or carer",
    )

    def clean(self):
        said = super().clean()
        if said.get("told") in (ParentsTold.GREATER_RISK, ParentsTold.POLICE_ASK) and not said.get("why"):
            self.add_error("why", "Enter why they are not told")
        if said.get("told") == ParentsTold.TOLD and not said.get("told_by"):
            self.add_error("told_by", "Enter who told them")
        if said.get("told") == ParentsTold.TOLD and not said.get("told_on") and "told_on" not in self.errors:
            self.add_error("told_on", "Enter the day on which they were told")
        return said

    def facts(self) -> ParentFacts:
        said = self.cleaned_data
        texts = {name: said[name] or "" for name in ("who", "told", "told_by", "why", "wish", "another")}
        return ParentFacts(**texts, told_on=said["told_on"] if said["told"] == ParentsTold.TOLD else None)


class AddParentForm(IdempotentForm, ParentForm):
    field_order = ("who", "wish", "told", "told_by", "told_on", "why", "another")
