"""allauth's adapters: nobody signs up; an invitation opens an account; mail goes through the outbox."""

import secrets
import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from breakwater.foundation import audit
from breakwater.foundation.design.senders import source_of
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import User

from . import attempts, joining, second_factors

CHANGED = {
    "password_changed": "Your password was changed.",
    "password_reset": "A new password was chosen for you, by the link in a message to this address.",
    "totp_activated": "An app that makes codes was added.",
    "totp_deactivated": "The app that makes codes was removed.",
    "webauthn_added": "A passkey was added.",
    "webauthn_removed": "A passkey was removed.",
    "recovery_codes_generated": "New recovery codes were made. The old ones no longer work.",
}
A_DAY = 24 * 3600
GUESSES_BODY = """Somebody entered a wrong password for your account ten times within 15 minutes. They did not get in.

If it was you, wait 15 minutes and try again, or choose a new password: {site}/account/password/reset/
If it was not, tell your IT support. You can still sign in on the computer that you used before.

Do not reply to this message: nobody reads the answers.
"""
CHANGED_BODY = """{what}

If it was you, there is nothing to do.
If it was not, somebody may be using your account. Tell your IT support and your manager now, choose a new password and end the
other sign-ins: {site}/me/keys/

Do not reply to this message: nobody reads the answers.
"""


def shown_as(user: User) -> str:
    return user.name


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by invitation alone; failed sign-ins on record; mail in the outbox."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right. Try again, or say that you have forgotten it.",
        "enter_current_password": "That is not your password of today. Enter the one you signed in with.",
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return source_of(super().get_client_ip(request))

    def pre_authenticate(self, request, **credentials):
        email = credentials.get("email") or ""
        try:
            self._attempt = attempts.begin(request, email)
        except ValidationError:
            self._tell_of_guesses(email)
            raise

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        if user is not None:
            self._attempt.succeeded()
        return user

    def post_login(self, request, user, **more):
        return attempts.remember_device(request, super().post_login(request, user, **more), user.email)

    def _tell_of_guesses(self, email: str) -> None:
        """Tell the owner, at most once a day, that somebody tried their account until it had to wait."""
        user = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
        if user and cache.add(f"told-of-guesses:{user.pk}", True, A_DAY):
            subject, body = (
                "Somebody tried to sign in to Breakwater as you",
                GUESSES_BODY.format(site=settings.SITE_URL),
            )
            notifications.post(to=user.email, subject=subject, body=body, at=timezone.now())

    def authentication_failed(self, request, **credentials):
        """Record that someone failed to sign in, as whom if that person exists; never the address typed."""
        email = credentials.get("email") or ""
        known = User.objects.filter(email__iexact=email).values_list("pk", flat=True).first() if email else None
        audit.outside("sign_in_failed", human=known, verb="failed to sign in", route="account/login/", method="POST")

    def is_reauthentication_required(self, *, app, **more):
        """Ask again before a change to how one signs in, unless the person signed in within the last few minutes."""
        signed_in = get_authentication_records(self.request, self.request.user)
        latest = max((record["at"] for record in signed_in), default=0)
        return time.time() - latest >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def send_mail(self, template_prefix, email, context):
        """Put the mail in the outbox, in the transaction of its cause."""
        words = {"request": self.request, "email": email, "current_site": get_current_site(self.request)} | context
        mail = self.render_mail(template_prefix, email, words)
        notifications.post(to=email, subject=str(mail.subject), body=mail.body, at=timezone.now())

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell whoever signs in that the way they do so was changed: whoever changed it may be somebody else."""
        if what := CHANGED.get(template_prefix.rpartition("/")[2]):
            body = CHANGED_BODY.format(what=what, site=settings.SITE_URL)
            notifications.post(
                to=user.email, subject="How you sign in to Breakwater changed", body=body, at=timezone.now()
            )

    def format_email_subject(self, subject):
        return subject


class FactorAdapter(DefaultMFAAdapter):
    """The last passkey or code app cannot be removed: nobody works here without a second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code is not right or not new any more. Enter the one the app shows now.",
    }

    def encrypt(self, text):
        return second_factors.lock(text)

    def decrypt(self, encrypted_text):
        return second_factors.unlock(encrypted_text)

    def can_delete_authenticator(self, authenticator):
        own = Authenticator.objects.filter(user_id=authenticator.user_id)
        return own.exclude(type=Authenticator.Type.RECOVERY_CODES).exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user, type):
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"


class OutsideAccountAdapter(DefaultSocialAccountAdapter):
    """An organisation's own account: known by tenant and object id, from listed tenants, tied to a person on joining."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        """Identify by (tid, oid): `sub` differs from client to client, and an e-mail address is no identity."""
        claims = sociallogin.account.extra_data.get("id_token") or {}
        tenant, person = str(claims.get("tid", "")).lower(), str(claims.get("oid", ""))
        # Found by `sub` means a token that imitates our own key; nothing of ours is ever kept under a `sub`.
        if not constant_time_compare(claims.get("nonce") or "", sociallogin.state.get("nonce") or secrets.token_hex()):
            self._refuse(request, "tenant")  # the answer to a question that this browser did not ask
        if not person or tenant not in settings.OIDC_TENANTS or sociallogin.is_existing:
            self._refuse(request, "tenant")
        ways = claims.get("amr")
        if settings.OIDC_AMR and not settings.OIDC_AMR.intersection(ways if isinstance(ways, list) else ()):
            self._refuse(request, "factor")
        sociallogin.account.uid = f"{tenant}:{person}"
        sociallogin.lookup()
        if sociallogin.is_existing:
            return
        invitation = joining.invitation_in(request, at=timezone.now())
        if invitation is None:
            self._refuse(request, "unknown")
        user = joining.user_of(invitation) or joining.new_user(invitation, name=invitation.name, password=None)
        sociallogin.connect(request, user)
        joining.accept(invitation=invitation, token=joining.token_in(request), user=user, at=timezone.now())
        joining.forget_in(request)

    def get_requests_session(self):
        """Only the issuer itself is asked: where it sends on, nobody goes."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        audit.outside("sign_in_failed", verb="organisation's account failed", route="account/oidc/")
        raise ImmediateHttpResponse(redirect(f"{reverse('account_login')}?why=failed"))

    def _refuse(self, request, why: str):
        audit.outside("sign_in_failed", verb=f"organisation's account refused: {why}", route="account/oidc/")
        raise ImmediateHttpResponse(redirect(f"{reverse('account_login')}?why={why}"))
