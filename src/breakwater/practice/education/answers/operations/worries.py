"""A pupil that a school worries about and that is not on its list: asked about significant harm first, answered alike for all (SG-17)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.danger import Danger
from breakwater.foundation import audit
from breakwater.foundation.dates import due
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.calendars import hours_of, working_calendar
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Enrolment, Person
from breakwater.practice.education.models import SchoolList, Worry, WorryCheck
from breakwater.practice.education.pathway import REPLY, SCHOOL_WORRY

REPLY_WORDS = (
    "We have looked, and there is nothing that we can add to your list. This is what we answer every time. It does not mean "
    "that the pupil is unknown to anyone, and it does not mean that the pupil is safe. If you are worried, act on what you "
    "know: call the MASH, or make a contact."
)


class NotOnYourRoll(Refusal):
    """A school picks from its own verified roll (SG-21)."""


class ToldOtherwise(Refusal):
    """The form was sent before with other words, and its page is stale: what it says now would be lost."""

    words = "This form was sent before and is with us as it was then. Begin a new one for what you have typed now"


class AlreadyChecked(Refusal):
    words = "A colleague noted what was found meanwhile"


@dataclass(frozen=True)
class Told:
    """What a school tells: a pupil of its roll or a name, why, and whether the pupil may come to significant harm.

    Where they may, it says as well whether a child is in `danger` now.
    """

    words: str
    significant_harm: bool
    person: Person | None = None
    named_as: str = ""
    danger: Danger | None = None


def roll_of(by: Actor, on) -> list[Enrolment]:
    """The verified pupils of a school on a day, as its post sees them."""
    found = Enrolment.objects.filter(team=by.membership.team_id, verified_on__lte=on, starts_on__lte=on)
    found = found.exclude(ends_on__lt=on).select_related("person")
    return sorted(found, key=lambda one: (one.person.surname.casefold(), one.person.forename.casefold(), one.pk))


@transaction.atomic
def tell(*, school_list: SchoolList, told: Told, key: UUID, by: Actor, at: datetime) -> Worry:
    """Keep what a school tells. Where it means significant harm the front door has it at once, with its clock (SG-01, SG-17).

    The reply comes at the close of the next working day, whatever is found. The same `key` again tells nothing,
    but that it means harm after all, or danger now, reaches the front door. Raises NotOnYourRoll, DangerNotSaid, ToldOtherwise.
    """
    one_at_a_time(key)
    if known := Worry.objects.filter(key=key).select_related("case").first():
        if told.significant_harm and not known.case_id:
            return tell(school_list=school_list, told=told, key=uuid5(key, "harm"), by=by, at=at)
        if told.significant_harm:
            handovers.offer([known.case], _for_the_front_door(told), by=by, at=at, key=key)
        elif (known.words, known.person, known.named_as) != (told.words, told.person, _named(told)):
            raise ToldOtherwise
        return known
    today = london_date(at)
    if told.person and told.person.pk not in {place.person_id for place in roll_of(by, today)}:
        raise NotOnYourRoll
    team = by.membership.team
    made = Worry.objects.create(
        area=team.area,
        school_list=school_list,
        school_team=team,
        link_team_id=school_list.link_team_id,
        person=told.person,
        named_as=_named(told),
        words=told.words,
        significant_harm=told.significant_harm,
        case=_bring_to_the_front_door(told, key, by=by, at=at) if told.significant_harm else None,
        made_at=at,
        by=by,
        key=key,
        reply_at=due(REPLY.allows, at, hours_of(school_list.link_team, today), working_calendar(team.area)).shown_at,
    )
    audit.did("worried about", "worry", made.pk, harm=told.significant_harm)
    notifications.tell(
        team=school_list.link_team,
        words=f"{team.organisation.name} worries about a pupil who is not on its list",
        path="/lists/worries/",
        by=by,
        at=at,
    )
    return made


def _named(told: Told) -> str:
    return (told.person.name if told.person else told.named_as)[:240]


def _bring_to_the_front_door(told: Told, key: UUID, *, by: Actor, at: datetime):
    people = [(told.person, Capacity.CHILD)] if told.person else []
    case = cases.open_case(
        kind=SCHOOL_WORRY, area=by.membership.team.area, team=by.membership.team, by=by, at=at, people=people
    )
    handovers.offer([case], _for_the_front_door(told), by=by, at=at, key=key)
    return handovers.close_case(case=case, reason="Stepped up to the MASH", by=by, at=at)


def _for_the_front_door(told: Told) -> handovers.Offer:
    words = told.words if told.person else f"{told.named_as} (not on the school’s confirmed roll): {told.words}"
    return handovers.Offer(to="front_door", reason=words, danger=told.danger)


@transaction.atomic
def check(worry: Worry, *, found: str, by: Actor, at: datetime) -> WorryCheck:
    """Note what the co-ordinators found. The school never reads it. Raises AlreadyChecked."""
    one_at_a_time(f"worry-{worry.pk}")
    if WorryCheck.objects.filter(worry=worry).exists():
        raise AlreadyChecked(worry.public_id)
    made = WorryCheck.objects.create(worry=worry, link_team_id=worry.link_team_id, found=found, at=at, by=by)
    audit.did("looked into", "worry", worry.pk)
    return made


def tell_replies(*, at: datetime, by: Actor) -> int:
    """Tell each school whose reply is due that it is there: the same words, at the same delay, for every one (SG-17)."""
    due_now = list(
        Worry.objects.filter(told_at=None, reply_at__lte=at, area=by.area_id)
        .select_related("school_team", "school_list")
        .order_by("pk")
    )
    for one in due_now:
        notifications.tell(
            team=one.school_team,
            words="The reply about a pupil you worry about is there",
            path="/our-list/",
            by=by,
            at=at,
        )
    Worry.objects.filter(pk__in=[one.pk for one in due_now]).update(told_at=at)
    return len(due_now)
