"""Emergency access by whom one is told of: a restricted family found, opened with its household, its sealed address; who is called before a clock."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Case, SealedItem
from breakwater.casework.restricting import break_glass
from breakwater.casework.restricting import operations as restricting
from breakwater.casework.restricting.jobs import TO_MANAGER, TO_READER, sweep_clocks
from breakwater.casework.sealed_items import operations as sealed
from breakwater.delivery.web import sessions
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import DutyPost
from breakwater.partnership.people.models import GuardKind, Person
from breakwater.partnership.people.records.operations import circumstances, restrictions
from breakwater_dev.testing import factories as make

RISK = "Reporters have been at the school gate"
FIND, SECRET = "casework:find_restricted", "They moved to her aunt's in the north"


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def managers(db):
    mash = make.team("MASH", service="front_door")
    return [make.actor("mash_manager", of=mash), make.actor("mash_manager", of=mash)]


@pytest.fixture
def night(db):
    return make.actor("emergency_duty", of=make.team("Emergency duty", service="emergency_duty"))


def restrict(person, readers, **more):
    with acting_as(readers[0]) as by:
        restrictions.restrict(
            person=person,
            readers=[one.membership for one in readers],
            reason="Threats",
            by=by,
            at=timezone.now(),
            **more,
        )


def told(who) -> list[str]:
    return list(Notification.objects.filter(user=who.membership.user).order_by("pk").values_list("words", flat=True))


def sees(who) -> set[str]:
    with acting_as(who):
        return set(Person.objects.values_list("forename", flat=True))


@pytest.fixture
def closed(family, referral, managers):
    """The child, the mother and the brother are each restricted; the child has an open case."""
    case = referral()
    for person in (family.child, family.mother, family.brother):
        restrict(person, managers)
    return case


def test_sg_20_emergency_duty_finds_a_restricted_family_its_reference_and_who_reads_it(
    signed_in, family, closed, managers, night
):
    browser = signed_in(night)
    assert "Find a restricted family" in words_of(
        browser.post(reverse("casework:search"), {"words": "Ada Example 4/3/2016"})
    )
    for typed in ("Ada Example", "Example Ada", "Example 4 March 2016", "1 Example Street"):
        page = words_of(browser.post(reverse(FIND), {"words": typed}))
        assert closed.reference in page
        assert all(manager.membership.user.name in page for manager in managers)
    assert "Agrees with what you typed: the first name and the surname" in words_of(
        browser.post(reverse(FIND), {"words": "Ada Example"})
    )
    assert "Nothing found to open here" in words_of(browser.post(reverse(FIND), {"words": "Example"}))


def test_sg_20_a_restricted_family_in_a_flat_is_found_by_house_number_and_street(
    signed_in, family, closed, managers, night
):
    flat = circumstances.Home(lines="Flat 20, 120 Candlewick Gardens", postcode="PO1 9JG")
    with acting_as(managers[0]) as by:
        circumstances.move_to(person=family.child, home=flat, by=by, at=timezone.now())
    browser = signed_in(night)
    for typed, found in (("120 Candlewick Gardens", True), ("20 Candlewick Gardens", False)):
        page = words_of(browser.post(reverse(FIND), {"words": typed}))
        assert (closed.reference in page) == found, typed


def test_sg_20_whom_to_call_at_night_stands_with_a_number_and_the_way_out_leads_to_today(
    signed_in, closed, managers, night
):
    for team, title, number in (
        (managers[0].membership.team, "MASH duty manager", "01632 960710"),
        (night.membership.team, "Emergency duty manager", "01632 960722"),
    ):
        DutyPost.objects.create(team=team, title=title, telephone=number, last_checked_on=timezone.localdate())
    browser = signed_in(night)
    for path in (reverse(FIND), reverse("casework:break_glass")):
        assert (
            'Emergency duty manager <a class="govuk-link govuk-link--no-visited-state" href="tel:01632960722"'
            in words_of(browser.get(path))
        )
    page = words_of(browser.post(reverse(FIND), {"words": "Ada Example"}))
    assert 'href="tel:01632960710"' in page  # to be tapped on a telephone
    assert 'href="/today/"' in page[page.index("<main") :]
    assert "0 restricted records" not in words_of(browser.post(reverse(FIND), {"words": "Nobody Atall"}))


def test_sg_13_an_identity_that_is_never_opened_is_not_found_nor_opened_with_the_household(
    signed_in, family, closed, managers, night
):
    with acting_as(managers[0]) as by:
        restrictions.restrict(
            person=family.brother,
            readers=[one.membership for one in managers],
            reason="Adoption",
            by=by,
            at=timezone.now(),
            breakable=False,
            guarded_as=GuardKind.ADOPTION_SEALED,
        )
    browser = signed_in(night)
    assert words_of(browser.post(reverse(FIND), {"words": "Bo Example"})).count("bw-panel") == 0
    where = reverse("casework:open_household", args=[family.brother.public_id])
    assert "Nothing was opened" in words_of(browser.post(where, {"reason": "Missing tonight"}))
    assert (
        browser.post(
            reverse("casework:open_household", args=[family.child.public_id]), {"reason": "Missing"}
        ).status_code
        == 302
    )
    assert sees(night) == {"Ada", "Mo"}


def test_sg_20_the_household_opens_by_the_person_found_for_an_hour_and_its_readers_and_governance_are_told(
    signed_in, family, closed, managers, night
):
    officer = make.actor("information_governance")
    assert sees(night) == set()
    browser = signed_in(night)
    where = reverse("casework:open_household", args=[family.child.public_id])
    assert "Enter the reason" in words_of(browser.post(where, {"reason": " "}))
    opened = browser.post(where, {"reason": "Missing tonight, last seen with his uncle"})
    assert opened.url == reverse("casework:person", args=[family.child.public_id])
    assert closed.reference in words_of(browser.get(opened.url))
    assert sees(night) == {"Ada", "Mo", "Bo"}
    with acting_as(night):
        assert Case.objects.filter(pk=closed.pk).exists()
    assert sees(make.actor("emergency_duty")) == set()
    for manager in managers:
        assert told(manager) == ["A record of yours was opened in an emergency"]
        reasons = words_of(signed_in(manager).get(f"/why/person/{family.child.public_id}/"))
        assert "Missing tonight" in reasons
    assert told(officer) == ["A record was opened in an emergency: review it"]
    listed = words_of(signed_in(officer).get("/opened/"))
    assert listed.count("Missing tonight") == 1, "one opening, however many records"


def test_sg_20_whoever_opens_a_record_reads_why_it_is_restricted_and_whom_to_call(signed_in, family, managers, night):
    asker = make.actor("mash_manager", of=managers[0].membership.team)
    readers = [one.membership for one in managers]
    asked = restricting.Wanted(
        "MEDIA", RISK, readers, managers[0].membership, timezone.localdate() + timedelta(days=80), at_once=True
    )
    with acting_as(asker):
        restricting.ask(wanted=asked, area=make.area(), by=asker, at=timezone.now(), people=[family.child])
    browser, record = signed_in(night), reverse("casework:person", args=[family.child.public_id])
    assert RISK not in words_of(browser.get(record))
    browser.post(reverse("casework:open_household", args=[family.child.public_id]), {"reason": "Missing tonight"})
    page = words_of(browser.get(record))
    assert RISK in page
    assert "High public or media interest" in page
    assert all(one.user.name in page for one in readers)
    assert "No number of theirs is on record here: call the duty manager" in page
    assert page.index(RISK) < page.index("Record a death")
    assert RISK not in words_of(signed_in(make.actor("emergency_duty")).get(record))


def test_only_posts_that_may_break_the_glass_find_or_open_and_only_in_their_area(family, closed, managers):
    far = make.team("Duty", in_area=make.area("850", "Hampshire"))
    for actor in (make.actor("mash_screener"), make.actor("social_worker"), make.actor("emergency_duty", of=far)):
        with acting_as(actor) as by:
            assert break_glass.find("Ada Example 4/3/2016", by=by, at=timezone.now()) == []
            opened = break_glass.open_household(
                public_id=family.child.public_id, reason="Missing", by=by, at=timezone.now()
            )
            assert opened is None


def test_whoever_is_kept_from_a_child_neither_finds_nor_opens_it(family, closed, managers, night):
    with acting_as(managers[0]), connection.cursor() as cursor:
        cursor.execute(
            "select access.bar_human('person', %s, %s, 'own nephew')", [family.child.pk, night.membership.user_id]
        )
    with acting_as(night) as by:
        assert break_glass.find("Ada Example 4/3/2016", by=by, at=timezone.now()) == []
        assert (
            break_glass.open_household(public_id=family.child.public_id, reason="Missing", by=by, at=timezone.now())
            is None
        )


def test_one_shows_that_it_is_still_oneself_before_the_glass_is_broken_and_loses_nothing_typed(
    signed_in, family, closed, night
):
    night.membership.user.set_password("three odd lanterns")
    night.membership.user.save(update_fields=["password"])
    browser = signed_in(night)
    browser.get("/today/")

    def signed_in_ago(minutes: int) -> None:
        session = browser.session
        session[sessions.BEGAN] = sessions.now() - minutes * 60
        session.save()

    by_person = reverse("casework:open_household", args=[family.child.public_id])
    signed_in_ago(6)
    for where in (reverse("casework:break_glass"), reverse(FIND), by_person):
        asked = browser.get(where)
        assert (asked.status_code, asked.url.split("?")[0]) == (302, "/account/reauthenticate/")
    signed_in_ago(16)
    page = words_of(browser.post(by_person, {"reason": "Missing tonight"}))
    assert "Show that it is still you" in page
    assert "Missing tonight" in page
    assert sees(night) == set()
    assert browser.post("/account/reauthenticate/", {"password": "three odd lanterns"}).status_code == 302
    assert browser.post(by_person, {"reason": "Missing tonight"}).status_code == 302


def test_a_form_sent_without_its_page_shows_anew_that_it_is_still_oneself_and_one_written_on_the_page_does_not(
    signed_in, family, closed, night
):
    browser = signed_in(night)
    by_person = reverse("casework:open_household", args=[family.child.public_id])

    def signed_in_ago(minutes: int) -> None:
        session = browser.session
        session[sessions.BEGAN] = sessions.now() - minutes * 60
        session.save()

    browser.get("/today/")
    signed_in_ago(6)
    for where, sent in (
        (by_person, {"reason": "Missing"}),
        (reverse(FIND), {"words": "Ada Example 4/3/2016"}),
    ):
        assert "Show that it is still you" in words_of(browser.post(where, sent))
    assert sees(night) == set()
    signed_in_ago(4)
    assert browser.get(by_person).status_code == 200
    signed_in_ago(10)  # the reason took six minutes to write
    assert browser.post(by_person, {"reason": "Missing tonight"}).status_code == 302


@pytest.fixture
def hidden_address(family, managers):
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    with acting_as(managers[0]) as by:
        return {
            kind: sealed.keep(
                sealed.Place(holder=by.membership.team, area=make.area(), person=family.mother),
                sealed.SealedFacts(kind=kind, words=SECRET, circle="NAMED", readers=[managers[1].membership]),
                by=by,
                at=timezone.now(),
                key=uuid4(),
            )
            for kind in ("ADDRESS", "POLICE")
        }


def test_sg_20_a_sealed_address_opens_by_a_glass_of_its_own_and_nothing_else_sealed(
    signed_in, family, hidden_address, managers, night
):
    officer, browser = make.actor("information_governance"), signed_in(night)
    where = reverse("casework:open_address", args=[family.mother.public_id])
    assert "Emergency access to a sealed address" in words_of(
        browser.get(reverse("casework:person", args=[family.mother.public_id]))
    )
    opened = browser.post(where, {"reason": "An ambulance must find her"})
    assert SECRET.replace("'", "&#39;") in words_of(browser.get(opened.url))
    with acting_as(night):
        assert list(SealedItem.objects.values_list("kind", flat=True)) == ["ADDRESS"]
    for manager in managers:
        assert told(manager)[-1] == "A sealed address of yours was opened in an emergency"
    assert told(officer) == ["A record was opened in an emergency: review it"]


def test_where_there_is_no_sealed_address_the_page_says_the_same_as_where_none_is_opened(
    signed_in, family, hidden_address, managers, night
):
    browser = signed_in(night)
    nothing = words_of(browser.post(reverse("casework:open_address", args=[family.child.public_id]), {"reason": "Now"}))
    assert "Nothing was opened" in nothing
    assert (
        "another of the household" in nothing
    )  # an address is sealed for one person, and the child's is often a parent's
    restrict(family.mother, managers, breakable=False)
    assert (
        browser.post(reverse("casework:open_address", args=[family.mother.public_id]), {"reason": "Now"}).status_code
        == 404
    )


@pytest.fixture
def due(closed, family, managers):
    """When the restricted case's clock is due, and its restriction with a first and a second reader."""
    with acting_as(managers[0]), connection.cursor() as cursor:
        cursor.execute("select min(due_at) from casework_clock where case_id = %s and stopped_at is null", [closed.pk])
        return cursor.fetchone()[0]


def sweep(at):
    return sweep_clocks(make.area(), since=at - timedelta(minutes=5), at=at)


def test_sg_06_before_its_clock_a_restricted_case_goes_to_a_reader_and_then_to_the_managers_on_call(
    closed, managers, due
):
    on_call = make.actor("mash_manager")
    before = due - TO_READER + timedelta(minutes=1)
    assert sweep(before) == 1
    first = [told(manager)[-1:] for manager in managers]
    assert [f"A restricted record of yours is due at {timezone.localtime(due):%H:%M}"] in first
    assert told(on_call) == []
    assert sweep(due - TO_MANAGER + timedelta(minutes=1)) == 1
    assert told(on_call)[0].startswith("A restricted record is still open")
    assert Notification.objects.get(user=on_call.membership.user).reference == closed.reference
    assert sweep(due - timedelta(hours=5)) == 0


def test_sg_06_with_no_reader_here_the_managers_on_call_have_it_two_hours_before(
    closed, managers, due, owner_connection
):
    on_call = make.actor("mash_manager")
    for manager in managers:
        type(manager.membership).objects.filter(pk=manager.membership_id).update(revoked_at=timezone.now())
    sweep(due - TO_READER + timedelta(minutes=1))
    assert told(on_call)[0].startswith(
        "A restricted record has no reader here today. Open it in an emergency by its reference"
    )
