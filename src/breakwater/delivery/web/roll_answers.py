"""A school asks the authority to undo its roll: whoever settles rolls is told, and the school hears the answer."""

from breakwater.foundation import events
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.intake.rolls.operations.undoing import UndoAnswered, UndoAsked
from breakwater.partnership.people.models import Roll
from breakwater.practice.education.lists.operations import doubts

ANSWERS = {
    True: "The authority undoes the roll of your school that you asked about",
    False: "The authority keeps the roll of your school that you asked to undo: read what it says",
}


@events.subscribe(UndoAsked, in_transaction=True)
def tell_the_authority(event: UndoAsked) -> None:
    roll, by = (
        Roll.objects.select_related("team__organisation", "area").get(pk=event.roll),
        Actor.objects.get(pk=event.by),
    )
    settles = doubts.who_settles(roll.area, Permission.ROLL_SETTLE, on=london_date(event.at))
    words = f"{roll.team.organisation.name} asks to undo a roll: see which pupils it concerns, and answer"
    users = {post.user for post in settles}
    notifications.tell(users=users, words=words, path=f"/rolls/{roll.public_id}/", by=by, at=event.at)


@events.subscribe(UndoAnswered, in_transaction=True)
def tell_the_school(event: UndoAnswered) -> None:
    roll, by = Roll.objects.select_related("team").get(pk=event.roll), Actor.objects.get(pk=event.by)
    words = ANSWERS[event.is_undone]
    notifications.tell(team=roll.team, words=words, path=f"/rolls/{roll.public_id}/", by=by, at=event.at)
