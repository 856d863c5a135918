"""What the service must tell people of itself: a stopped worker, a stuck outbox (SG-05)."""

from datetime import datetime

from breakwater.foundation import jobs
from breakwater.partnership.notifications import measures


def warnings_at(at: datetime) -> list[str]:
    """Return what people must know of the service at `at` (aware), in words; nothing while all is well."""
    return [*jobs.state(at=at).in_words, *measures.outbox_state(at=at).in_words]
