"""The forms of the front door that are printed for the day when the service cannot be reached: a contact, a call, a strategy discussion."""

from datetime import UTC, datetime

from breakwater.casework.recording import on_paper
from breakwater.casework.recording.operations import current_form
from breakwater.foundation.design.blank_forms import BLANK_FORMS, Asked, BlankForm, Part, asked_in
from breakwater.partnership.organisations.models import Area

from .calls.forms import CallLogForm
from .calls.people_of_call import AT_FIRST, row_fields
from .contact_form.operations.sending import PROFESSIONAL_FORM
from .strategy_discussions.forms import ActionForm, CallForm, RecordForm, SaidForm

EVER = datetime(1, 1, 2, tzinfo=UTC)
ACTIONS = 4
AT_THE_TABLE = 6
NOT_ON_PAPER = ("told_on", "told_time", "paper_by")  # asked on the head of every paper
WHO = (
    Asked("Name of the child", needed=True),
    Asked("Date of birth", shape="date"),
    Asked("Reference of the contact, if there is one"),
)
WHO_IS_THERE = (Asked("Name, job and agency", needed=True),)


@BLANK_FORMS.register("contact")
def contact(area: Area, at: datetime) -> BlankForm:
    """The contact form as it stands in the area, question by question."""
    form = current_form(PROFESSIONAL_FORM, area=area, at=at)
    return BlankForm(
        title=form.title,
        about=f"{form.about} If a child is in danger now, call 999 first. Then call the MASH: paper reaches nobody by itself.",
        parts=on_paper.parts_of(form),
        entered="The MASH types it in under Make a contact, Record a call, with the day and time above and who took it: "
        "the working day for a decision has run since then.",
    )


@BLANK_FORMS.register("telephone-note")
def telephone_note(area: Area, at: datetime) -> BlankForm:
    """A call to the MASH, on a page or two."""
    return BlankForm(
        title="Telephone note",
        about="One note for each call to the MASH. Read back to the caller what you wrote, and tell them that it is on paper for now.",
        parts=[
            Part("The call", asked_in(CallLogForm.base_fields, without=NOT_ON_PAPER)),
            Part("A person the caller names", asked_in(row_fields()), times=AT_FIRST),
        ],
        entered="Type it in under Make a contact, Record a call, They called earlier than now, with the time of the call and who took it.",
    )


@BLANK_FORMS.register("strategy-discussion")
def strategy_discussion(area: Area, at: datetime) -> BlankForm:
    """A strategy discussion: why, who was there, what each agency knows, what was decided."""
    called = CallForm(earliest=EVER, latest={True: at, False: at})
    accounts = [name for name in called.fields if name.startswith("mail_")]
    return BlankForm(
        title="Strategy discussion",
        about="Held when significant harm is suspected. Children’s social care, the police and health are there.",
        parts=[
            Part("The child and the call", [*WHO, *asked_in(called.fields, without=accounts)]),
            Part("At the table", [*WHO_IS_THERE, *asked_in(SaidForm.base_fields)], times=AT_THE_TABLE),
            Part("What was decided", asked_in(RecordForm.base_fields, without=("on", "time"))),
            Part("What must be done", asked_in(ActionForm.base_fields), times=ACTIONS),
        ],
        entered="Type it in on the child’s contact, Arrange a strategy discussion, with the day and time of the discussion, and why it is written later.",
    )
