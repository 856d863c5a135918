"""What a team sent, as it may be read there: lines of a receipt, the receipt whole, and what was set apart from it."""

from django.db.models import QuerySet

from breakwater.casework.models import Answers
from breakwater.foundation.models.references import parse_reference
from breakwater.partnership.organisations.models import Organisation, Team

from ..models import Acknowledgement, Receipt, ReceiptLine

WHOLE = ("submission__answers__version__form", "team")


def lines_named(reference: str) -> list[ReceiptLine]:
    """The children of a receipt whom the reader may know of, in the order of the form."""
    lines = ReceiptLine.objects.filter(reference=reference).select_related("sender_user", "team", "area")
    return list(lines.order_by("pk"))


def receipt_named(reference: str) -> Receipt | None:
    """The receipt with what was sent. None also where one of its children is restricted (SG-22)."""
    return Receipt.objects.select_related(*WHOLE).filter(reference=reference).first()


def receipt_to_copy(reference: str, team: Team) -> Receipt | None:
    """A receipt of what this team sent."""
    of_it = Receipt.objects.filter(reference=parse_reference(reference) or "", submission__sender_team=team)
    return of_it.select_related(*WHOLE).first()


def may_be_opened(receipt: Receipt) -> bool:
    """Whether its own sender may open it: not where they are kept from it (TR-20)."""
    return any(kind.objects.filter(reference=receipt.reference).exists() for kind in (Acknowledgement, Receipt))


def acknowledged(team: Team) -> QuerySet[Acknowledgement]:
    """What the team sent that was set apart, the newest first: that it was received, and no more (SG-11)."""
    return Acknowledgement.objects.filter(sender_team=team).order_by("-received_at", "-pk")


def form_of(held: Acknowledgement) -> Answers | None:
    """The form that was set apart, for who may still read it."""
    return Answers.objects.filter(public_id=held.form).select_related("area").first()


def agencies_of(area) -> QuerySet[Organisation]:
    """The organisations with a team in an area, by name."""
    agencies = Organisation.objects.filter(teams__area=area, closed_on=None)
    return agencies.distinct().order_by("name", "pk")
