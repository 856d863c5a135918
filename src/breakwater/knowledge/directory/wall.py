"""Nothing in the directory is about a person in care: every table is reference."""

from breakwater.foundation.grants.declare import Reference

TABLES = [
    Reference("directory_provider"),
    Reference("directory_service"),
    Reference("directory_opening", delete=True),
    Reference("directory_vocabulary"),
    Reference("directory_term"),
    Reference("directory_tag", delete=True),
    Reference("directory_postcode", delete=True),
    Reference("directory_location", delete=True),
    Reference("directory_serviceatlocation", delete=True),
    Reference("directory_feed"),
    Reference("directory_feedrun", frozen=("public_id", "feed_id", "read_at", "read_by_id")),
    Reference("directory_feedchange", update=False),
    Reference("directory_keeperlink", update=("ended_at",)),
    Reference("directory_suggestion", update=("words", "email", "state", "answered_at", "answered_by_id")),
    Reference("directory_proposal", update=("facts", "state", "reason", "answered_at", "answered_by_id")),
]
