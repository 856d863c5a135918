"""What every model shares: how it is handled and how long kept, public ids for addresses, references for people to say.

Each concrete model states `handling = Handling(sensitivity=Sensitivity.PERSONAL, keep="...", fields={...})`.
"""

from .among import Among
from .handling import Handling, Sensitivity, undescribed_models
from .identifiers import PublicIdField, is_public_id, new_public_id
from .keys import made_before, one_at_a_time
from .references import is_reference, is_reference_with_a_slip, parse_reference, reference

__all__ = [
    "Among",
    "Handling",
    "PublicIdField",
    "Sensitivity",
    "is_public_id",
    "is_reference",
    "is_reference_with_a_slip",
    "made_before",
    "new_public_id",
    "one_at_a_time",
    "parse_reference",
    "reference",
    "undescribed_models",
]
