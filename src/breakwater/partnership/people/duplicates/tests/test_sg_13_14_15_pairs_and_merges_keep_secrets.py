"""What the queue and a merge may not tell: guarded, restricted and barred records (SG-13, SG-18), and what they do not give."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, acting_as, may
from breakwater.partnership.organisations.models import ServiceName
from breakwater.partnership.people.duplicates.operations import merging, reviewing
from breakwater.partnership.people.models import Merge, PairToReview, Person
from breakwater.partnership.people.records.operations import circumstances, restrictions
from breakwater_dev.testing import factories as make

AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def manager(db):
    return make.actor("mash_manager")


@pytest.fixture
def readers(manager):
    return [make.actor("mash_manager", of=manager.membership.team) for _ in range(2)]


def pair_of(one, two, **facts):
    reviewing.suggest(
        area=make.area(), pairs=[reviewing.Suggestion(one.pk, two.pk, **facts)], source="BATCH", by=None, at=AT
    )
    return PairToReview.objects.filter(left__in=[one.pk, two.pk], right__in=[one.pk, two.pk]).first()


def merge(kept, other, by):
    return merging.merge(kept=kept, other=other, because="one child", by=by, at=AT, key=uuid4())


def restrict(person, readers, by, **more):
    humans = [reader.membership.user for reader in readers]
    return restrictions.restrict(person=person, readers=humans, reason="safety", by=by, at=AT, **more)


@pytest.mark.parametrize("kind", ["ADOPTION_SEALED", "PROTECTED_IDENTITY"])
def test_sg_13_a_guarded_identity_is_never_in_the_queue_nor_merged_even_by_its_readers(manager, readers, kind):
    hidden, like = make.person("Leo", "Karter"), make.person("Leo", "Karter")
    with acting_as(manager):
        restrict(hidden, readers, manager, breakable=False, guarded_as=kind)
    with acting_as(make.intake()):
        pair_of(hidden, like)
    with acting_as(readers[0]):
        assert not pair_of(hidden, like)
        assert not PairToReview.objects.exists()
        with pytest.raises(merging.MayNotBeMerged):
            merge(like, hidden, readers[0])
        assert not Merge.objects.exists()
        assert "merged" not in str(audit.current().changed)


def test_sg_13_a_pair_with_a_record_that_becomes_guarded_leaves_the_queue_and_the_labels(manager, readers):
    one, two = make.person("Leo", "Karter"), make.person("Leo", "Carter")
    with acting_as(manager):
        pair = pair_of(one, two)
        reviewing.say_two_people(pair=pair, by=manager, at=AT, key=uuid4())
        assert len(list(reviewing.labels(area=make.area()))) == 1
        restrict(two, readers, manager, breakable=False)
    for actor in (manager, readers[0]):
        with acting_as(actor):
            assert list(reviewing.labels(area=make.area())) == []
    with acting_as(manager):
        assert not PairToReview.objects.both_seen().exists()


def test_sg_18_a_pair_with_a_restricted_record_is_its_readers_alone(manager, readers):
    one, two = make.person("Leo", "Karter"), make.person("Leo", "Carter")
    with acting_as(make.intake()):
        pair_of(one, two)
    with acting_as(manager):
        assert PairToReview.objects.both_seen().count() == 1
        restrict(one, readers, manager)
        assert PairToReview.objects.both_seen().count() == 0
        with pytest.raises(merging.MayNotBeMerged):
            merge(two, one, manager)
    with acting_as(readers[1]):
        assert PairToReview.objects.both_seen().count() == 1


@pytest.mark.parametrize("sealed", ["kept", "other"])
def test_sg_18_a_merge_across_a_restricted_record_keeps_the_stricter_readers_and_parts_again(manager, readers, sealed):
    kept, other = make.person("Leo", "Karter"), make.person("Leo", "Carter")
    with acting_as(manager):
        restrict(kept if sealed == "kept" else other, readers, manager)
    with acting_as(readers[0]):
        made = merge(kept, other, readers[0])
    with acting_as(manager):
        assert not Person.objects.filter(pk__in=[kept.pk, other.pk]).exists()
    with acting_as(readers[0]):
        assert restrictions.seals_on(kept)
        merging.unmerge(merge=made, because="two children", by=readers[0], at=AT)
    with acting_as(manager):
        open_again = other if sealed == "kept" else kept
        assert list(Person.objects.filter(pk__in=[kept.pk, other.pk])) == [open_again]


def test_sg_18_whoever_is_barred_from_either_is_barred_from_both_while_they_are_one(manager, readers):
    kept, other = make.person("Leo", "Karter"), make.person("Leo", "Carter")
    relative = readers[0]
    with acting_as(manager):
        restrictions.bar(person=other, human=relative.membership.user, because="their nephew", by=manager, at=AT)
        made = merge(kept, other, manager)
    with acting_as(relative):
        assert not Person.objects.filter(pk__in=[kept.pk, other.pk]).exists()
    with acting_as(manager):
        merging.unmerge(merge=made, because="two children", by=manager, at=AT)
    with acting_as(relative):
        assert list(Person.objects.filter(pk__in=[kept.pk, other.pk])) == [kept]


def test_sg_18_what_closes_the_record_while_it_stands_for_both_closes_both_afterwards(manager, readers):
    kept, other = make.person("Leo", "Karter"), make.person("Leo", "Carter")
    barred = make.actor("mash_manager", of=manager.membership.team)
    with acting_as(manager):
        made = merge(kept, other, manager)
        restrictions.bar(person=kept, human=barred.membership.user, because="a neighbour", by=manager, at=AT)
        restrict(kept, [*readers, barred], manager)
    with acting_as(readers[0]):
        merging.unmerge(merge=made, because="two children", by=readers[0], at=AT)
        assert set(Person.objects.filter(pk__in=[kept.pk, other.pk])) == {kept, other}
    for actor in (manager, barred):
        with acting_as(actor):
            assert not Person.objects.filter(pk__in=[kept.pk, other.pk]).exists()


def test_sg_14_a_school_gains_sight_of_a_merged_child_only_by_a_verified_place_and_loses_it_when_they_are_parted(
    manager,
):
    school = make.organisation("Harbour Primary", kind="SCHOOL")
    dsl = make.actor("dsl", of=make.team(of=school))
    kept, other = make.person("Leo", "Karter"), make.person("Leo", "Carter")
    with acting_as(manager):
        place = circumstances.enrol(person=other, team=dsl.membership.team, by=manager, at=AT)
        made = merge(kept, other, manager)
    with acting_as(dsl):
        assert not Person.objects.filter(pk=kept.pk).exists()
    with acting_as(manager):
        circumstances.verify_enrolment(enrolment=place, by=manager, at=AT)
    with acting_as(dsl):
        assert Person.objects.filter(pk=kept.pk).exists()
    with acting_as(manager):
        merging.unmerge(merge=made, because="two children", by=manager, at=AT)
    with acting_as(dsl):
        assert list(Person.objects.filter(pk__in=[kept.pk, other.pk])) == [other]


def test_sg_15_a_probability_merges_nobody(manager):
    one, two = make.person("Leo", "Karter"), make.person("Leo", "Karter")
    with acting_as(make.intake()) as intake:
        pair_of(one, two, probability=0.9999, tier="automatic")
        assert not may(intake, Permission.PAIR_REVIEW)
    with acting_as(manager):
        assert not Merge.objects.exists()
        assert PairToReview.objects.get().state == "WAITING"


def test_sg_23_a_pair_across_areas_is_not_put_in_any_queue(manager):
    here = make.person("Leo", "Karter")
    there = make.person("Leo", "Karter", in_area=make.area("850", "Hampshire"))
    with acting_as(make.intake()):
        pair_of(here, there)
    with acting_as(make.intake(make.area("850", "Hampshire"))):
        reviewing.suggest(
            area=make.area(), pairs=[reviewing.Suggestion(here.pk, make.person().pk)], source="BATCH", by=None, at=AT
        )
    with acting_as(manager):
        assert not PairToReview.objects.exists()


def test_every_service_but_the_reviewers_own_words_leaves_the_pair_as_it_is(manager):
    assert ServiceName.INTAKE
    one, two = make.person("Leo", "Karter"), make.person("Leo", "Carter")
    with acting_as(make.intake()):
        pair_of(one, two, probability=0.4, model_version="1")
        pair_of(two, one, probability=0.6, model_version="2")
    with acting_as(manager):
        pair = PairToReview.objects.get()
        assert (pair.probability, pair.model_version) == (0.6, "2")
        reviewing.say_two_people(pair=pair, by=manager, at=AT, key=uuid4())
    with acting_as(make.intake()):
        pair_of(one, two, probability=0.9, model_version="3")
    with acting_as(manager):
        assert PairToReview.objects.get().state == "NOT_SAME"


def test_sg_18_two_records_restricted_to_different_readers_are_merged_by_who_reads_both_and_read_by_nobody_else(
    manager, readers
):
    kept, other = make.person("Leo", "Karter"), make.person("Leo", "Carter")
    both = make.actor("mash_manager", of=manager.membership.team)
    with acting_as(manager):
        restrict(kept, [readers[0], both], manager)
        restrict(other, [readers[1], both], manager)
    with acting_as(both):
        made = merge(kept, other, both)
        assert Person.objects.filter(pk=kept.pk).exists()
    for actor in readers:
        with acting_as(actor):
            assert not Person.objects.filter(pk__in=[kept.pk, other.pk]).exists()
    with acting_as(both):
        merging.unmerge(merge=made, because="two children", by=both, at=AT)
    for actor, own in zip(readers, (kept, other), strict=True):
        with acting_as(actor):
            assert list(Person.objects.filter(pk__in=[kept.pk, other.pk])) == [own]


@pytest.mark.parametrize("parted_first", ["lower", "upper"])
def test_sg_18_what_closed_a_record_further_down_a_chain_closes_each_that_it_stood_for(manager, readers, parted_first):
    lowest, middle, top = (make.person("Leo", name) for name in ("Karter", "Carter", "Cartar"))
    barred = make.actor("mash_manager", of=manager.membership.team)
    with acting_as(manager):
        lower = merge(middle, lowest, manager)
        restrictions.bar(person=middle, human=barred.membership.user, because="a neighbour", by=manager, at=AT)
        restrict(middle, [*readers, barred], manager)
    with acting_as(readers[0]) as by:
        merges = [lower, merge(top, middle, by)]
        for made in merges if parted_first == "lower" else reversed(merges):
            merging.unmerge(merge=made, because="two children", by=by, at=AT)
        assert Person.objects.filter(pk__in=[lowest.pk, middle.pk, top.pk], merged_into=None).count() == 3
    for actor in (manager, barred):
        with acting_as(actor):
            assert list(Person.objects.filter(pk__in=[lowest.pk, middle.pk, top.pk])) == [top]


def test_sg_18_what_closed_another_record_before_they_were_one_does_not_close_the_parted_one(manager, readers):
    lowest, middle, top = (make.person("Leo", name) for name in ("Karter", "Carter", "Cartar"))
    with acting_as(manager):
        made = merge(middle, lowest, manager)
        restrict(top, readers, manager)
    with acting_as(readers[0]) as by:
        merge(top, middle, by)
        merging.unmerge(merge=made, because="two children", by=by, at=AT)
    with acting_as(manager):
        assert list(Person.objects.filter(pk__in=[lowest.pk, middle.pk, top.pk])) == [lowest]
