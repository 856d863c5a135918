"""Groups of an area: which there are, by which terms they meet, who belongs to them; and the meetings that one reads."""

from datetime import date

from django.utils import timezone
from django.views.generic import TemplateView

from breakwater.foundation import audit
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission, may

from ...arrangements.lookup import year_of
from ...common import other_areas
from .. import codes, lookup, pack
from ..forms import groups as groups_forms
from ..forms import meetings as meetings_forms
from ..operations import groups, meetings

AT, YEARS_BACK = "boards/", 6
ONE = f"{AT}<str:public_id>/"
READ, KEEP = Permission.PARTNERSHIP_READ, Permission.PARTNERSHIP_KEEP
WORDS_STAY = "of a board's own record: it goes to those with a seat and no further"


class Groups(SubjectView, TemplateView):
    """Every group that meets for one's area, and the meetings to come that one reads."""

    http_method_names = ("get", "head")
    route, name, template_name = AT, "groups", "assurance/boards/groups.html"
    permission, permission_of = READ, ""

    def get_context_data(self, **more):
        self.coming = list(lookup.coming(self.at)[:12])
        return super().get_context_data(
            **more,
            groups=[(each, codes.KINDS[each.kind].title) for each in lookup.groups_of(self.request.post.team.area)],
            coming=[(each, pack.time_of(each)) for each in self.coming],
            keeps=may(self.request.actor, KEEP),
        )

    def record_sight(self):
        audit.saw("board_meeting", *(each.pk for each in self.coming))


class AttendanceByAgency(SubjectView, TemplateView):
    """How often each agency was at the meetings of a year from April, of groups that are not restricted."""

    http_method_names = ("get", "head")
    route, name, template_name = f"{AT}attendance/", "board_attendance", "assurance/boards/attendance.html"
    permission, permission_of = READ, ""

    def get_context_data(self, **more):
        now, asked = year_of(timezone.localdate(self.at)), self.request.GET.get("year", "")
        years = list(range(now, now - YEARS_BACK, -1))
        year = int(asked) if asked.isdecimal() and int(asked) in years else now
        days = date(year, 4, 1), date(year + 1, 3, 31)
        rows = lookup.attendance_between(self.request.post.team.area, *days)
        return super().get_context_data(**more, year=year, years=years, rows=rows)


class SetUp(OperationView):
    """Set up a group."""

    route, name, template_name = f"{AT}new/", "group_new", "design/step.html"
    permission, permission_of, words_stay = KEEP, "", WORDS_STAY
    form_class, success_message = groups_forms.GroupForm, "Set up. Now add its members"
    leads_to = ("assurance:group", "result.public_id")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"areas": other_areas(self.request.actor.area_id_acting)}

    def operate(self, form):
        return groups.set_up(form.facts(), key=form.cleaned_data["idempotency"], **self.acting)

    def get_context_data(self, **more):
        shown = {"heading": "Set up a group", "button": "Save", "lead": "", "kind": ""}
        return super().get_context_data(**shown | {"back": self.address_of("assurance:groups")} | more)


class OfGroup(SubjectView):
    subjects, context_object_name, audited_as = lookup.GROUPS, "group", "board_group"
    asks_first = True
    leads_to = ("assurance:group", "subject.public_id")


def is_open(group) -> bool:
    return group.closed_on is None


class GroupStep(OfGroup, StepView):
    steps_at, steps_named, permission, words_stay = ONE, "group", KEEP, WORDS_STAY
    success_message, button, when = "Saved", "Save", staticmethod(is_open)


class Terms(GroupStep):
    route, name, heading = f"{ONE}terms/", "group_terms", "Set the terms of reference"
    form_class, operation = groups_forms.TermsForm, staticmethod(groups.set_terms)

    def get_initial(self):
        now = lookup.terms_on(self.subject, timezone.localdate(self.at))
        names = ("quorum_members", "quorum_partners", "meetings_a_year", "papers_days", "minutes_days", "text")
        return {name: getattr(now, name) for name in names} if now else {}


class Join(GroupStep):
    route, name, heading = f"{ONE}join/", "group_join", "Add a member"
    form_class, success_message = groups_forms.JoinForm, "Added"

    def operate(self, form):
        said = form.cleaned_data
        return groups.join(self.subject, form.facts(), said["from_on"], key=said["idempotency"], **self.acting)


class Arrange(GroupStep):
    route, name, heading = f"{ONE}arrange/", "group_arrange", "Arrange a meeting"
    form_class, operation = meetings_forms.ArrangeForm, staticmethod(meetings.arrange)
    success_message = "Arranged, with a seat for each member"

    def get_success_url(self):
        made = getattr(self, "result", None)
        return self.address_of("assurance:meeting", "result.public_id") if made else super().get_success_url()


STEPS = (Arrange, Join, Terms, GroupStep.of("close", "Close the group", groups_forms.CloseForm, groups.close))


class Leave(OperationView):
    """Somebody leaves a group."""

    route, name, template_name = f"{AT}members/<str:public_id>/leave/", "member_leave", "design/step.html"
    subjects, permission, permission_of = lookup.MEMBERS, KEEP, "subject.group"
    asks_first, words_stay, audited_as = True, WORDS_STAY, "board_member"
    form_class, operation = groups_forms.LeaveForm, staticmethod(groups.leave)
    success_message, leads_to = (
        "Saved. Their seats at its meetings have ended",
        ("assurance:group", "subject.group.public_id"),
    )

    def get_context_data(self, **more):
        shown = {
            "heading": "End a membership",
            "button": "Save",
            "lead": "",
            "kind": "",
            "whose_record": self.subject.name,
        }
        return super().get_context_data(**shown | {"back": self.get_success_url()} | more)


class GroupPage(OfGroup, SubjectPage):
    """A group: its terms, its members, the meetings of it that one reads."""

    route, name, template_name, permission, permission_of = ONE, "group", "assurance/boards/group.html", READ, ""

    def get_context_data(self, **more):
        today = timezone.localdate(self.at)
        self.meetings = list(lookup.meetings_of(self.subject)[:24])
        return super().get_context_data(
            **more,
            kind=codes.KINDS[self.subject.kind],
            terms=lookup.terms_on(self.subject, today),
            members=lookup.members_on(self.subject, today),
            others=[each.area.name for each in self.subject.others.select_related("area")],
            meetings=[(each, pack.time_of(each)) for each in self.meetings],
            offered=offered(STEPS, self.subject, "assurance", self.request.actor),
            keeps=may(self.request.actor, KEEP, self.subject),
        )

    def record_sight(self):
        super().record_sight()
        audit.saw("board_meeting", *(each.pk for each in self.meetings))


class YourMeetings(ListPage):
    """Every meeting that one reads, the last first."""

    route, name, template_name = f"{AT}meetings/", "meetings", "assurance/boards/meetings.html"
    permission, audited_as = READ, "board_meeting"

    def get_queryset(self):
        return lookup.MEETINGS.order_by("-starts_at", "-pk")

    def rows_of(self, page):
        return [(each, pack.time_of(each)) for each in super().rows_of(page)]


VIEWS = (Groups, SetUp, YourMeetings, AttendanceByAgency, *STEPS, Leave, GroupPage)
