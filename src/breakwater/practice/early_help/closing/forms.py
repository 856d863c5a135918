"""What a person may type when an episode ends."""

from collections.abc import Mapping, Sequence

from breakwater.casework.handovers.danger import DangerField
from breakwater.casework.models import Task
from breakwater.foundation.design.fields import (
    CheckboxesField,
    Form,
    HiddenField,
    RadiosField,
    TextareaField,
    TextField,
)
from breakwater.foundation.design.moments import day
from breakwater.practice.early_help.models import Agreement, Closing, MovedOn

from .moving import Onward, PassOn
from .open_ends import OpenEnd
from .operations import Ending

CODE, TakenOver = Closing.Code, MovedOn.TakenOver
NOBODY = "Nobody"
# What each way of ending asks for besides: its field, the question, a hint, and what is said where it is left out.
DETAILS = {
    CODE.NO_CONTACT: (
        "attempts",
        "When did you try to reach them, and how?",
        "At least three days, in two different ways. Say that the network knows.",
        "Write when and how you tried to reach them",
    ),
    CODE.STEPPED_UP: ("contact", "Which contact took it on?", "Its reference.", "Enter the reference of the contact"),
    CODE.IN_ERROR: (
        "other",
        "Which record is the right one?",
        "Its reference, or why it was opened.",
        "Enter which record is the right one",
    ),
    CODE.NO_LEAD: (
        "escalated",
        "Who was asked to lead, and who decided to end it?",
        "Name the early help manager who decided.",
        "Write who was asked, and who decided",
    ),
}


MASH = "MASH"
BY_THE_MASH = (MASH, "Nobody yet: our MASH refers the family to the authority there")


def _who_has_it(choices, **more: list[str]) -> RadiosField:
    return RadiosField(
        label="Who has taken the help over there?",
        hint="Ask the family first what may be passed on: this help is their choice.",
        choices=choices,
        options={
            TakenOver.ASKED: "Your team has a clock until they answer.",
            MASH: "The MASH has a contact the moment you close, and your team a clock until they there have answered.",
        },
        reveals={
            TakenOver.TAKEN.value: ["who_has_it", "receipt"],
            TakenOver.ASKED.value: ["asked"],
            TakenOver.NOBODY.value: ["nobody"],
            **more,
        },
        missing="Choose who has taken the help over there",
    )


class OnwardForm(Form):
    """Who takes the help over where the family moved to: with their receipt, or who was told that nobody does."""

    onward = _who_has_it(TakenOver)
    who_has_it = TextField(
        label="Who has it there?", hint="Name and team", missing="Enter who has it there", max_length=120
    )
    receipt = TextField(
        label="What is their receipt?",
        hint="Their reference, or when and how they confirmed it",
        missing="Enter their reference, or when and how they confirmed it",
        max_length=120,
    )
    asked = TextField(label="Who is asked there?", hint="Name and team", missing="Enter who is asked", max_length=120)
    nobody = TextareaField(
        label="Who was told, and why does nobody there take it over?",
        missing="Write who was told, and why nobody there takes it over",
        rows=3,
        max_length=5_000,
    )

    def facts(self) -> Onward:
        said = self.cleaned_data
        who = said["who_has_it"] or said.get("asked", "")
        return Onward(said["onward"], who, said["receipt"], said["nobody"])


class ReceiptForm(OnwardForm):
    """The answer of those who were asked."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["onward"].choices = [one for one in TakenOver.choices if one[0] != TakenOver.ASKED]
        del self.fields["asked"]


class CloseForm(OnwardForm):
    """Why it ends and what was achieved."""

    onward = _who_has_it([TakenOver.choices[0], BY_THE_MASH, *TakenOver.choices[1:]], **{MASH: ["danger", "must_know"]})
    danger = DangerField()
    must_know = TextareaField(
        label="What must they know there?",
        hint="What was agreed and is still to be done, and what the family says about it being passed on.",
        missing="Write what they must know there",
        rows=4,
        max_length=4_000,
    )
    code = RadiosField(
        label="Why does it end?",
        choices=CODE,
        options={
            "C1": "Each goal says first what became of it.",
            "C5": "Passing it to another lead is no end: ask them to lead.",
        },
        reveals={
            CODE.WITHDRAWN.value: ["no_longer_agree", "risk"],
            CODE.MET.value: ["family_view"],
            CODE.MOVED.value: ["moved_to", "onward"],
            **{code.value: [name] for code, (name, *_) in DETAILS.items()},
        },
        missing="Choose why it ends",
    )
    no_longer_agree = CheckboxesField(
        label="Who does not agree any more?",
        hint="It is recorded as that person’s answer, of today.",
        missing="Choose who does not agree any more",
    )
    family_view = TextareaField(
        label="What does the family say about it?", missing="Write what the family says", rows=3
    )
    moved_to = TextField(
        label="Where have they moved to?",
        hint="The area or authority. Never an address.",
        missing="Enter the area or authority they have moved to",
        max_length=120,
    )
    risk = TextareaField(
        label="Is a child at risk without this help?",
        hint="If so, step them up to the MASH first. Write what you think and who you asked.",
        missing="Write what it means for the children",
        rows=3,
    )
    words = TextareaField(
        label="What was achieved?",
        hint="In words the family may read.",
        missing="Write what was achieved, or why nothing was",
        rows=4,
        max_length=5_000,
    )
    helped = TextareaField(label="What helped most?", required=False, rows=2, max_length=5_000)
    support = TextareaField(label="Who goes on helping?", required=False, rows=2, max_length=5_000)
    who_notices = TextareaField(label="Who will notice if things slip?", required=False, rows=2, max_length=5_000)

    informed = CheckboxesField(
        label="Who is told that it ends?",
        hint="Choose the people you or a colleague have told, or will tell today. Those with an account are told here as well.",
        missing="Choose who is told, or that nobody is",
        options={NOBODY: {"alone": True}},
        small=True,
    )
    confirmed = CheckboxesField(
        label="What is still open",
        choices=[("yes", "Close with what is listed above still open")],
        missing="Read what is still open above, deal with it, or tick to close with it open",
    )
    open_mark = HiddenField(required=False)

    def __init__(
        self,
        *args,
        agreements: Sequence[Agreement],
        inform: Sequence[str],
        care: Mapping[str, str],
        ends: Sequence[OpenEnd],
        tasks: Sequence[tuple[Task, Mapping[str, str]]] = (),
        **kwargs,
    ):
        """`agreements` are the latest of those who agree, `inform` who may have to be told, `care` what to heed before anyone
        tells one of them, `ends` what is still open now, `tasks` the open tasks, each with what may become of it.
        """
        super().__init__(*args, **kwargs)
        self.tasks = {f"t{task.public_id}": task for task, _ in tasks}
        for task, ways in tasks:
            who = task.owner.user.name if task.owner else task.team.name
            self.fields[f"t{task.public_id}"] = RadiosField(
                label=f"What becomes of the task: {task.title}?",
                hint=f"With {who}, due {day(task.due_at)}",
                choices=list(ways.items()),
                small=True,
                missing=f"Choose what becomes of the task: {task.title}",
            )
        self.order_fields(
            ["code", *(name for name in self.fields if name not in ("informed", "confirmed", "open_mark"))]
        )
        self.agreements = {str(one.pk): one for one in agreements}
        self.fields["no_longer_agree"].choices = [
            (key, f"{one.name}, {one.relation}") for key, one in self.agreements.items()
        ]
        if not self.agreements:
            del self.fields["no_longer_agree"]
        self.fields["informed"].choices = [*((words, words) for words in inform), (NOBODY, NOBODY)]
        self.fields["informed"].options = self.fields["informed"].options | dict(care)
        self.ends = ends
        if not ends:
            del self.fields["confirmed"]
        for name, label, hint, missing in DETAILS.values():
            self.fields[name] = TextareaField(label=label, hint=hint, missing=missing, rows=3, max_length=5_000)

    def facts(self) -> Ending:
        """What the operation takes."""
        said = self.cleaned_data
        names = ("code", "words", "helped", "support", "who_notices", "family_view", "risk")
        name = DETAILS.get(said["code"], ("",))[0]
        details = said[name] if name else ""
        facts = {each: said[each] for each in names} | {"details": details}
        if said["code"] in (CODE.NO_CONTACT, CODE.NO_LEAD):
            facts["risk"] = details
        leave = said.get("no_longer_agree") or [] if said["code"] == CODE.WITHDRAWN else []
        return Ending(
            **facts,
            moved_to=said["moved_to"],
            onward=self._onward() if said["code"] == CODE.MOVED else None,
            no_longer_agree=[self.agreements[key] for key in leave],
            informed=[words for words in said["informed"] if words != NOBODY],
            confirmed=said["open_mark"] if said.get("confirmed") else "",
            tasks={task.public_id: said[name] for name, task in self.tasks.items()},
        )

    def _onward(self) -> Onward | PassOn:
        said = self.cleaned_data
        if said["onward"] == MASH:
            return PassOn(said["must_know"], said["danger"])
        return super().facts()
