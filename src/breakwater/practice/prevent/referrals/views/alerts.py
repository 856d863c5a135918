"""The alert as the Prevent team reads it; the message as the one person reads it."""

from django.http import Http404

from breakwater.casework.cases.registry import named_by
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission

from ...models import Alert
from ..forms import MessageForm
from ..operations import alerts, referring

ALERT = "specialist-route/alerts/<str:public_id>/"


class OfAlert(SubjectView):
    model, related, context_object_name = Alert, ("referral__form",), "alert"
    permission, permission_of, asks_first = Permission.SPECIALIST_WORK, "", True


class TellOne(OfAlert, OperationView):
    """What was opened, by when somebody decides, and who: tell one of them the minimum."""

    route, name, template_name = ALERT, "alert", "prevent/alert.html"
    form_class, operation = MessageForm, staticmethod(alerts.tell)
    success_message, leads_to = "Sent to them alone", ("prevent:referral", "subject.referral.public_id")
    words_stay = "it goes to one person, who alone reads it"

    def find_subject(self):
        found = super().find_subject()
        self.facts = alerts.facts_of(found)
        if self.facts is None:
            raise Http404
        return found

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": self.facts.people, "reach": alerts.reach_of(self.request.actor)}

    def get_context_data(self, **more):
        messages = list(self.subject.messages.select_related("to_user", "from_user").order_by("sent_at"))
        called = referring.called(self.subject.referral)
        return super().get_context_data(**more, facts=self.facts, sent=messages, called=called)


class SettleAlert(OfAlert, ButtonView):
    """Nobody needs to be told."""

    route, name = f"{ALERT}settle/", "alert_settle"
    operation = staticmethod(alerts.settle)
    leads_to = "prevent:referral", "subject.referral.public_id"
    success_message = "Nobody was told"


class OfMessage(SubjectView):
    """A message, for the one person it is to."""

    permission, permission_of, asks_first = Permission.TASK_DO, "", True
    context_object_name, audited_as = "message", "specialist_message"

    def find_subject(self):
        self.subjects = alerts.messages_to(self.request.actor.membership.user_id)
        return super().find_subject()


class OneMessage(OfMessage, SubjectPage):
    """What it says, who says it and how to reach them, and the case that it is about."""

    route, name, template_name = "messages-for-you/<str:public_id>/", "message", "prevent/message.html"

    def get_context_data(self, **more):
        alerts.read(self.subject, by=self.request.actor, at=self.at)
        about = named_by(self.subject.case_reference, self.request.actor)
        return super().get_context_data(**more, about=about)


class AcknowledgeMessage(OfMessage, ButtonView):
    """They have read it."""

    route, name = "messages-for-you/<str:public_id>/read/", "message_read"
    operation = staticmethod(alerts.acknowledge)
    success_message = "Whoever sent it sees that you have read it"
    leads_to = "prevent:message", "subject.public_id"


class MessageIsDone(OfMessage, ButtonView):
    """They have done what it says."""

    route, name = "messages-for-you/<str:public_id>/done/", "message_done"
    operation = staticmethod(alerts.do)
    success_message = "Whoever sent it sees that it is done"
    leads_to = "prevent:message", "subject.public_id"


VIEWS = (TellOne, SettleAlert, OneMessage, AcknowledgeMessage, MessageIsDone)
