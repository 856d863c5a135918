"""What people type on the shell's own pages."""

from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from breakwater.foundation.dates.london_time import LONDON, to_london
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    EmailField,
    FileField,
    Form,
    HiddenField,
    IdempotentForm,
    PasswordField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    TimeField,
    YesNoField,
)
from breakwater.partnership.organisations.models import User
from breakwater.partnership.organisations.rooms import ROOMS

from .changes_file import MOST_BYTES
from .invitations import Wanted
from .shifts import Shift


class InviteForm(IdempotentForm):
    email = EmailField(
        label="What is their work e-mail address?", hint="The invitation goes there and works for 7 days."
    )
    name = TextField(label="What is their name?", max_length=120, missing="Enter their name", autocomplete="off")
    team = SelectField(label="In which team?", missing="Choose a team")
    role = SelectField(label="In which role?", missing="Choose a role")
    job_title = TextField(label="What is their job title?", max_length=120, required=False)

    def __init__(self, *args, teams, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        self.fields["team"].choices = [
            (key, f"{team.name}, {team.organisation.name}") for key, team in self.teams.items()
        ]
        self.fields["role"].choices = roles

    def clean_team(self):
        return self.teams[self.cleaned_data["team"]]

    def facts(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(said["email"], said["name"], said["team"], said["role"], said["job_title"], said["idempotency"])


MOST_OF_AN_AREA = 400_000  # bytes


class ChangesFileForm(Form):
    file = FileField(
        label="Choose the file",
        hint="CSV, at most 500 lines.",
        missing="Choose a file",
        accepts=[".csv"],
        max_bytes=MOST_BYTES,
    )


class AreaFileForm(Form):
    file = FileField(
        label="Choose the file",
        hint="YAML, as in the guide to setting up.",
        missing="Choose the area's file",
        accepts=[".yaml", ".yml"],
        max_bytes=MOST_OF_AN_AREA,
    )


class TakeInAreaFileForm(Form):
    """What was shown, as it came: it is read and checked again before anything is changed."""

    text = HiddenField(max_length=MOST_OF_AN_AREA)


class MakeChangesForm(IdempotentForm):
    """What was shown, as it came: it is read and checked again before anything is made."""

    text = HiddenField(max_length=MOST_BYTES)


class ConfirmRolesForm(Form):
    posts = CheckboxesField(
        label="Who still needs their role?",
        hint="Leave those who have left or changed their work: whoever keeps the roles sees them as not confirmed.",
        required=False,
        small=True,
    )
    keys = CheckboxesField(
        label="Which keys of connected systems are still needed?",
        hint="A system whose key ends sends no more contacts.",
        required=False,
        small=True,
    )

    def __init__(self, *args, posts, keys, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keys"].choices = [
            (
                key.public_id,
                f"{key.system.name}, {key.system.team.in_words}, made by {key.made_by.membership.user.name}",
            )
            for key in keys
        ]
        self.fields["posts"].choices = [
            (post.public_id, f"{post.user.name}, {post.role.title}, {post.team.name}, {post.team.organisation.name}")
            for post in posts
        ]


class BeginReviewForm(Form):
    due_on = DateField(
        label="Until when may managers confirm?", hint="From a week to 90 days from today.", missing="Enter the day"
    )


class RefusePostForm(Form):
    why = TextareaField(
        label="Why should they not have this role?",
        hint="Whoever invited them reads it.",
        missing="Enter the reason",
        rows=3,
        max_length=140,
    )


class RefuseTeamForm(Form):
    why = TextareaField(
        label="Why should this team not receive it?",
        hint="Whoever asked for it reads it.",
        missing="Enter the reason",
        rows=3,
        max_length=140,
    )


class ShiftForm(IdempotentForm):
    email = EmailField(
        label="What is their work e-mail address?", hint="The link goes there now, and works until the shift ends."
    )
    name = TextField(label="What is their name?", max_length=120, missing="Enter their name", autocomplete="off")
    ends = TimeField(
        label="When does the shift end?",
        hint="For example, 08:00. A time that has passed today means tomorrow. At most 16 hours from now.",
        missing="Enter the time when the shift ends",
    )
    why = TextareaField(
        label="Why do you let them in?",
        hint="For example, who checked their registration, and who they replace. The head of service is told.",
        missing="Enter the reason",
        rows=3,
        max_length=500,
    )

    def facts(self, now: datetime) -> Shift:
        said = self.cleaned_data
        here = to_london(now)
        days = (here.date(), here.date() + timedelta(days=1))
        ends_at = next(moment for day in days if (moment := datetime.combine(day, said["ends"], LONDON)) > here)
        return Shift(said["email"], said["name"], said["why"], ends_at, said["idempotency"])


class RegistrationForm(Form):
    number = TextField(
        label="Social Work England registration number",
        hint="As you checked it on the public register. Leave it empty if they are not registered, or no longer.",
        max_length=20,
        width=10,
        required=False,
        spellcheck=False,
    )


class EndPostForm(Form):
    when = RadiosField(
        label="When does the role end?",
        choices=[("now", "Now"), ("today", "At the end of today"), ("later", "On another day")],
        options={"now": "They are signed out at once."},
        reveals={"later": ["last_day"]},
        missing="Choose when the role ends",
    )
    last_day = DateField(label="What is the last day?")

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_last_day(self):
        day = self.cleaned_data.get("last_day")
        if day and self.data.get("when") == "later" and day < self.today:
            raise ValidationError("Choose a day from today on, or choose Now")
        return day

    def last(self) -> date:
        """The last day of the post that was asked for."""
        days = {"now": self.today - timedelta(days=1), "today": self.today}
        return days.get(self.cleaned_data["when"]) or self.cleaned_data["last_day"]


class JoinForm(Form):
    name = TextField(label="What is your name?", max_length=120, missing="Enter your name", autocomplete="name")
    password = PasswordField(
        label="Choose a password",
        hint="At least 12 characters. Three words that do not belong together are good.",
        autocomplete="new-password",
        missing="Choose a password",
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self):
        password = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password


class KeysForm(Form):
    on = YesNoField(label="Use single keys?", words=("On", "Off", ""), missing="Choose on or off")


class FindPeopleForm(Form):
    words = TextField(label="Name, e-mail address or team", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].says_optional = False


class RoomsForm(Form):
    rooms = CheckboxesField(
        label="Which parts of the service does the area use?",
        hint="Contacts, people and roles are always in use. A part that is not ticked keeps its data.",
        choices=[(key, f"{room.name}: {room.what}") for key, room in ROOMS.items()],
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rooms"].says_optional = False
