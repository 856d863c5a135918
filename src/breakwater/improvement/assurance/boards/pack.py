"""A meeting as one document: agenda with what is asked of the group, papers, the last minutes, open actions. And the minutes alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from breakwater.foundation.dates.london_time import london_date, to_london
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.models import User

from ..document import Document, Section, lines_of
from ..models import AgendaItem, BoardMeeting, BoardPaper, Minutes
from . import lookup, rules

ACTIONS_READ = (
    "Actions that your team set or is to do are listed here. Ask who keeps the record about those of other teams."
)
SAID_LATER = "What was said of this item is added by somebody who did not leave for it."
MARKS = {True: "Restricted: for members of this group alone", False: ""}


def called(meeting: BoardMeeting) -> str:
    """What a meeting is called."""
    return f"{meeting.group.name}, {day(london_date(meeting.starts_at))}"


def time_of(meeting: BoardMeeting) -> str:
    """When a meeting is, as "Tuesday 3 March 2026, 10:00 to 12:00"."""
    start, end = to_london(meeting.starts_at), to_london(meeting.ends_at)
    return f"{start:%A} {day(start)}, {start:%H:%M} to {end:%H:%M}"


def paper_words(paper: BoardPaper) -> str:
    return f"{paper.number}. {paper.title} (version {paper.version}, {paper.get_classification_display().split(':')[0].lower()})"


@dataclass(frozen=True)
class HeldBack:
    """What a reader is told of what is kept from them: of items for which they leave, and of a whole meeting."""

    of_item: str
    items: Collection[int]
    of_meeting: str

    def of(self, item: AgendaItem) -> list[str]:
        return [self.of_item] if item.pk in self.items else []

    def said_of(self, item: AgendaItem) -> str:
        """What was said of an item, for who stayed."""
        return "" if item.pk in self.items else item.said


def held_back(meeting: BoardMeeting, items: Iterable[AgendaItem], reader: User) -> HeldBack:
    """Whom to ask is whoever keeps the record. That confidential papers are kept back is said whether there is one or not."""
    ask = f"Ask {meeting.keeper.name}, who keeps the record of this meeting."
    confidential = f"Confidential papers are for members alone: if there are any, you do not see them here. {ask}"
    return HeldBack(
        f"You leave for this item because of an interest: its papers and what was said are held back from you. {ask}",
        lookup.left_by(items, reader),
        "" if lookup.reads_confidential(meeting) else confidential,
    )


def pack_of(meeting: BoardMeeting, reader: User) -> Document:
    """The pack as its reader may read it: of the papers, those that they open, and what is said of those that are held back."""
    papers, items = lookup.papers_of(meeting), lookup.items_of(meeting)
    kept = held_back(meeting, items, reader)
    sections = [Section("Agenda", rows=_agenda(items))]
    sections += [
        Section(f"{item.number}. {item.title}", [*_asked(item, papers), *kept.of(item)])
        for item in items
        if item.ask or kept.of(item)
    ]
    if papers or kept.of_meeting:
        rows = [[str(each.number), each.title, str(each.version), each.get_classification_display()] for each in papers]
        table = [["Paper", "Title", "Version", "Who may read it"], *rows] if rows else []
        sections.append(Section("Papers", [kept.of_meeting] if kept.of_meeting else [], table))
    return Document(
        f"Papers for {called(meeting)}",
        meeting.area.partnership_name,
        [time_of(meeting), meeting.place, MARKS[meeting.is_restricted]],
        [*sections, *_expected(meeting), *_from_last_time(meeting, reader)],
    )


def minutes_document(meeting: BoardMeeting, minutes: Minutes, reader: User) -> Document:
    """A version of the minutes, with who was there and what was decided."""
    standing_at = [time_of(meeting), standing(minutes), MARKS[meeting.is_restricted]]
    if kept := draft_held_back(minutes, reader):
        held = [Section("Draft minutes", [kept])]
        return Document(f"Minutes of {called(meeting)}", meeting.area.partnership_name, standing_at, held)
    seats = [[each.name, each.agency, _came(each)] for each in lookup.seats_of(meeting, as_at=minutes.at)]
    decided = [[each.number, each.wording, each.get_outcome_display()] for each in lookup.decisions_of(meeting)]
    sections = [Section("Attendance", rows=[["Name", "For", "Attendance"], *seats])]
    sections += parts_of(minutes.text)
    if decided:
        sections.append(Section("Decisions", rows=[["Number", "Decision", "Outcome"], *decided]))
    return Document(
        f"Minutes of {called(meeting)}",
        meeting.area.partnership_name,
        standing_at,
        sections,
    )


def draft_held_back(minutes: Minutes, reader: User) -> str:
    """What is said to somebody who left for an item in place of draft minutes, in which its part cannot be told from the others."""
    meeting = minutes.meeting
    if minutes.approved_at_id or not lookup.left_by(lookup.items_of(meeting), reader):
        return ""
    ask = f"Ask {meeting.keeper.name}, who keeps the record of this meeting."
    return f"You left for an item of this meeting because of an interest: draft minutes are held back from you until they are approved. {ask}"


def standing(minutes: Minutes) -> str:
    """Draft, or where they were approved."""
    if minutes.approved_at is None:
        return f"Draft, version {minutes.version}, {day(minutes.at)}"
    on = day(london_date(minutes.approved_at.starts_at))
    corrected = f". Corrected: {minutes.corrections}" if minutes.corrections else ""
    return f"Approved at the meeting of {on}{corrected}"


def parts_of(text: str) -> list[Section]:
    """Minutes under their headings, which are lines that begin with ##."""
    parts: list[tuple[str, list[str]]] = []
    for line in lines_of(text):
        if line.startswith("## "):
            parts.append((line[3:], []))
        elif parts:
            parts[-1][1].append(line)
        else:
            parts.append(("Minutes", [line]))
    return [Section(heading, words) for heading, words in parts]


def first_draft(meeting: BoardMeeting, left: Collection[int] = ()) -> str:
    """What the record gives the first draft: each item, what was said of it, who left for it, what was decided, who was challenged; of
    the items in `left`, for which whoever drafts it leaves, not what was said.
    """
    lines: list[str] = []
    decisions, challenges = lookup.decisions_of(meeting), lookup.challenges_of(meeting)
    for item in lookup.items_of(meeting):
        said = [SAID_LATER] if item.pk in left else lines_of(item.said)
        lines += [f"## {item.number}. {item.title}", *said]
        lines += [
            f"{each.seat.name} declared an interest{' and left for this item' if each.leaves else ''}: {each.what}"
            for each in item.conflicts.all()
        ]
        lines += [_decided(each) for each in decisions if each.item_id == item.pk]
        lines += [
            f"{each.challenger} challenged {each.challenged}: {each.about}"
            for each in challenges
            if each.item_id == item.pk
        ]
    loose = [_decided(each) for each in decisions if each.item_id is None]
    loose += [
        f"{each.challenger} challenged {each.challenged}: {each.about}" for each in challenges if each.item_id is None
    ]
    return "\n".join([*lines, *(["## Other business", *loose] if loose else [])])


def _decided(decision) -> str:
    dissent = f" Dissent: {decision.dissent}" if decision.dissent else ""
    return f"Decision {decision.number} ({decision.get_outcome_display().lower()}, moved by {decision.mover}): {decision.wording}{dissent}"


def _agenda(items: list[AgendaItem]) -> list[list[str]]:
    rows = [
        [
            str(each.number),
            each.title,
            each.get_type_display(),
            each.lead or "–",
            f"{each.minutes} min" if each.minutes else "–",
        ]
        for each in items
    ]
    return [["Item", "Title", "Type", "Lead", "Time"], *rows] if rows else []


def _asked(item: AgendaItem, papers: list[BoardPaper]) -> list[str]:
    words = [f"{item.get_type_display()}.", *lines_of(item.ask)]
    return words + [f"Paper {paper_words(each)}" for each in papers if each.item_id == item.pk]


def _expected(meeting: BoardMeeting) -> list[Section]:
    rows = [[each.name, each.agency, each.get_part_display()] for each in lookup.seats_of(meeting)]
    words = [
        f"Quorate with {meeting.terms.quorum_members} members"
        + (" and each safeguarding partner." if meeting.terms.quorum_partners else ".")
    ]
    return [Section("Who is expected", words, [["Name", "For", "As"], *rows] if rows else [])]


def _from_last_time(meeting: BoardMeeting, reader: User) -> list[Section]:
    made = []
    last = lookup.before(meeting)
    if last and (versions := lookup.minutes_of(last)):
        words = [standing(versions[0])]
        kept = draft_held_back(versions[0], reader)
        for part in [] if kept else parts_of(versions[0].text):
            words += [f"{part.heading}:", *part.words]
        words += [kept] if kept else []
        made.append(Section(f"Minutes of {day(london_date(last.starts_at))}", words))
    decided = lookup.DECISIONS.filter(meeting__group=meeting.group_id)
    if decided:
        actions = lookup.actions_of(decided, still_open=True)
        rows = [
            [each.wording, each.owner_team.in_words if each.owner_team else "–", day(each.due_on)] for each in actions
        ]
        table = [["Action", "Who does it", "Due"], *rows] if rows else []
        made.append(Section("Open actions", [ACTIONS_READ], table))
    return made


def _came(seat) -> str:
    return f"Substitute: {seat.substitute}" if seat.substitute else seat.get_attendance_display()


def due_words(meeting: BoardMeeting) -> list[tuple[str, object, bool]]:
    """What is due of a meeting (K04): in words, by which day, whether it is done."""
    return [
        ("Papers out", rules.papers_due(meeting), meeting.papers_issued_at is not None),
        ("Draft minutes out", rules.minutes_due(meeting), meeting.minutes.exists()),
    ]
