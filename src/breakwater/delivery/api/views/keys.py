"""Connected systems: ask for a key, approve it, make it, exchange it, end it, and see what was delivered."""

from django.shortcuts import render

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission as P
from breakwater.partnership.organisations.access import may

from .. import keys, webhooks
from ..forms import OFF, AnotherKeyForm, EndForm, HoldForm, KeyForm
from ..models import ApiKey, ConnectedSystem, Webhook

NO_CHILD = "it names a system and what it is for; no child stands in it"
ASKED = "Asked for. The partnership's business manager has been told"


class Systems(ListPage):
    """The systems of one's own team; for who approves them, those of the area."""

    route, name, template_name = "systems/", "systems", "api/systems.html"
    permission, may_be_taken_away = P.SYSTEMS_SEE, False

    def get_queryset(self):
        team = self.request.post.team
        return keys.systems_in(team.area) if may(self.request.actor, P.SYSTEM_APPROVE) else keys.systems_of(team)

    def get_context_data(self, **more):
        may_ask = may(self.request.actor, P.SYSTEM_CONNECT)
        return super().get_context_data(may_ask=may_ask, today=london_date(self.at), **more)


class Connect(OperationView):
    route, name, template_name = "systems/new/", "connect", "api/connect.html"
    permission, permission_of, form_class = P.SYSTEM_CONNECT, "", KeyForm
    operation = staticmethod(keys.ask)
    leads_to = "api:system", "result.system.public_id"
    success_message, words_stay = ASKED, NO_CHILD

    def get_context_data(self, **more):
        return super().get_context_data(**{"system": None} | more)


class _OfSystem:
    model, related = ConnectedSystem, keys.SYSTEM
    context_object_name, audited_as = "system", "api_system"


class AskAgain(_OfSystem, OperationView):
    """Another key of a system, before its own lapses or where it is to do more."""

    route, name, template_name = "systems/<str:public_id>/key/", "another", "api/connect.html"
    permission, form_class = P.SYSTEM_CONNECT, AnotherKeyForm
    operation = staticmethod(keys.ask)
    leads_to = "api:system", "subject.public_id"
    success_message, words_stay = ASKED, NO_CHILD

    def get_initial(self):
        newest = self.subject.newest
        return {"reason": newest.reason, "scopes": newest.allowed}


class SystemPage(_OfSystem, SubjectPage):
    """One system: its keys, what they may do and whether they are used, where it is told, and the last deliveries."""

    route, name, template_name = "systems/<str:public_id>/", "system", "api/system.html"
    permission = P.SYSTEMS_SEE

    def get_context_data(self, **more):
        actor, system = self.request.actor, self.subject
        hook = webhooks.webhook_of(system)
        return super().get_context_data(
            keys=keys.keys_of(system),
            today=london_date(self.at),
            may_approve=may(actor, P.SYSTEM_APPROVE, system),
            may_make=may(actor, P.SYSTEM_CONNECT, system),
            hook=hook,
            told_at=webhooks.host_of(hook) if hook else "",
            deliveries=webhooks.last_deliveries(hook) if hook else [],
            **more,
        )


class _OfKey:
    model, related = ApiKey, keys.RELATED
    permission_of = "subject.system"
    context_object_name = audited_as = "api_key"
    leads_to = "api:system", "subject.system.public_id"
    words_stay = NO_CHILD


class Approve(_OfKey, ButtonView):
    route, name, permission = "systems/keys/<str:public_id>/approve/", "approve", P.SYSTEM_APPROVE
    operation = staticmethod(keys.approve)
    success_message = "Approved. The organisation's lead can make the key"


class _Shows(_OfKey, ButtonView):
    """The key is drawn in the answer itself: no address leads to it, and nothing keeps it."""

    permission = P.SYSTEM_CONNECT

    def done(self, words):
        return render(self.request, "api/made.html", {"shown": self.result})


class Make(_Shows):
    route, name = "systems/keys/<str:public_id>/make/", "make"
    operation = staticmethod(keys.make)


class Exchange(_Shows):
    route, name = "systems/keys/<str:public_id>/exchange/", "exchange"
    operation = staticmethod(keys.exchange)


class End(_OfKey, OperationView):
    """Asked once more, because what a school sends stops at once."""

    route, name, permission = "systems/keys/<str:public_id>/end/", "end", P.SYSTEMS_SEE
    template_name, form_class = "api/end.html", EndForm
    operation = staticmethod(keys.end)
    success_message = "The key has ended. Whoever answers for the system has been told"


class Hold(_OfSystem, ButtonView):
    """Switch off, or on again, that a system is told of news."""

    route, name = "systems/webhooks/<str:public_id>/hold/", "hold"
    model, related = Webhook, ("system",)
    permission, permission_of, form_class = P.SYSTEMS_SEE, "subject.system", HoldForm
    operation = staticmethod(webhooks.hold)
    leads_to = "api:system", "subject.system.public_id"
    words_stay = "nothing is typed"

    def operate(self, form):
        return self.operation(self.subject, is_held=form.cleaned_data["news"] == OFF, **self.acting)


class Resend(ButtonView):
    route, name = "systems/deliveries/<str:public_id>/resend/", "resend"
    subjects = webhooks.readable().select_related("webhook__system", "team", "area")
    permission, permission_of = P.SYSTEM_CONNECT, "subject.webhook.system"
    operation = staticmethod(webhooks.resend)
    leads_to = "api:system", "subject.webhook.system.public_id"
    success_message = "It is sent again"
    words_stay = "nothing is typed"


VIEWS = [Systems, Connect, Resend, Hold, Approve, Make, Exchange, End, SystemPage, AskAgain]
