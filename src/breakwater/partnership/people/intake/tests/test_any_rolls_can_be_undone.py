"""Whatever rolls come in, the same roll again changes nothing, and with all of them undone everything is as it was before."""

import random

import pytest

from breakwater.partnership.organisations.models import School
from breakwater.partnership.people.intake.operations.entries import TakenInAlready
from breakwater.partnership.people.models import Roll
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.rolls import everything, line, outcome, take, undo

FORENAMES = ["Ann", "Bo", "Cyril", "Dinah", "Edgar", "Fatima", "Gwen", "Hugo"]


def school(number):
    owner = make.organisation(f"Invented School {number}", "SCHOOL")
    School.objects.create(organisation=owner, urn=f"90012{number}", la_code="851", establishment_number=f"990{number}")
    return make.team("Safeguarding", of=owner)


def some_roll(chance):
    """A few of eight children, some with another surname, year, home or no number; never two lines of one child."""
    chosen = sorted(chance.sample(range(8), chance.randint(3, 8)))
    return [
        line(
            n,
            forename=FORENAMES[n],
            surname=chance.choice(["Example", "Example", "Newname"]),
            year=chance.choice("67"),
            born=f"0{n + 1}/04/2015",
            postcode=chance.choice(["PO1 2AB", "PO4 8AA"]),
            upn="" if chance.random() < 0.15 else None,
        )
        for n in chosen
    ]


@pytest.mark.parametrize("seed", range(6))
def test_the_same_roll_again_changes_nothing_and_undoing_all_of_them_restores_everything(db, seed):
    chance, manager = random.Random(seed), make.actor("mash_manager")
    schools = [school(1), school(2)]
    take(schools[0], *some_roll(chance))
    before, taken = everything(), []
    for _ in range(3):
        team, lines = chance.choice(schools), some_roll(chance)
        try:
            taken.append(take(team, *lines))
        except TakenInAlready:
            continue
        now = everything()
        again = take(team, *reversed(lines))
        taken.append(again)
        assert set(outcome(again)) <= {"unchanged"}
        assert everything()[:5] == now[:5]
    for roll in reversed(taken):
        undo(roll, manager)
        assert roll.state == Roll.State.UNDONE
    assert everything() == before
