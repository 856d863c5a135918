"""What is asked about the panel. What goes into a pack or is published names nobody, and is looked through before it is kept."""

from collections.abc import Sequence
from textwrap import shorten

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    FileField,
    Form,
    HiddenField,
    IdempotentForm,
    RadiosField,
    RevisionField,
    SelectField,
    TextareaField,
    TextField,
    YesNoField,
)
from breakwater.partnership.organisations.models import Area

from ...models import LearningNotice, PanelCase, PanelMeeting, PanelOutcome, PanelRecommendation
from . import codes
from .operations import meetings, outcomes, papers, sharing

NOBODY = "Name no child, family, worker, school, hospital or street, and no exact date."
THEMED = PanelMeeting.Kind.THEMED
CONCLUDED, DEFERRED = PanelOutcome.Result
THEMES, CATEGORIES = list(codes.THEMES.items()), list(codes.CATEGORIES.items())


def words(label: str, missing: str = "", hint: str = NOBODY, *, rows: int = 3, max_length: int = 2000, **more):
    required = {} if missing else {"required": False}
    return TextareaField(
        label=label, hint=hint, rows=rows, max_length=max_length, missing=missing or None, **required, **more
    )


class MeetingForm(IdempotentForm):
    kind = RadiosField(
        label="What kind of panel is it?",
        choices=PanelMeeting.Kind,
        reveals={THEMED: ["theme"]},
        missing="Choose the kind of panel",
    )
    theme = SelectField(label="Theme", choices=list(codes.THEMED.items()), required=False)
    on = DateField(label="When is it?", missing="Enter the day of the meeting")
    place = TextField(label="Where?", hint="A room, or a video meeting.", max_length=160, required=False)

    def clean(self):
        said = super().clean()
        if said.get("kind") == THEMED and not said.get("theme"):
            self.add_error("theme", "Choose the theme")
        return said

    def facts(self) -> meetings.MeetingFacts:
        said = self.cleaned_data
        theme = said["theme"] if said["kind"] == THEMED else ""
        return meetings.MeetingFacts(said["kind"], theme, said["on"], said["place"])


class SeatForm(Form):
    seat = SelectField(label="Seat", choices=list(codes.SEATS.items()), missing="Choose the seat")
    named = TextField(label="Who sits there?", max_length=120, missing="Enter the name")
    agency = TextField(label="Organisation", max_length=120, required=False)


class ListForm(Form):
    deaths = CheckboxesField(
        label="Which deaths does this meeting look at?",
        hint="Those whose review meeting was held and that wait for a panel.",
        missing="Choose at least one",
    )
    edition = RadiosField(
        label="By which form’s codes?",
        choices=[(each.code, each.title) for each in codes.EDITIONS.values()],
        initial=codes.CURRENT.code,
        missing="Choose the form",
    )

    def __init__(self, *args, deaths: Sequence = (), **more):
        super().__init__(*args, **more)
        self.deaths = {each.public_id: each for each in deaths}
        self.fields["deaths"].choices = [
            (key, f"{each.reference}, {each.area.name}, died {each.died_at:%B %Y}") for key, each in self.deaths.items()
        ]

    def clean_deaths(self):
        return [self.deaths[key] for key in self.cleaned_data["deaths"]]


class AttendanceForm(Form):
    came = CheckboxesField(label="Who came?", missing="Choose who came")

    def __init__(self, *args, seats: Sequence = (), **more):
        super().__init__(*args, **more)
        self.seats = {each.public_id: each for each in seats}
        self.fields["came"].choices = [
            (key, f"{each.named}, {codes.SEATS.get(each.seat, each.seat).lower()}") for key, each in self.seats.items()
        ]

    def clean_came(self):
        return [self.seats[key] for key in self.cleaned_data["came"]]


class HoldForm(Form):
    minutes = words(
        "Minutes of what concerns no single case",
        hint="What was said of a case stands with the case.",
        rows=6,
        max_length=10_000,
    )


class PrepareForm(Form):
    ask = words("What is the panel asked to settle?", "Enter what the panel is asked", max_length=1000)
    edition = RadiosField(
        label="By which form’s codes?",
        choices=[(each.code, each.title) for each in codes.EDITIONS.values()],
        missing="Choose the form",
    )
    revision = RevisionField()


class FactorForm(Form):
    domain = RadiosField(label="Domain", choices=list(codes.DOMAINS.items()), missing="Choose the domain")
    theme = SelectField(label="What is it about?", choices=THEMES, missing="Choose what it is about")
    influence = RadiosField(label="Level of influence", missing="Choose the level of influence")
    is_modifiable = YesNoField(
        label="Could it be changed by local or national action?", missing="Choose yes if it could be changed"
    )

    def __init__(self, *args, case: PanelCase, **more):
        super().__init__(*args, **more)
        found = codes.EDITIONS[case.edition].influence
        self.fields["influence"].choices = [(code, f"{code}: {title}") for code, title in found.items()]

    def facts(self) -> outcomes.FactorFacts:
        said = self.cleaned_data
        return outcomes.FactorFacts(said["domain"], said["theme"], said["influence"], said["is_modifiable"])


class PaperForm(IdempotentForm):
    file = FileField(
        label="Paper",
        hint="A PDF or a Word document, at most 20 MB. It is looked through for names, and gets a name of its own.",
        accepts=(".pdf", ".docx"),
        max_bytes=papers.LIMITS.largest,
        missing="Choose a file",
    )

    def facts(self) -> papers.PaperFacts:
        file = self.cleaned_data["file"]
        return papers.PaperFacts(file, file.name, file.content_type or "")


class RecuseForm(Form):
    seat = SelectField(label="Who is out of this case?", missing="Choose who is out")
    why = words("Why?", "Enter why", "How they took part in the child’s care, or know the family.", max_length=400)

    def __init__(self, *args, seats: Sequence = (), **more):
        super().__init__(*args, **more)
        self.seats = {each.public_id: each for each in seats}
        self.fields["seat"].choices = [(key, each.named) for key, each in self.seats.items()]

    def clean_seat(self):
        return self.seats[self.cleaned_data["seat"]]


class OutcomeForm(IdempotentForm):
    result = RadiosField(
        label="What did the panel settle?",
        choices=PanelOutcome.Result,
        reveals={CONCLUDED: ["category", "modifiable", "feedback"]},
        missing="Choose what the panel settled",
    )
    category = RadiosField(
        label="Category of death",
        hint="The first that applies, down the list.",
        choices=CATEGORIES,
        required=False,
        small=True,
    )
    modifiable = RadiosField(
        label="Were modifiable factors identified?", choices=list(codes.MODIFIABLE.items()), required=False
    )
    feedback = words("What does the key worker tell the family?", hint="In plain words.")
    why = words(
        "Why is it deferred, or what does this put right?",
        hint="Needed of a deferral, and where an outcome stands already.",
        max_length=1000,
    )
    on = DateField(label="When was it settled?", past=True, missing="Enter the day")

    def clean(self):
        said = super().clean()
        if said.get("result") == CONCLUDED:
            for name, missing in (
                ("category", "Choose the category"),
                ("modifiable", "Choose whether factors were identified"),
            ):
                if not said.get(name):
                    self.add_error(name, missing)
        return said

    def facts(self) -> outcomes.OutcomeFacts:
        said = self.cleaned_data
        is_concluded = said["result"] == CONCLUDED
        codes_of = {name: said[name] if is_concluded else "" for name in ("category", "modifiable", "feedback")}
        return outcomes.OutcomeFacts(said["result"], said["on"], why=said["why"], **codes_of)


class RecommendForm(IdempotentForm):
    to = RadiosField(label="Who is it for?", choices=PanelRecommendation.To, missing="Choose who it is for")
    text = words("What is recommended?", "Enter the recommendation", max_length=600)
    outcome = words("What will be better for children?", "Enter what will be better", max_length=600)
    theme = SelectField(label="Theme", choices=THEMES, missing="Choose a theme")

    def facts(self) -> outcomes.RecommendationWords:
        said = self.cleaned_data
        return outcomes.RecommendationWords(said["to"], said["text"], said["outcome"], said["theme"])


class WithdrawForm(Form):
    why = TextField(label="Why is it taken off the list?", max_length=300, missing="Enter why")


class NoticeForm(IdempotentForm):
    theme = SelectField(label="Theme", choices=THEMES, missing="Choose a theme")
    category = SelectField(label="Group of causes", choices=CATEGORIES, empty="None in particular", required=False)
    message = words("What was learnt?", "Enter what was learnt", f"Of several deaths. {NOBODY}", max_length=1000)
    action = words("What should people do from now on?", "Enter what people should do", max_length=1000)
    audience = TextField(label="Who is it for?", max_length=160, missing="Enter who it is for")
    revision = RevisionField()

    def facts(self) -> sharing.NoticeFacts:
        said = self.cleaned_data
        return sharing.NoticeFacts(*(said[name] for name in ("theme", "category", "message", "action", "audience")))


class PublishForm(NoChildsData, IdempotentForm):
    title = TextField(label="Title", hint=NOBODY, max_length=160, missing="Enter the title")
    reference = TextField(
        label="Reference", hint="Like CDOP 2026/2.", max_length=30, width=20, missing="Enter the reference"
    )
    first = DateField(
        label="From", hint="Deaths that panels concluded from this day.", past=True, missing="Enter the first day"
    )
    last = DateField(label="Until", past=True, missing="Enter the last day")
    text = words(
        "What is published",
        "Enter what is published",
        f"The public reads exactly this. A line that begins with ## is a heading. No number from 1 to 4. {NOBODY}",
        rows=18,
        max_length=40_000,
    )
    notices = CheckboxesField(label="Which notices are in it?", required=False)
    recommendations = CheckboxesField(
        label="Which recommendations go with it?",
        hint="They are published beneath it, and join the tracker of recommendations.",
        required=False,
    )
    areas = CheckboxesField(label="Which areas answer them?", required=False)
    read_by = TextField(
        label="Who else looked through it?",
        hint="For what no list knows: a rare combination by which a family could be known.",
        max_length=160,
        missing="Enter who else looked through it",
    )

    def __init__(
        self,
        *args,
        notices: Sequence[LearningNotice] = (),
        recommendations: Sequence[PanelRecommendation] = (),
        areas: Sequence[Area] = (),
        **more,
    ):
        super().__init__(*args, **more)
        self.offered = {
            "notices": {each.public_id: each for each in notices},
            "recommendations": {each.public_id: each for each in recommendations},
            "areas": {each.code: each for each in areas},
        }
        called = {
            "notices": lambda each: (
                f"{codes.THEMES.get(each.theme, each.theme)}: {shorten(each.message, 120, placeholder='…')}"
            ),
            "recommendations": lambda each: shorten(each.text, 160, placeholder="…"),
            "areas": lambda each: each.name,
        }
        for name, rows in self.offered.items():
            self.fields[name].choices = [(key, called[name](each)) for key, each in rows.items()]
            if not rows:
                del self.fields[name]

    def clean(self):
        said = super().clean()
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", "Enter a day that is not before the first")
        return said

    def facts(self) -> sharing.BatchFacts:
        said = self.cleaned_data
        chosen = {name: [rows[key] for key in said.get(name, ())] for name, rows in self.offered.items()}
        same = {name: said[name] for name in ("title", "reference", "first", "last", "text", "read_by")}
        return sharing.BatchFacts(**same, **chosen)


class FileForm(Form):
    file = FileField(
        label="CSV file of your system’s tracker",
        hint="Up to 2,000 rows. Nothing is saved before you have seen what becomes of each.",
        accepts=(".csv",),
        max_bytes=2_000_000,
        missing="Choose the file",
    )


class ConfirmForm(IdempotentForm):
    rows = HiddenField(max_length=4_000_000)
