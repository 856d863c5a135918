"""Posts that wait for a second person of the service, and a locum let into emergency duty for one shift."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.delivery.web import answers, approvals, service_teams, shifts
from breakwater.delivery.web.forms import RefusePostForm, RefuseTeamForm, ShiftForm
from breakwater.delivery.web.invitations import KeyOfAnother
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, RefusedAbove
from breakwater.partnership.organisations.access import Permission, require

INVITATION, RECEIVER = "staff/approvals/<int:number>/", "staff/approvals/receivers/<int:number>/"


CHANGE_GONE = (
    "This waits for no approval of yours: it may be approved or refused already, or another team was asked for"
)


@require_safe
def waiting(request):
    """The posts in one's own service that wait for approval."""
    require(request.actor, Permission.POST_SECOND)
    now = timezone.now()
    context = {
        "invitations": approvals.waiting_for(request.actor, now),
        "changes": service_teams.waiting_for(request.actor),
        "now": now,
    }
    return render(request, "web/approvals.html", context)


class OfInvitation(RefusedAbove):
    """The word of a second person on a post."""

    permission = Permission.POST_SECOND
    leads_to = ("web:approvals",)
    permission_of = ""
    context_object_name = "invitation"

    def find_subject(self):
        require(self.request.actor, self.permission)
        return get_object_or_404(approvals.of_area(self.request.actor.area_id_acting), pk=self.kwargs["number"])


class Approve(OfInvitation, ButtonView):
    route, name = f"{INVITATION}approve/", "approve_post"
    success_message = "Approved. The invitation is on its way to {subject.email}"
    operation = staticmethod(approvals.second)


class Refuse(OfInvitation, OperationView):
    route, name = f"{INVITATION}refuse/", "refuse_post"
    form_class, template_name = RefusePostForm, "web/refuse_post.html"
    success_message = "Refused. Whoever invited them is told why"
    operation = staticmethod(approvals.refuse)


class OfReceiver(RefusedAbove):
    """The word of a second person on the team that is to receive a service."""

    permission = Permission.POST_SECOND
    leads_to = ("web:approvals",)
    permission_of = ""
    context_object_name = "change"
    words_of = {approvals.NotYours: CHANGE_GONE}

    def find_subject(self):
        require(self.request.actor, self.permission)
        return get_object_or_404(service_teams.of_area(self.request.actor.area_id_acting), pk=self.kwargs["number"])


class ApproveReceiver(OfReceiver, ButtonView):
    """Say yes to the team that is to receive a service."""

    route, name = f"{RECEIVER}approve/", "approve_receiver"
    operation = staticmethod(service_teams.second)

    @property
    def success_message(self):
        words, team = self.subject.service.service_in_words, self.subject.team.name
        return f"Approved. {words}: {team} receives what is offered from now on"


class RefuseReceiver(OfReceiver, OperationView):
    """Say no to the team that is to receive a service, and why."""

    route, name = f"{RECEIVER}refuse/", "refuse_receiver"
    form_class, template_name = RefuseTeamForm, "web/refuse_receiver.html"
    success_message = "Refused. Whoever asked for it is told why"
    operation = staticmethod(service_teams.refuse)


class SentOnce:
    """A form whose key came before with other words is asked about, and nothing of it kept."""

    def form_refused(self, form, refusal):
        return (
            answers.sent_before(self.request)
            if isinstance(refusal, KeyOfAnother)
            else super().form_refused(form, refusal)
        )


class LetInForShift(SentOnce, OperationView):
    """Let a locum into emergency duty until the shift ends."""

    route, name = "staff/shift/", "shift"
    permission = Permission.SHIFT_LET_IN
    form_class, template_name = ShiftForm, "web/shift.html"
    leads_to = ("web:today",)

    def operate(self, form):
        shift = form.facts(self.at)
        shifts.let_in(shift=shift, **self.acting)
        return shift

    @property
    def success_message(self):
        until = moment_in_words(self.result.ends_at, now=self.at)
        told = "The head of service is told"
        return f"{self.result.name} has a link by e-mail and is let in until {until}. {told}"


VIEWS = (Approve, Refuse, ApproveReceiver, RefuseReceiver, LetInForShift)
