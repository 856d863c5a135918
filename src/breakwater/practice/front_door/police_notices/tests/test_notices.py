"""Police files looked at first and taken in once; alerts, transfers and court requests each by their own way (FD 1.1, SG-29)."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.models import Case, ChronologyEntry, Task
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates import london
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.foundation.storage.files import _place
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import DutyPost
from breakwater.partnership.people.models import Identifier
from breakwater.practice.front_door.feedback import operations as receipts
from breakwater.practice.front_door.models import Alarm, Contact, Notice, NoticeBatch, Paging, ReceiptLine
from breakwater.practice.front_door.police_notices import by_mail, notice_file
from breakwater.practice.front_door.police_notices import operations as notices
from breakwater.practice.front_door.police_notices.forms import NoticeForm
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.partnership import once
from breakwater_dev.testing.telling import front_door as front_door_of

HEAD = (
    "Notice reference,sent_by,child_forename,child_surname,child_born,what_happened,child_in_danger_now,medical_notes\n"
)
TWO = 'PPN/1,"PC 1, Harbour Road",Ana,Fish,2016-05-04,Shouting,no,SECRET\nPPN/1,"PC 1, Harbour Road",Ben,Fish,2018,Shouting,no,\n'
BAD = "PPN/2,PC 2,Cat,Fish,not a date,Shouting,no,\nPPN/3,PC 2,Dan,Fish,,,no,\nPPN/4,PC 2,Eve,Fish,,Shouting,perhaps,\n"
NHS = "9434765919"


@pytest.fixture(autouse=True)
def keys():
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))


def uploaded(by, text: str, at=None) -> NoticeBatch:
    with acting_as(by):
        return notices.upload(
            stream=io.BytesIO(text.encode()),
            name="notices.csv",
            declared_type="text/csv",
            by=by,
            at=at or timezone.now(),
        )


def taken(by, batch, at=None) -> NoticeBatch:
    with acting_as(by):
        return notices.take_in(batch=batch, by=by, at=at or timezone.now())


def writes(by, kind: str, **more) -> Notice:
    facts = {"sent_by": "A service", "words": "Seen last night.", "child": "Sam Sample", "key": f"one-{kind}"} | more
    with acting_as(by):
        key = facts.pop("key")
        return by_mail.write_down(by_mail.NoticeByMail(kind=kind, **facts), key=key, by=by, at=timezone.now())


def test_the_sample_can_be_read():
    read = notice_file.read(notice_file.sample().encode(), on=timezone.localdate() + timedelta(days=4000))
    assert (len(read.rows), read.faults) == (1, [])


def test_a_file_is_looked_at_in_five_numbers_before_anything_is_taken_in(mash, police, screener, tells, dsl):
    tells(dsl, "Ana Fish", at=timezone.now() - timedelta(hours=3))
    with acting_as(make.intake()):
        Contact.objects.update(born_as_told="2016-05-04")
    batch = uploaded(screener, HEAD + TWO + BAD)
    assert (batch.rows, batch.fresh, batch.known, batch.beside, len(batch.faults)) == (5, 2, 0, 1, 3)
    assert [fault["line"] for fault in batch.faults] == [4, 5, 6]
    assert "Fish" not in str(batch.faults)
    with acting_as(screener):
        assert not Notice.objects.exists()


def test_the_rest_go_in_and_the_same_file_twice_changes_nothing(mash, police, screener):
    for _ in range(2):
        batch = taken(screener, uploaded(screener, HEAD + TWO + BAD))
    assert (batch.fresh, batch.known) == (0, 2)
    with acting_as(screener):
        contacts = list(Contact.objects.select_related("submission").order_by("position"))
        assert [contact.named_as for contact in contacts] == ["Ana Fish", "Ben Fish"]
        [submission] = {contact.submission for contact in contacts}
        assert (submission.channel, submission.source_code) == ("NOTICE", "6")
        assert Notice.objects.filter(batch__public_id=NoticeBatch.objects.order_by("pk").first().public_id).count() == 2
    with acting_as(make.actor("agency_professional", of=police)):
        assert ReceiptLine.objects.count() == 2


def test_sg_29_only_mapped_columns_are_kept_and_the_file_goes_after_30_days(mash, screener):
    now = timezone.now()
    batch = taken(screener, uploaded(screener, HEAD + TWO, at=now), at=now)
    with acting_as(screener):
        assert "SECRET" not in str(list(Contact.objects.values())) + str(list(Notice.objects.values()))
    place = _place(batch.stored_as)
    assert place.exists()
    assert b"Shouting" not in place.read_bytes()
    assert notices.forget_files(area=make.area(), at=now + timedelta(days=29)) == 0
    assert notices.forget_files(area=make.area(), at=now + timedelta(days=30)) == 1
    assert not place.exists()


def test_a_file_that_is_no_file_of_notices_says_what_to_do(screener, mash, signed_in):
    browser = signed_in(screener)
    for content, words in ((b"a,b\n1,2\n", "these are missing"), (b"", "empty"), (b"%PDF-1.4 not a table", "missing")):
        chosen = SimpleUploadedFile("notices.csv", content, "text/csv")
        page = browser.post("/mash/notices/file/", {"file": chosen}).content.decode()
        assert words in page


def test_someone_of_the_mash_takes_a_file_in_on_the_pages(mash, police, screener, signed_in):
    browser = signed_in(screener)
    assert browser.get("/mash/notices/sample.csv").content.decode().startswith("notice_reference,")
    chosen = SimpleUploadedFile("notices.csv", (HEAD + TWO + BAD).encode(), "text/csv")
    looked = browser.post("/mash/notices/file/", {"file": chosen}, follow=True)
    page = looked.content.decode()
    assert "Take in 2 new" in page
    assert "Line 4" in page
    taken_in = browser.post(looked.redirect_chain[-1][0], follow=True).content.decode()
    assert "Ana Fish" in taken_in
    assert "Police notices taken in" in taken_in
    assert browser.get("/mash/notices/").status_code == 200
    assert "Ana Fish" in browser.get("/mash/?came=NOTICE").content.decode()
    assert "Ana Fish" not in browser.get("/mash/?came=PHONE").content.decode()


DANGER_HEAD = (
    "notice_reference,sent_by,happened_on,child_forename,child_surname,child_born,what_happened,child_in_danger_now\n"
)


def test_a_row_left_out_that_may_tell_of_danger_is_said_first_and_nobody_takes_it_for_told(mash, screener, signed_in):
    rows = (
        "PPN/1,PC 1,31/02/2026,Ana,Fish,2016,Shouting,yes\n"  # a day that does not exist
        "PPN/2,PC 1,01/03/2026,Ben,Fish,not a date,Shouting,perhaps\n"
        "PPN/3,PC 1,01/03/2026,Cat,Fish,not a date,Shouting,no\n"
        "PPN/4,PC 1,01/03/2026,Dan,Fish,2016,Shouting,no\n"
        "PPN/4,PC 1,01/03/2026,Dan,Fish,2016,Worse than we said,yes\n"  # the row that stands for it says no
        "PPN/5,PC 1,01/03/2026,Eve,Fish,2016,Shouting,yes\n"
        "PPN/5,PC 1,01/03/2026,Eve,Fish,2016,Shouting,yes\n"
        "PPN/6,PC 1,01/03/2026,Fay,Fish,2016,Shouting, crying,yes\n"
    )
    batch = uploaded(screener, DANGER_HEAD + rows)
    assert [fault["line"] for fault in batch.faults if fault["in_danger"]] == [2, 3, 6, 9]
    at = f"/mash/notices/files/{batch.public_id}/"
    for _ in ("looked at", "taken in"):
        page = signed_in(screener).get(at).content.decode()
        assert "in what is left out: line 2, 3, 6, 9. It made no contact." in page
        assert "/mash/calls/new/" in page
        taken(screener, batch)


def test_sg_04_rows_left_out_that_may_tell_of_danger_are_a_task_of_the_mash_until_it_is_done(mash, screener, signed_in):
    colleague = make.actor("mash_manager", of=mash)
    row = "PPN/1,PC 1,31/02/2026,Ana,Fish,2016,Shouting,yes\n"
    # The same file again asks nobody twice.
    first, batch = [taken(screener, uploaded(screener, DANGER_HEAD + row)) for _ in range(2)]
    told = Notification.objects.filter(user=colleague.membership.user_id, words=notices.DANGER_LEFT_OUT)
    assert list(told.values_list("path", flat=True)) == [f"/mash/notices/files/{first.public_id}/"]
    browser = signed_in(colleague)
    with acting_as(colleague):
        [task] = Task.objects.open().filter(title=notices.DANGER_LEFT_OUT)
        assert (task.due_at, "Fish" in task.detail) == (task.made_at, False)
    assert notices.DANGER_LEFT_OUT in browser.get("/today/").content.decode()
    at = f"/tasks/{task.public_id}/"
    assert "Line 2 of the file" in browser.get(at).content.decode()
    assert "has a task to do so" in browser.get(f"/mash/notices/files/{batch.public_id}/").content.decode()
    with acting_as(colleague):
        tasks.do(task=task, by=colleague, at=timezone.now(), outcome="Logged as a call")
        assert not Task.objects.open().exists()


def test_sg_04_emergency_duty_is_paged_of_rows_left_out_while_the_mash_is_closed_and_is_led_to_the_file(db, signed_in):
    mash = front_door_of(is_open=False)
    duty = make.team("Emergency duty", service="emergency_duty")
    DutyPost.objects.create(
        team=duty, title="Duty 1", pager="pager1@example.invalid", paged_as=1, last_checked_on=date(2026, 11, 1)
    )
    worker, row = make.actor("emergency_duty", of=duty), "PPN/1,PC 1,31/02/2026,Ana,Fish,2016,Shouting,yes\n"
    screener = make.actor("mash_screener", of=mash)
    batch = taken(screener, uploaded(screener, DANGER_HEAD + row))
    with acting_as(worker):
        [alarm] = Alarm.objects.filter(acknowledged_at=None)
        assert Paging.objects.get(alarm=alarm).post.title == "Duty 1"
    desk, file = signed_in(worker), f"/mash/notices/files/{batch.public_id}/"
    night = desk.get("/duty/").content.decode()
    assert file in night
    assert "A police file" in desk.get("/today/").content.decode()
    answered = desk.post(f"/duty/alarms/{alarm.public_id}/", follow=True)
    assert answered.redirect_chain[-1][0] == file
    assert "Read the lines that were left out" in answered.content.decode()


def test_nobody_is_paged_of_rows_left_out_while_the_mash_is_open(db):
    screener = make.actor("mash_screener", of=front_door_of(is_open=True))
    uploaded(screener, DANGER_HEAD + "PPN/1,PC 1,31/02/2026,Ana,Fish,2016,Shouting,yes\n")
    with acting_as(make.intake()):
        assert not Alarm.objects.exists()


def test_a_row_that_says_danger_only_once_its_file_is_taken_in_is_a_task_too(mash, screener):
    row = "PPN/4,PC 1,01/03/2026,Dan,Fish,2016,Shouting,{}\n"
    waits = uploaded(screener, DANGER_HEAD + row.format("yes"))
    taken(screener, uploaded(screener, DANGER_HEAD + row.format("no")))
    assert waits.faults == []
    taken(screener, waits)
    with acting_as(screener):
        assert "Line 2 of the file" in Task.objects.open().get(title=notices.DANGER_LEFT_OUT).detail


def test_a_file_whose_column_of_danger_bears_another_name_is_refused_and_not_read_without_it():
    file = (
        DANGER_HEAD.replace("child_in_danger_now", "Child in danger now?") + "PPN/1,PC 1,,Ana,Fish,2016,Shouting,yes\n"
    )
    with pytest.raises(notice_file.NotNotices, match="A column is about danger"):
        notice_file.read(file.encode(), on=timezone.localdate())


def test_a_row_broken_by_a_line_break_is_left_out_whole_and_its_yes_said_first(mash, screener):
    broken = "PPN/1,PC 1,01/03/2026,Ana,Fish,2016,Shouting and\nhitting,yes\n"
    batch = uploaded(screener, DANGER_HEAD + broken)
    assert (batch.fresh, [(fault["line"], fault["in_danger"]) for fault in batch.faults]) == (
        0,
        [(2, False), (3, True)],
    )


def test_a_notice_sent_again_that_now_says_danger_is_said_first_and_no_more_once_it_was_told_so(mash, screener):
    row = "PPN/4,PC 1,01/03/2026,Dan,Fish,2016,Shouting,{}\n"
    taken(screener, uploaded(screener, DANGER_HEAD + row.format("no")))
    again = uploaded(screener, DANGER_HEAD + row.format("yes"))
    assert (again.fresh, [(fault["line"], fault["in_danger"]) for fault in again.faults]) == (0, [(2, True)])
    first = row.replace("PPN/4", "PPN/5").format("yes")
    taken(screener, uploaded(screener, DANGER_HEAD + first))
    same = uploaded(screener, DANGER_HEAD + first + "\n")
    assert (same.fresh, same.known, same.faults) == (0, 1, [])


# One by one.


@pytest.fixture
def child_of_an_open_case(mash):
    team = make.team("Assessment team", service="assessment")
    child = make.person("Sam", "Sample")
    with acting_as(make.intake()) as by:
        Identifier.objects.create(person=child, scheme="NHS", value=NHS, passes_check=True)
        case = cases.open_case(
            kind="referral", area=make.area(), team=team, by=by, at=timezone.now(), people=[(child, "CHILD")]
        )
    return child, case


def test_a_health_alert_about_a_child_of_an_open_case_informs_and_makes_no_contact(screener, child_of_an_open_case):
    _, case = child_of_an_open_case
    notice = writes(screener, "HEALTH", nhs_number=NHS)
    assert notice.result == "INFORMED"
    with acting_as(make.intake()):
        assert not Contact.objects.exists()
        assert Task.objects.filter(case=case, title__contains="health alert").count() == 1
        assert ChronologyEntry.objects.filter(case=case, what__contains="Seen last night.").exists()


def test_a_health_alert_about_anyone_else_is_a_contact(screener, child_of_an_open_case):
    notice = writes(screener, "HEALTH", nhs_number="9434765870")
    assert notice.result == "CONTACT"
    with acting_as(screener):
        assert Contact.objects.get().channel == "HEALTH"


def test_a_health_alert_of_danger_is_a_contact_though_the_case_is_open_and_pages_emergency_duty_when_closed(
    screener, child_of_an_open_case, signed_in
):
    with acting_as(screener) as by:
        by_mail.write_down(
            by_mail.NoticeByMail(
                kind="HEALTH",
                sent_by="A ward",
                words="Two accounts of one burn",
                child="Sam Sample",
                nhs_number=NHS,
                danger=Danger.YES,
            ),
            by=by,
            at=london(2026, 11, 15, 2),
            key="one",
        )
        contact = Contact.objects.get()
    assert contact.immediate_danger
    with acting_as(make.intake()):
        assert Alarm.objects.filter(reference=contact.reference).count() == 1


def test_the_page_asks_of_danger_and_a_courts_request_takes_no_yes(screener, mash, signed_in):
    browser, at = signed_in(screener), "/mash/notices/new/"
    typed = {
        "kind": "COURT",
        "sent_by": "A court",
        "child": "Sam Sample",
        "words": "Section 7",
        "idempotency": "6f0f8f5e-7d5e-4a51-9f3e-0c6f5f0c1a12",
    }
    assert "Choose whether a child is in danger now" in browser.post(at, typed).content.decode()
    assert "Record what may tell of danger as a call" in browser.post(at, typed | {"danger": "yes"}).content.decode()
    browser.post(at, typed | {"kind": "PLACEMENT", "danger": "unsure"})
    with acting_as(screener):
        assert Contact.objects.get().unsure_of_danger


def test_a_number_alone_links_nobody_whose_date_of_birth_speaks_against_it(screener, child_of_an_open_case):
    child, _ = child_of_an_open_case
    with acting_as(make.intake()):
        type(child).objects.filter(pk=child.pk).update(born_on="2016-05-04", born_precision="DAY")
        assert by_mail.known_by_number(NHS, born="2011-01-01") is None
        assert by_mail.known_by_number("9434765918", born="") is None


def test_a_child_who_moves_here_with_a_plan_has_the_conference_s_own_clock_that_outlives_the_contact(
    screener, manager, contacts_of, mash
):
    writes(screener, "TRANSFER_IN", reply_to="01632 960300")
    with acting_as(screener):
        contact = Contact.objects.select_related("case").get()
        rules = set(contact.case.clocks.filter(stopped_at=None).values_list("rule", flat=True))
        assert {"front_door.decision", "front_door.transfer_in", "front_door.acknowledge"} <= rules
        case = cases.open_case(kind="referral", area=make.area(), team=mash, by=screener, at=timezone.now())
        by_mail.carry_conference_on(contact=contact, case=case, at=timezone.now())
        there = contact.case.clocks.get(rule="front_door.transfer_in")
        here = Case.objects.get(pk=case.pk).clocks.get(rule="front_door.transfer_in")
        assert (here.due_on, here.is_running) == (there.due_on, True)
        receipts.acknowledge(contact=contact, by=screener, at=timezone.now())
        assert not contact.case.clocks.filter(rule="front_door.acknowledge", stopped_at=None).exists()


def test_a_placement_is_a_contact_without_a_conference(screener):
    writes(screener, "PLACEMENT")
    with acting_as(screener):
        assert not Contact.objects.get().case.clocks.filter(rule="front_door.transfer_in").exists()


def test_a_court_request_is_no_concern(screener, signed_in):
    for _ in range(2):
        notice = writes(screener, "COURT", due_on=timezone.localdate() + timedelta(days=20))
    assert notice.result == "COURT_WORK"
    with acting_as(screener):
        assert not Contact.objects.exists()
        assert Task.objects.filter(title=by_mail.COURT_WORK).count() == 1
    page = signed_in(screener).get(f"/mash/notices/{notice.public_id}/").content.decode()
    assert "no concern about the child" in page


def test_sg_18_the_list_of_notices_is_no_file_to_take_away(screener, mash, signed_in):
    writes(screener, "PLACEMENT")
    browser = signed_in(screener)
    page = browser.get("/mash/notices/").text
    assert "A service" in page
    assert "Download this list" not in page
    said = {"of": "/mash/notices/", "format": "csv", "reason": "Audit"} | once()
    refused = browser.post("/downloads/new/", said).text
    assert "no list that can be downloaded" in refused


def test_one_is_written_down_on_its_page(screener, mash, signed_in):
    browser = signed_in(screener)
    typed = {
        "kind": "HEALTH",
        "sent_by": "Another council",
        "child": "Sam Sample",
        "words": "Placed with carers here.",
        "idempotency": "6f0f8f5e-7d5e-4a51-9f3e-0c6f5f0c1a11",
        "nhs_number": "123",
    }
    assert "Check the NHS number" in browser.post("/mash/notices/new/", typed).content.decode()
    page = browser.post(
        "/mash/notices/new/", typed | {"kind": "PLACEMENT", "danger": "no"}, follow=True
    ).content.decode()
    assert "Placed with carers here." in page


def test_notices_are_the_open_police_team_s_and_never_a_closed_one_s(mash):
    force = make.organisation("Invented Police", "POLICE")
    first, second, third = (make.team(name, of=force) for name in ("First", "Second", "Third"))
    today = timezone.localdate()
    for team, day in ((first, today), (second, None), (third, None)):
        type(team).objects.filter(pk=team.pk).update(closed_on=day)
    assert notices.police_team(make.area(), on=today) == second
    assert notices.police_team(make.area(), on=today - timedelta(days=1)) == first


def test_not_sure_of_danger_makes_an_alert_of_an_open_case_a_contact_that_says_so(screener, child_of_an_open_case):
    notice = writes(screener, "HEALTH", nhs_number=NHS, danger=Danger.UNSURE)
    assert notice.result == "CONTACT"
    with acting_as(screener):
        assert Contact.objects.get(submission=notice.submission_id).unsure_of_danger


def test_a_courts_request_is_taken_by_nobody_who_is_not_sure_of_danger():
    form = NoticeForm({"kind": "COURT", "danger": Danger.UNSURE.value})
    assert "may tell of danger as a call" in str(form.errors["danger"])
