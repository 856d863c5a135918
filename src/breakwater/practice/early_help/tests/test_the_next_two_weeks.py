"""The grid on Today: meetings and due dates of the families one leads or co-ordinates, and of nobody else's."""

from datetime import datetime, time

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.casework.models import Meeting
from breakwater.foundation.dates.london_time import LONDON, london_date
from breakwater.foundation.design.fortnight import span
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make


def grid(actor) -> Panel | None:
    with acting_as(actor) as by:
        return TODAY_PANELS["early_help.two_weeks"](by, timezone.now())


def meets(episode, actor, **more) -> None:
    _, friday = span(london_date(timezone.now()))
    at = datetime.combine(friday, time(10), LONDON)
    with acting_as(actor) as by:
        Meeting.objects.create(
            case=episode.case, kind="Review", starts_at=at, called_by=by, called_at=timezone.now(), **more
        )


def test_the_lead_sees_a_meeting_on_its_day_with_its_hour_and_a_stranger_no_grid(led):
    episode, lead = led()
    meets(episode, lead)
    kinds = {kind.words: kind for kind in grid(lead).days[-1].kinds}
    assert [(one.time, one.text) for one in kinds["Review"].shown] == [("10:00", "Ada Example")]
    assert grid(make.actor("dsl", of=make.team())) is None


def test_a_meeting_that_is_cancelled_falls_on_no_day(led):
    episode, lead = led()
    meets(episode, lead, cancelled_because="The school is closed")
    shown = grid(lead)
    assert "Review" not in [kind.words for day in (shown.days if shown else []) for kind in day.kinds]


def test_the_grid_asks_the_database_as_often_for_three_families_as_for_one(led):
    episode, lead = led()
    meets(episode, lead)

    def counted() -> int:
        grid(lead)
        with CaptureQueriesContext(connection) as asked:
            grid(lead)
        return len(asked)

    once = counted()
    for _ in range(2):
        another, _ = led(lead)
        meets(another, lead)
    assert counted() == once


def test_today_draws_the_grid_and_its_style(led, signed_in):
    episode, lead = led()
    meets(episode, lead)
    page = signed_in(lead).get("/today/").content.decode()
    assert page.count('<li class="bw-fortnight__day') == 10
    assert "design/drawings" in page
