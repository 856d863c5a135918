"""Opening a record of an earlier system again, which came in marked as restricted."""

from django.urls import reverse

from breakwater.casework.cases.case_view import QuestionView
from breakwater.casework.restricting.forms.restrictions import UnlockForm
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.people.intake.earlier import lookup
from breakwater.partnership.people.intake.earlier.operations import opening


class OpenEarlierRecord(QuestionView):
    """The mark no longer holds, or the person's own restriction closes the record."""

    route, name = "restricted/earlier-records/<str:public_id>/open/", "earlier_record_open"
    permission, asks_first = Permission.PERSON_RESTRICT, True
    permission_of = ""
    audited_as = "earlier_record"
    form_class = UnlockForm
    operation = staticmethod(opening.open_again)
    heading, button, kind = "Open a record of the earlier system again", "Open it", "warning"
    lead = (
        "The earlier system marked it as restricted. Opened, whoever reads the person here reads it too. "
        "The person’s own restriction, if there is one, goes on closing it."
    )
    success_message = "The record is open again"
    leads_to = ("casework:locks",)

    @property
    def subjects(self):
        return lookup.closed_records()

    def written_about(self):
        return (self.subject.person,)

    def back(self):
        return reverse("casework:locks")


OPERATIONS = (OpenEarlierRecord,)
