"""How people sign in: settings of django-allauth. Password and a second factor for staff; OpenID Connect if configured."""

from urllib.parse import urlsplit

from .environment import environment

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "breakwater.delivery.web.sign_in.shown_as"
ACCOUNT_ADAPTER = "breakwater.delivery.web.sign_in.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation is opened from the mailbox it was sent to
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/account/login/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    "login": None,  # a council sits behind one address: failures count, sign-ins do not (web/attempts.py)
    "login_failed": None,
    "failed_account": "10/15m/key",
    "failed_source": "100/h/ip",
    "failed_device": "10/15m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "10/15m/user",
    "reauthenticate": "10/m/user",
    "signup": "20/m/ip",
}
# How many proxies of one's own stand before the service; the visitor's address is taken from the one before them.
_PROXIES = environment("TRUSTED_PROXIES", "0").strip()
ALLAUTH_TRUSTED_PROXY_COUNT = int(_PROXIES) if _PROXIES.isdecimal() else -1  # which `serve` refuses

ACCOUNT_FORMS = {"change_password": "breakwater.delivery.web.sign_in_forms.NewPasswordForm"}
MFA_ADAPTER = "breakwater.delivery.web.sign_in.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RATE_LIMITS = {"webauthn_login": None}  # nobody guesses a passkey
MFA_FORMS = {
    "authenticate": "breakwater.delivery.web.sign_in_forms.CodeForm",
    "reauthenticate": "breakwater.delivery.web.sign_in_forms.CodeAgainForm",
    "activate_totp": "breakwater.delivery.web.sign_in_forms.ActivateCodeForm",
    "authenticate_webauthn": "breakwater.delivery.web.sign_in_forms.PasskeyAsSecondForm",
    "login_webauthn": "breakwater.delivery.web.sign_in_forms.PasskeyForm",
    "reauthenticate_webauthn": "breakwater.delivery.web.sign_in_forms.PasskeyAgainForm",
    "add_webauthn": "breakwater.delivery.web.sign_in_forms.AddPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody signs up: a mailbox is named by whoever invites, and its first link is opened from it. The library notes it as unverified all
# the same once a password is forgotten, and would let nobody set up a second factor from then on: the first of an area least of all.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Breakwater"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = environment("SITE_URL", "http://localhost:8000").startswith("http://localhost")

SOCIALACCOUNT_ADAPTER = "breakwater.delivery.web.sign_in.OutsideAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"provider_class": "breakwater.delivery.web.organisation_account.Provider"}
}
# Tenants (by their id) whose people may sign in with their organisation's account; empty refuses everyone.
OIDC_TENANTS = [tenant for tenant in environment("OIDC_TENANTS", "").lower().split(",") if tenant]
# Ways of signing in (values of the claim amr, such as "mfa") of which the issuer must name one; empty asks for none, and the tenant is trusted.
OIDC_AMR = {way for way in environment("OIDC_AMR", "").split(",") if way}
SIGN_IN_ORIGINS = []
if environment("OIDC_CLIENT_ID", ""):
    _SERVER = environment("OIDC_SERVER", "")
    SIGN_IN_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(_SERVER))]
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "organisation",
            "name": environment("OIDC_NAME", "your organisation's account"),
            "client_id": environment("OIDC_CLIENT_ID", ""),
            "secret": environment("OIDC_SECRET", ""),
            "settings": {"server_url": _SERVER, "fetch_userinfo": False},
        }
    ]
