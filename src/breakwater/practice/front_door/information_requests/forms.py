"""What is typed to ask other agencies, and what they type to answer."""

from collections.abc import Sequence
from dataclasses import replace

from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)

from ..models import AgencyKind, InformationAnswer, InformationRequest
from ..models.requests import AgreementShown, DeclineReason, RequestBasis, RequestSensitivity, Weight
from .agencies import QUESTIONS, Askable, said
from .operations.answering import AgencyAnswer
from .operations.requests import AgencyChecks, Ask, Named
from .pages import LABEL_MEANS

Finding, Label = InformationAnswer.Finding, InformationAnswer.Label
BLANK_ROWS = 2
MOST_PEOPLE = 30


class AskForm(IdempotentForm):
    """Several agencies at once: each with its own questions, all about the same people and for one reason."""

    agencies = CheckboxesField(
        label="Who do we ask?",
        hint="Tick an agency to see what it is usually asked.",
        missing="Choose who is asked",
        label_size="m",
    )
    school = SelectField(
        by_typing=True,
        label="Another school",
        hint="For a brother or sister, or where nobody has verified the child's place.",
        empty="None",
        required=False,
    )
    own_question = TextareaField(label="Anything else to ask all of them?", rows=3, max_length=1000, required=False)
    reason = TextareaField(
        label="What are you worried about?",
        hint="What an agency needs to know to search well, and no more. Do not say who told us.",
        rows=4,
        max_length=2000,
        missing="Write what you are worried about",
    )
    proportionate = TextareaField(
        label="Why are these checks proportionate?",
        hint="Why these agencies, these people and this much, rather than less. Nothing is sent without it.",
        rows=3,
        max_length=2000,
        missing="Write why these checks are proportionate",
    )
    lawful_basis = RadiosField(
        label="On what lawful basis?", choices=RequestBasis, small=True, missing="Choose the lawful basis"
    )
    agreement = RadiosField(
        label="What may the agency know of the family's agreement?",
        choices=AgreementShown,
        small=True,
        hint="It decides whether they may speak with the family about this.",
        missing="Choose what is known of the family's agreement",
    )
    sensitivity = RadiosField(
        label="Who in the agency handles it?",
        choices=RequestSensitivity,
        small=True,
        missing="Choose who in the agency handles it",
    )

    def __init__(self, *args, askable: Sequence[Askable], schools: Sequence, named: Sequence[Named], **kwargs):
        self.askable = {each.team.public_id: each for each in askable}
        self.schools = {team.public_id: team for team in schools}
        super().__init__(*args, **kwargs)
        agencies, self.own = self.fields["agencies"], {}
        agencies.reveals = {}
        agencies.choices = [(key, each.name) for key, each in self.askable.items()]
        agencies.options = {key: each.hint or AgencyKind(each.kind).label for key, each in self.askable.items()}
        for number, (key, each) in enumerate(self.askable.items()):
            name = self.own[key] = f"questions{number}"
            self.fields[name] = CheckboxesField(
                label=f"What do we ask {each.name}?",
                choices=[(str(n), words) for n, words in enumerate(each.questions)],
                initial=[str(n) for n in range(len(each.questions))],
                required=False,
                small=True,
            )
            self.fields[name].says_optional = False
            agencies.reveals[key] = [name]
        self.fields["school"].choices = [(key, said(team)) for key, team in self.schools.items()]
        if not self.schools:
            del self.fields["school"]
        self.rows = self._people(named)

    def _people(self, named: Sequence[Named]) -> list[list[str]]:
        """Boxes for those who are named to begin with and two more; or as many as were sent."""
        count = min(len(named) + BLANK_ROWS, MOST_PEOPLE)
        rows = []
        for number in range(count):
            one = named[number] if number < len(named) else Named("")
            boxes = {
                "name": TextField(label="Name", max_length=240, required=False, initial=one.name),
                "relation": TextField(label="Who they are", max_length=80, required=False, initial=one.relation),
                "born": TextField(label="Date of birth", max_length=80, required=False, initial=one.born, width=20),
                "addresses": TextareaField(
                    label="Addresses, one a line",
                    rows=2,
                    counts=False,
                    max_length=1000,
                    required=False,
                    initial=one.addresses,
                ),
            }
            for key, box in boxes.items():
                box.says_optional, box.autocomplete = False, "off"
                self.fields[f"person{number}_{key}"] = box
            rows.append([f"person{number}_{key}" for key in boxes])
        return rows

    def clean(self):
        given = super().clean()
        if not self.named(given):
            self.add_error("person0_name", "Name at least one person to ask about")
        for key in given.get("agencies", []):
            if not given.get(self.own[key]) and not given.get("own_question"):
                self.add_error(
                    self.own[key], f"Choose what {self.askable[key].name} is asked, or write a question of your own"
                )
        return given

    def named(self, given: dict) -> list[Named]:
        """Everyone who has a name; a name cleared leaves that person out."""
        rows = [Named(*(given.get(name, "") for name in row)) for row in self.rows]
        return [row for row in rows if row.name]

    def asks(self) -> list[Ask]:
        """Each agency chosen with its questions, the school among them."""
        given = self.cleaned_data
        own = [given["own_question"]] if given.get("own_question") else []
        made = []
        for key in given["agencies"]:
            each = self.askable[key]
            made.append(Ask(each.team, each.kind, [each.questions[int(n)] for n in given[self.own[key]]] + own))
        school = self.schools.get(given.get("school") or "")
        if school is not None:
            made.append(Ask(school, AgencyKind.SCHOOL, [*QUESTIONS[AgencyKind.SCHOOL], *own]))
        return made

    def facts(self) -> AgencyChecks:
        given = self.cleaned_data
        return AgencyChecks(of=self.asks(), people=self.named(given), **{name: given[name] for name in self.WHY})

    @property
    def people_rows(self) -> list:
        """The boxes of each person, for the template."""
        return [[self[name] for name in row] for row in self.rows]

    WHY = ("reason", "proportionate", "lawful_basis", "agreement", "sensitivity")

    @property
    def why_fields(self) -> list:
        return [self[name] for name in self.WHY]


class PersonForm(IdempotentForm):
    """One more person to ask about."""

    name = TextField(label="Name", max_length=240, missing="Enter a name", autocomplete="off")
    relation = TextField(
        label="Who they are", hint="For example: mother's partner", max_length=80, required=False, autocomplete="off"
    )
    born = TextField(label="Date of birth", max_length=80, required=False, width=20, autocomplete="off")
    addresses = TextareaField(label="Addresses, one a line", rows=3, counts=False, max_length=1000, required=False)

    def facts(self) -> Named:
        return Named(*(self.cleaned_data[name] or "" for name in ("name", "relation", "born", "addresses")))


class CloseForm(IdempotentForm):
    because = TextField(
        label="Why is no answer needed any more?", max_length=240, missing="Write why no answer is needed any more"
    )


class SaidForm(IdempotentForm):
    """A question back, or the reply to one."""

    words = TextareaField(label="What do you need to know?", rows=4, max_length=2000, missing="Write your question")


class ReplyForm(SaidForm):
    words = TextareaField(label="Your reply", rows=4, max_length=2000, missing="Write your reply")


class _Labelled(IdempotentForm):
    """How far the answer may go, and what was searched. `finding_given` is what it answers where no box asks."""

    finding_given = ""

    def lay_out(self, *, weighs: bool = True) -> None:
        """Put the label after the form's own boxes; with it, how an answer `weighs` that nobody may quote."""
        self.fields["label"] = RadiosField(
            label="How far may this go?",
            hint="Your agency owns it, so you decide. You can narrow it later.",
            choices=Label,
            options=LABEL_MEANS,
            reveals={Label.MASH: ["weight"]} if weighs else {},
            small=True,
            missing="Choose how far this may go",
        )
        if weighs:
            self.fields["weight"] = RadiosField(
                label="What may the decision say of how it weighed?", choices=Weight, small=True, required=False
            )

    def facts(self) -> AgencyAnswer:
        names = ("text", "label", "caveats", "weight", "declined_because")
        said = {name: self.cleaned_data.get(name) or "" for name in names}
        finding = self.cleaned_data.get("finding") or self.finding_given
        return AgencyAnswer(finding=finding, searched=self.searched(), **said)

    def searched(self) -> dict[str, list[str]]:
        """What was looked up: each a list, one a line."""
        given = self.cleaned_data
        return {
            key: [line.strip() for line in (given.get(f"searched_{key}") or "").splitlines() if line.strip()]
            for key in ("names", "born", "addresses")
        }


def _searched_boxes(*, required: bool) -> dict:
    return {
        "searched_names": TextareaField(
            label="Names you searched",
            hint="One a line. Add other spellings and names you tried.",
            rows=3,
            counts=False,
            max_length=2000,
            required=required,
            missing="Write the names you searched",
        ),
        "searched_born": TextareaField(
            label="Dates of birth you searched", rows=2, counts=False, max_length=2000, required=False
        ),
        "searched_addresses": TextareaField(
            label="Addresses you searched", rows=2, counts=False, max_length=2000, required=False
        ),
    }


class AnswerForm(_Labelled):
    text = TextareaField(
        label="What do you know?",
        hint="Dates first. What was seen or said, and who by; keep opinion apart from fact.",
        rows=14,
        max_length=20_000,
        threshold=90,
        missing="Write what you know",
        label_size="m",
    )
    finding = RadiosField(
        label="Is this all you hold?",
        choices=[
            (Finding.KNOWN, "Yes, this is what we hold on what is asked"),
            (Finding.PART, "No, it is part: more may come"),
        ],
        small=True,
        missing="Choose whether this is all",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lay_out()
        self.fields["caveats"] = TextareaField(
            label="How must it be handled?",
            hint="For example: do not ask the father about it; a risk to someone who told us.",
            rows=2,
            max_length=1000,
            required=False,
        )
        self.fields |= _searched_boxes(required=False)


class NothingForm(_Labelled):
    finding_given = Finding.NOTHING

    def __init__(self, *args, pupils: Sequence[str] = (), **kwargs):
        """`pupils` are the names in a request to a school: it may say who of them is not on its roll."""
        super().__init__(*args, **kwargs)
        if pupils:
            self._ask_of_the_roll(pupils)
        self.fields |= _searched_boxes(required=True)
        for box in ("searched_born", "searched_addresses"):
            self.fields[box].says_optional = False
        self.lay_out(weighs=False)
        self.fields["label"].label = "Who may be told that you hold nothing?"

    def _ask_of_the_roll(self, pupils: Sequence[str]) -> None:
        names = [(name, name) for name in dict.fromkeys(pupils)]
        self.fields |= {
            "not_on_roll": CheckboxesField(
                label="Who is not on your roll?",
                hint="Leave it empty for a pupil of yours if you have nothing on them.",
                choices=names,
                required=False,
            ),
            "left_on": DateField(label="If they were, when did they leave?", required=False, past=True),
            "gone_to": TextField(label="Which school did they go to, if you know?", required=False, max_length=160),
        }

    def clean(self):
        given = super().clean()
        if (given.get("left_on") or given.get("gone_to")) and not given.get("not_on_roll"):
            self.add_error("not_on_roll", "Choose who is not on your roll")
        return given

    def facts(self) -> AgencyAnswer:
        of = self.cleaned_data.get
        if not of("not_on_roll"):
            return super().facts()
        left = f" Left on {of('left_on'):%-d %B %Y}." if of("left_on") else ""
        text = f"Not on our roll: {', '.join(of('not_on_roll'))}.{left} Next school: {of('gone_to') or 'not known'}."
        return replace(super().facts(), text=text)


class DeclineForm(_Labelled):
    finding_given = Finding.DECLINED
    declined_because = RadiosField(
        label="Why do you not share it?", choices=DeclineReason, small=True, missing="Choose why you do not share it"
    )
    text = TextareaField(
        label="Your reason, in your words",
        hint="It is kept, and the decision goes ahead saying that your answer is missing.",
        rows=4,
        max_length=3000,
        missing="Write your reason",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lay_out(weighs=False)
        self.fields["label"].label = "Who may read your reason?"


class DeskForm(Form):
    """What a team is asked as, and who leads when its answer is overdue."""

    kind = SelectField(
        label="What is it asked as?", choices=AgencyKind, empty=None, missing="Choose what it is asked as"
    )
    lead = SelectField(
        label="Who leads when an answer is overdue?",
        hint="They are told when the MASH's time has gone. Anyone with a role in the agency.",
        empty="Nobody named",
        required=False,
    )

    def __init__(self, *args, leads, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead"].says_optional = False
        self.fields["lead"].choices = [
            (str(post.pk), f"{post.user.name}, {post.job_title or post.role.title}, {post.team.name}") for post in leads
        ]

    def chosen(self, leads):
        """The post chosen, or None."""
        return next((post for post in leads if str(post.pk) == self.cleaned_data.get("lead")), None)


def first_words(request: InformationRequest, searched: dict[str, str]) -> dict:
    """What the boxes hold to begin with: what the request names as searched."""
    return {f"searched_{key}": words for key, words in searched.items()} | {"label": Label.MASH}
