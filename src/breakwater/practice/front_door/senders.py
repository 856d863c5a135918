"""Who sent a contact and how to reach them, beside their words: with whether that way is safe, and who must not be rung."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.template.defaultfilters import striptags

from breakwater.casework.recording.conditions import as_word
from breakwater.casework.recording.words import SAFE_WORDS
from breakwater.foundation.design.environment import ring
from breakwater.partnership.organisations.models import DutyPost, Membership, Organisation, School, Team, User

from .models import ReceiptLine, Submission
from .models.arrivals import PRIVATE_SOURCES, Channel

REACH = "Telephone or email"
NOT_SAID = "Nobody has said whether it is safe to use"
NOT_ASKED = "Nobody asked whether it is safe to use"
NOT_BY_SCHOOL = (
    "They asked for someone at their school. Nothing may go through the school: "
    "do not try to reach them before you know another way"
)
AT_WORK = (Channel.PROFESSIONAL, Channel.NOTICE, Channel.HEALTH, Channel.OTHER_AREA, Channel.STEP_UP)
CONTACT_BOX = {Channel.PUBLIC: "contact"}
TAPPED_BY_A_CHILD = {"call": "tel", "text": "sms"}
# What the public and children were asked: how to reach them, and by which box they answered.
WAYS_OF_A_CHILD = {
    "call": ("Call them", "contact_call"),
    "text": ("Send a text, do not call", "contact_text"),
    "email": ("Write to them, do not call", "contact_email"),
    "school": ("Through their school", "contact_school"),
}


# How people say on the telephone that they are not to be named.
_NOT = r"\b(?:don.?t|do not|doesn.?t|does not|did not|didn.?t|not|never|without)\b[^.!?]{0,40}\b"
_NOT_NAMED = re.compile(
    r"\banonym"
    rf"|{_NOT}my name\b"
    rf"|{_NOT}(?:their|her|his|the caller.?s) name (?:in|on|to be|used|given|mentioned|known|passed|shared|told)\b"
    rf"|{_NOT}(?:say|tell|let)\b[^.!?]{{0,40}}\b(?:it was me|it.?s me|who (?:i am|r[aiu]ng|called|told))\b"
    r"|\bkeep (?:me|my name|us) out\b|\bnot (?:want )?to be named\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sender:
    """Who sent it, in `words` as they put it, and how they are to be answered. The post they sent it from, where it was one.

    `acknowledged`: they know already that we have it. `reply_safe` is a ReplySafe, `name_kept_back` a NameKeptBack.
    """

    words: str = ""
    source_code: str = "10"
    team: Team | None = None
    user: User | None = None
    organisation: Organisation | None = None
    wants_feedback: bool = True
    route: str = ReceiptLine.Route.PORTAL
    reply_to: str = ""
    reply_safe: str = ""
    name_kept_back: str = ""
    acknowledged: bool = True

    @classmethod
    def at_post(cls, post: Membership, **more) -> "Sender":
        """Whoever sends it from a post."""
        return cls(team=post.team, user=post.user, organisation=post.team.organisation, **more)


def asks_not_to_be_named(values: Mapping, words: str) -> bool:
    """Whether a sender asks, in the answers of their form or in their own words, that the family is not told who they are."""
    is_answered = as_word(values.get("keep_name")) == "do_not_say" or values.get("name_withheld") in (True, "yes")
    return is_answered or bool(_NOT_NAMED.search(words))


def sender_said(submission: Submission | None) -> str:
    """Who sent it: as kept, and where that names nobody, with the name and job that the form gave."""
    if submission is None:
        return ""
    values = submission.answers.values if submission.answers else {}
    name, job = (str(values.get(key) or "").strip() for key in ("sender_name", "sender_job"))
    kept = submission.sender_words
    if submission.channel == Channel.STEP_UP and submission.sender_user:
        return f"{submission.sender_user.name}, {kept}"
    if submission.channel != Channel.PROFESSIONAL or not name or name in kept:
        return kept
    return ", ".join(filter(None, [name, job if job not in kept else "", kept]))


def reach_rows(submission: Submission | None, *, apart: bool = False, of_team: bool = True) -> list[dict]:
    """Referrer, whether it is safe to contact them, and then telephone or email: rows of a summary list.

    Not `of_team`: nobody looks up a number at work that they did not give, and nothing is said of it; for lists. What is set `apart` is of someone who works with children: a way through the child's school is none then (SG-11).
    """
    if submission is None:
        return []
    reach, safe = _reach(submission)
    if apart and goes_through_school(submission):
        safe = NOT_BY_SCHOOL
    if not (reach or apart) and of_team:
        reach = _number_of_team(submission)
    has_another = not of_team and (submission.channel == Channel.STEP_UP or is_from_a_system(submission))
    rows = [
        ("Referrer", sender_said(submission) or "Did not say who they are"),
        ("Safe to contact", safe),
        (REACH, reach or ("" if has_another else "None given")),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def reach_to_tap(submission: Submission | None, *, of_team: bool = True) -> list[dict]:
    """The same rows, the number there to tap only as its owner said is safe: nobody is rung by a slip of the thumb (SG-27)."""
    by = _tapped(submission) if submission else ""
    return [
        row | {"value": ring(row["value"], by=by)} if by and row["key"] == REACH else row
        for row in reach_rows(submission, of_team=of_team)
    ]


def in_a_line(rows: Iterable[Mapping]) -> str:
    """Those rows in a line: Referrer: Ada Example, school nurse. Telephone or email: 023 9200 0000."""
    return ". ".join(f"{row['key']}: {striptags(row['value'])}" for row in rows)


def _tapped(submission: Submission) -> str:
    """Whether a tap calls ("tel"), texts ("sms") or nothing is tapped: a child's own way, a place of work, or a yes."""
    values = submission.answers.values if submission.answers else {}
    way = as_word(values.get("contact_way"))
    is_childs = submission.channel == Channel.CHILD
    box = WAYS_OF_A_CHILD.get(way, ("", ""))[1] if is_childs else CONTACT_BOX.get(submission.channel, "sender_phone")
    given = values.get(box)
    safe = given.get("safe", "") if isinstance(given, dict) and given.get("value") else submission.reply_safe.lower()
    if safe not in ("", "yes"):
        return ""
    if is_childs:
        return TAPPED_BY_A_CHILD.get(way, "")
    return "tel" if safe or _is_at_work(submission) else ""


def _is_at_work(submission: Submission) -> bool:
    """Whether they are reached at their place of work: of a caller, where they rang because of it."""
    source = submission.source_code
    return submission.channel in AT_WORK or (
        submission.channel == Channel.PHONE and bool(source) and source not in PRIVATE_SOURCES
    )


def goes_through_school(submission: Submission) -> bool:
    """Whether the one way a child named goes through their school."""
    values = submission.answers.values if submission.answers else {}
    return submission.channel == Channel.CHILD and as_word(values.get("contact_way")) == "school"


def _reach(submission: Submission) -> tuple[str, str]:
    values = submission.answers.values if submission.answers else {}
    if submission.channel == Channel.CHILD:
        return _of_a_child(values)
    if submission.channel == Channel.PUBLIC:
        if as_word(values.get("contact_wanted")) == "no_contact":
            return "", "Would rather not be contacted"
        return _typed(values.get("contact"), submission.reply_to)
    reach, safe = _typed(values.get("sender_phone"), submission.reply_to, submission.reply_safe)
    if said := str(values.get("safe_contact_sender") or "").strip():
        return reach, said
    if safe in (NOT_SAID, NOT_ASKED):  # the form asks it of no sender, and at work it needs no asking
        return reach, "" if _is_at_work(submission) else NOT_ASKED
    return reach, safe


def _number_of_team(submission: Submission) -> str:
    """The number at work of whoever stepped it up, or whose system sent it: of a duty post of their team, or of their school."""
    if is_from_a_system(submission):
        team = submission.sender_team
    elif submission.channel == Channel.STEP_UP and submission.by.membership_id:
        team = submission.by.membership.team
    else:
        return ""
    posts = DutyPost.objects.filter(team=team).exclude(telephone="").order_by("pk")
    number = posts.values_list("telephone", flat=True).first()
    of_school = School.objects.filter(organisation=team.organisation_id)
    return number or of_school.values_list("telephone", flat=True).first() or ""


def is_from_a_system(submission: Submission) -> bool:
    """Whether an organisation's own system sent the form: for its team, and from nobody's post."""
    return (
        submission.channel == Channel.PROFESSIONAL and bool(submission.sender_team_id) and not submission.sender_user_id
    )


def _of_a_child(values: dict) -> tuple[str, str]:
    way = as_word(values.get("contact_way"))
    if way == "not_safe":
        return "", "No. Do not try to reach them"
    if way not in WAYS_OF_A_CHILD:
        return "", "They have not said. Do not try to reach them before you know"
    words, box = WAYS_OF_A_CHILD[way]
    given = values.get(box)
    reach, safe = _typed(given, "") if isinstance(given, dict) else (str(given or ""), NOT_SAID)
    return reach, f"{words}. {safe}" if safe != NOT_SAID else f"{words}, as they asked"


def _typed(value, otherwise: str, otherwise_safe: str = "") -> tuple[str, str]:
    """A telephone number or address as a form keeps it, and whether it is safe."""
    if not isinstance(value, dict) or not value.get("value"):
        return otherwise, SAFE_WORDS.get(otherwise_safe.lower(), NOT_ASKED) if otherwise else ""
    when = f", {value['when']}" if value.get("when") else ""
    return str(value["value"]), f"{SAFE_WORDS.get(value.get('safe', ''), NOT_SAID)}{when}"
