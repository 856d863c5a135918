"""The sign-in library's forms where their words are not ours."""

from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm

from . import attempts


class _Counted:
    """A code that is not right counts as a failed sign-in."""

    def clean_code(self) -> str:
        attempt = attempts.begin(context.request, self.user.email)
        code = super().clean_code()
        attempt.succeeded()
        return code


class CodeForm(_Counted, AuthenticateForm):
    pass


class CodeAgainForm(_Counted, ReauthenticateForm):
    pass


class ActivateCodeForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Which six digits does the app show?"


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "What shall we call it?"
        if "passwordless" in self.fields:
            self.fields["passwordless"].label = "Let it sign me in without a password"
            self.fields["passwordless"].initial = True


class NewPasswordForm(ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Your password of today"
        self.fields["password1"].label = "The new password"
        self.fields["password2"].label = "The new password again"
