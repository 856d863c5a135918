"""The report of harm between children as it is printed for the day when the service cannot be reached."""

from datetime import datetime

from breakwater.foundation.design.blank_forms import BLANK_FORMS, BlankForm, Part, asked_in
from breakwater.partnership.organisations.models import Area

from .reports.forms import ReportForm, TriageForm


@BLANK_FORMS.register("report-of-harm-between-children")
def report(area: Area, at: datetime) -> BlankForm:
    """What a member of staff saw, heard and did."""
    return BlankForm(
        title="Report of harm between children",
        about="For staff of a school or college. Give it to the designated safeguarding lead today, in their hand. "
        "Do not look for images, copy or describe them.",
        parts=[
            Part("Now", asked_in(TriageForm.base_fields)),
            Part("What you report", asked_in(ReportForm.base_fields)),
        ],
        room="child_on_child",
        entered="Whoever reported types it in under Report harm between children; “When did it happen?” takes the day and time written here.",
    )
