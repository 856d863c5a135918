"""What stands on the site: pages with an owner and a review date, resources of the library, bulletins and alerts, what readers send."""

from .alerts import Alert, Approval, Told
from .bulletins import Delivery, Dispatch, Issue, Item, Reach
from .page_links import PageLink
from .pages import Audience, Brought, Home, Kind, Page
from .pledges import Pledge
from .resources import Collection, Kept, Resource, Step
from .sent import Feedback
from .subscribers import Asked, Frequency, Subscriber, Topic

__all__ = [
    "Alert",
    "Approval",
    "Asked",
    "Audience",
    "Brought",
    "Collection",
    "Delivery",
    "Dispatch",
    "Feedback",
    "Frequency",
    "Home",
    "Issue",
    "Item",
    "Kept",
    "Kind",
    "Page",
    "PageLink",
    "Pledge",
    "Reach",
    "Resource",
    "Step",
    "Subscriber",
    "Told",
    "Topic",
]
