"""What the shell does when the sign-in library tells of something."""

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from breakwater.foundation import audit

from . import sessions


@receiver(user_logged_in)
def begin_session(sender, request, user, **more):
    """Start the clocks of the session and record the sign-in, with how it was done."""
    sessions.begin(request)
    methods = sorted({record["method"] for record in get_authentication_records(request, user)})
    audit.outside(
        "sign_in",
        human=user.pk,
        verb="signed in",
        session=audit.digest(request.session.session_key or ""),
        methods=methods,
    )


@receiver(user_logged_out)
def note_sign_out(sender, request, user, **more):
    if user is not None:
        audit.outside("sign_out", human=user.pk, verb="signed out")


@receiver(authenticator_added)
def note_factor(sender, request, user, authenticator, **more):
    """A passkey or code set up now makes this sign-in whole; recovery codes alone do not."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session[sessions.FACTOR] = True
    audit.outside("sign_in_changed", human=user.pk, verb="added a second factor", factor=authenticator.type)


@receiver([authenticator_removed, authenticator_reset])
def note_factor_removed(sender, request, user, authenticator, **more):
    audit.outside("sign_in_changed", human=user.pk, verb="changed a second factor", factor=authenticator.type)


@receiver([password_changed, password_reset])
def note_password(sender, request, user, **more):
    audit.outside("sign_in_changed", human=user.pk, verb="changed the password")
