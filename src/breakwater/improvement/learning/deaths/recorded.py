"""A child's death that is recorded on the child's record opens the record of its review, which whoever recorded it need not know of."""

from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction

from breakwater.casework.cases.deaths import AFTER_DEATH, OPENED_BY_DEATH, Died, NextStep, is_child
from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from . import lookup
from .operations import opening

WITHOUT_A_TEAM = "Your area has no child death review team in Breakwater, so nobody is told from here. Call the designated doctor for child deaths."
NOON = time(12)  # stands where nobody knows the time; the record says that it is not known


@OPENED_BY_DEATH.register("learning.child_death")
def open_review(died: Died, by: Actor, at: datetime) -> str:
    """Open it. Where the area has no child death review team nothing keeps the death from being recorded: a next step says so."""
    if not died.is_of_a_child:
        return ""
    death = died.death
    try:
        with transaction.atomic():
            opening.open_death(
                area=died.person.area,
                child=died.person,
                died_at=moment(death.died_on, death.died_at or NOON),
                time_is_known=death.died_at is not None,
                expected=died.expected,
                place=died.place,
                by=by,
                at=at,
                key=death.key,
            )
    except opening.NobodyToReview:
        return ""
    return ""


@AFTER_DEATH.register("learning.child_death")
def tell_the_reviewers(person: Person, actor: Actor) -> Sequence[NextStep]:
    """Where the area has no team that reviews children's deaths, a person must tell those who do."""
    is_of_a_child = is_child(person, person.died_on or london_date(person.entered_at))
    if not is_of_a_child or lookup.team_for(person.area) is not None:
        return ()
    return (NextStep("Tell the child death review team", (WITHOUT_A_TEAM,)),)
