"""What rooms say of the words of a level of need: it is read by whoever has the case after them."""

from collections.abc import Callable

from breakwater.casework.cases.models import Case
from breakwater.foundation.registries import Registry

KEPT_BACK: Registry[Callable[[Case, str], list[str]]] = Registry(
    "words kept back from a level of need", "What may not be repeated to who has the case later, and what to say of it"
)
