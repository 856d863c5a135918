"""On what basis an agency shares what it sends: chosen by the agency, shown beside the question of agreement (FD-11)."""

from collections.abc import Iterable
from datetime import datetime

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor, Organisation

from ...models import LawfulBasis

Basis = LawfulBasis.Basis
USUAL = {Organisation.Kind.VOLUNTARY: Basis.LEGITIMATE_INTERESTS, Organisation.Kind.OTHER: Basis.LEGITIMATE_INTERESTS}
BESIDE = (
    "Special category data: Data Protection Act 2018, schedule 1, paragraph 18, safeguarding of children and individuals at "
    "risk. Agreement is about working together with the family; sharing to keep a child safe does not rest on it."
)


def basis_of(organisation: Organisation) -> Basis:
    """What the agency chose last, or what is usual for one of its kind."""
    chosen = LawfulBasis.objects.filter(organisation=organisation).order_by("-chosen_at", "-pk").first()
    return Basis(chosen.basis) if chosen else USUAL.get(organisation.kind, Basis.PUBLIC_TASK)


def words_for(organisation: Organisation) -> str:
    return f"{basis_of(organisation).label}. {BESIDE}"


def choose(*, organisation: Organisation, basis: str, by: Actor, at: datetime) -> LawfulBasis:
    """Keep the basis an agency chooses; earlier choices stay, and what was sent keeps the words it was sent with."""
    made = LawfulBasis.objects.create(organisation=organisation, basis=Basis(basis), chosen_at=at, chosen_by=by)
    audit.did("chose", "lawful_basis", made.pk)
    return made


def of_all(organisations: Iterable[Organisation]) -> list[tuple[str, str, datetime | None]]:
    """Each agency's name, its basis in words, and when it was chosen, if anyone chose."""
    organisations = list(organisations)
    newest: dict[int, LawfulBasis] = {}
    for row in LawfulBasis.objects.filter(organisation__in=organisations).order_by("chosen_at", "pk"):
        newest[row.organisation_id] = row
    made = []
    for each in organisations:
        chosen = newest.get(each.pk)
        basis = Basis(chosen.basis) if chosen else USUAL.get(each.kind, Basis.PUBLIC_TASK)
        made.append((each.name, str(basis.label), chosen.chosen_at if chosen else None))
    return made
