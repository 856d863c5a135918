"""What one school told another of one pupil: read by both, acknowledged by the school it is for."""

from datetime import date

from django.http import Http404, HttpResponse
from django.views.generic import View

from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Team

from ...models.incidents import Device
from .. import incident_forms, lookup, notice_forms, notice_lookup, presented, told
from ..operations import notices, opening
from .pages import NOTICE, Asks

NOBODYS = Team()


class OfNotice(SubjectView):
    """`side` is whose page it is: the school that was told (`to_team`), the school that told (`team`), or whichever the actor is of."""

    subjects, context_object_name, audited_as = notice_lookup.NOTICES, "notice", "school_notice"
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
        notice = self.subject
        ours = notice.belongs_to if self.is_told else None
        may_add = notice_lookup.may_be_added_to(notice) if self.is_told and ours is None else []
        return super().get_context_data(
            **more,
            is_told=self.is_told,
            incident=presented.of_incident(notice),
            new=presented.what_is_new(notice, notice_lookup.earlier_notice(notice)) if ours else [],
            due_at=lookup.receipt_due(notice),
            ours=ours,
            may_add=may_add,
            about=may_add[0] if may_add and notice_lookup.is_about(notice, may_add[0]) else None,
            has_paper=notice_lookup.has_paper(notice),
            others=told.others_of_same(notice, self.at) if self.is_told else [],
            newer=notice_lookup.newest_since(notice) if self.is_told else None,
            child=None if self.is_told else notice.child,
        )


class NoticePaper(OfNotice, View):
    """The plan that goes along with a move: of this pupil alone, as it was when the notice was sent."""

    route, name, http_method_names = f"{NOTICE}plan.pdf", "notice_paper", ("get", "head")

    def get(self, request, *args, **kwargs):
        content = notice_lookup.paper_of(self.subject)
        if not content:
            raise Http404
        self.record_sight()
        audit.did("read the plan that went with", "school_notice", self.subject.pk)
        headers = {"Content-Disposition": 'attachment; filename="assessment.pdf"', "Cache-Control": "no-store"}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


class Receive(OfNotice, ButtonView):
    route, name, side = f"{NOTICE}receive/", "receive_notice", "to_team"
    operation, success_message = (
        staticmethod(notices.receive),
        "Acknowledged. The other school can see that you have it",
    )


class RecordReceipt(OfNotice, Asks):
    route, name, side = f"{NOTICE}receipt/", "notice_receipt", "team"
    form_class, operation = notice_forms.NoticeReceiptForm, staticmethod(notices.record_receipt)
    heading = "Record that the other school has it"


class OpenFromNotice(OfNotice, Asks):
    """What the other school told of the incident is in the boxes: it is not typed again."""

    route, name, side = f"{NOTICE}open/", "open_notice", "to_team"
    form_class, operation = incident_forms.IncidentForm, staticmethod(opening.open_from_notice)
    heading, button = "Open your own incident", "Open incident"
    leads_to, refused_to = (
        ("child_on_child:incident", "result.public_id"),
        ("child_on_child:notice", "subject.public_id"),
    )

    def answer_instead(self):
        """A notice that belongs to an incident leads there."""
        self.result = self.subject.belongs_to
        return self.done("") if self.result else super().answer_instead()

    def get_initial(self):
        told = self.subject.known
        coded = {name: told[name] for name in ("category", "place", "platform") if told.get(name)}
        if device := told.get("device"):
            coded["device"] = Device.OTHER if device == Device.SCHOOL else device
        on = {"happened_on": date.fromisoformat(told["happened_on"])} if told.get("happened_on") else {}
        return (
            super().get_initial() | coded | on | {"more": [name for name, _ in incident_forms.MORE if told.get(name)]}
        )


class AddNotice(OpenFromNotice):
    """What was told is of an incident that the school has."""

    route, name = f"{NOTICE}add/", "add_notice"
    form_class, operation = notice_forms.AddNoticeForm, staticmethod(notices.add_to_incident)
    heading = button = "Add to an incident of yours"
    lead = "Its pupil becomes a child of that incident, if they are not one. The other school reads nothing of it."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "incidents": notice_lookup.may_be_added_to(self.subject),
            "notice": self.subject,
        }

    def get_initial(self):
        first = next(iter(notice_lookup.may_be_added_to(self.subject)), None)
        return {"incident": first.public_id} if first and notice_lookup.is_about(self.subject, first) else {}


VIEWS = (NoticePage, NoticePaper, Receive, RecordReceipt, OpenFromNotice, AddNotice)
