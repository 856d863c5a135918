"""The co-ordinator's list and the episode, from the family's answer to a teacher who leads."""

from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Case, CaseWorker, Handover
from breakwater.foundation.design.moments import exact
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Enrolment
from breakwater.partnership.people.records.operations import circumstances
from breakwater.practice.early_help.episodes.operations import leads
from breakwater.practice.early_help.episodes.participants import whom_to_ask
from breakwater.practice.early_help.models import Agreement
from breakwater.practice.front_door.models import ReceiptLine
from breakwater_dev.testing import factories as make

TODAY = timezone.localdate()
AGREES = {
    "words": "We would like calmer mornings",
    "name": "Mo Example",
    "relation": "mother",
    "answer": "AGREES",
    "to": ["assessment", "sharing"],
    "shared_with": "Harbour Primary",
    "method": "PHONE",
    "limits_explained": "yes",
    "given_on-day": TODAY.day,
    "given_on-month": TODAY.month,
    "given_on-year": TODAY.year,
    "idempotency": uuid4(),
}

ENDS = {"code": "C8", "words": "All is well"}


def words_of(answer) -> str:
    return answer.content.decode()


def of(name: str, episode) -> str:
    return reverse(f"early_help:{name}", args=[episode.reference])


def test_a_small_sister_who_takes_part_is_not_asked_and_an_older_brother_and_the_mother_are(opened):
    episode, now = opened(), timezone.now()
    family = {
        "PARENT": make.person("Mo", "Example"),
        "SIBLING": make.person("Small", "Example", born_on=TODAY - timedelta(days=3 * 365), born_precision="DAY"),
    }
    brother = make.person("Older", "Example", born_on=TODAY - timedelta(days=14 * 366), born_precision="DAY")
    with acting_as(make.intake()) as by:
        for capacity, person in [*family.items(), ("SIBLING", brother)]:
            cases.add_participant(case=episode.case, person=person, capacity=capacity, by=by, at=now)
        assert [person.forename for person in whom_to_ask(episode, TODAY)] == ["Mo", "Older"]


def test_the_episode_says_what_to_do_next_and_keeps_the_familys_words_first(signed_in, coordinator, opened):
    episode, browser = opened(), signed_in(coordinator)
    before = words_of(browser.get(of("episode", episode)))
    assert "Speak with the family" in before
    assert browser.post(of("agreement", episode), AGREES).status_code == 302
    page = words_of(browser.get(of("episode", episode)))
    assert "We would like calmer mornings" in page
    assert "Find the person who will lead" in page
    assert page.index("We would like calmer mornings") < page.index("Help with mornings")
    assert "sharing with Harbour Primary" in page


def test_whoever_was_not_asked_stands_beside_who_was(signed_in, coordinator, opened):
    episode, browser = opened(), signed_in(coordinator)
    with acting_as(make.intake()) as by:
        parents = [make.person(forename, "Example") for forename in ("Mo", "Fa")]
        for parent in parents:
            cases.add_participant(case=episode.case, person=parent, capacity="PARENT", by=by, at=timezone.now())
    assert words_of(browser.get(of("episode", episode))).count("Not asked yet") == 2
    browser.post(of("agreement", episode), AGREES | {"who": parents[0].public_id, "name": ""})
    page = words_of(browser.get(of("episode", episode)))
    assert page.count("Not asked yet") == 1
    assert "Fa Example, parent or carer" in page


def test_what_a_parent_on_record_is_to_the_child_is_not_asked_again(signed_in, coordinator, opened):
    episode, browser = opened(), signed_in(coordinator)
    mother, uncle = make.person("Mo", "Example"), make.person("Un", "Example")
    with acting_as(make.intake()) as by:
        child = episode.case.participants.get(capacity="CHILD").person
        circumstances.relate(person=mother, other=child, code="MTH", by=by, at=timezone.now())
        for person in (mother, uncle):
            cases.add_participant(case=episode.case, person=person, capacity="PARENT", by=by, at=timezone.now())
    chosen = AGREES | {"name": "", "relation": ""}
    asked = words_of(browser.post(of("agreement", episode), chosen | {"who": uncle.public_id}))
    assert "Enter what they are to the child" in asked
    assert browser.post(of("agreement", episode), chosen | {"who": mother.public_id}).status_code == 302
    with acting_as(coordinator):
        assert [(one.name, one.relation) for one in Agreement.objects.all()] == [("Mo Example", "mother")]


def test_a_young_person_of_16_is_asked_themselves_whoever_else_has_agreed(signed_in, coordinator, opened):
    episode, browser = opened(), signed_in(coordinator)
    born = {years: TODAY - timedelta(days=years * 366 + 30) for years in (15, 16, 18)}
    young = {
        years: make.person(f"Age{years}", "Example", born_on=on, born_precision="DAY") for years, on in born.items()
    }
    with acting_as(make.intake()) as by:
        for person in young.values():
            cases.add_participant(case=episode.case, person=person, capacity="SIBLING", by=by, at=timezone.now())
    page = words_of(browser.get(of("episode", episode)))
    assert "Age16 Example, brother or sister" in page
    assert page.count("Not asked yet</") == 1
    assert words_of(browser.get(of("agreement", episode))).count("At 16 or 17 they are asked themselves") == 1
    browser.post(of("agreement", episode), AGREES)
    assert "Not asked yet: Age16 Example" in words_of(browser.get(of("episode", episode)))
    own = {"who": young[16].public_id, "name": "", "relation": "the young person", "idempotency": uuid4()}
    browser.post(of("agreement", episode), AGREES | own)
    assert "Not asked yet" not in words_of(browser.get(of("episode", episode)))


def test_the_childs_own_school_stands_first_and_is_chosen_where_someone_is_asked_to_lead(
    signed_in, coordinator, opened
):
    episode = opened()
    schools = [make.organisation(name, kind="SCHOOL") for name in ("Abbey Primary", "Zion Primary")]
    teams = [make.team(f"Safeguarding {number}", of=school) for number, school in enumerate(schools)]
    for team in teams:
        make.actor("dsl", of=team)
    with acting_as(make.intake()):
        child = episode.case.participants.get(capacity="CHILD").person
        Enrolment.objects.create(person=child, school=schools[1], team=teams[1], starts_on=TODAY)
    page = words_of(signed_in(coordinator).get(of("lead", episode)))
    assert page.index("Zion Primary") < page.index("Abbey Primary")
    assert f'<option value="{schools[1].public_id}" selected>' in page


def test_an_objection_stays_beside_an_agreement(signed_in, coordinator, opened):
    episode, browser = opened(), signed_in(coordinator)
    browser.post(
        of("agreement", episode),
        AGREES
        | {
            "idempotency": uuid4(),
            "name": "Fa Example",
            "relation": "father",
            "answer": "OBJECTS",
            "to": [],
            "shared_with": "",
            "decided": "Help goes on with the mother",
        },
    )
    assert "does not want this" in words_of(browser.get(of("episode", episode)))
    browser.post(of("agreement", episode), AGREES)
    page = words_of(browser.get(of("episode", episode)))
    assert "Objects" in page
    assert "Find the person who will lead" in page


def test_an_agreement_to_nothing_is_told_what_is_missing(signed_in, coordinator, opened):
    episode = opened()
    page = words_of(signed_in(coordinator).post(of("agreement", episode), AGREES | {"to": ["reporting"]}))
    assert "without one of them there is nothing to do" in page
    page = words_of(signed_in(coordinator).post(of("agreement", episode), AGREES | {"shared_with": ""}))
    assert "Name each agency" in page


def test_a_teacher_is_asked_accepts_and_leads_by_a_post_of_their_own(signed_in, coordinator, opened):
    episode, browser = opened(), signed_in(coordinator)
    school = make.organisation("Harbour Primary", kind="SCHOOL")
    dsls = make.team("Safeguarding", of=school)
    teacher, colleague = make.actor("dsl", of=dsls), make.actor("dsl", of=dsls)
    lead = f"{of('lead', episode)}?organisation={school.public_id}"
    asked = {"lead": teacher.membership.public_id, "words": "She trusts you", "idempotency": uuid4()}
    assert "Nobody in the family has agreed yet" in words_of(browser.post(lead, asked))
    browser.post(of("agreement", episode), AGREES)
    assert browser.post(lead, asked).status_code == 302
    with acting_as(coordinator):
        offer = Handover.objects.waiting().get(service="lead_professional")
    theirs = signed_in(teacher)
    assert "She trusts you" in words_of(theirs.get(reverse("casework:handover", args=[offer.reference])))
    assert theirs.post(reverse("casework:accept", args=[offer.reference]), {"words": "Gladly"}).status_code == 302
    page = words_of(theirs.get(of("episode", episode)))
    assert "Bring the family and those who help together" in page
    assert "Ada Example" in page
    with acting_as(coordinator):
        post = CaseWorker.objects.get(case=episode.case, capacity="LEAD", ends_at=None)
        assert post.user_id == teacher.membership.user_id
        assert Case.objects.get(pk=episode.case_id).responsible_team_id == coordinator.membership.team_id
    # SG-09: the post gives sight, not the school.
    assert signed_in(colleague).get(of("episode", episode)).status_code == 404


def test_sg_01_sg_03_a_step_up_shows_its_receipt_at_once(signed_in, coordinator, opened):
    """Before and after: whom to ring this minute. After: the reference and the day that the board counts to."""
    episode, browser = opened(), signed_in(coordinator)
    assert 'href="tel:101"' in words_of(browser.get(of("step_up", episode)))  # no number of the area is kept here
    made = browser.post(
        of("step_up", episode), {"danger": "yes", "reason": "A bruise", "idempotency": uuid4()}, follow=True
    )
    page = words_of(made)
    assert "It is received" in page
    assert "You said that a child is in danger now: call" in page
    assert "Accepted" in page
    assert 'href="tel:101"' in page
    with acting_as(coordinator):
        line = ReceiptLine.objects.get(sender_team=coordinator.membership.team)
    assert reverse("front_door:receipt", args=[line.reference]) in page
    assert f"decides by the end of {exact(line.answer_due_on)}" in page
    assert browser.get(reverse("front_door:receipt", args=[line.reference])).status_code == 200
    assert browser.get(of("episode", episode)).status_code == 200


def test_it_does_not_end_while_an_invitation_waits_and_ends_once(signed_in, coordinator, opened, closes):
    episode, browser = opened(), signed_in(coordinator)
    browser.post(of("agreement", episode), AGREES)
    teacher = make.actor("dsl")
    with acting_as(coordinator):
        offer = leads.invite_lead(
            episode, leads.LeadInvitation(lead=teacher.membership, words="Please"), by=coordinator, at=timezone.now()
        )
    assert offer.reference in words_of(closes(browser, episode, **ENDS))
    browser.post(reverse("casework:withdraw", args=[offer.reference]), {"reason": "Found another"})
    assert closes(browser, episode, **ENDS).status_code == 302
    assert closes(browser, episode, **ENDS).status_code == 403
    assert "All is well" in words_of(browser.get(of("episode", episode)))


def test_the_pages_are_not_there_for_others_and_refused_to_those_who_only_look(signed_in, opened):
    episode = opened()
    for outsider in (make.actor("tier2_coordinator"), make.actor("dsl"), make.actor("social_worker")):
        browser = signed_in(outsider)
        for name in ("episode", "agreement", "lead", "step_up", "close"):
            assert browser.get(of(name, episode)).status_code in (403, 404), name
    assert signed_in(make.actor("system_administrator")).get(reverse("early_help:episodes")).status_code == 403


def test_the_childs_page_leads_to_the_episode_for_those_who_may_read_it(signed_in, coordinator, opened):
    episode = opened()
    with acting_as(coordinator):
        child = episode.case.participants.get().person
    page = words_of(signed_in(coordinator).get(reverse("casework:person", args=[child.public_id])))
    assert of("episode", episode) in page
    link = make.actor(
        "link_coordinator", of=coordinator.membership.team
    )  # the team's sight, and a role without the permission
    assert signed_in(link).get(of("episode", episode)).status_code == 403
    screener = signed_in(make.actor("mash_screener"))
    assert screener.get(of("episode", episode)).status_code == 200
    assert screener.get(of("agreement", episode)).status_code == 403


def test_the_list_asks_the_database_as_often_for_three_as_for_one(signed_in, coordinator, opened):
    browser, where = signed_in(coordinator), reverse("early_help:episodes")

    def counted() -> int:
        browser.get(where)
        with CaptureQueriesContext(connection) as asked:
            page = words_of(browser.get(where))
        assert page.count("/early-help/E-") == len(made)
        return len(asked)

    made = [opened()]
    once = counted()
    made += [opened(), opened()]
    assert counted() == once


def test_each_shelf_of_the_list_opens(signed_in, coordinator, opened):
    opened()
    browser = signed_in(coordinator)
    for shelf in ("mine", "waiting", "due", "stuck", "all", "closed", "nonsense"):
        assert browser.get(reverse("early_help:episodes"), {"shown": shelf, "page": "x"}).status_code == 200
