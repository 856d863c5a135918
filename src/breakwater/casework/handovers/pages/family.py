"""Telling a family who helps them now: who of them is told and how it is safe, and a letter in plain words."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from breakwater.casework.handovers.family import Member
from breakwater.casework.handovers.models import Handover
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day


@dataclass(frozen=True)
class Letter:
    """What is printed: to whom, dated when, who signs, and the paragraphs."""

    to: str
    on: date
    sender: str
    paragraphs: list[str]


def row(handover: Handover, member: Member) -> dict:
    """One of the family as the page lists them."""
    told = member.told
    safe = [f"{way.get_kind_display()} {way.value}{f', {way.when}' if way.when else ''}" for way in member.safe]
    return {
        "name": member.person.name,
        "what": member.what,
        "href": reverse("casework:person", args=[member.person.public_id]),
        "care": member.person.care_with_contact,
        "safe": safe,
        "unsafe": member.unsafe,
        "told": f"{told.get_how_display()}, {day(told.told_on)}" if told else "Not yet",
        "kind": "amber" if told is None else "quiet" if told.how == "NOT_TOLD" else "good",
        "words": told.words if told else "",
        "letter": f"{reverse('casework:handover_letter', args=[handover.reference])}?to={member.person.public_id}",
    }


def letter(handover: Handover, member: Member) -> Letter:
    """Who helps from now on, what stays the same, and what to do if it does not feel right."""
    taken = handover.answered_by.membership
    if handover.moves_cases:
        news = f"From {day(handover.answered_at)}, your family gets its help from {handover.to_team.name} at {handover.to_team.organisation.name}."
    else:
        as_what = taken.job_title or taken.role.title
        news = (
            f"From {day(handover.answered_at)}, {taken.user.name} leads the help your family gets. "
            f"{taken.user.name} is {as_what} at {taken.team.organisation.name}."
        )
    return Letter(
        to=member.person.name,
        on=london_date(handover.answered_at),
        sender=f"{taken.user.name}, {taken.team.organisation.name}",
        paragraphs=[
            news,
            "We have passed on what you told us, so you do not have to say it all again. What we agreed with you stays as it is.",
            "You can ask who knows what about your family, and you can change your mind about taking this help.",
            "If this does not feel right, or you would like to talk it over, please tell us.",
        ],
    )
