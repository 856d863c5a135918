"""Editing an area's edition of thresholds, and saying which level of need one sees in a case."""

from django.core.exceptions import ValidationError
from markupsafe import Markup

from breakwater.casework.thresholds.models import Domain, Level
from breakwater.casework.thresholds.operations import IndicatorFacts, LevelFacts
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    TextareaField,
    TextField,
)
from breakwater.partnership.organisations.levels import LEVELS

MOST_MISSING = 12


class WordsForm(Form):
    """Title, source and the area's own words for the four levels."""

    title = TextField(label="What is it called here?", missing="Enter its title", max_length=120)
    source = TextField(
        label="Which document is it taken from?",
        hint="Its title and edition. People see this beside every decision.",
        missing="Enter the document it is taken from",
        max_length=300,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for level in Level:
            self.fields[f"label_{level}"] = TextField(
                label=f"{level.label}: its name here", missing=f"Enter the name of {level.label.lower()}", max_length=60
            )
            self.fields[f"who_{level}"] = TextField(
                label=f"{level.label}: who helps", missing=f"Enter who helps at {level.label.lower()}", max_length=160
            )

    @staticmethod
    def initial_of(edition) -> dict:
        words = {"title": edition.title, "source": edition.source}
        for level in Level:
            said = edition.tiers.get(str(level.value), {})
            words |= {f"label_{level}": said.get("label", ""), f"who_{level}": said.get("who", "")}
        return words

    def tiers(self) -> dict:
        """The tiers as an edition keeps them."""
        said = self.cleaned_data
        return {str(level.value): {"label": said[f"label_{level}"], "who": said[f"who_{level}"]} for level in Level}


class IndicatorForm(Form):
    level = RadiosField(label="At which level of need?", choices=Level.choices, missing="Choose the level of need")
    domain = RadiosField(label="Where in the child’s life?", choices=Domain.choices, missing="Choose where")
    topic = TextField(
        label="Under which heading?", hint="For example, Education", missing="Enter a heading", max_length=60
    )
    text = TextField(label="What may be seen?", missing="Enter what may be seen", max_length=200)
    alone = CheckboxesField(
        label=f"Does it point to {LEVELS[4].name} by itself?",
        choices=[("alone", "Yes, whatever else is ticked")],
        required=False,
    )

    def clean(self):
        said = super().clean()
        if said.get("alone") and said.get("level") and int(said["level"]) != Level.FOUR:
            raise ValidationError(
                f"Only an indicator of {LEVELS[4].name} points to it by itself. Change the level or take the tick out"
            )
        return said

    def facts(self) -> IndicatorFacts:
        said = self.cleaned_data
        return IndicatorFacts(int(said["level"]), said["domain"], said["topic"], said["text"], bool(said["alone"]))


class ReleaseForm(Form):
    starts_on = DateField(label="In force from which day?", missing="Enter the day it begins")
    review_by = DateField(label="When must it be reviewed?", missing="Enter the day of its review")

    def clean(self):
        said = super().clean()
        if said.get("starts_on") and said.get("review_by") and said["review_by"] <= said["starts_on"]:
            self.add_error("review_by", "Choose a day after the one it begins on")
        return said


def _said(indicator) -> Markup:
    alone = Markup(" <em>({} by itself)</em>").format(LEVELS[4].name) if indicator.alone else ""
    return Markup("<strong>{}:</strong> {}{}").format(indicator.topic, indicator.text, alone)


class LevelForm(IdempotentForm):
    """What is seen, what one would expect to know and does not, and the level of need that a person makes of it."""

    missing = TextareaField(
        label="What would you expect to know, and nobody has said?",
        required=False,
        rows=3,
        max_length=2000,
        hint="One on each line. For example: nothing about the father.",
    )
    level = RadiosField(label="Which level of need do you see?", choices=(), missing="Choose the level of need you see")
    reason = TextareaField(
        label="Why this level?",
        hint="The family may read it.",
        missing="Say why you see this level of need",
        max_length=5000,
    )

    def __init__(self, *args, edition, indicators, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(str(level.value), edition.label_of(level)) for level in Level]
        self.groups: dict[tuple[str, int], str] = {}
        by_tier: dict[tuple[str, int], list] = {}
        for each in indicators:
            by_tier.setdefault((each.domain, each.level), []).append(each)
        for (domain, level), members in sorted(by_tier.items()):
            name = self.groups[domain, level] = f"seen_{domain}_{level}"
            legend = f"{Domain(domain).label}, {edition.label_of(level)}: what do you see?"
            self.fields[name] = CheckboxesField(
                label=Markup('<span class="govuk-visually-hidden">{}</span>').format(legend),
                required=False,
                small=True,
                choices=[(str(one.pk), _said(one)) for one in members],
            )
            self.fields[name].says_optional = False

    def facts(self) -> LevelFacts:
        said = self.cleaned_data
        lines = [line.strip(" -•\t") for line in said["missing"].splitlines()]
        return LevelFacts(
            level=int(said["level"]),
            reason=said["reason"],
            indicators=[int(key) for name in self.groups.values() for key in said.get(name, [])],
            missing=[line for line in lines if line],
        )

    def clean_missing(self):
        lines = [line for line in self.cleaned_data["missing"].splitlines() if line.strip()]
        if len(lines) > MOST_MISSING or any(len(line) > 240 for line in lines):
            raise ValidationError(f"Write at most {MOST_MISSING} lines of at most 240 characters")
        return self.cleaned_data["missing"]
