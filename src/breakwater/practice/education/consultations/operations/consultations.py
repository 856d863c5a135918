"""A school asks about a pupil between calls: kept with what was advised and decided, and made a contact where that is needed."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.danger import Danger
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Team
from breakwater.partnership.people.models import Person
from breakwater.practice.education.models import CallTimes, Consultation
from breakwater.practice.education.pathway import CONSULTATION

_TO_THE_FRONT_DOOR = UUID("5f0c1d0e-6a0b-4f6e-9a58-2f3d7c1b8e41")


class NobodyNamed(Refusal):
    """A contact is about someone: the school must say whom."""

    box, words = "named_as", "Enter the pupil’s name"


@dataclass(frozen=True)
class Asked:
    """What was asked, and what came of it. Without `person` and `named_as` the pupil was not named."""

    asked_by: str
    theme: str
    question: str
    advice: str
    decided: str
    level: str = ""
    person: Person | None = None
    named_as: str = ""
    follow_up_on: date | None = None


@transaction.atomic
def consult(*, school: Team, asked: Asked, key: UUID, by: Actor, at: datetime) -> Consultation:
    """Keep a consultation with a school. The same `key` again keeps nothing."""
    if known := made_before(Consultation, key):
        return known
    facts = vars(asked) | {"named_as": (asked.person.name if asked.person else asked.named_as)[:240]}
    made = Consultation.objects.create(
        area=school.area, school_team=school, link_team=by.membership.team, made_at=at, by=by, key=key, **facts
    )
    audit.did("advised on", "school_consultation", made.pk, theme=made.theme)
    return made


@transaction.atomic
def bring_to_the_front_door(
    *,
    consultation: Consultation,
    why: str,
    danger: Danger,
    childs_words: str = "",
    named_as: str = "",
    by: Actor,
    at: datetime,
) -> Consultation:
    """Make a contact of a consultation, once; what was asked goes with it, and the consultation keeps the link. The school that
    asked holds a receipt as a sender does.

    Sent again, what is new in it is added to that contact.

    `named_as` where the school named nobody then. Raises NobodyNamed.
    """
    held = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("school_team__organisation", "area", "person", "case", "by__membership__user")
        .get(pk=consultation.pk)
    )
    held.named_as = held.named_as or named_as.strip()[:240]
    if not held.named_as:
        raise NobodyNamed(held.public_id)
    offered, key = _for_the_front_door(held, why, danger, childs_words), uuid5(_TO_THE_FRONT_DOOR, str(held.pk))
    if held.case_id:
        with suppress(cases.CaseIsClosed):  # one made before such a form had a key
            handovers.offer([held.case], offered, by=by, at=at, key=key)
        return held
    people = [(held.person, Capacity.CHILD)] if held.person else []
    case = cases.open_case(kind=CONSULTATION, area=held.area, team=by.membership.team, by=by, at=at, people=people)
    handovers.offer([case], offered, by=by, at=at, key=key)
    held.case = handovers.close_case(case=case, reason="Stepped up to the MASH", by=by, at=at)
    held.save(update_fields=["case", "named_as"])
    audit.did("made a contact of", "school_consultation", held.pk)
    return held


def _for_the_front_door(held: Consultation, why: str, danger: Danger, childs_words: str) -> handovers.Offer:
    school = held.school_team
    times = CallTimes.objects.filter(team=school).first()
    parts = [
        why,
        f"{school.organisation.name} asked the link co-ordinators about {held.named_as} on "
        f"{date_in_words(london_date(held.made_at))} ({held.asked_by}): {held.question}",
        f"Advice given by {held.by.membership.user.name}: {held.advice}",
        f"Decided then: {held.decided}",
        held.level and f"Level of need talked about: {held.get_level_display()}",
        times and times.telephone and f"The school’s telephone: {times.telephone}",
        held.case_id and childs_words and f"The child’s own words: {childs_words}",  # sent again, and added to it
    ]
    words = "\n\n".join(part for part in parts if part)
    return handovers.Offer(
        to="front_door",
        reason=words,
        danger=danger,
        childs_words=childs_words,
        asked_first=handovers.AskedFirst(
            team=school, who=held.asked_by, question=held.question, telephone=times.telephone if times else ""
        ),
    )


@transaction.atomic
def followed_up(consultation: Consultation, *, by: Actor, at: datetime) -> Consultation:
    """The co-ordinator asked again how it went."""
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if held.followed_up_at is None:
        held.followed_up_at = at
        held.save(update_fields=["followed_up_at"])
        audit.did("followed up", "school_consultation", held.pk)
    return held
