"""What is typed of a round, and of an organisation in it."""

from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    IdempotentForm,
    NumberField,
    SelectField,
    TextareaField,
    TextField,
)

from .lookup import STATES, Candidate
from .operations.members import FormalFacts
from .operations.rounds import RoundFacts


class NewRoundForm(IdempotentForm):
    """A round: what, when, with whom. Nobody is asked yet."""

    title = TextField(
        label="Name of the round",
        hint="For example, Section 11 audit 2026 to 2027",
        missing="Enter a name",
        max_length=160,
    )
    bank = SelectField(label="Which audit?", missing="Choose the audit")
    opens_on = DateField(label="When does it open?", missing="Enter the day on which it opens")
    due_on = DateField(label="When must it be returned?", missing="Enter the day by which it must be returned")
    areas = CheckboxesField(
        label="Other areas that take part",
        hint="Each asks its own organisations, on the same statements. One that works in several answers once.",
        required=False,
        small=True,
    )
    letter_to_head = TextareaField(
        label="Letter to the head or chief officer", missing="Enter the letter", rows=8, max_length=6000, counts=False
    )
    letter_to_lead = TextareaField(
        label="Letter to the safeguarding lead", missing="Enter the letter", rows=8, max_length=6000, counts=False
    )
    random_share = NumberField(
        label="How many returns are moderated by chance, in per cent?",
        hint="Beside those with the lowest grade, far from their sector, or not returned last time. 10 to 20 is usual.",
        missing="Enter a number, 0 for none",
        min_value=0,
        max_value=100,
    )
    seed = TextField(
        label="Seed of the draw",
        hint="Any word or number. It is shown, so that anybody can draw the same returns again.",
        missing="Enter a word or a number",
        max_length=40,
    )

    def __init__(self, *args, banks, areas, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bank"].choices = [("", "Choose"), *banks]
        if areas:
            self.fields["areas"].choices = areas
        else:
            del self.fields["areas"]

    def facts(self) -> RoundFacts:
        said = {name: value for name, value in self.cleaned_data.items() if name != "idempotency"}
        return RoundFacts(**said | {"areas": tuple(said.get("areas") or ())})


class LaunchForm(Form):
    """Who is left out, and why. Everybody else is asked."""

    left_out = CheckboxesField(label="Leave out", hint="Everybody else below is asked.", required=False, small=True)
    why = TextField(
        label="Why are they left out?", hint="It stays on record with today’s date.", required=False, max_length=300
    )

    def __init__(self, *args, candidates: list[Candidate], **kwargs):
        super().__init__(*args, **kwargs)
        can_answer = [
            (each.organisation.public_id, f"{each.organisation.name}, {each.sector.lower()}")
            for each in candidates
            if each.team
        ]
        self.fields["left_out"].choices = can_answer
        for name in ("left_out", "why"):
            self.fields[name].says_optional = False


class MembersFilter(Form):
    """A filter of the address: how far an organisation is, and its sector."""

    state = SelectField(label="State", required=False, empty="All", choices=list(STATES.items()))
    sector = SelectField(label="Sector or phase", required=False, empty="All")


class ChooseForm(Form):
    why = TextField(label="Why is it moderated?", missing="Enter why", max_length=300)


class LeaveOutForm(Form):
    why = TextField(
        label="Why is it left out?",
        hint="It stays on record with today’s date. For example: it closed, or merged with another.",
        missing="Enter why it is left out",
        max_length=240,
    )


class FormalForm(IdempotentForm):
    addressed_to = TextField(
        label="Who is the letter addressed to?",
        hint="The head, chief officer or chair, by role",
        missing="Enter who it is addressed to",
        max_length=160,
    )
    wanted = TextareaField(
        label="What information is asked for?", missing="Enter what is asked for", rows=5, max_length=4000, counts=False
    )
    answer_by = DateField(label="By when?", missing="Enter the day by which they must answer")

    def facts(self) -> FormalFacts:
        said = self.cleaned_data
        return FormalFacts(said["addressed_to"], said["wanted"], said["answer_by"])


class AnswerForm(Form):
    answered_on = DateField(label="When did they answer?", missing="Enter the day")
    answer = TextareaField(
        label="What did they answer?",
        hint="Name no child and no family.",
        missing="Enter what they answered",
        rows=4,
        max_length=4000,
        counts=False,
    )


class LookAgainForm(Form):
    done_on = DateField(label="When was it looked at?", missing="Enter the day")
    found = TextareaField(
        label="What was found?",
        hint="The organisation reads it. Name no child and no family.",
        missing="Enter what was found",
        rows=5,
        max_length=4000,
        counts=False,
    )
