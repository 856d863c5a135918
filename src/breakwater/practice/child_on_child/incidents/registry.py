"""What the rooms above know of a child of an incident, and put here."""

from collections.abc import Callable
from datetime import datetime

from breakwater.foundation.registries import Registry

from ..models import IncidentChild

PAPERS: Registry[Callable[[IncidentChild, datetime], bytes]] = Registry(
    "papers of a child of an incident", "What may go with a pupil who moves, as a PDF of this pupil alone"
)
