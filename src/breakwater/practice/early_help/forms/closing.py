"""What a person may type when an episode ends."""

from breakwater.foundation.design.fields import Form, RadiosField, TextareaField

from ..models import Closing

CODE = Closing.Code
# What each way of ending asks for besides: its field, the question, a hint, and what is said where it is left out.
DETAILS = {
    CODE.NO_CONTACT: ("attempts", "When did you try to reach them, and how?", "At least three days, in two different ways. Say that the network knows.",
                      "Write when and how you tried to reach them"),
    CODE.STEPPED_UP: ("contact", "Which contact took it on?", "Its reference.", "Enter the reference of the contact"),
    CODE.MOVED: ("moved", "Where have they gone, and was the help offered on?", "The area, and whom you told there.",
                 "Write where they have gone, and whom you told there"),
    CODE.IN_ERROR: ("other", "Which record is the right one?", "Its reference, or why it was opened.", "Enter which record is the right one"),
    CODE.NO_LEAD: ("escalated", "Who was asked to lead, and who decided to end it?", "Name the early help manager who decided.",
                   "Write who was asked, and who decided"),
}  # fmt: skip


class CloseForm(Form):
    """Why it ends and what was achieved."""

    code = RadiosField(
        label="Why does it end?",
        choices=CODE,
        options={"C1": "Each goal says first what became of it.", "C5": "Passing it to another lead is no end: ask them to lead."},
        reveals={
            CODE.WITHDRAWN.value: ["risk"],
            CODE.MET.value: ["family_view"],
            **{code.value: [name] for code, (name, *_) in DETAILS.items()},
        },
        missing="Choose why it ends",
    )  # fmt: skip
    family_view = TextareaField(
        label="What does the family say about it?", missing="Write what the family says", rows=3
    )
    risk = TextareaField(
        label="Is a child at risk without this help?", hint="If so, bring them to the front door first. Write what you think and whom you asked.",
        missing="Write what it means for the children", rows=3,
    )  # fmt: skip
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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label, hint, missing in DETAILS.values():
            self.fields[name] = TextareaField(label=label, hint=hint, missing=missing, rows=3, max_length=5_000)

    def facts(self) -> dict:
        """What the operation takes."""
        said = self.cleaned_data
        names = ("code", "words", "helped", "support", "who_notices", "family_view", "risk")
        name = DETAILS.get(said["code"], ("",))[0]
        details = said[name] if name else ""
        facts = {each: said[each] for each in names} | {"details": details}
        if said["code"] in (CODE.NO_CONTACT, CODE.NO_LEAD):
            facts["risk"] = details
        return facts
