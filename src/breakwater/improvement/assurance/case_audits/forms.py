"""What is asked of whoever leads a case audit, of the agencies, of second readers and of the meeting."""

from django import forms as django_forms
from django.utils import timezone

from breakwater.casework.actions.operations import ActionFacts
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    HiddenField,
    IdempotentForm,
    NumberField,
    RadiosField,
    RevisionField,
    TextareaField,
    TextField,
    YesNoField,
)
from breakwater.partnership.organisations.models import Area, Team

from ..leads import PostForm
from ..models import AuditMember, CaseReturn, CaseVoice
from . import tool
from .operations import planning, report, returns

NAMES_NOBODY = "Name no child, no family and no worker: the case is known by its number."
RISK = {
    "label": "What is the risk, and what makes you think so?",
    "hint": "This goes to whoever holds the case, now. If a child is in danger, call 999 first.",
    "rows": 4,
    "max_length": 4000,
}
PRIORITIES = [("2", "High"), ("3", "Medium"), ("4", "Low")]


def _words(label: str, missing: str = "", hint: str = NAMES_NOBODY, *, rows: int = 4) -> TextareaField:
    more = {"missing": missing} if missing else {"required": False}
    return TextareaField(label=label, hint=hint, rows=rows, max_length=6000, **more)


class PlanForm(NoChildsData, Form):
    """The rule of the sample is here, and is applied by the database."""

    theme = TextField(
        label="Theme", hint="For example: neglect of children under 5.", max_length=160, missing="Enter the theme"
    )
    questions = TextareaField(label="Questions to answer", rows=4, max_length=3000, missing="Enter what is asked")
    standards = TextareaField(
        label="Standards",
        hint="What good practice is measured against.",
        rows=3,
        max_length=2000,
        missing="Enter the standards",
    )
    lawful_basis = TextareaField(
        label="Lawful basis",
        hint="Why records may be looked at for this.",
        rows=2,
        max_length=1000,
        missing="Enter the lawful basis",
    )
    areas = CheckboxesField(label="Areas", small=True, missing="Choose at least one area")
    kinds = CheckboxesField(
        label="Kinds of case", choices=list(tool.KINDS.items()), small=True, missing="Choose at least one kind"
    )
    ages = CheckboxesField(label="Ages", choices=list(tool.AGES.items()), small=True, missing="Choose at least one age")
    number = NumberField(
        label="How many cases?", hint="6 to 12 is usual.", min_value=1, max_value=30, missing="Enter how many cases"
    )
    share = NumberField(
        label="How many of a hundred returns are read a second time?",
        hint="10 to 20 is usual.",
        min_value=10,
        max_value=100,
        missing="Enter a number from 10 to 100",
    )
    answers_by = DateField(label="When are the agencies’ returns due?", future=True, missing="Enter the day")
    meeting_on = DateField(label="Day of the multi-agency meeting", future=True, required=False)

    def __init__(self, *args, areas: list[Area], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = [(str(area.pk), area.name) for area in areas]

    def facts(self) -> planning.PlanFacts:
        said = {name: self.cleaned_data[name] for name in planning.PlanFacts.__dataclass_fields__}
        return planning.PlanFacts(**said | {"areas": [int(key) for key in said["areas"]]})


class NewPlanForm(PlanForm, IdempotentForm):
    pass


class ChangePlanForm(PlanForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["revision"] = RevisionField()


class AgainForm(NewPlanForm):
    """Theme, questions, standards and tool are those of the first."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("theme", "questions", "standards"):
            del self.fields[name]

    def facts(self) -> planning.PlanFacts:
        said = {name: self.cleaned_data.get(name, "") for name in planning.PlanFacts.__dataclass_fields__}
        return planning.PlanFacts(**said | {"areas": [int(key) for key in said["areas"]]})


class DrawForm(Form):
    seed = TextField(
        label="Seed",
        hint="Leave it empty and one is made by chance.",
        max_length=40,
        width=20,
        required=False,
    )

    def clean_seed(self):
        seed = self.cleaned_data["seed"]
        if seed and len(seed) < 8:
            raise django_forms.ValidationError("Enter at least 8 characters, or leave it empty")
        return seed


class NameForm(PostForm):
    part = RadiosField(label="In which part?", choices=AuditMember.Part, missing="Choose the part")

    field_order = ("part", "post")

    def chosen(self) -> dict:
        return {"part": self.cleaned_data["part"], "post": super().chosen()}


class DomainForm(Form):
    grade = RadiosField(label="Grade", missing="Choose a grade, or that the record has nothing on it")
    narrative = _words("What does the record show?")
    evidence = _words(
        "Where in the record is it?", hint="Kind of entry and month, for example: strategy discussion, March.", rows=2
    )
    strengths = _words("Strengths", hint="", rows=2)
    learning = _words("Learning", hint="", rows=2)
    revision = RevisionField()

    def __init__(self, *args, used: tool.Tool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [*used.grades.items(), tool.GRADED_NOT]
        for name in ("narrative", "evidence"):  # needed with a grade
            self.fields[name].says_optional = False

    def clean(self):
        said = super().clean()
        if said.get("grade") not in (None, "", tool.GRADED_NOT[0]):
            for name, words in (
                ("narrative", "Enter what the record shows"),
                ("evidence", "Enter where in the record it is"),
            ):
                if not said.get(name):
                    self.add_error(name, django_forms.ValidationError(words))
        return said

    def facts(self) -> returns.DomainFacts:
        return returns.DomainFacts(
            **{name: self.cleaned_data[name] for name in returns.DomainFacts.__dataclass_fields__}
        )


class AtRisk(Form):
    """Asked on every page where somebody sums up what they read in a record."""

    at_risk = YesNoField(
        label="Is a child of this case at risk now?",
        hint="Yes tells whoever holds the case at once.",
        missing="Choose whether a child is at risk now",
        reveals={"yes": ["risk_words"]},
    )
    risk_words = TextareaField(**RISK, missing="Enter what the risk is")


class SendForm(AtRisk, IdempotentForm):
    grade = RadiosField(label="Overall grade of your agency’s work", missing="Choose a grade")
    overall = _words("Why this grade?", "Enter why")

    field_order = ("grade", "overall", "at_risk", "risk_words")

    def __init__(self, *args, used: tool.Tool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = list(used.grades.items())

    def facts(self) -> returns.SentFacts:
        said = self.cleaned_data
        return returns.SentFacts(said["grade"], said["overall"], said["at_risk"], said["risk_words"] or "")


class LinkReturnForm(AtRisk, IdempotentForm):
    """All of a return on one page, for an agency without an account. `of` is the return that the page showed.

    What is kept to go on with later needs nothing; what is sent needs a grade for each domain, as a return with an account does.
    """

    public = True
    BOXES = ("grade", "narrative", "evidence", "strengths", "learning")
    grade = RadiosField(label="Overall grade of your agency’s work", required=False)
    overall = _words("Why this grade?", hint="")
    revision = RevisionField()

    def __init__(self, *args, used: tool.Tool, **kwargs):
        super().__init__(*args, **kwargs)
        self.used, self.fields["of"] = used, HiddenField(required=False)
        self.fields["grade"].choices = list(used.grades.items())
        for each in used.domains:
            self.fields[f"grade_of_{each.key}"] = RadiosField(
                label="Grade", choices=[*used.grades.items(), tool.GRADED_NOT], required=False, small=True
            )
            for box, label in used.boxes.items():
                self.fields[f"{box}_of_{each.key}"] = _words(label, hint="", rows=2)
        for field in self.fields.values():
            field.says_optional = False
        if not self.sends:
            self.fields["at_risk"].required = False

    @property
    def sends(self) -> bool:
        return "send" in self.data

    @classmethod
    def known(cls, one: CaseReturn, used: tool.Tool) -> dict:
        """What was kept before."""
        answers = tool.answers_of(one.answers)
        kept = {
            f"{box}_of_{each.key}": answers.get(each.key, {}).get(box, "") for each in used.domains for box in cls.BOXES
        }
        return kept | {"revision": one.revision, "of": one.public_id}

    def boxes_of(self, domain: str) -> list[str]:
        return [f"{box}_of_{domain}" for box in self.BOXES]

    def clean(self):
        said = super().clean()
        if not self.sends:
            return said
        for name, words in (("grade", "Choose an overall grade"), ("overall", "Enter why")):
            if not said.get(name):
                self.add_error(name, django_forms.ValidationError(words))
        for each in self.used.domains:
            grade = said.get(f"grade_of_{each.key}")
            if not grade:
                words = f"Choose a grade for {each.title.lower()}, or that the record has nothing on it"
                self.add_error(f"grade_of_{each.key}", django_forms.ValidationError(words))
            if grade and grade != tool.GRADED_NOT[0]:
                for box, words in (("narrative", "Enter what the record shows"), ("evidence", "Enter where it is")):
                    if not said.get(f"{box}_of_{each.key}"):
                        self.add_error(f"{box}_of_{each.key}", django_forms.ValidationError(words))
        return said

    def domains(self) -> dict[str, returns.DomainFacts]:
        said = self.cleaned_data
        return {
            each.key: returns.DomainFacts(**{box: said[f"{box}_of_{each.key}"] or "" for box in self.BOXES})
            for each in self.used.domains
        }

    def sent(self) -> returns.SentFacts:
        said = self.cleaned_data
        return returns.SentFacts(said["grade"], said["overall"], said["at_risk"], said["risk_words"] or "")


class SecondForm(IdempotentForm):
    """A grade for each domain, without sight of the agency's own."""

    grade = RadiosField(label="Overall grade", missing="Choose an overall grade", inline=True)
    words = _words("What did you see that the agency did not, or see differently?", "Enter what you saw")

    def __init__(self, *args, used: tool.Tool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = list(used.grades.items())
        self.domains = [each.key for each in used.domains]
        for each in used.domains:
            self.fields[f"of_{each.key}"] = RadiosField(
                label=each.title,
                choices=[*used.grades.items(), tool.GRADED_NOT],
                missing=f"Choose a grade for {each.title.lower()}",
                inline=True,
                small=True,
            )
        self.order_fields([f"of_{key}" for key in self.domains])

    def facts(self) -> returns.SecondFacts:
        said = self.cleaned_data
        grades = {key: said[f"of_{key}"] for key in self.domains}
        return returns.SecondFacts(grades, said["grade"], said["words"])


class VoiceForm(IdempotentForm):
    whose = RadiosField(label="Whose view?", choices=CaseVoice.Whose, missing="Choose whose view it is")
    consent = RadiosField(label="Consent", choices=CaseVoice.Consent, missing="Choose whether they agreed")
    asked_on = DateField(label="When were they asked?", hint="Where they were asked.", past=True, required=False)
    words = _words("What did they say, or why were they not asked?", hint="In their words where you can. Name nobody.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("asked_on", "words"):  # needed by what is chosen above
            self.fields[name].says_optional = False

    def clean(self):
        said = super().clean()
        consent = said.get("consent")
        if consent in ("YES", "NO") and not said.get("asked_on"):
            self.add_error("asked_on", django_forms.ValidationError("Enter the day on which they were asked"))
        if consent in ("YES", "NOT_ASKED") and not said.get("words"):
            self.add_error("words", django_forms.ValidationError("Enter what they said, or why they were not asked"))
        if consent == "NO" and said.get("words"):
            self.add_error("words", django_forms.ValidationError("They declined: leave this empty"))
        return said

    def facts(self) -> returns.VoiceFacts:
        return returns.VoiceFacts(**{name: self.cleaned_data[name] for name in returns.VoiceFacts.__dataclass_fields__})


class SetAsideForm(Form):
    why = TextareaField(
        label="Why is it not waited for?",
        hint="For example: nobody there has an account, and they answered on paper. Name no child.",
        rows=2,
        max_length=500,
        missing="Enter why",
    )


class SafetyForm(IdempotentForm):
    words = TextareaField(**RISK, missing="Enter what the risk is")


class MeetingForm(AtRisk, IdempotentForm):
    agreed_on = DateField(label="Day of the meeting", past=True, missing="Enter the day of the meeting")
    grade = RadiosField(label="Grade that the meeting agreed", missing="Choose the grade")
    words = _words("Why this grade?", "Enter why")
    good_practice = _words("Good practice", rows=2)
    gaps = _words("Gaps", rows=2)
    because = _words("Why is this not what was agreed before?", hint="", rows=2)
    revision = RevisionField()

    field_order = ("agreed_on", "grade", "words", "good_practice", "gaps", "because", "at_risk", "risk_words")

    def __init__(self, *args, used: tool.Tool, is_again: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["because"].says_optional = False
        if not is_again:
            del self.fields["because"]
        self.fields["grade"].choices = list(used.grades.items())

    def facts(self) -> report.MeetingFacts:
        said = {name: self.cleaned_data.get(name) or "" for name in report.MeetingFacts.__dataclass_fields__}
        return report.MeetingFacts(**said | {"at_risk": self.cleaned_data["at_risk"]})


class ReportForm(NoChildsData, Form):
    findings = _words("Findings", "Enter the findings", rows=6)
    causes = _words("System causes", hint="Why it happened, beyond any one worker.")
    good_practice = _words("Good practice", hint="")
    recommendations = _words("Recommendations", "Enter the recommendations", hint="One to a line.", rows=6)
    revision = RevisionField()

    def facts(self) -> report.ReportFacts:
        return report.ReportFacts(**{name: self.cleaned_data[name] for name in report.ReportFacts.__dataclass_fields__})


class SettleForm(Form):
    looked = TextareaField(
        label="Why may what was found stay?",
        hint="For example: the date is of the meeting. What the records call somebody cannot stay.",
        rows=3,
        max_length=1000,
        required=False,
    )
    unsent_why = TextareaField(
        label="Why is it settled without the returns still to come?", rows=2, max_length=1000, required=False
    )
    revision = RevisionField()

    def __init__(self, *args, unsent: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unsent_why"].says_optional = False
        if not unsent:
            del self.fields["unsent_why"]


class ActionForm(NoChildsData, IdempotentForm):
    because = TextField(
        label="Which recommendation does it answer?", max_length=400, missing="Enter the recommendation"
    )
    wording = TextareaField(
        label="What is to be done?",
        hint="Start with a verb, then what is done and who it helps. What one child needs goes to the case holder, not here.",
        rows=3,
        max_length=400,
        missing="Enter what is to be done",
    )
    measure = TextareaField(
        label="How will we know it is done?", rows=2, max_length=400, missing="Enter how we will know"
    )
    priority = RadiosField(label="Priority", choices=PRIORITIES, inline=True, missing="Choose a priority")
    due_on = DateField(label="By when?", future=True, missing="Enter the day it is due")
    owners = CheckboxesField(label="Who is to do it?", small=True, missing="Choose who is to do it")

    def __init__(self, *args, teams: list[Team], **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        self.fields["owners"].choices = [(key, team.in_words) for key, team in self.teams.items()]
        self.fields["due_on"].initial = months_later(london_date(timezone.now()), 3)

    def facts(self) -> ActionFacts:
        names = ("because", "wording", "measure", "priority", "due_on")
        return ActionFacts(**{name: self.cleaned_data[name] for name in names})

    def chosen_owners(self) -> list[Team]:
        return [self.teams[key] for key in self.cleaned_data["owners"]]
