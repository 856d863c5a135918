"""An erasure that two people decided is carried out by night from the record, and its answer comes back to the request."""

from datetime import date

import pytest
from django.utils import timezone

from breakwater.delivery.information_rights import operations
from breakwater.delivery.information_rights.tests.requests_made import Made
from breakwater.delivery.retention import disposal, erasing, lookup
from breakwater.delivery.retention import operations as retention
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Person
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.keeping import Life, at

TODAY = timezone.localdate()


@pytest.fixture
def life(transactional_db, owner_connection, tmp_path, settings):
    settings.BREAKWATER_PURGED = str(tmp_path / "purged")
    return Life(owner_connection)


def _decided(people) -> Made:
    made = Made(people, kind="ERASURE")
    with acting_as(made.officer) as by:
        operations.erase(made.again(), "Recorded by mistake", by=by, at=made.now)
    return made


def _answers(made: Made) -> list[tuple[str, str]]:
    with acting_as(made.officer):
        return list(lookup.erasures(made.one.reference).values_list("state", "answer"))


def _ended(made: Made, outcome: str):
    with acting_as(made.officer) as by:
        return operations.end(made.again(), outcome, "We told them", by=by, at=timezone.now())


def test_it_waits_on_both_pages_is_carried_out_and_told(life):
    person = make.person("Mia", "Quayside", in_area=life.area)
    made = _decided([person])
    browser, page = browsers.signed_in(made.officer), f"/information-requests/{made.one.public_id}/"
    for address in (page, "/retention/batches/"):
        shown = browser.get(address).content.decode()
        assert "To be erased tonight" in shown
        assert f"Agreed by {made.second.said}" in shown
        assert "Mia" not in shown or address == page
    with pytest.raises(operations.ErasureWaits):
        _ended(made, "DONE")
    assert erasing.carry_out(life.connection, at=timezone.now()) == (1, 0)
    assert life.left()[1] == set()
    assert "Erased, " in browser.get(page).content.decode()
    with acting_as(made.officer):
        assert Notification.objects.filter(path=page, words__startswith="An erasure has its answer").exists()
    assert _ended(made, "DONE").outcome == "DONE"
    assert erasing.carry_out(life.connection, at=timezone.now()) == (0, 0)


def test_what_the_law_keeps_is_answered_with_its_class_and_its_day(life):
    child = life.child(date(2024, 1, 8))
    life.close(life.case("contact", [child], date(2024, 1, 8)), date(2024, 2, 1))
    life.case("referral", [child], date(2024, 1, 8))
    with acting_as(life.head):
        person = Person.objects.get(public_id=child.name)
    made = _decided([person])
    assert erasing.carry_out(life.connection, at=timezone.now()) == (0, 1)
    words = "The schedule keeps: Contact, no further action, until 1 February 2030; Case, which is open"
    assert _answers(made) == [("KEPT", words)]
    assert (
        words in browsers.signed_in(made.officer).get(f"/information-requests/{made.one.public_id}/").content.decode()
    )
    with pytest.raises(operations.NotErased):
        _ended(made, "DONE")
    assert _ended(made, "REFUSED").outcome == "REFUSED"
    assert child.name in life.left()[1]


def test_sg_12_a_specialist_record_that_keeps_somebody_is_not_named(life):
    person = make.person("Mia", "Quayside", in_area=life.area)
    row = {"area_id": life.area.pk, "team_id": life.team.pk, "person_id": person.pk, "by_id": life.officer.pk}
    needed = life.connection.execute(
        "select column_name, data_type from information_schema.columns where table_name = 'prevent_hold' and is_nullable = 'NO' "
        "and column_default is null and is_identity = 'NO'"
    ).fetchall()
    empty = {"bytea": b"", "date": TODAY, "timestamp with time zone": at(TODAY), "boolean": False}
    row = {name: empty.get(kind, "") for name, kind in needed} | row
    life.connection.execute(
        f"insert into prevent_hold ({', '.join(row)}) values ({', '.join(['%s'] * len(row))})", list(row.values())
    )
    made = _decided([person])
    erasing.carry_out(life.connection, at=timezone.now())
    ((state, answer),) = _answers(made)
    assert state == "KEPT"
    assert "pecialist" not in answer


def test_sg_12_a_sealed_case_that_keeps_somebody_is_not_told_from_a_hold(life):
    alone, beside = life.child(date(2024, 1, 8)), life.child(date(2024, 1, 8))
    for child in (alone, beside):
        life.case("allegation", [child], date(2024, 1, 8))
    life.case("referral", [beside], date(2024, 1, 8))
    with acting_as(life.head):
        people = [Person.objects.get(public_id=child.name) for child in (alone, beside)]
    answers = []
    for person in people:
        made = _decided([person])
        erasing.carry_out(life.connection, at=timezone.now())
        answers += _answers(made)
    assert answers == [("KEPT", disposal.HELD), ("KEPT", "The schedule keeps: Case, which is open")]


def test_without_the_second_person_nobody_is_erased(life):
    make.person("Mia", "Quayside", in_area=life.area)
    made = Made(kind="ERASURE")
    with acting_as(made.officer) as by, pytest.raises(retention.NotAgreed):
        operations.erase(made.again(), "Recorded by mistake", by=by, at=made.now)
    other = Made([make.person("Ben", "Quayside", in_area=life.area)])
    with acting_as(other.officer) as by, pytest.raises(retention.NotAgreed):
        operations.erase(other.again(), "It asked for a copy", by=by, at=other.now)


def test_a_request_that_was_withdrawn_meanwhile_erases_nobody(life):
    person = make.person("Mia", "Quayside", in_area=life.area)
    made = _decided([person])
    _ended(made, "WITHDRAWN")
    assert erasing.carry_out(life.connection, at=timezone.now()) == (0, 1)
    assert life.left()[1] == {person.public_id}


def test_killed_after_the_rows_the_next_run_notes_them_and_writes_the_tables_anew(life, monkeypatch, settings):
    person = make.person("Mia", "Quayside", in_area=life.area)
    made = _decided([person])

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(erasing.purged, "note", killed)
    with pytest.raises(KeyboardInterrupt):
        erasing.carry_out(life.connection, at=timezone.now())
    monkeypatch.undo()
    settings.BREAKWATER_PURGED = f"{settings.BREAKWATER_PURGED}2"
    erasing.carry_out(life.connection, at=timezone.now())
    with open(settings.BREAKWATER_PURGED) as record:
        assert person.public_id in record.read()
    assert _answers(made) == [("DELETED", "")]


def test_nothing_is_deleted_by_its_age_while_somebody_asks_to_see_it(life):
    child = life.child(date(2010, 1, 8))
    case = life.case("contact", [child], date(2010, 1, 8))
    life.close(case, date(2011, 1, 8))
    with acting_as(life.head):
        person = Person.objects.get(public_id=child.name)
    made = Made([person])
    disposal.run(life.connection, at=timezone.now())
    with acting_as(life.officer):
        assert not retention.due_today(timezone.now()).filter(name=case.name).exists()
    _ended(made, "WITHDRAWN")
    disposal.run(life.connection, at=timezone.now())
    with acting_as(life.officer):
        assert retention.due_today(timezone.now()).filter(name=case.name).exists()
