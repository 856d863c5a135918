"""Who works in an area: its agencies, their teams, what each team receives, patches with their wards, duty posts, rooms in use."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates import london_date
from breakwater.foundation.refusals import Refusal

from ..models import Actor, Area, DutyPost, Organisation, OrganisationArea, Patch, School, Team, TeamService
from ..rooms import ROOMS
from .locking import lock, note


class AnotherCouncil(Refusal):
    """An area has one council."""


class SchoolsComeByTheRegister(Refusal):
    words = "Schools come in with ./breakwater import-schools, never by hand"
    box = "kind"


class NamedAlready(Refusal):
    words = "There is one of this name already"
    box = "name"


class InAnotherPatch(Refusal):
    """A ward lies in one patch."""

    box = "wards"


class NoSuchRoom(Refusal):
    """Only what `ROOMS` names can be switched off."""


def organisation_of(area: Area, name: str) -> Organisation | None:
    """An agency that serves the area, by its name."""
    return Organisation.objects.filter(serves__area=area, name__iexact=name, closed_on=None).first()


@transaction.atomic
def add_organisation(*, area: Area, name: str, kind: str, by: Actor, at: datetime) -> Organisation:
    """An agency that serves the area from today. Raises SchoolsComeByTheRegister, AnotherCouncil, NamedAlready."""
    area = lock(area, by=by)
    if kind == Organisation.Kind.SCHOOL:
        raise SchoolsComeByTheRegister(kind)
    if organisation_of(area, name):
        raise NamedAlready(kind)
    council = Organisation.objects.filter(serves__area=area, kind=Organisation.Kind.COUNCIL).first()
    if kind == Organisation.Kind.COUNCIL and council:
        raise AnotherCouncil(area.pk, words=f"The area’s council is {council.name}: use this name", box="name")
    made = Organisation.objects.create(name=name, kind=kind)
    OrganisationArea.objects.create(organisation=made, area=area, starts_on=london_date(at))
    note(area, "organisation", made.pk, change="added")
    return made


@transaction.atomic
def add_team(*, organisation: Organisation, area: Area, name: str, by: Actor, at: datetime) -> Team:
    """A team of an agency in the area. Raises NamedAlready, SchoolsComeByTheRegister."""
    area = lock(area, by=by)
    if organisation.kind == Organisation.Kind.SCHOOL:
        raise SchoolsComeByTheRegister(organisation.pk)
    if Team.objects.filter(organisation=organisation, area=area, name__iexact=name).exists():
        raise NamedAlready(organisation.pk)
    made = Team.objects.create(organisation=organisation, area=area, name=name)
    note(area, "team", made.pk, change="added")
    return made


@transaction.atomic
def receive_first(*, team: Team, service: str, by: Actor, at: datetime) -> TeamService:
    """The team receives a service that none receives yet; from another team it goes by `teams.name_receiver`."""
    area = lock(team.area, by=by)
    made, is_new = TeamService.objects.get_or_create(area=area, service=service, defaults={"team": team})
    if is_new:
        note(area, "service", made.pk, service=service, team=team.pk)
    return made


@transaction.atomic
def keep_patch(*, area: Area, name: str, wards: Collection[str], by: Actor, at: datetime) -> tuple[Patch, int]:
    """A part of the area and its wards (ONS codes). Its schools are those that stand in them: returns how many changed patch.

    Raises InAnotherPatch.
    """
    area = lock(area, by=by)
    wards = sorted(set(wards))
    for other in area.patches.exclude(name=name):
        if both := sorted(set(other.wards) & set(wards)):
            raise InAnotherPatch(other.pk, words=f"{', '.join(both)}: in the patch {other.name} already")
    patch, is_new = Patch.objects.get_or_create(area=area, name=name)
    if is_new or patch.wards != wards:
        patch.wards = wards
        patch.save(update_fields=["wards"])
        note(area, "patch", patch.pk, wards=wards)
    moved = assign_schools(area)
    return patch, moved


def assign_schools(area: Area) -> int:
    """Give each school of the area that stands in a patch's ward this patch; one in no such ward keeps what it has."""
    moved = 0
    for patch in area.patches.all():
        there = School.objects.filter(organisation__serves__area=area, ward_code__in=patch.wards).exclude(patch=patch)
        moved += School.objects.filter(pk__in=list(there.values_list("pk", flat=True))).update(patch=patch)
    if moved:
        audit.did("gave schools their patch", "area", area.pk, schools=moved)
    return moved


@transaction.atomic
def add_duty_post(*, team: Team, title: str, patch: Patch | None, by: Actor, at: datetime) -> DutyPost:
    """A standing post of a team; how it is reached is kept by `teams.keep_post`. Raises NamedAlready."""
    area = lock(team.area, by=by)
    if DutyPost.objects.filter(team=team, title__iexact=title).exists():
        raise NamedAlready(team.pk, box="title")
    made = DutyPost.objects.create(team=team, title=title, patch=patch, last_checked_on=london_date(at))
    note(area, "duty post", made.pk, change="added")
    return made


@transaction.atomic
def name_assessment(*, area: Area, label: str, by: Actor, at: datetime) -> bool:
    """What the area calls an early help assessment. Returns whether anything changed."""
    area = lock(area, by=by)
    if area.early_help_label == label:
        return False
    area.early_help_label = label
    area.save(update_fields=["early_help_label"])
    note(area, "early help label")
    return True


@transaction.atomic
def switch_room(*, area: Area, room: str, on: bool, by: Actor, at: datetime) -> bool:
    """Say whether a room is in use in the area. Its data stay as they are. Returns whether anything changed. Raises NoSuchRoom."""
    if room not in ROOMS:
        raise NoSuchRoom(room, words=f"No room is called {room}. Those that can be switched are {', '.join(ROOMS)}")
    area = lock(area, by=by)
    off = set(area.rooms_off)
    if (room not in off) == on:
        return False
    area.rooms_off = sorted(off - {room} if on else off | {room})
    area.save(update_fields=["rooms_off"])
    note(area, "room", room=room, on=on)
    return True


@transaction.atomic
def use_rooms(*, area: Area, rooms: Collection[str], by: Actor, at: datetime) -> list[str]:
    """Switch on the rooms named and off the others. Returns those that changed. Raises NoSuchRoom."""
    return [room for room in ROOMS if switch_room(area=area, room=room, on=room in rooms, by=by, at=at)]
