"""What is asked about a child's death: short, for a telephone at night; no clinical record and nothing of what a form says."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    HiddenField,
    IdempotentForm,
    PhoneField,
    RadiosField,
    RevisionField,
    SelectField,
    TextareaField,
    TextField,
    TimeField,
    YesNoField,
)
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.people.identifiers import check_nhs_number
from breakwater.partnership.people.models import Person

from ..incidents.lookup import as_named, posts_holding
from ..models import ChildDeath, DeathRequest, DeathState, DeathWait
from .lookup import AT_ONCE, CRITERIA_ASKED, OTHERS_ASKED, OVER
from .operations import coroner, notifying, professionals, response, support, tracker
from .operations.opening import DeathFacts
from .pathway import CRITERIA

RECORDED = [each for each in DeathState if each not in ("NOTIFIED", "TRIAGED", "LISTED", "LEARNED")]
BEFORE_REVIEWED = (DeathState.NOTIFIED, DeathState.TRIAGED, DeathState.GATHERING)
MISTAKEN = "mistaken"
CLOCK = {"label": "At what time?", "hint": "For example, 02:10"}


def without_revision(form) -> dict:
    return {name: value for name, value in form.cleaned_data.items() if name != "revision"}


class Moment(Form):
    """A day and a time of it, which has passed."""

    on = DateField(label="Which day was it?", past=True, missing="Enter the day")
    clock = TimeField(**CLOCK, missing="Enter the time, as in 02:10")

    def clean(self):
        said = super().clean()
        if said.get("on") and said.get("clock") is not None:
            self.moment = moment(said["on"], said["clock"])
            if self.moment > timezone.now():
                self.add_error("clock", ValidationError("Enter a time that has passed"))
        return said


class AboutDeath(Form):
    """Who died, when and where."""

    called = TextField(label="Child’s name", max_length=160, missing="Enter the child’s name, or who the child is")
    born_on = DateField(label="Date of birth", past=True, required=False)
    sex = RadiosField(label="Sex", choices=Person.Sex, missing="Choose the sex, or not known")
    nhs_number = TextField(
        label="NHS number",
        hint="Ten figures. By it, a second notification finds the first.",
        max_length=20,
        width=20,
        required=False,
    )
    no_number = RadiosField(label="If there is no NHS number, why?", choices=ChildDeath.NoNumber, required=False)
    died_on = DateField(label="When did the child die?", past=True, missing="Enter the day on which the child died")
    clock = TimeField(**CLOCK | {"hint": "Leave it empty if the time is not known."}, required=False)
    expected = YesNoField(
        label="Was the death expected?",
        hint="Anticipated as a significant possibility 24 hours before.",
        not_known=True,
        missing="Choose yes, no or not known",
    )
    place_kind = RadiosField(label="Where did the child die?", choices=ChildDeath.PlaceKind, missing="Choose where")
    place = TextField(label="Which hospital, address or place?", max_length=200, required=False)
    residence = RadiosField(label="Where did the child live?", choices=ChildDeath.Residence, missing="Choose where")
    residence_words = TextField(
        label="Which area or country, if elsewhere?",
        hint="And who reviews the death, if that is known.",
        max_length=200,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["no_number"].says_optional = self.fields["nhs_number"].says_optional = False

    def clean_nhs_number(self):
        typed = self.cleaned_data["nhs_number"]
        if not typed:
            return ""
        found = check_nhs_number(typed)
        if not found.valid:
            raise ValidationError(found.reason)
        return found.normalised

    def clean(self):
        said = super().clean()
        if "nhs_number" in said and not said["nhs_number"] and not said.get("no_number"):
            self.add_error("no_number", ValidationError("Enter the NHS number, or choose why there is none"))
        if said.get("died_on"):
            self.moment = moment(said["died_on"], said.get("clock") or timezone.datetime.min.time())
            if self.moment > timezone.now():
                self.add_error("clock", ValidationError("Enter a time that has passed"))
            if said.get("born_on") and said["born_on"] > said["died_on"]:
                self.add_error(
                    "born_on", ValidationError("The date of birth must be on or before the day of the death")
                )
        return said

    def known(self) -> dict:
        said = {name: self.cleaned_data[name] for name in AboutDeath.base_fields if name not in ("died_on", "clock")}
        return said | {"died_at": self.moment, "time_is_known": self.cleaned_data["clock"] is not None}


class PublicNotifyForm(AboutDeath, IdempotentForm):
    """A notification by a professional without an account: who died, who sends it, and every professional that they know of."""

    public = True

    field_order = ("called", "died_on", "clock", "criteria", "area", *AboutDeath.base_fields)
    criteria = CheckboxesField(
        label=CRITERIA_ASKED,
        hint="Then a joint agency response may be needed at once.",
        choices=list(CRITERIA.items()),
        required=False,
    )
    area = SelectField(label="In which area did the child live, or die?", missing="Choose the area")
    sender = TextField(
        label="Who are you?", hint="Your name, role and agency.", max_length=200, missing="Enter who you are"
    )
    contact = TextField(
        label="How are you reached?",
        hint="A telephone number, also at night.",
        max_length=120,
        missing="Enter how you are reached",
    )
    others = TextareaField(
        label=OTHERS_ASKED,
        hint="Names and ages as far as you know them. If you do not know, leave it empty.",
        rows=2,
        max_length=1000,
        required=False,
    )
    professionals = TextareaField(
        label="Professionals who knew the child",
        hint="One a line: agency, name and role, telephone or e-mail. For example: Harbour Surgery, Dr Ann Other GP, 01632 960 001",
        rows=5,
        max_length=4000,
        required=False,
    )
    words = TextareaField(
        label=AT_ONCE,
        hint="Two or three lines. No medical history: the full notification goes into the local system (eCDOP).",
        rows=3,
        max_length=1000,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.areas = {each.code: each for each in Area.objects.order_by("name")}
        self.fields["area"].choices = [(code, each.name) for code, each in self.areas.items()]

    @property
    def who(self) -> str:
        return self.cleaned_data["sender"]

    @property
    def of_area(self) -> Area:
        return self.areas[self.cleaned_data["area"]]

    def facts(self) -> notifying.NotificationFacts:
        known = self.known()
        lines = self.cleaned_data["professionals"].splitlines()
        return notifying.NotificationFacts(
            death=DeathFacts(**known),
            sender=f"{self.who}. {self.cleaned_data['contact']}",
            professionals=notifying.professionals_of(lines),
            said={
                self.fields[name].label: words
                for name in self.fields
                if name != "idempotency" and (words := self._in_words(name))
            },
        )

    def _in_words(self, name: str) -> str:
        value, field = self.cleaned_data[name], self.fields[name]
        if isinstance(field, CheckboxesField):
            return ". ".join(CRITERIA[each] for each in value)
        if isinstance(field, YesNoField):
            return {True: "Yes", False: "No", None: "Not known"}[value]
        if isinstance(field, (RadiosField, SelectField)):
            return str(dict(field.choices).get(value, ""))
        return "" if value is None else f"{value}"


class NotifyForm(PublicNotifyForm):
    """By somebody with an account, whose post says who they are."""

    public, sender = False, None

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["area"].initial = by.membership.team.area.code

    @property
    def who(self) -> str:
        return as_named(self.by.membership)


class CorrectForm(AboutDeath):
    """What is known, corrected, with the record's numbers elsewhere."""

    local_id = TextField(label="Number in the local system (eCDOP)", max_length=40, width=20, required=False)
    national_id = TextField(label="Number in the national database (NCMD)", max_length=40, width=20, required=False)
    revision = RevisionField()

    def facts(self) -> tracker.KnownFacts:
        more = {name: self.cleaned_data[name] for name in ("local_id", "national_id")}
        return tracker.KnownFacts(**self.known(), **more)


class TrackerFilter(Form):
    """What of the tracker is shown: a form of the address."""

    show = SelectField(
        label="Show",
        choices=[
            ("forms", "Forms outstanding"),
            ("hold", "On hold"),
            ("response", "Response runs"),
            ("open", "Not concluded"),
            (MISTAKEN, "Opened by mistake"),
        ],
        required=False,
        empty="All",
    )

    def narrow(self, deaths):
        match self.cleaned_data.get("show"):
            case "forms":
                open_ones = DeathRequest.objects.filter(returned="", without_on=None).values("death")
                return deaths.filter(pk__in=open_ones)
            case "hold":
                return deaths.filter(pk__in=DeathWait.objects.filter(ended_on=None).values("death"))
            case "response":
                return deaths.filter(response=ChildDeath.Response.YES, state__in=BEFORE_REVIEWED)
            case "open":
                return deaths.exclude(state__in=OVER)
        return deaths


class StartForm(Form):
    criteria = CheckboxesField(
        label="Which criteria are met?", choices=list(CRITERIA.items()), missing="Choose at least one"
    )
    why = TextField(label="In a few words, why?", max_length=300, missing="Enter why")
    leads = YesNoField(
        label="Do you lead the response?", hint="You can hand it over later.", missing="Choose yes or no"
    )

    def facts(self) -> response.StartFacts:
        return response.StartFacts(**self.cleaned_data | {"criteria": tuple(self.cleaned_data["criteria"])})


class WhyForm(Form):
    why = TextareaField(label="Why?", rows=3, max_length=2000, missing="Enter why")


class StepForm(Moment, IdempotentForm):
    """A step of the checklist: filled in for now, so that who was told is all there is to type."""

    field_order = ("who", "is_needed", "on", "clock")
    who = TextField(label="Who?", max_length=300, missing="Enter who, or why it is not needed")
    is_needed = YesNoField(label="Was it done?", words=("Done", "Not needed"), missing="Choose done or not needed")

    def __init__(self, *args, step, **kwargs):
        super().__init__(*args, **kwargs)
        self.step = step
        self.fields["who"].label = step.ask

    def facts(self) -> response.StepFacts:
        said = self.cleaned_data
        return response.StepFacts(self.step.code, self.moment, said["who"], is_needed=said["is_needed"])


class MeetingForm(Moment, IdempotentForm):
    field_order = ("on", "clock", "came", "minutes", "tasks")
    came = TextareaField(
        label="Who took part?",
        hint="Name and agency, a line each.",
        rows=4,
        max_length=3000,
        missing="Enter who took part",
    )
    minutes = TextareaField(
        label="What was shared and decided?", rows=6, max_length=10000, missing="Enter what was decided"
    )
    tasks = TextareaField(label="Who does what, by when?", rows=3, max_length=4000, required=False)

    def __init__(self, *args, step, **kwargs):
        super().__init__(*args, **kwargs)
        self.step = step

    def facts(self) -> response.MeetingFacts:
        said = {name: self.cleaned_data[name] for name in ("came", "minutes", "tasks")}
        return response.MeetingFacts(self.step.code, self.moment, **said)


class DayForm(Form):
    on = DateField(label="Which day was it?", past=True, missing="Enter the day")


class OfPosts(Form):
    """One of the posts of the area that may do what is asked."""

    post = SelectField(label="Who?", by_typing=True, missing="Choose who")
    permission = Permission.DEATH_RESPOND

    def __init__(self, *args, area, **kwargs):
        super().__init__(*args, **kwargs)
        posts = posts_holding(self.permission, area, on=london_date(timezone.now()))
        self.posts = {str(post.public_id): post for post in posts}
        self.fields["post"].choices = [(key, as_named(post)) for key, post in self.posts.items()]

    def chosen(self):
        return self.posts.get(self.cleaned_data["post"])


class LeadForm(OfPosts):
    post = SelectField(label="Who leads the response from now on?", by_typing=True, missing="Choose who")


class KeyWorkerForm(OfPosts, IdempotentForm):
    permission = Permission.DEATH_SUPPORT
    field_order = ("named", "phone", "hours", "deputy", "post")
    named = TextField(label="Key worker", hint="Name, role and agency.", max_length=200, missing="Enter who it is")
    phone = PhoneField(label="Telephone number for the family", missing="Enter the number that the family may call")
    hours = TextField(label="When can the family call?", max_length=120, required=False)
    deputy = TextField(label="Who stands in?", hint="Name and number.", max_length=200, required=False)
    post = SelectField(
        label="Their account here",
        hint="They then record contacts and questions themselves. Leave it empty if they have none.",
        by_typing=True,
        empty="No account here",
        required=False,
    )

    def facts(self) -> support.KeyWorkerFacts:
        said = {name: self.cleaned_data[name] for name in ("named", "phone", "hours", "deputy")}
        return support.KeyWorkerFacts(**said, post=self.chosen())


class TriageForm(Form):
    incident = YesNoField(
        label="Is a serious incident raised?",
        hint="Consider it for every death, and say so plainly for a child in care or a care leaver.",
        missing="Choose yes or no",
    )
    why = TextareaField(label="Why?", rows=3, max_length=2000, missing="Enter why")
    others = TextareaField(
        label="What else looks into the death?",
        hint="Patient safety, maternity, police, prison, health and safety, LeDeR.",
        rows=2,
        max_length=1000,
        required=False,
    )

    def facts(self) -> tracker.TriageFacts:
        return tracker.TriageFacts(**self.cleaned_data)


class StageForm(Form):
    state = RadiosField(
        label="Which stage has the review reached?",
        hint="Listing for a panel and learning are recorded where the panel is held.",
        choices=[(each.value, each.label) for each in RECORDED],
        missing="Choose the stage",
    )
    on = DateField(label="On which day?", past=True, missing="Enter the day")
    words = TextField(label="Anything to note?", max_length=300, required=False)

    def facts(self) -> tracker.StageFacts:
        return tracker.StageFacts(**self.cleaned_data)


class HoldForm(Form):
    reason = RadiosField(
        label="What does the review wait for?", choices=DeathWait.Reason, missing="Choose what it waits for"
    )
    words = TextField(label="What is known of it?", max_length=300, required=False)
    since = DateField(label="Since when?", past=True, missing="Enter the day")
    check_on = DateField(label="When do you ask again?", future=True, missing="Enter the day")

    def facts(self) -> tracker.WaitFacts:
        return tracker.WaitFacts(**self.cleaned_data)


class CheckForm(Form):
    words = TextField(label="What is known of it now?", max_length=300, required=False)
    check_on = DateField(label="When do you ask again?", future=True, missing="Enter the day")
    revision = RevisionField()


class PreventionForm(IdempotentForm):
    addressee = TextField(
        label="Who is the report addressed to?",
        hint="The organisation or person. One report for each.",
        max_length=160,
        missing="Enter who it is addressed to",
    )
    sent_on = DateField(
        label="When was it sent?",
        hint="They have 56 days to answer the coroner.",
        past=True,
        missing="Enter the day it was sent",
    )

    def facts(self) -> coroner.ReportFacts:
        return coroner.ReportFacts(self.cleaned_data["addressee"], self.cleaned_data["sent_on"])


class PreventionAnswerForm(Form):
    on = DateField(label="When did they answer?", past=True, missing="Enter the day")
    words = TextField(
        label="Where is the answer read?", hint="A link or a file’s place, no contents.", max_length=300, required=False
    )


class MergeForm(Form):
    into = TextField(label="Reference of the record that stays", max_length=20, width=20, missing="Enter the reference")


class ProfessionalForm(Form):
    agency = TextField(
        label="Agency",
        hint="GP surgery, school, hospital, police, voluntary…",
        max_length=160,
        missing="Enter the agency",
    )
    name = TextField(label="Name and role", max_length=160, required=False)
    contact = TextField(label="Telephone or e-mail", max_length=160, required=False)

    def facts(self) -> professionals.Named:
        return professionals.Named(**self.cleaned_data)


class AskForm(Form):
    about = TextareaField(
        label="Who is it about?",
        hint="What they need to find their records, and no more.",
        rows=3,
        max_length=1000,
        missing="Enter who it is about",
    )
    letter = TextareaField(label="What are they asked?", rows=5, max_length=3000, missing="Enter what they are asked")
    due_on = DateField(label="By when?", hint="Leave it empty for fifteen working days.", future=True, required=False)

    def facts(self) -> professionals.AskFacts:
        return professionals.AskFacts(**self.cleaned_data)


class ChaseForm(IdempotentForm):
    on = DateField(label="When did you chase it?", past=True, missing="Enter the day")
    words = TextField(label="How, and what did they say?", max_length=300, required=False)


class ReturnForm(Form):
    """A form came, or there is nothing to report. No contents."""

    returned = RadiosField(
        label="What do you return?",
        choices=DeathRequest.Returned,
        options={"NIL": {"hint": "You hold nothing about the child. This counts as a return."}},
        missing="Choose one",
    )
    words = TextField(label="Who answers, and where was the form sent?", max_length=300, missing="Enter who answers")

    def facts(self) -> professionals.ReturnFacts:
        return professionals.ReturnFacts(**{name: self.cleaned_data[name] for name in ("returned", "words")})


class LinkReturnForm(ReturnForm):
    """The same, by a respondent's link. `of` is the request that the page showed: a browser may have opened another link since."""

    public = True
    of = HiddenField(required=False)


class ToldForm(Form):
    told_on = DateField(label="When was the family told who you are?", past=True, missing="Enter the day")
    told_how = TextField(label="How, and in which language?", max_length=200, missing="Enter how")
    leaflet = YesNoField(label="Was the leaflet “When a child dies” given?", missing="Choose yes or no")
    bereavement = TextField(label="Which bereavement support was arranged?", max_length=300, required=False)
    revision = RevisionField()

    def facts(self) -> support.ToldFacts:
        return support.ToldFacts(**without_revision(self))


class ContactForm(IdempotentForm):
    on = DateField(label="Which day was it?", past=True, missing="Enter the day")
    words = TextareaField(label="What was it about?", rows=4, max_length=4000, missing="Enter what it was about")

    def facts(self) -> support.ContactFacts:
        return support.ContactFacts(self.cleaned_data["on"], self.cleaned_data["words"])


class QuestionForm(IdempotentForm):
    question = TextareaField(
        label="The family’s question", hint="In their own words.", rows=3, max_length=2000, missing="Enter the question"
    )
    asked_on = DateField(label="When did they ask it?", past=True, missing="Enter the day")
    raised_in = TextField(
        label="Where is it raised?",
        hint="With the pathologist, at a meeting, at the panel.",
        max_length=160,
        required=False,
    )

    def facts(self) -> support.QuestionFacts:
        return support.QuestionFacts(
            **{name: self.cleaned_data[name] for name in ("question", "asked_on", "raised_in")}
        )


class AnswerForm(Form):
    answer = TextareaField(label="The answer", rows=4, max_length=4000, missing="Enter the answer")
    raised_in = TextField(label="Where was it raised?", max_length=160, required=False)
    told_on = DateField(
        label="When was the family told?", hint="Leave it empty until they are told.", past=True, required=False
    )
    revision = RevisionField()

    def facts(self) -> support.AnswerFacts:
        return support.AnswerFacts(**without_revision(self))


class EndForm(Form):
    on = DateField(label="When did it end?", past=True, missing="Enter the day")
    why = TextField(
        label="Why?", hint="For example: the panel’s feedback was given.", max_length=300, missing="Enter why"
    )
