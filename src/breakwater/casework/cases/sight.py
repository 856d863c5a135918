"""Why one can see a record, who has looked at it, and opening one in an emergency."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.apps import apps
from django.db import connection, models

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.grants.build import RoomsOfTheWall
from breakwater.foundation.grants.declare import Root
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team, User

from .models import Case

IN_SESSION = "opened in an emergency"  # of references, each with until when: the shell says so on every page

# Every kind of record that has readers of its own and a name in an address, with what people call it.
NOUNS = {
    "person": "this person",
    "case": "this case",
    "submission": "this message to the MASH",
    "receipt": "this receipt",
    "handover": "this handover",
}


@dataclass(frozen=True)
class Reason:
    """One reason for sight: because of what, since when and until when, and the post, team or case that gives it."""

    because: str
    given_by: str
    through: str
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True)
class Broken:
    """An opening of a record in an emergency: who, with what words, since when and until when."""

    who: str
    words: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Look:
    """One entry of the audit about a record: who, when, acting as whom, what was done, and the reason where one was given."""

    number: int
    at: datetime
    who: str
    acting_as: str
    what: str
    reason: str


@cache
def _tables() -> dict[str, str]:
    return {table.kind: table.name for table in RoomsOfTheWall().tables if isinstance(table, Root)}


def record_of(kind: str, key: str) -> models.Model | None:
    """The record of a kind under its reference or public id, as far as the actor may see it; None otherwise."""
    table = _tables().get(kind) if kind in NOUNS else None
    if table is None:
        return None
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    names = {field.name for field in model._meta.get_fields()}
    field = "reference" if "reference" in names else "public_id"
    return model._default_manager.filter(**{field: key}).first()


def why(kind: str, record: models.Model) -> list[Reason]:
    """Every live reason for which the actor may read the record, as the wall itself keeps them."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.because(%s, %s)", [kind, record.pk])
        rows = cursor.fetchall()
    teams = Team.objects.in_bulk([ref for *_, scope, ref, _since, _until in rows if scope == "team"])
    areas = Area.objects.in_bulk([ref for *_, scope, ref, _since, _until in rows if scope == "oversight"])
    cases = Case.objects.in_bulk([through for _, via, through, *_ in rows if via == "case"])
    reasons = []
    for because, via, through, scope, ref, since, until in rows:
        given_by = {
            "team": f"Your team: {teams[ref].name}" if ref in teams else "Your team",
            "oversight": f"Your role's oversight of {areas[ref].name}"
            if ref in areas
            else "Your role's oversight of the area",
            "person": "A role that was given to you by name",
            "deciders": "You decide for the team",
            "seal": "You were named as a reader of this restricted record",
            "glass": "You opened it in an emergency",
        }[scope]
        said = ""
        if via == "case" and through in cases:
            said = f"{cases[through].pathway.noun} {cases[through].reference}"
        elif via:
            said = f"a {NOUNS.get(via, 'record').removeprefix('this ')} you may read"
        if scope == "glass":
            because = because.replace("you broke the glass: ", "your reason: ", 1)
        reasons.append(Reason(because[:1].upper() + because[1:], given_by, said, since, until))
    return sorted(reasons, key=lambda reason: (reason.since is None, reason.since, reason.because))


def broken(kind: str, record: models.Model) -> list[Broken]:
    """Every opening of a record in an emergency, newest first, for those who may read it: its readers read the words (SG-20)."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.glass_broken(%s, %s)", [kind, record.pk])
        rows = cursor.fetchall()
    names = dict(User.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "name"))
    return [
        Broken(names.get(human, "Someone who has left"), words, since, until) for human, words, since, until in rows
    ]


def who_looked(kind: str, key: str, *, before: int | None = None, limit: int = 50) -> list[Look]:
    """Who has looked at a record, newest first, for its manager and information governance; empty for everyone else."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.who_looked(%s, %s, %s, %s)", [kind, key, before, limit])
        rows = cursor.fetchall()
    names = dict(User.objects.filter(pk__in={row[2] for row in rows if row[2]}).values_list("pk", "name"))
    return [
        Look(
            number,
            at,
            names.get(human, "The service itself"),
            acting_as,
            "was refused" if refused else (verb or ("changed it" if is_change else "read it")),
            reason,
        )
        for number, at, human, acting_as, verb, is_change, reason, refused in rows
    ]


@dataclass(frozen=True)
class Opened:
    """A case opened in an emergency, and until when."""

    case: Case
    until: datetime


def break_glass(*, reference: str, reason: str, by: Actor, at: datetime) -> Opened | None:
    """Open a case and its people for 60 minutes (SG-20). None, without saying why, where nothing was opened.

    On record either way; the record's named readers are told, or its team where none are named.
    """
    audit.because(reason)
    with connection.cursor() as cursor:
        cursor.execute("select * from access.break_glass_case(%s, %s)", [reference, reason])
        row = cursor.fetchone()
    if row is None:
        audit.did("tried to break the glass", "case", None, reference=reference[:16])
        return None
    number, until, readers, team = row
    case = Case.objects.get(pk=number)
    audit.did("broke the glass", "case", number, until=until)
    told = {"users": User.objects.filter(pk__in=readers)} if readers else {"team": Team.objects.get(pk=team)}
    notifications.tell(
        words="A record of yours was opened in an emergency",
        path=f"/why/case/{case.reference}/",
        reference=case.reference,
        by=by,
        at=at,
        **told,
    )
    _tell_governance(case, by, at)
    return Opened(case, until)


def _tell_governance(case: Case, by: Actor, at: datetime) -> None:
    """The information governance inbox hears at once of every opening (TR-15): that there is one to review, and not which."""
    officers = Membership.objects.in_force(london_date(at)).filter(
        team__area_id=case.area_id, role_id=Role.INFORMATION_GOVERNANCE.value, user__is_active=True
    )
    notifications.tell(
        users=User.objects.filter(pk__in=officers.values("user")),
        words="A record was opened in an emergency: review it",
        path="/opened/",
        by=by,
        at=at,
    )
