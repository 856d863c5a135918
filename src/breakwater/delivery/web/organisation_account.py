"""Signing in with an organisation's own account: what the library leaves to trust is checked here.

The library takes a token that came over TLS as it stands, asks for no nonce, and lets an address add to what is asked of the issuer.
Here a token is signed by a key of the issuer with one of three algorithms, is of the issuer and tenant that the settings name, for us,
of now, and the answer to the question that this browser asked. Source: OpenID Connect Core 1.0, section 3.1.3.7.
"""

import secrets
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404
from requests import RequestException

ALGORITHMS = ("RS256", "PS256", "ES256")  # none that a public key could be taken for the secret of
NEEDED = ("iss", "aud", "sub", "exp", "iat")
LEAST_BITS = {"RSA": 2048, "EC": 256}  # NIST SP 800-131A: 112 bits of security; Microsoft Entra signs with 2048
LEEWAY_SECONDS = 60
TENANT = "{tenantid}"  # stands in the issuer of who signs in people of several organisations (Microsoft Entra)
ANYBODY = "9188040d-6c67-4c5b-b112-36a304b66dad"  # Microsoft's tenant of personal accounts, which anybody may make
HERE = ("localhost", "127.0.0.1", "::1")


class Adapter(OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self) -> dict:
        """What the issuer says of itself. Raises OAuth2Error where it is another than the one that was asked."""
        known = getattr(self, "_known", None)
        if known is None:
            known = self._known = _of_the_issuer(super().openid_config, self.get_provider().app.settings["server_url"])
        return known

    def _decode_id_token(self, app, id_token: str) -> dict:
        try:
            kind = jwt.get_unverified_header(id_token)
            tenant = jwt.decode(id_token, options={"verify_signature": False}).get("tid")
            if kind.get("alg") not in ALGORITHMS or tenant not in settings.OIDC_TENANTS or tenant == ANYBODY:
                raise OAuth2Error("The token is of another kind or tenant")
            return jwt.decode(
                id_token,
                key=self._key(kind.get("kid")),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"].replace(TENANT, tenant),
                leeway=LEEWAY_SECONDS,
                options={"require": NEEDED, "strict_aud": True},
            )
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as fault:
            raise OAuth2Error("The token is not valid") from fault

    def _key(self, name):
        """The issuer's key of this name; never one that the token brings or points to."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            found = [each for each in jwt.PyJWKSet.from_dict(answer.json()).keys if each.key_id == name]
        if not name or len(found) != 1 or found[0].key_type not in ("RSA", "EC"):
            raise OAuth2Error("The token names no key of the issuer")
        if found[0].key.key_size < LEAST_BITS[found[0].key_type]:
            raise OAuth2Error("The issuer's key is too short")
        return found[0]


class Provider(OpenIDConnectProvider):
    package = OpenIDConnectProvider.get_package()
    oauth2_adapter_class = Adapter
    pkce_enabled_default = True

    def get_default_scope(self) -> list[str]:
        return ["openid", "profile"]  # tenant and object id; the address is the one that was invited

    def get_auth_params_from_request(self, request, action) -> dict:
        return self.get_auth_params()  # and nothing that an address adds

    def get_scope_from_request(self, request) -> list[str]:
        return self.get_scope()

    def redirect(self, request, process, next_url=None, data=None, **more):
        """Ask the issuer who this is, with a word that its answer must repeat."""
        nonce = secrets.token_urlsafe(32)
        more["auth_params"] = self.get_auth_params() | {"nonce": nonce}
        try:
            return super().redirect(request, process, next_url, data, nonce=nonce, **more)
        except (RequestException, OAuth2Error, ValueError, LookupError) as fault:
            return render_authentication_error(request, self, exception=fault)


def is_encrypted(address: str) -> bool:
    """Whether what is asked there cannot be read or changed on the way: over TLS, or on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)


def _of_the_issuer(said: dict, server: str) -> dict:
    """Raises OAuth2Error unless it speaks of the server that the settings name, and leads to encrypted addresses alone."""
    asked, issuer = server.partition("/.well-known/")[0].rstrip("/"), str(said.get("issuer", ""))
    if TENANT in issuer:
        is_it = urlsplit(issuer)[:2] == urlsplit(asked)[:2]
    else:
        is_it = issuer.rstrip("/") == asked
    leads_to = [said.get(name, "") for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if not is_it or not all(map(is_encrypted, (asked, *leads_to))):
        raise OAuth2Error("The issuer is not the one that was asked")
    return said


def _view(of: type):
    def view(request, provider_id):
        try:
            return of.adapter_view(Adapter(request, provider_id))(request)
        except SocialApp.DoesNotExist:
            raise Http404 from None

    return view


login, callback = _view(OAuth2LoginView), _view(OAuth2CallbackView)
