"""What followed keeps what began it, what siblings share is kept for the youngest, and a hold on one reaches what came before it."""

from datetime import date
from uuid import uuid4

import pytest

from breakwater.delivery.retention import disposal, operations
from breakwater.delivery.retention.due import is_kept_now
from breakwater.delivery.retention.schedule import schedule
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing.keeping import Life, at

OPENED, CLOSED, FAR = date(2016, 3, 1), date(2018, 3, 1), date(2045, 6, 1)


@pytest.fixture
def life(transactional_db, owner_connection, tmp_path, settings):
    settings.BREAKWATER_PURGED = str(tmp_path / "purged")
    return Life(owner_connection)


def _due(life: Life, today: date = FAR) -> dict[str, date]:
    """What would go, were it approved: its name, and the day it is due."""
    disposal.run(life.connection, at=at(today))
    with acting_as(life.officer):
        return dict(operations.due_today(at(today)).values_list("name", "due_on"))


def _night(life: Life, today: date = FAR) -> set[str]:
    """The cases that are left after all that is due was proposed and approved."""
    if _due(life, today):
        with acting_as(life.officer):
            batch = operations.propose(None, "", key=uuid4(), by=life.officer, at=at(today))
        with acting_as(life.head):
            operations.approve(batch, by=life.head, at=at(today))
        disposal.run(life.connection, at=at(today))
    return life.left()[0]


def _closed(life: Life, kind: str):
    case = life.case(kind, [life.child(OPENED)], OPENED)
    life.close(case, CLOSED)
    return case


def _hold(life: Life, **facts):
    with acting_as(life.officer):
        held = operations.HoldFacts(because="A claim", **facts)
        return operations.hold(None, held, key=uuid4(), by=life.officer, at=at(FAR))


@pytest.mark.parametrize("of", ["reference", "class", "child"])
def test_a_hold_on_what_followed_keeps_what_began_it(life, of):
    contact, referral = _closed(life, "contact"), _closed(life, "referral")
    life.follow(contact, referral, OPENED)
    alone = _closed(life, "contact")
    facts = {
        "reference": {"name": referral.name},
        "class": {"record_class": "referral"},
        "child": {"name": referral.children[0].name},
    }
    _hold(life, **facts[of])
    assert _night(life) == {contact.name, referral.name}, alone


def test_the_last_question_before_a_record_goes_asks_of_what_followed_too(life):
    contact, referral = _closed(life, "contact"), _closed(life, "referral")
    life.follow(contact, referral, OPENED)
    asked = (life.connection, schedule().records["case"], life.row(contact), "contact_no_action", FAR)
    assert not is_kept_now(*asked)
    _hold(life, record_class="referral")
    assert is_kept_now(*asked)


def test_what_is_kept_longer_keeps_what_began_it(life):
    contact, referral = _closed(life, "contact"), _closed(life, "referral")
    life.follow(contact, referral, OPENED)
    _due(life)
    with acting_as(life.officer):
        due = operations.due_today(at(FAR)).get(name=referral.name)
        facts = operations.LongerFacts(date(2060, 1, 1), "Asked for by a care leaver")
        operations.keep_longer(due, facts, key=uuid4(), by=life.officer, at=at(FAR))
    assert _night(life) == {contact.name, referral.name}


@pytest.mark.parametrize("table", ["front_door_allegationcontact", "front_door_passedon"])
def test_a_contact_that_came_with_an_allegation_is_kept_as_long_as_the_allegation(life, table):
    contact, allegation = _closed(life, "contact"), life.case("allegation", [], OPENED)
    values = {"within_id": life.row(allegation), "case_id": life.row(contact)}
    if table == "front_door_passedon":
        values |= {"reference": contact.name, "at": at(OPENED), "by_id": life.officer.pk}
    life.connection.execute(
        f"insert into {table} ({', '.join(values)}) values ({', '.join(['%s'] * len(values))})", list(values.values())
    )
    assert _night(life) == {contact.name, allegation.name}, "the allegation is open"


def test_dp_02_what_came_in_together_is_kept_for_the_longest(life):
    first, second = _closed(life, "contact"), life.case("contact", [life.child(OPENED)], OPENED)
    life.connection.execute(
        "insert into casework_caselink (case_id, other_id, kind, at, by_id) values (%s, %s, 'SAME', %s, %s)",
        [life.row(first), life.row(second), at(OPENED), life.officer.pk],
    )
    assert _night(life) == {first.name, second.name}
    life.close(second, date(2050, 1, 1))
    due = _due(life, date(2080, 1, 1))
    assert due[first.name] == due[second.name] >= date(2056, 1, 1)


def test_dp_02_an_agreement_and_a_word_on_siblings_are_kept_for_every_child_they_are_about(life):
    a, b, c = _closed(life, "contact"), _closed(life, "contact"), _closed(life, "contact")
    referral = life.case("referral", b.children, OPENED)
    life.follow(b, referral, OPENED)
    rows = {each.name: life.contact(each) for each in (a, b, c)}
    (given,) = life.connection.execute(
        "insert into front_door_agreementgiven (contact_id, says, words, at, by_id) values (%s, 'AGREES', 'By telephone', %s, %s) "
        "returning id",
        [rows[a.name], at(OPENED), life.officer.pk],
    ).fetchone()
    life.connection.execute(
        "insert into front_door_agreementcovers (given_id, contact_id) values (%s, %s)", [given, rows[b.name]]
    )
    life.connection.execute(
        "insert into front_door_siblingdecision (contact_id, other_id, code, is_withdrawn, at, by_id) "
        "values (%s, %s, 'SIB', false, %s, %s)",
        [rows[c.name], rows[b.name], at(OPENED), life.officer.pk],
    )
    assert _night(life) == {a.name, b.name, c.name, referral.name}, "the referral is open"
