"""After a review: actions open, verified, closed, by what the chains say or for a reason; holds end at the end (PL 6.7)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity
from breakwater.improvement.learning.incidents import lookup
from breakwater.improvement.learning.incidents.operations import ending, states
from breakwater.improvement.learning.incidents.operations.states import NotAtThisStage
from breakwater.improvement.learning.lessons.chain import Chain, Link
from breakwater.improvement.learning.models import Hold, State, StateChange
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.prevent.models import Hold as PreventHold
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import serious

NOW = timezone.now() - timedelta(days=5)


@pytest.fixture
def prevent(db):
    return make.actor("prevent_lead", of=make.team("Prevent", service="prevent"))


@pytest.fixture
def held(partners, mash, prevent):
    """An incident with a record tied to it, so that holds stand here and with Prevent."""
    child = make.person("Nel", "Nowhere")
    with acting_as(make.intake()) as by:
        case = cases.open_case(
            kind="contact", area=make.area(), team=mash, by=by, at=NOW, people=[(child, Capacity.CHILD)]
        )
    screener = make.actor("mash_screener", of=mash)
    return serious.named(serious.raised(screener, NOW, record=case.reference), partners, NOW)


def brought_to(one, state, partners):
    with acting_as(partners.manager) as by:
        states.move(states.locked(one), state, by=by, at=NOW)
    return one


def answered(agrees, one, by):
    with acting_as(by) as by:
        return ending.answer_reason(one, agrees, "Read the minutes", by=by, at=timezone.now())


def done(operation, one, partners, words=""):
    with acting_as(partners.manager) as by:
        return operation(one, words, by=by, at=timezone.now())


@pytest.mark.parametrize("state", ending.REVIEWED)
def test_pl_6_7_each_kind_of_review_comes_to_its_end_for_a_reason(incident, partners, state):
    brought_to(incident, state, partners)
    for operation in (ending.verify_actions, ending.close):
        with pytest.raises(NotAtThisStage):
            done(operation, incident, partners, "Too early")
    with pytest.raises(ending.SayWhy):
        done(ending.open_actions, incident, partners)
    assert done(ending.open_actions, incident, partners, "The panel’s report names three").state == State.ACTIONS
    with pytest.raises(ending.NotVerified, match="no recommendation of it is published here"):
        done(ending.verify_actions, incident, partners)
    done(ending.verify_actions, incident, partners, "Read in the partnership’s minutes")
    with pytest.raises(ending.SomebodyElseAgrees):
        answered(True, incident, partners.manager)
    assert answered(False, incident, partners.group).state == State.ACTIONS
    done(ending.verify_actions, incident, partners, "With the minutes themselves")
    assert answered(True, incident, partners.scrutineer).state == State.VERIFIED
    with acting_as(partners.manager):
        assert [due.page for due in lookup.due_of(serious.fresh(incident), timezone.localdate())][-1] == "close"
    assert done(ending.close, incident, partners, "Nothing is left").state == State.CLOSED
    with acting_as(partners.manager):
        last = StateChange.objects.order_by("pk").values_list("state", flat=True)
        assert list(last)[-3:] == [State.ACTIONS, State.VERIFIED, State.CLOSED]


def of_links(*done: str, refused: bool = False) -> Chain:
    links = [Link(key, key, key in done, "") for key in ("answer", "action", "change", "lesson", "impact")]
    return Chain(links, refused)


def test_chains_say_when_actions_are_answered_and_verified():
    whole, answered = of_links("answer", "action", "change"), of_links("answer")
    refused = of_links(refused=True)
    for chains, is_answered, is_verified in (
        ([], False, False),
        ([of_links()], False, False),
        ([answered, refused], True, False),
        ([whole, answered], True, False),
        ([whole, refused], True, True),
    ):
        progress = ending.Progress(chains)
        assert (progress.is_answered, progress.is_verified) == (is_answered, is_verified)


def test_holds_here_and_with_prevent_end_when_it_is_closed_and_not_before(held, partners, prevent):
    def standing() -> tuple[int, int]:
        with acting_as(partners.manager):
            ours = Hold.objects.filter(lifted_at=None).count()
        with acting_as(prevent):
            return ours, PreventHold.objects.filter(lifted_at=None).count()

    other = None
    with acting_as(prevent) as by:
        other = PreventHold.objects.get()
        assert other.person_id is not None
    brought_to(held, State.VERIFIED, partners)
    assert standing() == (1, 1)
    done(ending.close, held, partners, "Nothing is left")
    assert standing() == (0, 0)
    with acting_as(prevent):
        other.refresh_from_db()
        assert other.lifted_why == ending.WHY_LIFTED
    assert by is prevent


def test_another_hold_of_the_same_child_with_prevent_stays(held, partners, prevent):
    with acting_as(prevent) as by:
        first = PreventHold.objects.get()
        area, team = make.area(), prevent.membership.team
        kept = PreventHold.objects.create(
            area=area, team=team, person_id=first.person_id, why="An inquiry", since=timezone.now(), by=by
        )
    brought_to(held, State.VERIFIED, partners)
    done(ending.close, held, partners, "Nothing is left")
    with acting_as(prevent):
        assert list(PreventHold.objects.filter(lifted_at=None)) == [kept]


def test_the_pages_lead_from_the_review_to_the_end(incident, partners, signed_in):
    brought_to(incident, State.NATIONAL, partners)
    page, at = signed_in(partners.manager), f"/serious-incidents/{incident.public_id}/"
    second = signed_in(partners.speakers["HEALTH"])
    for who, step in ((page, "actions"), (page, "verified"), (second, "second"), (page, "close")):
        assert f"{at}{step}/" in who.get(at).content.decode(), step
        said = {"words": "As the panel’s report says", "agrees": "yes", "idempotency": str(uuid4())}
        assert who.post(f"{at}{step}/", said).status_code == 302, step
    assert "Closed" in page.get(at).content.decode()
    assert signed_in(partners.group).get(at).status_code == 200
