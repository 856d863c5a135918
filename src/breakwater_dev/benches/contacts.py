"""What a contact leaves behind in the benchmark's world, as the product writes it: the form, times, ratings, who was told.

Not filled: requests to other agencies, levels of need, what was frozen at a decision.
"""

import json
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

FORM_KEY = "front_door.contact"
WORDS = "Wakes to shouting on some mornings, gets a younger one ready, and is often late. Evenings are calmer."
TIMES = ("front_door.basic_checks", "front_door.first_rating", "front_door.acknowledge")
CLAIMED_EVERY, LISTED_EVERY, TOLD_FOR = 3, 40, 90
# An ordinary form, every question of it that must be answered.
FORM = {
    "immediate_danger": "no",
    "location": "home",
    "safe_next_day": "yes",
    "police": "no",
    "medical": "none_needed",
    "baby_injury": "no",
    "purpose": "safeguarding",
    "urgency": "within_three_days",
    "sender_phone": {"value": "01632 960001", "safe": "yes"},
    "sender_relation": "Her teacher for two years",
    "lead_consulted": "yes",
    "feedback_route": "portal",
    "children": [
        {
            "_row": "r1",
            "child_first_name": "Robin",
            "child_family_name": "Example",
            "child_age_known": "about",
            "child_age": 9,
            "child_sex": "f",
            "child_role": "focus",
        }
    ],
    "child_address": {"each": {"all": {"lines": "1 Invented Road", "postcode": "MB1 1AA"}}},
    "child_ethnicity": {"each": {"all": {"code": "NOBT", "words": "Not obtained yet"}}},
    "child_language": {"each": {"all": {"code": "english", "words": "English"}}},
    "child_interpreter": {"each": {"all": "no"}},
    "child_disability": {"each": {"all": ["none"]}},
    "child_views": {"each": {"r1": "She wants it to be quiet"}},
    "child_aware": {"each": {"all": "yes"}},
    "worry": "Shouting every night",
    "impact": "She falls asleep in class",
    "strengths": "Her aunt helps",
    "pattern": "repeated",
    "concern_types": ["neglect"],
    "about_someone_who_works_with_children": "no",
    "observed": "She fell asleep in class three times",
    "reported": {"state": "not_applicable"},
    "professional_view": "The family needs help",
    "birth_mother": {"each": {"all": "entered"}},
    "birth_father": {"each": {"all": {"state": "not_asked"}}},
    "others_sleeping": {"state": "not_known"},
    "worker_risk_kinds": ["none_known"],
    "family": [
        {
            "adult_name": "Sandy Example",
            "adult_relation": {"each": {"all": {"code": "MTH", "words": "Mother"}}},
            "adult_parental_responsibility": {"each": {"all": "yes"}},
            "adult_lives_with_child": "yes",
            "_row": "r1",
        }
    ],
    "early_help_record": "none",
    "tier_view": "t4",
    "outcome_wanted": ["assessment"],
    "parent_told": {"each": {"r1": "yes"}},
    "agrees_contact": {"each": {"r1": "agrees"}},
    "agrees_help": {"each": {"r1": "yes"}},
    "privacy_given": "yes",
    "accurate": "agreed",
}


@dataclass
class Sent:
    """One contact as it came: numbers of rows, and when."""

    number: int
    child: int
    at: datetime
    is_open: bool
    team: int
    is_settled: bool

    @property
    def decided(self) -> datetime:
        return self.at + timedelta(hours=8)

    @property
    def is_rated(self) -> bool:
        return not self.is_open or self.is_settled and self.number % CLAIMED_EVERY == 0


def user_of(team: int) -> int:
    """The lead of a school: the one whose post is measured, or those made after the first four posts."""
    return 3 if team == 3 else team + 1


def form_of(forename: str, surname: str, born: date, lines: str, postcode: str) -> dict:
    """An ordinary form, as the benchmark itself sends one, about this child."""
    row = FORM["children"][0] | {
        "child_first_name": forename,
        "child_family_name": surname,
        "child_age_known": "born",
        "child_born": str(born),
    }
    return FORM | {"children": [row], "child_address": {"each": {"all": {"lines": lines, "postcode": postcode}}}}


def forms(fill, sent: list[Sent], children: dict[int, tuple], area: int) -> None:
    """The form behind each contact, whole."""
    (version,) = fill.superuser.execute(
        "select v.id from casework_formversion v join casework_form f on f.id = v.form_id where f.key = %s order by v.number desc",
        [FORM_KEY],
    ).fetchone()
    fill.copy(
        "casework_answers",
        (
            {
                "id": each.number,
                "public_id": f"a{each.number}",
                "version_id": version,
                "area_id": area,
                "team_id": each.team,
                "user_id": user_of(each.team),
                "values": json.dumps(form_of(*children[each.child])),
                "status": "COMPLETE",
                "started_at": each.at,
                "saved_at": each.at,
                "completed_at": each.at,
                "by_id": user_of(each.team),
            }
            for each in sent
        ),
    )


def times(fill, sent: list[Sent], teams: dict, actors: dict, after: int) -> None:
    """The MASH's own times beside the duty to decide, and how each case moved on."""
    rows = iter(range(after + 1, after + 1 + len(TIMES) * len(sent)))
    fill.copy(
        "casework_clock",
        (
            {
                "id": next(rows),
                "case_id": each.number,
                "rule": rule,
                "team_id": teams["mash"],
                "started_at": each.at,
                "due_on": each.at.date(),
                "due_at": each.at + timedelta(hours=4),
                "breach_at": each.at + timedelta(hours=4),
                "stopped_at": each.at + timedelta(minutes=50) if _is_met(rule, each) else None,
                "stopped_by_id": actors["screener"] if _is_met(rule, each) else None,
            }
            for each in sent
            for rule in TIMES
        ),
    )
    rows = iter(range(after + 1, after + 1 + 3 * len(sent)))
    fill.copy(
        "casework_transition",
        (
            {
                "id": next(rows),
                "case_id": each.number,
                "from_stage": before,
                "to_stage": stage,
                "at": each.at + timedelta(hours=hours),
                "by_id": actors["manager"],
            }
            for each in sent
            if not each.is_open
            for before, stage, hours in (
                ("received", "screening", 1),
                ("screening", "decided", 8),
                ("decided", "closed", 9),
            )
        ),
    )


def _is_met(rule: str, sent: Sent) -> bool:
    return not sent.is_open or rule == TIMES[-1] or sent.is_rated


def screening(fill, sent: list[Sent], actors: dict) -> None:
    """Who each is about and how that was found, the rating with its reason, the record of what was closed, a parent beside it."""
    rated = [each for each in sent if each.is_rated]
    fill.copy(
        "front_door_match",
        (
            {
                "id": each.number,
                "contact_id": each.number,
                "person_id": each.child,
                "was_new": False,
                "found": 2,
                "searched": json.dumps({"names": ["As told"]}),
                "at": each.at + timedelta(minutes=6),
                "by_id": actors["screener"],
            }
            for each in sent
            if each.is_settled
        ),
    )
    fill.copy(
        "front_door_rating",
        (
            {
                "id": each.number,
                "contact_id": each.number,
                "rag": "AMBER",
                "reason": WORDS,
                "at": each.at + timedelta(minutes=20),
                "by_id": actors["screener"],
            }
            for each in rated
        ),
    )
    fill.copy(
        "front_door_screeningrecord",
        (
            {
                "id": each.number,
                "contact_id": each.number,
                "number": 1,
                "is_draft": False,
                "known_status": "NOT_KNOWN",
                "child_seen_and_heard": WORDS,
                "lived_experience": WORDS,
                "adults_considered": WORDS,
                "begun_at": each.at,
                "saved_at": each.at + timedelta(hours=1),
                "by_id": actors["screener"],
            }
            for each in rated
        ),
    )


def told(fill, sent: list[Sent], names: dict[int, str], area: int, teams: dict, actors: dict, now: datetime) -> None:
    """Each sender's line and the letter of each decision; each arrival among the notices of the MASH."""
    fill.copy(
        "front_door_receiptline",
        (
            {
                "id": each.number,
                "receipt_id": each.number,
                "contact_id": each.number,
                "case_id": each.number,
                "reference": f"S-B{each.number}",
                "area_id": area,
                "team_id": teams["mash"],
                "sender_team_id": each.team,
                "sender_user_id": user_of(each.team),
                "received_at": each.at,
                "answer_due_on": (each.at + timedelta(days=1)).date(),
                "wants_feedback": True,
                "child": names[each.child],
                "stage": "RECEIVED" if each.is_open else "DECIDED",
                "route": "PORTAL",
                "changed_at": each.at if each.is_open else each.decided,
                "news_at": None if each.is_open else each.decided,
                "read_at": None if each.is_open else each.decided + timedelta(days=1),
            }
            for each in sent
        ),
    )
    fill.copy(
        "front_door_letter",
        (
            {
                "id": each.number,
                "line_id": each.number,
                "outcome": "O13",
                "outcome_words": "No further action after screening",
                "reasons": "Thank you",
                "responsible": "Nobody new",
                "expected": "Keep watching",
                "challenge": "Ring the MASH",
                "route": "PORTAL",
                "status": "READ",
                "made_at": each.decided,
                "sent_at": each.decided,
                "sent_by_id": actors["manager"],
                "read_at": each.decided + timedelta(days=1),
            }
            for each in sent
            if not each.is_open
        ),
    )
    lately = [each for each in sent if now - each.at < timedelta(days=TOLD_FOR)]
    rows = iter(range(1, 2 * len(lately) + 1))
    fill.copy(
        "notifications_notification",
        (
            {
                "id": next(rows),
                "user_id": user,
                "words": "A contact to screen",
                "reference": f"C-B{each.number}",
                "path": f"/mash/contacts/C-B{each.number}/",
                "made_at": each.at,
                "read_at": None if each.is_open else each.decided,
            }
            for each in lately
            for user in (1, 4)
        ),
    )


def social_care(fill, size: int, children: dict[int, tuple], area: int, actors: dict, now: datetime) -> None:
    """This morning's list of social care: every fortieth child, one in ten of them not settled yet."""
    at, chance = now - timedelta(hours=4), random.Random(size)
    listed = range(1, size, LISTED_EVERY)
    fill.copy(
        "front_door_socialcarefile",
        [
            {
                "id": 1,
                "public_id": "f1",
                "area_id": area,
                "name": "list.csv",
                "digest": "0" * 64,
                "as_at": at,
                "rows": len(listed),
                "state": "TAKEN_IN",
                "received_at": at,
                "taken_at": at,
                "by_id": actors["intake"],
            }
        ],
    )
    fill.copy(
        "front_door_socialcarechild",
        (
            {
                "id": n,
                "public_id": f"s{n}",
                "area_id": area,
                "their_id": f"SC-{n}",
                "forename": children[n][0],
                "surname": children[n][1],
                "born_on": children[n][2],
                "status": chance.choice(("CIN", "CIN", "CP", "CLA")),
                "since": now.date() - timedelta(days=90),
                "worker": "A. Worker",
                "team": "Assessment team",
                "person_id": n if n % 400 else None,
                "settled": "EXACT" if n % 400 else "",
                "settled_at": at if n % 400 else None,
                "settled_by_id": actors["intake"] if n % 400 else None,
                "seen_at": at,
            }
            for n in listed
        ),
    )
