"""The demonstration's needs and services: told quickly, alike each time, and the question of 5.6 has an answer."""

import time
from datetime import UTC, datetime

from breakwater.foundation.dates.months import months_later
from breakwater.improvement.commissioning.models import AgeBand, Gap, GapDecision, NeedFigure, Provision, Quarter
from breakwater.improvement.commissioning.needs import lookup, reading
from breakwater.improvement.commissioning.provision import lookup as provision
from breakwater.improvement.commissioning.question.reading import answer
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.settled import settled
from breakwater_dev.demo import commissioning, places, services, staff

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_wards_with_high_need_and_no_early_help_are_found(db):
    made = places.build(NOW.date())
    people = staff.build(made)
    with settled():
        services.build(made.area, people.actor("business manager"), NOW)
        began = time.process_time()
        commissioning.tell(made, people, NOW)
    assert time.process_time() - began < 20
    with acting_as(people.posts["business manager"]) as by:
        measure = lookup.by_title(by)["Mental health need"]
        read = reading.read(measure, lookup.together(measure))
        running = provision.running(made.area.pk, NOW.date())
        found = answer(read, AgeBand.SECONDARY, Provision.Tier.EARLY, running)
        ending = provision.ending(made.area.pk, NOW.date(), months_later(NOW.date(), 6))
        assert [each.service.name for each in ending] == ["One-to-one mentor"]
    assert {each.name for each in found.gaps} == {"Charles Dickens", "Paulsgrove", "Cosham", "Nelson", "Fratton"}
    assert Quarter.objects.count() == 2 * Provision.objects.count() == 24
    assert NeedFigure.objects.filter(source__istartswith="invented").count() == NeedFigure.objects.count() > 70
    outcomes = GapDecision.objects.order_by("outcome").values_list("outcome", "accepted_by")
    assert list(outcomes) == [("ACCEPT", "Director of children’s services, for the executive"), ("COMMISSION", "")]
    assert Gap.objects.count() == 3
