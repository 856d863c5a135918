"""Asking for a restriction and looking after one; keeping a colleague from a record; reviewing an emergency opening."""

from datetime import timedelta

from django.utils import timezone

from breakwater.casework.restricting.models import NEVER_OPENED, GlassReview, LockReason
from breakwater.casework.restricting.operations import Wanted
from breakwater.casework.restricting.readers import said
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    EmailField,
    Form,
    IdempotentForm,
    NumberField,
    RadiosField,
    SelectField,
    TextareaField,
)


def _tomorrow():
    return timezone.localdate() + timedelta(days=1)


def _a_year_on():
    return timezone.localdate() + timedelta(days=366)


REVIEW = {"earliest": _tomorrow, "latest": _a_year_on, "missing": "Enter the day it is looked at again"}


class RestrictForm(IdempotentForm):
    whom = RadiosField(label="What is restricted?", missing="Choose what is restricted")
    reason = SelectField(label="For what reason?", choices=LockReason, missing="Choose the reason")
    words = TextareaField(
        label="What is the risk?",
        hint="Only its readers and the approver see this.",
        rows=3,
        max_length=2000,
        missing="Enter what the risk is",
    )
    first = SelectField(
        label="First reader", hint="Answers for the record and its clocks.", missing="Choose the first reader"
    )
    second = SelectField(
        label="Second reader", hint="Answers for it while the first is away.", missing="Choose the second reader"
    )
    others = CheckboxesField(label="Who else reads it?", required=False, small=True)
    told = CheckboxesField(
        label="Who else is told of it?",
        hint="They hear that there is a restriction, and read nothing.",
        required=False,
        small=True,
    )
    when = RadiosField(
        label="When does it begin?",
        choices=[("approved", "When it is approved"), ("now", "At once, and a manager confirms it afterwards")],
        missing="Choose when it begins",
    )
    approver = SelectField(
        label="Who approves it?",
        hint="Someone other than you, who may see the record now.",
        missing="Choose who approves it",
    )
    review_on = DateField(label="When is it looked at again?", **REVIEW)

    def __init__(self, *args, whom, people, approvers, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(post.public_id): post for post in (*people, *approvers)}
        listed = [(str(post.public_id), said(post)) for post in people]
        for name in ("first", "second", "others", "told"):
            self.fields[name].choices = listed
        self.fields["approver"].choices = [(str(post.public_id), said(post)) for post in approvers]
        if len(whom) == 1:
            del self.fields["whom"]
        else:
            self.fields["whom"].choices = whom

    def clean(self):
        cleaned = super().clean()
        chosen = {name: self.people.get(cleaned.get(name) or "") for name in ("first", "second", "approver")}
        if chosen["first"] and chosen["second"] and chosen["first"].user_id == chosen["second"].user_id:
            self.add_error("second", "Choose someone else than the first reader")
        cleaned |= chosen
        cleaned["others"] = [self.people[key] for key in cleaned.get("others") or ()]
        cleaned["told"] = [self.people[key] for key in cleaned.get("told") or ()]
        return cleaned

    def facts(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            reason=said["reason"],
            words=said["words"],
            readers=[said["first"], said["second"], *said["others"]],
            approver=said["approver"],
            review_on=said["review_on"],
            at_once=said["when"] == "now",
            told=said["told"],
        )


class ApproveForm(Form):
    answer = RadiosField(label="What do you answer?", missing="Choose your answer", reveals={"no": ["why"]})
    why = TextareaField(label="Why not?", rows=3, max_length=2000, missing="Enter why not")

    def __init__(self, *args, in_force, **kwargs):
        super().__init__(*args, **kwargs)
        yes = ("yes", "I confirm it" if in_force else "I approve it, and it begins now")
        self.fields["answer"].choices = [yes] if in_force else [yes, ("no", "I do not approve it")]


class RenewForm(Form):
    review_on = DateField(label="When is it looked at again?", **REVIEW)
    why = TextareaField(
        label="Why is it still needed?", rows=3, max_length=2000, missing="Enter why it is still needed"
    )


class UnlockForm(Form):
    why = TextareaField(label="Why is it lifted?", rows=3, max_length=2000, missing="Enter why it is lifted")


class OneOfThemForm(Form):
    """Which of those named is meant."""

    who = RadiosField(label="Who?", missing="Choose who")

    def __init__(self, *args, posts, **kwargs):
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        self.fields["who"].choices = [
            (key, f"{post.user.name}, {post.get_part_display().lower()}") for key, post in self.posts.items()
        ]

    def clean_who(self):
        return self.posts[self.cleaned_data["who"]]


class LetGoForm(OneOfThemForm):
    why = TextareaField(label="Why?", rows=3, max_length=2000, missing="Enter the reason")


class AwayForm(OneOfThemForm):
    first_day = DateField(label="First day away", latest=_a_year_on, missing="Enter the first day")
    last_day = DateField(label="Last day away", latest=_a_year_on, missing="Enter the last day")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("first_day") and cleaned.get("last_day") and cleaned["last_day"] < cleaned["first_day"]:
            self.add_error("last_day", "Enter a day on or after the first day")
        return cleaned


class PolicyForm(Form):
    hints = CheckboxesField(
        label="For which reasons do others meet a hint to call the duty manager?",
        hint="For every other reason the record is simply not there. Only people whose roles oversee the area meet the hint.",
        choices=[(code, label) for code, label in LockReason.choices if code not in NEVER_OPENED],
        required=False,
    )
    months = NumberField(
        label="After how many months is a restriction looked at again?",
        min_value=1,
        max_value=12,
        width=2,
        missing="Enter a number of months",
    )


class KeepFromForm(Form):
    email = EmailField(
        label="Their work e-mail address",
        hint="The one they sign in with.",
        autocomplete="off",
        missing="Enter their work e-mail address",
    )
    because = TextareaField(
        label="Why?", hint="For example, a relative of the child.", rows=3, max_length=2000, missing="Enter the reason"
    )


class LetBackForm(Form):
    why = TextareaField(label="Why may they read it again?", rows=3, max_length=2000, missing="Enter the reason")


class GlassReviewForm(Form):
    outcome = RadiosField(label="What did you find?", choices=GlassReview.Outcome, missing="Choose what you found")
    words = TextareaField(
        label="Why?",
        hint="No child's name: say what you looked at and who you asked.",
        rows=4,
        max_length=2000,
        missing="Enter your reasons",
    )


class LiftForm(Form):
    seal = RadiosField(label="Which restriction do you lift?", missing="Choose the restriction")

    def __init__(self, *args, seals, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seal"].choices = [(str(number), words) for number, words in seals]
