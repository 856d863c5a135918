"""The nouns of people: who they are, how they are known, where they live and learn, who they are to one another."""

from .circumstances import Address, Enrolment, PersonContact, Registration, Relationship, RelationshipCode
from .conflicts import Declaration, DeclaredTie
from .deaths import Death, OfTheLiving
from .earlier import EarlierAbout, EarlierFile, EarlierRecord, EarlierSource
from .identity import Guard, GuardedName, GuardKind
from .lists import AgencyList, Freshness, ListRow, ListTie, ListVersion
from .merges import Merge, MovedRow
from .people import AlsoKnownAs, Identifier, NhsStatus, Person, Precision, Sex
from .review import PairDecision, PairToReview
from .rolls import Doubt, Incoming, NamedInAFile, Roll, RollChange, RollColumns, RollOutcome, RollPupil, RollTie
from .search import PersonSearch

__all__ = [
    "Address",
    "AgencyList",
    "AlsoKnownAs",
    "Death",
    "Declaration",
    "DeclaredTie",
    "Doubt",
    "EarlierAbout",
    "EarlierFile",
    "EarlierRecord",
    "EarlierSource",
    "Enrolment",
    "Freshness",
    "Guard",
    "GuardKind",
    "GuardedName",
    "Identifier",
    "Incoming",
    "ListRow",
    "ListTie",
    "NamedInAFile",
    "ListVersion",
    "Merge",
    "MovedRow",
    "NhsStatus",
    "OfTheLiving",
    "PairDecision",
    "PairToReview",
    "Person",
    "PersonContact",
    "PersonSearch",
    "Precision",
    "Registration",
    "Relationship",
    "RelationshipCode",
    "Roll",
    "RollChange",
    "RollColumns",
    "RollOutcome",
    "RollPupil",
    "RollTie",
    "Sex",
]
