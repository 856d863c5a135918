"""What schools told each other of their incidents: which notices wait, what came with one, what it is about."""

from django.db.models import Q

from breakwater.partnership.organisations.models import Team

from ..models import Incident, IncidentChild, SchoolNotice
from .lookup import INCIDENTS, MOST

# The incident that a notice belongs to is the receiving school's: who sent the notice finds none.
NOTICES = SchoolNotice.objects.select_related(
    "team__organisation", "to_team__organisation", "school", "area", "belongs_to"
).defer("paper")


def notices_waiting(team: Team) -> list[SchoolNotice]:
    """What other schools told this one and it has not acknowledged, or has no incident of."""
    waits = Q(received_at=None) | Q(belongs_to=None)
    plain = SchoolNotice.objects.select_related("team__organisation", "area", "belongs_to").defer("paper")
    return list(plain.filter(waits, to_team=team).order_by("received_at", "sent_at", "pk"))


def told_by(incident: Incident) -> list[SchoolNotice]:
    """What other schools told of it, in order of time."""
    return list(NOTICES.filter(belongs_to=incident).order_by("sent_at", "pk"))


def earlier_notice(notice: SchoolNotice) -> SchoolNotice | None:
    """What the same school was told of the same child before."""
    same = NOTICES.filter(child=notice.child_id, to_team=notice.to_team_id, to_team__isnull=False, pk__lt=notice.pk)
    return same.order_by("-pk").first()


def newest_since(notice: SchoolNotice) -> SchoolNotice | None:
    """What the same school was told last of the same child, where that was later."""
    same = NOTICES.filter(child=notice.child_id, to_team=notice.to_team_id, to_team__isnull=False, pk__gt=notice.pk)
    return same.order_by("-pk").first()


def reached_at(child: IncidentChild) -> str:
    """The number that other schools were last given of this incident."""
    told = SchoolNotice.objects.filter(child__incident=child.incident_id).exclude(contact_how="")
    return told.order_by("-pk").values_list("contact_how", flat=True).first() or ""


def may_be_added_to(notice: SchoolNotice) -> list[Incident]:
    """The open incidents of the school that was told: first the one that the notice is about, by what either school calls it."""
    open_ones = list(INCIDENTS.filter(team=notice.to_team_id, closed_at=None).order_by("-opened_at", "-pk")[:MOST])
    return sorted(open_ones, key=lambda each: not is_about(notice, each))


def has_paper(notice: SchoolNotice) -> bool:
    return SchoolNotice.objects.filter(pk=notice.pk).exclude(paper=b"").exists()


def paper_of(notice: SchoolNotice) -> bytes:
    """The plan that went along with the move."""
    return bytes(SchoolNotice.objects.values_list("paper", flat=True).get(pk=notice.pk))


def is_about(notice: SchoolNotice, incident: Incident) -> bool:
    """The other school says by its references that it is the same incident."""
    known = notice.known
    if known.get("yours") == incident.reference:
        return True
    told = incident.from_notice
    return bool(told and known.get("reference") and told.known.get("reference") == known["reference"])
