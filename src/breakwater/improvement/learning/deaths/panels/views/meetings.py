"""Meetings of the panel: arranged, seated, filled with deaths, held; and the pack."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.generic import View

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.fields import Form
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission

from .. import codes, forms, lookup, pack
from ..operations import meetings, papers

AT = "child-death-panel/"
ONE = f"{AT}meetings/<str:public_id>/"
WORK = Permission.DEATH_WORK
WORDS_STAY = "a compartment of its own: it goes to the child death review team and no further"


class Panels(ListPage):
    """The meetings of the team's panel, the next before the last."""

    route, name, template_name = AT, "panels", "learning/deaths/panels.html"
    permission, audited_as = WORK, "death_panel"

    def get_queryset(self):
        return lookup.MEETINGS.prefetch_related("cases").order_by("-on", "-pk")

    def rows_of(self, page):
        rows = super().rows_of(page)
        called = pack.names_of(rows)
        return [(each, called[each.pk], sum(not one.withdrawn_at for one in each.cases.all())) for each in rows]

    def get_context_data(self, **more):
        team = self.request.post.team
        return super().get_context_data(waiting=lookup.waiting(team), report_due=lookup.report_due(team), **more)


class Arrange(OperationView):
    """Arrange a meeting."""

    route, name, template_name = f"{AT}meetings/new/", "panel_arrange", "design/step.html"
    permission, permission_of, words_stay = WORK, "", WORDS_STAY
    form_class, operation = forms.MeetingForm, staticmethod(meetings.arrange)
    success_message, leads_to = "Arranged", ("learning:panel_meeting", "result.public_id")

    def operate(self, form):
        return self.operation(form.facts(), key=form.cleaned_data["idempotency"], **self.acting)

    def get_context_data(self, **more):
        shown = {"heading": "Arrange a panel meeting", "button": "Arrange it", "lead": "", "kind": ""}
        return super().get_context_data(**shown | {"back": self.address_of("learning:panels")} | more)


class OfMeeting(SubjectView):
    subjects, context_object_name, audited_as = lookup.MEETINGS, "meeting", "death_panel"
    permission, asks_first = WORK, True
    leads_to = ("learning:panel_meeting", "subject.public_id")


def planned(meeting) -> bool:
    return meeting.is_planned


class MeetingStep(OfMeeting, StepView):
    steps_at, steps_named, words_stay = ONE, "panel", WORDS_STAY
    success_message, button, when = "Saved", "Save", staticmethod(planned)

    def get_context_data(self, **more):
        return super().get_context_data(**{"whose_record": pack.called(self.subject)} | more)


class ListDeaths(MeetingStep):
    route, name, heading = f"{ONE}list/", "panel_list", "List deaths"
    form_class, operation, success_message = forms.ListForm, staticmethod(meetings.list_deaths), "Listed"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"deaths": lookup.to_list(self.subject)}

    def record_sight(self):
        super().record_sight()
        audit.saw("child_death", *(each.pk for each in lookup.to_list(self.subject)))


class Attendance(MeetingStep):
    route, name, heading = f"{ONE}attendance/", "panel_attendance", "Record who came"
    form_class, operation = forms.AttendanceForm, staticmethod(meetings.record_attendance)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"seats": lookup.seats_of(self.subject)}

    def get_initial(self):
        return {"came": [each.public_id for each in lookup.seats_of(self.subject) if each.came]}


STEPS = (
    MeetingStep.of("seat", "Give somebody a seat", forms.SeatForm, meetings.seat),
    ListDeaths,
    Attendance,
    MeetingStep.of(
        "hold",
        "Record the meeting as held",
        forms.HoldForm,
        meetings.hold,
        lead="The papers of its cases are destroyed as you save. What the panel settled stays.",
        says="The meeting was held, and its papers are destroyed",
    ),
)


class CancelMeeting(OfMeeting, ButtonView):
    """It is not held: its cases wait for another."""

    route, name, operation = f"{ONE}cancel/", "panel_cancel", staticmethod(meetings.cancel)
    success_message = "Cancelled. Its cases wait for another meeting"


class MeetingPage(OfMeeting, SubjectPage):
    """A meeting: its cases, who sits there, what comes next."""

    route, name, template_name = ONE, "panel_meeting", "learning/deaths/panel.html"

    def get_context_data(self, **more):
        meeting = self.subject
        self.cases = lookup.cases_of(meeting)
        return super().get_context_data(
            **more,
            called=pack.called(meeting),
            cases=[(each, lookup.outcome_of(each)) for each in self.cases],
            categories=codes.CATEGORIES,
            seats=lookup.seats_of(meeting),
            seat_words=codes.SEATS,
            offered=offered(STEPS, meeting, "learning", self.request.actor),
            today=london_date(self.at),
        )

    def record_sight(self):
        super().record_sight()
        audit.saw("child_death", *(each.death_id for each in self.cases))


class Pack(OfMeeting, View):
    """The pack, as one archive under neutral names; refused with the place of every name that was found."""

    route, name, http_method_names = f"{ONE}panel-pack.zip", "panel_pack", ("get", "head")

    def get(self, request, **kwargs):
        form = Form({})
        form.is_valid()
        made = run(form, papers.pack_of, self.subject, **self.acting)
        if made is None:
            messages.error(request, " ".join(form.non_field_errors()))
            return redirect("learning:panel_meeting", self.subject.public_id)
        answer = HttpResponse(made, content_type="application/zip")
        answer["Content-Disposition"] = 'attachment; filename="panel-pack.zip"'
        return answer


VIEWS = (Panels, Arrange, *STEPS, CancelMeeting, Pack, MeetingPage)
