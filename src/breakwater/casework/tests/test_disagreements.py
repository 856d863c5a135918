"""Professionals who see it differently: Re-think, then the ladder, each stage with its clock; nobody's action waits."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.casework.cases import notices
from breakwater.casework.cases import operations as cases
from breakwater.casework.clocks.models import Clock
from breakwater.casework.escalations import operations as escalations
from breakwater.casework.escalations.models import Escalation, Outcome
from breakwater.casework.escalations.registry import About, matter_of
from breakwater.casework.models import Case
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

THEIRS = "The family was known to three agencies, and nobody spoke with the school."


@pytest.fixture
def mash(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def manager(mash):
    return make.actor("mash_manager", of=mash)


@pytest.fixture
def tier2(db):
    return make.team("Tier 2 co-ordinators", service="early_help")


@pytest.fixture
def coordinator(tier2):
    return make.actor("tier2_coordinator", of=tier2)


@pytest.fixture
def scrutineer(db):
    return make.actor("business_manager", of=make.team("Partnership office", service="scrutiny"))


def raised(coordinator, mash, *, key=None) -> Escalation:
    about = About("C-26-00001-X", "Contact C-26-00001-X", mash)
    with acting_as(coordinator) as by:
        return escalations.raise_disagreement(
            about=about,
            theme="THRESHOLD",
            issue=THEIRS,
            wanted="Look again with the school",
            key=key or uuid4(),
            by=by,
            at=timezone.now(),
        )


def seal(case, *readers):
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute(
            "select access.seal_row('case', %s, %s, 'protected', false, null)",
            [case.pk, [reader.membership.user_id for reader in readers]],
        )


def about_a_case(coordinator, mash, manager):
    with acting_as(manager) as by:
        case = cases.open_case(area=make.area(), kind="referral", team=mash, by=by, at=timezone.now())
    return case, About(case.reference, "A case", mash, case.pk)


def raised_about(about, coordinator):
    with acting_as(coordinator) as by:
        return escalations.raise_disagreement(
            about=about, theme="THRESHOLD", issue=THEIRS, wanted="Refresh", key=uuid4(), by=by, at=timezone.now()
        )


def test_a_disagreement_follows_the_seal_of_the_case_it_is_about(coordinator, mash, manager):
    case, about = about_a_case(coordinator, mash, manager)
    made, other = raised_about(about, coordinator), make.actor("mash_manager", of=mash)
    seal(case, manager, make.actor("mash_manager", of=mash))
    for who, reads in ((coordinator, False), (other, False), (manager, True)):
        with acting_as(who):
            assert Escalation.objects.filter(pk=made.pk).exists() is reads
            assert Case.objects.filter(pk=made.case_id).exists() is reads


def test_one_raised_about_a_sealed_case_is_sealed_from_the_start(coordinator, mash, manager):
    case, about = about_a_case(coordinator, mash, manager)
    seal(case, manager, make.actor("mash_manager", of=mash))
    made = raised_about(about, coordinator)
    with acting_as(make.actor("mash_manager", of=mash)):
        assert not Escalation.objects.exists()
    with acting_as(manager):
        assert Escalation.objects.get(pk=made.pk).steps.count() == 1
    with acting_as(coordinator) as by, pytest.raises(escalations.RaisedAlready):
        escalations.raise_disagreement(
            about=about, theme="THRESHOLD", issue=THEIRS, wanted="Refresh", key=made.key, by=by, at=timezone.now()
        )


def answered(manager, escalation, words="We looked again with the school and see it as before"):
    with acting_as(manager) as by:
        escalations.answer(escalation=escalation, words=words, by=by, at=timezone.now())


def test_it_begins_with_a_rethink_due_in_two_working_days_and_the_other_team_is_told(coordinator, mash, manager):
    made = raised(coordinator, mash)
    with acting_as(manager):
        clock = Clock.objects.get(case=made.case)
        assert (made.case.stage, clock.rule, clock.team) == ("rethink", "casework.escalation_rethink", mash)
        told = Notification.objects.get(user=manager.membership.user)
    assert told.path == f"/disagreements/{made.case.reference}/"


def test_the_same_form_twice_is_one_disagreement(coordinator, mash):
    key = uuid4()
    assert raised(coordinator, mash, key=key) == raised(coordinator, mash, key=key)


def test_a_team_does_not_disagree_with_itself(manager, mash):
    with pytest.raises(escalations.OurOwnDecision):
        raised(manager, mash)


def test_only_the_two_teams_and_the_areas_oversight_know_of_it(coordinator, mash, manager):
    made = raised(coordinator, mash)
    for who, sees in ((coordinator, True), (manager, True), (make.actor("dsl", of=make.team("A school")), False)):
        with acting_as(who):
            assert Escalation.objects.filter(pk=made.pk).exists() is sees


def test_raising_one_pauses_and_stops_no_other_clock(coordinator, mash, manager):
    with acting_as(manager) as by:
        other = cases.open_case(area=make.area(), kind="referral", team=mash, by=by, at=timezone.now())
    before = set(Clock.objects.values_list("pk", "stopped_at"))
    made = raised(coordinator, mash)
    with acting_as(manager):
        assert before <= set(Clock.objects.values_list("pk", "stopped_at"))
        assert Case.objects.get(pk=other.pk).is_open
        assert made.case_id != other.pk


def test_each_stage_has_its_own_clock_up_to_the_partnership_which_settles_it(coordinator, mash, manager, scrutineer):
    made = raised(coordinator, mash)
    stages = []
    for stage in ("rethink", "stage1", "stage2", "stage3"):
        with acting_as(manager):
            stages.append(Clock.objects.running().get(case=made.case).rule)
        answered(manager, made)
        with acting_as(coordinator) as by:
            step = escalations.take_further(escalation=made, because=f"{stage} did not help", by=by, at=timezone.now())
    assert stages == [f"casework.escalation_{stage}" for stage in ("rethink", "stage1", "stage2", "stage3")]
    assert step.stage == "stage4"
    with acting_as(scrutineer) as by:
        escalations.answer(escalation=made, words="We heard both", by=by, at=timezone.now())
        done = escalations.settle(
            escalation=made,
            outcome=Outcome.CHANGED,
            resolution="An assessment begins",
            learning="Ask the school first",
            by=by,
            at=timezone.now(),
        )
        assert (done.case.stage, done.case.is_open) == ("settled", False)
        assert not Clock.objects.running().filter(case=made.case).exists()


def test_without_a_team_of_the_partnership_the_last_stage_says_so(coordinator, mash, manager):
    made = raised(coordinator, mash)
    with acting_as(coordinator) as by:
        for _ in range(3):
            escalations.take_further(escalation=made, because="No answer came", by=by, at=timezone.now())
        with pytest.raises(escalations.NobodyScrutinises):
            escalations.take_further(escalation=made, because="No answer came", by=by, at=timezone.now())


def test_it_is_settled_only_after_an_answer_but_withdrawn_at_any_time(coordinator, mash):
    made = raised(coordinator, mash)
    said = {"resolution": "We spoke", "learning": "", "at": timezone.now() + timedelta(minutes=1)}
    with acting_as(coordinator) as by:
        with pytest.raises(escalations.NotAnswered):
            escalations.settle(escalation=made, outcome=Outcome.STANDS, by=by, **said)
        done = escalations.settle(escalation=made, outcome=Outcome.WITHDRAWN, by=by, **said)
        assert done.case.stage == "withdrawn"
        with pytest.raises(escalations.IsSettled):
            escalations.settle(escalation=made, outcome=Outcome.WITHDRAWN, by=by, **said)


def test_a_case_one_may_read_is_something_one_may_disagree_about_and_no_other_is(coordinator, mash, manager):
    with acting_as(manager) as by:
        case = cases.open_case(area=make.area(), kind="referral", team=mash, by=by, at=timezone.now())
        assert matter_of(case.reference, by).team == mash
    with acting_as(coordinator) as by:
        assert matter_of(case.reference, by) is None


def test_its_pages_take_a_disagreement_from_raising_to_settling(coordinator, mash, manager, signed_in):
    with acting_as(manager) as by:
        case = cases.open_case(area=make.area(), kind="referral", team=mash, by=by, at=timezone.now())
        cases.assign(case=case, membership=coordinator.membership, capacity="WORKER", by=by, at=timezone.now())
    ours, theirs = signed_in(coordinator), signed_in(manager)
    assert ours.get("/disagreements/").status_code == 200
    assert "You hold nothing" in ours.post("/disagreements/new/", {"reference": "C-26-XXXXX-X"}).content.decode()
    found = ours.post("/disagreements/new/", {"reference": case.reference})
    assert found.url == f"/disagreements/new/{case.reference}/"
    asked = {"theme": "DELAY", "issue": THEIRS, "wanted": "Act", "idempotency": str(uuid4())}
    kept = ours.post(found.url, asked | {"theme": ""})
    assert THEIRS in kept.content.decode()
    at = ours.post(found.url, asked).url
    assert "Waiting for the answer" in ours.get(at).content.decode()
    assert "Answer it" in theirs.get(at).content.decode()
    assert ours.post(f"{at}answer/", {"words": "x"}).status_code == 403
    assert theirs.post(f"{at}answer/", {"words": "We acted today"}).status_code == 302
    assert "We acted today" in ours.get(at).content.decode()
    assert (
        ours.post(f"{at}settle/", {"outcome": "CHANGED", "resolution": "They acted", "learning": ""}).status_code == 302
    )
    assert "They acted" in theirs.get(at).content.decode()
    assert "Disagreements" in theirs.get("/today/").content.decode()


def test_two_windows_or_a_form_sent_twice_climb_one_stage(coordinator, mash, signed_in):
    made = raised(coordinator, mash)
    ours, at = signed_in(coordinator), f"/disagreements/{made.case.reference}/further/"
    assert 'name="stage" value="rethink"' in ours.get(at).content.decode()
    sent = {"stage": "rethink", "because": "It cannot wait"}
    ours.post(at, sent)
    again = ours.post(at, sent, follow=True).content.decode()
    assert "It is at Stage 1 already" in again
    with acting_as(coordinator):
        assert list(made.steps.order_by("pk").values_list("stage", flat=True)) == ["rethink", "stage1"]


def test_a_manager_answers_at_the_stages_of_managers_and_hears_that_they_answered_before(
    coordinator, mash, manager, scrutineer, signed_in
):
    screener = make.actor("mash_screener", of=mash)
    made = raised(coordinator, mash)
    answered(manager, made)
    with acting_as(coordinator) as by:
        for _ in range(2):
            escalations.take_further(escalation=made, because="It did not help", by=by, at=timezone.now())
    page, practitioner = f"/disagreements/{made.case.reference}/", signed_in(screener)
    assert "A manager of MASH answers." in practitioner.get(page).content.decode()
    assert practitioner.post(f"{page}answer/", {"words": "No"}).status_code == 403
    assert f"Answer disagreement {made.case.reference}" not in practitioner.get("/today/").content.decode()
    theirs = signed_in(manager)
    assert f"Answer disagreement {made.case.reference}" in theirs.get("/today/").content.decode()
    assert "You answered at Re-think." in theirs.get(f"{page}answer/").content.decode()
    assert theirs.post(f"{page}answer/", {"words": "We look again"}).status_code == 302
    with acting_as(coordinator) as by:
        for _ in range(2):
            escalations.take_further(escalation=made, because="It did not help", by=by, at=timezone.now())
    assert signed_in(coordinator).get(f"{page}further/").url == page  # there is no stage after the partnership's


def test_where_a_team_has_no_manager_whoever_answers_for_it_answers_at_every_stage(coordinator, mash, signed_in):
    screener = make.actor("mash_screener", of=mash)
    made = raised(coordinator, mash)
    with acting_as(coordinator) as by:
        for _ in range(2):
            escalations.take_further(escalation=made, because="No answer came", by=by, at=timezone.now())
    answer = signed_in(screener).post(f"/disagreements/{made.case.reference}/answer/", {"words": "We look again"})
    assert answer.status_code == 302


def told(who) -> list[tuple[str, str]]:
    return list(Notification.objects.filter(user=who.membership.user).order_by("pk").values_list("words", "path"))


def test_sg_18_the_raiser_of_a_restricted_disagreement_is_told_whom_to_ring_and_given_no_page(
    coordinator, mash, manager
):
    case, about = about_a_case(coordinator, mash, manager)
    reader, outside = make.actor("mash_manager", of=mash), make.actor("mash_screener", of=mash)
    seal(case, manager, reader)
    made = raised_about(about, coordinator)
    page = f"/disagreements/{made.case.reference}/"
    assert [path for who in (manager, reader) for _, path in told(who)] == [page, page]
    assert told(outside) == []  # of the team, and not a reader
    answered(manager, made)
    assert told(coordinator) == [
        ("Your disagreement has an answer. It is restricted and you cannot open it: call MASH", "/worried/")
    ]


def test_sg_11_whoever_is_barred_from_a_restricted_disagreement_hears_nothing_of_it(coordinator, mash, manager):
    case, _ = about_a_case(coordinator, mash, manager)
    reader, named = make.actor("mash_manager", of=mash), make.actor("mash_screener", of=mash)
    seal(case, manager, reader)
    with acting_as(manager), connection.cursor() as cursor:
        cursor.execute("select access.bar_human('case', %s, %s, 'named in it')", [case.pk, named.membership.user_id])
    notice = notices.CaseNotice("A disagreement waits", path="/x/", reference="")
    users = [named.membership.user, reader.membership.user]
    notices.tell_of(case, notice, users=users, ring=mash, by=manager, at=timezone.now())
    assert [words for words, _ in told(named)] == []
    assert ("A disagreement waits", "/x/") in told(reader)


def test_the_raiser_of_an_open_disagreement_is_given_its_page(coordinator, mash, manager):
    made = raised(coordinator, mash)
    answered(manager, made)
    assert told(coordinator) == [("Your disagreement has an answer", f"/disagreements/{made.case.reference}/")]
    with acting_as(make.actor("dsl")), connection.cursor() as cursor:
        cursor.execute("select access.readers_among(%s, %s)", [made.case_id, [manager.membership.user_id]])
        assert cursor.fetchone()[0] == []
