"""An area's whole configuration as one file: read with the line of everything that is wrong, shown first, taken in at once, again and again."""

from .applying import take_in
from .reading import Fault, read
from .taking import Outcome

__all__ = ["Fault", "Outcome", "read", "take_in"]
