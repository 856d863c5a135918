"""Every address of the product, a module a room: what it is about, what it asks for, and of whom.

A new address is added to its room's module; a new room's module to the list below.
"""

from ..expectations import Route
from . import (
    assurance,
    boards,
    casework,
    child_on_child,
    commissioning,
    content,
    directory,
    early_help,
    education,
    front_door,
    information_rights,
    learning,
    lessons,
    people,
    plans,
    policies,
    prevent,
    scorecard,
    shell,
    systems,
    term_reports,
    training,
    training_proof,
)

ROUTES: list[Route] = [
    *shell.ROUTES,
    *systems.ROUTES,
    *people.ROUTES,
    *casework.ROUTES,
    *directory.ROUTES,
    *policies.ROUTES,
    *content.ROUTES,
    *early_help.ROUTES,
    *education.ROUTES,
    *front_door.ROUTES,
    *prevent.ROUTES,
    *term_reports.ROUTES,
    *child_on_child.ROUTES,
    *learning.ROUTES,
    *lessons.ROUTES,
    *assurance.ROUTES,
    *boards.ROUTES,
    *plans.ROUTES,
    *scorecard.ROUTES,
    *commissioning.ROUTES,
    *information_rights.ROUTES,
    *training.ROUTES,
    *training_proof.ROUTES,
]
