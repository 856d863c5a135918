"""Two reviewers at the same pair at the same moment, and someone writing to a record while it is merged."""

import threading
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import connections, transaction

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.duplicates.operations import merging, reviewing
from breakwater.partnership.people.models import Identifier, Merge, PairToReview, Person
from breakwater.partnership.people.records.operations import people
from breakwater_dev.testing import factories as make

AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/London"))


def at_once(*acts) -> list:
    """What each act answered or raised; all began together, each in a transaction of its own."""
    starts, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            starts.wait(20)
            with transaction.atomic():
                answers[number] = act()
        except Exception as raised:
            answers[number] = raised
        finally:
            for connection in connections.all():
                connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def a_pair(actor):
    with transaction.atomic(), acting_as(make.intake()) as by:
        return [
            people.enter_person(area=make.area(), facts=people.NewPerson(forename=name, surname="Karter"), by=by, at=AT)
            for name in ("Leo", "Leon")
        ]


def a_merge(kept, other, actor):
    def act():
        with acting_as(actor) as by:
            return merging.merge(kept=kept, other=other, because="one child", by=by, at=AT, key=uuid4())

    return act


def test_two_who_merge_one_pair_at_once_merge_it_once_whichever_record_each_keeps(transactional_db):
    with transaction.atomic():
        actor = make.actor("mash_manager")
    for turned in (False, True):
        one, other = a_pair(actor)
        second = (other, one) if turned else (one, other)
        answers = at_once(a_merge(one, other, actor), a_merge(*second, actor))
        assert sorted(type(answer).__name__ for answer in answers) == ["Merge", "MergedAlready"], answers
        with transaction.atomic(), acting_as(actor):
            assert Merge.objects.filter(kept__in=[one, other]).count() == 1


def test_one_form_sent_twice_at_once_decides_once(transactional_db):
    with transaction.atomic():
        actor = make.actor("mash_manager")
    for say in ("unsure", "same"):
        one, other, key = *a_pair(actor), uuid4()
        with transaction.atomic(), acting_as(make.intake()) as by:
            pairs = [reviewing.Suggestion(one.pk, other.pk)]
            reviewing.suggest(area=make.area(), pairs=pairs, source="BATCH", by=by, at=AT)

        def send(one=one, key=key, say=say):
            with acting_as(actor) as by:
                facts = {
                    "pair": PairToReview.objects.get(left=one),
                    "because": "one child",
                    "by": by,
                    "at": AT,
                    "key": key,
                }
                if say == "unsure":
                    return reviewing.say_unsure(**facts)
                return reviewing.say_same(kept=one, **facts)[0]

        answers = at_once(send, send)
        assert [type(answer).__name__ for answer in answers] == ["PairDecision"] * 2, answers
        assert answers[0].pk == answers[1].pk


def test_a_fact_written_while_its_record_is_merged_stands_with_the_record_in_use(transactional_db):
    with transaction.atomic():
        actor = make.actor("mash_manager")
    for _ in range(3):
        one, other = a_pair(actor)

        def write(other=other):
            with acting_as(actor) as by:
                return people.add_identifier(person=other, scheme="LA_CHILD", value="7", by=by, at=AT)

        answers = at_once(a_merge(one, other, actor), write)
        assert [type(answer).__name__ for answer in answers] == ["Merge", "Identifier"], answers
        with transaction.atomic(), acting_as(actor):
            assert Identifier.objects.get(pk=answers[1].pk).person_id == one.pk
            assert Person.objects.get(pk=other.pk).merged_into_id == one.pk
