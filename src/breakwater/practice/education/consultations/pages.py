"""What the pages between two calls list."""

from breakwater.practice.education.models import Consultation, FileReceipt, FileTransfer, ListedPupil, SchoolList

SHOWN = 100


def to_ask_again_and_the_rest() -> dict[str, list[Consultation]]:
    """What is to be asked again first, then the newest."""
    found = Consultation.objects.select_related("school_team__organisation", "case")
    again = sorted(found.to_ask_again().order_by("pk"), key=lambda one: one.ask_again_on)
    rest = found.exclude(pk__in=[one.pk for one in again]).order_by("-made_at", "-pk")[:SHOWN]
    return {"again": again, "rest": list(rest)}


def pupils_of(school_list: SchoolList) -> list[ListedPupil]:
    """Those on the school's lists now."""
    found = ListedPupil.objects.filter(team=school_list.team_id, until=None).select_related("person")
    return list(found.order_by("person__surname", "person__forename", "pk"))


def files() -> dict[str, list]:
    """Whose file is not sent yet, and where it has not come."""
    found = {"to_send": FileTransfer.objects.filter(sent_at=None), "to_come": FileReceipt.objects.filter(said_at=None)}
    with_school = "school_team__organisation"
    return {name: list(rows.select_related(with_school).order_by("due_on", "pk")) for name, rows in found.items()}
