"""OpenID Connect: known by tenant and object id, from listed tenants, tied to a person on joining."""

import re

import pytest
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from breakwater.delivery.web import joining, sessions
from breakwater.delivery.web.invitations import Wanted
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import User
from breakwater_dev.testing import factories as make

TENANT, PERSON = "aaaaaaaa-1111-4111-8111-111111111111", "bbbbbbbb-2222-4222-8222-222222222222"


@pytest.fixture(autouse=True)
def configured(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    settings.OIDC_TENANTS = [TENANT]
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "organisation",
                    "name": "City account",
                    "client_id": "c",
                    "secret": "s",
                    "settings": {"server_url": "https://login.example.org", "fetch_userinfo": False},
                }
            ]
        }
    }


def arrive(token="", **claims):
    """Come back from the organisation's sign-in with these claims; returns the request and the answer."""
    from allauth.account.middleware import AccountMiddleware
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get("/account/oidc/organisation/login/callback/")
    outcome = {}

    def last(request):
        request.user = AnonymousUser()
        if token:
            joining.keep_in(request, token)
        data = {
            "id_token": {
                "sub": "x",
                "tid": TENANT,
                "oid": PERSON,
                "nonce": "n",
                "name": "Odd One",
                "email": "any@example.org",
            }
            | claims
        }
        provider = OpenIDConnectProvider(request, app=app(request))
        login = provider.sociallogin_from_response(request, data)
        login.state = {"process": "login", "nonce": "n"}
        outcome["answer"] = complete_login(request, login)
        return outcome["answer"]

    SessionMiddleware(MessageMiddleware(AccountMiddleware(last)))(request)
    return request, outcome["answer"]


def app(request):
    from allauth.socialaccount.adapter import get_adapter

    return get_adapter(request).get_app(request, provider="organisation")


@pytest.fixture
def invitation_token(db):
    keeper = make.actor("business_manager")
    with acting_as(keeper):
        joining.invite(wanted=Wanted("odd@example.org", "Odd One", make.team(), "dsl"), by=keeper, at=timezone.now())
    return re.search(r"/join/([^/]+)/", OutboxMessage.objects.get().body)[1]


def test_an_account_nobody_invited_is_refused(db):
    _, answer = arrive()
    assert answer["Location"] == "/account/login/?why=unknown"
    assert not User.objects.exists()


def test_an_invitation_ties_the_account_to_a_person(invitation_token):
    request, answer = arrive(invitation_token)
    person = User.objects.get(email="odd@example.org")
    assert SocialAccount.objects.get(user=person).uid == f"{TENANT}:{PERSON}"
    assert person.memberships.get().role_id == "dsl"
    assert not person.has_usable_password()


def test_afterwards_the_person_is_known_by_tenant_and_object_id(invitation_token):
    arrive(invitation_token)
    request, answer = arrive(sub="another client's sub", email="renamed@example.org")
    assert request.user.email == "odd@example.org"
    assert sessions.has_second_factor(request)


def test_the_same_object_id_in_another_tenant_is_someone_else(invitation_token, settings):
    arrive(invitation_token)
    other = "cccccccc-3333-4333-8333-333333333333"
    settings.OIDC_TENANTS = [TENANT, other]
    assert arrive(tid=other)[1]["Location"] == "/account/login/?why=unknown"


def test_a_tenant_that_is_not_listed_is_refused_although_invited(invitation_token):
    _, answer = arrive(invitation_token, tid="dddddddd-4444-4444-8444-444444444444")
    assert answer["Location"] == "/account/login/?why=tenant"
    assert not SocialAccount.objects.exists()


def test_a_sub_that_imitates_our_key_is_refused(invitation_token):
    arrive(invitation_token)
    assert arrive(sub=f"{TENANT}:{PERSON}", tid=TENANT, oid="other")[1]["Location"] == "/account/login/?why=tenant"


def test_the_words_on_the_sign_in_page_say_what_to_do(db):
    page = Client().get("/account/login/?why=unknown").content.decode()
    assert "Your account is not known here yet" in page
    assert "Use City account" in page
