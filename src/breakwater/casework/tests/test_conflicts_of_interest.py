"""What someone declares keeps them from records of their own family, by the database, and is shown to nobody (TR-18 to TR-21)."""

import re
import threading
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.restricting import jobs
from breakwater.foundation import audit
from breakwater.foundation.dates.partial import PartDate
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.partnership.people.models import AlsoKnownAs, DeclaredTie, Person
from breakwater.partnership.people.records.operations import circumstances, people, restrictions
from breakwater_dev.testing import factories as make


@pytest.fixture(autouse=True)
def keys():
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))


@pytest.fixture
def screener(db):
    return make.actor("mash_screener")


@pytest.fixture
def other(screener):
    return make.actor("mash_screener", of=screener.membership.team)


@pytest.fixture
def officer(db):
    return make.actor("information_governance")


def declare(by, kind="CHILD", **said):
    with acting_as(by):
        return conflicts.declare(kind=kind, said=said, by=by, at=timezone.now(), key=uuid4())


def enter(upn=""):
    now, born = timezone.now(), PartDate(2016, 3, 4)
    with acting_as(make.intake()) as by:
        made = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Ada", surname="Sînger", born=born), by=by, at=now
        )
        circumstances.move_to(
            person=made, home=circumstances.Home(lines="12 Quay Street", postcode="PO1 1AA"), by=by, at=now
        )
        if upn:
            people.add_identifier(person=made, scheme="UPN", value=upn, by=by, at=now, kept_despite="as told")
    settle()
    return made


def settle():
    """What happens at the end of a transaction, in a test that never ends one."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def sees(who, person) -> bool:
    with acting_as(who):
        return Person.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("declared_first", [True, False])
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("CHILD", {"forename": "ada", "surname": "Singer", "born": date(2016, 3, 4)}),
        ("RELATIVE", {"forename": "Ada", "surname": "SÎNGER", "postcode": "PO1 1AA"}),
        ("HOME", {"surname": "Singer", "line": "12 Quay St", "postcode": "PO1 1AA"}),
        ("HOME", {"surname": "Otherwise", "line": "Number 12, Quay Street", "postcode": "PO1 1AA"}),
        ("FRIEND", {"forename": "Someone", "surname": "Unlike", "upn": "A123456789012"}),
    ],
)
def test_tr_20_a_declared_tie_is_a_bar_whichever_came_first(screener, other, kind, said, declared_first):
    if declared_first:
        declare(screener, kind, **said)
    child = enter(upn="A123456789012")
    if not declared_first:
        declare(screener, kind, **said)
    assert (sees(screener, child), sees(other, child)) == (False, True)


@pytest.mark.parametrize(
    "said",
    [
        {"forename": "Ada", "surname": "Singer", "born": date(2017, 3, 4)},
        {"forename": "Ada", "surname": "Singer", "postcode": "PO2 8AA"},
        {"forename": "Bea", "surname": "Other", "born": date(2016, 3, 4)},
    ],
)
def test_a_likeness_is_not_a_bar(screener, said):
    declare(screener, "CHILD", **said)
    assert sees(screener, enter()) is True


def test_a_neighbour_of_another_name_in_the_same_postcode_is_not_a_bar(screener):
    declare(screener, "HOME", surname="Otherwise", line="14 Quay Street", postcode="PO1 1AA")
    assert sees(screener, enter()) is True


def test_whoever_moves_in_with_a_colleague_is_kept_from_them_from_then_on(screener):
    declare(screener, "HOME", surname="Otherwise", line="5 Hill Rise", postcode="PO4 0AA")
    child = enter()
    assert sees(screener, child) is True
    with acting_as(make.intake()) as by:
        circumstances.move_to(
            person=child, home=circumstances.Home(lines="5 Hill Rise", postcode="PO4 0AA"), by=by, at=timezone.now()
        )
    settle()
    assert sees(screener, child) is False


def test_the_words_and_the_match_are_read_by_the_author_and_governance_alone(screener, other, officer, signed_in):
    declare(screener, "CHILD", forename="Ada", surname="Singer", born=date(2016, 3, 4), words="Lives with her father")
    enter()
    for who, rows in ((screener, 1), (other, 0), (officer, 0), (make.actor("mash_manager"), 0)):
        with acting_as(who):
            assert DeclaredTie.objects.count() == rows
            assert len(conflicts.declared_in_area()) == (1 if who is officer else 0)
            assert len(conflicts.conflicts_in_area()) == (1 if who is officer else 0)
    with acting_as(screener), connection.cursor() as cursor:
        cursor.execute("select encode(words, 'escape') from people_declaredtie")
        assert "Singer" not in cursor.fetchone()[0]
    far = make.actor("information_governance", of=make.team(in_area=make.area("850", "Hampshire")))
    with acting_as(far):
        assert (conflicts.declared_in_area(), conflicts.conflicts_in_area()) == ([], [])


def test_a_bar_that_was_derived_is_told_to_no_manager_and_lifted_by_none(screener, signed_in):
    declare(screener, "CHILD", forename="Ada", surname="Singer", born=date(2016, 3, 4))
    child = enter()
    manager = make.actor("mash_manager")
    with acting_as(manager):
        assert restrictions.bars_on("person", child.pk) == []
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute("select * from access.bar")


def test_the_author_does_not_end_their_own_bar_and_governance_does(screener, officer):
    tie = declare(screener, "CHILD", forename="Ada", surname="Singer", born=date(2016, 3, 4))
    child = enter()
    with acting_as(screener):
        conflicts.say_over(tie=tie, why="We are divorced", by=screener, at=timezone.now())
    assert sees(screener, child) is False
    with acting_as(officer):
        (one,) = conflicts.conflicts_in_area()
        conflicts.end_conflict(conflict=one.number, because="No longer related", by=officer, at=timezone.now())
    assert sees(screener, child) is True
    with acting_as(make.intake()) as by:
        people.rename(person=child, names=people.Names(known_as="Addie"), by=by, at=timezone.now())
    settle()
    assert sees(screener, child) is True


def test_governance_never_ends_a_match_of_its_own(officer):
    declare(officer, "CHILD", forename="Ada", surname="Singer", born=date(2016, 3, 4))
    enter()
    with acting_as(officer):
        (one,) = conflicts.conflicts_in_area()
        with pytest.raises(conflicts.NotFoundThere):
            conflicts.end_conflict(conflict=one.number, because="I would like to", by=officer, at=timezone.now())


def test_governance_says_who_is_meant_where_words_could_not(screener, officer):
    tie = declare(screener, "FRIEND", forename="Addie", surname="Quayle", postcode="PO9 9ZZ")
    child = enter()
    assert sees(screener, child) is True
    with acting_as(officer):
        conflicts.tie_by_hand(tie=tie.pk, person=child.public_id, by=officer, at=timezone.now())
    assert sees(screener, child) is False
    with acting_as(make.actor("mash_manager")) as manager, pytest.raises(conflicts.NotFoundThere):
        conflicts.tie_by_hand(tie=tie.pk, person=child.public_id, by=manager, at=timezone.now())


def test_schools_and_employers_are_on_record_and_bar_nobody(screener):
    declare(screener, "SCHOOL", words="Governor of an invented school", surname="Singer", postcode="PO1 1AA")
    assert sees(screener, enter()) is True


def test_everyone_declares_confirms_and_says_over_from_their_own_page(screener, signed_in):
    browser = signed_in(screener)
    own = reverse("casework:own_conflicts")
    assert "You have declared nothing yet" in browser.get(own).content.decode()
    assert browser.post(reverse("casework:confirm_conflicts"), {"nothing": "yes"}).status_code == 302
    assert "nothing to declare" in browser.get(own).content.decode()
    new = reverse("casework:declare_conflict")
    wrong = browser.post(new, {"idempotency": uuid4(), "kind": "HOME", "surname": "Singer"}).content.decode()
    assert ("Enter your postcode" in wrong, 'value="Singer"' in wrong) == (True, True)
    sent = {
        "idempotency": uuid4(),
        "kind": "CHILD",
        "forename": "Ada",
        "surname": "Singer",
        "born-day": "4",
        "born-month": "3",
        "born-year": "2016",
    }
    assert [browser.post(new, sent).status_code for _ in range(2)] == [302, 302]
    page = browser.get(own).content.decode()
    assert page.count("Ada Singer") == 2  # once to read, once for who hears the page
    over = page.split("/over/")[0].rsplit("/", 1)[1]
    assert browser.post(reverse("casework:conflict_over", args=[over]), {"why": "Grown up"}).status_code == 302
    assert "You said it is over" in browser.get(own).content.decode()
    assert signed_in(make.actor("mash_screener")).get(reverse("casework:conflict_over", args=[over])).status_code == 404


def test_tr_20_asking_for_a_record_one_is_kept_from_answers_like_none_and_tells_governance(
    screener, other, officer, signed_in
):
    declare(screener, "CHILD", forename="Ada", surname="Singer", born=date(2016, 3, 4))
    child = enter()
    began = timezone.now() - timedelta(seconds=5)
    browser = signed_in(screener)
    hidden = browser.get(reverse("casework:person", args=[child.public_id]))
    absent = browser.get(reverse("casework:person", args=["a" * 20]))
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert _without_tokens(hidden) == _without_tokens(absent)
    # In a test the second connection is the first, and what is written on it goes with the page that was not found.
    for who, key in ((screener, child.public_id), (screener, "a" * 20), (other, "b" * 20), (other, child.public_id)):
        with acting_as(who):
            audit.outside("absence", key=key)
    assert jobs.sweep_blocked(make.area(), since=began, at=timezone.now() + timedelta(seconds=5)) == 1
    assert list(Notification.objects.filter(user=officer.membership.user).values_list("words", flat=True)) == [
        "Someone asked for a record they are kept from"
    ]
    page = signed_in(officer).get(reverse("casework:conflicts")).content.decode()
    assert (screener.membership.user.name in page, "Ada Singer" in page, child.surname in page) == (True, True, False)


def _without_tokens(answer) -> str:
    return re.sub(r'(?i)(csrfmiddlewaretoken" value=|nonce(=|": ))"[^"]*"', "", answer.content.decode())


def test_sg_16_two_who_write_of_one_relative_at_once_both_keep_what_they_wrote(transactional_db):
    screener, person = make.actor("mash_screener"), make.person("Bo", "Other")
    declare(screener, "FRIEND", forename="Ada", surname="Singer", postcode="PO1 1AA")
    with acting_as(make.intake()) as by:
        circumstances.move_to(
            person=person, home=circumstances.Home(lines="12 Quay Street", postcode="PO1 1AA"), by=by, at=timezone.now()
        )
    met, faults = threading.Event(), []

    def writes(is_first):
        try:
            if not is_first:
                met.wait(30)
            with acting_as(make.intake()) as by:
                AlsoKnownAs.objects.create(
                    person=person,
                    forename="Ada",
                    surname="Singer",
                    kind="ALIAS",
                    entered_at=timezone.now(),
                    entered_by=by,
                )
                with connection.cursor() as cursor:
                    cursor.execute("set constraints all immediate")  # as at the end of the transaction
                met.set()
                if is_first:
                    threading.Event().wait(0.7)
        except Exception as fault:
            faults.append(repr(fault))
        finally:
            met.set()
            connections.close_all()

    threads = [threading.Thread(target=writes, args=[is_first]) for is_first in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    assert not sees(screener, person)
