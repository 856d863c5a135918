"""The demonstration's twelve recommendations: three years, four areas, chains whole and broken, and nothing of a case behind them."""

from collections import Counter
from datetime import UTC, datetime

from breakwater.improvement.learning.lessons import lookup
from breakwater.improvement.learning.lessons.behind import behind_chapter, behind_course
from breakwater.improvement.learning.models import Change, Recommendation
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.settled import settled
from breakwater_dev.demo import lessons, manual, places, staff, training


def test_twelve_recommendations_of_three_years_in_four_areas(db):
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    made = places.build(now.date())
    people = staff.build(made)
    with settled():
        manual.build(made, people, now)
        training.build(made, people, now)
        lessons.tell(made, people, now)
    with acting_as(people.posts["business manager"]):
        rows = list(lookup.whole(lookup.RECOMMENDATIONS))
        here = Counter(each.chain.code for each in lookup.chains(rows, now.date(), made.area.pk))
        by_area = lookup.chains_by_area(rows, lookup.sharing_areas(), now.date())
    assert len(rows) == 12
    assert len({each.made_on.year for each in rows}) == 3
    assert here["whole"] == 4
    assert {"answer", "action", "impact", "refused"} <= here.keys(), here
    assert {sum(each is not None for each in chains) for _, chains in by_area} == {1, 2, 4}
    elsewhere = Counter(each.code for _, chains in by_area for each in chains if each) - here
    assert elsewhere["whole"] >= 2
    changed = Change.objects.get(kind="POLICY", recommendation__number=1, area=made.area)
    assert behind_chapter(changed.version.chapter_id, made.area.pk)[changed.place]
    course = Change.objects.filter(kind="COURSE", closed_at__isnull=False).first().course_edition.course_id
    assert behind_course(course, None)[""]
    assert Recommendation.objects.filter(review__published_on=None).count() == 3
