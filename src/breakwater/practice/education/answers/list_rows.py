"""A list as its school reads it. Nothing that is the authority's alone is named in this module (LK-05)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation.dates.in_words import date_in_words, day_in_words, moment_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.presenting import CAUTION_WITHHELD, withheld_among
from breakwater.practice.education.models import (
    Answer,
    AnswerKind,
    ListRow,
    Marker,
    PromptAnswer,
    RowFlag,
    SchoolList,
    SourceState,
)
from breakwater.practice.education.models.fortnights import day_or_moment

from .operations import answers
from .operations import prompts as prompt_operations
from .prompts import STARTS_HELP

ORDER = {Marker.NEW: 0, Marker.CHANGED: 1, Marker.ENDED: 2, Marker.SAME: 3}
TAGS = {Marker.NEW: "info", Marker.CHANGED: "info", Marker.ENDED: "quiet", Marker.SAME: ""}
UPN_SHOWN = 3


@dataclass(frozen=True)
class FlagShown:
    """One cohort of one pupil, in words."""

    words: str
    marker: str
    kind: str
    since: str
    source: str
    contact: str
    email: str
    lead: str
    meeting: str
    is_old: bool


@dataclass(frozen=True)
class PromptShown:
    """Something asked beside a pupil, its number on the row, what the school said to it, and where it does what it said."""

    number: int
    text: str
    said: str
    start: str = ""


@dataclass(frozen=True)
class RowShown:
    """One pupil of the list."""

    row: ListRow
    code: str
    name: str
    about: str
    marker: str
    kind: str
    flags: Sequence[FlagShown]
    prompts: Sequence["PromptShown"]
    told: str
    agreed: Sequence[str]
    answer: Answer | None
    answer_words: str
    answer_more: Sequence[str]
    files: str
    caution: str = ""


@dataclass(frozen=True)
class Page:
    """The list: its pupils, what changed first; what it was made from; how much is left to answer."""

    rows: Sequence[RowShown]
    counts: dict[str, int]
    unanswered: int
    unchanged_left: int
    sources: Sequence[str]
    old_sources: Sequence[str]
    covers: Sequence[str]

    @property
    def unsaid(self) -> int:
        """How many prompts beside pupils the school has said nothing to."""
        return sum(not prompt.said for row in self.rows for prompt in row.prompts)


def page_of(school_list: SchoolList, *, now: datetime, may_start: bool = False) -> Page:
    """Everything the page shows, in eight queries however long the list is, and one more for who `may_start` early help.

    A school does not read the row of a pupil whom it called not its own, until somebody has looked: the wall keeps it (FD 5.4).
    """
    rows = list(ListRow.objects.filter(list=school_list).select_related("pupil", "list"))
    states = list(SourceState.objects.behind(school_list))
    labels = {state.key: state for state in states}
    flags: dict[int, list[RowFlag]] = {row.pk: [] for row in rows}
    for flag in RowFlag.objects.filter(row__in=rows).select_related("rule").order_by("rule__order", "pk"):
        flags[flag.row_id].append(flag)
    given, said = answers.standing_of(rows), prompt_operations.standing(rows)
    starts = _starts(rows) if may_start else {}
    rows.sort(key=lambda row: (ORDER[row.marker], row.surname.casefold(), row.forename.casefold(), row.pk))
    withheld = withheld_among((row.person_id for row in rows), on=london_date(now))
    shown = [
        replace(
            row_shown(row, flags[row.pk], given.get(row.pk), said, labels, now, starts),
            caution=CAUTION_WITHHELD if row.person_id in withheld else "",
        )
        for row in rows
    ]
    return Page(
        rows=shown,
        counts={marker.value: sum(row.marker == marker for row in rows) for marker in Marker},
        unanswered=sum(row.pk not in given and not is_gone(row) for row in rows),
        unchanged_left=sum(row.marker == Marker.SAME and row.pk not in given and not is_gone(row) for row in rows),
        sources=[_source_said(state, now) for state in states if state.is_fresh],
        old_sources=[_source_said(state, now) for state in states if not state.is_fresh],
        covers=covered(states),
    )


def is_gone(row: ListRow) -> bool:
    """Whether the school says that the pupil is not on its roll, and nobody found otherwise."""
    return row.pupil.said_gone_on is not None


def covered(states: Sequence[SourceState]) -> list[str]:
    """The areas whose children the sources speak of (SG-08)."""
    return list(dict.fromkeys(area for state in states for area in state.covers))


def not_covered(area: Area, states: Sequence[SourceState]) -> list[str]:
    """Neighbouring areas that told us nothing of their children at this area's schools (SG-08)."""
    told = set(covered(states))
    return [other.name for other in Area.objects.exclude(pk=area.pk).order_by("name") if other.name not in told]


def _source_said(state: SourceState, now: datetime) -> str:
    when = f"as at {_when(state.as_at, now)}" if state.as_at else ""
    if state.is_fresh:
        return f"{state.label}, {when}"
    return ": ".join(part for part in (state.label, state.get_state_display(), when) if part)


def _when(at: datetime, now: datetime) -> str:
    known = day_or_moment(at)
    return (
        moment_in_words(known, now=now) if isinstance(known, datetime) else day_in_words(known, today=london_date(now))
    )


def _starts(rows: Sequence[ListRow]) -> dict[int, str]:
    """Where early help is started for the pupils of some rows whose record the reader sees, by person."""
    address = RECEIVERS["early_help"].start_for if "early_help" in RECEIVERS else None
    people = Person.objects.filter(pk__in=[row.person_id for row in rows if STARTS_HELP.intersection(row.prompts)])
    return {pk: address(key) for pk, key in people.values_list("pk", "public_id")} if address else {}


def row_shown(
    row: ListRow,
    flags: Sequence[RowFlag],
    given: Answer | None,
    said,
    labels,
    now: datetime,
    starts: Mapping[int, str] = MappingProxyType({}),
) -> RowShown:
    """One pupil as the list shows it; `labels` are the states of sources by key, `starts` where early help begins, by person."""
    born = f"born {date_in_words(row.born_on)}" if row.born_on else ""
    year = f"Year {row.year_group}" if row.year_group else ""
    upn = f"UPN ends {row.upn[-UPN_SHOWN:]}" if row.upn else ""
    return RowShown(
        row=row,
        code=row.pupil.code,
        name=row.name,
        about=", ".join(part for part in (year, born, upn) if part),
        marker=row.get_marker_display(),
        kind=TAGS[row.marker],
        flags=[_flag(flag, labels, now) for flag in flags],
        prompts=[_prompt(row, number, text, said, starts) for number, text in enumerate(row.prompts, 1)],
        told=row.told,
        agreed=row.agreed,
        answer=given,
        answer_words=said_in_words(given) if given else "",
        answer_more=more_said(given) if given else (),
        files=""
        if given is None or given.holds_file is None
        else ("You hold the file" if given.holds_file else "You do not hold the file"),
    )


def _prompt(row: ListRow, number: int, text: str, said, starts: Mapping[int, str]) -> PromptShown:
    given = said.get((row.pk, text))
    words = f"{given.get_said_display()}{': ' + given.reason if given.reason else ''}" if given else ""
    takes_it_up = given is not None and given.said == PromptAnswer.Said.ACCEPTED and text in STARTS_HELP
    return PromptShown(number, text, words, starts.get(row.person_id, "") if takes_it_up else "")


def said_in_words(given: Answer) -> str:
    """ "This is right (with others at once)"."""
    words = AnswerKind(given.kind).label
    return f"{words}, said of all unchanged at once" if given.in_bulk else words


def more_said(given: Answer) -> list[str]:
    """What a school said beside the answer itself: which fact, what it should be, how it knows, where the pupil went."""
    left = f"Left on {date_in_words(given.left_on)}" if given.left_on else ""
    went = f"Went to {given.destination}" if given.destination else ""
    should = f"Should be: {given.should_be}" if given.should_be else ""
    return [words for words in (given.what, should, given.evidence, left, went) if words]


def _flag(flag: RowFlag, labels, now: datetime) -> FlagShown:
    state = labels.get(flag.source)
    is_old = flag.is_carried or (state is not None and not state.is_fresh)
    source = state.label if state else ""
    if is_old and flag.as_at:
        source = f"{source}, as at {_when(flag.as_at, now)}"
    since = f"since {date_in_words(flag.since)}" if flag.since else ""
    if flag.marker == Marker.ENDED:
        since = date_in_words(flag.ended_on) if flag.ended_on else ""
    return FlagShown(
        words=flag.rule.with_figure(flag.words),
        marker=flag.get_marker_display(),
        kind=TAGS[flag.marker],
        since=since,
        source=source,
        contact=", ".join(part for part in (flag.worker, flag.team, flag.phone) if part),
        email=flag.email,
        lead=flag.lead,
        meeting=_meeting(flag, now),
        is_old=is_old,
    )


def _meeting(flag: RowFlag, now: datetime) -> str:
    if flag.next_meeting_on is None:
        return ""
    day: date = flag.next_meeting_on
    return f"{'Next meeting' if day >= now.date() else 'Last known meeting'} {date_in_words(day)}"
