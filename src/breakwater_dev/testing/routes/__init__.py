"""Every address of the product, a module a room: what it is about, what it asks for, and of whom.

A new address is added to its room's module; a new room's module to the list below.
"""

from ..expectations import Route
from . import casework, content, directory, early_help, education, front_door, people, policies, shell

ROUTES: list[Route] = [
    *shell.ROUTES,
    *people.ROUTES,
    *casework.ROUTES,
    *directory.ROUTES,
    *policies.ROUTES,
    *content.ROUTES,
    *early_help.ROUTES,
    *education.ROUTES,
    *front_door.ROUTES,
]
