"""Named tables that rooms fill at start-up, all of one shape.

A lower room declares `PANELS = Registry("panels of the child's page")`; rooms above register into it; one command prints
them all. A registry is how a room below learns of a room above without importing it.
"""

from .filling import fill_from
from .registry import AlreadyRegistered, NotRegistered, Registry, all_registries

__all__ = ["AlreadyRegistered", "NotRegistered", "Registry", "all_registries", "fill_from"]
