"""A child's death is a compartment of its own: nobody outside the team and the response can tell that a record exists (PL 7.11)."""

from uuid import uuid4

import pytest
from django.db import connection

from breakwater.improvement.learning.deaths.operations import opening, professionals
from breakwater.improvement.learning.deaths.operations.states import locked, move
from breakwater.improvement.learning.models import ChildDeath, DeathState, digest_of_number
from breakwater.improvement.learning.wall import after_build
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

from .conftest import AT, NUMBER, opened


def found(who) -> list[str]:
    with acting_as(who):
        return list(ChildDeath.objects.values_list("reference", flat=True))


OTHERS = (
    "mash_manager",
    "emergency_duty",
    "head_of_service",
    "business_manager",
    "information_governance",
    "social_worker",
)


def test_sg_12_the_team_finds_it_and_oversight_does_not(death, reviewer, doctor):
    assert found(reviewer) == found(doctor) == [death.reference]
    assert [who for who in OTHERS if found(make.actor(who))] == []


def test_whoever_opened_it_finds_it_until_the_team_has_taken_it_on(death, paediatrician, reviewer):
    assert found(paediatrician) == [death.reference]
    with acting_as(reviewer):
        move(locked(death), DeathState.TRIAGED, by=reviewer, at=AT)
    assert found(paediatrician) == []
    assert found(reviewer) == [death.reference]


def test_one_team_holds_the_deaths_of_every_area_that_named_it(team, reviewer):
    far = make.actor("social_worker", of=make.team(in_area=make.area("850", "Hampshire")))
    made = opened(far)
    assert (made.area.code, made.team_id) == ("850", team.pk)
    assert found(reviewer) == [made.reference]


def test_an_area_without_a_team_is_told_whom_to_call(db):
    with pytest.raises(opening.NobodyToReview, match="Call the designated doctor"):
        opened(make.actor("social_worker"))


def test_a_child_on_record_brings_its_name_and_number_and_a_second_time_gives_the_first(team, reviewer):
    worker, child, key = make.actor("social_worker"), make.person("Ada", "Adrift"), uuid4()
    with acting_as(worker):
        facts = {"area": child.area, "child": child, "died_at": AT, "expected": None, "place": "At home"}
        made = opening.open_death(**facts, by=worker, at=AT, key=key)
        again = opening.open_death(**facts, by=worker, at=AT, key=key)
    assert again.pk == made.pk
    assert (made.called, made.place, made.no_number) == (child.name, "At home", "NOT_AVAILABLE")


def test_a_number_is_known_again_by_its_digest_alone(team, reviewer):
    key = opened(reviewer, nhs_number=NUMBER).pk
    with acting_as(reviewer):
        made = ChildDeath.objects.get(pk=key)
    assert (made.nhs_number, made.no_number) == (NUMBER, "")
    assert NUMBER not in made.number_digest


def test_a_digest_outlasts_the_secret_of_the_web_server_and_one_that_hung_on_it_is_made_anew(reviewer, settings):
    death = opened(reviewer, nhs_number=NUMBER)
    with acting_as(reviewer) as by:
        named = professionals.Named("Harbour Surgery", "Dr Other")
        listed = professionals.add_professional(death, named, by=by, at=AT)
    settings.SECRET_KEY = "b" * 60
    assert (digest_of_number(NUMBER), named.likeness) == (death.number_digest, listed.likeness)
    with acting_as(reviewer), connection.cursor() as cursor:
        cursor.execute("update learning_childdeath set number_digest = 'of 0.1.0'")
        cursor.execute("update learning_deathprofessional set likeness = 'of 0.1.0'")
        after_build(cursor)
        cursor.execute("select d.number_digest, p.likeness from learning_childdeath d, learning_deathprofessional p")
        assert cursor.fetchall() == [(death.number_digest, listed.likeness)]


def test_the_page_answers_the_team_and_is_absent_for_everyone_else(death, reviewer, signed_in):
    page = f"/child-deaths/{death.public_id}/"
    assert "Nel Nowhere" in signed_in(reviewer).get(page).content.decode()
    other = signed_in(make.actor("emergency_duty"))
    assert other.get(page).status_code == other.get("/child-deaths/nothing/").status_code == 404
    assert "Nel Nowhere" not in other.get("/child-deaths/").content.decode()
