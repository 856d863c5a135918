"""A fact that is to be corrected is a task of the team that holds the record, without anybody's name; the officer and whoever handed it over see when
it is done; the agencies that were sent the wrong fact stand in a list, and are ticked as they are told."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.casework.chronology import operations as chronology
from breakwater.casework.models import Case, DisputeNote, Participant
from breakwater.delivery.information_rights import lookup, reminding
from breakwater.delivery.information_rights import operations as requests
from breakwater.delivery.information_rights.correcting import operations
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.giving import answer
from breakwater.delivery.information_rights.models import AgencyToTell, Correction, GatheredItem
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.working_days import is_working_day
from breakwater.foundation.design.moments import day as date_said
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import circumstances
from breakwater_dev.testing import factories as make

from .requests_made import Made

NOW = timezone.now()
LONDON = timezone.get_current_timezone()
WRONG = "Ben’s mother was at home: the visit was on the Tuesday"


@pytest.fixture
def made(db):
    ben, hub = make.person("Ben", "Quayside"), make.team("Harbour hub")
    school = make.organisation("Quay Lane Primary", "SCHOOL")
    with acting_as(make.intake()) as intake:
        place = {"team": make.team("Quay Lane safeguarding", of=school), "year_group": "1", "verified": True}
        circumstances.enrol(person=ben, starts_on=timezone.localdate(), by=intake, at=NOW, **place)
        facts = {"kind": "referral", "area": ben.area, "stage": "open", "stage_since": NOW, "opened_at": NOW}
        case = Case.objects.create(reference="C-26-00001-X", responsible_team=hub, opened_by=intake, **facts)
        Participant.objects.create(case=case, person=ben, capacity="CHILD", starts_at=NOW)
        chronology.record(what="Mother was not at home", kind="visit", by=intake, at=NOW, case=case, person=ben)
    ready = Made([ben], kind="CORRECTION")
    ready.ben, ready.hub = ben, hub
    ready.holder = make.actor("lead_professional", of=hub)
    with acting_as(ready.officer) as by:
        gathering.gather(ready.one.pk, by=by, at=NOW)
    return ready


def date_of(at: datetime) -> str:
    return str(date_said(london_date(at)))


def the_item(source="casework_chronologyentry") -> GatheredItem:
    return GatheredItem.objects.select_related("request").get(source=source)


def asked(made, source="casework_chronologyentry") -> Correction:
    with acting_as(made.officer) as by:
        return operations.ask(the_item(source), WRONG, key=uuid4(), by=by, at=NOW)


def answered(made, one: Correction, outcome="CORRECTED") -> None:
    with acting_as(made.holder) as by:
        operations.answer(one, outcome, "The line says Tuesday now", by=by, at=NOW + timedelta(hours=1))


def test_the_team_that_holds_the_record_has_a_task_that_leads_to_it_and_names_nobody(signed_in, made):
    officer = signed_in(made.officer)
    page = officer.get(f"/information-requests/{made.one.public_id}/redact/").text
    assert "Have it corrected" in page
    with acting_as(made.officer):
        at = f"/information-requests/items/{the_item().public_id}/correct/"
    page = officer.get(at).text
    assert "Harbour hub" in page
    key = page.split('name="idempotency" value="')[1].split('"')[0]
    assert officer.post(at, {"words": WRONG, "idempotency": key}).status_code == 302
    with acting_as(made.officer):
        one = Correction.objects.get()
    told = Notification.objects.filter(user=made.holder.membership.user).get()
    assert told.path == f"/information-requests/corrections/{one.public_id}/"
    assert "Ben" not in told.words
    assert WRONG not in told.words
    holder = signed_in(made.holder)
    today = holder.get("/today/").text
    assert made.one.reference in today
    assert told.path in today
    assert "Quayside" not in today.split("Records to correct")[1].split("</section>")[0]
    page = holder.get(told.path).text
    assert WRONG in page
    assert 'href="/cases/C-26-00001-X/"' in page
    assert holder.post(told.path, {"outcome": "CORRECTED", "said": "The line says Tuesday now"}).status_code == 302
    assert told.path not in holder.get("/today/").text


def test_a_fact_of_the_person_goes_to_the_team_that_keeps_persons_and_leads_to_what_is_held(made):
    one = asked(made, "people_person")
    assert one.holder == made.mash
    assert one.path == f"/people/{made.ben.public_id}/keep/"


def test_the_officer_and_whoever_handed_it_over_see_when_it_is_done(signed_in, made):
    lead, today = make.actor("lead_professional", of=make.team("Other hub")), timezone.localdate()
    with acting_as(lead) as by:
        handed = requests.hand_over(None, "Ben", "The visit is wrong", key=uuid4(), by=by, at=NOW)
    with acting_as(made.officer) as by:
        said = requests.Sorted("CORRECTION", "SELF", "Ben", "Ben Quayside", today)
        handed = requests.sort(handed, said, by=by, at=NOW)
        said = requests.Verified(today, "Passport seen", "SELF", "", "3 Quay Street", True, "", False)
        requests.verify(handed, said, by=by, at=NOW)
        requests.ask_second(handed, made.second.membership, by=by, at=NOW)
    with acting_as(made.second) as by:
        requests.approve(handed, [made.ben.pk], by=by, at=NOW)
    with acting_as(made.officer) as by:
        gathering.gather(handed.pk, by=by, at=NOW)
        item = GatheredItem.objects.select_related("request").get(request=handed, source="casework_chronologyentry")
        one = operations.ask(item, WRONG, key=uuid4(), by=by, at=NOW)
    at, words = "/information-requests/handed-over/", "Corrected by the team that holds the record"
    assert "With the team that holds the record" in signed_in(lead).get(at).text
    answered(made, one)
    assert Notification.objects.filter(user=made.officer.membership.user, words__contains="corrected").exists()
    text = signed_in(made.officer).get(f"/information-requests/{handed.public_id}/").text
    assert words in text
    assert "The line says Tuesday now" in text
    text = signed_in(lead).get(at).text
    assert words in text
    assert "Tuesday" not in text


def test_agencies_that_were_sent_it_are_drawn_from_what_was_shared_and_ticked_as_they_are_told(signed_in, made):
    one, officer = asked(made), signed_in(made.officer)
    page, at = f"/information-requests/{made.one.public_id}/", f"/information-requests/{made.one.public_id}/agencies/"
    with acting_as(made.officer):
        listed = list(AgencyToTell.objects.values_list("name", "said"))
    assert ("Quay Lane Primary", "") in listed
    assert "Tell the agencies" not in officer.get(page).text  # nothing is told before it is corrected
    answered(made, one)
    assert "Tell the agencies that were sent the wrong fact" in officer.get(page).text
    with acting_as(made.officer) as by, pytest.raises(requests.AgenciesNotTold):
        requests.end(made.one, "DONE", "Corrected", by=by, at=NOW)
    with acting_as(made.officer):
        every = [each.public_id for each in AgencyToTell.objects.all()]
    assert officer.post(at, {"told": every, "not_sent": every[:1]}).status_code == 200  # not both
    assert officer.post(at, {"told": every}).status_code == 302
    text = officer.get(page).text
    assert "Told" in text
    assert "Quay Lane Primary" in text
    with acting_as(made.officer) as by:
        requests.end(made.one, "DONE", "Corrected, and all were told", by=by, at=NOW)


def test_it_does_not_end_as_done_while_a_team_is_to_correct_it(made):
    asked(made)
    with acting_as(made.officer) as by:
        with pytest.raises(requests.StillToCorrect):
            requests.end(made.one, "DONE", "Corrected", by=by, at=NOW)
        requests.end(made.one, "WITHDRAWN", "She changed her mind", by=by, at=NOW)


def test_the_wall_lets_its_holder_alone_answer_once_and_an_officer_ask_of_what_was_gathered(made):
    one = asked(made)
    with acting_as(made.officer) as by, pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.filter(pk=one.pk).update(outcome="CORRECTED", answered_at=NOW, answered_by=by)
    with acting_as(made.second) as by:
        assert not Correction.objects.filter(pk=one.pk).update(outcome="CORRECTED", answered_at=NOW, answered_by=by)
    answered(made, one)
    with acting_as(made.holder) as by, pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.filter(pk=one.pk).update(outcome="STANDS")
    facts = {"team_id": one.team_id, "reference": one.reference, "title": "x", "due_on": one.due_on, "at": NOW}
    with acting_as(made.officer) as by, pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.create(
            request=made.one, holder=made.mash, source=one.source, row=one.row, path=one.path, by=by, key=uuid4(), **facts
        )  # fmt: skip
    stranger = make.actor("lead_professional", of=make.team("Other hub"))
    with acting_as(stranger):
        assert not Correction.objects.exists()


NOTED = "Accuracy disputed"


def pages_of(made) -> tuple[str, str, str]:
    at = f"/people/{made.ben.public_id}/"
    return at, f"{at}chronology/", "/cases/C-26-00001-X/"


def test_what_a_team_says_is_right_is_marked_as_disputed_for_everybody_who_reads_it(signed_in, made):
    """UK GDPR article 5(1)(d): whoever reads the record learns that somebody disputes it, and nothing of who, or of what they say."""
    reader = signed_in(made.second)
    assert all(NOTED not in reader.get(page).text for page in pages_of(made))
    one = asked(made)
    assert all(NOTED not in reader.get(page).text for page in pages_of(made))  # it is looked into first
    answered(made, one, "STANDS")
    link = f"/information-requests/corrections/{one.public_id}/"
    for page in pages_of(made):
        text = reader.get(page).text
        assert NOTED in text, page
        assert date_of(NOW) in text, page
        assert WRONG not in text, page
        assert link not in text, page
    holder = signed_in(made.holder)
    assert link in holder.get("/cases/C-26-00001-X/").text
    assert holder.get(link).status_code == 200


def test_a_fact_of_the_person_that_stands_is_marked_on_their_page_and_a_later_correction_takes_the_mark_away(
    signed_in, made
):
    one, reader, page = asked(made, "people_person"), signed_in(made.second), f"/people/{made.ben.public_id}/"
    with acting_as(made.second) as by:
        operations.answer(one, "STANDS", "The birth certificate says so", by=by, at=NOW)
    text = reader.get(page).text
    assert NOTED in text
    assert f"/information-requests/corrections/{one.public_id}/" in text  # the reader is of the team that answered
    again = asked(made, "people_person")
    with acting_as(made.second) as by:
        operations.answer(again, "CORRECTED", "The day was wrong after all", by=by, at=NOW)
    assert NOTED not in reader.get(page).text


def test_a_note_that_stands_does_not_keep_a_request_from_ending(made):
    answered(made, asked(made), "STANDS")
    with acting_as(made.officer) as by:
        assert not lookup.notes_open(made.one)
        requests.end(made.one, "REFUSED", "The visit is right as it stands", by=by, at=NOW)


def test_a_page_asks_as_often_for_three_notes_as_for_none(signed_in, made):
    reader = signed_in(made.second)

    def counted() -> list[int]:
        counts = []
        for page in pages_of(made):
            reader.get(page)
            with CaptureQueriesContext(connection) as seen:
                reader.get(page)
            counts.append(len(seen))
        return counts

    before = counted()
    for source in ("casework_chronologyentry", "casework_case"):
        answered(made, asked(made, source), "STANDS")
    of_the_person = asked(made, "people_person")
    with acting_as(made.second) as by:
        operations.answer(of_the_person, "STANDS", "The birth certificate says so", by=by, at=NOW)
        assert DisputeNote.objects.exclude(path="").count() == 3
    assert counted() == before


def test_a_correction_that_nobody_answers_within_its_days_reaches_the_lead_of_the_team(signed_in, made):
    one = asked(made)
    assert one.due_on < made.one.due_on
    lead = make.actor("early_help_manager", of=made.hub)

    def told(after: int) -> set[str]:
        reminding.remind(make.area(), at=datetime.combine(one.due_on + timedelta(after), time(6, 35), tzinfo=LONDON))
        late = Notification.objects.filter(words__startswith=reminding.UNANSWERED_BY_YOURS)
        return {f"{each.user_id} {each.path}" for each in late}

    weekend = next(day for day in range(1, 5) if is_working_day(one.due_on + timedelta(day)))
    assert not told(0)
    at = f"/information-requests/corrections/{one.public_id}/"
    assert told(weekend) == {f"{lead.membership.user_id} {at}"}
    assert signed_in(lead).get(at).status_code == 200
    assert told(weekend + 1) == {f"{lead.membership.user_id} {at}"}  # once


def test_where_only_somebody_who_corrects_no_record_reviews_the_posts_of_the_team_the_heads_of_service_hear_of_it(made):
    one = asked(made)
    make.actor("business_manager", of=made.hub)
    head = make.actor("head_of_service", of=make.team("Heads"))
    day = next(each for each in (one.due_on + timedelta(n) for n in range(1, 9)) if is_working_day(each))
    reminding.remind(make.area(), at=datetime.combine(day, time(6, 35), tzinfo=LONDON))
    told = Notification.objects.filter(words__startswith=reminding.UNANSWERED)
    assert [(each.user, each.path) for each in told] == [(head.membership.user, "/today/")]
    assert not Notification.objects.filter(words__startswith=reminding.UNANSWERED_BY_YOURS).exists()


def letter_of(made) -> str:
    with acting_as(made.officer):
        return "\n".join(line for _, lines in answer.sections(made.again(), at=NOW) for line in lines)


def test_the_letter_tells_of_no_note_where_the_team_said_that_the_record_is_not_theirs(made):
    answered(made, asked(made), "NOT_OURS")
    with acting_as(made.officer) as by:
        requests.end(made.one, "REFUSED", "It is another council’s record", by=by, at=NOW)
        assert made.again().correcting == "STANDS"
    assert "We have decided not to do" in letter_of(made)
    assert answer.NOTED not in letter_of(made)


def test_the_letter_tells_of_the_note_where_one_row_was_corrected_and_another_stands(made):
    answered(made, asked(made))
    answered(made, asked(made, "casework_case"), "STANDS")
    with acting_as(made.officer) as by:
        operations.tell_agencies(made.one, lookup.agencies_of(made.one), [], by=by, at=NOW)
        requests.end(made.one, "PARTLY", "One line was wrong", by=by, at=NOW)
    assert answer.NOTED in letter_of(made)


def test_a_note_tells_nothing_of_a_row_to_whoever_reads_its_case_or_one_child_and_not_the_row(db):
    """A row of a case that is read by fewer than the case; and one that hangs from neither, of a request about two children."""
    ben, ann = make.person("Ben", "Quayside"), make.person("Ann", "Quayside")
    with acting_as(make.intake()) as intake:
        facts = {"kind": "referral", "area": ben.area, "stage": "open", "stage_since": NOW, "opened_at": NOW}
        team = make.team("Harbour hub")
        case = Case.objects.create(reference="C-26-00001-X", responsible_team=team, opened_by=intake, **facts)
        for child in (ben, ann):
            Participant.objects.create(case=case, person=child, capacity="CHILD", starts_at=NOW)
    ready = Made([ben, ann], kind="CORRECTION", asker="PARENT")
    ready.holder = make.actor("lead_professional", of=team)
    with acting_as(ready.officer) as by:
        gathering.gather(ready.one.pk, by=by, at=NOW)
        answered(ready, operations.ask(the_item("casework_case"), WRONG, key=uuid4(), by=by, at=NOW), "STANDS")
    assert notes_seen(ready) == 1
    with acting_as(ready.officer) as by:
        item = GatheredItem.objects.select_related("request").filter(source="casework_participant").first()
        answered(ready, operations.ask(item, WRONG, key=uuid4(), by=by, at=NOW), "STANDS")
    assert notes_seen(ready) == 1


def notes_seen(made) -> int:
    with acting_as(made.second):
        return DisputeNote.objects.count()


def test_the_notes_can_be_taken_away_again_with_what_holds_them(transactional_db, owner_connection):
    """The migration that came with them, run backwards on a row that only it allows."""
    ben, by = make.person("Ben", "Quayside"), make.intake()
    loader = MigrationLoader(connection)
    backwards = loader.collect_sql([(loader.get_migration("casework", "0007_disputes_that_stand"), True)])
    with owner_connection.transaction(force_rollback=True):
        owner_connection.execute(
            "insert into casework_disputenote (person_id, path, reference, said_by, words, restricts, found, at, by_id, key) "
            "values (%s, '/x/', 'IR-1', '', '', false, '', %s, %s, gen_random_uuid())",
            [ben.pk, NOW, by.pk],
        )
        owner_connection.execute("set constraints all immediate")
        for name in ("wall_part", "aa_merged_person_id"):  # of the wall, which is built anew after migrations
            owner_connection.execute(f"drop trigger {name} on casework_disputenote")
        for statement in backwards:
            if not statement.startswith("--") and statement not in ("BEGIN;", "COMMIT;"):
                owner_connection.execute(statement)
        assert owner_connection.execute("select count(*) from casework_disputenote").fetchone() == (0,)
