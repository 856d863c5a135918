"""What stands on the site: pages with an owner and a review date, resources of the library, what readers send."""

from .pages import Audience, Brought, Home, Kind, Page
from .resources import Collection, Kept, Resource, Step
from .sent import Feedback

__all__ = [
    "Audience", "Brought", "Collection", "Feedback", "Home", "Kept", "Kind", "Page", "Resource", "Step",
]  # fmt: skip
