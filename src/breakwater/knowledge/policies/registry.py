"""Where the room hangs in what others name: the manuals as a destination of public links."""

from breakwater.partnership.organisations.registry import DESTINATIONS, Destination

DESTINATIONS.register("procedures", Destination("Policies and procedures", "policies:manuals"))
