"""What professionals answered on the forms they sent in the invented area: every question that must be answered, and a few more."""

from collections.abc import Sequence
from random import Random

from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.models import Answers
from breakwater.partnership.organisations.models import Actor, Area, Membership
from breakwater.practice.front_door.contact_form.operations.lawful_basis import words_for
from breakwater.practice.front_door.contact_form.operations.sending import PROFESSIONAL_FORM
from breakwater.practice.front_door.models import Outcome

from .families import Child, Family
from .words import Concern

SAYS = (
    "I like it when we all eat together.",
    "It is loud at night. I want it to be quiet.",
    "I want somebody to help my mum.",
    "I do not want to talk about it today.",
)
KNOWN_BY = {
    "school": "Pupil of ours; the class teacher sees them every day",
    "police": "Met at the address last night",
    "health visitor": "Seen at home since birth",
    "housing officer": "Tenants for two years",
    "youth worker": "Comes to the youth club on Thursdays",
}
TYPES = ("neglect", "emotional", "domestic_abuse", "conflict", "mental_health_adult", "housing")
TIERS = {
    Outcome.TIER2: "t2",
    Outcome.BY_REFERRER: "t2",
    Outcome.TIER3: "t3",
    Outcome.SIGNPOST: "t1",
    Outcome.ADVICE: "t1",
}
HOPED = {"t1": ["advice"], "t2": ["coordination"], "t3": ["family_support"], "t4": ["assessment"]}


def sent_by(
    post: Membership,
    *,
    family: Family,
    children: Sequence[Child],
    concern: Concern,
    worry: str,
    sender: str,
    danger: bool,
    area: Area,
    by: Actor,
    at,
    pick: Random,
) -> Answers:
    """The form behind a professional's contact, complete, in the sender's name."""
    values = filled_in(
        post, family=family, children=children, concern=concern, worry=worry, sender=sender, danger=danger, pick=pick
    )
    return recording.record(
        PROFESSIONAL_FORM, values, recording.Holder(area=area, user=post.user, team=post.team), by=by, at=at
    )


def filled_in(post: Membership, *, family, children, concern, worry, sender, danger, pick: Random) -> dict:
    tier = TIERS.get(concern.outcomes[0][0], "t4") if not danger else "t4"
    organisation = post.team.organisation
    agrees = tier != "t4"
    return {
        "immediate_danger": "yes" if danger else "no",
        "location": "school" if sender == "school" else "home",
        "safe_next_day": "no" if danger else "yes",
        "police": "p101" if sender == "police" else "no",
        "medical": "none_needed",
        "baby_injury": "no",
        "purpose": "early_help" if tier == "t2" else "safeguarding",
        "urgency": "today" if danger else "within_day" if tier == "t4" else "within_three_days",
        "sender_name": post.user.name,
        "sender_job": post.job_title or post.role.title,
        "sender_organisation": {"name": organisation.name, "id": str(organisation.public_id)},
        "sender_phone": {"value": f"01632 9601{pick.randint(10, 99)}", "safe": "", "when": ""},
        "sender_relation": KNOWN_BY.get(sender, "Known for some months"),
        "lead_consulted": "yes",
        "feedback_route": "portal",
        **_of_the_children(family, children, pick),
        "worry": worry,
        "impact": f"{children[0].person.forename} is tired, and quiet about home.",
        "strengths": "The family opened the door to us, and a grandmother helps.",
        "pattern": pick.choice(["first", "repeated", "lasting"]),
        "concern_types": sorted(pick.sample(TYPES, 2)),
        "about_someone_who_works_with_children": "no",
        "observed": "What is written above I saw or heard myself.",
        "reported": {"state": "not_applicable"},
        "professional_view": f"{concern.because}.",
        **_of_the_family(family, agrees),
        "early_help_record": "none",
        "tier_view": tier,
        "outcome_wanted": HOPED[tier],
        "support_tried": [
            {"support_what": "Breakfast club and a call each morning", "support_effect": "Helped for a while"}
        ],
        "lawful_basis": words_for(organisation),
        "privacy_given": "yes" if agrees else "no",
        "accurate": "agreed",
    }


def _of_the_children(family: Family, children: Sequence[Child], pick: Random) -> dict:
    rows, schools, says = [], {}, {}
    for number, child in enumerate(children, start=1):
        key = f"r{number}"
        rows.append(
            {
                "_row": key,
                "child_first_name": child.person.forename,
                "child_family_name": child.person.surname,
                "child_age_known": "born",
                "child_born": child.person.born_on.isoformat(),
                "child_sex": (child.person.sex or "").lower() or {"state": "not_known"},
                "child_role": "sibling" if number > 1 else "focus",
            }
        )
        if child.school:
            schools[key] = {"name": child.school.name, "id": str(child.school.public_id)}
        says[key] = pick.choice([*SAYS, {"state": "not_asked"}])
    of_all = {
        "child_address": {"lines": family.lines, "postcode": family.postcode},
        "child_ethnicity": {"code": "NOBT", "words": "Not obtained yet"},
        "child_language": {"code": "english", "words": "English"},
        "child_interpreter": "no",
        "child_disability": ["none"],
        "child_aware": "no",
    }
    return {
        "children": rows,
        "child_views": {"each": says},
        **({"child_school": {"each": schools}} if schools else {}),
        **{name: {"each": {"all": value}} for name, value in of_all.items()},
    }


def _of_the_family(family: Family, agrees: bool) -> dict:
    rows, mother, father = [], False, False
    for number, adult in enumerate(family.adults, start=1):
        woman = adult.sex == "F"
        mother, father = mother or woman, father or not woman
        relation = {"code": "MTH", "words": "Mother"} if woman else {"code": "FTH", "words": "Father"}
        rows.append(
            {
                "_row": f"r{number}",
                "adult_name": f"{adult.forename} {adult.surname}",
                "adult_relation": {"each": {"all": relation}},
                "adult_parental_responsibility": {"each": {"all": "yes"}},
                "adult_lives_with_child": "yes",
            }
        )
    keys = [row["_row"] for row in rows] or ["all"]
    not_asked = {"state": "not_asked"}
    return {
        "family": rows,
        "birth_mother": {"each": {"all": "entered" if mother else not_asked}},
        "birth_father": {"each": {"all": "entered" if father else not_asked}},
        "others_sleeping": {"state": "not_known"},
        "worker_risk_kinds": ["none_known"],
        "parent_told": {"each": dict.fromkeys(keys, "yes" if agrees else "attempted")},
        "agrees_contact": {"each": dict.fromkeys(keys, "agrees" if agrees else not_asked)},
        "agrees_help": {"each": dict.fromkeys(keys, "yes" if agrees else not_asked)},
    }
