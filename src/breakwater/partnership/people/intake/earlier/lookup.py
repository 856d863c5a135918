"""Files of an earlier system and their records as the pages load them."""

from django.db.models import QuerySet

from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.access.roles import ROLES
from breakwater.partnership.organisations.models import Membership, actor_relations
from breakwater.partnership.people.models import EarlierFile, EarlierRecord, EarlierSource, Person


def files_of(area: int) -> QuerySet[EarlierFile]:
    """The files of an area, the last to come first."""
    found = EarlierFile.objects.filter(area=area).select_related(
        "source__area", "area", *actor_relations("by", "confirmed_by")
    )
    return found.order_by("-received_at", "-pk")


def systems_of(area: int) -> list[str]:
    """The earlier systems of which files came, by name."""
    return sorted(set(EarlierSource.objects.filter(area=area).values_list("system", flat=True)))


def rows_of(area: int) -> QuerySet[EarlierRecord]:
    return EarlierRecord.objects.filter(area=area).select_related("source", "file", "person", "area")


def row_of(area: int, public_id: str) -> EarlierRecord | None:
    return rows_of(area).filter(public_id=public_id).first()


def waiting_rows(area: int) -> QuerySet[EarlierRecord]:
    """The doubtful lines of an area, those of people before their contacts and episodes."""
    return EarlierRecord.objects.waiting(area).order_by("file__received_at", "line", "pk")


def following_row(area: int, row: EarlierRecord | None) -> str | None:
    """The next line that waits after this one, or the first of all, by its public id; None where no other waits."""
    waiting = list(waiting_rows(area).values_list("file__received_at", "line", "pk", "public_id"))
    if row is None:
        return waiting[0][-1] if waiting else None
    here = (row.file.received_at, row.line, row.pk)
    others = [one for one in waiting if one[:3] != here]
    later = [one for one in others if one[:3] > here]
    return next((one[-1] for one in (*later, *others)), None)


def stayed(entry: EarlierFile) -> list[EarlierRecord]:
    """The lines that undoing left, as far as the actor may read them."""
    return list(EarlierRecord.objects.filter(file=entry).exclude(stays="").select_related("person").order_by("line"))


# Seals are the database's own: a line that its own seal still closes, of a person whom none does.
_CLOSED_ITSELF = "exists (select 1 from access.seals_on('earlier_record', people_earlierrecord.id))"
_PERSON_IS_OPEN = "not exists (select 1 from access.seals_on('person', people_earlierrecord.person_id))"


def closed_records() -> QuerySet[EarlierRecord]:
    """The records that a restriction of their own closes, for its readers."""
    found = EarlierRecord.objects.in_force().select_related("source", "file", "person", "area")
    return found.exclude(hidden="").extra(where=[_CLOSED_ITSELF])


def marked_of_open_people() -> list[EarlierRecord]:
    """What the earlier system marks as restricted of people whose own record is open here, for the readers who were named."""
    found = closed_records().exclude(person=None).extra(where=[_PERSON_IS_OPEN])
    return list(found.order_by("file__received_at", "line")[:200])


def who_may_read(area: int, *, on) -> list[Membership]:
    """Who may be named to read what a file marks as restricted: whoever oversees the area and may restrict records."""
    roles = [
        role.value for role, says in ROLES.items() if Permission.PERSON_RESTRICT in says.permissions and says.oversight
    ]
    posts = Membership.objects.in_force(on).filter(team__area=area, role__in=roles, user__is_active=True)
    return list(posts.select_related("user", "role", "team").order_by("user__name", "pk"))


def records_of(person: Person) -> list[EarlierRecord]:
    """What earlier systems have of a person: contacts and episodes, newest first, then that they were known there."""
    return list(EarlierRecord.objects.history().filter(person=person))
