"""Making the lists of all schools of an area for one fortnight: every source asked once, every row written in bulk.

It runs as the area's service of lists, which finds no restricted child: such a child is on no list, and the row of one who was
on the last is neither carried over nor called ended (SG-16, SG-18). No row rests on a probability: a source speaks of a person
only where a checked number with name and birth, or somebody's decision, tied it (SG-15), and only a verified place counts (SG-14).
"""

import secrets
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName, Team
from breakwater.partnership.organisations.operations import receiving_team
from breakwater.partnership.people.models import Enrolment, Identifier, Person
from breakwater.practice.education.answers.operations import prompts
from breakwater.practice.education.answers.prompts import prompts_for
from breakwater.practice.education.calls.operations import letters
from breakwater.practice.education.cohorts import operations as cohorts
from breakwater.practice.education.fortnights import calendar
from breakwater.practice.education.models import (
    Correction,
    Fortnight,
    Held,
    ListedPupil,
    ListRow,
    Marker,
    RowFlag,
    SchoolList,
    SourceState,
)
from breakwater.practice.education.pathway import LINK_SERVICE

from . import comparison
from . import sources as list_sources
from .comparison import Flag

ALPHABET = "BCDFGHJKMNPQRTVWXY2346789"
BATCH = 2000


class NoTable(Exception):
    """The area has no table of cohorts yet that holds on that day."""


@dataclass
class Built:
    """What was made: lists and rows, what was carried over, and what waits for a person."""

    fortnight: Fortnight
    lists: int = 0
    rows: int = 0
    markers: Counter = field(default_factory=Counter)
    held: int = 0
    late: list[str] = field(default_factory=list)


@dataclass
class _Work:
    """One making, step by step."""

    area: Area
    on: date
    at: datetime
    by: Actor
    link: Team
    rules: dict
    schools: dict[int, Team]
    sources: list[list_sources.Source]
    places: list_sources.Places
    last: comparison.Before
    gone: set[tuple[int, int]]
    flags: dict[tuple[int, int], dict[str, Flag]] = field(default_factory=lambda: defaultdict(dict))
    known: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    held: dict[tuple[int, int], str] = field(default_factory=dict)


def build(*, area: Area, period: date, at: datetime, lists_on: date | None = None, only: Team | None = None) -> Built:
    """Make, or make again, the lists of a fortnight, or the list of one school. Those checked, or out, stay as they are.

    Raises NoTable, NobodyReceives.
    """
    with acting_as(service_of(area, ServiceName.LISTS)) as by:
        return _build(area, period, lists_on or period, only, by=by, at=at)


@transaction.atomic
def _build(area: Area, period: date, on: date, only: Team | None, *, by: Actor, at: datetime) -> Built:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 28))", [f"lists-{area.pk}"])
    cohorts.take_up(area=area, by=by, at=at)
    rules = cohorts.in_force(area, on)
    if not rules:
        raise NoTable(area.code)
    fortnight = _fortnight(area, period, on, at, for_all=only is None)
    settled = SchoolList.objects.filter(fortnight=fortnight, recalled_at=None).exclude(state=SchoolList.State.BUILT)
    kept = set(settled.values_list("team", flat=True))
    schools = {
        pk: team
        for pk, team in list_sources.schools_of(area).items()
        if pk not in kept and (only is None or pk == only.pk)
    }
    work = _Work(
        area=area,
        on=on,
        at=at,
        by=by,
        link=receiving_team(area, LINK_SERVICE),
        rules=rules,
        schools=schools,
        sources=list_sources.ask_sources(area, on=on, at=at),
        places=list_sources.places_on(area, on),
        last=comparison.before(schools, period=period),
        gone=set(
            ListedPupil.objects.filter(team__in=schools, said_gone_on__isnull=False).values_list("team", "person")
        ),
    )
    _keep_states(fortnight, work)
    _put_down(work)
    _carry_over(work)
    _end(work)
    built = _write(fortnight, work)
    built.late = [source.key for source in work.sources if not source.may_end]
    audit.did("made the lists of", "fortnight", fortnight.pk, lists=built.lists, rows=built.rows)
    return built


def _fortnight(area: Area, period: date, on: date, at: datetime, *, for_all: bool) -> Fortnight:
    """The fortnight with this making counted. What it says of all lists stays where one school's alone is made (SG-05)."""
    facts = {"lists_on": on, "is_before_holiday": calendar.is_before_holiday(area, period), "built_at": at}
    made, new = Fortnight.objects.get_or_create(area=area, period=period, defaults=facts)
    if not new:
        Fortnight.objects.filter(pk=made.pk).update(**(facts if for_all else {}), making=made.making + 1)
        made.refresh_from_db()
    return made


def _keep_states(fortnight: Fortnight, work: _Work) -> None:
    """What each source said to this making. What lists that stay were made from is left as it was."""
    lists = SchoolList.objects.filter(fortnight=fortnight).exclude(team__in=work.schools, state=SchoolList.State.BUILT)
    SourceState.objects.filter(fortnight=fortnight).exclude(making__in=lists.values("making")).delete()
    before = {
        state.key: state
        for state in SourceState.objects.filter(
            fortnight__area=work.area, fortnight__period__lt=fortnight.period
        ).order_by("fortnight__period", "making")
    }
    made = []
    for source in work.sources:
        said, was = source.said, before.get(source.key)
        made.append(
            SourceState(
                fortnight=fortnight,
                making=fortnight.making,
                key=source.key,
                label=said.label if said else (was.label if was else source.key),
                state=source.state,
                as_at=said.as_at if said else (was.as_at if was else None),
                owner=said.owner if said else (was.owner if was else ""),
                owner_team_id=said.owner_team if said else (was.owner_team_id if was else None),
                covers=list(said.covers) if said else (was.covers if was else []),
                codes=sorted(said.codes) if said else (was.codes if was else []),
                unsure=said.unsure if said else 0,
                review=said.review if said else "",
            )
        )
    SourceState.objects.bulk_create(made)


def _put_down(work: _Work) -> None:
    """What each source says, where a rule lets the school see it and the place is sure."""
    for source in work.sources:
        for standing in source.said.standings if source.said else ():
            rule = work.rules.get(standing.code)
            work.known[standing.person].add(standing.code)
            if rule is None or rule.see == "X":
                continue
            for place in work.places.sure.get(standing.person, ()):
                _put(work, source, standing, rule, place)
            if standing.person not in work.places.sure:
                _hold(work, standing, rule)


def _put(work: _Work, source, standing, rule, place: Enrolment) -> None:
    team = work.schools.get(place.team_id)
    if team is None or not list_sources.may_see(standing, rule.condition, team):
        return
    key = (team.pk, standing.person)
    if key in work.gone:
        work.held[key] = Held.Why.SAID_GONE
        return
    flag = Flag(
        rule=rule,
        source=source.key,
        as_at=source.said.as_at,
        since=standing.since,
        words=standing.words[:120],
        worker=standing.worker,
        team=standing.team,
        phone=standing.phone,
        email=standing.email,
        lead=standing.lead,
        next_meeting_on=standing.next_meeting_on,
        review_on=standing.review_on,
    ).as_allowed()
    work.flags[key].setdefault(rule.code, flag)


def _hold(work: _Work, standing, rule) -> None:
    """Keep someone off who is not sure to be a school's pupil, for a person to look at. Nobody without a place waits here."""
    for why, places in ((Held.Why.TWO_PLACES, work.places.two), (Held.Why.NOT_VERIFIED, work.places.unverified)):
        for place in places.get(standing.person, ()):
            team = work.schools.get(place.team_id)
            if team is not None and list_sources.may_see(standing, rule.condition, team):
                work.held.setdefault((team.pk, standing.person), why)


def _carry_over(work: _Work) -> None:
    """Of a source that could not be read, what the last list had of pupils still here, as at its day (SG-05)."""
    unread = {source.key for source in work.sources if source.said is None}
    there = {source.key for source in work.sources}
    for key, flags in work.last.flags.items():
        if not _is_here(work, key):
            continue
        for code, old in flags.items():
            rule = work.rules.get(code)
            if old.marker == Marker.ENDED or rule is None or rule.see == "X" or code in work.flags.get(key, ()):
                continue
            if old.source in unread or _part_of_unread(old.source, unread, there):
                work.flags[key][code] = comparison.carried(old, rule)


def _part_of_unread(source: str, unread: set[str], there: set[str]) -> bool:
    """One registration may bring several sources, named `key:part`; where it fails, all of them are unread."""
    return source not in there and source.partition(":")[0] in unread


def _end(work: _Work) -> None:
    """What stood on the last list and a fresh source no longer has: ended, once. What a rule now keeps back just goes."""
    fresh = {source.key: source.said.as_at for source in work.sources if source.may_end}
    for key, flags in work.last.flags.items():
        if not _is_here(work, key):
            continue
        for code, old in flags.items():
            rule = work.rules.get(code)
            if old.marker == Marker.ENDED or rule is None or rule.see == "X" or code in work.flags.get(key, ()):
                continue
            if code in work.known.get(key[1], ()):
                continue  # it still is so, and no longer for this school to know
            if old.source in fresh:
                work.flags[key][code] = comparison.ended(old, rule, on=work.on, as_at=fresh[old.source])
            else:
                work.flags[key][code] = comparison.carried(old, rule)


def _is_here(work: _Work, key: tuple[int, int]) -> bool:
    team, person = key
    here = any(place.team_id == team for place in work.places.sure.get(person, ()))
    return team in work.schools and here and key not in work.gone


def _write(fortnight: Fortnight, work: _Work) -> Built:
    SchoolList.objects.filter(fortnight=fortnight, team__in=work.schools, state=SchoolList.State.BUILT).delete()
    Held.objects.filter(fortnight=fortnight, school_team__in=work.schools, settled_at=None).delete()
    settled = set(Held.objects.filter(fortnight=fortnight).values_list("school_team", "person"))
    versions = Counter(SchoolList.objects.filter(fortnight=fortnight).values_list("team", flat=True))
    lists = SchoolList.objects.bulk_create(
        SchoolList(
            fortnight=fortnight,
            area=work.area,
            team=team,
            link_team=work.link,
            version=versions[pk] + 1,
            making=fortnight.making,
            patch_id=_patch_of(team),
            built_at=work.at,
        )
        for pk, team in work.schools.items()
    )
    of_team = {one.team_id: one for one in lists}
    flags = {key: found for key, found in work.flags.items() if found}
    pupils = _pupils(work, flags)
    people = Person.objects.in_bulk({person for _, person in flags}) if flags else {}
    places = {(place.team_id, person): place for person, all_of in work.places.sure.items() for place in all_of}
    upns = _upns(people)
    told, declined = _told(work), prompts.standing(work.last.rows.values())
    agreed = letters.told_on_lists(work.schools, on=work.on, since=work.on - calendar.FORTNIGHT - calendar.LONG_BREAK)
    rows, marks = [], {}
    for key, found in flags.items():
        team, person = key
        if person not in people:
            continue
        marks[key] = comparison.marked(found, work.last.flags.get(key, {}))
        who = people[person]
        rows.append(
            ListRow(
                list=of_team[team],
                person_id=person,
                pupil=pupils[key],
                forename=who.forename,
                surname=who.surname,
                known_as=who.known_as,
                born_on=who.born_on,
                year_group=places[key].year_group,
                upn=upns.get(person, ""),
                marker=comparison.row_marker(marks[key].values(), is_new=key not in work.last.rows),
                prompts=_prompts(work, key, marks[key].values(), declined),
                told=told.get(key, ""),
                agreed=agreed.get(key, []),
            )
        )
    ListRow.objects.bulk_create(rows, batch_size=BATCH)
    RowFlag.objects.bulk_create(
        [_flag(row, flag) for row in rows for flag in marks[row.list.team_id, row.person_id].values()], batch_size=BATCH
    )
    Held.objects.bulk_create(
        [
            Held(
                area=work.area, fortnight=fortnight, person_id=person, school_team_id=team, link_team=work.link, why=why
            )
            for (team, person), why in work.held.items()
            if (team, person) not in flags and (team, person) not in settled
        ],
        batch_size=BATCH,
    )
    return Built(
        fortnight, lists=len(lists), rows=len(rows), markers=Counter(row.marker for row in rows), held=len(work.held)
    )


def _patch_of(team: Team) -> int | None:
    school = getattr(team.organisation, "school", None)
    return school.patch_id if school else None


def _pupils(work: _Work, flags) -> dict[tuple[int, int], ListedPupil]:
    """The pupil of each row, with the code that names the row in calls; those no longer on a list end."""
    known = {(one.team_id, one.person_id): one for one in ListedPupil.objects.filter(team__in=work.schools)}
    taken = defaultdict(set)
    for one in known.values():
        taken[one.team_id].add(one.code)
    new = []
    for key in flags:
        one = known.get(key)
        if one is None:
            team, person = key
            made = ListedPupil(
                area=work.area,
                person_id=person,
                team_id=team,
                link_team=work.link,
                since=work.on,
                code=_code(taken[team]),
            )
            new.append(made)
            known[key] = made
    ListedPupil.objects.bulk_create(new, batch_size=BATCH)
    again = [one.pk for key, one in known.items() if key in flags and one.until is not None]
    ListedPupil.objects.filter(pk__in=again).update(until=None)
    shown_before = work.last.rows.keys() | letters.still_open(work.schools)
    over = [one.pk for key, one in known.items() if key not in flags and key not in shown_before and one.until is None]
    ListedPupil.objects.filter(pk__in=over).update(until=work.on)
    return known


def _code(taken: set[str]) -> str:
    """Four characters that say nothing of anyone, once a school."""
    while (made := "".join(secrets.choice(ALPHABET) for _ in range(4))) in taken:
        pass
    taken.add(made)
    return made


def _upns(people) -> dict[int, str]:
    found = Identifier.objects.checked().filter(person__in=people, scheme=Identifier.Scheme.UPN, ends_on=None)
    return dict(found.order_by("pk").values_list("person_id", "value"))


def _told(work: _Work) -> dict[tuple[int, int], str]:
    """What became of what each school said of its last list."""
    found = {}
    for one in Correction.objects.filter(school_list__in=work.last.lists.values()).order_by("pk"):
        if one.withdrawn_at is None and one.result:
            words = f"You said: {one.about}. {one.get_result_display()}. {one.result_words}".strip()
        elif one.withdrawn_at is None:
            words = f"You said: {one.about}. It is still being looked into"
        else:
            continue
        found[one.school_team_id, one.person_id] = words[:400]
    return found


def _prompts(work: _Work, key: tuple[int, int], flags, answers) -> list[str]:
    before = work.last.rows.get(key)
    marker = comparison.row_marker(flags, is_new=before is None)
    return prompts.still_to_ask(
        prompts_for(flags, on=work.on), marker=marker, row_before=before.pk if before else None, answers=answers
    )


def _flag(row: ListRow, flag: Flag) -> RowFlag:
    facts = {name: getattr(flag, name) for name in comparison.FACTS}
    return RowFlag(
        row=row,
        rule=flag.rule,
        code=flag.code,
        see=flag.rule.see,
        marker=flag.marker,
        source=flag.source,
        as_at=flag.as_at,
        is_carried=flag.is_carried,
        ended_on=flag.ended_on,
        **facts,
    )
