"""Agencies' lists for tests: an invented list, taken in and undone as a job would."""

from datetime import date

from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.intake.lists.operations import applying, registering
from breakwater.partnership.people.intake.lists.operations.registering import ListFacts
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.models import ListRow
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.rolls import lists as service
from breakwater_dev.testing.rolls import number

HEAD = "Child ID,UPN,Surname,Forename,DOB,Code,Start date"
DRAWN = date(2026, 3, 2)


def line(n, forename="Ann", surname="Example", born="03/04/2015", upn=None, code="EHCP", since="01/09/2025"):
    return f"S{n},{number(n) if upn is None else upn},{surname},{forename},{born},{code},{since}"


def list_of(*lines, head=HEAD):
    return "\n".join([head, *lines]).encode()


def agency_list(key="sen", area=None, label="SEN register", about="SEN", **facts):
    area = area or make.area()
    with acting_as(service(area)) as by:
        return registering.make_list(
            area,
            key=key,
            facts=ListFacts(
                label=label,
                about=about,
                organisation=make.organisation("Invented Council"),
                owner_name="Sam Owner",
                **facts,
            ),
            by=by,
            at=timezone.now(),
        )


def take(of, *lines, as_at=DRAWN, whole=False, head=HEAD, name="list.csv"):
    with acting_as(service(of.area)) as by:
        return applying.take_in_at_once(
            of, upload=Upload(name, list_of(*lines, head=head)), as_at=as_at, by=by, at=timezone.now(), whole=whole
        )


def undo(version, by):
    with acting_as(by):
        applying.undo(version=version, by=by, at=timezone.now())
    applying.work_back(version=version.pk, area=version.area, at=timezone.now())
    version.agency_list.refresh_from_db()


def rows(by=None):
    """What is in force, as (forename, code, state, whom)."""
    with acting_as(by or service()):
        found = ListRow.objects.in_force().order_by("version__agency_list__key", "line")
        return [tuple(row) for row in found.values_list("forename", "code", "state", "person__forename")]
