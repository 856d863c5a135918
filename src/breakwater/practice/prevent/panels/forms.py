"""What the chair of the panel is asked."""

from collections.abc import Callable, Iterable

from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    TimeField,
    YesNoField,
)
from breakwater.foundation.design.moments import day

from ..codes import CONCERNS
from ..models import Assessment, Consent, Decision, Member, PanelCase, PanelMeeting, Referral, Review
from . import lookup, meetings, operations

OUTCOMES_OF_SUPPORT = [
    (Review.Result.STOPS, "Support stops"),
    (Review.Result.GOES_ON, "Support continues"),
]
KINDS_OF_SCHOOL = ("Primary school", "Secondary school", "Special school", "College", "University", "Not in education")


class MemberForm(Form):
    post = SelectField(label="Who?", missing="Choose who sits on the panel")
    part = RadiosField(label="As what?", choices=Member.Part, missing="Choose as what")
    vetted_on = DateField(
        label="When was vetting confirmed?", past=True, missing="Enter the day on which vetting was confirmed"
    )
    confidential_on = DateField(
        label="When did they sign the confidentiality agreement?",
        past=True,
        missing="Enter the day on which they signed the confidentiality agreement",
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.posts = {str(post.public_id): post for post in meetings.may_sit(by, on=timezone.localdate())}
        self.fields["post"].choices = [
            (key, f"{post.user.name}, {post.role.title}, {post.team.organisation.name}")
            for key, post in self.posts.items()
        ]

    def facts(self) -> meetings.MemberFacts:
        return meetings.MemberFacts(**self.cleaned_data | {"post": self.posts[self.cleaned_data["post"]]})


class MeetingForm(Form):
    on = DateField(label="When does the panel meet?", missing="Enter the day")
    clock = TimeField(label="At what time?", missing="Enter the time")
    place = TextField(
        label="Where?", hint="A room, or that it is online.", max_length=160, missing="Enter where the panel meets"
    )
    is_urgent = YesNoField(label="Is it an urgent meeting?", missing="Choose yes or no")


class OfMembers(Form):
    """Some of those who sit on the panel, by their names."""

    box = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[self.box].choices = [
            (each.public_id, f"{each.user.name}, {each.agency}") for each in meetings.members_now()
        ]


class AttendanceForm(OfMembers):
    box = "came"
    came = CheckboxesField(label="Who came?", missing="Choose who came")


class ReadersForm(OfMembers):
    box = "members"
    members = CheckboxesField(
        label="Who reads this case?", hint="Whoever is not chosen no longer reads it.", required=False
    )


class AskAgencyForm(Form):
    """What the agency of one who reads the case is asked."""

    reader = RadiosField(label="Whose agency?", missing="Choose whose agency")
    asked = TextareaField(
        label="What is asked of them?",
        hint="What to bring to the meeting or to do. Nothing of the police or of an assessment.",
        rows=3,
        max_length=1000,
        missing="Enter what is asked of them",
    )
    answer_by = DateField(label="By when?", future=True, missing="Enter the day")

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.readers = {each.public_id: each for each in lookup.readers_of(case)}
        self.fields["reader"].choices = [
            (key, f"{each.user.name}, {each.member.agency}") for key, each in self.readers.items()
        ]

    def clean_reader(self):
        return self.readers.get(self.cleaned_data.get("reader"))


class OpenForm(Form):
    called = TextField(label="Name", max_length=160, missing="Enter their name")
    born = DateField(label="Date of birth", past=True, required=False)
    age = RadiosField(label="Whose consent is needed?", choices=PanelCase.Age, missing="Choose their age")
    told_school = RadiosField(
        label="What do members read of the school?",
        choices=[("NAME", "Its name"), ("KIND", "Its kind, and not its name")],
        options={"KIND": {"hint": "Where the name would tell more than the members need."}},
        reveals={"NAME": ["school"], "KIND": ["kind"]},
        missing="Choose what members read of the school",
    )
    school = TextField(label="School, college or university", max_length=160, missing="Enter the school")
    kind = SelectField(
        label="Kind", choices=[(each, each) for each in KINDS_OF_SCHOOL], missing="Choose the kind of school"
    )
    concern = SelectField(label="Type of concern", choices=list(CONCERNS.items()), missing="Choose the type of concern")

    def facts(self) -> operations.OpenFacts:
        said = self.cleaned_data
        school = said["kind"] if said["told_school"] == "KIND" else said["school"]
        return operations.OpenFacts(said["called"], said["born"], said["age"], school or "", said["concern"])


class OfMeeting(Form):
    """One of the meetings of a case that `meetings_of` finds."""

    meetings_of: Callable[[PanelCase], Iterable[PanelMeeting]]

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.meetings = {each.public_id: each for each in self.meetings_of(case)}
        self.fields["meeting"].choices = [(key, day(each.on)) for key, each in self.meetings.items()]

    def clean_meeting(self):
        return self.meetings.get(self.cleaned_data.get("meeting"))


class PutBeforeForm(OfMeeting):
    meeting = RadiosField(label="Which meeting considers it?", missing="Choose the meeting")

    def meetings_of(self, case):
        return meetings.to_come(timezone.localdate())


class DecisionForm(OfMeeting):
    meeting = SelectField(
        label="At which meeting?",
        hint="Meetings since the referral whose attendance is recorded.",
        missing="Choose the meeting. Where it is not listed, record who came to it first",
    )
    what = RadiosField(label="What was decided?", choices=Decision.What, missing="Choose what was decided")
    dissent = TextareaField(label="Dissent, if any", rows=3, max_length=2000, required=False)

    def meetings_of(self, case):
        return meetings.held_since(london_date(case.referral.received_at))


class CorrectForm(Form):
    why = TextareaField(label="What is wrong with it?", rows=3, max_length=1000, missing="Enter what is wrong with it")


class ConsentForm(Form):
    who = RadiosField(
        label="Who?",
        choices=Consent.Who,
        reveals={each: ["named"] for each in Consent.PARENTS},
        missing="Choose who",
    )
    named = TextField(label="Which parent or carer?", hint="Name.", max_length=160, missing="Enter which parent")
    answer = RadiosField(label="What did they say?", choices=Consent.Answer, missing="Choose what they said")
    told = TextareaField(label="What were they told?", rows=3, max_length=2000, missing="Enter what they were told")
    on = DateField(label="On which day?", past=True, missing="Enter the day")

    def facts(self) -> operations.ConsentFacts:
        return operations.ConsentFacts(**self.cleaned_data | {"named": self.cleaned_data["named"] or ""})


class SupportForm(Form):
    title = TextField(
        label="Support",
        hint="A short title. Nothing of the police or of an assessment.",
        max_length=160,
        missing="Enter the support",
    )
    provider = TextField(label="Who provides it?", max_length=120, missing="Enter who provides it")
    owner = SelectField(
        label="Who on the panel sees to it?",
        hint="They see it on their Today page, where they read this case, and mark it as done.",
        missing="Choose who sees to it",
    )
    due_on = DateField(label="Due date", future=True, missing="Enter the due date")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {each.public_id: each for each in meetings.members_now()}
        self.fields["owner"].choices = [(key, f"{one.user.name}, {one.agency}") for key, one in self.members.items()]

    def clean_owner(self):
        return self.members.get(self.cleaned_data.get("owner"))


class AssessmentForm(Form):
    on = DateField(label="When was it made?", past=True, missing="Enter the day")
    author = TextField(label="Who made it?", max_length=120, missing="Enter who made it")
    band = RadiosField(label="Band", choices=Assessment.Band, missing="Choose the band")


class ReviewForm(Form):
    """What a review found; after consent was withdrawn, what becomes of the support."""

    result = RadiosField(label="What did the panel find?", missing="Choose what the panel found")
    words = TextareaField(label="Why?", rows=3, max_length=2000, missing="Enter the reason")
    on = DateField(label="On which day?", past=True, missing="Enter the day")

    def __init__(self, *args, review, **kwargs):
        super().__init__(*args, **kwargs)
        of_support, result = [key for key, _ in OUTCOMES_OF_SUPPORT], self.fields["result"]
        if review.kind == Review.Kind.WITHDRAWN:
            result.label, result.choices = "What happens to the support?", OUTCOMES_OF_SUPPORT
            result.error_messages["required"] = "Choose what happens to the support"
        else:
            result.choices = [each for each in Review.Result.choices if each[0] not in of_support]
            del self.fields["words"]


class LeaveForm(Form):
    exit = RadiosField(
        label="Why does the child or adult leave the panel?", choices=Referral.Ended, missing="Choose why"
    )
    why = TextareaField(label="In the panel’s words", rows=3, max_length=2000, missing="Enter the reason")
    support = RadiosField(
        label="What happens to the support that is open?",
        choices=OUTCOMES_OF_SUPPORT,
        missing="Choose whether support stops or continues",
    )
    support_why = TextareaField(
        label="Why, and who sees to it from now on?", rows=2, max_length=1000, missing="Enter why"
    )
    on = DateField(label="On which day?", past=True, missing="Enter the day")

    def __init__(self, *args, has_support: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_support:
            del self.fields["support"], self.fields["support_why"]

    def facts(self) -> operations.LeaveFacts:
        return operations.LeaveFacts(**self.cleaned_data)
