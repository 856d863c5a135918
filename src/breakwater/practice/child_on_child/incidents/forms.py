"""What the safeguarding team records of an incident. There is nowhere to put an image or to describe one (SG-29)."""

from datetime import date

from breakwater.foundation.design import moments
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    IdempotentForm,
    PhoneField,
    RadiosField,
    RevisionField,
    SelectField,
    TextareaField,
    TextField,
    YesNoField,
)
from breakwater.partnership.people.models import Person

from ..codes import PLACES, PLATFORMS, TIMES
from ..models import HeadConflict, View
from ..models.incidents import Capacity, Category, Device, Level, Outcome, ParentsTold, Wish, YesNo
from .operations.conflicts import ConflictFacts
from .operations.contacts import ReferralFacts
from .operations.notices import AnotherIsThere, NoticeFacts, NotKeptSafe, another_is_at
from .operations.opening import ChildFacts, IncidentFacts, differs
from .operations.outcomes import REVIEWED
from .operations.support import ParentFacts, ViewFacts

NO_NAMES = "Say what this pupil needs. Do not name or describe any other child."
YEARS = [("R", "Reception"), *((str(year), f"Year {year}") for year in range(1, 14))]
SEXES = [("F", "Female"), ("M", "Male")]
MORE = [
    ("has_images", "Images or videos are involved"),
    ("is_pattern", "It happened more than once"),
    ("is_repeat", "The same children, or the same place, as before"),
]


class IncidentForm(Form):
    """How it is coded; what is not known yet is left."""

    category = RadiosField(
        label="What happened?",
        hint="After the first four, which are violence, the police and children’s social care are told.",
        choices=Category,
        missing="Choose what happened",
    )
    place = SelectField(label="Where?", choices=list(PLACES.items()), missing="Choose where, or Not known yet")
    platform = SelectField(
        label="If it was online, where?", choices=list(PLATFORMS.items()), empty="It was not online", required=False
    )
    happened_on = DateField(label="On which day?", past=True, required=False)
    time = SelectField(label="About what time?", choices=list(TIMES.items()), initial="NOT_KNOWN", required=False)
    level = SelectField(
        label="Where is the behaviour on the continuum of harmful sexual behaviour?",
        choices=[each for each in Level.choices if each[0]],
        empty="Not assessed yet",
        required=False,
    )
    more = CheckboxesField(label="Also", choices=MORE, required=False, small=True)
    device = SelectField(
        label="If there are images: who has the device?",
        hint="Nobody looks at, copies or sends an image. The police are told who has it.",
        choices=[each for each in Device.choices if each[0]],
        empty="Choose who has it",
        required=False,
    )
    lgbt = RadiosField(
        label="Is it related to a child being LGBT+, or being thought to be?",
        hint="For patterns alone. It is kept of the incident, never of a child.",
        choices=YesNo,
        inline=True,
        initial=YesNo.NOT_KNOWN,
        required=False,
    )

    def facts(self) -> IncidentFacts:
        said = dict(self.cleaned_data)
        more = said.pop("more")
        return IncidentFacts(
            **{name: said[name] or "" for name in ("category", "place", "platform", "level", "device")},
            happened_on=said["happened_on"],
            time=said["time"] or "NOT_KNOWN",
            lgbt=said["lgbt"] or YesNo.NOT_KNOWN,
            **{name: name in more for name, _ in MORE},
        )


class DescribeForm(IncidentForm):
    """What is recorded as sexual violence becomes less for a reason."""

    why = TextareaField(
        label="If it is no longer rape, assault or another of the four of violence: why?",
        hint="It is kept. The police and children’s social care are told until a colleague of the safeguarding team agrees.",
        rows=3,
        max_length=2000,
        required=False,
    )
    revision = RevisionField()

    def __init__(self, *args, is_violence: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_violence:
            del self.fields["why"]


class IncidentsFilter(Form):
    """Which incidents are listed; it is in the address."""

    show = SelectField(
        label="Show", choices=[("open", "Open"), ("closed", "Closed")], empty="Open and closed", required=False
    )
    category = SelectField(label="What happened", choices=Category, empty="Anything", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.says_optional = False

    def narrow(self, listed):
        said = self.cleaned_data
        if said.get("category"):
            listed = listed.filter(category=said["category"])
        return listed.filter(closed_at__isnull=said["show"] == "open") if said.get("show") else listed


class AddReportForm(Form):
    incident = RadiosField(label="Which incident?", missing="Choose the incident")

    def __init__(self, *args, incidents, **kwargs):
        super().__init__(*args, **kwargs)
        self.incidents = {each.public_id: each for each in incidents}
        self.fields["incident"].choices = [
            (key, f"{each.reference}: {each.get_category_display()}") for key, each in self.incidents.items()
        ]

    def clean(self):
        said = super().clean()
        if said.get("incident"):
            said["incident"] = self.incidents[said["incident"]]
        return said


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
    ethnicity = TextField(label="Ethnicity, as your register has it", max_length=40, required=False)

    def __init__(self, *args, pupils, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.schools = {each.public_id: each for each in schools}
        self.fields["pupil"].choices = [(each.key, each.words) for each in pupils]
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
        self.fields["worker"].choices = [
            (key, f"{each.user.name}, {each.job_title or each.role.title}") for key, each in self.staff.items()
        ]

    def clean(self):
        said = super().clean()
        said["worker"] = self.staff.get(said.get("worker") or "")
        return said


class SocialCareForm(Form):
    """What the contact about one child is begun with, in words that the MASH reads."""

    worry = TextareaField(
        label="What are you worried about?",
        hint="What happened, and what you have done to keep children safe. Families may ask to read this. Do not describe an image.",
        rows=6,
        max_length=6000,
        missing="Enter what you are worried about",
    )
    views = TextareaField(
        label="What does the child say and want?",
        hint="As it is recorded in the incident. Take out the name of another child, unless the MASH needs to know who it is.",
        rows=4,
        max_length=6000,
        required=False,
    )
    is_in_danger = YesNoField(label="Is the child in danger now?", missing="Choose whether the child is in danger now")

    def facts(self) -> ReferralFacts:
        return ReferralFacts(**self.cleaned_data)


class NoticeForm(IdempotentForm):
    """What another school reads of one pupil."""

    words = TextareaField(
        label="What does the other school need to know?",
        hint=NO_NAMES,
        rows=5,
        max_length=4000,
        missing="Enter what they need to know",
    )
    contact_name = TextField(label="Who may they call?", max_length=120, missing="Enter who they may call")
    contact_how = PhoneField(label="On which number?", missing="Enter the number")

    def facts(self) -> NoticeFacts:
        said = {name: value or "" for name, value in self.cleaned_data.items() if name not in ("idempotency", "school")}
        return NoticeFacts(**said, school=getattr(self, "schools", {}).get(self.cleaned_data.get("school") or ""))


class MoveForm(NoticeForm):
    """What is recorded of who must not be told goes along, whatever is ticked (SG-27)."""

    asked_by = TextField(
        label="Who asked for the move?",
        hint="The child or the parents. A child who was affected is never moved because the school wishes it.",
        max_length=120,
        missing="Enter who asked for the move",
    )
    school = SelectField(
        label="Which school does the pupil move to?", empty="Not in the list", by_typing=True, required=False
    )
    school_words = TextField(label="If it is not in the list, its name", max_length=160, required=False)
    along = CheckboxesField(
        label="What goes along?",
        hint="Of this pupil alone, as it is recorded now.",
        small=True,
        missing="Choose what goes along. The new school opens its own record with it",
    )
    social_worker = TextField(label="Social worker, and how to reach them", max_length=200, required=False)
    parents = TextField(
        label="Anybody else who must not be told, and why", hint=NO_NAMES, max_length=300, required=False
    )
    despite = TextareaField(
        label="Why does the pupil move there all the same, and who agreed?",
        hint="It is kept with your incident. The new school does not read it.",
        rows=3,
        max_length=2000,
        required=False,
    )
    both_safe = TextareaField(
        label="What does that school need to do to keep both children safe?",
        hint="It is told that another child of the incident is its pupil. Do not name that child.",
        rows=3,
        max_length=2000,
        required=False,
    )
    field_order = (
        "asked_by",
        "school",
        "school_words",
        "despite",
        "both_safe",
        "words",
        "along",
        "social_worker",
        "parents",
    )

    def __init__(self, *args, schools, child, carries, not_told, **kwargs):
        super().__init__(*args, **kwargs)
        self.child = child
        self.fields["along"].choices = list(carries.items())
        if not_told:
            self.fields["parents"].help_text = f"{NO_NAMES} Recorded, and goes along: {'; '.join(not_told)}"
        if not self.is_bound:
            del self.fields["despite"], self.fields["both_safe"]
        self.schools = {each.public_id: each for each in schools}
        self.fields["school"].choices = [(key, each.name) for key, each in self.schools.items()]

    def facts(self) -> NoticeFacts:
        said = self.cleaned_data
        written = (("Social worker", "social_worker"), ("Must not be told", "parents"))
        carried = tuple((label, said[name]) for label, name in written if said.get(name))
        names = ("words", "contact_name", "contact_how", "school_words", "asked_by", "despite", "both_safe")
        texts = {name: said.get(name) or "" for name in names}
        school, along = self.schools.get(said.get("school") or ""), tuple(said["along"])
        return NoticeFacts(**texts, school=school, along=along, carried=carried)

    def clean(self):
        said = super().clean()
        school = self.schools.get(said.get("school") or "")
        if not another_is_at(self.child, school, said.get("school_words") or ""):
            del self.fields["despite"], self.fields["both_safe"]
            return said
        for refusal in (AnotherIsThere, NotKeptSafe):
            if not said.get(refusal.box):
                self.add_error(refusal.box, refusal.words)
        return said


class ConflictForm(Form):
    """Who has a conflict of interest in an incident, and who approves in the place of a head."""

    who = SelectField(label="Who has the conflict?", missing="Choose who has the conflict")
    why = TextField(
        label="What is the conflict?",
        hint="For example, a child of the incident is a relative.",
        max_length=300,
        missing="Enter what the conflict is",
    )
    instead = RadiosField(
        label="If it is the head: who approves the assessments instead?",
        choices=[each for each in HeadConflict.Instead.choices if each[0] != HeadConflict.Instead.NAMED],
        options={
            HeadConflict.Instead.CHAIR: {
                "hint": "You record their approval, with the day on which they gave it on paper."
            },
            HeadConflict.Instead.TRUST: {
                "hint": "You record their approval, with the day on which they gave it on paper."
            },
            HeadConflict.Instead.OTHER_HEAD: {"hint": "They are asked to approve by their own sign-in."},
        },
        required=False,
    )

    def __init__(self, *args, team, **kwargs):
        super().__init__(*args, **kwargs)
        self.team = {str(each.pk): each for each in team}
        self.fields["who"].choices = [
            (key, f"{each.user.name}, {each.job_title or each.role.title}") for key, each in self.team.items()
        ]

    def facts(self) -> ConflictFacts:
        said = self.cleaned_data
        return ConflictFacts(self.team[said["who"]], said["why"], said["instead"] or "")


class EndConflictForm(Form):
    why = TextField(label="Why does it end?", max_length=300, missing="Enter why it ends")


class NoticeReceiptForm(Form):
    received_by = TextField(
        label="Who at the other school said that they have it?",
        hint="Name and role.",
        max_length=160,
        missing="Enter who has it",
    )


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
        texts = {name: said[name] or "" for name in ("who", "told", "told_by", "why", "wish")}
        return ParentFacts(**texts, told_on=said["told_on"] if said["told"] == ParentsTold.TOLD else None)


class AddParentForm(IdempotentForm, ParentForm):
    field_order = ("who", "wish", "told", "told_by", "told_on", "why")


class ReviewForm(Form):
    words = TextareaField(
        label="What changed since the last time?",
        hint="For either child, in what the police and social care decided, in how the measures work.",
        rows=4,
        max_length=4000,
        missing="Enter what changed, or that nothing did",
    )
    decided = RadiosField(label="What do you decide?", choices=list(REVIEWED.items()), missing="Choose what you decide")
    next_on = DateField(label="When do you look at it again?", future=True, missing="Enter the day")


class OutcomeForm(Form):
    outcome = RadiosField(
        label="What did you find, on the balance of probability?",
        choices=Outcome,
        options={
            Outcome.UNSUBSTANTIATED: {"hint": "It does not mean that it did not happen."},
            Outcome.MALICIOUS: {"hint": "Consider first whether the child needs help, or was harmed by somebody else."},
        },
        missing="Choose what you found",
    )
    outcome_why = TextareaField(label="Why?", rows=4, max_length=4000, missing="Enter why")
    sanction = TextField(
        label="Sanction, if there was one",
        hint="It may run beside support. A child who reported has one only for a report that was deliberately invented.",
        max_length=200,
        required=False,
    )
    changed_why = TextareaField(
        label="Why is the outcome changed?",
        hint="What is recorded now stays in the history of the incident.",
        rows=3,
        max_length=2000,
        missing="Enter why the outcome is changed",
    )

    def __init__(self, *args, is_final: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_final:
            del self.fields["changed_why"]

    def clean(self):
        said = super().clean()
        said["sanction"] = said.get("sanction") or ""
        return said


class ReopenForm(Form):
    why = TextareaField(label="Why do you reopen it?", rows=3, max_length=2000, missing="Enter why you reopen it")
