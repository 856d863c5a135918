"""A death is recorded: living children first, everything to the family stops, and what was wrong is put right with a reason."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases.deaths import goes_on
from breakwater.casework.cases.models import Capacity, Case, Participant
from breakwater.casework.clocks.jobs import sweep
from breakwater.casework.clocks.models import Clock
from breakwater.casework.person_record import deaths as recording
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.duplicates.operations import merging
from breakwater.partnership.people.models import Death, Person
from breakwater.partnership.people.records.operations import circumstances, deaths, people, restrictions
from breakwater.practice.front_door.models import Contact
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.deaths import dies


@pytest.fixture
def mash(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def screener(mash):
    return make.actor("mash_screener", of=mash)


def day_of(person) -> object:
    with acting_as(make.intake()):
        return Person.objects.get(pk=person.pk).died_on


def at(name: str, person) -> str:
    return reverse(f"casework:{name}", args=[person.public_id])


def words_of(answer) -> str:
    return answer.content.decode()


def typed(page, **said) -> dict:
    """What is sent with a form that was shown, with what it hides."""
    return {field.name: str(field.value()) for field in page.context_data["form"].hidden_fields()} | said


TODAY = {f"died_on-{part}": str(getattr(timezone.localdate(), part)) for part in ("day", "month", "year")}
SAID = {"known": "HEALTH", "confirmed_by": "Dr Example, City Hospital", "expected": "no", "in_danger": "no"}


def test_living_children_come_first_and_a_contact_about_each_is_with_the_mash(signed_in, screener, family):
    browser = signed_in(screener)
    assert at("record_death", family.child) in words_of(browser.get(at("person", family.child)))
    page = browser.get(at("record_death", family.child))
    words = words_of(page)
    assert words.index("First: living children") < words.index("Bo Example") < words.index("On which day did they die")
    answer = browser.post(at("record_death", family.child), typed(page, **TODAY, **SAID), follow=True)
    assert answer.redirect_chain[-1][0] == at("died", family.child)
    after = words_of(answer)
    with acting_as(screener):
        (contact,) = Contact.objects.select_related("submission").filter(child=family.brother)
        death = Death.objects.get(person=family.child)
    assert (contact.named_as, contact.cannot_wait) == ("Bo Example", "TODAY")
    assert "Ada Example of this household died" in contact.worry
    assert death.contact == contact.submission.reference
    assert reverse("front_door:receipt", args=[death.contact]) in after
    assert (
        after.index("First: living children") < after.index(death.contact) < after.index("Consider a serious incident")
    )
    assert "looked-after child is notified, whether or not abuse or neglect is suspected" in after


def test_children_whom_no_record_names_are_described_and_the_contact_opens_all_the_same(screener, mash):
    alone = make.person("Ned", "Example")
    death = dies(alone, screener, others="Twin girls of two, with a neighbour")
    with acting_as(screener):
        contact = Contact.objects.get(submission__reference=death.contact)
    assert "Twin girls of two, with a neighbour" in contact.worry
    assert dies(make.person("Una", "Example"), screener).contact == ""


def test_a_brother_who_lives_apart_and_a_grown_one_are_not_among_the_living_children(screener, family):
    with acting_as(make.intake()) as by:
        now = timezone.now()
        for forename, born, together in (("Cy", 2014, False), ("Di", 1990, True), ("Ed", 2019, True)):
            made = people.NewPerson(forename=forename, surname="Example", born=PartDate(born, 1, 1))
            one = people.enter_person(area=make.area(), facts=made, by=by, at=now)
            tie = circumstances.TieFacts(lives_in_household=together)
            circumstances.relate(person=one, other=family.child, code="SIB", facts=tie, by=by, at=now)
        lodger = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename="Fay", surname="Lodger", born=PartDate(2020, 1, 1)),
            by=by,
            at=now,
        )
        home = circumstances.Home(lines="1 example street", postcode="PO1 1AA")
        circumstances.move_to(person=lodger, home=home, by=by, at=now)
    with acting_as(screener):
        found = recording.living_children(family.child, at=timezone.now())
    assert [one.forename for one in found] == ["Ed", "Fay", "Bo"]


def test_the_same_form_sent_twice_is_one_death_and_one_contact(screener, family):
    key = uuid4()
    first, second = (dies(family.child, screener, key=key) for _ in range(2))
    assert first.pk == second.pk
    with acting_as(screener):
        assert Contact.objects.filter(child=family.brother).count() == 1
    with pytest.raises(deaths.RecordedAlready):
        dies(family.child, screener)


def test_a_day_before_the_birth_is_refused_and_nothing_typed_is_lost(signed_in, screener, family):
    browser = signed_in(screener)
    page = browser.get(at("record_death", family.child))
    early = {"died_on-day": "1", "died_on-month": "1", "died_on-year": "2010"}
    answer = browser.post(at("record_death", family.child), typed(page, **early, **SAID))
    assert "on or after the date of birth" in words_of(answer)
    assert "Dr Example, City Hospital" in words_of(answer)
    assert day_of(family.child) is None


def test_it_is_corrected_and_withdrawn_with_a_reason_and_what_was_said_stays(signed_in, screener, family):
    dies(family.child, screener)
    browser, yesterday = signed_in(screener), timezone.localdate() - timedelta(days=1)
    old_window = browser.get(at("withdraw_death", family.child))
    page = browser.get(at("correct_death", family.child))
    day = {f"died_on-{part}": str(getattr(yesterday, part)) for part in ("day", "month", "year")}
    browser.post(at("correct_death", family.child), typed(page, **day, **SAID, because="It was the night before"))
    assert day_of(family.child) == yesterday
    wrong = {"because": "Entered on the wrong record"}
    stale = browser.post(at("withdraw_death", family.child), typed(old_window, **wrong))
    assert "Somebody corrected it meanwhile" in words_of(stale)
    assert day_of(family.child) == yesterday, "it was not the death that this window had read"
    answer = browser.post(at("withdraw_death", family.child), typed(stale, **wrong), follow=True)
    assert day_of(family.child) is None
    said = words_of(answer)
    assert "No death is on record" in said
    assert "It was the night before" in said
    assert "Entered on the wrong record" in said
    with acting_as(screener), pytest.raises(deaths.NoDeathOnRecord):
        deaths.withdraw(family.child, because="Again", was="", by=screener, at=timezone.now())


def test_of_two_who_correct_it_at_once_the_second_reads_what_the_first_said(signed_in, screener, family):
    dies(family.child, screener)
    browser, where = signed_in(screener), at("correct_death", family.child)
    pages = [browser.get(where) for _ in range(2)]
    first, second = (typed(page, **TODAY, **SAID, because="More is known") for page in pages)
    browser.post(where, first | {"confirmed_by": "Dr First"})
    answer = browser.post(where, second | {"confirmed_by": "Dr Second"})
    assert "Somebody corrected it meanwhile" in words_of(answer)
    assert "Dr First" in words_of(answer)
    browser.post(where, typed(answer, **TODAY, **SAID, because="More is known") | {"confirmed_by": "Dr Second"})
    with acting_as(screener):
        assert deaths.death_of(family.child).confirmed_by == "Dr Second"


def test_a_death_goes_with_its_row_when_two_records_are_one(mash, family):
    manager, other = make.actor("mash_manager", of=mash), make.person("Ada", "Example")
    dies(other, manager)
    with acting_as(manager) as by:
        merging.merge(kept=family.child, other=other, because="one child", by=by, at=timezone.now(), key=uuid4())
    assert day_of(family.child) == timezone.localdate()
    assert day_of(other) is None


def test_the_contact_names_nobody_whose_record_is_restricted(mash, family):
    manager = make.actor("mash_manager", of=mash)
    with acting_as(manager) as by:
        readers = [by.membership, make.membership("mash_manager", of=mash)]
        restrictions.restrict(person=family.child, readers=readers, reason="A colleague", by=by, at=timezone.now())
    death = dies(family.child, manager)
    with acting_as(manager):
        contact = Contact.objects.get(submission__reference=death.contact)
    assert "whose record is restricted" in contact.worry
    assert "Ada" not in contact.worry


def test_whoever_may_not_record_a_death_finds_no_page_for_it(signed_in, family):
    dsl = make.actor("dsl", of=family.dsls)
    for name in ("record_death", "died", "correct_death", "withdraw_death"):
        assert signed_in(dsl).get(at(name, family.child)).status_code == 403, name


def test_every_page_of_the_child_and_of_the_case_says_so_and_no_other(signed_in, screener, worker, family, referral):
    case = referral()
    pages = [at("person", family.child), at("keep", family.child), at("keep_names", family.child)]
    browser = signed_in(screener)
    assert all("bw-died" not in words_of(browser.get(page)) for page in pages)
    dies(family.child, screener)
    for page in (*pages, at("died", family.child)):
        assert "Ada Example died on" in words_of(browser.get(page)), page
    of_case = [reverse(f"casework:{name}", args=[case.reference]) for name in ("case", "involvement")]
    for page in of_case:
        assert "Ada Example died on" in words_of(signed_in(worker).get(page)), page
    title = words_of(browser.get(pages[0])).partition("</title>")[0]
    assert "Ada" not in title
    assert "died" not in title
    assert "bw-died" not in words_of(browser.get(at("person", family.brother)))


def test_a_case_goes_on_while_a_child_of_it_lives_and_where_it_was_opened_after_the_death(screener, family, referral):
    before = referral()
    with_a_brother = referral()
    with acting_as(make.intake()) as by:
        Participant.objects.create(
            case=with_a_brother, person=family.brother, capacity=Capacity.CHILD, starts_at=timezone.now()
        )
        assert by
    dies(family.child, screener)
    with acting_as(make.intake()) as by:
        after = Case.objects.create(
            reference="C-26-00009-X",
            kind="referral",
            area=family.child.area,
            stage="open",
            stage_since=timezone.now(),
            responsible_team=before.responsible_team,
            opened_at=timezone.now(),
            opened_by=by,
        )
        Participant.objects.create(case=after, person=family.child, capacity=Capacity.CHILD, starts_at=timezone.now())
        assert [goes_on(case) for case in (before, with_a_brother, after)] == [False, True, True]


def test_nobody_is_reminded_of_a_clock_of_a_case_that_does_not_go_on(screener, family, referral):
    case = referral()
    with acting_as(make.intake()):
        breach = Clock.objects.get(case=case).breach_at
    hour = {"since": breach - timedelta(minutes=30), "until": breach + timedelta(minutes=30)}
    assert sweep(make.area(), **hour) == 1
    dies(family.child, screener)
    Notification.objects.all().delete()
    sweep(make.area(), **hour)
    assert case.reference not in Notification.objects.values_list("reference", flat=True)


def test_the_readers_of_a_living_brothers_restricted_record_are_told_and_whoever_records_the_death_learns_nothing(
    screener, mash, family
):
    readers = [make.actor("mash_manager", of=mash) for _ in range(2)]
    with acting_as(readers[0]) as by:
        named = [one.membership for one in readers]
        restrictions.restrict(person=family.brother, readers=named, reason="A safe address", by=by, at=timezone.now())
    Notification.objects.all().delete()
    death = dies(family.child, screener)
    told = Notification.objects.filter(words=recording.HIDDEN)
    assert {one.user_id for one in told} == {one.membership.user_id for one in readers}
    assert {one.path for one in told} == {at("person", family.brother)}
    assert death.contact == ""
