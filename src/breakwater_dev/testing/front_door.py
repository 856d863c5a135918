"""What arrives at a front door, for the tests of its inner rooms: a school and police that tell it things, contacts, their decisions."""

import itertools
from dataclasses import fields
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Team
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.mash import make_ready

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)


_keys = itertools.count(1)


OF_THE_SENDER = {
    "sender_words": "words",
    "sender_team": "team",
    "sender_user": "user",
    "sender_organisation": "organisation",
}


def arrival(**facts) -> arrivals.Arrival:
    """What arrives at Portsmouth's front door, by a member of the public unless said; `facts` of an Arrival and of its Sender."""
    facts = {
        "area": make.area(),
        "channel": "PUBLIC",
        "worry": "Shouting every night",
        "key": f"key-{next(_keys)}",
    } | facts
    names = {field.name for field in fields(arrivals.Arrival)}
    of_sender = {OF_THE_SENDER.get(name, name): facts.pop(name) for name in set(facts) - names}
    return arrivals.Arrival(**facts, sender=arrivals.Sender(**of_sender)) if of_sender else arrivals.Arrival(**facts)


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
        told = arrival(
            sender_team=post.team,
            sender_user=post.user,
            sender_organisation=post.team.organisation,
            sender_words=by.post[:240],
            children=[arrivals.ChildTold(named_as=name, born="2016-05-04") for name in names],
            **{"channel": "PROFESSIONAL", "worry": "Bruises twice this month"} | more,
        )
        with acting_as(by):
            return arrivals.receive(told, by=by, at=at or timezone.now())

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
        *contacts: Contact,
        outcome: str = "O1",
        child=None,
        words: str = "Keep offering breakfast club.",
        at=None,
        **more,
    ):
        at = at or timezone.now()
        with acting_as(screener):
            for contact in contacts:
                person = child or make.person()
                claims.match(contact=contact, person=person, was_new=True, searched={}, found=0, by=screener, at=at)
        make_ready(*contacts, by=screener, at=at)
        with acting_as(manager):
            return decisions.decide(
                list(contacts),
                decisions.DecisionFacts(
                    outcome=outcome, rationale=REASONS, words_for_sender=words, checked_by_hand=True, **more
                ),
                by=manager,
                at=at + timedelta(minutes=1),
            )

    return decide


@pytest.fixture
def tier2(db):
    return make.team("Tier 2 co-ordinators", service="early_help")


@pytest.fixture
def social_care(db):
    return make.team("Assessment team", service="strategy")


@pytest.fixture
def contact_arrives(mash):
    """`contact_arrives(children=[...], child=person)` returns the contacts of one submission."""

    def arrive(*children: arrivals.ChildTold, child=None, days_ago: int = 0, **more) -> Contact:
        at = more.pop("at", timezone.now() - timedelta(days=days_ago))
        told = list(children) or [arrivals.ChildTold(named_as="Sam Sample", person=child)]
        receipt = arrivals.receive(arrival(children=told, **more), by=make.intake(), at=at)
        with acting_as(make.intake()):
            contacts = list(receipt.submission.contacts.order_by("position"))
        return contacts[0] if len(contacts) == 1 else contacts

    return arrive


@pytest.fixture
def settled(contact_arrives, screener):
    """`settled()` returns a contact whose child is settled."""

    def make_one(**more) -> Contact:
        contact = contact_arrives(**more)
        with acting_as(screener):
            claims.match(
                contact=contact,
                person=make.person("Sam", "Sample"),
                was_new=True,
                searched={},
                found=0,
                by=screener,
                at=timezone.now(),
            )
            contact.refresh_from_db()
        return contact

    return make_one


@pytest.fixture
def ready(contact_arrives, is_ready):
    """`ready(...)` returns contacts that a screener has allocated, searched for and rated, for a manager to decide."""

    def make_one(*children: arrivals.ChildTold, **more) -> Contact:
        arrived = contact_arrives(*children, **more)
        is_ready(*(arrived if isinstance(arrived, list) else [arrived]))
        return arrived

    return make_one


@pytest.fixture
def early_help_manager(mash):
    return make.actor("early_help_manager", of=make.team("Tier 2", service="early_help"))


@pytest.fixture
def arrives(mash):
    """`arrives(3)` receives so many contacts now, each of a child of its own, and returns them."""

    def arrive(number: int = 1, *, minutes_ago: int = 0, **more) -> list[Contact]:
        made = []
        for _ in range(number):
            told = arrival(**{"children": [arrivals.ChildTold(named_as="Robin Sample")]} | more)
            at = timezone.now() - timedelta(minutes=minutes_ago)
            receipt = arrivals.receive(told, by=make.intake(), at=at)
            with acting_as(make.intake()):
                made += list(receipt.submission.contacts.all())
        return made

    return arrive


@pytest.fixture
def restrict(manager, mash):
    """Seal a contact to two readers, of whom the manager is none."""
    readers = [make.membership("mash_manager", of=mash), make.membership("mash_screener", of=mash)]

    def seal(contact: Contact) -> None:
        with acting_as(readers[0]), connection.cursor() as cursor:
            humans = [reader.user_id for reader in readers]
            cursor.execute(
                "select access.seal_row('case', %s, %s, 'a colleague''s child', true, null)", [contact.case_id, humans]
            )

    seal.reader = readers[0]
    return seal


WORDS = "Thank you. Keep offering breakfast club."


def decided(reference: str, team: Team, words: str = WORDS) -> None:
    """The MASH settles, screens and decides every contact that was sent."""
    screener, manager = make.actor("mash_screener", of=team), make.actor("mash_manager", of=team)
    at = timezone.now()
    with acting_as(screener):
        found = list(Contact.objects.filter(submission__reference=reference))
        for contact in found:
            claims.match(contact=contact, person=make.person(), was_new=True, searched={}, found=0, by=screener, at=at)
        make_ready(*found, by=screener, at=at)
    with acting_as(manager):
        facts = decisions.DecisionFacts(outcome="O1", rationale=REASONS, words_for_sender=words, checked_by_hand=True)
        decisions.decide(found, facts, by=manager, at=at)
