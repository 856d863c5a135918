"""What a school reads beside the rows of its list."""

from django.utils import timezone

from breakwater.casework.handovers import ledger
from breakwater.foundation import audit
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.models import DutyPost, Team
from breakwater.practice.education.models import FileReceipt, FileTransfer, Letter, ListRow, SchoolList, Worry

SHOWN = 20


def row_of(public_id: str) -> ListRow | None:
    """One row with its list, as far as the school reads it."""
    with_list = ListRow.objects.select_related("list__area", "list__team__organisation", "list__fortnight", "pupil")
    return with_list.filter(public_id=public_id).first()


def first_page(team: Team) -> dict:
    """The present list and the one before, replies, letters, and files to send on or to come with what to heed of who came; the audit learns of each."""
    lists = SchoolList.objects.filter(team=team).select_related("fortnight").order_by("-fortnight__period", "-version")
    found = {
        "replies": Worry.objects.filter(school_team=team).order_by("-made_at", "-pk")[:10],
        "files": FileTransfer.objects.filter(school_team=team, sent_at=None).order_by("due_on", "pk")[:SHOWN],
        "letters": Letter.objects.filter(school_team=team, sent_at__isnull=False).order_by("-sent_at", "-pk")[:4],
        "coming": FileReceipt.objects.filter(school_team=team, said_at=None).order_by("due_on", "pk")[:SHOWN],
    }
    shown = {name: list(rows) for name, rows in found.items()}
    kinds = {"replies": "worry", "files": "file_transfer", "letters": "letter", "coming": "file_receipt"}
    for name, kind in kinds.items():
        audit.saw(kind, *(one.pk for one in shown[name]))
    cautions = ledger.cautions_about((one.person_id for one in shown["coming"]), reader=team.organisation)
    audit.saw(
        "person", *(fact.person.pk for lines in cautions.values() for one in lines for fact in one.facts if fact.person)
    )
    return shown | {"lists": list(lists), "cautions": cautions, "away": rota.away_from(team, at=timezone.now())}


def coordinator_of(found: SchoolList) -> DutyPost | None:
    """The duty post that looks after the school's patch."""
    if not found.patch_id:
        return None
    return DutyPost.objects.filter(patch=found.patch_id, team=found.link_team_id).first()
