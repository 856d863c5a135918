"""The same form sent twice at the same moment, on two connections: one thing is made, and both are answered with it."""

import threading
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connections
from django.utils import timezone

from breakwater.casework.escalations import operations as escalations
from breakwater.casework.escalations.models import Escalation
from breakwater.casework.escalations.registry import About
from breakwater.casework.models import SealedItem
from breakwater.casework.sealed_items import operations as sealed_items
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.calls import operations as calls_operations
from breakwater.practice.front_door.emergency_duty import operations as duty
from breakwater.practice.front_door.models import Consultation, Contact, DutyAction, Notice, Strategy
from breakwater.practice.front_door.police_notices import by_mail
from breakwater.practice.front_door.strategy_discussions.operations import discussions
from breakwater_dev.testing import factories as make


def twice_at_once(actor, work) -> list:
    """What both were answered: the second begins its work while the first has done it and not yet committed."""
    begun, answers, faults = threading.Event(), [], []

    def first():
        try:
            with acting_as(actor) as by:
                made = work(by)
                begun.set()
                threading.Event().wait(0.7)
            answers.append(made.pk)
        except Exception as fault:
            faults.append(repr(fault))
        finally:
            begun.set()
            connections.close_all()

    def second():
        try:
            begun.wait(30)
            with acting_as(actor) as by:
                made = work(by)
            answers.append(made.pk)
        except Exception as fault:
            faults.append(repr(fault))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=each) for each in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    return answers


def test_two_posts_of_one_form_make_one_thing_and_get_one_answer(transactional_db):
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    mash = make.team("MASH", service="front_door")
    tier2 = make.team("Tier 2 co-ordinators", service="early_help")
    manager, other = make.actor("mash_manager", of=mash), make.actor("mash_screener", of=mash)
    coordinator = make.actor("tier2_coordinator", of=tier2)
    child = make.person("Ada", "Example")
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PUBLIC",
            key="one",
            worry="A bruise",
            children=[arrivals.ChildTold(named_as="Ada Example", person=child)],
        ),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(manager):
        contact = Contact.objects.select_related("case__area", "case__responsible_team", "child").get()
    key, now = uuid4(), timezone.now()

    def calls(by):
        return discussions.call(
            contact,
            discussions.DiscussionFacts(concern="A bruise", is_immediate=True, planned_for=now, how="CALL", asked=[]),
            key=key,
            by=by,
            at=now,
        )

    def disagrees(by):
        return escalations.raise_disagreement(
            about=About("C-26-00001-X", "A contact", mash),
            theme="THRESHOLD",
            issue="Nobody asked",
            wanted="Ask",
            key=key,
            by=by,
            at=now,
        )

    def keeps(by):
        return sealed_items.keep(
            sealed_items.Place(holder=mash, area=make.area(), case=contact.case),
            sealed_items.SealedFacts(kind="ADDRESS", words="With her aunt", circle="NAMED", readers=[other.membership]),
            by=by,
            at=now,
            key=key,
        )

    def writes(by):
        return by_mail.write_down(
            by_mail.NoticeByMail(
                kind=Notice.Kind.POLICE, sent_by="Invented Police", words="Shouting", child="Bo Other"
            ),
            key="notice",
            by=by,
            at=now,
        )

    def records(by):
        return duty.record(
            contact,
            duty.DutyDone(what=DutyAction.What.values[0], words="Called", still_to_do="", done_at=timezone.now()),
            key=key,
            by=by,
            at=timezone.now(),
        )

    def advises(by):
        return calls_operations.consult(
            area=make.area(), key="advice", who="A teacher", question="What now?", advice="Call", by=by, at=now
        )

    for actor, work, model in (
        (manager, calls, Strategy),
        (coordinator, disagrees, Escalation),
        (manager, keeps, SealedItem),
        (manager, writes, Notice),
        (manager, records, DutyAction),
        (manager, advises, Consultation),
    ):
        answers = twice_at_once(actor, work)
        assert len(answers) == 2, work.__name__
        assert len(set(answers)) == 1, work.__name__
        with acting_as(actor):
            assert model.objects.count() == 1, work.__name__
