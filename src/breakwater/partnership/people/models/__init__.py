"""The nouns of people: who they are, how they are known, where they live and learn, who they are to one another."""

from .circumstances import Address, Enrolment, PersonContact, Relationship, RelationshipCode
from .conflicts import Declaration, DeclaredTie
from .guarded import Guard, GuardedName, GuardKind
from .people import AlsoKnownAs, Identifier, NhsStatus, Person, Precision, Sex
from .search import PersonSearch

__all__ = [
    "Address",
    "AlsoKnownAs",
    "Declaration",
    "DeclaredTie",
    "Enrolment",
    "Guard",
    "GuardKind",
    "GuardedName",
    "Identifier",
    "NhsStatus",
    "Person",
    "PersonContact",
    "PersonSearch",
    "Precision",
    "Relationship",
    "RelationshipCode",
    "Sex",
]
