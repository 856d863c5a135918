"""School rolls for tests: invented pupils of an invented school, taken in and undone as a job would."""

from django.utils import timezone
from stdnum.gb import upn as upn_check

from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.intake.rolls.operations import applying, undoing
from breakwater.partnership.people.models import (
    AlsoKnownAs,
    Enrolment,
    Identifier,
    Person,
    RollOutcome,
    RollPupil,
    RollTie,
)
from breakwater_dev.testing import factories as make

HEAD = "UPN,Surname,Forename,DOB,Year,Address,Postcode"


def number(n):
    body = f"000990115{n:03}"
    return upn_check.calc_check_digit(body) + body


def line(
    n,
    surname="Example",
    forename=None,
    born="03/04/2015",
    year="6",
    address="12 High Street",
    postcode="PO1 2AB",
    upn=None,
):
    names = ["Ann", "Bo", "Cyril", "Dinah", "Edgar", "Fatima", "Gwen", "Hugo", "Iris", "Jakub"]
    return (
        f"{number(n) if upn is None else upn},{surname},{forename or names[n % 10]},{born},{year},{address},{postcode}"
    )


def roll_of(*lines):
    return "\n".join([HEAD, *lines]).encode()


def lists(area=None):
    return service_of(area or make.area(), ServiceName.LISTS)


def take(team, *lines, by=None, leavers_go=True):
    """Take in a roll as the command does, or as someone confirmed it."""
    now = timezone.now()
    with acting_as(lists(team.area)) as service:
        return applying.take_in_at_once(
            team, upload=Upload("roll.csv", roll_of(*lines)), by=service, at=now, sent_by=by, leavers_go=leavers_go
        )


def undo(roll, by):
    with acting_as(by):
        undoing.undo(roll=roll, by=by, at=timezone.now())
    undoing.work_back(roll=roll.pk, area=roll.area, at=timezone.now())
    with acting_as(by):
        roll.refresh_from_db()


def outcome(roll):
    with acting_as(lists()):
        return {name: number for name, number in RollOutcome.objects.get(roll=roll).counts.items() if number}


def everything():
    """What the area holds of people and rolls, as one thing to compare."""
    with acting_as(lists()):
        return (
            sorted(Person.objects.values_list("forename", "surname", "born_on", "known_as")),
            sorted(Identifier.objects.values_list("person__surname", "scheme", "value")),
            sorted(
                Enrolment.objects.values_list(
                    "person__forename", "team", "starts_on", "ends_on", "verified_on", "year_group"
                ),
                key=str,
            ),
            sorted(AlsoKnownAs.objects.values_list("forename", "surname", "kind")),
            sorted(
                RollPupil.objects.values_list("upn", "forename", "surname", "born_on", "year_group", "left_in"), key=str
            ),
            sorted(RollTie.objects.values_list("state", "pupil__upn", "person__forename"), key=str),
        )
