"""Accepting an invitation: who I am, how I sign in, and then the second factor."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from breakwater.delivery.web import joining
from breakwater.delivery.web.forms import JoinForm
from breakwater.foundation.design.pages import public_page


@public_page
@sensitive_post_parameters()
def join(request, token):
    now = timezone.now()
    invitation = joining.open_invitation(token, at=now)
    if invitation is None:
        return render(request, "web/join_lapsed.html", status=410)
    holder = joining.user_of(invitation)
    if holder is not None and holder.is_active:
        return _add_post(request, invitation, token, holder)
    joining.keep_in(request, token)
    form = JoinForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        name, password = form.cleaned_data["name"], form.cleaned_data["password"]
        with transaction.atomic():
            user = holder or joining.new_user(invitation, name=name, password=password)
            if holder is not None:
                user.name = name
                user.set_password(password)
                user.save(update_fields=["name", "password"])
            joining.accept(invitation=invitation, token=token, user=user, at=now)
        joining.forget_in(request)
        record_authentication(request, user, method="password")
        return perform_login(
            request, user, email_verification="none", redirect_url=reverse("web:second_factor"), signup=False
        )
    return render(
        request, "web/join.html", {"form": form, "invitation": invitation, "own_sign_in": _organisation(request)}
    )


def _add_post(request, invitation, token, holder):
    """Someone who has an account accepts a further post after signing in to it."""
    is_holder = request.user.is_authenticated and request.user.pk == holder.pk
    if is_holder and request.method == "POST":
        joining.accept(invitation=invitation, token=token, user=holder, at=timezone.now())
        messages.success(request, "The role is yours. Choose it to act in it.")
        return redirect("web:posts")
    return render(
        request, "web/join_again.html", {"invitation": invitation, "is_holder": is_holder, "here": request.path}
    )


def _organisation(request) -> dict | None:
    """The organisation's own sign-in, where one is configured."""
    from allauth.socialaccount.adapter import get_adapter

    providers = get_adapter(request).list_providers(request)
    return {"name": providers[0].name, "href": providers[0].get_login_url(request)} if providers else None
