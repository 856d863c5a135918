"""One meeting: its agenda, papers, who is there, what was decided; and each thing that is recorded of it."""

from django.utils import timezone

from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import may

from .. import lookup, pack, rules
from ..forms import agenda as agenda_forms
from ..forms import groups as groups_forms
from ..forms import meetings as meetings_forms
from ..forms import record as record_forms
from ..operations import agenda, meetings, record
from .groups import KEEP, READ, WORDS_STAY

ONE = "boards/meetings/<str:public_id>/"


class OfMeeting(SubjectView):
    subjects, context_object_name, audited_as = lookup.MEETINGS, "meeting", "board_meeting"
    asks_first = True
    leads_to = ("assurance:meeting", "subject.public_id")


def is_planned(meeting) -> bool:
    return meeting.is_planned


def is_recorded(meeting) -> bool:
    """Whether its record may still be written."""
    return (meeting.is_planned or meeting.is_held) and not lookup.approved_minutes(meeting)


def has_begun(meeting) -> bool:
    """Whether it may be recorded what came of it."""
    return is_recorded(meeting) and meeting.starts_at <= timezone.now()


def is_to_minute(meeting) -> bool:
    return meeting.is_held and not lookup.approved_minutes(meeting)


def may_be_approved(meeting) -> bool:
    return is_to_minute(meeting) and meeting.minutes.exists() and bool(lookup.held_after(meeting))


class MeetingStep(OfMeeting, StepView):
    steps_at, steps_named, permission, words_stay = ONE, "meeting", KEEP, WORDS_STAY
    success_message, button, when = "Saved", "Save", staticmethod(is_planned)

    def get_context_data(self, **more):
        return super().get_context_data(**{"whose_record": pack.called(self.subject)} | more)


class WithItems(MeetingStep):
    """A form that names an item of the meeting."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"items": lookup.items_of(self.subject)}


class AddPaper(WithItems):
    route, name, heading = f"{ONE}paper/", "meeting_paper", "Add a paper"
    form_class, operation, when = agenda_forms.PaperForm, staticmethod(agenda.add_paper), staticmethod(is_planned)
    template_name = "assurance/boards/paper.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"papers": lookup.papers_of(self.subject)}


class Attendance(MeetingStep):
    route, name, heading = f"{ONE}attendance/", "meeting_attendance", "Record who attended"
    form_class, operation, when = (
        meetings_forms.AttendanceForm,
        staticmethod(meetings.record_attendance),
        staticmethod(has_begun),
    )

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"seats": lookup.seats_of(self.subject)}

    def get_initial(self):
        return {"revision": self.subject.revision}


class Move(MeetingStep):
    route, name, heading = f"{ONE}move/", "meeting_move", "Change the time or place"
    form_class, operation = meetings_forms.MoveForm, staticmethod(meetings.move)

    def get_initial(self):
        return meetings_forms.MoveForm.initial_of(self.subject)


class Decide(WithItems):
    route, name, heading = f"{ONE}decide/", "meeting_decide", "Record a decision"
    form_class, operation, when = record_forms.DecisionForm, staticmethod(record.decide), staticmethod(has_begun)

    def get_form_kwargs(self):
        def find(number):
            return lookup.DECISIONS.filter(area=self.subject.area_id, number=number).first()

        return super().get_form_kwargs() | {"find": find}


class MinutesStep(MeetingStep):
    """Minutes as they are written: whoever left for an item reads nothing here of what others wrote."""

    def answer_instead(self):
        kept = lookup.is_kept_from_minutes(self.subject, self.request.actor.membership.user)
        return (
            self.refused(record.LeftForAnItem.words)
            if kept and self.request.method != "POST"
            else super().answer_instead()
        )


class Draft(MinutesStep):
    route, name, heading = f"{ONE}minutes/", "meeting_minutes", "Draft the minutes"
    form_class, operation, when = (
        meetings_forms.MinutesForm,
        staticmethod(record.draft_minutes),
        staticmethod(is_to_minute),
    )

    def get_initial(self):
        versions = lookup.minutes_of(self.subject)
        left = lookup.left_by(lookup.items_of(self.subject), self.request.actor.membership.user)
        return {"text": versions[0].text if versions else pack.first_draft(self.subject, left)}


class Approve(MinutesStep):
    route, name, heading = f"{ONE}approve/", "meeting_approve", "Record that the minutes were approved"
    form_class, operation, when = (
        meetings_forms.ApproveForm,
        staticmethod(record.approve_minutes),
        staticmethod(may_be_approved),
    )

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"later": lookup.held_after(self.subject)}

    def get_initial(self):
        versions = lookup.minutes_of(self.subject)
        return {"text": versions[0].text, "revision": versions[0].revision} if versions else {}


STEPS = (
    MeetingStep.of("item", "Add an item", agenda_forms.ItemForm, agenda.add_item),
    AddPaper,
    MeetingStep.of("seat", "Add somebody to this meeting", groups_forms.SeatForm, meetings.add_seat),
    Move,
    Attendance,
    Decide,
    WithItems.of("challenge", "Record a challenge", record_forms.ChallengeForm, record.challenge, when=has_begun),
    Draft,
    Approve,
    MeetingStep.of(
        "hand-over", "Hand over the record", meetings_forms.HandOverForm, meetings.hand_over, when=lambda meeting: True
    ),
)


class Issue(OfMeeting, ButtonView):
    """Agenda and papers go out."""

    route, name, operation = f"{ONE}issue/", "meeting_issue", staticmethod(meetings.issue)
    permission, words_stay, success_message = KEEP, WORDS_STAY, "Sent. Everyone with an account is told"


class Hold(OfMeeting, ButtonView):
    """It was held."""

    route, name, operation = f"{ONE}hold/", "meeting_hold", staticmethod(meetings.hold)
    permission, words_stay, success_message = KEEP, WORDS_STAY, "Recorded as held"


class Cancel(OfMeeting, ButtonView):
    """It is not held."""

    route, name, operation = f"{ONE}cancel/", "meeting_cancel", staticmethod(meetings.cancel)
    permission, words_stay, success_message = KEEP, WORDS_STAY, "Cancelled. Everyone with an account is told"


class WithdrawPaper(StepView):
    """Nobody reads a paper any more."""

    route, name, heading = "boards/papers/<str:public_id>/withdraw/", "paper_withdraw", "Withdraw a paper"
    subjects, asks_first, permission, permission_of = lookup.PAPERS, True, KEEP, "subject.meeting"
    audited_as, words_stay, success_message, button = "board_paper", WORDS_STAY, "Withdrawn", "Withdraw"
    form_class, operation = agenda_forms.WithdrawForm, staticmethod(agenda.withdraw_paper)
    leads_to = ("assurance:meeting", "subject.meeting.public_id")
    lead = "Every version of it is hidden from everybody. Who opened it meanwhile is in the audit."

    def get_context_data(self, **more):
        return super().get_context_data(**{"whose_record": pack.paper_words(self.subject)} | more)


class EndSeat(ButtonView):
    """Somebody has no seat at a meeting any more, and reads it no more by it."""

    route, name, operation = "boards/seats/<str:public_id>/end/", "seat_end", staticmethod(meetings.end_seat)
    subjects, asks_first, permission, permission_of = lookup.SEATS, True, KEEP, "subject.meeting"
    audited_as, words_stay, success_message = "board_meeting_seat", WORDS_STAY, "Seat ended"
    leads_to = ("assurance:meeting", "subject.meeting.public_id")


class MeetingPage(OfMeeting, SubjectPage):
    """A meeting, with all that its reader may read of it."""

    route, name, template_name, permission, permission_of = ONE, "meeting", "assurance/boards/meeting.html", READ, ""

    def get_context_data(self, **more):
        meeting, today = self.subject, timezone.localdate(self.at)
        seats, self.papers = lookup.seats_of(meeting), lookup.papers_of(meeting)
        versions, items = lookup.minutes_of(meeting), lookup.items_of(meeting)
        decisions = lookup.decisions_of(meeting)
        is_attended = any(each.attendance != "EXPECTED" for each in seats)
        return super().get_context_data(
            **more,
            called=pack.called(meeting),
            time=pack.time_of(meeting),
            due=[(words, by, done, by < today) for words, by, done in pack.due_words(meeting)],
            items=items,
            held_back=pack.held_back(meeting, items, self.request.actor.membership.user),
            papers=[(each, pack.paper_words(each), self._is_late(each)) for each in self.papers],
            withdrawn=[(each, pack.paper_words(each)) for each in lookup.withdrawn_from(meeting)],
            seats=seats,
            quorum=rules.quorum(seats, meeting.terms) if is_attended else None,
            decisions=decisions,
            challenges=lookup.challenges_of(meeting),
            versions=[(each, pack.standing(each)) for each in versions],
            actions=lookup.actions_of(decisions),
            offered=offered(STEPS, meeting, "assurance", self.request.actor),
            keeps=may(self.request.actor, KEEP, meeting),
            is_open=is_recorded(meeting),
            has_begun=meeting.starts_at <= self.at,
            today=today,
        )

    def _is_late(self, paper) -> bool:
        issued = self.subject.papers_issued_at
        return issued is not None and paper.at > issued

    def record_sight(self):
        super().record_sight()
        audit.saw("board_paper", *(each.pk for each in self.papers))


VIEWS = (*STEPS, Issue, Hold, Cancel, WithdrawPaper, EndSeat, MeetingPage)
