"""The figures of the MASH, as the kit works them out and draws them."""

from breakwater.foundation.figures.finding import Finding
from breakwater.partnership.kit.figures import ServiceFigures

from ..models import Figure
from ..pathway import DECISION
from .measures.definitions import HEADLINE, MEASURES
from .measures.tables import EVERYTHING, month_of

MASH = ServiceFigures(
    heading="MASH figures",
    kept=Figure,
    function="access.front_door_counts",
    tables=month_of,
    everything=EVERYTHING,
    measures=MEASURES,
    whole="contacts",
    headline=HEADLINE,
    finding=Finding("decision", "contacts", f"were decided within {DECISION.allows}", "contacts came to the MASH"),
    overdue="overdue",
    overdue_what="decisions, ratings and answers to referrers past their deadline",
)
