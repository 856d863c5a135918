"""Asking leave: does the actor's role hold the permission, and does a row of the room's rules allow it here?"""

from .permissions import NotPermitted, Permission, rules_in_force
from .roles import ROLES, Role


def allows(role_code: str, permission: Permission) -> bool:
    """Whether a role holds a permission at all."""
    return permission in ROLES[Role(role_code)].permissions


def may(actor, permission: Permission, thing: object = None) -> bool:
    """Whether `actor` may do this to `thing`. Only posts ask: a service of the area does what its own code does."""
    if actor is None or actor.membership_id is None:
        return False
    if not allows(actor.membership.role_id, permission):
        return False
    rows = rules_in_force().get(permission)
    if rows is None or thing is None:
        return True
    return any(all(predicate(actor, thing) for predicate in row) for row in rows)


def require(actor, permission: Permission, thing: object = None, words: str = "") -> None:
    """Raise NotPermitted unless the actor may."""
    if not may(actor, permission, thing):
        raise NotPermitted(permission, words)
