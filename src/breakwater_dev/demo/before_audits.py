"""What stands beside the audits: returns and actions of an earlier system, and the folder of an inspection that is over."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.assurance.earlier import operations as earlier
from breakwater.improvement.assurance.earlier.file import FILE
from breakwater.improvement.assurance.inspections import operations as inspections
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Organisation

KEYS = UUID(int=85_124)
COLUMNS = ("audit", "organisation", "returned", "standard", "grade", "evidence", "action", "owner", "due")
LINES = (
    ("1 Leadership", "Green", "Structure chart", "", "", "", ""),
    ("2 Policies", "Amber", "Policy of spring", "Brief every team on the new policy", "Deputy manager", "done", "Minutes of the committee, with the register of who was there"),
    ("5 Referral and escalation", "Red", "None held", "Write the escalation procedure", "Manager", "open", ""),
)  # fmt: skip
KEPT = """1.1 Audits of practice in the last six months, with what changed
1.2 Minutes of the partnership of the last year
1.3 Policies on thresholds and on escalation
2.1 How practitioners and families were heard"""


def tell(keeper: Actor, agencies: Sequence[Organisation], now: datetime) -> None:
    with acting_as(keeper) as by:
        written = _file(agencies, london_date(now - timedelta(days=2000)))
        text = FILE.text_of(written.encode(), "earlier.csv")
        earlier.take_in(text, key=uuid5(KEYS, "earlier"), by=by, at=now - timedelta(days=1130))
        _folder(by, now - timedelta(days=200))


def _file(agencies: Sequence[Organisation], returned) -> str:
    """Every third agency's return of the audit before the first round, with what came of each action."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow((*COLUMNS, "status", "done on", "proof"))
    due = returned + timedelta(days=120)
    for each in agencies[::3]:
        for standard, grade, evidence, action, owner, status, proof in LINES:
            done_on = due - timedelta(days=9) if status == "done" else ""
            begins = ("Section 11 audit in the earlier system", each.name, returned, standard, grade, evidence)
            rows.writerow((*begins, action, owner, due if action else "", status, done_on, proof))
    return written.getvalue()


def _folder(by: Actor, at: datetime) -> None:
    """A joint inspection: a list of the area became requests, three were answered with pages of ours, one with nothing."""
    day = london_date(at)
    kept = inspections.ListFacts(
        "JTAI",
        "What is asked for at once (demo)",
        "A list of this demonstration, not of any inspectorate",
        day + timedelta(days=500),
        KEPT,
    )
    asked = inspections.keep_list(None, kept, revision=0, by=by, at=at)
    facts = inspections.InspectionFacts("JTAI", "Four inspectorates (demo)", day, "Children who are neglected")
    folder = inspections.open_folder(None, facts, key=uuid5(KEYS, "folder"), by=by, at=at)
    inspections.ask_by_list(folder, asked, day, day + timedelta(days=3), key=uuid5(KEYS, "list"), by=by, at=at)
    requests = list(folder.requests.order_by("number"))
    pages = ("/audits/not-verified/", "/audits/", "/policies/")
    for request, page in zip(requests, pages, strict=False):
        given = inspections.GivenFacts(
            "As it stands here", by.membership.user.name, "Lead inspector", day + timedelta(days=1), page=page
        )
        inspections.give(request, given, key=uuid5(KEYS, str(request.number)), by=by, at=at + timedelta(days=1))
    inspections.give_nothing(requests[-1], "No survey of families was made that year", by=by, at=at + timedelta(days=2))
