"""A MASH, a school and police that tell it things, and browsers signed in as their people."""

import itertools
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.operations import arrivals, decisions, screening
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.mash import make_ready

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)
_keys = itertools.count(1)


@pytest.fixture
def school(db):
    return make.team("Harbour School safeguarding", of=make.organisation("Harbour School", "SCHOOL"))


@pytest.fixture
def dsl(school):
    return make.actor("dsl", of=school)


@pytest.fixture
def police(db):
    team = make.team("Public protection", of=make.organisation("Invented Police", "POLICE"))
    make.membership("agency_professional", of=team)
    return team


@pytest.fixture
def signed_in(db):
    """`signed_in(actor)` returns a browser signed in as the human behind a post, second factor and all."""

    def browser_of(actor) -> Client:
        browser = Client()
        browser.force_login(actor.membership.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = browser.session
        session["factor_added"] = True
        session.save()
        return browser

    return browser_of


@pytest.fixture
def tells(mash):
    """`tells(post, "Sam Sample", ...)`: a professional sends a contact; the receipt comes back."""

    def tell(by, *names: str, at=None, **more):
        post = by.membership
        facts = {"channel": "PROFESSIONAL", "worry": "Bruises twice this month"} | more
        with acting_as(by):
            return arrivals.receive(
                area=make.area(),
                key=f"told-{next(_keys)}",
                by=by,
                at=at or timezone.now(),
                sender_team=post.team,
                sender_user=post.user,
                sender_organisation=post.team.organisation,
                sender_words=by.post[:240],
                children=[arrivals.ChildTold(named_as=name, born="2016-05-04") for name in names],
                **facts,
            )

    return tell


@pytest.fixture
def contacts_of(mash, manager):
    """`contacts_of(receipt)`: the contacts it made, as the manager sees them."""

    def found(receipt) -> list[Contact]:
        with acting_as(manager):
            return list(
                Contact.objects.select_related("case", "child")
                .filter(submission=receipt.submission_id)
                .order_by("position")
            )

    return found


@pytest.fixture
def decides(manager, screener):
    """`decides(contact, "O13")`: settled, rated and decided."""

    def decide(
        *contacts: Contact, outcome: str = "O1", child=None, words: str = "Keep offering breakfast club.", at=None
    ):
        at = at or timezone.now()
        with acting_as(screener):
            for contact in contacts:
                person = child or make.person()
                screening.match(contact=contact, person=person, was_new=True, searched={}, found=0, by=screener, at=at)
        make_ready(*contacts, by=screener, at=at)
        with acting_as(manager):
            return decisions.decide(
                contacts=list(contacts),
                outcome=outcome,
                rationale=REASONS,
                words_for_sender=words,
                by=manager,
                at=at + timedelta(minutes=1),
                checked_by_hand=True,
            )

    return decide
