"""Every school of the demonstration has a last roll, and the area lists from agencies, one late, one that failed."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from breakwater.delivery.web import demo_rolls
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import OrganisationArea, School
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.intake.rolls.operations.receiving import ROLLS
from breakwater.partnership.people.models import AgencyList, ListRow, Roll
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater_dev.demo import lists, rolls
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.rolls import lists as service
from breakwater_dev.testing.rolls import number


@dataclass
class Places:
    area: object
    organisations: dict


def _school(n: int):
    owner = make.organisation(f"Invented School {n}", "SCHOOL")
    OrganisationArea.objects.create(organisation=owner, area=make.area(), starts_on=date(2020, 1, 1))
    School.objects.create(organisation=owner, urn=f"90012{n}", la_code="851", establishment_number=f"990{n}")
    return make.team("Safeguarding", of=owner)


def test_every_school_has_a_roll_and_the_lists_are_alive(db, settings, tmp_path):
    settings.BREAKWATER_DATA = tmp_path
    now, teams = timezone.now(), [_school(0), _school(1)]
    with acting_as(make.intake()) as by:
        for n in range(160):
            child = people.enter_person(
                area=make.area(),
                facts=people.NewPerson(
                    forename="Robin",
                    surname=f"Example{chr(97 + n % 26)}{chr(97 + n // 26)}",
                    born=PartDate(2013, 1 + n % 12, 1 + n % 28),
                ),
                by=by,
                at=now,
            )
            people.add_identifier(person=child, scheme="UPN", value=number(n), by=by, at=now)
            circumstances.enrol(
                person=child,
                team=teams[n % 2],
                year_group="8",
                verified=True,
                starts_on=date(2024, 9, 1),
                by=by,
                at=now,
            )
    rolls.build(teams[0], teams, now)
    council = make.organisation("Invented Council")
    lists.build(Places(make.area(), {"council": council, "police": council}), now)
    with acting_as(service()):
        kinds = [
            ROLLS.read(teams[0], Upload(f"roll.{kind}", demo_rolls.path(kind).read_bytes()), at=now)
            for kind in demo_rolls.FILES
        ]
    assert [len(one.pupils) + len(one.refused) for one in kinds] == [len(kinds[0].pupils) + 1] * 2
    assert kinds[1].kind == "CTF"
    with acting_as(service()):
        assert set(Roll.objects.values_list("team", "state")) == {(team.pk, "TAKEN") for team in teams}
        standing = {one.key: one.freshness(on=now.date()).state for one in AgencyList.objects.all()}
        assert (standing["sen"], standing["youth-justice"], standing["exclusions"]) == ("FRESH", "LATE", "FAILED")
        rows = ListRow.objects.in_force()
        assert rows.filter(state="WAITING").count() == len(lists.LISTS)
        assert rows.tied().count() > 100
