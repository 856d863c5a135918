"""The sign-in library's forms where their words are not ours."""

from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.core.exceptions import ValidationError
from django.forms import HiddenInput, JSONField

from . import attempts


class _Counted:
    """A code that is not right counts as a failed sign-in."""

    def clean_code(self) -> str:
        attempt = attempts.begin(context.request, self.user.email)
        code = super().clean_code()
        attempt.succeeded()
        return code


class Credential(JSONField):
    def to_python(self, value):
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as fault:  # a number or a nesting beyond what Python reads
            raise ValidationError(self.error_messages["invalid"], code="invalid") from fault


class _OfADevice:
    """What a device answered to be known by; anything else that is sent there is an answer that is not right, and no fault."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"] = Credential(widget=HiddenInput)

    def clean_credential(self):
        looks = getattr(super(), "clean_credential", lambda: self.cleaned_data["credential"])
        return _read(looks)

    def clean(self):
        return _read(super().clean)


def _read(looks):
    try:
        return looks()
    except (TypeError, ValueError, LookupError) as fault:
        raise mfa_adapter().validation_error("incorrect_code") from fault


class PasskeyAsSecondForm(_OfADevice, AuthenticateWebAuthnForm):
    pass


class PasskeyForm(_OfADevice, LoginWebAuthnForm):
    pass


class PasskeyAgainForm(_OfADevice, ReauthenticateWebAuthnForm):
    pass


class CodeForm(_Counted, AuthenticateForm):
    pass


class CodeAgainForm(_Counted, ReauthenticateForm):
    pass


class ActivateCodeForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Which six digits does the app show?"


class AddPasskeyForm(_OfADevice, AddWebAuthnForm):
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
