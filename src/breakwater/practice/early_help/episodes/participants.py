"""Who of a family is in an episode."""

from breakwater.casework.cases.models import Participant
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.models import Episode


def people_of(episode: Episode) -> list[Person]:
    """Everyone of the family in the episode now."""
    parts = Participant.objects.filter(case=episode.case, ends_at=None).select_related("person").order_by("pk")
    return [part.person for part in parts]
