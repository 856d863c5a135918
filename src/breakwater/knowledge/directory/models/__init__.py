"""The directory's nouns: who provides, what is provided, where and when; and how entries are kept right."""

from .feeds import Feed, FeedChange, FeedRun
from .keeping import KeeperLink, Proposal, Suggestion
from .places import Location, Postcode, ServiceAtLocation
from .services import (
    Access,
    Audience,
    Cost,
    Listing,
    MeantFor,
    Opening,
    Provider,
    Service,
    Status,
    Tag,
    Term,
    Vocabulary,
)

__all__ = [
    "Access",
    "Audience",
    "Cost",
    "Feed",
    "FeedChange",
    "FeedRun",
    "KeeperLink",
    "Listing",
    "Location",
    "MeantFor",
    "Opening",
    "Postcode",
    "Proposal",
    "Provider",
    "Service",
    "ServiceAtLocation",
    "Status",
    "Suggestion",
    "Tag",
    "Term",
    "Vocabulary",
]
