"""An area's whole configuration as one file: read with the line of everything that is wrong, shown first, taken in at once, again and again."""

from .applying import Unreadable, take_in, take_in_text, text_of
from .reading import Fault, read
from .taking import Outcome

__all__ = ["Fault", "Outcome", "Unreadable", "read", "take_in", "take_in_text", "text_of"]
