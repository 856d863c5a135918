"""An area's file: shown first, taken in at once, again without change, and wrong in words with its line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from breakwater.delivery.area_file import Fault, read, take_in
from breakwater.delivery.settings.environment import CHECKOUT
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import (
    ContactPoint,
    DutyPost,
    OpeningHours,
    OrganisationArea,
    Patch,
    ReceiverChange,
    School,
    Team,
    TeamService,
)
from breakwater.practice.education.models import CohortProposal, CohortRule
from breakwater_dev.testing import factories as make

EXAMPLE = Path(CHECKOUT) / "docs" / "area.yaml"
AT = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def northmere(db):
    """The area of the example, as `new-area` and `first-post` leave it."""
    area = make.area("999", name="Northmere")
    council = serving(area, make.organisation("Northmere City Council", "COUNCIL"))
    office = make.team("Partnership office", of=council, in_area=area)
    return make.membership("business_manager", of=office).team.area


def serving(area, organisation):
    OrganisationArea.objects.get_or_create(organisation=organisation, area=area, defaults={"starts_on": AT.date()})
    return organisation


@pytest.fixture
def keeper(northmere):
    return actor_of(northmere.teams.get().memberships.get())


@pytest.fixture
def taken(northmere, keeper):
    """`taken(text)` takes a file in as the area's keeper, or as those who are named."""

    def take(text="", *, apply=True, actors=None, at=AT):
        content = text.encode() if text else EXAMPLE.read_bytes()
        return take_in(read(content), area=northmere, actors=actors or [keeper], at=at, apply=apply)

    return take


def lines(outcome) -> list[tuple[int, str]]:
    return [(fault.line, fault.words) for fault in outcome.faults]


def test_the_example_is_shown_then_taken_in_then_changes_nothing(northmere, taken):
    shown = taken(apply=False)
    assert (lines(shown), shown.is_applied) == ([], False)
    assert (TeamService.objects.count(), Patch.objects.count(), ContactPoint.objects.count()) == (0, 0, 0)
    done = taken()
    assert (done.is_applied, done.changes) == (True, shown.changes)
    northmere.refresh_from_db()
    assert northmere.rooms_off == ["child_on_child", "policies", "prevent", "training"]
    assert northmere.early_help_label == "Family Help Assessment"
    mash = Team.objects.get(services__service="front_door", area=northmere)
    friday = OpeningHours.objects.get(team=mash, weekday=4)
    assert (str(friday.opens_at), str(friday.closes_at)) == ("08:30:00", "16:30:00")
    assert DutyPost.objects.get(paged_as=1).pager == "07700 900821"
    again = taken()
    assert (again.changes, lines(again)) == ([], [])


def test_every_change_is_in_the_audit_under_whoever_took_it_in(northmere, taken, keeper):
    with acting_as(keeper):
        outcome = taken()
        written = audit.current()
    assert written.actor == keeper.pk
    assert set(written.facts["through"]) == {keeper.pk}
    assert len(written.done) >= len(outcome.changes)
    assert written.changed["area"] == {northmere.pk}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "begins with"),
        ("area: 998\n", 1, "This is the file of area 998"),
        ("area: 999\nnumber:\n  - {purpose: OTHER}\n", 2, "'number' is not known here. Known are"),
        ("area: 999\narea: 999\n", 2, "area is said twice, first on line 1"),
        (
            "area: 999\nterms:\n  - {label: Spring, starts_on: 4 Jan, ends_on: 2027-03-25}\n",
            3,
            "Write starts_on as 2027-01-04",
        ),
        ("area: 999\nterms: Spring\n", 2, "begin each of its entries with"),
        ("area: 999\nrooms: {off: [front_door]}\n", 2, "No room is called front_door"),
        ("area: 999\npatches:\n  - name: East\n    wards:\n      - Harbour\n", 5, "by its ONS code"),
        (
            "area: 999\nnumbers:\n  - purpose: FRONT_DOOR\n    label: MASH\n    source: us\n",
            3,
            "Enter a telephone number",
        ),
        ("area: 999\nduty_posts:\n  - {title: LADO, team: Nobody}\n", 3, "The area has no team Nobody"),
        ("area: 999\nduty_posts: [\n", 3, "This is no YAML"),
        ("area: &a 999\nother: *a\n", 1, "references"),
        ("area: 999\norganisations:\n  - {name: St Anne's, kind: SCHOOL}\n", 3, "kind is one of"),
        (
            "area: 999\norganisations:\n  - {name: Borough, kind: COUNCIL}\n",
            3,
            "The area’s council is Northmere City Council",
        ),
        ("area: 999\nsharing_rules:\n  begin_with: standard\n", 3, "Nobody named may change what a school may see"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_nothing_is_changed(northmere, keeper, text, line, says):
    try:
        wrong = lines(take_in(read(text.encode()), area=northmere, actors=[keeper], at=AT, apply=True))
    except Fault as fault:
        wrong = [(fault.line, fault.words)]
    assert wrong[0][0] == line
    assert says in wrong[0][1]
    northmere.refresh_from_db()
    assert (northmere.rooms_off, Patch.objects.count(), Team.objects.filter(area=northmere).count()) == ([], 0, 1)


def test_one_wrong_line_keeps_all_the_others_out_and_every_wrong_line_is_said(northmere, taken):
    text = "area: 999\npatches:\n  - name: East\n  - name: West\n    wards: [x]\nterms:\n  - label: Spring\n"
    outcome = taken(text)
    assert [line for line, _ in lines(outcome)] == [5, 7]
    assert Patch.objects.count() == 0


def test_schools_follow_the_wards_of_their_patch_and_a_ward_is_in_one_patch(northmere, taken):
    school = serving(northmere, make.organisation("An invented school", "SCHOOL"))
    School.objects.create(organisation=school, urn="999001", la_code="999", ward_code="E05099003")
    taken("area: 999\npatches:\n  - {name: East, wards: [E05099001]}\n  - {name: West, wards: [E05099003]}\n")
    assert School.objects.get(urn="999001").patch.name == "West"
    both = taken("area: 999\npatches:\n  - {name: East, wards: [E05099001, E05099003]}\n")
    assert lines(both) == [(3, "E05099003: in the patch West already")]


def test_a_number_that_differs_is_replaced_from_today_and_never_overwritten(northmere, taken):
    text = "area: 999\nnumbers:\n  - {purpose: FRONT_DOOR, label: MASH, telephone: 01632 960800, source: us}\n"
    taken(text, at=datetime(2026, 11, 20, 9, tzinfo=UTC))
    taken(text.replace("960800", "960899"))
    rows = ContactPoint.objects.filter(area=northmere).order_by("effective_from")
    assert [(row.telephone, row.effective_to is None) for row in rows] == [
        ("01632 960800", False),
        ("01632 960899", True),
    ]


def test_a_service_goes_to_another_team_of_the_mash_only_with_a_second_person(northmere, taken):
    taken()
    text = (
        EXAMPLE.read_text()
        .replace("receives: [front_door]\n", "asked_as: OTHER\n")
        .replace("- name: Heads of service\n", "- name: Heads of service\n        receives: [front_door]\n")
    )
    outcome = taken(text)
    assert any("once a second person approves it" in change.words for change in outcome.changes)
    assert ReceiverChange.objects.waiting().count() == 1
    assert TeamService.objects.get(service="front_door", area=northmere).team.name == "MASH"


def test_sharing_rules_are_the_link_managers_and_showing_more_waits_for_a_second_person(northmere, keeper, taken):
    link = make.actor("link_manager", of=northmere.teams.get())
    text = "area: 999\nsharing_rules:\n  lines:\n    - {code: %s, see: D, because: The board agreed}\n"
    begun = taken("area: 999\nsharing_rules:\n  begin_with: standard\n", actors=[keeper, link])
    assert lines(begun) == []
    never = CohortRule.objects.filter(area=northmere, see="N").first()
    outcome = taken(text % never.code, actors=[keeper, link])
    assert [change.words for change in outcome.changes] == [f"Cohort {never.code}: waits for a second person"]
    assert CohortProposal.objects.get().proposed_by == link
    assert taken(text % never.code, actors=[keeper, link]).changes == []
    barred = taken(text % "PREV", actors=[keeper, link])
    assert "never on a school’s list" in lines(barred)[0][1]
