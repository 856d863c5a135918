"""What any room may ask for by name: pages that texts point to, so that a link outlives an address, and a contact made of a worry.

DESTINATIONS.register("concern", Destination("Tell us that you are worried about a child", "front_door:worried"))
"""

from collections.abc import Callable
from dataclasses import dataclass

from breakwater.foundation.registries import Registry


@dataclass(frozen=True)
class Destination:
    """A public page by its name: the words of a link to it, and the view it opens."""

    label: str
    view: str


DESTINATIONS: Registry[Destination] = Registry("named destinations", "Public pages that texts may point to by name")

# The front door registers under "contact": (area, words, key, told_at, by, at, sender) -> reference of the contact made at once (SG-28).
WORRIES: Registry[Callable[..., str]] = Registry(
    "worries found in what people send", "What makes a contact of a worry that whoever reads it comes upon"
)
