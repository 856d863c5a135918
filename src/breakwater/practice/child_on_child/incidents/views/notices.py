"""What one school told another of one pupil: read by both, acknowledged by the school it is for."""

from datetime import date

from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Team

from .. import forms, lookup, presented
from ..operations import notices, opening
from .pages import NOTICE, Asks

NOBODYS = Team()


class OfNotice(SubjectView):
    """`side` is whose page it is: the school that was told (`to_team`), the school that told (`team`), or whichever the actor is of."""

    subjects, context_object_name, audited_as = lookup.NOTICES, "notice", "school_notice"
    permission, leads_to = Permission.INCIDENT_WORK, ("child_on_child:notice", "subject.public_id")
    side = ""

    @property
    def is_told(self) -> bool:
        return self.request.actor.membership.team_id == self.subject.to_team_id

    def permission_subject(self):
        """The team whose page it is. What went to a school outside the service nobody receives here."""
        side = self.side or ("to_team" if self.is_told else "team")
        return getattr(self.subject, side) or NOBODYS


class NoticePage(OfNotice, SubjectPage):
    route, name, template_name = NOTICE, "notice", "child_on_child/notice.html"

    def get_context_data(self, **more):
        opened = (
            self.subject.opened.filter(team=self.request.actor.membership.team_id).first() if self.is_told else None
        )
        return super().get_context_data(
            **more,
            is_told=self.is_told,
            incident=presented.of_incident(self.subject),
            due_at=lookup.receipt_due(self.subject),
            opened=opened,
            child=None if self.is_told else self.subject.child,
        )


class Receive(OfNotice, ButtonView):
    route, name, side = f"{NOTICE}receive/", "receive_notice", "to_team"
    operation, success_message = (
        staticmethod(notices.receive),
        "Acknowledged. The other school can see that you have it",
    )


class RecordReceipt(OfNotice, Asks):
    route, name, side = f"{NOTICE}receipt/", "notice_receipt", "team"
    form_class, operation = forms.NoticeReceiptForm, staticmethod(notices.record_receipt)
    heading = "Record that the other school has it"


class OpenFromNotice(OfNotice, Asks):
    """What the other school told of the incident is in the boxes: it is not typed again."""

    route, name, side = f"{NOTICE}open/", "open_notice", "to_team"
    form_class, operation = forms.IncidentForm, staticmethod(opening.open_from_notice)
    heading, button = "Open your own incident", "Open incident"
    leads_to, refused_to = (
        ("child_on_child:incident", "result.public_id"),
        ("child_on_child:notice", "subject.public_id"),
    )

    def get_initial(self):
        told = self.subject.known
        coded = {name: told[name] for name in ("category", "place", "platform") if told.get(name)}
        on = {"happened_on": date.fromisoformat(told["happened_on"])} if told.get("happened_on") else {}
        return super().get_initial() | coded | on | {"more": [name for name, _ in forms.MORE if told.get(name)]}


VIEWS = (NoticePage, Receive, RecordReceipt, OpenFromNotice)
