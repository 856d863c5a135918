"""What a school told of a boy and what the police answered, as whoever takes him on reads it: at the offer, on the episode, as lead."""

import html
import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.ledger import SAFE, LedgerLine
from breakwater.casework.handovers.models import Line
from breakwater.casework.handovers.registry import Fact
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Team
from breakwater.partnership.people.models import Person, Relationship
from breakwater.practice.early_help.episodes.ledger import recorded_consent
from breakwater.practice.early_help.episodes.operations import agreements, leads
from breakwater.practice.early_help.models import Episode, FamilyLink
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.information_requests.operations import answering, requests
from breakwater.practice.front_door.models import AgencyKind, Contact
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.mash import make_ready
from breakwater_dev.testing.telling import CONTACT_PAGES, fill_in

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)
CALL_OUT = "Called to the home on 3 October, no offence"
HANDLING = "Do not quote to Fred: Mia called us"
PAGES = CONTACT_PAGES | {
    "home": CONTACT_PAGES["home"] | {"child_attendance-r1": "81", "child_attendance-r2": "97"},
    "worry": CONTACT_PAGES["worry"] | {"strengths": "Art club, and Mr Okafor, whom she trusts"},
    "family": CONTACT_PAGES["family"]
    | {
        "birth_father-all": "entered",
        "family-count": "2",
        "family-0-adult_contact": "01632 960111",
        "family-0-adult_contact-safe": "yes",
        "family-0-adult_contact-when": "after 4pm",
        "family-1-adult_name": "Fred Fish",
        "family-1-adult_relation-all": "FTH",
        "family-1-adult_parental_responsibility-all": "yes",
        "family-1-adult_lives_with_child": "no",
        "family-1-adult_contact": "01632 960122",
        "family-1-adult_contact-safe": "yes",
    },
    "agreement": CONTACT_PAGES["agreement"]
    | {"parent_told-r2": "no", "agrees_contact-r2": "not_asked", "agrees_help-r2": "not_asked"},
}
NOT_TOLD = {
    "reason_not_told": ["another_reason"],
    "reason_words": "Mia tells him first. We called her on Thursday.",
    "approval_way": "elsewhere",
    "approval_name": "Sam Named, head",
    "approval_time": "09:10",
    "approval_how": "phone",
}
WHY = "Another reason. Mia tells him first. We called her on Thursday"


@pytest.fixture
def mash_manager(team):
    return make.actor("mash_manager", of=Team.objects.get(services__service="front_door"))


@pytest.fixture
def police(db):
    return make.actor(
        "agency_professional", of=make.team("Public protection", of=make.organisation("Invented Police", "POLICE"))
    )


@pytest.fixture
def dsl(db):
    school = make.organisation("Invented Primary", "SCHOOL")
    return make.actor("dsl", of=make.team("Invented Primary safeguarding", of=school))


@pytest.fixture
def contact(mash_manager, dsl):
    """The contact of the girl, matched, with her mother and father as the record has them."""
    desk = signed_in(dsl)
    draft = desk.post("/contacts/new/").url
    fill_in(desk, draft, PAGES | {"dispensing": NOT_TOLD | on_today("approval_on")})
    sent = desk.post(f"{draft}send/")
    assert sent.status_code == 302, plain(sent)
    now, child = timezone.now(), make.person("Ana", "Fish")
    with acting_as(mash_manager) as by:
        for name, code, lives in (("Mia", "MTH", True), ("Fred", "FTH", False)):
            Relationship.objects.create(
                person=make.person(name, "Fish"),
                other=child,
                code=code,
                holds_parental_responsibility=True,
                lives_in_household=lives,
            )
        found = Contact.objects.select_related("case").order_by("position").first()
        claims.claim(contact=found, by=by, at=now)
        claims.match(contact=found, person=child, was_new=True, searched={}, found=0, by=by, at=now)
        make_ready(found, by=by, at=now)
        return Contact.objects.select_related("case", "child").get(pk=found.pk)


@pytest.fixture
def police_say(contact, mash_manager, police):
    """`police_say(label)`: they were asked about the girl, and answered for those whom the label names."""

    def say(label: str) -> None:
        checks = requests.AgencyChecks(
            of=[requests.Ask(police.membership.team, AgencyKind.POLICE, ["What is known?"])],
            people=(requests.Named("Ana Fish", "the child", "2019", "1 Invented Road"),),
            reason="Shouting at night",
            lawful_basis="PUBLIC_TASK",
            agreement="NOT_ASKED",
            proportionate="They may know the home",
            sensitivity="ROUTINE",
        )
        with acting_as(mash_manager) as by:
            (asked,) = requests.ask(contact, checks, key=uuid4(), by=by, at=timezone.now(), send_now=True)
        weight = {"weight": "RAISES"} if label == "MASH" else {}
        answer = answering.AgencyAnswer(finding="KNOWN", label=label, text=CALL_OUT, caveats=HANDLING, **weight)
        with acting_as(police) as by:
            answering.answer(asked, answer, key=uuid4(), by=by, at=timezone.now())

    return say


@pytest.fixture
def offered(contact, mash_manager):
    def decide():
        facts = decisions.DecisionFacts(
            outcome="O4",
            rationale=REASONS,
            checked_by_hand=True,
            words_for_sender="Help is offered.",
            agreement="AGREES",
            agreement_words="Mother, by telephone",
            without_record_because="Test of handovers",
        )
        with acting_as(mash_manager) as by:
            return decisions.decide([contact], facts, by=by, at=timezone.now())

    return decide


@pytest.fixture
def opened(offered, coordinator):
    def accept() -> Episode:
        offer = offered()
        with acting_as(coordinator) as by:
            handovers.accept(handover=offer, by=by, at=timezone.now())
            return Episode.objects.select_related("case").get()

    return accept


def on_today(box: str) -> dict:
    return {f"{box}-{part}": getattr(timezone.localdate(), part) for part in ("day", "month", "year")}


def page_of(episode: Episode, reader) -> str:
    return plain(signed_in(reader).get(reverse("early_help:episode", args=[episode.reference])))


def plain(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def between(page: str, start: str, end: str) -> str:
    return page.split(start, 1)[1].split(end, 1)[0]


def before_a_visit(page: str) -> str:
    return between(page, "Before you call or visit", "Where we are") if "Before you call or visit" in page else ""


def leads_it(episode, coordinator, lead) -> None:
    """The mother agrees, and the lead takes it on."""
    agrees = agreements.AgreementFacts(
        name="Mia Fish",
        relation="Mother",
        answer="AGREES",
        method="PHONE",
        given_on=timezone.localdate(),
        to_assessment=True,
    )
    with acting_as(coordinator) as by:
        agreements.record_agreement(episode, agrees, by=by, at=timezone.now())
        asked = leads.LeadInvitation(lead=lead.membership, words="You know them", cause="OTHER")
        offer = leads.invite_lead(episode, asked, by=by, at=timezone.now())
    with acting_as(lead) as by:
        handovers.accept(handover=offer, by=by, at=timezone.now())


def fathers(episode, coordinator) -> Person:
    with acting_as(coordinator):
        return Person.objects.get(forename="Fred", participations__case=episode.case)


def answers_for_himself(episode, coordinator, **more):
    father = fathers(episode, coordinator)
    sent = {
        "who": father.public_id,
        "responsibility": "HOLDS",
        "answer": "OBJECTS",
        "decided": "Help goes on with her agreement; he was told by telephone",
        "may_have_copy": "yes",
        "method": "PHONE",
        "limits_explained": "yes",
        "idempotency": str(uuid4()),
    } | on_today("given_on")
    where = reverse("early_help:agreement", args=[episode.reference])
    return signed_in(coordinator).post(where, sent | more, follow=True)


def test_tr_08_an_answer_for_whoever_takes_the_child_on_reaches_them_with_how_to_handle_it(
    police_say, offered, coordinator
):
    police_say("RECEIVING")
    offer = offered()
    at_the_offer = plain(signed_in(coordinator).get(reverse("casework:handover", args=[offer.reference])))
    with acting_as(coordinator) as by:
        handovers.accept(handover=offer, by=by, at=timezone.now())
        episode = Episode.objects.select_related("case").get()
    assert HANDLING in at_the_offer.split("Before you call or visit")[1]
    page = page_of(episode, coordinator)
    assert HANDLING in before_a_visit(page)
    assert CALL_OUT in page


def test_tr_08_a_lead_elsewhere_reads_how_to_handle_it_and_not_the_answer(police_say, opened, coordinator):
    police_say("RECEIVING")
    lead, episode = make.actor("dsl", of=make.team(of=make.organisation("Harbour School", "SCHOOL"))), opened()
    leads_it(episode, coordinator, lead)
    page = page_of(episode, lead)
    assert HANDLING in before_a_visit(page)
    assert CALL_OUT not in page


def test_tr_08_of_an_answer_for_the_mash_alone_whoever_takes_the_child_on_reads_neither(
    police_say, opened, coordinator
):
    police_say("MASH")
    page = page_of(opened(), coordinator)
    assert HANDLING not in page
    assert CALL_OUT not in page


def test_whoever_was_not_told_is_named_with_the_reasons_as_sentences(opened, coordinator):
    page = page_of(opened(), coordinator)
    assert f"Fred Fish: Not told of this contact. Why: {WHY}" in before_a_visit(page)
    assert "Why the family was not told" not in page


def test_who_was_not_asked_is_not_said_to_have_agreed_and_of_who_agreed_it_says_to_what(opened, coordinator):
    page = page_of(opened(), coordinator)
    agreed = between(page, "What the family agreed to", "What was handed over")
    his = between(agreed, "Fred Fish", "No answer is recorded")
    assert "Not asked yet" in his
    assert "To be confirmed" not in his
    assert agreed.count("Fred Fish") == 1
    assert "Agrees to this contact. Agrees to early help" in agreed


def test_sg_27_a_father_who_was_not_told_gets_no_link_until_he_was_told_and_answered(opened, coordinator):
    episode = opened()
    where = reverse("early_help:family_give", args=[episode.reference, fathers(episode, coordinator).public_id])
    desk = signed_in(coordinator)
    warned = plain(desk.get(where))
    assert "They were not told of the contact: give no link yet" in warned
    assert WHY in warned
    sent = {"is_safe": "yes", "safe_words": "Asked alone", "way": "PAPER", "may_know_place": "no"}
    refused = desk.post(where, sent | {"idempotency": str(uuid4())})
    assert "Tell them when it is safe, record their answer" in plain(refused)
    with acting_as(coordinator):
        assert not FamilyLink.objects.exists()
    assert "Their answer is saved" in plain(answers_for_himself(episode, coordinator))
    assert "give no link yet" not in plain(desk.get(where))
    desk.post(where, sent | {"idempotency": str(uuid4())})
    with acting_as(coordinator):
        assert FamilyLink.objects.get().person.forename == "Fred"


def test_sg_27_that_he_was_not_told_is_no_warning_any_more_once_he_has_answered(police_say, opened, coordinator):
    police_say("RECEIVING")
    episode = opened()
    assert "Not told of this contact" in before_a_visit(page_of(episode, coordinator))
    answers_for_himself(episode, coordinator)
    left = before_a_visit(page_of(episode, coordinator))
    assert "Not told of this contact" not in left
    assert HANDLING in left, "what the police ask for stands"


def test_an_answer_without_what_is_agreed_to_is_asked_for_it(opened, coordinator):
    refused = plain(answers_for_himself(opened(), coordinator, answer="AGREES"))
    assert "Choose what they agree to" in refused


def test_the_family_of_an_episode_says_what_each_is_and_names_the_other_children(opened, coordinator):
    family = between(page_of(opened(), coordinator), "The family Genogram", "Due date")
    assert re.search(r"Mia Fish\s*, mother", family)
    assert re.search(r"Fred Fish\s*, father", family)
    assert "Ben Fish, On the same referral. Decided on their own contact" in family


def test_what_the_school_saw_tried_and_counts_on_reaches_whoever_helps(opened, coordinator, dsl):
    episode = opened()
    leads_it(episode, coordinator, dsl)
    for reader in (coordinator, dsl):
        page = page_of(episode, reader)
        assert "Mr Okafor, whom she trusts" in page
        assert "A bruise on her arm" in page
        assert "Attendance last term, in per cent: 81" in page
        assert "97" not in between(page, "What was handed over", "Why help was offered"), "that is her brother’s"


def test_call_the_family_says_on_which_number_and_when(opened, coordinator):
    page = page_of(opened(), coordinator)
    to_do = between(page, "What to do next", "Before you call or visit")
    assert "01632 960111" in to_do
    assert "after 4pm" in to_do
    assert "01632 960122" not in to_do, "he was not told yet"


def test_a_consent_that_names_nobody_is_confirmed_on_every_safe_number_of_the_record():
    at = timezone.now()

    def said(line, words, about, **more):
        return Fact(line=line, words=words, source="Form", known_at=at, about=about, **more)

    ways = [
        said(Line.SAFE_CONTACT, "01632 960111", "Mia Fish", more={SAFE: "yes"}),
        said(Line.SAFE_CONTACT, "01632 960222", "Mia Fish", more={SAFE: "yes"}, is_live=True),
        said(Line.SAFE_CONTACT, "01632 960333", "Mia Fish", is_live=True),
        said(Line.SAFE_CONTACT, "01632 960444", "Nan Fish", more={SAFE: "yes"}),
    ]
    consent = LedgerLine(Line.CONSENT, [said(Line.CONSENT, "Agrees: Mother, by telephone", "")])
    (recorded,) = recorded_consent([LedgerLine(Line.SAFE_CONTACT, ways), consent], [])
    assert recorded.reach == ("Mia Fish: 01632 960222", "Nan Fish: 01632 960444")


def test_the_referrer_who_leads_reads_their_own_words_with_no_withheld_beside_them(opened, coordinator, dsl):
    episode = opened()
    leads_it(episode, coordinator, dsl)
    rows = signed_in(dsl).get(reverse("early_help:episode", args=[episode.reference])).content.decode()
    for line in ("concern", "referrer"):
        row = re.search(rf'data-line="{line}">(.*?)</div>', rows, re.DOTALL)[1]
        assert "Withheld" not in row
        assert "Your own organisation told us this" in row
    assert "Withheld" in re.search(r'data-line="searched">(.*?)</div>', rows, re.DOTALL)[1]
