"""Seen from above: patches with cover, the lists over time, and a trust's schools in counts."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from breakwater.casework.cases.standings import Standing
from breakwater.foundation.design.moments import moment
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import DutyPost, DutyPostHolder, Patch, School
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.practice.education.answers.operations import answers
from breakwater.practice.education.fortnights import grid
from breakwater.practice.education.models import ListRow, SchoolList
from breakwater.practice.education.oversight import figures, pages
from breakwater.practice.education.oversight.measures import MEASURES
from breakwater_dev.testing import factories as make

TRUST = "Three Trees Trust"


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def patches(city):
    """North with Alder, South with Birch and Cedar; each with its own co-ordinator."""
    made = {}
    for number, name in enumerate(("North", "South")):
        patch = Patch.objects.create(area=city.area, name=name)
        post = DutyPost.objects.create(team=city.link, patch=patch, title=name, last_checked_on=date(2026, 1, 1))
        held = make.membership("link_coordinator", of=city.link)
        DutyPostHolder.objects.create(post=post, membership=held, starts_on=date(2020, 1, 1))
        made[name] = (patch, post, held)
        for team in city.schools[:1] if number == 0 else city.schools[1:]:
            School.objects.create(
                organisation=team.organisation,
                urn=str(900100 + team.pk)[-6:],
                la_code=city.area.code,
                patch=patch,
                trust_name=TRUST if number else "",
            )
    return made


@pytest.fixture
def listed(city):
    """Six children of Birch and two of Cedar on lists that are out."""
    children = [city.pupil(f"Child{n}", 1) for n in range(6)] + [city.pupil(f"Other{n}", 2) for n in range(2)]
    city.says(*(Standing(one.pk, "CIN") for one in children))
    return children


class TestPatches:
    def test_whoever_covers_sees_both_patches_as_their_own_until_the_last_day(self, signed_in, city, patches, listed):
        city.build()
        _, post, _ = patches["North"]
        _, _, south = patches["South"]
        browser, tomorrow = signed_in(city.coordinator), city.today + timedelta(days=1)
        answer = browser.post(
            reverse("education:cover", args=[post.public_id]), {"who": south.pk} | _dates(city.today, tomorrow)
        )
        assert answer.status_code == 302, words_of(answer)
        assert [one.name for one in grid.patches_of(actor_of(south), city.today)] == ["South", "North"]
        assert [one.name for one in grid.patches_of(actor_of(south), tomorrow + timedelta(days=1))] == ["South"]
        page = words_of(signed_in(south).get(reverse("education:fortnight")))
        assert "South and North" in page
        assert "Alder School" in page
        assert "South and North" in words_of(signed_in(south).get(reverse("education:calls")))
        assert "Covers now" in words_of(browser.get(reverse("education:patches")))

    def test_cover_ends_when_the_co_ordinator_is_back(self, signed_in, city, patches):
        _, post, _ = patches["North"]
        _, _, south = patches["South"]
        made = DutyPostHolder.objects.create(
            post=post,
            membership=south,
            covers=True,
            starts_on=city.today - timedelta(days=3),
            ends_on=city.today + timedelta(days=3),
        )
        signed_in(city.coordinator).post(reverse("education:end_cover", args=[post.public_id, made.pk]))
        assert [one.name for one in grid.patches_of(actor_of(south), city.today)] == ["South"]

    def test_one_covers_at_a_time_and_nobody_covers_themselves(self, signed_in, city, patches):
        _, post, own = patches["North"]
        _, _, south = patches["South"]
        browser, where = signed_in(city.coordinator), reverse("education:cover", args=[post.public_id])
        days = _dates(city.today, city.today + timedelta(days=2))
        assert "Choose a colleague" in words_of(browser.post(where, {"who": own.pk} | days))
        browser.post(where, {"who": south.pk} | days)
        assert "on some of these days already" in words_of(browser.post(where, {"who": city.coordinator.pk} | days))


def _dates(starts, ends):
    return {
        f"{name}-{part}": getattr(day, part)
        for name, day in (("starts_on", starts), ("ends_on", ends))
        for part in ("day", "month", "year")
    }


class TestOverTime:
    def test_each_cohort_stands_with_its_count_and_the_small_are_hidden(self, signed_in, city, patches, listed):
        city.says(*city.source.standings[:-2], *(Standing(one.pk, "CPP") for one in listed[-2:]))
        city.fortnight()
        page = words_of(signed_in(city.coordinator).get(reverse("education:above")))
        assert "8 pupils are on the lists in the fortnight of" in page
        assert page.index('id="overdue"') < page.index("fig-finding") < page.index("fig-cards")
        told = words_of(signed_in(city.coordinator).get(reverse("education:above"), {"file": "csv"}))
        assert "1 to 4" in told
        cards = page.split("fig-card__title")
        assert [one.split("<")[0].strip('">') for one in cards[1:]] == [one.title for one in MEASURES.values()]
        assert 'fig-card__value">0</p>' in cards[-1]

    def test_sg_22_whoever_may_see_every_pupil_of_a_cohort_reads_how_many_they_are(
        self, signed_in, city, patches, listed
    ):
        city.says(*city.source.standings[:-2], *(Standing(one.pk, "CPP") for one in listed[-2:]))
        city.fortnight()
        page = words_of(signed_in(city.coordinator).get(reverse("education:above")))
        row = page.split(reverse("education:cohort_now", args=["CPP"]))[1].split("</tr>")[0]
        assert "<span>2</span>" in row

    def test_a_number_opens_to_its_pupils(self, signed_in, city, patches, listed):
        city.fortnight()
        page = words_of(signed_in(city.coordinator).get(reverse("education:cohort_now", args=["CIN"])))
        assert page.count("Example</a>") == 8

    def test_a_recalled_list_is_counted_as_wrong(self, signed_in, city, patches, listed):
        found = city.fortnight()
        browser = signed_in(city.coordinator)
        browser.post(reverse("education:recall", args=[found[1].public_id]), {"because": "The wrong school"})
        page = words_of(browser.get(reverse("education:above")))
        assert 'fig-card__value">1</p>' in page.split('fig-card__title">Wrongly included')[1]

    def test_it_asks_as_often_for_eight_pupils_as_for_twenty(self, city, patches, listed):
        city.fortnight()
        counts = []
        for weeks in (2, 4):
            children = [city.pupil(f"More{weeks}{n}", 2) for n in range(6)]
            city.says(*city.source.standings, *(Standing(one.pk, "CIN") for one in children))
            city.fortnight(weeks)
            with CaptureQueriesContext(connection) as queries:
                figures.seen(city.area, wanted="", at=city.now)
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestTrust:
    @pytest.fixture
    def lead(self, city):
        return make.membership("trust_lead", of=make.team("Trust", of=make.organisation(TRUST, "OTHER")))

    def test_a_trust_sees_its_own_schools_in_counts_and_nobody(self, signed_in, city, patches, listed, lead):
        city.fortnight()
        page = words_of(signed_in(lead).get(reverse("education:trust")))
        assert "Birch School" in page
        assert "Alder School" not in page
        assert "Child0" not in page
        row = page[page.index("Birch School") : page.index("Cedar School")]
        assert ">6<" in row
        assert "1 to 4" in page[page.index("Cedar School") :]

    def test_no_page_of_a_list_or_a_pupil_opens_to_it(self, signed_in, city, patches, listed, lead):
        found = city.fortnight()
        browser = signed_in(lead)
        for name, *args in (
            ("fortnight",),
            ("above",),
            ("our_list",),
            ("list", found[1].public_id),
            ("school_list", found[1].public_id),
            ("cohort_now", "CIN"),
        ):
            assert browser.get(reverse(f"education:{name}", args=args)).status_code in (403, 404)

    def test_today_names_the_schools_whose_list_waits(self, signed_in, city, patches, listed, lead):
        city.fortnight()
        page = words_of(signed_in(lead).get(reverse("web:today")))
        assert "Birch School" in page
        assert "Nobody has opened its list" in page

    def seen(self, city, lead):
        with acting_as(actor_of(lead)):
            return pages.trust(lead.team.organisation, city.area)

    def test_the_median_is_shown_only_where_enough_schools_make_it_up(self, city, patches, listed, lead):
        city.fortnight()
        assert self.seen(city, lead).median == ""

    @pytest.fixture
    def relative(self, city, lead):
        """Call it: the lead says that the first of Birch's pupils is a child of theirs."""

        def declare(child):
            with acting_as(actor_of(lead)) as by:
                said = {"forename": child.forename, "surname": child.surname, "born": child.born_on}
                conflicts.declare(kind="CHILD", said=said, by=by, at=city.now, key=uuid4())

        return declare

    def test_a_relatives_pupil_is_in_no_count(self, city, patches, listed, lead, relative):
        city.fortnight()
        assert [one.pupils for one in self.seen(city, lead).schools] == ["6", "1 to 4"]
        relative(listed[0])
        assert [one.pupils for one in self.seen(city, lead).schools] == ["5", "1 to 4"]

    def test_sg_16_a_pupil_whom_the_counting_service_may_not_read_is_not_taken_off_again(
        self, city, patches, listed, lead, relative
    ):
        city.fortnight()
        readers = [make.actor("mash_manager").membership.user_id for _ in range(2)]
        with acting_as(make.intake()), connection.cursor() as cursor:
            cursor.execute(
                "select access.seal_row('person', %s, %s, 'protected', false, null)", [listed[0].pk, readers]
            )
        counted = [one.pupils for one in self.seen(city, lead).schools]
        relative(listed[0])
        assert [one.pupils for one in self.seen(city, lead).schools] == counted

    def test_sg_16_the_database_says_how_many_are_ones_own_and_of_nobody_else(
        self, city, patches, listed, lead, relative
    ):
        found = city.fortnight()
        with acting_as(actor_of(city.dsl[1])) as by:
            answers.open_list(school_list=found[1], by=by, at=city.now)
            for row in ListRow.objects.filter(list=found[1]).select_related(
                "list__area", "list__fortnight", "pupil", "person"
            ):
                said = answers.Said(kind="NOT_OURS")
                answers.answer(row=row, said=said, key=uuid4(), by=by, at=city.now)
        relative(listed[0])
        for who, own in (
            (actor_of(lead), [(found[1].pk, 1, 1, 1)]),
            (actor_of(city.coordinator), []),
            (city.lists, []),
        ):
            with acting_as(who), connection.cursor() as cursor:
                cursor.execute("select * from access.lists_less_mine()")
                assert cursor.fetchall() == own
        shown = self.seen(city, lead).schools[0]
        assert (shown.pupils, shown.unanswered, shown.corrections) == ("5", "0", "5")
        with connection.cursor() as cursor:
            cursor.execute(
                "select proname from pg_proc where pronamespace = 'access'::regnamespace and proname like 'list%barred%'"
            )
            assert cursor.fetchall() == []


def test_a_trust_still_sees_a_schools_list_before_while_the_newest_is_not_out(city, patches, listed):
    city.build()
    city.release(1)
    city.build(weeks=2)
    city.release(2, weeks=2)
    lead = make.membership("trust_lead", of=make.team("Trust", of=make.organisation(TRUST, "TRUST")))
    with acting_as(actor_of(lead)):
        shown = pages.trust(lead.team.organisation, city.area)
    assert [(one.name, one.period) for one in shown.schools] == [
        ("Birch School", city.today),
        ("Cedar School", city.today + timedelta(weeks=2)),
    ]


def test_lists_are_not_released_before_their_day_without_being_asked_once(signed_in, city, patches, listed):
    city.build(weeks=2)
    browser, found, made = signed_in(city.coordinator), city.list_of(1, 2), city.now - timedelta(days=1)
    browser.post(reverse("education:check", args=[found.public_id]))
    with acting_as(city.lists):  # SG-05: this list was made at another time than the fortnight's others
        SchoolList.objects.filter(pk=found.pk).update(built_at=made)
    for where in (reverse("education:release_all"), reverse("education:release", args=[found.public_id])):
        asked = browser.post(where, {"patch": "all"})
        assert "Release before the day?" in words_of(asked)
        assert f"what was known when it was made, {moment(made)}" in words_of(asked)
        assert city.list_of(1, 2).released_at is None
    assert browser.post(reverse("education:release_all"), {"patch": "all", "early": "yes"}).status_code == 302
    assert city.list_of(1, 2).released_at is not None
