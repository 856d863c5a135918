"""What social care knows: its list by file, matched surely or by a person, shown with its age, and the open case (O9)."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Case, Clock, Handover
from breakwater.foundation.dates.london_time import to_london
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Identifier
from breakwater.partnership.people.records.operations import people
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact, SocialCareChild, SocialCareFile
from breakwater.practice.front_door.screening.operations import requirements
from breakwater.practice.front_door.social_care_list import listed_children
from breakwater.practice.front_door.social_care_list.list_file import NotTheList, read
from breakwater.practice.front_door.social_care_list.operations import lists, open_cases
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.lists import agency_list, line, take
from breakwater_dev.testing.rolls import number

HEAD = "as_at,child_id,nhs_number,upn,forename,surname,date_of_birth,status,since,worker,team,phone,notes"
BORN = date(2016, 5, 4)
NHS = "9434765919"
REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)


def a_list(*rows: str, hours_old: float = 2) -> bytes:
    as_at = to_london(timezone.now() - timedelta(hours=hours_old)).strftime("%Y-%m-%d %H:%M")
    return "\n".join([HEAD, *(f"{as_at},{row}" for row in rows)]).encode()


def row(
    child_id="P1",
    nhs=NHS,
    forename="Sam",
    surname="Sample",
    born="2016-05-04",
    status="CP",
    worker="Wren Worker",
    team="North team",
):
    return (
        f"{child_id},{nhs},,{forename},{surname},{born},{status},2026-11-03,{worker},{team},01632 960001,Secret words"
    )


@pytest.fixture
def data_with_keys(settings, tmp_path):
    """A place for files, with a key of its own."""
    settings.BREAKWATER_DATA = tmp_path
    settings.BREAKWATER_KEY_FILE = str(tmp_path.parent / f"{tmp_path.name}.keys")
    create_key_file(tmp_path.parent / f"{tmp_path.name}.keys")
    return tmp_path


@pytest.fixture
def sam(db):
    child = make.person("Sam", "Sample", born_on=BORN, born_precision="DAY")
    with acting_as(make.intake()):
        Identifier.objects.create(person=child, scheme="NHS", value=NHS, passes_check=True, status="VERIFIED")
    return child


@pytest.fixture
def takes_in(mash, manager):
    """`takes_in(b"...")`: the manager takes a list in at once."""

    def take(content: bytes, **more) -> SocialCareFile:
        with acting_as(manager):
            return lists.take_in_at_once(
                area=make.area(), content=content, name="list.csv", by=manager, at=timezone.now(), **more
            )

    return take


def held(by) -> list[tuple]:
    with acting_as(by):
        rows = SocialCareChild.objects.order_by("their_id")
        return [(one.their_id, one.status, one.person_id, one.settled, one.left_at is None) for one in rows]


def test_sg_15_a_row_is_tied_only_where_a_checked_number_name_and_birth_agree(manager, sam, takes_in):
    takes_in(
        a_list(
            row(),
            row("P2", nhs="", forename="Sam", surname="Sample"),
            row("P3", forename="Samuel", nhs=NHS),
            row("P4", born="2016-05-05"),
            row("P5", surname="SAMPLE "),
        )
    )
    assert [(each[0], each[2] == sam.pk, each[3]) for each in held(manager)] == [
        ("P1", True, "EXACT"),
        ("P2", False, ""),
        ("P3", False, ""),
        ("P4", False, ""),
        ("P5", True, "EXACT"),
    ]


def test_sg_29_only_mapped_columns_are_kept(manager, sam, takes_in):
    takes_in(a_list(row()))
    with acting_as(manager):
        kept = SocialCareChild.objects.get()
    assert "Secret words" not in str(vars(kept))


def test_the_same_file_twice_changes_nothing(manager, sam, takes_in):
    content = a_list(row())
    takes_in(content)
    before = held(manager)
    with pytest.raises(lists.TakenInAlready):
        takes_in(content)
    assert held(manager) == before


def test_whoever_is_no_longer_on_the_list_stays_on_record_as_gone(manager, sam, takes_in):
    takes_in(a_list(row(), row("P2", nhs=""), hours_old=3))
    takes_in(a_list(row(status="CIN"), "P2,,,Sam,Sample,not a day,CP,,,,,x"))
    assert held(manager) == [
        ("P1", "CIN", sam.pk, "EXACT", True),
        ("P2", "CP", None, "", True),
    ]  # a faulty line takes nobody off
    takes_in(a_list(row(status="CIN"), hours_old=1))
    assert held(manager)[1] == ("P2", "CP", None, "", False)


def test_an_older_list_and_a_list_that_lost_many_are_refused(manager, takes_in):
    takes_in(a_list(*(row(f"P{n}", nhs="") for n in range(20)), hours_old=2))
    with pytest.raises(lists.OlderThanOurs):
        takes_in(a_list(row(), hours_old=5))
    with pytest.raises(lists.ManyWouldLeave):
        takes_in(a_list(row(), hours_old=1))
    takes_in(a_list(row(), hours_old=1), many_may_leave=True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Missing: as_at"),
        (b"a,b\n1,2", "Missing: as_at"),
        (HEAD.encode(), "no rows"),
        (f"{HEAD}\nnever,P1,,,Sam,Sample,2016-05-04,CP,,,,,".encode(), "when the list was drawn"),
        (b"\x00\xff\x00", "not text"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content, words):
    with pytest.raises(NotTheList, match=words):
        read(content, now=timezone.now())


def test_faults_are_named_by_line_and_never_by_value():
    found = read(
        a_list("P1,123,,Sam,Sample,2016-05-04,CP,,,,,", "P2,,,,Sample,2199-01-01,ODD,,,,,", row("P1")),
        now=timezone.now(),
    )
    assert [line for line, _ in found.faults] == [2, 3, 3, 3, 4]
    assert "nhs_number fails its check" in found.faults[0][1]
    assert "P2" not in str(found.faults)
    assert found.faulty_ids == {"P2"}


def test_the_upload_is_shown_before_it_changes_anything(manager, screener, sam, signed_in, data_with_keys):
    browser = signed_in(screener)
    sent = {
        "file": SimpleUploadedFile("list.csv", a_list(row()), "text/csv"),
        "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a10",
    }
    page = browser.post(reverse("front_door:social_care_new"), sent, follow=True)
    assert "What this list would change" in page.content.decode()
    assert held(manager) == []
    browser.post(page.request["PATH_INFO"])
    assert held(manager) == [("P1", "CP", sam.pk, "EXACT", True)]
    with acting_as(manager):
        file = SocialCareFile.objects.get()
        assert lists.forget(at=timezone.now() + timedelta(days=29)) == 0
        assert lists.forget(at=timezone.now() + timedelta(days=31)) == 1
        file.refresh_from_db()
        assert file.deleted_at is not None


def test_a_list_older_than_ours_is_said_to_be_so_before_anyone_tries_to_take_it_in(
    screener, takes_in, signed_in, data_with_keys
):
    takes_in(a_list(row(), hours_old=2))
    sent = {
        "file": SimpleUploadedFile("list.csv", a_list(row(status="CIN"), hours_old=72), "text/csv"),
        "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a11",
    }
    page = signed_in(screener).post(reverse("front_door:social_care_new"), sent, follow=True).content.decode()
    assert "so it cannot be taken in: discard it" in page
    assert "Take it in" not in page


def test_sg_15_a_person_decides_the_rest_once(screener, manager, sam, takes_in, signed_in):
    takes_in(a_list(row(nhs="")))
    browser = signed_in(screener)
    page = browser.get(reverse("front_door:social_care_lists")).content.decode()
    assert "Sam Sample" in page
    with acting_as(screener):
        waiting = SocialCareChild.objects.get()
    address = reverse("front_door:social_care_row", args=[waiting.public_id])
    assert "Sam Sample" in browser.get(address).content.decode()
    browser.post(address, {"person": sam.public_id})
    assert held(manager) == [("P1", "CP", sam.pk, "BY_PERSON", True)]
    assert browser.get(reverse("front_door:social_care_lists")).content.decode().count("Every row is decided") == 1
    takes_in(a_list(row(nhs="", status="CIN"), hours_old=1))
    assert held(manager) == [("P1", "CIN", sam.pk, "BY_PERSON", True)]


def test_a_list_of_another_area_is_seen_by_nobody_here(screener, takes_in, signed_in):
    takes_in(a_list(row()))
    elsewhere = make.actor("mash_screener", of=make.team("MASH", in_area=make.area("850", "Hampshire")))
    with acting_as(elsewhere):
        assert not SocialCareChild.objects.exists()
        assert not SocialCareFile.objects.exists()
    assert signed_in(make.actor("dsl")).get(reverse("front_door:social_care_lists")).status_code == 403


def test_sg_07_a_fact_carries_its_source_and_age(screener, sam, takes_in, contact_arrives, signed_in):
    takes_in(a_list(row()))
    page = (
        signed_in(screener)
        .get(reverse("front_door:contact", args=[contact_arrives(child=sam).reference]))
        .content.decode()
    )
    assert "Child protection plan since 3 November 2026. Worker: Wren Worker, North team, 01632 960001" in page
    assert "2 hours old" in page


def test_sg_10_nothing_on_a_fresh_list_says_what_was_searched(screener, takes_in, contact_arrives, signed_in):
    takes_in(a_list(row()))
    child = make.person("Kim", "Other", born_on=BORN, born_precision="DAY")
    page = (
        signed_in(screener)
        .get(reverse("front_door:contact", args=[contact_arrives(child=child).reference]))
        .content.decode()
    )
    assert "Not on social care&#39;s list" in page or "Not on social care's list" in page
    assert "Searched: no number, as none is on their record, the name Kim Other, date of birth 4 May 2016." in page
    with acting_as(make.intake()) as by:
        people.add_identifier(person=child, scheme="LA_CHILD", value="12345", by=by, at=timezone.now())
        found = Contact.objects.select_related("child").get()
        assert listed_children.searched(found).startswith("Searched: their social care number, the name Kim Other")


def test_sg_07_scenario_s_a_list_of_three_days_says_of_nobody_that_they_are_not_known(
    screener, manager, takes_in, ready, signed_in
):
    takes_in(a_list(row(), hours_old=72))
    contact = ready(child=make.person("Kim", "Other", born_on=BORN, born_precision="DAY"))
    browser = signed_in(manager)
    for name in ("contact", "screening", "decide"):
        page = browser.get(reverse(f"front_door:{name}", args=[contact.reference])).content.decode()
        assert "3 days old" in page
        assert "Not on social care" not in page
        assert "Not known to social care" not in page
    for address in (reverse("front_door:board"), reverse("web:today")):
        assert "too old to go by" in browser.get(address).content.decode()
    with acting_as(manager), pytest.raises(requirements.NotCheckedByHand):
        decisions.decide(
            [contact],
            decisions.DecisionFacts(outcome="O1", rationale=REASONS, words_for_sender=""),
            by=manager,
            at=timezone.now(),
        )


def test_a_fresh_list_spares_looking_the_child_up_by_hand(manager, takes_in, ready, signed_in):
    takes_in(a_list(row()))
    contact = ready(child=make.person("Kim", "Other", born_on=BORN, born_precision="DAY"))
    page = signed_in(manager).get(reverse("front_door:decide", args=[contact.reference])).content.decode()
    assert "looked the child and the household up by hand" not in page
    with acting_as(manager):
        decisions.decide(
            [contact],
            decisions.DecisionFacts(outcome="O1", rationale=REASONS, words_for_sender=""),
            by=manager,
            at=timezone.now(),
        )


def test_a_row_that_may_be_the_child_has_to_be_decided_or_looked_up(
    screener, sam, takes_in, contact_arrives, signed_in
):
    takes_in(a_list(row(nhs="")))
    contact = contact_arrives(child=sam)
    page = signed_in(screener).get(reverse("front_door:contact", args=[contact.reference])).content.decode()
    assert "Decide whether this is the child" in page
    with acting_as(screener):
        assert listed_children.needs_a_look(
            Contact.objects.select_related("case", "child").get(pk=contact.pk), at=timezone.now()
        )


@pytest.fixture
def north(db):
    make.team("Allocated workers", service="allocated_worker")
    return make.team("North team")


def test_o9_a_contact_on_an_open_case_goes_to_that_worker_and_team_once_approved_and_makes_no_referral(
    screener, manager, sam, north, takes_in, contact_arrives, is_ready, signed_in
):
    takes_in(a_list(row()))
    contact = contact_arrives(child=sam, channel="PROFESSIONAL", sender_team=make.team())
    with acting_as(screener):
        clock = Clock.objects.get(case=contact.case_id, rule="front_door.open_case_routed")
        assert clock.due_at - clock.started_at == timedelta(hours=1)
    browser = signed_in(screener)
    is_ready(contact)
    page = browser.get(reverse("front_door:contact", args=[contact.reference])).content.decode()
    assert "Pass it to the worker, within the hour" in page
    with acting_as(manager), pytest.raises(open_cases.CaseIsOpenAlready):
        decisions.decide(
            [contact],
            decisions.DecisionFacts(outcome="O6", rationale=REASONS, words_for_sender="Passed on"),
            by=manager,
            at=timezone.now(),
        )
    address = f"/mash/contacts/{contact.reference}/open-case/"
    given = {"words_for_sender": "The worker has it", "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a10"}
    assert "waits for a manager" in browser.post(address, given, follow=True).content.decode()
    with acting_as(screener):
        assert not Handover.objects.exists()
    signed_in(manager).post(f"/mash/contacts/{contact.reference}/second/", {"agreed": "yes"})
    with acting_as(screener):
        now = Contact.objects.select_related("case").get(pk=contact.pk)
        offer = Handover.objects.get()
    assert (now.outcome, now.case.stage) == ("O9", "on_open_case")
    assert (offer.to_team_id, offer.service) == (north.pk, "allocated_worker")
    assert "Wren Worker" in offer.passes
    worker = make.actor("social_worker", of=north)
    with acting_as(worker):
        with pytest.raises(handovers.ElsewhereNotNamed):  # SG-07
            handovers.accept(handover=offer, by=worker, at=timezone.now())
        handovers.accept(
            handover=offer, by=worker, at=timezone.now(), elsewhere_reference="P1", elsewhere_worker="Wren Worker"
        )
    with acting_as(screener):
        assert Contact.objects.select_related("case").get(pk=contact.pk).case.stage in ("handed_on", "closed")
        assert not Case.objects.filter(kind="referral").exists()


def test_a_list_that_brings_an_open_case_starts_the_hour_of_contacts_that_wait(
    screener, sam, takes_in, contact_arrives
):
    contact = contact_arrives(child=sam)
    takes_in(a_list(row()))
    with acting_as(screener):
        assert Clock.objects.running().filter(case=contact.case_id, rule="front_door.open_case_routed").exists()


def test_sg_13_the_row_of_a_restricted_child_is_read_by_the_named_readers_alone(screener, manager, sam, takes_in):
    from breakwater.partnership.people.models import Person
    from breakwater.partnership.people.records.operations import restrictions

    takes_in(a_list(row()))
    with acting_as(manager):
        restrictions.restrict(
            person=Person.objects.get(pk=sam.pk),
            readers=[manager.membership, make.membership("mash_manager", of=manager.membership.team)],
            by=manager,
            at=timezone.now(),
            reason="A colleague's child",
        )
    assert held(screener) == []
    assert len(held(manager)) == 1


@pytest.fixture
def restricted(manager, sam):
    """`restricted()`: two named readers alone read Sam from now on."""
    from breakwater.partnership.people.models import Person
    from breakwater.partnership.people.records.operations import restrictions

    def close(**more) -> None:
        second = make.membership("mash_manager", of=manager.membership.team)
        with acting_as(manager):
            restrictions.restrict(
                person=Person.objects.get(pk=sam.pk),
                readers=[manager.membership, second],
                by=manager,
                at=timezone.now(),
                reason="A colleague's child",
                **more,
            )

    return close


def screener_takes_in(screener, content: bytes) -> SocialCareFile:
    with acting_as(screener):
        return lists.take_in_at_once(area=make.area(), content=content, name="list.csv", by=screener, at=timezone.now())


def test_sg_13_a_second_list_changes_the_row_of_a_restricted_child_blind(screener, manager, sam, takes_in, restricted):
    takes_in(a_list(row(), row("P2", nhs=""), hours_old=4))
    restricted()
    screener_takes_in(screener, a_list(row(surname="Other", status="CLA"), row("P2", nhs=""), hours_old=3))
    assert [each[0] for each in held(screener)] == ["P2"]
    assert held(manager)[0] == ("P1", "CLA", sam.pk, "EXACT", True)
    screener_takes_in(screener, a_list(row("P2", nhs=""), hours_old=2))
    assert [each[0] for each in held(screener)] == ["P2"]
    assert held(manager)[0] == ("P1", "CLA", sam.pk, "EXACT", False)
    screener_takes_in(screener, a_list(row(), row("P2", nhs=""), hours_old=1))
    assert held(manager)[0] == ("P1", "CP", sam.pk, "EXACT", True)


def test_sg_13_no_list_of_a_named_reader_lays_the_row_of_a_restricted_child_open(
    screener, manager, sam, takes_in, restricted
):
    takes_in(a_list(row(), hours_old=4))
    restricted()
    takes_in(a_list(row(surname="Other"), hours_old=3))
    assert held(screener) == []
    assert held(manager) == [("P1", "CP", sam.pk, "EXACT", True)]


def test_sg_13_a_child_restricted_before_the_first_list_is_never_on_the_queue(screener, manager, sam, restricted):
    restricted()
    screener_takes_in(screener, a_list(row(), row("P2", nhs="")))
    assert [each[0] for each in held(screener)] == ["P2"]
    assert held(manager)[0] == ("P1", "CP", sam.pk, "EXACT", True)


def test_sg_13_a_protected_identity_is_compared_with_no_row(manager, sam, restricted, screener):
    restricted(breakable=False)
    screener_takes_in(screener, a_list(row()))
    assert held(manager) == [("P1", "CP", None, "", True)]


@pytest.mark.parametrize("then", [[row()], [row(status="CIN")], [row("P2", nhs="")], [row(nhs="", surname="New")]])
def test_sg_13_what_a_list_would_change_reads_the_same_with_a_restricted_child(
    screener, sam, takes_in, restricted, then
):
    takes_in(a_list(row(), hours_old=4))
    listed = read(a_list(*then, row("P3", nhs="")), now=timezone.now())

    def counts() -> dict:
        with acting_as(screener):
            return lists.plan(area=make.area(), listed=listed).counts

    before = counts()
    restricted()
    assert counts() == before


def test_sg_13_a_new_row_counts_the_same_where_its_child_is_restricted(screener, sam, restricted):
    listed = read(a_list(row(), row("P3", nhs="")), now=timezone.now())

    def counts() -> dict:
        with acting_as(screener):
            return lists.plan(area=make.area(), listed=listed).counts

    before = counts()
    restricted()
    assert counts() == before == {"new": 2, "changed": 0, "same": 0, "gone": 0, "matched": 1, "queued": 1}


def test_sg_13_only_who_oversees_the_area_may_have_hidden_rows_changed(screener, sam, takes_in):
    from django.db import DatabaseError, transaction

    from breakwater.practice.front_door.social_care_list.operations import hidden_children

    listed = read(a_list(row()), now=timezone.now())
    with acting_as(make.actor("dsl")), pytest.raises(DatabaseError), transaction.atomic():
        hidden_children.look(area=make.area(), listed=listed)


def test_sg_07_a_child_on_social_cares_list_for_schools_is_never_said_not_to_be_known(
    screener, manager, takes_in, ready, signed_in
):
    """The two lists come by different ways: where one names the child, a person looks before anybody decides."""
    takes_in(a_list(row()))
    child = make.person("Kim", "Other", born_on=BORN, born_precision="DAY")
    with acting_as(make.intake()) as by:
        people.add_identifier(person=child, scheme="UPN", value=number(7), by=by, at=timezone.now())
    open_cases = agency_list("social-care", label="Open cases", about="SOCIAL_CARE")
    take(open_cases, line(7, "Kim", "Other", BORN.strftime("%d/%m/%Y"), code="CIN", since="03/08/2026"))
    contact = ready(child=child)
    said = "names this child since 3 August 2026"
    assert said in signed_in(screener).get(reverse("front_door:contact", args=[contact.reference])).content.decode()
    with acting_as(manager):
        assert listed_children.needs_a_look(contact, at=timezone.now())
