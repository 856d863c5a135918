"""What is asked about an item of an agenda: what it is, what was said, who leaves for it, its papers."""

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    FileField,
    Form,
    IdempotentForm,
    NumberField,
    RadiosField,
    RevisionField,
    SelectField,
    TextField,
    YesNoField,
)

from ...models import AgendaItem, BoardPaper, MeetingSeat
from ...models.agenda import Classification
from .. import pack
from ..operations import agenda
from .boxes import box

ITEM_TYPES = AgendaItem.Type


class ItemBoxes(NoChildsData, Form):
    type = RadiosField(label="Type", choices=ITEM_TYPES, missing="Choose the type")
    title = TextField(label="Title", max_length=200, missing="Enter the title")
    ask = box("What is the group asked?", hint="For a decision: what it would agree, in a sentence.")
    lead = TextField(label="Who leads it?", max_length=120, required=False)
    minutes = NumberField(label="Minutes", min_value=1, max_value=480, required=False)

    def clean(self):
        said = super().clean()
        if said.get("type") == ITEM_TYPES.DECISION and not said.get("ask"):
            self.add_error("ask", "Enter what the group is asked to decide")
        return said

    def facts(self) -> agenda.ItemFacts:
        return agenda.ItemFacts(**{name: self.cleaned_data[name] for name in agenda.ItemFacts.__dataclass_fields__})


class ItemForm(ItemBoxes, IdempotentForm):
    """A new item."""


class ChangeItemForm(ItemBoxes):
    number = NumberField(label="Place on the agenda", min_value=1, max_value=99, missing="Enter its place")
    revision = RevisionField()


class SaidForm(NoChildsData, Form):
    said = box(
        "What was said?", "Enter what was said", "It becomes part of the draft minutes.", rows=8, max_length=20_000
    )
    revision = RevisionField()


class ConflictForm(NoChildsData, Form):
    seat = SelectField(label="Who?", missing="Choose who")
    what = TextField(label="What is the interest?", max_length=400, missing="Enter the interest")
    leaves = YesNoField(
        label="Do they leave for this item?",
        hint="Whoever leaves reads none of its papers, and does not count towards the quorum for it. What was declared before is replaced.",
        missing="Choose whether they leave",
    )

    def __init__(self, *args, seats: list[MeetingSeat], **more):
        super().__init__(*args, **more)
        self.seats = {str(each.public_id): each for each in seats}
        self.fields["seat"].choices = [(key, f"{each.name}, {each.agency}") for key, each in self.seats.items()]

    def clean_seat(self):
        return self.seats[self.cleaned_data["seat"]]


class WithdrawForm(Form):
    why = TextField(label="Why is it withdrawn?", max_length=400, missing="Enter why it is withdrawn")


class PaperForm(IdempotentForm):
    replaces = SelectField(label="Is it a new version of a paper?", empty="No: a new paper", required=False)
    item = SelectField(label="For which item?", empty="The whole meeting", required=False)
    title = TextField(label="Title", max_length=200, missing="Enter the title")
    classification = RadiosField(label="Who may read it?", choices=Classification, missing="Choose who may read it")
    file = FileField(
        label="File",
        hint="A PDF, or a Word, Excel or PowerPoint document, at most 20 MB.",
        accepts=(".pdf", ".docx", ".xlsx", ".pptx"),
        max_bytes=agenda.LIMITS.largest,
        missing="Choose a file",
    )

    def __init__(self, *args, items: list[AgendaItem], papers: list[BoardPaper], **more):
        super().__init__(*args, **more)
        self.items = {str(each.public_id): each for each in items}
        self.papers = {str(each.public_id): each for each in papers}
        self.fields["item"].choices = [(key, f"{each.number}. {each.title}") for key, each in self.items.items()]
        self.fields["replaces"].choices = [(key, pack.paper_words(each)) for key, each in self.papers.items()]

    def facts(self) -> agenda.PaperFacts:
        said = self.cleaned_data
        replaces = self.papers.get(said["replaces"])
        item = replaces.item if replaces else self.items.get(said["item"])
        file = said["file"]
        return agenda.PaperFacts(
            said["title"], said["classification"], file, file.name, file.content_type or "", item, replaces
        )
