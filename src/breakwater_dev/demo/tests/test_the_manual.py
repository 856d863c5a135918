"""The demonstration's manual: four areas, variations, a version that two have taken, one out to consultation, one overdue."""

from datetime import UTC, datetime

from breakwater.knowledge.policies import finding, waiting
from breakwater.knowledge.policies.models import Chapter, Period
from breakwater_dev.demo import manual, places, staff


def test_the_manual_shows_four_areas_and_what_waits_in_each(db):
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    made = places.build(now.date())
    manual.build(made, staff.build(made), now)
    today, portsmouth, island = now.date(), made.areas["851"], made.areas["921"]
    assert Period.objects.believed().on(today).count() == 24
    assert [each.number for each in waiting.overdue(portsmouth, today)] == ["7.7"]
    assert [each.chapter.number for each in waiting.to_decide(portsmouth)] == ["2.1"]
    assert [each.version.chapter.number for each in waiting.questions(island)] == ["2.1"]
    assert [(each.chapter.number, each.unanswered) for each in waiting.being_written(portsmouth)] == [("3.1", 1)]
    bruises = Chapter.objects.get(number="2.1")
    numbers = {code: finding.in_force(bruises, area, today).version.number for code, area in made.areas.items()}
    assert numbers == {"851": "1.0.0", "850": "1.1.0", "852": "1.1.0", "921": "1.0.0"}
    assert finding.in_force(Chapter.objects.get(number="1.2"), portsmouth, today).local is not None
