"""A restriction for an adoption or a protected identity also takes the person out of everything that compares (SG-13)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.casework.restricting import operations as restricting
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Guard, PersonSearch
from breakwater.partnership.people.records.operations import restrictions
from breakwater.partnership.people.search import matching
from breakwater_dev.testing import factories as make


@pytest.fixture
def readers(db):
    mash = make.team("MASH", service="front_door")
    return [make.membership("mash_manager", of=mash), make.membership("mash_manager", of=mash)]


@pytest.mark.parametrize(
    ("reason", "kinds"), [("ADOPTION", ["ADOPTION_SEALED"]), ("PROTECTED", ["PROTECTED_IDENTITY"]), ("MEDIA", [])]
)
def test_sg_13_only_an_identity_is_guarded_and_it_is_found_by_nobody_until_it_is_lifted(readers, reason, kinds):
    child, now = make.person("Zephyr", "Quillfeather"), timezone.now()
    asker, approver = make.actor("mash_manager", of=readers[0].team), make.actor("mash_manager", of=readers[0].team)
    wanted = restricting.Wanted(
        reason=reason,
        words="why",
        readers=readers,
        approver=approver.membership,
        review_on=timezone.localdate() + timedelta(80),
    )
    with acting_as(asker):
        lock = restricting.ask(wanted=wanted, area=make.area(), by=asker, at=now, people=[child])
    with acting_as(approver):
        restricting.approve(lock=lock, by=approver, at=now)
    with acting_as(readers[0]) as by:
        assert list(Guard.objects.filter(lifted_at=None).values_list("kind", flat=True)) == kinds
        assert (len(matching.find(text="zephyr quillfeather")), PersonSearch.objects.filter(person=child).exists()) == (
            (0, False) if kinds else (1, True)
        )
        restricting.lift(lock=lock, why="It is over", by=by, at=now)
    with acting_as(approver):
        assert len(matching.find(text="zephyr quillfeather")) == 1
        assert Guard.objects.filter(lifted_at=None).count() == 0


def test_sg_13_the_last_of_two_restrictions_ends_the_guard_whoever_reads_which(readers):
    mash, now = readers[0].team, timezone.now()
    child = make.person("Zephyr", "Quillfeather")
    others = [make.membership("mash_manager", of=mash), make.membership("mash_manager", of=mash)]
    approver = make.actor("mash_manager", of=mash)
    wanted = restricting.Wanted(
        reason="ADOPTION",
        words="why",
        readers=readers,
        approver=approver.membership,
        review_on=timezone.localdate() + timedelta(80),
    )
    with acting_as(readers[0]) as by:
        lock = restricting.ask(wanted=wanted, area=make.area(), by=by, at=now, people=[child])
    with acting_as(approver):
        restricting.approve(lock=lock, by=approver, at=now)
    with acting_as(readers[1]) as by:
        second = restrictions.restrict(person=child, readers=others, reason="the press", by=by, at=now)
    with acting_as(readers[0]) as by:  # asked for the one, and knows nothing of the other
        restricting.lift(lock=lock, why="It is over", by=by, at=now)
    with acting_as(others[0]) as by:
        restrictions.unrestrict(person=child, seal=second, by=by, at=now)
        assert Guard.objects.filter(lifted_at=None).count() == 0
    with acting_as(approver):
        assert len(matching.find(text="zephyr quillfeather")) == 1
