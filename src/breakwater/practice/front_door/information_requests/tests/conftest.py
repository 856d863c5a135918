"""A MASH, the agencies around it, a contact, and requests to them."""

import itertools
from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import OpeningHours
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.information_requests.operations import answering, requests
from breakwater.practice.front_door.models import AgencyKind, Contact, InformationRequest, StruckOrganisation
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import arrival, decides, signed_in
from breakwater_dev.testing.mash import manager, screener

__all__ = ["decides", "manager", "screener", "signed_in"]

_keys = itertools.count(1)
PEOPLE = (requests.Named("Robin Quayside", "the child", "4 May 2016", "1 Invented Road\n2 Invented Road"),)


@pytest.fixture
def mash(db):
    team = make.team("MASH", service="front_door")
    OpeningHours.objects.bulk_create(
        OpeningHours(team=team, weekday=day, opens_at=time(9), closes_at=time(17), effective_from=make.LONG_AGO)
        for day in range(5)
    )
    return team


@pytest.fixture
def police_team(db):
    return make.team("Public protection", of=make.organisation("Invented Police", "POLICE"))


@pytest.fixture
def health_team(db):
    return make.team("Health visiting", of=make.organisation("Invented Health", "HEALTH"))


@pytest.fixture
def police(police_team):
    return make.actor("agency_professional", of=police_team)


@pytest.fixture
def health(health_team):
    return make.actor("agency_professional", of=health_team)


@pytest.fixture
def contact_arrives(mash):
    def arrive(**more) -> Contact:
        at = more.pop("at", timezone.now())
        child = arrivals.ChildTold(named_as="Robin Quayside", person=more.pop("child", None))
        receipt = arrivals.receive(arrival(children=[child], **more), by=make.intake(), at=at)
        with acting_as(make.intake()):
            return Contact.objects.select_related("case").get(submission_id=receipt.submission_id)

    return arrive


@pytest.fixture
def ask(screener):
    """`ask(contact, police_team, health_team)` returns the requests that were sent, one a team."""

    def send(contact, *teams, at: datetime | None = None, by=None, people=PEOPLE, **more) -> list[InformationRequest]:
        facts = {
            "reason": "Shouting at night",
            "lawful_basis": "PUBLIC_TASK",
            "agreement": "NOT_ASKED",
            "proportionate": "The child has been named three times",
            "sensitivity": "ROUTINE",
        } | more
        key, send_now = facts.pop("key", uuid4()), facts.pop("send_now", True)
        kind = facts.pop("kind", AgencyKind.POLICE)
        of = [requests.Ask(team, kind, ["What is known?"]) for team in teams]
        checks = requests.AgencyChecks(of=of, people=people, **facts)
        actor = by or screener
        with acting_as(actor):
            return requests.ask(contact, checks, key=key, by=actor, at=at or timezone.now(), send_now=send_now)

    return send


@pytest.fixture
def answers():
    """`answers(request, actor, text, label)` answers as that post."""

    def give(request, by, text="The police were called twice in June", label="MASH", finding="KNOWN", at=None, **more):
        key, at = more.pop("key", uuid4()), at or timezone.now() + timedelta(minutes=1)
        said = answering.AgencyAnswer(finding=finding, label=label, text=text, **more)
        with acting_as(by):
            return answering.answer(request, said, key=key, by=by, at=at)

    return give


@pytest.fixture
def sealed():
    """`sealed(contact, reader, reader)` restricts the contact's case to those humans."""

    def seal(contact, *readers) -> None:
        from django.db import connection

        with acting_as(readers[0]), connection.cursor() as cursor:
            humans = [reader.membership.user_id for reader in readers]
            cursor.execute(
                "select access.seal_row('case', %s, %s, 'a colleague', true, null)", [contact.case_id, humans]
            )

    return seal


@pytest.fixture
def seen_by():
    """`seen_by(actor, Model)` lists the keys of the rows that post may read."""

    def look(actor, model) -> list[int]:
        with acting_as(actor):
            return sorted(model.objects.values_list("pk", flat=True))

    return look


@pytest.fixture
def struck():
    """`struck(contact, organisation)`: that organisation must not learn of the contact (SG-11)."""

    def strike(contact, organisation) -> None:
        with acting_as(make.intake()) as by:
            StruckOrganisation.objects.create(
                case_id=contact.case_id, organisation=organisation, since=timezone.now(), struck_by=by
            )

    return strike
