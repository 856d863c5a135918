"""Listeners hear of what happened once it has happened, and cannot spoil it for one another."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from breakwater.foundation import events


@dataclass(frozen=True)
class LampLit:
    lamp_id: int


@dataclass(frozen=True)
class LampBroken:
    lamp_id: int


@dataclass(frozen=True)
class LampSold:
    lamp_id: int


heard = []


@events.subscribe(LampLit)
def fail_on_lamp(event):
    raise RuntimeError("this listener always fails")


@events.subscribe(LampLit)
def note_lamp(event):
    heard.append(event)


@events.subscribe(LampSold, in_transaction=True)
def refuse_sale(event):
    heard.append(event)
    raise RuntimeError("the sale cannot be")


@pytest.fixture(autouse=True)
def _silence():
    heard.clear()


def test_listeners_hear_after_the_commit_and_not_before(transactional_db):
    with transaction.atomic():
        events.publish_on_commit(LampLit(1))
        assert heard == []
    assert heard == [LampLit(1)]


def test_what_was_undone_is_not_told(transactional_db):
    with transaction.atomic():
        events.publish_on_commit(LampLit(1))
        transaction.set_rollback(True)
    assert heard == []


def test_a_failing_listener_is_logged_and_the_others_still_hear(transactional_db, caplog):
    with transaction.atomic():
        events.publish_on_commit(LampLit(1))

    assert heard == [LampLit(1)]
    assert "fail_on_lamp failed on LampLit" in caplog.text
    assert "lamp_id=1" not in caplog.messages[0]


def test_a_listener_in_the_transaction_can_undo_the_work(transactional_db):
    with pytest.raises(RuntimeError, match="cannot be"), transaction.atomic():
        events.publish_on_commit(LampSold(1))
    assert heard == [LampSold(1)]


def test_an_event_without_listeners_is_no_error(transactional_db):
    events.publish_on_commit(LampBroken(1))


def test_an_event_that_could_change_after_the_fact_is_refused():
    @dataclass
    class Loose:
        lamp_id: int

    with pytest.raises(TypeError, match="frozen"):
        events.subscribe(Loose)


def test_listeners_can_be_listed():
    assert events.subscribers(LampLit) == [fail_on_lamp, note_lamp]
