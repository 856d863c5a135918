"""Correcting a person's record: names, birth, numbers, addresses, ways to reach them, relationships, school places, and ending them."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from breakwater.casework.cases import display as case_display
from breakwater.casework.person_record.deaths import DeathRecord
from breakwater.casework.person_record.entering import NewRelative
from breakwater.foundation.dates.partial import PartDate
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    EmailField,
    Form,
    HiddenField,
    IdempotentForm,
    PhoneField,
    PostcodeField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    TimeField,
    YesNoField,
)
from breakwater.partnership.people.intake.reading.fields import is_of_an_age_for
from breakwater.partnership.people.models import (
    Address,
    AlsoKnownAs,
    Death,
    Identifier,
    NhsStatus,
    PersonContact,
    Relationship,
    RelationshipCode,
)
from breakwater.partnership.people.records.operations.circumstances import TieFacts
from breakwater.partnership.people.records.operations.deaths import DeathFacts

YEARS = [(code, code) for code in ("N1", "N2", "R", *map(str, range(1, 15)))]


def _a_year_on() -> date:
    return timezone.localdate() + timedelta(days=366)


class PickForm(Form):
    """A form in which one of the things at hand is picked, by a key; its answer is the thing."""

    def offer(self, name: str, things: dict, said) -> dict:
        """Offer these in the question `name`, each in the words that `said` makes of it."""
        self._offered = {**getattr(self, "_offered", {}), name: things}
        self.fields[name].choices = [(key, said(thing)) for key, thing in things.items()]
        return things

    def clean(self):
        given = super().clean()
        for name, things in self._offered.items():
            if name in given:
                given[name] = things[given[name]]
        return given


class NamesForm(Form):
    forename = TextField(label="Forename", required=False, max_length=120)
    middle_names = TextField(label="Middle names", required=False, max_length=160)
    surname = TextField(label="Surname", required=False, max_length=120)
    known_as = TextField(label="Known as", required=False, max_length=120)
    why = RadiosField(
        label="Why does it change?",
        choices=[("changed", "The name has changed"), ("mistake", "It was entered wrongly")],
        options={
            "changed": "The former name is kept, and still finds the person.",
            "mistake": "The wrong name is not kept.",
        },
        missing="Choose why the name changes",
    )


class OtherNameForm(Form):
    forename = TextField(label="Forename", required=False, max_length=120)
    surname = TextField(label="Surname", required=False, max_length=120)
    kind = RadiosField(
        label="What kind of name is it?",
        choices=AlsoKnownAs._meta.get_field("kind").choices,
        missing="Choose the kind of name",
    )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned.get("forename") or cleaned.get("surname")):
            self.add_error("forename", "Enter a forename, a surname or both")
        return cleaned


class BirthForm(Form):
    known = RadiosField(
        label="What is known?",
        choices=[("born", "A date of birth, or part of one"), ("expected", "Not yet born"), ("nothing", "Nothing")],
        reveals={"born": ["born", "estimated"], "expected": ["expected_on"]},
        missing="Choose what is known",
    )
    born = DateField(
        label="Date of birth",
        hint="A year alone, or a month and year, is enough.",
        partial=True,
        past=True,
        missing="Enter the date of birth, or the part of it that is known",
    )
    estimated = CheckboxesField(label="How sure is it?", choices=[("yes", "The year is an estimate")], required=False)
    expected_on = DateField(
        label="When is the birth expected?",
        earliest=lambda: timezone.localdate() - timedelta(days=60),
        latest=lambda: timezone.localdate() + timedelta(days=300),
        missing="Enter the day the birth is expected",
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("estimated") and (born := cleaned.get("born")):
            if born.month:
                self.add_error("born", "Enter the year alone where it is an estimate")
            else:
                cleaned["born"] = PartDate(born.year, estimated=True)
        return cleaned


class IdentifierForm(Form):
    scheme = RadiosField(
        label="Which number is it?",
        choices=Identifier.Scheme,
        reveals={Identifier.Scheme.NHS.value: ["status"]},
        missing="Choose which number it is",
    )
    status = SelectField(label="How did we come by it?", choices=NhsStatus, required=False, empty="Not known")
    value = TextField(label="Number", max_length=20, width=20, missing="Enter the number", spellcheck=False)
    kept_despite = TextField(
        label="Reason to keep it although it fails its check",
        hint="Leave this empty unless you were told that the number is wrong and it must be kept as it is.",
        required=False,
        max_length=200,
    )


class DeathForm(IdempotentForm):
    """What is known of the death of a person. Of a child also whether it was expected and where, for those who review it."""

    died_on = DateField(label="On which day did they die?", past=True, missing="Enter the day of the death")
    died_at = TimeField(label="At what time, if you know?", required=False)
    known = RadiosField(label="How is it known?", choices=Death.Known, missing="Choose how it is known")
    confirmed_by = TextField(
        label="Who confirmed it?",
        hint="Name, role and organisation, so that a colleague can call them.",
        max_length=200,
        missing="Enter who confirmed it",
    )
    expected = YesNoField(
        label="Was the death expected?",
        hint="It was not, where nobody thought it a significant possibility 24 hours before.",
        not_known=True,
        missing="Choose whether the death was expected",
    )
    place = TextField(label="Where did the child die?", max_length=200, required=False)
    others = TextareaField(
        label="Which other living children are there?",
        hint="Not listed above, and living there, often there, or there when it happened. Names, ages, and where they are now.",
        rows=3,
        max_length=2000,
        required=False,
    )
    in_danger = YesNoField(
        label="Is a living child in danger now?",
        hint="If yes, call 999 first.",
        not_known=True,
        missing="Choose whether a living child is in danger now",
    )

    def __init__(self, *args, of_a_child: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not of_a_child:
            del self.fields["expected"], self.fields["place"]

    def facts(self) -> DeathRecord:
        said = self.cleaned_data
        death = DeathFacts(**{name: said[name] for name in ("died_on", "known", "confirmed_by", "died_at")})
        more = {name: said[name] for name in ("expected", "place", "others", "in_danger") if name in self.fields}
        return DeathRecord(death, **more)


class CorrectDeathForm(IdempotentForm):
    was = HiddenField()
    died_on = DateField(label="On which day did they die?", past=True, missing="Enter the day of the death")
    died_at = TimeField(label="At what time, if you know?", required=False)
    known = RadiosField(label="How is it known?", choices=Death.Known, missing="Choose how it is known")
    confirmed_by = TextField(label="Who confirmed it?", max_length=200, missing="Enter who confirmed it")
    because = TextField(label="What was wrong?", max_length=240, missing="Enter what was wrong")

    def facts(self) -> DeathFacts:
        return DeathFacts(**{name: self.cleaned_data[name] for name in ("died_on", "known", "confirmed_by", "died_at")})


class WithdrawDeathForm(Form):
    was = HiddenField()
    because = TextField(
        label="Why was it wrong?",
        hint="Such as: it was entered on another person’s record.",
        max_length=240,
        missing="Enter why it was wrong",
    )


class AddressForm(Form):
    kind = RadiosField(
        label="Where do they live now?",
        choices=Address.Kind,
        options={Address.Kind.REFUGE.value: "Leave the address empty. A refuge is never recorded, shown or sent."},
        missing="Choose where they live",
    )
    lines = TextField(label="Address", hint="House or flat, street and town.", required=False, max_length=240)
    postcode = PostcodeField(required=False, label="Postcode")
    since = DateField(
        label="Since when?",
        hint="Leave it empty if nobody knows; the last address ends today.",
        required=False,
        past=True,
    )

    def clean(self):
        cleaned = super().clean()
        kind, given = cleaned.get("kind"), cleaned.get("lines") or cleaned.get("postcode")
        if kind == Address.Kind.REFUGE and given:
            self.add_error("lines", "Leave the address and the postcode of a refuge empty")
        elif kind == Address.Kind.NO_FIXED and given:
            self.add_error("lines", "Leave the address empty, or choose 'Staying with someone'")
        elif kind and kind not in (Address.Kind.REFUGE, Address.Kind.NO_FIXED) and not given and not self.errors:
            self.add_error("lines", "Enter the address, or choose 'No fixed address'")
        return cleaned


SAFE = {
    "label": "Is it safe to use?",
    "choices": PersonContact.Safe,
    "hint": "Think of who else may answer, read or hear it.",
    "missing": "Choose whether it is safe to use",
}
WHEN = {"label": "When is it safe?", "hint": "For example, school hours only.", "required": False, "max_length": 120}


class ContactWayForm(Form):
    kind = RadiosField(
        label="What do you add?",
        choices=PersonContact.Kind,
        reveals={PersonContact.Kind.PHONE.value: ["phone"], PersonContact.Kind.EMAIL.value: ["email"]},
        missing="Choose telephone or e-mail",
    )
    phone = PhoneField(label="Telephone number", autocomplete="off", missing="Enter the telephone number")
    email = EmailField(label="E-mail address", autocomplete="off", max_length=120, missing="Enter the e-mail address")
    safe = RadiosField(**SAFE)
    when = TextField(**WHEN)


class SafetyForm(PickForm):
    which = RadiosField(label="Which one?", missing="Choose which one")
    safe = RadiosField(**SAFE)
    when = TextField(**WHEN)

    def __init__(self, *args, ways, **kwargs):
        super().__init__(*args, **kwargs)
        self.ways = self.offer("which", {str(way.pk): way for way in ways}, way_said)


def way_said(way: PersonContact) -> str:
    """A number or address to choose from; one that may not be used shows its end alone."""
    value = f"ending {way.value[-3:]}" if way.safe_to_use == PersonContact.Safe.NO else way.value
    return f"{way.get_kind_display()} {value}"


class FindRelativeForm(Form):
    words = TextField(
        label="Name, date of birth or address",
        hint="Only people you may see are found.",
        max_length=200,
        missing="Enter a name, a date of birth or an address",
        autocomplete="off",
        spellcheck=False,
    )


class RelationshipForm(Form):
    way = RadiosField(label="Who do you say it about?", missing="Choose who you say it about")
    code = SelectField(label="What are they?", choices=RelationshipCode, missing="Choose what they are")
    responsible = YesNoField(
        label="Do they hold parental responsibility for the other?",
        hint="Whoever you say it of. Not known leaves what is recorded as it is.",
        not_known=True,
        missing="Choose yes, no or not known",
    )
    together = YesNoField(
        label="Do the two live in one household?",
        hint="Not known leaves what is recorded as it is.",
        not_known=True,
        missing="Choose yes, no or not known",
    )

    def __init__(self, *args, who, other, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [
            ("other", f"{other.name} is this to {who.name}"),
            ("who", f"{who.name} is this to {other.name}"),
        ]


class RelativeNamedForm(Form):
    """The name and birth of somebody who is to be entered, as they are searched for first."""

    forename = TextField(label="Forename", required=False, max_length=120)
    surname = TextField(label="Surname", required=False, max_length=120)
    born = DateField(label="Date of birth", partial=True, past=True, required=False)

    def clean(self):
        given = super().clean()
        if not (given.get("forename") or given.get("surname")):
            self.add_error("forename", "Enter a name")
        return given

    def facts(self) -> dict:
        return {name: said for name, said in self.cleaned_data.items() if said}


class NewRelativeForm(PickForm):
    """Somebody who is not on record: who they are, what they are to the person, and how that is known.

    Offers who is on record under such a name first (`likely`), and takes nobody new until it is said that it is none of them.
    """

    forename = TextField(label="Forename", required=False, max_length=120, autocomplete="off", spellcheck=False)
    surname = TextField(label="Surname", required=False, max_length=120, autocomplete="off", spellcheck=False)
    born = DateField(
        label="Date of birth",
        hint="A year alone, or a month and year, is enough.",
        partial=True,
        past=True,
        required=False,
    )
    estimated = CheckboxesField(label="How sure is it?", choices=[("yes", "The year is an estimate")], required=False)
    age = RadiosField(
        label="Are they a child?",
        choices=[("adult", "No, a grown-up"), ("child", "Yes, under 18")],
        missing="Choose whether they are a child",
    )
    code = SelectField(label="What are they?", choices=RelationshipCode, missing="Choose what they are")
    responsible = YesNoField(
        label="Do they hold parental responsibility?", not_known=True, missing="Choose yes, no or not known"
    )
    together = YesNoField(
        label="Do the two live in one household?", not_known=True, missing="Choose yes, no or not known"
    )
    case = SelectField(
        label="In which case do they take part?", hint="Whoever reads the case sees them.", missing="Choose the case"
    )
    why = TextField(
        label="How do you know of them?",
        hint="For example: named by the mother on a visit.",
        max_length=300,
        missing="Write how you know of them",
    )
    none_of_these = CheckboxesField(
        label="Is it one of the people found?",
        choices=[("yes", "No. None of them is the person I mean")],
        missing="Choose one of the people found, or say that it is none of them",
    )

    def __init__(self, *args, who, cases, likely, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = f"What are they to {who.name}?"
        if not likely:
            del self.fields["none_of_these"]
        if len(cases) > 1:
            self.offer("case", {case.reference: case for case in cases}, case_display.called)
        else:
            del self.fields["case"]
            self._offered, self.only_case = {}, next(iter(cases), None)

    def clean(self):
        given = super().clean()
        if not (given.get("forename") or given.get("surname") or {"forename", "surname"} & self.errors.keys()):
            self.add_error("forename", "Enter a name: nothing would be left to know them by")
        if given.get("estimated") and (born := given.get("born")):
            if born.month:
                self.add_error("born", "Enter the year alone where it is an estimate")
            else:
                given["born"] = PartDate(born.year, estimated=True)
        return given

    def facts(self) -> NewRelative:
        given = self.cleaned_data
        return NewRelative(
            forename=given["forename"],
            surname=given["surname"],
            born=given["born"],
            is_child=given["age"] == "child",
            code=given["code"],
            why=given["why"],
            ties=TieFacts(holds_parental_responsibility=given["responsible"], lives_in_household=given["together"]),
            case=given["case"] if "case" in self.fields else self.only_case,
        )


class EnrolForm(PickForm):
    team = SelectField(label="Which school?", missing="Choose the school")
    year_group = SelectField(label="Year group", choices=YEARS, required=False, empty="Not known")
    since = DateField(label="First day on its roll", hint="Today, if you leave it empty.", required=False, past=True)

    def __init__(self, *args, teams, born_on=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.born_on = born_on
        self.offer(
            "team", {str(team.public_id): team for team in teams}, lambda team: f"{team.organisation.name}, {team.name}"
        )

    def clean_year_group(self):
        year = self.cleaned_data["year_group"]
        if year and self.born_on and not is_of_an_age_for(year, self.born_on, today=timezone.localdate()):
            born = f"A child born in {self.born_on.year} is not of an age for year {year}"
            raise ValidationError(f"{born}. Check the date of birth and the year group, or choose “Not known”")
        return year


class PlaceForm(PickForm):
    """Which of the child's places at schools is meant."""

    place = RadiosField(label="Which place?", missing="Choose the place")

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = self.offer("place", {str(place.pk): place for place in places}, place_said)


def place_said(place) -> str:
    """A place at a school in a few words."""
    year = f", year {place.year_group}" if place.year_group else ""
    return f"{place.school.name}, {place.team.name}{year}"


class VerifyForm(PlaceForm):
    source = TextField(
        label="Which second source confirms it?",
        hint="For example, the admissions list of the authority. The school's own word is not enough.",
        missing="Enter the second source",
        max_length=200,
    )


class EndPlaceForm(PlaceForm):
    last_day = DateField(
        label="Last day on its roll", hint="Today, if you leave it empty.", required=False, latest=_a_year_on
    )
    gone_to = TextField(
        label="Which school did the child go to?",
        hint="Leave it empty if it is not known.",
        required=False,
        max_length=160,
    )


OVER = "over"


MISTAKEN = "mistaken"


class EndForm(Form):
    """Which one ends, whether it was ever so, and why. What was ended is offered no more, but may be sent again."""

    which = RadiosField(label="Which one?", missing="Choose which one")
    how = RadiosField(
        label="What is the matter with it?",
        choices=[(OVER, "It is so no longer"), (MISTAKEN, "It was entered wrongly and never was so")],
        reveals={OVER: ["last_day"]},
        missing="Choose what is the matter with it",
    )
    last_day = DateField(label="Until when was it so?", hint="Today, if you leave it empty.", required=False, past=True)
    because = TextField(
        label="Why, and how do you know?",
        hint="It stays on record with this reason.",
        missing="Enter the reason",
        max_length=200,
    )

    def __init__(self, *args, rows: Iterable[Identifier | Relationship], called: Callable[..., str], **kwargs):
        super().__init__(*args, **kwargs)
        sent = self.data.get("which") if self.is_bound else None
        self.rows = {str(row.pk): row for row in rows if row.ends_on is None or str(row.pk) == sent}
        self.fields["which"].choices = [(key, called(row)) for key, row in self.rows.items()]

    def clean_which(self):
        return self.rows[self.cleaned_data["which"]]
