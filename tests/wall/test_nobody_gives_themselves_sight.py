"""Ways round the wall that an application could try: each is refused by the database."""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from breakwater.casework.cases.models import CaseWorker, Participant
from breakwater.casework.handovers.models import Handover, HandoverCase
from breakwater.casework.models import Answers, Case, Form, FormVersion
from breakwater.foundation.grants.build import RoomsOfTheWall
from breakwater.foundation.grants.declare import WALLED
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Enrolment, Person
from breakwater_dev.testing import factories as make

NOW = timezone.now()


@pytest.fixture
def mash(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def outsider(db):
    return make.actor("tier2_coordinator", of=make.team("Tier 2"))


def open_case(team, **more) -> Case:
    by = make.intake(team.area)
    with acting_as(by):
        return Case.objects.create(
            reference=f"X-{timezone.now().timestamp()}"[:16],
            kind="k",
            area=team.area,
            stage="s",
            stage_since=NOW,
            responsible_team=team,
            opened_at=NOW,
            opened_by=by,
            **more,
        )


def refuses(make_row) -> bool:
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        make_row()
    return True


def offer(outsider, case, to) -> Handover:
    return Handover.objects.create(
        reference=f"H-{case.pk}",
        area=case.area,
        service="s",
        from_team=outsider.membership.team,
        to_team=to,
        reason="r",
        offered_at=NOW,
        offered_by=outsider,
        answer_due_on=NOW.date(),
        answer_due_at=NOW,
    )


def test_by_writing_a_row_that_nobody_reads(outsider):
    protected = [table.name for table in RoomsOfTheWall().tables if isinstance(table, WALLED) and table.insert]
    with acting_as(outsider), connection.cursor() as cursor:
        for table in protected:
            assert refuses(lambda table=table: cursor.execute(f"insert into {table} default values")), table


def test_by_offering_themselves_a_case_they_cannot_see(mash, outsider):
    case = open_case(mash)
    with acting_as(outsider):
        handover = offer(outsider, case, to=make.team())
        ours = outsider.membership.team
        assert refuses(lambda: HandoverCase.objects.create(handover=handover, case=case, to_team=ours, from_team=ours))


def test_by_putting_a_person_they_cannot_see_into_a_case_of_their_own(mash, outsider):
    stranger, own = make.person(), open_case(outsider.membership.team)
    with acting_as(outsider):
        assert refuses(lambda: Participant.objects.create(case=own, person=stranger, capacity="CHILD", starts_at=NOW))
        assert not Person.objects.exists()


def test_by_taking_a_post_in_a_case_they_cannot_see(mash, outsider):
    case = open_case(mash)
    post = outsider.membership
    with acting_as(outsider):
        assert refuses(
            lambda: CaseWorker.objects.create(
                case=case, membership=post, user=post.user, capacity="WORKER", starts_at=NOW
            )
        )


def test_by_verifying_a_pupil_they_cannot_see(db):
    school = make.team(of=make.organisation(kind="SCHOOL"))
    dsl, stranger = make.actor("dsl", of=school), make.person()
    with acting_as(dsl):
        assert refuses(
            lambda: Enrolment.objects.create(
                person=stranger,
                school=school.organisation,
                team=school,
                starts_on=NOW.date(),
                verified_on=NOW.date(),
                verified_by=dsl,
            )
        )


def test_by_taking_back_sight_of_an_offer_they_declined(mash, outsider):
    case = open_case(mash)
    manager = make.actor("mash_manager", of=mash)
    with acting_as(manager):
        handover = Handover.objects.create(
            reference="H-1",
            area=case.area,
            service="s",
            from_team=mash,
            to_team=outsider.membership.team,
            reason="r",
            offered_at=NOW,
            offered_by=manager,
            answer_due_on=NOW.date(),
            answer_due_at=NOW,
        )
        HandoverCase.objects.create(handover=handover, case=case, to_team=handover.to_team, from_team=mash)
    with acting_as(outsider):
        assert Case.objects.count() == 1
        HandoverCase.objects.update(gives_sight=False)
        assert Case.objects.count() == 0
        assert refuses(lambda: HandoverCase.objects.update(gives_sight=True))


def test_by_extending_the_sight_they_kept_after_it_ended(mash, outsider):
    case = open_case(outsider.membership.team)
    with acting_as(outsider):
        handover = offer(outsider, case, to=mash)
        HandoverCase.objects.create(handover=handover, case=case, to_team=mash, from_team=handover.from_team)
    receiver = make.actor("mash_manager", of=mash)
    with acting_as(receiver), connection.cursor() as cursor:
        Handover.objects.update(status="ACCEPTED", answered_at=NOW, answered_by=receiver, moves_cases=True)
        cursor.execute("select access.move_responsibility(%s, %s)", [handover.pk, case.pk])
    with acting_as(outsider):
        assert Case.objects.count() == 0
        assert refuses(lambda: HandoverCase.objects.update(giver_sees_until="2099-01-01"))


def test_by_writing_answers_into_another_s_draft(db):
    author, other = make.actor("dsl"), make.actor("dsl")
    form = Form.objects.create(key="k", title="t")
    version = FormVersion.objects.create(form=form, number=1, definition={}, digest="d", released_at=NOW)
    with acting_as(author):
        post = author.membership
        Answers.objects.create(
            version=version,
            area=post.team.area,
            team=post.team,
            user=post.user,
            started_at=NOW,
            saved_at=NOW,
            by=author,
        )
    with acting_as(other):
        assert (Answers.objects.count(), Answers.objects.update(values={"a": 1})) == (0, 0)


def test_by_breaking_the_glass_in_another_area(db):
    stranger = make.person(in_area=make.area("850", "Hampshire"))
    with acting_as(make.membership("mash_manager")), connection.cursor() as cursor:
        cursor.execute("select access.mint_glass('person', %s, 'in a hurry')", [stranger.pk])
        assert (cursor.fetchone(), Person.objects.count()) == ((None,), 0)


def test_by_sealing_or_barring_what_they_cannot_see(db, outsider):
    child = make.person()
    for call in ("seal_row('person', %s, '{1,2}', 'x', true, null)", "bar_human('person', %s, 1, 'x')"):
        with acting_as(outsider):
            assert "no such row" in said_to(f"select access.{call}", child.pk)


def test_by_sealing_without_a_second_reader(db):
    child, manager = make.person(), make.membership("mash_manager")
    with acting_as(manager):
        readers = [manager.user_id, manager.user_id]
        words = said_to("select access.seal_row('person', %s, %s, 'x', true, null)", child.pk, readers)
    assert "two named readers" in words


def said_to(sql: str, *arguments) -> str:
    """What the database says when it refuses."""
    with pytest.raises(Exception, match=".") as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, arguments)
    return str(refusal.value)
