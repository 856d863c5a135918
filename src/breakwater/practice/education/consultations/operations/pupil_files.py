"""The safeguarding file of a pupil who changes school: sent by the one, received by the other, both asked again (FD 5.7)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName
from breakwater.partnership.organisations.operations import receiving_team
from breakwater.partnership.people.models import Enrolment
from breakwater.practice.education.fortnights import calendar
from breakwater.practice.education.models import FileReceipt, FileTransfer
from breakwater.practice.education.pathway import HAVE_FILE, LINK_SERVICE

FOLLOW_FILES = "education.follow_files"  # the job, once a roll was taken in
LATELY = timedelta(days=42)
YEAR_BEGINS = 15  # the day of September until which a place counts as begun with the school year
OVERDUE = "A safeguarding file is overdue: a pupil has changed school"


def follow(*, area: Area, at: datetime) -> int:
    """Ask the schools that listed pupils have come to for their word, and ask again who is late; how many were asked or told."""
    with acting_as(service_of(area, ServiceName.LISTS)) as by:
        return _ask_the_new(area, by=by, at=at) + _chase(area, by=by, at=at)


@transaction.atomic
def _ask_the_new(area: Area, *, by: Actor, at: datetime) -> int:
    """Only a verified place tells a school that a file is to come: until then it does not know of the pupil (SG-14)."""
    today = london_date(at)
    left = {one.person_id: one for one in FileTransfer.objects.filter(area=area).order_by("left_on", "pk")}
    here = Enrolment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        team__area=area,
        verified_on__lte=today,
        starts_on__lte=today,
        person__died_on=None,
    )
    places = here.filter(Q(person__in=left) | Q(pk__in=_moved_in_the_year(here, today)))
    link_team = receiving_team(area, LINK_SERVICE)
    asked = set(FileReceipt.objects.filter(area=area).values_list("person", "school_team"))
    made, told = 0, {}
    for place in places.select_related("team__organisation", "person").order_by("pk"):
        transfer = left.get(place.person_id)
        if (place.person_id, place.team_id) in asked or transfer and place.team_id == transfer.school_team_id:
            continue
        since = max(place.starts_on, transfer.left_on) if transfer else place.starts_on
        FileReceipt.objects.create(
            area=area,
            person_id=place.person_id,
            school_team=place.team,
            link_team_id=transfer.link_team_id if transfer else link_team.pk,
            named_as=place.person.name[:240],
            came_on=place.starts_on,
            made_at=at,
            due_on=calendar.school_day(area, since, HAVE_FILE.allows.n),
        )
        asked.add((place.person_id, place.team_id))
        told[place.team_id], made = place.team, made + 1
    for team in told.values():
        words = f"A pupil has come to {team.organisation.name}: say when the safeguarding file is there"
        notifications.tell(team=team, words=words, path="/our-list/", by=by, at=at)
    return made


def _moved_in_the_year(here: QuerySet[Enrolment], today: date) -> list[int]:
    """Places begun lately of children who were at another school that the record names, whichever list they were on.

    Whole classes change school as a year begins: of them those alone are asked for who were on a list.
    """
    before = Enrolment.objects.filter(person=OuterRef("person"), starts_on__lt=OuterRef("starts_on"))
    came = here.filter(Exists(before.exclude(school=OuterRef("school"))), starts_on__gte=today - LATELY)
    return [place.pk for place in came if (place.starts_on.month, place.starts_on.day // YEAR_BEGINS) != (9, 0)]


@transaction.atomic
def _chase(area: Area, *, by: Actor, at: datetime) -> int:
    """Whoever is late hears of it once, and so do the co-ordinators, who see the two schools side by side."""
    late = _late(FileTransfer, london_date(at), sent_at=None, area=area)
    missing = _late(FileReceipt, london_date(at), said_at=None, area=area)
    for team in {one.school_team for one in late}:
        words = f"A safeguarding file of {team.organisation.name} is overdue: send it on today"
        notifications.tell(team=team, words=words, path="/our-list/", by=by, at=at)
    for team in {one.school_team for one in missing}:
        words = f"Has the safeguarding file reached {team.organisation.name}? It is overdue"
        notifications.tell(team=team, words=words, path="/our-list/", by=by, at=at)
    for team in {one.link_team for one in (*late, *missing)}:
        notifications.tell(team=team, words=OVERDUE, path="/lists/files/", by=by, at=at)
    for one in (*late, *missing):
        one.chased_at = at
        one.save(update_fields=["chased_at"])
    return len(late) + len(missing)


def _late(model, today: date, **more) -> list:
    found = model.objects.filter(due_on__lt=today, chased_at=None, **more)
    return list(found.select_related("school_team__organisation", "link_team").order_by("pk"))


@transaction.atomic
def received(receipt: FileReceipt, *, outcome: str, by: Actor, at: datetime) -> FileReceipt:
    """The new school says that the file has come, or that there is none. Said twice, the first stands."""
    held = FileReceipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
    if held.said_at is None:
        held.outcome, held.said_at, held.said_by = outcome, at, by
        held.save(update_fields=["outcome", "said_at", "said_by"])
        audit.did(
            "said of a file that it came" if outcome == FileReceipt.Outcome.CAME else "said that there is no",
            "file_receipt",
            held.pk,
        )
    return held
