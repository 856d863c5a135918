"""What another school is told of one pupil, what goes along with a move, and the receipt."""

from breakwater.foundation.design.fields import (
    CheckboxesField,
    Form,
    IdempotentForm,
    PhoneField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)

from .incident_forms import AddReportForm
from .operations.notices import (
    NOBODY_YET,
    AnotherIsThere,
    NoticeFacts,
    NotKeptSafe,
    WhoIsIt,
    another_is_at,
    same_pupil,
)

NO_NAMES = "Say what this pupil needs. Do not name or describe any other child."


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


class AddNoticeForm(AddReportForm):
    """Who of the incident the pupil is, is asked where the two schools have not the same name for them."""

    pupil = RadiosField(
        label="Who of this incident is the pupil?",
        hint="The other school may spell the name another way.",
        required=False,
    )

    def __init__(self, *args, notice, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = self.incidents.get(self.data.get("incident") or "")
        known, may_be = same_pupil(notice, chosen) if chosen else (None, [])
        if known or not may_be:
            del self.fields["pupil"]
            return
        self.fields["pupil"].label = f"Who of this incident is {notice.named_as}?"
        choices = [(each.public_id, f"{each.named_as}, {each.get_capacity_display().lower()}") for each in may_be]
        self.fields["pupil"].choices = [*choices, (NOBODY_YET, "Nobody of these: a child who is not in it yet")]

    def clean(self):
        said = super().clean()
        if "pupil" in self.fields and not said.get("pupil"):
            self.add_error("pupil", WhoIsIt.words)
        return said | {"pupil": said.get("pupil") or ""}


class NoticeReceiptForm(Form):
    received_by = TextField(
        label="Who at the other school said that they have it?",
        hint="Name and role.",
        max_length=160,
        missing="Enter who has it",
    )
