"""A board's meeting from agenda to approved minutes, and who may know of it."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from breakwater.casework.actions.models import Source, TrackedAction
from breakwater.casework.actions.operations import ActionFacts
from breakwater.foundation.storage import create_key_file
from breakwater.improvement.assurance.boards import lookup, pack, rules
from breakwater.improvement.assurance.boards.operations import agenda, groups, meetings, record
from breakwater.improvement.assurance.models import (
    BoardDecision,
    BoardMeeting,
    BoardPaper,
    Challenge,
    DecisionCounter,
    MeetingSeat,
)
from breakwater.improvement.assurance.models.agenda import Classification
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import Permission, acting_as, allows
from breakwater.partnership.organisations.access.roles import ROLES
from breakwater_dev.testing import boards as told
from breakwater_dev.testing import factories as make

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def files(settings):
    settings.BREAKWATER_UNSCANNED = "release"
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))


@pytest.fixture
def keeper(db):
    return make.actor("business_manager", of=make.team("Partnership office"))


@pytest.fixture
def nurse(db):
    return make.actor("designated_doctor")


@pytest.fixture
def councillor(db):
    return make.actor("trust_lead")


def page(client, view, *args, **said):
    at = reverse(f"assurance:{view}", args=args)
    answer = client.post(at, said, follow=True) if said else client.get(at, follow=True)
    assert answer.status_code == 200, (view, answer.status_code)
    return answer.content.decode()


def once():
    return {"idempotency": str(uuid4())}


def day(name, on):
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def added(meeting, keeper, classification, item=None, title="A paper"):
    facts = agenda.PaperFacts(title, classification, io.BytesIO(PDF), "paper.pdf", "application/pdf", item)
    with acting_as(keeper) as by:
        return agenda.add_paper(meeting, facts, by=by, at=meeting.starts_at, key=uuid4())


def read_by(actor, model):
    with acting_as(actor):
        return set(model.objects.values_list("pk", flat=True))


def test_a_meeting_from_agenda_to_approved_minutes(signed_in, keeper, nurse, settings):
    """From a browser: agenda, paper, issue, attendance, quorum, decision, challenge, action, minutes approved at the next meeting."""
    group = told.a_group(keeper, (nurse, "ICB", "CHAIR"))
    ours, theirs = signed_in(keeper), signed_in(nurse)
    page(
        ours,
        "group_arrange",
        group.public_id,
        start="10:00",
        end="12:00",
        place="Civic Offices",
        **day("day", date(2026, 3, 3)),
        **once(),
    )
    with acting_as(keeper):
        meeting = lookup.MEETINGS.get()
        assert (rules.papers_due(meeting), rules.minutes_due(meeting)) == (date(2026, 2, 24), date(2026, 3, 17))
    key = meeting.public_id
    refused = page(ours, "meeting_item", key, type="DECISION", title="Neglect strategy", **once())
    assert "Enter what the group is asked to decide" in refused
    page(
        ours,
        "meeting_item",
        key,
        type="DECISION",
        title="Neglect strategy",
        ask="Agree the strategy",
        lead="Hal",
        **once(),
    )
    with acting_as(keeper):
        item = lookup.ITEMS.get(title="Neglect strategy")
    assert item.number == 5
    file = SimpleUploadedFile("strategy.pdf", PDF, "application/pdf")
    paper = {"item": item.public_id, "title": "The strategy", "classification": "MEMBERS"}
    page(ours, "meeting_paper", key, file=file, **paper, **once())
    with acting_as(keeper):
        first = lookup.PAPERS.get()
    again = SimpleUploadedFile("strategy 2.pdf", PDF, "application/pdf")
    page(ours, "meeting_paper", key, file=again, replaces=first.public_id, **paper, **once())
    page(ours, "meeting_issue", key, x="")
    assert Notification.objects.filter(user=nurse.membership.user, words="Papers for a meeting are ready").exists()
    shown = page(theirs, "meeting", key)
    assert "version 2" in shown
    assert "Send agenda and papers" not in shown
    with acting_as(keeper):
        last = lookup.papers_of(meeting)[0]
    assert theirs.get(reverse("assurance:paper_file", args=[last.public_id])).content == PDF
    settings.BREAKWATER_UNSCANNED = "hold"
    assert "waits for its virus scan" in page(theirs, "paper_file", last.public_id)
    assert "Agree the strategy" in page(theirs, "meeting_pack", key)
    pdf = theirs.get(reverse("assurance:meeting_pack_pdf", args=[key])).content
    assert b"pdfuaid" in pdf
    calendar = theirs.get(reverse("assurance:meeting_ics", args=[key])).content.decode()
    assert "BEGIN:VEVENT" in calendar
    assert "Executive" not in calendar

    decision = {"item": item.public_id, "wording": "The strategy is agreed", "mover": "Hal Health", "outcome": "AGREED"}
    told.attended(meeting, keeper, "Pol Police")
    assert "nobody from Police" in page(ours, "meeting_decide", key, **decision, **once())
    told.attended(meeting, keeper)
    with acting_as(keeper):
        came = {f"came_{each.pk}": "APOLOGIES" for each in lookup.seats_of(meeting)}
    assert "Somebody saved this meanwhile" in page(ours, "meeting_attendance", key, **came, revision="1")
    named = "A child born 3.4.2019"
    assert "seems to hold a date of birth" in page(
        ours, "meeting_decide", key, **decision | {"wording": named}, **once()
    )
    page(ours, "meeting_decide", key, **decision, dissent="One member would wait", **once())
    with acting_as(keeper):
        made = BoardDecision.objects.get()
    assert made.number == "PSCP-2026-001"
    page(ours, "meeting_challenge", key, challenger="Ana", challenged="Pol", about="Slow notices", **once())
    assert "seems to hold" in page(ours, "item_said", item.public_id, said=named, revision=item.revision)
    page(ours, "item_said", item.public_id, said="Members spoke of dentists.", revision=item.revision)
    page(ours, "meeting_hold", key, x="")
    draft = page(ours, "meeting_minutes", key)
    for words in ("Members spoke of dentists.", "PSCP-2026-001", "One member would wait"):
        assert words in draft
    assert "seems to hold" in page(ours, "meeting_minutes", key, text=named, **once())
    page(ours, "meeting_minutes", key, text="## 5. Neglect strategy\nAgreed.", **once())
    assert "Record that the minutes were approved" not in page(ours, "meeting", key)
    following = told.a_meeting(group, keeper, told.FIRST + timedelta(weeks=8))
    told.held(told.attended(following, keeper), keeper)
    approval = {"meeting": following.public_id, "text": "## 5\nAgreed, with thanks.", "revision": "1"}
    page(ours, "meeting_minutes", key, text="## 5. Neglect strategy\nAgreed, it seems.", **once())
    assert "Someone else saved this meanwhile" in page(ours, "meeting_approve", key, **approval, **once())
    approval |= {"revision": "2"}
    assert "Enter what was corrected" in page(ours, "meeting_approve", key, **approval, **once())
    page(ours, "meeting_approve", key, **approval, corrections="Item 5", **once())
    assert "Approved at the meeting of 28 April 2026. Corrected: Item 5" in page(theirs, "meeting", key)
    with acting_as(keeper) as by, pytest.raises(meetings.MinutesApproved):
        record.decide(meeting, record.DecisionFacts("Late", "Hal", "DEFERRED"), by=by, at=told.FIRST, key=uuid4())
    with acting_as(keeper) as by, pytest.raises(meetings.MinutesApproved):
        agenda.declare(item, lookup.seats_of(meeting)[0], "Late", True, by=by, at=told.FIRST)
    with pytest.raises(meetings.MinutesApproved):
        told.attended(meeting, keeper, "Pol Police")

    trust = make.actor("agency_professional").membership.team
    action = {"wording": "Train every dentist", "measure": "A register", "owner": trust.public_id, "priority": "2"}
    page(
        ours, "decision_action", made.public_id, **action, **day("due_on", date.today() + timedelta(days=60)), **once()
    )
    with acting_as(keeper):
        (tracked,) = TrackedAction.objects.all()
    assert (tracked.source, tracked.owner_team) == (Source.BOARD, trust)
    assert "Train every dentist" in page(ours, "decision", made.public_id)
    asks = "Record what came of it"
    assert (asks in page(ours, "challenges"), asks in page(theirs, "challenges")) == (True, False)
    with acting_as(keeper):
        challenge = Challenge.objects.get()
    answered = {"response": "A desk was named", "result": "CHANGED", "came_of_it": "Notices in a day", "revision": "1"}
    assert "Enter what came of it" in page(
        ours,
        "challenge_answer",
        challenge.public_id,
        **answered | {"came_of_it": ""},
        **day("responded_on", date(2026, 4, 1)),
    )
    assert "Notices in a day" in page(
        ours, "challenge_answer", challenge.public_id, **answered, **day("responded_on", date(2026, 4, 1))
    )
    for said, count in (
        ({"words": "strategies"}, 1),
        ({"words": "housing"}, 0),
        ({"number": "2026-001"}, 1),
        (day("since", date(2026, 3, 4)), 0),
    ):
        assert (made.number in page(theirs, "decisions", **said)) is bool(count), said
    with acting_as(keeper):
        area = group.area
        (found,) = lookup.decisions_between(area, date(2026, 3, 3), date(2026, 3, 3))
        attendance = {
            each.agency: each for each in lookup.attendance_between(area, date(2026, 3, 1), date(2026, 4, 28))
        }
        assert (found.number, found.outcome) == (made.number, made.outcome)
        assert (attendance["Pol Police body"].expected, attendance["Pol Police body"].attended) == (2, 2)
        assert lookup.challenges_between(area, date(2026, 1, 1), date(2026, 12, 31)) == (1, 1)


def test_who_may_know_of_a_meeting_and_its_papers(signed_in, keeper, nurse, councillor):
    """The wall: an outsider nothing, an observer no confidential paper, whoever leaves for an item none of its papers, whoever left the group nothing."""
    group = told.a_group(keeper, (nurse, "ICB", "MEMBER"), (councillor, "LA", "OBSERVER"))
    meeting = told.a_meeting(group, keeper)
    outsider, beside = make.actor("business_manager"), make.actor("policy_officer", of=keeper.membership.team)
    open_paper = added(meeting, keeper, Classification.MEMBERS)
    secret = added(meeting, keeper, Classification.CONFIDENTIAL)
    assert read_by(outsider, BoardMeeting) == read_by(outsider, BoardPaper) == set()
    for reader, papers in ((beside, {open_paper, secret}), (nurse, {open_paper, secret}), (councillor, {open_paper})):
        assert read_by(reader, BoardMeeting) == {meeting.pk}
        assert read_by(reader, BoardPaper) == {each.pk for each in papers}
    with acting_as(keeper) as by:
        item = agenda.add_item(meeting, agenda.ItemFacts("DISCUSSION", "A contract"), by=by, at=told.FIRST, key=uuid4())
        seat = next(each for each in lookup.seats_of(meeting) if each.user_id == nurse.membership.user_id)
        before = added(meeting, keeper, Classification.MEMBERS, item)
        agenda.declare(item, seat, "Works for the bidder", True, by=by, at=told.FIRST)
    # What is kept from a reader is said, with whom to ask; of confidential papers whether there is one or not.
    told_of = {
        nurse: ([item.pk], ""),
        councillor: ([], f"Ask {keeper.membership.user.name}, who keeps the record of this meeting."),
        keeper: ([], ""),
    }
    for reader, (items, ask) in told_of.items():
        with acting_as(reader):
            kept = pack.held_back(meeting, lookup.items_of(meeting), reader.membership.user)
            words = str(pack.pack_of(meeting, reader.membership.user))
        assert (list(kept.items), kept.of_meeting.endswith(ask)) == (items, bool(ask) or not kept.of_meeting)
        assert ("its papers and what was said are held back from you" in words) == (reader is nurse)
        assert ("Confidential papers are for members alone" in words) == (reader is councillor)
    later = added(meeting, keeper, Classification.MEMBERS, item)
    with acting_as(keeper) as by:
        agenda.record_said(item, "The bidder is weak", revision=1, by=by, at=told.FIRST)
    told.held(told.attended(meeting, keeper), keeper)
    following = told.a_meeting(group, keeper, told.FIRST + timedelta(weeks=8))
    texts = {"text": "## 5. A contract\nThe bidder is weak", "by": keeper, "at": told.FIRST}
    with acting_as(keeper):
        draft = record.draft_minutes(meeting, **texts, key=uuid4())
    for reader in (nurse, councillor):
        theirs = signed_in(reader)
        for shown in (
            page(theirs, "meeting", meeting.public_id),
            page(theirs, "minutes", draft.public_id),
            page(theirs, "meeting_pack", following.public_id),
        ):
            assert ("The bidder is weak" in shown) == (reader is councillor)
            assert ("held back from you" in shown and "because of an interest" in shown) == (reader is nurse)
    assert read_by(nurse, BoardPaper) == {open_paper.pk, secret.pk}
    assert {before.pk, later.pk} <= read_by(councillor, BoardPaper)
    with acting_as(keeper) as by:
        member = next(
            each for each in lookup.members_on(group, date(2026, 3, 3)) if each.user_id == nurse.membership.user_id
        )
        groups.leave(member, date(2026, 3, 3), by=by, at=told.FIRST)
    assert read_by(nurse, BoardMeeting) == set()
    assert nurse.membership.user_id not in {each.user_id for each in lookup.members_on(group, date(2026, 3, 4))}


def test_whoever_keeps_a_meeting_and_leaves_for_an_item_does_not_minute_it(signed_in, keeper):
    """What a colleague wrote of the item is in none of the forms by which the keeper writes."""
    colleague = make.actor("policy_officer", of=keeper.membership.team)
    meeting = told.attended(told.a_meeting(told.a_group(keeper, (keeper, "LA", "SECRET")), keeper), keeper)
    ours, theirs, key = signed_in(keeper), signed_in(colleague), meeting.public_id
    with acting_as(keeper) as by:
        kept = {"by": by, "at": told.FIRST}
        item = agenda.add_item(meeting, agenda.ItemFacts("DISCUSSION", "A contract"), **kept, key=uuid4())
        seat = next(each for each in lookup.seats_of(meeting) if each.user_id == keeper.membership.user_id)
        agenda.declare(item, seat, "Married to the bidder", True, **kept)
    page(theirs, "item_said", item.public_id, said="The bidder is weak", revision=item.revision)
    told.held(meeting, keeper)
    refused = page(ours, "item_said", item.public_id)
    assert "somebody else who keeps this meeting records what was said" in refused
    assert "The bidder is weak" not in refused
    assert "somebody else" in page(ours, "item_said", item.public_id, said="The bidder is good", revision="2")
    draft = page(ours, "meeting_minutes", key)
    assert pack.SAID_LATER in draft
    assert "The bidder is weak" not in draft
    page(ours, "meeting_minutes", key, text=f"## 5. A contract\n{pack.SAID_LATER}", **once())
    assert pack.SAID_LATER in page(ours, "meeting_minutes", key)
    page(theirs, "meeting_minutes", key, text="## 5. A contract\nThe bidder is weak", **once())
    told.held(told.attended(told.a_meeting(meeting.group, keeper, told.FIRST + timedelta(weeks=8)), keeper), keeper)
    for form in ("meeting_minutes", "meeting_approve"):
        refused = page(ours, form, key)
        assert "somebody else goes on with its minutes" in refused
        assert "The bidder is weak" not in refused
    with acting_as(keeper) as by, pytest.raises(record.LeftForAnItem):
        record.draft_minutes(meeting, "Mine", by=by, at=told.FIRST, key=uuid4())
    assert "The bidder is weak" in page(theirs, "meeting_approve", key)


def test_a_paper_that_too_many_read_is_withdrawn_in_every_version(signed_in, keeper, nurse):
    meeting = told.a_meeting(told.a_group(keeper, (nurse, "ICB", "OBSERVER")), keeper)
    first = added(meeting, keeper, Classification.MEMBERS, title="Names")
    again = agenda.PaperFacts("Names", "MEMBERS", io.BytesIO(PDF), "paper.pdf", "application/pdf", replaces=first)
    with acting_as(keeper) as by:
        last = agenda.add_paper(meeting, again, by=by, at=told.FIRST, key=uuid4())
        stricter = replace(again, classification="CONFIDENT", stream=io.BytesIO(PDF), replaces=last)
        with pytest.raises(agenda.IsStricter):
            agenda.add_paper(meeting, stricter, by=by, at=told.FIRST, key=uuid4())
    ours, theirs = signed_in(keeper), signed_in(nurse)
    assert read_by(nurse, BoardPaper) == {first.pk, last.pk}
    assert "Enter why it is withdrawn" in page(ours, "paper_withdraw", last.public_id, why="")
    shown = page(ours, "paper_withdraw", last.public_id, why="It named a family")
    assert "It named a family" in shown
    assert read_by(nurse, BoardPaper) == set()
    assert "It named a family" not in page(theirs, "meeting", meeting.public_id)
    for client, paper in ((theirs, first), (theirs, last), (ours, last)):
        assert client.get(reverse("assurance:paper_file", args=[paper.public_id])).status_code == 404


def test_an_item_with_something_recorded_of_it_stays_on_the_agenda(signed_in, keeper):
    meeting = told.a_meeting(told.a_group(keeper, (keeper, "LA", "SECRET")), keeper)
    ours = signed_in(keeper)
    with acting_as(keeper) as by:
        kept = {"by": by, "at": told.FIRST}
        items = [
            agenda.add_item(meeting, agenda.ItemFacts("DISCUSSION", title), **kept, key=uuid4())
            for title in ("Challenged", "Left for", "With a hidden paper", "Empty")
        ]
        challenged, left, papered, empty = items
        record.challenge(meeting, record.ChallengeFacts("Ana", "Pol", "Slow notices", challenged), **kept, key=uuid4())
        seats = {each.name: each for each in lookup.seats_of(meeting)}
        agenda.declare(left, seats["Pol Police"], "Owns it", False, **kept)
    paper = added(meeting, keeper, Classification.MEMBERS, papered)
    other = make.actor("policy_officer", of=keeper.membership.team)
    with acting_as(other) as by:
        agenda.withdraw_paper(paper, "The wrong file", by=by, at=told.FIRST)
    assert read_by(keeper, BoardPaper) == set()
    for item in items:
        shown = page(ours, "item_remove", item.public_id, x="")
        assert ("cannot be removed" in shown) == (item != empty)
    with acting_as(keeper):
        assert list(meeting.items.filter(number__gt=4).order_by("number")) == items[:3]


def test_a_seat_for_this_once_is_for_whom_it_names_and_ends(signed_in, keeper, nurse):
    meeting = told.a_meeting(told.a_group(keeper), keeper)
    ours, user = signed_in(keeper), nurse.membership.user
    said = {"agency": "ICB", "partner": "ICB", "part": "MEMBER", "email": user.email}
    refused = page(ours, "meeting_seat", meeting.public_id, **said, name="Somebody Else", **once())
    assert f"The account with this address is {user.name}" in refused
    assert read_by(nurse, BoardMeeting) == set()
    page(ours, "meeting_seat", meeting.public_id, **said, name=user.name, **once())
    assert read_by(nurse, BoardMeeting) == {meeting.pk}
    with acting_as(keeper):
        seat = lookup.SEATS.get(user=user)
    assert "Seat ended" in page(ours, "seat_end", seat.public_id, x="")
    assert read_by(nurse, BoardMeeting) == set()
    assert "This seat has ended already" in page(ours, "seat_end", seat.public_id, x="")


def test_a_restricted_group_is_its_members_alone(signed_in, keeper, nurse):
    """Neither the team that runs it nor whoever asks by address; numbers of decisions run on over what one does not read."""
    beside, deputy = (make.actor("policy_officer", of=keeper.membership.team) for _ in range(2))
    group = told.a_group(
        keeper,
        (deputy, "LA", "ADVISER"),
        (keeper, "LA", "SECRET"),
        (nurse, "ICB", "CHAIR"),
        restricted=True,
        name="Learning from cases",
    )
    facts = meetings.MeetingFacts(told.FIRST, told.FIRST + timedelta(hours=1), "Here")
    with acting_as(beside) as by, pytest.raises(meetings.NotAMember):
        meetings.arrange(group, facts, by=by, at=told.FIRST, key=uuid4())
    meeting = told.a_meeting(group, keeper)
    told.attended(meeting, keeper)
    member = groups.SeatFacts("Lee Member", "The council", "LA", "OBSERVER")
    with acting_as(keeper) as by, pytest.raises(groups.NoObservers):
        groups.join(group, member, told.SINCE, by=by, at=told.FIRST, key=uuid4())
    with acting_as(keeper) as by, pytest.raises(groups.NoObservers):
        meetings.add_seat(meeting, member, by=by, at=told.FIRST)
    facts = record.DecisionFacts("A rapid review begins", "Hal", "AGREED")
    with acting_as(keeper) as by:
        record.decide(meeting, facts, by=by, at=told.FIRST, key=uuid4())
    assert read_by(beside, BoardMeeting) == read_by(beside, BoardDecision) == set()
    assert len(read_by(nurse, BoardDecision)) == 1
    assert signed_in(beside).get(reverse("assurance:meeting", args=[meeting.public_id])).status_code == 404
    executive = told.a_group(beside, name="Executive")
    open_meeting = told.attended(told.a_meeting(executive, beside), beside)
    with acting_as(beside) as by:
        made = record.decide(open_meeting, facts, by=by, at=told.FIRST, key=uuid4())
    assert made.number == "PSCP-2026-002"
    with acting_as(keeper) as by:
        assert [each.number for each in lookup.decisions_between(group.area, date(2026, 1, 1), date(2026, 12, 31))] == [
            made.number
        ]
        with pytest.raises(meetings.NobodyToKeep):
            meetings.hand_over(meeting, nurse.membership.user.email, by=by, at=told.FIRST)
        with pytest.raises(meetings.NobodyToKeep):
            meetings.hand_over(meeting, beside.membership.user.email, by=by, at=told.FIRST)
        meetings.hand_over(meeting, deputy.membership.user.email, by=by, at=told.FIRST)
    assert len(read_by(keeper, BoardMeeting)) == 2  # a seat stays a seat
    with acting_as(deputy) as by:
        assert meetings.issue(meeting, by=by, at=told.FIRST).keeper == deputy.membership.user
    # Whoever ends a membership reads no meeting of the group: the seats end all the same, but not under whoever keeps a record.
    members = {each.user_id: each for each in lookup.members_on(group, date(2026, 3, 3))}
    with acting_as(beside) as by:
        groups.leave(members[nurse.membership.user_id], date(2026, 3, 3), by=by, at=told.FIRST)
        with pytest.raises(groups.KeepsRecords):
            groups.leave(members[deputy.membership.user_id], date(2026, 3, 3), by=by, at=told.FIRST)
    assert read_by(nurse, BoardMeeting) == set()
    assert len(read_by(deputy, BoardMeeting)) == 2
    keeping = {role.value for role in ROLES if allows(role.value, Permission.PARTNERSHIP_KEEP)}
    assert keeping == {"business_manager", "policy_officer"}  # as sql/boards.sql has it


def test_what_a_reader_does_not_read_of_a_decision_is_not_said_to_be_absent(signed_in, keeper, nurse):
    """The number of a decision of a restricted group that replaced it, and that other teams may have actions of it."""
    said = {"mover": "Hal", "outcome": "DEFERRED"}
    meeting = told.a_meeting(told.a_group(keeper, (nurse, "ICB", "MEMBER")), keeper)
    hidden = told.a_meeting(told.a_group(keeper, (keeper, "LA", "SECRET"), restricted=True, name="Cases"), keeper)
    made = []
    with acting_as(keeper) as by:
        for one, last in ((meeting, 99), (hidden, 999)):
            counter, _ = DecisionCounter.objects.get_or_create(area=meeting.area, year=2026)
            counter.last = last
            counter.save(update_fields=["last"])
            facts = record.DecisionFacts("It waits", **said, replaces=made[0] if made else None)
            made.append(record.decide(one, facts, by=by, at=told.FIRST, key=uuid4()))
        action = ActionFacts(f"Decision {made[1].number}", "Ask once more", "It is asked", "2", date(2026, 9, 1))
        record.act(made[1], action, keeper.membership.team, by=by, at=told.FIRST, key=uuid4())
    first, later = made
    assert (first.number, later.number) == ("PSCP-2026-100", "PSCP-2026-1000")
    ours, theirs = (
        page(signed_in(keeper), "decision", first.public_id),
        page(signed_in(nurse), "decision", first.public_id),
    )
    address = reverse("assurance:decision", args=[later.public_id])
    assert "Replaced by" in theirs
    assert later.number in theirs
    assert (address in ours, address in theirs) == (True, False)
    assert "Ask who keeps the record about those of other teams" in theirs
    assert "Ask once more" not in ours
    assert "Ask once more" in page(signed_in(keeper), "decision", later.public_id)


def test_whoever_leaves_for_an_item_does_not_count_towards_its_quorum(keeper):
    group = told.a_group(keeper)
    meeting = told.attended(told.a_meeting(group, keeper, datetime(2026, 5, 5, 9, tzinfo=UTC)), keeper)
    with acting_as(keeper) as by:
        item = agenda.add_item(
            meeting, agenda.ItemFacts("DECISION", "A grant", "Agree"), by=by, at=told.FIRST, key=uuid4()
        )
        seat = lookup.seats_of(meeting)[0]
        twice = groups.SeatFacts(seat.name.upper(), "Another body", "LA", "MEMBER")
        with pytest.raises(groups.IsAMember):
            groups.join(group, twice, told.SINCE, by=by, at=told.FIRST, key=uuid4())
        again = MeetingSeat(pk=0, name=seat.name, partner="LA", part="MEMBER", attendance="ATTENDED")
        assert rules.quorum([*lookup.seats_of(meeting), again], meeting.terms).present == 3
        assert rules.quorum([*lookup.seats_of(meeting), again], meeting.terms, {seat.pk}).present == 2
        agenda.declare(item, seat, "Knows the applicant", False, by=by, at=told.FIRST)
        agenda.declare(item, seat, "Gets the grant", True, by=by, at=told.FIRST)
        (said,) = [one for each in lookup.items_of(meeting) for one in each.conflicts.all()]
        assert (said.what, said.leaves, item.conflicts.count()) == ("Gets the grant", True, 2)
        with pytest.raises(agenda.HasLeft):
            agenda.declare(item, seat, "It was withdrawn", False, by=by, at=told.FIRST)
        early, grant = (
            {"by": by, "at": told.FIRST, "key": uuid4()},
            {"wording": "Early", "mover": "Hal", "outcome": "AGREED"},
        )
        with pytest.raises(meetings.NotYet):
            record.decide(meeting, record.DecisionFacts(**grant, item=item), **early)
        with pytest.raises(meetings.NotYet):
            record.challenge(meeting, record.ChallengeFacts("Ana", "Pol", "Early"), **early)
        with pytest.raises(meetings.NotYet):
            meetings.record_attendance(meeting, {}, revision=1, by=by, at=told.FIRST)
        with pytest.raises(meetings.HasARecord):
            meetings.cancel(meeting, by=by, at=told.FIRST)
        sooner = meetings.MeetingFacts(told.FIRST, meeting.ends_at, "Here")
        with pytest.raises(meetings.HasARecord):
            meetings.move(meeting, sooner, revision=meeting.revision, by=by, at=told.FIRST)
        facts = {"wording": "It is given", "mover": "Hal", "outcome": "AGREED"}
        with pytest.raises(record.NotQuorate):
            record.decide(meeting, record.DecisionFacts(**facts, item=item), by=by, at=meeting.starts_at, key=uuid4())
        with pytest.raises(record.OfWhichItem):
            record.decide(meeting, record.DecisionFacts(**facts), by=by, at=meeting.starts_at, key=uuid4())
        other = lookup.items_of(meeting)[0]
        assert record.decide(
            meeting, record.DecisionFacts(**facts, item=other), by=by, at=meeting.starts_at, key=uuid4()
        ).number
