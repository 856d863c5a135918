"""TR-08: an agency's words go no further than its label lets them, wherever someone writes what others read."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.escalations import operations as escalations
from breakwater.casework.escalations.registry import About
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.decisions.family_told import Member
from breakwater.practice.front_door.decisions.forms.family import FamilyForm
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.information_requests.operations import answering, labels
from breakwater.practice.front_door.ledger import contact_facts
from breakwater.practice.front_door.models import Contact, Decision, Passing, SocialCareChild
from breakwater.practice.front_door.oversight import operations as oversight
from breakwater.practice.front_door.screening.operations import claims, rating
from breakwater.practice.front_door.screening.operations import record as recording_screening
from breakwater.practice.front_door.strategy_discussions.operations import discussions
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.mash import make_ready

WHY = " ".join(["The family would welcome help with mornings and with routines at home"] * 4)
SECRET = "The police were called twice in June because of the father"


@pytest.fixture
def told(contact_arrives, ask, answers, police, police_team, screener):
    """`told(label)` is a contact of a child who is known, with the police's answer under that label."""

    def make_one(label="MASH"):
        child = make.person("Robin", "Quayside")
        contact = contact_arrives(channel="PROFESSIONAL", sender_words="A nurse")
        with acting_as(screener):
            contact = claims.match(
                contact=contact, person=child, was_new=False, searched={}, found=1, by=screener, at=timezone.now()
            )
        make_ready(contact, by=screener)
        (request,) = ask(contact, police_team)
        answers(request, police, label=label, text=SECRET, weight="RAISES" if label == "MASH" else "")
        return contact

    return make_one


@pytest.fixture
def decides(manager):
    def decide(contact, **changed):
        said = {
            "outcome": "O1",
            "rationale": WHY,
            "words_for_sender": "Thank you for telling us.",
            "checked_by_hand": True,
        } | changed
        with acting_as(manager):
            return decisions.decide([contact], decisions.DecisionFacts(**said), by=manager, at=timezone.now())

    return decide


def test_tr_08_what_was_answered_of_an_earlier_contact_of_the_child_is_quoted_to_no_referrer(
    told, decides, contact_arrives, screener
):
    earlier = told()
    later = contact_arrives(channel="PROFESSIONAL", sender_words="A teacher")
    with acting_as(screener) as by:
        later = claims.match(
            contact=later, person=earlier.child, was_new=False, searched={}, found=1, by=by, at=timezone.now()
        )
    make_ready(later, by=screener)
    with pytest.raises(labels.QuotesAnAnswer):
        decides(later, words_for_sender=f"Thank you. {SECRET}")
    decides(later)


def test_tr_08_what_screening_wrote_of_an_answer_goes_along_only_as_far_as_the_answer(told, answers, manager, police):
    contact = told("RECEIVING")
    with acting_as(manager) as by:
        rating.rate(contact=contact, rag="RED", reason=f"Police: {SECRET}", by=by, at=timezone.now())
        record = {"child_seen_and_heard": "Seen at school", "adults_considered": f"The father. {SECRET}."}
        recording_screening.save(contact=contact, said=record, by=by, at=timezone.now())
        said = " ".join(fact.words for fact in contact_facts([contact.case]))
    assert said.count("called twice in June") == 3  # the answer itself, the rating and the record
    with acting_as(police):
        request = contact.requests.get()
    answers(request, police, label="MASH", text=SECRET, weight="RAISES")
    with acting_as(manager):
        said = " ".join(fact.words for fact in contact_facts([contact.case]))
    assert "Seen at school" in said
    assert "called twice in June" not in said
    assert "repeats the answer of" in said


def test_tr_08_an_answer_put_right_stays_with_the_mash_unless_its_owner_lets_the_words_go_further(
    told, decides, answers, police
):
    contact = told()
    with acting_as(police):
        request = contact.requests.get()
    answers(request, police, label="REFERRER", text="The police were called once in June, by a neighbour")
    with pytest.raises(labels.QuotesAnAnswer):
        decides(contact, words_for_sender=f"Thank you. {SECRET}")
    answers(request, police, label="REFERRER", text=SECRET)
    decides(contact, words_for_sender=f"Thank you. {SECRET}")


def test_tr_08_the_note_beside_an_answer_goes_no_further_than_the_answer(
    contact_arrives, ask, answers, police, police_team, screener, decides
):
    contact = contact_arrives(channel="PROFESSIONAL", sender_words="A nurse")
    with acting_as(screener) as by:
        contact = claims.match(
            contact=contact,
            person=make.person("Robin", "Quayside"),
            was_new=False,
            searched={},
            found=1,
            by=by,
            at=timezone.now(),
        )
    make_ready(contact, by=screener)
    (request,) = ask(contact, police_team)
    answers(request, police, text="Two calls in June", caveats=SECRET)
    with pytest.raises(labels.QuotesAnAnswer):
        decides(contact, words_for_sender=f"Thank you. {SECRET}")


def test_tr_08_whoever_disagrees_is_answered_without_an_agencys_words(told, manager, signed_in, mash):
    contact = told()
    teacher = make.actor("dsl", of=make.team(of=make.organisation(kind="SCHOOL")))
    with acting_as(teacher) as by:
        about = About(contact.reference, "a contact", mash, contact.case_id)
        made = escalations.raise_disagreement(
            about=about,
            theme="THRESHOLD",
            issue="Seen otherwise",
            wanted="Refresh",
            key=uuid4(),
            by=by,
            at=timezone.now(),
        )
    browser = signed_in(manager)
    where = reverse("casework:escalation_answer", args=[made.case.reference])
    assert "Do not repeat the answers of Invented Police" in browser.get(where).content.decode()
    page = browser.post(where, {"words": f"We looked again. {SECRET}"})
    assert page.status_code == 200
    assert "Write what you conclude, without its words" in page.content.decode()
    assert SECRET in page.content.decode()
    assert browser.post(where, {"words": "We looked again, and a worker visits"}).status_code == 302


@pytest.mark.parametrize(
    "hidden",
    [
        "The police <b>were</b> called twice<br>in June because of",
        "The&nbsp;police were c<i></i>alled twice in June because of",
    ]
    + ["<the police were called twice in June because of>", "&lt;the police were called twice in June because of"]
    + ["T h e p o l i c e were c.a.l.l.e.d twice in J-u-n-e b e c a u s e of"]
    + ["0The 1police 2were 3called twice 4in June 5because of", "The police x were called y twice in June because of"],
)
def test_tr_08_tags_of_a_page_and_numbers_between_its_words_hide_no_answer(hidden):
    assert labels.repeats(f"We heard this. {hidden} him.", SECRET)
    assert not labels.repeats("The police 12 were in June at 4 Harbour Street", SECRET)


@pytest.mark.parametrize(
    "box",
    ["rationale", "words_for_sender", "agreement_words", "refusal_considered", "without_record_because", "present"],
)
def test_tr_08_no_word_of_a_decision_quotes_an_answer_however_it_comes_to_be_made(box, told, decides, manager):
    contact = told()
    with pytest.raises(labels.QuotesAnAnswer) as fault:
        decides(contact, **{box: f"{WHY}. {SECRET}"})
    assert list(fault.value.faults) == [box]
    with acting_as(manager):
        assert not Decision.objects.exists()
    decides(contact)


def test_tr_08_what_is_quoted_in_a_brothers_own_reasons_is_said_at_his_box(
    mash, ask, answers, police, police_team, manager, signed_in
):
    names = [arrivals.ChildTold(named_as=name) for name in ("Robin Quayside", "Wren Quayside")]
    receipt = arrivals.receive(
        arrivals.Arrival(area=make.area(), key="two-of-a-form", channel="PUBLIC", worry="Shouting", children=names),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(manager):
        first, brother = Contact.objects.filter(submission=receipt.submission_id).order_by("position")
    make_ready(first, brother, by=manager)
    (request,) = ask(first, police_team)
    answers(request, police, label="MASH", text=SECRET, weight="RAISES")
    sent = {
        "outcome": "O1",
        "rationale": WHY,
        "agreement": "NOT_NEEDED",
        "checked_by_hand": "yes",
        f"s{brother.pk}": "same",
        f"c{brother.pk}_rationale": f"{WHY}. {SECRET}",
        f"c{brother.pk}_holds": "yes",
        "carried": WHY,
        "step": "record",
        "idempotency": str(uuid4()),
    }
    page = signed_in(manager).post(reverse("front_door:decide", args=[first.reference]), sent).content.decode()
    assert "Check before you record it" in page
    assert f'href="#id_c{brother.pk}_rationale"' in page
    assert "Write what you conclude, without its words" in page
    with acting_as(manager):
        assert not Decision.objects.exists()


def test_tr_08_a_second_manager_agrees_to_no_quotation_that_came_meanwhile(told, decides, manager, mash):
    contact, other = told(), make.actor("mash_manager", of=mash)
    said = {"outcome": "O12", "rationale": f"{WHY}. {SECRET}", "words_for_sender": "Thank you", "checked_by_hand": True}
    with acting_as(manager):
        (proposal,) = decisions.propose([contact], decisions.DecisionFacts(**said), by=manager, at=timezone.now())
    with acting_as(other), pytest.raises(labels.QuotesAnAnswer):
        decisions.answer_proposal(proposal=proposal, agreed=True, answer="", by=other, at=timezone.now())


def test_tr_08_another_authority_reads_no_answer_that_is_for_the_mash_only(told, manager, signed_in):
    contact = told()
    sent = {
        "to": "elsewhere",
        "to_name": "Invented County",
        "basis": "LIVES",
        "rationale": f"{WHY}. {SECRET}",
        "words_for_sender": "The authority where he lives has it",
        "checked_by_hand": "yes",
        "idempotency": str(uuid4()),
    }
    page = signed_in(manager).post(reverse("front_door:pass_on", args=[contact.reference]), sent)
    assert page.status_code == 200
    assert "it may not be in what another authority reads" in page.content.decode()
    assert SECRET in page.content.decode()
    with acting_as(manager):
        assert not Passing.objects.exists()


def test_tr_08_the_worker_of_an_open_case_and_the_sender_read_no_answer_for_the_mash(told, manager, signed_in, mash):
    contact = told()
    make.team("Allocated workers", service="allocated_worker")
    with acting_as(make.intake()):
        SocialCareChild.objects.create(
            area=make.area(),
            their_id="7",
            forename="Robin",
            surname="Quayside",
            born_on=date(2016, 3, 4),
            status="CIN",
            person_id=contact.child_id,
            seen_at=timezone.now(),
            settled="BY_PERSON",
            settled_at=timezone.now(),
        )
    browser = signed_in(manager)
    address = reverse("front_door:open_case", args=[contact.reference])
    for box in ("note", "words_for_sender"):
        sent = {
            "note": "",
            "words_for_sender": "They know the family",
            "checked_by_hand": "yes",
            "idempotency": str(uuid4()),
        } | {box: SECRET}
        page = browser.post(address, sent)
        assert page.status_code == 200
        assert "Write what you conclude, without its words" in page.content.decode()
    with acting_as(manager):
        assert not Decision.objects.exists()


def test_tr_08_why_a_sender_was_not_told_quotes_no_answer(told, decides, manager, signed_in, contact_arrives):
    contact = told()
    decides(contact)
    with acting_as(manager):
        contact.lines.get().letters.update(status="DUE", sent_at=None, sent_by=None)
    address = reverse("front_door:not_told", args=[contact.reference])
    page = signed_in(manager).post(address, {"why": SECRET, "idempotency": str(uuid4())})
    assert page.status_code == 200
    assert "Write what you conclude, without its words" in page.content.decode()
    assert SECRET in page.content.decode()


def test_tr_08_dissent_beside_a_decision_quotes_no_answer(told, decides, manager):
    contact = told()
    decides(contact)
    with acting_as(manager):
        decision = Decision.objects.select_related("contact").get()
        with pytest.raises(labels.QuotesAnAnswer):
            oversight.dissent(decision=decision, who="Police", words=SECRET, key=uuid4(), by=manager, at=timezone.now())


def test_tr_08_another_agency_is_asked_and_told_nothing_of_an_answer_but_its_own(
    told, ask, screener, signed_in, health_team, health, police_team
):
    contact = told()
    with pytest.raises(labels.QuotesAnAnswer) as fault:
        ask(contact, health_team, reason=f"{SECRET}. What do you know?")
    assert list(fault.value.faults) == ["reason"]
    (request,) = ask(contact, health_team)
    with acting_as(health) as by:
        answering.say(request=request, words="Why now?", from_agency=True, key=uuid4(), by=by, at=timezone.now())
    browser = signed_in(screener)
    address = reverse("front_door:asked_reply", args=[request.reference])
    page = browser.post(address, {"words": f"We heard: {SECRET}", "idempotency": str(uuid4())})
    assert page.status_code == 200
    assert "it may not be in what another agency reads" in page.content.decode()
    assert SECRET in page.content.decode()
    ask(contact, police_team, reason=f"You wrote: {SECRET}. When was that?")


def test_tr_08_what_is_labelled_for_who_receives_the_case_is_not_said_to_an_agency_that_is_only_asked(
    told, ask, health_team
):
    with pytest.raises(labels.QuotesAnAnswer):
        ask(told("RECEIVING"), health_team, reason=f"{SECRET}. What do you know?")


def test_tr_08_what_the_family_may_read_may_be_said_to_an_agency_that_is_asked(told, ask, health_team):
    assert ask(told("FAMILY"), health_team, reason=f"{SECRET}. What do you know?")


LONG = (
    "On 3 June a neighbour called because the father had come back to the flat shouting. On 12 June the children were seen "
    "upstairs and unhurt, and their mother asked for nobody to speak with him about it."
)
PHRASE = "their mother asked for nobody to speak with him"


@pytest.fixture
def told_at_length(contact_arrives, ask, answers, police, police_team, screener):
    """A contact of a professional with a long answer of the police under `label`."""

    def make_one(label="MASH"):
        contact = contact_arrives(channel="PROFESSIONAL", sender_words="A nurse")
        with acting_as(screener):
            contact = claims.match(
                contact=contact,
                person=make.person("Robin", "Quayside"),
                was_new=False,
                searched={},
                found=1,
                by=screener,
                at=timezone.now(),
            )
        make_ready(contact, by=screener)
        (request,) = ask(contact, police_team)
        answers(request, police, label=label, text=LONG)
        return contact

    return make_one


def sent(**changed):
    return {
        "outcome": "O1",
        "rationale": WHY,
        "agreement": "NOT_NEEDED",
        "checked_by_hand": "yes",
        "step": "check",
        "words_for_sender": "Thank you. We have read what you told us.",
        "idempotency": str(uuid4()),
    } | changed


def test_tr_08_a_repeated_phrase_warns_the_manager_who_decides_and_gives_the_reason(told_at_length, manager, signed_in):
    contact, browser = told_at_length(), signed_in(manager)
    address = reverse("front_door:decide", args=[contact.reference])
    written = sent(rationale=f"{WHY}. We know that {PHRASE}.")
    page = browser.post(address, written).content.decode()
    assert "These words repeat a phrase from the answer of Invented Police, Public protection" in page
    assert "Why must the reasons repeat these words?" in page
    written["quotes_because"] = "The safety plan rests on it"
    page = browser.post(address, written).content.decode()
    assert "Check before you record it" in page
    assert "This repeats an answer that is not for the family" in page
    assert "The safety plan rests on it" in page
    with acting_as(manager):
        assert not Decision.objects.exists()
    assert browser.post(address, written | {"step": "record"}).status_code == 302
    with acting_as(manager):
        assert Decision.objects.get().quotes_because == "The safety plan rests on it"
    shown = browser.get(reverse("front_door:contact", args=[contact.reference])).content.decode()
    assert "The safety plan rests on it" in shown


def test_tr_08_the_family_reads_no_reasons_that_repeat_an_answer_which_is_not_for_it(told_at_length, manager):
    contact = told_at_length()
    members = [Member("mum", "Jo Quayside", relation="Mother", caution="", sent_it=False)]
    for told, because, is_whole in (("same", "", False), ("", "", False), ("not", "She may not hear of it", True)):
        given = {"family_mum_told": told, "family_mum_because": because}
        with acting_as(manager):
            form = FamilyForm(given, contacts=[contact], members=members, rationale=f"{WHY}. {PHRASE}.")
            assert form.is_valid() == is_whole, told


def test_tr_08_no_reason_lets_a_quotation_into_the_reasons_or_a_phrase_into_what_the_referrer_reads(
    told_at_length, decides, manager
):
    contact = told_at_length()
    for box, words in (("rationale", f"{WHY}. {LONG}"), ("words_for_sender", f"We heard that {PHRASE}.")):
        with pytest.raises(labels.QuotesAnAnswer) as fault:
            decides(contact, **{box: words}, quotes_because="I want to")
        assert list(fault.value.faults) == [box]
        assert not fault.value.may_be_reasoned
    decides(contact, quotes_because="Nothing is repeated")
    with acting_as(manager):
        assert Decision.objects.get().quotes_because == ""


def test_tr_08_the_box_and_the_preview_of_what_the_referrer_reads_say_whose_answers_are_kept_from_it(
    told_at_length, manager, signed_in
):
    contact, browser = told_at_length("RECEIVING"), signed_in(manager)
    address = reverse("front_door:decide", args=[contact.reference])
    kept_back = "Invented Police, Public protection (professionals working with the child)"
    page = browser.get(address).content.decode()
    assert f"Do not repeat the answers of {kept_back}" in page
    assert f"You may quote the answers of {kept_back}: the family then reads other words" in page
    page = browser.post(address, sent(rationale=f"{WHY}. {LONG}")).content.decode()
    assert "Check before you record it" in page  # professionals may read it in the reasons
    assert f"These answers are not for the referrer: {kept_back}" in page
    assert "This repeats an answer that is not for the family" in page


def test_an_answer_for_the_mash_only_is_not_offered_as_quotable(told_at_length, manager, signed_in):
    contact = told_at_length()
    page = signed_in(manager).get(reverse("front_door:decide", args=[contact.reference])).content.decode()
    assert "Weigh it; do not quote it" in page
    assert "You may quote it" not in page


def test_an_agency_chooses_among_four_levels_in_words(contact_arrives, ask, police, police_team, signed_in):
    (request,) = ask(contact_arrives(), police_team)
    page = signed_in(police).get(reverse("front_door:request", args=[request.reference])).content.decode()
    assert page.count('name="label"') == 4
    for words in (
        "MASH only",
        "Professionals working with the child",
        "Professionals and the referrer",
        "Professionals and the family",
    ):
        assert words in page, words


class TestStrategyDiscussions:
    """What is written down of a discussion is read by every agency at its table."""

    @pytest.fixture
    def discussion(self, screener):
        def call(contact):
            with acting_as(screener) as by:
                return discussions.call(
                    contact,
                    discussions.DiscussionFacts(
                        concern="Harm is suspected",
                        is_immediate=True,
                        planned_for=timezone.now(),
                        how="CALL",
                        asked=[discussions.Asked("POLICE", "PC Example")],
                    ),
                    key=uuid4(),
                    by=by,
                    at=timezone.now(),
                )

        return call

    def page(self, signed_in, screener, name, found, *more, **sent):
        address = reverse(f"front_door:{name}", args=[found.case.reference, *more])
        return signed_in(screener).post(address, sent).content.decode()

    def test_tr_08_an_answer_for_the_mash_only_is_in_no_minute_of_a_strategy_discussion(
        self, told, discussion, screener, signed_in
    ):
        found, soon = discussion(told()), timezone.localtime() + timedelta(days=1)
        with acting_as(screener):
            attendee = found.attendees.get()
        on = {"on-day": soon.day, "on-month": soon.month, "on-year": soon.year, "time": "09:00"}
        for name, more, sent in (
            ("strategy_said", [attendee.public_id], {"was_there": "yes", "knows": SECRET}),
            ("strategy_action", [], on | {"what": SECRET, "who": "The police", "idempotency": uuid4()}),
            ("strategy_not_held", [], {"because": SECRET}),
        ):
            page = self.page(signed_in, screener, name, found, *more, **sent)
            assert "which is for the MASH only: it may not be in the record of a strategy discussion" in page, name
            assert SECRET in page, "what was typed stays"
        with acting_as(screener):
            attendee.refresh_from_db()
            assert (attendee.knows, found.actions.count()) == ("", 0)

    @pytest.mark.parametrize("box", ["rationale", "criminal_plan", "parents_told"])
    def test_tr_08_nor_in_what_was_decided(self, told, discussion, screener, box):
        found = discussion(told())
        decided = {"threshold_met": True, "enquiry": "JOINT", "protection": "NONE", "absence_because": "Ill"}
        decided |= {"absence_manager": "A. Manager", "rationale": "A bruise", box: f"We know that {SECRET.lower()}."}
        with acting_as(screener) as by:
            discussions.say(attendee=found.attendees.get(), was_there=True, knows="Calls", by=by, at=timezone.now())
            with pytest.raises(labels.QuotesAnAnswer) as refused:
                discussions.record(strategy=found, held_at=timezone.now(), by=by, at=timezone.now(), **decided)
        assert list(refused.value.faults) == [box]

    def test_tr_08_nor_in_why_it_is_called(self, told, discussion, screener):
        contact = told()
        with acting_as(screener) as by, pytest.raises(labels.QuotesAnAnswer):
            discussions.call(
                contact,
                discussions.DiscussionFacts(
                    concern=SECRET, is_immediate=True, planned_for=timezone.now(), how="CALL", asked=[]
                ),
                key=uuid4(),
                by=by,
                at=timezone.now(),
            )

    def test_what_professionals_may_read_is_written_down(self, told, discussion, screener):
        found = discussion(told("RECEIVING"))
        with acting_as(screener) as by:
            said = discussions.say(
                attendee=found.attendees.get(), was_there=True, knows=SECRET, by=by, at=timezone.now()
            )
        assert said.knows == SECRET


def test_tr_08_a_quotation_with_a_word_put_in_is_a_quotation_and_a_phrase_twice_is_one():
    answer = "Lanterns hang beside the seventh quay whenever her uncle returns from sailing with strangers aboard"
    parted = answer.replace("whenever", "whenever xx")
    assert labels.quotes(f"It is said: {parted}.", answer)
    phrase = "lanterns hang beside the seventh quay whenever"
    assert labels.repeats(phrase, answer)
    assert not labels.quotes(f"{phrase}, and {phrase}", answer)
