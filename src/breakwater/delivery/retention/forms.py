"""What information governance is asked: holds, longer keeping, years of a class, what is proposed, and why."""

from breakwater.foundation.design.datefields import DateField
from breakwater.foundation.design.fields import (
    Form,
    IdempotentForm,
    NumberField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)

from .operations import HoldFacts, LongerFacts, YearsFacts
from .schedule import schedule

NO_NAMES = "Name nobody. What you write is kept with your name."
ON = {"RECORD": "One record, or one person", "CLASS": "A whole class of records"}


def _classes() -> list[tuple[str, str]]:
    return sorted(((key, each.label) for key, each in schedule().classes.items()), key=lambda pair: pair[1])


class DueFilter(Form):
    """What of the list is shown; it stands in the address."""

    show = SelectField(
        label="Show", empty="Everything", required=False, choices=[("due", "Due now"), ("held", "Held or kept longer")]
    )
    record_class = SelectField(label="Class", empty="Any", required=False, choices=_classes)

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        for box in self.fields.values():
            box.says_optional = False

    def narrow(self, listed):
        said = self.cleaned_data
        if said["record_class"]:
            listed = listed.filter(record_class=said["record_class"])
        return {"due": listed.due, "held": listed.kept}.get(said["show"], listed.all)()


class HoldForm(IdempotentForm):
    on = RadiosField(
        label="What is held?",
        choices=list(ON.items()),
        missing="Choose what is held",
        reveals={"RECORD": ["name"], "CLASS": ["record_class"]},
    )
    name = TextField(
        label="Reference of the record, or id of the person",
        hint="As on the record, or in the address of the person’s page. A hold on a person covers every record about them.",
        max_length=80,
        required=False,
    )
    record_class = SelectField(label="Class of records", choices=_classes, required=False)
    because = TextareaField(
        label="Why is it held?",
        hint=f"For example the inquiry or legal action. {NO_NAMES}",
        max_length=500,
        missing="Enter why it is held",
    )

    def clean(self):
        said = super().clean()
        wanted = {"RECORD": "name", "CLASS": "record_class"}.get(said.get("on"))
        if wanted and not (said.get(wanted) or "").strip():
            self.add_error(wanted, "Enter the reference or id" if wanted == "name" else "Choose the class of records")
        return said

    def facts(self) -> HoldFacts:
        said = self.cleaned_data
        if said["on"] == "CLASS":
            return HoldFacts(said["because"], record_class=said["record_class"])
        return HoldFacts(said["because"], name=said["name"].strip())


class ReasonForm(Form):
    """Why something ends or is refused."""

    because = TextareaField(label="Why?", hint=NO_NAMES, max_length=500, missing="Enter why")


class LongerForm(IdempotentForm):
    until = DateField(label="Keep it until", missing="Enter the day until which it is kept")
    because = TextareaField(
        label="Why is it kept longer?", hint=NO_NAMES, max_length=500, missing="Enter why it is kept longer"
    )

    def facts(self) -> LongerFacts:
        return LongerFacts(self.cleaned_data["until"], self.cleaned_data["because"])


class YearsForm(IdempotentForm):
    years = NumberField(label="Years", min_value=0, max_value=150, missing="Enter how many years")
    source = TextField(
        label="On whose authority?",
        hint="The policy or decision, with its date",
        max_length=300,
        missing="Enter the authority",
    )
    because = TextareaField(label="Why?", max_length=500, missing="Enter why")

    def facts(self) -> YearsFacts:
        return YearsFacts(**{name: self.cleaned_data[name] for name in ("years", "source", "because")})


class ProposeForm(IdempotentForm):
    record_class = SelectField(label="Which records?", empty="All that are due", required=False, choices=_classes)

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["record_class"].says_optional = False
