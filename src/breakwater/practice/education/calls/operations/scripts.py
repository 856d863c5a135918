"""What a call is about, in the order in which it is talked through (FD 5.5): new and changed first, the whole school last.

A pupil comes once, in the first group that fits, with every reason named. Who stands unchanged, answered and with nothing open
is not in the script; whoever rings can open any other row of the list.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from breakwater.practice.education.answers.operations import prompts
from breakwater.practice.education.models import (
    Answer,
    AnswerKind,
    Call,
    CallAction,
    CallItem,
    Consultation,
    Correction,
    Disagreement,
    ListRow,
    Marker,
    RowFlag,
    SchoolList,
    Worry,
)

G = CallItem.Group
RANK = {group.value: number for number, group in enumerate(G)}
A_MONTH = timedelta(days=28)
HARM = ("CPP",)
WANTS_TO_TALK = "The school wants to talk about it"
SAID = {Marker.NEW: "New on the list", Marker.CHANGED: "Changed since the last list", Marker.ENDED: "Ended"}


@dataclass(frozen=True)
class Step:
    """One thing to talk about, and why."""

    group: str
    reasons: list[str]
    row: ListRow | None = None
    worry: Worry | None = None

    @property
    def kind(self) -> str:
        return "PUPIL" if self.row else "WORRY" if self.worry else "SCHOOL"

    @property
    def name(self) -> str:
        return self.row.name if self.row else self.worry.named_as if self.worry else "The whole school"


def script_of(school_list: SchoolList, *, on: date) -> list[Step]:
    """The steps of a call about this list on a day. Ten queries, however long the list is."""
    rows = list(ListRow.objects.filter(list=school_list).select_related("pupil"))
    rows.sort(key=lambda row: (row.surname.casefold(), row.forename.casefold(), row.pk))
    known = _Known(school_list, rows)
    steps = []
    for row in rows:
        reasons = list(_reasons(row, known, on))
        if reasons:
            groups = sorted({group for group, _ in reasons}, key=RANK.get)
            reasons.sort(key=lambda reason: RANK[reason[0]])
            steps.append(Step(groups[0], [words for _, words in reasons], row=row))
    steps += [Step(G.WORRY, ["The school worries"], worry=worry) for worry in known.worries]
    steps.append(Step(G.SCHOOL, []))
    return sorted(steps, key=lambda step: RANK[step.group])


class _Known:
    """What there is to bring up, of every row at once."""

    def __init__(self, school_list: SchoolList, rows: list[ListRow]):
        team = school_list.team_id
        self.flags: dict[int, list[RowFlag]] = defaultdict(list)
        for flag in RowFlag.objects.filter(row__in=rows).exclude(marker=Marker.ENDED).order_by("pk"):
            self.flags[flag.row_id].append(flag)
        given = Answer.objects.filter(row__in=rows, undone_at=None).values_list("row", "kind", "holds_file")
        self.answers = {row: kind for row, kind, _ in given}
        self.without_file = {row for row, _, holds in given if holds is False}
        self.to_talk_about: dict[int, list[str]] = defaultdict(list)
        for (row, prompt), said in prompts.standing(row for row in rows if row.prompts).items():
            if said.said == prompts.Said.ASKED:
                self.to_talk_about[row].append(prompt)
        self.corrections = _by_person(
            Correction.objects.filter(school_team=team, done_at=None, withdrawn_at=None).order_by("due_on", "pk")
        )
        earlier = {"school_team": team, "letter__call__ended_at__isnull": False}
        self.actions = _by_person(CallAction.objects.open().filter(**earlier).order_by("due_on", "pk"))
        self.disagreements = _by_person(
            Disagreement.objects.filter(settled_at=None, **earlier).order_by("raised_at", "pk")
        )
        last = Call.objects.filter(school_team=team, ended_at__isnull=False).order_by("-ended_at").first()
        since = last.ended_at if last else school_list.built_at - A_MONTH
        passed_over = CallItem.objects.filter(call=last, talked_at=None)
        again = Q(person__in=passed_over.filter(row__isnull=False).values("row__person"), followed_up_at=None)
        asked = Consultation.objects.filter(Q(made_at__gt=since) | again, school_team=team, person__isnull=False)
        self.consultations = _by_person(asked.order_by("pk"))
        again = Q(pk__in=passed_over.filter(worry__isnull=False).values("worry"))
        told = Worry.objects.filter(Q(made_at__gt=since) | again, school_team=team)
        self.worries = list(told.order_by("made_at", "pk"))


def unspoken_harm(call: Call) -> list[CallItem]:
    """Pupils who may be at risk, and of whom a call has not spoken at all: the school told of significant harm, or asked about
    harm, or a child protection plan is why they are in the script.
    """
    items = CallItem.objects.filter(call=call).exclude(kind=CallItem.Kind.SCHOOL).select_related("row__pupil", "worry")
    items = list(items.order_by("order", "pk"))
    spoken = {item.person_id for item in items if item.talked_at and item.person_id}
    left = [item for item in items if item.talked_at is None and item.person_id not in spoken]
    if not left:
        return []
    rows = {item.row_id: item.person_id for item in left if item.row_id}
    planned = set(RowFlag.objects.filter(row__in=rows, code__in=HARM).values_list("row", flat=True))
    asked = Consultation.objects.filter(
        Q(theme=Consultation.Theme.HARM) | Q(level=Consultation.Level.FOUR),
        school_team=call.school_team_id,
        followed_up_at=None,
        person__in=rows.values(),
    )
    of_harm = set(asked.values_list("person", flat=True))
    return [
        item
        for item in left
        if item.row_id in planned or item.person_id in of_harm or item.worry_id and item.worry.significant_harm
    ]


def _by_person(found: Iterable) -> dict[int, list]:
    kept = defaultdict(list)
    for one in found:
        kept[one.person_id].append(one)
    return kept


def _reasons(row: ListRow, known: _Known, on: date):
    flags, answer, person = known.flags[row.pk], known.answers.get(row.pk), row.person_id
    if row.marker in SAID:
        yield G.NEW, SAID[row.marker]
    if answer is None:
        yield G.NO_ANSWER, "No answer yet"
    elif answer == AnswerKind.TALK:
        yield G.NO_ANSWER, WANTS_TO_TALK
    for prompt in known.to_talk_about[row.pk]:
        yield G.NO_ANSWER, f"{WANTS_TO_TALK}: {prompt}"
    if any(flag.next_meeting_on and flag.next_meeting_on < on for flag in flags):
        yield G.MEETING, "The meeting on record is over"
    if any(flag.review_on and flag.review_on < on for flag in flags):
        yield G.MEETING, "The review is overdue"
    if any(flag.code == "SA" for flag in flags):
        yield G.ATTENDANCE, "Severe absence"
    if any(flag.code == "EHA" and flag.see == "D" and not flag.lead for flag in flags):
        yield G.LEAD, "Nobody leads the early help"
    if row.pk in known.without_file:
        yield G.CORRECTION, "The school does not hold the safeguarding file"
    for correction in known.corrections.get(person, ()):
        yield G.CORRECTION, f"The school says: {correction.about}"
    for one in known.consultations.get(person, ()):
        yield (
            G.WORRY,
            f"The school asked between calls: {one.get_theme_display()[:1].lower()}{one.get_theme_display()[1:]}",
        )
    if person in known.actions:
        yield G.CARRIED, "Something agreed earlier is open"
    if person in known.disagreements:
        yield G.DISAGREEMENT, "Disagreement"
