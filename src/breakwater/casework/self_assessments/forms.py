"""What may be typed of a self-assessment: beginning, an answer, who gets a section, a sign-off, a moderated grade, asking."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    RevisionField,
    SelectField,
    TextareaField,
    TextField,
)
from breakwater.partnership.organisations.models import Organisation

from .banks import NOT_APPLICABLE, Bank, Statement
from .models import ModeratedGrade, SignOff
from .operations import AnswerFacts, GradeFacts, SignFacts

NOT_A_NAME = "Do not name a child or a family."


class BeginForm(Form):
    """Which variant of a bank."""

    variant = RadiosField(label="Which of these are you?", missing="Choose which of these you are")

    def __init__(self, *args, bank: Bank, **kwargs):
        super().__init__(*args, **kwargs)
        if bank.variants:
            self.fields["variant"].choices = bank.variants
        else:
            del self.fields["variant"]


class AnswerForm(Form):
    """The grade of a statement with its evidence, impact and action. It may be saved before it is complete."""

    grade = RadiosField(label="Your grade", required=False, choices=(), reveals={NOT_APPLICABLE: ["reason"]})
    reason = TextareaField(
        label="Why does it not apply?", rows=2, max_length=1000, counts=False, missing="Enter why it does not apply"
    )
    evidence = TextareaField(label="Evidence", required=False, rows=4, max_length=4000, counts=False)
    link = TextField(
        label="Link to evidence",
        hint="The address of a document that the people who read this can open, beginning with https://",
        required=False,
        max_length=500,
        spellcheck=False,
    )
    none_held = CheckboxesField(
        label="No evidence held", choices=[("yes", "We hold no evidence of this yet")], required=False, small=True
    )
    impact = TextareaField(
        label="Impact",
        hint="What difference has it made for children?",
        required=False,
        rows=3,
        max_length=2000,
        counts=False,
    )
    action = TextareaField(
        label="Action",
        hint="Start with what somebody does. Once this is sent, you say in the action tracker who does it.",
        required=False,
        rows=3,
        max_length=400,
        counts=False,
    )
    revision = RevisionField()

    def __init__(self, *args, bank: Bank, statement: Statement, **kwargs):
        super().__init__(*args, **kwargs)
        grades = [(grade.code, grade.label) for grade in reversed(bank.scale)]
        self.fields["grade"].choices = [*grades, (NOT_APPLICABLE, "Does not apply to us")]
        hints = {grade.code: {"hint": grade.words} for grade in bank.scale}
        hints[bank.scale[-1].code] = {"hint": statement.good}
        self.fields["grade"].options = hints | {NOT_APPLICABLE: {"divider": "or"}}
        for name in ("grade", "evidence", "link", "none_held", "impact", "action"):
            self.fields[name].says_optional = False
        self.fields["evidence"].help_text = f"For example: {statement.evidence}. {NOT_A_NAME}"
        self.statement = statement

    def clean_link(self):
        link = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise ValidationError("Enter an address that begins with https://")
        return link

    def facts(self) -> AnswerFacts:
        said = self.cleaned_data
        return AnswerFacts(
            self.statement.key,
            said["grade"],
            said["reason"] or "",
            said["evidence"],
            said["link"],
            bool(said["none_held"]),
            said["impact"],
            said["action"],
        )


class DelegateForm(Form):
    to = SelectField(label="Who answers this section?", required=False, empty="Anyone in the team")

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_key = {each.public_id: each for each in colleagues}
        self.fields["to"].choices = [
            (key, f"{each.user.name}, {each.job_title or each.role.title}, {each.team.name}")
            for key, each in self.by_key.items()
        ]


class SignForm(Form):
    """Oneself, a colleague who is asked and signs in, or the name of somebody without an account. `may_sign` are the colleagues; `asked`
    the capacities in which somebody of another team is asked, who signs for nobody else."""

    capacity = RadiosField(label="Signed as", choices=SignOff.Capacity.choices, missing="Choose as what it is signed")
    signer = RadiosField(
        label="Who signs?",
        choices=[("ME", "I do"), ("ASK", "Ask a colleague"), ("OTHER", "Somebody without an account here")],
        options={
            "ASK": "They are told, read it here and sign under their own sign-in.",
            "OTHER": "Your name is shown beside theirs: you entered it.",
        },
        reveals={"ASK": ["to"], "OTHER": ["name", "role", "signed_on"]},
        missing="Choose who signs",
    )
    to = SelectField(label="Who do you ask?", missing="Choose who you ask")
    name = TextField(label="Full name", missing="Enter their full name", max_length=120)
    role = TextField(
        label="Their role", hint="For example, Chair of governors", missing="Enter their role", max_length=120
    )
    signed_on = DateField(label="When did they sign?", missing="Enter the day on which they signed")

    def __init__(self, *args, may_sign=(), asked=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_key = {each.public_id: each for each in may_sign}
        self.fields["to"].choices = [
            (key, f"{each.user.name}, {each.job_title or each.role.title}") for key, each in self.by_key.items()
        ]
        if asked is not None:
            self.fields["capacity"].choices = [each for each in SignOff.Capacity.choices if each[0] in asked]
            for name in ("signer", "to", "name", "role", "signed_on"):
                del self.fields[name]

    @property
    def who_signs(self) -> str:
        return self.cleaned_data.get("signer", "ME")

    def facts(self) -> SignFacts:
        return SignFacts(**{name: self.cleaned_data[name] for name in ("capacity", "name", "role", "signed_on")})


class ModerateForm(IdempotentForm):
    kind = RadiosField(label="What kind of grade?", choices=ModeratedGrade.Kind.choices, missing="Choose the kind")
    grade = RadiosField(label="Grade", choices=(), missing="Choose the grade")
    reason = TextareaField(
        label="Reason", hint=f"The organisation reads it. {NOT_A_NAME}", missing="Enter the reason", max_length=2000
    )

    def __init__(self, *args, bank: Bank, statement: Statement, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [(grade.code, grade.label) for grade in reversed(bank.scale)]
        self.fields["grade"].options = {grade.code: {"hint": grade.words} for grade in bank.scale}
        self.statement = statement

    def facts(self) -> GradeFacts:
        said = self.cleaned_data
        return GradeFacts(self.statement.key, said["kind"], said["grade"], said["reason"])


class AskForm(Form):
    due_on = DateField(label="When must it be returned?", missing="Enter the day by which it must be returned")
    who = RadiosField(
        label="Who is asked?", choices=(), reveals={"SOME": ["organisations"]}, missing="Choose who is asked"
    )
    organisations = CheckboxesField(label="Which?", small=True, missing="Choose at least one organisation")

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_key = {each.public_id: each for each in organisations}
        self.fields["who"].choices = [("ALL", f"All {len(self.by_key)}"), ("SOME", "Only some")]
        self.fields["organisations"].choices = [(key, each.name) for key, each in self.by_key.items()]

    @property
    def chosen(self) -> list[Organisation]:
        is_all = self.cleaned_data["who"] == "ALL"
        return [self.by_key[key] for key in (self.by_key if is_all else self.cleaned_data["organisations"])]


class ReturnsFilter(Form):
    """A filter of the address: which bank, and whether it was returned."""

    bank = SelectField(label="Self-assessment", required=False, empty="All")
    status = SelectField(
        label="Status",
        required=False,
        empty="All",
        choices=[("waiting", "Not returned"), ("overdue", "Overdue"), ("returned", "Returned")],
    )

    def narrow(self, listed, *, today):
        said = self.cleaned_data
        if said["bank"]:
            listed = listed.filter(bank=said["bank"])
        if said["status"] == "returned":
            return listed.filter(assessment__sent_at__isnull=False)
        if said["status"]:
            listed = listed.filter(assessment__sent_at=None)
        return listed.filter(due_on__lt=today) if said["status"] == "overdue" else listed
