"""What the services that ask for self-assessments tell about whom they ask."""

from collections.abc import Callable

from breakwater.foundation.registries.registry import Registry
from breakwater.partnership.organisations.models import Actor, Team

PAGES_OF_WHO_ANSWERS: Registry[Callable[[Team, Actor], str]] = Registry(
    "pages of who answers a self-assessment",
    "By bank: the page that a service has of a team it asks, where the actor may open it",
)
