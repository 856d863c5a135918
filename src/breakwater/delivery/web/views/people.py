"""People and posts of an area: who holds which, inviting, and ending."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.delivery.web import answers, joining
from breakwater.delivery.web.forms import EndPostForm, FindPeopleForm, InviteForm, RegistrationForm
from breakwater.delivery.web.invitations import KeyOfAnother
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.partnership.organisations.access import ROLES, Permission, Role, require
from breakwater.partnership.organisations.access.role_matrix import PARTS
from breakwater.partnership.organisations.models import Invitation

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
    page = Paginator(held.order_by("user__name", "user_id", "pk"), SHOWN_FOUND if words else SHOWN).get_page(
        request.GET.get("page")
    )
    waiting = Invitation.objects.filter(
        team__area_id=request.actor.area_id_acting, accepted_at=None, withdrawn_at=None, lapses_at__gt=now
    )
    return render(
        request,
        "web/people.html",
        {
            "form": form,
            "page": page,
            "invitations": waiting.select_related("team", "role").order_by("lapses_at", "pk")[:100],
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


def invite(request):
    require(request.actor, Permission.PEOPLE_INVITE)
    teams = joining.teams_offered(request.actor).order_by("organisation__name", "name", "pk")
    roles = [(role.value, ROLES[role].title) for role in joining.roles_offered(request.actor)]
    form = InviteForm(request.POST or None, teams=teams, roles=roles)
    if request.method == "POST" and form.is_valid():
        wanted = form.facts()
        try:
            invitation = joining.invite(wanted=wanted, by=request.actor, at=timezone.now())
        except KeyOfAnother:
            return answers.sent_before(request)
        except joining.InvitingOneself:
            form.add_error(
                "email",
                "You cannot give yourself a post, under this address or another spelling of it. Ask someone else who keeps the posts.",
            )
        except joining.RoleAboveOnesOwn:
            form.add_error("role", "Your role does not give this one. Ask the partnership's business manager.")
        except joining.NotYourTeam:
            form.add_error("team", "Choose an open team of your own area")
        except joining.SeesTheWholeArea:
            form.add_error(
                "role",
                f"{ROLES[Role(wanted.role)].title} sees the casework of the whole area. Choose a team of the council, or "
                "another role",
            )
        except joining.WorksInAnotherService:
            form.add_error(
                "team",
                f"{wanted.team.name} receives another service than {ROLES[Role(wanted.role)].title} works in. Choose another team",
            )
        except joining.InvitedAlready as waiting:
            form.add_error(
                "email",
                f"They are invited to this post already, until {moment_in_words(waiting.until, now=timezone.now())}. If the message "
                "did not arrive, withdraw that invitation first",
            )
        else:
            messages.success(request, WAITS if invitation.needs_second else "The invitation is on its way")
            return redirect("web:people")
    return render(request, "web/invite.html", {"form": form})


def end_post(request, public_id):
    require(request.actor, Permission.PEOPLE_INVITE)
    membership = get_object_or_404(joining.who_may_be_seen(request.actor), public_id=public_id)
    form, held = EndPostForm(request.POST or None, today=timezone.localdate()), joining.held_in(membership)
    if request.method == "POST" and form.is_valid():
        given = joining.end_post(membership=membership, last_day=form.last(), by=request.actor, at=timezone.now())
        if given != joining.GivenBack():
            went_back = ". The work it held went back to its teams, which are told"
        else:
            went_back = ". They and their teams are told to hand on what it holds" if held.any else ""
        messages.success(request, f"The post's last day is set{went_back}")
        return redirect("web:people")
    return render(request, "web/end_post.html", {"form": form, "membership": membership, "held": held})


def registration(request, public_id):
    """Whether the holder of a role is a registered social worker: whoever decides contacts approves outcomes only then."""
    require(request.actor, Permission.PEOPLE_INVITE)
    membership = get_object_or_404(joining.who_may_be_seen(request.actor), public_id=public_id)
    form = RegistrationForm(request.POST or None, initial={"number": membership.social_work_number})
    if request.method == "POST" and form.is_valid():
        try:
            joining.record_registration(membership=membership, number=form.cleaned_data["number"], by=request.actor)
        except joining.OwnRegistration:
            form.add_error("number", "Someone else checks and records your own registration")
        else:
            messages.success(request, "The registration is recorded")
            return redirect("web:people")
    return render(request, "web/registration.html", {"form": form, "membership": membership})


@require_POST
def withdraw(request, number):
    require(request.actor, Permission.PEOPLE_INVITE)
    invitation = get_object_or_404(Invitation, pk=number, team__area_id=request.actor.area_id_acting)
    joining.withdraw(invitation=invitation, by=request.actor, at=timezone.now())
    messages.success(request, "The invitation is withdrawn")
    return redirect("web:people")
