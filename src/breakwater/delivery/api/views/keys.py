"""Connected systems: ask for a key, approve it, make it, end it, and see what was delivered."""

from django.shortcuts import render

from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission as P
from breakwater.partnership.organisations.access import may

from .. import keys, webhooks
from ..forms import KeyForm
from ..models import ApiKey, Delivery


class Systems(ListPage):
    """The systems of one's own team; for who approves them, those of the area."""

    route, name, template_name = "systems/", "systems", "api/systems.html"
    permission, may_be_taken_away = P.SYSTEMS_SEE, False

    def get_queryset(self):
        team = self.request.post.team
        return keys.keys_in(team.area) if may(self.request.actor, P.SYSTEM_APPROVE) else keys.keys_of(team)

    def get_context_data(self, **more):
        return super().get_context_data(may_ask=may(self.request.actor, P.SYSTEM_CONNECT), **more)


class Connect(OperationView):
    route, name, template_name = "systems/new/", "connect", "api/connect.html"
    permission, permission_of, form_class = P.SYSTEM_CONNECT, "", KeyForm
    operation = staticmethod(keys.ask)
    leads_to = "api:system", "result.public_id"
    success_message = "Asked for. The partnership's business manager has been told"
    words_stay = "it names a system and what it is for; no child stands in it"


class _OfKey:
    model, related = ApiKey, keys.RELATED
    context_object_name = audited_as = "api_key"


class SystemPage(_OfKey, SubjectPage):
    """One system: what it may do, whether it is used, and the last deliveries."""

    route, name, template_name = "systems/<str:public_id>/", "system", "api/system.html"
    permission = P.SYSTEMS_SEE

    def get_context_data(self, **more):
        actor, key = self.request.actor, self.subject
        hook = webhooks.webhook_of(key)
        return super().get_context_data(
            may_approve=key.state == "Waiting for approval" and may(actor, P.SYSTEM_APPROVE, key),
            may_make=key.state == "Approved: make the key" and may(actor, P.SYSTEM_CONNECT, key),
            may_end=key.ended_at is None,
            may_resend=may(actor, P.SYSTEM_CONNECT, key),
            hook=hook,
            deliveries=webhooks.last_deliveries(hook) if hook else [],
            **more,
        )


class _Button(_OfKey, ButtonView):
    leads_to = "api:system", "subject.public_id"
    words_stay = "nothing is typed"


class Approve(_Button):
    route, name, permission = "systems/<str:public_id>/approve/", "approve", P.SYSTEM_APPROVE
    operation = staticmethod(keys.approve)
    success_message = "Approved. The organisation's lead can make the key"


class Make(_Button):
    """The key is drawn in the answer itself: no address leads to it, and nothing keeps it."""

    route, name, permission = "systems/<str:public_id>/make/", "make", P.SYSTEM_CONNECT
    operation = staticmethod(keys.make)

    def done(self, words):
        return render(self.request, "api/made.html", {"shown": self.result})


class End(_Button):
    route, name, permission = "systems/<str:public_id>/end/", "end", P.SYSTEMS_SEE
    operation = staticmethod(keys.end)
    success_message = "The key has ended. The system can do nothing any more"


class Resend(ButtonView):
    route, name = "systems/deliveries/<str:public_id>/resend/", "resend"
    model, related, permission = Delivery, ("webhook__api_key", "team", "area"), P.SYSTEM_CONNECT
    operation = staticmethod(webhooks.resend)
    leads_to = "api:system", "subject.webhook.api_key.public_id"
    success_message = "It is sent again"
    words_stay = "nothing is typed"


VIEWS = [Systems, Connect, Resend, SystemPage, Approve, Make, End]
