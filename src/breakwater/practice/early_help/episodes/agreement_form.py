"""What a person may type about the family's answer."""

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.utils import timezone

from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    IdempotentForm,
    RadiosField,
    TextareaField,
    TextField,
    YesNoField,
)
from breakwater.partnership.people.consent import is_asked_themselves
from breakwater.practice.early_help.episodes.operations.agreements import AgreementFacts
from breakwater.practice.early_help.episodes.withholding import care_of
from breakwater.practice.early_help.models import Agreement

SOMEONE_ELSE = "other"
TO = ("assessment", "sharing", "reporting", "contact_after")


class AgreementForm(IdempotentForm):
    words = TextareaField(
        label="What do they want to be better, in their own words?",
        hint="Write what they say, not what you make of it. No page of the family shows it; they may ask to read it one day.",
        required=False,
        rows=4,
        max_length=10_000,
    )
    who = RadiosField(
        label="Whose answer is it?", missing="Choose whose answer it is", reveals={SOMEONE_ELSE: ["name"]}
    )
    name = TextField(label="Who says so?", hint="Their name.", missing="Enter their name", max_length=160)
    relation = TextField(
        label="What are they to the child?",
        hint="For example, mother; or the young person.",
        missing="Enter what they are to the child",
        max_length=60,
    )
    responsibility = RadiosField(
        label="Parental responsibility",
        choices=Agreement.Responsibility,
        options={
            "YOUNG": "Their own answer counts beside a parent’s. At 16 or 17 always ask them.",
            "NONE": "What they say is kept. Help begins once someone who may decide agrees.",
        },
        reveals={"YOUNG": ["understands"]},
        required=False,
    )
    understands = TextField(
        label="Why do you think they understand?", missing="Write why you think they understand", max_length=500
    )
    answer = RadiosField(
        label="Do they agree?",
        choices=Agreement.Answer,
        options={
            "OBJECTS": "One who agrees is enough where another objects. The objection stays on record.",
            "WITHDRAWN": "The record stays. Where nobody agrees any more, the plan stops.",
        },
        reveals={"AGREES": ["to", "shared_with"], "OBJECTS": ["decided"], "WITHDRAWN": ["risk"]},
        missing="Choose what they say",
    )
    to = CheckboxesField(
        label="To what do they agree?",
        choices=[
            ("assessment", "Writing down together what would help"),
            ("sharing", "Sharing it with those named below"),
            ("reporting", "Being counted, without names, in reports"),
            ("contact_after", "Being asked afterwards how it was"),
        ],
        missing="Choose what they agree to",
    )
    shared_with = TextField(
        label="Who may it be shared with?",
        hint="Name each agency. For another one later, ask again.",
        required=False,
        max_length=240,
    )
    decided = TextareaField(
        label="What was decided about that, and why?",
        missing="Write what was decided about it",
        rows=3,
        max_length=5_000,
        hint="For example: help goes on with the mother’s agreement; he was told; he gets no copy.",
    )
    risk = TextareaField(
        label="What does it mean for the children?",
        hint="Are they at risk without this help? If so, step them up to the MASH now. Write what you think, and who you asked.",
        missing="Write what it means for the children",
        rows=3,
        max_length=5_000,
    )
    may_have_copy = YesNoField(
        label="May they have a copy of the plan?",
        hint="No, if a copy in their hands could put anyone in danger.",
        reveals={"no": ["no_copy_because"]},
        required=False,
    )
    no_copy_because = TextareaField(
        label="Why not?", hint="Workers alone read this.", missing="Write why a copy would not be safe", rows=2
    )
    method = RadiosField(label="How did they say so?", choices=Agreement.Method, missing="Choose how they said so")
    witness = TextField(
        label="Witness",
        hint="For a verbal answer. Ask again at the first meeting, and write that answer down too.",
        required=False,
        max_length=160,
    )
    given_on = DateField(label="On which day?", past=True, missing="Enter the day")
    limits_explained = YesNoField(
        label="Limits of confidentiality explained?",
        hint="If a child may come to serious harm, others must be told.",
        missing="Say whether you explained it",
    )

    def __init__(self, *args, people=(), recorded=None, relations: Mapping[int, str] = MappingProxyType({}), **kwargs):
        """`people` are those of the family who may be asked, `relations` what they are to the child as the record says, by their
        keys; `recorded` is the consent that is confirmed (a Recorded).
        """
        super().__init__(*args, **kwargs)
        if recorded:
            named = next(
                (str(one.public_id) for one in people if one.name == recorded.answers.get("name")), SOMEONE_ELSE
            )
            self.initial |= {**recorded.answers, "who": named}
        self.people = {str(person.public_id): person for person in people}
        self.relations = {key: relations[one.pk] for key, one in self.people.items() if one.pk in relations}
        if self.relations:
            # Of one whose relation is on record it is not asked again; of anybody else it is.
            self.fields["relation"].required = self.data.get("who") not in self.relations if self.is_bound else False
            self.fields["relation"].says_optional = False
            self.fields[
                "relation"
            ].help_text = "Leave it empty for one whose record says it. For example, mother; or the young person."
        if self.people:
            named = [(key, person.name) for key, person in self.people.items()]
            self.fields["who"].choices = [*named, (SOMEONE_ELSE, "Someone else")]
            hints = care_of(self.people)
            for key, person in self.people.items():
                if is_asked_themselves(person.born, on=timezone.localdate()):
                    hints[key] = f"At 16 or 17 they are asked themselves. {hints.get(key, '')}".strip()
            self.fields["who"].options = hints
        else:
            del self.fields["who"]

    def clean(self):
        cleaned = super().clean()
        agrees = cleaned.get("answer") == Agreement.Answer.AGREES
        to = cleaned.get("to") or []
        if agrees and to and not {"assessment", "sharing"} & set(to):
            self.add_error(
                "to", ValidationError("Choose the first or the second: without one of them there is nothing to do")
            )
        if agrees and "sharing" in to and not cleaned.get("shared_with"):
            self.add_error("shared_with", ValidationError("Name each agency it may be shared with"))
        return cleaned

    def facts(self) -> AgreementFacts:
        said = self.cleaned_data
        person = self.people.get(said.get("who", ""))
        typed = {each.name: said[each.name] for each in fields(AgreementFacts) if each.name in said}
        typed["relation"] = said.get("relation") or self.relations.get(said.get("who", ""), "")
        to = {f"to_{key}": key in (said["to"] or ()) for key in TO}
        responsibility = said["responsibility"] or Agreement.Responsibility.NOT_KNOWN
        name = person.name if person else said["name"]
        return AgreementFacts(**typed | to | {"person": person, "name": name, "responsibility": responsibility})
