"""What is asked about lessons. Every box names nobody: many read it, and the public reads most of it."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from breakwater.foundation.dates.months import months_later
from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    EmailField,
    Form,
    IdempotentForm,
    NumberField,
    RadiosField,
    RevisionField,
    SelectField,
    TextareaField,
    TextField,
    WebAddressField,
)
from breakwater.partnership.organisations.models import Area, Organisation, Team

from ..models import Change, Finding, ImpactTest, PublishedReview, Recommendation, Response
from . import codes
from .chain import LINKS, REFUSED
from .operations.briefings import DisseminationFacts, LessonFacts, TestFacts
from .operations.changes import ChangeFacts, EvidenceFacts
from .operations.responses import ActionWanted, AnswerFacts
from .operations.reviews import FindingFacts, RecommendationFacts, ReviewFacts
from .scanned import NOBODY, ScannedForm, words
from .targets import TARGETS

ONE, KINDS = "ONE", "KINDS"


class ReviewForm(ScannedForm):
    kind = RadiosField(
        label="What kind of review is it?", choices=PublishedReview.Kind, missing="Choose the kind of review"
    )
    title = TextField(label="Title", hint=NOBODY, max_length=160, missing="Enter the title")
    reference = TextField(
        label="Reference",
        hint="As people cite it, like LCSPR 2026/1.",
        max_length=30,
        width=20,
        missing="Enter the reference",
    )
    text = words(
        "The published text, or its summary",
        "Enter the published text",
        "The public reads exactly this. " + NOBODY,
        rows=8,
        max_length=20_000,
    )
    published_on = DateField(
        label="When was it published?",
        past=True,
        required=False,
        hint="A second person confirms it before everyone reads it. Leave it empty if it is not public: the partnership alone reads of it.",
    )
    is_improvements = CheckboxesField(
        label="What is published?",
        choices=[("yes", "The improvements to be made, not the report itself")],
        required=False,
    )
    areas = CheckboxesField(
        label="Which other areas share its recommendations?",
        hint="Each answers with actions of its own. They see this text and no case.",
        required=False,
    )

    def __init__(self, *args, areas: Sequence[Area], **kwargs):
        super().__init__(*args, **kwargs)
        self.areas = {each.code: each for each in areas}
        self.fields["areas"].choices = [(each.code, each.name) for each in areas]

    def facts(self) -> ReviewFacts:
        said = self.cleaned_data
        same = {name: said[name] for name in ("kind", "title", "reference", "text", "published_on")}
        return ReviewFacts(
            **same, is_improvements=bool(said["is_improvements"]), others=[self.areas[code] for code in said["areas"]]
        )


class ShareForm(Form):
    areas = CheckboxesField(label="Which areas?", missing="Choose at least one area")

    def __init__(self, *args, areas: Sequence[Area], **kwargs):
        super().__init__(*args, **kwargs)
        self.areas = {each.code: each for each in areas}
        self.fields["areas"].choices = [(each.code, each.name) for each in areas]

    def clean_areas(self):
        return [self.areas[code] for code in self.cleaned_data["areas"]]


class FindingForm(ScannedForm):
    text = words(
        "What pattern in the system did the review find?",
        "Enter the finding",
        "How agencies work, not what one person did. " + NOBODY,
    )
    evidence = TextField(
        label="Where does the review show it?",
        hint="A section of the report, or a line of an audit.",
        max_length=300,
        missing="Enter where the review shows it",
    )

    def facts(self) -> FindingFacts:
        return FindingFacts(self.cleaned_data["text"], self.cleaned_data["evidence"])


class RecommendationForm(ScannedForm):
    text = words(
        "What is recommended?",
        "Enter the recommendation",
        "Say which bodies, and what they should do. " + NOBODY,
        max_length=600,
    )
    outcome = words("What will be better for children?", "Enter the outcome", max_length=600)
    theme = SelectField(label="Theme", choices=list(codes.THEMES.items()), missing="Choose a theme")
    finding = SelectField(label="Which finding does it answer?", empty="None in particular", required=False)

    def __init__(self, *args, findings: Sequence[Finding], **kwargs):
        super().__init__(*args, **kwargs)
        self.findings = {str(each.number): each for each in findings}
        self.fields["finding"].choices = [(key, f"{key}. {each.text[:100]}") for key, each in self.findings.items()]

    def facts(self) -> RecommendationFacts:
        said = self.cleaned_data
        return RecommendationFacts(said["text"], said["outcome"], said["theme"], self.findings.get(said["finding"]))


class TakeOffForm(NoChildsData, Form):
    taken_off_why = words(
        "Why is it taken off the public pages?",
        "Say why it is taken off",
        "It stays on record with your reason. A second person may confirm it again.",
        max_length=600,
    )


class SendForm(Form):
    to = RadiosField(
        label="Who should answer it?",
        choices=[(ONE, "One organisation"), (KINDS, "Every organisation of a kind")],
        reveals={ONE: ["owner", "email"], KINDS: ["kinds"]},
        missing="Choose who should answer it",
    )
    owner = SelectField(label="Which one?", by_typing=True, required=False)
    email = EmailField(label="E-mail address for a link, if nobody there signs in", required=False)
    kinds = CheckboxesField(label="Which kinds?", choices=Organisation.Kind, required=False, small=True)

    def __init__(self, *args, teams: Mapping[str, Team], **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = teams
        self.fields["owner"].choices = [(key, team.in_words) for key, team in teams.items()]

    def clean(self):
        said = super().clean()
        if said.get("to") == ONE and not said.get("owner"):
            self.add_error("owner", "Choose the organisation")
        if said.get("to") == KINDS and not self._of_kinds(said.get("kinds") or ()):
            self.add_error("kinds", "Choose at least one kind that has an organisation in the area")
        return said

    def wanted(self) -> dict:
        said = self.cleaned_data
        if said["to"] == ONE:
            return {"teams": [self.teams[said["owner"]]], "email": said["email"]}
        return {"teams": self._of_kinds(said["kinds"])}

    def _of_kinds(self, kinds) -> list[Team]:
        """One team an organisation: the first of its teams, as the list has them."""
        rows = reversed(self.teams.values())
        return list({team.organisation_id: team for team in rows if team.organisation.kind in kinds}.values())


ACTS = ("wording", "measure", "due_on")
ANSWERS = [each for each in Response.Answer.choices if each[0] != Response.Answer.WAITING]


class ActionForm(NoChildsData, IdempotentForm):
    """What the organisation will do: it goes into the tracker, where somebody else verifies it."""

    wording = words(
        "What will your organisation do?",
        "Enter what your organisation will do",
        "Start with a verb, then what is done and who it helps. " + NOBODY,
        max_length=400,
    )
    measure = words(
        "How will anybody know that it is done?",
        "Enter how anybody will know that it is done",
        "A number, a line of an audit, or what evidence will be shown.",
        rows=2,
        max_length=400,
    )
    due_on = DateField(label="By when?", future=True, missing="Enter the day it is due")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = months_later(timezone.localdate(), 3)

    def facts(self) -> ActionWanted:
        return ActionWanted(**{name: self.cleaned_data[name] for name in ACTS})


class AnswerForm(ActionForm):
    """Accepted, in part or not. Whatever is accepted has an action; whatever is not has a reason."""

    answer = RadiosField(label="What does your organisation answer?", choices=ANSWERS, missing="Choose an answer")
    reason = words(
        "Why in part, or why not?", required=False, hint="Answer this unless you accept all of it. " + NOBODY
    )
    field_order = ("answer", "reason", *ACTS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ACTS:
            self.fields[name].required = self.fields[name].says_optional = False
        self.fields["reason"].says_optional = False

    def clean(self):
        said = super().clean()
        answer = said.get("answer")
        if (
            answer in (Response.Answer.PARTLY, Response.Answer.REJECTED)
            and not said.get("reason")
            and "reason" not in self.errors
        ):
            self.add_error("reason", "Say why")
        if answer in (Response.Answer.ACCEPTED, Response.Answer.PARTLY):
            for name in ACTS:
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, self.base_fields[name].error_messages["required"])
        return said

    def facts(self) -> AnswerFacts:
        said = self.cleaned_data
        action = None if said["answer"] == Response.Answer.REJECTED else super().facts()
        return AnswerFacts(said["answer"], said["reason"], action, said.get("name", ""))


class GuestAnswerForm(AnswerForm):
    """The same by a link, where nobody signs in: it says who answers."""

    public = True
    name = TextField(label="Your name and role", max_length=160, missing="Enter your name and role")
    field_order = ("name", *AnswerForm.field_order)


class ChangeForm(ScannedForm):
    """What was changed of one kind. A chapter may be cited by paragraph."""

    target = SelectField(label="", by_typing=True, missing="Choose what was changed")
    number = NumberField(
        label="Which paragraph?",
        hint="Its number on the page of the chapter. Leave it empty for the chapter as a whole.",
        min_value=1,
        max_value=999,
        required=False,
    )
    words = words("What is different now?", "Say what is different now", rows=2, max_length=400)

    def __init__(self, *args, kind: str, area: Area, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.area, self.of = kind, area, TARGETS[kind]
        self.fields["target"].label = self.of.question
        self.fields["target"].choices = self.of.choices(area, timezone.localdate())
        if kind != Change.Kind.POLICY:
            del self.fields["number"]

    def clean(self):
        said = super().clean()
        if said.get("target") and "number" not in self.errors:
            found = self.of.find(said["target"], said.get("number"), self.area, timezone.localdate())
            if found is None:
                self.add_error("number", "This chapter has no paragraph with that number")
            said["found"] = found
        return said

    def facts(self) -> ChangeFacts:
        return ChangeFacts(self.kind, self.cleaned_data["found"], self.cleaned_data["words"])


class EvidenceForm(NoChildsData, Form):
    evidence = words("What did you look at, and what does it show?", "Say what the evidence shows", rows=4)
    link = WebAddressField(label="Where is it to be seen?", max_length=300, required=False, spellcheck=False)

    def facts(self) -> EvidenceFacts:
        return EvidenceFacts(**self.cleaned_data)


class RemoveForm(NoChildsData, Form):
    why = words(
        "Why is it removed?", "Say why it is removed", "It stays on record with your reason.", rows=2, max_length=400
    )


class LessonForm(ScannedForm):
    """A seven-minute briefing, by the headings of data/lessons.yaml."""

    revision = RevisionField()
    title = TextField(label="Title", hint=NOBODY, max_length=160, missing="Enter the title")
    recommendations = CheckboxesField(
        label="Which recommendations does it pass on?", missing="Choose at least one recommendation", small=True
    )
    audiences = CheckboxesField(
        label="Who is it for?", choices=list(codes.AUDIENCES.items()), missing="Choose who it is for", small=True
    )
    prompts = words("Questions for supervision", hint="A question a line.", required=False)
    quiz = words("Questions to check what was understood", hint="A question a line.", required=False)
    chapter = SelectField(label="Which procedure does it point to?", empty="None", by_typing=True, required=False)
    course = SelectField(label="Which course does it point to?", empty="None", by_typing=True, required=False)
    shelf_on = DateField(
        label="When is it looked at again?", future=True, missing="Enter the day on which it is looked at again"
    )

    def __init__(self, *args, recommendations: Sequence[Recommendation], chapters: Mapping, courses: Mapping, **kwargs):
        super().__init__(*args, **kwargs)
        self.named = {str(each.number): each for each in recommendations}
        self.chapters, self.courses = chapters, courses
        self.fields["recommendations"].choices = [
            (key, f"{key}. {each.text[:120]}") for key, each in self.named.items()
        ]
        self.fields["chapter"].choices = [(key, each.heading) for key, each in chapters.items()]
        self.fields["course"].choices = [(key, each.title) for key, each in courses.items()]
        for code, said in codes.HEADINGS.items():
            self.fields[f"part_{code}"] = words(
                said["title"], hint=said.get("hint", NOBODY), rows=4, max_length=3000, required=False
            )
        self.order_fields(["title", *(f"part_{code}" for code in codes.HEADINGS)])
        if "shelf_on" not in self.initial:
            self.fields["shelf_on"].initial = months_later(timezone.localdate(), 24)

    def facts(self) -> LessonFacts:
        said = self.cleaned_data
        return LessonFacts(
            title=said["title"],
            parts={code: said[f"part_{code}"] for code in codes.HEADINGS if said[f"part_{code}"]},
            audiences=said["audiences"],
            shelf_on=said["shelf_on"],
            prompts=said["prompts"],
            quiz=said["quiz"],
            chapter=self.chapters.get(said["chapter"]),
            course=self.courses.get(said["course"]),
            recommendations=[self.named[number] for number in said["recommendations"]],
        )


class DisseminationForm(NoChildsData, IdempotentForm):
    channel = RadiosField(
        label="How was it passed on?", choices=list(codes.CHANNELS.items()), missing="Choose how it was passed on"
    )
    on = DateField(label="When?", past=True, missing="Enter the day")
    audience = TextField(label="Who was it for?", max_length=160, missing="Enter who it was for")
    reached = NumberField(
        label="How many did it reach?", min_value=0, max_value=1_000_000, missing="Enter how many it reached"
    )
    acknowledged = NumberField(
        label="How many said that they read it?", min_value=0, max_value=1_000_000, required=False
    )
    words = TextareaField(
        label="What came of it?",
        hint="What supervision or the quiz showed. " + NOBODY,
        rows=2,
        max_length=400,
        required=False,
    )

    def clean(self):
        said = super().clean()
        if (said.get("acknowledged") or 0) > (said.get("reached") or 0):
            self.add_error("acknowledged", "Enter no more than it reached")
        return said

    def facts(self) -> DisseminationFacts:
        return DisseminationFacts(**{name: self.cleaned_data[name] for name in DisseminationFacts.__match_args__})


class TestForm(NoChildsData, Form):
    __test__ = False  # no test of pytest's

    method = RadiosField(label="How was it tested?", choices=ImpactTest.Method, missing="Choose how it was tested")
    result = RadiosField(label="What does it show?", choices=ImpactTest.Result, missing="Choose what it shows")
    words = words(
        "What did you look at, and what is different for children?",
        "Say what you looked at and what is different for children",
        rows=4,
    )
    tested_on = DateField(label="When?", past=True, missing="Enter the day")

    def facts(self) -> TestFacts:
        return TestFacts(**self.cleaned_data)


class FilterForm(Form):
    """Which recommendations are listed; it stands in the address."""

    chain = SelectField(
        label="Chain",
        empty="Any",
        required=False,
        choices=[
            ("whole", "Whole"),
            ("broken", "Not whole"),
            *((key, f"Not yet {title.lower()}") for key, (title, _) in LINKS.items()),
            (REFUSED, "Not accepted by any organisation"),
        ],
    )
    theme = SelectField(label="Theme", choices=list(codes.THEMES.items()), empty="Any", required=False)
    year = SelectField(label="Year to March", empty="Any", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        last = today.year + (today.month > 3)
        self.fields["year"].choices = [(str(year), str(year)) for year in range(last, last - 10, -1)]
        for field in self.fields.values():
            field.says_optional = False
