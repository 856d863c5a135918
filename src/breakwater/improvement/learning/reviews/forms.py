"""What is asked of whoever keeps a review."""

from datetime import time

from django import forms as django_forms

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    FileField,
    Form,
    IdempotentForm,
    RadiosField,
    RevisionField,
    SelectField,
    TextareaField,
    TextField,
    TimeField,
    YesNoField,
)
from breakwater.foundation.design.moments import day

from ..models import Delay, FamilyMember, LocalReview, NameToAvoid, Notice, Proceeding, Publication, ReportCopy
from .operations import anonymity, drafts, family, opening, running, words

LONG = 20_000
WORD_OR_PDF = (".docx", ".pdf")


def _line(label: str, missing: str = "", **more) -> TextField:
    return TextField(label=label, required=bool(missing), missing=missing or None, **{"max_length": 300} | more)


def _text(label: str, missing: str = "", **more) -> TextareaField:
    return TextareaField(
        label=label, required=bool(missing), missing=missing or None, **{"rows": 4, "max_length": 6000} | more
    )


def _on(label: str, missing: str = "", **more) -> DateField:
    return DateField(label=label, required=bool(missing), missing=missing or None, **more)


def _without_revision(said: dict) -> dict:
    return {name: value for name, value in said.items() if name != "revision"}


class OpenForm(Form):
    kind = RadiosField(
        label="Which kind of review did the partners decide on?",
        choices=LocalReview.Kind,
        missing="Choose the kind of review",
    )
    decided_on = _on(
        "When did they decide?", "Enter the day of the decision", hint="The six months count from this day.", past=True
    )


class CommissionForm(Form):
    revision = RevisionField()
    reviewer = _line("Reviewer", "Enter the reviewer’s name", hint="Name and organisation.")
    independence = _text(
        "How is it known that the reviewer is independent of the case?",
        "Enter how it is known that they are independent of the case",
        rows=2,
    )
    method = RadiosField(label="Methodology", choices=LocalReview.Method, missing="Choose the methodology")
    method_words = _line("More about the methodology")
    terms = _text("Terms of reference", "Enter the terms of reference", rows=8, max_length=LONG)
    scope = _text("Scope", "Enter what the review looks at", hint="Children, agencies and questions.")
    scope_from = _on("The period it looks at, from", past=True)
    scope_until = _on("The period it looks at, until", past=True)
    panel = _text("Members of the panel", "Enter who sits on the panel", hint="A line each: name, role, organisation.")

    def clean(self):
        said = super().clean()
        first, last = said.get("scope_from"), said.get("scope_until")
        if first and last and last < first:
            self.add_error("scope_until", django_forms.ValidationError("Enter a day after the first one"))
        return said

    def facts(self) -> opening.Commission:
        return opening.Commission(**_without_revision(self.cleaned_data))


class ToldForm(Form):
    told_on = _on(
        "When were the national panel, Ofsted and the department told of the decision and the reviewer’s name?",
        "Enter the day",
        past=True,
    )


class DelayForm(Form):
    reason = RadiosField(
        label="Why does publication wait?", choices=Delay.Reason, missing="Choose why publication waits"
    )
    words = _text("What is it waiting for?", "Enter what it is waiting for")
    expected_on = _on("When is that expected?")
    told_panel_on = _on(
        "When was the national panel told?", "Enter the day on which the national panel was told", past=True
    )
    told_secretary_on = _on(
        "When was the Secretary of State told?", "Enter the day on which the Secretary of State was told", past=True
    )
    told_others = _line("Who else was told?", hint="The family, for example.")

    def facts(self) -> running.DelayFacts:
        return running.DelayFacts(**self.cleaned_data)


class EntryForm(Form):
    on = _on("Date", "Enter the date", past=True)
    contact = _line("Who was spoken to?", "Enter who was spoken to", hint="Name, role, how to reach them.")
    words = _text("What was said?", "Enter what was said")
    restriction = _text("What may not be done or said, and until when?", rows=2)
    next_on = _on("Next date")

    def facts(self) -> running.EntryFacts:
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("kind", "ended")}
        return running.EntryFacts(**said)


class ProceedingForm(EntryForm):
    kind = RadiosField(
        label="What else looks at the same events?", choices=Proceeding.Kind, missing="Choose what it is"
    )
    field_order = ("kind",)


class LogForm(EntryForm):
    ended = YesNoField(label="Has it ended?", missing="Choose yes or no")


class FamilyForm(Form):
    called = _line("Name", "Enter the name", max_length=160)
    relation = _line(
        "Relationship to the child",
        "Enter the relationship to the child",
        hint="Mother, brother, or the child.",
        max_length=80,
    )
    told_on = _on(
        "When were they told that there is a review?", hint="Leave it empty if they were not told yet.", past=True
    )


class OfDrafts(Form):
    """A form that asks which draft somebody read. `read`: its boxes for the day and the draft."""

    read: tuple[str, str]

    def __init__(self, *args, numbers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[self.read[1]].choices = numbers

    def clean(self):
        said = super().clean()
        on, draft = self.read
        if said.get(on) and not said.get(draft) and draft not in self.errors:
            self.add_error(draft, django_forms.ValidationError("Choose which draft it was"))
        said[draft] = int(said[draft]) if said.get(on) and said.get(draft) else None
        return said


class InvolvementForm(OfDrafts):
    read = ("read_on", "read_draft")
    revision = RevisionField()
    told_on = _on("When were they told that there is a review?", past=True)
    offered_on = _on("When were they offered a part in it?", past=True)
    offered = _text("What were they offered, and how?", rows=2)
    wish = RadiosField(label="What do they want?", choices=FamilyMember.Wish, required=False)
    supporter = _line(
        "Who supports them?", hint="An advocate, a relative, a friend. The review pays for an interpreter."
    )
    reading_offered_on = _on("When were they offered to read the report before it is published?", past=True)
    read_on = _on("When did they read it?", past=True)
    read_draft = SelectField(label="Which draft did they read?", required=False, empty="None yet")
    date_told_on = _on("When were they told the day of publication?", past=True)

    def facts(self) -> family.Involvement:
        return family.Involvement(**_without_revision(self.cleaned_data))


class LeaveOutForm(Form):
    unreached = RadiosField(
        label="Why are they not involved?", choices=FamilyMember.Unreached, missing="Choose why they are not involved"
    )
    why = _text(
        "What was tried, or what is the risk?",
        "Enter what was tried, or what the risk is",
        hint="The three partners decide on this.",
    )


class DraftForm(IdempotentForm):
    file = FileField(
        label="Draft",
        hint="A Word document or a PDF; at most 20 MB.",
        missing="Choose a file",
        accepts=WORD_OR_PDF,
        max_bytes=drafts.LIMITS.largest,
    )
    note = _line("What is new in it?")

    def facts(self) -> drafts.Draft:
        file = self.cleaned_data["file"]
        return drafts.Draft(file, file.name, file.content_type or "", self.cleaned_data["note"])


class CopyForm(Form):
    why = RadiosField(label="Why do they have it?", choices=ReportCopy.Why, missing="Choose why they have it")
    holder = _line(
        "Whose is this copy?",
        hint="Name, role and organisation. It is written on the copy. Leave it empty for somebody of the family chosen below.",
        max_length=200,
    )
    family = SelectField(label="Somebody of the family", required=False, empty="Nobody of the family")
    answer_by = _on("When is their answer due?", hint="A fact-check has ten working days if you leave it empty.")

    def __init__(self, *args, review, **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {each.public_id: each for each in review.family.all()}
        self.fields["family"].choices = [(key, f"{each.called}, {each.relation}") for key, each in self.members.items()]

    def clean(self):
        said = super().clean()
        if not said.get("holder") and not said.get("family"):
            self.add_error("holder", django_forms.ValidationError("Enter whose copy this is"))
        return said

    def facts(self) -> drafts.CopyFor:
        said = self.cleaned_data
        member = self.members.get(said["family"])
        return drafts.CopyFor(said["holder"] or member.called, said["why"], member, said["answer_by"])


class AnswerForm(Form):
    answered_on = _on("When did they answer?", "Enter the day of the answer", past=True)
    answer = _text("What did they say?", "Enter what they said")
    changed = _text("What was changed for it, or why not?", "Enter what was changed, or why nothing was", rows=2)


class WhyForm(Form):
    why = _text("Why?", "Enter why")


class DifferenceForm(WhyForm):
    revision = RevisionField()


class WordsForm(Form):
    form = RadiosField(
        label="What is to be published?",
        choices=Publication.Form,
        reveals={Publication.Form.IMPROVEMENTS: ["instead_why"]},
        missing="Choose what is to be published",
    )
    instead_why = _text(
        "Why can the report itself not be published?", "Enter why the report itself cannot be published"
    )
    title = _line(
        "Title", "Enter the title", hint="“Child A”, or a name chosen with the family. No initials.", max_length=160
    )
    text = _text(
        "Text",
        "Enter the text",
        hint="No names, no exact dates. Begin a heading with ## and leave an empty line between paragraphs.",
        rows=20,
        max_length=200_000,
        counts=False,
    )
    helpline = _text(
        "Who can readers turn to?",
        "Enter who readers can turn to",
        hint="Helplines for people who are troubled by this.",
        rows=3,
    )
    planned_on = _on("When is it to be published?", "Enter the day on which it is to be published")
    embargo_on = _on("Embargo until (date)")
    embargo_at = TimeField(label="Embargo until (time)", required=False)
    spokespeople = _line("Who speaks for the partnership?")
    media_plan = _text("Communications plan", hint="The child stays unnamed here whatever newspapers wrote.", rows=3)
    revision = RevisionField()

    def clean(self):
        said = super().clean()
        if said.get("embargo_at") and not said.get("embargo_on"):
            self.add_error("embargo_on", django_forms.ValidationError("Enter the date of the embargo"))
        return said

    def facts(self) -> words.Words:
        said = _without_revision(self.cleaned_data)
        on, clock = said.pop("embargo_on"), said.pop("embargo_at")
        return words.Words(**said, embargo_until=moment(on, clock or time(9)) if on else None)


class LegalForm(Form):
    revision = RevisionField()
    legal_on = _on("When was it checked?", "Enter the day", past=True)
    legal_adviser = _line("Who checked it?", "Enter who checked it")
    covers = CheckboxesField(
        label="What was checked?",
        choices=[
            ("orders", "Reporting restriction orders"),
            ("youth", "Youth court"),
            ("lifelong", "Lifelong anonymity of complainants of sexual offences"),
        ],
    )
    legal_words = _text("What was the advice?", "Enter the advice")

    def clean_covers(self):
        covers = self.cleaned_data["covers"]
        if len(covers) < len(self.fields["covers"].choices):
            raise django_forms.ValidationError("All of these are checked before publication")
        return covers

    def clean(self):
        said = super().clean()
        said.pop("covers", None)
        return said


class PractitionersForm(OfDrafts):
    read = ("practitioners_on", "practitioners_draft")
    practitioners_on = _on("When did the practitioners see it?", "Enter the day", past=True)
    practitioners_draft = SelectField(label="Which draft did they see?", missing="Choose which draft it was")
    practitioners_words = _text(
        "How, and what day were they told?", "Enter how they saw it, and the day they were told", rows=2
    )


class NoticeForm(Form):
    revision = RevisionField()
    to = CheckboxesField(label="Who was sent a copy?", choices=Notice.To, missing="Choose who was sent a copy")
    sent_on = _on("When?", "Enter the day", hint="Seven working days go by before publication.", past=True)


class NameForm(Form):
    kind = RadiosField(label="What is it?", choices=NameToAvoid.Kind, missing="Choose what it is")
    words = _line("Name, place or number", max_length=160)
    day = _on("Date", hint="Where it is a date.")
    what = _line(
        "Whose or what is it?",
        "Enter whose or what it is",
        hint="The family’s general practice, for example.",
        max_length=120,
    )

    def clean(self):
        said = super().clean()
        on, is_day = said.pop("day", None), said.get("kind") == NameToAvoid.Kind.DAY
        if is_day and on:
            said["words"] = on.isoformat()
        elif is_day:
            self.add_error("day", django_forms.ValidationError("Enter the date"))
        elif not said.get("words"):
            self.add_error("words", django_forms.ValidationError("Enter the name, place or number"))
        return said


class ExplainForm(Form):
    hits = CheckboxesField(label="Which of them?", missing="Choose what you explain")
    why = _text("Why do they give nobody away?", "Enter why they give nobody away", rows=2)

    def __init__(self, *args, scan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hits"].choices = [
            (anonymity.key_of(hit), f"{hit.words} ({hit.where})") for hit in anonymity.open_hits(scan)
        ]


class LookForm(Form):
    looked = CheckboxesField(
        label="What did you look for?",
        choices=[
            (
                "combination",
                "Combinations that point to one family: a rare disability, an ethnicity, the size of a family",
            ),
            ("quotes", "Quotes that are neither paraphrased nor agreed to"),
            ("pictures", "Pictures, plans and family trees"),
            ("jigsaw", "What newspapers wrote that points to the child together with this"),
        ],
    )
    words = _text("What did you see?", "Enter what you saw", rows=2)

    def clean_looked(self):
        looked = self.cleaned_data["looked"]
        if len(looked) < len(self.fields["looked"].choices):
            raise django_forms.ValidationError("Look for each of these before you confirm")
        return looked

    def clean(self):
        said = super().clean()
        said.pop("looked", None)
        return said


class PublishForm(Form):
    removal_review_on = _on("When is it looked at whether the page stays?", "Enter a day at least a year on")

    def __init__(self, *args, earliest, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["removal_review_on"].help_text = f"It is public for at least a year: {day(earliest)} or later."


class StaysForm(Form):
    removal_review_on = _on("When is it looked at again?", "Enter the day on which it is looked at again", future=True)


class LodgedForm(Form):
    lodged_on = _on("When was it lodged with the national case review repository?", "Enter the day", past=True)
