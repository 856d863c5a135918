"""Who saw or changed what, when, acting as whom and why: one entry a request or job, sealed so that alterations show.

Code under an open page says `audit.saw("person", *ids)`, `audit.did("decided", "case", id, outcome="NFA")` and
`audit.because(reason)`; the page writes one entry in the same transaction. What must outlive an undone transaction
(refusals, failed sign-ins) goes through `audit.outside(...)`. An entry carries ids and codes, never names or addresses.
"""

from .collecting import (
    NoPageOpen,
    NotInATransaction,
    Page,
    because,
    current,
    did,
    digest,
    outside,
    page,
    saw,
)

__all__ = [
    "NoPageOpen",
    "NotInATransaction",
    "Page",
    "because",
    "current",
    "did",
    "digest",
    "outside",
    "page",
    "saw",
]
