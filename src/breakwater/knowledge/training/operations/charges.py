"""Charges as everybody who may read them reads them, waivers, and files for finance.

They are read as the area's training service reads them: whoever may see the list sees all of it, whatever team they are in, so that
nobody has another total under the same title (SG-22). Leave is asked before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import ROLES, Permission
from breakwater.partnership.organisations.models import Actor, Area, Membership

from ..models import Charge
from ..service import counting

CHARGES = Charge.objects.select_related(
    "area",
    "organisation",
    "fee",
    "booking__event__course",
    "booking__delegate",
    *(f"{who}__membership__{what}" for who in ("waiver_asked_by", "waived_by") for what in ("user", "role", "team")),
)
HEAD = (
    *("Charge", "Delegate reference", "Organisation", "Invoices to", "Course", "Date of course", "Reason", "Pounds"),
    *("Purchase order", "Finance code"),
)
STAMP = "%Y%m%dT%H%M%S%f"  # of a file, in its address


class NotNow(Refusal):
    words = "Somebody has decided on this charge meanwhile. Open it again to see its status."


class TheirOwn(Refusal):
    words = "Somebody else approves what you asked for."


@dataclass
class File:
    """A file that finance has had: the charges and the credits of one moment."""

    at: datetime
    charges: int = 0
    credits: int = 0
    pence: int = 0

    @property
    def stamp(self) -> str:
        return self.at.astimezone(UTC).strftime(STAMP)


def of_area(area: Area) -> QuerySet[Charge]:
    return CHARGES.filter(area=area)


def new_for_finance(area: Area) -> QuerySet[Charge]:
    """What goes into the next file: charges that nobody has asked to waive, and credits of what was waived after it went."""
    charged = Q(sent_at=None, waived="")
    return of_area(area).filter(charged | Q(sent_at__isnull=False, waived_at__isnull=False, credited_at=None))


def files_of(area: Area) -> list[File]:
    """The files that finance has had, the newest first."""
    found: dict[datetime, File] = {}
    for each in Charge.objects.filter(area=area, sent_at__isnull=False).only("sent_at", "credited_at", "pence"):
        charged = found.setdefault(each.sent_at, File(each.sent_at))
        charged.charges, charged.pence = charged.charges + 1, charged.pence + each.pence
        if each.credited_at:
            credited = found.setdefault(each.credited_at, File(each.credited_at))
            credited.credits, credited.pence = credited.credits + 1, credited.pence - each.pence
    return sorted(found.values(), key=lambda file: file.at, reverse=True)


def to_approve(by: Actor) -> list[str]:
    """The public ids of charges whose waiver waits for somebody like this one, who did not ask for it."""
    area = by.membership.team.area
    with counting(area):
        rows = Charge.objects.filter(area=area, waiver_asked_at__isnull=False, waived_at=None)
        others = rows.exclude(waiver_asked_by__membership__user=by.membership.user_id)
        return list(others.order_by("waiver_asked_at", "pk").values_list("public_id", flat=True))


@transaction.atomic
def ask_to_waive(charge: Charge, *, reason: str, words: str, by: Actor, at: datetime) -> Charge:
    """Ask that a charge be let go, and say why; those who may approve it are told. Raises NotNow."""
    with counting(charge.area):
        row = _locked(charge)
        if row.waived:
            raise NotNow
        row.waived, row.waived_words, row.waiver_asked_at, row.waiver_asked_by = reason, words, at, by
        row.save(update_fields=["waived", "waived_words", "waiver_asked_at", "waiver_asked_by"])
        audit.did("asked to waive a charge", "training_charge", row.pk)
    approvers = [one for one in _approvers(charge.area, at) if one.user_id != by.membership.user_id]
    notifications.tell(
        words="Somebody asks that a training charge be waived",
        path=reverse("training:charge_waiver", args=[row.public_id]),
        by=by,
        at=at,
        users=[one.user for one in approvers],
    )
    return row


@transaction.atomic
def answer_waiver(charge: Charge, *, approved: str, by: Actor, at: datetime) -> Charge:
    """Approve a waiver, or leave the charge as it is; whoever asked is told. Raises TheirOwn, NotNow."""
    with counting(charge.area):
        row = _locked(charge)
        if not row.is_asked:
            raise NotNow
        asked_by = row.waiver_asked_by.membership.user
        if asked_by.pk == by.membership.user_id:
            raise TheirOwn
        if approved == "yes":
            row.waived_at, row.waived_by = at, by
        else:
            row.waived, row.waived_words, row.waiver_asked_at, row.waiver_asked_by = "", "", None, None
        row.save(
            update_fields=[
                *("waived", "waived_words", "waiver_asked_at", "waiver_asked_by", "waived_at", "waived_by"),
            ]
        )
        audit.did("waived a charge" if row.waived_at else "did not waive a charge", "training_charge", row.pk)
    notifications.tell(
        words=f"The waiver you asked for was {'approved' if row.waived_at else 'not approved: the charge stands'}",
        path=reverse("training:charges"),
        by=by,
        at=at,
        users=[asked_by],
    )
    return row


@transaction.atomic
def send_to_finance(area: Area, *, by: Actor, at: datetime) -> list[list]:
    """The rows of a new file: what finance has not had yet, marked as sent, so that each goes once."""
    with counting(area):
        keys = list(new_for_finance(area).order_by().values_list("pk", flat=True))
        rows = Charge.objects.filter(pk__in=keys).select_for_update()
        keys = [each.pk for each in rows.order_by("pk")]
        Charge.objects.filter(pk__in=keys, sent_at__isnull=False, credited_at=None).update(credited_at=at)
        Charge.objects.filter(pk__in=keys, sent_at=None, waived="").update(sent_at=at)
        audit.did("sent charges to finance", "area", area.pk, count=len(keys))
        return rows_of_file(area, at)


def rows_of_file(area: Area, at: datetime) -> list[list]:
    """The rows of the file of a moment: its charges, then its credits."""
    with counting(area):
        charged = of_area(area).filter(sent_at=at).order_by("due_on", "pk")
        credited = of_area(area).filter(credited_at=at).order_by("due_on", "pk")
        return [_line(each) for each in charged] + [_line(each, is_credit=True) for each in credited]


def moment_of(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def _line(charge: Charge, *, is_credit: bool = False) -> list:
    booking = charge.booking
    reason = f"Credit: {charge.get_reason_display().lower()}" if is_credit else charge.get_reason_display()
    return [
        charge.public_id,
        booking.delegate.public_id,
        charge.organisation.name,
        booking.delegate.finance_email,
        booking.event.course.title,
        f"{london_date(booking.event.starts_at):%Y-%m-%d}",
        reason,
        f"{'-' if is_credit else ''}{charge.pence / 100:.2f}",
        booking.purchase_order,
        charge.fee.finance_code if charge.fee else "",
    ]


def _locked(charge: Charge) -> Charge:
    return Charge.objects.select_for_update().get(pk=charge.pk)


def _approvers(area: Area, at: datetime) -> Sequence[Membership]:
    roles = [role.value for role, said in ROLES.items() if Permission.TRAINING_WAIVE in said.permissions]
    held = Membership.objects.in_force(london_date(at)).filter(team__area=area, role__in=roles)
    return list(held.select_related("user"))
