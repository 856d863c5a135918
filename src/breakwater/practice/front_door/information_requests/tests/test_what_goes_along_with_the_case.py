"""TR-08: who receives a case reads no answer that is for the MASH alone, and so nothing written of the contact may repeat one."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.documents.models import Document
from breakwater.casework.models import Meeting, Participant, Task
from breakwater.casework.restricting import operations as restricting
from breakwater.casework.tasks import operations as tasks
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Relationship
from breakwater.practice.front_door.information_requests import levels
from breakwater.practice.front_door.information_requests.operations import labels, requests
from breakwater.practice.front_door.models import (
    Contact,
    InformationAnswer,
    InformationRequest,
    ScreeningItem,
    ScreeningRecord,
    SiblingConsidered,
)
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.mash import make_ready

SECRET = "The police were called twice in June because of the father"
SCREENED = {
    "known_status": "NOT_KNOWN",
    "child_seen_and_heard": "Seen at school.",
    "lived_experience": "Mornings are hard.",
    "history_analysis": "Nothing before.",
    "adults_considered": "The father lives there.",
    "lawful_basis": "PUBLIC_TASK",
    "checks_proportionate": "They may know.",
    "culture_and_identity": "Not yet known.",
}


@pytest.fixture
def told(contact_arrives, ask, answers, police, police_team, screener):
    """`told(label)` is a contact of a known child, with the police's answer under that label."""

    def make_one(label="MASH") -> Contact:
        contact = contact_arrives(channel="PROFESSIONAL", sender_words="A nurse")
        with acting_as(screener) as by:
            child, at = make.person("Robin", "Quayside"), timezone.now()
            contact = claims.match(contact=contact, person=child, was_new=False, searched={}, found=1, by=by, at=at)
        make_ready(contact, by=screener)
        (request,) = ask(contact, police_team)
        answers(request, police, label=label, text=SECRET, weight="RAISES" if label == "MASH" else "")
        return contact

    return make_one


def key(name="idempotency") -> dict:
    return {name: str(uuid4())}


def today_in(box) -> dict:
    return {f"{box}-{part}": getattr(timezone.localdate(), part) for part in ("day", "month", "year")}


def written(manager) -> tuple:
    with acting_as(manager):
        contact = Contact.objects.get()
        rows = [kind.objects.count() for kind in (ScreeningItem, SiblingConsidered)]
        records = ScreeningRecord.objects.filter(is_draft=False).count()
        return contact.rag_reason, contact.told_more_at, records, *rows


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("rate", {"rag": "RED", "reason": SECRET}),
        ("rate", {"rag": "RED", "reason": "Harm", "evidence": SECRET}),
        ("set_apart", {"about": "A coach", "because": SECRET}),
        ("set_apart", {"about": SECRET, "because": "He trains them"}),
        ("set_apart", {"role": SECRET, "because": "He trains them"}),
        ("set_apart", {"where": SECRET, "because": "He trains them"}),
        ("told", {"words": f"{SECRET}, so a neighbour says"}),
        ("screening", SCREENED | {"lived_experience": SECRET}),
        ("item", {"item-kind": "RISK", "item-words": SECRET, "item-agency": "School"} | key("item-idempotency")),
        ("item", {"item-kind": "RISK", "item-words": "Harm", "item-agency": SECRET} | key("item-idempotency")),
        (
            "considered",
            {"child-named_as": SECRET, "child-view": "NONE", "child-why": "Seen"} | key("child-idempotency"),
        ),
        (
            "considered",
            {"child-named_as": "Wren", "child-view": "NONE", "child-why": SECRET} | key("child-idempotency"),
        ),
    ],
)
def test_tr_08_a_page_of_a_contact_refuses_what_repeats_an_answer_and_keeps_what_was_typed(
    told, manager, signed_in, page, typed
):
    contact = told()
    browser, before = signed_in(manager), written(manager)
    answer = browser.post(reverse(f"front_door:{page}", args=[contact.reference]), typed | key())
    shown = answer.content.decode()
    assert "repeat the answer of" in shown
    assert SECRET in shown
    assert written(manager) == before


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("task_new", {"title": SECRET}),
        ("task_new", {"title": "Call the school", "detail": SECRET}),
        ("document_new", {"title": SECRET}),
    ],
)
def test_tr_08_a_task_or_document_of_a_contact_is_not_called_by_an_answer(told, manager, signed_in, page, typed):
    contact, browser = told(), signed_in(manager)
    sent = typed | today_in("due_on") | key() | {"file": SimpleUploadedFile("a.txt", b"Seen today", "text/plain")}
    answer = browser.post(reverse(f"casework:{page}", args=[contact.reference]), sent)
    assert "repeat the answer of" in answer.content.decode()
    with acting_as(manager):
        assert not Task.objects.filter(case=contact.case).exists()
        assert not Document.objects.exists()


def test_tr_08_a_meeting_of_a_contact_repeats_no_answer_in_any_of_its_boxes(told, manager, signed_in):
    contact, browser = told(), signed_in(manager)
    for box in ("kind", "place", "agenda", "others"):
        said = (
            {"kind": "Family meeting", "begins": "09:30"}
            | today_in("on")
            | key()
            | {box: SECRET[:60] if box == "kind" else SECRET}
        )
        answer = browser.post(reverse("casework:meeting_new", args=[contact.reference]), said)
        assert "repeat the answer of" in answer.content.decode(), box
    with acting_as(manager):
        assert not Meeting.objects.exists()


def test_tr_08_another_case_of_the_child_and_a_relatives_page_repeat_no_answer_either(told, manager, signed_in, mash):
    child, browser = told().child, signed_in(manager)
    father, at = make.person("Jack", "Quayside"), timezone.now()
    with acting_as(manager) as by:
        Relationship.objects.create(
            person=father, other=child, code=Relationship.Code.FATHER, recorded_at=at, recorded_by=by
        )
        people = [(child, Participant.Capacity.CHILD)]
        other = cases.open_case(kind="strategy", area=make.area(), team=mash, by=by, at=at, people=people)
    for page, about, typed in [
        ("task_new", other.reference, {"title": SECRET} | today_in("due_on")),
        ("involvement", other.reference, {"words": SECRET}),
        ("keep_address", father.public_id, {"lines": SECRET, "kind": "HOME"}),
    ]:
        address = reverse(f"casework:{page}", args=[about])
        assert "repeat the answer of" in browser.post(address, typed | key(), follow=True).content.decode(), page


def test_tr_08_why_a_restriction_is_lifted_repeats_no_answer(told, manager, signed_in, mash):
    child, at = told().child, timezone.now()
    other = make.actor("mash_manager", of=mash)
    readers = [manager.membership, other.membership]
    wanted = restricting.Wanted("MEDIA", "Reporters", readers, other.membership, timezone.localdate(), at_once=True)
    with acting_as(manager) as by:
        lock = restricting.ask(wanted=wanted, area=make.area(), by=by, at=at, people=[child])
    answer = signed_in(manager).post(reverse("casework:lock_lift", args=[lock.public_id]), {"why": SECRET} | key())
    assert "repeat the answer of" in answer.content.decode()


def test_tr_08_why_a_request_is_closed_repeats_no_answer(told, ask, health_team, manager, signed_in):
    (asked,) = ask(told(), health_team)
    answer = signed_in(manager).post(
        reverse("front_door:asked_close", args=[asked.reference]), {"because": SECRET} | key()
    )
    assert "repeat the answer of" in answer.content.decode()


def test_tr_08_what_is_kept_of_a_person_repeats_no_answer_about_them(told, manager, signed_in):
    child, browser = told().child, signed_in(manager)
    answer = browser.post(
        reverse("casework:keep_address", args=[child.public_id]), {"lines": SECRET, "kind": "HOME"} | key()
    )
    assert "repeat the answer of" in answer.content.decode()


def test_tr_08_the_words_of_every_form_are_looked_at_unless_its_view_says_why_not():
    """A view that is added is looked at without anybody's thinking of it; what is left out stands here with its reason."""
    assert get_resolver().url_patterns  # which brings in every room's views
    views, left_out = [OperationView], set()
    while views:
        kinds = views.pop().__subclasses__()
        views += kinds
        left_out |= {view.__name__ for view in kinds if vars(view).get("words_stay")}
    of_prevent = {
        "CheckForm",
        "LiftHold",
        "Notice",
        "PanelStep",
        "ReferralStep",
        "TellOne",
    }  # its compartment is told nothing to repeat
    of_organisations = {
        "AskForReturns",
        "Asks",
        "BeginSelfAssessment",
        "LookAgain",
        "NewRound",
        "OfAreaFile",
        "OfChanges",
        "RemindToReturn",
    }  # they are about no child
    of_schools = {
        "BeginReport",
        "Close",
        "CloseReport",
        "SocialCare",
        "WriteReport",
    }  # a school's own record, kept by who may read no answer of an agency
    of_training = {"Imports", "Part", "Register"}  # of staff and courses: no case stands behind it
    of_incidents = {"GoWithout", "IncidentStep", "RaiseIncident", "StartRuleStep", "WriteSection"}
    of_reviews = {"InReviewButton", "OpenReview", "ReviewStep"}  # those named on a serious incident alone read them
    # A compartment of its own, of the child death review team and the panel that it runs.
    of_deaths = {"Answer", "Ask", "DeathStep", "Notify", "SupportStep", "WaitStep"}
    of_deaths |= {"Arrange", "CaseStep", "File", "MeetingStep", "PreventionAnswer", "Publish", "TakeIn", "Writing"}
    of_case_audits = {
        "AuditStep",
        "ReadAgain",
        "ReturnStep",
        "SetAside",
        "SetUp",
        "WriteDomain",
    }  # those named on one alone read them
    of_surveys = {"AnswerSurvey", "SurveyOfRound"}  # no free text
    of_earlier_audits = {"OfFile", "Remove", "TakeIn", "Track"}  # of organisations
    of_inspections = {"InspectionStep", "NewList", "OpenFolder", "RemoveFile", "RequestStep"}  # of those named on one
    # Partners' meetings, roles, papers and plans: no child's data is written there.
    of_partners = {"Act", "AgreementStep", "AnswerChallenge", "Begin", "Cancel", "CorrectContribution", "EditionStep"}
    of_partners |= {
        "EndSeat",
        "GroupStep",
        "Hold",
        "Issue",
        "Leave",
        "OfArea",
        "Record",
        "RemoveAgency",
        "RoleStep",
        "WithdrawPaper",
    }
    of_scorecard = {"PeriodStep", "ShowFile", "Undo"}  # numbers of an area
    of_downloads = {"AskForDownload"}  # why somebody takes a list away: it goes to the audit and their own file
    of_systems = {"Connect", "Resend", "_Asks"}  # an organisation's system and its keys: about no child
    of_returns = {"AskForPart", "AskForTables", "CheckCensus"}  # why somebody writes or checks a file of codes
    # What officers of information governance ask and decide of somebody's request: they read no such answer, and it is not gathered.
    of_rights = {"Approve", "AskAgain", "Asked", "Check", "Correct", "GatherAgain", "Give", "_New"}
    of_others = (
        of_scorecard
        | of_systems
        | of_returns
        | of_rights
        | of_downloads
        | of_case_audits
        | of_partners
        | of_inspections
        | of_surveys
        | of_earlier_audits
        | of_prevent
        | of_organisations
        | of_schools
        | of_training
        | of_incidents
        | of_reviews
        | of_deaths
    )
    assert left_out == {"AskedOperation", "AskOthers"} | of_others


@pytest.mark.parametrize("box", ["direction", "reflection"])
def test_tr_08_a_managers_oversight_repeats_no_answer(told, manager, signed_in, box):
    contact = told()
    sent = {"direction": "Speak to the school", "reflection": ""} | {box: SECRET} | key()
    answer = signed_in(manager).post(reverse("front_door:oversight", args=[contact.reference]), sent)
    assert "repeat the answer of" in answer.content.decode()
    with acting_as(manager):
        assert not contact.oversight.exists()


def test_tr_08_what_came_of_a_task_repeats_no_answer_to_whoever_asked(told, manager, signed_in):
    contact, at = told(), timezone.now()
    with acting_as(manager):
        asked = tasks.ToDo(title="Answer a question", due_at=at)
        task = tasks.make(asked, team=manager.membership.team, case=contact.case, by=manager, at=at)
    answer = signed_in(manager).post(reverse("casework:task", args=[task.public_id]), {"outcome": SECRET})
    assert "repeat the answer of" in answer.content.decode()
    with acting_as(manager):
        assert Task.objects.get(pk=task.pk).done_at is None


@pytest.mark.parametrize("part", ["name", "relation", "born", "addresses"])
def test_tr_08_what_an_agency_is_told_of_the_people_repeats_no_answer_of_another(told, ask, health_team, part):
    contact = told()
    person = requests.Named(**{"name": "Robin Quayside", part: SECRET.removesuffix(" of the father")})
    with pytest.raises(labels.QuotesAnAnswer) as refused:
        ask(contact, health_team, people=(person,))
    assert list(refused.value.faults) == [f"person0_{part}"]


def test_tr_08_an_address_that_an_answer_has_as_well_may_be_searched(told, ask, answers, police, manager, health_team):
    contact, home = told(), "Flat 11, 55 Invented Place, Portsmouth, PO1 2AB"
    with acting_as(manager):
        request = InformationRequest.objects.get()
    answers(request, police, label="MASH", text=f"They moved to {home} in May, and he knows it", weight="RAISES")
    assert ask(contact, health_team, people=(requests.Named("Robin Quayside", addresses=home),))


def test_tr_08_what_a_page_refused_stays_in_the_draft_and_is_read_by_nobody_beyond_the_mash(told, manager, signed_in):
    contact, duty = told(), make.actor("emergency_duty", of=make.team("Emergency duty"))
    screening = reverse("front_door:screening", args=[contact.reference])
    signed_in(manager).post(screening, SCREENED | {"lived_experience": SECRET} | key())
    page = reverse("front_door:contact", args=[contact.reference])
    assert SECRET in signed_in(manager).get(page).content.decode()
    shown = signed_in(duty).get(page).content.decode()
    assert SECRET not in shown
    assert labels.KEPT_BACK_UNSEEN in shown
    assert "Seen at school." in shown


def test_tr_08_a_contacts_page_keeps_back_what_was_written_before_an_answer_was_narrowed(
    told, answers, police, manager, signed_in
):
    contact, duty = told("RECEIVING"), make.actor("emergency_duty", of=make.team("Emergency duty"))
    sent = {"rag": "RED", "reason": "Harm", "evidence": SECRET} | key()
    assert signed_in(manager).post(reverse("front_door:rate", args=[contact.reference]), sent).status_code == 302
    oversight = reverse("front_door:oversight", args=[contact.reference])
    assert signed_in(manager).post(oversight, {"direction": f"{SECRET}, so go"} | key()).status_code == 302
    page = reverse("front_door:contact", args=[contact.reference])
    with acting_as(manager):
        request = InformationRequest.objects.get()
    assert SECRET in signed_in(duty).get(page).content.decode()
    answers(request, police, label="MASH", text=SECRET, weight="RAISES")
    assert SECRET not in signed_in(duty).get(page).content.decode()


def test_tr_08_what_professionals_may_read_may_be_written(told, manager, signed_in):
    contact, browser = told("RECEIVING"), signed_in(manager)
    sent = {"rag": "RED", "reason": SECRET} | key()
    assert browser.post(reverse("front_door:rate", args=[contact.reference]), sent).status_code == 302


def test_tr_08_the_reason_for_a_level_of_need_repeats_no_answer(told, manager):
    with acting_as(manager):
        case = told().case
        assert levels.answers_of_agencies(case, f"Tier 3: {SECRET}")
        assert not levels.answers_of_agencies(case, "Mornings are hard")


def test_tr_08_what_was_written_before_an_agency_narrowed_its_answer_is_kept_from_who_may_not_read_it(
    told, answers, police, manager
):
    contact, duty = told("RECEIVING"), make.actor("emergency_duty", of=make.team("Emergency duty"))
    passed = [f"Rated red: {SECRET}, so the police say", "Mornings are hard for Robin"]

    def read_by(actor) -> tuple[int, list[str]]:
        with acting_as(actor):
            return InformationAnswer.objects.count(), labels.kept_from_receivers(contact, in_words=passed)

    assert read_by(duty)[1] == passed
    with acting_as(manager):
        request = InformationRequest.objects.get()
    answers(request, police, label="MASH", text=SECRET, weight="RAISES")
    seen, words = read_by(duty)
    assert seen <= 1  # what it let go before, never what it says now
    assert words == [labels.KEPT_BACK_UNSEEN, passed[1]]
    assert "the answer of" in read_by(manager)[1][0]
    answers(request, police, label="RECEIVING", text=f"{SECRET}, it turns out", weight="")
    assert read_by(duty)[1] == passed
