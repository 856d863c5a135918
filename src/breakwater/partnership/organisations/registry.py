"""Pages that other rooms' texts may point to by name, so that a link outlives an address.

DESTINATIONS.register("concern", Destination("Tell us that you are worried about a child", "front_door:worried"))
"""

from dataclasses import dataclass

from breakwater.foundation.registries import Registry


@dataclass(frozen=True)
class Destination:
    """A public page by its name: the words of a link to it, and the view it opens."""

    label: str
    view: str


DESTINATIONS: Registry[Destination] = Registry("named destinations", "Public pages that texts may point to by name")
