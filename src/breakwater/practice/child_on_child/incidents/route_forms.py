"""How an incident is answered: what is asked of a route, of the police above all."""

from dataclasses import replace

from breakwater.foundation.design import moments
from breakwater.foundation.design.fields import (
    DateField,
    Form,
    RadiosField,
    RevisionField,
    SelectField,
    TextareaField,
    TextField,
    YesNoField,
)

from ..codes import STATES
from ..models import Route, SocialCareUpdate
from ..models.incidents import Device
from . import lookup
from .naming import names_another, without_others
from .operations.contacts import ReferralFacts
from .operations.routes import ConditionsName, PoliceFacts, RouteFacts, SocialCareFacts


class SocialCareForm(Form):
    """What the contact about one child is begun with, in words that the MASH reads."""

    worry = TextareaField(
        label="What are you worried about?",
        hint="What happened, and what you have done to keep children safe. Families may ask to read this. Do not describe an image.",
        rows=6,
        max_length=6000,
        missing="Enter what you are worried about",
    )
    views = TextareaField(
        label="What does the child say and want?",
        hint="As it is recorded in the incident. Take out the name of another child, unless the MASH needs to know who it is.",
        rows=4,
        max_length=6000,
        required=False,
    )
    is_in_danger = YesNoField(label="Is the child in danger now?", missing="Choose whether the child is in danger now")

    def facts(self) -> ReferralFacts:
        return ReferralFacts(**self.cleaned_data)


class RouteForm(Form):
    """Why this way, and what they answered where they have."""

    why = TextareaField(label="Why?", rows=3, max_length=2000, missing="Enter why")
    reference = TextField(label="Their reference, if you have it", max_length=60, width=20, required=False)
    contact_name = TextField(label="Who deals with it there?", max_length=120, required=False)
    contact_how = TextField(label="How do you reach them?", max_length=120, required=False)

    def facts(self) -> RouteFacts:
        names = ("why", "reference", "contact_name", "contact_how", "may_say")
        return RouteFacts(**{name: self.cleaned_data.get(name) or "" for name in names})


class AddRouteForm(RouteForm):
    kind = RadiosField(
        label="How is it answered?",
        choices=[(Route.Kind.INTERNAL, "Managed by the school"), (Route.Kind.EARLY_HELP, "Early help")],
        options={
            Route.Kind.INTERNAL: {"hint": "Some harassment, once, where no help or statutory service is needed."},
            Route.Kind.EARLY_HELP: {
                "hint": "Harmful sexual behaviour that is not violent, so that it does not get worse."
            },
        },
        missing="Choose how it is answered",
    )
    field_order = ("kind", "why", "reference", "contact_name", "contact_how")


MAY_SAY = TextareaField(
    label="What may the school do and say meanwhile?",
    hint="As agreed with the officer: to staff and pupils, and to both families alike. What may be said to one child or parent is entered "
    "under that child.",
    rows=3,
    max_length=2000,
    required=False,
)


class SaysToEach:
    """A box for each child: what may be said to this child and the parents. It goes to the school of this child, and is of no other."""

    def __init__(self, *args, children, said=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.of_each = {f"to_{number}": each.public_id for number, each in enumerate(children, 1)}
        for (name, key), child in zip(self.of_each.items(), children, strict=True):
            self.fields[name] = TextareaField(
                label=f"What may be said to {lookup.child_in_words(child)} and the parents?",
                rows=2,
                max_length=1000,
                required=False,
            )
            self.fields[name].initial = (said or {}).get(key, "")

    def to_each(self) -> dict[str, str]:
        return {key: self.cleaned_data.get(name) or "" for name, key in self.of_each.items()}


class PoliceForm(SaysToEach, RouteForm):
    """Recorded once somebody has called: writing here tells the police nothing."""

    why = TextareaField(
        label="What did you report, and who did you speak to?",
        rows=3,
        max_length=2000,
        missing="Enter what you reported",
    )
    device = SelectField(
        label="Who has the device with the images?",
        hint="Tell the police, with the names of whoever has seen an image. Nobody else looks at one.",
        choices=[each for each in Device.choices if each[0]],
        missing="Choose who has the device",
    )
    may_say = MAY_SAY

    def __init__(self, *args, has_images: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_images:
            del self.fields["device"]

    def facts(self) -> RouteFacts:
        return replace(super().facts(), may_say_to=self.to_each(), device=self.cleaned_data.get("device") or "")


class ReceiptForm(RouteForm):
    why = None


class TellAgainForm(Form):
    words = TextareaField(
        label="What did you tell them, and who did you speak to?",
        rows=3,
        max_length=2000,
        missing="Enter what you told them",
    )


class PoliceUpdateForm(SaysToEach, Form):
    state = RadiosField(
        label="What do the police or the court say?",
        choices=[(key, said["label"]) for key, said in STATES.items()],
        missing="Choose what they say",
    )
    on = DateField(label="On which day?", past=True, missing="Enter the day")
    words = TextareaField(
        label="What exactly? The conditions of bail, for example",
        hint="As the police gave them, also where they name another child. They stand so on the incident.",
        rows=3,
        max_length=2000,
        required=False,
    )
    child = SelectField(label="Which child do they apply to?", empty="Nobody in particular", required=False)
    plan_words = TextareaField(
        label="How do they read in that child’s plan?",
        hint="Whoever works with the child reads it there. It names no other child.",
        rows=3,
        max_length=2000,
        required=False,
    )
    reference = TextField(label="Crime reference", max_length=60, width=20, required=False)
    contact_name = TextField(label="Officer", max_length=120, required=False)
    contact_how = TextField(label="How do you reach the officer?", max_length=120, required=False)
    may_say = MAY_SAY
    revision = RevisionField()

    def __init__(self, *args, children, **kwargs):
        super().__init__(*args, children=children, **kwargs)
        self.children = {each.public_id: each for each in children}
        self.fields["child"].choices = [(key, lookup.child_in_words(each)) for key, each in self.children.items()]
        if not self.is_bound:
            del self.fields["plan_words"]

    def clean(self):
        said = super().clean()
        self._ask_for_plan(said)
        if said.get("state") == Route.State.BAIL and not said.get("words"):
            self.add_error("words", "Enter the conditions as the police gave them, or that you do not have them yet")
        return said

    def _ask_for_plan(self, said) -> None:
        """Asked where what the police gave names another child: what they may read is in the box, to be read again."""
        child, words = self.children.get(said.get("child") or ""), said.get("words") or ""
        if child is None or not names_another(words, child):
            del self.fields["plan_words"]
            said["plan_words"] = ""
        elif not said.get("plan_words") or names_another(said["plan_words"], child):
            self.add_error("plan_words", ConditionsName.words)
            self.data = self.data.copy()
            self.data["plan_words"] = without_others(said.get("plan_words") or words, child)

    def facts(self) -> PoliceFacts:
        names = ("state", "on", "words", "plan_words", "reference", "contact_name", "contact_how", "may_say")
        said = {name: self.cleaned_data[name] or "" for name in names}
        child = self.children.get(self.cleaned_data["child"] or "")
        return PoliceFacts(**said, may_say_to=self.to_each(), child=child)


class SocialCareAnswerForm(Form):
    """What came back from the MASH: the school records it, since nothing else tells it here."""

    answer = RadiosField(
        label="What did children’s social care decide?",
        choices=SocialCareUpdate.Answer,
        missing="Choose what they decided",
    )
    on = DateField(label="On which day?", past=True, missing="Enter the day")
    said_by = TextField(label="Who said so?", hint="Name and role.", max_length=160, missing="Enter who said so")
    words = TextareaField(label="Anything more", rows=2, max_length=2000, required=False)
    contact_name = TextField(label="Who deals with it there?", max_length=120, required=False)
    contact_how = TextField(label="How do you reach them?", max_length=120, required=False)

    def facts(self) -> SocialCareFacts:
        return SocialCareFacts(**{name: value or "" for name, value in self.cleaned_data.items()})


class Corrects:
    """Which answer was wrong, and why; the boxes above it say what is right."""

    asks_not = ("reference", "contact_name", "contact_how", "may_say")

    def __init__(self, *args, answers, **kwargs):
        super().__init__(*args, **kwargs)
        for name in (*self.asks_not, *getattr(self, "of_each", ())):
            self.fields.pop(name, None)
        self.answers = {str(each.pk): each for each in answers}
        choices = [(key, f"{each.label}, {moments.day(each.on)}") for key, each in self.answers.items()]
        which = RadiosField(label="Which answer is wrong?", choices=choices, missing="Choose which answer is wrong")
        self.fields["which"] = which
        self.fields["why"] = TextareaField(
            label="What was wrong with it?",
            hint="It stays in the history of the incident, with what you enter here.",
            rows=2,
            max_length=2000,
            missing="Enter what was wrong with it",
        )
        if len(answers) == 1:
            del self.fields["which"]
        self.order_fields(("which", "why"))

    def correcting(self) -> dict:
        """What goes along with the facts."""
        said = self.cleaned_data
        key = said.get("which") or next(iter(self.answers))
        return {"which": self.answers[key], "why": said["why"]}


class CorrectPoliceForm(Corrects, PoliceUpdateForm):
    def facts(self) -> PoliceFacts:
        said = self.cleaned_data
        child = self.children.get(said["child"])
        return PoliceFacts(said["state"], said["on"], said["words"] or "", child=child, plan_words=said["plan_words"])


class CorrectSocialCareForm(Corrects, SocialCareAnswerForm):
    def facts(self) -> SocialCareFacts:
        said = self.cleaned_data
        return SocialCareFacts(said["answer"], said["on"], said["said_by"], said["words"] or "")


class WordsForm(Form):
    words = TextareaField(label="How did it end?", rows=3, max_length=2000, missing="Enter how it ended")
