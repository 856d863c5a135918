"""What the pages between two calls list."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from breakwater.partnership.people.models import Enrolment
from breakwater.practice.education.models import (
    Answer,
    Consultation,
    FileReceipt,
    FileTransfer,
    ListedPupil,
    SchoolList,
)

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


def not_held() -> list[Answer]:
    """Pupils on a list of whom their school last said that it does not hold the file, until it says otherwise or has it."""
    listed = ListedPupil.objects.filter(pk=OuterRef("row__pupil"), until=None, said_gone_on=None)
    came = FileReceipt.objects.filter(
        person=OuterRef("row__person"), school_team=OuterRef("row__list__team"), said_at__gt=OuterRef("at")
    )
    said = Answer.objects.filter(Exists(listed), undone_at=None, holds_file__isnull=False, row__person__died_on=None)
    said = said.annotate(has_come=Exists(came.filter(outcome=FileReceipt.Outcome.CAME)))
    last = said.select_related("row__pupil", "row__list__team__organisation").order_by("row__pupil", "-at", "-pk")
    found = [each for each in last.distinct("row__pupil") if not each.holds_file and not each.has_come]
    return sorted(found, key=lambda each: (each.at, each.pk))


def next_schools(left: Sequence[FileTransfer]) -> dict[int, str]:
    """Where the school says that each of them went, by the key of the file, as far as the actor may read the place."""
    places = (
        Enrolment.objects.filter(person__in={one.person_id for one in left})
        .exclude(gone_to="")
        .order_by("ends_on", "pk")
    )
    said = {(place.person_id, place.team_id): place.gone_to for place in places}
    return {one.pk: said.get((one.person_id, one.school_team_id), "") for one in left}
