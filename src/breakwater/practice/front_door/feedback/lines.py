"""What a sender reads of what they sent, in words: one row a child, and the letter that tells of the decision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, F, Q, QuerySet, Value, When

from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.partnership.organisations.access import Permission, allows
from breakwater.partnership.organisations.models import Membership, Organisation

from ..models import Letter, Outcome, ReceiptLine
from .letters import NOT_YET, WORDS_FOR_PROFESSIONALS, WORDS_FOR_THE_PUBLIC

STAGES = {
    "RECEIVED": ("Received", "info", "A social worker reads it and decides what to do."),
    "DECIDED": ("Decided", "good", ""),
    "TAKEN_UP": ("Taken up", "good", ""),
    "JOINED": ("With your written form", "info", "What became of it is with the written form."),
}
NEWS = Q(news_at__isnull=False) & (Q(read_at=None) | Q(read_at__lt=F("news_at")))
SHOWS = {
    "new": ("Not read yet", NEWS),
    "waiting": ("Not decided yet", Q(stage="RECEIVED")),
    "decided": ("Decided", Q(stage__in=["DECIDED", "TAKEN_UP"])),
    "mine": ("Sent by me", None),
}
ASKED_TO_BEGIN = WORDS_FOR_PROFESSIONALS[Outcome.BY_REFERRER]
A_COLLEAGUES = "A child, told by a colleague"


@dataclass(frozen=True)
class Line:
    """One child on a receipt. `outcome`, `letter` and `words` are what this reader of the sender's team may read."""

    reference: str
    child: str
    received_at: datetime
    sent_by: str
    by_me: bool
    stage: str
    kind: str
    outcome: str
    words: str
    now_with: str
    letter: Sequence[dict]
    at: datetime
    due_on: date
    is_open: bool
    is_new: bool
    is_whole: bool
    code: str
    start: str = ""


def lines_of_team(post: Membership, shows: str = "") -> QuerySet[ReceiptLine]:
    """What the post's team sent, unread answers first, then the newest."""
    found = ReceiptLine.objects.filter(sender_team=post.team_id)
    if shows == "mine":
        found = found.filter(sender_user=post.user_id)
    elif shows in SHOWS:
        found = found.filter(SHOWS[shows][1])
    return found.order_by(Case(When(NEWS, then=Value(0)), default=Value(1)), "-received_at", "-pk")


def shown(lines: Iterable[ReceiptLine], post: Membership) -> list[Line]:
    """The lines as this post may read them: two queries, whatever their number.

    Who sent it, and whoever answers for safeguarding in the team, reads the whole; others of the team that it was sent,
    when, and how far it is.
    """
    lines = list(lines)
    letters = letters_of(lines)
    return [
        _line(line, letters.get(line.pk), whole=reads_whole(line, post), by_me=line.sender_user_id == post.user_id)
        for line in lines
    ]


def shown_to_system(lines: Sequence[ReceiptLine]) -> list[Line]:
    """The lines as the system reads them that sent them: whole, and no line that somebody sent (decision 0002)."""
    lines = [line for line in lines if line.sender_user_id is None]
    letters = letters_of(lines)
    return [_line(line, letters.get(line.pk), whole=True, by_me=True) for line in lines]


def letters_of(lines: Sequence[ReceiptLine]) -> Mapping[int, Letter]:
    """The last letter of each line."""
    found = Letter.objects.filter(line__in=[line.pk for line in lines]).order_by("line", "-pk").distinct("line")
    return {letter.line_id: letter for letter in found}


def reads_whole(line: ReceiptLine, post: Membership) -> bool:
    """What a whole team sent, as police send notices, the team reads; at a school those alone who answer for safeguarding."""
    if line.sender_user_id == post.user_id or allows(post.role_id, Permission.RECEIPT_READ_TEAM):
        return True
    return line.sender_user_id is None and post.team.organisation.kind != Organisation.Kind.SCHOOL


def _line(line: ReceiptLine, letter: Letter | None, *, whole: bool, by_me: bool) -> Line:
    stage, kind, meaning = STAGES[line.stage]
    told = letter is not None and whole and letter.status in (Letter.Status.SENT, Letter.Status.READ)
    words = meaning
    if line.stage in ("DECIDED", "TAKEN_UP"):
        words = (
            WORDS_FOR_THE_PUBLIC
            if line.is_public
            else ""
            if told
            else "We will call you about it."
            if whole
            else "Ask the colleague who sent it, or your safeguarding lead."
        )
    return Line(
        reference=line.reference,
        child=line.child if whole else A_COLLEAGUES,
        received_at=line.received_at,
        sent_by=line.sender_user.name if line.sender_user_id else "",
        by_me=by_me,
        stage=stage,
        kind=kind,
        outcome=letter.outcome_words if told else "",
        words=words,
        now_with=line.now_with if whole else "",
        letter=letter_rows(letter, line) if told else [],
        at=line.changed_at,
        due_on=line.answer_due_on,
        is_open=line.stage == "RECEIVED",
        is_new=line.is_new,
        is_whole=whole,
        code=line.stage,
        start=_start(line) if told and letter.outcome_words == ASKED_TO_BEGIN else "",
    )


def _start(line: ReceiptLine) -> str:
    """Where its reader starts early help for this child, as the decision asks."""
    page = RECEIVERS["early_help"].start_page if "early_help" in RECEIVERS else None
    return page(line.reference, line.pk) if page else ""


def letter_rows(letter: Letter, line: ReceiptLine | None = None) -> list[dict]:
    """The letter as rows: its fields in their order, but first that the family must not be told yet, where it says so."""
    now_with = line.now_with if line else ""
    warning, _, asked = (
        letter.expected.rpartition("\n") if letter.expected.startswith(NOT_YET) else ("", "", letter.expected)
    )
    rows = [
        ("Before you speak to the family", warning),
        ("What was decided", letter.outcome_words),
        ("Level of need", letter.tier),
        ("Why", letter.reasons),
        ("Who is responsible now", now_with or letter.responsible),
        ("What we ask of you", asked),
        ("If you disagree", letter.challenge),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]
