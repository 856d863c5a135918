"""What the services that ask for self-assessments tell about whom they ask."""

from collections.abc import Callable, Iterable

from breakwater.foundation.registries.registry import Registry
from breakwater.partnership.organisations.models import Actor, Team

from .models import SelfAssessmentRequest

PAGES_OF_WHO_ANSWERS: Registry[Callable[[Team, Actor], str]] = Registry(
    "pages of who answers a self-assessment",
    "By bank: the page that a service has of a team it asks, where the actor may open it",
)
PAGES_ABOUT: Registry[Callable[[Iterable[SelfAssessmentRequest]], dict[int, tuple[str, str]]]] = Registry(
    "pages about what is asked for",
    "For requests, by their keys, the words and the address of a page of whoever asked: a letter, a report",
)

CHASED_BY_WHO_ASKED: Registry[Callable[[Iterable[SelfAssessmentRequest]], set[int]]] = Registry(
    "who is chased otherwise",
    "Of requests, the keys of those that whoever asked chases itself once they are overdue: they are not reminded twice",
)


def chased_by_who_asked(requests: Iterable[SelfAssessmentRequest]) -> set[int]:
    requests = list(requests)
    return {key for find in CHASED_BY_WHO_ASKED.values() for key in find(requests)} if requests else set()


def pages_about(requests: Iterable[SelfAssessmentRequest]) -> dict[int, tuple[str, str]]:
    """The pages that services have about these requests, for whoever answers them."""
    requests = list(requests)
    return {key: page for find in PAGES_ABOUT.values() for key, page in find(requests).items()} if requests else {}
