"""An action from its proposal to the evidence that somebody else checked (PL 4.10)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.actions import jobs, lookup, operations
from breakwater.casework.actions.forms import NewActionForm
from breakwater.casework.actions.models import ActionExtension, ActionWatch, State, StepKind, TrackedAction
from breakwater.foundation.dates import ENGLAND, london
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import Permission, acting_as, may
from breakwater_dev.testing import factories as make

NOW = london(2026, 11, 2, 10)
FACTS = {
    "because": "The visit found no record of lunchtime concerns",
    "wording": "Train each midday supervisor to record a concern",
    "measure": "A register of 12 names",
    "priority": "2",
}


@pytest.fixture
def setter(db):
    return make.actor("prevent_lead", of=make.team("Prevent team", service="prevent"))


@pytest.fixture
def school(db):
    return make.team("Safeguarding", of=make.organisation("Invented School", "SCHOOL"))


@pytest.fixture
def dsl(school):
    return make.actor("dsl", of=school)


def proposed(setter, *owners, key=None, days=60, at=NOW) -> TrackedAction:
    facts = operations.ActionFacts(**FACTS, due_on=london_date(at) + timedelta(days=days))
    with acting_as(setter) as by:
        origin = operations.Origin("VISIT", "Visit of 2 November")
        return operations.propose(facts, origin=origin, owners=owners, by=by, at=at, key=key or uuid4())


def accepted(action, dsl, at=NOW):
    with acting_as(dsl) as by:
        return operations.accept(action, owner=dsl.membership, lead=None, by=by, at=at)


def completed(action, dsl, at=NOW):
    with acting_as(dsl) as by:
        return operations.complete(action, words="12 names signed", link="", by=by, at=at)


def test_the_owner_accepts_completes_and_somebody_else_verifies(setter, school, dsl):
    action = accepted(proposed(setter, school), dsl)
    done = completed(action, dsl)
    assert (done.state, done.completed_by) == (State.COMPLETE, dsl)
    with acting_as(setter) as by:
        assert operations.verify(done, words="Saw the register", by=by, at=NOW).closed_on == london_date(NOW)
        kinds = list(action.steps.order_by("pk").values_list("kind", flat=True))
    assert kinds == [StepKind.PROPOSED, StepKind.ACCEPTED, StepKind.COMPLETED, StepKind.VERIFIED]


def test_whoever_does_it_never_verifies_it(setter):
    """Neither its owner nor who said that it is complete, in whatever post they come back."""
    team = setter.membership.team
    action = proposed(setter, team)
    with acting_as(setter) as by:
        action = operations.accept(action, owner=by.membership, lead=None, by=by, at=NOW)
        action = operations.complete(action, words="Done", link="", by=by, at=NOW)
        for step in (operations.verify, operations.send_back):
            with pytest.raises(operations.NotForYourself):
                step(action, words="Seen", by=by, at=NOW)
    colleague = make.actor("prevent_lead", of=team)
    with acting_as(colleague) as by:
        assert operations.verify(action, words="Seen", by=by, at=NOW).state == State.VERIFIED


def test_the_same_form_again_makes_no_second_action(setter, school):
    key = uuid4()
    assert proposed(setter, school, key=key) == proposed(setter, school, key=key)


def test_a_later_date_is_granted_by_who_set_it_and_the_first_date_stays(setter, school, dsl):
    action = accepted(proposed(setter, school), dsl)
    first = action.due_on
    with acting_as(dsl) as by:
        with pytest.raises(operations.NotLater):
            operations.ask_later(action, to_day=first, reason="Trainer ill", by=by, at=NOW)
        operations.ask_later(action, to_day=first + timedelta(days=14), reason="Trainer ill", by=by, at=NOW)
        with pytest.raises(operations.AskedAlready):
            operations.ask_later(action, to_day=first + timedelta(days=15), reason="Again", by=by, at=NOW)
    with acting_as(dsl):
        action.refresh_from_db()
    assert action.due_on == first, "a date that is asked for holds only when it is granted"
    with acting_as(setter) as by:
        operations.answer_later(action, granted=True, answer="Agreed", by=by, at=NOW)
        action = TrackedAction.objects.get()
        assert (action.first_due_on, action.due_on) == (first, first + timedelta(days=14))
        assert ActionExtension.objects.get().from_day == first


def test_a_recommendation_to_several_fans_out_and_rolls_up(setter, school, dsl):
    other = make.team("Safeguarding", of=make.organisation("Other School", "SCHOOL"))
    dsls = {school.pk: dsl, other.pk: make.actor("dsl", of=other)}
    parent = proposed(setter, school, other)
    with acting_as(setter):
        parts = lookup.parts_of(parent)
    assert [part.owner_team_id for part in parts] == [school.pk, other.pk][:: 1 if "Invented" < "Other" else -1]
    for number, part in enumerate(parts, 1):
        done = completed(accepted(part, dsls[part.owner_team_id]), dsls[part.owner_team_id])
        with acting_as(setter) as by:
            operations.verify(done, words="Seen", by=by, at=NOW)
            parent.refresh_from_db()
            assert lookup.set_by(setter.membership.team).get().parts_done == number
        assert parent.state == (State.VERIFIED if number == len(parts) else State.PROPOSED)
    with acting_as(dsl):
        assert [each.owner_team_id for each in TrackedAction.objects.all()] == [school.pk], (
            "each reads its own part alone"
        )


def test_an_overdue_action_climbs_at_one_ten_and_twenty_working_days(setter, school, dsl):
    executive = make.actor("business_manager", of=make.team("Partnership", service="scrutiny"))
    action = accepted(proposed(setter, school, days=1), dsl)
    told = {1: dsl, 10: setter, 20: executive}
    for days, who in told.items():
        on = ENGLAND.add_working_days(action.due_on, days)
        at = london(on.year, on.month, on.day, 4)
        before = at - timedelta(days=1)
        jobs.escalate(school.area, at=before)
        seen = Notification.objects.filter(user=who.membership.user, words__contains="overdue").count()
        assert jobs.escalate(school.area, at=at) == 1
        assert jobs.escalate(school.area, at=at) == 0, "once a level"
        assert Notification.objects.filter(user=who.membership.user, words__contains="overdue").count() == seen + 1
    with acting_as(executive):
        assert TrackedAction.objects.get().escalated == 3
        assert ActionWatch.objects.get().team == executive.membership.team


def test_all_that_is_overdue_one_morning_is_one_message(setter, school, dsl):
    for _ in range(3):
        accepted(proposed(setter, school, days=1), dsl)
    late = ENGLAND.add_working_days(london_date(NOW), 15)
    Notification.objects.all().delete()
    assert jobs.escalate(school.area, at=london(late.year, late.month, late.day, 4)) == 3
    told = dict(Notification.objects.values_list("user", "words"))
    assert Notification.objects.count() == len(told), "nobody is told twice"
    assert told[dsl.membership.user_id] == "3 actions are overdue"
    assert told[setter.membership.user_id] == "3 actions are two weeks overdue"


def test_the_executive_reads_no_action_before_it_is_escalated_to_them(setter, school, dsl):
    executive = make.actor("business_manager", of=make.team("Partnership", service="scrutiny"))
    proposed(setter, school)
    with acting_as(executive):
        assert not TrackedAction.objects.exists()


def test_what_nobody_accepts_in_five_working_days_goes_back_to_who_set_it(setter, school, dsl):
    action = proposed(setter, school)
    after = timezone.make_aware(timezone.datetime.combine(action.accept_by + timedelta(days=1), NOW.time()))
    assert ENGLAND.working_days_between(london_date(NOW), action.accept_by) == 5
    assert (jobs.escalate(school.area, at=after), jobs.escalate(school.area, at=after)) == (1, 0)
    assert Notification.objects.filter(user=setter.membership.user, words__contains="not accepted").exists()
    with acting_as(setter) as by:
        other = make.team("Safeguarding", of=make.organisation("Other School", "SCHOOL"))
        given = operations.reassign(action, team=other, words="", by=by, at=after)
    assert given.due_on == action.due_on
    with acting_as(dsl):
        assert not TrackedAction.objects.exists(), "who no longer does it reads it no more"


def test_whoever_it_is_meant_for_does_it_only_once_it_is_accepted_and_not_once_it_is_declined(setter, school, dsl):
    facts = operations.ActionFacts(**FACTS, due_on=london_date(NOW) + timedelta(days=60))
    origin, meant = operations.Origin("VISIT", "Visit of 2 November"), dsl.membership
    with acting_as(setter) as by:
        one, other = (
            operations.propose(facts, origin=origin, owners=[school], named=meant, by=by, at=NOW, key=uuid4())
            for _ in range(2)
        )
    assert one.who == f"Invented School (meant for {meant.user.name})"
    assert accepted(one, dsl).who == meant.user.name
    with acting_as(dsl) as by:
        operations.decline(other, words="Our trust trains them", by=by, at=NOW)
        declined = TrackedAction.objects.get(pk=other.pk)
        assert (declined.owner, declined.who) == (None, "Invented School")


def test_an_action_whose_owner_leaves_is_asked_of_their_organisation_again(setter, school, dsl):
    leaver = make.membership("dsl", of=school, ends_on=london_date(NOW))
    action = proposed(setter, school)
    with acting_as(dsl) as by:
        operations.accept(action, owner=leaver, lead=leaver, by=by, at=NOW)
    jobs.escalate(school.area, at=NOW + timedelta(days=1))
    with acting_as(dsl):
        action = TrackedAction.objects.get()
    assert (action.owner, action.lead, action.state) == (None, None, State.PROPOSED)
    assert Notification.objects.filter(user=dsl.membership.user, words__contains="new owner").exists()


@pytest.mark.parametrize("verb", ["accept", "decline", "report", "complete"])
def test_only_its_organisation_moves_it_and_only_its_setter_verifies(setter, school, dsl, verb):
    action = proposed(setter, school)
    assert may(dsl, Permission.ACTION_WORK, action)
    assert not may(dsl, Permission.ACTION_SET, action)
    assert may(setter, Permission.ACTION_SET, action)
    assert not may(setter, Permission.ACTION_WORK, action)
    stranger = make.actor("dsl", of=make.team("Safeguarding", of=make.organisation("Other School", "SCHOOL")))
    more = {"accept": {"owner": stranger.membership, "lead": None}, "decline": {"words": "No"}}
    with acting_as(stranger), pytest.raises(TrackedAction.DoesNotExist):
        getattr(operations, verb)(action, **more.get(verb, {"words": "x", "link": ""}), by=stranger, at=NOW)


def test_what_cannot_be_checked_is_refused_with_what_to_write(school):
    said = {
        **FACTS,
        "wording": "Consider refreshing training",
        "measure": "Staff feel more sure",
        "source": "VISIT",
        "to": "ONE",
        "owner": str(school.public_id),
        "idempotency": str(uuid4()),
    }
    due = timezone.localdate() + timedelta(days=30)
    said |= {"due_on-day": due.day, "due_on-month": due.month, "due_on-year": due.year}
    form = NewActionForm(said, teams={str(school.public_id): school})
    assert list(form.errors) == ["wording"]
    assert "Start with what somebody does" in str(form.errors)
    form = NewActionForm(said | {"measure": "40 of 40 staff"}, teams={str(school.public_id): school})
    assert form.errors == {}
    assert form.owners() == [school]


def test_no_childs_data_stands_in_an_action(school):
    form = NewActionForm({**FACTS, "wording": "Ask about NHS number 943 476 5919"}, teams={})
    assert "NHS number" in str(form.errors["wording"])
