"""May see and may do: `acting_as` enters the wall as an actor, `require` asks a room's rules for leave."""

from .acting import NotAnActor, acting_as, actor_now, end_link, link_for, renew_link, service_of, system_for
from .asking import allows, may, require
from .permissions import NotPermitted, Permission, register_rules
from .roles import ROLES, Role

__all__ = [
    "ROLES",
    "NotAnActor",
    "NotPermitted",
    "Permission",
    "Role",
    "acting_as",
    "actor_now",
    "allows",
    "end_link",
    "link_for",
    "may",
    "register_rules",
    "renew_link",
    "require",
    "service_of",
    "system_for",
]
