"""The demonstration's boards: two years of six groups, four areas with their roles and arrangements, in few seconds."""

from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings

from breakwater.foundation.storage import create_key_file
from breakwater.improvement.assurance.arrangements import lookup as arrangements
from breakwater.improvement.assurance.boards import lookup
from breakwater.improvement.assurance.models import BoardDecision, BoardGroup, BoardMeeting, Minutes
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.settled import settled
from breakwater_dev.demo import boards, places, staff

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_two_years_of_six_boards_in_four_areas(db):
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    made = places.build(NOW.date())
    people = staff.build(made)
    with settled():
        boards.tell(made, people, NOW)
    area, keeper = made.area, people.actor("business manager")
    with acting_as(keeper):
        assert BoardGroup.objects.filter(area=area).count() == 6
        held = BoardMeeting.objects.filter(area=area, state="HELD")
        assert held.count() > 60
        assert held.count() == BoardDecision.objects.filter(area=area).count()
        assert Minutes.objects.filter(meeting__area=area, state="APPROVED").count() == held.count() - 6
        numbers = list(BoardDecision.objects.filter(area=area).values_list("number", flat=True))
        assert len(set(numbers)) == len(numbers)
        assert BoardMeeting.objects.filter(area=area, state="PLANNED").count() == 6
        came = {each.agency: each for each in lookup.attendance_between(area, date(2025, 4, 1), date(2026, 3, 31))}
        assert (
            came["Invented Harbour Police"].expected
            == came["Invented Harbour Police"].attended + came["Invented Harbour Police"].substitutes
        )
        assert lookup.decisions_between(area, date(2025, 4, 1), date(2026, 3, 31))
        assert lookup.challenges_between(area, date(2024, 11, 1), NOW.date())[0]
    for each in made.areas.values():
        (chief,) = arrangements.holders_on(each, date(2026, 1, 1)).filter(role="lead_partner", partner="POLICE")
        assert chief.name == "Sir Tobias Anchorage"
        assert arrangements.agencies_named_on(each, NOW.date()).count() == (8 if each == area else 7)
        assert arrangements.contributions(each, 2026).count() == 5
    doctor = people.posts["designated doctor"].user
    assert arrangements.held_by(doctor, NOW.date()).count() == 4
    assert [each.is_overdue for each in arrangements.lapses(area, NOW.date())] == [True, False]
    with acting_as(people.actor("business manager 850")):
        assert set(BoardMeeting.objects.values_list("group__kind", flat=True)) == {"executive", "joint"}
