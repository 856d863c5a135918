"""One list made again: the new version of a recalled one, what was settled since, and what earlier lists were made from stays."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from breakwater.casework.cases.standings import Standing
from breakwater.foundation.design.moments import spoken
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.practice.education import jobs
from breakwater.practice.education.answers.operations import answers, corrections
from breakwater.practice.education.answers.operations.answers import Said
from breakwater.practice.education.lists.operations import new_versions, release
from breakwater.practice.education.models import Correction, ListRow, SchoolList, SourceState


@pytest.fixture
def ada(city):
    child = city.pupil()
    city.says(Standing(child.pk, "CPP", worker="Wren Worker"))
    return child


def again(browser, city, school_list):
    """The button, and the job behind it."""
    answer = browser.post(reverse("education:make_anew", args=[school_list.public_id]))
    if browser.get(answer.url).content.decode().count("being made again"):
        jobs.make_anew(area=city.area.pk, team=school_list.team_id, period=school_list.fortnight.period.isoformat())
    return answer


def test_a_recalled_list_gets_its_new_version_from_its_own_page(signed_in, city, ada, link):
    """The page said that a new version can be made, and no page made one."""
    city.fortnight(0)
    found = city.list_of(0)
    with acting_as(link) as by:
        release.recall(school_list=found, because="A pupil of another school", by=by, at=city.now)
    browser = signed_in(link)
    assert "Make a new version" in browser.get(reverse("education:list", args=[found.public_id])).content.decode()
    again(browser, city, found)
    made = city.list_of(0)
    assert (made.version, made.state) == (2, "BUILT")
    assert "Make a new version" not in browser.get(reverse("education:list", args=[found.public_id])).content.decode()
    assert city.list_of(1).version == 1  # the others are left alone


def test_one_list_made_anew_leaves_when_all_the_others_were_worked_out(signed_in, city, ada, link):
    """Every other school read that its empty list was worked out at a time at which it was not."""
    earlier = city.now - timedelta(days=1, hours=3)
    city.build(at=earlier, on=city.today - timedelta(days=1))
    city.release(1)
    new_versions.make(area=city.area, team=city.schools[0], period=city.today, at=city.now)
    again, other = city.list_of(0), city.list_of(1)
    assert (again.built_at, other.built_at) == (city.now, earlier)
    assert (other.fortnight.built_at, other.fortnight.lists_on) == (earlier, city.today - timedelta(days=1))
    page = signed_in(actor_of(city.dsl[1])).get(reverse("education:school_list", args=[other.public_id]))
    assert "Nobody is on your list this fortnight" in page.content.decode()
    assert f"As at {spoken(earlier)}</p>" in page.content.decode()


def test_a_school_whose_list_was_recalled_is_not_among_the_calls_done_and_is_named(signed_in, city, ada, link):
    """Its call of the fortnight before stood there as done."""
    city.fortnight(0)
    city.fortnight(2)
    with acting_as(link) as by:
        release.recall(school_list=city.list_of(0, 2), because="A pupil of another school", by=by, at=city.now)
    page = signed_in(link).get(reverse("education:calls"), {"patch": "all"}).content.decode()
    assert "call once the new version is out" in page
    assert page.count("Alder School") == 1


def test_a_list_that_is_out_is_not_made_anew(signed_in, city, ada, link):
    city.fortnight(0)
    with acting_as(link) as by, pytest.raises(new_versions.NotAnew):
        new_versions.ask(school_list=city.list_of(0), by=by, at=city.now)


def test_what_a_correction_found_comes_on_a_list_that_was_made_before_it(signed_in, city, ada, link):
    """ "The school reads it on its next list": where that was made already, it did not."""
    city.fortnight(0)
    with acting_as(actor_of(city.dsl[0])) as by:
        answers.open_list(school_list=SchoolList.objects.get(), by=by, at=city.now)
        row = ListRow.objects.select_related("list__area", "list__fortnight", "pupil").get()
        answers.answer(row=row, said=Said(kind="WORKER"), key=uuid4(), by=by, at=city.now)
    city.build(2)
    with acting_as(link) as by:
        release.check(school_list=city.list_of(0, 2), by=by, at=city.now)
        corrections.settle(
            correction=Correction.objects.get(),
            result="MENDED",
            words="It is Ms Plover now",
            by=by,
            at=city.now + timedelta(hours=1),
        )
    browser, found = signed_in(link), city.list_of(0, 2)
    page = browser.get(reverse("education:list", args=[found.public_id])).content.decode()
    assert "1 correction of this school was answered after the list was made" in page
    again(browser, city, found)
    with acting_as(city.lists):
        made = city.list_of(0, 2)
        assert made.state == "BUILT"
        assert "It is Ms Plover now" in ListRow.objects.get(list=made).told


def test_what_a_released_list_was_made_from_does_not_change_when_others_are_made_later(city, ada):
    """A later making of the same fortnight rewrote what lists already out said of their sources."""
    city.build()
    out = city.release(0)
    with acting_as(city.lists):
        before = [(one.key, one.as_at) for one in SourceState.objects.behind(out)]
    city.source.age = timedelta(days=9)
    city.build()
    with acting_as(city.lists):
        assert [(one.key, one.as_at) for one in SourceState.objects.behind(city.list_of(0))] == before
        assert [one.state for one in SourceState.objects.behind(city.list_of(1))] == ["LATE"]
