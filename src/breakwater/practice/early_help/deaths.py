"""What ends of early help when a person dies: the links by which a family reads, and meetings the family was asked to."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse

from breakwater.casework.cases.deaths import STOPPED_BY_DEATH, STOPPED_UNSEEN, Stops, of_the_living
from breakwater.casework.cases.models import Capacity, Participant
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, User
from breakwater.partnership.people.models import Person

from .episodes.operations import links
from .models import FamilyLink, FamilyMeeting

BECAUSE = "A person of the family has died"
TOLD = "After a death, what a family could be sent in a restricted case of yours was ended: speak with them yourself"


@transaction.atomic
def end_links(person: Person, *, by: Actor, at: datetime) -> int:
    """Nobody reads by a link about a child who has died, nor by the link of whoever has died; what waits to leave for one does not.

    Of a living brother or sister a worker gives a new one, once they have spoken with the family.
    """
    about = Participant.objects.filter(person=person, capacity=Capacity.CHILD, ends_at=None).values("case")
    found = FamilyLink.objects.filter(Q(person=person) | Q(episode__case__in=about), ended_at=None)
    ended = list(found.select_related("episode__case").order_by("pk"))
    for link in ended:
        if link.reach:
            waiting = notifications.posted().filter(to=link.reach, area=link.episode.case.area_id)
            notifications.take_back(list(waiting.values_list("pk", flat=True)))
        links.end_family_link(link=link, because=BECAUSE, by=by, at=at)
    return len(ended)


@transaction.atomic
def call_off_meetings(person: Person, *, by: Actor, at: datetime) -> int:
    """The meetings to come of a family none of whose children lives are called off. Where a child lives they stand."""
    to_come = FamilyMeeting.objects.filter(
        ~of_the_living("episode__case"),
        episode__case__closed_at=None,
        episode__case__participants__person=person,
        episode__case__participants__capacity=Capacity.CHILD,
        episode__case__participants__ends_at=None,
        meeting__held_at=None,
        meeting__cancelled_because="",
    )
    found = [
        one.meeting
        for one in to_come.select_related("meeting").order_by("pk")
        if london_date(one.meeting.starts_at) >= london_date(at)
    ]
    for meeting in found:
        tasks.cancel_meeting(meeting, because=BECAUSE, by=by, at=at)
    return len(found)


@STOPPED_UNSEEN.register("early_help")
@transaction.atomic
def stop_unseen(person: Person, by: Actor, at: datetime) -> None:
    """The same in cases that whoever records the death does not read: those who do are told."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select episode, human from access.stop_unseen_after_death(%s, %s, %s)", [person.pk, BECAUSE, at]
        )
        found = cursor.fetchall()
    for reference in sorted({reference for reference, _ in found}):
        readers = User.objects.filter(pk__in=[human for each, human in found if each == reference])
        path = reverse("early_help:episode", args=[reference])
        notifications.tell(words=TOLD, path=path, by=by, at=at, users=list(readers))


STOPPED_BY_DEATH.register("early_help.links", Stops("Family links ended", end_links))
STOPPED_BY_DEATH.register("early_help.meetings", Stops("Meetings with the family called off", call_off_meetings))
