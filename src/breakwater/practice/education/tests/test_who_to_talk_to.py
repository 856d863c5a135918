"""Who to talk to across agencies, what services leave unanswered, and schools that are asked to lead."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity
from breakwater.casework.handovers import operations as handovers
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.practice.education.models import TalkTo, Unanswered
from breakwater.practice.education.who_to_talk_to import leads
from breakwater.practice.education.who_to_talk_to import operations as who_to_talk_to_operations
from breakwater_dev.testing import factories as make

SAID = {
    "about": "Places at nurseries",
    "name": "Fay Help",
    "telephone": "01632 960123",
    "email": "",
    "best_times": "Mornings",
}


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def visitor(city):
    return make.membership(
        "agency_professional", of=make.team("Health visitors", of=make.organisation("Solent Health", "HEALTH"))
    )


def line(who, at, **said):
    with acting_as(actor_of(who)) as by:
        return who_to_talk_to_operations.add(said=SAID | said, by=by, at=at)


class TestWhoToTalkTo:
    def test_staff_name_whom_to_talk_to_and_other_agencies_find_them(self, signed_in, city, visitor):
        signed_in(visitor).post(reverse("education:who_new"), SAID)
        dsl = signed_in(city.dsl[0])
        assert 'href="tel:01632960123"' in words_of(dsl.get(reverse("education:who"), {"q": "nurser solent"}))
        assert "Nobody fits that" in words_of(dsl.get(reverse("education:who"), {"q": "asylum"}))

    def test_a_line_can_be_reached(self, signed_in, city, visitor):
        answer = signed_in(visitor).post(reverse("education:who_new"), SAID | {"telephone": ""})
        assert "Enter a telephone number or an e-mail address" in words_of(answer)

    def test_only_its_own_team_keeps_a_line(self, signed_in, city, visitor):
        made = line(visitor, city.now)
        for name in ("who_confirm", "who_out", "who_edit"):
            assert (
                signed_in(city.dsl[0]).post(reverse(f"education:{name}", args=[made.public_id]), SAID).status_code
                == 404
            )
        signed_in(visitor).post(reverse("education:who_edit", args=[made.public_id]), SAID | {"name": "Gus Help"})
        assert TalkTo.objects.get().name == "Gus Help"

    def test_its_keeper_is_asked_after_three_months_and_again_a_fortnight_later(self, signed_in, city, visitor):
        made, later = line(visitor, city.now), city.now + timedelta(days=91)
        assert who_to_talk_to_operations.ask_again(area=city.area, at=city.now) == 0
        assert who_to_talk_to_operations.ask_again(area=city.area, at=later) == 1
        assert who_to_talk_to_operations.ask_again(area=city.area, at=later + timedelta(days=2)) == 0
        assert who_to_talk_to_operations.ask_again(area=city.area, at=later + timedelta(days=15)) == 1
        signed_in(visitor).post(reverse("education:who_confirm", args=[made.public_id]))
        assert who_to_talk_to_operations.ask_again(area=city.area, at=city.now + timedelta(days=16)) == 0

    def test_the_page_asks_as_often_for_three_as_for_one(self, signed_in, city, visitor):
        browser, counts = signed_in(city.dsl[0]), []
        line(visitor, city.now)
        browser.get(reverse("education:who"))
        for more in (0, 2):
            for number in range(more):
                line(visitor, city.now, about=f"Number {number}")
            with CaptureQueriesContext(connection) as queries:
                browser.get(reverse("education:who"))
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestUnanswered:
    def test_what_a_service_left_is_counted_by_service_and_its_manager_is_told(self, signed_in, city):
        manager = make.membership("social_care_manager", of=city.owner)
        make.membership("social_worker", of=city.owner)
        browser, told = (
            signed_in(city.coordinator),
            {
                "kind": "CALL",
                "team": city.owner.pk,
                "school": city.schools[0].pk,
                "on-day": city.today.day,
                "on-month": city.today.month,
                "on-year": city.today.year,
                "idempotency": uuid4(),
            },
        )
        for _ in range(2):
            browser.post(reverse("education:unanswered"), told)
        assert Unanswered.objects.count() == 1
        assert "Assessment" in words_of(browser.get(reverse("education:unanswered")))
        assert who_to_talk_to_operations.tell_managers(area=city.area, at=city.now) == 1
        with acting_as(actor_of(manager)):
            assert "1 call was not returned" in Notification.objects.get().words


class TestSchoolsAskedToLead:
    @pytest.fixture
    def offered(self, city):
        """An episode whose proposed lead works in the first school."""
        tier2 = make.membership("tier2_coordinator", of=make.team("Tier 2", service="early_help"))
        child = city.pupil()
        with acting_as(make.intake()) as by:
            case = cases.open_case(
                kind="early_help", area=city.area, team=tier2.team, by=by, at=city.now, people=[(child, Capacity.CHILD)]
            )
        with acting_as(actor_of(tier2)) as by:
            return handovers.offer(
                [case],
                handovers.Offer(
                    to="lead_professional",
                    to_team=city.schools[0],
                    reason="Ada needs a lead",
                    proposed_lead=city.dsl[0],
                ),
                by=by,
                at=city.now,
            )

    def test_the_schools_co_ordinator_sees_which_school_and_never_whom(self, signed_in, city, offered):
        page = words_of(signed_in(city.coordinator).get(reverse("education:leads")))
        assert "Alder School" in page
        assert city.dsl[0].user.name in page
        assert "Ada" not in page

    def test_asking_again_reaches_the_school_and_nobody_else(self, signed_in, city, offered):
        browser = signed_in(city.coordinator)
        browser.post(reverse("education:remind_lead", args=[offered.pk]))
        asked = Notification.objects.filter(words__contains="asked to lead").values_list("user", flat=True)
        assert set(asked) == {city.dsl[0].user_id, city.deputies[0].user_id}

    def test_an_answered_offer_stands_there_no_more(self, city, offered):
        assert [one.school for one in leads.waiting(city.area, at=city.now)] == ["Alder School"]
        with acting_as(actor_of(city.dsl[0])) as by:
            handovers.decline(handover=offered, reason="Too much", by=by, at=city.now)
        assert leads.waiting(city.area, at=city.now) == []
