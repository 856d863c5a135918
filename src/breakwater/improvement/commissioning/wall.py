"""Nothing in this room is about a child. Pages let only the area's partnership read it (`rules.py`); what was recorded once stays."""

from breakwater.foundation.grants.declare import Reference
from breakwater.partnership.kit.recorded import WITHDRAWING

TABLES = [
    Reference("commissioning_needmeasure", update=("met_by_id", *WITHDRAWING)),
    Reference("commissioning_needfigure", update=WITHDRAWING),
    Reference("commissioning_provision", frozen=("public_id", "area_id", "service_id", "at", "by_id", "key")),
    Reference("commissioning_provisionpriority", update=False, delete=True),
    Reference("commissioning_quarter", update=WITHDRAWING),
    Reference("commissioning_gap", frozen=("public_id", "area_id", "number", "at", "by_id", "key")),
    Reference("commissioning_gapneed", update=False, delete=True),
    Reference("commissioning_gapoption", update=False),
    Reference("commissioning_gapdecision", update=WITHDRAWING),
    Reference("commissioning_contract", update=False),
    Reference("commissioning_gatecheck", update=False),
    Reference("commissioning_gateopened", update=False),
    Reference("commissioning_monitoringreturn", update=False),
]
