"""People and posts of an area: who holds which, inviting, and ending."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.delivery.web import joining
from breakwater.delivery.web.forms import EndPostForm, FindPeopleForm, InviteForm, RegistrationForm
from breakwater.foundation.design.pages import finished_page
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import ROLES, Permission, Role, require
from breakwater.partnership.organisations.access.role_matrix import PARTS
from breakwater.partnership.organisations.models import Invitation

from .approvals import SentOnce

SHOWN, SHOWN_FOUND = 30, 200
WAITS = "The service is asked to approve it. The invitation is sent when a second person there has said yes"


def people(request):
    require(request.actor, Permission.PEOPLE_INVITE)
    now, today = timezone.now(), timezone.localdate()
    form = FindPeopleForm(request.POST or None)
    held = joining.who_may_be_seen(request.actor).in_force_or_to_come(today)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    if words:
        held = held.filter(
            Q(user__name__icontains=words)
            | Q(user__email__icontains=words)
            | Q(team__name__icontains=words)
            | Q(team__organisation__name__icontains=words)
        )
    page = finished_page(
        held.order_by("user__name", "user_id", "pk"), SHOWN_FOUND if words else SHOWN, request.GET.get("page")
    )
    return render(
        request,
        "web/people.html",
        {
            "form": form,
            "page": page,
            "invitations": joining.waiting_in(request.actor.area_id_acting, now)[:100],
            "words": words,
        },
    )


@require_safe
def roles(request):
    """Which role may do what, as the matrix says it: for those who give posts and answer for what a post opens."""
    require(request.actor, Permission.PEOPLE_INVITE)
    parts = {
        heading: [(permission, [ROLES[Role(role)].title for role in held]) for permission, held in lines.items()]
        for heading, lines in PARTS.items()
    }
    return render(request, "web/roles.html", {"roles": ROLES.values(), "parts": parts})


class InvitesPeople:
    """What those who keep the posts do; the page of people and posts is what one sees next."""

    permission = Permission.PEOPLE_INVITE
    leads_to = ("web:people",)


class Invite(InvitesPeople, SentOnce, OperationView):
    route, name = "staff/invite/", "invite"
    form_class, template_name = InviteForm, "web/invite.html"

    def get_initial(self):
        return super().get_initial() | {"role": self.request.GET.get("role", "")}

    def get_form_kwargs(self):
        by = self.request.actor
        teams = joining.teams_offered(by).order_by("organisation__name", "name", "pk")
        roles = [(role.value, ROLES[role].title) for role in joining.roles_offered(by)]
        return super().get_form_kwargs() | {"teams": teams, "roles": roles}

    def operate(self, form):
        return joining.invite(wanted=form.facts(), **self.acting)

    @property
    def success_message(self):
        return WAITS if self.result.needs_second else "The invitation is on its way"


class OfPost(InvitesPeople):
    """What is done with somebody's post."""

    permission_of = ""
    context_object_name = "membership"

    def find_subject(self):
        require(self.request.actor, self.permission)
        return get_object_or_404(joining.who_may_be_seen(self.request.actor), public_id=self.kwargs["public_id"])


class EndPost(OfPost, OperationView):
    route, name = "staff/posts/<str:public_id>/end/", "end_post"
    form_class, template_name = EndPostForm, "web/end_post.html"

    def answer_instead(self):
        self.held = joining.held_in(self.subject)  # as it is before it goes back

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"today": timezone.localdate()}

    def operate(self, form):
        return joining.end_post(membership=self.subject, last_day=form.last(), **self.acting)

    @property
    def success_message(self):
        if self.result != joining.GivenBack():
            went_back = ". The work it held went back to its teams, which are told"
        else:
            went_back = ". They and their teams are told to hand on what it holds" if self.held.any else ""
        return f"The last day of the role is set{went_back}"

    def get_context_data(self, **more):
        return super().get_context_data(held=self.held, **more)


class SignOutEverywhere(OfPost, ButtonView):
    route, name = "staff/posts/<str:public_id>/sign-out/", "sign_out_everywhere"
    operation = staticmethod(joining.sign_out_everywhere)
    success_message = "They are signed out on every device, and keep the role"


class RecordRegistration(OfPost, OperationView):
    """Whether the holder of a role is a registered social worker: whoever decides contacts approves outcomes only then."""

    route, name = "staff/posts/<str:public_id>/registration/", "registration"
    form_class, template_name = RegistrationForm, "web/registration.html"
    success_message = "The registration is recorded"

    def get_initial(self):
        return {"number": self.subject.social_work_number}

    def operate(self, form):
        number = form.cleaned_data["number"]
        return joining.record_registration(membership=self.subject, number=number, by=self.request.actor)


class WithdrawInvitation(InvitesPeople, ButtonView):
    route, name = "staff/invitations/<int:number>/withdraw/", "withdraw"
    model, lookup, lookup_field = Invitation, "number", "pk"
    related = ("team",)
    success_message = "The invitation is withdrawn"
    permission_of = ""
    operation = staticmethod(joining.withdraw)

    def find_subject(self):
        require(self.request.actor, self.permission)
        return super().find_subject()

    def answer_instead(self):
        if self.subject.team.area_id != self.request.actor.area_id_acting:
            raise Http404


VIEWS = (Invite, EndPost, SignOutEverywhere, RecordRegistration, WithdrawInvitation)
