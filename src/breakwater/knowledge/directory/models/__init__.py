"""The directory's nouns: who provides, what is provided, where and when; and how entries are kept right."""

from .feeds import Feed, FeedChange, FeedRun
from .keeping import KeeperLink, Proposal
from .places import Location, Postcode, ServiceAtLocation
from .services import Access, Audience, Cost, Opening, Provider, Service, Status, Tag, Term, Vocabulary

__all__ = [
    "Access",
    "Audience",
    "Cost",
    "Feed",
    "FeedChange",
    "FeedRun",
    "KeeperLink",
    "Location",
    "Opening",
    "Postcode",
    "Proposal",
    "Provider",
    "Service",
    "ServiceAtLocation",
    "Status",
    "Tag",
    "Term",
    "Vocabulary",
]
