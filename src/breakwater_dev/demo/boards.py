"""Two years of six boards, roles, arrangements and money of four areas. What is over is written in bulk, what is to come is lived."""

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import yaml

from breakwater.casework.actions.operations import ActionFacts
from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.improvement.assurance import document
from breakwater.improvement.assurance.arrangements import codes as arrangement_codes
from breakwater.improvement.assurance.arrangements import lookup as arrangements
from breakwater.improvement.assurance.arrangements.operations import agreements, editions, roles
from breakwater.improvement.assurance.boards import codes, lookup, pack, rules
from breakwater.improvement.assurance.boards.operations import agenda, groups, meetings, record
from breakwater.improvement.assurance.models import (
    AgendaItem,
    BoardDecision,
    BoardGroup,
    BoardMeeting,
    Challenge,
    ConfidentialFolder,
    Contribution,
    DecisionCounter,
    MeetingSeat,
    Minutes,
)
from breakwater.improvement.assurance.models.agenda import Classification
from breakwater.improvement.assurance.models.arrangements import STATUTORY
from breakwater.improvement.assurance.models.groups import Part
from breakwater.improvement.assurance.models.meetings import Attendance
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Area

from .places import Places
from .staff import Staff

DATA = yaml.safe_load((Path(__file__).parent / "data" / "boards.yaml").read_text())
KEYS = UUID("5eedc0de-0000-4000-8000-0000c0de2400")
HOME, YEARS = "851", 2
HELD, APPROVED = BoardMeeting.State.HELD, Minutes.State.APPROVED


@dataclass
class Telling:
    """Who keeps what where, the moment the demonstration ends, and what is made in bulk."""

    places: Places
    people: Staff
    now: datetime
    number: int = 0

    def __post_init__(self):
        named = {HOME: "business manager", "850": "business manager 850", "852": "business manager 852"}
        self.keepers = {
            code: self.people.actor(named.get(code, f"policy officer {code}")) for code in self.places.areas
        }

    def key(self) -> UUID:
        self.number += 1
        return UUID(int=KEYS.int + self.number)


def tell(places: Places, people: Staff, now: datetime) -> None:
    """Everything, area by area; our own has six groups, each of the others its executive."""
    told = Telling(places, people, now)
    for code, area in places.areas.items():
        with acting_as(told.keepers[code]) as by:
            _roles(told, area, by)
            _money(told, area, by)
            if code == HOME:
                _agreements(told, area, by)
            _editions(told, area, by)
            of = DATA["groups"] if code == HOME else DATA["groups"][1:2]
            made = [(_group(told, area, each, by), each["weeks"]) for each in of]
            past = [_past(told, group, weeks, by) for group, weeks in made]
            _number(area, [decision for _, decisions in past for decision in decisions])
            for (group, weeks), (meetings_held, _) in zip(made, past, strict=True):
                _after(told, meetings_held, by)
                _next(told, group, meetings_held[-1].starts_at + timedelta(weeks=weeks), by)
            if code == HOME:
                _actions(told, by)


def _day(said) -> date | None:
    return said if isinstance(said, date) else None


def _roles(told: Telling, area: Area, by: Actor) -> None:
    """Ours all of them; of the others those that one person holds everywhere, and their own lead of the council."""
    is_ours, doctor = area == told.places.area, told.people.posts["designated doctor"].user
    for role, partner, name, body, first, last in DATA["roles"]:
        if not (is_ours or name in DATA["everywhere"] or partner == "LA"):
            continue
        known = name if is_ours or name in DATA["everywhere"] else f"{name.split()[0]} {area.name.split()[0]}worth"
        first, last = _day(first), _day(last)
        leads = arrangements.holders_on(area, first).filter(role="lead_partner", partner=partner)
        is_delegated = arrangement_codes.ROLES[role].delegated
        facts = roles.HoldingFacts(
            role,
            known,
            first,
            last,
            partner,
            agency=body if is_ours or partner != "LA" else f"Invented council of {area.name}",
            delegated_by=leads.first() if is_delegated else None,
            scope="To speak, commit resources and hold to account for the partner" if is_delegated else "",
            how_chosen="By the lead safeguarding partners, after an open advertisement"
            if role in ("chair", "scrutineer")
            else "",
        )
        roles.record(area, facts, by=by, at=told.now, key=told.key())
    facts = roles.HoldingFacts("designated_doctor", doctor.name, date(2023, 9, 1), email=doctor.email)
    roles.record(area, facts, by=by, at=told.now, key=told.key())
    if is_ours:
        _leads(told, area, by)


def _leads(told: Telling, area: Area, by: Actor) -> None:
    """Safeguarding leads of some schools: one left without a successor three weeks ago, one since yesterday."""
    today = london_date(told.now)
    over = {0: today - timedelta(days=24), 1: today - timedelta(days=1)}
    for number, ((_, organisation, _), name) in enumerate(zip(told.places.schools, DATA["leads"], strict=False)):
        facts = roles.HoldingFacts("agency_lead", name, date(2023, 9, 1), over.get(number), organisation=organisation)
        roles.record(area, facts, by=by, at=told.now, key=told.key())


def _editions(told: Telling, area: Area, by: Actor) -> None:
    """Two editions in our area, the second with one more agency and to be reviewed soon; one in each of the others."""
    year = london_date(told.now).year
    starts = [date(year - 2, 4, 1), date(year - 1, 12, 15)] if area == told.places.area else [date(year - 2, 4, 1)]
    for number, first in enumerate(starts, 1):
        at = moment(first - timedelta(days=20), time(10))
        edition = editions.begin(area, by=by, at=at, key=told.key())
        if number == 1:
            edition.sections.bulk_update([_written(each) for each in edition.sections.all()], ["text"])
        for name, kind, duty, involved in DATA["agencies"] if number == 1 else [DATA["later"]]:
            editions.name_agency(edition, editions.AgencyFacts(name, kind, duty, involved=involved), by=by, at=at)
        changes = "Armed forces welfare is named as a relevant agency." if number > 1 else ""
        review = first.replace(year=first.year + 1) if number > 1 else first.replace(year=first.year + 3)
        agreed_on = dict.fromkeys(STATUTORY, london_date(at))
        facts = editions.PublishFacts(first, review, agreed_on, changes=changes)
        edition.refresh_from_db()
        editions.publish(edition, facts, revision=edition.revision, by=by, at=at)


def _written(section):
    section.text = DATA["sections"].get(section.section, "")
    return section


def _money(told: Telling, area: Area, by: Actor) -> None:
    this = arrangements.year_of(london_date(told.now))
    Contribution.objects.bulk_create(
        Contribution(
            area=area,
            year=this - back,
            partner=partner,
            contributor=contributor,
            in_cash=in_cash,
            amount=amount * (100 - 2 * back) // 100,
            what=what,
            invoiced_on=date(this - back, 5, 2) if in_cash else None,
            received_on=date(this - back, 6, 20) if in_cash and (back or partner != "POLICE") else None,
            key=told.key(),
            made_at=told.now,
            made_by=by,
        )
        for back in range(3)
        for contributor, partner, in_cash, amount, what in DATA["money"]
    )


def _agreements(told: Telling, area: Area, by: Actor) -> None:
    today = london_date(told.now)
    for title, purpose, parties, basis, began, review in DATA["agreements"]:
        days = (today - timedelta(days=began), today + timedelta(days=review))
        facts = agreements.AgreementFacts(title, purpose, parties, basis, *days)
        agreements.agree(area, facts, by=by, at=told.now, key=told.key())


def _group(told: Telling, area: Area, said: dict, by: Actor) -> BoardGroup:
    """The group with its terms and members; who keeps it is its secretary, and whoever runs a neighbour's sits in the joint one."""
    kind, first = codes.KINDS[said["kind"]], london_date(told.now) - timedelta(days=365 * YEARS + 60)
    at = moment(first, time(9))
    quorum = (kind.quorum_members, kind.quorum_partners)
    terms = groups.TermsFacts(
        first, *quorum, kind.meetings_a_year, codes.PAPERS_DAYS, codes.MINUTES_DAYS, DATA["terms"]
    )
    others = tuple(each for each in told.places.areas.values() if said["kind"] == "joint" and each != area)
    facts = groups.GroupFacts(said["kind"], said["name"], kind.purpose, kind.restricted, terms, others)
    group = groups.set_up(facts, by=by, at=at, key=told.key())
    sits = [groups.SeatFacts(*each) for each in DATA["people"] if said["part"] == "all" or each[3] != Part.OBSERVER]
    keepers = [by, *(told.keepers[each.code] for each in others)]
    sits += [_seat_of(each, Part.SECRETARY if each == by else Part.ADVISER) for each in keepers]
    sits.append(_seat_of(told.people.actor("head of service"), Part.MEMBER, job="Head of service"))
    for each in sits:
        groups.join(group, each, first, by=by, at=at, key=told.key())
    return group


def _seat_of(actor: Actor, part: str, job: str = "Business unit") -> groups.SeatFacts:
    user, body = actor.membership.user, actor.membership.team.organisation.name
    return groups.SeatFacts(user.name, body, "LA", part, user.email, job)


def _past(told: Telling, group: BoardGroup, weeks: int, by: Actor) -> tuple[list[BoardMeeting], list[BoardDecision]]:
    """The meetings of two years with their seats and agendas; and what they decided, without numbers yet."""
    now, days = told.now, 365 * YEARS
    last = now - timedelta(days=9 + group.pk % 5)
    starts = [
        moment(_working(london_date(last - timedelta(weeks=weeks * back))), time(10))
        for back in range(days // (weeks * 7))
    ]
    starts.reverse()
    terms, members = lookup.terms_on(group, london_date(now)), lookup.members_on(group, london_date(now))
    kept = {"team": group.team, "keeper": by.membership.user, "is_restricted": group.is_restricted}
    made = BoardMeeting.objects.bulk_create(
        BoardMeeting(
            group=group,
            area=group.area,
            terms=terms,
            starts_at=each,
            ends_at=each + timedelta(hours=2),
            place="Invented Civic Offices, and online",
            state=HELD,
            papers_issued_at=each - timedelta(days=8),
            ended_at=each + timedelta(hours=3),
            key=told.key(),
            made_at=each - timedelta(weeks=6),
            made_by=by,
            **kept,
        )
        for each in starts
    )
    folders = ConfidentialFolder.objects.bulk_create(ConfidentialFolder(meeting=each, **kept) for each in made)
    MeetingSeat.objects.bulk_create(
        _seat(meeting, folder, member, (number + place) % 9)
        for number, (meeting, folder) in enumerate(zip(made, folders, strict=True))
        for place, member in enumerate(members)
    )
    return made, _items(told, group, made, by)


def _working(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _seat(meeting: BoardMeeting, folder: ConfidentialFolder, member, turn: int) -> MeetingSeat:
    """Most came. A statutory partner that cannot come sends somebody, so that every meeting is quorate."""
    came = {
        0: Attendance.SUBSTITUTE,
        1: Attendance.APOLOGIES if member.partner in ("OTHER", "EDUCATION") else Attendance.ATTENDED,
    }
    names = ("user", "name", "job_title", "organisation", "agency", "partner", "part")
    attendance = came.get(turn, Attendance.ATTENDED)
    return MeetingSeat(
        meeting=meeting,
        folder=folder,
        member=member,
        reads_confidential=member.part != Part.OBSERVER,
        attendance=attendance,
        substitute="A deputy" if attendance == Attendance.SUBSTITUTE else "",
        **{name: getattr(member, name) for name in names},
    )


def _items(told: Telling, group: BoardGroup, made: list[BoardMeeting], by: Actor) -> list[BoardDecision]:
    """Two items a meeting, one of them decided."""
    texts, standing = DATA["items"], len(codes.STANDING)
    items = [
        AgendaItem(meeting=meeting, number=number, type=AgendaItem.Type.STANDING, title=title, said="Nothing to add.")
        for meeting in made
        for number, title in enumerate(codes.STANDING, 1)
    ]
    talked = [
        (meeting, texts[(at * 2 + group.pk + place) % len(texts)], place)
        for at, meeting in enumerate(made)
        for place in (0, 1)
    ]
    items += [
        AgendaItem(
            meeting=meeting,
            number=standing + 1 + place,
            type=AgendaItem.Type.DISCUSSION if place else AgendaItem.Type.DECISION,
            title=title,
            ask=ask,
            said=said,
            lead=DATA["people"][place][0],
            minutes=20,
        )
        for meeting, (title, ask, said, _), place in talked
    ]
    by_place = {(each.meeting_id, each.number): each for each in AgendaItem.objects.bulk_create(items)}
    return [
        BoardDecision(
            area=group.area,
            meeting=meeting,
            item=by_place[meeting.pk, standing + 1],
            wording=wording,
            mover=DATA["people"][1][0],
            outcome=BoardDecision.Outcome.AGREED if number % 7 else BoardDecision.Outcome.DEFERRED,
            dissent="" if number % 11 else "Schools would wait for the scorecard of the autumn.",
            on=london_date(meeting.starts_at),
            key=told.key(),
            at=meeting.ends_at,
            by=by,
        )
        for number, (meeting, (_, _, _, wording), place) in enumerate(talked, 1)
        if not place
    ]


def _number(area: Area, decided: list[BoardDecision]) -> None:
    """Numbers run on through a year over all groups, in the order in which they met."""
    last: dict[int, int] = {}
    for each in sorted(decided, key=lambda one: one.at):
        last[each.on.year] = last.get(each.on.year, 0) + 1
        each.number = f"{record.prefix_of(area)}-{each.on.year}-{last[each.on.year]:03}"
    BoardDecision.objects.bulk_create(decided)
    DecisionCounter.objects.bulk_create(DecisionCounter(area=area, year=year, last=so) for year, so in last.items())


def _after(told: Telling, made: list[BoardMeeting], by: Actor) -> None:
    """A challenge at every fifth meeting; minutes approved at the next one."""
    Challenge.objects.bulk_create(
        _challenge(told, meeting, number, by) for number, meeting in enumerate(made) if number % 5 == 1
    )
    drafts = [meeting for meeting in made if london_date(told.now) > rules.minutes_due(meeting) or meeting != made[-1]]
    Minutes.objects.bulk_create(
        [_minutes(told, meeting, 1, None, by) for meeting in drafts]
        + [_minutes(told, meeting, 2, later, by) for meeting, later in zip(made, made[1:], strict=False)]
    )


def _challenge(told: Telling, meeting: BoardMeeting, number: int, by: Actor) -> Challenge:
    who, whom, about, response, came = DATA["challenges"][number // 5 % len(DATA["challenges"])]
    on = london_date(meeting.starts_at)
    answered = {"response": response, "responded_on": on + timedelta(days=30), "result": "CHANGED", "came_of_it": came}
    return Challenge(
        meeting=meeting,
        challenger=who,
        challenged=whom,
        about=about,
        on=on,
        key=told.key(),
        at=meeting.ends_at,
        by=by,
        **(answered if response else {}),
    )


def _minutes(told: Telling, meeting: BoardMeeting, version: int, later: BoardMeeting | None, by: Actor) -> Minutes:
    return Minutes(
        meeting=meeting,
        version=version,
        state=APPROVED if later else Minutes.State.DRAFT,
        text=pack.first_draft(meeting)
        if meeting.starts_at > told.now - timedelta(days=120)
        else "## Minutes\nAs the items and decisions record.",
        approved_at=later,
        key=told.key(),
        at=later.ends_at if later else meeting.starts_at + timedelta(days=11),
        by=by,
    )


def _next(told: Telling, group: BoardGroup, at: datetime, by: Actor) -> None:
    """The next meeting, with an item to decide and a paper; sent out where it is near."""
    today = london_date(told.now)
    on = max(_working(london_date(at)), today + timedelta(days=4 + group.pk % 9))
    while on.weekday() > 4:
        on += timedelta(days=1)
    facts = meetings.MeetingFacts(moment(on, time(10)), moment(on, time(12)), "Invented Civic Offices, and online")
    made_at = told.now - timedelta(days=20)
    meeting = meetings.arrange(group, facts, by=by, at=made_at, key=told.key())
    title, ask, *_ = DATA["items"][group.pk % len(DATA["items"])]
    asked = agenda.ItemFacts(AgendaItem.Type.DECISION, title, ask, DATA["people"][0][0], 30)
    item = agenda.add_item(meeting, asked, by=by, at=made_at, key=told.key())
    words = [document.Section("What is proposed", [ask, "An invented paper of the demonstration."])]
    file = document.pdf(document.Document(title, group.area.partnership_name, ["For decision"], words))
    paper = agenda.PaperFacts(title, Classification.MEMBERS, io.BytesIO(file), "paper.pdf", "application/pdf", item)
    agenda.add_paper(meeting, paper, by=by, at=made_at, key=told.key())
    if rules.papers_due(meeting) <= today + timedelta(days=2):
        meetings.issue(meeting, by=by, at=told.now - timedelta(days=1))


def _actions(told: Telling, by: Actor) -> None:
    """Three decisions of the executive left an action each."""
    executive = BoardGroup.objects.get(area=told.places.area, kind="executive")
    agencies = {"health": "health visitor", "police": "police officer", "housing": "housing officer"}
    found = lookup.DECISIONS.filter(meeting__group=executive, outcome=BoardDecision.Outcome.AGREED).order_by("-on")
    for decision, (who, wording, measure) in zip(found, DATA["actions"], strict=False):
        because = f"Decision {decision.number}: {decision.wording}"
        facts = ActionFacts(because, wording, measure, "3", london_date(told.now) + timedelta(days=60))
        team = told.people.actor(agencies[who]).membership.team
        record.act(decision, facts, team, by=by, at=told.now - timedelta(days=8), key=told.key())
