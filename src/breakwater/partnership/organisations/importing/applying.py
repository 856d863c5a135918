"""What a register file would change in the areas we serve, and changing it. A closed school is kept, never deleted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal

from ..access import acting_as, service_of
from ..keeping.structure import assign_schools
from ..models import Area, Organisation, OrganisationArea, School, ServiceName, Team
from .reading import Register, Rejected, SchoolRow

MOST_THAT_MAY_CLOSE = 0.05
TEAM = "Safeguarding"


class TooManyWouldClose(Refusal):
    """More than one in twenty of our open schools would close or vanish: most likely the file is cut short."""


@dataclass
class Change:
    """A school we hold that differs from the file: fields of School, and its name or closing day if those differ."""

    school: School
    row: SchoolRow
    facts: dict
    closes_on: date | None = None
    closes: bool = False


@dataclass
class Plan:
    """What would happen. `missing` are open schools of ours that the file does not have; they are left as they are."""

    areas: dict[str, Area]
    today: date
    new: list[SchoolRow] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    skipped: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    missing: list[School] = field(default_factory=list)
    open_before: int = 0

    @property
    def closed(self) -> list[Change]:
        return [change for change in self.changed if change.closes]

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed)

    def refuse_if_too_many_close(self) -> None:
        """Raises TooManyWouldClose."""
        going = len(self.closed) + len(self.missing)
        if going > self.open_before * MOST_THAT_MAY_CLOSE:
            raise TooManyWouldClose(
                words=f"{len(self.closed)} of our {self.open_before} open schools would close and {len(self.missing)} are not in "
                f"the file. That is more than one in twenty, so nothing was changed: the file may be cut short, or of one "
                f"area only (name it with --area). If it is right, run again with --anyway."
            )


def plan(register: Register, areas: Iterable[Area], today: date) -> Plan:
    """Compare a file with what we hold for `areas`. Changes nothing."""
    made = Plan({area.code: area for area in areas}, today, rejected=list(register.rejected))
    held = {school.urn: school for school in School.objects.select_related("organisation")}
    ours = [school for school in held.values() if school.la_code in made.areas and _is_open(school, today)]
    made.open_before = len(ours)
    in_file = {row.urn for row in register.rows} | {row.urn for row in register.rejected}
    made.missing = sorted((school for school in ours if school.urn not in in_file), key=lambda school: school.urn)
    for row in register.rows:
        school = held.get(row.urn)
        if row.la_code not in made.areas and (school is None or school.la_code not in made.areas):
            made.skipped += 1
        elif school is None:
            made.new.append(row)
        elif school.la_code != row.la_code:
            moved = f"{row.name} has moved from authority {school.la_code} to {row.la_code}; a person must move it"
            made.rejected.append(Rejected(row.line, moved, row.urn))
        elif change := _difference(school, row, today):
            made.changed.append(change)
        else:
            made.unchanged += 1
    made.rejected.sort(key=lambda row: row.line)
    return made


def _is_open(school: School, today: date) -> bool:
    return school.organisation.closed_on is None or school.organisation.closed_on > today


def _closing_day(row: SchoolRow, before: date | None, today: date) -> date | None:
    """The day a school closed or will close. A closed one without a day keeps the one we have, or closes today."""
    if row.facts["closed_on"]:
        return row.facts["closed_on"]
    return before or today if row.is_closed(today) else None


def _difference(school: School, row: SchoolRow, today: date) -> Change | None:
    facts = {name: value for name, value in row.facts.items() if getattr(school, name) != value}
    before = school.organisation.closed_on
    closing = _closing_day(row, before, today)
    if not facts and school.organisation.name == row.name and closing == before:
        return None
    was_open, is_open = _is_open(school, today), closing is None or closing > today
    return Change(school, row, facts, closing, closes=was_open and not is_open)


@transaction.atomic
def apply(plan: Plan) -> None:
    """Do what the plan says, as each area's own service, in one transaction. What was changed is in the audit."""
    for code, area in sorted(plan.areas.items()):
        new = [row for row in plan.new if row.la_code == code]
        changed = [change for change in plan.changed if change.row.la_code == code]
        if not (new or changed):
            continue
        with acting_as(service_of(area, ServiceName.INTAKE), verb="import-schools"):
            for row in new:
                _enter(row, area, plan.today)
            for change in changed:
                _change(change)
            assign_schools(area)


def _enter(row: SchoolRow, area: Area, today: date) -> None:
    closes = _closing_day(row, None, today)
    organisation = Organisation.objects.create(name=row.name, kind=Organisation.Kind.SCHOOL, closed_on=closes)
    starts = row.facts["opened_on"] or (min(closes, today) if closes else today)
    OrganisationArea.objects.create(organisation=organisation, area=area, starts_on=starts, ends_on=closes)
    School.objects.create(organisation=organisation, urn=row.urn, la_code=row.la_code, **row.facts)
    Team.objects.create(organisation=organisation, area=area, name=TEAM, sight_is_dated=True, closed_on=closes)
    audit.did("entered", "organisation", organisation.pk, urn=row.urn)


def _change(change: Change) -> None:
    organisation = change.school.organisation
    named = organisation.name != change.row.name
    if change.facts:
        for name, value in change.facts.items():
            setattr(change.school, name, value)
        change.school.save(update_fields=list(change.facts))
    if named or organisation.closed_on != change.closes_on:
        organisation.name, organisation.closed_on = change.row.name, change.closes_on
        organisation.save(update_fields=["name", "closed_on"])
        organisation.teams.filter(name=TEAM).update(closed_on=change.closes_on)
        for serving in organisation.serves.all():
            serving.ends_on = change.closes_on and max(change.closes_on, serving.starts_on)
            serving.save(update_fields=["ends_on"])
    audit.did(
        "closed" if change.closes else "changed",
        "organisation",
        organisation.pk,
        urn=change.row.urn,
        fields=sorted([*change.facts, *(["name"] if named else [])]),
    )
