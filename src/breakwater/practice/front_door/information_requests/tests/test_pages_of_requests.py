"""What people see: who do we ask, the agency's inbox and its answer, what is missing beside the contact and the decision."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Team
from breakwater.partnership.people.models import Enrolment
from breakwater.partnership.people.records.operations import circumstances
from breakwater.practice.front_door.models import Decision, InformationAnswer, InformationRequest
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.mash import make_ready
from breakwater_dev.testing.telling import words

WHY = " ".join(["The family would welcome help with mornings and with routines at home"] * 4)
SECRET = "The police were called twice in June because of the father"
DECISION = {
    "outcome": "O1",
    "rationale": WHY,
    "agreement": "NOT_NEEDED",
    "words_for_sender": "Thank you for telling us.",
    "checked_by_hand": "yes",
    "idempotency": str(uuid4()),
    "step": "record",
}


def address(name: str, thing) -> str:
    return reverse(f"front_door:{name}", args=[thing.reference])


def to_send(*teams: Team, **changed) -> dict:
    sent = {
        "agencies": [team.public_id for team in teams],
        "reason": "Shouting at night",
        "lawful_basis": "PUBLIC_TASK",
        "agreement": "NOT_ASKED",
        "sensitivity": "ROUTINE",
        "proportionate": "Named three times this year",
        "person0_name": "Robin Quayside",
        "person0_relation": "the child",
        "person0_born": "4 May 2016",
        "person0_addresses": "1 Invented Road",
        "idempotency": str(uuid4()),
        "step": "send",
        "own_question": "Who lives there?",
    }
    return sent | changed


def answered(**changed) -> dict:
    return {"text": SECRET, "finding": "KNOWN", "label": "MASH", "idempotency": str(uuid4())} | changed


def page_of(browser, where: str) -> str:
    response = browser.get(where)
    assert response.status_code == 200, response.content.decode()[-2000:]
    return response.content.decode()


@pytest.fixture
def to_decide(contact_arrives, screener):
    """A contact about a pupil of a school, made by that school; with the school's lead."""

    def make_one():
        school_team = make.team("Safeguarding", of=make.organisation("Invented School", "SCHOOL"))
        dsl = make.actor("dsl", of=school_team)
        child, today = make.person("Robin", "Quayside"), timezone.localdate()
        with acting_as(make.intake()) as by:
            Enrolment.objects.create(
                person=child,
                school=school_team.organisation,
                team=school_team,
                starts_on=today,
                verified_on=today,
                verified_by=by,
            )
        contact = contact_arrives(
            channel="PROFESSIONAL",
            sender_team=school_team,
            sender_user=dsl.membership.user,
            sender_organisation=school_team.organisation,
            sender_words="The school",
        )
        with acting_as(screener):
            contact = claims.match(
                contact=contact, person=child, was_new=False, searched={}, found=1, by=screener, at=timezone.now()
            )
        return contact, dsl

    return make_one


def test_the_lawful_basis_and_why_it_is_proportionate_are_asked_for_once(
    screener, police_team, health_team, contact_arrives, signed_in
):
    browser, contact = signed_in(screener), contact_arrives()
    where = address("ask_others", contact)
    assert "Named three times" not in page_of(browser, where)
    browser.post(where, to_send(police_team, lawful_basis="VITAL"))
    asked = page_of(browser, where)
    assert "Named three times this year" in asked
    chosen = re.search(r'name="lawful_basis"[^>]*value="VITAL"[^>]*>', asked)[0]
    assert "checked" in chosen


def test_one_page_asks_several_agencies_for_one_reason(contact_arrives, screener, police_team, health_team, signed_in):
    contact, browser = contact_arrives(), signed_in(screener)
    page = page_of(browser, address("ask_others", contact))
    assert "Invented Police, Public protection" in page
    assert "What incidents are recorded at these addresses" in page
    assert 'value="Robin Quayside"' in page
    sent = to_send(police_team, health_team, questions1=["0"])
    for _ in range(2):  # the second sending does nothing
        response = browser.post(address("ask_others", contact), sent, follow=True)
    text = words(response)
    assert text.count("Invented Police, Public protection") == 3  # the row, what is missing, and what happened
    assert "Missing so far." in text
    with acting_as(screener):
        asked = InformationRequest.objects.order_by("pk")
        assert [(each.team, each.questions[-1], each.status) for each in asked] == [
            (police_team, "Who lives there?", "SENT"),
            (health_team, "Who lives there?", "SENT"),
        ]


def test_the_school_where_the_child_is_on_the_roll_is_ticked_already(to_decide, screener, police_team, signed_in):
    contact, dsl = to_decide()
    page = page_of(signed_in(screener), address("ask_others", contact))
    assert f'value="{dsl.membership.team.public_id}" checked' in page
    assert f'value="{police_team.public_id}" checked' not in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"agencies": []}, "Choose who is asked"),
        ({"proportionate": ""}, "Write why these checks are proportionate"),
        ({"person0_name": ""}, "Name at least one person to ask about"),
        ({"own_question": ""}, "or write a question of your own"),
    ],
)
def test_what_a_request_lacks_is_said_and_nothing_typed_is_lost(
    changed, said, contact_arrives, screener, police_team, signed_in
):
    contact = contact_arrives()
    sent = to_send(police_team, reason="Shouting, unmistakable") | changed
    page = signed_in(screener).post(address("ask_others", contact), sent).content.decode()
    assert said in page
    assert "Shouting, unmistakable" in page
    with acting_as(screener):
        assert not InformationRequest.objects.exists()


def test_drafts_are_kept_and_sent_later(contact_arrives, screener, police_team, signed_in):
    contact, browser = contact_arrives(), signed_in(screener)
    browser.post(address("ask_others", contact), to_send(police_team, step="keep"))
    with acting_as(screener):
        draft = InformationRequest.objects.get()
    assert draft.status == "DRAFTED"
    for _ in range(2):
        assert browser.post(address("asked_send", draft)).status_code == 302
    with acting_as(screener):
        assert InformationRequest.objects.get().status == "SENT"


def test_sg_11_a_struck_organisation_is_not_offered(
    contact_arrives, screener, police_team, health_team, struck, signed_in
):
    contact = contact_arrives()
    struck(contact, police_team.organisation)
    page = page_of(signed_in(screener), address("ask_others", contact))
    assert "Invented Police" not in page
    assert "Invented Health" in page


def test_the_inbox_says_whom_why_and_by_when(contact_arrives, ask, police, police_team, signed_in):
    ask(contact_arrives(worry="Heard through the wall"), police_team)
    text = words(signed_in(police).get(reverse("front_door:requests")))
    assert "Robin Quayside" in text
    assert "Shouting at night" in text
    assert "Answer to the MASH" in text
    assert "Heard through the wall" not in text


def test_the_inbox_asks_no_more_questions_for_three_requests_than_for_one(
    contact_arrives, ask, answers, police, police_team, signed_in
):
    browser, where = signed_in(police), reverse("front_door:requests")

    def asked_and_answered() -> None:
        ask(contact_arrives(), police_team)
        answers(ask(contact_arrives(), police_team)[0], police)

    asked_and_answered()
    page_of(browser, where)
    with CaptureQueriesContext(connection) as few:
        page_of(browser, where)
    for _ in range(2):
        asked_and_answered()
    with CaptureQueriesContext(connection) as many:
        page = page_of(browser, where)
    assert page.count("Robin Quayside") == 6
    assert len(many) == len(few)


def test_the_contact_asks_no_more_questions_for_three_requests_than_for_one(
    contact_arrives, ask, answers, police, police_team, screener, signed_in
):
    contact, browser = contact_arrives(), signed_in(screener)
    where = address("contact", contact)
    answers(ask(contact, police_team)[0], police)
    page_of(browser, where)
    with CaptureQueriesContext(connection) as few:
        page_of(browser, where)
    for _ in range(2):
        answers(ask(contact, police_team)[0], police)
    with CaptureQueriesContext(connection) as many:
        page = page_of(browser, where)
    assert page.count("Weigh it; do not quote it") == 3
    assert len(many) == len(few)


def test_opening_it_is_seeing_it_and_a_colleague_takes_over(
    contact_arrives, ask, police, police_team, screener, signed_in
):
    (request,) = ask(contact_arrives(), police_team)
    colleague = make.actor("agency_professional", of=police_team)
    signed_in(police).get(address("request", request))
    signed_in(police).post(address("request_take", request))
    page = page_of(signed_in(colleague), address("request", request))
    assert f"{police.membership.user.name} has it." in page
    signed_in(colleague).post(address("request_take", request))
    assert "You have it." in page_of(signed_in(colleague), address("request", request))
    with acting_as(screener):
        found = InformationRequest.objects.get()
    assert (found.status, found.taken_by_id) == ("IN_PROGRESS", colleague.membership_id)


def test_an_answer_without_its_label_keeps_every_word(contact_arrives, ask, police, police_team, signed_in):
    (request,) = ask(contact_arrives(), police_team)
    page = signed_in(police).post(address("request", request), answered(label="")).content.decode()
    assert "Choose how far this may go" in page
    assert SECRET in page


def test_an_answer_is_sent_once_and_then_amended_beside_the_first(
    contact_arrives, ask, police, police_team, screener, signed_in
):
    (request,), browser = ask(contact_arrives(), police_team), signed_in(police)
    sent = answered()
    for _ in range(2):
        assert browser.post(address("request", request), sent).status_code == 302
    browser.post(address("request", request), answered(text="Three times, we now find", label="RECEIVING"))
    page = page_of(browser, address("request", request))
    assert "Three times, we now find" in page
    assert "Amended" in page
    with acting_as(screener):
        assert InformationAnswer.objects.count() == 2


def test_tr_08_an_answer_narrowed_by_the_way_back_in_the_browser_is_not_said_to_be_sent(
    contact_arrives, ask, police, police_team, signed_in
):
    (request,) = ask(contact_arrives(), police_team)
    browser, sent = signed_in(police), answered(label="FAMILY", text="Twice in June")
    assert browser.post(address("request", request), sent).status_code == 302
    assert browser.post(address("request", request), sent).status_code == 302  # the same once more is the same
    page = browser.post(address("request", request), sent | {"label": "RECEIVING"})
    assert page.status_code == 409
    assert "You have sent this page already" in page.content.decode()
    again = dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n([^<]*)</textarea>', page.content.decode()))
    assert browser.post(address("request", request), again).status_code == 302
    with acting_as(police):
        assert InformationAnswer.objects.get(request=request, replaced_at=None).label == "RECEIVING"


def test_sg_10_nothing_held_says_what_the_agency_itself_searched(
    contact_arrives, ask, police, police_team, screener, signed_in
):
    (request,), browser = ask(contact_arrives(), police_team), signed_in(police)
    page = page_of(browser, address("request_nothing", request))
    assert "Robin Quayside</textarea>" not in page
    assert "1 Invented Road&#10;2 Invented Road</textarea>" not in page
    sent = {
        "searched_names": "",
        "searched_born": "",
        "searched_addresses": "",
        "label": "MASH",
        "idempotency": str(uuid4()),
    }
    assert "Write the names you searched" in browser.post(address("request_nothing", request), sent).content.decode()
    sent |= {"searched_names": "Robin Quayside\nRobyn Quayside", "searched_addresses": "1 Invented Road"}
    browser.post(address("request_nothing", request), sent)
    text = words(signed_in(screener).get(address("asked_one", request)))
    assert "Nothing held. Searched: Names: Robin Quayside, Robyn Quayside; Addresses: 1 Invented Road." in text


def test_a_school_says_who_is_not_on_its_roll_and_the_mash_reads_where_they_went_and_ends_the_place(
    contact_arrives, ask, screener, signed_in
):
    school = make.team("Safeguarding", of=make.organisation("Quay School", "SCHOOL"))
    child, now = make.person("Robin", "Quayside"), timezone.now()
    with acting_as(make.intake()) as by:
        place = circumstances.enrol(person=child, team=school, verified=True, by=by, at=now)
    (request,) = ask(contact_arrives(child=child), school, kind="SCHOOL")
    browser = signed_in(make.actor("dsl", of=school))
    sent = {"searched_names": "Robin Quayside", "label": "MASH", "gone_to": "Pier School"}
    where = address("request_nothing", request)
    answer = browser.post(where, sent | {"idempotency": str(uuid4())})
    assert "Choose who is not on your roll" in answer.content.decode()
    browser.post(where, sent | {"idempotency": str(uuid4()), "not_on_roll": "Robin Quayside"})
    desk = signed_in(screener)
    said = "Not on our roll: Robin Quayside. Next school: Pier School."
    assert said in words(desk.get(f"/mash/contacts/{contact_of(screener).reference}/"))
    page = desk.get(address("asked_one", request))
    ends = reverse("casework:keep_end_place", args=[child.public_id])
    assert said in words(page)
    assert ends in page.content.decode()
    desk.post(ends, {"place": place.pk, "gone_to": "Pier School"})
    assert ends not in desk.get(address("asked_one", request)).content.decode()


def test_a_question_back_is_replied_to(contact_arrives, ask, police, police_team, screener, signed_in):
    (request,) = ask(contact_arrives(), police_team)
    signed_in(police).post(address("request_ask", request), {"words": "Which flat?", "idempotency": str(uuid4())})
    assert "It has asked you something." in page_of(
        signed_in(screener), f"/mash/contacts/{contact_of(screener).reference}/"
    )
    signed_in(screener).post(address("asked_reply", request), {"words": "Number two", "idempotency": str(uuid4())})
    assert "The MASH has replied to you." in page_of(signed_in(police), reverse("front_door:requests"))
    assert "Number two" in page_of(signed_in(police), address("request", request))


def contact_of(actor):
    with acting_as(actor):
        return InformationRequest.objects.select_related("contact").get().contact


def test_today_shows_what_waits_for_the_team_and_what_came_back(
    contact_arrives, ask, answers, police, police_team, screener, signed_in
):
    (request,) = ask(contact_arrives(), police_team)
    assert "Requests to us" in words(signed_in(police).get("/today/"))
    answers(request, police)
    page = " ".join(words(signed_in(screener).get("/today/")).split())
    assert "Agency checks not answered (0)" in page
    assert "Answers (1) that nobody in your team has read" in page
    signed_in(screener).get(address("asked_one", request))
    assert "Agency checks" not in words(signed_in(screener).get("/today/"))


def test_whoever_decides_reads_what_is_missing_and_how_far_each_answer_may_go(
    contact_arrives, ask, answers, police, police_team, health_team, manager, signed_in
):
    contact = contact_arrives()
    to_police, _ = ask(contact, police_team, health_team)
    answers(to_police, police, label="MASH", weight="RAISES", text=SECRET)
    text = words(signed_in(manager).get(address("decide", contact)))
    assert "Missing: Invented Health, Health visiting: no answer." in text
    assert "MASH only. Weigh it; do not quote it. You may write how it weighed: it raises the concern." in text


@pytest.mark.parametrize("where", ["rationale", "words_for_sender"])
def test_a_decision_does_not_quote_what_is_for_the_mash_only(
    where, contact_arrives, ask, answers, police, police_team, manager, signed_in
):
    contact = contact_arrives(channel="PROFESSIONAL", sender_words="A nurse")
    make_ready(contact, by=manager)
    (request,) = ask(contact, police_team)
    answers(request, police, text=SECRET)
    browser = signed_in(manager)
    page = browser.post(address("decide", contact), DECISION | {where: f"{WHY}. {SECRET}"}).content.decode()
    assert "Write what you conclude, without its words" in page
    assert SECRET in page
    assert browser.post(address("decide", contact), DECISION).status_code == 302


def test_scenario_c_a_police_answer_for_the_mash_only_does_not_appear_in_the_schools_feedback(
    to_decide, ask, answers, police, police_team, manager, screener, signed_in
):
    contact, dsl = to_decide()
    make_ready(contact, by=manager)
    (request,) = ask(contact, police_team)
    answers(request, police, text=SECRET, label="MASH")
    browser = signed_in(manager)
    refused = browser.post(address("decide", contact), DECISION | {"words_for_sender": f"We heard: {SECRET}."})
    assert "Write what you conclude, without its words" in refused.content.decode()
    assert browser.post(address("decide", contact), DECISION).status_code == 302
    with acting_as(dsl):
        assert not InformationRequest.objects.exists()
        assert not InformationAnswer.objects.exists()
    school = signed_in(dsl)
    pages = [page_of(school, "/contacts/"), page_of(school, "/today/"), page_of(school, "/requests/")]
    with acting_as(manager):
        sent = contact.submission.reference
    pages.append(page_of(school, f"/contacts/{sent}/"))
    assert "Thank you for telling us." in pages[-1]
    told_by_them = (SECRET, police_team.name, police_team.organisation.name)
    assert not [words for words in told_by_them for page in pages if words in page]


def test_scenario_l_the_decision_says_what_it_went_ahead_without(
    contact_arrives, ask, police, police_team, manager, signed_in
):
    contact = contact_arrives(channel="PROFESSIONAL", sender_words="A nurse")
    make_ready(contact, by=manager)
    (request,) = ask(contact, police_team)
    sent = {
        "declined_because": "HARM",
        "text": "An operation is under way",
        "label": "MASH",
        "idempotency": str(uuid4()),
    }
    signed_in(police).post(address("request_decline", request), sent)
    browser = signed_in(manager)
    checked = words(browser.post(address("decide", contact), DECISION | {"step": "check"}))
    assert "The record says: decided without: Invented Police, Public protection: declined to share." in checked
    browser.post(address("decide", contact), DECISION)
    with acting_as(manager):
        assert Decision.objects.get().without == ["Invented Police, Public protection: declined to share"]
    assert "Decided without: Invented Police, Public protection: declined to share." in words(
        browser.get(address("contact", contact))
    )
    log = words(browser.get(address("asked_one", request)))
    assert "Not shared" in log
    assert "Sharing would do the child more harm than not sharing" in log


def test_a_closed_request_takes_no_answer_and_says_what_to_do(
    contact_arrives, ask, police, police_team, screener, signed_in
):
    (request,) = ask(contact_arrives(), police_team)
    signed_in(screener).post(
        address("asked_close", request), {"because": "Asked in error", "idempotency": str(uuid4())}
    )
    browser = signed_in(police)
    assert "No answer is needed any more" in page_of(browser, address("request", request))
    page = browser.post(address("request", request), answered()).content.decode()
    assert "If you are worried about a child, make a contact." in page


def test_hostile_words_are_words(contact_arrives, ask, answers, police, police_team, screener, signed_in):
    nasty = '<script>alert("1")</script> {{ 7*7 }}'
    contact = contact_arrives()
    (request,) = ask(contact, police_team, reason=nasty)
    answers(request, police, text=nasty, caveats=nasty)
    for browser, where in (
        (signed_in(police), address("request", request)),
        (signed_in(police), reverse("front_door:requests")),
        (signed_in(screener), address("asked_one", request)),
        (signed_in(screener), address("contact", contact)),
    ):
        page = page_of(browser, where)
        assert "<script>alert" not in page
        assert "{{ 7*7 }}" in page or "{{" not in page


def test_the_page_of_a_request_names_the_agency(contact_arrives, ask, police_team, screener, signed_in):
    (request,) = ask(contact_arrives(), police_team)
    browser = signed_in(screener)
    assert "Asked of Invented Police, Public protection" in words(browser.get(address("asked_one", request)))
    for name in ("asked_person", "asked_close"):
        assert "Asked of Invented Police, Public protection." in words(browser.get(address(name, request)))
