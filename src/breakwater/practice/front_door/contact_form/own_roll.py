"""What the front door's forms may offer: a school's own verified roll, and nobody beyond it (SG-21)."""

from collections.abc import Collection

from django.utils import timezone

from breakwater.casework.recording.registry import ROSTERS, Pick
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.organisations.registry import DESTINATIONS, Destination
from breakwater.partnership.people.models import Enrolment, Person

OWN_ROLL = "front_door.own_roll"
MOST = 3000


def own_roll(by: Actor) -> list[Pick]:
    """The pupils verified today on the roll of the team that acts; nobody for a team that has no roll.

    The wall leaves out a child who is restricted; the team is named so that oversight of an area offers no wider list.
    """
    return [Pick(person.public_id, _words(person), answers_of(person)) for person in pupils_of(by)]


def pupils_of(by: Actor, *, born_in: Collection[int] | None = None) -> list[Person]:
    """The pupils verified today on the roll of the team that acts; of these years of birth alone, where they are given."""
    if by.membership_id is None or not by.membership.team.sight_is_dated:
        return []
    today = timezone.localdate()
    ours = Enrolment.objects.filter(
        team=by.membership.team_id, starts_on__lte=today, verified_on__lte=today, verified_on__isnull=False
    ).exclude(ends_on__lt=today)
    found = Person.objects.filter(pk__in=ours.values("person")).order_by("surname", "forename", "pk")
    if born_in is not None:
        found = found.filter(born_on__year__in=born_in)
    return list(found[:MOST])


def _words(person: Person) -> str:
    born = f", born {person.born.in_words()}" if person.born else ""
    return f"{person.surname}, {person.forename}{born}".strip(", ")


def answers_of(person: Person) -> dict:
    """What picking fills in. Names and the date of birth alone: never an address, which may be protected."""
    made = {"child_first_name": person.forename, "child_family_name": person.surname, "child_known_as": person.known_as}
    if person.born:
        made |= {"child_age_known": "born", "child_born": str(person.born)}
    if person.sex in ("F", "M"):
        made["child_sex"] = person.sex.lower()
    return {key: value for key, value in made.items() if value}


ROSTERS.register(OWN_ROLL, own_roll)
DESTINATIONS.register("concern", Destination("Tell us that you are worried about a child", "front_door:worried"))
DESTINATIONS.register("contact", Destination("Make an inter-agency contact", "front_door:contact_start"))
DESTINATIONS.register("guest", Destination("Make a contact without an account", "front_door:guest_start"))
DESTINATIONS.register("again", Destination("Add to a report", "front_door:again"))
