"""A sealed item inside an open record: its readers alone know of it, and its words are encrypted (FD 2.7, SG-18)."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import SealedItem
from breakwater.casework.sealed_items import operations as sealed
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.records.operations import restrictions
from breakwater_dev.testing import factories as make

SECRET = "They moved to her aunt's in the north"


@pytest.fixture(autouse=True)
def keys():
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))


@pytest.fixture
def mash(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def author(mash):
    return make.actor("mash_screener", of=mash)


@pytest.fixture
def colleague(mash):
    return make.actor("mash_screener", of=mash)


@pytest.fixture
def manager(mash):
    return make.actor("mash_manager", of=mash)


def keep(by, *, circle="NAMED", readers=(), holder=None, person=None, case=None, replaces=None) -> SealedItem:
    with acting_as(by):
        return sealed.keep(
            sealed.Place(holder=holder or by.membership.team, area=make.area(), person=person, case=case),
            sealed.SealedFacts(kind="ADDRESS", words=SECRET, circle=circle, readers=readers),
            by=by,
            at=timezone.now(),
            key=uuid4(),
            replaces=replaces,
        )


def sees(who) -> int:
    with acting_as(who):
        return SealedItem.objects.count()


def test_an_item_is_there_for_its_author_and_those_named_alone(author, colleague, manager, family):
    keep(author, person=family.child, readers=[colleague.membership])
    assert [sees(who) for who in (author, colleague, manager, make.actor("mash_screener"))] == [1, 1, 0, 0]


def test_an_item_for_decision_makers_follows_who_decides_for_the_team(author, colleague, manager, mash, family):
    keep(author, holder=mash, person=family.child, circle="DECIDERS")
    elsewhere = make.actor("mash_manager")
    assert [sees(who) for who in (author, manager, colleague, elsewhere)] == [1, 1, 0, 0]
    assert sees(make.actor("mash_manager", of=mash)) == 1


def test_the_words_are_not_in_the_database(author, family):
    keep(author, person=family.child, circle="DECIDERS")
    with acting_as(author), connection.cursor() as cursor:
        cursor.execute("select encode(words, 'escape') from casework_sealeditem")
        (held,) = cursor.fetchone()
    assert ("aunt" in held, held.startswith("BWF1")) == (False, True)
    with acting_as(author):
        assert sealed.read(item=SealedItem.objects.get()) == SECRET


def test_sg_18_an_item_keeps_its_own_readers_inside_a_record_that_is_restricted(
    author, colleague, manager, mash, family
):
    keep(author, person=family.child, readers=[manager.membership])
    readers = [manager.membership, colleague.membership]
    with acting_as(manager):
        restrictions.restrict(person=family.child, readers=readers, reason="Threats", by=manager, at=timezone.now())
    # A reader of the restriction does not gain the item, and a reader of the item loses it with the record.
    assert [sees(who) for who in (manager, colleague, author)] == [1, 0, 0]


def test_sg_18_a_bar_on_the_record_is_a_bar_on_what_is_sealed_in_it(author, colleague, manager, family):
    keep(author, person=family.child, readers=[colleague.membership])
    with acting_as(manager):
        restrictions.bar(
            person=family.child, human=colleague.membership.user, because="A cousin", by=manager, at=timezone.now()
        )
    assert (sees(author), sees(colleague)) == (1, 0)


def test_nobody_seals_an_item_in_a_record_they_may_not_read(author, family, referral):
    case = referral()
    stranger = make.actor("social_worker")
    with pytest.raises(Exception, match="row-level security"):
        keep(stranger, case=case, readers=[author.membership])


def test_no_page_lets_anyone_else_know_that_it_is_there(author, colleague, manager, family, referral, signed_in):
    case = referral()
    keep(author, person=family.child, readers=[manager.membership])
    keep(author, case=case, readers=[manager.membership])
    pages = [
        reverse("casework:person", args=[family.child.public_id]),
        reverse("casework:chronology", args=[family.child.public_id]),
        reverse("casework:case", args=[case.reference]),
        reverse("casework:looks_at", args=["person", family.child.public_id]),
    ]
    for who, there in ((manager, True), (colleague, False)):
        shown = [signed_in(who).get(page).content.decode() for page in (pages[0], pages[2])]
        assert [("Sealed, for you" in page, "Safe address" in page) for page in shown] == [(there, there)] * 2
    for page in (pages[1], pages[3]):
        assert "ealed item" not in signed_in(manager).get(page).content.decode()


def test_it_is_kept_read_shared_and_replaced_from_pages(author, colleague, manager, mash, family, signed_in):
    where = reverse("casework:seal_about", args=[family.child.public_id])
    browser = signed_in(author)
    nobody = browser.post(where, {"idempotency": uuid4(), "kind": "ADDRESS", "words": SECRET, "circle": "NAMED"})
    assert "Choose at least one person" in nobody.content.decode()
    key = uuid4()
    sent = {"idempotency": key, "kind": "ADDRESS", "words": SECRET, "circle": "DECIDERS"}
    page = browser.post(where, sent).url
    assert browser.post(where, sent).url == page
    assert SECRET.replace("'", "&#39;") in browser.get(page).content.decode()
    assert signed_in(colleague).get(page).status_code == 404
    assert browser.post(f"{page}readers/", {"who": colleague.membership.public_id}).status_code == 302
    assert signed_in(colleague).get(page).status_code == 200
    newer = browser.post(
        f"{page}replace/", {"idempotency": uuid4(), "kind": "ADDRESS", "words": "Moved on", "circle": "DECIDERS"}
    ).url
    assert "Read the newer one" in browser.get(page).content.decode()
    assert "Moved on" in signed_in(manager).get(newer).content.decode()
    with acting_as(manager):
        assert [item.public_id in newer for item in sealed.standing_in(person=family.child)] == [True]


def test_a_look_at_it_is_on_record_and_is_not_told_as_a_look_at_the_child(
    author, manager, family, signed_in, owner_connection
):
    item = keep(author, person=family.child, circle="DECIDERS")
    signed_in(manager).get(reverse("casework:sealed_item", args=[item.public_id]))
    looks = signed_in(make.actor("information_governance")).get(
        reverse("casework:looks_at", args=["person", family.child.public_id])
    )
    assert manager.membership.user.name not in looks.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("select access.may_read('sealeditem', %s)", [item.pk])
        assert cursor.fetchone() == (False,)
    assert actor_of(manager.membership) == manager
