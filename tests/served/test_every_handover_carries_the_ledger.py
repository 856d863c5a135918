"""Each kind of handover, walked with one family: what the giver reads the receiver reads, line by line, or a named rule withholds it.

Two children of a school's form, their mother, a father elsewhere who holds parental responsibility, a brother, the consent of each,
the child's words, a dog, a number that is safe and one that is not.
"""

import html
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.handovers import ledger
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.handovers.ledger import WITHHELD, Kind, kind_of
from breakwater.casework.handovers.models import LedgerEntry, Line
from breakwater.casework.models import Case, Handover
from breakwater.foundation.design.absent import NONE_SEEN
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import DutyPost, TeamService
from breakwater.partnership.people.models import PersonContact, Relationship
from breakwater.practice.early_help.episodes.operations import agreements, leads
from breakwater.practice.early_help.episodes.operations import step_up as moves
from breakwater.practice.early_help.models import Episode
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.rated_elsewhere import over_the_boundary
from breakwater.practice.front_door.screening.operations import claims, rating
from breakwater.practice.front_door.screening.operations import record as recording_screening
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.mash import make_ready
from breakwater_dev.testing.telling import CONTACT_PAGES, fill_in

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)
FATHER = {
    "family-count": "2",
    "family-1-adult_name": "Fred Fish",
    "family-1-adult_relation-all": "FTH",
    "family-1-adult_parental_responsibility-all": "yes",
    "family-1-adult_lives_with_child": "no",
    "family-1-adult_do_not_contact": "He comes to the flat when he is written to",
    "family-0-adult_contact": "01632 960111",
    "family-0-adult_contact-safe": "yes",
    "worker_risk_kinds": "dogs",
    "worker_risk": "Two dogs in the yard",
}
AGREED = {
    "parent_told-r2": "yes",
    "agrees_contact-r2": "agrees",
    "agrees_help-r2": "yes",
    "agreed_words-r2": "If it helps him",
}
PAGES = CONTACT_PAGES | {
    "family": CONTACT_PAGES["family"] | FATHER,
    "agreement": CONTACT_PAGES["agreement"] | AGREED,
}
ROW = re.compile(r'data-line="(\w+)">(.*?)</div>', re.DOTALL)


@pytest.fixture
def teams(db):
    make.team("Assessment", service="assessment")
    return {"mash": make.team("MASH", service="front_door"), "tier2": make.team("Tier 2", service="early_help")}


@pytest.fixture
def manager(teams):
    return make.actor("mash_manager", of=teams["mash"])


@pytest.fixture
def coordinator(teams):
    return make.actor("tier2_coordinator", of=teams["tier2"])


@pytest.fixture
def school(db):
    return make.team("Invented Primary safeguarding", of=make.organisation("Invented Primary", "SCHOOL"))


@pytest.fixture
def contact(teams, manager, school):
    """What the school sent of Ana Fish, settled, with her relations as the MASH knows them."""
    desk = signed_in(make.actor("dsl", of=school))
    draft = desk.post("/contacts/new/").url
    fill_in(desk, draft, PAGES)
    desk.post(f"{draft}send/")
    child, father, brother, mother = (
        make.person("Ana", "Fish"),
        make.person("Fred", "Fish"),
        make.person("Leo", "Fish"),
        make.person("Mia", "Fish"),
    )
    now = timezone.now()
    with acting_as(manager) as by:
        found = Contact.objects.select_related("case").order_by("position").first()
        for person, code, responsible, lives in (
            (father, "FTH", True, False),
            (mother, "MTH", True, True),
            (brother, "SIB", None, True),
        ):
            Relationship.objects.create(
                person=person,
                other=child,
                code=code,
                holds_parental_responsibility=responsible,
                lives_in_household=lives,
            )
        for value, safe in (("01632 960222", "YES"), ("01632 960333", "NO")):
            PersonContact.objects.create(person=mother, kind="PHONE", value=value, safe_to_use=safe)
        claims.claim(contact=found, by=by, at=now)
        claims.match(
            contact=found,
            person=child,
            was_new=True,
            searched={"names": ["Ana Fish"], "dates": ["2019"]},
            found=0,
            by=by,
            at=now,
        )
        make_ready(found, by=by, at=now)
        return Contact.objects.select_related("case").get(pk=found.pk)


def decided(contact, manager, outcome: str) -> Handover:
    with acting_as(manager) as by:
        return decisions.decide(
            [contact],
            decisions.DecisionFacts(
                outcome=outcome,
                rationale=REASONS,
                checked_by_hand=True,
                words_for_sender="Help is offered.",
                agreement="AGREES",
                agreement_words="Mother, by telephone",
                without_record_because="Test of handovers",
            ),
            by=by,
            at=timezone.now(),
        )


def accepted(offer: Handover, by, **more) -> Handover:
    with acting_as(by):
        return handovers.accept(handover=Handover.objects.get(pk=offer.pk), by=by, at=timezone.now(), **more)


def ledger_of(page) -> dict[str, dict]:
    """What a page shows of the ledger: by line its facts, the rule that withholds it, and whether it says there is none to see."""
    assert page.status_code == 200, page.content.decode()[:500]
    found = {}
    for line, row in ROW.findall(page.content.decode()):
        facts = re.findall(r"<p class=\"govuk-body\" data-fact>(.*?)</p>", row, re.DOTALL)
        rule = re.search(r'data-rule="([^"]+)"', row)
        found[line] = {
            "facts": {_plain(re.sub(r"<br><span.*", "", one, flags=re.DOTALL)) for one in facts},
            "rule": rule[1] if rule else "",
            "none": NONE_SEEN in row,
        }
    return found


def _plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


def offer_page(offer: Handover, who):
    return ledger_of(signed_in(who).get(reverse("casework:handover", args=[offer.reference])))


def case_page(offer: Handover, who):
    """The page that accepting lands on."""
    with acting_as(who):
        fresh = Handover.objects.get(pk=offer.pk)
        case = Case.objects.get(pk=fresh.opened_case_id or fresh.carried.get().case_id)
        name = "early_help:episode" if case.kind == "early_help" else "casework:case"
    return ledger_of(signed_in(who).get(reverse(name, args=[case.reference])))


def compare(kind: Kind, gives: dict, receives: dict, *, but=()) -> None:
    """Each line of the giver's is on the receiver's page with every fact, or withheld by the rule that the table names."""
    assert set(receives) == {line.value for line in Line}
    for line, given in gives.items():
        if line in but:
            continue
        rule = WITHHELD[kind].get(Line(line))
        got = receives[line]
        if got["rule"]:
            assert rule is not None, f"{kind} {line}: withheld, and the table names no rule"
            assert got["rule"] == rule.name
        else:
            assert given["facts"] <= got["facts"], f"{kind} {line}: lost {given['facts'] - got['facts']}"
        assert got["facts"] or got["rule"] or got["none"], f"{kind} {line}: says nothing at all"


@pytest.fixture
def episode(contact, manager, coordinator):
    offer = decided(contact, manager, "O4")
    accepted(offer, coordinator)
    with acting_as(coordinator):
        return Episode.objects.select_related("case").get()


@pytest.fixture
def agreed(episode, coordinator):
    with acting_as(coordinator) as by:
        agreements.record_agreement(
            episode,
            agreements.AgreementFacts(
                name="Fred Fish",
                relation="Father",
                answer="AGREES",
                method="PHONE",
                responsibility="HOLDS",
                given_on=timezone.localdate(),
                to_assessment=True,
            ),
            by=by,
            at=timezone.now(),
        )
    return episode


def asked_to_lead(episode, by, team) -> tuple[Handover, object]:
    lead = make.actor("dsl", of=team)
    with acting_as(by):
        offer = leads.invite_lead(
            episode,
            leads.LeadInvitation(lead=lead.membership, words="You know them", cause="OTHER"),
            by=by,
            at=timezone.now(),
        )
    return offer, lead


def test_what_screening_found_and_how_urgent_it_is_go_along_to_social_care_and_stay_with_the_council(contact, manager):
    worker = make.actor("social_worker", of=make.team("Strategy", service="strategy"))
    with acting_as(manager) as by:
        rating.rate(contact=contact, rag="RED", reason="A bruise on the cheek", by=by, at=timezone.now())
        record = {
            "child_seen_and_heard": "Seen by the nurse: it hurts",
            "adults_considered": "A man whose name nobody knows",
        }
        recording_screening.save(contact=contact, said=record | {"facts": ["baby_injury"]}, by=by, at=timezone.now())
    offer = decided(contact, manager, "O7")
    given, got = offer_page(offer, manager), offer_page(offer, worker)
    compare(Kind.SOCIAL_CARE, given, got)
    found = " ".join(got["threshold"]["facts"])
    for words in (
        "Rated red: A bruise on the cheek",
        "it hurts",
        "A man whose name nobody knows",
        "baby who cannot move",
    ):
        assert words in found
    assert not [fact for fact in got["relationships"]["facts"] if "I enter" in fact]
    assert WITHHELD[Kind.LEAD][Line.THRESHOLD].name == "FD 5.7"


def test_mash_to_tier_2_the_offer_and_the_episode_carry_every_line(contact, manager, coordinator):
    offer = decided(contact, manager, "O4")
    gives = offer_page(offer, manager)
    compare(Kind.TIER_2, gives, offer_page(offer, coordinator))
    accepted(offer, coordinator)
    episode = case_page(offer, coordinator)
    compare(Kind.TIER_2, gives, episode, but=["actions"])  # an episode has deadlines of its own
    everything = " ".join(" ".join(line["facts"]) for line in episode.values())
    for needed in (
        "Fred Fish",
        "Leo Fish",
        "Parental responsibility: yes",
        "Agrees to early help",
        "If it helps him",
        "She wants it to be quiet",
        "Bruises twice this month",
        "01632 960100",
        "Two dogs in the yard",
        "He comes to the flat",
        "01632 960222, safe to use",
        "names: Ana Fish",
        "Ben Fish",
    ):
        assert needed in everything, needed
    assert "01632 960333" not in everything, "a number that is not safe is on no page to be dialled (SG-27)"


def test_sg_27_whom_nobody_may_contact_is_asked_nothing_and_the_episode_says_so_before_anyone_calls(
    contact, manager, coordinator
):
    offer = decided(contact, manager, "O4")
    accepted(offer, coordinator)
    with acting_as(coordinator):
        reference = Episode.objects.get().reference
    desk = signed_in(coordinator)
    page = _plain(desk.get(reverse("early_help:episode", args=[reference])).content.decode())
    first = page[: page.index("The family’s words")]
    assert "Before you call or visit" in first
    assert "Two dogs in the yard" in first
    assert "Fred Fish: Do not contact: He comes to the flat when he is written to" in first
    assert "confirm the consent that was recorded: Mia Fish" in first
    care = "Take care before anyone contacts them: He comes to the flat when he is written to"
    assert care in page[page.index("What the family agreed to") :]
    consents = page[page.index("What the family agreed to") : page.index("What was handed over")]
    assert consents.count("Confirm consent") == consents.count("To be confirmed") - 1
    his = [
        desk.get(reverse("early_help:agreement", args=[reference]) + f"?recorded={number}") for number in range(1, 4)
    ]
    his = [text for text in (_plain(one.content.decode()) for one in his) if "to be confirmed Fred Fish" in text]
    assert [care in text and "Confirm it with them" not in text for text in his] == [True]


def test_the_father_and_the_brother_take_part_in_what_is_opened(contact, manager, coordinator):
    accepted(decided(contact, manager, "O4"), coordinator)
    with acting_as(coordinator):
        parts = {(part.person.forename, part.capacity) for part in Episode.objects.get().case.participants.all()}
    assert parts == {("Ana", "CHILD"), ("Fred", "PARENT"), ("Mia", "PARENT"), ("Leo", "SIBLING")}


def test_mash_to_social_care_carries_every_line(contact, manager):
    worker = make.actor("receiving_worker", of=_team_of("assessment"))
    offer = decided(contact, manager, "O6")
    gives = offer_page(offer, manager)
    compare(Kind.SOCIAL_CARE, gives, offer_page(offer, worker))
    accepted(offer, worker, elsewhere_reference="CC-1", elsewhere_worker="Wes Worker")
    compare(Kind.SOCIAL_CARE, gives, case_page(offer, worker), but=["actions"])


def _team_of(service: str):
    return TeamService.objects.get(service=service).team


def test_a_step_up_carries_every_line_to_the_contact(agreed, coordinator, manager, school):
    today = timezone.localdate()
    DutyPost.objects.create(team=school, title="Safeguarding lead", telephone="01632 960500", last_checked_on=today)
    offer, lead = asked_to_lead(agreed, coordinator, school)
    accepted(offer, lead)
    with acting_as(lead) as by:
        gives = ledger_of(signed_in(lead).get(reverse("early_help:episode", args=[agreed.reference])))
        up = moves.step_up(episode=agreed, reason="A bruise today", danger=Danger.NO, by=by, at=timezone.now())
    compare(Kind.STEP_UP, gives, offer_page(up, manager))
    with acting_as(manager):
        made = Contact.objects.get(submission__channel="STEP_UP")
        kept = " ".join(LedgerEntry.objects.filter(case=made.case_id).values_list("words", flat=True))
    assert "She wants it to be quiet" in kept
    page = signed_in(manager).get(f"/mash/contacts/{made.reference}/")
    sender = ledger_of(page)["referrer"]["facts"]
    assert any(lead.membership.user.name in fact and "01632 960500" in fact for fact in sender), sender
    compare(Kind.STEP_UP, gives, ledger_of(page), but=["actions"])


def test_a_step_down_carries_every_line(contact, manager, coordinator):
    worker = make.actor("social_worker", of=_team_of("assessment"))
    first = decided(contact, manager, "O6")
    accepted(first, worker, elsewhere_reference="CC-1", elsewhere_worker="Wes Worker")
    with acting_as(worker) as by:
        referral = Case.objects.get(pk=Handover.objects.get(pk=first.pk).opened_case_id)
        down = handovers.offer([referral], handovers.Offer(to="early_help", reason=REASONS), by=by, at=timezone.now())
    gives = offer_page(down, worker)
    compare(Kind.STEP_DOWN, gives, offer_page(down, coordinator))
    accepted(down, coordinator)
    compare(Kind.STEP_DOWN, gives, case_page(down, coordinator), but=["actions"])


def test_fd_5_7_a_lead_at_a_school_reads_all_but_what_a_named_rule_withholds(agreed, coordinator):
    elsewhere = make.team("Harbour School safeguarding", of=make.organisation("Harbour School", "SCHOOL"))
    offer, lead = asked_to_lead(agreed, coordinator, elsewhere)
    gives, receives = offer_page(offer, coordinator), offer_page(offer, lead)
    compare(Kind.LEAD, gives, receives)
    accepted(offer, lead)
    opened = case_page(offer, lead)
    compare(Kind.LEAD, gives, opened, but=["actions"])  # that a lead must be found is done
    for page in (receives, opened):
        assert {line for line, said in page.items() if said["rule"]} == {"concern", "referrer", "searched", "threshold"}
        said = " ".join(" ".join(line["facts"]) for line in page.values())
        assert "01632 960100" not in said
        assert "Ida Post" not in said
        assert "Fred Fish" in said


def test_the_school_that_referred_reads_its_own_words_when_it_leads(agreed, coordinator, school):
    offer, lead = asked_to_lead(agreed, coordinator, school)
    assert "Bruises twice this month" in " ".join(offer_page(offer, lead)["concern"]["facts"])


def test_a_step_across_carries_every_line_to_the_next_lead(agreed, coordinator):
    one, two = (make.team(of=make.organisation(kind="SCHOOL")) for _ in range(2))
    first, before = asked_to_lead(agreed, coordinator, one)
    accepted(first, before)
    offer, after = asked_to_lead(agreed, before, two)
    with acting_as(before):
        assert kind_of(offer, [agreed.case]) == Kind.STEP_ACROSS
    gives = offer_page(offer, before)
    compare(Kind.STEP_ACROSS, gives, offer_page(offer, after))
    with acting_as(after):
        goes = {f"task-{pk}": "ON" for pk in agreed.case.tasks.filter(done_at=None).values_list("pk", flat=True)}
    accepted(offer, after, goes=goes)
    compare(Kind.STEP_ACROSS, gives, case_page(offer, after), but=["actions"])


def test_sg_08_the_boundary_carries_every_line_to_the_other_authority(contact, manager):
    there = make.team("Hampshire MASH", in_area=make.area("850", "Hampshire"), service="front_door")
    neighbour = make.actor("mash_manager", of=there)
    with acting_as(manager):
        gives = ledger.lines_for([contact.case], kind=Kind.BOUNDARY, reader=manager.membership.team.organisation)
    facts = {
        "to": "850",
        "basis": "LIVES",
        "rationale": REASONS,
        "idempotency": str(uuid4()),
        "checked_by_hand": "yes",
        "words_for_sender": "Hampshire has it",
    }
    assert signed_in(manager).post(f"/mash/contacts/{contact.reference}/pass-on/", facts).status_code == 302
    with acting_as(neighbour):
        theirs = Contact.objects.get()
    page = _plain(signed_in(neighbour).get(f"/mash/contacts/{theirs.reference}/").content.decode())
    for one in gives:
        if one.rule:
            assert f"{one.label}: withheld. {one.rule.words}" in page
            continue
        for fact in one.facts:
            words, _ = over_the_boundary(
                fact.words, fact.more, area=contact.case.area.name
            )  # a rating says whose it is
            assert " ".join(words.split()).rstrip(".") in page, f"{one.label}: {words}"


def test_sg_18_a_person_restricted_later_vanishes_from_what_was_handed_over(contact, manager, coordinator):
    accepted(decided(contact, manager, "O4"), coordinator)
    readers = [make.actor("mash_manager").membership.user_id for _ in range(2)]
    with acting_as(manager):
        father = Relationship.objects.get(code="FTH").person_id
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute("select access.seal_row('person', %s, %s, 'protected', false, null)", [father, readers])
    with acting_as(coordinator):
        reference = Episode.objects.get().reference
    page = signed_in(coordinator).get(reverse("early_help:episode", args=[reference])).content.decode()
    assert "holds parental" not in page.casefold().split("mia fish")[0]
    with acting_as(coordinator):
        assert not LedgerEntry.objects.filter(person=father).exists()
