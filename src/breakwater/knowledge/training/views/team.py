"""A delegate manager's team: colleagues who never sign in, their bookings, and booking for them."""

from typing import ClassVar

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import SubjectView
from breakwater.partnership.organisations.access import Permission

from .. import codes, forms, lookup
from ..models import Delegate
from ..operations import delegates
from .booking import Asks

P = Permission
ONE = "training/team/<str:public_id>/"


class Team(ListPage):
    """Everybody of the team with the bookings to come."""

    route, name, template_name = "training/team/", "team", "training/team.html"
    permission = P.TRAINING_BOOK_FOR
    model = Delegate
    audited_as = "training_record"

    def get_queryset(self):
        return lookup.colleagues(self.request.post, london_date(self.at))

    def rows_of(self, page):
        return [
            (each, codes.in_words(each.jobs[0].staff_groups) if each.jobs else "") for each in super().rows_of(page)
        ]

    def get_context_data(self, **more):
        return super().get_context_data(ours=self.request.post.team.organisation, **more)


class AsksOfColleague(Asks):
    """The groups of staff that a colleague may be in are those of such an organisation."""

    form_class = forms.ColleagueForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"sector": self.request.post.team.organisation.kind}


class AddColleague(AsksOfColleague):
    route, name = "training/team/new/", "colleague_new"
    permission, permission_of = P.TRAINING_BOOK_FOR, ""
    heading, button = "Add a colleague", "Add colleague"
    success_message = "Added to your team"
    leads_to = ("training:team",)

    def operate(self, form):
        return delegates.add_colleague(form.facts(), **self.acting)


class OfColleague(SubjectView):
    model = Delegate
    permission = P.TRAINING_BOOK_FOR
    context_object_name, audited_as = "delegate", "training_record"
    leads_to: ClassVar = ("training:team",)


class ChangeColleague(OfColleague, AsksOfColleague):
    route, name, template_name = ONE, "colleague", "training/colleague.html"
    operation = staticmethod(delegates.change_colleague)
    heading, button = "Change a colleague’s details", "Save"
    success_message = "Saved"

    def get_initial(self):
        audit.saw("training_record", self.subject.pk)
        job = self.subject.employments.filter(team=self.request.post.team, ends_on=None).first()
        said = {
            name: getattr(self.subject, name) for name in ("name", "email", "needs", "manager_email", "finance_email")
        }
        return said | ({"job_title": job.job_title, "staff_groups": job.staff_groups} if job else {})


class Leaves(OfColleague, Asks):
    route, name = f"{ONE}leave/", "colleague_leaves"
    form_class, template_name = forms.LeaveForm, "training/leaves.html"
    operation = staticmethod(delegates.leaves)
    heading, button, kind = "A colleague leaves", "Save the last day", "warning"
    lead = "Their training record stays theirs. Your team reads it until their last day."
    success_message = "Saved. Bookings stay until you cancel them"

    def get_context_data(self, **more):
        """Their bookings to come, while the team may still cancel each, or send somebody else."""
        return super().get_context_data(bookings=lookup.bookings_to_come(self.subject, self.at), **more)


VIEWS = (Team, AddColleague, ChangeColleague, Leaves)
