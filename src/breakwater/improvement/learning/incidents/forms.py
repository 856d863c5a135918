"""What is asked of whoever raises a serious incident, and of those named on it."""

from django import forms as django_forms
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    HiddenField,
    IdempotentForm,
    RadiosField,
    RevisionField,
    SelectField,
    TextareaField,
    TextField,
    TimeField,
    YesNoField,
)
from breakwater.partnership.organisations.access import Permission

from ..models import Limb, Member, Met, RapidReview, ReviewDecision, SeriousIncident, StartRule
from . import lookup, papers_asked
from .operations import considering, first_hour, naming, notifying, rapid, requests
from .operations.raising import RaisedFacts

Living = SeriousIncident.Living
WHO_IS_ALIVE = {
    "label": "Which children, and what is the risk? Or who made sure that no child is at risk?",
    "hint": "If a child may be at risk, this goes to the MASH as a contact. Write nothing here of the incident.",
    "rows": 3,
    "max_length": 4000,
}


WHO_AND_WHERE = {
    "label": "What are their names, and where are they now?",
    "hint": "Name, age, address and school of each, as far as you know. The MASH has nothing else to find them by.",
    "rows": 3,
    "max_length": 1000,
}
WHO_MISSING = "Enter the names of the children and where they are now, or what you know of them"


class Posts(Form):
    """One of the posts of the area that may be named."""

    post = SelectField(label="Who?", by_typing=True, missing="Choose who")

    def __init__(self, *args, area, **kwargs):
        super().__init__(*args, **kwargs)
        posts = lookup.posts_holding(Permission.SERIOUS_READ, area, on=london_date(timezone.now()))
        self.posts = {str(post.public_id): post for post in posts}
        self.fields["post"].choices = [(key, lookup.as_named(post)) for key, post in self.posts.items()]

    def chosen(self) -> dict:
        return self.cleaned_data | {"post": self.posts[self.cleaned_data["post"]]}


def who_first(said: dict) -> dict:
    """Who the children are and where stands first in what is said of them: it is all the MASH has to find them by."""
    who = said["living_who"]
    words = "\n\n".join(each for each in (who, said["living_words"]) if each)
    return {name: value for name, value in said.items() if name != "living_who"} | {"living_words": words}


class RaiseForm(IdempotentForm):
    """What happened, as far as it is known, whether other children are safe, and who must not read it."""

    living = RadiosField(
        label="May other children be at risk now?",
        hint="Brothers and sisters, children in the same home, children who the same person meets.",
        choices=Living,
        missing="Choose whether other children may be at risk now",
    )
    living_who = TextareaField(**WHO_AND_WHERE, required=False)
    living_words = TextareaField(**WHO_IS_ALIVE, required=False)
    called = TextField(
        label="Which child was it?", hint="The child’s name.", max_length=160, missing="Enter the child’s name"
    )
    born = DateField(label="Date of birth", past=True, required=False)
    record = TextField(
        label="Reference of a contact, case or episode about the child",
        hint="If you know one, the child’s record is secured as you send this.",
        max_length=20,
        width=20,
        required=False,
    )
    harm = RadiosField(
        label="Did the child die, or was the child seriously harmed?",
        choices=SeriousIncident.Harm,
        missing="Choose whether the child died or was seriously harmed",
    )
    happened_on = DateField(label="When did it happen?", past=True, required=False)
    reasons = TextareaField(
        label="What happened, and why should the partners consider it?",
        hint="Facts, and what makes you think of abuse or neglect. Leave out what you do not know.",
        rows=6,
        max_length=6000,
        missing="Enter what happened, and why the partners should consider it",
    )
    aware_on = DateField(
        label="When did the local authority become aware of it?",
        hint="Leave this empty if this report is how it learns of it.",
        past=True,
        required=False,
    )
    without = CheckboxesField(
        label="Who must not read it?",
        hint="Anyone with a conflict of interest. They find nothing of it. Leave it empty if there is nobody.",
        required=False,
    )
    without_why = TextField(label="What is the conflict of interest?", max_length=300, required=False)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        on = london_date(timezone.now())
        posts = lookup.posts_holding(Permission.SERIOUS_WORK, by.membership.team.area, on=on)
        self.posts = {str(post.public_id): post for post in posts if post.user_id != by.membership.user_id}
        for name in ("living_who", "living_words", "without_why"):
            self.fields[name].says_optional = False
        self.fields["without"].choices = [(key, lookup.as_named(post)) for key, post in self.posts.items()]
        if not self.posts:
            del self.fields["without"], self.fields["without_why"]

    def clean(self):
        said = super().clean()
        if said.get("living") == Living.YES and not said.get("living_who"):
            self.add_error("living_who", django_forms.ValidationError(WHO_MISSING))
        if said.get("living") in (Living.YES, Living.NO) and not said.get("living_words"):
            words = (
                "Enter which children and what the risk is" if said["living"] == Living.YES else "Enter who made sure"
            )
            self.add_error("living_words", django_forms.ValidationError(words))
        if said.get("without") and not said.get("without_why"):
            self.add_error("without_why", django_forms.ValidationError("Enter what the conflict of interest is"))
        return said

    def facts(self) -> RaisedFacts:
        said = {name: value for name, value in self.cleaned_data.items() if name != "idempotency"}
        without = tuple(self.posts[key] for key in said.pop("without", ()) or ())
        return RaisedFacts(**who_first(said), without=without)


class LivingForm(Form):
    living = RadiosField(
        label="May other children be at risk now?",
        choices=[(one.value, one.label) for one in (Living.YES, Living.NO)],
        missing="Choose yes or no",
    )
    before = HiddenField(required=False)
    living_who = TextareaField(**WHO_AND_WHERE, required=False)
    living_words = TextareaField(**WHO_IS_ALIVE, missing="Enter which children and what the risk is, or who made sure")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["living_who"].says_optional = False

    def clean(self):
        said = super().clean()
        if said.get("living") == Living.YES and not said.get("living_who"):
            self.add_error("living_who", django_forms.ValidationError(WHO_MISSING))
        return said

    def facts(self):
        return first_hour.LivingFacts(**who_first(self.cleaned_data))


class RecordForm(Form):
    record = TextField(
        label="Reference of a contact, case or episode about the child",
        hint="One that you may read, for example C-26-4F7K2-X.",
        max_length=20,
        width=20,
        missing="Enter a reference",
    )


class AwareForm(Form):
    aware_on = DateField(
        label="When did the local authority become aware?",
        hint="The five working days are counted from this day. It can be made earlier, never later.",
        past=True,
        missing="Enter the day",
    )
    told_by = TextField(label="Who told the local authority?", max_length=300, missing="Enter who told it")
    counting = RadiosField(
        label="How many children are concerned?", choices=SeriousIncident.Counting, missing="Choose how many"
    )

    def facts(self):
        return first_hour.AwareFacts(**self.cleaned_data)


class CriteriaForm(Form):
    """Each limb, with reasons."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for limb in Limb:
            self.fields[f"met_{limb.value}"] = RadiosField(
                label=limb.label, choices=Met, inline=True, missing=f"Choose whether this is so: {limb.label.lower()}"
            )
            self.fields[f"why_{limb.value}"] = TextareaField(
                label="Why?", rows=2, max_length=2000, missing=f"Enter why: {limb.label.lower()}"
            )

    def facts(self) -> dict:
        said = self.cleaned_data
        return {limb.value: (said[f"met_{limb.value}"], said[f"why_{limb.value}"]) for limb in Limb}


class ViewForm(Form):
    notify = YesNoField(label="Should the incident be notified?", missing="Choose yes or no")
    words = TextareaField(label="Why?", rows=4, max_length=4000, missing="Enter why")

    def facts(self):
        return considering.ViewFacts(**self.cleaned_data)


class DecideForm(Form):
    notify = YesNoField(label="Is the incident notified?", missing="Choose yes or no")
    why = TextareaField(label="Why?", rows=5, max_length=6000, missing="Enter why")
    decided_by = TextField(
        label="Who decided?", hint="The director, or who decides for them: name and role.", missing="Enter who decided"
    )
    on = DateField(label="When was it decided?", past=True, missing="Enter the day")

    def facts(self):
        return considering.DecisionFacts(**self.cleaned_data)


class AgainForm(Form):
    agrees = YesNoField(label="Do you agree that it is not notified?", missing="Choose yes or no")
    words = TextareaField(label="Why?", rows=4, max_length=4000, missing="Enter why")

    def facts(self):
        return considering.AgainFacts(**self.cleaned_data)


class NotifyForm(Form):
    on = DateField(label="When was it sent to the national panel?", past=True, missing="Enter the day")
    clock = TimeField(label="At what time?", missing="Enter the time")
    how = RadiosField(
        label="How was it sent?",
        choices=[(way.value, way.label) for way in notifying.Sent],
        missing="Choose how it was sent",
    )
    reference = TextField(
        label="Reference that the panel gave",
        hint="By telephone: who took the call, if no reference was given.",
        max_length=60,
        missing="Enter the reference",
    )
    told = TextField(
        label="Who else was told at the same time?",
        hint="The other safeguarding partners, and the child death review partners if a child died.",
        max_length=300,
        missing="Enter who else was told",
    )
    decided_by = TextField(
        label="Who decided to notify?",
        hint="The director, or who decides for them: name and role. No decision is recorded yet.",
        max_length=200,
        missing="Enter who decided",
    )
    why = TextareaField(label="Why?", rows=4, max_length=6000, missing="Enter why")

    def __init__(self, *args, is_decided: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_decided:
            del self.fields["decided_by"], self.fields["why"]

    def facts(self):
        said = dict(self.cleaned_data)
        return notifying.SentFacts(at=moment(said.pop("on"), said.pop("clock")), **said)


class BoxesForm(Form):
    """The boxes of a section of a paper; an empty box may be filled in later."""

    def __init__(self, *args, boxes, **kwargs):
        super().__init__(*args, **kwargs)
        for box in boxes:
            more = {"label": box.label, "hint": box.hint, "required": False}
            kind = TextareaField(rows=4, max_length=8000, **more) if box.long else TextField(max_length=400, **more)
            kind.says_optional = not box.needed  # an empty box may be filled in later, and a needed one has to be
            self.fields[box.name] = kind


class SectionForm(BoxesForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["revision"] = RevisionField()


class RuleForm(Form):
    start = RadiosField(
        label="From what are the fifteen working days counted?", choices=StartRule.Start, missing="Choose from what"
    )
    source = TextField(
        label="What says so?", hint="The guidance with its edition and paragraph.", missing="Enter what says so"
    )

    def facts(self):
        return notifying.RuleFacts(**self.cleaned_data)


class NameForm(Posts):
    part = RadiosField(label="In which part?", choices=Member.Part, missing="Choose the part")
    partner = RadiosField(
        label="For which partner do they speak?",
        hint="A safeguarding partner only.",
        choices=Member.Partner,
        required=False,
    )

    def clean(self):
        said = super().clean()
        if said.get("part") == Member.Part.PARTNER and not said.get("partner"):
            self.add_error("partner", django_forms.ValidationError("Choose for which partner they speak"))
        if said.get("part") and said["part"] != Member.Part.PARTNER and said.get("partner"):
            self.add_error(
                "partner", django_forms.ValidationError("Leave this empty: they speak for no partner in this part")
            )
        return said

    def facts(self):
        return naming.NamedFacts(**self.chosen())


class ConflictForm(Posts):
    why = TextField(label="What is the conflict of interest?", max_length=300, missing="Enter what it is")

    def facts(self):
        return naming.ConflictFacts(**self.chosen())


class AskForm(Form):
    agency = TextField(label="Which agency?", max_length=160, missing="Enter the agency")
    contact = TextField(
        label="Who is it for?",
        hint="Name and role of its safeguarding lead.",
        max_length=160,
        missing="Enter who it is for",
    )
    about = TextareaField(
        label="Who is it about?",
        hint="What the agency needs to find its records, and no more: names, dates of birth, addresses.",
        rows=4,
        max_length=2000,
        missing="Enter who it is about",
    )
    letter = TextareaField(label="What are they asked?", rows=5, max_length=4000, missing="Enter what they are asked")
    due_on = DateField(label="By when?", hint="Leave it empty for ten working days from the start.", required=False)

    def facts(self):
        return requests.AskedFacts(**self.cleaned_data)


class WithoutForm(Form):
    why = TextareaField(
        label="Why does the review go on without this summary?", rows=3, max_length=2000, missing="Enter why"
    )


class MeetingForm(Form):
    on = DateField(label="When is the meeting?", missing="Enter the day")
    place = TextField(label="Where?", max_length=160, missing="Enter where")

    def facts(self):
        return rapid.MeetingFacts(**self.cleaned_data)


class HeldForm(Form):
    on = DateField(label="When was it held?", past=True, missing="Enter the day")
    came = TextareaField(label="Who came?", rows=3, max_length=2000, missing="Enter who came")
    minutes = TextareaField(label="What was said and agreed?", rows=6, max_length=8000, missing="Enter what was said")

    def facts(self):
        return rapid.HeldFacts(**self.cleaned_data)


class SignForm(Form):
    recommends = YesNoField(
        label="Should there be a local child safeguarding practice review?", missing="Choose yes or no"
    )
    words = TextareaField(label="Why?", rows=4, max_length=4000, missing="Enter why")

    def facts(self):
        return rapid.SignFacts(**self.cleaned_data)


class SendForm(Form):
    on = DateField(label="When was it sent to the national panel?", past=True, missing="Enter the day")


class ReplyForm(Form):
    reply = RadiosField(label="What did the panel reply?", choices=RapidReview.Reply, missing="Choose what it replied")
    on = DateField(label="When?", past=True, missing="Enter the day")
    words = TextareaField(label="In its words", rows=4, max_length=6000, required=False)

    def facts(self):
        return rapid.ReplyFacts(**self.cleaned_data)


class AnswerForm(Form):
    on = DateField(label="When was the panel answered?", past=True, missing="Enter the day")
    words = TextareaField(
        label="What did the partners answer, and why?", rows=5, max_length=6000, missing="Enter what they answered"
    )

    def facts(self):
        return rapid.AnswerFacts(**self.cleaned_data)


class ReviewForm(Form):
    """Each criterion and circumstance, then the decision."""

    kind = RadiosField(
        label="What do the partners decide?",
        hint="Meeting a criterion forces no review, and missing one forbids none.",
        choices=ReviewDecision.Kind,
        missing="Choose what they decide",
    )
    why = TextareaField(label="Why?", rows=5, max_length=6000, missing="Enter why")
    on = DateField(label="When was it decided?", past=True, missing="Enter the day")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.said = papers_asked.CRITERIA | papers_asked.CIRCUMSTANCES
        asked = {
            key: TextareaField(
                label=label,
                hint="Whether it is so, and why.",
                rows=2,
                max_length=2000,
                missing="Enter whether it is so, and why",
            )
            for key, label in self.said.items()
        }
        self.fields = asked | self.fields

    def facts(self):
        said = dict(self.cleaned_data)
        criteria = {key: said.pop(key) for key in self.said}
        return rapid.ReviewFacts(**said, criteria=criteria)


class CloseForm(Form):
    words = TextareaField(label="What is there to say at its end?", rows=3, max_length=2000, missing="Enter it")


class EndingForm(Form):
    words = TextareaField(
        label="Why is it so?",
        hint="Needed where the tracker does not show it: a national review, or one kept elsewhere.",
        rows=3,
        max_length=2000,
        required=False,
    )


class SecondForm(Form):
    agrees = YesNoField(label="Are the actions done, as you see it?", missing="Choose yes or no")
    words = TextareaField(label="What did you look at?", rows=3, max_length=2000, missing="Enter what you looked at")


class SummaryForm(SectionForm):
    """An agency's summary. `of` is the request that the page showed: a browser may have opened another link since."""

    public = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["of"] = HiddenField(required=False)
