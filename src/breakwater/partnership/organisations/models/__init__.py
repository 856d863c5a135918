"""The nouns of who we are, one file a family of nouns."""

from .areas import Area, Closure, SchoolTerm
from .humans import (
    Actor,
    Invitation,
    LinkKind,
    Membership,
    ReceiverChange,
    RoleRecord,
    ServiceName,
    User,
    actor_relations,
)
from .organisations import Organisation, OrganisationArea, School
from .reviews import RoleConfirmation, RoleReview
from .rota import Absence, Shift
from .teams import ContactPoint, ContactPurpose, DutyPost, DutyPostHolder, OpeningHours, Patch, Team, TeamService

__all__ = [
    "actor_relations",
    "Absence",
    "Actor",
    "Area",
    "Closure",
    "ContactPoint",
    "ContactPurpose",
    "DutyPost",
    "DutyPostHolder",
    "Invitation",
    "LinkKind",
    "Membership",
    "OpeningHours",
    "Organisation",
    "OrganisationArea",
    "Patch",
    "ReceiverChange",
    "RoleConfirmation",
    "RoleRecord",
    "RoleReview",
    "School",
    "SchoolTerm",
    "ServiceName",
    "Shift",
    "Team",
    "TeamService",
    "User",
]
