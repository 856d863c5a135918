"""The letter after a call: made from what was said and agreed, and from nothing that is the authority's alone (LK-05).

It is written when it is sent. One that is taken back is closed to the school, can be mended in the call, and is sent again.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.education.models import Call, CallAction, CallItem, Disagreement, Letter, LetterLine


class NotEnded(Refusal):
    words = "End the call first."


class NotSent(Refusal):
    words = "The letter is not out."


@dataclass
class Line:
    """What the letter says of one pupil, or of the whole school: pairs of a heading and its words."""

    named_as: str
    short: str
    code: str = ""
    person: int | None = None
    pupil: int | None = None
    said: list[tuple[str, str]] = field(default_factory=list)


def lines_of(call: Call) -> list[Line]:
    """What the letter says, in the order of the call. Four queries. Only what was talked about or agreed stands in it."""
    letter = call.letter
    actions, differences = defaultdict(list), defaultdict(list)
    for action in CallAction.objects.filter(school_team=call.school_team_id, dropped_at=None).order_by("due_on", "pk"):
        if action.letter_id == letter.pk or action.done_at is None:
            actions[action.person_id, action.named_as if action.person_id is None else ""].append(action)
    for one in Disagreement.objects.filter(school_team=call.school_team_id).order_by("raised_at", "pk"):
        if one.settled_at is None or call.begun_at and one.settled_at >= call.begun_at:
            differences[one.person_id, one.named_as if one.person_id is None else ""].append(one)
    made = []
    for item in items_of(call):
        key = (item.person_id, item.name if item.person_id is None else "")
        of_item, differing = actions.pop(key, []), differences.pop(key, [])  # a pupil of two items: said once
        said = [*_said(item), *(_action(one, letter) for one in of_item), *(_difference(one) for one in differing)]
        if said and (item.talked_at or any(one.letter_id == letter.pk for one in (*of_item, *differing))):
            made.append(Line(item.name, _short(item), item.code, item.person_id, item.pupil_id, said))
    return made


def items_of(call: Call) -> list[CallItem]:
    """Everything the call talks about, in its order; of a child who has died, nothing."""
    found = call.items.filter(row__person__died_on=None, worry__person__died_on=None)
    found = found.select_related("row__pupil", "worry__person").order_by("order", "pk")
    return list(found)


def _said(item: CallItem) -> list[tuple[str, str]]:
    pairs = [
        ("As the school sees it", item.get_view_display()),
        ("About", ", ".join(item.topics)),
        ("What was said", item.said),
        (
            "Next meeting",
            {True: "The school was asked to it.", False: "The school was not asked to it. We take this up."}.get(
                item.invited, ""
            ),
        ),
        ("Early help", {True: "It is needed.", False: "It is not needed now."}.get(item.help_needed, "")),
        ("What we asked the school to look at again", item.challenge),
        ("What the school answered", item.challenge_answer),
    ]
    return [(heading, words) for heading, words in pairs if words]


def in_words(action: CallAction) -> str:
    """ "The school (Mrs Example): ring the nurse, by 3 December 2026"."""
    owner = {"SCHOOL": "The school", "LINK": "The link co-ordinator", "OTHER": "Someone else"}[action.owner]
    who = action.who if action.owner == CallAction.Owner.OTHER and action.who else owner
    named = f" ({action.who})" if action.who and who != action.who else ""
    return f"{who}{named}: {action.what}, by {date_in_words(action.due_on)}"


def _action(action: CallAction, letter: Letter) -> tuple[str, str]:
    if action.letter_id == letter.pk:
        return "Agreed", in_words(action) + (". Done" if action.done_at else "")
    return "Agreed earlier, and still to be done", in_words(action)


def actions_in(letter: Letter) -> list[CallAction]:
    """What a letter that is out says somebody does, as it stands now: agreed in its call, or earlier and still to be done then."""
    own = Q(letter=letter)
    earlier = Q(school_team=letter.school_team_id, letter__lt=letter.pk, letter__sent_at__isnull=False)
    open_then = Q(done_at=None) | Q(done_at__gte=letter.sent_at)
    found = CallAction.objects.filter(own | earlier & open_then, dropped_at=None)
    return list(found.order_by("due_on", "pk"))


def _difference(one: Disagreement) -> tuple[str, str]:
    since = date_in_words(london_date(one.raised_at))
    if one.settled_at:
        return "Settled", f"{one.get_outcome_display()}. {one.settled_words}".strip()
    return (
        f"Disagreement since {since}",
        f"The school: {one.school_says.rstrip('.')}. We: {one.we_say.rstrip('.')}.",
    )


def _short(item: CallItem) -> str:
    """Initials and year: what a pupil is called on paper."""
    if item.kind == CallItem.Kind.SCHOOL:
        return item.name
    names = (item.row.forename, item.row.surname) if item.row_id else item.name.split()[:2]
    initials = "".join(f"{name[0]}." for name in names if name)
    year = f", Year {item.row.year_group}" if item.row_id and item.row.year_group else ""
    return f"{initials}{year}"


@transaction.atomic
def send(call: Call, *, by: Actor, at: datetime) -> Letter:
    """Write the letter and open it to the school, which is told without a word about anyone. Raises NotEnded."""
    if call.ended_at is None:
        raise NotEnded(call.public_id)
    letter = Letter.objects.select_for_update(of=("self",)).select_related("school_team").get(call=call)
    if letter.sent_at:
        return letter
    letter.edition += 1
    letter.facts = facts_of(call)
    letter.sent_at, letter.sent_by, letter.opened_at, letter.opened_by = at, by, None, None
    letter.lines.all().delete()
    LetterLine.objects.bulk_create(
        LetterLine(
            letter=letter,
            person_id=line.person,
            pupil_id=line.pupil,
            order=place,
            row_code=line.code,
            named_as=line.named_as[:240],
            short=line.short[:60],
            said=[list(pair) for pair in line.said],
        )
        for place, line in enumerate(lines_of(call))
    )
    letter.save(update_fields=["edition", "facts", "sent_at", "sent_by", "opened_at", "opened_by"])
    audit.did("sent", "letter", letter.pk, edition=letter.edition)
    notifications.tell(
        team=letter.school_team,
        words=f"The letter that follows your call about {letter.facts['school']} is ready to read",
        path=path_of(letter),
        by=by,
        at=at,
    )
    return letter


def facts_of(call: Call) -> dict[str, str]:
    """What stands at the head of the letter."""
    return {
        "school": call.school_team.organisation.name,
        "on": date_in_words(london_date(call.ended_at)),
        "mode": call.get_mode_display(),
        "spoke_to": call.spoke_to,
        "from": call.ended_by.membership.user.name,
        "post": call.ended_by.membership.role.title,
        "list_of": date_in_words(call.school_list.fortnight.period),
        "version": str(call.school_list.version),
        "next_on": date_in_words(call.next_on) if call.next_on else "",
    }


@transaction.atomic
def take_back(letter: Letter, *, by: Actor, at: datetime) -> Letter:
    """Close a letter to the school, to mend it. Raises NotSent."""
    held = Letter.objects.select_for_update(of=("self",)).select_related("school_team").get(pk=letter.pk)
    if held.sent_at is None:
        raise NotSent(held.public_id)
    was_opened = held.opened_at is not None
    held.sent_at, held.sent_by = None, None
    held.save(update_fields=["sent_at", "sent_by"])
    audit.did("withdrew", "letter", held.pk, opened=was_opened)
    if was_opened:
        notifications.tell(
            team=held.school_team,
            words=f"The letter after your call about {held.facts['school']} was withdrawn. Do not use what you read; it comes again",
            path="/our-list/",
            by=by,
            at=at,
        )
    return held


@transaction.atomic
def open_letter(*, letter: Letter, by: Actor, at: datetime) -> None:
    """Note that the school has it before it; the first time counts."""
    held = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if held.opened_at is None:
        held.opened_at, held.opened_by = at, by
        held.save(update_fields=["opened_at", "opened_by"])
        audit.did("opened", "letter", held.pk)


def path_of(letter: Letter) -> str:
    """The path of a letter for its school; says nothing of anyone."""
    return f"/our-list/letters/{letter.public_id}/"


def told_on_lists(teams, *, on: date, since: date) -> dict[tuple[int, int], list[str]]:
    """What calls agreed, for the next list: by (team, person). Of what is done or settled, what came since a day. Two queries."""
    told: dict[tuple[int, int], list[str]] = defaultdict(list)
    out = {"school_team__in": teams, "letter__sent_at__isnull": False, "person__isnull": False}
    for action in CallAction.objects.filter(**out, dropped_at=None).order_by("due_on", "pk"):
        if action.done_at is None or london_date(action.done_at) >= since:
            state = "Done" if action.done_at else "Overdue" if action.due_on < on else "To be done"
            told[action.school_team_id, action.person_id].append(f"Agreed. {in_words(action)}. {state}")
    for one in Disagreement.objects.filter(**out).order_by("raised_at", "pk"):
        if one.settled_at is None or london_date(one.settled_at) >= since:
            heading, words = _difference(one)
            told[one.school_team_id, one.person_id].append(f"{heading}. {words}")
    return told


def still_open(teams) -> set[tuple[int, int]]:
    """Pupils of whom something agreed or disputed is open: (team, person). Co-ordinators keep sight of them meanwhile."""
    found = set(CallAction.objects.open().filter(school_team__in=teams).values_list("school_team", "person"))
    return found | set(
        Disagreement.objects.filter(school_team__in=teams, settled_at=None).values_list("school_team", "person")
    )
