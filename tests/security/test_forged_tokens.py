"""An organisation's own sign-in, asked over real HTTP of an issuer on this machine that also lies: no forged token opens anything."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core.cache import cache
from django.test import Client

from breakwater_dev.testing import factories as make

TENANT, PERSON = "aaaaaaaa-1111-4111-8111-111111111111", "bbbbbbbb-2222-4222-8222-222222222222"
CLIENT, LOGIN = "breakwater-client", "/account/oidc/organisation/login/"
OTHER = "dddddddd-4444-4444-8444-444444444444"
PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad"
KEY, STRANGERS_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class Issuer(BaseHTTPRequestHandler):
    """Discovery, keys and tokens as an OpenID provider gives them; the test says what the token is."""

    token, verifier, said, keys, redirects = "", "", {}, [], ""

    def do_GET(self):
        if self.redirects:
            self.send_response(302)
            self.send_header("Location", self.redirects)
            return self.end_headers()
        return self._json({"keys": self.keys} if self.path == "/keys" else self.said)

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        type(self).verifier = sent.get("code_verifier", [""])[0]
        self._json({"access_token": "a", "token_type": "Bearer", "id_token": self.token})

    def _json(self, said: dict):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *words):
        pass


def public(key, kid="one", **more) -> dict:
    algorithm = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    return json.loads(algorithm.to_jwk(key.public_key())) | {"kid": kid, "use": "sig"} | more


@pytest.fixture
def issuer(db, settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Issuer)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    at = f"http://127.0.0.1:{server.server_port}"
    ends = {"authorization_endpoint": f"{at}/authorize", "token_endpoint": f"{at}/token", "jwks_uri": f"{at}/keys"}
    Issuer.said, Issuer.keys, Issuer.redirects = {"issuer": at, **ends}, [public(KEY)], ""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    settings.OIDC_TENANTS = [TENANT, PERSONAL]  # the second by mistake
    app = {"provider_id": "organisation", "name": "City account", "client_id": CLIENT, "secret": "s"}
    app["settings"] = {"server_url": at, "fetch_userinfo": False}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield at
    server.shutdown()
    server.server_close()


@pytest.fixture
def person(db):
    user = make.membership("mash_screener").user
    SocialAccount.objects.create(user=user, provider="organisation", uid=f"{TENANT}:{PERSON}")
    return user


def begin(browser: Client, more: str = "") -> dict:
    """What the issuer is asked, as the browser is led there."""
    answer = browser.post(f"{LOGIN}?process=login{more}")
    assert answer.status_code == 302, answer.content
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def claims(issuer: str, asked: dict, **more) -> dict:
    now = int(time.time())
    true = {"iss": issuer, "aud": CLIENT, "sub": "x", "tid": TENANT, "oid": PERSON, "nonce": asked["nonce"]}
    return {name: value for name, value in (true | {"iat": now, "exp": now + 300} | more).items() if value is not None}


def signed(said: dict, key=KEY, algorithm="RS256", kid: str | None = "one", **headers) -> str:
    return jwt.encode(said, key, algorithm=algorithm, headers={"kid": kid, **headers} if kid else headers)


def come_back(browser: Client, asked: dict, token: str) -> int | None:
    """Whose session it is after the issuer has given this token."""
    Issuer.token = token
    answer = browser.get(f"{LOGIN}callback/", {"code": "c", "state": asked["state"]})
    assert answer.status_code == 302, "what comes back leads on, or to words on the page of signing in"
    found = browser.session.get("_auth_user_id")
    return int(found) if found else None


def test_a_true_token_signs_its_person_in_under_a_new_key_of_the_session(issuer, person):
    browser = Client()
    asked = begin(browser)
    before = browser.session.session_key
    assert come_back(browser, asked, signed(claims(issuer, asked))) == person.pk
    assert browser.session.session_key != before
    digest = hashlib.sha256(Issuer.verifier.encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) >= 32


def _pem() -> bytes:
    kinds = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return KEY.public_key().public_bytes(*kinds)


def _with_the_public_key_as_secret(said: dict) -> str:
    """HS256 by hand: the library refuses to make one."""

    def part(value) -> bytes:
        return base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode()).rstrip(b"=")

    text = part({"alg": "HS256", "kid": "one", "typ": "JWT"}) + b"." + part(said)
    return (text + b"." + part(hmac.new(_pem(), text, hashlib.sha256).digest())).decode()


def _altered(said: dict) -> str:
    head, _, signature = signed(said | {"oid": "someone else's"}).split(".")
    return f"{head}.{base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip('=')}.{signature}"


EC_KEY = ec.generate_private_key(ec.SECP256R1())


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_key_of_the_issuer_that_could_be_broken_opens_nothing(issuer, person):
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    Issuer.keys = [public(short)]
    browser = Client()
    asked = begin(browser)
    assert come_back(browser, asked, signed(claims(issuer, asked), short)) is None


SIGNED_OTHERWISE = {
    "not signed": lambda said: jwt.encode(said, None, algorithm="none", headers={"kid": "one"}),
    "not signed and without a key's name": lambda said: jwt.encode(said, None, algorithm="none"),
    "with the public key as a secret": _with_the_public_key_as_secret,
    "by a stranger": lambda said: signed(said, STRANGERS_KEY),
    "by a stranger under a name unknown": lambda said: signed(said, STRANGERS_KEY, kid="two"),
    "under no name": lambda said: signed(said, kid=None),
    "by a stranger who brings the key": lambda said: signed(said, STRANGERS_KEY, jwk=public(STRANGERS_KEY)),
    "by a stranger who points to the key": lambda said: signed(said, STRANGERS_KEY, jku="http://127.0.0.1:9/keys"),
    "with another kind of key": lambda said: signed(said, EC_KEY, "ES256"),
    "with an algorithm not on the list": lambda said: signed(said, algorithm="RS512"),
    "altered after signing": _altered,
    "cut": lambda said: signed(said)[:-20],
    "no token": lambda said: "nothing",
}


@pytest.mark.parametrize("forged", SIGNED_OTHERWISE.values(), ids=SIGNED_OTHERWISE.keys())
def test_a_token_that_the_issuer_did_not_sign_opens_nothing(issuer, person, forged):
    browser = Client()
    asked = begin(browser)
    assert come_back(browser, asked, forged(claims(issuer, asked))) is None


SECONDS_FROM_NOW = {"ended": ("exp", -600), "not yet": ("nbf", 600), "from tomorrow": ("iat", 86_400)}
SAYS_OTHERWISE = {
    "without an end": {"exp": None},
    "for another": {"aud": "another-client"},
    "for several": {"aud": [CLIENT, "another-client"]},
    "for nobody": {"aud": None},
    "of another issuer": {"iss": "https://login.example.org"},
    "of no issuer": {"iss": None},
    "of another tenant": {"tid": OTHER},
    "of no tenant": {"tid": None},
    "of a personal account": {"tid": PERSONAL},
    "of a tenant that is a list": {"tid": [TENANT]},
    "of another person": {"oid": "cccccccc-3333-4333-8333-333333333333"},
    "of nobody": {"oid": None},
    "whose sub imitates our key": {"sub": f"{TENANT}:{PERSON}", "oid": "other"},
    "with another nonce": {"nonce": "of another browser"},
    "without a nonce": {"nonce": None},
}


@pytest.mark.parametrize("said", SAYS_OTHERWISE.values(), ids=SAYS_OTHERWISE.keys())
def test_a_signed_token_that_says_otherwise_opens_nothing(issuer, person, said):
    browser = Client()
    asked = begin(browser)
    assert come_back(browser, asked, signed(claims(issuer, asked, **said))) is None


@pytest.mark.parametrize(("claim", "seconds"), SECONDS_FROM_NOW.values(), ids=SECONDS_FROM_NOW.keys())
def test_a_signed_token_of_another_time_opens_nothing(issuer, person, claim, seconds):
    browser = Client()
    asked = begin(browser)
    assert come_back(browser, asked, signed(claims(issuer, asked, **{claim: int(time.time()) + seconds}))) is None


@pytest.mark.parametrize(
    ("amr", "opens"), [(["pwd", "mfa"], True), (["pwd"], False), ("mfa", False), (None, False), ({"mfa": 1}, False)]
)
def test_where_the_owner_asks_for_it_the_issuer_must_say_that_two_factors_were_used(
    issuer, person, settings, amr, opens
):
    settings.OIDC_AMR = {"mfa"}
    browser = Client()
    asked = begin(browser)
    assert (come_back(browser, asked, signed(claims(issuer, asked, amr=amr))) == person.pk) is opens


def test_a_token_of_another_browser_or_given_twice_opens_nothing(issuer, person):
    mine, theirs = Client(), Client()
    asked, other = begin(mine), begin(theirs)
    token = signed(claims(issuer, asked))
    assert come_back(mine, other, token) is None  # an answer to what this browser never asked
    assert come_back(theirs, other, token) is None
    assert come_back(mine, asked, token) == person.pk
    again = Client()
    assert come_back(again, begin(again), token) is None


def test_a_listed_tenant_stands_in_the_issuer_of_who_signs_in_several(issuer, person, settings):
    Issuer.said = Issuer.said | {"issuer": f"{issuer}/{{tenantid}}/v2.0"}
    settings.OIDC_TENANTS = [TENANT, OTHER]
    for of, opens in ((OTHER, None), (TENANT, person.pk)):
        browser = Client()
        asked = begin(browser)
        assert come_back(browser, asked, signed(claims(issuer, asked, iss=f"{issuer}/{of}/v2.0"))) == opens


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://login.example.org"},
        {"issuer": "https://login.example.org/{tenantid}/v2.0"},
        {"token_endpoint": "http://login.example.org/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": ""},
    ],
)
def test_an_issuer_that_speaks_for_another_or_leads_to_plain_addresses_is_not_asked_further(issuer, said):
    Issuer.said = Issuer.said | said
    assert Client().post(f"{LOGIN}?process=login")["Location"] == "/account/login/?why=failed"


def test_where_the_issuer_sends_on_nobody_goes(issuer):
    Issuer.redirects = "http://127.0.0.1:9/.well-known/openid-configuration"
    assert Client().post(f"{LOGIN}?process=login")["Location"] == "/account/login/?why=failed"


def test_an_address_adds_nothing_to_what_the_issuer_is_asked(issuer):
    more = "&scope=mail.read&auth_params=redirect_uri%3Dhttps%253A%252F%252Fevil.example%26nonce%3Dmine%26code_challenge%3Dc"
    asked = begin(Client(), more)
    assert set(asked["scope"].split()) == {"openid", "profile"}
    assert asked["redirect_uri"].startswith("http://testserver/account/oidc/")
    assert asked["nonce"] != "mine"
    assert asked["code_challenge"] != "c"


def test_a_session_begins_only_where_somebody_asked_for_it(issuer):
    page = Client().get(LOGIN)
    assert page.status_code == 200
    assert "Location" not in page
    assert Client().get("/account/oidc/unheard-of/login/").status_code == 404
