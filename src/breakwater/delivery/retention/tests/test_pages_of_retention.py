"""Information governance reads what is due, holds, keeps longer, proposes; the head of service approves; the certificate says what went."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.casework.pathways.registry import PATHWAYS
from breakwater.delivery.retention import disposal, lookup, operations
from breakwater.delivery.retention.models import Batch, ClassChange, Disposal, Due, Hold, Longer
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.keeping import Life

TODAY = date.today()


@pytest.fixture
def officer(db):
    return make.actor("information_governance", of=make.team("Governance"))


@pytest.fixture
def head(officer):
    return make.actor("head_of_service", of=officer.membership.team)


def _token(page: str) -> str:
    return re.search(r'name="idempotency" value="([^"]+)"', page)[1]


def _batch(officer, *, names=("C-1",)) -> Batch:
    with acting_as(officer):
        batch = Batch.objects.create(area=officer.membership.team.area, key=uuid4(), at=timezone.now(), by=officer)
        Disposal.objects.bulk_create(
            Disposal(
                area=batch.area,
                batch=batch,
                root="casework_case",
                row=number,
                name=name,
                record_class="contact_no_action",
                since_on=TODAY - timedelta(days=4000),
                due_on=TODAY - timedelta(days=100),
                rule="6 years from closing",
            )
            for number, name in enumerate(names)
        )
    return batch


def test_the_list_says_when_it_is_worked_out_and_what_to_do_while_it_is_empty(officer, signed_in):
    page = signed_in(officer).get("/retention/").content.decode()
    assert "Records due for review" in page
    assert "updates the list each night" in page


def test_a_hold_is_placed_on_a_record_and_ended_with_a_reason(officer, signed_in):
    browser = signed_in(officer)
    form = browser.get("/retention/holds/new/").content.decode()
    sent = {"idempotency": _token(form), "on": "RECORD", "name": "", "because": "An inquiry"}
    assert "Enter the reference or id" in browser.post("/retention/holds/new/", sent).content.decode()
    child = make.person("Invented", in_area=officer.membership.team.area)
    browser.post("/retention/holds/new/", sent | {"name": child.public_id})
    with acting_as(officer):
        held = Hold.objects.get()
    assert (held.name, held.because, held.record_class) == (child.public_id, "An inquiry", "")
    assert child.public_id in browser.get("/retention/holds/").content.decode()
    browser.post(f"/retention/holds/{held.public_id}/end/", {"because": "It is over"})
    with acting_as(officer):
        assert Hold.objects.get().ended_because == "It is over"
    assert browser.get(f"/retention/holds/{held.public_id}/end/").status_code == 404


def test_a_hold_on_a_mistyped_reference_or_on_another_areas_record_is_refused(officer, signed_in, owner_connection):
    far = make.person("Invented", in_area=make.area("850", "Hampshire"))
    browser = signed_in(officer)
    for name in ("C-26-OOOO01", far.public_id):
        form = browser.get("/retention/holds/new/").content.decode()
        sent = {"idempotency": _token(form), "on": "RECORD", "name": name, "because": "An inquiry"}
        assert "No record and no person" in browser.post("/retention/holds/new/", sent).content.decode()
    with acting_as(officer):
        assert not Hold.objects.exists()


def test_whether_a_record_is_there_is_said_to_information_governance_alone(officer, head):
    child = make.person("Invented", in_area=officer.membership.team.area)
    for who, said in ((officer, True), (head, False), (make.actor("mash_manager", of=officer.membership.team), False)):
        with acting_as(who):
            assert lookup.is_record(child.public_id) is said


def test_whoever_approves_finds_the_batch_on_today_and_whoever_proposed_it_does_not(officer, head, signed_in):
    batch = _batch(officer)
    at = f"/retention/batches/{batch.public_id}/"
    assert at in signed_in(head).get("/today/").content.decode()
    assert at not in signed_in(officer).get("/today/").content.decode()


def test_a_hold_is_placed_on_a_whole_class(officer, signed_in):
    browser = signed_in(officer)
    token = _token(browser.get("/retention/holds/new/").content.decode())
    sent = {"idempotency": token, "on": "CLASS", "record_class": "referral", "because": "A national inquiry"}
    browser.post("/retention/holds/new/", sent)
    with acting_as(officer):
        assert Hold.objects.get().record_class == "referral"
    assert "Referral and strategy discussion" in browser.get("/retention/holds/").content.decode()


def test_years_of_a_class_are_changed_with_their_authority_and_never_below_the_least(officer, signed_in):
    browser = signed_in(officer)
    at = "/retention/schedule/referral/"
    sent = {
        "idempotency": _token(browser.get(at).content.decode()),
        "years": "3",
        "source": "Policy 4",
        "because": "Agreed",
    }
    assert "6 years at least" in browser.post(at, sent).content.decode()
    browser.post(at, sent | {"years": "10"})
    with acting_as(officer):
        assert ClassChange.objects.get().years == 10
    assert "Policy 4" in browser.get("/retention/schedule/").content.decode()
    assert browser.get("/retention/schedule/nonsense/").status_code == 404


def test_nothing_is_proposed_where_nothing_is_due(officer, signed_in):
    browser = signed_in(officer)
    sent = {"idempotency": _token(browser.get("/retention/batches/new/").content.decode()), "record_class": ""}
    assert "Nothing of this kind is due" in browser.post("/retention/batches/new/", sent).content.decode()


def test_whoever_proposed_reads_the_batch_without_the_button_and_another_approves_it(officer, head, signed_in):
    batch = _batch(officer)
    at = f"/retention/batches/{batch.public_id}/"
    browser = signed_in(officer)
    assert "You proposed this batch" in browser.get(at).content.decode()
    assert "approves it" in browser.post(f"{at}approve/", follow=True).content.decode()
    second = signed_in(head)
    assert "Approve deletion" in second.get(at).content.decode()
    assert "deleted tonight" in second.post(f"{at}approve/", follow=True).content.decode()
    with acting_as(head):
        assert Batch.objects.get().approved_by == head


def test_a_batch_is_refused_with_a_reason(officer, head, signed_in):
    batch = _batch(officer)
    signed_in(head).post(f"/retention/batches/{batch.public_id}/refuse/", {"because": "Ask the team"})
    page = signed_in(officer).get(f"/retention/batches/{batch.public_id}/").content.decode()
    assert "Refused" in page
    assert "Ask the team" in page


def test_the_certificate_is_a_file_with_every_record(officer, signed_in):
    batch = _batch(officer, names=("C-1", "C-2"))
    answer = signed_in(officer).get(f"/retention/batches/{batch.public_id}/certificate.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["C-1", "C-2"] or len(lines) == 3
    assert "Contact" in lines[1]


@pytest.mark.parametrize("at", ["/retention/holds/", "/retention/batches/"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(officer, signed_in, at):
    def fill():
        _batch(officer)
        with acting_as(officer):
            Hold.objects.create(
                area=officer.membership.team.area,
                name=f"C-{uuid4().hex[:6]}",
                because="x",
                key=uuid4(),
                at=timezone.now(),
                by=officer,
            )

    def asked() -> int:
        browser.get(at)
        with CaptureQueriesContext(connection) as queries:
            browser.get(at)
        return len(queries)

    browser = signed_in(officer)
    fill()
    one = asked()
    fill()
    fill()
    assert asked() == one


def test_the_head_of_service_reads_batches_and_no_list_of_records(head, signed_in):
    browser = signed_in(head)
    assert browser.get("/retention/batches/").status_code == 200
    assert browser.get("/retention/").status_code == 403
    assert browser.get("/retention/holds/").status_code == 403


@pytest.fixture
def life(transactional_db, owner_connection, tmp_path, settings):
    settings.BREAKWATER_PURGED = str(tmp_path / "purged")
    life = Life(owner_connection)
    for _ in range(2):
        life.close(life.case("contact", [life.child(date(2014, 3, 1))], date(2014, 3, 1)), date(2016, 3, 1))
    disposal.run(owner_connection, at=timezone.now())
    return life


def test_a_due_record_is_read_by_its_facts_alone_and_kept_longer(life):
    browser = browsers.signed_in(life.officer)
    page = browser.get("/retention/").content.decode()
    assert [case.name in page for case in life.cases] == [True, True]
    assert "Invented" not in page
    with acting_as(life.officer):
        due = Due.objects.get(name=life.cases[0].name)
    at = f"/retention/records/{due.public_id}/"
    record = browser.get(at).content.decode()
    assert "6 years from closing" in record
    assert "Invented" not in record
    form = {"idempotency": _token(browser.get(f"{at}longer/").content.decode()), "because": "A care leaver asked"}
    early = {"until-day": "1", "until-month": "3", "until-year": "2020"}
    assert "after the day on which it is due" in browser.post(f"{at}longer/", form | early).content.decode()
    browser.post(f"{at}longer/", form | early | {"until-year": str(TODAY.year + 5)})
    with acting_as(life.officer):
        assert Longer.objects.get().name == life.cases[0].name
    disposal.run(life.connection, at=timezone.now())
    page = browser.get("/retention/?show=held").content.decode()
    assert [case.name in page for case in life.cases] == [True, False]
    assert [case.name in browser.get("/retention/?show=due").content.decode() for case in life.cases] == [False, True]


def test_the_page_of_a_case_says_that_a_hold_stands_on_it(life):
    case = life.case("contact", [life.child(TODAY)], TODAY)
    other = life.case("contact", [life.child(TODAY)], TODAY)
    life.connection.execute("update casework_case set stage = %s", [PATHWAYS["contact"].stages[0].key])
    with acting_as(life.officer) as by:
        operations.hold(None, operations.HoldFacts("An inquiry", name=case.name), key=uuid4(), by=by, at=timezone.now())
    worker = make.actor("mash_manager", of=life.team)
    shown = browsers.signed_in(worker).get(f"/cases/{case.name}/").content.decode()
    assert "Legal hold" in shown
    assert "An inquiry" not in shown
    assert "Legal hold" not in browsers.signed_in(worker).get(f"/cases/{other.name}/").content.decode()


def test_from_the_list_to_the_certificate(life):
    officer, head = browsers.signed_in(life.officer), browsers.signed_in(life.head)
    token = _token(officer.get("/retention/batches/new/").content.decode())
    officer.post("/retention/batches/new/", {"idempotency": token, "record_class": "contact_no_action"})
    with acting_as(life.head):
        batch = Batch.objects.get()
        (told,) = Notification.objects.filter(user=life.head.membership.user)
    assert told.path == f"/retention/batches/{batch.public_id}/"
    head.post(f"/retention/batches/{batch.public_id}/approve/")
    assert disposal.run(life.connection, at=timezone.now()).deleted == 2
    page = officer.get(f"/retention/batches/{batch.public_id}/").content.decode()
    assert "Certificate of deletion" in page
    assert life.cases[0].name in page
    assert life.left()[0] == set()


def test_the_review_list_asks_as_often_for_two_rows_as_for_one(life):
    browser = browsers.signed_in(life.officer)

    def asked() -> int:
        browser.get("/retention/")
        with CaptureQueriesContext(connection) as queries:
            browser.get("/retention/")
        return len(queries)

    two = asked()
    life.connection.execute("delete from retention_due where name = %s", [life.cases[0].name])
    assert asked() == two
